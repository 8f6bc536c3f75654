"""What another force's sources hold, or could not look for, counts like what ours do (G 51, 66, 75)."""

from __future__ import annotations

from typing import Any

import pytest

from access.runtime import Snapshot
from contracts.codes import Answer, Category, ConcernGround, Known, NoAnswer, Source
from contracts.crossing import Action, RespondingForceReported, View
from contracts.parts import About, Coverage
from messaging.decider import History, Message
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import commands as c
from services.decisions.domain import evidence, mappa
from services.decisions.domain.events import Consideration
from services.decisions.domain.explained import GatesOverridden, JudgementWeighed
from services.decisions.domain.explaining import explain
from services.decisions.http import view
from tests.given import CASE
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.domain.tried_no_concern import passed_on
from tests.services.decisions.ordering import Told, close, confirm, do_not, no_contact, outside, over

HELD = "SOMETHING_IS_HELD"
NOT_LOOKED = "SOURCE_DID_NOT_LOOK"
LATER: Any = {"acknowledge_by": t.days(13), "report_by": t.days(20)}


def codes(told: Told, command: Any) -> set[str]:
    outcome = told.when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


def words(told: Told, command: Any) -> str:
    outcome = told.when(command).outcome
    assert isinstance(outcome, Refusal), outcome
    return " ".join(one.words for one in outcome.unmet)


def answer(
    source: Source, answer: Answer | None, about: About = b.SUBJECT, reason: NoAnswer | None = None
) -> Coverage:
    return Coverage(
        source=source,
        about=about,
        check=f"theirs-{source.lower().replace('_', '-')}",
        answer=answer,
        reason=reason,
    )


def reported(*answers: Coverage, day: float = 14, task: str = b.TASK) -> Message:
    return b.reported(t.days(day), task=task, answers=answers, mappa=Known.NO, area=None, manages=False)


def with_report(told: Told, *answers: Coverage) -> Told:
    """23 was asked, where the subject lives, and reports these."""
    return b.hearing(b.asking(told, **LATER), reported(*answers))


def asked_again(told: Told, *answers: Coverage) -> Told:
    told = told.when(b.task(told, acknowledge_by=t.days(15), report_by=t.days(20)))
    return b.hearing(told, reported(*answers, day=16, task="task-23-2"))


HIT = answer(Source.POLICE_INTELLIGENCE, Answer.HIT)
NOTHING = answer(Source.POLICE_INTELLIGENCE, Answer.NO_TRACE)
DOWN = answer(Source.POLICE_LOCAL, Answer.UNAVAILABLE, reason=NoAnswer.DOWN)
RESTRICTED = answer(Source.PROBATION, Answer.WITHHELD, reason=NoAnswer.RECORD_RESTRICTED)
WAITS = answer(Source.POLICE_LOCAL, None)
PERHAPS = answer(Source.POLICE_NATIONAL, Answer.AMBIGUOUS)
CHILD_KNOWN = answer(Source.SOCIAL_CARE, Answer.HIT, b.CHILD)


@pytest.mark.proves("R-067", by="services.decisions.domain.reported:with_answers")
def test_what_another_force_holds_stands_against_no_concern_like_our_own() -> None:
    told = with_report(t.assessed(), HIT, DOWN)
    told.when(t.no_concern(told)).refused(HELD, NOT_LOOKED)
    said = words(told, t.no_concern(told))
    assert "(PND) (the subject, asked by Warwickshire): something is held" in said
    assert (
        "records of Warwickshire (the subject, asked by Warwickshire): could not look (not working)" in said
    )
    passed = over(told, t.no_concern)
    assert passed.state.category is Category.NO_CONCERN
    written = next(event for event in passed.events if isinstance(event, GatesOverridden))
    assert {(one.code, one.force, one.answer) for one in written.standing} == {
        (HELD, "23", Answer.HIT),
        (NOT_LOOKED, "23", Answer.UNAVAILABLE),
    }


def test_where_another_force_looked_and_holds_nothing_there_is_no_concern() -> None:
    told = with_report(t.assessed(), NOTHING, answer(Source.POLICE_LOCAL, Answer.NO_TRACE))
    assert told.when(t.no_concern(told)).state.category is Category.NO_CONCERN


@pytest.mark.parametrize("said", [DOWN, RESTRICTED], ids=["could not look", "may not say"])
def test_another_force_that_could_not_look_or_may_not_say_has_not_found_nothing(said: Coverage) -> None:
    told = with_report(t.assessed(), said)
    told.when(t.no_concern(told)).refused(NOT_LOOKED)
    assert over(told, t.no_concern).state.category is Category.NO_CONCERN


@pytest.mark.parametrize("found", [Answer.HIT, Answer.AMBIGUOUS])
def test_what_another_force_found_in_part_says_that_the_rest_is_not_known(found: Answer) -> None:
    told = with_report(t.assessed(), answer(Source.POLICE_LOCAL, found, reason=NoAnswer.DOWN))
    assert NOT_LOOKED in codes(told, t.no_concern(told))
    told = with_report(t.assessed(), answer(Source.POLICE_LOCAL, found))
    assert NOT_LOOKED not in codes(told, t.no_concern(told))


def test_what_was_found_in_part_is_reported_to_another_force_as_that() -> None:
    found = t.answered(Source.POLICE_LOCAL, Answer.HIT, check="n-1", in_part=True)
    told = t.assessed(found, t.failed(Source.POLICE_LOCAL, at=t.hours(3), check="n-1"))
    (ours,) = (one for one in evidence.answers_here(told.state) if one.check == "n-1")
    assert (ours.answer, ours.reason) == (Answer.HIT, NoAnswer.DOWN)


def test_a_source_that_has_not_answered_the_other_force_is_waited_for() -> None:
    told = with_report(t.assessed(), NOTHING, WAITS)
    told.when(t.no_concern(told)).refused("SOURCE_DID_NOT_ANSWER")


@pytest.mark.proves("R-067", by="services.decisions.domain.reported:_unsaid")
def test_a_report_that_says_of_no_source_how_it_answered_is_not_nothing_held() -> None:
    told = with_report(t.assessed())
    told.when(t.no_concern(told)).refused("SOURCE_DID_NOT_ANSWER")
    assert "records of Warwickshire (the subject, asked by Warwickshire)" in words(told, t.no_concern(told))
    passed = over(told, t.no_concern)
    [written] = [event for event in passed.events if isinstance(event, GatesOverridden)]
    assert {(one.code, one.force, one.answer) for one in written.standing} == {
        ("SOURCE_DID_NOT_ANSWER", "23", None)
    }
    told = asked_again(told, NOTHING)
    assert told.when(t.no_concern(told)).state.category is Category.NO_CONCERN


def test_what_is_held_stands_where_a_later_report_says_nothing_of_it() -> None:
    told = asked_again(with_report(t.assessed(), answer(Source.POLICE_LOCAL, Answer.HIT)))
    told.when(t.no_concern(told)).refused(HELD, "SOURCE_DID_NOT_ANSWER")


def test_of_each_whom_a_force_was_to_search_for_it_says_whether_it_looked() -> None:
    told = b.placed(t.assessed(), b.place(b.SUBJECT, "23"), b.place(b.CHILD, "23"))
    told = told.when(b.task(told, about=(b.SUBJECT, b.CHILD), **LATER))
    told = b.hearing(told, reported(NOTHING))
    told.when(t.no_concern(told)).refused("SOURCE_DID_NOT_ANSWER")
    assert "(child 1, asked by Warwickshire)" in words(told, t.no_concern(told))


def test_who_was_asked_for_no_search_owes_none() -> None:
    told = b.placed(t.assessed())
    told = told.when(b.task(told, actions=(Action.SAY_WHETHER_MANAGED,), **LATER))
    told = b.hearing(told, reported())
    assert told.when(t.no_concern(told)).state.category is Category.NO_CONCERN


@pytest.mark.proves("R-145", by="services.decisions.domain.tasking:untasked")
def test_who_was_asked_to_decide_jointly_alone_was_asked_to_look_for_nobody() -> None:
    told = b.placed(t.assessed())
    told = told.when(c.RecordMappaStatus(t.SERGEANT, Known.YES, "AREA-23", "23", told.now))
    told = told.when(b.task(told, actions=(Action.DECIDE_JOINTLY,), **LATER))
    told = b.hearing(told, b.position(View.DO_NOT_DISCLOSE, t.days(13.5)), reported(NOTHING))
    assert "AREA_NOT_ASKED" in codes(told, t.no_concern(told))
    both = told.when(b.task(told, acknowledge_by=t.days(15), report_by=t.days(20)))
    assert "AREA_NOT_ASKED" not in codes(both, t.no_concern(both))


def test_a_source_that_was_asked_again_there_counts_as_it_stood_and_is_waited_for() -> None:
    both = (DOWN, answer(Source.POLICE_LOCAL, None))
    told = with_report(t.assessed(), *both)
    told.when(t.no_concern(told)).refused(NOT_LOOKED, "SOURCE_DID_NOT_ANSWER")


def test_a_possible_match_of_another_force_is_settled_first_whatever_the_rank() -> None:
    told = with_report(t.assessed(), PERHAPS)
    told.when(t.no_concern(told)).refused("POSSIBLE_MATCH_OPEN")
    over(told, t.no_concern).refused("POSSIBLE_MATCH_OPEN")
    assert "asked again" in words(told, t.no_concern(told))


def test_a_possible_match_elsewhere_holds_up_no_concern_that_is_certain_here() -> None:
    told = with_report(t.assessed(), PERHAPS)
    assert told.when(t.concern(told)).state.category is Category.CONCERN


@pytest.mark.parametrize("first", [HIT, PERHAPS, DOWN, WAITS])
def test_a_second_report_of_a_force_takes_the_place_of_its_first(first: Coverage) -> None:
    told = with_report(t.assessed(), first)
    assert codes(told, t.no_concern(told))
    settled = first.model_copy(update={"answer": Answer.NO_TRACE, "reason": None})
    told = asked_again(told, settled)
    assert told.when(t.no_concern(told)).state.category is Category.NO_CONCERN


def test_a_second_report_may_hold_what_the_first_did_not() -> None:
    told = asked_again(with_report(t.assessed(), NOTHING), HIT)
    told.when(t.no_concern(told)).refused(HELD)


def test_an_older_report_that_comes_late_takes_the_place_of_none() -> None:
    told = b.asking(t.assessed(), **LATER)
    told = told.when(b.task(told, **LATER))
    told = b.hearing(told, reported(HIT, day=16, task="task-23-2"), reported(NOTHING, day=14))
    told.when(t.no_concern(told)).refused(HELD)


def test_what_a_report_does_not_speak_of_stands_as_it_was_reported() -> None:
    told = asked_again(with_report(t.assessed(), HIT, DOWN), answer(Source.POLICE_LOCAL, Answer.NO_TRACE))
    told.when(t.no_concern(told)).refused(HELD)


def test_two_forces_that_hold_something_stand_each_for_itself() -> None:
    told = b.three(t.assessed(), **LATER)
    theirs = reported(
        answer(Source.SOCIAL_CARE, Answer.UNAVAILABLE, b.CHILD, NoAnswer.DOWN), task="task-41-1"
    )
    told = b.hearing(told, reported(HIT), theirs._replace(source="csods/41/decisions"))
    told.when(t.no_concern(told)).refused(HELD, NOT_LOOKED)
    said = words(told, t.no_concern(told))
    assert "Warwickshire" in said
    assert "Hertfordshire" in said


def test_our_own_answer_is_not_theirs() -> None:
    """The same source here and there: what one found takes nothing from the other."""
    told = with_report(t.assessed(), answer(Source.POLICE_NATIONAL, Answer.HIT))
    told.when(t.no_concern(told)).refused(HELD)
    held = t.assessed(t.answered(Source.POLICE_INTELLIGENCE, Answer.HIT))
    told = with_report(held, NOTHING)
    assert "STATEMENT_B_CONTRADICTED" in codes(told, t.no_concern(told))


# every other way out


def leaving(*answers: Coverage) -> Told:
    return with_report(t.checked().at(t.days(12)), *answers)


def outside_of_it(*answers: Coverage) -> Told:
    return with_report(no_contact().at(t.days(12)), *answers)


WITH_SOMETHING_DONE: dict[str, tuple[Any, Any, Coverage, set[str]]] = {
    "not progressed, a hit": (leaving, do_not, HIT, {HELD, "NO_MEASURE_TAKEN"}),
    "not progressed, could not look": (leaving, do_not, DOWN, {NOT_LOOKED}),
    "not progressed, no answer": (leaving, do_not, WAITS, {"SOURCE_DID_NOT_ANSWER"}),
    "not progressed, a possible match": (leaving, do_not, PERHAPS, {"POSSIBLE_MATCH_OPEN"}),
    "outside the scheme, a hit": (outside_of_it, outside, HIT, {"NO_MEASURE_TAKEN"}),
    "outside the scheme, could not look": (outside_of_it, outside, DOWN, {NOT_LOOKED}),
    "outside the scheme, a possible match": (outside_of_it, outside, PERHAPS, {"POSSIBLE_MATCH_OPEN"}),
}


@pytest.mark.parametrize("case", WITH_SOMETHING_DONE)
def test_it_stands_against_every_way_out_of_the_scheme(case: str) -> None:
    way, build, said, expected = WITH_SOMETHING_DONE[case]
    told = way(said)
    told.when(build(told)).refused(*expected)
    clear = way(said.model_copy(update={"answer": Answer.NO_TRACE, "reason": None}))
    assert clear.when(build(clear)).state.decision is not None


def test_over_a_hit_elsewhere_a_case_leaves_once_something_was_done_about_it() -> None:
    told = passed_on(outside_of_it(HIT))
    assert told.when(outside(told)).state.decision is not None


def test_a_child_known_to_social_care_of_another_area_is_spoken_of_with_those_who_protect_it() -> None:
    """Whether it is under child protection does not cross: it may be (G 25, 29, 68)."""
    told = b.hearing(
        b.three(t.assessed(), **LATER),
        reported(NOTHING),
        reported(CHILD_KNOWN, task="task-41-1")._replace(source="csods/41/decisions"),
    )
    told.when(t.no_concern(told)).refused("CHILD_PROTECTION_NOT_TOLD", "CHILD_UNDER_PROTECTION", HELD)
    over(told, t.no_concern).refused("CHILD_PROTECTION_NOT_TOLD")
    assert over(passed_on(told), t.no_concern).state.category is Category.NO_CONCERN
    subject_known = with_report(t.assessed(), answer(Source.SOCIAL_CARE, Answer.HIT))
    subject_known.when(t.no_concern(subject_known)).refused(HELD)


def test_that_nobody_is_told_is_decided_by_the_tests_where_another_force_holds_something() -> None:
    told = with_report(t.assessed(), HIT)
    told = told.when(t.concern(told))
    none = c.DecideNoDisclosure(t.SERGEANT, told.version, "Measures suffice.")
    assert "TEST_NOT_APPLIED" in codes(told, none)
    clear = with_report(t.assessed(), NOTHING)
    clear = clear.when(t.concern(clear))
    assert "TEST_NOT_APPLIED" not in codes(clear, c.DecideNoDisclosure(t.SERGEANT, clear.version, "None."))


def test_a_concern_may_rest_on_what_another_force_holds() -> None:
    grounds = frozenset({ConcernGround.RELEVANT_INTELLIGENCE})
    told = with_report(t.assessed(), HIT)
    assert told.when(t.concern(told, grounds=grounds)).state.category is Category.CONCERN
    clear = with_report(t.assessed(), NOTHING)
    clear.when(t.concern(clear, grounds=grounds)).refused("GROUND_C_NOT_HELD")


# after a decision


def test_a_report_after_the_decision_puts_it_in_doubt() -> None:
    told = b.asking(t.assessed(), **LATER)
    told = over(told, t.no_concern)
    assert told.state.category is Category.NO_CONCERN
    assert "DECISION_IN_DOUBT" not in codes(told, confirm(told))
    late = b.hearing(told, reported(HIT))
    assert "DECISION_IN_DOUBT" in codes(late, confirm(late))
    assert "DECISION_CONTRADICTED" in codes(late, t.finalise(late))


def test_what_was_passed_when_it_was_decided_is_not_asked_again() -> None:
    told = over(with_report(t.assessed(), HIT), t.no_concern)
    assert "DECISION_CONTRADICTED" not in codes(told, t.finalise(told))


# what follows from a record elsewhere


def test_a_subject_on_the_offender_register_of_another_force_is_considered_for_mappa() -> None:
    held = answer(Source.OFFENDER_MANAGEMENT, Answer.HIT)
    told = with_report(t.assessed(), held)
    assert mappa.is_eligible(told.state)
    assert not mappa.is_managed(told.state), "that the force says itself"
    assert not mappa.is_eligible(with_report(t.assessed(), NOTHING).state)
    left = over(passed_on(leaving(held)), do_not)
    assert "NOMINAL_ENTRY_MISSING" in codes(left, close(left))


def test_what_bears_a_statement_out_is_our_own_search() -> None:
    told = with_report(t.assessed(), NOTHING)
    told = told.when(t.no_concern(told))
    made = next(event for event in told.events if event.TYPE.startswith("decisions.case.categorised"))
    assert not [check for one in made.statements for check in one.checks if check.startswith("theirs")]


# who sees it, and what is kept


def test_whoever_is_on_the_case_reads_what_each_force_s_sources_answered() -> None:
    told = with_report(t.assessed(), HIT, DOWN)
    shown = view.show(Snapshot(CASE, told.state, told.version, (), False, told.now))
    theirs = {
        one["source"]: (one["answer"], one["reason"], one["kinds"])
        for one in shown.personal["checks"]
        if one["asked_by"] == "Warwickshire"
    }
    assert theirs["records of Warwickshire"][:2] == ("could not look", "not working")
    assert theirs["Police National Database (PND)"][2] == "cannot be read here"
    assert len(theirs) == 2
    assert any(one["asked_by"] is None for one in shown.personal["checks"])


def test_a_judgement_keeps_how_the_sources_of_other_forces_stood() -> None:
    told = over(with_report(t.assessed(), HIT, DOWN), t.no_concern)
    kept = next(event for event in told.events if isinstance(event, JudgementWeighed))
    theirs = {(one.source, one.answer) for one in kept.answers if one.force == "23"}
    assert theirs == {(HIT.source, HIT.answer), (DOWN.source, DOWN.answer)}
    assert any(one.force is None for one in kept.answers)


def test_an_explanation_tells_which_force_asked() -> None:
    told = over(with_report(t.assessed(), HIT, DOWN, WAITS), t.no_concern)
    explained = explain(History(CASE, told.state, told.version, "0" * 64, told.history, (), told.now))
    assert {one["asked_by"] for one in explained["standing"]} == {None, "Warwickshire"}
    assert {one["asked_by"] for one in explained["not_answered"]} == {"Warwickshire"}
    [step] = [one for one in explained["steps"] if one["step"] == "categorise"]
    assert (
        "records of Warwickshire, the subject, could not look, not working, asked by Warwickshire"
        in step["rested_on"]
    )


def test_what_we_report_ourselves_are_our_own_sources_and_no_other_s() -> None:
    told = b.answered()
    sent = next(event for event in told.events if isinstance(event, RespondingForceReported))
    assert not told.state.across.answers
    assert sent.answers == evidence.answers_here(told.state)
    assert {type(one) for one in sent.answers} <= {Coverage}
    assert Action.SEARCH_RECORDS in sent.done


def test_done_for_a_child_is_recorded_with_whoever_protects_it() -> None:
    told = passed_on(with_report(t.assessed(), CHILD_KNOWN))
    assert Consideration.CHILDRENS_SOCIAL_CARE in told.state.acted

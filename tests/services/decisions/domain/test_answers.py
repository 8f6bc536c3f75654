"""Which answer counts, about whom, and since when: nothing found is only of who was searched (G 45, 51)."""

from __future__ import annotations

import itertools
from datetime import datetime

import pytest

from contracts.checks import Ask
from contracts.codes import Answer, IdentityOutcome, NoConcernStatement, PartyRole, Rank, Source
from contracts.parts import About, WhomToRing
from contracts.people import FindingKind, PersonName
from messaging.decider import Message
from services.decisions.domain import commands as c
from services.decisions.domain.coverage import (
    bears_out,
    contradicting,
    hits,
    not_answered,
    not_looked,
    of_subject,
    standings,
)
from services.decisions.domain.events import Consideration
from services.decisions.domain.state import Case
from tests.services.decisions import told as t
from tests.services.decisions.ordering import over

POLICE = Source.POLICE_NATIONAL
OTHER_NAME = t.subject(name=PersonName(given="Dorian", family="Otherwise-Quill"))


def after(*facts: Message) -> Case:
    return t.hearing(t.opened(), *facts).state


def answers(case: Case) -> list[Answer]:
    return [one.answer for _, one in of_subject(case, *Answer)]


def test_a_corrected_subject_is_not_categorised_on_the_answers_about_the_name_before() -> None:
    told = t.hearing(t.assessed(), t.corrected(t.days(11), subject=OTHER_NAME)).at(t.days(12))
    told.when(t.no_concern(told)).refused("ASSESSED_BEFORE_CORRECTION")
    told = t.hearing(told, t.requested(at=t.days(11.1)))
    told.when(t.no_concern(told)).refused(
        "ASSESSED_BEFORE_CORRECTION", "ASSESSED_BEFORE_ROUND", "SOURCE_DID_NOT_ANSWER"
    )
    told = t.hearing(told, *(t.answered(one, at=t.days(11.2)) for one in t.POLICE))
    told.when(t.no_concern(told)).refused("ASSESSED_BEFORE_CORRECTION", "ASSESSED_BEFORE_ROUND")
    told = t.hearing(told, t.risk_assessment(t.days(11.5)))
    assert told.when(t.no_concern(told)).state.category is not None


def test_a_concern_too_rests_on_an_assessment_of_the_person_as_corrected() -> None:
    told = t.hearing(t.assessed(), t.corrected(t.days(11), children=t.children())).at(t.days(12))
    told.when(t.concern(told)).refused("ASSESSED_BEFORE_CORRECTION")


def test_an_answer_about_the_child_is_none_about_the_subject() -> None:
    asks = (
        Ask(check="sc-subject", source=Source.SOCIAL_CARE, about=t.SUBJECT),
        Ask(check="sc-child", source=Source.SOCIAL_CARE, about=t.OF_CHILD),
    )
    both = t.requested(Source.SOCIAL_CARE, about=(t.SUBJECT, t.OF_CHILD), asks=asks)
    of_child = t.answered(Source.SOCIAL_CARE, check="sc-child", about=t.OF_CHILD)
    told = t.assessed(both, of_child)
    told.when(t.no_concern(told)).refused("SOURCE_DID_NOT_ANSWER")
    assert [asked.about for asked in not_answered(told.state)] == [PartyRole.SUBJECT]


def test_only_who_is_asked_about_whom_is_waited_for() -> None:
    """Probation is asked about the subject alone, in a round that is about the child too."""
    asks = (
        Ask(check="p-1", source=Source.PROBATION, about=t.SUBJECT),
        Ask(check="sc-child", source=Source.SOCIAL_CARE, about=t.OF_CHILD),
    )
    round_ = t.requested(Source.PROBATION, Source.SOCIAL_CARE, about=(t.SUBJECT, t.OF_CHILD), asks=asks)
    of_child = t.answered(Source.SOCIAL_CARE, check="sc-child", about=t.OF_CHILD)
    assert not not_answered(after(round_, t.answered(Source.PROBATION, check="p-1"), of_child))


def test_a_late_answer_to_the_round_before_answers_no_later_round() -> None:
    first = t.requested(POLICE, asks=(Ask(check="n-1", source=POLICE, about=t.SUBJECT),))
    again = t.requested(POLICE, at=t.days(2), asks=(Ask(check="n-2", source=POLICE, about=t.SUBJECT),))
    late = t.answered(POLICE, at=t.days(3), check="n-1")
    assert not_answered(after(first, again, late))
    assert not not_answered(after(again, late, first, t.answered(POLICE, at=t.days(3), check="n-2")))


def test_nothing_found_in_an_earlier_round_does_not_make_up_for_a_later_one_that_could_not_look() -> None:
    """The earlier round asked about the name before; its answer is none about this one (R-067)."""
    first = t.requested(POLICE, asks=(Ask(check="n-1", source=POLICE, about=t.SUBJECT),))
    again = t.requested(POLICE, at=t.days(2), asks=(Ask(check="n-2", source=POLICE, about=t.SUBJECT),))
    down = t.failed(POLICE, at=t.days(2.1), check="n-2")
    late = t.answered(POLICE, at=t.days(3), check="n-1")
    assert answers(after(first, again, down, late)) == [Answer.UNAVAILABLE]
    assert answers(after(late, down, again, first)) == [Answer.UNAVAILABLE], "in whatever order it is heard"
    found = t.answered(POLICE, Answer.HIT, at=t.days(3), check="n-1")
    assert answers(after(first, again, down, found)) == [Answer.HIT], "what is held is weighed all the same"
    told = t.assessed(first, again, down, late, t.risk_assessment(t.days(4)))
    told.when(t.no_concern(told)).refused("SOURCE_DID_NOT_LOOK")
    looked = t.answered(POLICE, at=t.days(4), check="n-2")
    assert answers(after(first, again, down, late, looked)) == [Answer.NO_TRACE]


def test_a_verdict_does_not_reach_forward_to_a_later_match_under_the_same_check() -> None:
    match = t.answered(POLICE, Answer.AMBIGUOUS, at=t.hours(3), check="n-1")
    nobody = t.identity(IdentityOutcome.NONE_IS_THE_SUBJECT, "n-1", at=t.hours(5))
    another = t.answered(POLICE, Answer.AMBIGUOUS, at=t.days(2), check="n-1")
    assert answers(after(match, nobody)) == [Answer.NO_TRACE]
    assert answers(after(match, nobody, another)) == [Answer.AMBIGUOUS]
    told = t.assessed(match, nobody, another)
    told.when(t.no_concern(told)).refused("IDENTITY_NOT_CONFIRMED", "POSSIBLE_MATCH_OPEN")


def test_of_two_records_only_what_is_of_the_subject_speaks_against_a_statement() -> None:
    """The convicted namesake among the records is somebody else."""
    namesake = t.answered(POLICE, Answer.AMBIGUOUS, check="n-1", kind=FindingKind.SCHEDULE_34A_CONVICTION)
    chosen = t.identity(IdentityOutcome.IS_THE_SUBJECT, "n-1")
    innocent = t.settled(POLICE, Answer.HIT, "n-1", at=t.hours(5), kind=FindingKind.NOT_RELEVANT)
    told = t.assessed(namesake, chosen, innocent)
    told.when(t.no_concern(told)).refused("SOMETHING_IS_HELD")
    assert over(told, t.no_concern).state.category is not None


def test_a_hit_that_was_somebody_else_counts_no_more_once_a_supervisor_has_settled_it() -> None:
    wrong = t.answered(POLICE, Answer.HIT, check="n-1", kind=FindingKind.OTHER_RELEVANT_CONVICTION)
    right = t.answered(POLICE, at=t.days(2), check="n-2")
    assert answers(after(wrong, right)) == [Answer.HIT]
    settled = t.settled(POLICE, Answer.NO_TRACE, "n-1", "n-2", at=t.days(3))
    assert answers(after(wrong, right, settled)) == [Answer.NO_TRACE]
    assert answers(after(settled, wrong, right)) == [Answer.NO_TRACE]


def test_nobody_below_a_supervisor_makes_less_of_a_hit() -> None:
    hit = t.answered(POLICE, Answer.HIT, check="n-1")
    by_staff = t.settled(POLICE, Answer.NO_TRACE, "n-1", at=t.days(3), rank=Rank.STAFF)
    assert answers(after(hit, by_staff)) == [Answer.HIT]
    as_hit = t.settled(POLICE, Answer.HIT, "n-1", at=t.days(1))
    assert answers(after(hit, as_hit, by_staff)) == [Answer.HIT]


def test_a_desk_that_was_rung_and_holds_nothing_has_answered_once_that_is_settled() -> None:
    withheld = t.failed(Source.PROBATION, Answer.WITHHELD, check="p-1")
    told = t.assessed(withheld)
    told.when(t.no_concern(told)).refused("SOURCE_DID_NOT_LOOK")
    settled = t.settled(Source.PROBATION, Answer.NO_TRACE, "p-1", at=t.days(3))
    told = t.assessed(withheld, settled)
    assert told.when(t.no_concern(told)).state.category is not None


def test_what_comes_after_a_settlement_is_news_again() -> None:
    hit = t.answered(POLICE, Answer.HIT, check="n-1")
    settled = t.settled(POLICE, Answer.NO_TRACE, "n-1", at=t.days(3))
    again = t.answered(POLICE, Answer.HIT, at=t.days(4), check="n-1")
    assert answers(after(hit, settled, again)) == [Answer.HIT]


def test_a_settlement_closes_the_matches_that_it_weighed() -> None:
    put_before_a_person = t.candidates("n-1")
    told = t.assessed(t.answered(POLICE, Answer.AMBIGUOUS, check="n-1"), put_before_a_person)
    told.when(t.no_concern(told)).refused("IDENTITY_NOT_CONFIRMED", "POSSIBLE_MATCH_OPEN")
    told = t.hearing(told, t.settled(POLICE, Answer.NO_TRACE, "n-1", at=t.days(3)))
    assert told.when(t.no_concern(told)).state.category is not None


@pytest.mark.parametrize("rest", [Answer.UNAVAILABLE, Answer.WITHHELD])
def test_what_was_found_in_part_counts_and_the_rest_is_not_known(rest: Answer) -> None:
    part = t.answered(POLICE, Answer.HIT, check="n-1", kind=FindingKind.NOT_RELEVANT, in_part=True)
    not_shown = t.failed(POLICE, rest, at=t.hours(3), check="n-1")
    for case in (after(part, not_shown), after(not_shown, part)):
        assert answers(case) == [Answer.HIT]
        assert [one.reason for _, one in not_looked(case)] == [not_shown.event.reason]
    told = t.assessed(part, not_shown)
    told.when(t.no_concern(told)).refused("SOURCE_DID_NOT_LOOK", "SOMETHING_IS_HELD")


def test_once_all_was_searched_what_was_found_in_part_says_no_more_than_that() -> None:
    part = t.answered(POLICE, Answer.HIT, check="n-1", in_part=True)
    down = t.failed(POLICE, at=t.hours(3), check="n-1")
    match = t.answered(POLICE, Answer.AMBIGUOUS, at=t.hours(4), check="n-1")
    assert answers(after(part, down, match)) == [Answer.AMBIGUOUS]
    assert not not_looked(after(part, down, match))
    assert not hits(after(part, down, match))
    nothing = t.answered(POLICE, at=t.hours(4), check="n-1")
    assert answers(after(part, down, nothing)) == [Answer.HIT], "until a person has settled it"
    assert not not_looked(after(part, down, nothing))


CONVICTED = FindingKind.SCHEDULE_34A_CONVICTION
ROUND = t.requested(POLICE, asks=(Ask(check="n-1", source=POLICE, about=t.SUBJECT),))


PARTS = pytest.mark.parametrize("found", [Answer.HIT, Answer.AMBIGUOUS])


def part(check: str = "n-1", at: datetime | None = None, found: Answer = Answer.HIT) -> Message:
    return t.answered(POLICE, found, at=at or t.hours(3), check=check, kind=CONVICTED, in_part=True)


@PARTS
@pytest.mark.parametrize("rest", [Answer.UNAVAILABLE, Answer.WITHHELD])
def test_what_a_person_makes_of_what_was_found_in_part_says_nothing_of_the_rest(
    rest: Answer, found: Answer
) -> None:
    some, not_shown = part(found=found), t.failed(POLICE, rest, at=t.hours(3), check="n-1")
    verdict = t.identity(IdentityOutcome.NONE_IS_THE_SUBJECT, "n-1", at=t.hours(5))
    for nobodys in (t.settled(POLICE, Answer.NO_TRACE, "n-1", at=t.hours(5)), verdict):
        if found is Answer.HIT and nobodys is verdict:
            continue  # less is made of a hit by a settlement alone
        case = after(ROUND, some, not_shown, nobodys)
        assert answers(case) == [rest]
        assert not bears_out(case, NoConcernStatement.NO_RELEVANT_CONVICTIONS)
        told = t.assessed(ROUND, some, not_shown, nobodys)
        told.when(t.no_concern(told)).refused("SOURCE_DID_NOT_LOOK")
    theirs = after(ROUND, some, not_shown, t.settled(POLICE, Answer.HIT, "n-1", at=t.hours(5)))
    assert answers(theirs) == [Answer.HIT]
    assert not_looked(theirs)


@pytest.mark.parametrize("rest", [Answer.UNAVAILABLE, Answer.WITHHELD])
def test_a_possible_match_found_in_part_is_for_a_person_and_the_rest_is_not_known(rest: Answer) -> None:
    not_shown = t.failed(POLICE, rest, at=t.hours(3), check="n-1")
    case = after(ROUND, part(found=Answer.AMBIGUOUS), not_shown)
    assert answers(case) == [Answer.AMBIGUOUS]
    assert [one.reason for _, one in not_looked(case)] == [not_shown.event.reason]
    told = t.assessed(ROUND, part(found=Answer.AMBIGUOUS), not_shown)
    told.when(t.no_concern(told)).refused(
        "SOURCE_DID_NOT_LOOK", "POSSIBLE_MATCH_OPEN", "IDENTITY_NOT_CONFIRMED"
    )


def test_a_hit_that_a_later_part_puts_in_doubt_is_a_possible_match() -> None:
    down = t.failed(POLICE, at=t.hours(3), check="n-1")
    doubt = part(at=t.hours(4), found=Answer.AMBIGUOUS)
    for order in itertools.permutations((ROUND, part(), down, doubt)):
        assert answers(after(*order)) == [Answer.AMBIGUOUS]


def test_once_it_was_asked_again_and_searched_what_an_earlier_ask_withheld_can_be_settled() -> None:
    again = t.requested(POLICE, at=t.days(2), asks=(Ask(check="n-2", source=POLICE, about=t.SUBJECT),))
    withheld = t.failed(POLICE, Answer.WITHHELD, at=t.hours(3), check="n-1")
    whole = t.answered(POLICE, at=t.days(2), check="n-2")
    settled = t.settled(POLICE, Answer.NO_TRACE, "n-1", "n-2", at=t.days(3))
    assert answers(after(ROUND, part(), withheld, again, whole, settled)) == [Answer.NO_TRACE]


def test_a_round_in_part_after_a_whole_one_is_not_searched() -> None:
    again = t.requested(POLICE, at=t.days(2), asks=(Ask(check="n-2", source=POLICE, about=t.SUBJECT),))
    whole = t.answered(POLICE, Answer.HIT, check="n-1", kind=CONVICTED)
    failed = t.failed(POLICE, at=t.days(2), check="n-2")
    assert not_looked(after(ROUND, whole, again, part("n-2", t.days(2)), failed))


def test_what_was_found_in_part_and_not_again_still_speaks_against_a_statement() -> None:
    down = t.failed(POLICE, at=t.hours(3), check="n-1")
    others = t.answered(POLICE, Answer.AMBIGUOUS, at=t.hours(6), check="n-1")
    case = after(ROUND, part(), down, others)
    assert answers(case) == [Answer.HIT]
    assert contradicting(case, NoConcernStatement.NO_RELEVANT_CONVICTIONS)
    assert hits(case) == {"n-1"}


def test_in_whatever_order_they_come_it_is_the_same() -> None:
    whole = t.answered(POLICE, Answer.HIT, at=t.hours(6), check="n-1", kind=CONVICTED)
    facts = (ROUND, part(), t.failed(POLICE, at=t.hours(3), check="n-1"), whole)
    cases = [after(*order) for order in itertools.permutations(facts)]
    assert {(*answers(case), bool(not_looked(case))) for case in cases} == {(Answer.HIT, False)}


def of_the_child(answer: Answer, kind: FindingKind = FindingKind.CONCERNING_BEHAVIOUR) -> Message:
    return t.answered(Source.SOCIAL_CARE, answer, about=t.OF_CHILD, kind=kind)


def test_what_social_care_holds_of_the_child_speaks_against_no_concerning_behaviour() -> None:
    told = t.assessed(of_the_child(Answer.HIT))
    told.when(t.no_concern(told)).refused("STATEMENT_C_CONTRADICTED")


def test_a_possible_match_of_the_child_is_settled_first() -> None:
    told = t.assessed(of_the_child(Answer.AMBIGUOUS))
    told.when(t.no_concern(told)).refused("POSSIBLE_MATCH_OPEN")


def test_anything_else_held_of_the_child_is_explained_by_an_inspector() -> None:
    told = t.assessed(of_the_child(Answer.HIT, FindingKind.PREVIOUS_APPLICATION))
    told.when(t.no_concern(told)).refused("SOMETHING_IS_HELD")
    assert over(told, t.no_concern).state.category is not None


def test_a_child_under_protection_is_passed_on_whatever_rank_decides() -> None:
    told = t.assessed(of_the_child(Answer.HIT, FindingKind.CHILD_PROTECTION))
    told.when(t.no_concern(told)).refused("CHILD_UNDER_PROTECTION", "CHILD_PROTECTION_NOT_TOLD")
    over(told, t.no_concern).refused("CHILD_PROTECTION_NOT_TOLD")
    told = told.when(
        c.RecordConsideration(t.SERGEANT, Consideration.CHILDRENS_SOCIAL_CARE, True, "Rang the team.")
    )
    told.when(t.no_concern(told)).refused("CHILD_UNDER_PROTECTION")
    assert over(told, t.no_concern).state.category is not None


def test_an_answer_about_the_applicant_judges_nothing() -> None:
    applicant = About(role=PartyRole.APPLICANT)
    told = t.assessed(t.answered(POLICE, Answer.HIT, about=applicant))
    assert told.when(t.no_concern(told)).state.category is not None


def test_a_source_that_did_not_look_says_whom_to_ring() -> None:
    desk = WhomToRing(
        party="probation-kent", desk="duty-officer", telephone="01632 960102", hours="MON-FRI 09:00-17:00"
    )
    told = t.assessed(t.failed(Source.PROBATION, ring=desk))
    refused = told.when(t.no_concern(told))
    (one,) = refused.outcome.unmet  # type: ignore[union-attr]
    assert "ring the duty officer on 01632 960102, Mon-Fri 09:00-17:00" in one.words


@pytest.mark.parametrize("recommends", [True, False])
def test_what_the_initial_checks_recommend_is_kept_for_the_supervisor(recommends: bool) -> None:
    told = t.supervised(*t.NOTHING_HELD, t.initial_checks(recommends=recommends))
    recommended = told.state.checks.recommends_progress
    assert recommended is not None
    assert recommended.value is recommends


def test_every_source_and_person_stands_once() -> None:
    told = t.assessed(of_the_child(Answer.HIT), *t.NOTHING_HELD)
    asked = [asked for asked, _ in standings(told.state)]
    assert len(asked) == len(set(asked)) == 4

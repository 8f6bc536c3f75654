"""Some searches of one ask succeeded and others did not: what was found counts, the rest is unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from contracts.checks import CheckCompleted, CheckFailed, SubjectCandidatesFound
from contracts.codes import Answer, IdentityOutcome, InitialOutcome, Known, NoAnswer, Source
from contracts.people import FindingKind
from contracts.risk import ImmediateRiskIdentified
from messaging.outcomes import Decided
from services.checks.domain import commands as c
from services.checks.domain import wording
from services.checks.domain.answers import CouldNotLook, HeldRecord, InPart, WouldNotSay
from services.checks.domain.coverage import Lack, standing, written
from services.checks.domain.difference import Change, differences
from services.checks.domain.events import MatchesWeighed
from services.checks.domain.sources import SCOPE
from services.checks.domain.state import Checks
from services.checks.domain.three_facts import facts
from tests.given import Story
from tests.services.checks.told import (
    ABOUT_SUBJECT,
    LOCAL,
    REGISTER,
    RESEARCHER,
    SERGEANT,
    annex_a,
    begun,
    found,
    heard,
    held_finding,
    meeting,
    nothing_held,
    progressed,
    record,
    replied,
)

OF_LOCAL = ABOUT_SUBJECT[2]
DOWN = CouldNotLook(NoAnswer.DOWN)
HELD = record(findings=(held_finding(FindingKind.RELEVANT_INTELLIGENCE),))
MORE = record(
    findings=(held_finding(FindingKind.RELEVANT_INTELLIGENCE), held_finding(FindingKind.CONCERNING_BEHAVIOUR))
)
TWIN = record("Florian", number="REC-2")
OF_ANOTHER = HeldRecord(record="REC-9", name=HELD.name.model_copy(update={"family": "Mustername"}))


def in_part(*records: HeldRecord, rest: CouldNotLook | WouldNotSay = DOWN) -> InPart:
    return InPart(SCOPE[Source.POLICE_LOCAL], records, rest)


def found_in_part(*records: HeldRecord, rest: CouldNotLook | WouldNotSay = DOWN) -> Story[Checks]:
    return begun().when(replied(LOCAL, in_part(*records, rest=rest)))


def alarms(told: Story[Checks]) -> set[str]:
    assert isinstance(told.outcome, Decided)
    return {task.refs["code"] for task in told.outcome.tasks if task.kind == "alarm"}


def complete(told: Story[Checks]) -> Story[Checks]:
    none = InitialOutcome.NO_IMMEDIATE_CONCERN
    return told.when(c.CompleteInitialChecks(RESEARCHER, told.version, none, progress=True, reasons="Held."))


def again(told: Story[Checks], *records: HeldRecord) -> Story[Checks]:
    """The next attempt, of which every search succeeds."""
    ask = told.state.asks[LOCAL]
    assert ask.next_ask_at is not None
    told = told.at(ask.next_ask_at)
    return told.when(
        replied(LOCAL, found(Source.POLICE_LOCAL, *records), attempt=ask.attempts + 1, at=told.now)
    )


def test_what_was_found_is_told_at_once_and_the_source_is_asked_again() -> None:
    told = found_in_part(HELD).decided(CheckCompleted, MatchesWeighed, CheckFailed)
    hit, _, failed = told.events
    assert (hit.answer, hit.in_part) == (Answer.HIT, True)
    assert (failed.answer, failed.reason) == (Answer.UNAVAILABLE, NoAnswer.DOWN)
    assert ("ask", f"{LOCAL}/2") in told.due()
    stands = standing(told.state, OF_LOCAL)
    assert (stands.answer, stands.lack, stands.reason) == (
        Answer.HIT, Lack.LOOKED_IN_PART, NoAnswer.DOWN,
    )  # fmt: skip
    assert not stands.differing


def test_what_was_found_in_part_does_not_complete_the_checks() -> None:
    told = nothing_held(found_in_part(HELD))
    complete(told).refused("COVERAGE_INCOMPLETE")
    assert isinstance(complete(again(told, HELD)).outcome, Decided)


def test_records_of_others_found_in_part_are_no_answer() -> None:
    told = found_in_part(OF_ANOTHER).decided(CheckFailed)
    stands = standing(told.state, OF_LOCAL)
    assert (stands.answer, stands.lack) == (Answer.UNAVAILABLE, Lack.COULD_NOT_LOOK)


def test_what_stays_as_it_was_is_not_told_again() -> None:
    told = found_in_part(HELD).after(minutes=5)
    told = told.when(replied(LOCAL, in_part(HELD), attempt=2)).decided(CheckFailed).after(minutes=10)
    told = told.when(replied(LOCAL, in_part(MORE), attempt=3))
    told.decided(CheckCompleted, MatchesWeighed, CheckFailed)


@pytest.mark.parametrize("whole", [(HELD,), (MORE,), (HELD, record("Florian", number="REC-2"))])
def test_once_all_of_it_was_searched_that_counts_alone(whole: tuple[HeldRecord, ...]) -> None:
    told = again(found_in_part(HELD), *whole)
    stands = standing(told.state, OF_LOCAL)
    assert stands.answer is (Answer.HIT if len(whole) == 1 else Answer.AMBIGUOUS)
    assert not stands.differing
    assert not stands.in_part


def test_what_the_whole_search_no_longer_finds_is_for_a_person_to_settle() -> None:
    stands = standing(again(found_in_part(HELD)).state, OF_LOCAL)
    assert (stands.answer, stands.differing, stands.lack) == (Answer.HIT, True, None)


RESTRICTED = WouldNotSay(NoAnswer.RECORD_RESTRICTED)
RESTS = pytest.mark.parametrize("rest", [DOWN, RESTRICTED])


def chosen(told: Story[Checks], *records: str) -> Story[Checks]:
    outcome = IdentityOutcome.IS_THE_SUBJECT if records else IdentityOutcome.NONE_IS_THE_SUBJECT
    said = told.when(c.ChooseMatch(SERGEANT, told.version, (LOCAL,), outcome, records, "The photograph."))
    assert isinstance(said.outcome, Decided)
    return said


@RESTS
def test_a_possible_match_is_put_to_a_person_at_once_whatever_the_rest_may_show(
    rest: CouldNotLook | WouldNotSay,
) -> None:
    told = found_in_part(HELD, TWIN, rest=rest)
    told.decided(CheckCompleted, MatchesWeighed, SubjectCandidatesFound, CheckFailed)
    stands = standing(told.state, OF_LOCAL)
    assert (stands.answer, stands.lack, stands.differing, stands.in_part) == (
        Answer.AMBIGUOUS, Lack.POSSIBLE_MATCH, False, True,
    )  # fmt: skip
    assert "nothing is known of it" in wording.answer(stands, REGISTER[Source.POLICE_LOCAL].ring)
    if rest is DOWN:
        stands = standing(again(told, HELD, TWIN).state, OF_LOCAL)
        assert (stands.lack, stands.differing, stands.in_part) == (Lack.POSSIBLE_MATCH, False, False)


@RESTS
def test_a_possible_match_of_whoever_is_a_danger_to_the_child_does_not_wait_for_the_rest(
    rest: CouldNotLook | WouldNotSay,
) -> None:
    registered = record(findings=(held_finding(FindingKind.REGISTERED_SEX_OFFENDER),))
    told = found_in_part(registered, TWIN, rest=rest)
    (risk,) = (one for one in told.events if isinstance(one, ImmediateRiskIdentified))
    assert risk.risk.opened is not None
    assert risk.risk.opened.risk.startswith("Possible match, not confirmed")


def test_a_hit_that_a_later_part_puts_in_doubt_is_for_a_person_and_contradicts_nothing() -> None:
    told = found_in_part(HELD).after(minutes=5).when(replied(LOCAL, in_part(HELD, TWIN), attempt=2))
    stands = standing(told.state, OF_LOCAL)
    assert (stands.answer, stands.lack, stands.differing) == (Answer.AMBIGUOUS, Lack.POSSIBLE_MATCH, False)


def test_a_possible_match_that_the_whole_search_is_sure_of_is_a_hit() -> None:
    stands = standing(again(found_in_part(HELD, TWIN), HELD).state, OF_LOCAL)
    assert (stands.answer, stands.differing) == (Answer.HIT, True), "where the twin has gone is for a person"
    doubtful = HELD.model_copy(update={"date_of_birth": None})
    assert standing(found_in_part(doubtful).state, OF_LOCAL).answer is Answer.AMBIGUOUS
    assert standing(again(found_in_part(doubtful), HELD).state, OF_LOCAL).lack is None


FOUND = pytest.mark.parametrize("found", [(HELD,), (HELD, TWIN)], ids=["a hit", "a possible match"])


@FOUND
@RESTS
def test_what_a_person_makes_of_it_says_nothing_of_the_rest(
    rest: CouldNotLook | WouldNotSay, found: tuple[HeldRecord, ...]
) -> None:
    told = nothing_held(found_in_part(*found, rest=rest))
    theirs = chosen(told, "REC-1")
    assert standing(theirs.state, OF_LOCAL).lack is Lack.LOOKED_IN_PART
    complete(theirs).refused("COVERAGE_INCOMPLETE")
    nobodys = chosen(told)
    stands = standing(nobodys.state, OF_LOCAL)
    assert stands.answer is (Answer.UNAVAILABLE if rest is DOWN else Answer.WITHHELD)
    assert stands.reason is rest.reason
    complete(nobodys).refused("COVERAGE_INCOMPLETE")


def test_what_is_withheld_stays_so_though_what_was_found_is_settled_as_nothing() -> None:
    told = complete(nothing_held(begun()))
    told = heard(told, progressed(), meeting(), annex_a())
    told = told.when(replied("full-1-police-local-subject", in_part(HELD, rest=RESTRICTED), at=told.now))
    told = told.when(c.SettleAnswers(SERGEANT, told.version, OF_LOCAL, Answer.NO_TRACE, "Another man."))
    assert isinstance(told.outcome, Decided)
    assert standing(told.state, OF_LOCAL).answer is Answer.WITHHELD


def test_less_that_is_found_at_the_next_attempt_makes_nothing_surer() -> None:
    told = found_in_part(MORE).after(minutes=5)
    told.when(replied(LOCAL, in_part(HELD), attempt=2)).decided(CheckFailed)


def test_what_the_whole_search_says_less_of_is_for_a_person_to_settle() -> None:
    stands = standing(again(found_in_part(MORE), HELD).state, OF_LOCAL)
    assert (stands.answer, stands.differing) == (Answer.HIT, True)


@pytest.mark.parametrize("whole", [None, ()])
def test_a_hit_in_part_that_can_be_read_no_more_stays_a_hit(whole: tuple[HeldRecord, ...] | None) -> None:
    told = found_in_part(HELD) if whole is None else again(found_in_part(HELD), *whole)
    ask = told.state.asks[LOCAL]
    closed = ask._replace(answers=tuple(replace(one, findings=()) for one in ask.answers))
    state = told.state._replace(asks=MappingProxyType({**told.state.asks, LOCAL: closed}))
    assert standing(state, OF_LOCAL).answer is Answer.HIT


def test_a_fact_is_not_no_while_a_source_shows_a_part_alone() -> None:
    check = "initial-1-offender-management-subject"
    known = record(findings=(held_finding(FindingKind.OTHER_CONVICTION),))
    reply = InPart(SCOPE[Source.OFFENDER_MANAGEMENT], (known,), RESTRICTED)
    told = begun().when(replied(check, reply))
    said = c.ChooseMatch(
        SERGEANT, told.version, (check,), IdentityOutcome.IS_THE_SUBJECT, ("REC-1",), "The photograph."
    )
    assert facts(told.when(said).state).registered.answer is Known.UNKNOWN


def test_what_is_withheld_beside_what_was_found_is_escalated_and_contradicts_nothing() -> None:
    told = found_in_part(HELD, rest=WouldNotSay(NoAnswer.RECORD_RESTRICTED))
    assert alarms(told) == {"SOURCE_WITHHOLDS"}
    stands = standing(told.state, OF_LOCAL)
    assert (stands.answer, stands.lack, stands.differing) == (Answer.HIT, Lack.LOOKED_IN_PART, False)
    assert told.state.asks[LOCAL].next_ask_at is None


def test_it_is_read_as_what_it_is() -> None:
    told = found_in_part(HELD)
    stands = standing(told.state, OF_LOCAL)
    assert "nothing is known of it" in wording.answer(stands, REGISTER[Source.POLICE_LOCAL].ring)
    (coverage,) = (one for one in written(told.state, REGISTER) if one.check == LOCAL)
    assert (coverage.answer, coverage.reason) == (Answer.HIT, NoAnswer.DOWN)


def test_when_it_is_asked_no_more_somebody_is_rung() -> None:
    told = found_in_part(HELD)
    while (ask := told.state.asks[LOCAL]).next_ask_at is not None:
        told = told.at(ask.next_ask_at).when(
            replied(LOCAL, in_part(HELD), attempt=ask.attempts + 1, at=told.now)
        )
        assert told.now < ask.begun_at + timedelta(days=2), "it is asked for ever"
    assert alarms(told) == {"SOURCE_COULD_NOT_LOOK"}
    assert standing(told.state, OF_LOCAL).lack is Lack.LOOKED_IN_PART


def test_what_was_found_in_part_is_what_has_changed_since_the_initial_checks() -> None:
    told = complete(nothing_held(begun()))
    told = heard(told, progressed(), meeting(), annex_a())
    told = told.when(replied("full-1-police-local-subject", in_part(HELD), at=told.now))
    (changed,) = (one for one in differences(told.state, REGISTER) if one.pair == OF_LOCAL)
    assert changed.change is Change.FOUND_NOW


def test_a_possible_match_of_one_part_is_still_put_to_a_person_when_another_part_finds_another() -> None:
    told = found_in_part(TWIN).after(minutes=5)
    told = told.when(replied(LOCAL, in_part(record("Florian", number="REC-3")), attempt=2))
    assert standing(told.state, OF_LOCAL).answer is Answer.AMBIGUOUS
    ask = told.state.asks[LOCAL]
    assert {one.record for one in ask.candidates} == {one.record for one in ask.weighed} == {"REC-2", "REC-3"}

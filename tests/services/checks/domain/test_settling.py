"""Which answer counts, and of whom the records are, is said to the others each time a person has said it."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.checks import AnswersSettled, SubjectIdentityConfirmed
from contracts.codes import Answer, IdentityOutcome, NoAnswer, Rank, Source
from contracts.people import FindingKind
from contracts.weighed import FactsEstablished
from messaging.decider import Actor
from services.checks.domain import commands as c
from services.checks.domain.answers import CouldNotLook, WouldNotSay
from services.checks.domain.coverage import Lack, standing
from services.checks.domain.state import Checks
from tests.given import Story
from tests.services.checks.told import (
    ABOUT_SUBJECT,
    CARE_CHILD,
    LOCAL,
    PROBATION,
    RESEARCHER,
    SERGEANT,
    begun,
    care_says,
    found,
    heard,
    held_finding,
    record,
    replied,
)

OF_LOCAL = ABOUT_SUBJECT[2]
OF_PROBATION = ABOUT_SUBJECT[4]
AGAIN = "initial-2-police-local-subject"
IS, NONE = IdentityOutcome.IS_THE_SUBJECT, IdentityOutcome.NONE_IS_THE_SUBJECT
CONVICTED = held_finding(FindingKind.SCHEDULE_34A_CONVICTION)
WITNESS = held_finding(FindingKind.NOT_RELEVANT)
WHY = "Compared with the photograph and the registered address."


def hit(told: Story[Checks] | None = None, *, check: str = LOCAL, number: str = "REC-1") -> Story[Checks]:
    held = record(number=number, findings=(CONVICTED,))
    return (told or begun()).when(replied(check, found(Source.POLICE_LOCAL, held)))


def two(told: Story[Checks] | None = None, *, check: str = LOCAL, attempt: int = 1) -> Story[Checks]:
    """The subject, who was a witness once, and a namesake who was convicted: one source, two records."""
    held = (
        record(findings=(WITNESS,)),
        record(number="REC-2", born=date(1988, 4, 18), findings=(CONVICTED,)),
    )
    reply = found(Source.POLICE_LOCAL, *held)
    return (told or begun()).when(replied(check, reply, attempt=attempt))


def choose(
    told: Story[Checks],
    outcome: IdentityOutcome,
    *records: str,
    checks: tuple[str, ...] = (LOCAL,),
    by: Actor = RESEARCHER,
) -> Story[Checks]:
    return told.when(c.ChooseMatch(by, told.version, checks, outcome, records, WHY))


def settle(told: Story[Checks], counts: Answer, *, by: Actor = RESEARCHER) -> Story[Checks]:
    return told.when(c.SettleAnswers(by, told.version, OF_LOCAL, counts, WHY))


def settled_by(told: Story[Checks]) -> AnswersSettled:
    (one,) = (event for event in told.events if isinstance(event, AnswersSettled))
    return one


def test_only_the_records_that_are_of_the_person_count_after_a_verdict() -> None:
    told = choose(two(), IS, "REC-1").decided(SubjectIdentityConfirmed, AnswersSettled)
    settled = settled_by(told)
    assert (settled.source, settled.about) == (Source.POLICE_LOCAL, OF_LOCAL.about)
    assert (settled.counts, settled.count, settled.rank) == (Answer.HIT, 1, Rank.STAFF)
    assert settled.findings is not None
    assert [one.kind for one in settled.findings.clear().found] == [FindingKind.NOT_RELEVANT]


def test_a_verdict_that_none_is_the_person_says_that_nothing_is_held() -> None:
    settled = choose(two(), NONE).decided(SubjectIdentityConfirmed, AnswersSettled).events[1]
    assert (settled.counts, settled.count, settled.findings) == (Answer.NO_TRACE, 0, None)


def test_a_verdict_never_reaches_forward() -> None:
    told = choose(two(), NONE)
    told = told.when(c.AskAgain(RESEARCHER, (OF_LOCAL,)))
    told = two(told, check=AGAIN)
    assert standing(told.state, OF_LOCAL).lack is Lack.POSSIBLE_MATCH
    told = choose(told, IS, "REC-2", checks=(AGAIN,))
    assert settled_by(told).counts is Answer.HIT


def test_a_second_answer_under_the_same_check_is_decided_anew() -> None:
    told = two(choose(two(), NONE), attempt=2)
    assert standing(told.state, OF_LOCAL).lack is Lack.POSSIBLE_MATCH


@pytest.mark.parametrize("by", [RESEARCHER, Actor("kp-3001", "CONSTABLE", "RESEARCHER", "46")])
def test_a_hit_is_dismissed_by_a_supervisor_alone(by: Actor) -> None:
    choose(hit(), NONE, by=by).refused("RANK_TO_SETTLE")
    told = choose(hit(), NONE, by=SERGEANT)
    told.decided(SubjectIdentityConfirmed, AnswersSettled, FactsEstablished)
    assert (settled_by(told).counts, settled_by(told).rank) == (Answer.NO_TRACE, Rank.SERGEANT)
    assert standing(told.state, OF_LOCAL).answer is Answer.NO_TRACE


def test_a_hit_stays_one_when_another_record_is_chosen_beside_it() -> None:
    told = hit().when(c.AskAgain(RESEARCHER, (OF_LOCAL,)))
    told = two(told, check=AGAIN)
    both = (LOCAL, AGAIN)
    choose(told, IS, "REC-2", checks=both).refused("RANK_TO_SETTLE")
    settled = settled_by(choose(told, IS, "REC-1", "REC-2", checks=both))
    assert (settled.counts, settled.count, settled.checks) == (Answer.HIT, 2, both)


def test_nothing_counts_yet_while_another_possible_match_of_the_source_is_open() -> None:
    told = two().when(c.AskAgain(RESEARCHER, (OF_LOCAL,)))
    told = choose(two(told, check=AGAIN), NONE, checks=(AGAIN,))
    told.decided(SubjectIdentityConfirmed)
    assert standing(told.state, OF_LOCAL).lack is Lack.POSSIBLE_MATCH


def test_differing_answers_are_settled_down_by_a_supervisor_alone() -> None:
    told = hit().when(c.AskAgain(RESEARCHER, (OF_LOCAL,)))
    told = told.when(replied(AGAIN, found(Source.POLICE_LOCAL)))
    settle(told, Answer.NO_TRACE).refused("RANK_TO_SETTLE")
    settle(told, Answer.NO_TRACE, by=SERGEANT).decided(AnswersSettled, FactsEstablished)
    settled = settle(told, Answer.HIT).decided(AnswersSettled).events[0]
    assert [one.record for one in settled.findings.clear().found] == ["REC-1"]


def test_a_second_hit_that_lacks_what_the_first_one_held_differs_until_a_person_has_said_what_counts() -> (
    None
):
    told = hit().when(c.AskAgain(RESEARCHER, (OF_LOCAL,)))
    other = record(number="REC-7", findings=(WITNESS,))
    told = told.when(replied(AGAIN, found(Source.POLICE_LOCAL, other)))
    assert standing(told.state, OF_LOCAL).differing
    told = settle(told, Answer.HIT)
    settled = told.events[0]
    assert {one.record for one in settled.findings.clear().found} == {"REC-1", "REC-7"}
    assert not standing(told.state, OF_LOCAL).differing


def test_a_second_hit_that_holds_the_same_or_more_does_not_differ() -> None:
    told = hit().when(c.AskAgain(RESEARCHER, (OF_LOCAL,)))
    more = record(findings=(CONVICTED, WITNESS))
    told = told.when(replied(AGAIN, found(Source.POLICE_LOCAL, more)))
    assert not standing(told.state, OF_LOCAL).differing
    settle(told, Answer.HIT).refused("NOTHING_TO_SETTLE")


def test_what_was_settled_is_news_again_when_the_source_answers_otherwise() -> None:
    told = hit().when(c.AskAgain(RESEARCHER, (OF_LOCAL,)))
    told = settle(told.when(replied(AGAIN, found(Source.POLICE_LOCAL))), Answer.NO_TRACE, by=SERGEANT)
    told = told.when(c.AskAgain(RESEARCHER, (OF_LOCAL,)))
    told = hit(told, check="initial-3-police-local-subject")
    assert standing(told.state, OF_LOCAL).answer is Answer.HIT
    assert standing(told.state, OF_LOCAL).differing


def test_a_desk_that_was_rung_settles_what_the_source_would_not_say() -> None:
    told = begun().when(replied(PROBATION, WouldNotSay(NoAnswer.RECORD_RESTRICTED)))
    told = told.when(c.RecordSpokenAnswer(RESEARCHER, PROBATION, Answer.NO_TRACE))
    assert standing(told.state, OF_PROBATION).answer is Answer.WITHHELD
    told = told.when(c.SettleAnswers(RESEARCHER, told.version, OF_PROBATION, Answer.NO_TRACE, WHY))
    assert told.events[0].counts is Answer.NO_TRACE
    assert standing(told.state, OF_PROBATION).lack is None


def test_that_a_source_could_not_look_is_no_answer_to_settle_on() -> None:
    told = hit().when(c.AskAgain(RESEARCHER, (OF_LOCAL,)))
    told = told.when(replied(AGAIN, CouldNotLook(NoAnswer.DOWN)))
    settle(told, Answer.UNAVAILABLE, by=SERGEANT).refused("NOTHING_TO_SETTLE", "NEVER_SAID")


def test_a_source_that_could_not_look_again_is_no_news_to_a_judgement() -> None:
    told = begun()
    seen = told.version
    told = told.when(replied(PROBATION, CouldNotLook(NoAnswer.DOWN)))
    assert not [version for version, _ in told.state.material if version > seen]
    told = told.when(replied(LOCAL, WouldNotSay(NoAnswer.RECORD_RESTRICTED)))
    assert [type_ for version, type_ in told.state.material if version > seen] == ["checks.check.failed.v1"]


def test_an_agency_that_could_not_look_is_no_news_either() -> None:
    told = begun()
    seen = told.version
    down = care_says(CARE_CHILD, Answer.UNAVAILABLE, reason=NoAnswer.DOWN)
    told = heard(told, down)
    assert not [version for version, _ in told.state.material if version > seen]
    told = heard(told, care_says(CARE_CHILD, Answer.WITHHELD, reason=NoAnswer.RECORD_RESTRICTED))
    assert [version for version, _ in told.state.material if version > seen]

"""A person's word on an earlier match is no search by a source that could not look since (R-067, C-45)."""

from __future__ import annotations

from datetime import date

from contracts.codes import Answer, IdentityOutcome, NoAnswer, Source
from contracts.people import FindingKind
from contracts.sealed import Sealed
from messaging.decider import Message
from services.checks.domain import commands as c
from services.checks.domain.answers import CouldNotLook
from services.checks.domain.coverage import standing
from services.checks.domain.state import Checks
from services.decisions.domain.coverage import not_looked, of_subject
from tests.given import Story, message
from tests.services.checks import told as k
from tests.services.checks.domain.test_in_part import OF_LOCAL, found_in_part, in_part
from tests.services.decisions import told as t

AGAIN = "initial-2-police-local-subject"


def published(told: Story[Checks]) -> list[Message]:
    kept = [one for one in told.history if not one.heard and one.event.TYPE.startswith("checks.")]
    return [
        message(one.event, source="csods/46/checks", at=one.occurred_at)._replace(id=one.id) for one in kept
    ]


def test_a_verdict_on_an_earlier_match_is_no_search_by_a_source_that_was_down_when_asked_again() -> None:
    brother = k.found(Source.POLICE_LOCAL, k.record("Florian", number="REC-2"))
    told = k.begun().when(k.replied(k.LOCAL, brother))
    right = k.SUBJECT.model_copy(update={"date_of_birth": date(1988, 4, 18)})
    told = k.heard(told, k.correction(subject=Sealed.of(right))).after(minutes=1)
    told = told.when(k.replied(AGAIN, CouldNotLook(NoAnswer.DOWN), at=told.now)).after(minutes=1)
    nobodys = IdentityOutcome.NONE_IS_THE_SUBJECT
    told = told.when(c.ChooseMatch(k.RESEARCHER, told.version, (k.LOCAL,), nobodys, (), "It is his brother."))
    case = t.hearing(t.opened(), *published(told)).state
    stands = {asked.source: one.answer for asked, one in of_subject(case, *Answer)}
    assert stands[Source.POLICE_LOCAL] is Answer.UNAVAILABLE
    assert Source.POLICE_LOCAL in {asked.source for asked, _ in not_looked(case)}


def test_a_hit_found_in_part_stays_one_when_a_later_part_finds_a_possible_match_of_another_record() -> None:
    convicted = k.held_finding(FindingKind.SCHEDULE_34A_CONVICTION)
    told = found_in_part(k.record(findings=(convicted,))).after(minutes=5)
    other = k.record("Florian", number="REC-2", findings=(convicted.model_copy(update={"record": "REC-2"}),))
    told = told.when(k.replied(k.LOCAL, in_part(other), attempt=2))
    case = t.hearing(t.opened(), *published(told)).state
    stands = {asked.source: one.answer for asked, one in of_subject(case, *Answer)}
    assert stands[Source.POLICE_LOCAL] is standing(told.state, OF_LOCAL).answer is Answer.HIT

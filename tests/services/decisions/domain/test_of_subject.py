"""What checks makes of the subject's records: heard in any order, rung at once, shown to officers."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

from contracts.codes import AlertKind, Answer, ConcernGround, Known, Source
from contracts.decisions import SupervisorAlerted
from contracts.people import FindingKind
from services.decisions.domain import DECIDER
from services.decisions.domain import known_of_subject as known
from services.decisions.domain.state import Case
from services.decisions.http.view_of_subject import sections
from tests.given import Story, story
from tests.services.decisions import said_of_subject as s
from tests.services.decisions import told as t

INTELLIGENCE = frozenset({ConcernGround.RELEVANT_INTELLIGENCE})


def risks(told: Story[Case]) -> list[AlertKind]:
    return [one.kind for one in told.state.alerts.values() if one.kind is AlertKind.IMMEDIATE_RISK]


def test_nothing_is_known_of_the_subject_until_checks_has_said_so() -> None:
    told = t.supervised()
    assert {known.registered(told.state), known.schedule_34a(told.state), known.mappa(told.state)} == {
        Known.UNKNOWN
    }
    told = t.hearing(told, s.facts(registered=Known.YES, mappa=Known.UNKNOWN))
    assert known.registered(told.state) is Known.YES
    assert known.schedule_34a(told.state) is Known.NO
    assert known.mappa(told.state) is Known.UNKNOWN


def test_of_two_sayings_the_later_counts_whichever_comes_first() -> None:
    early, late = s.facts(registered=Known.YES), s.facts(registered=Known.NO, at=t.hours(9))
    for order in permutations((early, late)):
        assert known.registered(t.hearing(t.supervised(), *order).state) is Known.NO


def test_a_suspected_breach_alerts_a_supervisor_at_once_while_no_source_else_has_answered() -> None:
    told = t.hearing(t.supervised(t.requested()), s.breach())
    assert any(isinstance(one, SupervisorAlerted) for one in told.events)
    assert risks(told) == [AlertKind.IMMEDIATE_RISK]
    assert ("climb", f"{next(iter(told.state.alerts))}/1") in told.due()


def test_the_breach_and_the_risk_that_it_is_ring_once_whichever_comes_first() -> None:
    risk = t.risk(t.hours(2), "checks", "found-1")
    for order in permutations((risk, s.breach())):
        assert len(risks(t.hearing(t.supervised(), *order))) == 1


def test_a_breach_rings_though_the_case_is_not_open_here() -> None:
    told = t.hearing(story(DECIDER), s.breach()._replace(opening={}))
    assert risks(told) == [AlertKind.IMMEDIATE_RISK]


def test_a_concern_on_intelligence_waits_until_every_item_is_graded() -> None:
    told = t.assessed(s.intelligence())
    told.when(t.concern(told, grounds=INTELLIGENCE)).refused("INTELLIGENCE_NOT_GRADED")
    told = t.hearing(told, s.graded(at=told.now)).after(hours=1)
    assert not known.ungraded(told.state)
    assert not _blocked(told)


def test_an_item_that_came_with_a_3x5x2_grade_is_graded_and_one_of_old_is_not() -> None:
    assert not _blocked(t.assessed(s.intelligence(s.GRADE)))
    assert _blocked(t.assessed(s.intelligence()))


def test_a_concern_on_other_grounds_does_not_wait_for_grades() -> None:
    told = t.assessed(s.intelligence())
    assert not _blocked(told, grounds=frozenset({ConcernGround.OTHER_RELEVANT_CONVICTIONS}))


def test_intelligence_of_somebody_else_is_not_waited_for() -> None:
    told = t.assessed(s.intelligence())
    local = t.settled(
        Source.POLICE_LOCAL, Answer.NO_TRACE, "police-local-1", at=told.now, kind=FindingKind.NOT_RELEVANT
    )
    told = t.hearing(told, local).after(hours=1)
    assert not known.ungraded(told.state)
    again = s.intelligence(at=told.now + timedelta(minutes=1), check="police-local-2")
    assert known.ungraded(t.hearing(told, again).state)


def test_officers_on_the_case_read_it_in_words() -> None:
    told = t.hearing(
        t.supervised(), s.facts(mappa=Known.YES), s.breach(), s.intelligence(), s.intelligence(item="INT-8")
    )
    shown = sections(t.hearing(told, s.graded(at=t.hours(6))).state)
    assert shown["facts_of_the_subject"]["mappa"]["answer"] == "yes"
    (breach,) = shown["suspected_breaches"]
    (condition,) = breach["conditions"]
    assert (condition["order"], condition["forbids"]) == (
        "SHPO (SOPO)",
        "no unsupervised contact with children",
    )
    (item,) = shown["intelligence"]["graded"]
    assert (item["grade"], item["grade_of_old"], shown["intelligence"]["not_graded"]) == ("2CP", "B24", 1)
    assert set(sections(t.supervised().state).values()) == {None}


def _blocked(told: Story[Case], **more: object) -> bool:
    outcome = told.when(t.concern(told, **({"grounds": INTELLIGENCE} | more))).outcome
    return "INTELLIGENCE_NOT_GRADED" in {one.code for one in getattr(outcome, "unmet", ())}

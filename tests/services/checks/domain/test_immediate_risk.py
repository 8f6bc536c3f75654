"""Immediate risk goes out at once, from an answer or from an officer, and is watched until somebody is
alerted.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.checks import CheckCompleted
from contracts.codes import ContactKind, PartyRole, RiskGround, SafeguardingAction, Source
from contracts.people import Finding, FindingKind, RiskDetails
from contracts.risk import ImmediateRiskIdentified
from messaging.outcomes import Decided, Task, Time
from services.checks.domain import commands as c
from services.checks.domain import danger
from services.checks.domain.events import MatchesWeighed
from services.checks.domain.immediate import unanswered
from services.checks.domain.state import Checks
from tests.given import Story, story
from tests.services.checks.told import (
    DECIDER,
    LOCAL,
    NATIONAL,
    RESEARCHER,
    alerted,
    begun,
    found,
    heard,
    held_finding,
    meeting,
    progressed,
    record,
    relationships,
    replied,
)

SHPO = held_finding(FindingKind.ORDER_IN_FORCE, "SHPO: no unsupervised contact with any child under 18")
LICENCE = held_finding(FindingKind.LICENCE_CONDITION, "You must reside at an approved address")
REGISTERED = held_finding(FindingKind.REGISTERED_SEX_OFFENDER)
RISK = RiskDetails(risk="The child is alone with the subject tonight.")


def dangerous(told: Story[Checks] | None = None, *, given: str = "Ferdinand") -> Story[Checks]:
    held = record(given, findings=(SHPO, REGISTERED))
    return (told or begun()).when(replied(NATIONAL, found(Source.POLICE_NATIONAL, held)))


def test_an_order_that_the_stated_contact_breaks_goes_out_before_any_other_source_has_answered() -> None:
    told = dangerous().decided(ImmediateRiskIdentified, CheckCompleted, MatchesWeighed)
    risk = told.events[0]
    assert type(risk).URGENT
    assert risk.ground is RiskGround.BREACH_OF_ORDER
    assert risk.children == ("child-1",)
    assert sum(not ask.answers for ask in told.state.asks.values()) > 3


def test_a_possible_match_is_said_to_be_one() -> None:
    told = dangerous(given="Florian")
    assert told.events[0].risk.clear().risk.startswith("Possible match, not confirmed:")


def test_it_is_told_once_for_a_ground() -> None:
    told = dangerous()
    held = record(number="REC-9", findings=(SHPO,))
    told = told.when(replied(LOCAL, found(Source.POLICE_LOCAL, held)))
    assert ImmediateRiskIdentified not in {type(event) for event in told.events}


def test_the_same_records_found_again_later_ring_nobody() -> None:
    told = heard(dangerous(), progressed(), meeting())
    held = record(findings=(SHPO, REGISTERED))
    told = told.when(replied("full-1-police-national-subject", found(Source.POLICE_NATIONAL, held)))
    assert ImmediateRiskIdentified not in {type(event) for event in told.events}


def test_a_new_record_found_later_rings_again() -> None:
    told = heard(dangerous(), progressed(), meeting())
    held = record(number="REC-2", findings=(SHPO,))
    told = told.when(replied("full-1-police-national-subject", found(Source.POLICE_NATIONAL, held)))
    assert isinstance(told.events[0], ImmediateRiskIdentified)


@pytest.mark.parametrize(
    ("finding", "contact", "ground"),
    [
        (SHPO, ContactKind.LIVES_WITH_CHILD, RiskGround.BREACH_OF_ORDER),
        (SHPO, ContactKind.ONLINE_OR_TELEPHONE, RiskGround.BREACH_OF_ORDER),
        (SHPO, ContactKind.NONE_KNOWN, None),
        (LICENCE, ContactKind.LIVES_WITH_CHILD, None),
        (REGISTERED, ContactKind.LIVES_WITH_CHILD, RiskGround.FOUND_BY_CHECKS),
        (REGISTERED, ContactKind.SUPERVISED, None),
        (held_finding(FindingKind.OTHER_CONVICTION), ContactKind.LIVES_WITH_CHILD, None),
        (
            held_finding(FindingKind.SCHEDULE_34A_CONVICTION),
            ContactKind.UNSUPERVISED_THROUGH_FAMILY,
            RiskGround.FOUND_BY_CHECKS,
        ),
    ],
)
def test_what_makes_a_risk_immediate(
    finding: Finding, contact: ContactKind, ground: RiskGround | None
) -> None:
    assert danger.ground(PartyRole.SUBJECT, (finding,), relationships(contact)) is ground


def test_records_of_others_than_the_subject_are_for_a_person_to_read() -> None:
    assert danger.ground(PartyRole.APPLICANT, (REGISTERED,), relationships()) is None


def test_an_officer_reports_at_any_time_whatever_is_missing() -> None:
    report = c.ReportImmediateRisk(
        RESEARCHER, RiskGround.OFFICER_JUDGEMENT, RISK, done=(SafeguardingAction.POLICE_SENT,)
    )
    told = story(DECIDER).when(report).decided(ImmediateRiskIdentified)
    assert told.events[0].done == (SafeguardingAction.POLICE_SENT,)
    told = told.when(report)
    assert {risk.risk_id for risk in told.state.risks.values()} == {"officer-1", "officer-2"}


def test_it_is_watched_for_a_minute_of_machine_time() -> None:
    told = dangerous()
    watches = [task for task in DECIDER.due(told.state) if task.kind == "watch"]
    risk_id = "found-initial-breach-of-order"
    assert watches == [Task("watch", risk_id, time=Time.MACHINE, after=timedelta(seconds=60))]


def test_a_duty_sergeant_is_rung_when_nobody_was_alerted() -> None:
    told = dangerous()
    told = told.when(c.CheckAlerted("found-initial-breach-of-order"))
    assert isinstance(told.outcome, Decided)
    (task,) = told.outcome.tasks
    assert (task.kind, task.refs["code"], task.refs["role"]) == ("alarm", "RISK_NOT_ALERTED", "DUTY_SERGEANT")


def test_the_watch_ends_when_a_supervisor_was_alerted() -> None:
    told = dangerous()
    (risk,) = unanswered(told.state)
    told = heard(told, alerted(risk.message))
    told = told.when(c.CheckAlerted(risk.risk_id))
    assert told.outcome == Decided()
    assert not any(kind == "watch" for kind, _ in told.due())


def test_an_alert_for_another_risk_does_not_end_it() -> None:
    told = heard(dangerous(), alerted("some-other-message"))
    assert len(unanswered(told.state)) == 1


def test_its_words_quote_no_record() -> None:
    told = dangerous()
    assert "SHPO" not in told.events[0].risk.clear().risk

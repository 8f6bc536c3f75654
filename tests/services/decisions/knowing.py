"""A case in which nobody applied, on its way: information received, checked, prioritised."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contracts import checks, intake
from contracts.codes import (
    CredibleRisk,
    IndirectKind,
    InformationSource,
    Occurrence,
    PartyRole,
    Priority,
    RecordSystem,
)
from contracts.people import Information, MatchReasons, RiskAssessment
from contracts.sealed import Sealed
from messaging.decider import Message
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.state import Case
from tests.given import Story, story
from tests.services.decisions import told as t

OTHER = "c-asked-0001"


def information(at: datetime = t.CONTACT, **more: Any) -> Message:
    """An arrest, as intake says it."""
    parts: dict[str, Any] = {
        "source": InformationSource.CUSTODY,
        "party": "custody-46",
        "their_reference": "46CU/1187/26",
        "what": Occurrence.ARREST_MADE,
        "kinds": (IndirectKind.FOUND_IN_INVESTIGATION,),
        "received_at": at,
        "recorded_at": at,
        "subject": t.subject(),
        "children": t.children(),
        "relationships": t.relationships(),
        "information": Sealed.of(Information(text="Arrested at the home of his partner.")),
        "names_a_child": True,
    }
    event = intake.IndirectInformationReceived(**(parts | more))
    return t.said(event, "intake", at, openedat=t.CONTACT.isoformat(), route="RIGHT_TO_KNOW")


def intelligence_checks(
    at: datetime | None = None, credible: CredibleRisk = CredibleRisk.CREDIBLE
) -> Message:
    at = at or t.days(2)
    event = checks.IntelligenceChecksCompleted(
        credible_risk=credible,
        completed_at=at,
        coverage=t.COVERAGE,
        assessment=Sealed.of(RiskAssessment(text="Under investigation, and lives with the child.")),
    )
    return t.said(event, "checks", at)


def also_concerned(other: str = OTHER, at: datetime | None = None) -> Message:
    at = at or t.hours(1)
    event = checks.PersonAlsoConcerned(
        other=other,
        role=PartyRole.SUBJECT,
        other_role=PartyRole.RESPONSIBLE_ADULT,
        by_a_person=False,
        found_at=at,
        match=Sealed.of(MatchReasons(reasons_for=("same surname", "same date of birth"))),
    )
    return t.said(event, "checks", at)


def received(*facts: Message) -> Story[Case]:
    told = story(DECIDER).at(t.CONTACT).when(c.Hear(information()))
    return t.hearing(told, *facts)


def supervised(*facts: Message) -> Story[Case]:
    told = received().when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT))
    told = told.when(c.RecordForceReference(t.SERGEANT, RecordSystem.ATHENA, "46/123456/26"))
    return t.hearing(told, *facts)


def checked(*facts: Message) -> Story[Case]:
    """Every source asked holds nothing, and a person has read it."""
    return supervised(*(facts or t.NOTHING_HELD), t.initial_checks(), intelligence_checks())


def prioritise(told: Story[Case], priority: Priority = Priority.NO_FULL_ASSESSMENT, **more: Any) -> Any:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "priority": priority,
        "reasons": "The investigators have him on bail away from the child.",
    }
    return c.Prioritise(**(parts | more))


def prioritised(priority: Priority = Priority.NO_FULL_ASSESSMENT) -> Story[Case]:
    told = checked().at(t.days(3))
    return told.when(prioritise(told, priority))

"""Facts as decisions hears and makes them, and invented people: the words that its tests are written in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from contracts.codes import (
    Category,
    ConcernGround,
    RecordSystem,
)
from messaging.decider import Message
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.events import Consideration, Process
from services.decisions.domain.state import Case
from tests.given import Story, story
from tests.services.decisions.people import (
    ALL_STATEMENTS,
    APPLICANT_HOME,
    CHILD,
    CONSTABLE,
    CONTACT,
    INSPECTOR,
    KNOWS,
    OTHER_SERGEANT,
    POLICY,
    RESEARCHER,
    SERGEANT,
    SERVICE,
    SUBJECT_HOME,
    S,
    applicant,
    children,
    contact,
    days,
    hours,
    relationships,
    said,
    subject,
)
from tests.services.decisions.said_by_checks import (
    COVERAGE,
    OF_CHILD,
    POLICE,
    SCOPES,
    SUBJECT,
    agency_answered,
    agency_overdue,
    agency_requested,
    answered,
    candidates,
    failed,
    finding,
    identity,
    initial_checks,
    requested,
    risk_assessment,
    settled,
)
from tests.services.decisions.said_by_intake import (
    annex_a_part2,
    application,
    clock_start_moved,
    corrected,
    enquiry,
    know,
    meeting_held,
    redirected,
    risk,
)
from tests.services.decisions.said_by_notifications import advice, handed_over, letter, letter_failed

__all__ = [
    "ALL_STATEMENTS",
    "ALWAYS_CONSIDERED",
    "APPLICANT_HOME",
    "CHILD",
    "CONSTABLE",
    "CONTACT",
    "COVERAGE",
    "INSPECTOR",
    "KNOWS",
    "NOTHING_HELD",
    "OF_CHILD",
    "OTHER_SERGEANT",
    "POLICE",
    "POLICY",
    "RESEARCHER",
    "SCOPES",
    "SERGEANT",
    "SERVICE",
    "SUBJECT",
    "SUBJECT_HOME",
    "S",
    "advice",
    "agency_answered",
    "agency_overdue",
    "agency_requested",
    "annex_a_part2",
    "answered",
    "applicant",
    "application",
    "assessed",
    "candidates",
    "categorised",
    "checked",
    "children",
    "clock_start_moved",
    "concern",
    "considering",
    "contact",
    "corrected",
    "days",
    "enquiry",
    "entry",
    "failed",
    "finalise",
    "finalised",
    "finding",
    "handed_over",
    "hearing",
    "hours",
    "identity",
    "initial_checks",
    "know",
    "letter",
    "letter_failed",
    "meeting_held",
    "no_concern",
    "opened",
    "progress",
    "progressed",
    "ready",
    "redirected",
    "relationships",
    "requested",
    "risk",
    "risk_assessment",
    "said",
    "settled",
    "subject",
    "supervised",
    "tasks_due",
    "with_state",
]


def opened(*facts: Message, at: datetime = CONTACT) -> Story[Case]:
    """A case opened by its enquiry, and then told these facts, each through decide."""
    told = story(DECIDER).at(at).when(c.Hear(enquiry(at)))
    return hearing(told, *facts)


def hearing(told: Story[Case], *facts: Message) -> Story[Case]:
    for fact in facts:
        told = told.at(max(told.now, fact.occurred_at)).when(c.Hear(fact))
    return told


def supervised(*facts: Message) -> Story[Case]:
    """Opened, supervised by the Sergeant, and with its number on the force's own system."""
    told = opened(application()).when(c.AssignSupervisor(SERGEANT, SERGEANT))
    told = told.when(c.RecordForceReference(SERGEANT, RecordSystem.ATHENA, "46/123456/26"))
    return hearing(told, *facts)


NOTHING_HELD = (requested(), *(answered(source) for source in POLICE))


def checked(*facts: Message) -> Story[Case]:
    """Every source asked holds nothing, and the initial checks are complete."""
    return supervised(*(facts or NOTHING_HELD), initial_checks())


def progress(told: Story[Case], **more: Any) -> c.Progress:
    parts: dict[str, Any] = {
        "by": SERGEANT,
        "seen": told.version,
        "reasons": "Nothing stands against it.",
        "considered": (Process.CSODS, Process.MAPPA),
    }
    return c.Progress(**(parts | more))


def progressed(*facts: Message) -> Story[Case]:
    told = checked(*facts).at(days(1))
    return told.when(progress(told))


def assessed(*facts: Message, meeting: Message | None = None, found: Message | None = None) -> Story[Case]:
    """Progressed, met and assessed in full: ready to be categorised."""
    told = hearing(progressed(*facts), meeting or meeting_held(), annex_a_part2(), advice())
    return hearing(told, found or risk_assessment()).at(days(12))


def no_concern(told: Story[Case], **more: Any) -> c.Categorise:
    parts: dict[str, Any] = {
        "by": SERGEANT,
        "seen": told.version,
        "category": Category.NO_CONCERN,
        "reasons": "All three statements hold.",
        "credible_risk": "None was found in any scope that was searched.",
        "statements": ALL_STATEMENTS,
    }
    return c.Categorise(**(parts | more))


def concern(told: Story[Case], **more: Any) -> c.Categorise:
    parts: dict[str, Any] = {
        "by": SERGEANT,
        "seen": told.version,
        "category": Category.CONCERN,
        "reasons": "What is held weighs on children.",
        "credible_risk": "Yes: lives with the child.",
        "grounds": frozenset({ConcernGround.CONCERNING_BEHAVIOUR}),
        "line_of_risk": "Lives in the same house as the child.",
        "children": (CHILD,),
    }
    return c.Categorise(**(parts | more))


def categorised(**more: Any) -> Story[Case]:
    told = assessed()
    return told.when(no_concern(told, **more))


def entry(told: Story[Case], **more: Any) -> c.MakeFinalEntry:
    parts: dict[str, Any] = {
        "by": SERGEANT,
        "seen": told.version,
        "request": "A father asked about his former partner's new partner.",
        "outcome": "Nothing to disclose; letter and advice given.",
    }
    return c.MakeFinalEntry(**(parts | more))


ALWAYS_CONSIDERED = (
    Consideration.OTHER_DISCLOSURE,
    Consideration.OTHER_SCHEME,
    Consideration.CHILDRENS_SOCIAL_CARE,
)


def considering(told: Story[Case], *what: Consideration) -> Story[Case]:
    for one in what or ALWAYS_CONSIDERED:
        told = told.when(c.RecordConsideration(SERGEANT, one, acted=False, reasons="Considered; not needed."))
    return told


def ready(told: Story[Case] | None = None) -> Story[Case]:
    """All done but finalising: the letter left, advice given, everything considered, the final entry made.

    Of a case that was assessed so; else of one in which nothing is held.
    """
    told = told or assessed()
    told = hearing(told.when(no_concern(told)), letter()).at(days(26))
    told = considering(told)
    return told.when(entry(told))


def finalise(told: Story[Case], **more: Any) -> c.Finalise:
    parts: dict[str, Any] = {"by": SERGEANT, "seen": told.version}
    return c.Finalise(**(parts | more))


def finalised() -> Story[Case]:
    told = ready()
    return told.when(finalise(told))


def with_state(told: Story[Case], /, **parts: Any) -> Story[Case]:
    return replace(told, state=told.state._replace(**parts))


def tasks_due(told: Story[Case], kind: str) -> dict[str, datetime | None]:
    """Key -> due instant of each task of a kind that must exist."""
    return {task.key: task.due for task in DECIDER.due(told.state) if task.kind == kind}

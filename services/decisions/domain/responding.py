"""The responding force takes on what is asked of those who live in its area, and reports back (G 66). Pure.

There is no right to refuse; a task that is not ours is returned. Its case has no applicant, nobody is written
to, and it ends when everything that was asked is answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from contracts.calendar import england_and_wales
from contracts.clocks import ClockName, closing_instant, responding_force
from contracts.codes import AlertKind, Known, Route
from contracts.crossing import (
    Action,
    Awaited,
    DecisionPassedOn,
    HostedDecisionMade,
    OutcomePassedOn,
    PositionPassedOn,
    PositionStated,
    PrimacyDetermined,
    PrimacyReEvaluated,
    ReportedFindings,
    RespondingForceAcknowledged,
    RespondingForceChased,
    RespondingForceReported,
    RespondingForceReturned,
    RespondingForceTasked,
    TaskedPartiesCorrected,
)
from contracts.decisions import CaseRecordCreated, PartiesToCheck, RespondingChecksWanted
from contracts.event import Event
from contracts.fields import ForceCode
from contracts.parties import force_of
from contracts.people import Reasons
from contracts.policies import NoProfile, Profile, profile_for
from contracts.references import case_reference
from contracts.sealed import Sealed
from contracts.words import say
from messaging.decider import Message, Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import clocks, evidence, intelligence_elsewhere, position_of
from services.decisions.domain.across import Tasked, decisions_of, writer
from services.decisions.domain.across_keys import ASKED, WAITS, task_key
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import AcknowledgeTask, ReportTask, ReturnTask
from services.decisions.domain.correcting import told_to_partners
from services.decisions.domain.events import ClocksStarted
from services.decisions.domain.events_across import (
    Owned,
    OwnershipChanged,
    RespondingClockStarted,
    ResponseResumed,
    TaskReasoned,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.judgements import NOT_ENDED
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.passing import overridable
from services.decisions.domain.primacy import as_said
from services.decisions.domain.record import system_of
from services.decisions.domain.searched_for import is_another, parties
from services.decisions.domain.state import Case, national
from services.decisions.domain.tasking import spoken_of

RINGS_AS: Final[Mapping[type[Event], AlertKind]] = {
    HostedDecisionMade: AlertKind.FORCES_DISAGREE,
    OutcomePassedOn: AlertKind.NEW_INFORMATION,
}
"""Not as what must be looked at within the hour: it was decided, and that has rung."""


def opens(message: Message, case: Case, moment: Moment) -> Raised:
    """Our own case, by the tasking of another force: K6 runs, and nothing that needs an applicant does."""
    event: RespondingForceTasked = message.event
    ours = force_of(event.to)
    profile = _profile(ours, event)
    k6 = clocks.written(responding_force(event.tasked_at, event.report_by))
    started = ClocksStarted(
        contacted_at=event.tasked_at,
        route=Route.RESPONDING,
        profile=profile.reference,
        calendar=england_and_wales().edition,
        clocks=(k6,),
        closing_at=closing_instant(profile, event.tasked_at),
    )
    created = CaseRecordCreated(
        created_at=to_the_millisecond(moment.now),
        reference=case_reference(case.case_id),
        system=system_of(profile),
    )
    owners = tuple(
        OwnershipChanged(what=what, force=writer(message.source), since=event.tasked_at) for what in Owned
    )
    return Raised((started, created, *owners))


def _profile(force: ForceCode, event: RespondingForceTasked) -> Profile:
    try:
        return profile_for(force, event.tasked_at)
    except NoProfile:
        return national()


def asked(case: Case, message: Message, moment: Moment) -> Raised:
    """Somebody here is rung until the task is taken, and both forces count to the same instant."""
    event: RespondingForceTasked = message.event
    again: tuple[RespondingClockStarted, ...] = ()
    if case.opened:
        earliest = min([event.report_by, *(one.report_by for one in case.across.tasks.values() if one.open)])
        again = (RespondingClockStarted(started_at=event.tasked_at, due_at=earliest),)
    key = task_key(case, ASKED, event.our_case, event.task, Awaited.ACKNOWLEDGEMENT)
    anew = told_to_partners(case, event.parties, moment)
    return Raised(again) + anew + raise_alert(case, key, AlertKind.ANOTHER_FORCE_ASKS, moment.now)


def resumes(case: Case, message: Message, moment: Moment) -> Raised:
    """A case that had ended goes on when something is asked of us in it: nothing else could answer (G 64)."""
    responds = case.ended is not None and case.across.responding_to is not None
    if not responds or not _asks(case, message.event):
        return Raised()
    return Raised((ResponseResumed(resumed_at=to_the_millisecond(moment.now)),))


def _asks(case: Case, event: Event) -> bool:
    """A task, or whom it is about; a position to answer; or that this force decides, anew or while that is
    open."""
    if isinstance(event, TaskedPartiesCorrected):
        held = case.across.tasks.get(event.task)
        return event.report_by is not None and held is not None and event.correction > held.round
    if isinstance(event, PrimacyDetermined | PrimacyReEvaluated):
        ended, overtaken = case.across.outcome is not None, case.across.overtaken(event.determined_at)
        return not ended and not overtaken and case.force in as_said(event).deciding
    if isinstance(event, DecisionPassedOn):
        found, ours = case.across.primacy, event.force == case.force
        anew = ours and event.anew > case.across.anew.get(case.force, 0)
        return anew and found is not None and case.force in found.deciding
    if isinstance(event, PositionPassedOn):
        return position_of.asks(case, event)
    return isinstance(event, RespondingForceTasked | PositionStated)


def chased(case: Case, message: Message, moment: Moment) -> Raised:
    """Of whom we were never told, somebody asks: their correction is with us unread, or was lost."""
    event: RespondingForceChased = message.event
    held = case.across.tasks.get(event.task)
    if held is None or event.correction > held.round:
        unread = neutral_key(case, "unread", message.id)
        return raise_alert(case, unread, AlertKind.REVIEW_WANTED, moment.now) if held else Raised()
    if not held.awaits(event.awaited) or event.correction < held.round:
        return Raised()
    key = task_key(case, WAITS, held.tasking, held.key, event.awaited, event.time)
    return raise_alert(case, key, AlertKind.ANOTHER_FORCE_ASKS, moment.now)


def stood_down(case: Case, message: Message, moment: Moment) -> Raised:
    """Whoever may still be on the way is called back at once."""
    held = case.across.tasks.get(message.event.task)
    if held is None or not held.open:
        return Raised()
    return raise_alert(case, neutral_key(case, "stood-down", message.id), AlertKind.REVIEW_WANTED, moment.now)


def applicant_named(case: Case, message: Message, moment: Moment) -> Raised:
    """What waited for who applied can be done now."""
    if not any(one.open and message.event.action in one.actions for one in case.across.tasks.values()):
        return Raised()
    return raise_alert(case, neutral_key(case, "named", message.id), AlertKind.REVIEW_WANTED, moment.now)


def spoken(case: Case, message: Message, moment: Moment) -> Raised:
    """Another force's position, or what was decided: for whoever supervises to look at."""
    kind = RINGS_AS.get(type(message.event), AlertKind.REVIEW_WANTED)
    return raise_alert(case, neutral_key(case, "said", message.id), kind, moment.now)


def position_passed_on(case: Case, message: Message, moment: Moment) -> Raised:
    """Of our own position, only where it is to be stated anew: who held nothing is asked nothing."""
    of_ours = message.event.force == case.force
    return (
        Raised() if of_ours and not position_of.asks(case, message.event) else spoken(case, message, moment)
    )


def acknowledge(case: Case, command: AcknowledgeTask, moment: Moment) -> Decided:
    """Our checks begin: they hear whom to look for from us, not from the other force."""
    held, at = case.across.tasks[command.task], to_the_millisecond(moment.now)
    taken = RespondingForceAcknowledged(
        to=decisions_of(held.force),
        your_case=_theirs(case),
        task=held.key,
        reference=case.reference or case_reference(case.case_id),
        acknowledged_at=at,
        report_by=held.report_by,
        correction=held.round,
    )
    if Action.SEARCH_RECORDS not in held.actions or held.search_wanted_at is not None:
        return Decided((taken,))
    found = parties(case, held.about)
    wanted = RespondingChecksWanted(
        about=held.about,
        wanted_at=at,
        parties=Sealed.of(PartiesToCheck(subject=found.subject, children=found.children)),
    )
    return Decided((wanted, taken))


def give_back(case: Case, command: ReturnTask, moment: Moment) -> Decided:
    held, at = case.across.tasks[command.task], to_the_millisecond(moment.now)
    returned = RespondingForceReturned(
        to=decisions_of(held.force),
        your_case=_theirs(case),
        task=held.key,
        why=command.why,
        lives_in=command.lives_in,
        returned_at=at,
        correction=held.round,
    )
    reasoned = TaskReasoned(task=held.key, at=at, reasons=Sealed.of(Reasons(text=command.reasons)))
    return (Raised((reasoned, returned)) + _ends(case, held, moment)).decided()


def report(case: Case, command: ReportTask, moment: Moment) -> Decided:
    """Once, and again when more is found or graded: the last counts, and says all of it. A case that had
    ended goes on for it."""
    held, at = case.across.tasks[command.task], to_the_millisecond(moment.now)
    about = {(one.role, one.child) for one in held.about}
    intelligence = intelligence_elsewhere.to_report(case, held)
    reported = RespondingForceReported(
        to=decisions_of(held.force),
        your_case=_theirs(case),
        task=held.key,
        done=tuple(dict.fromkeys(command.done)),
        answers=tuple(
            one for one in evidence.answers_here(case) if (one.about.role, one.about.child) in about
        ),
        mappa=command.mappa,
        area=command.area,
        manages=command.manages,
        reported_at=at,
        correction=held.round,
        findings=Sealed.of(ReportedFindings(text=command.findings, intelligence=intelligence)),
    )
    again = (ResponseResumed(resumed_at=at),) if case.ended is not None else ()
    told = (*again, *_keeps_to_conditions(command, at), reported)
    return (Raised(told) + _ends(case, held, moment)).decided()


def _keeps_to_conditions(command: ReportTask, at: datetime) -> tuple[TaskReasoned, ...]:
    """For our own record: how what may be shared under conditions only was shared."""
    if not command.conditions_met:
        return ()
    return (TaskReasoned(task=command.task, at=at, reasons=Sealed.of(Reasons(text=command.conditions_met))),)


def _ends(case: Case, held: Tasked, moment: Moment) -> Raised:
    """K6 has ended once nothing else is open; too late, if it is."""
    others = [one for one in case.across.tasks.values() if one.open and one.key != held.key]
    return Raised() if others else clocks.on_end(case, ClockName.RESPONDING_FORCE, moment.now, moment)


def _theirs(case: Case) -> str:
    assert case.across.their_case is not None, "the gate TASK_OPEN holds"  # noqa: S101
    return case.across.their_case


def _searched(case: Case, command: ReportTask, moment: Moment) -> bool:
    held = spoken_of(case, command)
    if held is None or Action.SEARCH_RECORDS not in held.actions:
        return True
    return case.checks.initial_completed is not None and not _awaits_a_round(case, held)


def _awaits_a_round(case: Case, held: Tasked) -> bool:
    """Whether our checks have still to begin anew: who they are was put right, or told otherwise before."""
    before = (one for one in case.across.tasks.values() if one.tasked_at < held.tasked_at)
    anew = any(is_another(case, one, who) for one in before for who in one.about if who in held.about)
    begun, wanted = case.checks.last_round, held.search_wanted_at
    return (anew or held.round > 0) and (begun is None or wanted is None or begun < wanted)


def _missing(case: Case, command: ReportTask) -> list[Action]:
    held = spoken_of(case, command)
    return sorted(held.actions - set(command.done)) if held else []


RESPONDING: Final[Gate[Case, Any]] = Gate(
    "NOT_RESPONDING",
    "G 66",
    ("R-148",),
    lambda case, command, moment: case.across.responding_to is not None,
    "This force coordinates the case itself: no other has asked for anything in it.",
)
TASK_OPEN: Final[Gate[Case, Any]] = Gate(
    "NO_SUCH_TASK",
    "G 66",
    ("R-145",),
    lambda case, command, moment: (held := spoken_of(case, command)) is not None and held.open,
    "No task under this key is open: take it from the case.",
)
REPORTABLE: Final[Gate[Case, ReportTask]] = Gate(
    "NO_SUCH_TASK",
    "G 66",
    ("R-145",),
    lambda case, command, moment: (
        (held := spoken_of(case, command)) is not None and (held.open or held.answered)
    ),
    "No task under this key is open, or was reported: take it from the case.",
)
ENDED_WITH_A_REPORT: Final[Gate[Case, ReportTask]] = Gate(
    NOT_ENDED.code,
    NOT_ENDED.paragraph,
    NOT_ENDED.requirements,
    lambda case, command, moment: (
        case.ended is None or ((held := spoken_of(case, command)) is not None and held.answered)
    ),
    NOT_ENDED.words,
)
"""What was found since is reported, and the case goes on until it is ended again."""
NOT_TAKEN: Final[Gate[Case, AcknowledgeTask]] = Gate(
    "TASK_TAKEN",
    "G 66",
    ("R-149",),
    lambda case, command, moment: (held := spoken_of(case, command)) is None or held.acknowledged_at is None,
    "This task has been acknowledged.",
)
TAKEN: Final[Gate[Case, Any]] = Gate(
    "TASK_NOT_ACKNOWLEDGED",
    "G 66",
    ("R-149",),
    lambda case, command, moment: (
        (held := spoken_of(case, command)) is None or held.acknowledged_at is not None
    ),
    "Acknowledge the task first, so that the other force knows that it is in hand.",
)
SEARCHED: Final = overridable(
    Gate(
        "INITIAL_CHECKS_OPEN",
        "G 66",
        ("R-149", "R-150"),
        _searched,
        "The records of this force have not been searched: complete the checks first.",
    )
)
ALL_DONE: Final = overridable(
    Gate(
        "ACTIONS_OPEN",
        "G 66",
        ("R-149",),
        lambda case, command, moment: not _missing(case, command),
        lambda case, command, moment: (
            "Still asked of this force: " + ", ".join(say(one).text for one in _missing(case, command)) + "."
        ),
    )
)
AREA_SAID: Final[Gate[Case, ReportTask]] = Gate(
    "MAPPA_AREA_NOT_SAID",
    "G 67(a)",
    ("R-154",),
    lambda case, command, moment: command.mappa is not Known.YES or command.area is not None,
    "Of a current MAPPA subject say which MAPPA area is responsible: it decides if forces cannot agree.",
)

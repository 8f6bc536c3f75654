"""The coordinating force tasks others, chases them and hears what they found (G 64 to 66). Pure.

A task cannot vanish: until it is acknowledged, then until it is reported or returned, it is chased at its
instant and again, and somebody here is rung each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from contracts.clocks import ClockName
from contracts.codes import AlertKind, PartyRole
from contracts.crossing import (
    Action,
    ApplicantNamed,
    Awaited,
    NamedApplicant,
    RespondingForceChased,
    RespondingForceReported,
    RespondingForceStoodDown,
    RespondingForceTasked,
)
from contracts.decisions import ClockLimitPassed
from contracts.fields import ForceCode
from contracts.parties import joined_to
from contracts.parts import About
from contracts.people import Reasons
from contracts.references import case_reference
from contracts.sealed import Sealed
from messaging.decider import Message, Moment
from messaging.gates import Gate
from messaging.outcomes import Decided, Task
from services.decisions.domain import words
from services.decisions.domain.across import Tasked, decisions_of
from services.decisions.domain.across_keys import SILENT, former_key, task_key
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import (
    EVERY,
    ForceSilent,
    NameApplicant,
    PlaceParties,
    RecordMappaStatus,
    RecordOwner,
    ReportTask,
    StandDown,
    TaskForce,
)
from services.decisions.domain.events import ClockCorrected, Flag, FlagRaised
from services.decisions.domain.events_across import (
    ApplicantNamingDecided,
    CoordinatingForceDetermined,
    MappaStatusRecorded,
    Owned,
    OwnershipChanged,
    PartiesPlaced,
    TaskReasoned,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.passing import overridable
from services.decisions.domain.primacy import Lives
from services.decisions.domain.searched_for import parties, refs
from services.decisions.domain.state import Alert, Case, Passed
from services.decisions.domain.unread import incomplete
from services.decisions.domain.words import day

A_SECOND: Final = timedelta(seconds=1)
AGAIN_AFTER: Final = timedelta(days=2)
"""After somebody has taken an alert that a force is silent, it is chased again."""


def place(case: Case, command: PlaceParties, moment: Moment) -> Decided:
    """G 65: the force where the applicant lives coordinates; without one, whoever received it (C-16)."""
    at = to_the_millisecond(moment.now)
    placed = PartiesPlaced(places=command.places, placed_at=at)
    said = [place for place in command.places if place.about.role is PartyRole.APPLICANT]
    if not said or not case.asked_for:
        return Decided((placed,))
    lives = Lives(said[-1].nation, said[-1].force)
    determined = CoordinatingForceDetermined(
        force=lives.force if lives.inside and lives.force else case.force,
        of_residence=lives.inside,
        determined_at=at,
    )
    flag = () if lives.inside else (FlagRaised(flag=Flag.NO_RESIDENCE_FORCE),)
    return Decided((placed, determined, *flag))


def record_status(case: Case, command: RecordMappaStatus, moment: Moment) -> Decided:
    return Decided(
        (
            MappaStatusRecorded(
                current=command.current,
                area=command.area,
                manager=command.manager,
                as_of=min(command.as_of, to_the_millisecond(moment.now)),
            ),
        )
    )


def record_owner(case: Case, command: RecordOwner, moment: Moment) -> Decided:
    return Decided(
        (OwnershipChanged(what=command.what, force=command.force, since=to_the_millisecond(moment.now)),)
    )


def task(case: Case, command: TaskForce, moment: Moment) -> Decided:
    now = to_the_millisecond(moment.now)
    number = sum(held.force == command.force for held in case.across.tasks.values()) + 1
    given = RespondingForceTasked(
        to=decisions_of(command.force),
        our_case=case.case_id,
        reference=case.reference or case_reference(case.case_id),
        task=f"task-{command.force}-{number}",
        about=command.about,
        actions=tuple(dict.fromkeys(command.actions)),
        tasked_at=now,
        acknowledge_by=command.acknowledge_by,
        report_by=command.report_by,
        parties=Sealed.of(parties(case, command.about)),
    )
    return Decided((*_owned_from_the_start(case), given))


def _owned_from_the_start(case: Case) -> tuple[OwnershipChanged, ...]:
    """All three are the coordinating force's until somebody else has one (G 65, 67)."""
    since = case.opening.contacted_at if case.opening else None
    if since is None or case.across.owners:
        return ()
    return tuple(OwnershipChanged(what=what, force=case.force, since=since) for what in Owned)


def stand_down(case: Case, command: StandDown, moment: Moment) -> Decided:
    at = to_the_millisecond(moment.now)
    held = case.across.tasks[command.task]
    called_off = RespondingForceStoodDown(to=decisions_of(held.force), task=held.key, stood_down_at=at)
    reasoned = TaskReasoned(task=held.key, at=at, reasons=Sealed.of(Reasons(text=command.reasons)))
    return Decided((reasoned, called_off))


def name_applicant(case: Case, command: NameApplicant, moment: Moment) -> Decided:
    at = to_the_millisecond(moment.now)
    held = case.across.tasks[command.task]
    applicant = case.applicant.value.clear() if case.applicant else None
    assert applicant is not None, "the gate APPLICANT_KNOWN holds"  # noqa: S101
    decided = ApplicantNamingDecided(
        force=held.force,
        action=command.action,
        decided_at=at,
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    named = ApplicantNamed(
        to=decisions_of(held.force),
        action=command.action,
        named_at=at,
        applicant=Sealed.of(NamedApplicant(name=applicant.name)),
    )
    return Decided((decided, named))


def due(case: Case) -> Iterator[Task]:
    """The next time that a silent force is chased: at the agreed instant, and after each alert was taken."""
    if case.ended is not None or case.across.responding_to is not None:
        return
    for held, awaited in case.across.waiting():
        time, at = _next(case, held, awaited)
        if at is not None:
            refs = {"task": held.key, "awaited": awaited.value, "time": str(time)}
            key = f"{held.key}/{awaited.value}/{time}"
            if held.round:
                refs, key = refs | {"round": str(held.round)}, f"{key}/{held.round}"
            yield Task("force", key, at, refs=refs)


def _next(case: Case, held: Tasked, awaited: Awaited) -> tuple[int, datetime | None]:
    time, at = 0, held.due(awaited) + A_SECOND
    while (alert := _rung(case, held, awaited, time)) is not None:
        if alert.acknowledged_at is None:
            return time, None
        time, at = time + 1, alert.acknowledged_at + AGAIN_AFTER
    return time, at


def _rung(case: Case, held: Tasked, awaited: Awaited, time: int) -> Alert | None:
    now = task_key(case, SILENT, held.tasking, held.key, awaited, time)
    keys = (now, former_key(SILENT, held.key, awaited, time))
    return next((case.alerts[key] for key in keys if key in case.alerts), None)


def silent(case: Case, command: ForceSilent, moment: Moment) -> Decided:
    held = case.across.tasks.get(command.task)
    if held is None or not held.awaits(command.awaited) or case.ended is not None:
        return Decided()
    if command.round != held.round:
        return Decided()
    if _rung(case, held, command.awaited, command.time) is not None:
        return Decided()
    chased = RespondingForceChased(
        to=decisions_of(held.force),
        task=held.key,
        awaited=command.awaited,
        due_at=held.due(command.awaited),
        time=command.time,
        chased_at=to_the_millisecond(moment.now),
        correction=held.round,
    )
    passed: tuple[object, ...] = ()
    if command.awaited is Awaited.REPORT and command.time == 0:
        provisional = incomplete(case, moment)
        passed = (
            ClockLimitPassed(
                clock=ClockName.RESPONDING_FORCE, due_at=held.report_by, provisional=provisional
            ),
        )
    key = task_key(case, SILENT, held.tasking, held.key, command.awaited, command.time)
    alerted = raise_alert(case, key, AlertKind.ANOTHER_FORCE_SILENT, moment.now)
    return (Raised((chased, *passed)) + alerted).decided()


def heard_return(case: Case, message: Message, moment: Moment) -> Raised:
    """Whoever supervises finds out whose area it is, and tasks that force."""
    return raise_alert(case, neutral_key(case, "returned", message.id), AlertKind.REVIEW_WANTED, moment.now)


def heard_report(case: Case, message: Message, moment: Moment) -> Raised:
    """Somebody reads within the hour what was found; of an ended case it is news (`record.unweighed`)."""
    put_right = _put_right(case, message)
    if case.ended is not None:
        return put_right
    key = neutral_key(case, "reported", message.id)
    return put_right + raise_alert(case, key, AlertKind.REVIEW_WANTED, moment.now)


def _put_right(case: Case, message: Message) -> Raised:
    """A report that had been made in time, though we heard of it late, puts the passed limit right."""
    event: RespondingForceReported = message.event
    held = case.across.tasks.get(event.task)
    passed = case.passed.get(ClockName.RESPONDING_FORCE, Passed())
    late = held is None or not held.open or message.occurred_at > held.report_by
    late = late or event.correction != (held.round if held else 0)
    if late or held is None or not passed.limit or passed.corrected:
        return Raised()
    at = to_the_millisecond(message.occurred_at)
    return Raised((ClockCorrected(clock=ClockName.RESPONDING_FORCE, due_at=held.report_by, ended_at=at),))


def elsewhere(case: Case) -> dict[ForceCode, list[str]]:
    """Parties known to live in the area of another force, by force; the applicant is none of them (G 66)."""
    found: dict[ForceCode, list[str]] = {}
    for who, lives in case.across.places.items():
        if who != PartyRole.APPLICANT and lives.inside and lives.force and lives.force != case.force:
            found.setdefault(lives.force, []).append(who)
    return found


def place_key(about: About) -> str:
    return about.child or about.role.value


def untasked(case: Case) -> list[ForceCode]:
    """Joined forces in whose area a party lives and that nobody has asked about all of them (R-145).

    Who was asked to decide jointly, and nothing else, was asked to look for nobody.
    """
    joined = joined_to(case.force)
    missing = []
    for force, who in elsewhere(case).items():
        asked = {
            place_key(one)
            for held in case.across.tasks.values()
            if held.force == force and held.stands and held.actions != {Action.DECIDE_JOINTLY}
            for one in held.about
        }
        if force in joined and set(who) - asked:
            missing.append(force)
    return missing


def open_tasks(case: Case) -> list[Tasked]:
    return [held for held in case.across.tasks.values() if held.open]


def named(force: ForceCode) -> str:
    """`Kent`."""
    return words.force(force)


def _to_ask(case: Case, command: object, moment: Moment) -> str:
    wanted = untasked(case)
    return (
        f"A party lives in the area of {', '.join(map(named, wanted))}: ask that force, so that all "
        "enquiries are completed."
    )


def _outstanding(case: Case, command: object, moment: Moment) -> str:
    listed = ", ".join(f"{named(one.force)} ({_due(one)})" for one in open_tasks(case))
    return f"Another force has still to report: {listed}. Wait for it, chase it, or call the task off."


def _due(held: Tasked) -> str:
    due = f"due {day(held.report_by)}"
    return f"{due}, of who they are by what was put right" if held.round else due


def spoken_of(case: Case, command: Any) -> Tasked | None:
    """The task that a command names; `EVERY`: the last that is open, for who asks what stands between, or of
    a report the last that was reported."""
    if command.task == EVERY:
        reported = isinstance(command, ReportTask) and not open_tasks(case)
        said = [held for held in case.across.tasks.values() if held.answered] if reported else []
        return next(reversed(open_tasks(case) or said), None)
    return case.across.tasks.get(command.task)


def _force(case: Case, command: TaskForce) -> ForceCode | None:
    """`EVERY`: the one in whose area the subject lives."""
    lives = case.across.places.get(PartyRole.SUBJECT.value)
    return (lives.force if lives else None) if command.force == EVERY else command.force


def _theirs(case: Case, command: TaskForce, moment: Moment) -> bool:
    """Everybody asked about lives there; to decide jointly it is enough that the subject is managed there."""
    force, lives = _force(case, command), case.across.places
    managed = case.across.manager == force and set(command.actions) == {Action.DECIDE_JOINTLY}
    held = (
        (managed and one.role is PartyRole.SUBJECT)
        or ((place := lives.get(place_key(one))) is not None and place.force == force)
        for one in command.about
    )
    return bool(command.about) and all(held)


def _known(case: Case, command: TaskForce, moment: Moment) -> bool:
    found = parties(case, command.about)
    wanted = {one.role for one in command.about}
    return (PartyRole.SUBJECT not in wanted or found.subject is not None) and (
        {child.ref for child in found.children} == refs(command.about)
    )


COORDINATING: Final[Gate[Case, Any]] = Gate(
    "NOT_COORDINATING",
    "G 65",
    ("R-146",),
    lambda case, command, moment: case.across.responding_to is None,
    "Another force coordinates this case: acknowledge, report or return what it asks.",
)
JOINED: Final[Gate[Case, TaskForce]] = Gate(
    "FORCE_NOT_JOINED",
    "G 64",
    ("R-145",),
    lambda case, command, moment: _force(case, command) in joined_to(case.force),
    "That force exchanges no messages with this system: ring it, and record what is agreed.",
)
LIVES_THERE: Final[Gate[Case, TaskForce]] = Gate(
    "PARTY_LIVES_ELSEWHERE",
    "G 66",
    ("R-148", "R-149"),
    _theirs,
    "A force is asked about those who live in its area: record first where each of them lives.",
)
NOT_THE_APPLICANT: Final[Gate[Case, TaskForce]] = Gate(
    "APPLICANT_NOT_TASKED",
    "G 65, 66",
    ("R-147", "R-148"),
    lambda case, command, moment: all(
        one.role in (PartyRole.SUBJECT, PartyRole.CHILD) for one in command.about
    ),
    "The coordinating force sees the applicant itself: a task is about the subject or a child.",
)
DETAILS_HELD: Final[Gate[Case, TaskForce]] = Gate(
    "PARTY_NOT_KNOWN",
    "G 66",
    ("R-149",),
    _known,
    "Nothing is held here of somebody whom the task is about.",
)
AGREED_AHEAD: Final[Gate[Case, TaskForce]] = Gate(
    "TIMES_NOT_AHEAD",
    "G 66",
    ("R-150",),
    lambda case, command, moment: moment.now < command.acknowledge_by <= command.report_by,
    "Agree instants that are still to come: the acknowledgement first, then the report.",
)
ACTIONS_GIVEN: Final[Gate[Case, TaskForce]] = Gate(
    "NO_ACTION",
    "G 66",
    ("R-149",),
    lambda case, command, moment: bool(command.actions),
    "Say what the other force is asked to do.",
)
TASK_GIVEN: Final[Gate[Case, Any]] = Gate(
    "NO_SUCH_TASK",
    "G 66",
    ("R-145",),
    lambda case, command, moment: (held := spoken_of(case, command)) is not None and held.open,
    "No task under this key is open: take it from the case.",
)
ACTION_ASKED: Final[Gate[Case, NameApplicant]] = Gate(
    "ACTION_NOT_ASKED",
    "G 66",
    ("R-149",),
    lambda case, command, moment: (
        (held := spoken_of(case, command)) is not None and command.action in held.actions
    ),
    "Who applied is told only for an action that the task asks for.",
)
APPLICANT_KNOWN: Final[Gate[Case, NameApplicant]] = Gate(
    "APPLICANT_NOT_KNOWN",
    "G 42",
    ("R-099",),
    lambda case, command, moment: (
        not case.is_anonymous and case.applicant is not None and case.applicant.value.opened is not None
    ),
    "Nobody is known here as the applicant.",
)
REPORTS_IN: Final = overridable(
    Gate(
        "REPORT_OUTSTANDING",
        "G 64, 66",
        ("R-145", "R-150"),
        lambda case, command, moment: case.across.responding_to is not None or not open_tasks(case),
        _outstanding,
    )
)
EVERY_AREA_ASKED: Final[Gate[Case, Any]] = Gate(
    "AREA_NOT_ASKED",
    "G 64, 66",
    ("R-145", "R-148"),
    lambda case, command, moment: case.across.responding_to is not None or not untasked(case),
    _to_ask,
)
REPORTED_OR_CALLED_OFF: Final[Gate[Case, Any]] = Gate(
    "TASK_OPEN",
    "G 64, 66",
    ("R-145",),
    lambda case, command, moment: not open_tasks(case),
    lambda case, command, moment: (
        _outstanding(case, command, moment)
        if case.across.responding_to is None
        else "The coordinating force still waits: report what was found, or return the task."
    ),
)

"""What a case has with other forces, for officers on the case alone (A9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from contracts.clocks import ClockName
from contracts.codes import AlertKind
from contracts.crossing import PositionReasons, ReportedFindings, View
from contracts.fields import ForceCode
from contracts.sealed import Sealed
from contracts.words import say
from services.decisions.domain import agreeing, decision_owed, joint_decision
from services.decisions.domain.across import Held, Ruling, Tasked
from services.decisions.domain.alerts import OPENLY
from services.decisions.domain.clocks import overdue
from services.decisions.domain.correction import Correction
from services.decisions.domain.events import Flag
from services.decisions.domain.stage import standing_alerts
from services.decisions.domain.state import Case
from services.decisions.domain.tasking import named

OF_FORCES: Final = frozenset({*OPENLY, AlertKind.ANOTHER_FORCE_ASKS})
"""What rings because of another force, here by its own words."""
UNREADABLE: Final = "cannot be read here"
"""Erased, or sealed under a key that we were not given."""


def across(case: Case, now: datetime) -> dict[str, Any] | None:
    """Nothing while no other force takes part and nobody has recorded where the parties live."""
    held = case.across
    if not held.takes_part and not held.places and held.status is None:
        return None
    coordinator = held.responding_to or case.force
    return {
        "coordinating_force": named(coordinator),
        "lives": {
            who: named(lives.force) if lives.force else say(lives.nation).text
            for who, lives in sorted(held.places.items())
        },
        "alerts": [
            {"alert": one.key, "words": say(one.kind).text}
            for one in standing_alerts(case)
            if one.kind in OF_FORCES
        ],
        "reason_wanted_for_late_report": held.responding_to is None
        and ClockName.RESPONDING_FORCE in overdue(case),
        "tasks": [_task(case, task) for task in held.tasks.values()],
        "mappa": _mappa(case),
        "positions": [
            {
                "force": named(force),
                "position": say(one.view).text,
                "asked_anew": one.open,
                "at": one.at,
                "reasons": _text(one.reasons),
            }
            for force, one in sorted(held.positions.items())
        ],
        "joint_decision": _joint(case),
        "disagreement_recorded_at": held.disagreement,
        "who_decides": _primacy(case, now),
        "decided": [_ruling(force, one) for force, one in sorted(held.decided.items())],
        "came_to": say(held.outcome).text if held.outcome else None,
        "owners": {
            say(what).text: [_owner(one) for one in owners] for what, owners in sorted(held.owners.items())
        },
        "told_who_applied": sorted(map(named, held.named_to)),
    }


def _task(case: Case, task: Tasked) -> dict[str, Any]:
    return {
        "task": task.key,
        "force": named(task.force),
        "about": [one.child or say(one.role).text for one in task.about],
        "corrected": _corrected(task.correction),
        "asked": [say(one).text for one in sorted(task.actions)],
        "tasked_at": task.tasked_at,
        "acknowledge_by": task.acknowledge_by,
        "report_by": task.report_by,
        "acknowledged_at": task.acknowledged_at,
        "their_reference": task.reference,
        "reported_at": task.reported_at,
        "done": [say(one).text for one in task.done],
        "findings": _text(task.findings),
        "found_before_correction": task.findings is not None and task.open and task.round > 0,
        "returned_at": task.returned_at,
        "returned": say(task.why_returned).text if task.why_returned else None,
        "lives_in": named(task.lives_in) if task.lives_in else None,
        "called_off_at": task.stood_down_at,
    }


def _corrected(said: Correction | None) -> dict[str, Any] | None:
    """The last word of who those are whom the task is about."""
    if said is None:
        return None
    return {
        "at": said.at,
        "who": [
            {"who": who.child or say(who.role).text, "what": [say(one).text for one in fields]}
            for who, fields in said.fields.items()
        ],
        "asked_again": said.report_by is not None,
    }


def _text(box: Sealed[ReportedFindings] | Sealed[PositionReasons] | None) -> str | None:
    if box is None:
        return None
    return box.opened.text if box.opened is not None else UNREADABLE


def applicant(case: Case) -> dict[str, Any] | None:
    """Who applied, where another force told us; of their own row of A9, and in no section of this one."""
    named_to_us = case.across.applicant
    if named_to_us is None:
        return None
    who = named_to_us.applicant.opened
    return {
        "name": who.name.model_dump(mode="json", exclude_none=True) if who else UNREADABLE,
        "told_at": named_to_us.at,
        "told_for": say(named_to_us.action).text,
    }


def _mappa(case: Case) -> dict[str, Any]:
    found = agreeing.status(case)
    return {
        "current": say(found.current).text,
        "area": found.area,
        "managed_by": named(found.manager) if found.manager else None,
        "of_before": found.of_before,
    }


def _joint(case: Case) -> dict[str, Any] | None:
    """With the force that manages the subject (G 67): whether it was asked, whether both hold the same."""
    force = joint_decision.with_whom(case)
    if force is None or case.across.responding_to is not None:
        return None
    asked = joint_decision.asked(case)
    return {
        "with": named(force),
        "asked_at": asked.tasked_at if asked else None,
        "agreed": joint_decision.agreed(case),
        "decided_alone": Flag.SOLE_DECISION in case.flags,
    }


def _primacy(case: Case, now: datetime) -> dict[str, Any] | None:
    found = agreeing.stands(case, now)
    if found is None:
        return None
    return {
        "force": named(found.host) if found.host else None,
        "why": found.words.text,
        "paragraph": found.words.paragraph,
        "children": {child: named(force) if force else None for child, force in found.children},
        "open_since": case.across.unsettled.since if case.across.unsettled else None,
        "agree_anew": agreeing.agreed_over_others(case, now) or None,
        "waited_for": [_owed(case, force) for force in sorted(case.across.owed)],
    }


def _owed(case: Case, force: ForceCode) -> dict[str, Any]:
    """Of a force that decides and has not decided: what is wanting, and by when it is to be there."""
    held = case.across.owed[force]
    what, by = decision_owed.awaits(case, force)
    return {
        "force": named(force),
        "since": held.since,
        "told_at": held.told_at,
        "taken_on_at": held.taken_on_at,
        "decides_anew": force in case.across.anew,
        "awaits": say(what).text,
        "by": by,
    }


def _ruling(force: ForceCode, held: Ruling) -> dict[str, Any]:
    return {
        "force": named(force),
        "decision": None if held.view is View.UNDECIDED else say(held.view).text,
        "rank": held.rank,
        "at": held.at,
    }


def _owner(held: Held) -> dict[str, Any]:
    return {
        "force": named(held.force),
        "since": held.since,
        "why": say(held.ground).text if held.ground else None,
    }

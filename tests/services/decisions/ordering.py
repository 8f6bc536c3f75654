"""Orders that officers give, complete but for what a test changes, and cases that have come so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contracts.clocks import ClockName
from contracts.codes import (
    ContactKind,
    ExtensionReason,
    NotMet,
)
from messaging.decider import Stale, Unread
from services.decisions.domain import commands as c
from services.decisions.domain.events import CannotBeTold, Consideration, Flag
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import told as t
from tests.wire.tried import Tried

__all__ = ["Told", "Tried"]

Told = Story[Case]
UNREAD = Unread("quarantine", "csods.46.checks", "checks.check.completed.v1", "DATA_INVALID", t.days(11))
STALE = Stale("csods.46.checks", "SILENT", t.days(11))
PROGRAM = t.SERVICE


def do_not(told: Told, **more: Any) -> c.DoNotProgress:
    parts: dict[str, Any] = {"by": t.SERGEANT, "seen": told.version, "reasons": "There is no basis for it."}
    return c.DoNotProgress(**(parts | more))


def without_meeting(told: Told, **more: Any) -> c.GoOnWithoutMeeting:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "why": NotMet.ANONYMOUS,
        "reasons": "They gave no name.",
    }
    return c.GoOnWithoutMeeting(**(parts | more))


def outside(told: Told, **more: Any) -> c.FindOutsideScheme:
    parts: dict[str, Any] = {"by": t.SERGEANT, "seen": told.version, "reasons": "They have never met."}
    return c.FindOutsideScheme(**(parts | more))


def confirm(told: Told, **more: Any) -> c.ConfirmDecision:
    parts: dict[str, Any] = {"by": t.SERGEANT, "seen": told.version, "reasons": "Weighed; it stands."}
    return c.ConfirmDecision(**(parts | more))


def over(told: Told, build: Callable[..., Any], **more: Any) -> Told:
    """The same order by an Inspector who covers and writes why."""
    covered = told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    return covered.when(build(covered, by=t.INSPECTOR, override="Rang the desk; nothing weighs.", **more))


def close(told: Told, **more: Any) -> c.CloseCase:
    parts: dict[str, Any] = {"by": t.SERGEANT, "seen": told.version, "reasons": "Not progressed."}
    return c.CloseCase(**(parts | more))


def extend(**more: Any) -> c.Extend:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "clock": ClockName.WHOLE_CASE,
        "until": t.days(40),
        "reason": ExtensionReason.SOURCE_NOT_AVAILABLE,
        "required": True,
        "justified": True,
        "reasons": "Probation has been down for a week.",
    }
    return c.Extend(**(parts | more))


def not_told(**more: Any) -> c.DecideNotToTell:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "why": CannotBeTold.UNSAFE_TO_CONTACT,
        "reasons": "They said so.",
    }
    return c.DecideNotToTell(**(parts | more))


def no_contact() -> Told:
    never_met = t.relationships(ContactKind.NONE_KNOWN)
    told = t.hearing(t.checked(), t.corrected(t.hours(9), relationships=never_met))
    return told.at(t.days(1))


def not_progressed(since: Told | None = None) -> Told:
    told = since or t.checked().at(t.days(1))
    told = told.when(do_not(told))
    told = t.hearing(told, t.letter(), t.advice())
    told = t.considering(told, Consideration.OTHER_DISCLOSURE)
    return told.when(t.entry(told))


def overdue() -> Told:
    told = t.supervised(*t.NOTHING_HELD).at(t.hours(25))
    due = told.state.clocks[ClockName.INITIAL_CHECKS].limit
    assert due is not None
    return told.when(c.ClockRanOut(ClockName.INITIAL_CHECKS, limit=True, due=due.at))


def saying(build: Callable[..., Any], told: Told, **more: Any) -> tuple[Told, Any]:
    return told, build(told, **more)


def flagged() -> Told:
    """Seen before the formal report existed (R-077)."""
    told = t.opened(t.meeting_held(t.hours(3))).at(t.hours(4))
    return told.when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT))


def acknowledging(**more: Any) -> c.AcknowledgeFlags:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "flags": frozenset({Flag.MEETING_WITHOUT_FORCE_RECORD}),
        "reasons": "The system was down, and the child could not wait.",
    }
    return c.AcknowledgeFlags(**(parts | more))

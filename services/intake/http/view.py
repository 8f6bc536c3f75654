"""What officers see of a case: what is to be done, in words; what is known, in sections by need to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from access.runtime import Snapshot
from access.views import View
from contracts import notifications
from contracts.clocks import Clock
from contracts.codes import InitialItem, MeetingItem
from contracts.intake import MeetingHeld
from contracts.parties import agencies
from contracts.parts import ReferredBy
from contracts.sealed import Sealed
from contracts.words import say
from services.intake.domain import to_do
from services.intake.domain.exploring import to_explore
from services.intake.domain.flags import MEANINGS
from services.intake.domain.for_the_applicant import for_the_applicant
from services.intake.domain.missing import missing
from services.intake.domain.parties import (
    applicant_lives_with_child,
    subject_may_live_with_applicant,
    under_18,
)
from services.intake.domain.policy import clocks_of
from services.intake.domain.state import Case, Risk
from services.intake.http.on_the_case import hands

MILESTONES: Final[Mapping[str, str]] = {
    notifications.SafetyAdviceGiven.TYPE: "safety advice was given",
    notifications.NonDisclosureLetterIssued.TYPE: "the closing letter was issued",
    notifications.NonDisclosureLetterHandDelivered.TYPE: "the closing letter was handed over",
    notifications.MessageSent.TYPE: "a message was sent",
    notifications.MessageFailed.TYPE: "a message could not be sent",
    notifications.MessageBlocked.TYPE: "a message was stopped",
}


def show(snapshot: Snapshot[Case]) -> View:
    """Nothing personal under `case`; what cannot be opened here any more is left out of its section."""
    case = snapshot.state
    return View(_case(case), _personal(case), mail="immediate_risks")


def _case(case: Case) -> dict[str, Any]:
    enquiry = case.enquiry
    if enquiry is None and case.receipt is not None:
        return _information(case)
    return {
        "channel": say(enquiry.channel).text if enquiry else None,
        "contacted_at": case.contact_at,
        **_counts_from(case),
        "entered_at": enquiry.entered_at if enquiry else None,
        "anonymous": enquiry.anonymous if enquiry else None,
        "policy": case.policy if enquiry else None,
        "is": "application" if case.application_at else "enquiry",
        "application_made_at": case.application_at,
        "missing": [say(what).text for what in missing(case.given)],
        "told": {item.value: _told(case, item) for item in InitialItem},
        "not_told_yet": [say(item).text for item in InitialItem if item not in case.told],
        "warned": {item.value: item in case.warned for item in MeetingItem},
        "not_warned_yet": [say(item).text for item in MeetingItem if item not in case.warned],
        "to_do": _openly(to_do.to_do(case)),
        "to_explore": [say(what).text for what in to_explore(case)],
        "clocks": _clocks(case),
        "identity": [
            {"whose": say(one.whose).text, "verified": one.verified, "at": one.at} for one in case.identity
        ],
        "meetings": _meetings(case),
        "initial_form_completed_at": case.part1_at,
        "meeting_form_completed_at": case.meeting_form.completed_at if case.meeting_form else None,
        "delay_told_until": case.delay_told_until,
        "immediate_risks": [_risk(case, risk) for risk in case.risks.values()],
        "linked": [{"case_id": one.case_id, "why": say(one.why).text} for one in case.linked],
        **_whose(case),
        "reference": case.reference,
        "record_opened_at": case.record_at,
        "ended_at": case.ended_at,
        "applicant_may_hear": [{"what": say(one.what).text, "at": one.at} for one in for_the_applicant(case)],
        "milestones": [{"what": MILESTONES[what], "at": at} for what, at in case.milestones],
    }


def _information(case: Case) -> dict[str, Any]:
    """Of a case in which nobody applied; what does not concern one is not shown. That somebody was arrested,
    or is managed, is of the subject's record: it stands in a section (A9).
    """
    return {
        "is": "information",
        "route": say(case.route).text,
        "contacted_at": case.contact_at,
        **_counts_from(case),
        "policy": case.policy,
        "to_do": _openly(to_do.to_do(case)),
        "clocks": _clocks(case),
        "immediate_risks": [_risk(case, risk) for risk in case.risks.values()],
        **_whose(case),
        "reference": case.reference,
        "record_opened_at": case.record_at,
        "ended_at": case.ended_at,
    }


def _openly(found: Sequence[to_do.ToDo]) -> list[dict[str, Any]]:
    due = {to_do.WORDS[one.step]: one.due for one in reversed(found)}
    return [{"step": said, "due": due.get(said)} for said in to_do.openly([one.step for one in found])]


def _whose(case: Case) -> dict[str, Any]:
    """Whom to ring. Of staff, and for everybody."""
    return {
        "allocated_to": case.allocated_to,
        "supervisor": case.supervisor,
        "covered_by": case.cover,
        "on_the_case": sorted({officer for officer, _ in hands(case)}),
    }


def _circumstances(case: Case) -> dict[str, Any]:
    """What follows from who the people are, or from what was decided."""
    steps = [{"step": to_do.WORDS[one.step], "due": one.due} for one in to_do.to_do(case)]
    if case.enquiry is None:
        return {"to_do": steps, "flags": _flags(case)}
    return {
        "to_do": steps,
        "referred_by": _referred(case.enquiry.referred_by),
        "under_18": under_18(case),
        "responsible_adult": {"named": case.adult is not None, "excused": case.adult_excused},
        "meeting_place": _advice_on_place(case),
        "progressed": case.progressed,
        "redirected_to": say(case.redirected).text if case.redirected else None,
        "flags": _flags(case),
    }


def _referred(by: ReferredBy | None) -> dict[str, Any] | None:
    if by is None:
        return None
    known = agencies().get(by.party)
    return {
        "partner": known.name if known else by.party,
        "agreed": by.agreed,
        "helped": by.helped,
        "their_reference": by.their_reference,
    }


def _received(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "what": say(one.what).text,
            "from": say(one.source).text,
            "party": one.party,
            "their_reference": one.reference,
            "at": one.received_at,
            "kinds": [say(kind).text for kind in one.kinds],
        }
        for one in case.learnt
    ]


def _counts_from(case: Case) -> dict[str, Any]:
    """Where the clocks were moved: from when they count, why, and what had been recorded first."""
    start = case.start
    if start is None:
        return {}
    return {
        "first_recorded_as_contacted_at": case.opened_at,
        "clocks_count_from": start.counts_from,
        "clocks_count_from_because": say(start.why).text,
        "clocks_count_from_case": start.earlier,
    }


def _told(case: Case, item: InitialItem) -> dict[str, Any] | None:
    one = case.told.get(item)
    if one is None:
        return None
    return {
        "words": say(item).text,
        "at": one.told_at,
        "channel": say(one.channel).text,
        "wording": one.wording,
    }


def _clocks(case: Case) -> dict[str, Any]:
    running = clocks_of(case)
    return {one.name.value: _clock(one) for one in running.all()} if running else {}


def _clock(clock: Clock) -> dict[str, datetime | bool | str | None]:
    return {
        "words": say(clock.name).text,
        "target": clock.target.at if clock.target else None,
        "limit": clock.limit.at if clock.limit else None,
        "provisional": clock.provisional,
    }


def _meetings(case: Case) -> list[dict[str, Any]]:
    held = {one.meeting: one.held_at for one in case.held}
    arranged = {one.meeting: one for one in case.arranged}
    return [
        {
            "meeting": key,
            "kind": say((arranged[key] if key in arranged else _held(case, key)).kind).text,
            "begins_at": arranged[key].begins_at if key in arranged else None,
            "interviewer": case.interviewers.get(key),
            "held_at": held.get(key),
        }
        for key in dict.fromkeys([*arranged, *held])
    ]


def _held(case: Case, key: str) -> MeetingHeld:
    return next(one for one in case.held if one.meeting == key)


def _meeting_form(case: Case) -> dict[str, Any] | None:
    """What the officer made of the applicant goes with the notes it rests on."""
    form = case.meeting_form
    if form is None:
        return None
    return {
        "recommendation": say(form.recommendation).text,
        "genuineness": say(form.genuineness).text,
        **(_opened(form.notes) or {}),
    }


def _advice_on_place(case: Case) -> str:
    """G 39: home is best practice where the child lives there, and never where the subject may."""
    if subject_may_live_with_applicant(case.given):
        return "not at the applicant's home: the subject may live there; offer a neutral place"
    if applicant_lives_with_child(case.given):
        return "best at the applicant's home, where the child lives; offer a neutral place too"
    return "offer a neutral place"


def _risk(case: Case, risk: Risk) -> dict[str, Any]:
    return {
        "risk": risk.risk_id,
        "identified_at": risk.identified_at,
        "supervisor_alerted": risk not in case.unanswered(),
        "taken_by_a_supervisor": risk not in case.unacknowledged(),
    }


def _flags(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "code": one.flag.value,
            "words": MEANINGS[one.flag].words,
            "paragraph": MEANINGS[one.flag].paragraph,
            "about": one.about or None,
            "at": one.at,
            "acknowledged": one.acknowledged,
        }
        for one in case.flags
    ]


def _personal(case: Case) -> Mapping[str, Any]:
    given = case.given
    return {
        "applicant": _opened(given.applicant),
        "applicant_contact": _opened(given.applicant_contact),
        "responsible_adult": _opened(case.adult),
        "subject": _opened(given.subject),
        "children": _opened(given.children),
        "account": _opened(given.account),
        "circumstances": _circumstances(case),
        "immediate_risks": [
            {"risk": one.risk_id, "details": _opened(one.details)} for one in case.risks.values()
        ],
        "meetings": [{"meeting": one.meeting, "record": _opened(one.record)} for one in case.held],
        "meeting_form": _meeting_form(case),
        "taking_part": [
            {"officer": one.officer, "at": one.at, "why": _opened(one.reasons)} for one in case.joined
        ],
        **({"received": _received(case)} if case.learnt else {}),
        **({"information": [_opened(one.information) for one in case.learnt]} if case.learnt else {}),
    }


def _opened(sealed: Sealed[Any] | None) -> dict[str, Any] | None:
    value: BaseModel | None = sealed.opened if sealed else None
    return value.model_dump(mode="json", exclude_none=True) if value else None

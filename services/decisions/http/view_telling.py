"""How far a telling has come, for officers on the case alone (A9); never the words themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contracts.words import say
from services.decisions.domain import words
from services.decisions.domain.disclosure import Delivery, Disclosure, Recipient, Release, Urgent
from services.decisions.domain.state import Case
from services.decisions.domain.who_is_told import open_recipients, running


def telling(case: Case, now: datetime) -> dict[str, Any] | None:
    """Nothing while nothing of it has happened."""
    known = case.disclosure
    recipients = [one for one in known.recipients.values() if one.undertaking.explained or one.told]
    begun = (known.releases, known.deliveries, known.urgent, known.protective, known.tools, known.safety_plan)
    if not (any(begun) or recipients or known.concern_discussed):
        return None
    return {
        "releases": [_release(case, one, now) for one in known.releases.values()],
        "still_to_be_told_or_decided": sorted(one.key for one in open_recipients(case)),
        "told": [_delivery(one) for one in known.deliveries],
        "urgent": [_urgent(one) for one in known.urgent.values()],
        "undertakings": [_undertaking(one) for one in recipients],
        "subject": _subject(known),
        "protective_actions": known.protective,
        "safety_plan_for": sorted(known.safety_plan),
        "concern_discussed_at": known.concern_discussed,
        "tools_considered": sorted(say(one).text for one in known.tools),
        "nominal_entry_at": known.nominal_entry,
    }


def _release(case: Case, one: Release, now: datetime) -> dict[str, Any]:
    return {
        "release": one.key,
        "recipient": one.recipient,
        "to": one.to,
        "at": one.at,
        "expires_at": one.expires_at,
        "used_at": one.used,
        "may_be_spoken": running(case, one, now),
    }


def _delivery(one: Delivery) -> dict[str, Any]:
    return {
        "recipient": one.recipient,
        "at": one.at,
        "as_authorised": not one.departures,
        "departures": [words.cited(what) for what in sorted(one.departures)],
    }


def _urgent(one: Urgent) -> dict[str, Any]:
    return {"recipient": one.recipient, "at": one.at, "by": one.by, "ratified": one.ratified}


def _undertaking(one: Recipient) -> dict[str, Any]:
    held = one.undertaking
    return {
        "recipient": one.key,
        "explained_at": held.explained,
        "signed_at": held.signed,
        "not_willing_to_sign_at": held.not_signed,
        "goes_on_all_the_same": held.goes_on if held.reconsidered else None,
    }


def _subject(known: Disclosure) -> dict[str, Any]:
    return {
        "informed_at": known.subject_informed,
        "decided_not_to_inform_at": known.subject_not_informed,
        "self_disclosure_safe": known.self_disclosure_safe,
        "told_by_the_subject": {
            key: "to be confirmed" if said is None else "not all was said"
            for key, said in sorted(known.self_disclosed.items())
        },
    }

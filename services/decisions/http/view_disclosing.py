"""The disclosure decision as it stands, for officers on the case alone (A9)."""

from __future__ import annotations

from typing import Any, Final

from contracts.codes import PartyRole
from contracts.words import say
from services.decisions.domain import mappa, recipients, representations, spoken_of, three_tests, words
from services.decisions.domain.authority import in_question
from services.decisions.domain.disclosure import Authority, Recipient, Tested, Wording
from services.decisions.domain.events import Flag
from services.decisions.domain.events_disclosing import TestStage
from services.decisions.domain.state import Case

TELLING: Final = frozenset(
    {
        Flag.WORDING_NOT_PLAIN,
        Flag.AUTHORISED_BELOW_INSPECTOR,
        Flag.AUTHORISER_NOT_INDEPENDENT,
        Flag.UNDERTAKING_NOT_HELD,
        Flag.SOLE_DECISION,
    }
)
"""Flags that tell what was decided, or that somebody is told."""
ROLES: Final = {
    PartyRole.APPLICANT: "applicant",
    PartyRole.RESPONSIBLE_ADULT: "responsible adult",
    PartyRole.RECIPIENT: "somebody else",
}


def awaits_authority(case: Case) -> bool:
    """Whether an authoriser must decide: whether to disclose, or whether an authority stands (C-44)."""
    return bool(case.disclosure.sought or representations.suspended(case))


def disclosure(case: Case, referral: dict[str, Any] | None) -> dict[str, Any] | None:
    """Nothing while nobody has begun to decide; `referral`: its clock, as clocks are shown."""
    of = case.disclosure
    begun = of.connection or of.recipients or of.mappa.considered or of.tested or of.decided_none
    if not begun and not of.representations.sought:
        return None
    return {
        "access_or_connection": {
            child: "sufficient" if held else "not sufficient" for child, held in sorted(of.connection.items())
        },
        "recipients": [_recipient(case, one) for one in of.recipients.values()],
        "representations": _representations(case),
        "impact_assessed_at": of.impact,
        "accords_with_data_protection": of.data_protection,
        "by_the_power": say(of.power).text if of.power else None,
        "mappa": _mappa(case, referral),
        "tests": _tested(case, of.tested) if of.tested else None,
        "decided_that_nobody_is_told_at": of.decided_none,
        "wordings": [_wording(case, one) for one in of.wordings.values()],
        "authorities": [_authority(case, one) for one in of.authorities.values()],
        "flags": [
            {"code": flag.value, "words": words.cited(flag), "acknowledged": flag in case.flags_acknowledged}
            for flag in sorted(case.flags & TELLING)
        ],
    }


def _recipient(case: Case, one: Recipient) -> dict[str, Any]:
    person = one.person.opened if one.person else None
    accuracy, sufficient = one.knowledge or (None, None)
    return {
        "recipient": one.key,
        "who": ROLES[one.role],
        "person": person.model_dump(mode="json", exclude_none=True) if person else None,
        "children": sorted(one.children),
        "identity_verified": recipients.verified(case, one),
        "knows": say(accuracy).text if accuracy else None,
        "knows_enough": sufficient,
        "suitable": one.suitable,
        "withdrawn_at": one.withdrawn,
        "told_at": one.told,
    }


def _representations(case: Case) -> dict[str, Any]:
    held = case.disclosure.representations
    return {
        "to_be_sought_at": held.to_be_sought,
        "sought_at": held.sought,
        "sought_undecided": held.undecided,
        "reply_by": held.reply_by,
        "not_sought_because": sorted(say(why).text for why in held.dispensed),
        "received_at": held.received,
        "said": [one.opened.text for one in held.said if one.opened is not None],
        "weighed_at": held.weighed,
        "to_be_weighed": held.unweighed,
    }


def _mappa(case: Case, referral: dict[str, Any] | None) -> dict[str, Any]:
    held = case.disclosure.mappa
    advice, minutes, met = held.outcome or (None, None, None)
    return {
        "subject_eligible": mappa.is_eligible(case),
        "considered_at": held.considered,
        "refer": held.refer,
        "lead_agency": held.lead_agency,
        "meeting_requested_at": held.requested,
        "waits_for_a_meeting": held.waits,
        "advice": say(advice).text if advice else None,
        "minutes": minutes,
        "met_at": met,
        "referral": referral,
        "extension_to_sign_until": held.extension,
    }


def _tested(case: Case, tested: Tested) -> dict[str, Any]:
    return {
        "at": tested.at,
        "by": tested.by,
        "stages": {say(stage).text: stage in tested.satisfied for stage in TestStage},
        "satisfied": three_tests.is_satisfied(case),
        "for_recipients": sorted(tested.recipients),
        "disclosure_presumed": tested.presumption,
        "rests_on_checks": sorted(tested.evidence),
        "new_since": words.news(one.type for one in three_tests.new_since(case, tested.version)) or None,
    }


def _wording(case: Case, one: Wording) -> dict[str, Any]:
    spoken = one.spoken.opened
    return {
        "wording": one.key,
        "recipient": one.recipient,
        "hash": one.hash,
        "extent": say(one.extent).text,
        "proposed_at": one.proposed_at,
        "by": one.proposed_by,
        "current": spoken_of.current(case, one.recipient) == one,
        "authority_sought": one.key in case.disclosure.sought,
        "not_authorised": one.key in case.disclosure.refused,
        **(spoken.model_dump(mode="json") if spoken else {}),
    }


def _authority(case: Case, one: Authority) -> dict[str, Any]:
    return {
        "authority": one.key,
        "wording": one.wording,
        "recipient": one.recipient,
        "children": sorted(one.children),
        "hash": one.hash,
        "at": one.at,
        "by": one.by,
        "rank": say(one.rank).text,
        "suspended": one.suspended,
        "lapsed": one.lapsed,
        "in_question": in_question(case, one),
    }

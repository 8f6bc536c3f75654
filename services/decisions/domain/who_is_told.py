"""Who is told, who is still to be, and whether that is all decided (G 92 b, 94, 96, 99). Pure.

A recipient is decided once told, withdrawn, or not authorised, or once nobody is to be told. A concern is
settled once every recipient is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from contracts.codes import Outcome, PartyRole
from contracts.fields import Key
from services.decisions.domain import spoken_of, still_authorised
from services.decisions.domain.disclosure import Authority, Recipient, Release
from services.decisions.domain.events_disclosing import Extent
from services.decisions.domain.events_telling import Told
from services.decisions.domain.recipients import is_the_applicant
from services.decisions.domain.state import Case, Decision

WARNINGS: Final = frozenset(
    {
        Told.ONLY_TO_SAFEGUARD,
        Told.CONFIDENTIAL_UNDERTAKING,
        Told.PROCEEDINGS_IF_BREACHED,
        Told.OTHER_CHILDREN_TALK_TO_POLICE,
    }
)
"""G 93 (a) to (d): told with every disclosure."""


def is_concern(case: Case) -> bool:
    return case.decision is not None and case.decision.what is Decision.CONCERN


def stands(case: Case, authority: Authority) -> bool:
    """Whether somebody may still be told by it: not lapsed, and its recipient not withdrawn (R-170)."""
    recipient = case.disclosure.recipients.get(authority.recipient)
    return not authority.lapsed and recipient is not None and recipient.withdrawn is None


def waiting(case: Case) -> tuple[Authority, ...]:
    """Authorities that stand, and whose recipient has not been told."""
    held = case.disclosure.authorities.values()
    return tuple(one for one in held if stands(case, one) and not was_told(case, one.recipient))


def running(case: Case, release: Release, now: datetime) -> bool:
    """Whether the wording may be read and spoken by it at this instant; at its end it still may."""
    authority = case.disclosure.authorities.get(release.authority)
    if authority is None or not stands(case, authority) or authority.suspended:
        return False
    wanted = is_concern(case) and not was_told(case, release.recipient)
    if not wanted or not still_authorised.holds(case, authority):
        return False
    return release.used is None and not release.expired and release.at <= now <= release.expires_at


def was_told(case: Case, recipient: Key) -> bool:
    held = case.disclosure.recipients.get(recipient)
    return held is not None and held.told is not None


def is_open(case: Case, recipient: Recipient) -> bool:
    """Whether it is still to be decided, or done, that this person is told."""
    if recipient.withdrawn is not None or recipient.told is not None:
        return False
    known = case.disclosure
    worded = spoken_of.current(case, recipient.key)
    refused = (
        worded is not None and worded.key in known.refused and worded.proposed_at >= recipient.selected_at
    )
    sought = {known.wordings[key].recipient for key in known.sought if key in known.wordings}
    given = {one.recipient for one in waiting(case)}
    nobody = known.decided_none is not None and recipient.selected_at <= known.decided_none
    return not (nobody or refused) or recipient.key in sought | given


def open_recipients(case: Case) -> tuple[Recipient, ...]:
    held = case.disclosure.recipients.values()
    return tuple(one for one in held if is_open(case, one))


def anybody_told(case: Case) -> bool:
    return bool(case.disclosure.deliveries or case.disclosure.urgent)


def applicant_told(case: Case) -> bool:
    """Whether the applicant knows, however it came to that: no letter says then that there is nothing."""
    known = case.disclosure
    roles = [*(one.role for one in known.deliveries), *(one.role for one in known.urgent.values())]
    told = [one for one in known.recipients.values() if one.told is not None]
    return PartyRole.APPLICANT in roles or any(is_the_applicant(case, one) for one in told)


def refused_all(case: Case) -> bool:
    """Whether an authority was asked for and not given, and nobody is left to be told."""
    return bool(case.disclosure.refused) and not open_recipients(case)


def settled(case: Case) -> bool:
    """Whether it is decided of everybody whether they are told, and done if they are."""
    if not is_concern(case) or open_recipients(case):
        return False
    known = case.disclosure
    return known.decided_none is not None or anybody_told(case) or refused_all(case)


def decided_on(case: Case) -> bool:
    """Whether somebody decided it: that nobody is told, or by what authority; what was said urgently, or by
    mistake to somebody who was never chosen, decides nothing (G 49, 78)."""
    known = case.disclosure
    chosen = any(one.told is not None for one in known.recipients.values())
    return known.decided_none is not None or chosen or bool(waiting(case)) or refused_all(case)


def nothing_for_the_applicant(case: Case) -> bool:
    """Whether it is known that the applicant is not told: nobody is, or another person is to be (G 96, 99).

    It does not wait until that person has been told: the letter must not follow the visit.
    """
    if not is_concern(case) or applicant_told(case):
        return False
    mine = [one for one in open_recipients(case) if is_the_applicant(case, one)]
    return not mine and decided_on(case)


def outcome(case: Case) -> Outcome | None:
    """What a concern came to; limited to what is necessary counts as one disclosure (G 83 c ii)."""
    if not settled(case):
        return None
    return of_the_telling(case) if anybody_told(case) else Outcome.NO_DISCLOSURE


def of_the_telling(case: Case) -> Outcome:
    """Somebody was told; in full unless all that was spoken was of limited wordings, and nothing urgently."""
    full = {one.hash for one in case.disclosure.wordings.values() if one.extent is Extent.FULL}
    limited = {one.hash for one in case.disclosure.wordings.values()} - full
    said = case.disclosure.deliveries
    only_limited = not case.disclosure.urgent and all(one.hash in limited for one in said)
    return Outcome.PARTIAL_DISCLOSURE if only_limited else Outcome.DISCLOSURE

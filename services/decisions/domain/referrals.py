"""Referrals to partners: offered, withdrawn, heard of, chased (G 12, 19, 55, 68, 69). Pure.

A referral never waits on the scheme (G 12): no clock, no unread mail and no supervisor stands before it, and
it may be offered of a case that has ended. What is ours stays ours until a partner has taken it on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from contracts import referrals as r
from contracts.codes import AlertKind, ReferralKind
from contracts.parties import agencies, principal_of
from contracts.people import Reasons
from contracts.references import case_reference
from contracts.sealed import Sealed
from messaging.decider import Message, Moment
from messaging.gates import Gate
from messaging.outcomes import Decided, Task
from services.decisions.domain import sharing
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands.referring import (
    OfferReferral,
    PartnerSilent,
    RecordNotShared,
    WithdrawReferral,
)
from services.decisions.domain.commands.telling import ANY
from services.decisions.domain.events_referring import (
    InformationNotShared,
    LeadAgencyEngaged,
    MashTransferAccepted,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import alert_key, neutral_key
from services.decisions.domain.referred import Referral, Stands
from services.decisions.domain.state import Case
from services.decisions.domain.supervision import supervises

ANSWER_WITHIN: Final = {
    ReferralKind.CHILD_PROTECTION: timedelta(hours=24),
    ReferralKind.MASH_TRANSFER: timedelta(hours=24),
    ReferralKind.LEAD_AGENCY: timedelta(days=5),
}
"""A local authority decides within one working day (Working Together); of the others no source says."""
SILENT_AFTER: Final = timedelta(days=14)
"""A partner that has taken something on, and then says nothing more."""
FARTHEST_WORD: Final = timedelta(days=28)
"""One that says when it will speak again is asked by then, however far the day that it names."""
RUNG_AGAIN_AFTER: Final = timedelta(days=3)
"""Whoever has taken the alert has so long to get hold of the partner."""
CHASED_EVERY: Final = timedelta(days=1)
RUNG_AT: Final = {
    ReferralKind.CHILD_PROTECTION: 1,
    ReferralKind.MASH_TRANSFER: 1,
    ReferralKind.LEAD_AGENCY: 2,
}
"""From which time of chasing on an officer is rung too: the partner must be spoken to."""


def offer(case: Case, command: OfferReferral, moment: Moment) -> Decided:
    now = to_the_millisecond(moment.now)
    given = sharing.given(case, command)
    offered = r.ReferralOffered(
        party=command.party,
        referral=command.referral,
        kind=command.kind,
        parts=tuple(sorted(command.parts)),
        basis=sharing.basis(command),
        handling=sharing.handling(case, command),
        reference=case.reference or case_reference(case.case_id),
        answer_by=now + ANSWER_WITHIN[command.kind],
        offered_at=now,
        facts=Sealed.of(given),
    )
    shared = (offered, sharing.logged(case, command, now))
    if command.kind is not ReferralKind.LEAD_AGENCY:
        return Decided(shared)
    engaged = LeadAgencyEngaged(party=command.party, referral=command.referral, engaged_at=now)
    return Decided((*shared, engaged))


def withdraw(case: Case, command: WithdrawReferral, moment: Moment) -> Decided:
    held = case.referrals.offered[command.referral]
    no_longer = r.ReferralNoLongerOffered(
        party=held.party,
        referral=held.key,
        why=command.why,
        withdrawn_at=to_the_millisecond(moment.now),
    )
    return Decided((no_longer,))


def not_shared(case: Case, command: RecordNotShared, moment: Moment) -> Decided:
    kept = InformationNotShared(
        party=command.party,
        parts=tuple(sorted(command.parts)),
        decided_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((kept,))


def is_theirs(case: Case, message: Message) -> bool:
    """Whether what a partner speaks of was offered to this very partner."""
    held = case.referrals.offered.get(message.event.referral)
    return held is not None and held.party == principal_of(message.source)


def taken_on(case: Case, message: Message, moment: Moment) -> Raised:
    """The hub has the case now (G 12)."""
    held = case.referrals.offered[message.event.referral]
    if held.kind is not ReferralKind.MASH_TRANSFER or case.referrals.moved is not None:
        return Raised()
    refused = held.not_taken_on
    if refused is not None and refused[0] > message.occurred_at:  # heard late: it has given it back since
        return Raised()
    at = to_the_millisecond(message.occurred_at)
    accepted = MashTransferAccepted(party=held.party, referral=held.key, accepted_at=at)
    return Raised((accepted,))


def not_taken_on(case: Case, message: Message, moment: Moment) -> Raised:
    """A child whom nobody takes on: somebody must look at it within the hour."""
    return raise_alert(case, neutral_key(case, "referral", message.id), AlertKind.REVIEW_WANTED, moment.now)


def done(case: Case, message: Message, moment: Moment) -> Raised:
    return raise_alert(
        case, alert_key(case, "news", "referral", message.id), AlertKind.NEW_INFORMATION, moment.now
    )


def waits_until(held: Referral) -> datetime:
    """Until when a partner may be silent; one that names a far day is asked before it."""
    if held.stands is Stands.OFFERED:
        return held.answer_by
    heard = max(filter(None, (held.taken_on, held.in_progress)), default=held.offered)
    if held.next_word_by is not None:
        return min(held.next_word_by, heard + FARTHEST_WORD)
    return heard + SILENT_AFTER


def next_chase(held: Referral) -> datetime:
    until = waits_until(held)
    return until if held.last_chased is None else max(until, held.last_chased + CHASED_EVERY)


def due(case: Case) -> Iterator[Task]:
    """The next chase of every partner that has still something to say."""
    for held in case.referrals.offered.values():
        if held.live:
            refs = {"referral": held.key, "time": str(held.chased + 1)}
            at = next_chase(held)
            yield Task("partner", f"{held.key}/{held.chased + 1}/{at:%Y-%m-%dT%H:%M:%S}", at, refs=refs)


def silent(case: Case, command: PartnerSilent, moment: Moment) -> Decided:
    """Chased over its topic; and an officer is rung, who finds whom to ring in the case."""
    held = case.referrals.offered.get(command.referral)
    now = to_the_millisecond(moment.now)
    if held is None or not held.live or held.chased >= command.time or next_chase(held) > now:
        return Decided()
    chased = r.ReferralChased(
        party=held.party,
        referral=held.key,
        time=command.time,
        answer_by=waits_until(held),
        chased_at=now,
    )
    ring = Raised()
    if command.time >= RUNG_AT[held.kind]:
        wait = f"{held.key} {held.stands} {waits_until(held)}"
        ring = _ring(case, wait, moment)
    return (Raised((chased,)) + ring).decided()


def _ring(case: Case, wait: str, moment: Moment) -> Raised:
    """Taken, and the partner is silent still: rung again. While it rings it climbs by itself."""
    keys = [neutral_key(case, "referral", wait)]
    while keys[-1] in case.alerts:
        keys.append(neutral_key(case, "referral", wait, str(len(keys))))
    for rung in (case.alerts[key] for key in (former_key(wait), *keys) if key in case.alerts):
        if rung.acknowledged_at is None or moment.now < rung.acknowledged_at + RUNG_AGAIN_AFTER:
            return Raised()
    return raise_alert(case, keys[-1], AlertKind.REVIEW_WANTED, moment.now)


def former_key(wait: str) -> str:
    """In a journal of before, for each wait; it told everybody that the case is referred."""
    return f"referral-{hashlib.sha256(wait.encode()).hexdigest()[:16]}"


def _takes_it(case: Case, command: Any, moment: Moment) -> bool:
    agency = agencies().get(command.party)
    return agency is not None and command.by.organisation in agency.serves and command.kind in agency.takes


def _live(case: Case, command: Any, moment: Moment) -> bool:
    return any(one.live for one in _named(case, command.referral))


def _named(case: Case, referral: str) -> list[Referral]:
    return [one for one in case.referrals.offered.values() if referral in (one.key, ANY)]


TAKES_IT: Final[Gate[Case, Any]] = Gate(
    "PARTNER_DOES_NOT_TAKE_THIS",
    "G 68, 69",
    ("R-159", "R-163"),
    _takes_it,
    "The register has no partner of that name that takes this on for this force: choose another, or ring.",
)
NEW_KEY: Final[Gate[Case, Any]] = Gate(
    "REFERRAL_KEY_TAKEN",
    "G 103",
    ("R-247",),
    lambda case, command, moment: command.referral not in case.referrals.offered,
    "Something was offered under this name before: give it another.",
)
NOT_WITH_THE_HUB: Final[Gate[Case, Any]] = Gate(
    "ALREADY_TRANSFERRED",
    "G 12",
    ("R-018",),
    lambda case, command, moment: (
        command.kind is not ReferralKind.MASH_TRANSFER
        or (
            case.referrals.moved is None
            and not any(
                one.live and one.kind is ReferralKind.MASH_TRANSFER for one in case.referrals.offered.values()
            )
        )
    ),
    "The case is with the safeguarding hub, or is offered to it: wait for its answer, or withdraw the offer.",
)
STILL_LIVE: Final[Gate[Case, Any]] = Gate(
    "REFERRAL_NOT_LIVE",
    "G 103",
    ("R-247",),
    _live,
    "No referral of this name waits for a partner: it was never offered, not taken on, done or withdrawn.",
)
BY_WHO_OFFERED: Final[Gate[Case, WithdrawReferral]] = Gate(
    "NOT_THE_SUPERVISOR",
    "G 68, 103",
    ("R-159", "R-247"),
    lambda case, command, moment: (
        supervises(case, command, moment)
        or any(one.by == command.by.id for one in _named(case, command.referral))
    ),
    "A child may depend on it: a referral is withdrawn by whoever offered it, or by who supervises the case.",
)

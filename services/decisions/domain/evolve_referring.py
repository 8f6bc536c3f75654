"""How referrals are folded: offered, chased, withdrawn, and what partners say of them. Never raises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from contracts import referrals as r
from contracts.clocks import ClockName
from contracts.codes import ReferralKind
from messaging.decider import Recorded
from services.decisions.domain.events_referring import InformationShared, MashTransferAccepted
from services.decisions.domain.folding import Fold, earliest, ended, latest
from services.decisions.domain.referred import Referral, Shared, left_open_key
from services.decisions.domain.state import Case, Issue


def _kept(case: Case, one: Referral) -> Case:
    held = case.referrals
    return case._replace(referrals=replace(held, offered={**held.offered, one.key: one}))


def _known(change: Callable[[Referral, Any], Referral]) -> Fold:
    """Of a referral that was never offered here nothing is folded: its message is not taken either."""

    def fold(case: Case, recorded: Recorded) -> Case:
        held = case.referrals.offered.get(recorded.event.referral)
        return case if held is None else _kept(case, change(held, recorded))

    return fold


def _offered(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    shared = Shared(frozenset(event.parts), frozenset(), event.basis, event.handling)
    return _kept(
        case,
        Referral(
            event.referral,
            event.party,
            event.kind,
            event.offered_at,
            event.answer_by,
            shared,
            by=recorded.actor.id,
        ),
    )


def _shared(held: Referral, recorded: Recorded) -> Referral:
    event = recorded.event
    shared = replace(
        held.shared,
        children=held.shared.children | frozenset(event.children),
        items=held.shared.items | frozenset(event.items),
        checks=held.shared.checks | frozenset(event.checks),
    )
    return replace(held, shared=shared, why=held.why or event.reasons)


def _chased(held: Referral, recorded: Recorded) -> Referral:
    last = latest(held.last_chased, recorded.occurred_at)
    return replace(held, chased=max(held.chased, recorded.event.time), last_chased=last)


def _withdrawn(held: Referral, recorded: Recorded) -> Referral:
    return replace(held, withdrawn=recorded.occurred_at)


def _taken_on(held: Referral, recorded: Recorded) -> Referral:
    return replace(
        held,
        taken_on=latest(held.taken_on, recorded.occurred_at),
        their_reference=recorded.event.their_reference or held.their_reference,
    )


def _not_taken_on(held: Referral, recorded: Recorded) -> Referral:
    said = (recorded.occurred_at, recorded.event.reason, recorded.event.ring)
    if held.not_taken_on is not None and held.not_taken_on[0] > said[0]:
        return held
    return replace(held, not_taken_on=said)


def _said(change: Callable[[Referral, Any], Referral]) -> Fold:
    """What a partner says. A child whom it does not take on is ours still: that is open until it takes it on
    after all, or somebody has said what follows (G 12, 68, 85)."""

    def fold(case: Case, recorded: Recorded) -> Case:
        after = _given_back(_known(change)(case, recorded))
        held = after.referrals.offered.get(recorded.event.referral)
        if held is None:
            return after
        key: str = left_open_key(case, held.key)
        known = case.issues.get(key)
        if not held.left_open:
            closed = {} if known is None else {key: replace(known, addressed=True)}
            return after._replace(issues={**after.issues, **closed})
        if not isinstance(recorded.event, r.ReferralNotTakenOn):
            return after
        left = Issue(raised=True, since=recorded.recorded_at, by_itself=True)
        return after._replace(issues={**after.issues, key: left})

    return fold


def _in_progress(held: Referral, recorded: Recorded) -> Referral:
    last = latest(held.in_progress, recorded.occurred_at)
    is_last = last == recorded.occurred_at
    return replace(
        held, in_progress=last, next_word_by=recorded.event.next_word_by if is_last else held.next_word_by
    )


def _done(held: Referral, recorded: Recorded) -> Referral:
    return replace(held, done=(recorded.occurred_at, recorded.event.outcome))


def _given_back(case: Case) -> Case:
    """A hub that has it no longer, or from which it was withdrawn: it is ours, and is categorised here."""
    transfers = [one for one in case.referrals.offered.values() if one.kind is ReferralKind.MASH_TRANSFER]
    if case.referrals.moved is None or any(one.theirs for one in transfers):
        return case
    ours = case._replace(referrals=replace(case.referrals, moved=None))
    if case.decision is not None:
        return ours
    return ours._replace(ends={k: at for k, at in case.ends.items() if k is not ClockName.CATEGORISATION})


def _no_longer_offered(case: Case, recorded: Recorded) -> Case:
    return _given_back(_known(_withdrawn)(case, recorded))


def _moved(case: Case, recorded: Recorded) -> Case:
    """With the hub there is nothing more to categorise here; what is owed to the applicant stays ours."""
    at = recorded.occurred_at
    moved = case._replace(referrals=replace(case.referrals, moved=earliest(case.referrals.moved, at)))
    return ended(moved, ClockName.CATEGORISATION, at) if ClockName.CATEGORISATION in case.clocks else moved


OF_OURS: Final[dict[type, Fold]] = {
    r.ReferralOffered: _offered,
    r.ReferralChased: _known(_chased),
    r.ReferralNoLongerOffered: _no_longer_offered,
    InformationShared: _known(_shared),
    MashTransferAccepted: _moved,
}
OF_PARTNERS: Final[dict[type, Fold]] = {
    r.ReferralTakenOn: _said(_taken_on),
    r.ReferralNotTakenOn: _said(_not_taken_on),
    r.ReferralInProgress: _said(_in_progress),
    r.ReferralDone: _said(_done),
}

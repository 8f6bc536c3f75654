"""How what leads to a disclosure is folded: assessed, tested, worded, authorised or not. Never raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from contracts.fields import Key
from messaging.decider import Recorded
from services.decisions.domain import events_disclosing as d
from services.decisions.domain.disclosure import (
    Authority,
    Disclosure,
    Recipient,
    Representations,
    Tested,
    Wording,
)
from services.decisions.domain.evolve_mappa import OF_MAPPA
from services.decisions.domain.facts import check_key
from services.decisions.domain.folding import Fold, disclosing
from services.decisions.domain.state import Case


def _connection(case: Case, recorded: Recorded) -> Case:
    assessed = dict.fromkeys(recorded.event.children, recorded.event.sufficient)
    return disclosing(case, connection={**case.disclosure.connection, **assessed})


def _selected(case: Case, recorded: Recorded) -> Case:
    """Said anew of the same key, who they are may be another: what was assessed of them counts no more."""
    event = recorded.event
    chosen = Recipient(
        key=event.recipient,
        role=event.role,
        children=frozenset(event.children),
        selected_at=recorded.occurred_at,
        selected_by=recorded.actor.id,
        person=event.person,
        alone=event.alone,
    )
    held = case.disclosure.recipients.get(event.recipient)
    if held is not None:
        chosen = replace(chosen, told=held.told, departures=held.departures)
    of = {**case.disclosure.recipients, event.recipient: chosen}
    return _lapsed(disclosing(case, recipients=of), event.recipient)


def _withdrawn(case: Case, recorded: Recorded) -> Case:
    withdrawn = _recipient(case, recorded.event.recipient, withdrawn=recorded.occurred_at)
    return _lapsed(withdrawn, recorded.event.recipient)


def _recipient(case: Case, key: Key, **parts: Any) -> Case:
    held = case.disclosure.recipients.get(key)
    if held is None:
        return case
    return disclosing(case, recipients={**case.disclosure.recipients, key: replace(held, **parts)})


def _lapsed(case: Case, recipient: Key) -> Case:
    """What was sought or authorised for them counts no more."""
    of = case.disclosure
    theirs = {key for key, wording in of.wordings.items() if wording.recipient == recipient}
    authorities = {
        key: replace(one, lapsed=True) if one.recipient == recipient else one
        for key, one in of.authorities.items()
    }
    return disclosing(case, authorities=authorities, sought=of.sought - theirs)


def _identity(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return _recipient(case, event.recipient, verified=recorded.occurred_at, adult=event.adult)


def _knowledge(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return _recipient(case, event.recipient, knowledge=(event.accuracy, event.sufficient))


def _suitability(case: Case, recorded: Recorded) -> Case:
    return _recipient(case, recorded.event.recipient, suitable=recorded.event.suitable)


def _impact(case: Case, recorded: Recorded) -> Case:
    return disclosing(case, impact=recorded.occurred_at)


def _data_protection(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return disclosing(case, data_protection=event.in_accordance, power=event.power)


def _strategy(case: Case, recorded: Recorded) -> Case:
    return disclosing(case, strategy=recorded.occurred_at)


def _consent(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    said = {check_key(event.force, event.check): event.consents or event.power}
    return disclosing(case, consents={**case.disclosure.consents, **said})


def _young_offending(case: Case, recorded: Recorded) -> Case:
    return disclosing(case, young_offending=recorded.occurred_at)


def _young_subject(case: Case, recorded: Recorded) -> Case:
    return disclosing(case, young_subject=recorded.occurred_at)


def _represented(case: Case, **parts: Any) -> Case:
    return disclosing(case, representations=replace(case.disclosure.representations, **parts))


def _to_be_sought(case: Case, recorded: Recorded) -> Case:
    return _represented(case, to_be_sought=recorded.occurred_at)


def _sought(case: Case, recorded: Recorded) -> Case:
    undecided = case.disclosure.representations.to_be_sought is None
    return _represented(
        case, sought=recorded.occurred_at, reply_by=recorded.event.reply_by, undecided=undecided
    )


def _dispensed(case: Case, recorded: Recorded) -> Case:
    held: Representations = case.disclosure.representations
    return _represented(case, dispensed=held.dispensed | frozenset(recorded.event.why), to_be_sought=None)


def _received(case: Case, recorded: Recorded) -> Case:
    """What is authorised and not told yet is suspended until it was weighed (C-44)."""
    event, held = recorded.event, case.disclosure.representations
    if event.declined:
        return _represented(case, received=recorded.occurred_at)
    said = held.said if event.said is None else (*held.said, event.said)
    came = _represented(case, received=recorded.occurred_at, said=said, unweighed=True)
    return disclosing(came, authorities=_each(case, suspended=True))


def _each(case: Case, **parts: Any) -> Mapping[Key, Authority]:
    """Every authority that could still be acted on, changed so."""
    of = case.disclosure
    return {
        key: one if one.lapsed or _told(of, one.recipient) else replace(one, **parts)
        for key, one in of.authorities.items()
    }


def _told(of: Disclosure, recipient: Key) -> bool:
    held = of.recipients.get(recipient)
    return held is not None and held.told is not None


def _weighed(case: Case, recorded: Recorded) -> Case:
    of = case.disclosure
    authorities = {
        key: _confirmed(one, recorded) if one.suspended and not one.lapsed else one
        for key, one in of.authorities.items()
    }
    weighed = _represented(case, weighed=recorded.occurred_at, unweighed=False)
    return disclosing(weighed, authorities=authorities)


def _confirmed(one: Authority, recorded: Recorded) -> Authority:
    """What the subject said was weighed; whatever else came was not."""
    if recorded.event.authority_stands:
        return replace(one, suspended=False)
    return replace(one, lapsed=True)


def _tested(case: Case, recorded: Recorded) -> Case:
    """Decided that nobody is told, and tested again: that decision is open again."""
    event = recorded.event
    tested = Tested(
        at=recorded.occurred_at,
        version=recorded.version,
        by=recorded.actor.id,
        satisfied=frozenset(one.stage for one in event.stages if one.satisfied),
        presumption=event.presumption,
        recipients=frozenset(event.recipients),
        evidence=frozenset(key for one in event.stages for key in one.rests_on),
    )
    return disclosing(case, tested=tested, decided_none=None)


def _none(case: Case, recorded: Recorded) -> Case:
    return disclosing(
        case,
        decided_none=recorded.occurred_at,
        sought=frozenset(),
        authorities=_each(case, lapsed=True),
    )


def _worded(case: Case, recorded: Recorded) -> Case:
    """Another wording for somebody takes the place of one for which authority was sought."""
    event, of = recorded.event, case.disclosure
    proposed = Wording(
        key=event.wording,
        recipient=event.recipient,
        hash=event.hash,
        extent=event.extent,
        proposed_at=recorded.occurred_at,
        proposed_by=recorded.actor.id,
        spoken=event.spoken,
        version=recorded.version,
    )
    earlier = _of_recipient(of, event.recipient)
    return disclosing(case, wordings={**of.wordings, event.wording: proposed}, sought=of.sought - earlier)


def _of_recipient(of: Disclosure, recipient: Key) -> frozenset[Key]:
    return frozenset(key for key, one in of.wordings.items() if one.recipient == recipient)


def _authority_sought(case: Case, recorded: Recorded) -> Case:
    of, keys = case.disclosure, frozenset(recorded.event.wordings)
    return disclosing(
        case,
        sought=of.sought | keys,
        refused=of.refused - keys,
        seekers=of.seekers | {recorded.actor.id},
        decided_none=None,
    )


def _authorised(case: Case, recorded: Recorded) -> Case:
    """One authority a recipient: an earlier one that could still be acted on lapses."""
    event = recorded.event
    given = Authority(
        key=event.authority,
        wording=event.wording,
        hash=event.hash,
        recipient=event.recipient,
        children=frozenset(event.children),
        at=recorded.occurred_at,
        by=recorded.actor.id,
        rank=event.rank,
        version=recorded.version,
    )
    lapsed = _lapsed(case, event.recipient).disclosure.authorities
    sought = case.disclosure.sought - {event.wording}
    return disclosing(case, authorities={**lapsed, event.authority: given}, sought=sought)


def _not_authorised(case: Case, recorded: Recorded) -> Case:
    of, key = case.disclosure, recorded.event.wording
    return disclosing(case, sought=of.sought - {key}, refused=of.refused | {key})


DISCLOSING: Final[dict[type, Fold]] = {
    d.ConnectionAssessed: _connection,
    d.RecipientSelected: _selected,
    d.RecipientWithdrawn: _withdrawn,
    d.RecipientIdentityVerified: _identity,
    d.PriorKnowledgeAssessed: _knowledge,
    d.RecipientSuitabilityAssessed: _suitability,
    d.SubjectImpactAssessed: _impact,
    d.RepresentationsToBeSought: _to_be_sought,
    d.RepresentationsSought: _sought,
    d.RepresentationsDispensed: _dispensed,
    d.RepresentationsReceived: _received,
    d.RepresentationsWeighed: _weighed,
    **OF_MAPPA,
    d.DataProtectionConsidered: _data_protection,
    d.StrategyAgreed: _strategy,
    d.OwnerConsent: _consent,
    d.YoungOffendingWeighed: _young_offending,
    d.YoungSubjectPlanned: _young_subject,
    d.DisclosureTested: _tested,
    d.NoDisclosureDecided: _none,
    d.WordingProposed: _worded,
    d.AuthoritySought: _authority_sought,
    d.DisclosureAuthorised: _authorised,
    d.DisclosureNotAuthorised: _not_authorised,
}

"""How what follows an authority is folded: released, told, signed, and what else was done. Never raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from contracts.decisions import LinkedCaseStarted
from contracts.fields import Key
from messaging.decider import Recorded
from services.decisions.domain import events_telling as t
from services.decisions.domain.disclosure import Delivery, Recipient, Release, Urgent
from services.decisions.domain.folding import CORRECTION, Fold, earliest, later, latest
from services.decisions.domain.state import Case
from services.decisions.domain.telling_the_subject import otherwise_key, told_as_it_must_be


def _with(case: Case, **parts: Any) -> Case:
    return case._replace(disclosure=replace(case.disclosure, **parts))


def _recipient(case: Case, key: Key, **parts: Any) -> Case:
    """Changed so, if they are a recipient of the case: anybody may have been told."""
    held = case.disclosure.recipients.get(key)
    if held is None:
        return case
    return _with(case, recipients={**case.disclosure.recipients, key: replace(held, **parts)})


def _undertaking(case: Case, key: Key, **parts: Any) -> Case:
    held = case.disclosure.recipients.get(key)
    return case if held is None else _recipient(case, key, undertaking=replace(held.undertaking, **parts))


def _released(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    given = Release(
        key=event.release,
        authority=event.authority,
        hash=event.hash,
        recipient=event.recipient,
        to=event.to,
        at=recorded.occurred_at,
        expires_at=event.expires_at,
    )
    return _with(case, releases={**case.disclosure.releases, event.release: given})


def _release(case: Case, key: Key | None, **parts: Any) -> Mapping[Key, Release]:
    held = case.disclosure.releases
    return {**held, key: replace(held[key], **parts)} if key is not None and key in held else held


def _expired(case: Case, recorded: Recorded) -> Case:
    return _with(case, releases=_release(case, recorded.event.release, expired=True))


def rung_for_a_delivery(case: Case, alert: Key) -> Case:
    """What is rung in one breath with a delivery is rung for it, whatever makes its key."""
    told = case.disclosure.deliveries
    if not told or not case.entries or case.entries[-1].type != t.DisclosureDelivered.TYPE:
        return case
    return _with(case, deliveries=(*told[:-1], replace(told[-1], alert=alert)))


def _delivered(case: Case, recorded: Recorded) -> Case:
    """A release is used by whatever was told on it, to whomever, so that it is not used again."""
    event, at = recorded.event, recorded.occurred_at
    one = Delivery(
        recipient=event.recipient,
        role=event.role,
        at=at,
        telling=event.telling,
        hash=event.hash,
        told=frozenset(event.told),
        departures=frozenset(event.departures),
    )
    known = case.disclosure
    self_disclosed = {key: said for key, said in known.self_disclosed.items() if key != event.recipient}
    held: Recipient | None = known.recipients.get(event.recipient)
    told = _with(
        case,
        deliveries=(*known.deliveries, one),
        releases=_release(case, event.release, used=at),
        self_disclosed=self_disclosed,
    )
    if held is None:
        return told
    departures = held.departures | one.departures
    return _recipient(told, held.key, told=earliest(held.told, at), departures=departures)


def _urgent(case: Case, recorded: Recorded) -> Case:
    """Told in this way again, it is another that waits for an Inspector."""
    event, known = recorded.event, case.disclosure.urgent
    told = Urgent(
        event.recipient, event.role, recorded.occurred_at, event.by, officers=frozenset(event.officers)
    )
    before = sum(one.recipient == event.recipient for one in known.values())
    key = f"{event.recipient}.{before + 1}" if before else event.recipient
    return _with(case, urgent={**known, key: told})


def _ratified(case: Case, recorded: Recorded) -> Case:
    event, known = recorded.event, case.disclosure.urgent
    waiting = (key for key, one in known.items() if one.recipient == event.recipient and one.ratified is None)
    if (key := next(waiting, None)) is None:
        return case
    return _with(case, urgent={**known, key: replace(known[key], ratified=event.ratified)})


def _explained(case: Case, recorded: Recorded) -> Case:
    held = case.disclosure.recipients.get(recorded.event.recipient)
    first = held.undertaking.explained if held else None
    return _undertaking(case, recorded.event.recipient, explained=earliest(first, recorded.occurred_at))


def _signed(case: Case, recorded: Recorded) -> Case:
    return _undertaking(case, recorded.event.recipient, signed=recorded.occurred_at)


def _not_signed(case: Case, recorded: Recorded) -> Case:
    return _undertaking(case, recorded.event.recipient, not_signed=recorded.occurred_at, goes_on=False)


def _reconsidered(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return _undertaking(case, event.recipient, reconsidered=recorded.occurred_at, goes_on=event.goes_on)


def _subject_informed(case: Case, recorded: Recorded) -> Case:
    """Not in person, or with half of it said, is not informed (G 89); it is to be looked at."""
    event = recorded.event
    if not told_as_it_must_be(event):
        known = case.disclosure.subject_told_otherwise
        return _with(case, subject_told_otherwise=(*known, otherwise_key(case, event)))
    return _with(case, subject_informed=latest(case.disclosure.subject_informed, recorded.occurred_at))


def _subject_not_informed(case: Case, recorded: Recorded) -> Case:
    return _with(case, subject_not_informed=recorded.occurred_at)


def _self_disclosure(case: Case, recorded: Recorded) -> Case:
    return _with(case, self_disclosure_safe=recorded.event.safe)


def _self_disclosed(case: Case, recorded: Recorded) -> Case:
    said = {**case.disclosure.self_disclosed, recorded.event.recipient: None}
    return _with(case, self_disclosed=said)


def _incomplete(case: Case, recorded: Recorded) -> Case:
    said = {**case.disclosure.self_disclosed, recorded.event.recipient: False}
    return _with(case, self_disclosed=said)


def _protected(case: Case, recorded: Recorded) -> Case:
    return _with(case, protective=case.disclosure.protective + 1)


def _planned(case: Case, recorded: Recorded) -> Case:
    return _with(case, safety_plan=case.disclosure.safety_plan | frozenset(recorded.event.children))


def _discussed(case: Case, recorded: Recorded) -> Case:
    return _with(case, concern_discussed=latest(case.disclosure.concern_discussed, recorded.occurred_at))


def _tool(case: Case, recorded: Recorded) -> Case:
    return _with(case, tools=case.disclosure.tools | {recorded.event.tool})


def _entered(case: Case, recorded: Recorded) -> Case:
    return _with(case, nominal_entry=latest(case.disclosure.nominal_entry, recorded.occurred_at))


def _linked(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return case._replace(came_after={**case.came_after, event.because_of: event.other})


def _goes_on(case: Case, recorded: Recorded) -> Case:
    """Whom the earlier case was about, until anything later is said of them."""
    event, at = recorded.event, recorded.occurred_at
    return case._replace(
        goes_on_from=event.earlier,
        subject=later(case.subject, event.subject, at, CORRECTION),
        children=later(case.children, event.children, at, CORRECTION),
    )


TELLING: Final[dict[type, Fold]] = {
    t.WordingReleased: _released,
    t.ReleaseExpired: _expired,
    t.DisclosureDelivered: _delivered,
    t.DisclosureUrgent: _urgent,
    t.UrgentDisclosureRatified: _ratified,
    t.UndertakingExplained: _explained,
    t.UndertakingSigned: _signed,
    t.UndertakingNotSigned: _not_signed,
    t.DisclosureReconsidered: _reconsidered,
    t.SubjectInformed: _subject_informed,
    t.SubjectNotInformed: _subject_not_informed,
    t.SelfDisclosureConsidered: _self_disclosure,
    t.SelfDisclosureMade: _self_disclosed,
    t.SelfDisclosureIncomplete: _incomplete,
    t.ProtectiveActionRecorded: _protected,
    t.SafetyPlanCreated: _planned,
    t.ApplicantConcernDiscussed: _discussed,
    t.RiskToolConsidered: _tool,
    t.NominalEntry: _entered,
    t.LinkedCaseOpened: _linked,
    LinkedCaseStarted: _goes_on,
}

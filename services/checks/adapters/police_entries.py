"""What a police record lists, entry by entry, as findings that rules can weigh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from contracts import held
from contracts.codes import ConditionKind, MarkerKind, OrderKind
from contracts.people import Finding, FindingKind
from contracts.words import say
from services.checks.adapters.wire import Part
from services.checks.domain import offences

_ORDERS: Final[Mapping[str, OrderKind]] = {one.value: one for one in OrderKind}
_MARKERS: Final[Mapping[str, MarkerKind]] = {one.value: one for one in MarkerKind}
_SOURCES: Final = {"1": 1, "2": 2, "3": 3}


class _Conviction(Part):
    code: str
    description: str
    date: date
    disposal: str
    victim_under_18: bool | None = None
    offender_under_18: bool | None = None


class _Order(Part):
    """`forbids`: codes of ours, where the source has them; another word is as good as none."""

    kind: str
    condition: str
    forbids: tuple[str, ...] = ()
    under: int | None = None
    names: tuple[str, ...] = ()
    to: date | None = None


class _Warning(Part):
    code: str
    words: str
    to: date | None = None


class _Intelligence(Part):
    """Graded 3x5x2, or under an older scale: then `legacy` holds the grade as it was given."""

    reference: str
    recorded: date
    summary: str
    source: str | None = None
    grade: str | None = None
    handling: str | None = None
    conditions: str | None = None
    legacy: str | None = None


class _Managed(Part):
    reference: str
    status: str
    registered: bool
    force: str | None = None
    level: int | None = None
    lead: str | None = None


class Entries(Part):
    """All that a record may list."""

    warnings: tuple[_Warning, ...] = ()
    convictions: tuple[_Conviction, ...] = ()
    orders: tuple[_Order, ...] = ()
    intelligence: tuple[_Intelligence, ...] = ()
    managed: tuple[_Managed, ...] = ()


def findings(record: str, one: Entries, today: date) -> Iterator[Finding]:
    """Every entry, in the order in which officers read them. `today` (London) tells what is in force."""
    yield from (_conviction(record, each) for each in one.convictions)
    yield from (_order(record, each, today) for each in one.orders)
    yield from (_managed(record, each) for each in one.managed)
    yield from (_intelligence(record, each) for each in one.intelligence)
    yield from (_warning(record, each, today) for each in one.warnings)


def _conviction(record: str, one: _Conviction) -> Finding:
    conviction = held.Conviction(
        code=one.code,
        disposal=one.disposal,
        victim_under_18=one.victim_under_18,
        offender_under_18=one.offender_under_18,
    )
    listed = offences.listed(conviction)
    note = offences.NOTES.get(listed.why)
    return Finding(
        kind=offences.kind(conviction),
        record=record,
        summary=f"{one.description}, {one.code}: {one.disposal}{f' ({note})' if note else ''}",
        on=one.date,
        provision=listed.provision,
        victim_age_known=one.victim_under_18 is not None if listed.by_age else None,
        detail=held.Detail(conviction=conviction),
    )


def _order(record: str, one: _Order, today: date) -> Finding:
    """Of an order that was made under an old name, the new name comes first."""
    in_force = one.to is None or one.to >= today
    kind = _ORDERS.get(one.kind.strip().upper(), OrderKind.OTHER_ORDER)
    name = one.kind if kind is OrderKind.OTHER_ORDER else say(kind).text
    known = tuple(ConditionKind(code) for code in one.forbids if code in ConditionKind.__members__)
    order = held.Order(
        kind=kind,
        condition=one.condition,
        forbids=known if len(known) == len(one.forbids) else (),
        under=one.under,
        names=one.names,
        until=one.to,
    )
    return Finding(
        kind=FindingKind.ORDER_IN_FORCE if in_force else FindingKind.OTHER_RELEVANT_CONVICTION,
        record=record,
        summary=f"{name}: {one.condition}{'' if in_force else ' (no longer in force)'}",
        on=one.to,
        detail=held.Detail(order=order),
    )


def _managed(record: str, one: _Managed) -> Finding:
    current = one.status.strip().upper() != "ARCHIVED"
    registered = FindingKind.REGISTERED_SEX_OFFENDER if one.registered else FindingKind.MAPPA_MANAGED
    now = "managed now" if current else "managed in the past"
    said = "registered sex offender" if one.registered else "not on the register"
    management = held.Management(
        current=current,
        registered=one.registered,
        level=one.level if one.level in (1, 2, 3) else None,
        lead=one.lead,
        area=one.force,
    )
    return Finding(
        kind=registered if current else FindingKind.OTHER_RELEVANT_CONVICTION,
        record=record,
        summary=f"Entry {one.reference}: {said}, {now}.",
        detail=held.Detail(management=management),
    )


def _intelligence(record: str, one: _Intelligence) -> Finding:
    grade = _grade(one)
    raw = "".join(part for part in (one.source, one.grade, one.handling) if part).strip()
    item = held.Intelligence(
        reference=one.reference, grade=grade, legacy=one.legacy or (None if grade else raw or None)
    )
    return Finding(
        kind=FindingKind.RELEVANT_INTELLIGENCE,
        record=record,
        summary=f"{one.summary} ({one.reference})",
        on=one.recorded,
        detail=held.Detail(intelligence=item),
    )


def _grade(one: _Intelligence) -> held.Grade | None:
    """None of what is not graded 3x5x2 in every part: it is kept as it stands, and never converted."""
    if one.source not in _SOURCES or one.grade not in tuple("ABCDE") or one.handling not in ("P", "C"):
        return None
    return held.Grade.model_validate(
        {
            "source": _SOURCES[one.source],
            "intelligence": one.grade,
            "handling": one.handling,
            "conditions": one.conditions,
        }
    )


def _warning(record: str, one: _Warning, today: date) -> Finding:
    ended = one.to if one.to is not None and one.to < today else None
    kind = _MARKERS.get(one.code.strip().upper(), MarkerKind.NOT_CLASSIFIED)
    past = " (no longer current)" if ended else ""
    return Finding(
        kind=FindingKind.CONCERNING_BEHAVIOUR,
        record=record,
        summary=f"Warning: {one.words}{past}",
        detail=held.Detail(marker=held.Marker(kind=kind, ended=ended)),
    )

"""Whom to ask about whom: the pairs that a case needs, and what of a person has changed since they were
asked.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from contracts.checks import Ask
from contracts.codes import Basis, Consent, PartyRole, Source, Stage
from contracts.fields import ChildRef, Key
from contracts.parts import About
from contracts.people import Address, Child, PersonName
from contracts.written import often
from services.checks.domain.matching import Described
from services.checks.domain.sources import ASKED_ABOUT, OTHER_AGENCIES, Register
from services.checks.domain.state import Checks, Pair

_ADULTS: Final = (
    PartyRole.SUBJECT,
    PartyRole.APPLICANT,
    PartyRole.RESPONSIBLE_ADULT,
    PartyRole.RECIPIENT,
)
_MANDATORY: Final = frozenset({PartyRole.SUBJECT, PartyRole.CHILD})


def ready(case: Checks) -> bool:
    """Whether checks begin: with the application, or what another force asks, whatever it lacks; on a mere
    enquiry once the subject can be searched for and told apart from others.
    """
    if case.applied_at is not None or case.wanted_at is not None:
        return True
    subject = case.subject
    if subject is None or subject.name is None or not subject.name.searchable:
        return False
    return bool(
        subject.date_of_birth or subject.approximate_age or subject.address or subject.previous_addresses
    )


def pairs(case: Checks, register: Register) -> tuple[Pair, ...]:
    """Every source and person that this case needs: of an application the subject and each child, whether
    they can be searched for or not; and other adults who can.
    """
    return (*_pattern(case, register).pairs, *_others(case))


def _others(case: Checks) -> list[Pair]:
    """Other agencies that a person has asked about somebody who is still named (G 52 c)."""
    named = {child.ref for child in case.children.named} if case.children else frozenset[str]()
    asked = [pair for pair in case.latest if pair.source in OTHER_AGENCIES]
    return [pair for pair in asked if pair.child is None or pair.child in named]


class _Pattern(NamedTuple):
    """What a case needs, and what of it a judgement does."""

    pairs: tuple[Pair, ...]
    mandatory: tuple[Pair, ...]


def _pattern(case: Checks, register: Register) -> _Pattern:
    told = case.children
    wanted = case.wanted_at is not None and case.subject is not None
    adults = (
        case.applied_at is not None or wanted or can_be_sought(case, PartyRole.SUBJECT),
        can_be_sought(case, PartyRole.APPLICANT),
        can_be_sought(case, PartyRole.RESPONSIBLE_ADULT),
        bool(case.adults) and can_be_sought(case, PartyRole.RECIPIENT),
    )
    children = tuple([child.ref for child in told.named]) if told else ()
    return _needed(register, adults, children, case.consent is Consent.GIVEN or case.consent_dispensed)


@lru_cache(maxsize=4096)
def _needed(
    register: Register, adults: tuple[bool, ...], children: tuple[ChildRef, ...], agencies_may: bool
) -> _Pattern:
    """Most cases need one of a few patterns. `adults`: which of `_ADULTS`; `agencies_may`: hear of them."""
    roles = frozenset(itertools.compress(_ADULTS, adults))
    found = tuple(
        pair
        for source, asked in register.by_source.items()
        if source in ASKED_ABOUT
        for role in asked.about
        for pair in _of_role(source, role, roles, children, agencies_may=agencies_may)
    )
    return _Pattern(found, tuple(pair for pair in found if pair.role in _MANDATORY))


def _of_role(
    source: Source,
    role: PartyRole,
    adults: frozenset[PartyRole],
    children: tuple[ChildRef, ...],
    *,
    agencies_may: bool,
) -> Iterator[Pair]:
    """Social care is asked about an adult with consent, or where circumstances dictate it (R-119)."""
    if role is PartyRole.CHILD:
        yield from (Pair(source, role, child) for child in children)
    elif role in adults and (agencies_may or source is not Source.SOCIAL_CARE):
        yield Pair(source, role)


def mandatory(case: Checks, register: Register) -> tuple[Pair, ...]:
    """Those without which a judgement has not the whole picture: of the subject, and of each child.

    Another agency that was asked for the risk assessment is one of them.
    """
    awaited = (pair for pair in _others(case) if case.asks[case.latest[pair]].stage is Stage.FULL)
    return (*_pattern(case, register).mandatory, *awaited)


class Plan(NamedTuple):
    """One ask a pair, each on its footing. Each source and each person once."""

    asks: tuple[Ask, ...]
    sources: tuple[Source, ...]
    people: tuple[About, ...]


@lru_cache(maxsize=4096)
def plan(stage: Stage, round_: int, asked: tuple[Pair, ...], consent: Consent) -> Plan:
    """A round looks the same in most cases."""
    keys = [key_of(stage, round_, pair) for pair in asked]
    return Plan(
        tuple(
            often(Ask(check=key, source=pair.source, about=pair.about, basis=basis(pair, consent)))
            for key, pair in zip(keys, asked, strict=True)
        ),
        sources_of(asked),
        tuple(dict.fromkeys(pair.about for pair in asked)),
    )


def basis(pair: Pair, consent: Consent) -> Basis | None:
    """On what footing an agency is asked; None for police and probation."""
    if pair.source is not Source.SOCIAL_CARE:
        return None
    if consent is Consent.GIVEN:
        return Basis.APPLICANT_CONSENTED
    if pair.role is PartyRole.CHILD:
        return Basis.CONSENT_NOT_NEEDED
    return Basis.CIRCUMSTANCES_DICTATE


def can_be_sought(case: Checks, role: PartyRole, child: ChildRef | None = None) -> bool:
    """Whether anybody in that role has a surname; asked often, so nobody is described for it."""
    if role is PartyRole.SUBJECT or role is PartyRole.APPLICANT:
        one = case.subject if role is PartyRole.SUBJECT else case.applicant
        return one is not None and one.name is not None and one.name.searchable
    children = case.children
    if role is PartyRole.CHILD:
        return children is not None and _any([one.name for one in children.named if one.ref == child])
    if role is PartyRole.RESPONSIBLE_ADULT and children is not None and _any(children.responsible_adults):
        return True
    return bool(case.adults) and _any([one.name for one in case.adults if one.role is role])


def _any(names: Iterable[PersonName]) -> bool:
    return any(name.searchable for name in names)


def _adults(case: Checks, role: PartyRole) -> Iterator[Described]:
    """Those whom the enquiry names as responsible for the children, and those whom an officer has named."""
    if role is PartyRole.RESPONSIBLE_ADULT and case.children is not None:
        yield from (Described(name) for name in case.children.responsible_adults)
    for one in case.adults:
        if one.role is role:
            yield Described(one.name, one.date_of_birth, addresses=_some(one.address))


def described(case: Checks, role: PartyRole, child: ChildRef | None = None) -> tuple[Described, ...]:
    """Whom to search for: one person, or several for the responsible adults. Only those with a surname."""
    people = _people(case, role, child)
    return tuple(one for one in people if one.name is not None and one.name.searchable)


def _people(case: Checks, role: PartyRole, child: ChildRef | None) -> tuple[Described, ...]:
    match role:
        case PartyRole.SUBJECT if case.subject is not None:
            one = case.subject
            homes = (*_some(one.address), *one.previous_addresses)
            return (Described(one.name, one.date_of_birth, one.approximate_age, homes),)
        case PartyRole.APPLICANT if case.applicant is not None:
            return (Described(case.applicant.name, case.applicant.date_of_birth),)
        case PartyRole.CHILD if case.children is not None:
            return tuple(_child(one) for one in case.children.named if one.ref == child)
        case PartyRole.RESPONSIBLE_ADULT | PartyRole.RECIPIENT:
            return tuple(_adults(case, role))
    return ()


def _child(one: Child) -> Described:
    return Described(one.name, one.date_of_birth, one.approximate_age, _some(one.address))


def _some(address: Address | None) -> tuple[Address, ...]:
    return (address,) if address is not None else ()


def changed(before: Checks, after: Checks, pairs_: Iterable[Pair]) -> frozenset[tuple[PartyRole, str | None]]:
    """The people among these of whom something else is known than before (R-104)."""
    people = {(pair.role, pair.child) for pair in pairs_}
    return frozenset(one for one in people if described(before, *one) != described(after, *one))


def key_of(stage: Stage, round_: int, pair: Pair) -> Key:
    """`initial-1-police-national-subject`, `full-1-social-care-child-2`."""
    whom = pair.child or pair.role.value
    return f"{stage.value}-{round_}-{pair.source.value}-{whom}".lower().replace("_", "-")


def sources_of(pairs_: tuple[Pair, ...]) -> tuple[Source, ...]:
    """Each source once, in order."""
    return tuple(dict.fromkeys(pair.source for pair in pairs_))

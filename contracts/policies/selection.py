"""Which policy profile holds: read once from the files here, checked against one another, then chosen."""

import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from contracts.calendar import london_date
from contracts.policies.profile import ClockRule, Profile, Span, Unit


class NoProfile(LookupError):
    """No profile for new cases was in force there and then; the message says what to do."""


@cache
def profiles() -> tuple[Profile, ...]:
    """Every committed profile, checked together. `ValueError` if they contradict one another."""
    held = sorted(files("contracts.policies").iterdir(), key=lambda entry: entry.name)
    return checked(
        Profile.model_validate(tomllib.loads(entry.read_text("utf-8")))
        for entry in held
        if entry.name.endswith(".toml")
    )


@cache
def profile(reference: str) -> Profile:
    """The profile that a case keeps as `id@edition`, legacy ones included. `NoProfile` if it is not held."""
    for held in profiles():
        if held.reference == reference:
            return held
    raise NoProfile(f"no policy profile {reference!r} is held: restore its file under contracts/policies")


def profile_for(force: str, contact: datetime) -> Profile:
    """The profile for a new case: that in force at contact or receipt, however late the entry (C-35).

    `force` is a two-digit force code. A force's own profile comes before the national one. Legacy profiles
    are never chosen. `NoProfile` if the contact was before the first; `ValueError` if it has no time zone.
    """
    return choose(profiles(), force, london_date(contact))


def choose(held: Iterable[Profile], force: str, day: date) -> Profile:
    """As `profile_for`, from the profiles given and a London day."""
    selectable = [p for p in held if p.new_cases]
    in_force = [p for p in selectable if p.applies_to(force, day)]
    if not in_force:
        first = min((p.in_force_from for p in selectable), default=None)
        raise NoProfile(
            f"no policy for new cases was in force on {day:%d %B %Y}; the first begins on {first:%d %B %Y}. "
            "Check the date of contact; what is older is imported as history"
            if first
            else "no policy profile for new cases is held"
        )
    return max(in_force, key=lambda p: (p.forces is not None, p.in_force_from))


def checked(candidates: Iterable[Profile]) -> tuple[Profile, ...]:
    """The same profiles, if none repeats or overlaps another and no force's own loosens the national one."""
    held = tuple(candidates)
    if len({p.reference for p in held}) < len(held):
        raise ValueError("two policy profiles have the same id and edition")
    selectable = [p for p in held if p.new_cases]
    for number, one in enumerate(selectable):
        for other in selectable[number + 1 :]:
            if _same_reach(one, other) and _overlap(one, other):
                raise ValueError(
                    f"{one.reference} and {other.reference} are in force together for the same force"
                )
    for own in (p for p in selectable if p.forces is not None):
        for national in (p for p in selectable if p.forces is None and _overlap(own, p)):
            if looser := loosened(own, national):
                raise ValueError(
                    f"{own.reference} may tighten {national.reference}, never loosen it: {looser}"
                )
    return held


def loosened(own: Profile, national: Profile) -> tuple[str, ...]:
    """The clocks on which `own` allows more time than `national`, or what cannot be compared (C-01)."""
    names = type(own.clocks).model_fields
    return tuple(
        name for name in names if not _within(getattr(own.clocks, name), getattr(national.clocks, name))
    )


def _within(own: ClockRule, national: ClockRule) -> bool:
    return _no_longer(own.target, national.target) and _no_longer(own.limit, national.limit)


def _no_longer(own: Span | str | None, national: Span | str | None) -> bool:
    if national is None or own == national:
        return True
    if not isinstance(own, Span) or not isinstance(national, Span):
        return False
    comparable = own.unit == national.unit or (own.unit, national.unit) == (
        Unit.CALENDAR_DAYS,
        Unit.WORKING_DAYS,
    )
    return comparable and own.amount <= national.amount


def _same_reach(one: Profile, other: Profile) -> bool:
    if one.forces is None or other.forces is None:
        return one.forces is None and other.forces is None
    return not set(one.forces).isdisjoint(other.forces)


def _overlap(one: Profile, other: Profile) -> bool:
    ends = [p.in_force_until or date.max for p in (one, other)]
    return one.in_force_from < ends[1] and other.in_force_from < ends[0]

"""What an explanation reads for a value: the words of its code, its day, its parts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import singledispatch
from typing import Any, Final

from pydantic import BaseModel

from contracts.parts import About, Scope, WhomToRing
from contracts.sealed import Sealed
from contracts.words import say
from services.decisions.domain import words
from services.decisions.domain.events import Mark
from services.decisions.domain.explained import AnswerWeighed

LABELS: Final = {
    "by": "by officer",
    "to": "to",
    "telling": "told by",
    "how": "by what means",
    "told": "told with it",
    "script": "read out from",
    "adult": "18 or over",
    "alone": "under 18, and told alone",
    "extent": "how much of it",
    "independent": "declared to be independent",
    "hash": "hash of the wording",
    "why": "because",
    "of_before": "said of who they were before",
    "ring": "to be rung",
    "asks": "asked of",
    "contact": "contact with the child",
    "codes": "conditions",
    "edition": "rules",
    "seen": "entries that had been seen",
    "what": "what it was",
}
QUIET: Final = frozenset(
    {"because_of", "calendar", "check", "checks", "alert", "meeting", "message", "letter", "risk_id"}
    | {"standing", "unread", "stale", "breach", "topic"}
)
"""Keys between programs, which say nothing to a person; and what is told with the step that passed it."""
ABBREVIATIONS: Final = frozenset({"MAPPA", "MAPPS", "MARAC", "PNC", "LEDS", "PND"})


BARE: Final = (About, Scope, WhomToRing)
"""Parts that need no name of their own before them."""


@singledispatch
def value(what: Any) -> str:
    """A value of an event in words; empty when there is nothing to say."""
    return "" if what is None else str(what)


@value.register
def _box(_what: Sealed) -> str:  # type: ignore[type-arg]
    return ""


@value.register
def _truth(what: bool) -> str:
    return "yes" if what else "no"


@value.register
def _listed_code(what: StrEnum) -> str:
    return code(what)


@value.register
def _instant(what: datetime) -> str:
    return words.day(what)


@value.register
def _day(what: date) -> str:
    return f"{what.day} {what:%B %Y}"


@value.register
def _text(what: str) -> str:
    return what.replace("-", " ") if what.startswith("child-") else what


@value.register(tuple)
@value.register(list)
def _several(what: Sequence[Any]) -> str:
    return "; ".join(dict.fromkeys(text for one in what if (text := value(one))))


@value.register
def _any_order(what: frozenset) -> str:  # type: ignore[type-arg]
    return _several(sorted(what))


@value.register
def _mark(what: Mark) -> str:
    return words.day(what.at) + (" (provisional)" if what.provisional else "")


@value.register
def _composed(what: BaseModel) -> str:
    return ", ".join(_parts(what))


@value.register
def _weighed(what: AnswerWeighed) -> str:
    if what.force is None:
        return _composed(what)
    _, *rest, _ = _parts(what)
    return ", ".join((words.source(what.source, what.force), *rest, f"asked by {words.force(what.force)}"))


def code(what: StrEnum) -> str:
    """A member of a closed list, by its words; `contracts.words.UnknownCode` if there are none."""
    return say(what).text


def phrase(condition: str) -> str:
    """The code of a condition, which names what would stand in the way: `source did not answer`."""
    return " ".join(part if part in ABBREVIATIONS else part.lower() for part in condition.split("_"))


def label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").removesuffix(" at"))


def _parts(what: BaseModel) -> list[str]:
    """What is said in words stands for itself; truth, numbers and instants need their names."""
    said = []
    for name in type(what).model_fields:
        one = getattr(what, name)
        if name in QUIET or not (text := value(one)):
            continue
        alone = isinstance(one, StrEnum | str | tuple) or type(one) in BARE
        said.append(text if alone else f"{label(name)}: {text}")
    return said

"""What was found, each beside the bar that it has to pass, as a table for people and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.contest import Spread, Turn
from cli.output import Out


@dataclass(frozen=True, slots=True)
class Bar:
    """What a finding has to reach, or with `at_most` may not pass."""

    value: float
    at_most: bool = False

    def passed(self, spread: Spread) -> bool:
        return spread.median <= self.value if self.at_most else spread.median >= self.value

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure: median and spread over the rounds of one run. `cost` is µs of processor a message."""

    what: str
    value: Spread
    unit: str
    bar: Bar | None = None
    cost: float | None = None

    @classmethod
    def rates(cls, what: str, turns: Sequence[Turn]) -> Finding:
        cost = Spread.of([turn.cost for turn in turns]).median
        return cls(what, Spread.of([turn.rate for turn in turns]), "/s", cost=cost)

    @property
    def passed(self) -> bool:
        return self.bar is None or self.bar.passed(self.value)

    def document(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "median": self.value.median,
            "least": self.value.least,
            "greatest": self.value.greatest,
            "unit": self.unit,
            "processor_us": self.cost,
            "bar": str(self.bar) if self.bar else None,
            "passed": self.passed if self.bar else None,
        }


def show(title: str, findings: Sequence[Finding], out: Out) -> None:
    """One table a part."""
    out.table(title, [_row(one) for one in findings])


def _row(one: Finding) -> dict[str, str]:
    return {
        "measured": one.what,
        "median": f"{_figure(one.value.median)} {one.unit}",
        "least to greatest": f"{_figure(one.value.least)} to {_figure(one.value.greatest)}",
        "processor µs": f"{one.cost:.0f}" if one.cost is not None else "",
        "bar": str(one.bar) if one.bar else "",
        "": "" if one.bar is None else "reached" if one.passed else "MISSED",
    }


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"

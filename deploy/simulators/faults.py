"""What goes wrong, when, and for which requests. The clocks are passed in; nothing here does I/O."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator


class Mode(StrEnum):
    """What a caller meets.

    `down`: the connection is cut before the request is looked at. `lost-answer`: the request is carried out,
    then the connection is cut. `timeout`: no answer ever. `garbage`: 200 with a body that is no JSON.
    """

    DOWN = "down"
    LOST_ANSWER = "lost-answer"
    SLOW = "slow"
    TIMEOUT = "timeout"
    GARBAGE = "garbage"
    ERROR_500 = "error-500"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    OK = "ok"


class FaultOrder(BaseModel):
    """One fault. It holds until it is lifted by `ok`, or as far as one of its limits.

    match: words that must occur in method, path, query or body; capital letters do not count. Empty: all.
    from, until: business instants. hours: business hours from `from`, or from the order.
    seconds: machine seconds from the order. times: for so many requests.
    delay_seconds: how long `slow` takes before it answers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    mode: Mode
    match: str = Field(default="", max_length=200)
    begins: AwareDatetime | None = Field(default=None, alias="from")
    until: AwareDatetime | None = None
    hours: float | None = Field(default=None, gt=0)
    seconds: float | None = Field(default=None, gt=0)
    times: int | None = Field(default=None, ge=1)
    delay_seconds: float = Field(default=3.0, ge=0, le=600)

    @model_validator(mode="after")
    def one_end(self) -> Self:
        if self.until and self.hours:
            raise ValueError("give until or hours, not both")
        if self.until and self.begins and self.until <= self.begins:
            raise ValueError("until must be later than from")
        return self


@dataclass(frozen=True, slots=True)
class Standing:
    """An order with its limits worked out: `until` in business time, `machine_until` in monotonic seconds."""

    order: FaultOrder
    until: datetime | None
    machine_until: float | None
    left: int | None

    def active(self, now: datetime | None, monotonic: float) -> bool:
        if self.left == 0 or (self.machine_until is not None and monotonic >= self.machine_until):
            return False
        if now is None:
            return True
        begins = self.order.begins
        return (begins is None or now >= begins) and (self.until is None or now < self.until)

    @property
    def by_business_time(self) -> bool:
        return self.order.begins is not None or self.until is not None

    def shown(self) -> dict[str, Any]:
        shown = self.order.model_dump(mode="json", by_alias=True, exclude_none=True)
        if self.until is not None:
            shown["until"] = self.until.isoformat()
        return shown | ({} if self.left is None else {"left": self.left})


class Faults:
    """The orders that stand; the newest that fits a request strikes it."""

    def __init__(self) -> None:
        self._standing: list[Standing] = []

    @property
    def by_business_time(self) -> bool:
        """Whether business now is needed to tell which of them hold."""
        return any(one.by_business_time for one in self._standing)

    def order(self, order: FaultOrder, now: datetime | None, monotonic: float) -> None:
        """Take an order; `ok` lifts all, or those of its `match`. `hours` without `from` needs `now`."""
        if order.mode is Mode.OK:
            wanted = order.match.casefold()
            self._standing = [
                one for one in self._standing if wanted and one.order.match.casefold() != wanted
            ]
            return
        until = order.until
        if order.hours is not None:
            since = order.begins or now
            if since is None:
                raise ValueError("hours needs business now, or from")
            until = since + timedelta(hours=order.hours)
        machine_until = None if order.seconds is None else monotonic + order.seconds
        self._standing.insert(0, Standing(order, until, machine_until, order.times))

    def strike(self, request: str, now: datetime | None, monotonic: float) -> FaultOrder | None:
        """The fault that this request meets, counted against its `times`. `request` is case-folded text."""
        for place, one in enumerate(self._standing):
            if one.active(now, monotonic) and one.order.match.casefold() in request:
                if one.left is not None:
                    self._standing[place] = replace(one, left=one.left - 1)
                return one.order
        return None

    def holds(self, order: FaultOrder, now: datetime | None, monotonic: float) -> bool:
        """Whether that order still stands (used by a request that hangs on it)."""
        return any(
            one.order is order and one.active(now, monotonic)
            for one in (replace(each, left=None) for each in self._standing)
        )

    def shown(self) -> list[dict[str, Any]]:
        return [one.shown() for one in self._standing]

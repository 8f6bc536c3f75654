"""What every story of the demonstration has: the force, its clock, the officers, the mailbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from deploy.demo.clients import Desk
from deploy.demo.stage import Stage
from deploy.local.clock import ClockAuthority
from deploy.local.force import Force
from deploy.simulators.people import People, read_people

LONDON = ZoneInfo("Europe/London")


class Play:
    """Business time stands still but for `goes_on`."""

    def __init__(self, force: Force, clock: ClockAuthority, stage: Stage, http: httpx.AsyncClient) -> None:
        self.force = force
        self.stage = stage
        self.people: People = read_people()
        self._clock = clock
        self._http = http
        self._read = 0

    @property
    def present(self) -> datetime:
        """Business time of the last step."""
        assert self.stage.now is not None, "the play has begun"  # noqa: S101
        return self.stage.now

    def officer(self, officer: str) -> Desk:
        return Desk(self.force, self.stage, officer)

    async def begins(self) -> datetime:
        """Monday at nine, in London; gives that instant."""
        now = (await self._clock.read()).now.astimezone(LONDON)
        monday = now.date() + timedelta(days=7 - now.weekday())
        start = datetime.combine(monday, datetime.min.time(), LONDON).replace(hour=9)
        await self._clock.set(start.astimezone(UTC), rate=0)
        self.stage.now = start
        return start

    async def goes_on(self, **span: float) -> None:
        """So much business time passes, by way of everything that falls due."""
        await self.until((await self._clock.read()).now + timedelta(**span))

    async def until(self, instant: datetime) -> None:
        self.stage.now = await self._clock.advance_to(instant)

    async def settles(self) -> None:
        """Everything that can happen now has happened."""
        await self._clock.settle()
        self.stage.now = (await self._clock.read()).now

    async def fault(self, simulator: str, **order: Any) -> None:
        at = self.force.simulators[simulator]
        (await self._http.post(f"{at.url}/sim/faults", json=order)).raise_for_status()

    async def mailbox(self, what: str, after: int = 0) -> list[dict[str, Any]]:
        """`messages` or `rings` that have arrived, oldest first."""
        at = self.force.simulators["mailbox"]
        answer = await self._http.get(
            f"{at.url}/v1/{what}", params={"after": after}, headers={"X-Api-Key": at.key}
        )
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()[what]
        return found

    def answers(self, who: Desk, case_id: str) -> list[dict[str, Any]]:
        """What each source has answered, printed and given."""
        case = who.sees("checks", f"/cases/{case_id}", "working on this case")["case"]
        sources: list[dict[str, Any]] = case["sources"]
        rows = [(one["source"], one["about"], one["words"]) for one in sources]
        self.stage.table("What each source answered", ("source", "about", "answer"), rows)
        return sources

    def clocks(self, who: Desk, case_id: str) -> list[dict[str, Any]]:
        """Each clock of the case, printed and given."""
        shown = who.sees("decisions", f"/cases/{case_id}/clocks", "supervising this case")
        clocks: list[dict[str, Any]] = shown["clocks"]
        rows = [
            (one["words"], _when(one.get("target")), _when(one.get("limit")), one["stands"]) for one in clocks
        ]
        self.stage.table("The clocks", ("clock", "target", "limit", "stands"), rows)
        return clocks


def _when(mark: Any) -> str:
    if not mark:
        return "–"
    at = mark["at"] if isinstance(mark, dict) else mark
    return f"{datetime.fromisoformat(at).astimezone(LONDON):%a %d %b %H:%M}"

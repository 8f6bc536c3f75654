"""What every story of the demonstration has: the force, its clock, the officers, the mailbox."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from contracts.words import UnknownCode, say
from deploy.demo.clients import Desk
from deploy.demo.stage import Stage
from deploy.local.clock import ClockAuthority
from deploy.local.force import Force
from deploy.simulators.people import People, read_people

LONDON = ZoneInfo("Europe/London")
Json = dict[str, Any]


class Play:
    """Business time stands still but for `goes_on` and `until`. Days count from 1; hours are London's."""

    def __init__(self, force: Force, clock: ClockAuthority, stage: Stage, http: httpx.AsyncClient) -> None:
        self.force = force
        self.stage = stage
        self.people: People = read_people()
        self._clock = clock
        self._http = http
        self._arrived = 0
        self._start = datetime.now(LONDON)

    @property
    def present(self) -> datetime:
        """Business time of the last step."""
        return self.stage.now or self._start

    def at(self, day: int, hour: int, minute: int = 0) -> datetime:
        """That time of the play's day, in London."""
        return datetime.combine(self._start.date() + timedelta(days=day - 1), time(hour, minute), LONDON)

    def scene(self, title: str) -> None:
        day = (self.present.astimezone(LONDON).date() - self._start.date()).days + 1
        self.stage.scene(f"Day {day}: {title}")

    def officer(self, officer: str, called: str = "") -> Desk:
        """`called` for what is no person."""
        return Desk(self.force, self.stage, officer, called)

    async def begins(self) -> datetime:
        """Monday at nine, in London; gives that instant."""
        now = (await self._clock.read()).now.astimezone(LONDON)
        monday = now.date() + timedelta(days=7 - now.weekday())
        self._start = datetime.combine(monday, time(9), LONDON)
        await self._clock.set(self._start.astimezone(UTC), rate=0)
        self.stage.now = self._start
        return self._start

    async def reaches(self, instant: datetime) -> None:
        """By way of everything that falls due; if it is that time already, what can happen happens."""
        if instant > self.present:
            await self.until(instant)
        else:
            await self.settles()

    async def until(self, instant: datetime) -> None:
        with self._waiting():
            self.stage.now = await self._clock.advance_to(instant, on_step=self._reached)
        await self._news()

    async def settles(self) -> None:
        """Everything that can happen now has happened."""
        with self._waiting():
            await self._clock.settle()
            self.stage.now = (await self._clock.read()).now
        await self._news()

    async def fault(self, simulator: str, **order: Any) -> None:
        at = self.force.simulators[simulator]
        (await self._http.post(f"{at.url}/sim/faults", json=order)).raise_for_status()

    async def publishes(self, system: str, case: str, type_: str, data: Json) -> None:
        """A police system says it on its own topic, in its own time."""
        at = self.force.simulators["systems"]
        answer = await self._http.post(
            f"{at.url}/v1/events",
            json={"system": system, "case": case, "type": type_, "data": data},
            headers={"X-Api-Key": at.key, "Idempotency-Key": f"{case}-{type_}"},
        )
        answer.raise_for_status()

    async def mailbox(self, what: str, after: int = 0) -> list[Json]:
        """`messages` or `rings` that have arrived after this number, oldest first."""
        at = self.force.simulators["mailbox"]
        answer = await self._http.get(
            f"{at.url}/v1/{what}", params={"after": after}, headers={"X-Api-Key": at.key}
        )
        answer.raise_for_status()
        found: list[Json] = answer.json()[what]
        return found

    async def alerts_about(self, reference: str) -> list[Json]:
        """Alerts to officers that name this case, oldest first."""
        found = await self.mailbox("messages")
        return [one for one in found if one["kind"] == "OFFICER_ALERT" and reference in one["body"]]

    def answers(self, who: Desk, case_id: str) -> list[Json]:
        """What each source has answered, printed and given."""
        shown = who.sees("checks", f"/cases/{case_id}", "working on this case")["personal"]
        sources: list[Json] = shown["sources"]
        rows = [(one["source"], one["about"], one["words"]) for one in sources]
        self.stage.table("What each source answered", ("source", "about", "answer"), rows)
        return sources

    def clocks(self, who: Desk, case_id: str) -> list[Json]:
        """Each clock of the case, printed and given."""
        shown = who.sees("decisions", f"/cases/{case_id}/clocks", "supervising this case")
        clocks: list[Json] = shown["clocks"]
        rows = [
            (
                one["words"], _when(one.get("target")), _when(one.get("limit")), _when(one.get("ended_at")),
                one["stands"],
            )
            for one in clocks
        ]  # fmt: skip
        self.stage.table("The clocks", ("clock", "target", "limit", "ended", "stands"), rows)
        return clocks

    def _waiting(self) -> Any:
        return self.stage.waiting(self.present)

    def _reached(self, now: datetime) -> None:
        self.stage.passing(now)

    async def _news(self) -> None:
        """Prints what has arrived in the mailbox since the last look: what left, and who was rung."""
        arrived = [(one["number"], one, _message) for one in await self.mailbox("messages", self._arrived)]
        arrived += [(one["number"], one, _ring) for one in await self.mailbox("rings", self._arrived)]
        for number, one, words in sorted(arrived, key=lambda news: news[0]):
            self._arrived = max(self._arrived, number)
            self.stage.came(datetime.fromisoformat(one["at"]), *words(one))


def _message(one: Json) -> tuple[str, str]:
    to = called(one["to"].splitlines()[0])
    return ("alert", f"to {to}") if one["channel"] == "ALERT" else ("sent", f"{called(one['kind'])}, to {to}")


def _ring(one: Json) -> tuple[str, str]:
    return "rung", f"{called(one['role'])}: {one['words']}"


def called(code: str) -> str:
    """A code in words; what is none as it is."""
    try:
        return say(code).text
    except UnknownCode:
        return code.replace("_", " ").lower() if code.isupper() else code


def _when(mark: Any) -> str:
    if not mark:
        return "–"
    at = mark["at"] if isinstance(mark, dict) else mark
    return f"{datetime.fromisoformat(at).astimezone(LONDON):%a %d %b %H:%M}"

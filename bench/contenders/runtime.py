"""The whole runtime: what it does for a service, with a service that decides next to nothing."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from access import logs
from assembly.program import calm_collector
from bench.depot import Unrung, service
from bench.meter import Meter, Told, main
from messaging.clock import DatabaseClock
from messaging.consume import Wire
from messaging.rows import Record
from messaging.runtime import Options, Runtime, engine


class Metered(Runtime[Any]):
    """Notes every batch once it is committed; what is not applied is no contest."""

    meter: Meter
    otherwise: frozenset[str] = frozenset()

    async def _take(self, records: Sequence[Record], after: Mapping[tuple[str, int], int]) -> Collection[str]:
        counts = await super()._take(records, after)
        self.meter.note(len(records))
        self.otherwise |= frozenset(counts) - {"applied"}
        return counts

    async def contend(self) -> None:
        """From the first batch to the last. Ends the process if any message was not applied."""
        calm_collector()
        await self.start()
        await self.meter.done.wait()
        await self.stop()
        if self.otherwise:
            sys.exit(f"not every message was applied: {', '.join(sorted(self.otherwise))}")


async def contend(told: Told, meter: Meter) -> None:
    logs.set_up("depot")
    login = told.login
    wire = Wire(login["bootstrap_servers"], login["sasl_plain_username"], login["sasl_plain_password"])
    depot = service(wire.user, told.topic, told.published, keeps=bool(told.how.get("keeps")))
    options = Options(wire, "bench-1", b"bench secret", frozenset({"consume"}))
    runtime = Metered(depot, engine(told.database), DatabaseClock(), {}, Unrung(), options)
    runtime.meter = meter
    await runtime.contend()


if __name__ == "__main__":
    main(contend)

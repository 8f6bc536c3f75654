"""Decisions taking applications with its real rules, sealed fields, keys and read tables; nobody judges."""

from __future__ import annotations

from pathlib import Path

from access import logs
from assembly.described import described
from bench.contenders.runtime import Metered
from bench.depot import Unrung
from bench.meter import Meter, Told, main
from messaging.clock import DatabaseClock
from messaging.consume import Wire
from messaging.runtime import Options, engine
from services.decisions import handlers
from services.decisions.app import NAME
from services.decisions.domain import DECIDER
from services.decisions.domain.events import PRIVATE
from services.decisions.domain.explained import EDITION
from services.decisions.store.projector import WorkProjector


async def contend(told: Told, meter: Meter) -> None:
    logs.set_up(NAME)
    service = described(
        str(told.how["force"]),
        NAME,
        decider=DECIDER,
        routes=handlers.ROUTES,
        private=PRIVATE,
        edition=EDITION,
        keyring=Path(told.how["keyring"]),
        secret=b"bench secret",
        projector=WorkProjector(),
    )
    login = told.login
    wire = Wire(login["bootstrap_servers"], login["sasl_plain_username"], login["sasl_plain_password"])
    options = Options(wire, "bench-1", b"bench secret", frozenset({"consume"}))
    runtime = Metered(service, engine(told.database), DatabaseClock(), {}, Unrung(), options)
    runtime.meter = meter
    await runtime.contend()


if __name__ == "__main__":
    main(contend)

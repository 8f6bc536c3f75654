"""Checks taking applications with its real rules, sealed fields, keys and read tables; nothing is asked."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from access import logs
from assembly.described import described
from bench.contenders.runtime import Metered
from bench.depot import Unrung
from bench.meter import Meter, Told, main
from messaging.clock import DatabaseClock
from messaging.consume import Wire
from messaging.runtime import Options, engine
from services.checks import handlers
from services.checks.app import EDITION, NAME
from services.checks.domain.decide import decider
from services.checks.domain.events import EVENTS
from services.checks.domain.sources import register_for
from services.checks.store.blind import BlindIndex
from services.checks.store.projector import ChecksProjector


async def contend(told: Told, meter: Meter) -> None:
    logs.set_up(NAME)
    force = str(told.how["force"])
    register = register_for(force)
    service = described(
        force,
        NAME,
        decider=decider(register),
        routes=handlers.ROUTES,
        private=EVENTS,
        edition=EDITION,
        keyring=Path(told.how["keyring"]),
        secret=b"bench secret",
        projector=ChecksProjector(
            register, BlindIndex(SecretStr("a secret of the bench, of no use elsewhere"))
        ),
    )
    login = told.login
    wire = Wire(login["bootstrap_servers"], login["sasl_plain_username"], login["sasl_plain_password"])
    options = Options(wire, "bench-1", b"bench secret", frozenset({"consume"}))
    runtime = Metered(service, engine(told.database), DatabaseClock(), {}, Unrung(), options)
    runtime.meter = meter
    await runtime.contend()


if __name__ == "__main__":
    main(contend)

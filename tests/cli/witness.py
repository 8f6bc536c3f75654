"""A second service with a database of its own: it reads what the depot publishes, and remembers it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from messaging.clock import DatabaseClock
from messaging.consume import Wire
from messaging.decider import Decider, Moment, Recorded
from messaging.outcomes import HEARD, Decided, Outcome
from messaging.runtime import Options, Runtime, engine
from messaging.service import Feed, Service
from tests.messaging.toy import depot, service


@dataclass(frozen=True)
class Seen:
    case_id: str
    times: int = 0


def evolve(seen: Seen, _recorded: Recorded) -> Seen:
    return Seen(seen.case_id, seen.times + 1)


def decide(_seen: Seen, _command: object, _moment: Moment) -> Outcome:
    return Decided((HEARD,))


def witness(name: str) -> Service[Seen]:
    """Reads `<name>.depot`, publishes nothing."""
    carries = frozenset(kind.TYPE for kind in depot.FROM_DEPOT)
    return Service(
        principal=f"{name}.witness",
        source=f"{name}/witness",
        decider=Decider(Seen, evolve, decide, lambda seen: seen.times > 0),
        catalogue=depot.CATALOGUE,
        routes=dict.fromkeys(depot.FROM_DEPOT, depot.Hear),
        feeds=(Feed(f"{name}.depot", f"{name}/depot", True, carries),),
        topic_for=lambda _: None,
        readers=lambda _topic, _label: (),
        vault=service.NoVault(),
        edition="witness-1",
    )


def build(env: Mapping[str, str]) -> Runtime[Seen]:
    name = env["TOY_NAME"]
    wire = Wire(env["TOY_BOOTSTRAP"], f"{name}.witness", env["WITNESS_PASSWORD"])
    outside = service.Outside(Path(env["TOY_OUTSIDE"]))
    options = Options(wire, "witness-1", b"witness secret")
    return Runtime(witness(name), engine(env["WITNESS_DATABASE"]), DatabaseClock(), {}, outside, options)


async def main() -> None:
    runtime = build(os.environ)
    await runtime.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())

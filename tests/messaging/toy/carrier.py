"""The carrier reads what the depot publishes, and keeps it: the peer that remembers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from contracts.unread import HELD
from messaging.decider import Decider, Moment, Recorded
from messaging.outcomes import HEARD, Decided, Outcome, Task, Time
from messaging.routes import ignored
from messaging.service import Feed, Service
from tests.messaging.toy import depot
from tests.messaging.toy.service import NoVault

CARRIED = frozenset(one.TYPE for one in depot.FROM_DEPOT) | {one.TYPE for one in HELD}


@dataclass(frozen=True)
class Journey:
    case_id: str
    accepted: int = 0
    stopped: int = 0


def evolve(journey: Journey, recorded: Recorded) -> Journey:
    match recorded.event:
        case depot.Accepted():
            return replace(journey, accepted=journey.accepted + 1)
        case depot.Stopped():
            return replace(journey, stopped=journey.stopped + 1)
        case _:
            return journey


def decide(_: Journey, command: object, __: Moment) -> Outcome:
    if not isinstance(command, depot.Hear):
        raise TypeError(type(command).__name__)
    if isinstance(command.message.event, depot.Stopped):
        return Decided((HEARD,), (Task("alarm", "STOP/parcel", time=Time.MACHINE, refs={"role": "driver"}),))
    return Decided((HEARD,))


def service(name: str) -> Service[Journey]:
    """Reads `<name>.depot`; publishes nothing."""
    return Service(
        principal=f"{name}.carrier",
        source=f"{name}/carrier",
        decider=Decider(Journey, evolve, decide, lambda journey: journey.accepted > 0),
        catalogue=depot.CATALOGUE,
        routes={
            **dict.fromkeys(depot.FROM_DEPOT, depot.Hear),
            **dict.fromkeys(HELD, ignored("what waits at the depot is for whoever judges there")),
        },
        feeds=(Feed(f"{name}.depot", f"{name}/depot", True, CARRIED),),
        topic_for=lambda _: None,
        readers=lambda _topic, _label: (),
        vault=NoVault(),
        edition="toy-1",
    )

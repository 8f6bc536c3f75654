"""The depot after its repair: it takes parcels of weight 13, and knows that parcels can be insured."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from contracts.catalogue import Catalogue
from contracts.event import Event
from contracts.unread import HELD
from messaging.decider import Moment
from messaging.outcomes import HEARD, Decided, Outcome
from messaging.routes import ignored
from tests.messaging.toy import depot, service


class Insured(Event, type="shop.parcel.insured.v1"):
    pence: int


def decide(parcel: depot.Parcel, command: object, moment: Moment) -> Outcome:
    match command:
        case depot.Hear(message) if isinstance(message.event, depot.Ordered) and message.event.weight == 13:
            return Decided((HEARD, depot.Accepted(weight=13)))
        case _:
            return depot.decide(parcel, command, moment)


def repair() -> None:
    """Make this process the repaired program."""
    shop = (*depot.FROM_SHOP, Insured)
    vars(depot)["FROM_SHOP"] = shop
    depot.CATALOGUE = Catalogue((*shop, *depot.FROM_DEPOT, *HELD, depot.Counted))
    depot.ROUTES = {**depot.ROUTES, Insured: ignored("what it is worth is not our concern")}
    depot.DECIDER = replace(depot.DECIDER, decide=decide)


if __name__ == "__main__":
    repair()
    asyncio.run(service.main())

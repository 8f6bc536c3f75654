"""The composition root of checks: the only place where its parts are wired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import httpx

from access.telling import Telling
from assembly.program import Program
from assembly.wiring import Rules, Wiring, World, locations
from contracts.codes import Source
from messaging.runtime import Runtime
from services.checks import api, handlers, tasks
from services.checks.adapters.line import Line, silence
from services.checks.adapters.police import COLLECTION, PoliceRecords
from services.checks.adapters.probation import Probation
from services.checks.adapters.related import Related
from services.checks.adapters.searching import Search
from services.checks.adapters.social_care import SocialCare
from services.checks.domain.decide import decider
from services.checks.domain.events import EVENTS
from services.checks.domain.sources import register_for
from services.checks.domain.state import Checks
from services.checks.http.on_the_case import MAY_SEE
from services.checks.settings import LEASE, Settings
from services.checks.store.blind import BlindIndex
from services.checks.store.projector import ChecksProjector

NAME: Final = "checks"
EDITION: Final = "checks-4"
"""Of the rules in `domain/gates.py`; kept with every refusal."""
MIGRATIONS: Final = locations(__file__)
Transports = Mapping[str, httpx.AsyncBaseTransport]
"""In place of the network to a source, by its name; in production there is none."""
NETWORK: Final[Transports] = MappingProxyType({})


def build(
    settings: Settings, world: World, roles: frozenset[str], transports: Transports = NETWORK
) -> Program:
    silence()
    wiring = Wiring(settings, world, roles)
    register = register_for(settings.force)
    to = lines(settings, transports)
    index = BlindIndex(settings.blind_secret)
    rules = Rules(
        NAME,
        EDITION,
        decider(register),
        handlers.ROUTES,
        EVENTS,
        ChecksProjector(register, index),
        lease=LEASE,
    )
    looking = Related(wiring.database, index, lambda: runtime, wiring.now)
    runtime: Runtime[Checks] = wiring.runtime(
        rules, tasks.routes(sources(settings, to), looking.look, wiring.now)
    )
    facade = Telling(runtime, MAY_SEE.told)
    return wiring.program(rules, runtime, [api.routes(register)], facade=facade, closing=(to.close,))


@dataclass(frozen=True)
class Lines:
    """The lines to the sources: one for each system, shared by the sources that it answers for."""

    police: Line
    probation: Line
    social_care: Line

    async def close(self) -> None:
        for line in (self.police, self.probation, self.social_care):
            await line.close()


def lines(settings: Settings, transports: Transports) -> Lines:
    patience = settings.patience()
    named = {
        "police": (settings.police_url, settings.police_key),
        "probation": (settings.probation_url, settings.probation_key),
        "social_care": (settings.social_care_url, settings.social_care_key),
    }
    return Lines(
        **{
            name: Line(name, url, key.get_secret_value(), patience, transports.get(name))
            for name, (url, key) in named.items()
        }
    )


def sources(settings: Settings, to: Lines) -> tasks.Sources:
    at_once: dict[Source, Search] = {source: PoliceRecords(to.police, source) for source in COLLECTION}
    at_once[Source.PROBATION] = Probation(to.probation)
    return tasks.Sources(at_once, SocialCare(to.social_care), settings.ask_within)

"""The composition root of intake: the only place where its parts are wired."""

from __future__ import annotations

from typing import Final

from access.telling import Telling
from assembly.program import Program
from assembly.wiring import Rules, Wiring, World, locations
from messaging.runtime import Runtime
from services.intake import api, handlers, tasks
from services.intake.domain.decide import decider
from services.intake.domain.due import Patience
from services.intake.domain.events import PRIVATE
from services.intake.domain.state import Case
from services.intake.http.linking import LinkingRuntime
from services.intake.http.on_the_case import MAY_SEE
from services.intake.settings import Settings
from services.intake.store.blind import BlindIndex
from services.intake.store.links import Links
from services.intake.store.projector import IntakeProjector

NAME: Final = "intake"
EDITION: Final = "intake-1"
"""Of the rules in `domain/gates.py`; kept with every refusal."""
MIGRATIONS: Final = locations(__file__)


def build(settings: Settings, world: World, roles: frozenset[str]) -> Program:
    wiring = Wiring(settings, world, roles)
    index = BlindIndex(settings.blind_secret)
    links = Links(wiring.database, index, lambda: runtime)
    rules = Rules(
        NAME,
        EDITION,
        decider(settings.force, Patience(settings.answer_urgent_within, settings.answer_within)),
        handlers.ROUTES,
        PRIVATE,
        IntakeProjector(index),
    )
    runtime: Runtime[Case] = wiring.runtime(rules, tasks.routes(links))
    facade = LinkingRuntime(Telling(runtime, MAY_SEE.told), links)
    return wiring.program(rules, runtime, [api.routes(index)], facade=facade)

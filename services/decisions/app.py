"""The composition root of decisions: the only place where its parts are wired."""

from __future__ import annotations

from typing import Final

from assembly.program import Program
from assembly.wiring import Rules, Wiring, World, locations
from messaging.runtime import Runtime
from services.decisions import api, handlers, tasks
from services.decisions.adapters.linking import Linking
from services.decisions.domain import DECIDER
from services.decisions.domain.events import PRIVATE
from services.decisions.domain.explained import EDITION
from services.decisions.domain.state import Case
from services.decisions.http.answering import Answering
from services.decisions.settings import Settings
from services.decisions.store.projector import WorkProjector

NAME: Final = "decisions"
MIGRATIONS: Final = locations(__file__)


def build(settings: Settings, world: World, roles: frozenset[str]) -> Program:
    wiring = Wiring(settings, world, roles)
    rules = Rules(NAME, EDITION, DECIDER, handlers.ROUTES, PRIVATE, WorkProjector())
    runtime: Runtime[Case] = wiring.runtime(rules, tasks.routes(Linking(lambda: runtime)))
    return wiring.program(rules, runtime, [api.routes()], facade=Answering(runtime))

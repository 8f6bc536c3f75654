"""The composition root of decisions: the only place where its parts are wired."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import httpx

from assembly.program import Program
from assembly.wiring import Rules, Wiring, World, locations
from messaging.decider import Decider
from messaging.runtime import Runtime
from services.decisions import api, handlers, tasks
from services.decisions.adapters.linking import Linking
from services.decisions.adapters.record_system import ByHttp, Entering, FileDrop
from services.decisions.domain import DECIDER
from services.decisions.domain.events import PRIVATE
from services.decisions.domain.explained import EDITION
from services.decisions.domain.neutral_keys import salted
from services.decisions.domain.state import Case
from services.decisions.http.answering import Answering
from services.decisions.settings import Settings
from services.decisions.store.projector import WorkProjector

NAME: Final = "decisions"
WITHIN: Final = 10.0
"""Machine seconds for one request to the force's record system."""
MIGRATIONS: Final = locations(__file__)


def decider(settings: Settings) -> Decider[Case]:
    """The rules, for cases whose alerts have keys that nobody can guess without this deployment's secret."""
    return replace(DECIDER, initial=salted(Case, settings.case_secret.get_secret_value().encode()))


def build(settings: Settings, world: World, roles: frozenset[str]) -> Program:
    wiring = Wiring(settings, world, roles)
    http = httpx.AsyncClient(timeout=WITHIN)
    system = ByHttp(http, settings.record_url, settings.record_key) if settings.record_url else None
    entering = Entering(system, FileDrop(settings.record_drop) if settings.record_drop else None)
    rules = Rules(NAME, EDITION, decider(settings), handlers.ROUTES, PRIVATE, WorkProjector(), judges=True)
    runtime: Runtime[Case] = wiring.runtime(rules, tasks.routes(Linking(lambda: runtime), entering))
    return wiring.program(rules, runtime, [api.routes()], facade=Answering(runtime), closing=(http.aclose,))

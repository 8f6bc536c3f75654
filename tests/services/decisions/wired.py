"""Decisions as its gates are tried over HTTP."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from pydantic import SecretStr

from assembly.program import Program
from assembly.wiring import World
from contracts.codes import Category
from messaging.decider import Actor
from services.decisions.api import routes
from services.decisions.app import MIGRATIONS, build
from services.decisions.domain import commands as c
from services.decisions.http import need_to_know
from services.decisions.http.bodies import ConcernBody
from services.decisions.http.bodies_telling import PageBody
from services.decisions.settings import Settings
from tests.wire.desk import API, FORCE, Served
from tests.wire.orders import Order, Orders, orders


def _page(body: PageBody, by: Actor) -> c.PrintPack:
    return c.PrintPack(by, body.release)


PAGE: Final = Order("/cases/{case_id}/disclosure/pack", PageBody, c.PrintPack, _page)
"""The one order that answers with something to look at."""


def _by_category(command: Any, order: Order) -> bool:
    return (order.body is ConcernBody) == (command.category is Category.CONCERN)


def _orders() -> Orders:
    router: APIRouter = routes()
    made = orders(router.routes, chosen={c.Categorise: _by_category})
    return Orders({**made.by_command, c.PrintPack: (PAGE,)}, made.spelt, made.chosen)


def _build(database: SecretStr, world: World) -> Program:
    settings = Settings(
        force=FORCE,
        database_url=database,
        case_secret=SecretStr("only for tests, and long enough for them"),
    )
    return build(settings, world, API)


SERVED: Final = Served("decisions", _build, MIGRATIONS, _orders(), need_to_know.told)

"""Checks as its gates are tried over HTTP. No source is asked: what they answered is in the journal."""

from __future__ import annotations

from typing import Any, Final

from pydantic import SecretStr

from assembly.program import Program
from assembly.wiring import World
from services.checks.api import routes
from services.checks.app import MIGRATIONS, build
from services.checks.domain import commands as c
from services.checks.http.on_the_case import MAY_SEE
from services.checks.settings import Settings
from tests.services.checks.told import REGISTER
from tests.wire.desk import API, FORCE, Served
from tests.wire.orders import orders

NOWHERE: Final = "http://source.invalid"
UNUSED: Final = SecretStr("unused")


def _build(database: SecretStr, world: World) -> Program:
    settings = Settings(
        force=FORCE,
        database_url=database,
        case_secret=SecretStr("only for tests, and long enough for them"),
        blind_secret=SecretStr("another one for tests, and as long as that"),
        police_url=NOWHERE,
        police_key=UNUSED,
        probation_url=NOWHERE,
        probation_key=UNUSED,
        social_care_url=NOWHERE,
        social_care_key=UNUSED,
    )
    return build(settings, world, API)


def _settlement(command: c.SettleAnswers) -> dict[str, Any]:
    return {"source": command.pair.source, "about": command.pair.role, "child": command.pair.child}


def _again(command: c.AskAgain | c.AskOtherAgencies) -> dict[str, Any]:
    return {"pairs": [{"source": one.source, "about": one.role, "child": one.child} for one in command.pairs]}


def _adult(command: c.NameAdult) -> dict[str, Any]:
    adult = command.adult
    return {
        "role": adult.role,
        "name": adult.name,
        "date_of_birth": adult.date_of_birth,
        "address": adult.address,
    }


SERVED: Final = Served(
    "checks",
    _build,
    MIGRATIONS,
    orders(
        routes(REGISTER).routes,
        {
            c.SettleAnswers: _settlement,
            c.AskAgain: _again,
            c.AskOtherAgencies: _again,
            c.NameAdult: _adult,
        },
    ),
    MAY_SEE.told,
)

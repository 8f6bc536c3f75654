"""Notifications as its gates are tried over HTTP. Nothing leaves: what was asked for is in the journal."""

from __future__ import annotations

from typing import Any, Final

from pydantic import SecretStr

from assembly.program import Program
from assembly.wiring import World
from contracts.codes import Transport
from services.notifications.api import routes
from services.notifications.app import MIGRATIONS, build
from services.notifications.domain import commands as c
from services.notifications.http.on_the_case import MAY_SEE
from services.notifications.settings import Settings
from tests.wire.desk import API, FORCE, Served
from tests.wire.orders import orders


def _build(database: SecretStr, world: World) -> Program:
    settings = Settings(
        force=FORCE,
        database_url=database,
        case_secret=SecretStr("only for tests, and long enough for them"),
        transport="mailbox",
        mailbox_url="http://mailbox.invalid",
        mailbox_key=SecretStr("unused"),
    )
    return build(settings, world, API)


def _told(command: c.RecordTold) -> dict[str, Any]:
    return {"message": command.outgoing, "by_telephone": command.transport is Transport.TELEPHONE}


def _again(command: c.SendAgain) -> dict[str, Any]:
    return {"message": command.outgoing}


SERVED: Final = Served(
    "notifications",
    _build,
    MIGRATIONS,
    orders(routes().routes, {c.RecordTold: _told, c.SendAgain: _again}),
    MAY_SEE.told,
)

"""The composition root of notifications: the only place where its parts are wired."""

from __future__ import annotations

from typing import Final

import httpx

from access.telling import Telling
from assembly.program import Program
from assembly.wiring import Rules, Wiring, World, locations
from services.notifications import api, handlers, tasks
from services.notifications.adapters.govuk_notify import GovukNotify
from services.notifications.adapters.mailbox import Mailbox
from services.notifications.adapters.transport import Transport
from services.notifications.domain.decide import DECIDER
from services.notifications.domain.events import PRIVATE
from services.notifications.http.on_the_case import MAY_SEE
from services.notifications.settings import Settings
from services.notifications.store.projector import MessagesProjector

NAME: Final = "notifications"
EDITION: Final = "notifications-1"
"""Of the rules in `domain/gates.py`; kept with every refusal."""
MIGRATIONS: Final = locations(__file__)


def build(settings: Settings, world: World, roles: frozenset[str]) -> Program:
    wiring = Wiring(settings, world, roles)
    rules = Rules(NAME, EDITION, DECIDER, handlers.ROUTES, PRIVATE, MessagesProjector())
    sending = tasks.Sending(transport(settings, world.http), wiring.now)
    runtime = wiring.runtime(rules, tasks.routes(sending))
    return wiring.program(rules, runtime, [api.routes()], facade=Telling(runtime, MAY_SEE.told))


def transport(settings: Settings, http: httpx.AsyncClient) -> Transport:
    """What carries messages: the local mailbox, or GOV.UK Notify."""
    if settings.transport == "mailbox":
        return Mailbox(http, settings.mailbox_url, settings.mailbox_key)
    return GovukNotify(http, settings.notify_key, settings.notify_templates, settings.notify_duty)

"""Intake at whose desks officers sit, its cases in memory."""

from __future__ import annotations

from typing import Any, Final, cast

from pydantic import SecretStr

from access.runtime import Runtime
from access.telling import Telling
from services.intake.api import routes
from services.intake.domain.commands import Hear
from services.intake.http.linking import LinkingRuntime
from services.intake.http.on_the_case import MAY_SEE
from services.intake.store.blind import BlindIndex
from services.intake.store.links import Links
from tests.at_desks import Service
from tests.services.intake.invented import DECIDER

INDEX: Final = BlindIndex(SecretStr("an invented secret of enough bytes for tests"))


class NoLinks:
    """Nobody has asked before."""

    async def of(self, *_asked: Any) -> tuple[()]:
        return ()


def _facade(runtime: Runtime) -> Runtime:
    return LinkingRuntime(Telling(runtime, MAY_SEE.told), cast("Links", NoLinks()))


INTAKE: Final = Service("intake", DECIDER, Hear, lambda: routes(INDEX), _facade)

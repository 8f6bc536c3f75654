"""What every route of an API finds in its application: the runtime, who may come in, and the access log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from access.officers import Officers
from access.reads import AccessLog
from access.runtime import Runtime
from access.settings import AccessSettings


@dataclass(frozen=True, slots=True)
class Access:
    """`secret` is the service's own, for digests that nobody else may make."""

    runtime: Runtime
    officers: Officers
    reads: AccessLog
    settings: AccessSettings
    secret: bytes = field(repr=False)


def access_of(request: Request) -> Access:
    found: Access = request.app.state.access
    return found


Gateway = Annotated[Access, Depends(access_of)]


def template(request: Request) -> str:
    """The route as it is declared, `GET /cases/{case_id}`: never the address that was called."""
    route = request.scope.get("route")
    return f"{request.method} {getattr(route, 'path', '?')}"

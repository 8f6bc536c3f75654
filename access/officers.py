"""Who is asking: bearer tokens (RFC 6750, RFC 7519) verified against the issuer's keys (RFC 7517).

Rank, role, competences and force are claims at the time of the act and go into `Actor`, which events store.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import httpx
import structlog
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, field_validator

from access.problems import forbidden, not_authenticated
from access.settings import AccessSettings
from contracts.codes import Rank
from contracts.fields import ForceCode, StaffId
from contracts.ranks import at_least, rank_of
from messaging.decider import Actor

ALGORITHMS = ("ES256", "PS256", "RS256")
"""Asymmetric only: with a shared secret whoever verifies could also issue."""

_LONGEST_TOKEN = 8192
_PAUSE_BETWEEN_FETCHES = 10.0
log = structlog.get_logger("access")

Word = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{1,39}$")]


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody of the force, signed in. `actor.role` is the first of their roles; `name` is never logged.

    `in_order`: the roles as the sign-in names them.
    """

    actor: Actor
    name: str = field(repr=False)
    roles: frozenset[str] = frozenset()
    in_order: tuple[str, ...] = ()

    def has(self, *roles: str) -> bool:
        """Whether any of these is among the officer's roles."""
        return bool(self.roles.union({self.actor.role}).intersection(roles))

    def acting(self, roles: frozenset[str] | None) -> Actor:
        """Under the first of their roles that an act is for: it is in that line that they have a case in hand
        by it. An act for everybody is done under the first of all."""
        if roles is None or self.actor.role in roles:
            return self.actor
        fit = (role for role in self.in_order if role in roles)
        return replace(self.actor, role=next(fit, self.actor.role))

    def at_least(self, least: str) -> bool:
        return at_least(self.actor.rank, least)


class Claims(BaseModel):
    """What we need of a token. `role` may be left out when `roles` names at least one."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    sub: StaffId
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    rank: Rank
    roles: tuple[Word, ...]
    competences: tuple[Word, ...] = ()
    force: ForceCode

    @field_validator("rank", mode="before")
    @classmethod
    def _as_forces_write_it(cls, written: Any) -> Any:
        return rank_of(written) if isinstance(written, str) else written

    @field_validator("roles")
    @classmethod
    def _one_at_least(cls, roles: tuple[str, ...]) -> tuple[str, ...]:
        if not roles:
            raise ValueError("a token names at least one role")
        return roles

    def officer(self) -> Officer:
        actor = Actor(self.sub, self.rank.value, self.roles[0], self.force, frozenset(self.competences))
        return Officer(actor, self.name, frozenset(self.roles), self.roles)


class KeysAway(Exception):
    """The issuer's keys cannot be read now."""


class IssuerKeys:
    """The issuer's public keys: a file, read again when it changes, or an address, fetched now and then.

    While the address does not answer, the keys fetched last stay good. `clock` is machine time in seconds.
    """

    def __init__(
        self,
        settings: AccessSettings,
        http: httpx.AsyncClient | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._http = http
        self._clock = clock
        self._keys: KeySet | None = None
        self._stamp: tuple[int, int] | None = None
        self._asked_at = 0.0

    async def get(self, *, anew: bool = False) -> KeySet:
        """The keys; `anew` asks the address again, though not in a flood. Raises KeysAway."""
        if not self._settings.jwks_is_remote:
            return self._from_file()
        age = self._clock() - self._asked_at
        fresh = age < (_PAUSE_BETWEEN_FETCHES if anew else self._settings.keys_kept.total_seconds())
        if self._keys is None or not fresh:
            await self._fetch()
        if self._keys is None:
            raise KeysAway
        return self._keys

    def _from_file(self) -> KeySet:
        path = Path(self._settings.jwks)
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            if self._keys is None or stamp != self._stamp:
                self._keys, self._stamp = _key_set(path.read_bytes()), stamp
        except (OSError, ValueError, JoseError) as trouble:
            raise KeysAway from trouble
        return self._keys

    async def _fetch(self) -> None:
        self._asked_at = self._clock()
        client = self._http or httpx.AsyncClient(timeout=5)
        try:
            reply = await client.get(self._settings.jwks)
            reply.raise_for_status()
            self._keys = _key_set(reply.content)
        except (httpx.HTTPError, ValueError, JoseError) as trouble:
            log.warning("access.keys_away", error=type(trouble).__name__)
        finally:
            if self._http is None:
                await client.aclose()


def _key_set(written: bytes) -> KeySet:
    data = json.loads(written)
    if not isinstance(data, dict) or not isinstance(data.get("keys"), list) or not data["keys"]:
        raise ValueError("a JWKS has keys")
    return KeySet.import_key_set({"keys": data["keys"]})


class Officers:
    """Turns a token into an officer, or raises a 401, 403 or KeysAway. Expiry is by machine time, always."""

    def __init__(
        self, settings: AccessSettings, keys: IssuerKeys | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._settings = settings
        self._keys = keys or IssuerKeys(settings, clock=clock)
        self._registry = jwt.JWTClaimsRegistry(
            now=lambda: int(clock()),
            leeway=int(settings.leeway.total_seconds()),
            iss={"essential": True, "value": settings.issuer},
            aud={"essential": True, "value": settings.audience},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )

    async def verify(self, token: str) -> Officer:
        if len(token) > _LONGEST_TOKEN:
            raise not_authenticated("The token is too long to be one of ours.")
        claims = await self._decode(token)
        try:
            self._registry.validate(claims)
        except ExpiredTokenError:
            raise not_authenticated("Your sign-in has run out. Sign in again.") from None
        except JoseError:
            raise not_authenticated("The token is not from the issuer, or not for this service.") from None
        if claims["exp"] - claims["iat"] > self._settings.longest_sign_in.total_seconds():
            raise not_authenticated("The token is good for longer than a sign-in may be.")
        if "role" in claims and "roles" not in claims:
            claims["roles"] = [claims["role"]]
        try:
            officer = Claims.model_validate(claims).officer()
        except ValidationError:
            raise forbidden(
                "Your sign-in does not say rank, role and force as this service needs them."
            ) from None
        if officer.actor.organisation != self._settings.force:
            raise forbidden(f"This service is for force {self._settings.force}.")
        return officer

    async def _decode(self, token: str) -> dict[str, Any]:
        for anew in (False, True):
            keys = await self._keys.get(anew=anew)
            try:
                return jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            except (JoseError, ValueError):
                # a key may have been rotated since we fetched; a file is always read as it stands
                if anew or not self._settings.jwks_is_remote:
                    break
        raise not_authenticated("The token cannot be verified. Sign in again.")


_BEARER = HTTPBearer(auto_error=False, description="The force's own sign-in (OIDC access token)")


async def signed_in(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Officer:
    """The officer who asks; a dependency of every route but health."""
    if credentials is None:
        raise not_authenticated("Send your token as Authorization: Bearer …")
    officers: Officers = request.app.state.access.officers
    officer = await officers.verify(credentials.credentials)
    request.state.officer = officer
    return officer


SignedIn = Annotated[Officer, Depends(signed_in)]


def must_have(officer: Officer, roles: frozenset[str] | None) -> None:
    """Raises the 403 unless the officer has one of `roles`; None asks for none."""
    if roles is not None and not officer.has(*roles):
        wanted = ", ".join(sorted(role.replace("_", " ").lower() for role in roles))
        raise forbidden(f"This is for: {wanted}.")

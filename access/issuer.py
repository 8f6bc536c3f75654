"""A local issuer of officers' tokens, for development alone: invented officers, a key made for each stack.

python -m access.issuer --state DIR jwks | officers | token pc-4711
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey

from access.roles import Role
from contracts.codes import Rank

ISSUER = "https://sign-in.csods.invalid/46"
AUDIENCE = "csods"
PROFILE = "CSODS_PROFILE"
DEVELOPMENT = "development"


class NotInDevelopment(Exception):
    """A local issuer lets anybody be anybody: it runs in a development profile only."""


@dataclass(frozen=True, slots=True)
class Invented:
    """An officer or member of staff who does not exist."""

    id: str
    name: str
    rank: Rank
    roles: tuple[Role, ...]
    competences: tuple[str, ...] = ()
    force: str = "46"
    about: str = ""


_SUPERVISING = ("SCHEME", "SAFEGUARDING", "OFFENDER_RISK", "CHILD_SAFEGUARDING")

OFFICERS: dict[str, Invented] = {
    one.id: one
    for one in (
        Invented("st-1001", "Tabitha Ring-Sample", Rank.STAFF, (Role.CALL_TAKER,), about="call taker"),
        Invented(
            "st-1002", "Barnaby Look-Sample", Rank.STAFF, (Role.RESEARCHER,), ("SCHEME",), about="researcher",
        ),
        Invented(
            "pc-4711", "Persephone Listens-Sample", Rank.CONSTABLE, (Role.INTERVIEWER,),
            ("SCHEME", "CHILD_SAFEGUARDING", "OFFENDER_RISK"), about="trained interviewer",
        ),
        Invented(
            "ds-2203", "Octavia Steadfast-Sample", Rank.SERGEANT, (Role.SUPERVISOR,), _SUPERVISING,
            about="experienced supervisor",
        ),
        Invented(
            "ps-2290", "Cornelius Newstripes-Sample", Rank.SERGEANT, (Role.SUPERVISOR,), ("SCHEME",),
            about="supervisor new to safeguarding",
        ),
        Invented(
            "di-3301", "Wilhelmina Detached-Sample", Rank.INSPECTOR, (Role.AUTHORISER,), _SUPERVISING,
            about="Detective Inspector who may authorise",
        ),
        Invented(
            "insp-3344", "Leopold Nightwatch-Sample", Rank.INSPECTOR, (Role.DUTY_OFFICER,),
            ("SAFEGUARDING",), about="duty officer",
        ),
        Invented(
            "ds-2301", "Rosamund Midland-Sample", Rank.SERGEANT, (Role.SUPERVISOR,), _SUPERVISING, "23",
            about="supervisor in Warwickshire",
        ),
        Invented(
            "di-2302", "Barnabas Avon-Sample", Rank.INSPECTOR, (Role.AUTHORISER,), _SUPERVISING, "23",
            about="Detective Inspector in Warwickshire",
        ),
        Invented(
            "st-2303", "Millicent Arden-Sample", Rank.STAFF, (Role.RESEARCHER,), ("SCHEME",), "23",
            about="researcher in Warwickshire",
        ),
        Invented("st-1900", "Gwendolyn Noneed-Sample", Rank.STAFF, (Role.CLERK,), about="clerk"),
        Invented("st-1950", "Ambrose Up-Sample", Rank.STAFF, (Role.ADMINISTRATOR,), about="administrator"),
        Invented("system-tools", "Tools", Rank.STAFF, (Role.SYSTEM,), about="tools"),
    )
}  # fmt: skip


class LocalIssuer:
    """Signs tokens with a key of its own in `state` (made once, readable by its owner only). Machine time."""

    def __init__(
        self,
        state: Path,
        *,
        profile: str | None = None,
        issuer: str = ISSUER,
        audience: str = AUDIENCE,
        lifetime: timedelta = timedelta(hours=12),
        clock: Callable[[], float] = time.time,
    ) -> None:
        if (profile or os.environ.get(PROFILE)) != DEVELOPMENT:
            raise NotInDevelopment(f"the local issuer runs only with {PROFILE}={DEVELOPMENT}")
        self.issuer = issuer
        self.audience = audience
        self._lifetime = lifetime
        self._clock = clock
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._key = _own_key(state / "issuer.key.json")
        self.jwks = state / "issuer.jwks.json"
        _write(self.jwks, json.dumps({"keys": [self._key.as_dict(private=False, use="sig", alg="ES256")]}))

    def issue(self, officer: Invented | str) -> str:
        """A signed token for one of OFFICERS by id (KeyError if unknown), or for any other invented one."""
        who = OFFICERS[officer] if isinstance(officer, str) else officer
        now = int(self._clock())
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": who.id,
            "name": who.name,
            "rank": who.rank.value,
            "roles": [role.value for role in who.roles],
            "competences": list(who.competences),
            "force": who.force,
            "iat": now,
            "exp": now + int(self._lifetime.total_seconds()),
        }
        return jwt.encode({"alg": "ES256", "kid": self._key.kid}, claims, self._key)


def _own_key(path: Path) -> ECKey:
    if path.exists():
        return ECKey.import_key(json.loads(path.read_text()))
    key = ECKey.generate_key("P-256", auto_kid=True)
    _write(path, json.dumps(key.as_dict(private=True)))
    return key


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and for its owner only."""
    beside = path.with_suffix(f".{os.getpid()}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(text)
    beside.replace(path)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m access.issuer", description="Tokens of invented officers"
    )
    parser.add_argument("--state", type=Path, required=True, help="where the key of this stack is kept")
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("jwks", help="the file of public keys")
    steps.add_parser("officers", help="who there is")
    steps.add_parser("token", help="a token").add_argument("officer", choices=sorted(OFFICERS))
    asked = parser.parse_args(arguments)
    try:
        issuer = LocalIssuer(asked.state)
    except NotInDevelopment as refused:
        print(refused, file=sys.stderr)
        return 1
    match asked.step:
        case "jwks":
            print(issuer.jwks)
        case "token":
            print(issuer.issue(asked.officer))
        case _:
            for one in OFFICERS.values():
                print(f"{one.id:13} {one.rank.value:10} {one.name:30} {one.about}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Who gets in, and as whom."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from pydantic import ValidationError

from access.issuer import OFFICERS, LocalIssuer, NotInDevelopment, main
from access.officers import IssuerKeys, KeysAway, Officer, Officers
from access.problems import Problem
from contracts.codes import Rank
from contracts.ranks import at_least, rank_of
from tests.access.service import Desk, settings


async def verified(by: LocalIssuer, token: str, **changes: Any) -> Officer:
    return await Officers(settings(by, **changes)).verify(token)


async def turned_away(by: LocalIssuer, token: str, status: int, **changes: Any) -> None:
    with pytest.raises(Problem) as problem:
        await verified(by, token, **changes)
    assert problem.value.status == status


@pytest.fixture
def issuer(tmp_path: Path) -> LocalIssuer:
    return LocalIssuer(tmp_path, profile="development")


async def test_a_token_says_rank_role_competences_and_force_at_the_time_of_the_act(
    issuer: LocalIssuer,
) -> None:
    officer = await verified(issuer, issuer.issue("pc-4711"))
    assert officer.actor.id == "pc-4711"
    assert officer.actor.rank == Rank.CONSTABLE
    assert officer.actor.role == "INTERVIEWER"
    assert officer.actor.organisation == "46"
    assert "CHILD_SAFEGUARDING" in officer.actor.competences
    assert officer.at_least(Rank.STAFF)
    assert not officer.at_least(Rank.SERGEANT)


async def test_an_officers_name_is_in_no_repr(issuer: LocalIssuer) -> None:
    officer = await verified(issuer, issuer.issue("pc-4711"))
    assert officer.name == OFFICERS["pc-4711"].name
    assert officer.name not in repr(officer)


@pytest.mark.parametrize("officer", sorted(OFFICERS))
async def test_every_invented_officer_can_sign_in(issuer: LocalIssuer, officer: str) -> None:
    """At their own force, and so at ours if it is theirs."""
    token = issuer.issue(replace(OFFICERS[officer], force="46"))
    assert (await verified(issuer, token)).actor.id == officer


@pytest.mark.parametrize("officer", ["ds-2301", "di-2302", "st-2303"])
async def test_invented_officers_of_another_force_are_turned_away(issuer: LocalIssuer, officer: str) -> None:
    await turned_away(issuer, issuer.issue(officer), 403)


async def test_a_token_runs_out_by_machine_time(tmp_path: Path) -> None:
    issuer = LocalIssuer(
        tmp_path, profile="development", lifetime=timedelta(hours=1), clock=lambda: 1_000_000.0
    )
    token = issuer.issue("pc-4711")
    said = settings(issuer)
    assert await Officers(said, clock=lambda: 1_003_599.0).verify(token)
    with pytest.raises(Problem, match="not_authenticated"):
        await Officers(said, clock=lambda: 1_003_631.0).verify(token)


async def test_a_token_is_good_for_no_longer_than_a_sign_in_may_be(tmp_path: Path) -> None:
    """Whoever left, or lost a role, is let in for no longer: the token says what they were."""

    def good_for(**span: float) -> LocalIssuer:
        return LocalIssuer(tmp_path, profile="development", lifetime=timedelta(**span))

    day = good_for(hours=24)
    assert await verified(day, day.issue("pc-4711"))
    longer = good_for(hours=24, seconds=1)
    await turned_away(longer, longer.issue("pc-4711"), 401)


async def test_a_token_of_another_issuer_audience_or_key_is_turned_away(
    issuer: LocalIssuer, tmp_path: Path
) -> None:
    token = issuer.issue("pc-4711")
    await turned_away(issuer, token, 401, issuer="https://elsewhere.invalid")
    await turned_away(issuer, token, 401, audience="another")
    await turned_away(issuer, LocalIssuer(tmp_path / "other", profile="development").issue("pc-4711"), 401)


async def test_an_officer_of_another_force_is_turned_away(issuer: LocalIssuer) -> None:
    await turned_away(issuer, issuer.issue(replace(OFFICERS["pc-4711"], force="23")), 403)


def part(data: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def unsigned(claims: dict[str, Any], key: ECKey) -> str:
    return f"{part({'alg': 'none', 'kid': key.kid})}.{part(claims)}."


def signed_with_the_public_key(claims: dict[str, Any], key: ECKey) -> str:
    text = f"{part({'alg': 'HS256', 'kid': key.kid})}.{part(claims)}"
    mark = hmac.digest(key.as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


@pytest.mark.parametrize("forge", [unsigned, signed_with_the_public_key])
async def test_a_token_cannot_be_forged_by_its_algorithm(
    issuer: LocalIssuer, forge: Callable[[dict[str, Any], ECKey], str]
) -> None:
    public = ECKey.import_key(json.loads(issuer.jwks.read_text())["keys"][0])
    payload = issuer.issue("di-3301").split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    await turned_away(issuer, forge(claims, public), 401)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "x" * 9000])
async def test_what_is_no_token_is_turned_away(issuer: LocalIssuer, token: str) -> None:
    await turned_away(issuer, token, 401)


@pytest.mark.parametrize("missing", ["exp", "iat", "sub", "iss", "aud"])
async def test_a_token_without_a_needed_claim_is_turned_away(
    issuer: LocalIssuer, tmp_path: Path, missing: str
) -> None:
    key = ECKey.import_key(json.loads((tmp_path / "issuer.key.json").read_text()))
    payload = issuer.issue("pc-4711").split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    del claims[missing]
    await turned_away(issuer, jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key), 401)


@pytest.mark.parametrize(
    "change", [{"rank": "GRAND_WIZARD"}, {"roles": []}, {"force": "kent"}, {"name": ""}, {"sub": "pc 4711"}]
)
async def test_a_token_that_does_not_say_who_somebody_is_opens_nothing(
    issuer: LocalIssuer, tmp_path: Path, change: dict[str, Any]
) -> None:
    key = ECKey.import_key(json.loads((tmp_path / "issuer.key.json").read_text()))
    payload = issuer.issue("pc-4711").split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "==")) | change
    await turned_away(issuer, jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key), 403)


def test_ranks_are_in_their_order_and_staff_equivalents_count() -> None:
    assert at_least("DI", "INSPECTOR")
    assert at_least("SUPERINTENDENT", "INSPECTOR")
    assert at_least("STAFF_SERGEANT_EQUIVALENT", "SERGEANT")
    assert not at_least("STAFF_SERGEANT_EQUIVALENT", "INSPECTOR")
    assert not at_least("STAFF", "PC")
    assert not at_least("", "STAFF")
    assert rank_of("CH_INSP") is Rank.CHIEF_INSPECTOR


class Provider:
    """An identity provider at an address, which may be away."""

    def __init__(self, issuer: LocalIssuer) -> None:
        self.keys = issuer.jwks.read_bytes()
        self.asked = 0
        self.away = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if self.away:
            raise httpx.ConnectError("away")
        return httpx.Response(200, content=self.keys)


async def test_keys_are_fetched_once_and_stay_good_while_the_provider_is_away(issuer: LocalIssuer) -> None:
    provider, now = Provider(issuer), [10_000.0]
    said = settings(issuer, jwks="https://sign-in.invalid/jwks")
    keys = IssuerKeys(said, httpx.AsyncClient(transport=httpx.MockTransport(provider)), lambda: now[0])
    officers = Officers(said, keys)
    for _ in range(3):
        await officers.verify(issuer.issue("pc-4711"))
    assert provider.asked == 1
    provider.away, now[0] = True, now[0] + 3600
    assert await officers.verify(issuer.issue("pc-4711"))
    assert provider.asked == 2


async def test_a_rotated_key_is_fetched_though_not_for_every_bad_token(
    issuer: LocalIssuer, tmp_path: Path
) -> None:
    later = LocalIssuer(tmp_path / "later", profile="development")
    provider, now = Provider(issuer), [10_000.0]
    said = settings(issuer, jwks="https://sign-in.invalid/jwks")
    keys = IssuerKeys(said, httpx.AsyncClient(transport=httpx.MockTransport(provider)), lambda: now[0])
    officers = Officers(said, keys)
    await officers.verify(issuer.issue("pc-4711"))
    provider.keys, now[0] = later.jwks.read_bytes(), now[0] + 60
    assert await officers.verify(later.issue("pc-4711"))
    asked = provider.asked
    for _ in range(5):
        with pytest.raises(Problem):
            await officers.verify(issuer.issue("pc-4711"))
    assert provider.asked == asked


async def test_with_no_keys_at_all_nobody_can_be_signed_in(issuer: LocalIssuer) -> None:
    provider = Provider(issuer)
    provider.away = True
    said = settings(issuer, jwks="https://sign-in.invalid/jwks")
    with pytest.raises(KeysAway):
        await IssuerKeys(said, httpx.AsyncClient(transport=httpx.MockTransport(provider))).get()


def test_keys_are_not_fetched_in_clear_from_elsewhere(issuer: LocalIssuer) -> None:
    with pytest.raises(ValidationError, match="https"):
        settings(issuer, jwks="http://sign-in.invalid/jwks")


def test_the_local_issuer_refuses_outside_a_development_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CSODS_PROFILE", "production")
    with pytest.raises(NotInDevelopment):
        LocalIssuer(tmp_path)
    assert main(["--state", str(tmp_path), "officers"]) == 1
    assert "CSODS_PROFILE=development" in capsys.readouterr().err


def test_the_issuers_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    LocalIssuer(tmp_path, profile="development")
    key = (tmp_path / "issuer.key.json").read_bytes()
    LocalIssuer(tmp_path, profile="development")
    assert (tmp_path / "issuer.key.json").read_bytes() == key
    assert (tmp_path / "issuer.key.json").stat().st_mode & 0o077 == 0
    assert b'"d"' not in (tmp_path / "issuer.jwks.json").read_bytes()


def test_a_token_can_be_had_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CSODS_PROFILE", "development")
    assert main(["--state", str(tmp_path), "token", "pc-4711"]) == 0
    assert capsys.readouterr().out.count(".") == 2


async def test_without_a_token_nothing_is_shown_or_done(at: Desk) -> None:
    async with at.client(None) as nobody:
        for method, path in [
            ("GET", "/work"),
            ("GET", "/cases/c-00000001"),
            ("POST", "/enquiries"),
            ("GET", "/alarms"),
        ]:
            reply = await nobody.request(method, path)
            assert reply.status_code == 401
            assert reply.headers["content-type"] == "application/problem+json"
            assert "Bearer" in reply.headers["www-authenticate"]

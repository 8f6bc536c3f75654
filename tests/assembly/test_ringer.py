"""A duty role is rung by the service's own line: once a reference, in the force's own names, over HTTP."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import orjson
import pytest

from assembly.ringer import CLIMB, ROLES, HttpRinger
from contracts.codes import DutyRole
from contracts.words import unsaid
from messaging.alarms import Ring
from messaging.faults import Transient

KEY = "a key of the duty telephone"


def ring(role: str = DutyRole.DUTY_SERGEANT.value, case_id: str = "c-00000001") -> Ring:
    return Ring("46.checks/7-20260601T090000000000/0", role, "RISK_NOT_ALERTED", "Open the case.", case_id, 0)


def ringer(answer: Callable[[httpx.Request], httpx.Response]) -> HttpRinger:
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return HttpRinger(http, "http://duty.invalid/v1/rings/", KEY)


async def heard(rung: Ring) -> httpx.Request:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(201)

    await ringer(answer).ring(rung)
    (one,) = asked
    return one


async def test_the_same_reference_is_the_same_ring() -> None:
    request = await heard(ring())
    assert request.method == "PUT"
    assert request.url.path.startswith("/v1/rings/46.checks/7-")
    assert str(request.url) == str((await heard(ring())).url)


async def test_the_key_is_in_a_header_and_in_no_address() -> None:
    request = await heard(ring())
    assert request.headers["x-api-key"] == KEY
    assert KEY.replace(" ", "%20") not in str(request.url)


async def test_whoever_is_rung_reads_what_to_do_and_for_which_case() -> None:
    told = orjson.loads((await heard(ring())).content)
    assert told == {
        "role": "DUTY_SERGEANT",
        "code": "RISK_NOT_ALERTED",
        "words": "Open the case. (c-00000001)",
    }
    assert orjson.loads((await heard(ring(case_id=""))).content)["words"] == "Open the case."


async def test_the_runtimes_own_roles_are_people_of_the_force() -> None:
    for runtime, force in ROLES.items():
        assert orjson.loads((await heard(ring(runtime))).content)["role"] == force


def test_everybody_who_may_be_rung_is_in_the_climb_or_at_its_top() -> None:
    top = DutyRole.CONTROL_ROOM.value
    rings = {*ROLES, DutyRole.SUPERVISOR.value, DutyRole.DUTY_SERGEANT.value, DutyRole.DUTY_INSPECTOR.value}
    assert rings == set(CLIMB)
    assert all(above[-1] == top for above in CLIMB.values())
    assert unsaid({*rings, *(one for above in CLIMB.values() for one in above)}) == ()


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_telephone_that_is_down_is_tried_again(status: int) -> None:
    with pytest.raises(Transient):
        await ringer(lambda _: httpx.Response(status)).ring(ring())


async def test_a_telephone_that_cannot_be_reached_is_tried_again() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(Transient):
        await ringer(away).ring(ring())


async def test_a_ring_that_is_refused_is_an_error_of_ours() -> None:
    with pytest.raises(httpx.HTTPStatusError):
        await ringer(lambda _: httpx.Response(401)).ring(ring())

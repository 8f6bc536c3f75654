"""One line to one system: it tries again a little, cuts off what is down, and tells nobody whom it asked
about.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from datetime import timedelta

import httpx
import pytest

from contracts.codes import NoAnswer
from services.checks.adapters.line import Line, NotAnswered, Patience
from tests.services.checks.adapters.wires import FarEnd, always, raising


async def test_it_tries_again_and_then_answers() -> None:
    answers = iter([503, 429, 200])
    end = FarEnd(lambda _: httpx.Response(next(answers)))
    assert (await end.line().ask("GET", "/anything")).status_code == 200
    assert len(end.asked) == 3


async def test_it_does_not_try_for_ever() -> None:
    end = always(503)
    with pytest.raises(NotAnswered) as trouble:
        await end.line().ask("GET", "/anything")
    assert trouble.value.reason is NoAnswer.DOWN
    assert len(end.asked) == 3


@pytest.mark.parametrize("status", [200, 202, 400, 401, 403, 404, 422])
async def test_an_answer_is_an_answer_and_is_not_asked_for_twice(status: int) -> None:
    end = always(status, {})
    await end.line().ask("GET", "/anything")
    assert len(end.asked) == 1


async def test_what_is_down_is_cut_off_and_tried_again_later() -> None:
    patience = Patience(
        tries=1, pause=timedelta(milliseconds=1), breaks_after=2, broken_for=timedelta(milliseconds=50)
    )
    working = False
    end = FarEnd(lambda _: httpx.Response(200 if working else 503))
    line = end.line(patience)
    for _ in range(5):
        with pytest.raises(NotAnswered):
            await line.ask("GET", "/anything")
    assert len(end.asked) == 2
    working = True
    limit = time.monotonic() + 5
    while not await _answers(line):
        assert time.monotonic() < limit
    assert len(end.asked) == 3


async def _answers(line: Line) -> bool:
    try:
        await line.ask("GET", "/anything")
    except NotAnswered:
        return False
    return True


async def test_only_so_many_are_asked_at_once() -> None:
    here, most = 0, 0

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal here, most
            here += 1
            most = max(most, here)
            for _ in range(5):
                await asyncio.sleep(0)
            here -= 1
            return httpx.Response(200)

    line = Line("slow", "http://far.invalid", "a-key", Patience(at_once=2), Slow())
    await asyncio.gather(*(line.ask("GET", "/anything") for _ in range(10)))
    assert most == 2


async def test_no_name_reaches_a_log_or_an_error(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    canary = {"last_name": "Canary-Testperson"}
    await always(200, {}).line().ask("GET", "/v1/persons", params=canary)
    for end in (always(503), raising(httpx.ReadTimeout("slow"))):
        with pytest.raises(NotAnswered) as trouble:
            await end.line().ask("GET", "/v1/persons", params=canary)
        assert "Canary" not in "".join(traceback.format_exception(trouble.value))
    said = caplog.text + "".join(capsys.readouterr())
    assert "Canary" not in said
    assert "far.invalid" not in said


async def test_names_reach_no_log_over_a_real_socket_either(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    line = Line("real", f"http://127.0.0.1:{port}", "a-key", Patience())
    async with server:
        await line.ask("GET", "/v1/persons", params={"last_name": "Canary-Testperson"})
    await line.close()
    assert "Canary" not in caplog.text


def test_a_line_does_not_show_its_key() -> None:
    assert "a-key" not in repr(always(200).line())

"""Which failures pass by themselves, so that the same is tried again and nothing of it is kept as bad."""

from __future__ import annotations

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from messaging.faults import Fenced, KeyReused, UnknownCase, is_transient


def of_the_database(state: str) -> asyncpg.PostgresError:
    error = asyncpg.PostgresError("said by the server")
    error.sqlstate = state
    return error


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.InternalClientError('cannot switch to state 8; protocol is in the "failed" state'),
        asyncpg.InterfaceError("the connection is closed"),
        ConnectionResetError(),
        TimeoutError(),
        of_the_database("57P01"),
        of_the_database("08006"),
        of_the_database("53100"),
        DBAPIError("SELECT 1", (), asyncpg.PostgresError("gone"), connection_invalidated=True),
    ],
    ids=["failed protocol", "closed", "reset", "late", "shut down", "cut", "disk full", "invalidated"],
)
def test_what_is_wrong_with_the_line_or_the_server_passes(error: BaseException) -> None:
    assert is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a bug"),
        KeyError("a bug"),
        of_the_database("23505"),
        of_the_database("22021"),
        IntegrityError("INSERT", (), of_the_database("23505")),
        Fenced(),
        KeyReused(),
        UnknownCase(),
    ],
    ids=["value", "key", "unique", "encoding", "integrity", "fenced", "key reused", "unknown case"],
)
def test_what_is_wrong_with_what_we_ask_does_not(error: BaseException) -> None:
    assert not is_transient(error)

"""What each database role may do, and what a log of the server holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg
import pytest

from deploy.local.spec import StackSpec
from deploy.local.stack import Stack
from deploy.local.until import until

pytestmark = pytest.mark.stack


@asynccontextmanager
async def logged_in(stack: Stack, database: str, role: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(stack.dsn(database, role))
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
def database(stack: Stack, unique: str) -> str:
    stack.extend(StackSpec(databases=(f"csods_{unique}_intake", f"csods_{unique}_checks")))
    return f"csods_{unique}_intake"


async def test_it_is_postgresql_18_that_forces_what_it_commits_to_disk(stack: Stack, database: str) -> None:
    async with logged_in(stack, database, "runtime") as connection:
        assert connection.get_server_version().major == 18
        assert await connection.fetchval("SHOW fsync") == "on"


async def test_what_the_migrator_makes_belongs_to_the_owner(stack: Stack, database: str) -> None:
    async with logged_in(stack, database, "migrator") as connection:
        await connection.execute("CREATE TABLE letters (id bigint)")
        query = "SELECT tableowner FROM pg_tables WHERE tablename = 'letters'"
        assert await connection.fetchval(query) == f"{database}_owner"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id bigint)",
        "CREATE TEMP TABLE mine (id bigint)",
        "CREATE SCHEMA mine",
        "DROP TABLE letters",
        "ALTER TABLE letters ADD COLUMN more text",
        "SELECT * FROM letters",
        "SET ROLE csods_operator",
    ],
)
async def test_the_runtime_has_no_right_that_nobody_granted(
    stack: Stack, database: str, statement: str
) -> None:
    async with logged_in(stack, database, "migrator") as connection:
        await connection.execute("CREATE TABLE letters (id bigint)")
    async with logged_in(stack, database, "runtime") as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


async def test_a_service_cannot_enter_another_services_database(stack: Stack, database: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(stack.dsn(database, "runtime"), database=database.replace("intake", "checks"))


async def test_the_operator_reads_every_database_and_writes_none(stack: Stack, database: str) -> None:
    async with logged_in(stack, database, "migrator") as connection:
        await connection.execute("CREATE TABLE letters (id bigint); INSERT INTO letters VALUES (7)")
    async with logged_in(stack, database, "operator") as connection:
        assert await connection.fetchval("SELECT id FROM letters") == 7
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("DELETE FROM letters")
        await connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM letters")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT pg_advisory_lock(7307)",
        "SELECT pg_try_advisory_xact_lock_shared(7307)",
        "SELECT pg_advisory_xact_lock_shared(7305)",
        "SELECT clock.now()",
        "SELECT rolpassword FROM pg_authid",
    ],
)
async def test_who_may_only_look_cannot_stop_a_service_or_learn_a_password(
    stack: Stack, database: str, statement: str
) -> None:
    async with logged_in(stack, database, "operator") as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


async def test_an_agency_reads_the_clock_and_nothing_else(stack: Stack, database: str) -> None:
    async with logged_in(stack, database, "migrator") as connection:
        await connection.execute("CREATE TABLE notes (id bigint)")
    async with logged_in(stack, database, "agency") as connection:
        assert isinstance(await connection.fetchval("SELECT clock.now()"), datetime)
        assert await connection.fetchval("SELECT rate FROM clock.authority") == 1
        for statement in ("SELECT * FROM public.notes", "UPDATE clock.authority SET rate = 9"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)


async def test_only_the_clock_sets_the_clock(stack: Stack, database: str) -> None:
    for role in ("runtime", "migrator"):
        async with logged_in(stack, database, role) as connection:
            assert await connection.fetchval("SELECT rate FROM clock.authority") == 1
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute("UPDATE clock.authority SET rate = 9")
    async with logged_in(stack, database, "clock") as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM clock.authority")


async def test_nobody_gets_in_with_a_wrong_password(stack: Stack, database: str) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(stack.dsn(database, "runtime"), password="wrong")


async def test_no_value_of_a_failed_statement_reaches_the_log(stack: Stack, database: str) -> None:
    canary = "Ferdinand Testperson"
    async with logged_in(stack, database, "migrator") as connection:
        await connection.execute("CREATE TABLE people (name text PRIMARY KEY)")
        await connection.execute("INSERT INTO people VALUES ($1)", canary)
        with pytest.raises(asyncpg.UniqueViolationError, match="duplicate key"):
            await connection.execute("INSERT INTO people VALUES ($1)", canary)
        with pytest.raises(asyncpg.UndefinedTableError):
            await connection.execute(f"TABLE nowhere -- {canary}")
    log = stack.postgres.log

    async def logged() -> bool:
        return "nowhere" in log.read_text() and "duplicate key value" in log.read_text()

    await until(logged, "both failures in the log")
    assert canary not in log.read_text()

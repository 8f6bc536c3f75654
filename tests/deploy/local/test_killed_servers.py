"""What outlives the death of both servers."""

from __future__ import annotations

import pytest

from deploy.local.spec import Principal, StackSpec, TopicSpec
from deploy.local.stack import Stack
from tests.deploy.local.test_kafka import read, write
from tests.deploy.local.test_postgres import logged_in

pytestmark = pytest.mark.stack


async def test_what_was_written_and_committed_outlives_the_servers(own_stack: Stack) -> None:
    reader = Principal("both", reads=("kept",), writes=("kept",), groups=("both",))
    own_stack.extend(StackSpec(topics=(TopicSpec("kept", 1),), principals=(reader,), databases=("kept",)))
    login = own_stack.login("both")
    await write(login, "kept", b"before", acks="all")
    async with logged_in(own_stack, "kept", "migrator") as connection:
        await connection.execute("CREATE TABLE letters (id bigint); INSERT INTO letters VALUES (7)")
        own_stack.kill_postgres()
    own_stack.kill_kafka()
    assert own_stack.kafka.exit_code == -9

    own_stack.start_postgres()
    own_stack.start_kafka()
    assert await read(login, "kept", "both") == b"before"
    assert own_stack.administrator().end_offsets(["kept"]) == {("kept", 0): 1}
    async with logged_in(own_stack, "kept", "migrator") as connection:
        assert await connection.fetchval("SELECT id FROM letters") == 7

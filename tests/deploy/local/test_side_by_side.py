"""Two stacks on one machine do not meet."""

from __future__ import annotations

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError

from deploy.local.chosen_ports import FixedPorts
from deploy.local.control import StackError
from deploy.local.ports import Ports, PortTaken
from deploy.local.spec import Principal, StackSpec, TopicSpec
from deploy.local.stack import Stack

pytestmark = pytest.mark.stack


def ports(stack: Stack) -> set[str]:
    broker = stack.administrator_login()["bootstrap_servers"]
    return {stack.bootstrap, broker, stack.postgres_address}


async def test_who_belongs_to_one_stack_is_a_stranger_to_the_other(stack: Stack, unique: str) -> None:
    spec = StackSpec(
        topics=(TopicSpec(unique),),
        principals=(Principal(unique, writes=(unique,)),),
        databases=(unique,),
    )
    stack.extend(spec)
    with Stack.start(spec, f"{unique}-other", disposable=True) as other:
        assert not ports(stack) & ports(other)
        login = {**stack.login(unique), "bootstrap_servers": other.bootstrap}
        producer = AIOKafkaProducer(**login)
        with pytest.raises(KafkaConnectionError):
            await producer.start()
        await producer.stop()
        host, port = other.postgres_address.split(":")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(stack.dsn(unique), host=host, port=int(port))
        other.kill_kafka()
        assert stack.kafka.pid is not None
        assert stack.administrator().ready()


def test_there_is_one_stack_of_a_name(stack: Stack) -> None:
    with pytest.raises(StackError, match="already runs"):
        Stack.start(StackSpec(), stack.name, disposable=True)
    assert stack.administrator().ready()


def test_a_fixed_port_in_use_is_named(unique: str) -> None:
    mine = Ports()
    fixed = FixedPorts(*mine.reserve([], 4))
    with pytest.raises(StackError, match=f"port {fixed.kafka} of 127.0.0.1 is in use"):
        Stack.start(StackSpec(), unique, ports=fixed, disposable=True)


def test_a_reserved_port_stays_its_owners_while_nothing_listens_there() -> None:
    mine, yours = Ports(), Ports()
    (port,) = mine.reserve([], 1)
    assert mine.reserve([port], 0) == [port]
    with pytest.raises(PortTaken):
        yours.reserve([port], 0)

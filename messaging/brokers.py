"""What topics there are, and who of a group reads what: two questions that the client library does not ask.

Kafka tells two topics of one name apart by the id that each is given when it is made (KIP-516). aiokafka asks
for metadata in version 5; the ids came with 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from itertools import chain
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

import structlog
from aiokafka.coordinator.protocol import ConsumerProtocol
from aiokafka.errors import NodeNotReadyError
from aiokafka.protocol.admin import DescribeGroupsRequest
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    AbstractType,
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

from messaging.intervals import Partition

log = structlog.get_logger()

METADATA: Final = 3
NONE: Final = UUID(int=0)
TEXT: Final = CompactString("utf-8")


class Id(AbstractType[UUID]):  # type: ignore[misc]
    """Sixteen bytes."""

    @classmethod
    def encode(cls, value: UUID) -> bytes:
        return value.bytes

    @classmethod
    def decode(cls, data: BytesIO) -> UUID:
        return UUID(bytes=data.read(16))


class TopicsResponse_v10(Response):  # type: ignore[misc]  # noqa: N801 - as the library names its own
    API_KEY = METADATA
    API_VERSION = 10
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(
                ("node_id", Int32), ("host", TEXT), ("port", Int32), ("rack", TEXT), ("tags", TaggedFields)
            ),
        ),
        ("cluster_id", TEXT),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("name", TEXT),
                ("topic_id", Id),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition_index", Int32),
                        ("leader_id", Int32),
                        ("leader_epoch", Int32),
                        ("replica_nodes", CompactArray(Int32)),
                        ("isr_nodes", CompactArray(Int32)),
                        ("offline_replicas", CompactArray(Int32)),
                        ("tags", TaggedFields),
                    ),
                ),
                ("topic_authorized_operations", Int32),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_authorized_operations", Int32),
        ("tags", TaggedFields),
    )


class TopicsRequest_v10(RequestStruct):  # type: ignore[misc]  # noqa: N801
    FLEXIBLE_VERSION = True
    API_KEY = METADATA
    API_VERSION = 10
    RESPONSE_TYPE = TopicsResponse_v10
    SCHEMA = Schema(
        ("topics", CompactArray(("topic_id", Id), ("name", TEXT), ("tags", TaggedFields))),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
        ("tags", TaggedFields),
    )


Version: TypeAlias = TopicsRequest_v10


class Topics(Request[Version]):  # type: ignore[misc]
    API_KEY = METADATA

    def __init__(self, topics: Iterable[str]) -> None:
        self._topics: list[tuple[UUID, str, dict[int, bytes]]] = [(NONE, topic, {}) for topic in topics]

    def build(self, request_struct_class: type[Version]) -> Version:
        return request_struct_class(self._topics, False, False, False, {})


class Topic(NamedTuple):
    """One that there is now."""

    id: UUID
    partitions: frozenset[int]


async def topics(client: Any, names: Iterable[str]) -> Mapping[str, Topic]:
    """Of those that there are; none where the brokers are older than the ids (2.8). `client` is aiokafka's.

    Raises KafkaError when they do not answer.
    """
    node = client.get_random_node()
    if node is None:
        raise NodeNotReadyError("no broker is known")
    try:
        said = await client.send(node, Topics(names))
    except NotImplementedError:
        log.warning("brokers.no_topic_ids")
        return {}
    return {
        name: Topic(id_, frozenset(number for _, number, *_ in partitions))
        for error, name, id_, _, partitions, *_ in said.topics
        if not error and id_ != NONE
    }


async def assigned(client: Any, coordinator: int, group: str) -> frozenset[Partition] | None:
    """What the members of a group read between them; None while they agree on it, or where it is not said.

    `coordinator` is the number of the broker that holds the group. Raises KafkaError when it does not answer.
    """
    try:
        said = await client.send(coordinator, DescribeGroupsRequest([group]))
    except NotImplementedError:
        log.warning("brokers.no_groups")
        return None
    [(error, _, state, _, _, members)] = said.groups
    if error or state != "Stable":
        return None
    said_to = [ConsumerProtocol.ASSIGNMENT.decode(given) for *_, given in members if given]
    parts = chain.from_iterable(one.assignment for one in said_to)
    return frozenset((topic, number) for topic, numbers in parts for number in numbers)

"""Makes a running Kafka hold exactly the topics, principals and rights of a specification."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import Future
from typing import Any, Final

from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    OffsetSpec,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from deploy.local.control import StackError
from deploy.local.spec import ADMINISTRATOR, Principal, StackSpec, TopicSpec

PATIENCE: Final = 60.0
LOOK_EVERY: Final = 0.02
ITERATIONS: Final = 4096
"""The least that Kafka takes; these passwords are random, so more would only cost time."""


class KafkaAdministrator:
    """Acts as the broker's administrator through its internal listener. Use it while the node runs."""

    def __init__(self, bootstrap: str, password: str) -> None:
        self._client = AdminClient(
            {
                "bootstrap.servers": bootstrap,
                "security.protocol": "SASL_PLAINTEXT",
                "sasl.mechanism": "PLAIN",
                "sasl.username": ADMINISTRATOR,
                "sasl.password": password,
                "socket.timeout.ms": 10_000,
                "reconnect.backoff.max.ms": 500,
            },
            logger=logging.getLogger("deploy.local.kafka_admin"),
        )
        self._partitions: dict[str, tuple[int, ...]] = {}
        """Of topics that are there: their number never changes."""

    def ready(self) -> bool:
        """Whether the node answers its administrator."""
        try:
            return bool(self._client.describe_cluster(request_timeout=5).result(6).nodes)
        except (KafkaException, TimeoutError):
            return False

    def apply(self, spec: StackSpec, passwords: Mapping[str, str], *, prune: bool) -> None:
        """Make topics, users and rights as specified; with `prune`, take away users and rights that are not.

        Raises StackError if a topic has another number of partitions: keys would change their place.
        """
        self._apply_users(passwords, prune)
        self._apply_topics(spec.topics)
        self._apply_rights(spec.principals, prune)

    def end_offsets(self, topics: Collection[str]) -> dict[tuple[str, int], int]:
        """The offset after the last message of every partition, by (topic, partition). Raises StackError.

        A node that was begun again, and who asks it, take a moment to agree on who leads a partition.
        """
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self._end_offsets(set(topics))
            except StackError:
                if time.monotonic() > end:
                    raise
            self._partitions = {}
            time.sleep(LOOK_EVERY)

    def _end_offsets(self, topics: set[str]) -> dict[tuple[str, int], int]:
        latest: Any = OffsetSpec.latest  # not typed in the library
        asked = {
            TopicPartition(topic, partition): latest()
            for topic, partitions in self._known(topics).items()
            for partition in partitions
        }
        answers = self._client.list_offsets(asked) if asked else {}
        return {(at.topic, at.partition): _result(answer).offset for at, answer in answers.items()}

    def _known(self, topics: set[str]) -> dict[str, tuple[int, ...]]:
        """The partitions of those that are there."""
        if not topics <= self._partitions.keys():
            there = self._client.list_topics(timeout=PATIENCE).topics
            self._partitions |= {name: tuple(found.partitions) for name, found in there.items()}
        return {name: self._partitions[name] for name in topics & self._partitions.keys()}

    def _apply_users(self, passwords: Mapping[str, str], prune: bool) -> None:
        known: Mapping[str, Any] = {}
        if prune:
            asked: Any = self._client.describe_user_scram_credentials()  # one future, when asked for all
            known = _result(asked)
        scram = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS)
        changes: list[Any] = [
            UserScramCredentialUpsertion(name, scram, password.encode())
            for name, password in passwords.items()
        ]
        changes += [
            UserScramCredentialDeletion(name, ScramMechanism.SCRAM_SHA_512)
            for name in known
            if name not in passwords
        ]
        if changes:
            _results(self._client.alter_user_scram_credentials(changes).values())

    def _apply_topics(self, topics: tuple[TopicSpec, ...]) -> None:
        there = self._client.list_topics(timeout=PATIENCE).topics
        new = [
            NewTopic(topic.name, topic.partitions, 1, config=dict(topic.config))
            for topic in topics
            if topic.name not in there
        ]
        if new:
            _results(self._client.create_topics(new).values())
        for topic in topics:
            found = len(there[topic.name].partitions) if topic.name in there else topic.partitions
            if found != topic.partitions:
                raise StackError(
                    f"topic {topic.name} has {found} partitions and should have {topic.partitions}: "
                    "begin anew with `python -m deploy.local down --erase`, or keep the old number"
                )
        changed = [_settings(topic) for topic in topics if topic.name in there and topic.config]
        if changed:
            _results(self._client.incremental_alter_configs(changed).values())

    def _apply_rights(self, principals: tuple[Principal, ...], prune: bool) -> None:
        wanted = {right for principal in principals for right in _rights(principal)}
        whose = [ANYBODY] if prune else [_user(principal) for principal in principals]
        found = self._rights_of(whose)
        if missing := wanted - found:
            _results(self._client.create_acls(list(missing)).values())
            self._wait_for(wanted, whose)
        surplus = found - wanted
        if prune and surplus:
            _results(self._client.delete_acls([_exactly(right) for right in surplus]).values())

    def _wait_for(self, rights: set[AclBinding], whose: Iterable[str]) -> None:
        """The node takes them up after it has confirmed them, in order: with the last, all is in force."""
        end = time.monotonic() + PATIENCE
        while not rights <= self._rights_of(whose):
            if time.monotonic() > end:
                raise StackError("Kafka does not take up its rights; see the stack's logs/kafka.log")
            time.sleep(LOOK_EVERY)

    def _rights_of(self, whose: Iterable[str]) -> set[AclBinding]:
        """Asked for by user: a stack that many share has thousands of rights."""
        asked = [self._client.describe_acls(_every_right(one)) for one in whose]
        return {right for answer in asked for right in _result(answer)}


def _user(principal: Principal) -> str:
    return f"User:{principal.name}"


def _rights(principal: Principal) -> list[AclBinding]:
    """Reading and writing imply describing; an idempotent producer needs nothing beyond writing."""

    def allow(kind: ResourceType, name: str, operation: AclOperation) -> AclBinding:
        prefixed = name.endswith("*")
        pattern = ResourcePatternType.PREFIXED if prefixed else ResourcePatternType.LITERAL
        return AclBinding(
            kind, name.removesuffix("*"), pattern, _user(principal), "*", operation, AclPermissionType.ALLOW
        )

    return [
        *(allow(ResourceType.TOPIC, topic, AclOperation.READ) for topic in principal.reads),
        *(allow(ResourceType.TOPIC, topic, AclOperation.WRITE) for topic in principal.writes),
        *(allow(ResourceType.GROUP, group, AclOperation.READ) for group in principal.groups),
    ]


def _settings(topic: TopicSpec) -> ConfigResource:
    entries = [
        ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
        for name, value in topic.config.items()
    ]
    return ConfigResource(ResourceType.TOPIC, topic.name, incremental_configs=entries)


ANYBODY: Final[Any] = None
"""The library takes None for all, but is not typed so."""


def _every_right(user: str) -> AclBindingFilter:
    return AclBindingFilter(
        ResourceType.ANY,
        ANYBODY,
        ResourcePatternType.ANY,
        user,
        ANYBODY,
        AclOperation.ANY,
        AclPermissionType.ANY,
    )


def _exactly(right: AclBinding) -> AclBindingFilter:
    return AclBindingFilter(
        right.restype,
        right.name,
        right.resource_pattern_type,
        right.principal,
        right.host,
        right.operation,
        right.permission_type,
    )


def _results(futures: Iterable[Future[Any]]) -> None:
    for future in list(futures):
        _result(future)


def _result(future: Future[Any]) -> Any:
    try:
        return future.result(PATIENCE)
    except (KafkaException, TimeoutError) as error:
        raise StackError(
            f"Kafka refused its administrator: {error}; see the stack's logs/kafka.log"
        ) from error

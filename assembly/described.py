"""A service as its runtime knows it, read off the register of contracts: feeds, topics, readers, keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from contracts import (
    agencies,
    checks,
    crossing,
    decisions,
    intake,
    notifications,
    police,
    receipts,
    referrals,
)
from contracts.catalogue import Catalogue
from contracts.codes import CameTo, Kept
from contracts.event import Event
from contracts.keyring import KeyringUnreadable, load
from contracts.parties import principal, source
from contracts.receipts import MessageReceipt
from contracts.topics import Keyed, Register, Topic, for_force
from contracts.unread import CaseMessageHeld, CaseMessageReleased
from contracts.vault import Vault
from messaging.decider import Decider
from messaging.mapping import answering, theirs
from messaging.routes import MessageRoutes
from messaging.service import Announced, Came, Feed, Projector, Receipts, Service

S = TypeVar("S")

PUBLISHED: Final[tuple[type[Event], ...]] = tuple(
    dict.fromkeys(
        (
            *intake.EVENTS,
            *checks.EVENTS,
            *decisions.EVENTS,
            *decisions.NOTICES,
            *notifications.EVENTS,
            *agencies.EVENTS,
            *crossing.EVENTS,
            *police.EVENTS,
            *referrals.EVENTS,
            *receipts.EVENTS,
        )
    )
)
"""Every event type of the published language."""


def _receipt(came: Came) -> MessageReceipt:
    return MessageReceipt(
        party=came.party,
        message=came.id or None,
        record=came.ref,
        message_type=came.type or None,
        your_case=came.case or None,
        outcome=CameTo(came.outcome),
        codes=came.codes,
        at=came.at,
    )


RECEIPTS: Final = Receipts(_receipt, MessageReceipt.TYPE)


def described(
    force: str,
    name: str,
    *,
    decider: Decider[S],
    routes: MessageRoutes,
    private: Iterable[type[Event]] = (),
    edition: str,
    keyring: Path,
    secret: bytes,
    projector: Projector | None = None,
    stale_after: timedelta | None = None,
) -> Service[S]:
    """`name` is intake, checks, decisions or notifications; `private` are the events it keeps to itself.

    `secret` makes the ids opaque of cases that come from outside.
    """
    register = for_force(force)
    who = principal(force, name)

    own = load(keyring)
    if own.principal != who:
        raise KeyringUnreadable(f"{keyring.name} is of {own.principal}: give {who} its own")

    def topic_for(type_: str) -> str | None:
        topic = register.topic_for(who, type_)
        return topic.name if topic else None

    def readers(topic: str, label: str) -> list[str]:
        there = register.topic(topic)
        return sorted(there.may_open(label) - {there.writer})

    feeds = tuple(_feed(register, who, topic, secret) for topic in register.reads(who))
    return Service(
        principal=who,
        source=source(who),
        decider=decider,
        catalogue=Catalogue(dict.fromkeys((*PUBLISHED, *private))),
        routes=routes,
        feeds=feeds,
        topic_for=topic_for,
        topic_to=lambda type_, reader: register.topic_to(who, type_, reader).name,
        readers=readers,
        vault=Vault(own),
        edition=edition,
        projector=projector,
        writes=tuple(topic.name for topic in register.writes(who)),
        lives_on=tuple(topic.name for topic in register.writes(who) if not topic.from_outside),
        announced=ANNOUNCED if topic_for(CaseMessageHeld.TYPE) else None,
        receipts=RECEIPTS,
        stale_after=stale_after,
        signer=own.signer,
        roots_topic=register.roots_of(who).name,
    )


def _feed(register: Register, who: str, topic: Topic, secret: bytes) -> Feed:
    maps = {
        Keyed.OURS: None,
        Keyed.THEIRS: theirs(secret, topic.source),
        Keyed.ANSWERS: answering(secret, topic.source),
    }
    carries = frozenset(kind.TYPE for kind in topic.carries)
    if topic.from_outside:
        register.topic_to(who, MessageReceipt.TYPE, topic.writer)
    party = topic.writer if topic.from_outside else ""
    return Feed(topic.name, topic.source, not topic.from_outside, carries, maps[topic.keyed], party)


def _held(topic: str, kept: str, since: datetime) -> CaseMessageHeld:
    return CaseMessageHeld(topic=topic, kept=Kept(kept), since=since)


ANNOUNCED: Final = Announced(held=_held, released=lambda topic: CaseMessageReleased(topic=topic))

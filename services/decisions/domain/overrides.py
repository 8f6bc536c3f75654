"""Conditions that the rank which may authorise can pass, with a written reason that is kept. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment, Stale, Unread
from messaging.gates import Gate
from messaging.gates import unmet as find_unmet
from services.decisions.domain import evidence, unread
from services.decisions.domain.explained import EDITION, GatesOverridden, StaleFeed, UnreadMail
from services.decisions.domain.facts import HeldMail
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.passing import passes
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Case

_TYPE: Final = re.compile(r"[a-z0-9_.]{0,128}")
_REASON: Final = re.compile(r"[A-Z0-9_]{0,64}")


def passed(
    gates: Iterable[Gate[Case, Any]], step: str, case: Case, command: Any, moment: Moment
) -> tuple[GatesOverridden, ...]:
    """What was passed by this command's written reason, for the record; nothing if every condition held."""
    if not passes(case, command):
        return ()
    found = find_unmet(gates, case, replace(command, override=None), moment)
    codes = tuple(dict.fromkeys(one.code for one in found if one.override))
    if not codes:
        return ()
    overridden = GatesOverridden(
        step=step,
        codes=codes,
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.override)),
        standing=evidence.what_stands(case, codes),
        unread=(*map(_kept, moment.unread), *map(_held, unread.elsewhere(case))),
        stale=tuple(_stale(one) for one in moment.stale),
        edition=EDITION,
    )
    return (overridden,)


def _kept(one: Unread) -> UnreadMail:
    """What no code can say is left out: a type or reason of the sender's making may hold anything."""
    return UnreadMail(
        where=one.where,
        type=one.type if _TYPE.fullmatch(one.type) else "",
        reason=one.reason if _REASON.fullmatch(one.reason) else "",
        since=to_the_millisecond(one.since),
    )


def _held(mail: HeldMail) -> UnreadMail:
    where = mail.kept.value.lower()
    since = to_the_millisecond(mail.since)
    return UnreadMail(where=where, type="", reason="", since=since, held_by=mail.service, topic=mail.topic)


def _stale(feed: Stale) -> StaleFeed:
    return StaleFeed(topic=feed.topic, why=feed.why, since=to_the_millisecond(feed.since))

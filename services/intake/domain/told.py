"""The eight things of G 28, each with time, channel and wording version (R-045)."""

from __future__ import annotations

from datetime import datetime

from contracts.codes import Channel, InitialItem
from contracts.intake import InitialInformationGiven, Told
from messaging.decider import Moment
from messaging.outcomes import Decided
from services.intake.domain import commands as c
from services.intake.domain.instants import by_then
from services.intake.domain.scripts import flagged
from services.intake.domain.state import Case


def told(channel: Channel, items: tuple[c.Item, ...], now: datetime) -> tuple[InitialInformationGiven, ...]:
    """The event for what was told, or nothing. On a screen, what is not acknowledged is not told."""
    counted = {
        one.item: Told(item=one.item, told_at=by_then(one.at, now), channel=channel, wording=one.wording)
        for one in items
        if isinstance(one.item, InitialItem) and (one.acknowledged or channel is not Channel.ONLINE)
    }
    return (InitialInformationGiven(told=tuple(counted.values())),) if counted else ()


def give(_case: Case, command: c.GiveInitialInformation, moment: Moment) -> Decided:
    return Decided((*told(command.channel, command.items, moment.now), *flagged(command.items)))

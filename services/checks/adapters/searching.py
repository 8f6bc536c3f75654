"""One ask of a source that answers in the same exchange: many searches, one reply.

What some searches found is told whatever becomes of the rest; that nothing is held is said only once all of
them have succeeded.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date, timedelta
from typing import Protocol

from pydantic import ValidationError

from contracts.codes import NoAnswer, Searched
from services.checks.adapters.line import NotAnswered
from services.checks.domain.answers import CouldNotLook, Found, HeldRecord, InPart, Reply, WouldNotSay
from services.checks.domain.matching import Described

Shown = HeldRecord | CouldNotLook | WouldNotSay
"""Of one search: a record, or that there is something which it could not or would not show."""


class Search(Protocol):
    """A source and what its searches cover."""

    @property
    def searched(self) -> Searched: ...

    def all_about(self, people: tuple[Described, ...], today: date) -> AsyncGenerator[Shown]:
        """As it is shown, search after search. `today` (London) tells which orders are in force.

        Raises NotAnswered where the source cannot be asked any further now.
        """
        ...


async def reply(search: Search, people: tuple[Described, ...], today: date, within: timedelta) -> Reply:
    """What the source holds, in whole or in part, or why nothing is known. `within`: machine time."""
    held: dict[str, HeldRecord] = {}
    not_shown: list[CouldNotLook | WouldNotSay] = []
    try:
        async with asyncio.timeout(within.total_seconds()), aclosing(search.all_about(people, today)) as said:
            async for one in said:
                if isinstance(one, HeldRecord):
                    held[one.record] = one
                else:
                    not_shown.append(one)
    except TimeoutError:
        not_shown.append(CouldNotLook(NoAnswer.TIMED_OUT))
    except NotAnswered as trouble:
        not_shown.append(CouldNotLook(trouble.reason))
    except ValidationError:
        not_shown.append(CouldNotLook(NoAnswer.NOT_UNDERSTOOD))
    records = tuple(held.values())
    if not not_shown:
        return Found(search.searched, records)
    # what could not be looked at is asked again; what is withheld is said once all else has been seen
    rest = next((one for one in not_shown if isinstance(one, CouldNotLook)), not_shown[0])
    return InPart(search.searched, records, rest) if records else rest

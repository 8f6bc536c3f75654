"""What must happen later: a message that leaves, a letter that lies here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from contracts.codes import NotSent
from messaging.decider import Moment
from messaging.routes import Due, DueTask, Effect, Safety, TaskRoutes, TryAgain
from services.notifications.adapters.transport import Away, NotTaken, Transport
from services.notifications.domain.commands import (
    Reconsider,
    RecordFailed,
    RecordSent,
    RemindToHandOver,
)
from services.notifications.domain.compose import compose, reference_of
from services.notifications.domain.due import ALERT, LIES_HERE, SEND
from services.notifications.domain.gates import contact_of, in_the_way, not_before, way
from services.notifications.domain.state import Case, Outgoing, Standing

ATTEMPTS: Final = 8
TIMEOUT: Final = timedelta(seconds=20)

Now = Callable[[], Awaitable[datetime]]
"""Business time, aware."""


class Sending:
    """Sends one message, if it may leave at this very moment; what comes of it goes through decide.

    The transport gets a reference that is the same in every attempt and every round, so that it can tell
    whether it has the message already: no letter is sent twice. An alert does not wait for the question.
    """

    def __init__(self, transport: Transport, now: Now) -> None:
        self._transport = transport
        self._now = now

    async def send(self, task: DueTask, case: Case) -> RecordSent | RecordFailed | Reconsider:
        one = case.messages.get(task.refs["message"])
        again = Reconsider(task.refs["message"], int(task.refs["round"]))
        if one is None or not await self._may_leave(case, one):
            return again
        try:
            return await self._send(task, case, one)
        except NotTaken:
            return self._failed(task, one, NotSent.RETURNED)
        except Away as away:
            if task.attempt >= ATTEMPTS:
                return self._failed(task, one, NotSent.TRANSPORT_DOWN)
            raise TryAgain from away
        except Exception:
            if task.attempt >= ATTEMPTS:
                return self._failed(task, one, NotSent.RESULT_NOT_KNOWN)
            raise

    async def look_up(self, task: DueTask, case: Case) -> RecordSent | None:
        """Whether an attempt of which nobody knows the end was taken."""
        one = case.messages.get(task.refs["message"])
        if one is None or one.transport is None:
            return None
        taken = await self._transport.has(reference_of(case.case_id, one.key))
        return RecordSent(one.key, one.transport) if taken else None

    async def _may_leave(self, case: Case, one: Outgoing) -> bool:
        now = await self._now()
        moment = Moment(now, case.case_id)
        if one.standing is not Standing.QUEUED or in_the_way(case, one, moment):
            return False
        transport = way(case, one, now)
        return (
            transport is not None
            and transport is one.transport
            and not_before(case, one, transport, now) <= now
        )

    async def _send(self, task: DueTask, case: Case, one: Outgoing) -> RecordSent:
        if one.transport is None:
            raise NotTaken("no transport was chosen")
        reference = reference_of(case.case_id, one.key)
        earlier = one.round > 1 or task.attempt > 1
        if not (earlier and await self._transport.has(reference)):
            written = compose(case, one, contact_of(case, one), one.transport)
            await self._transport.send(reference, written)
        return RecordSent(one.key, one.transport)

    def _failed(self, task: DueTask, one: Outgoing, why: NotSent) -> RecordFailed:
        if one.transport is None:
            raise ValueError("a message without a transport was not tried")
        return RecordFailed(one.key, one.transport, why, task.attempt)


def routes(sending: Sending) -> TaskRoutes:
    return {
        SEND: Effect(sending.send, Safety.LOOK_UP_FIRST, TIMEOUT, ATTEMPTS, sending.look_up),
        ALERT: Effect(sending.send, Safety.REPEATABLE, TIMEOUT, ATTEMPTS),
        LIES_HERE: Due(lambda task: RemindToHandOver(task.refs["message"])),
    }

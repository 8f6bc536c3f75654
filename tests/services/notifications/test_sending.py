"""A message leaves only if it may at that very moment, and never twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from contracts.codes import NotSent, Transport
from contracts.people import Means
from messaging.routes import DueTask, Effect, Safety, TryAgain
from services.notifications.adapters.transport import Away, NotTaken
from services.notifications.domain.commands import (
    InviteApplicant,
    NoteCorrection,
    Reconsider,
    RecordFailed,
    RecordSent,
    SendAgain,
    SendClosing,
)
from services.notifications.domain.compose import Written
from services.notifications.domain.decide import DECIDER
from services.notifications.domain.due import ALERT, SEND
from services.notifications.domain.state import Case
from services.notifications.tasks import ATTEMPTS, Sending, routes
from tests.given import Story, story
from tests.services.notifications.told import NOON, SERGEANT, closing, contact, corrected, meeting


@dataclass
class Carrier:
    """A transport in memory. `lost`: it takes a message, and its answer is lost on the way back."""

    taken: dict[str, Written] = field(default_factory=dict)
    tries: int = 0
    trouble: Exception | None = None
    lost: bool = False

    async def send(self, reference: str, written: Written) -> None:
        self.tries += 1
        if self.trouble:
            raise self.trouble
        assert reference not in self.taken, "a message was sent twice"
        self.taken[reference] = written
        if self.lost:
            raise ConnectionResetError

    async def has(self, reference: str) -> bool:
        return reference in self.taken


def task(message: str, *, round_: int = 1, attempt: int = 1) -> DueTask:
    refs = {"message": message, "round": str(round_)}
    return DueTask("c-given", SEND, f"{message}/{round_}", refs, NOON, attempt, "t-1")


def sending(carrier: Carrier, now: datetime = NOON) -> Sending:
    async def clock() -> datetime:
        return now

    return Sending(carrier, clock)


def posted() -> Story[Case]:
    return story(DECIDER).at(NOON).when(SendClosing(closing()))


async def test_a_letter_leaves_with_its_text_and_address() -> None:
    carrier = Carrier()
    done = await sending(carrier).send(task("closing-1"), posted().state)
    assert done == RecordSent("closing-1", Transport.POST)
    [letter] = carrier.taken.values()
    assert letter.to == "Ferdinand Testperson\n1 Invented Row\nNowhere-on-Sea\nZZ1 1ZZ"
    assert "There is no information to disclose to you." in letter.body


async def test_the_reference_is_the_same_in_every_attempt_and_round_and_says_nothing() -> None:
    carrier = Carrier(lost=True)
    told = posted()
    with pytest.raises(ConnectionResetError):
        await sending(carrier).send(task("closing-1"), told.state)
    carrier.lost = False
    assert await sending(carrier).look_up(task("closing-1", attempt=2), told.state) == RecordSent(
        "closing-1", Transport.POST
    )
    told = told.when(RecordFailed("closing-1", Transport.POST, NotSent.RESULT_NOT_KNOWN, 8))
    told = told.when(SendAgain(SERGEANT, "closing-1"))
    again = await sending(carrier).send(task("closing-1", round_=2), told.state)
    assert again == RecordSent("closing-1", Transport.POST)
    assert carrier.tries == 1
    [reference] = carrier.taken
    assert "c-given" not in reference
    assert "TEST" not in reference.upper()


async def test_what_was_not_taken_before_is_not_found() -> None:
    assert await sending(Carrier()).look_up(task("closing-1", attempt=2), posted().state) is None


async def test_a_message_that_has_gone_or_was_stopped_does_not_leave_again() -> None:
    carrier = Carrier()
    told = posted().when(RecordSent("closing-1", Transport.POST))
    assert await sending(carrier).send(task("closing-1"), told.state) == Reconsider("closing-1", 1)
    assert await sending(carrier).send(task("closing-9"), told.state) == Reconsider("closing-9", 1)
    assert carrier.tries == 0


async def test_outside_safe_hours_nothing_leaves_however_late_the_task_comes() -> None:
    told = story(DECIDER).at(NOON).when(InviteApplicant(meeting(Means.TELEPHONE, hours=("WED 12:00-12:30",))))
    carrier = Carrier()
    late = sending(carrier, NOON + timedelta(minutes=30))
    assert await late.send(task("appointment-1"), told.state) == Reconsider("appointment-1", 1)
    assert carrier.tries == 0
    in_time = sending(carrier, NOON + timedelta(minutes=29))
    assert await in_time.send(task("appointment-1"), told.state) == RecordSent(
        "appointment-1", Transport.TEXT
    )


async def test_a_contact_corrected_after_queueing_is_not_written_to_the_old_way() -> None:
    told = story(DECIDER).at(NOON).when(InviteApplicant(meeting(Means.TELEPHONE)))
    told = told.when(NoteCorrection(corrected(contact(Means.EMAIL), NOON + timedelta(minutes=1))))
    carrier = Carrier()
    assert await sending(carrier).send(task("appointment-1"), told.state) == Reconsider("appointment-1", 1)
    assert carrier.tries == 0


async def test_a_transport_that_is_away_is_tried_again_and_then_a_person_is_asked() -> None:
    carrier = Carrier(trouble=Away("down"))
    with pytest.raises(TryAgain):
        await sending(carrier).send(task("closing-1"), posted().state)
    last = await sending(carrier).send(task("closing-1", attempt=ATTEMPTS), posted().state)
    assert last == RecordFailed("closing-1", Transport.POST, NotSent.TRANSPORT_DOWN, ATTEMPTS)


async def test_what_the_transport_will_never_take_is_not_tried_again() -> None:
    done = await sending(Carrier(trouble=NotTaken("400"))).send(task("closing-1"), posted().state)
    assert done == RecordFailed("closing-1", Transport.POST, NotSent.RETURNED, 1)


async def test_an_unknown_result_is_never_taken_for_success_or_failure_before_the_last_attempt() -> None:
    carrier = Carrier(trouble=RuntimeError("who knows"))
    with pytest.raises(RuntimeError):
        await sending(carrier).send(task("closing-1"), posted().state)
    last = await sending(carrier).send(task("closing-1", attempt=ATTEMPTS), posted().state)
    assert last == RecordFailed("closing-1", Transport.POST, NotSent.RESULT_NOT_KNOWN, ATTEMPTS)


def test_the_runtime_looks_before_it_sends_again() -> None:
    effect = routes(sending(Carrier()))[SEND]
    assert isinstance(effect, Effect)
    assert effect.safety is Safety.LOOK_UP_FIRST
    assert effect.look_up is not None


def test_an_alert_does_not_wait_for_the_question_whether_it_was_sent() -> None:
    effect = routes(sending(Carrier()))[ALERT]
    assert isinstance(effect, Effect)
    assert effect.safety is Safety.REPEATABLE

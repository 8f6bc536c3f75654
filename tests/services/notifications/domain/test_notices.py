"""Appointments, delays, advice and officer alerts: in a safe way, at a safe time, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codes import Advice, AlertKind, MeetingPlace, MessageKind, NotSent, Transport
from contracts.notifications import MessageBlocked, MessageSent, SafetyAdviceGiven
from contracts.people import Means
from messaging.decider import Message
from messaging.outcomes import Decided
from services.notifications.domain.commands import (
    AlertDutyRole,
    GiveAdvice,
    InviteApplicant,
    NoteCorrection,
    Reconsider,
    RecordFailed,
    RecordSent,
    RecordTold,
    TellOfDelay,
)
from services.notifications.domain.compose import compose, parameters
from services.notifications.domain.decide import DECIDER
from services.notifications.domain.events import LetterPrinted, MessageQueued
from services.notifications.domain.evolve import asks
from services.notifications.domain.gates import contact_of
from services.notifications.domain.guard import passes
from services.notifications.domain.safe_contact import UnreadableHours, next_safe
from services.notifications.domain.state import KIND, Case, Standing
from tests.given import Story, story
from tests.services.notifications.told import (
    EMAIL,
    NOON,
    SERGEANT,
    TELEPHONE,
    alert,
    closing,
    contact,
    corrected,
    delay,
    held,
    meeting,
)

EVERY_FACT: tuple[Any, ...] = (
    closing(),
    alert(),
    meeting(Means.TELEPHONE),
    meeting(Means.EMAIL, key="meeting-2"),
    held(contact(Means.EMAIL)),
    delay(contact(Means.EMAIL)),
    delay(None, at=NOON + timedelta(hours=1)),
    corrected(contact(Means.POST)),
    corrected(None),
    MessageQueued(
        message="closing-1",
        kind=MessageKind.CLOSING_LETTER,
        transport=Transport.POST,
        wording="closing-no-information@1",
        not_before=NOON,
        round=1,
    ),
    MessageSent(message="alert-1", kind=MessageKind.OFFICER_ALERT, transport=Transport.PAGER, sent_at=NOON),
    LetterPrinted(letter="closing-1", printed_at=NOON),
)


def begun() -> Story[Case]:
    return story(DECIDER).at(NOON)


def text_of(told: Story[Case], key: str) -> str:
    one = told.state.messages[key]
    assert one.transport is not None
    written = compose(told.state, one, contact_of(told.state, one), one.transport)
    return f"{written.title}\n{written.body}"


def test_an_officer_alert_carries_a_reference_and_nothing_about_anybody() -> None:
    told = begun().when(AlertDutyRole(alert())).decided(MessageQueued)
    assert told.events[0].transport is Transport.PAGER
    assert told.due() == {("alert", "alert-1/1")}
    assert text_of(told, "alert-1") == (
        "Immediate risk to a child: CS-ABCD-EFGH-IJKL\n"
        "Immediate risk to a child: case CS-ABCD-EFGH-IJKL. Acknowledge by Wednesday 24 June 2026 at 12:15. "
        "Open the case to read more; nothing more is written here."
    )


def test_one_ring_names_everything_of_the_case_that_nobody_has_taken() -> None:
    also = (AlertKind.NEW_INFORMATION, AlertKind.LIMIT_PASSED, AlertKind.LETTER_NOT_SENT)
    told = begun().when(AlertDutyRole(alert(AlertKind.LIMIT_PASSED, also=also))).decided(MessageQueued)
    assert text_of(told, "alert-1").startswith(
        "Limit passed, overdue: 2, New information, A letter could not be sent: CS-ABCD-EFGH-IJKL"
    )


def test_all_that_there_is_to_name_fits_into_one_ring() -> None:
    every = tuple(kind for kind in AlertKind for _ in range(12))
    told = begun().when(AlertDutyRole(alert(AlertKind.REVIEW_WANTED, also=every))).decided(MessageQueued)
    (one,) = told.state.messages.values()
    assert passes(parameters(told.state, one, None), frozenset({"what", "reference", "day", "time"}))


def test_an_alert_that_cannot_be_sent_rings_the_control_room() -> None:
    told = begun().when(AlertDutyRole(alert()))
    told = told.when(RecordFailed("alert-1", Transport.PAGER, NotSent.TRANSPORT_DOWN, 8))
    assert isinstance(told.outcome, Decided)
    assert told.outcome.tasks[0].refs["role"] == "CONTROL_ROOM"


def test_every_climb_of_an_alert_is_a_message_of_its_own() -> None:
    told = begun().when(AlertDutyRole(alert())).when(AlertDutyRole(alert(at=NOON + timedelta(minutes=5))))
    assert told.due() == {("alert", "alert-1/1"), ("alert", "alert-2/1")}


@pytest.mark.parametrize(
    ("means", "transport"),
    [
        ((Means.TELEPHONE, Means.EMAIL), Transport.TEXT),
        ((Means.EMAIL, Means.TELEPHONE), Transport.EMAIL),
        ((Means.POST,), Transport.POST),
        ((Means.IN_PERSON, Means.EMAIL), Transport.EMAIL),
    ],
)
def test_the_applicants_first_safe_choice_is_used(means: tuple[Means, ...], transport: Transport) -> None:
    told = begun().when(InviteApplicant(meeting(*means))).decided(MessageQueued)
    assert told.events[0].transport is transport


def test_a_text_is_a_message_left_on_a_telephone() -> None:
    told = (
        begun().when(InviteApplicant(meeting(Means.TELEPHONE, leave_message=False))).decided(MessageBlocked)
    )
    assert told.events[0].why is NotSent.NO_SAFE_CONTACT
    told = begun().when(InviteApplicant(meeting(Means.TELEPHONE, Means.EMAIL, leave_message=False)))
    assert told.decided(MessageQueued).events[0].transport is Transport.EMAIL


def test_a_letter_that_would_come_too_late_for_its_appointment_is_not_posted() -> None:
    soon = meeting(Means.POST, begins_at=NOON + timedelta(days=2))
    assert (
        begun().when(InviteApplicant(soon)).decided(MessageBlocked).events[0].why is NotSent.NO_SAFE_CONTACT
    )


def test_an_appointment_says_when_and_leaves_the_rest_unsaid() -> None:
    told = begun().when(InviteApplicant(meeting(Means.TELEPHONE)))
    text = text_of(told, "appointment-1")
    assert "Wednesday 1 July 2026 at 12:00" in text
    assert "the place agreed with you" in text
    for word in ("Cleo", "Quill", "scheme", "police", "child", "Ferdinand"):
        assert word not in text
    remote = begun().when(InviteApplicant(meeting(Means.TELEPHONE, place=MeetingPlace.REMOTE)))
    assert "the number agreed with you" in text_of(remote, "appointment-1")


def test_outside_safe_hours_a_message_waits_for_them() -> None:
    told = begun().when(InviteApplicant(meeting(Means.TELEPHONE, hours=("MON-FRI 09:00-11:30",))))
    told.decided(MessageQueued)
    assert told.events[0].not_before == datetime(2026, 6, 25, 8, 0, tzinfo=UTC)


def test_an_appointment_that_begins_before_the_next_safe_hour_is_stopped() -> None:
    late = meeting(Means.TELEPHONE, hours=("SUN 09:00-10:00",), begins_at=NOON + timedelta(days=1))
    assert (
        begun().when(InviteApplicant(late)).decided(MessageBlocked).events[0].why
        is NotSent.OUTSIDE_SAFE_HOURS
    )


@pytest.mark.parametrize(
    "hours", ["mornings", "MON-FRI 09:00", "MON-FRI 17:00-09:00", "MON 25:00-26:00", "XXX 09:00-10:00"]
)
def test_hours_that_cannot_be_read_are_not_guessed_at(hours: str) -> None:
    told = begun().when(InviteApplicant(meeting(Means.TELEPHONE, hours=(hours,)))).decided(MessageBlocked)
    assert told.events[0].why is NotSent.OUTSIDE_SAFE_HOURS
    with pytest.raises(UnreadableHours):
        next_safe((hours,), NOON)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "safe"),
    [
        ((), at(24, 3), at(24, 3)),
        (("24/7",), at(24, 3), at(24, 3)),
        (("MON-FRI 09:00-15:00",), at(24, 11), at(24, 11)),
        (("MON-FRI 09:00-15:00",), at(24, 13, 59), at(24, 13, 59)),
        (("MON-FRI 09:00-15:00",), at(24, 14), at(25, 8)),
        (("MON-FRI 09:00-15:00",), at(26, 20), at(29, 8)),
        (("SAT-MON 10:00-11:00",), at(24, 11), at(27, 9)),
        (("WED 09:00-10:00",), at(24, 11), datetime(2026, 7, 1, 8, tzinfo=UTC)),
        (("SUN 09:00-10:00", "THU 18:00-19:00"), at(24, 11), at(25, 17)),
        (
            ("SUN 01:30-03:00",),
            datetime(2026, 10, 24, 12, tzinfo=UTC),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),
    ],
)
def test_safe_hours_are_those_of_a_london_clock(
    hours: tuple[str, ...], now: datetime, safe: datetime
) -> None:
    assert next_safe(hours, now) == safe


def test_a_message_that_missed_its_hours_waits_for_the_next() -> None:
    told = begun().when(InviteApplicant(meeting(Means.TELEPHONE, hours=("WED-THU 12:00-12:30",))))
    told = told.at(NOON + timedelta(hours=1)).when(Reconsider("appointment-1", 1)).decided(MessageQueued)
    assert told.events[0].not_before == NOON + timedelta(days=1)
    assert told.due() == {("send", "appointment-1/2")}
    assert told.when(Reconsider("appointment-1", 1)).events == ()


def test_a_contact_that_is_no_longer_safe_is_not_used() -> None:
    told = begun().when(InviteApplicant(meeting(Means.TELEPHONE)))
    told = told.when(NoteCorrection(corrected(contact(Means.EMAIL), NOON + timedelta(minutes=5))))
    told = told.when(Reconsider("appointment-1", 1)).decided(MessageQueued)
    assert told.events[0].transport is Transport.EMAIL


def test_an_older_correction_does_not_undo_a_newer_contact() -> None:
    told = begun().given(corrected(contact(Means.POST), NOON - timedelta(days=2)))
    told = told.when(InviteApplicant(meeting(Means.TELEPHONE))).decided(MessageQueued)
    assert told.events[0].transport is Transport.TEXT


def test_a_new_appointment_takes_the_place_of_one_that_has_not_gone() -> None:
    waits = meeting(Means.TELEPHONE, hours=("SUN 09:00-10:00",))
    told = begun().when(InviteApplicant(waits)).when(InviteApplicant(meeting(key="meeting-2")))
    assert told.state.messages["appointment-1"].standing is Standing.SUPERSEDED
    assert told.due() == {("send", "appointment-2/1")}


def test_an_invitation_to_a_meeting_that_was_held_is_not_sent() -> None:
    waits = meeting(Means.TELEPHONE, hours=("SUN 09:00-10:00",))
    told = begun().when(InviteApplicant(waits)).when(GiveAdvice(held(None)))
    assert told.due() == set()


@pytest.mark.proves("R-051", by="services.notifications.domain.compose:compose")
def test_the_words_about_a_delay_hint_at_nothing() -> None:
    told = begun().when(TellOfDelay(delay(contact(Means.TELEPHONE)))).decided(MessageQueued)
    text = text_of(told, "delay-1")
    assert "Friday 3 July 2026" in text
    for word in ("found", "check", "risk", "police", "Ferdinand"):
        assert word not in text.lower()


def test_an_applicant_who_was_told_of_the_delay_already_gets_nothing() -> None:
    begun().when(TellOfDelay(delay(None))).decided()


def test_a_delay_that_is_over_is_not_announced() -> None:
    told = begun().when(TellOfDelay(delay(contact(Means.EMAIL), expected_by=date(2026, 6, 23))))
    assert told.decided(MessageBlocked).events[0].why is NotSent.OUTSIDE_SAFE_HOURS


@pytest.mark.proves("R-109", by="services.notifications.domain.decide:_said_at_meeting")
def test_advice_given_in_the_meeting_is_recorded_as_given_there() -> None:
    told = begun().when(GiveAdvice(held(None, Advice.KEEPING_CHILDREN_SAFE))).decided(SafetyAdviceGiven)
    assert told.events[0].transport is Transport.HAND
    assert told.events[0].advice == (Advice.KEEPING_CHILDREN_SAFE,)


def test_written_advice_goes_where_the_applicant_wants_it() -> None:
    told = begun().when(GiveAdvice(held(contact(Means.EMAIL)))).decided(MessageQueued)
    assert "sex" not in text_of(told, "advice-1").splitlines()[0].lower()
    told = told.when(RecordSent("advice-1", Transport.EMAIL)).decided(MessageSent, SafetyAdviceGiven)
    assert told.events[0].kind is MessageKind.SAFETY_ADVICE


def test_advice_does_not_fit_a_text_message() -> None:
    told = begun().when(GiveAdvice(held(contact(Means.TELEPHONE)))).decided(MessageBlocked)
    assert told.events[0].why is NotSent.NO_SAFE_CONTACT


def test_who_cannot_be_written_to_can_be_told_and_that_is_recorded() -> None:
    told = begun().when(GiveAdvice(held(contact(Means.TELEPHONE))))
    told = told.when(RecordTold(SERGEANT, "advice-1", Transport.TELEPHONE, NOON))
    told.decided(MessageSent, SafetyAdviceGiven)
    assert told.when(RecordTold(SERGEANT, "advice-1", Transport.TELEPHONE, NOON)).events == ()


def test_a_closing_text_and_an_alert_are_not_told_by_voice() -> None:
    told = begun().when(AlertDutyRole(alert()))
    told.when(RecordTold(SERGEANT, "alert-1", Transport.TELEPHONE, NOON)).refused("LETTER_NEEDED")
    told.when(RecordTold(SERGEANT, "x", Transport.TELEPHONE, NOON + timedelta(hours=1))).refused(
        "MESSAGE_UNKNOWN", "TIME_AHEAD"
    )


@pytest.mark.parametrize(
    ("wish", "rings"),
    [
        ({}, False),
        ({"language": "English"}, False),
        ({"language": "Welsh"}, True),
        ({"adjustments": "large print"}, True),
    ],
)
def test_who_needs_another_language_or_adjustments_is_not_left_with_a_letter(
    wish: dict[str, Any], rings: bool
) -> None:
    told = begun().when(InviteApplicant(meeting(Means.EMAIL, **wish))).decided(MessageQueued)
    assert isinstance(told.outcome, Decided)
    assert [task.refs["code"] for task in told.outcome.tasks] == ["LANGUAGE_OR_ADJUSTMENTS"] * rings
    assert "Welsh" not in repr(told.outcome)
    assert "large print" not in repr(told.outcome)


@given(st.permutations(EVERY_FACT), st.integers(1, len(EVERY_FACT)))
def test_facts_may_come_in_any_order_and_any_of_them_first(facts: list[Any], count: int) -> None:
    told = begun().given(*facts[:count])
    heard = [fact for fact in facts[:count] if isinstance(fact, Message)]
    assert told.state.heard == bool(heard)
    asked = [fact for fact in heard if type(fact.event) in KIND and asks(fact.event)]
    assert len(told.state.messages) == len(asked)
    assert {key.partition("/")[0] for kind, key in told.due() if kind == "send"} <= set(told.state.messages)


def test_nothing_written_shows_in_a_repr() -> None:
    told = begun().when(InviteApplicant(meeting(Means.EMAIL)))
    one = told.state.messages["appointment-1"]
    written = compose(told.state, one, contact_of(told.state, one), Transport.EMAIL)
    assert written.to == EMAIL
    for word in (EMAIL, TELEPHONE, "Ferdinand", "Cleo"):
        assert word not in repr(written) + repr(told.state)

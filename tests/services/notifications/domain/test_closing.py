"""The closing letter: one shape, once, to a safe address or into the applicant's hand (G 96, 99)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.codes import Advice, ClosingText, Delivery, NotSent, Transport
from contracts.notifications import (
    ApplicantOutcomeNotified,
    MessageBlocked,
    MessageFailed,
    MessageSent,
    NonDisclosureLetterHandDelivered,
    NonDisclosureLetterIssued,
    SafetyAdviceGiven,
)
from contracts.people import Address, Means, PersonName
from messaging.outcomes import Decided
from services.notifications.domain.commands import (
    NoteCorrection,
    PrintLetter,
    Reconsider,
    RecordFailed,
    RecordHandDelivery,
    RecordSent,
    RemindToHandOver,
    SendAgain,
    SendClosing,
)
from services.notifications.domain.compose import compose
from services.notifications.domain.decide import DECIDER
from services.notifications.domain.events import LetterPrinted, MessageQueued
from services.notifications.domain.gates import contact_of
from services.notifications.domain.state import Case
from tests.given import Story, story
from tests.services.notifications.told import HOME, NOON, SERGEANT, closed, closing, contact, corrected

LETTER = "closing-1"
SENT = RecordSent(LETTER, Transport.POST)


def begun() -> Story[Case]:
    return story(DECIDER).at(NOON)


def posted() -> Story[Case]:
    return begun().when(SendClosing(closing()))


def to_hand() -> Story[Case]:
    return begun().when(SendClosing(closing(delivery=Delivery.HAND)))


def alarms(told: Story[Case]) -> list[str]:
    assert isinstance(told.outcome, Decided)
    return [task.refs["code"] for task in told.outcome.tasks if task.kind == "alarm"]


def test_a_closing_letter_is_queued_for_the_post_at_once() -> None:
    told = posted().decided(MessageQueued)
    assert told.due() == {("send", "closing-1/1")}
    assert told.state.messages[LETTER].wording == "closing-no-information@1"


def test_a_posted_letter_tells_the_applicant_gives_the_advice_and_is_issued() -> None:
    told = posted().when(SENT)
    told.decided(MessageSent, NonDisclosureLetterIssued, ApplicantOutcomeNotified, SafetyAdviceGiven)
    issued, advice = told.events[1], told.events[3]
    assert issued.reference == "CS-ABCD-EFGH-IJKL"
    assert issued.transport is Transport.POST
    assert advice.advice == tuple(Advice)
    assert told.due() == set()


def test_a_letter_whose_posting_is_reported_twice_was_posted_once() -> None:
    assert posted().when(SENT).when(SENT).events == ()


def test_the_letter_outside_the_scheme_is_no_non_disclosure_letter() -> None:
    told = begun().when(SendClosing(closing(kind=ClosingText.NOT_IN_SCOPE))).when(SENT)
    told.decided(MessageSent, ApplicantOutcomeNotified, SafetyAdviceGiven)
    assert told.events[1].wording == "closing-not-in-scope@1"


def test_there_is_no_second_closing_letter_unless_the_first_was_stopped() -> None:
    again = posted().when(SendClosing(closing(at=NOON + timedelta(hours=1))))
    again.decided(MessageBlocked)
    assert again.events[0].why is NotSent.NOT_ON_THE_ALLOW_LIST
    assert alarms(again) == ["NOT_SENT"]
    stopped = begun().when(SendClosing(closing(contact(Means.TELEPHONE)))).decided(MessageBlocked)
    by_hand = closing(delivery=Delivery.HAND, at=NOON + timedelta(hours=1))
    assert stopped.when(SendClosing(by_hand)).decided(MessageQueued).state.messages["closing-2"].to_hand


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (contact(Means.TELEPHONE), NotSent.ADDRESS_NOT_SAFE),
        (contact(Means.POST, address=None), NotSent.ADDRESS_NOT_SAFE),
        (contact(name=PersonName(given="See https://x.invalid")), NotSent.NOT_ON_THE_ALLOW_LIST),
        (contact(address=Address(lines=("He was convicted",))), NotSent.NOT_ON_THE_ALLOW_LIST),
        (contact(address=Address(lines=("one\ntwo\n\nDear all,",))), NotSent.NOT_ON_THE_ALLOW_LIST),
    ],
)
def test_a_letter_that_may_not_leave_is_stopped_and_rings(to: object, why: NotSent) -> None:
    told = begun().when(SendClosing(closing(to)))  # type: ignore[arg-type]
    told.decided(MessageBlocked)
    assert told.events[0].why is why
    assert alarms(told) == ["NOT_SENT"]
    assert told.due() == set()


def test_a_letter_whose_contact_cannot_be_opened_is_stopped() -> None:
    told = begun().when(SendClosing(closing(sealed=closed()))).decided(MessageBlocked)
    assert told.events[0].why is NotSent.NO_KEY


def test_a_reference_made_of_the_surname_stops_the_letter() -> None:
    told = begun().when(SendClosing(closing(reference="TESTPERSON/2010-03"))).decided(MessageBlocked)
    assert told.events[0].why is NotSent.NOT_ON_THE_ALLOW_LIST


def test_a_shared_surname_or_a_street_named_like_a_word_is_the_applicants_own() -> None:
    mine = contact(
        name=PersonName(given="Séa-Anne", family="O’Prison-Sample"),
        address=Address(lines=("2 Essex Way",), town="Sussex"),
    )
    begun().when(SendClosing(closing(mine))).decided(MessageQueued)


def test_an_address_corrected_before_the_letter_left_stops_it() -> None:
    elsewhere = contact(address=HOME.model_copy(update={"town": "Otherwhere"}))
    told = posted().when(NoteCorrection(corrected(elsewhere, NOON + timedelta(minutes=1))))
    told = told.when(Reconsider(LETTER, 1)).decided(MessageBlocked)
    assert told.events[0].why is NotSent.ADDRESS_NOT_SAFE


def test_a_correction_that_changes_no_contact_changes_nothing() -> None:
    told = posted().when(NoteCorrection(corrected(None))).decided()
    assert told.due() == {("send", "closing-1/1")}


def test_a_letter_that_failed_rings_and_may_be_sent_again() -> None:
    told = (
        posted().when(RecordFailed(LETTER, Transport.POST, NotSent.TRANSPORT_DOWN, 8)).decided(MessageFailed)
    )
    assert alarms(told) == ["NOT_SENT"]
    assert told.due() == set()
    told = told.when(SendAgain(SERGEANT, LETTER)).decided(MessageQueued)
    assert told.due() == {("send", "closing-1/2")}


def test_a_letter_on_its_way_or_gone_is_not_sent_again() -> None:
    posted().when(SendAgain(SERGEANT, LETTER)).refused("NOT_STOPPED")
    posted().when(SENT).when(SendAgain(SERGEANT, LETTER)).refused("NOT_STOPPED")
    posted().when(SendAgain(SERGEANT, "closing-7")).refused("MESSAGE_UNKNOWN")


def test_a_letter_that_may_not_leave_is_not_sent_again_either() -> None:
    told = begun().when(SendClosing(closing(contact(Means.TELEPHONE))))
    told.when(SendAgain(SERGEANT, LETTER)).refused("ADDRESS_NOT_SAFE")


def test_a_letter_to_hand_over_waits_for_an_officer_and_is_never_posted() -> None:
    told = to_hand().decided(MessageQueued)
    assert told.due() == {("letter-lies-here", LETTER)}


def test_printing_issues_the_letter_once() -> None:
    told = to_hand().when(PrintLetter(SERGEANT, LETTER)).decided(LetterPrinted, NonDisclosureLetterIssued)
    told.when(PrintLetter(SERGEANT, LETTER)).decided(LetterPrinted)


def test_a_letter_in_the_post_is_not_printed_to_hand_over() -> None:
    posted().when(PrintLetter(SERGEANT, LETTER)).refused("LETTER_NOT_TO_HAND")
    posted().when(PrintLetter(SERGEANT, "closing-9")).refused("LETTER_UNKNOWN")


def test_a_letter_that_could_not_be_posted_may_be_printed_to_hand_over() -> None:
    told = begun().when(SendClosing(closing(contact(Means.TELEPHONE))))
    told.when(PrintLetter(SERGEANT, LETTER)).decided(LetterPrinted, NonDisclosureLetterIssued)


def test_handing_over_tells_the_applicant_and_is_as_good_as_the_post() -> None:
    when = NOON + timedelta(days=1)
    told = to_hand().when(PrintLetter(SERGEANT, LETTER)).at(when + timedelta(hours=1))
    told = told.when(RecordHandDelivery(SERGEANT, LETTER, when))
    told.decided(NonDisclosureLetterHandDelivered, MessageSent, ApplicantOutcomeNotified, SafetyAdviceGiven)
    assert {event.occurred_at for event in told.events} == {when}
    assert told.due() == set()


def test_a_hand_delivery_is_recorded_whatever_went_before() -> None:
    bare = to_hand().when(RecordHandDelivery(SERGEANT, LETTER, NOON))
    bare.decided(
        NonDisclosureLetterIssued,
        NonDisclosureLetterHandDelivered,
        MessageSent,
        ApplicantOutcomeNotified,
        SafetyAdviceGiven,
    )
    after_post = posted().when(SENT).when(RecordHandDelivery(SERGEANT, LETTER, NOON))
    after_post.decided(NonDisclosureLetterHandDelivered, ApplicantOutcomeNotified, SafetyAdviceGiven)
    assert bare.when(RecordHandDelivery(SERGEANT, LETTER, NOON)).events == ()


def test_a_hand_delivery_is_not_recorded_before_it_happens() -> None:
    to_hand().when(RecordHandDelivery(SERGEANT, LETTER, NOON + timedelta(minutes=5))).decided(
        NonDisclosureLetterIssued,
        NonDisclosureLetterHandDelivered,
        MessageSent,
        ApplicantOutcomeNotified,
        SafetyAdviceGiven,
    )
    to_hand().when(RecordHandDelivery(SERGEANT, LETTER, NOON + timedelta(minutes=6))).refused("TIME_AHEAD")


def test_a_letter_that_lies_here_rings_and_one_handed_over_does_not() -> None:
    assert alarms(to_hand().when(RemindToHandOver(LETTER))) == ["LETTER_LIES_HERE"]
    handed = to_hand().when(RecordHandDelivery(SERGEANT, LETTER, NOON)).when(RemindToHandOver(LETTER))
    assert alarms(handed) == []


def test_an_alarm_says_nothing_of_anybody() -> None:
    told = begun().when(SendClosing(closing(contact(Means.TELEPHONE))))
    assert isinstance(told.outcome, Decided)
    for word in ("Ferdinand", "Testperson", "Invented", "01632"):
        assert word not in repr(told.outcome)


def test_an_address_that_came_after_the_letter_was_looked_at_is_printed_on_none() -> None:
    care_of = Address(lines=("c/o Dorian Sample-Quill", "3 Madeup Terrace"), town="Sampleton")
    told = to_hand().when(NoteCorrection(corrected(contact(address=care_of), NOON + timedelta(minutes=1))))
    told = told.after(minutes=5).when(PrintLetter(SERGEANT, LETTER))
    told.decided(LetterPrinted, NonDisclosureLetterIssued)
    one = told.state.messages[LETTER]
    written = compose(told.state, one, contact_of(told.state, one), Transport.HAND)
    assert "Dorian" not in written.to + written.body
    assert HOME.lines[0] in written.to

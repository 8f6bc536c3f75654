"""What each gate of notifications blocks, and what passes it."""

from __future__ import annotations

from datetime import timedelta

from contracts.codes import Delivery, NotSent, Transport
from contracts.people import Means, PersonName
from services.notifications.domain.commands import (
    AlertDutyRole,
    GiveAdvice,
    InviteApplicant,
    PrintLetter,
    RecordFailed,
    RecordHandDelivery,
    RecordTold,
    SendAgain,
    SendClosing,
)
from services.notifications.domain.decide import DECIDER
from services.notifications.domain.state import Case
from tests.given import Story, story
from tests.services.notifications.told import (
    NOON,
    SERGEANT,
    alert,
    closed,
    closing,
    contact,
    held,
    meeting,
)
from tests.wire.tried import Case_, Tried

LETTER = "closing-1"
HOUR = timedelta(hours=1)
APPOINTMENT = "appointment-1"
UNSAFE = meeting(Means.TELEPHONE, leave_message=False)
TOO_SOON = meeting(Means.TELEPHONE, hours=("SUN 09:00-10:00",), begins_at=NOON + timedelta(days=1))
NAMED_LIKE_A_LINK = contact(name=PersonName(given="See https://x.invalid"))


def begun() -> Story[Case]:
    return story(DECIDER).at(NOON)


def posted() -> Story[Case]:
    return begun().when(SendClosing(closing()))


def to_hand() -> Story[Case]:
    return begun().when(SendClosing(closing(delivery=Delivery.HAND)))


def failed() -> Story[Case]:
    """The transport was down too long."""
    return posted().when(RecordFailed(LETTER, Transport.POST, NotSent.TRANSPORT_DOWN, 8))


def again(told: Story[Case], outgoing: str = LETTER) -> Case_:
    return told, SendAgain(SERGEANT, outgoing)


def printing(told: Story[Case], letter: str = LETTER) -> Case_:
    return told, PrintLetter(SERGEANT, letter)


def telling(told: Story[Case], outgoing: str) -> Case_:
    return told, RecordTold(SERGEANT, outgoing, Transport.TELEPHONE, NOON)


SENDING: Tried = {
    "NO_KEY": (
        lambda: again(begun().when(SendClosing(closing(sealed=closed())))),
        lambda: again(failed()),
    ),
    "ADDRESS_NOT_SAFE": (
        lambda: again(begun().when(SendClosing(closing(contact(Means.TELEPHONE))))),
        lambda: again(failed()),
    ),
    "NO_SAFE_CONTACT": (
        lambda: again(begun().when(InviteApplicant(UNSAFE)), APPOINTMENT),
        lambda: again(failed()),
    ),
    "OUTSIDE_SAFE_HOURS": (
        lambda: again(begun().when(InviteApplicant(TOO_SOON)), APPOINTMENT),
        lambda: again(failed()),
    ),
    "NOT_ON_THE_ALLOW_LIST what-varies": (
        lambda: again(begun().when(SendClosing(closing(NAMED_LIKE_A_LINK)))),
        lambda: again(failed()),
    ),
    "NOT_ON_THE_ALLOW_LIST one-closing": (
        lambda: again(posted().when(SendClosing(closing(at=NOON + HOUR))), "closing-2"),
        lambda: again(failed()),
    ),
}
ORDERED: Tried = {
    "LETTER_UNKNOWN": (lambda: printing(to_hand(), "closing-9"), lambda: printing(to_hand())),
    "LETTER_NOT_TO_HAND": (lambda: printing(posted()), lambda: printing(to_hand())),
    "NOT_ON_THE_ALLOW_LIST on-paper": (
        lambda: printing(begun().when(SendClosing(closing(NAMED_LIKE_A_LINK)))),
        lambda: printing(to_hand()),
    ),
    "TIME_AHEAD": (
        lambda: (to_hand(), RecordHandDelivery(SERGEANT, LETTER, NOON + timedelta(minutes=6))),
        lambda: (to_hand(), RecordHandDelivery(SERGEANT, LETTER, NOON)),
    ),
    "MESSAGE_UNKNOWN": (lambda: again(failed(), "closing-9"), lambda: again(failed())),
    "LETTER_NEEDED": (
        lambda: telling(begun().when(AlertDutyRole(alert())), "alert-1"),
        lambda: telling(begun().when(GiveAdvice(held(contact(Means.TELEPHONE)))), "advice-1"),
    ),
    "NOT_STOPPED": (lambda: again(posted()), lambda: again(failed())),
}
TRIED: Tried = SENDING | ORDERED

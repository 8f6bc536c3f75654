"""The closing letter: that there is no information to disclose to you, or that it is outside the scheme.

G 79, 96, 99. It leaves at an instant that follows from the contact date and the profile alone, in one shape,
so that neither its time nor its form tells whether somebody else was told (C-10). A decision that comes late
takes the next slot of the profile's week.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from contracts.calendar import london_date
from contracts.clocks import next_closing_slot
from contracts.codes import AlertKind, ClosingText, Delivery
from contracts.decisions import ClosingDue
from contracts.people import ApplicantContact
from contracts.references import case_reference
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided, Task
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import ChooseDelivery, ClosingSlotCame, DecideNotToTell
from services.decisions.domain.events import (
    ApplicantNotTold,
    CannotBeTold,
    ClosingHeldBack,
    DeliveryChosen,
    WhyNotTold,
    Withheld,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.letter_guards import (
    NOT_BY_POST_WORDS,
    for_the_letter,
    names_the_subject,
    not_by_post,
)
from services.decisions.domain.neutral_keys import AlertKey, alert_key
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Case, Decision
from services.decisions.domain.still_stands import undermined
from services.decisions.domain.unread import any_unread
from services.decisions.domain.who_is_told import applicant_told, is_concern

CLOSED_BY_LETTER: Final = frozenset({Decision.NO_CONCERN, Decision.NOT_PROGRESSED, Decision.OUT_OF_SCOPE})
TEXTS: Final = {
    Decision.NO_CONCERN: ClosingText.NO_INFORMATION_FOR_YOU,
    Decision.CONCERN: ClosingText.NO_INFORMATION_FOR_YOU,
    Decision.NOT_PROGRESSED: ClosingText.NO_INFORMATION_FOR_YOU,
    Decision.OUT_OF_SCOPE: ClosingText.NOT_IN_SCOPE,
}


def letter_due(case: Case) -> bool:
    """Whether a closing letter is owed: somebody applied, it is decided, and they can be told.

    Of a concern it is owed, the same letter, whether nobody is told or somebody else is (C-10, C-28); whoever
    was told in person gets none, nor anything else in writing (G 95).
    """
    return decided_at(case) is not None and case.asked_for and case.opened and case.not_told is None


def decided_at(case: Case) -> datetime | None:
    """Since when it is decided what the letter says; None while it is not, or where no letter says it."""
    if is_concern(case):
        return case.closing.owed_since
    decided = case.decision is not None and case.decision.what in CLOSED_BY_LETTER
    if applicant_told(case):
        return None
    return case.decision.at if case.decision is not None and decided else None


def letter_done(case: Case) -> bool:
    """Posted, handed over, or known to have reached the applicant; printed for the hand is none of these.

    Outside the scheme there is no letter of Annex D: only that the applicant was told (G 79).
    """
    told = case.told
    done = max(filter(None, (told.letter_posted, told.letter_by_hand, told.outcome_notified)), default=None)
    return done is not None and (told.letter_failed is None or done > told.letter_failed)


def slot(case: Case) -> datetime | None:
    """When the letter leaves next; None if it has left, none is owed, or a person must act first."""
    decided = decided_at(case)
    if not letter_due(case) or case.ended is not None or case.opening is None or decided is None:
        return None
    failed, chosen = case.told.letter_failed, case.closing.delivery
    again = failed is not None and not letter_done(case)
    if again and failed is not None and (chosen is None or chosen.at <= failed):
        return None
    if case.closing.published and not again:
        return None
    first = case.opening.closing_at
    if decided >= first:
        first = next_closing_slot(case.profile, decided)
    tried = [*case.closing.published.values(), *case.closing.held_back]
    if again and chosen is not None:
        tried.append(chosen.at)
    last = max(tried, default=None)
    return first if last is None or last < first else next_closing_slot(case.profile, last)


def due(case: Case) -> Iterator[Task]:
    at = slot(case)
    if at is not None:
        yield Task("closing", f"{at:%Y-%m-%dT%H:%M:%SZ}", at, refs={"slot": at.isoformat()})


def letter_key(case: Case, slot: datetime) -> AlertKey:
    """Of the alert that the letter of a slot was held back or not taken up: which, it does not tell."""
    return alert_key(case, "letter", slot.isoformat())


def slot_came(case: Case, command: ClosingSlotCame, moment: Moment) -> Decided:
    """The letter leaves, or it is held back and the supervisor is told why."""
    if slot(case) != command.slot or case.decision is None:
        return Decided()
    contact = case.contact.value.opened if case.contact else None
    why = _withheld(case, contact, moment)
    if why is not None or contact is None:
        held = ClosingHeldBack(why=why or Withheld.NOT_READABLE, slot=command.slot)
        key = letter_key(case, command.slot)
        return (Raised((held,)) + raise_alert(case, key, AlertKind.LETTER_NOT_SENT, moment.now)).decided()
    notice = ClosingDue(
        kind=TEXTS[case.decision.what],
        delivery=delivery(case),
        contact=Sealed.of(for_the_letter(contact)),
        reference=case.reference or case_reference(case.case_id),
        closing_date=london_date(command.slot),
        due_at=command.slot,
    )
    return Decided((notice,))


def delivery(case: Case) -> Delivery:
    """By hand if that was chosen, or if posting is not safe as things stand now."""
    chosen = case.closing.delivery
    by_hand = chosen is not None and chosen.value is Delivery.HAND
    return Delivery.HAND if by_hand or not_by_post(case) else Delivery.POST


def _withheld(case: Case, contact: ApplicantContact | None, moment: Moment) -> Withheld | None:
    if case.is_anonymous:
        return Withheld.APPLICANT_ANONYMOUS
    if contact is None:
        return Withheld.NOT_READABLE if case.contact else Withheld.NO_SAFE_WAY
    if names_the_subject(contact, case.subject.value.opened if case.subject else None):
        return Withheld.NO_SAFE_WAY
    if undermined(case, moment):
        return Withheld.CASE_CHANGED
    return Withheld.UNREAD_MESSAGES if any_unread(case, moment) else None


def choose_delivery(case: Case, command: ChooseDelivery, moment: Moment) -> Decided:
    return Decided(
        (DeliveryChosen(delivery=command.delivery, chosen_at=to_the_millisecond(moment.now)),),
    )


def decide_not_to_tell(case: Case, command: DecideNotToTell, moment: Moment) -> Decided:
    recorded = ApplicantNotTold(
        why=command.why,
        attempts=len(command.attempts),
        decided_at=to_the_millisecond(moment.now),
        rank=rank_of(command.by),
        reasons=Sealed.of(WhyNotTold(text=command.reasons, attempts=command.attempts)),
    )
    return Decided((recorded,))


POST_SAFE: Final[Gate[Case, ChooseDelivery]] = Gate(
    "POST_NOT_SAFE",
    "G 99(d)",
    ("R-234",),
    lambda case, command, moment: command.delivery is not Delivery.POST or not not_by_post(case),
    lambda case, command, moment: (
        f"The letter cannot be posted: {', '.join(NOT_BY_POST_WORDS[one] for one in not_by_post(case))}. "
        "Have it handed over in person, at a safe place and time."
    ),
)
ANONYMOUS_AGREES: Final[Gate[Case, DecideNotToTell]] = Gate(
    "APPLICANT_IS_KNOWN",
    "G 42",
    ("R-182", "R-233"),
    lambda case, command, moment: command.why is not CannotBeTold.ANONYMOUS or case.is_anonymous,
    "The applicant gave a name: being anonymous is no reason here.",
)
ATTEMPTS_LISTED: Final[Gate[Case, DecideNotToTell]] = Gate(
    "ATTEMPTS_MISSING",
    "G 99",
    ("R-182", "R-233"),
    lambda case, command, moment: command.why is not CannotBeTold.UNREACHABLE or bool(command.attempts),
    "List the attempts to reach the applicant: when and how.",
)


def _letter(case: Case, command: Any, moment: Moment) -> bool:
    return not letter_due(case) or letter_done(case)


LETTER_GIVEN: Final[Gate[Case, Any]] = Gate(
    "LETTER_NOT_GIVEN",
    "G 99(d)",
    ("R-233", "R-235"),
    _letter,
    "The closing letter has been neither posted nor handed over, and no reason is recorded why it cannot be.",
)

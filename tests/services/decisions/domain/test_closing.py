"""The closing letter: its time, its form and where it may go tell nothing (C-10, G 99)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.clocks import closing_instant, next_closing_slot
from contracts.codes import AlertKind, ClosingText, ContactKind, Delivery
from contracts.decisions import ClosingDue, OfficerAlertDue, SupervisorAlerted
from contracts.people import Address, Child, Children, Means, PersonName
from contracts.policies import profile
from contracts.sealed import Sealed
from messaging.outcomes import Decided
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.addresses import may_be_same_building
from services.decisions.domain.closing import delivery, slot
from services.decisions.domain.events import CannotBeTold, ClosingHeldBack, DeliveryChosen, Withheld
from services.decisions.domain.state import Case
from tests.given import CASE, Story, story
from tests.services.decisions import told as t

KENT = profile(t.POLICY)
CLOSING = closing_instant(KENT, t.CONTACT)


def at_its_slot(told: Story[Case]) -> Story[Case]:
    due = slot(told.state)
    assert due is not None
    return told.at(due).when(c.ClosingSlotCame(due))


def notice(told: Story[Case]) -> ClosingDue:
    published = at_its_slot(told)
    published.decided(ClosingDue)
    return published.events[0]  # type: ignore[no-any-return]


def not_progressed() -> Story[Case]:
    told = t.checked().at(t.days(1))
    return told.when(c.DoNotProgress(t.SERGEANT, told.version, "No basis."))


def out_of_scope() -> Story[Case]:
    never = t.relationships(ContactKind.NONE_KNOWN)
    told = t.hearing(t.checked(), t.corrected(t.hours(9), relationships=never)).at(t.days(1))
    return told.when(c.FindOutsideScheme(t.SERGEANT, told.version, "They have never met."))


@pytest.mark.proves("R-239", by="services.decisions.domain.closing:slot")
def test_the_letter_leaves_at_its_instant_and_not_at_the_decision() -> None:
    told = t.categorised()
    assert not [event for event in told.events if isinstance(event, ClosingDue)]
    assert t.tasks_due(told, "closing") == {f"{CLOSING:%Y-%m-%dT%H:%M:%SZ}": CLOSING}
    assert notice(told).due_at == CLOSING
    assert notice(told).closing_date == date(2026, 6, 25)


def test_a_late_decision_takes_the_next_slot_of_the_week() -> None:
    told = t.assessed().at(t.days(30))
    told = told.when(t.no_concern(told))
    assert slot(told.state) == next_closing_slot(KENT, t.days(30))


def test_two_decisions_leave_letters_that_differ_in_nothing() -> None:
    """Everything follows from contact date and profile; who decided, when and what does not show (C-10)."""
    told = t.assessed().at(t.days(13)).when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR))
    by_another = told.when(t.no_concern(told, by=t.INSPECTOR, reasons="Other reasons, at another time."))
    letters = [notice(one) for one in (t.categorised(), by_another, not_progressed())]
    assert letters[0] == letters[1] == letters[2]
    assert letters[0].occurred_at == letters[1].occurred_at == CLOSING


def test_outside_the_scheme_has_a_text_of_its_own() -> None:
    assert notice(out_of_scope()).kind is ClosingText.NOT_IN_SCOPE
    assert notice(t.categorised()).kind is ClosingText.NO_INFORMATION_FOR_YOU


def test_a_case_of_concern_sends_no_letter() -> None:
    told = t.assessed()
    assert not t.tasks_due(told.when(t.concern(told)), "closing")


def test_right_to_know_has_nobody_to_write_to() -> None:
    told = story(DECIDER).when(c.Hear(t.know()))
    told = t.hearing(told, t.requested(), *[t.answered(one) for one in t.POLICE], t.risk_assessment())
    told = told.when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT))
    told = told.when(t.no_concern(told))
    assert isinstance(told.outcome, Decided)
    assert not t.tasks_due(told, "closing")


def test_the_letter_leaves_once() -> None:
    told = at_its_slot(t.categorised())
    assert slot(told.state) is None
    told.when(c.ClosingSlotCame(CLOSING)).decided()


def test_no_letter_goes_when_a_reason_is_recorded_why_it_cannot() -> None:
    told = t.categorised().when(
        c.DecideNotToTell(t.SERGEANT, CannotBeTold.UNSAFE_TO_CONTACT, "They said so.")
    )
    assert slot(told.state) is None
    told.at(CLOSING).when(c.ClosingSlotCame(CLOSING)).decided()


def held_back(told: Story[Case], why: Withheld) -> Story[Case]:
    told = at_its_slot(told)
    told.decided(ClosingHeldBack, SupervisorAlerted, OfficerAlertDue)
    assert told.events[0].why is why
    assert told.events[1].kind is AlertKind.LETTER_NOT_SENT
    return told


def anonymous() -> Story[Case]:
    told = story(DECIDER).when(c.Hear(t.enquiry(anonymous=True)))
    told = t.hearing(
        told.when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT)), *t.NOTHING_HELD, t.initial_checks()
    )
    told = told.at(t.days(1))
    return told.when(c.DoNotProgress(t.SERGEANT, told.version, "Nobody to speak to."))


def test_an_anonymous_applicant_gets_no_letter_and_the_supervisor_is_told() -> None:
    told = held_back(anonymous(), Withheld.APPLICANT_ANONYMOUS)
    told = told.when(c.DecideNotToTell(t.SERGEANT, CannotBeTold.ANONYMOUS, "Gave no name."))
    assert slot(told.state) is None


def test_news_after_the_decision_holds_the_letter_until_it_is_weighed() -> None:
    told = t.hearing(t.categorised(), t.corrected(t.days(14), children=t.children()))
    told = t.hearing(
        held_back(told, Withheld.CASE_CHANGED), t.risk_assessment(CLOSING + timedelta(minutes=5))
    )
    assert slot(told.state) == next_closing_slot(KENT, CLOSING)
    told = told.after(hours=1)
    told = told.when(t.no_concern(told))
    assert notice(told).due_at == next_closing_slot(KENT, CLOSING)


def test_what_was_held_back_is_tried_again_at_the_next_slot() -> None:
    told = held_back(anonymous(), Withheld.APPLICANT_ANONYMOUS)
    told = held_back(told, Withheld.APPLICANT_ANONYMOUS)
    assert len(told.state.closing.held_back) == 2


def test_a_letter_that_came_back_waits_for_a_person_and_then_takes_the_next_slot() -> None:
    told = at_its_slot(t.categorised())
    told = t.hearing(told, t.letter_failed(CLOSING + timedelta(days=2)))
    told.decided(SupervisorAlerted, OfficerAlertDue)
    assert slot(told.state) is None
    told = told.after(hours=1).when(c.ChooseDelivery(t.SERGEANT, Delivery.HAND))
    assert slot(told.state) == next_closing_slot(KENT, told.now)
    assert notice(told).delivery is Delivery.HAND


def letter_to(**parts: object) -> Story[Case]:
    return t.hearing(t.assessed(), t.corrected(t.days(9), **parts))


def decided(told: Story[Case]) -> Story[Case]:
    return told.when(t.no_concern(told))


def test_posting_to_where_the_subject_lives_is_refused_and_the_hand_takes_it() -> None:
    same = Address(lines=("14, Invented Ln.",), town="SAMPLETON", postcode="zz11zz")
    told = decided(letter_to(subject=t.subject(same)))
    told.when(c.ChooseDelivery(t.SERGEANT, Delivery.POST)).refused("POST_NOT_SAFE")
    told.when(c.ChooseDelivery(t.SERGEANT, Delivery.HAND)).decided(DeliveryChosen)
    assert notice(told).delivery is Delivery.HAND


@pytest.mark.parametrize(
    ("parts", "delivery"),
    [
        ({}, Delivery.POST),
        ({"applicant": t.applicant(lives_with_subject=True)}, Delivery.HAND),
        ({"applicant": t.applicant(lives_with_subject=None), "subject": t.subject(None)}, Delivery.HAND),
        ({"applicant": t.applicant(lives_with_subject=None)}, Delivery.POST),
        ({"subject": t.subject(None)}, Delivery.POST),
        ({"subject": t.subject(previous_addresses=(t.APPLICANT_HOME,))}, Delivery.HAND),
        ({"applicant_contact": t.contact(None)}, Delivery.HAND),
        ({"applicant_contact": t.contact(t.APPLICANT_HOME, Means.TELEPHONE)}, Delivery.HAND),
    ],
)
def test_the_post_is_taken_only_where_it_is_known_to_be_safe(
    parts: dict[str, object], delivery: Delivery
) -> None:
    told = decided(letter_to(**(parts or {"children": t.children()})))
    assert notice(told).delivery is delivery


@pytest.mark.parametrize(
    "where",
    [
        Address(lines=("c/o D. Dorian Sample-Quill", "9 Fictional Row"), postcode="ZZ3 3ZZ"),
        Address(lines=("Dorian Sample Quill's house",), postcode="ZZ3 3ZZ"),
        Address(lines=("9 Fictional Row",), town="Dorian Sample-Quill", postcode="ZZ3 3ZZ"),
        Address(lines=("Dóri\u200ban Sámple-Quill",), postcode="ZZ3 3ZZ"),
        Address(lines=("Dorian Sample-Quіll",), postcode="ZZ3 3ZZ"),
        Address(lines=("c/o Mr Quill", "9 Fictional Row"), postcode="ZZ3 3ZZ"),
        Address(lines=("℅ the flat above", "9 Fictional Row"), postcode="ZZ3 3ZZ"),
        Address(lines=("Care  of a friend", "9 Fictional Row"), postcode="ZZ3 3ZZ"),
    ],
    ids=["care of", "by name", "as a town", "in disguise", "in two scripts", "Mr", "one sign", "a friend"],
)
def test_an_address_that_names_the_subject_or_may_is_never_printed(where: Address) -> None:
    held_back(decided(letter_to(applicant_contact=t.contact(where))), Withheld.NO_SAFE_WAY)


def test_a_name_that_is_care_of_somebody_is_never_printed() -> None:
    to = t.contact(Address(lines=("9 Fictional Row",), postcode="ZZ3 3ZZ")).clear()
    to = to.model_copy(update={"name": PersonName(given="Ferdinand", family="Testperson care of Quill")})
    held_back(decided(letter_to(applicant_contact=Sealed.of(to))), Withheld.NO_SAFE_WAY)


def test_a_surname_that_both_share_is_the_applicants_own() -> None:
    told = decided(letter_to(subject=t.subject(name=PersonName(given="Dorian", family="Testperson"))))
    assert notice(told).contact.clear().name.family == "Testperson"


def test_nothing_personal_of_the_subject_stands_in_what_leaves() -> None:
    left = notice(t.categorised())
    written = left.contact.clear().model_dump_json() + left.model_dump_json(
        exclude={"contact"}, context={"seal": lambda label, plain: {}}
    )
    for word in ("Dorian", "Quill", "Madeup", "ZZ9"):
        assert word not in written


def test_the_reference_follows_from_the_case_id_alone() -> None:
    reference = notice(t.categorised()).reference
    assert reference == notice(not_progressed()).reference
    assert "TEST" not in reference
    assert CASE.upper() not in reference


SAME = [
    (("14 Invented Lane", "ZZ1 1ZZ"), ("14 INVENTED LN", "zz1 1zz")),
    (("Flat 2, 14 Invented Lane", "ZZ1 1ZZ"), ("14 Invented Lane", "ZZ1 1ZZ")),
    (("14 Invented Lane", "ZZ1 1ZZ"), ("14 Invented Lane", None)),
    (("14 Invented Lane", "ZZ1 1ZZ"), ("14 Invented Lane", "ZZ1 1ZX")),
    (("Rose Cottage", "ZZ1 1ZZ"), ("Rose Cotage", "ZZ1 1ZZ")),
    (("St Mary's Mead 5", None), ("5 Street Marys Mead", None)),
]
OTHER = [
    (("14 Invented Lane", "ZZ1 1ZZ"), ("16 Invented Lane", "ZZ1 1ZZ")),
    (("14 Invented Lane", "ZZ1 1ZZ"), ("14 Madeup Terrace", "ZZ9 9ZZ")),
    (("14 Invented Lane", None), ("16 Invented Lane", None)),
    (("14 Invented Lane", None), ("14 Madeup Road", None)),
]


def address(written: tuple[str, str | None]) -> Address:
    return Address(lines=(written[0],), postcode=written[1])


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_ways_to_write_one_building_are_one(
    one: tuple[str, str | None], other: tuple[str, str | None]
) -> None:
    assert may_be_same_building(address(one), address(other))
    assert may_be_same_building(address(other), address(one))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_neighbours_and_strangers_are_others(
    one: tuple[str, str | None], other: tuple[str, str | None]
) -> None:
    assert not may_be_same_building(address(one), address(other))


def test_the_closing_instant_is_kept_as_it_was_when_the_case_opened() -> None:
    told = t.opened()
    assert told.state.opening is not None
    assert told.state.opening.closing_at == CLOSING == datetime(2026, 6, 25, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("lives_with_child", [True, None])
def test_no_letter_is_posted_to_the_home_of_a_child_with_whom_the_subject_lives(
    lives_with_child: bool | None,
) -> None:
    """He is registered elsewhere, and lives with the child at the applicant's address."""
    child = Child(ref=t.CHILD, name=PersonName(given="Cleo", family="Testperson"), address=t.APPLICANT_HOME)
    told = t.opened(
        t.application(
            applicant=t.applicant(lives_with_child=lives_with_child, lives_with_subject=None),
            children=Sealed.of(Children(named=(child,))),
            relationships=t.relationships(ContactKind.LIVES_WITH_CHILD),
        )
    )
    assert delivery(told.state) is Delivery.HAND

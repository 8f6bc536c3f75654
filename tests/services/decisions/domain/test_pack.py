"""The page for a visit: printed once by who goes there, with nothing of whoever asked (G 92, 95, 97)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.codes import PartyRole
from contracts.people import ApplicantDetails, PersonName
from contracts.sealed import Sealed
from contracts.texts import latest
from messaging.decider import Actor
from services.decisions.domain.events_disclosing import RepresentationsReceived
from services.decisions.domain.events_printing import PackPrinted, ReprintAllowed
from services.decisions.domain.facts import AsOf
from services.decisions.domain.pack import UNDERTAKING, WARNINGS, last_printed, page
from services.decisions.domain.state import Case
from services.decisions.http.released import released, shown
from tests.examples import many
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.domain.tried_printing import RELEASE, allowed, another, print_page, printed
from tests.services.decisions.ordering import Told

A_STRANGER = Actor("n.stranger", "SERGEANT", "officer", "46", t.KNOWS)
NAMES = st.text(st.characters(categories=["Lu", "Ll"]), min_size=12, max_size=30)


@pytest.mark.proves("R-211", by="services.decisions.domain.pack:print_pack")
def test_a_printing_says_which_wording_which_texts_and_which_copy() -> None:
    told = s.released()
    [event] = told.when(print_page(told)).events
    assert isinstance(event, PackPrinted)
    assert (event.hash, event.copy_number) == (s.HASH, 1)
    assert (event.warnings, event.undertaking) == (latest(WARNINGS).wording, latest(UNDERTAKING).wording)


def test_it_says_the_authorised_words_to_whom_and_until_when() -> None:
    state = s.released().state
    made = page(state, state.disclosure.releases[RELEASE])
    assert made is not None
    assert (made.wording, made.recipient, made.officer) == (s.WORDS, "Ottoline Sample", s.OFFICER.id)
    assert made.warnings == tuple(latest(WARNINGS).items.values())
    assert made.undertaking == tuple(latest(UNDERTAKING).items.values())


@pytest.mark.proves("R-223", by="services.decisions.domain.pack:allow_reprint")
def test_a_second_page_takes_somebody_else_and_each_allowance_is_for_one() -> None:
    told = printed()
    told.when(print_page(told)).refused("PAGE_PRINTED_ALREADY")
    told = told.when(another(told)).after(minutes=5)
    told.when(another(told)).refused("PAGE_NOT_PRINTED")
    again = told.when(print_page(told))
    assert [event.copy_number for event in again.events] == [2]
    third = again.after(minutes=5)
    third.when(print_page(third)).refused("PAGE_PRINTED_ALREADY")
    state = again.state
    assert last_printed(state, state.disclosure.releases[RELEASE]) == told.now


@pytest.mark.proves("R-223", by="services.decisions.domain.pack:_may_allow")
def test_another_page_is_allowed_by_supervision_or_the_rank_that_may_authorise() -> None:
    told = printed()
    told.when(another(told, by=A_STRANGER)).refused("NOT_THE_SUPERVISOR")
    for by in (t.SERGEANT, s.AUTHORISER):
        [event] = told.when(another(told, by=by)).events
        assert isinstance(event, ReprintAllowed)
        assert (event.rank, event.reasons.clear().text) == (by.rank, "The first is torn, and here.")
    told.when(another(told, reasons=" ")).refused("REASONS_MISSING")


@pytest.mark.proves("R-211", by="services.decisions.domain.who_is_told:running")
@pytest.mark.parametrize(
    "over",
    [
        lambda: s.released().after(hours=73),
        s.delivered,
        lambda: s.released().given(RepresentationsReceived(received_at=t.days(13))),
    ],
    ids=["run out", "spoken", "suspended"],
)
def test_nothing_is_printed_once_the_release_is_over(over: Callable[[], Told]) -> None:
    told = over()
    told.when(print_page(told)).refused("WORDING_NOT_RELEASED")


def _asked_by(told: Told, name: str) -> Case:
    applicant = ApplicantDetails(name=PersonName(given=name, family=name[::-1]))
    return t.with_state(told, applicant=AsOf(Sealed.of(applicant), told.now)).state


RELEASED = s.released()


@pytest.mark.proves("R-229", by="services.decisions.domain.pack:page")
@settings(deadline=None, max_examples=many(50))
@given(NAMES)
def test_a_page_for_somebody_else_holds_nothing_of_whoever_asked(name: str) -> None:
    """Whoever asked, the page is the same; and their name is nowhere on it."""
    state = _asked_by(RELEASED, name)
    release = state.disclosure.releases[RELEASE]
    made = page(state, release)
    assert made is not None
    assert made == page(RELEASED.state, release)
    assert name not in str(asdict(made))


def test_an_applicant_who_is_told_is_named_as_intake_knows_them() -> None:
    told = s.released(role=PartyRole.APPLICANT)
    mother = replace(told.state.disclosure.recipients["mother"], person=None)
    told = t.with_state(told, disclosure=replace(told.state.disclosure, recipients={"mother": mother}))
    state = _asked_by(told, "Zebedee")
    made = page(state, state.disclosure.releases[RELEASE])
    assert made is not None
    assert made.recipient == "Zebedee eedebeZ"
    read = released(state, RELEASE, told.now)
    assert read is not None
    name = shown(state, read).recipient_name
    assert name is not None, "who speaks the words reads to whom, as on the page"
    assert (name["given"], name["family"]) == ("Zebedee", "eedebeZ")


def test_an_allowance_runs_out_with_the_release() -> None:
    told = allowed()
    late = told.at(told.now + timedelta(hours=80))
    late.when(print_page(late)).refused("WORDING_NOT_RELEASED")

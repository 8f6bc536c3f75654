"""Every named adult is looked up among managed offenders, and nowhere else (C-23; R-244)."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.codes import PartyRole, Source
from contracts.people import Children, FindingKind, PersonName
from messaging.decider import Actor
from services.checks.domain import commands as c
from services.checks.domain.coverage import standing
from services.checks.domain.events import AdultNamed, NamedAdult
from services.checks.domain.planning import described
from services.checks.domain.state import Checks, Pair
from tests.given import Story
from tests.services.checks.told import (
    CHILD,
    RESEARCHER,
    begun,
    finalised,
    found,
    heard,
    held_finding,
    record,
    replied,
)

GRANDMOTHER = PersonName(given="Wilma", family="Sampleton")


def named(
    told: Story[Checks],
    role: PartyRole = PartyRole.RECIPIENT,
    name: PersonName = GRANDMOTHER,
    *,
    by: Actor = RESEARCHER,
    born: date | None = date(1955, 5, 5),
) -> Story[Checks]:
    return told.when(c.NameAdult(by, NamedAdult(role=role, name=name, date_of_birth=born)))


def asked(told: Story[Checks], role: PartyRole) -> set[Source]:
    return {pair.source for pair in told.state.latest if pair.role is role}


def test_whoever_asks_and_every_responsible_adult_of_the_enquiry_are_looked_up_from_the_start() -> None:
    told = begun(children=Children(named=(CHILD,), responsible_adults=(GRANDMOTHER,)))
    assert asked(told, PartyRole.APPLICANT) == {Source.OFFENDER_MANAGEMENT}
    assert asked(told, PartyRole.RESPONSIBLE_ADULT) == {Source.OFFENDER_MANAGEMENT}
    assert not asked(told, PartyRole.RECIPIENT)


@pytest.mark.parametrize("role", [PartyRole.RECIPIENT, PartyRole.RESPONSIBLE_ADULT])
def test_a_recipient_or_a_parent_who_is_named_later_is_looked_up_at_once(role: PartyRole) -> None:
    told = named(begun(), role)
    assert isinstance(told.events[0], AdultNamed)
    assert asked(told, role) == {Source.OFFENDER_MANAGEMENT}
    ask = told.state.current(Pair(Source.OFFENDER_MANAGEMENT, role))
    assert ask is not None
    assert ("ask", f"{ask.check}/1") in told.due()


def test_a_second_recipient_is_looked_up_with_the_first() -> None:
    told = named(named(begun()), name=PersonName(given="Otto", family="Placeholder"))
    assert len(described(told.state, PartyRole.RECIPIENT)) == 2
    ask = told.state.current(Pair(Source.OFFENDER_MANAGEMENT, PartyRole.RECIPIENT))
    assert ask is not None
    assert ask.check == "initial-3-offender-management-recipient"


def test_one_who_was_named_before_is_not_asked_about_again() -> None:
    told = named(begun())
    assert not named(told).events


def test_a_record_of_a_recipient_is_there_to_read_and_rings_nobody() -> None:
    told = named(begun())
    held = record("Wilma", born=date(1955, 5, 5), findings=(held_finding(FindingKind.MAPPA_MANAGED),))
    held = held.model_copy(update={"name": GRANDMOTHER})
    check = "initial-2-offender-management-recipient"
    told = told.when(replied(check, found(Source.OFFENDER_MANAGEMENT, held)))
    assert standing(told.state, Pair(Source.OFFENDER_MANAGEMENT, PartyRole.RECIPIENT)).answer == "HIT"
    assert not told.state.risks


def test_who_cannot_be_named_here_and_why() -> None:
    told = begun()
    named(told, PartyRole.SUBJECT).refused("NOT_OF_THIS_ROLE")
    named(told, name=PersonName(given="Wilma")).refused("SURNAME_NEEDED")
    named(told, by=told.actor).refused("A_PERSON_DECIDES")
    named(heard(told, finalised())).refused("CASE_FINISHED")

"""Another force asks about somebody who lives here: our checks begin without an application (G 66)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.checks import ChecksRequested
from contracts.codes import InitialOutcome, PartyRole, Why
from contracts.crossing import TaskedSubject
from contracts.decisions import CaseClosed, PartiesToCheck, RespondingChecksWanted
from contracts.parts import About
from contracts.people import Child, PersonName, Reasons
from contracts.sealed import Sealed
from messaging.decider import Message
from services.checks.domain.commands import CompleteInitialChecks
from services.checks.domain.state import Checks
from tests.given import START, Story, story
from tests.services.checks import told as t

SUBJECT = About(role=PartyRole.SUBJECT)
CHILD = About(role=PartyRole.CHILD, child="child-1")
ASHE = TaskedSubject(name=PersonName(given="Dorian", family="Sample-Quill"))
ROWAN = Child(ref="child-1", name=PersonName(given="Invented", family="Testperson"))


def wanted(*about: About, at: timedelta = timedelta(0), parties: PartiesToCheck | None = None) -> Message:
    asked = parties or PartiesToCheck(
        subject=ASHE if SUBJECT in about else None, children=(ROWAN,) if CHILD in about else ()
    )
    event = RespondingChecksWanted(about=about, wanted_at=START + at, parties=Sealed.of(asked))
    message = t.from_decisions(event, at=START + at)
    return message._replace(opening={**message.opening, "route": "RESPONDING"})


def complete(told: Story[Checks]) -> CompleteInitialChecks:
    return CompleteInitialChecks(
        t.RESEARCHER, told.version, InitialOutcome.NO_IMMEDIATE_CONCERN, progress=True
    )


def people(told: Story[Checks]) -> set[tuple[PartyRole, str | None]]:
    return {(ask.pair.role, ask.pair.child) for ask in told.state.asks.values()}


@pytest.mark.parametrize(
    ("about", "checked"),
    [
        ((SUBJECT,), {(PartyRole.SUBJECT, None)}),
        ((CHILD,), {(PartyRole.CHILD, "child-1")}),
        ((SUBJECT, CHILD), {(PartyRole.SUBJECT, None), (PartyRole.CHILD, "child-1")}),
    ],
)
def test_checks_begin_about_exactly_those_whom_the_other_force_asks_about(
    about: tuple[About, ...], checked: set[tuple[PartyRole, str | None]]
) -> None:
    told = t.heard(story(t.DECIDER), wanted(*about))
    [requested] = [event for event in told.events if isinstance(event, ChecksRequested)]
    assert requested.why is Why.ANOTHER_FORCE_ASKS
    assert people(told) == checked


def test_nobody_is_searched_for_as_an_applicant() -> None:
    assert t.heard(story(t.DECIDER), wanted(SUBJECT, CHILD)).state.applicant is None


def test_a_second_task_adds_its_people_and_forgets_nobody() -> None:
    told = t.heard(story(t.DECIDER), wanted(SUBJECT), wanted(CHILD, at=timedelta(hours=1)))
    assert people(told) == {(PartyRole.SUBJECT, None), (PartyRole.CHILD, "child-1")}
    assert told.state.subject is not None


def test_where_the_subject_alone_is_asked_about_no_child_stands_in_the_way() -> None:
    for about, stands in (((SUBJECT,), False), ((SUBJECT, CHILD), True)):
        told = t.heard(story(t.DECIDER), wanted(*about))
        outcome = told.when(complete(told)).outcome
        codes = {one.code for one in getattr(outcome, "unmet", ())}
        assert ("CHILD_NOT_CHECKED" in codes) is stands


def test_a_box_that_is_closed_here_begins_nothing() -> None:
    told = t.heard(story(t.DECIDER), wanted(SUBJECT, parties=PartiesToCheck()))
    assert not told.state.asks


def test_a_case_that_had_ended_with_its_answer_is_searched_again_for_a_further_task() -> None:
    told = t.heard(story(t.DECIDER), wanted(SUBJECT))
    at = START + timedelta(hours=1)
    closed = CaseClosed(closed_at=at, reasons=Sealed.of(Reasons(text="Answered.")))
    ended = t.heard(told, t.from_decisions(closed, at=at))
    assert ended.state.finished_at == at
    again = t.heard(ended, wanted(CHILD, at=timedelta(hours=2)))
    assert again.state.finished_at is None
    assert (PartyRole.CHILD, "child-1") in people(again)
    late = t.heard(ended, wanted(CHILD, at=timedelta(minutes=30)))
    assert late.state.finished_at == at, "asked before it ended"


def test_it_goes_on_also_where_the_end_is_heard_after_what_was_asked_since() -> None:
    closed = CaseClosed(closed_at=START + timedelta(hours=1), reasons=Sealed.of(Reasons(text="Answered.")))
    told = t.heard(story(t.DECIDER), wanted(SUBJECT), wanted(CHILD, at=timedelta(hours=2)))
    told = t.heard(told, wanted(SUBJECT, at=timedelta(minutes=5)))
    told = t.heard(told, t.from_decisions(closed, at=START + timedelta(hours=1)))
    assert told.state.finished_at is None

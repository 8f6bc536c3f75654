"""Folding takes any facts, of any service, in any order, open or closed, and never raises."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import example, intake
from contracts.codes import LinkReason
from contracts.event import Event
from contracts.parts import LinkedCase
from contracts.people import PersonName, Reasons
from contracts.sealed import Sealed
from messaging.decider import Actor, Moment, Recorded
from messaging.outcomes import Decided, Refusal
from messaging.runtime import Snapshot
from services.intake.domain import commands as c
from services.intake.domain import due as tasks
from services.intake.domain import events as private
from services.intake.domain.evolve import evolve
from services.intake.domain.flags import Flag
from services.intake.domain.meeting import warned
from services.intake.domain.state import Case
from services.intake.domain.to_do import to_do
from services.intake.handlers import ROUTES
from services.intake.http.steps import STEPS
from services.intake.http.view import show
from services.intake.store.projector import line
from tests.boxes import Boxes
from tests.examples import many
from tests.given import CASE, START
from tests.services.intake.invented import DECIDER, INTERVIEWER, WARNED

PUBLISHED = intake.EVENTS
HEARD = tuple(ROUTES)
WHY = Sealed.of(Reasons(text="Written down."))
PRIVATE: tuple[Event, ...] = (
    private.FlagsRaised(flags=(Flag.ENTERED_LATE, Flag.NOT_TRAINED), about="meeting-1"),
    private.FlagsAcknowledged(flags=(Flag.ENTERED_LATE,), reasons=WHY),
    private.OverrideUsed(conditions=("NOT_PROGRESSED",), reasons=WHY),
    private.CorrectionTraced(replaced=(private.Replaced(part="subject", version=1),)),
    private.CasesLinked(linked=(LinkedCase(case_id="c-another-1", why=LinkReason.SENT_AGAIN),)),
    private.SameEnquiriesCompared(
        found=(private.SameEnquiry(case_id="c-another-1", contacted_at=START),), no_longer=("c-another-2",)
    ),
    private.CaseAllocated(to="pc-4711", allocated_at=START),
    private.WarningsGiven(warned=warned(WARNED, START)),
    private.ResponsibleAdultNamed(
        adult=Sealed.of(
            private.ResponsibleAdult(name=PersonName(given="Augusta", family="Testperson"), relation="aunt")
        )
    ),
    private.NoResponsibleAdult(decided_at=START, social_services_told=True, reasons=WHY),
    private.InterviewerNamed(meeting="meeting-1", interviewer="pc-4711"),
    private.PartTaken(reasons=WHY),
)


@cache
def pool() -> tuple[tuple[Event, bool], ...]:
    """Every type that intake writes or hears, read with and without the key; whether it was heard."""
    boxes = Boxes()
    ours = [(event, False) for event in (*(example.event(kind.TYPE) for kind in PUBLISHED), *PRIVATE)]
    theirs = [(example.event(kind.TYPE), True) for kind in HEARD]
    return tuple(
        (boxes.journalled(event, key=key), heard)
        for event, heard in (*ours, *theirs)
        for key in (True, False)
    )


def folded(choices: list[int], opening: dict[str, str]) -> Case:
    case = DECIDER.initial(CASE)
    for version, choice in enumerate(choices, 1):
        event, heard = pool()[choice % len(pool())]
        at = START + timedelta(minutes=version)
        recorded = Recorded(
            version,
            f"event-{version:08}",
            "csods/46/any",
            event.TYPE,
            event,
            at,
            at,
            Actor("any"),
            heard,
            opening,
        )
        case = evolve(case, recorded)
    return case


ORDERS = st.lists(st.integers(min_value=0), max_size=60)
WATCHED = (
    tasks.RECORD,
    f"{tasks.RISK}risk-1",
    tasks.DETAILS_TARGET,
    tasks.DETAILS_LIMIT,
    tasks.MEETING_TARGET,
    tasks.FORM,
)
OPENINGS = st.sampled_from(
    [{}, {"policy": "KENT-2025@2025-03"}, {"policy": "LOST-2001@2001-01"}, {"policy": ""}]
)


@settings(max_examples=many(120), deadline=None)
@given(ORDERS, OPENINGS)
def test_any_facts_in_any_order_give_a_case_that_can_be_worked_with(order: Any, opening: Any) -> None:
    case = folded(order, opening)
    assert case.version == len(order)
    assert len({(task.kind, task.key) for task in DECIDER.due(case)}) == len(list(DECIDER.due(case)))
    assert all(one.due is None or one.due.tzinfo for one in to_do(case))
    show(Snapshot(CASE, case, case.version, (), False, START))
    if case.opened:
        assert set(DECIDER.opening(case)) == {"openedat", "route", "policy"}
        assert line(case)["version"] == case.version


@settings(max_examples=many(50), deadline=None)
@given(ORDERS, OPENINGS, st.sampled_from(sorted(STEPS)))
def test_any_step_can_be_asked_about_on_any_case(order: Any, opening: Any, step: Any) -> None:
    case = folded(order, opening)
    moment = Moment(START + timedelta(days=1), CASE, case.version)
    outcome = DECIDER.decide(case, STEPS[step](INTERVIEWER, case.version), moment)
    assert isinstance(outcome, Decided | Refusal)


@settings(max_examples=many(50), deadline=None)
@given(ORDERS, OPENINGS, st.sampled_from(WATCHED))
def test_a_watchdog_never_fails(order: Any, opening: Any, what: Any) -> None:
    case = folded(order, opening)
    moment = Moment(START + timedelta(days=30), CASE, case.version)
    for command in (c.CheckHandOver(what), c.CheckStep(what)):
        assert isinstance(DECIDER.decide(case, command, moment), Decided)


def test_the_pool_has_every_type_once_open_and_once_closed() -> None:
    types = {event.TYPE for event, _ in pool()}
    assert types == {kind.TYPE for kind in (*PUBLISHED, *private.PRIVATE, *HEARD)}

"""Facts of several services may come in any order; folding them never fails and ends in one state."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts import example
from contracts.people import SubjectDetails
from contracts.schemas import every_event
from contracts.sealed import Box, Sealed
from messaging.decider import Message, Recorded
from services.checks.domain.events import EVENTS
from services.checks.domain.evolve import evolve
from services.checks.domain.state import Checks
from tests.given import START, SYSTEM
from tests.services.checks.told import (
    SUBJECT,
    alerted,
    annex_a,
    application,
    correction,
    enquiry,
    finalised,
    meeting,
    not_met,
    progressed,
)

LATER = SUBJECT.model_copy(update={"occupation": "Invented trade"})
LATEST = SUBJECT.model_copy(update={"occupation": "Another invented trade"})
FACTS = (
    enquiry(),
    application(at=START + timedelta(minutes=5)),
    correction(subject=Sealed.of(LATER)),
    correction(subject=Sealed.of(LATEST), at=START + timedelta(hours=2)),
    progressed(),
    meeting(),
    annex_a(),
    alerted("some-message"),
    not_met(),
    finalised(),
)
EXAMPLES = {
    type_: (example.event(type_), example.envelope(type_)["source"]) for type_ in sorted(every_event())
}


def fold(facts: list[Message]) -> Checks:
    case = Checks("c-any")
    for version, one in enumerate(facts, 1):
        case = evolve(
            case,
            Recorded(
                version,
                one.id,
                one.source,
                one.type,
                one.event,
                one.occurred_at,
                one.recorded_at,
                SYSTEM,
                True,
                one.opening,
            ),
        )
    return case._replace(material=tuple(sorted((0, type_) for _, type_ in case.material)))


@given(st.permutations(FACTS))
def test_facts_of_others_in_any_order_are_the_same_case(facts: list[Message]) -> None:
    case = fold(facts)
    assert case == fold(list(FACTS))
    assert case.subject == LATEST


def test_a_correction_holds_over_what_it_corrects_though_it_comes_first() -> None:
    case = fold([FACTS[3], FACTS[0], FACTS[1]])
    assert case.subject == LATEST


@given(st.permutations(list(EXAMPLES)))
def test_no_message_in_any_order_breaks_the_fold(types: list[str]) -> None:
    case = Checks("c-any")
    for version, type_ in enumerate(types, 1):
        event, source = EXAMPLES[type_]
        case = evolve(
            case,
            Recorded(
                version,
                f"m-{version}",
                source,
                type_,
                event,
                START,
                START,
                SYSTEM,
                "checks" not in source,
                {},
            ),
        )
    assert isinstance(case, Checks)


def test_what_we_have_no_key_for_tells_nothing_and_breaks_nothing() -> None:
    made = application().event
    closed: Sealed[SubjectDetails] = Sealed("subject", None, Box("x" * 20, "k" * 20, "abcd"))
    event = type(made).model_construct(**{**dict(made), "subject": closed})
    case = fold([application()._replace(event=event)])
    assert case.subject is None
    assert case.children is not None


def test_our_private_events_are_private() -> None:
    assert not any(kind.PUBLIC for kind in EVENTS)
    assert not {kind.TYPE for kind in EVENTS} & set(every_event())

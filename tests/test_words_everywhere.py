"""No view of any service shows an officer a code: lives of cases, and every word that is shown of them."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.codes import Advice, AlertKind, ClosingText, NoAnswer
from contracts.people import FindingKind
from messaging.decider import Moment
from messaging.gates import unmet
from messaging.runtime import Snapshot
from services.checks.domain.answers import WouldNotSay
from services.checks.http import view as checks_view
from services.decisions.domain.gates import GATES
from services.decisions.http import view as decisions_view
from services.decisions.http.steps import STEPS
from services.intake.http import view as intake_view
from services.notifications.domain import commands as notify
from services.notifications.domain.decide import DECIDER as NOTIFICATIONS
from services.notifications.http import view as notifications_view
from tests.examples import many
from tests.given import Story, story
from tests.reading import codes_in, texts
from tests.services.checks import told as ch
from tests.services.decisions import test_any_life as life
from tests.services.decisions import told as t
from tests.services.intake import invented as i
from tests.services.notifications import told as n

FOR_PROGRAMS: Final = frozenset(
    {
        "code",
        "codes",
        "clock",
        "hash",
        "wording",
        "what",
        "from",
        "answer",
        "change",
        "before",
        "now",
        "kinds",
    }
    | {"reference", "force_reference", "is_a_reference", "policy", "minutes", "kinds"}
)
"""Codes beside their words, and references; all by name."""
AS_RECORDED: Final = frozenset(
    {"subject", "children", "applicant", "applicant_contact", "adults", "adult", "person", "account"}
    | {"findings", "candidates", "matches", "relationships", "appointment", "meeting_record", "annex_a_notes"}
)
"""Sections of people, shown as they were recorded."""


NUMBERS: Final = frozenset({"REC"})
"""Parts of a record's own number, as the source has it."""


def read(view: Any) -> list[str]:
    """Every code that an officer would read in it."""
    shown = {"case": view.case, "personal": view.personal}
    return [
        code
        for text in texts(shown, FOR_PROGRAMS | AS_RECORDED)
        for code in codes_in(text)
        if code not in NUMBERS
    ]


def stands(told: Story[Any]) -> Snapshot[Any]:
    return Snapshot("c-read-0001", told.state, told.version, (), False, told.now)


@settings(deadline=None, max_examples=many(100))
@given(st.lists(st.integers(min_value=0, max_value=life.LAST), max_size=50))
def test_what_decisions_shows_is_in_words_whatever_happened(choices: list[int]) -> None:
    told = life.lived([0, *choices])
    assert read(decisions_view.show(stands(told))) == []


@settings(deadline=None, max_examples=many(50))
@given(st.lists(st.integers(min_value=0, max_value=life.LAST), max_size=50), st.sampled_from(sorted(STEPS)))
def test_what_stands_in_the_way_of_a_step_is_said_in_words(choices: list[int], step: str) -> None:
    """What `check` and a refusal show."""
    told = life.lived([0, *choices])
    command = STEPS[step](t.SERGEANT, told.version)
    for one in unmet(
        GATES[type(command)], told.state, command, Moment(told.now, "c-read-0001", told.version)
    ):
        assert codes_in(one.words) == [], one
        assert one.paragraph.startswith("G "), one


def intake_lives() -> list[Story[Any]]:
    seen = i.to_be_seen()
    met = seen.when(i.meeting()).at(i.held().held_at)
    return [
        i.received(),
        i.received(risk=i.RISK),
        i.received(told=()),
        i.hears(i.received(), i.from_checks(i.CLEAR)),
        seen,
        met,
        met.when(i.held()),
        met.when(i.held(warnings=(), advice=(), prior_knowledge_asked=False)),
    ]


@pytest.mark.parametrize("number", range(len(intake_lives())))
def test_what_intake_shows_is_in_words(number: int) -> None:
    assert read(intake_view.show(stands(intake_lives()[number]))) == []


def checked() -> list[Story[Any]]:
    begun = ch.begun()
    first, *_ = begun.state.asks
    silent = begun.when(ch.replied(first, WouldNotSay(NoAnswer.FILTERED)))
    held = ch.record(findings=(ch.held_finding(FindingKind.ORDER_IN_FORCE),))
    source = begun.state.asks[first].pair.source
    return [
        begun,
        silent,
        begun.when(ch.replied(first, ch.found(source, held))),
        begun.when(ch.replied(first, ch.found(source, ch.record("Florian", number="REC-2")))),
        ch.nothing_held(begun),
        ch.heard(ch.nothing_held(begun), ch.progressed(), ch.meeting(), ch.annex_a()),
    ]


@pytest.mark.parametrize("number", range(len(checked())))
def test_what_checks_shows_is_in_words(number: int) -> None:
    assert read(checks_view.view(ch.REGISTER)(stands(checked()[number]))) == []


def notified() -> list[Story[Any]]:
    contact = n.contact()
    asks = [
        *(notify.SendClosing(n.closing(kind=kind)) for kind in ClosingText),
        *(notify.AlertDutyRole(n.alert(kind)) for kind in AlertKind),
        notify.InviteApplicant(n.meeting()),
        notify.TellOfDelay(n.delay(contact)),
        notify.GiveAdvice(n.held(contact, *Advice)),
        notify.SendClosing(n.closing(sealed=n.closed())),
    ]
    return [story(NOTIFICATIONS).at(n.NOON).when(one) for one in asks]


def test_what_notifications_shows_is_in_words() -> None:
    for told in notified():
        assert told.state.messages
        assert read(notifications_view.show(stands(told))) == []


def test_a_code_in_a_view_would_be_found() -> None:
    assert codes_in("SOURCE_DID_NOT_ANSWER")
    shown = {"words": "the clock K4", "code": "K4", "stands": ["LIMIT_PASSED", "met"], "note": "see C-10"}
    assert [one for text in texts(shown, FOR_PROGRAMS) for one in codes_in(text)] == [
        "K4",
        "LIMIT_PASSED",
        "C-10",
    ]

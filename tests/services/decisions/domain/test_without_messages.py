"""What an Inspector writes down of a force without messages counts while that force decides so, no longer."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.codes import AlertKind, Rank
from contracts.crossing import DecisionPassedOn, View
from contracts.decisions import ClosingDue, SupervisorAlerted
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import who_decides
from services.decisions.domain.explaining.titles import title
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import between as b
from tests.services.decisions import disclosing as d
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_decision_owed import in_silence, rung
from tests.services.decisions.domain.test_nobody_told import (
    NOT_MANAGED,
    Step,
    at_its_slot,
    categorised,
    host,
    lives,
    of_a_force_without_mail,
    then,
    they_hold,
    we_hold,
    why_not,
    with_them,
    written_down,
)

Told = Story[Case]


def decided_there() -> Told:
    """22 decides, for the one child, and it is written down that nobody is told; so it is decided here."""
    return then(categorised(of_a_force_without_mail()), written_down)


def of_a_concern() -> Told:
    """The child lives where 22 polices; we would tell somebody, 23 nobody."""
    told = then(with_them(d.way("worded"), **NOT_MANAGED), lives(b.place(b.CHILD, "22")))
    told = then(told, they_hold(View.DO_NOT_DISCLOSE), we_hold(View.DISCLOSE), b.disagreeing)
    return told.after(hours=1)


def note(view: View, force: str = "22") -> Step:
    return lambda told: told.when(b.noted(told, force, view))


def letter_leaves(told: Told) -> bool:
    return bool([one for one in at_its_slot(told).events if isinstance(one, ClosingDue)])


def rings(told: Told) -> bool:
    return AlertKind.FORCES_DISAGREE in {
        one.kind for one in told.events if isinstance(one, SupervisorAlerted)
    }


def test_the_letter_leaves_and_the_case_ends_by_what_is_written_down() -> None:
    before = categorised(of_a_force_without_mail())
    assert not letter_leaves(before)
    told = decided_there()
    assert letter_leaves(told)
    assert why_not(told, t.entry(told)) == {}, "by whoever supervises: it need not be written at each step"
    assert not rings(told)


CHANGES: dict[str, tuple[Step, ...]] = {
    "one child more there": (lives(b.place(b.SECOND, "22")),),
    "a child more of another force, and each decides": (
        lives(b.place(b.SECOND, "22"), b.place(b.CHILD, "46")),
        host(None),
    ),
    "another force decides": (lives(b.place(b.CHILD, "33")),),
    "it decided no more for a while": (lives(b.place(b.CHILD, "46")), lives(b.place(b.CHILD, "22"))),
    "it was taken back": (note(View.UNDECIDED),),
    "it has decided otherwise": (note(View.DISCLOSE),),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_written_down_frees_no_letter_once_what_it_was_about_has_changed(change: str) -> None:
    told = then(decided_there().after(minutes=5), *CHANGES[change])
    assert who_decides.is_open(told.state, told.now)
    assert not letter_leaves(told)
    assert why_not(told, t.entry(told))
    force = "33" if change == "another force decides" else "22"
    assert letter_leaves(then(told, note(View.DO_NOT_DISCLOSE, force))), "until it is written down anew"


def test_nor_once_what_is_decided_here_is_another_thing() -> None:
    """Written down that nobody is told, it is no ground to tell somebody."""
    told = then(of_a_concern(), note(View.DO_NOT_DISCLOSE))
    assert "DECIDING_FORCE_NOT_JOINED" in why_not(told, d.seek(told))


@pytest.mark.parametrize("view", [View.DISCLOSE, View.UNDECIDED])
def test_a_later_word_that_contradicts_it_rings(view: View) -> None:
    told = decided_there().after(minutes=5)
    assert rings(then(told, note(view)))
    assert not rings(then(told, note(View.DO_NOT_DISCLOSE))), "the same again tells nothing new"


def test_what_is_written_against_what_was_decided_here_rings() -> None:
    told = categorised(of_a_force_without_mail())
    assert rings(then(told, note(View.DISCLOSE)))


def test_its_words_say_what_is_wanting() -> None:
    told = then(decided_there().after(minutes=5), lives(b.place(b.SECOND, "22")))
    assert "no decision is held for every child" in why_not(told, t.entry(told))["DECIDING_FORCE_NOT_JOINED"]
    told = then(decided_there().after(minutes=5), note(View.DISCLOSE))
    assert "has decided otherwise" in why_not(told, t.entry(told))["DECIDING_FORCE_NOT_JOINED"]


def test_a_written_reason_at_the_step_is_no_substitute() -> None:
    """It was kept beside that one step, and freed the letter for good."""
    told = categorised(of_a_force_without_mail())
    entry = told.when(t.entry(told, by=t.INSPECTOR, override="They said that nobody is told."))
    assert isinstance(entry.outcome, Refusal)
    assert "DECIDING_FORCE_NOT_JOINED" in {one.code for one in entry.outcome.unmet}
    assert who_decides.is_open(entry.state, entry.now)


def test_it_ends_the_wait_for_that_force_and_a_change_begins_it_anew() -> None:
    told = in_silence(of_a_force_without_mail())
    assert rung(told)
    told = then(told, written_down)
    assert not rung(told)
    assert not t.tasks_due(told, "decision")
    assert t.tasks_due(then(told, lives(b.place(b.SECOND, "22"))), "decision")


def test_the_other_forces_hear_it_as_any_decision() -> None:
    told = then(of_a_force_without_mail(), written_down)
    said = [
        (one.to, one.force, one.view, one.rank) for one in told.events if isinstance(one, DecisionPassedOn)
    ]
    assert said == [("23.decisions", "22", View.DO_NOT_DISCLOSE, Rank.INSPECTOR)]


def test_a_disclosure_that_it_decided_is_carried_out() -> None:
    told = d.after(then(of_a_concern(), note(View.DISCLOSE)), d.tests, d.wording)
    assert why_not(told, d.seek(told)) == {}


def test_who_does_not_decide_is_written_down_of_nobody() -> None:
    told = then(of_a_force_without_mail(), they_hold(View.DO_NOT_DISCLOSE))
    told.when(b.noted(told)).refused("NO_DECISION_TO_WRITE_DOWN")


def test_the_record_tells_it() -> None:
    told: Any = decided_there()
    assert isinstance(told.outcome, Decided)
    titles = [title(one.type)[0] for one in told.history]
    assert "it was written down what a force without messages has decided" in titles

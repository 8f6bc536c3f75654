"""Who searched for somebody as they were named before has not searched for them (G 64, 66; R-104)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from access.runtime import Snapshot
from contracts.codes import AlertKind, Answer, Category, Known, Source
from contracts.crossing import TaskedParties, TaskedSubject
from contracts.parts import Coverage
from contracts.people import Child, Children, PersonName
from contracts.sealed import Sealed
from messaging.decider import Message
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import commands as c
from services.decisions.domain.explained import GatesOverridden
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.http import view
from tests.given import CASE
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told, confirm, over

SMYTH = t.subject(name=PersonName(given="Dorian", family="Sample-Quill"), date_of_birth=date(1971, 3, 3))
SMITH = t.subject(name=PersonName(given="Dorian", family="Sample-Quell"), date_of_birth=date(1977, 3, 3))
NOTHING = (Coverage(source=Source.POLICE_LOCAL, about=b.SUBJECT, check="pl-1", answer=Answer.NO_TRACE),)


def codes(told: Told, command: Any) -> set[str]:
    outcome = told.when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


def asking(told: Told | None = None) -> Told:
    """Kent has assessed the case; Warwickshire is asked about the subject as he is named so far."""
    begun = told or t.hearing(t.assessed(), t.corrected(t.days(9), subject=SMYTH)).at(t.days(12))
    return b.asking(begun, acknowledge_by=t.days(13), report_by=t.days(20))


def reported(day: float, task: str = b.TASK, correction: int = 1) -> Message:
    said: Any = {"answers": NOTHING, "mappa": Known.NO, "area": None, "manages": False}
    return b.reported(t.days(day), task=task, correction=correction, **said)


def corrected(told: Told, subject: Any = SMITH, day: float = 14) -> Told:
    return t.hearing(told, t.corrected(t.days(day), subject=subject))


def assessed_anew(told: Told, day: float = 15) -> Told:
    return t.hearing(told, t.risk_assessment(t.days(day))).at(t.days(day + 0.5))


def rung(told: Told) -> list[str]:
    return [one.key for one in told.state.alerts.values() if one.kind is AlertKind.REVIEW_WANTED]


@pytest.mark.proves("R-145", by="services.decisions.domain.searched_for:is_another")
def test_a_force_that_searched_for_somebody_else_is_asked_again_before_anything_is_decided() -> None:
    told = assessed_anew(b.hearing(asking(), reported(13, correction=0)))
    assert not codes(told, t.no_concern(told))
    told = assessed_anew(corrected(told), 16)
    told.when(t.no_concern(told)).refused("REPORT_OUTSTANDING", "SOURCE_DID_NOT_ANSWER")
    told.when(t.concern(told)).refused("REPORT_OUTSTANDING")
    outcome = told.when(t.no_concern(told)).outcome
    assert isinstance(outcome, Refusal)
    assert "Warwickshire (due 24 June 2026, 22:00, of who they are by what was put right)" in " ".join(
        one.words for one in outcome.unmet
    )
    told = b.hearing(told, reported(17))
    assert told.when(t.no_concern(told)).state.category is Category.NO_CONCERN


def test_who_decides_over_a_search_for_somebody_else_keeps_that_it_did_not_look() -> None:
    told = assessed_anew(corrected(b.hearing(asking(), reported(13, correction=0))))
    told = over(told, t.no_concern)
    [written] = [event for event in told.events if isinstance(event, GatesOverridden)]
    assert {(one.code, one.force, one.answer) for one in written.standing} == {
        ("REPORT_OUTSTANDING", None, None),
        ("SOURCE_DID_NOT_ANSWER", "23", None),
    }


def test_an_area_that_nobody_asked_is_asked_before_anything_is_decided() -> None:
    told = b.placed(t.assessed())
    told.when(t.no_concern(told)).refused("AREA_NOT_ASKED")
    outcome = told.when(t.no_concern(told)).outcome
    assert isinstance(outcome, Refusal)
    asked = b.hearing(asking(t.assessed()), reported(14, correction=0))
    assert asked.when(t.no_concern(asked)).state.category is Category.NO_CONCERN


def test_a_correction_heard_after_the_task_that_it_came_before_counts_all_the_same() -> None:
    """Put right on the tenth day, tasked on the twelfth by what was known here, and heard after that."""
    told = b.hearing(corrected(asking(), day=10), reported(14.5, correction=0))
    told = assessed_anew(told)
    told.when(t.no_concern(told)).refused("REPORT_OUTSTANDING", "SOURCE_DID_NOT_ANSWER")


def test_a_correction_of_nothing_that_is_searched_by_asks_nobody_again() -> None:
    told = b.hearing(corrected(asking(), SMYTH), reported(14.5, correction=0))
    told = assessed_anew(told)
    assert told.when(t.no_concern(told)).state.category is Category.NO_CONCERN
    assert key_of(told, b.TASK) not in rung(told)


def test_a_correction_that_is_put_back_is_a_correction_too() -> None:
    """What was found meanwhile is of somebody else."""
    told = corrected(corrected(asking()), SMYTH, day=14.2)
    told = assessed_anew(b.hearing(told, reported(14.5)))
    told.when(t.no_concern(told)).refused("REPORT_OUTSTANDING", "SOURCE_DID_NOT_ANSWER")
    told = b.hearing(told, reported(15.7, correction=2))
    assert told.when(t.no_concern(told)).state.category is Category.NO_CONCERN


def children(first: str) -> Sealed[Children]:
    named = (("child-1", first), ("child-2", "Second"))
    return Sealed.of(
        Children(
            named=tuple(
                Child(ref=ref, name=PersonName(given=name, family="Testperson")) for ref, name in named
            )
        )
    )


def key_of(told: Told, task: str) -> str:
    """The key under which it rings: it tells of no force."""
    held = told.state.across.tasks[task]
    return neutral_key(told.state, "again", held.tasking, task, "0")


def of_two_children() -> Told:
    told = t.hearing(t.assessed(), t.corrected(t.days(9), children=children("Invented"))).at(t.days(12))
    lives = (b.place(b.APPLICANT, "46"), b.place(b.CHILD, "41"), b.place(b.SECOND, "23"))
    told = b.placed(told, *lives)
    agreed: Any = {"acknowledge_by": t.days(13), "report_by": t.days(20)}
    told = told.when(b.task(told, force="41", about=(b.CHILD,), **agreed))
    return told.when(b.task(told, force="23", about=(b.SECOND,), **agreed))


def of_children(day: float, task: str) -> Message:
    """Answered of who they were before."""
    return b.reported(t.days(day), task=task, mappa=Known.NO, area=None, manages=False)


def test_a_child_that_is_put_right_is_asked_about_again_where_it_lives_and_nowhere_else() -> None:
    told = t.hearing(of_two_children(), t.corrected(t.days(14), children=children("Otherwise")))
    assert rung(told) == [key_of(told, "task-41-1")]
    told = b.hearing(
        told,
        of_children(14.3, "task-23-1"),
        of_children(14.4, "task-41-1")._replace(source="csods/41/decisions"),
    )
    told = assessed_anew(told)
    outcome = told.when(t.no_concern(told)).outcome
    assert isinstance(outcome, Refusal)
    [unmet, waits] = outcome.unmet
    assert (unmet.code, waits.code) == ("REPORT_OUTSTANDING", "SOURCE_DID_NOT_ANSWER")
    assert "Hertfordshire" in unmet.words
    assert "Warwickshire" not in unmet.words


def test_a_child_who_is_none_of_the_case_any_more_is_asked_about_no_more() -> None:
    told = of_two_children()
    held = children("Invented").clear()
    one = Sealed.of(held.model_copy(update={"named": held.named[1:]}))
    told = t.hearing(told, t.corrected(t.days(14), children=one))
    assert not rung(told)


def test_somebody_here_is_rung_as_soon_as_a_force_searches_for_somebody_else() -> None:
    told = asking()
    assert not rung(told)
    put_right = corrected(told)
    assert rung(put_right) == [key_of(put_right, b.TASK)]
    off = put_right.when(c.StandDown(t.SERGEANT, b.TASK, "He is somebody else."))
    assert off.state.across.tasks[b.TASK].stood_down_at is not None
    assert not rung(corrected(told.when(c.StandDown(t.SERGEANT, b.TASK, "Moved to Kent."))))


def test_who_is_put_right_while_no_force_is_asked_rings_nobody() -> None:
    assert not rung(corrected(b.placed(t.assessed())))


def test_what_the_application_says_otherwise_counts_though_it_corrects_nothing() -> None:
    told = asking(t.supervised().at(t.days(1)))
    told = t.hearing(told, t.application(t.days(14), subject=SMITH))
    assert rung(told) == [key_of(told, b.TASK)]


def test_whoever_is_on_the_case_reads_who_was_put_right_since_a_force_was_asked() -> None:
    told = corrected(b.hearing(asking(), reported(13, correction=0)))
    shown = view.show(Snapshot(CASE, told.state, told.version, (), False, told.now))
    [task] = shown.personal["other_forces"]["tasks"]
    assert task["corrected"] == {
        "at": told.now,
        "who": [{"who": "the subject", "what": ["date of birth", "name"]}],
        "asked_again": True,
    }
    assert task["found_before_correction"]
    assert task["reported_at"] is None
    told = b.hearing(told, reported(16))
    shown = view.show(Snapshot(CASE, told.state, told.version, (), False, told.now))
    assert not shown.personal["other_forces"]["tasks"][0]["found_before_correction"]


def test_a_decision_is_not_confirmed_before_the_force_is_asked_about_whom_it_concerns() -> None:
    told = b.hearing(asking(), reported(13, correction=0))
    told = told.at(t.days(13.5))
    told = told.when(t.no_concern(told))
    assert told.state.category is Category.NO_CONCERN
    told = assessed_anew(corrected(told))
    told.when(confirm(told)).refused("DECISION_IN_DOUBT")
    told = b.hearing(told, reported(16))
    assert not codes(told, confirm(told))


# as the force that is asked


def asked_about_another() -> Told:
    """We have answered; the other force corrects whom it asks about, and we take that on."""
    other = TaskedParties(subject=TaskedSubject(name=SMITH.clear().name, date_of_birth=date(1977, 3, 3)))
    second = b.tasked_by_them(
        t.days(9),
        task="task-46-2",
        about=(b.SUBJECT,),
        acknowledge_by=t.days(10),
        report_by=t.days(12),
        parties=Sealed.of(other),
    )
    told = b.hearing(b.answered(), second).at(t.days(9.1))
    return told.when(c.AcknowledgeTask(t.CONSTABLE, "task-46-2"))


def test_what_was_found_of_somebody_else_is_not_reported_as_searched_again() -> None:
    told = asked_about_another()
    told.when(b.report(told, task="task-46-2")).refused("INITIAL_CHECKS_OPEN")
    round_ = t.said(t.requested(at=t.days(9.2)).event, "checks", t.days(9.2), route="RESPONDING")
    told = told.at(t.days(9.2)).when(c.Hear(round_))
    told = told.when(b.report(told, task="task-46-2"))
    assert told.state.across.tasks["task-46-2"].reported_at == told.now
    assert any(one.answer is None for one in told.events[0].answers), "asked, and not answered"


def test_asked_again_about_the_same_people_what_was_found_is_reported() -> None:
    second = b.tasked_by_them(t.days(9), task="task-46-2", acknowledge_by=t.days(10), report_by=t.days(12))
    told = b.hearing(b.answered(), second).when(c.AcknowledgeTask(t.CONSTABLE, "task-46-2"))
    assert not codes(told, b.report(told, task="task-46-2"))

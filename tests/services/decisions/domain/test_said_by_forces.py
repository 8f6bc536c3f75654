"""What another force says is read on the case, rings somebody, and shows to nobody else (G 66, 67; A9)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from access.officers import Officer
from access.runtime import Snapshot
from access.views import masked
from contracts.clocks import ClockName
from contracts.codes import AlertKind, DutyRole
from contracts.crossing import (
    Action,
    ApplicantNamed,
    Awaited,
    NamedApplicant,
    ReportedFindings,
    RespondingForceChased,
    RespondingForceStoodDown,
    View,
)
from contracts.decisions import OfficerAlertDue, SupervisorAlerted
from contracts.people import PersonName
from contracts.sealed import Box, Sealed
from messaging.decider import Actor
from messaging.outcomes import Decided
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.alerts import OPENLY, acknowledge_by, step_due
from services.decisions.domain.explaining import explain
from services.decisions.domain.stage import standing_alerts
from services.decisions.domain.state import Alert
from services.decisions.http import view
from services.decisions.http.view_across import UNREADABLE
from tests.given import CASE, Story
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.chronicle import Chronicle

FINDINGS = "Three allegations by a niece, 2019."
REPORTED = "the responding force reported what it found"
NEUTRAL = re.compile(r"review-[0-9a-f]{16}")


def rung(told: Story[Any], kind: AlertKind) -> list[str]:
    return [alert.key for alert in standing_alerts(told.state) if alert.kind is kind]


def seen(told: Story[Any], actor: Actor) -> dict[str, Any]:
    """What this officer is shown, whole."""
    shown = view.show(Snapshot(CASE, told.state, told.version, (), False, told.now))
    by = Officer(actor, "Somebody", frozenset({actor.role}))
    personal, _ = masked(shown, by, told.state, view.may_see)
    return {"case": dict(shown.case), **personal}


def found(text: str = FINDINGS) -> Story[Any]:
    said = Sealed.of(ReportedFindings(text=text))
    return b.hearing(b.asking(), b.acknowledged(), b.reported(findings=said))


def silent(awaited: Awaited = Awaited.ACKNOWLEDGEMENT) -> Story[Any]:
    told = b.asking()
    at = told.state.across.tasks[b.TASK].due(awaited) + timedelta(seconds=1)
    return told.at(at).when(c.ForceSilent(b.TASK, awaited, 0))


def late_report() -> Story[Any]:
    told = b.hearing(b.asking(), b.acknowledged())
    return told.at(t.days(8.1)).when(c.ForceSilent(b.TASK, Awaited.REPORT, 0))


def stood_down(told: Story[Any]) -> Story[Any]:
    at = max(told.now, t.days(2))
    over = RespondingForceStoodDown(to="46.decisions", task=b.OURS, stood_down_at=at)
    return b.hearing(told, b.from_force(over, at))


def named(told: Story[Any], applicant: Sealed[NamedApplicant] | None = None) -> Story[Any]:
    at = max(told.now, t.days(2))
    name = Sealed.of(NamedApplicant(name=PersonName(given="Ferdinand", family="Asks-Sample")))
    said = ApplicantNamed(
        to="46.decisions", action=Action.SEARCH_RECORDS, named_at=at, applicant=applicant or name
    )
    return b.hearing(told, b.from_force(said, at))


def erased(label: str) -> Sealed[Any]:
    """A box whose key is there no longer."""
    return Sealed(label, None, Box("box-of-another-1", "key-destroyed-01", "AAAA"))


# what was found, why, and who applied


@pytest.mark.proves("R-150", "R-151", by="services.decisions.http.view_across:across")
def test_what_another_force_found_and_why_it_holds_its_position_is_read_on_the_case_and_by_nobody_else() -> (
    None
):
    told = b.hearing(found(), b.position(View.DO_NOT_DISCLOSE))
    [task] = seen(told, t.SERGEANT)["other_forces"]["tasks"]
    assert task["findings"] == FINDINGS
    assert task["done"] == ["search records", "say whether the person is managed under MAPPA"]
    [position] = seen(told, t.SERGEANT)["other_forces"]["positions"]
    assert position["reasons"] == "Conditions manage it."
    others = str(seen(told, t.OTHER_SERGEANT))
    assert "niece" not in others
    assert "Conditions" not in others


def test_the_last_word_of_a_force_is_shown_with_its_own_reasons() -> None:
    told = b.stating(
        b.stating(b.asking(), View.DISCLOSE), View.UNDECIDED, reasons="A second conference is held."
    )
    [position] = seen(told, t.SERGEANT)["other_forces"]["positions"]
    assert (position["position"], position["reasons"]) == ("no position yet", "A second conference is held.")


def test_why_a_third_force_holds_its_position_stays_with_the_coordinating_one() -> None:
    told = b.hearing(b.three(), b.position(View.DISCLOSE, force="41"))
    passed_on = [event for event in told.events if event.TYPE == "position.passed_on.v1"]
    assert passed_on
    assert not any(event.LABELS for event in passed_on)


def test_who_applied_is_read_on_the_case_of_the_force_that_was_told_and_by_nobody_else() -> None:
    told = named(b.taken())
    assert seen(told, t.SERGEANT)["applicant"]["name"]["family"] == "Asks-Sample"
    assert "Asks-Sample" not in str(seen(told, t.OTHER_SERGEANT))
    assert "Asks-Sample" not in str(seen(told, t.SERGEANT)["other_forces"]), "of a row of its own (A9)"


def test_what_has_been_erased_says_so_and_hides_nothing_else() -> None:
    told = b.hearing(b.asking(), b.acknowledged(), b.reported(findings=erased("reported_findings")))
    [task] = seen(told, t.SERGEANT)["other_forces"]["tasks"]
    assert task["findings"] == UNREADABLE
    assert task["reported_at"]
    of = seen(named(b.taken(), erased("named_applicant")), t.SERGEANT)["applicant"]
    assert (of["name"], of["told_for"]) == (UNREADABLE, "search records")


def test_an_explanation_tells_what_was_found_and_why_and_not_who_applied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chronicle = Chronicle().kept(monkeypatch)
    monkeypatch.setattr(b, "DECIDER", chronicle.decider)
    told = b.hearing(found(), b.position(View.DO_NOT_DISCLOSE))
    course = explain(chronicle.history(told.now))["course"]
    [report] = [one for one in course if one["words"] == REPORTED]
    assert {"what": "what was found", "is": FINDINGS} in report["details"]
    [position] = [one for one in course if one["words"] == "a force stated its position on disclosure"]
    assert position["reasons"] == ["Conditions manage it."]
    assert report["kept_sealed"] == position["kept_sealed"] == []

    told = named(b.taken())
    [naming] = [
        one
        for one in explain(chronicle.history(told.now))["course"]
        if one["words"] == "another force was told who applied"
    ]
    assert naming["kept_sealed"] == ["applicant"]
    assert "Asks-Sample" not in str(naming)


def test_an_explanation_says_of_findings_that_they_are_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    chronicle = Chronicle().kept(monkeypatch)
    told = b.hearing(b.asking(), b.acknowledged(), b.reported(findings=erased("reported_findings")))
    history = chronicle.history(told.now, erased=["key-destroyed-01"])
    [report] = [one for one in explain(history)["course"] if one["words"] == REPORTED]
    assert report["unreadable"] == ["findings: erased: its key has been destroyed"]


# somebody is rung


@pytest.mark.proves("R-150", by="services.decisions.domain.tasking:heard_report")
def test_somebody_reads_a_report_while_the_case_is_undecided() -> None:
    told = b.hearing(b.asking(), b.acknowledged(), b.reported())
    [key] = rung(told, AlertKind.REVIEW_WANTED)
    assert told.state.decision is None
    assert not rung(told.when(c.AcknowledgeAlert(t.SERGEANT, key)), AlertKind.REVIEW_WANTED)


def test_a_report_on_an_ended_case_is_news_and_rings_once() -> None:
    told = b.hearing(b.asking(), b.acknowledged())
    late = b.hearing(t.with_state(told, ended=told.now), b.reported(t.days(9)))
    assert len(rung(late, AlertKind.NEW_INFORMATION)) == 1
    assert not rung(late, AlertKind.REVIEW_WANTED)


@pytest.mark.proves("R-145", by="services.decisions.domain.responding:stood_down")
def test_who_is_stood_down_is_called_back_at_once() -> None:
    told = stood_down(b.taken())
    [key] = rung(told, AlertKind.REVIEW_WANTED)
    [ring] = [event for event in told.events if isinstance(event, OfficerAlertDue)]
    assert ring.acknowledge_by - ring.due_at == timedelta(hours=1)
    assert not rung(told.when(c.AcknowledgeAlert(t.SERGEANT, key)), AlertKind.REVIEW_WANTED)


def test_who_has_answered_is_not_called_back() -> None:
    assert not rung(stood_down(b.answered()), AlertKind.REVIEW_WANTED)


def test_who_waits_for_the_name_of_the_applicant_is_rung_when_it_comes() -> None:
    assert len(rung(named(b.taken()), AlertKind.REVIEW_WANTED)) == 1


def test_a_name_for_which_nobody_waits_any_more_rings_nobody() -> None:
    told = named(b.answered())
    assert told.state.across.applicant is not None
    assert not rung(told, AlertKind.REVIEW_WANTED)


# an alert tells of no force

LIVES: dict[str, Callable[[], Story[Any]]] = {
    "another force is silent": silent,
    "its report is late": late_report,
    "it has returned the task": lambda: b.hearing(b.asking(), b.returned()),
    "it has reported": found,
    "it holds another position": b.at_odds,
    "nobody may decide": lambda: b.disagreeing(b.at_odds()),
}
THEIRS: dict[str, Callable[[], Story[Any]]] = {
    "another force asks": b.asked,
    "the task was called off": lambda: stood_down(b.taken()),
    "it was told who applied": lambda: named(b.taken()),
    "another force decides": lambda: b.hearing(b.answered(), b.primacy_is_ours()),
}


@pytest.mark.parametrize("life", LIVES)
def test_no_alert_tells_an_officer_of_another_case_that_or_which_force_takes_part(life: str) -> None:
    told = LIVES[life]()
    assert told.state.alerts
    case = seen(told, t.OTHER_SERGEANT)["case"]
    assert {"force", "23", "41"}.isdisjoint(re.findall(r"\w+", _read(case["alerts"])))
    assert case["reasons_wanted_for"] == []
    rings = [one.event for one in told.history if isinstance(one.event, OfficerAlertDue)]
    assert rings
    assert not {one.kind for one in rings} & set(OPENLY)


@pytest.mark.parametrize("life", LIVES | THEIRS)
def test_the_key_of_an_alert_tells_of_no_task_and_no_force(life: str) -> None:
    told = (LIVES | THEIRS)[life]()
    kept = {AlertKind.SUPERVISION_WANTED, AlertKind.LIMIT_PASSED}
    keys = [key for key, alert in told.state.alerts.items() if alert.kind not in kept]
    assert keys
    assert all(NEUTRAL.fullmatch(key) for key in keys), keys


def test_no_alarm_tells_that_another_force_takes_part() -> None:
    told = silent()
    assert isinstance(told.outcome, Decided)
    [alarm] = told.outcome.tasks
    [key] = rung(told, AlertKind.ANOTHER_FORCE_SILENT)
    assert alarm.key == f"LIMIT_PASSED/{key}"
    assert (alarm.refs["code"], alarm.refs["words"]) == ("LIMIT_PASSED", "a limit has passed")


def test_one_ring_for_several_alerts_names_none_by_another_force() -> None:
    alerts = {key: Alert(key, kind, t.CONTACT, level=9) for key, kind in (("one-1", AlertKind.SILENT_CASE),)}
    for number, kind in enumerate((AlertKind.LIMIT_PASSED, *OPENLY)):
        alerts[f"left-{number}"] = Alert(f"left-{number}", kind, t.CONTACT, level=9)
    told = t.with_state(t.opened(), alerts=alerts).at(t.days(40))
    ring = told.when(c.NobodyAnswered("left-0", 10)).events[0]
    assert {one.alert for one in ring.also} == {"left-1", "left-2"}
    assert not {one.kind for one in ring.also} & set(OPENLY)


@pytest.mark.parametrize("kind", OPENLY)
def test_what_an_alert_is_rung_as_keeps_the_same_hours(kind: AlertKind) -> None:
    case = t.opened().state
    for level in range(30):
        told = (step_due(case, Alert("a-1", one, t.CONTACT, level=level)) for one in (kind, OPENLY[kind]))
        assert len(set(told)) == 1
    assert acknowledge_by(case, kind, t.CONTACT) == acknowledge_by(case, OPENLY[kind], t.CONTACT)


def test_those_on_the_case_read_what_an_alert_is_about() -> None:
    said = seen(b.at_odds(), t.SERGEANT)
    [of_forces] = said["other_forces"]["alerts"]
    assert of_forces["words"] == "forces do not agree"
    assert of_forces["alert"] in {one["alert"] for one in said["case"]["alerts"]}
    assert seen(late_report(), t.SERGEANT)["other_forces"]["reason_wanted_for_late_report"]


def test_our_own_late_report_is_a_clock_of_ours_that_everybody_reads() -> None:
    told = b.asked()
    limit = told.state.clocks[ClockName.RESPONDING_FORCE].limit
    assert limit is not None
    ran_out = c.ClockRanOut(ClockName.RESPONDING_FORCE, limit=True, due=limit.at)
    late = told.at(limit.late_from).when(ran_out)
    assert len(seen(late, t.OTHER_SERGEANT)["case"]["reasons_wanted_for"]) == 1


def test_two_tasks_and_two_times_have_keys_of_their_own() -> None:
    told = b.three()
    for force in ("23", "41"):
        told = told.at(t.days(2.1)).when(c.ForceSilent(f"task-{force}-1", Awaited.ACKNOWLEDGEMENT, 0))
    for key in rung(told, AlertKind.ANOTHER_FORCE_SILENT):
        told = told.when(c.AcknowledgeAlert(t.SERGEANT, key))
    told = told.after(days=2).when(c.ForceSilent("task-23-1", Awaited.ACKNOWLEDGEMENT, 1))
    alerts = [one for one in told.state.alerts.values() if one.kind is AlertKind.ANOTHER_FORCE_SILENT]
    assert len(alerts) == 3


@pytest.mark.parametrize("life", ["asked", "waits", "silent"])
def test_what_is_rung_ends_with_the_answer_also_under_the_ids_of_a_journal(life: str) -> None:
    told = {"asked": b.asked, "waits": waited_for, "silent": silent}[life]()
    kind = AlertKind.ANOTHER_FORCE_SILENT if life == "silent" else AlertKind.ANOTHER_FORCE_ASKS
    kept = journalled(told)
    assert len(rung(kept, kind)) == (2 if life == "waits" else 1)
    if life == "silent":
        assert not t.tasks_due(kept, "force"), "somebody is being rung"
        answered = b.hearing(kept, b.acknowledged(t.days(3)))
    else:
        answered = kept.when(c.AcknowledgeTask(t.CONSTABLE, b.OURS))
    assert not rung(answered, kind)


def waited_for() -> Story[Any]:
    chase = RespondingForceChased(
        to="46.decisions",
        task=b.OURS,
        awaited=Awaited.ACKNOWLEDGEMENT,
        due_at=t.days(1),
        time=0,
        chased_at=t.days(1.1),
    )
    return b.hearing(b.asked(), b.from_force(chase, t.days(1.1)))


def journalled(told: Story[Any]) -> Story[Any]:
    """The same case, folded as from a journal: what was heard has another id there than its message had."""
    state = DECIDER.initial(CASE)
    for one in told.history:
        state = DECIDER.evolve(state, one._replace(id=f"event-{one.version:08}"))
    return replace(told, state=state)


# journals of before


def old_alert(key: str, kind: AlertKind, at: Any) -> SupervisorAlerted:
    return SupervisorAlerted(
        alert=key, kind=kind, role=DutyRole.SUPERVISOR, alerted_at=at, acknowledge_by=at + timedelta(days=1)
    )


def test_an_alert_under_a_key_of_before_rings_no_second_time_and_ends_with_the_answer() -> None:
    told = b.asking().at(t.days(2.1))
    chased = RespondingForceChased(
        to="23.decisions",
        task=b.TASK,
        awaited=Awaited.ACKNOWLEDGEMENT,
        due_at=t.days(2),
        time=0,
        chased_at=told.now,
    )
    key = "silent-task-23-1--acknowledgement-0"
    told = told.given(chased, old_alert(key, AlertKind.ANOTHER_FORCE_SILENT, told.now))
    assert told.when(c.ForceSilent(b.TASK, Awaited.ACKNOWLEDGEMENT, 0)).events == ()
    assert not t.tasks_due(told, "force"), "somebody is being rung"
    assert rung(told, AlertKind.ANOTHER_FORCE_SILENT) == [key]
    answered = b.hearing(told, b.acknowledged(t.days(3)))
    assert not rung(answered, AlertKind.ANOTHER_FORCE_SILENT)


def test_what_was_asked_under_a_key_of_before_ends_when_it_is_taken_on() -> None:
    told = b.asked()
    told = told.given(old_alert("asked-task-46-1", AlertKind.ANOTHER_FORCE_ASKS, told.now))
    assert "asked-task-46-1" in rung(told, AlertKind.ANOTHER_FORCE_ASKS)
    assert not rung(told.when(c.AcknowledgeTask(t.CONSTABLE, b.OURS)), AlertKind.ANOTHER_FORCE_ASKS)


def _read(shown: Any) -> str:
    """As it stands in an answer, without instants."""
    plain = [{name: one for name, one in alert.items() if name != "since"} for alert in shown]
    return orjson.dumps(plain).decode()

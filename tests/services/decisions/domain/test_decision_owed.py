"""A force that decides is waited for, chased and rung about until it has decided (G 64, 67)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.codes import AlertKind, Outcome
from contracts.crossing import (
    ChildHeld,
    DecisionAwaited,
    DecisionChased,
    DecisionTakenOn,
    OutcomePassedOn,
    PrimacyGround,
    PrimacyReEvaluated,
    View,
)
from contracts.decisions import OfficerAlertDue
from messaging.routes import Due, DueTask
from services.decisions.domain import commands as c
from services.decisions.domain.events_across import Awaits
from services.decisions.domain.stage import standing_alerts
from services.decisions.domain.state import Case
from services.decisions.http.view_across import across
from services.decisions.tasks import TASKS
from tests.given import CASE, Story
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_nobody_told import (
    AN_HOUR,
    AT_ODDS,
    NOT_MANAGED,
    ask_41,
    categorised,
    given_back,
    host,
    lives,
    of_a_force_that_was_not_asked,
    of_a_force_without_mail,
    of_two_areas,
    then,
    they_decide,
    they_hold,
    we_hold,
    with_them,
)
from tests.services.decisions.domain.test_said_by_forces import NEUTRAL, journalled

Told = Story[Case]
A_DAY, A_SECOND = timedelta(days=1), timedelta(seconds=1)


def they_owe() -> Told:
    """23 manages the subject, decides, was told so, and has said nothing since."""
    return then(with_them(t.assessed()), *AT_ODDS)


def they_take_it_on(told: Told) -> Told:
    return b.hearing(told, b.taken_on_there(told.now + AN_HOUR))


def next_chase(told: Told) -> datetime:
    [at] = t.tasks_due(told, "decision").values()
    assert at is not None
    return at


def in_silence(told: Told) -> Told:
    """Its instant comes."""
    [task] = [one for one in told.decider.due(told.state) if one.kind == "decision"]
    assert task.due is not None
    comes = TASKS["decision"]
    assert isinstance(comes, Due)
    came = DueTask(CASE, task.kind, task.key, task.refs, task.due, 1, "")
    return told.at(task.due).when(comes.to_command(came))


def rung(told: Told, kind: AlertKind = AlertKind.ANOTHER_FORCE_SILENT) -> list[str]:
    """What somebody must still take."""
    return [one.key for one in standing_alerts(told.state) if one.kind is kind]


def taken(told: Told) -> Told:
    [key] = rung(told)
    return told.when(c.AcknowledgeAlert(t.SERGEANT, key))


def chases(told: Told) -> list[tuple[str, DecisionAwaited, int]]:
    return [(one.to, one.awaited, one.time) for one in told.events if isinstance(one, DecisionChased)]


# by the coordinating force


def test_a_force_that_does_not_take_the_decision_on_is_chased_and_somebody_here_is_rung() -> None:
    told = they_owe()
    assert next_chase(told) == told.now + A_DAY + A_SECOND
    silent = in_silence(told)
    assert chases(silent) == [("23.decisions", DecisionAwaited.TAKING_ON, 0)]
    [key] = rung(silent)
    assert ("climb", f"{key}/1") in silent.due()


def test_whoever_is_rung_climbs_to_the_inspector_while_nobody_takes_it() -> None:
    told = in_silence(they_owe())
    [key] = rung(told)
    roles = []
    for level in range(1, 4):
        [at] = [due for name, due in t.tasks_due(told, "climb").items() if name == f"{key}/{level}"]
        assert at is not None
        told = told.at(at).when(c.NobodyAnswered(key, level))
        roles += [one.role for one in told.events if isinstance(one, OfficerAlertDue) and one.alert == key]
    assert [str(role) for role in roles] == ["DUTY_SERGEANT", "DUTY_INSPECTOR", "CONTROL_ROOM"]


@pytest.mark.proves("R-145", "R-154", by="services.decisions.domain.decision_owed:silent")
def test_it_is_chased_again_for_as_long_as_it_is_silent() -> None:
    told = in_silence(they_owe())
    for time in range(1, 6):
        assert not t.tasks_due(told, "decision"), "somebody is being rung"
        told = taken(told)
        assert next_chase(told) == told.now + timedelta(days=2)
        told = in_silence(told)
        assert chases(told) == [("23.decisions", DecisionAwaited.TAKING_ON, time)]


def test_a_force_that_took_it_on_and_says_nothing_for_long_is_chased_for_its_decision() -> None:
    told = they_take_it_on(in_silence(they_owe()))
    assert not rung(told), "it has answered"
    assert (
        next_chase(told) == told.now + timedelta(days=told.state.rules.periods.silent_after_days) + A_SECOND
    )
    silent = in_silence(told)
    assert chases(silent) == [("23.decisions", DecisionAwaited.DECISION, 0)]
    assert rung(silent)
    again = in_silence(taken(silent))
    assert chases(again) == [("23.decisions", DecisionAwaited.DECISION, 1)]


@pytest.mark.parametrize("view", [View.DISCLOSE, View.DO_NOT_DISCLOSE])
def test_it_ends_with_the_decision_whatever_was_decided(view: View) -> None:
    told = then(in_silence(they_owe()), they_decide(view))
    assert not rung(told)
    assert not t.tasks_due(told, "decision")


def test_a_decision_that_was_taken_back_is_waited_for_anew() -> None:
    told = then(in_silence(they_owe()), they_decide(View.DISCLOSE))
    told = then(told, they_decide(View.UNDECIDED))
    assert next_chase(told) > told.now
    assert not rung(told), "what rang before was answered"


def test_it_ends_when_the_forces_come_to_agree() -> None:
    told = then(in_silence(they_owe()), they_hold(View.DO_NOT_DISCLOSE))
    assert not rung(told)
    assert not t.tasks_due(told, "decision")


def test_it_ends_with_the_case() -> None:
    told = t.with_state(they_owe(), ended=t.days(14))
    assert not t.tasks_due(told, "decision")
    assert told.after(days=9).when(_of(they_owe())).events == ()


def _of(told: Told, time: int = 0) -> c.DecidingForceSilent:
    since = told.state.across.owed["23"].since
    return c.DecidingForceSilent("23", Awaits.TAKING_ON, since, time)


def test_a_clock_that_comes_late_or_twice_rings_nobody() -> None:
    told = they_owe()
    late = told.at(next_chase(told))
    assert they_take_it_on(late).when(_of(told)).events == ()
    assert then(late, they_decide(View.DISCLOSE)).when(_of(told)).events == ()
    assert in_silence(told).when(_of(told)).events == ()


def test_a_force_that_decides_and_that_nobody_asked_rings_us() -> None:
    told = in_silence(of_a_force_that_was_not_asked())
    assert chases(told) == [], "it has no part in the case"
    assert rung(told)
    asked = ask_41(told)
    assert not rung(asked)
    assert chases(in_silence(asked)) == [("41.decisions", DecisionAwaited.TAKING_ON, 0)]


def test_a_force_that_gave_its_task_back_and_decides_rings_us() -> None:
    told = then(categorised(they_owe()), given_back)
    told = in_silence(told)
    assert chases(told) == []
    assert rung(told)


def test_a_force_without_messages_rings_us_until_its_decision_is_known() -> None:
    told = in_silence(of_a_force_without_mail())
    assert chases(told) == []
    assert rung(told)
    assert chases(in_silence(taken(told))) == []


def test_each_of_several_that_decide_is_waited_for_by_itself() -> None:
    told = then(of_two_areas(), host(None), ask_41)
    assert {key.split("/")[0] for key in t.tasks_due(told, "decision")} == {"23", "41"}
    told = then(told, they_decide(View.DO_NOT_DISCLOSE))
    assert {key.split("/")[0] for key in t.tasks_due(told, "decision")} == {"41"}


def test_of_a_child_more_it_owes_another_decision() -> None:
    told = then(with_them(t.assessed(), **NOT_MANAGED), lives(b.place(b.CHILD, "23")), *AT_ODDS)
    told = then(told, they_decide(View.DO_NOT_DISCLOSE))
    assert not t.tasks_due(told, "decision")
    more = then(told.after(days=3), lives(b.place(b.SECOND, "23")))
    assert next_chase(more) == more.now + A_DAY + A_SECOND


def test_a_child_more_gives_a_silent_force_no_more_time() -> None:
    told = then(with_them(t.assessed(), **NOT_MANAGED), lives(b.place(b.CHILD, "23")), *AT_ODDS)
    more = then(told.after(hours=5), lives(b.place(b.SECOND, "23")))
    assert next_chase(more) == next_chase(told)


def test_no_key_of_it_tells_which_force_decides() -> None:
    told = in_silence(taken(in_silence(they_owe())))
    keys = list(told.state.across.rung_to_decide)
    assert len(keys) == 2
    assert all(NEUTRAL.fullmatch(key) for key in keys)
    kept = journalled(told)
    assert set(kept.state.across.rung_to_decide) == set(keys)
    assert len(rung(kept)) == 1


def test_whoever_is_on_the_case_reads_what_is_waited_for() -> None:
    shown: Any = across(they_owe().state, t.days(14))
    [waited] = shown["who_decides"]["waited_for"]
    assert (waited["force"], waited["awaits"]) == ("Warwickshire", "that it takes the decision on")
    assert waited["told_at"] is not None


# by the force that decides


def chase(awaited: DecisionAwaited, time: int = 0, at: datetime | None = None) -> Any:
    at = at or t.days(8.1)
    event = DecisionChased(to="46.decisions", awaited=awaited, told_at=t.days(7), time=time, chased_at=at)
    return b.from_force(event, at)


def waits_for_us(told: Told) -> bool:
    return bool(rung(told, AlertKind.ANOTHER_FORCE_ASKS))


def take_on(told: Told) -> Told:
    return told.when(c.TakeOnDecision(t.SERGEANT))


def test_whoever_is_chased_is_rung_until_the_decision_is_taken_on() -> None:
    told = b.hearing(b.hosting(), chase(DecisionAwaited.TAKING_ON))
    assert waits_for_us(told)
    told = take_on(told)
    assert [(one.to, one.your_case) for one in told.events if isinstance(one, DecisionTakenOn)] == [
        ("23.decisions", b.THEIR_CASE)
    ]
    assert not waits_for_us(told)
    assert not waits_for_us(b.hearing(told, chase(DecisionAwaited.TAKING_ON, 1, t.days(9)))), (
        "it crossed ours"
    )


def test_then_until_it_is_decided() -> None:
    told = b.hearing(take_on(b.hosting()), chase(DecisionAwaited.DECISION))
    assert waits_for_us(told)
    told = b.hearing(told, b.from_force(_anew(t.days(8.2), PrimacyGround.CHILD_FORCE), t.days(8.2)))
    decided = told.when(b.decide(told))
    assert not waits_for_us(decided)
    again = b.hearing(decided, b.from_force(_anew(t.days(9), PrimacyGround.CHILD_FORCE, 2), t.days(9)))
    assert not waits_for_us(again), "of one child more nobody has chased us yet"
    assert waits_for_us(b.hearing(again, chase(DecisionAwaited.TAKING_ON, 0, t.days(10.1))))


def _anew(at: datetime, ground: PrimacyGround, children: int = 1) -> PrimacyReEvaluated:
    held = tuple(ChildHeld(child=f"child-{number}", force="46") for number in range(1, children + 1))
    return PrimacyReEvaluated(
        to="46.decisions", ground=ground, host="46", children=held, before="46", determined_at=at
    )


def test_whoever_does_not_decide_takes_nothing_on() -> None:
    take_on(b.answered()).refused("PRIMACY_NOT_HERE", "DECISION_TAKEN_ON")
    take_on(b.asking()).refused("PRIMACY_NOT_HERE", "DECISION_TAKEN_ON")


def test_nobody_is_rung_for_a_decision_that_is_wanted_no_more() -> None:
    over = OutcomePassedOn(
        to="46.decisions", outcome=Outcome.NO_DISCLOSURE, ended_at=t.days(8), passed_on_at=t.days(8)
    )
    told = b.hearing(b.hosting(), chase(DecisionAwaited.TAKING_ON), b.from_force(over, t.days(8.2)))
    assert not waits_for_us(told)
    assert not waits_for_us(b.hearing(b.answered(), chase(DecisionAwaited.TAKING_ON)))


def test_a_force_that_does_not_coordinate_chases_nobody() -> None:
    assert not t.tasks_due(b.hosting(), "decision")
    stranger = chase(DecisionAwaited.TAKING_ON)._replace(source="csods/41/decisions")
    b.hosting().when(c.HearForce(stranger)).not_yet()


def test_we_hold_differs_from_who_decides() -> None:
    """Stating a position is no taking on."""
    told = then(they_owe(), they_hold(View.DISCLOSE), we_hold(View.DO_NOT_DISCLOSE))
    assert chases(in_silence(told)) == [("23.decisions", DecisionAwaited.TAKING_ON, 0)]

"""While it is open which force decides, somebody is rung until it is settled: taking the alert settles
nothing (G 67; C-15)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.codes import AlertKind, DutyRole, Known
from contracts.crossing import PrimacyGround, View
from contracts.decisions import OfficerAlertDue
from messaging.routes import Due, DueTask
from services.decisions.domain import commands as c
from services.decisions.domain.state import Case
from services.decisions.http.view_across import across
from services.decisions.tasks import TASKS
from tests.given import CASE, Story
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_nobody_told import (
    AN_HOUR,
    in_scotland,
    mappa,
    then,
    they_hold,
    we_hold,
    with_them,
)
from tests.services.decisions.domain.test_said_by_forces import NEUTRAL, journalled

Told = Story[Case]
TWO_DAYS = timedelta(days=2)


def nobody_decides() -> Told:
    """We would tell nobody, 23 somebody, and nobody has recorded that the forces cannot agree."""
    return then(with_them(t.assessed()), they_hold(View.DISCLOSE), we_hold(View.DO_NOT_DISCLOSE))


def ringing(told: Told) -> list[str]:
    kind = AlertKind.FORCES_DISAGREE
    return [key for key, one in told.state.alerts.items() if one.kind is kind and one.acknowledged_at is None]


def taken(told: Told) -> Told:
    for key in ringing(told):
        told = told.when(c.AcknowledgeAlert(t.SERGEANT, key))
    return told


def chased_at(told: Told) -> list[datetime | None]:
    return list(t.tasks_due(told, "primacy").values())


def when_it_comes(told: Told) -> Told:
    [task] = [one for one in told.decider.due(told.state) if one.kind == "primacy"]
    assert task.due is not None
    comes = TASKS["primacy"]
    assert isinstance(comes, Due)
    came = DueTask(CASE, task.kind, task.key, task.refs, task.due, 1, "")
    return told.at(max(told.now, task.due)).when(comes.to_command(came))


def first_rung(told: Told) -> list[DutyRole]:
    return [one.role for one in told.events if isinstance(one, OfficerAlertDue)]


def test_it_is_rung_when_it_comes_to_that_and_that_alert_climbs_by_itself() -> None:
    told = nobody_decides()
    [key] = ringing(told)
    assert ("climb", f"{key}/1") in told.due()
    assert not chased_at(told), "somebody is being rung"


@pytest.mark.proves("R-157", by="services.decisions.domain.unsettled:rings_again")
def test_who_has_taken_it_is_rung_again_and_each_time_a_step_higher_until_it_is_settled() -> None:
    told = nobody_decides()
    for role in (DutyRole.DUTY_SERGEANT, DutyRole.DUTY_INSPECTOR, DutyRole.DUTY_INSPECTOR):
        told = taken(told)
        assert chased_at(told) == [told.now + TWO_DAYS]
        told = when_it_comes(told)
        assert first_rung(told) == [role]
        [key] = ringing(told)
        assert any(kind == "climb" and name.startswith(key) for kind, name in told.due())
    settled = then(taken(told), b.disagreeing)
    assert not chased_at(settled), "23 decides, and is waited for"


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda told: then(told, they_hold(View.DO_NOT_DISCLOSE)),
        lambda told: t.with_state(told, ended=told.now),
    ],
    ids=["they agree", "the case ended"],
)
def test_it_ends_with_what_settles_it(meanwhile: Any) -> None:
    told = taken(nobody_decides())
    [task] = [one for one in told.decider.due(told.state) if one.kind == "primacy"]
    after = meanwhile(told)
    assert not chased_at(after)
    comes = TASKS["primacy"]
    assert isinstance(comes, Due)
    assert task.due is not None
    late = after.at(task.due).when(
        comes.to_command(DueTask(CASE, task.kind, task.key, task.refs, task.due, 1, ""))
    )
    assert late.events == ()


def test_another_reason_why_nobody_decides_is_the_same_silence() -> None:
    told = taken(when_it_comes(taken(nobody_decides())))
    since = told.state.across.unsettled
    told = then(told.after(hours=1), mappa(Known.UNKNOWN), b.disagreeing)
    found = told.state.across.primacy
    assert found is not None
    assert found.ground is PrimacyGround.MAPPA_STATUS_UNKNOWN
    assert told.state.across.unsettled == since
    settled = then(taken(told), they_hold(View.DO_NOT_DISCLOSE))
    assert settled.state.across.unsettled is None
    again = then(settled.after(hours=1), they_hold(View.DISCLOSE))
    assert again.state.across.unsettled not in (None, since), "it begins anew"
    assert len(ringing(again)) == 1
    assert first_rung(when_it_comes(taken(again))) == [DutyRole.DUTY_SERGEANT]


def test_a_clock_that_comes_twice_rings_once() -> None:
    told = taken(nobody_decides())
    [task] = [one for one in told.decider.due(told.state) if one.kind == "primacy"]
    comes = TASKS["primacy"]
    assert isinstance(comes, Due)
    assert task.due is not None
    command = comes.to_command(DueTask(CASE, task.kind, task.key, task.refs, task.due, 1, ""))
    rung = told.at(task.due).when(command)
    assert rung.events
    assert rung.when(command).events == ()
    assert taken(rung).when(command).events == ()
    other = then(told.after(hours=1), mappa(Known.UNKNOWN), b.disagreeing)
    assert taken(other).at(task.due).when(command).events == (), "something else has rung meanwhile"


def test_where_no_force_here_can_decide_or_another_coordinates_nobody_is_chased() -> None:
    assert not chased_at(taken(in_scotland()))
    open_there = b.primacy_is_ours(PrimacyGround.POSITIONS_DIFFER)
    said = open_there.event.model_copy(update={"host": None})
    told = b.hearing(b.answered(), open_there._replace(event=said))
    assert told.state.across.unsettled
    assert not chased_at(taken(told)), "the coordinating force gets it settled"


def test_no_key_of_it_tells_what_it_is_about_and_whoever_is_on_the_case_reads_since_when() -> None:
    told = when_it_comes(taken(nobody_decides()))
    kept = journalled(told)
    assert all(NEUTRAL.fullmatch(key) for key in ringing(kept))
    shown: Any = across(told.state, told.now + AN_HOUR)
    held = told.state.across.unsettled
    assert held is not None
    assert shown["who_decides"]["open_since"] == held.since

"""Who takes an alert has taken its alarm, and the other way round, also where the alarm is of before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from access.runtime import Alarm, Executed, Snapshot
from contracts.codes import RiskGround
from messaging.decider import Actor
from messaging.outcomes import Decided
from services.decisions.domain import commands as c
from services.decisions.domain.events_across import Owned
from services.decisions.domain.stage import standing_alerts
from services.decisions.http.answering import Answering
from tests.given import CASE
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.domain import test_said_by_forces as s
from tests.services.decisions.ordering import Told


@dataclass
class Ringing:
    """The runtime of one case, with the alarms that ring."""

    told: Told
    ring: list[Alarm] = field(default_factory=list)

    async def execute(self, case_id: str, command: Any, actor: Actor, once: None = None) -> Executed:
        self.told = self.told.when(command)
        return Executed(case_id, self.told.version, tuple(one.TYPE for one in self.told.events))

    async def read(self, case_id: str) -> Snapshot[Any]:
        now: datetime = self.told.now
        return Snapshot(case_id, self.told.state, self.told.version, (), False, now)

    async def alarms(self) -> list[Alarm]:
        return list(self.ring)

    async def acknowledge_alarm(self, alarm_id: int, actor: Actor) -> bool:
        self.ring = [one for one in self.ring if one.id != alarm_id]
        return True


def ringing(as_before: bool) -> tuple[Ringing, Answering, str]:
    """That another force is silent; and another case's alarm."""
    told = s.silent()
    assert isinstance(told.outcome, Decided)
    [alarm] = told.outcome.tasks
    [alert] = [one for one in standing_alerts(told.state) if one.kind == "ANOTHER_FORCE_SILENT"]
    key = f"ANOTHER_FORCE_SILENT/{alert.key}" if as_before else alarm.key
    code = key.partition("/")[0]
    ours = Alarm(1, CASE, code, "SUPERVISOR", "", told.now, 1, key)
    other = Alarm(2, "c-another-case", code, "SUPERVISOR", "", told.now, 1, key)
    runtime = Ringing(told, [ours, other])
    return runtime, Answering(runtime), alert.key  # type: ignore[arg-type]


@pytest.mark.parametrize("as_before", [False, True])
async def test_taking_the_alert_ends_its_alarm_and_no_other(as_before: bool) -> None:
    runtime, api, alert = ringing(as_before)
    await api.execute(CASE, c.AcknowledgeAlert(t.SERGEANT, alert), t.SERGEANT)
    assert [one.id for one in runtime.ring] == [2]


@pytest.mark.parametrize("as_before", [False, True])
async def test_taking_the_alarm_takes_its_alert(as_before: bool) -> None:
    runtime, api, alert = ringing(as_before)
    assert await api.acknowledge_alarm(1, t.SERGEANT)
    assert runtime.told.state.alerts[alert].acknowledged_at is not None
    assert [one.id for one in runtime.ring] == [2]


@pytest.mark.parametrize("as_before", [False, True])
async def test_what_is_done_of_the_case_leaves_what_nobody_has_taken_ringing(as_before: bool) -> None:
    runtime, api, _ = ringing(as_before)
    taken = c.RecordOwner(t.SERGEANT, Owned.RECORD, "46")
    await api.execute(CASE, taken, t.SERGEANT)
    assert [one.id for one in runtime.ring] == [1, 2]


async def test_what_follows_from_a_report_is_for_those_on_the_case() -> None:
    """That a primacy was worked out would tell that another force takes part."""
    moved = (b.place(b.APPLICANT, "46"), b.place(b.SUBJECT, "41"), b.place(b.CHILD, "23"))
    said = {}
    for officer in (t.SERGEANT, replace(t.CONSTABLE, id="pc-9999")):
        told = b.at_odds()
        done = await Answering(Ringing(told)).execute(CASE, c.PlaceParties(officer, moved), officer)  # type: ignore[arg-type]
        assert isinstance(done, Executed)
        said[officer.id] = done.event_types
    assert "decisions.primacy.worked_out.v1" in said[t.SERGEANT.id]
    assert said["pc-9999"] == ("decisions.parties.placed.v1",)


async def test_who_reports_an_immediate_risk_reads_that_somebody_is_rung() -> None:
    reporter = replace(t.CONSTABLE, id="pc-9999")
    risk = c.ReportImmediateRisk(
        reporter, "risk-9", RiskGround.OFFICER_JUDGEMENT, "He is with the child now.", (), (), None
    )
    done = await Answering(Ringing(t.supervised())).execute(CASE, risk, reporter)  # type: ignore[arg-type]
    assert isinstance(done, Executed)
    assert "decisions.supervisor.alerted.v1" in done.event_types

"""One answer for what rings twice: an alert of the case, and the alarm that this service rang for it.

An alert rings by `notices`, an alarm by the service's own transport. Whoever takes one has taken the other,
unless their rank cannot: then the taking is recorded and both go on (G 30). What ends an alert, such as that
somebody supervises now, ends its alarm too.
"""

from __future__ import annotations

from typing import Any

from access.runtime import Alarm, Executed, Once, Runtime, Snapshot
from access.telling import Telling
from contracts.codes import AlertKind
from messaging.decider import Actor
from messaging.outcomes import Refusal
from services.decisions.domain.commands import AcknowledgeAlert
from services.decisions.domain.stage import standing_alerts
from services.decisions.http import need_to_know


class Answering(Telling):
    """With alerts and alarms answered together."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime, need_to_know.told)

    async def execute(
        self, case_id: str, command: object, actor: Actor, once: Once | None = None
    ) -> Executed | Refusal:
        outcome = await super().execute(case_id, command, actor, once)
        if isinstance(outcome, Refusal):
            return outcome
        snapshot = await self._silence(case_id, actor)
        return need_to_know.recorded(snapshot.state, actor, outcome) if snapshot else outcome

    async def acknowledge_alarm(self, alarm_id: int, actor: Actor) -> bool:
        """False: no such alarm rings."""
        alarm = next((one for one in await self._runtime.alarms() if one.id == alarm_id), None)
        if alarm is None:
            return False
        if alarm.code not in AlertKind.__members__:
            return await self._runtime.acknowledge_alarm(alarm_id, actor)
        await self._runtime.execute(alarm.case_id, AcknowledgeAlert(actor, _alert(alarm)), actor)
        await self._silence(alarm.case_id, actor)
        return True

    async def _silence(self, case_id: str, actor: Actor) -> Snapshot[Any] | None:
        """Ends the alarms of this case whose alert nobody need take any more; gives the case."""
        snapshot = await self._runtime.read(case_id)
        if snapshot is None or not snapshot.state.alerts:
            return snapshot
        standing = {alert.key for alert in standing_alerts(snapshot.state)}
        for alarm in await self._runtime.alarms():
            ours = alarm.case_id == case_id and alarm.code in AlertKind.__members__
            if ours and _alert(alarm) not in standing:
                await self._runtime.acknowledge_alarm(alarm.id, actor)
        return snapshot


def _alert(alarm: Alarm) -> str:
    """The key of the alert that it was rung for."""
    return alarm.key.partition("/")[2]

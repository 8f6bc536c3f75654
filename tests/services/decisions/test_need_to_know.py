"""As the API meets the runtime: why a step is refused is told by need to know (A9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from access.runtime import Snapshot
from messaging.decider import Actor, Moment
from messaging.gates import unmet
from messaging.outcomes import Refusal, Unmet
from services.decisions.domain.gates import GATES
from services.decisions.http.answering import Answering
from tests.given import CASE
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told


class OfOneCase:
    """The runtime of a case that stands so."""

    def __init__(self, told: Told) -> None:
        self.told = told

    async def weigh(self, case_id: str, command: Any, actor: Actor) -> tuple[Unmet, ...]:
        moment = Moment(self.told.now, case_id, self.told.version)
        return unmet(GATES[type(command)], self.told.state, command, moment)

    async def execute(self, case_id: str, command: Any, actor: Actor, once: None = None) -> Refusal:
        return Refusal(await self.weigh(case_id, command, actor))

    async def read(self, case_id: str) -> Snapshot[Any]:
        now: datetime = self.told.now
        return Snapshot(case_id, self.told.state, self.told.version, (), False, now)


async def test_a_refused_step_says_nothing_of_a_disclosure_to_an_officer_of_another_case() -> None:
    told = s.delivered()
    api = Answering(OfOneCase(told))  # type: ignore[arg-type]
    order = t.finalise(told, by=t.OTHER_SERGEANT)
    between = await api.weigh(CASE, order, t.OTHER_SERGEANT)
    refused = await api.execute(CASE, order, t.OTHER_SERGEANT)
    assert isinstance(refused, Refusal)
    assert [one.code for one in between] == [one.code for one in refused.unmet] == ["NOT_THE_SUPERVISOR"]


async def test_the_supervisor_is_told_every_reason() -> None:
    told = s.delivered()
    api = Answering(OfOneCase(told))  # type: ignore[arg-type]
    order = t.finalise(told)
    assert len(await api.weigh(CASE, order, t.SERGEANT)) > 3

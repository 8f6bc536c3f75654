"""As the API meets the runtime: why a step is refused is told by need to know (A9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from access.runtime import Snapshot
from messaging.decider import Actor, Moment
from messaging.gates import unmet
from messaging.outcomes import Refusal, Unmet
from services.decisions.domain import commands as c
from services.decisions.domain.gates import GATES
from services.decisions.http.answering import Answering
from services.decisions.http.steps import STEPS
from tests.given import CASE
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.domain.tried_across import ACROSS
from tests.services.decisions.domain.tried_ending import AT_THE_END
from tests.services.decisions.domain.tried_referring import REFERRING
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


@pytest.mark.parametrize("life", [s.nobody, s.authorised, s.released, s.delivered])
async def test_no_step_tells_an_officer_of_another_case_that_somebody_is_about_to_be_told(life: Any) -> None:
    api = Answering(OfOneCase(life()))  # type: ignore[arg-type]
    for step, code in (
        ("print-delivery-page", "WORDING_NOT_RELEASED"),
        ("allow-another-page", "NOT_THE_SUPERVISOR"),
    ):
        between = await api.weigh(CASE, STEPS[step](t.OTHER_SERGEANT, 0), t.OTHER_SERGEANT)
        assert [one.code for one in between] == [code]


async def test_who_supervises_is_told_that_the_wording_is_with_another_officer() -> None:
    api = Answering(OfOneCase(s.released()))  # type: ignore[arg-type]
    between = await api.weigh(CASE, STEPS["print-delivery-page"](t.SERGEANT, 0), t.SERGEANT)
    assert [one.code for one in between] == ["RELEASED_TO_SOMEBODY_ELSE"]


async def test_whom_it_was_released_to_is_told_all_of_the_page() -> None:
    told = s.released()
    (held,) = told.state.disclosure.releases.values()
    officer = Actor(held.to, "CONSTABLE", "INTERVIEWER", "46", t.KNOWS)
    told = told.when(c.PrintPack(officer, held.key))
    between = await Answering(OfOneCase(told)).weigh(  # type: ignore[arg-type]
        CASE, c.PrintPack(officer, held.key), officer
    )
    assert [one.code for one in between] == ["PAGE_PRINTED_ALREADY"]


@pytest.mark.parametrize("step", STEPS)
async def test_what_stands_between_says_the_same_whoever_is_told(step: str) -> None:
    """To an officer of another case, below the rank that answers for disclosures."""
    lives: tuple[Told, ...] = (
        t.categorised(),
        s.nobody(),
        s.authorised(),
        s.released(),
        s.delivered(),
        s.unwilling(s.released()),
    )
    found = set()
    for told in lives:
        order = STEPS[step](t.OTHER_SERGEANT, told.version)
        between = await Answering(OfOneCase(told)).weigh(CASE, order, t.OTHER_SERGEANT)  # type: ignore[arg-type]
        found.add(tuple(sorted(one.code for one in between)))
    assert len(found) == 1, found


OF_ANOTHER_CASE = Actor("pc-9999", "CONSTABLE", "INTERVIEWER", "46", t.KNOWS)
TELLS: dict[str, Any] = {
    "that a source holds something of the subject": REFERRING["OWNER_HAS_NOT_AGREED"],
    "how intelligence is handled": REFERRING["HANDLING_CONDITIONS"],
    "that the hub has the case": REFERRING["ALREADY_TRANSFERRED"],
    "that the subject lives where the letter would go": AT_THE_END["POST_NOT_SAFE"],
    "that this force decides": ACROSS["DECISION_TAKEN_ON"],
}


@pytest.mark.parametrize("what", TELLS)
async def test_an_order_open_to_all_staff_tells_an_officer_of_another_case_nothing(what: str) -> None:
    told, order = TELLS[what][0]()
    api = Answering(OfOneCase(told))  # type: ignore[arg-type]
    (said,) = await api.weigh(CASE, replace(order, by=OF_ANOTHER_CASE), OF_ANOTHER_CASE)
    assert (said.code, "ring who supervises" in said.words) == ("NOT_ON_THE_CASE", True)
    on_it = await api.weigh(CASE, order, order.by)
    assert {one.code for one in on_it} - {said.code}


@pytest.mark.parametrize("code", ["LEGAL_BASIS_MISSING", "PARTNER_DOES_NOT_TAKE_THIS", "REFERRAL_KEY_TAKEN"])
async def test_who_offers_a_child_to_a_partner_is_told_what_is_wrong_with_the_offer(code: str) -> None:
    """Whoever it is: a child waits for it."""
    told, order = REFERRING[code][0]()
    api = Answering(OfOneCase(told))  # type: ignore[arg-type]
    between = await api.weigh(CASE, replace(order, by=OF_ANOTHER_CASE), OF_ANOTHER_CASE)
    assert code in {one.code for one in between}

"""Details that probation does not show are not known, in the fact that rests on them either (R-067, C-26)."""

from __future__ import annotations

import pytest

from contracts.codes import Known, PartyRole, Source
from services.checks.domain.coverage import standing
from services.checks.domain.state import Pair
from services.checks.domain.three_facts import facts
from tests.services.checks import told as t
from tests.services.checks.adapters.test_probation import ask, knowing


@pytest.mark.parametrize("status", [403, 404])
async def test_mappa_details_that_probation_does_not_show_are_no_no(status: int) -> None:
    reply = await ask(knowing(details={"/risks/mappadetail": (status, {})}))
    told = t.nothing_held(t.begun().when(t.replied(t.PROBATION, reply)))
    assert facts(told.state).mappa.answer is Known.UNKNOWN


@pytest.mark.parametrize("status", [403, 404])
async def test_licence_conditions_that_are_not_shown_leave_the_source_asked_in_part(status: int) -> None:
    reply = await ask(knowing(details={"/licences/conditions": (status, {})}))
    told = t.begun().when(t.replied(t.PROBATION, reply))
    assert standing(told.state, Pair(Source.PROBATION, PartyRole.SUBJECT)).lack is not None

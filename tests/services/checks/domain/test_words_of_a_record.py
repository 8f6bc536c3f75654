"""Words with which a charge ends that are no acquittal (Criminal Justice Act 2003, s. 327B)."""

from __future__ import annotations

import pytest

from contracts.codes import Known
from contracts.held import Conviction
from contracts.people import FindingKind
from services.checks.domain.offences import kind, listed


@pytest.mark.parametrize(
    "disposal", ["NOT GUILTY BY REASON OF INSANITY", "Not guilty by reason of insanity: hospital order"]
)
def test_whoever_was_not_guilty_by_reason_of_insanity_is_a_child_sex_offender_by_law(disposal: str) -> None:
    one = Conviction(code="SOA2003/9", disposal=disposal)
    assert listed(one).answer is Known.YES
    assert kind(one) is FindingKind.SCHEDULE_34A_CONVICTION

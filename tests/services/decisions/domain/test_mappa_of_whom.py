"""What a force reports of MAPPA counts where it was asked about the subject, or manages them (G 66, 67)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.codes import Known
from services.decisions.domain import agreeing
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import between as b
from tests.services.decisions import told as t


def of_the_child(**more: Any) -> Any:
    """41 was asked about the child alone."""
    parts: dict[str, Any] = {"task": "task-41-1", "mappa": Known.NO, "area": None, "manages": False}
    return b.reported(t.days(8), **(parts | more))._replace(source="csods/41/decisions")


def decides(told: Story[Case]) -> str | None:
    found = agreeing.stands(told.state, told.now)
    return found.host if found else None


def of_23() -> Story[Case]:
    """23 manages the subject under MAPPA, the forces could not agree: it decides."""
    told = b.hearing(b.three(), b.acknowledged(), b.reported())
    return b.disagreeing(b.at_odds(told))


@pytest.mark.parametrize("says", [{}, {"mappa": Known.YES, "area": "AREA-41"}], ids=["none", "elsewhere"])
def test_a_force_that_was_asked_about_a_child_alone_takes_primacy_from_nobody(says: Any) -> None:
    told = b.hearing(of_23(), of_the_child(**says))
    assert told.state.across.tasks["task-41-1"].reported_at is not None
    assert decides(told) == "23"
    assert told.state.across.manager == "23"


def test_it_is_heard_where_it_manages_the_subject_itself() -> None:
    told = b.hearing(of_23(), of_the_child(mappa=Known.YES, area="AREA-41", manages=True))
    assert decides(told) == "41"


def test_it_is_heard_while_nothing_is_known() -> None:
    told = b.hearing(b.three(), of_the_child())
    assert told.state.across.current() is Known.NO


def test_whoever_was_asked_about_the_subject_corrects_what_it_said() -> None:
    told = b.hearing(of_23(), b.reported(t.days(8), mappa=Known.NO, area=None, manages=False))
    assert decides(told) == "41", "the force of the child"

"""A message of ours that another force does not take must not lie there unnoticed."""

from __future__ import annotations

import re

import pytest

from contracts.codes import CameTo
from contracts.receipts import MessageReceipt
from contracts.references import case_reference
from messaging.decider import Message
from messaging.outcomes import Decided, Task
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from tests.given import START, SYSTEM, story

CASE_OF_OURS = "c-ours-0001"


def receipt(outcome: CameTo, *codes: str, your_case: str = CASE_OF_OURS) -> Message:
    told = MessageReceipt(
        party="46.decisions",
        message="5e2c0a1b-0001",
        record="kafka:csods.23.decisions.from.46.decisions/0/7",
        your_case=your_case,
        outcome=outcome,
        codes=codes,
        at=START,
    )
    return Message("r-1", "csods/23/decisions", told.TYPE, "c-theirs-0001", told, START, START, SYSTEM)


def heard(message: Message) -> Decided:
    outcome = story(DECIDER).when(c.HearReceipt(message)).outcome
    assert isinstance(outcome, Decided)
    assert outcome.events == ()
    return outcome


def test_what_was_taken_rings_nobody() -> None:
    assert heard(receipt(CameTo.APPLIED)).tasks == ()


@pytest.mark.parametrize(
    ("outcome", "said"), [(CameTo.HELD, "is kept unread"), (CameTo.REFUSED, "was refused")]
)
def test_what_was_not_taken_rings_the_supervisor(outcome: CameTo, said: str) -> None:
    task: Task
    (task,) = heard(receipt(outcome, "UNKNOWN_TYPE")).tasks
    assert task.kind == "alarm"
    assert (task.refs["code"], task.refs["role"]) == ("MESSAGE_NOT_TAKEN", "SUPERVISOR")
    assert said in task.refs["words"]
    assert case_reference(CASE_OF_OURS) in task.refs["words"]
    assert not {"force", "23"} & set(re.findall(r"\w+", task.refs["words"])), (
        "everybody on duty reads it (A9)"
    )


def test_no_word_of_whoever_answers_is_rung_to_everybody() -> None:
    """What they call our case is text of theirs, and may name somebody."""
    (task,) = heard(receipt(CameTo.HELD, your_case="QUENTIN.EXAMPLE.WAS.CONVICTED")).tasks
    assert "QUENTIN" not in task.refs["words"]


def test_held_and_then_refused_ring_twice() -> None:
    keys = {heard(receipt(one)).tasks[0].key for one in (CameTo.HELD, CameTo.REFUSED)}
    assert len(keys) == 2

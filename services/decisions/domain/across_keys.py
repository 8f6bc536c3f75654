"""Under which keys somebody is rung for what is asked between forces: they tell of no task or force. Pure."""

from __future__ import annotations

from contracts.crossing import Awaited, DecisionChased
from contracts.fields import Key
from services.decisions.domain.neutral_keys import AlertKey, neutral_key
from services.decisions.domain.state import Case

ASKED = "asked"
SILENT = "silent"
WAITS = "waits"
"""Why somebody is rung for a task: another force asks, is silent, or waits for us."""


def task_key(case: Case, why: str, tasking: str, task: Key, awaited: Awaited, time: int = 0) -> AlertKey:
    """Of what is rung for a task; it tells of no task and no force."""
    return neutral_key(case, why, tasking, task, awaited, str(time))


def owed_key(case: Case, chased: DecisionChased) -> AlertKey:
    """Of what is rung at the force that decides, by what the other calls its case."""
    when = (chased.told_at.isoformat(), str(chased.time))
    return neutral_key(case, "owed", case.across.their_case or "", chased.awaited, *when)


def former_key(why: str, task: Key, awaited: Awaited, time: int = 0) -> Key:
    """The same in a journal of before: `asked-task-46-1`, `silent-task-23-1--report-0`."""
    return f"{why}-{task}" if why == ASKED else f"{why}-{task}--{awaited.value.lower()}-{time}"

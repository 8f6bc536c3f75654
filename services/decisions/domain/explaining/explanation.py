"""A case explained as it stood at an instant, from its journal alone (R-246, R-256; G 102). Pure.

What was recorded later is not known here, whenever it occurred: see `messaging.decider.History`.
"""

from __future__ import annotations

from typing import Any

from messaging.decider import History
from services.decisions.domain.explaining import sources, steps, what_left
from services.decisions.domain.explaining.telling import told
from services.decisions.domain.state import Case


def explain(history: History[Case]) -> dict[str, list[dict[str, Any]]]:
    """Sections, each in order: texts hold no code, and nothing personal but what officers wrote: reasons,
    and what a force found.

    course: every entry. sources: every answer; standing: which of them counted. not_answered: asked in vain.
    steps: taken, with their conditions; refused: not taken. wordings, left: see `what_left`.
    """
    entries, erased = history.entries, history.erased
    return {
        "course": [told(one, erased) for one in entries],
        "sources": list(sources.answers(entries, erased)),
        "standing": list(sources.standing(history.state)),
        "not_answered": list(sources.not_answered(history.state)),
        "steps": list(steps.taken(entries, erased)),
        "refused": list(steps.refused(history.refused)),
        "wordings": list(what_left.wordings(entries, erased)),
        "left": list(what_left.left(entries)),
    }

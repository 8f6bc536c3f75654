"""What every human judgement asks for: an open case, its supervisor, read mail, and nothing new unseen."""

from __future__ import annotations

from typing import Any, Final

from messaging.decider import Moment
from messaging.gates import Gate
from services.decisions.domain import words
from services.decisions.domain.state import Case, News
from services.decisions.domain.supervision import (
    BY_A_PERSON,
    BY_THE_SUPERVISOR,
    KNOWS_THE_SCHEME,
    STILL_OF_RANK,
    SUPERVISED,
)
from services.decisions.domain.unread import FEED_STALE, UNREAD_MESSAGES


def unseen(case: Case, command: Any) -> tuple[News, ...]:
    """What material came after the version that the officer had before them."""
    return tuple(one for one in case.news if one.version > command.seen)


def _changed_words(case: Case, command: Any, moment: Moment) -> str:
    listed = words.news(one.type for one in unseen(case, command))
    return f"Since you looked, this has come in: {listed}. Look at the case again, then decide."


OPEN: Final[Gate[Case, Any]] = Gate(
    "CASE_NOT_OPEN",
    "G 35",
    ("R-077",),
    lambda case, command, moment: case.opened,
    "The case is not open here yet: what opened it elsewhere has not arrived.",
)
NOT_ENDED: Final[Gate[Case, Any]] = Gate(
    "CASE_ENDED",
    "G 100",
    ("R-240",),
    lambda case, command, moment: case.ended is None,
    "The case has ended, and its final entry stands. New information opens a linked case.",
)
CASE_CHANGED: Final[Gate[Case, Any]] = Gate(
    "CASE_CHANGED",
    "G 102",
    ("R-246", "R-256"),
    lambda case, command, moment: not unseen(case, command),
    _changed_words,
)

LIVE: Final = (OPEN, NOT_ENDED, BY_A_PERSON)
BY_SUPERVISION: Final = (*LIVE, SUPERVISED, BY_THE_SUPERVISOR, STILL_OF_RANK, KNOWS_THE_SCHEME)
SEEN: Final = (UNREAD_MESSAGES, FEED_STALE, CASE_CHANGED)
"""Over read mail, complete feeds, and nothing that the officer has not seen."""
JUDGED: Final = (*BY_SUPERVISION, *SEEN)

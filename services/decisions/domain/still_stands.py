"""Whether a decision still stands on what is held now, and the act by which its supervisor says so. Pure.

G 75, 99, 102; C-50. News after a decision is weighed by a person: the case is decided again, or the decision
is confirmed. Until then the case does not end, and over what contradicts it no letter leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from contracts.codes import Category
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Actor, Moment
from messaging.gates import Gate, unmet
from messaging.outcomes import Decided, Unmet
from services.decisions.domain import (
    evidence,
    leaving,
    no_concern,
    outside_scheme,
    somebody_else,
    who_decides,
)
from services.decisions.domain.categorisation import ASSESSED_AS_CORRECTED
from services.decisions.domain.commands import Categorise, ConfirmDecision, DoNotProgress
from services.decisions.domain.events import DecisionConfirmed
from services.decisions.domain.immediate_risk import RISK_TAKEN
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.passing import overridable
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Case, Decision
from services.decisions.domain.tasking import EVERY_AREA_ASKED

RESTS_ON: Final[Mapping[Decision, tuple[Gate[Case, Any], ...]]] = {
    Decision.NO_CONCERN: (*no_concern.STANDS, ASSESSED_AS_CORRECTED, EVERY_AREA_ASKED),
    Decision.NOT_PROGRESSED: leaving.LEAVING,
    Decision.OUT_OF_SCOPE: (
        outside_scheme.NO_CONTACT,
        outside_scheme.NO_CONCERNING_BEHAVIOUR,
        *leaving.OUTSIDE,
    ),
    Decision.CONCERN: (
        evidence.MATCHES_SETTLED,
        evidence.PROTECTORS_KNOW,
        somebody_else.ASSESSED_AS_THEY_ARE,
    ),
}
NOTHING_SAID: Final = frozenset({"SOURCE_DID_NOT_LOOK", "SOURCE_DID_NOT_ANSWER"})
"""What speaks neither for nor against anybody: it holds up the end of a case, and no letter."""


def doubts(case: Case, moment: Moment) -> tuple[Unmet, ...]:
    """What of the conditions of the decision does not hold now, less what was passed when it was made."""
    if case.decision is None:
        return ()
    as_made = _as_made(case)
    found = unmet(RESTS_ON[case.decision.what], case, as_made, moment)
    return tuple(one for one in found if not (one.override and _was_passed(case, one.code)))


def _was_passed(case: Case, code: str) -> bool:
    """Whether all that stands under this condition was there, and passed with a reason, at the decision."""
    passed = case.decision.passed if case.decision else frozenset()
    return frozenset(evidence.what_stands(case, (code,))) <= passed


def _as_made(case: Case) -> Categorise | DoNotProgress:
    nobody = Actor("system:decisions")
    if case.category is Category.NO_CONCERN:
        return Categorise(nobody, 0, Category.NO_CONCERN, "", "", statements=case.statements)
    return DoNotProgress(nobody, 0, "")


def unweighed_correction(case: Case) -> bool:
    """Whether somebody was put right as another person since the decision, or its confirmation."""
    if case.decision is None:
        return False
    weighed = _weighed_until(case)
    return any(one.of_people and one.version > weighed for one in case.news)


def unweighed_news(case: Case) -> bool:
    """Whether anything material was heard since the decision, or its confirmation."""
    if case.decision is None:
        return False
    weighed, ours = _weighed_until(case), f"csods/{case.force}/decisions"
    return any(one.version > weighed and one.source != ours for one in case.news)


def _weighed_until(case: Case) -> int:
    """The version that whoever decided last had before them; of a concern, whoever tested or authorised."""
    assert case.decision is not None, "asked only of what is decided"  # noqa: S101
    tested = (case.disclosure.tested.version,) if case.disclosure.tested else ()
    given = (one.version for one in case.disclosure.authorities.values())
    versions: list[int] = [case.decision.version, *tested, *given]
    return max(versions)


def undermined(case: Case, moment: Moment) -> bool:
    """Whether the applicant must not be told yet: contradicted, of somebody else, a risk unheard, or open
    between forces (G 67)."""
    contradicted = any(one.code not in NOTHING_SAID for one in doubts(case, moment))
    unheard = not RISK_TAKEN.holds(case, None, moment)
    return contradicted or unheard or unweighed_correction(case) or who_decides.is_open(case, moment.now)


def confirm(case: Case, command: ConfirmDecision, moment: Moment) -> Decided:
    confirmed = DecisionConfirmed(
        confirmed_at=to_the_millisecond(moment.now),
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((confirmed,))


def _words(case: Case, command: Any, moment: Moment) -> str:
    found = " ".join(one.words for one in doubts(case, moment))
    corrected = "Who the subject or a child is was corrected. " if unweighed_correction(case) else ""
    return f"Since it was decided: {corrected}{found} Decide again, or confirm that the decision stands."


STILL_STANDS: Final[Gate[Case, Any]] = Gate(
    "DECISION_CONTRADICTED",
    "G 75, 102",
    ("R-180",),
    lambda case, command, moment: not doubts(case, moment) and not unweighed_correction(case),
    _words,
)
NOT_CONTRADICTED: Final[Gate[Case, Any]] = Gate(
    "DECISION_CONTRADICTED",
    "G 75, 102",
    ("R-180",),
    lambda case, command, moment: all(one.override for one in doubts(case, moment)),
    lambda case, command, moment: (
        "What is held now contradicts the decision: "
        f"{' '.join(one.words for one in doubts(case, moment) if not one.override)} Decide again."
    ),
)
NOT_IN_DOUBT: Final = overridable(
    Gate(
        "DECISION_IN_DOUBT",
        "G 51, 75, 102",
        ("R-067", "R-180"),
        lambda case, command, moment: not any(one.override for one in doubts(case, moment)),
        lambda case, command, moment: " ".join(one.words for one in doubts(case, moment) if one.override),
    )
)
DECISION_MADE: Final[Gate[Case, Any]] = Gate(
    "NOTHING_TO_CONFIRM",
    "G 102",
    ("R-246",),
    lambda case, command, moment: case.decision is not None,
    "Nothing has been decided yet that could be confirmed.",
)

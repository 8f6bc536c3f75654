"""What is held, and what is not known, as conditions of a decision that nothing need be disclosed (G 51, 75).

Whatever road a case takes out of the scheme, a possible match is settled first, what is held is weighed, and
a source that did not look is not "nothing held" (R-067). Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from contracts.codes import Answer, CredibleRisk
from contracts.parts import About, Coverage
from messaging.decider import Moment
from messaging.gates import Gate
from services.decisions.domain import coverage, words
from services.decisions.domain.events import Consideration
from services.decisions.domain.explained import AnswerWeighed, Standing
from services.decisions.domain.facts import Asked, SourceAnswer
from services.decisions.domain.state import Case


def only(applies: Callable[[Case, Any], bool], gate: Gate[Case, Any]) -> Gate[Case, Any]:
    """The same condition, of no account where it does not apply."""

    def holds(case: Case, command: Any, moment: Moment) -> bool:
        return not applies(case, command) or gate.holds(case, command, moment)

    return replace(gate, holds=holds)


def what_stands(case: Case, codes: Iterable[str]) -> tuple[Standing, ...]:
    """What is in the way under each of these conditions now, to keep with a decision that passes them."""
    found = {one for code in codes for one in _STANDS.get(code, _itself(code))(case)}
    return tuple(sorted(found, key=repr))


def answers(case: Case) -> tuple[AnswerWeighed, ...]:
    """How every source stands for every person, and who has not answered, to keep with a judgement."""
    told = [
        AnswerWeighed(
            source=asked.source,
            force=asked.force,
            about=_about(asked),
            check=one.check or None,
            answer=one.answer,
            reason=one.reason,
            of_before=one.of_before or None,
        )
        for asked, one in coverage.everywhere(case)
    ]
    waiting = [
        AnswerWeighed(
            source=asked.source,
            force=asked.force,
            about=_about(asked),
            check=coverage.ask_of(case, asked).check,
        )
        for asked in coverage.not_answered(case)
    ]
    return (*told, *waiting)


def answers_here(case: Case) -> tuple[Coverage, ...]:
    """The same of this force's own sources, to report to another."""
    ours = (one for one in answers(case) if one.force is None)
    return tuple(Coverage(**{name: getattr(one, name) for name in Coverage.model_fields}) for one in ours)


def _itself(code: str) -> Callable[[Case], list[Standing]]:
    return lambda case: [Standing(code=code)]


def _answers(code: str, found: Iterable[tuple[Asked, SourceAnswer]]) -> list[Standing]:
    return [
        Standing(
            code=code,
            source=asked.source,
            force=asked.force,
            about=_about(asked),
            check=one.check or None,
            answer=one.answer,
        )
        for asked, one in found
    ]


def _about(asked: Asked) -> About:
    return About(role=asked.about, child=asked.child)


def _unanswered(case: Case) -> list[Standing]:
    return [
        Standing(
            code="SOURCE_DID_NOT_ANSWER",
            source=asked.source,
            force=asked.force,
            about=_about(asked),
            check=coverage.ask_of(case, asked).check,
        )
        for asked in coverage.not_answered(case)
    ]


def _possible_risk(case: Case) -> list[Standing]:
    assessed = case.checks.assessment_completed
    return [Standing(code="POSSIBLE_RISK_FOUND", at=assessed.at if assessed else None)]


def _any_doubt(case: Case) -> list[Standing]:
    """Of a decision that is confirmed: under whichever condition it stands."""
    return [one for code in _PASSABLE for one in _STANDS[code](case)]


_PASSABLE: Final = (
    "SOMETHING_IS_HELD",
    "SOURCE_DID_NOT_LOOK",
    "SOURCE_DID_NOT_ANSWER",
    "POSSIBLE_RISK_FOUND",
    "CHILD_UNDER_PROTECTION",
)
_STANDS: Final[Mapping[str, Callable[[Case], list[Standing]]]] = {
    "SOMETHING_IS_HELD": lambda case: _answers("SOMETHING_IS_HELD", coverage.weighed(case, Answer.HIT)),
    "SOURCE_DID_NOT_LOOK": lambda case: _answers("SOURCE_DID_NOT_LOOK", coverage.not_looked(case)),
    "SOURCE_DID_NOT_ANSWER": _unanswered,
    "POSSIBLE_RISK_FOUND": _possible_risk,
    "CHILD_UNDER_PROTECTION": lambda case: _answers(
        "CHILD_UNDER_PROTECTION",
        [
            (asked, one)
            for asked, one in coverage.everywhere(case)
            if asked in coverage.child_protection(case)
        ],
    ),
    "DECISION_IN_DOUBT": _any_doubt,
}


def _of_before(case: Case) -> str:
    said = [asked for asked, one in coverage.weighed(case, Answer.HIT) if one.of_before]
    stands = "was said of who they were before, and stands until that force has looked again"
    return f" Of this, {words.asked_of(said)} {stands}." if said else ""


def _measure_taken(case: Case) -> bool:
    """What came up by itself, a risk or a refusal, is no measure until somebody has addressed it."""
    issues = any(not issue.by_itself or issue.addressed for issue in case.issues.values())
    return bool(issues or case.acted or not coverage.held_and_relevant(case))


def _protectors_know(case: Case) -> bool:
    """Whether it is recorded that the concern went to those who protect the child (G 25)."""
    return Consideration.CHILDRENS_SOCIAL_CARE in case.acted or not coverage.child_protection(case)


MATCHES_SETTLED: Final[Gate[Case, Any]] = Gate(
    "POSSIBLE_MATCH_OPEN",
    "G 51, 75",
    ("R-067", "R-068", "R-180"),
    lambda case, command, moment: not coverage.weighed(case, Answer.AMBIGUOUS),
    lambda case, command, moment: (
        f"There is a possible match ({words.standing(coverage.weighed(case, Answer.AMBIGUOUS))}): "
        "somebody decides first of whom the records are; another force is asked again about its own."
    ),
)
NOTHING_HELD: Final[Gate[Case, Any]] = Gate(
    "SOMETHING_IS_HELD",
    "G fig 1, 51",
    ("R-011", "R-067"),
    lambda case, command, moment: not coverage.weighed(case, Answer.HIT),
    lambda case, command, moment: (
        f"{words.asked_of(asked for asked, _ in coverage.weighed(case, Answer.HIT))}: something is held. To "
        f"leave the scheme over it, an Inspector says in writing why.{_of_before(case)}"
    ),
)
NOTHING_UNEXPLAINED_HELD: Final[Gate[Case, Any]] = Gate(
    "SOMETHING_IS_HELD",
    "G 75",
    ("R-180",),
    lambda case, command, moment: not coverage.unexplained(case),
    lambda case, command, moment: (
        f"{words.asked_of(coverage.unexplained(case))}: something is held. If it has no bearing on "
        f"children, an Inspector says so in writing.{_of_before(case)}"
    ),
)
LOOKED_EVERYWHERE: Final[Gate[Case, Any]] = Gate(
    "SOURCE_DID_NOT_LOOK",
    "G 51, 75",
    ("R-067", "R-117"),
    lambda case, command, moment: not coverage.not_looked(case),
    lambda case, command, moment: (
        f"Not everything was searched: {words.standing(coverage.not_looked(case))}. That is not the "
        "same as nothing held. Ask again, or an Inspector goes on with a written reason."
    ),
)
ALL_ANSWERED: Final[Gate[Case, Any]] = Gate(
    "SOURCE_DID_NOT_ANSWER",
    "G 51, 52, 75",
    ("R-067", "R-117"),
    lambda case, command, moment: not coverage.not_answered(case),
    lambda case, command, moment: (
        f"Asked, and no answer yet: {words.asked_of(coverage.not_answered(case))}. Wait or ask again, or an "
        "Inspector goes on with a written reason."
    ),
)
NO_CREDIBLE_RISK: Final[Gate[Case, Any]] = Gate(
    "CREDIBLE_RISK_FOUND",
    "G 72, 75",
    ("R-124", "R-180"),
    lambda case, command, moment: (
        case.checks.assessment_completed is None
        or case.checks.assessment_completed.value is not CredibleRisk.CREDIBLE
    ),
    "The risk assessment found a credible risk of harm to a child: categorise the case as a concern.",
)
NO_POSSIBLE_RISK: Final[Gate[Case, Any]] = Gate(
    "POSSIBLE_RISK_FOUND",
    "G 72, 75",
    ("R-124", "R-180"),
    lambda case, command, moment: (
        case.checks.assessment_completed is None
        or case.checks.assessment_completed.value is not CredibleRisk.POSSIBLE
    ),
    "The risk assessment could not rule out a risk of harm: an Inspector says in writing why it is no "
    "concern.",
)
MEASURE_TAKEN: Final[Gate[Case, Any]] = Gate(
    "NO_MEASURE_TAKEN",
    "G 42, 78, 85",
    ("R-100", "R-185"),
    lambda case, command, moment: _measure_taken(case),
    lambda case, command, moment: (
        f"{words.asked_of(coverage.held_and_relevant(case))}: what is held weighs on children. Record the "
        "safeguarding issue, or what was done about it, before the case leaves the scheme."
    ),
)
PROTECTORS_KNOW: Final[Gate[Case, Any]] = Gate(
    "CHILD_PROTECTION_NOT_TOLD",
    "G 25, 29",
    ("R-043", "R-059"),
    lambda case, command, moment: _protectors_know(case),
    lambda case, command, moment: (
        f"{words.asked_of(coverage.child_protection(case))}: a child is, or may be, under child protection. "
        "Pass the concern on to the child protection team, and record that children's social care was told."
    ),
)
NOT_PROTECTED_ELSEWHERE: Final[Gate[Case, Any]] = Gate(
    "CHILD_UNDER_PROTECTION",
    "G 25, 29",
    ("R-043", "R-059"),
    lambda case, command, moment: not coverage.child_protection(case),
    lambda case, command, moment: (
        f"{words.asked_of(coverage.child_protection(case))}: a child is, or may be, under child protection "
        "procedures. It is no case of no concern unless an Inspector says in writing why."
    ),
)

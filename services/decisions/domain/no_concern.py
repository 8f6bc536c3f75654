"""No concern takes the three statements of G 75, each against what checks and the meeting hold. Pure.

A statement that what is held contradicts is refused, and no rank may pass it. A source that did not look, or
did not answer, is not "nothing held": only an Inspector goes on over it, with a written reason (R-067).
"""

from __future__ import annotations

from typing import Any, Final

from contracts.codes import Answer, Category, ContactKind, CredibleRisk, NoConcernStatement
from messaging.decider import Moment
from messaging.gates import Gate
from services.decisions.domain import coverage, words
from services.decisions.domain.overrides import overridable
from services.decisions.domain.state import Case

S = NoConcernStatement


def has_contact(case: Case) -> bool:
    """Whether contact with a named child is known or likely; not said of a child counts as it."""
    if case.contact_kinds is None or not case.contact_kinds.value:
        return True
    none = frozenset({ContactKind.NONE_KNOWN})
    return any(kinds != none for kinds in case.contact_kinds.value.values())


def concerning_behaviour(case: Case) -> bool:
    """Whether the application has revealed behaviour of the kind that G 73 (d) names."""
    return case.meeting.ongoing_concern or bool(coverage.contradicting(case, S.NO_CONCERNING_BEHAVIOUR))


def contradicted(case: Case, statement: NoConcernStatement) -> bool:
    match statement:
        case S.NO_CONCERNING_BEHAVIOUR:
            return concerning_behaviour(case)
        case S.NO_CONNECTION_THAT_JUSTIFIES:
            return has_contact(case)
        case _:
            return bool(coverage.contradicting(case, statement))


def _no_concern(command: Any) -> bool:
    return bool(command.category is Category.NO_CONCERN)


def _stated(statement: NoConcernStatement, paragraph: str, requirement: str, said: str) -> Gate[Case, Any]:
    return Gate(
        f"STATEMENT_{paragraph[-2].upper()}_MISSING",
        paragraph,
        ("R-180", requirement),
        lambda case, command, moment: not _no_concern(command) or statement in command.statements,
        f"For no concern, state that {said}.",
    )


def _true(statement: NoConcernStatement, paragraph: str, requirement: str, words_: str) -> Gate[Case, Any]:
    """A statement that what is held contradicts; no rank may pass it."""

    def holds(case: Case, command: Any, moment: Moment) -> bool:
        made = _no_concern(command) and statement in command.statements
        return not made or not contradicted(case, statement)

    def said(case: Case, command: Any, moment: Moment) -> str:
        return words_.format(words.named(one.source for one in coverage.contradicting(case, statement)))

    code = f"STATEMENT_{paragraph[-2].upper()}_CONTRADICTED"
    return Gate(code, paragraph, ("R-180", requirement), holds, said)


def _one_branch(case: Case, command: Any, moment: Moment) -> bool:
    branches = {S.NO_CONCERNING_BEHAVIOUR, S.NO_CONNECTION_THAT_JUSTIFIES}
    return not _no_concern(command) or bool(branches & command.statements)


STATEMENT_A: Final = (
    _stated(
        S.NO_RELEVANT_CONVICTIONS, "G 75(a)", "R-173",
        "the subject has no convictions that raise child safeguarding concerns",
    ),
    _true(
        S.NO_RELEVANT_CONVICTIONS, "G 75(a)", "R-174",
        "You state that there are no relevant convictions, but {} holds what says otherwise.",
    ),
)  # fmt: skip
STATEMENT_B: Final = (
    _stated(
        S.NO_OTHER_INTELLIGENCE, "G 75(b)", "R-175",
        "police hold no other intelligence that the subject raises child safeguarding concerns",
    ),
    _true(
        S.NO_OTHER_INTELLIGENCE, "G 75(b)", "R-175",
        "You state that there is no relevant intelligence, but {} holds what says otherwise.",
    ),
)  # fmt: skip
STATEMENT_C: Final = (
    Gate(
        "STATEMENT_C_MISSING",
        "G 75(c)",
        ("R-180", "R-176"),
        _one_branch,
        "For no concern, state that the application revealed no concerning behaviour, or no connection that "
        "would justify disclosure.",
    ),
    _true(
        S.NO_CONCERNING_BEHAVIOUR, "G 75(c)", "R-176",
        "You state that no concerning behaviour was revealed, but the meeting or a source says otherwise. {}",
    ),
    _true(
        S.NO_CONNECTION_THAT_JUSTIFIES, "G 75(c)", "R-179",
        "You state that there is no connection with the child, but contact is recorded, likely, or not "
        "known. {}",
    ),
)  # fmt: skip
POSSIBLE_MATCHES: Final[Gate[Case, Any]] = Gate(
    "POSSIBLE_MATCH_OPEN",
    "G 51, 75",
    ("R-067", "R-068", "R-180"),
    lambda case, command, moment: not _no_concern(command) or not coverage.of_subject(case, Answer.AMBIGUOUS),
    lambda case, command, moment: (
        f"There is a possible match ({words.standing(coverage.of_subject(case, Answer.AMBIGUOUS))}): "
        "somebody decides first whether it is the subject."
    ),
)
HELD_BUT_IRRELEVANT: Final = overridable(
    Gate(
        "SOMETHING_IS_HELD",
        "G 75",
        ("R-180",),
        lambda case, command, moment: not _no_concern(command) or not coverage.held_but_irrelevant(case),
        lambda case, command, moment: (
            f"About the subject, {words.named(one.source for one in coverage.held_but_irrelevant(case))} "
            "holds something. If it has no bearing on children, an Inspector says so in writing."
        ),
    )
)
LOOKED_EVERYWHERE: Final = overridable(
    Gate(
        "SOURCE_DID_NOT_LOOK",
        "G 51, 75",
        ("R-067", "R-117"),
        lambda case, command, moment: not _no_concern(command) or not coverage.not_looked(case),
        lambda case, command, moment: (
            f"Not everything was searched: {words.standing(coverage.not_looked(case))}. That is not the "
            "same as nothing held. Ask again, or an Inspector goes on with a written reason."
        ),
    )
)
ALL_ANSWERED: Final = overridable(
    Gate(
        "SOURCE_DID_NOT_ANSWER",
        "G 51, 52, 75",
        ("R-067", "R-117"),
        lambda case, command, moment: not _no_concern(command) or not coverage.not_answered(case),
        lambda case, command, moment: (
            f"Asked, and no answer yet: {words.named(coverage.not_answered(case))}. Wait or ask again, or an "
            "Inspector goes on with a written reason."
        ),
    )
)
NO_CREDIBLE_RISK: Final[Gate[Case, Any]] = Gate(
    "CREDIBLE_RISK_FOUND",
    "G 72, 75",
    ("R-124", "R-180"),
    lambda case, command, moment: (
        not _no_concern(command)
        or case.checks.assessment_completed is None
        or case.checks.assessment_completed.value is not CredibleRisk.CREDIBLE
    ),
    "The risk assessment found a credible risk of harm to a child: this is no case of no concern.",
)
NO_POSSIBLE_RISK: Final = overridable(
    Gate(
        "POSSIBLE_RISK_FOUND",
        "G 72, 75",
        ("R-124", "R-180"),
        lambda case, command, moment: (
            not _no_concern(command)
            or case.checks.assessment_completed is None
            or case.checks.assessment_completed.value is not CredibleRisk.POSSIBLE
        ),
        "The risk assessment could not rule out a risk of harm: an Inspector says in writing why it is no "
        "concern.",
    )
)
STANDS: Final = (
    *STATEMENT_A,
    *STATEMENT_B,
    *STATEMENT_C,
    POSSIBLE_MATCHES,
    HELD_BUT_IRRELEVANT,
    LOOKED_EVERYWHERE,
    ALL_ANSWERED,
    NO_CREDIBLE_RISK,
    NO_POSSIBLE_RISK,
)
"""G 75, statement by statement, against what is held."""

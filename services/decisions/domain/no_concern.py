"""No concern takes the three statements of G 75, each against what checks and the meeting hold. Pure.

A statement that what is held contradicts is refused, and no rank may pass it. A source that did not look, or
did not answer, is not "nothing held": only an Inspector goes on over it, with a written reason (R-067).
"""

from __future__ import annotations

from typing import Any, Final

from contracts.codes import Category, ContactKind, NoConcernStatement
from messaging.decider import Moment
from messaging.gates import Gate
from services.decisions.domain import coverage, evidence, words
from services.decisions.domain.evidence import only
from services.decisions.domain.passing import overridable
from services.decisions.domain.state import Case

S = NoConcernStatement


def has_contact(case: Case) -> bool:
    """Whether contact with a named child is known or likely; not said of a child counts as it."""
    children = case.children.value.opened if case.children else None
    if case.contact_kinds is None or not case.contact_kinds.value or children is None:
        return True
    said = case.contact_kinds.value
    none = frozenset({ContactKind.NONE_KNOWN})
    return any(kinds != none for kinds in said.values()) or any(
        child.ref not in said for child in children.named
    )


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


def _of_no_concern(case: Case, command: Any) -> bool:
    return _no_concern(command)


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
STANDS: Final = (
    *STATEMENT_A,
    *STATEMENT_B,
    *STATEMENT_C,
    *(
        only(_of_no_concern, gate)
        for gate in (evidence.MATCHES_SETTLED, evidence.NO_CREDIBLE_RISK, evidence.PROTECTORS_KNOW)
    ),
    *(
        overridable(only(_of_no_concern, gate))
        for gate in (
            evidence.NOTHING_UNEXPLAINED_HELD,
            evidence.LOOKED_EVERYWHERE,
            evidence.ALL_ANSWERED,
            evidence.NO_POSSIBLE_RISK,
            evidence.NOT_PROTECTED_ELSEWHERE,
        )
    ),
)
"""G 75, statement by statement, against what is held."""

"""What stands between a case and a judgement of checks, in the officer's words, with its paragraph."""

from __future__ import annotations

from typing import Any, Final

from contracts import ranks
from contracts.codes import CredibleRisk, InitialOutcome, Rank, Route
from messaging.decider import Actor, Moment
from messaging.gates import Gate
from services.checks.domain import wording
from services.checks.domain.coverage import (
    Lack,
    Standing,
    children_not_checked,
    lacking,
    unsettled,
)
from services.checks.domain.sources import Register
from services.checks.domain.stale import stale
from services.checks.domain.state import Checks

G = Gate[Checks, Any]


def is_person(actor: Actor) -> bool:
    """Whether a member of staff acts, not a service or a clock (R-002)."""
    return bool(actor.rank) and not actor.id.startswith("system:")


def supervises(actor: Actor) -> bool:
    """Whether a supervisor acts: a Sergeant or police staff equivalent, or above (G 34)."""
    return is_person(actor) and ranks.at_least(actor.rank, Rank.SERGEANT)


def _news(case: Checks, command: Any, _: Moment) -> tuple[str, ...]:
    return tuple(type_ for version, type_ in case.material if version > command.seen)


PERSON: Final[G] = Gate(
    "A_PERSON_DECIDES",
    "G 30, 51",
    ("R-002", "R-062"),
    lambda case, command, now: is_person(command.by),
    "This is judged by a member of staff, never by a machine.",
)
CASE_CHANGED: Final[G] = Gate(
    "CASE_CHANGED",
    "G 83",
    (),
    lambda case, command, now: not _news(case, command, now),
    lambda case, command, now: (
        f"Since you looked: {wording.listed(map(wording.of_type, _news(case, command, now)))}. "
        "Read it, then decide."
    ),
)
UNREAD_MESSAGES: Final[G] = Gate(
    "UNREAD_MESSAGES",
    "G 51",
    (),
    lambda case, command, now: not now.unread,
    lambda case, command, now: f"Mail of this case has not been read: {wording.unread(now.unread)}.",
    override=True,
)
BEGUN: Final[G] = Gate(
    "NOT_BEGUN",
    "G 29",
    ("R-057",),
    lambda case, command, now: bool(case.asks),
    "No source has been asked yet: the application has to be made first, or the subject's surname known.",
)
NOT_COMPLETED: Final[G] = Gate(
    "ALREADY_COMPLETED",
    "G 32",
    (),
    lambda case, command, now: (
        case.initial is None or any(version > case.initial.version for version, _ in case.material)
    ),
    "The initial checks are complete, and nothing new has come since.",
)
REASONS_FOR_NO_CONCERN: Final[G] = Gate(
    "REASONS_NEEDED",
    "G 28d, 30",
    ("R-061", "R-066"),
    lambda case, command, now: (
        bool((command.reasons or "").strip())
        or (command.progress and not (case.risks and command.outcome is InitialOutcome.NO_IMMEDIATE_CONCERN))
    ),
    "Write why: an immediate risk was reported, or you recommend that the application is not progressed.",
)
CONCERN_REPORTED: Final[G] = Gate(
    "IMMEDIATE_RISK_NOT_REPORTED",
    "G 30",
    ("R-061", "R-062"),
    lambda case, command, now: command.outcome is not InitialOutcome.IMMEDIATE_CONCERN or bool(case.risks),
    "You say that there is immediate concern: report it to a supervisor first; that takes no other step.",
)
STARTED: Final[G] = Gate(
    "NOT_STARTED",
    "G 51",
    ("R-115",),
    lambda case, command, now: case.assessment_started_at is not None,
    "The risk assessment begins once police go on with the application, and the applicant has been seen or "
    "it is decided that no meeting is possible.",
)
NOT_ASSESSED: Final[G] = Gate(
    "ALREADY_COMPLETED",
    "G 51",
    (),
    lambda case, command, now: (
        case.assessment is None or any(version > case.assessment.version for version, _ in case.material)
    ),
    "The risk assessment is complete, and nothing new has come since.",
)


def coverage(register: Register) -> tuple[G, ...]:
    """Every mandatory source has answered, each child was checked, and it is settled whom the records are
    of.
    """

    def missing(case: Checks) -> tuple[Standing, ...]:
        return tuple(one for one in lacking(case, register) if one.lack is not Lack.POSSIBLE_MATCH)

    return (
        Gate(
            "COVERAGE_INCOMPLETE",
            "G 51, 52",
            ("R-067", "R-117"),
            lambda case, command, now: not missing(case),
            lambda case, command, now: f"{wording.standings(missing(case), register)}.",
            override=True,
        ),
        Gate(
            "CHILD_NOT_CHECKED",
            "G 29",
            ("R-059",),
            lambda case, command, now: (
                (_named(case) or case.route == Route.RIGHT_TO_KNOW)
                and not children_not_checked(case, register)
            ),
            lambda case, command, now: wording.children(children_not_checked(case, register), register),
        ),
        Gate(
            "IDENTITY_NOT_SETTLED",
            "G 45, 51",
            ("R-068", "R-118"),
            lambda case, command, now: not unsettled(case, register),
            lambda case, command, now: f"{wording.standings(unsettled(case, register), register)}.",
        ),
    )


def _children(case: Checks) -> tuple[Any, ...]:
    return case.children.named if case.children else ()


def _named(case: Checks) -> bool:
    """Where another force asks about the subject alone, the children are not ours to check (G 66)."""
    return bool(_children(case)) or case.wanted_at is not None


def results_stale(register: Register) -> G:
    """G 51: what was obtained is looked at again, and not on results that have grown old (R-116)."""
    return Gate(
        "RESULTS_TOO_OLD",
        "G 51",
        ("R-116",),
        lambda case, command, now: not stale(case, register, now.now),
        lambda case, command, now: (
            f"Answers have grown old: {wording.pairs(stale(case, register, now.now))}. "
            "Ask again, or write why they still hold."
        ),
        override=True,
    )


INFORMATION: Final[G] = Gate(
    "NOT_INFORMATION",
    "G 53",
    ("R-131", "R-010"),
    lambda case, command, now: case.route == Route.RIGHT_TO_KNOW,
    "Somebody applied in this case: complete the initial checks, and later the risk assessment.",
)
NOT_READ: Final[G] = Gate(
    "ALREADY_COMPLETED",
    "G 53",
    (),
    lambda case, command, now: (
        case.intelligence is None or any(version > case.intelligence.version for version, _ in case.material)
    ),
    "The intelligence checks are complete, and nothing new has come since.",
)
RELATED_SETTLED: Final[G] = Gate(
    "RELATED_CASE_NOT_SETTLED",
    "G 53, 100",
    ("R-242", "R-068"),
    lambda case, command, now: not case.possible,
    "Somebody of this case may be somebody of another live case: look at both, and say whether it is one "
    "person.",
)
POSSIBLE_CASE: Final[G] = Gate(
    "NO_SUCH_RELATED_CASE",
    "G 100",
    ("R-242",),
    lambda case, command, now: command.other in case.possible,
    "That case does not wait to be looked at here: take it from the list of possible ones.",
)
SUPERVISES: Final[G] = Gate(
    "RANK_TO_DISPENSE",
    "G 52a",
    ("R-119",),
    lambda case, command, now: supervises(command.by),
    "That the circumstances dictate it is for a Sergeant or police staff equivalent, or above.",
)
NO_CONSENT_YET: Final[G] = Gate(
    "CONSENT_NOT_NEEDED",
    "G 52a",
    ("R-119",),
    lambda case, command, now: not case.consent_dispensed and case.consent != "GIVEN",
    "Social care may be asked already: the applicant has consented, or this was decided before.",
)
NOT_FINISHED: Final[G] = Gate(
    "CASE_FINISHED",
    "G 100",
    (),
    lambda case, command, now: case.finished_at is None,
    "The case is finished: open a new one, linked to it.",
)
CREDIBLE_AGAINST_HITS: Final[G] = Gate(
    "LINE_OF_RISK_NEEDED",
    "G 72",
    ("R-124",),
    lambda case, command, now: (
        command.credible_risk is CredibleRisk.NONE_IDENTIFIED or bool((command.line_of_risk or "").strip())
    ),
    "Say what the risk is: from whom, to which child, in what way.",
)


def initial_gates(register: Register) -> tuple[G, ...]:
    return (
        NOT_FINISHED,
        PERSON,
        BEGUN,
        NOT_COMPLETED,
        CASE_CHANGED,
        UNREAD_MESSAGES,
        *coverage(register),
        CONCERN_REPORTED,
        REASONS_FOR_NO_CONCERN,
    )


def intelligence_gates(register: Register) -> tuple[G, ...]:
    return (
        NOT_FINISHED,
        PERSON,
        INFORMATION,
        BEGUN,
        NOT_READ,
        CASE_CHANGED,
        UNREAD_MESSAGES,
        *coverage(register),
        RELATED_SETTLED,
        CREDIBLE_AGAINST_HITS,
    )


def assessment_gates(register: Register) -> tuple[G, ...]:
    return (
        NOT_FINISHED,
        PERSON,
        STARTED,
        NOT_ASSESSED,
        CASE_CHANGED,
        UNREAD_MESSAGES,
        *coverage(register),
        results_stale(register),
        CREDIBLE_AGAINST_HITS,
    )

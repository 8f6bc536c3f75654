"""Judgements of a person: who the records are of, the initial checks, the risk assessment (G 28 d, 30 to
32, 51, 72).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contracts import ranks
from contracts.checks import (
    InitialChecksCompleted,
    IntelligenceChecksCompleted,
    RiskAssessmentCompleted,
    SubjectIdentityConfirmed,
)
from contracts.codes import Rank, Why
from contracts.people import IdentityChoice, Reasons, RiskAssessment
from contracts.policies import NoProfile, profile
from contracts.sealed import Sealed
from messaging.decider import Actor, Moment
from messaging.gates import unmet
from messaging.outcomes import Decided, Outcome, Refusal, Unmet
from services.checks.domain import commands as c
from services.checks.domain import gates, gates_matching, rounds, settling
from services.checks.domain.coverage import written
from services.checks.domain.events import (
    ConsentDispensed,
    GatesOverridden,
    to_the_millisecond,
)
from services.checks.domain.planning import pairs
from services.checks.domain.sources import Register
from services.checks.domain.state import Checks

RANK_TO_OVERRIDE = Unmet(
    "RANK_TO_OVERRIDE",
    "A written reason passes this only from an Inspector or police staff equivalent, or above.",
    "G 91",
    ("R-067",),
)


def initial(case: Checks, command: c.CompleteInitialChecks, register: Register, moment: Moment) -> Outcome:
    """Complete the initial checks, or say all that stands in the way."""
    passed = _pass(gates.initial_gates(register), "complete-initial-checks", case, command, moment)
    if isinstance(passed, Refusal):
        return passed
    now = to_the_millisecond(moment.now)
    completed = InitialChecksCompleted(
        outcome=command.outcome,
        recommends_progress=command.progress,
        completed_at=now,
        coverage=written(case, register),
        reasons=_reasons(_recommended(command), command.override),
    )
    return Decided((*passed, completed))


def _recommended(command: c.CompleteInitialChecks) -> str:
    """The recommendation of G 28 d in words: decisions reads them with the reasons."""
    said = (
        "Recommended: progress the application." if command.progress else "Recommended: do not progress it."
    )
    return f"{said} {command.reasons or ''}".strip()


def assessment(
    case: Checks, command: c.CompleteRiskAssessment, register: Register, moment: Moment
) -> Outcome:
    """Complete the risk assessment, or say all that stands in the way."""
    passed = _pass(gates.assessment_gates(register), "complete-risk-assessment", case, command, moment)
    return _completed(RiskAssessmentCompleted, passed, case, command, register, moment)


def intelligence(
    case: Checks, command: c.CompleteIntelligenceChecks, register: Register, moment: Moment
) -> Outcome:
    """Complete the intelligence checks on information received, or say all that stands in the way."""
    passed = _pass(gates.intelligence_gates(register), "complete-intelligence-checks", case, command, moment)
    return _completed(IntelligenceChecksCompleted, passed, case, command, register, moment)


def _completed(
    kind: type[RiskAssessmentCompleted | IntelligenceChecksCompleted],
    passed: tuple[GatesOverridden, ...] | Refusal,
    case: Checks,
    command: c.CompleteRiskAssessment | c.CompleteIntelligenceChecks,
    register: Register,
    moment: Moment,
) -> Outcome:
    """What a person found, with what had been asked by then."""
    if isinstance(passed, Refusal):
        return passed
    completed = kind(
        credible_risk=command.credible_risk,
        completed_at=to_the_millisecond(moment.now),
        coverage=written(case, register),
        assessment=Sealed.of(RiskAssessment(text=command.text, line_of_risk=command.line_of_risk or None)),
        reasons=_reasons(command.override),
    )
    return Decided((*passed, completed))


def choose(case: Checks, command: c.ChooseMatch, moment: Moment) -> Outcome:
    """Record which records are of the person, and which answer of each source counts with that."""
    if found := unmet(gates_matching.CHOOSE, case, command, moment):
        return Refusal(found)
    chosen = SubjectIdentityConfirmed(
        outcome=command.outcome,
        confirmed_at=to_the_millisecond(moment.now),
        checks=command.checks,
        choice=Sealed.of(IdentityChoice(records=command.records, reasons=command.reasons)),
    )
    return Decided((chosen, *settling.after_verdict(case, command, moment)))


def settle(case: Checks, command: c.SettleAnswers, moment: Moment) -> Outcome:
    """Record which of differing answers counts (C-45)."""
    if found := unmet(gates_matching.SETTLE, case, command, moment):
        return Refusal(found)
    settled = settling.settled(case, command.pair, command.counts, command.reasons, command.by, moment)
    return Decided((settled,))


def ask_again(case: Checks, command: c.AskAgain, register: Register, moment: Moment) -> Outcome:
    """A further round on these pairs; those that the case does not need are left out."""
    if found := unmet((gates.NOT_FINISHED, gates.BEGUN), case, command, moment):
        return Refusal(found)
    needed = set(pairs(case, register))
    wanted = tuple(pair for pair in command.pairs if pair in needed)
    return Decided(rounds.begin(case, case.stage, Why.RESULTS_TOO_OLD, wanted, register, moment))


def without_consent(
    case: Checks, command: c.AskWithoutConsent, register: Register, moment: Moment
) -> Outcome:
    """Ask social care about the subject too (G 52 a; R-119)."""
    if found := unmet((gates.NOT_FINISHED, gates.SUPERVISES, gates.NO_CONSENT_YET), case, command, moment):
        return Refusal(found)
    dispensed = ConsentDispensed(
        decided_at=to_the_millisecond(moment.now), reasons=Sealed.of(Reasons(text=command.reasons))
    )
    after = case._replace(consent_dispensed=True)
    return Decided((dispensed, *rounds.reactions(case, after, Why.NEW_DETAILS, register, moment)))


def _pass(
    wanted: Iterable[gates.G], step: str, case: Checks, command: Any, moment: Moment
) -> tuple[GatesOverridden, ...] | Refusal:
    """What was passed by the written reason, for the record; or everything that stands in the way."""
    found = unmet(wanted, case, command, moment)
    reason = (command.override or "").strip()
    passable = tuple(one for one in found if one.override) if reason else ()
    stands = tuple(one for one in found if one not in passable)
    if passable and not may_override(case, command.by):
        return Refusal((*found, RANK_TO_OVERRIDE))
    if stands:
        return Refusal(stands)
    if not passable:
        return ()
    codes = tuple(dict.fromkeys(one.code for one in passable))
    rank = ranks.rank_of(command.by.rank)
    return (GatesOverridden(step=step, codes=codes, rank=rank, reasons=Sealed.of(Reasons(text=reason))),)


def may_override(case: Checks, by: Actor) -> bool:
    """Whether this rank may pass a condition with a written reason."""
    try:
        least = profile(case.policy).rules.staff.override.least_rank.value
    except (NoProfile, ValueError):
        least = Rank.INSPECTOR.value
    return gates.is_person(by) and ranks.at_least(by.rank, least)


def _reasons(*said: str | None) -> Sealed[Reasons] | None:
    text = " ".join(one.strip() for one in said if one and one.strip())
    return Sealed.of(Reasons(text=text)) if text else None

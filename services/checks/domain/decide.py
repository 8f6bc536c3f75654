"""What becomes of each command. Facts are recorded, judgements are gated; nothing here looks at a clock."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from contracts import intake
from contracts.checks import RiskAssessmentStarted
from contracts.codes import Route, Why
from messaging.decider import Decider, Message, Moment
from messaging.gates import Gate, unmet
from messaging.outcomes import HEARD, Decided, Outcome, Refusal
from services.checks.domain import (
    adults,
    agency,
    asking,
    commands,
    gates,
    grading,
    immediate,
    judging,
    other_agencies,
    reading,
    related,
    rounds,
    taking_part,
)
from services.checks.domain.due import due
from services.checks.domain.events import to_the_millisecond
from services.checks.domain.evolve import evolve
from services.checks.domain.following import followed
from services.checks.domain.planning import pairs, sources_of
from services.checks.domain.sources import Register
from services.checks.domain.state import Checks


def decide(case: Checks, command: Any, moment: Moment, *, register: Register) -> Outcome:
    """What becomes of a command, with all that it brings to light."""
    outcome = _decide(case, command, register, moment)
    return followed(case, command, outcome, moment) if isinstance(outcome, Decided) else outcome


def _decide(case: Checks, command: Any, register: Register, moment: Moment) -> Outcome:  # noqa: C901, PLR0911, PLR0912
    """One line a command."""
    match command:
        case commands.Hear(message):
            return hear(case, message, register, moment)
        case commands.HearAgency(message):
            return agency.hear(case, message, register, moment)
        case commands.RecordReply():
            return asking.record(case, command, register, moment)
        case commands.MarkOverdue():
            return agency.overdue(case, command, register, moment)
        case commands.CheckAlerted():
            return immediate.watch(case, command)
        case commands.ReportImmediateRisk():
            return immediate.report(case, command, moment)
        case commands.RecordSpokenAnswer():
            return _spoken(case, command, register, moment)
        case commands.TakePart():
            return taking_part.take(case, command, moment)
        case commands.ChooseMatch():
            return judging.choose(case, command, moment)
        case commands.SettleAnswers():
            return judging.settle(case, command, moment)
        case commands.ReadCondition():
            return reading.read(case, command, moment)
        case commands.GradeIntelligence():
            return grading.grade(case, command, moment)
        case commands.NameAdult():
            return adults.name(case, command, register, moment)
        case commands.AskAgain():
            return judging.ask_again(case, command, register, moment)
        case commands.AskOtherAgencies():
            return other_agencies.ask(case, command, register, moment)
        case commands.AskWithoutConsent():
            return judging.without_consent(case, command, register, moment)
        case commands.CompleteInitialChecks():
            return judging.initial(case, command, register, moment)
        case commands.RecordRelated():
            return related.record(case, command, moment)
        case commands.SettleRelated():
            return related.settle(case, command, moment)
        case commands.CompleteIntelligenceChecks():
            return judging.intelligence(case, command, register, moment)
        case commands.CompleteRiskAssessment():
            return judging.assessment(case, command, register, moment)
    raise TypeError(f"checks has no rule for {type(command).__name__}")


def hear(case: Checks, message: Message, register: Register, moment: Moment) -> Decided:
    """Keep what another service said, and react to what it changes. Whatever comes first opens the case
    here.
    """
    after = evolve(case, immediate.as_recorded(message, moment.version + 1, moment.now))
    corrected = type(message.event) is intake.FactCorrected
    why = Why.FACT_CORRECTED if corrected else Why.NEW_DETAILS
    started = _assessment(after, register, moment)
    if started:
        return Decided((HEARD, *started))
    return Decided((HEARD, *rounds.reactions(case, after, why, register, moment)))


def _assessment(after: Checks, register: Register, moment: Moment) -> tuple[object, ...]:
    """The risk assessment begins: every source is asked again (G 51; R-115, R-116).

    After the applicant was seen, or once it is decided that nobody can be (C-19).
    """
    seen = any((after.meeting_at, after.annex_a_at, after.no_meeting_at))
    begins = after.progressed_at is not None and (seen or after.route == Route.RIGHT_TO_KNOW)
    if not begins or after.assessment_started_at is not None or after.finished_at is not None:
        return ()
    wanted = pairs(after, register)
    if not wanted:
        return ()
    started = RiskAssessmentStarted(started_at=to_the_millisecond(moment.now), sources=sources_of(wanted))
    full = after._replace(assessment_started_at=started.started_at)
    return (started, *rounds.begin(full, full.stage, Why.APPLICATION_PROGRESSED, wanted, register, moment))


SPOKEN: Final[tuple[gates.G, ...]] = (
    gates.PERSON,
    Gate(
        "NO_SUCH_CHECK",
        "G 29",
        (),
        lambda case, command, now: command.check in case.asks,
        "No source was asked under this key: take it from the case.",
    ),
)


def _spoken(
    case: Checks, command: commands.RecordSpokenAnswer, register: Register, moment: Moment
) -> Outcome:
    """A fact, recorded always; only what belongs to no ask cannot be."""
    if found := unmet(SPOKEN, case, command, moment):
        return Refusal(found)
    return agency.spoken(case, command, register, moment)


def opening(case: Checks) -> Mapping[str, str]:
    """As intake (or decisions) opened it; the same on every public event."""
    return case.opening


def decider(register: Register) -> Decider[Checks]:
    """The rules of checks for one force's sources, as the runtime takes them."""
    return Decider(
        initial=Checks,
        evolve=evolve,
        decide=partial(decide, register=register),
        opened=lambda case: case.opened_at is not None,
        due=due,
        opening=opening,
    )

"""From a body to a command: who acts is added, nothing else changes."""

from __future__ import annotations

from contracts.people import RiskDetails
from messaging.decider import Actor
from services.checks.domain import commands as c
from services.checks.domain.events import NamedAdult
from services.checks.domain.state import Pair
from services.checks.http import bodies as b


def report_risk(body: b.ImmediateRiskBody, by: Actor) -> c.ReportImmediateRisk:
    details = RiskDetails(risk=body.risk, done=body.done_words, where=body.where)
    return c.ReportImmediateRisk(by, body.ground, details, body.children, body.done)


def spoken_answer(body: b.SpokenAnswerBody, by: Actor) -> c.RecordSpokenAnswer:
    return c.RecordSpokenAnswer(by, body.check, body.answer, body.reason, body.findings)


def _pair(body: b.PairBody) -> Pair:
    return Pair(body.source, body.about, body.child)


def take_part(body: b.PartBody, by: Actor) -> c.TakePart:
    return c.TakePart(by, body.why)


def ask_again(body: b.AskAgainBody, by: Actor) -> c.AskAgain:
    return c.AskAgain(by, tuple(_pair(one) for one in body.pairs))


def ask_others(body: b.OtherAgenciesBody, by: Actor) -> c.AskOtherAgencies:
    return c.AskOtherAgencies(by, tuple(_pair(one) for one in body.pairs), body.reasons)


def without_consent(body: b.WithoutConsentBody, by: Actor) -> c.AskWithoutConsent:
    return c.AskWithoutConsent(by, body.reasons)


def choose_match(body: b.MatchBody, by: Actor) -> c.ChooseMatch:
    return c.ChooseMatch(by, body.seen, body.checks, body.outcome, body.records, body.reasons)


def settle(body: b.SettlementBody, by: Actor) -> c.SettleAnswers:
    return c.SettleAnswers(by, body.seen, _pair(body), body.counts, body.reasons)


def read_condition(body: b.ConditionBody, by: Actor) -> c.ReadCondition:
    return c.ReadCondition(by, body.condition, body.forbids, body.reasons, body.under, body.names)


def grade(body: b.GradeBody, by: Actor) -> c.GradeIntelligence:
    return c.GradeIntelligence(by, body.item, body.grade, body.examined)


def name_adult(body: b.AdultBody, by: Actor) -> c.NameAdult:
    adult = NamedAdult(role=body.role, name=body.name, date_of_birth=body.date_of_birth, address=body.address)
    return c.NameAdult(by, adult)


def complete_initial(body: b.InitialChecksBody, by: Actor) -> c.CompleteInitialChecks:
    return c.CompleteInitialChecks(by, body.seen, body.outcome, body.progress, body.reasons, body.override)


def settle_related(body: b.RelatedBody, by: Actor) -> c.SettleRelated:
    return c.SettleRelated(by, body.seen, body.other, body.same, body.reasons)


def complete_intelligence(body: b.RiskAssessmentBody, by: Actor) -> c.CompleteIntelligenceChecks:
    return c.CompleteIntelligenceChecks(
        by, body.seen, body.credible_risk, body.text, body.line_of_risk, body.override
    )


def complete_assessment(body: b.RiskAssessmentBody, by: Actor) -> c.CompleteRiskAssessment:
    return c.CompleteRiskAssessment(
        by, body.seen, body.credible_risk, body.text, body.line_of_risk, body.override
    )

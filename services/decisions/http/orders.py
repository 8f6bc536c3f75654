"""From what a route took, and the officer who asks, to a command of the domain."""

from __future__ import annotations

from datetime import UTC

from contracts.codes import Category, Rank
from contracts.ranks import at_least
from messaging.decider import Actor
from services.decisions.domain import commands as c
from services.decisions.http import bodies as b


def supervise(body: b.SupervisionBody, by: Actor) -> c.AssignSupervisor:
    """Nobody attests a rank: who supervises takes the case under their own sign-in."""
    return c.AssignSupervisor(by, by, body.covering, body.override)


def report_risk(body: b.RiskBody, by: Actor) -> c.ReportImmediateRisk:
    return c.ReportImmediateRisk(
        by, body.risk_id, body.ground, body.risk, body.children, body.done, body.done_words
    )


def acknowledge(body: b.AlertBody, by: Actor) -> c.AcknowledgeAlert:
    return c.AcknowledgeAlert(by, body.alert)


def force_reference(body: b.ForceReferenceBody, by: Actor) -> c.RecordForceReference:
    return c.RecordForceReference(by, body.system, body.reference)


def progress(body: b.ProgressBody, by: Actor) -> c.Progress:
    return c.Progress(by, body.seen, body.reasons, body.considered, body.selected, body.override)


def prioritise(body: b.PriorityBody, by: Actor) -> c.Prioritise:
    return c.Prioritise(by, body.seen, body.priority, body.reasons, body.override)


def do_not_progress(body: b.ReasonedBody, by: Actor) -> c.DoNotProgress:
    return c.DoNotProgress(by, body.seen, body.reasons, body.override)


def without_meeting(body: b.NoMeetingBody, by: Actor) -> c.GoOnWithoutMeeting:
    return c.GoOnWithoutMeeting(by, body.seen, body.why, body.reasons, body.override)


def no_concern(body: b.NoConcernBody, by: Actor) -> c.Categorise:
    return c.Categorise(
        by,
        body.seen,
        Category.NO_CONCERN,
        body.reasons,
        body.credible_risk,
        statements=body.statements,
        override=body.override,
    )


def concern(body: b.ConcernBody, by: Actor) -> c.Categorise:
    return c.Categorise(
        by,
        body.seen,
        Category.CONCERN,
        body.reasons,
        body.credible_risk,
        grounds=body.grounds,
        line_of_risk=body.line_of_risk,
        children=body.children,
        override=body.override,
    )


def outside_scheme(body: b.ReasonedBody, by: Actor) -> c.FindOutsideScheme:
    return c.FindOutsideScheme(by, body.seen, body.reasons, body.override)


def extend(body: b.ExtensionBody, by: Actor) -> c.Extend:
    return c.Extend(by, body.clock, body.until, body.reason, body.required, body.justified, body.reasons)


def explain(body: b.OverdueBody, by: Actor) -> c.ExplainOverdue:
    return c.ExplainOverdue(by, body.clock, body.reasons)


def acknowledge_flags(body: b.FlagsBody, by: Actor) -> c.AcknowledgeFlags:
    return c.AcknowledgeFlags(by, body.flags, body.reasons)


def raise_issue(body: b.IssueBody, by: Actor) -> c.RaiseSafeguardingIssue:
    return c.RaiseSafeguardingIssue(by, body.issue, body.what, body.children)


def resolve_issue(body: b.AddressedBody, by: Actor) -> c.ResolveSafeguardingIssue:
    return c.ResolveSafeguardingIssue(by, body.issue, body.how, body.reasons)


def allege_crime(body: b.AllegationBody, by: Actor) -> c.ReportCrimeAlleged:
    return c.ReportCrimeAlleged(by, body.allegation, body.what, body.at.astimezone(UTC))


def record_crime(body: b.CrimeBody, by: Actor) -> c.RecordCrime:
    return c.RecordCrime(by, body.allegation, body.reference, body.at.astimezone(UTC))


def consider(body: b.ConsiderationBody, by: Actor) -> c.RecordConsideration:
    return c.RecordConsideration(by, body.what, body.acted, body.reasons)


def deliver(body: b.DeliveryBody, by: Actor) -> c.ChooseDelivery:
    return c.ChooseDelivery(by, body.delivery)


def not_told(body: b.NotToldBody, by: Actor) -> c.DecideNotToTell:
    return c.DecideNotToTell(by, body.why, body.reasons, body.attempts)


def withdrawal(body: b.WithdrawalBody, by: Actor) -> c.RecordWithdrawal:
    return c.RecordWithdrawal(by, body.reasons)


def confirm(body: b.ReasonedBody, by: Actor) -> c.ConfirmDecision:
    return c.ConfirmDecision(by, body.seen, body.reasons, body.override)


def rings_on(by: Actor) -> str | None:
    """What is said to whoever took an alert that their rank cannot end (G 30)."""
    if at_least(by.rank, Rank.SERGEANT):
        return None
    return "Recorded. It rings on: a Sergeant or police staff equivalent must take it."


def final_entry(body: b.FinalEntryBody, by: Actor) -> c.MakeFinalEntry:
    return c.MakeFinalEntry(by, body.seen, body.request, body.outcome, body.protective_action, body.override)


def finalise(body: b.FinaliseBody, by: Actor) -> c.Finalise:
    return c.Finalise(by, body.seen, body.override)


def close(body: b.ReasonedBody, by: Actor) -> c.CloseCase:
    return c.CloseCase(by, body.seen, body.reasons, body.override)

"""From what the routes of a telling took, and the officer who asks, to a command of the domain."""

from __future__ import annotations

from messaging.decider import Actor
from services.decisions.domain import commands as c
from services.decisions.domain.events_telling import Visit
from services.decisions.http import bodies_telling as b
from services.decisions.http.bodies import ReasonedBody


def release(body: b.ReleaseBody, by: Actor) -> c.ReleaseWording:
    return c.ReleaseWording(by, body.seen, body.authority, body.to, body.override)


def another_page(body: b.AnotherPageBody, by: Actor) -> c.AllowReprint:
    return c.AllowReprint(by, body.release, body.reasons)


def _visit(body: b.VisitBody) -> Visit:
    return Visit(place=body.place, place_words=body.place_words, present=body.present, identity=body.identity)


def telling(body: b.TellingBody, by: Actor) -> c.ReportDelivery:
    return c.ReportDelivery(
        by,
        body.recipient,
        body.role,
        body.at,
        body.how,
        body.telling,
        body.identity_checked,
        _visit(body.visit),
        body.officers,
        release=body.release,
        hash=body.hash,
        told=body.told,
        script=body.script,
        left_in_writing=body.left_in_writing,
        reasons=body.reasons,
    )


def urgent(body: b.UrgentBody, by: Actor) -> c.ReportUrgentDisclosure:
    return c.ReportUrgentDisclosure(
        by,
        body.recipient,
        body.role,
        body.enquiry,
        body.at,
        _visit(body.visit),
        body.reasons,
        body.officers,
    )


def ratify(body: b.RatificationBody, by: Actor) -> c.RatifyUrgent:
    return c.RatifyUrgent(by, body.seen, body.recipient, body.ratified, body.reasons, body.override)


def explained(body: b.ExplainedBody, by: Actor) -> c.ReportUndertakingExplained:
    return c.ReportUndertakingExplained(by, body.recipient, body.script, body.at)


def signed(body: b.SignedBody, by: Actor) -> c.ReportUndertakingSigned:
    return c.ReportUndertakingSigned(by, body.recipient, body.at, body.witness)


def not_signed(body: b.NotSignedBody, by: Actor) -> c.ReportUndertakingNotSigned:
    return c.ReportUndertakingNotSigned(by, body.recipient, body.at, body.reasons)


def reconsider(body: b.ReconsideredBody, by: Actor) -> c.ReconsiderDisclosure:
    return c.ReconsiderDisclosure(by, body.seen, body.recipient, body.goes_on, body.reasons, body.override)


def subject_informed(body: b.SubjectBody, by: Actor) -> c.ReportSubjectInformed:
    return c.ReportSubjectInformed(
        by,
        body.at,
        body.before_delivery,
        body.in_person,
        body.scheme_explained,
        body.implications_explained,
        body.reasons,
    )


def subject_not_informed(body: ReasonedBody, by: Actor) -> c.DoNotInformSubject:
    return c.DoNotInformSubject(by, body.seen, body.reasons, body.override)


def self_disclosure(body: b.SelfDisclosureBody, by: Actor) -> c.ConsiderSelfDisclosure:
    return c.ConsiderSelfDisclosure(by, body.seen, body.safe, body.reasons, body.override)


def subject_said(body: b.SubjectSaidBody, by: Actor) -> c.ReportSelfDisclosure:
    return c.ReportSelfDisclosure(by, body.recipient, body.at)


def incomplete(body: b.IncompleteBody, by: Actor) -> c.ReportSelfDisclosureIncomplete:
    return c.ReportSelfDisclosureIncomplete(by, body.recipient, body.at, body.reasons)


def protective_action(body: b.ProtectiveActionBody, by: Actor) -> c.RecordProtectiveAction:
    return c.RecordProtectiveAction(by, body.action, body.at, body.reasons, body.children, body.reference)


def safety_plan(body: b.SafetyPlanBody, by: Actor) -> c.RecordSafetyPlan:
    return c.RecordSafetyPlan(by, body.children, body.owner, body.reasons)


def discussed(body: b.DiscussedBody, by: Actor) -> c.RecordConcernDiscussed:
    return c.RecordConcernDiscussed(by, body.at, body.reasons)


def risk_tool(body: b.RiskToolBody, by: Actor) -> c.RecordRiskTool:
    return c.RecordRiskTool(by, body.tool, body.used, body.reasons)


def nominal_entry(body: b.NominalEntryBody, by: Actor) -> c.RecordNominalEntry:
    return c.RecordNominalEntry(by, body.reference, body.at)

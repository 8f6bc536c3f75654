"""From what a route towards a disclosure took, and the officer who asks, to a command of the domain."""

from __future__ import annotations

from datetime import UTC, datetime

from messaging.decider import Actor
from services.decisions.domain import commands as c
from services.decisions.domain.events_disclosing import CheckElsewhere, StageAnswer
from services.decisions.http import bodies_disclosing as b


def connection(body: b.ConnectionBody, by: Actor) -> c.AssessConnection:
    return c.AssessConnection(by, body.children, body.contact, body.sufficient, body.reasons)


def recipient(body: b.RecipientBody, by: Actor) -> c.SelectRecipient:
    return c.SelectRecipient(
        by, body.recipient, body.role, body.children, body.reasons, body.person, body.alone
    )


def withdraw_recipient(body: b.RecipientWithdrawalBody, by: Actor) -> c.WithdrawRecipient:
    return c.WithdrawRecipient(by, body.recipient, body.reasons)


def identity(body: b.RecipientIdentityBody, by: Actor) -> c.RecordRecipientIdentity:
    return c.RecordRecipientIdentity(by, body.recipient, body.proofs, body.adult)


def knowledge(body: b.KnowledgeBody, by: Actor) -> c.AssessPriorKnowledge:
    return c.AssessPriorKnowledge(by, body.recipient, body.accuracy, body.sufficient, body.reasons)


def suitability(body: b.SuitabilityBody, by: Actor) -> c.AssessSuitability:
    return c.AssessSuitability(by, body.recipient, body.suitable, body.reasons)


def impact(body: b.ImpactBody, by: Actor) -> c.AssessImpact:
    return c.AssessImpact(by, body.subject_at_risk, body.reasons, body.mitigation)


def seek_representations(body: b.RepresentationsSeekingBody, by: Actor) -> c.SeekRepresentations:
    return c.SeekRepresentations(
        by, body.seen, body.tells_unknown, body.sources_at_risk, body.reasons, body.override
    )


def representations_sought(body: b.RepresentationsSoughtBody, by: Actor) -> c.RecordRepresentationsSought:
    reply_by = _utc(body.reply_by) if body.reply_by else None
    return c.RecordRepresentationsSought(by, _utc(body.sought_at), reply_by, body.reasons)


def no_representations(body: b.RepresentationsNoneBody, by: Actor) -> c.DispenseRepresentations:
    return c.DispenseRepresentations(by, body.exceptions)


def representations(body: b.RepresentationsBody, by: Actor) -> c.RecordRepresentations:
    return c.RecordRepresentations(by, _utc(body.received_at), body.said)


def weigh(body: b.RepresentationsWeighedBody, by: Actor) -> c.WeighRepresentations:
    return c.WeighRepresentations(by, body.seen, body.reasons, body.authority_stands, body.override)


def mappa(body: b.MappaBody, by: Actor) -> c.ConsiderMappa:
    return c.ConsiderMappa(by, body.refer, body.reasons, body.level, body.lead_agency, body.managers)


def mappa_request(body: b.MappaRequestBody, by: Actor) -> c.RecordMeetingRequested:
    return c.RecordMeetingRequested(by, body.lead_agency, _utc(body.requested_at))


def mappa_outcome(body: b.MappaOutcomeBody, by: Actor) -> c.RecordMappaOutcome:
    return c.RecordMappaOutcome(by, body.advice, body.minutes, _utc(body.met_at), body.reasons)


def strategy(body: b.StrategyBody, by: Actor) -> c.RecordStrategy:
    return c.RecordStrategy(by, body.investigation, body.agreed_with, _utc(body.agreed_at), body.strategy)


def data_protection(body: b.DataProtectionBody, by: Actor) -> c.ConsiderDataProtection:
    return c.ConsiderDataProtection(
        by, body.in_accordance, body.condition, body.policy_document, body.reasons, body.power
    )


def owners_consent(body: b.OwnerConsentBody, by: Actor) -> c.RecordOwnerConsent:
    return c.RecordOwnerConsent(by, body.check, body.consents, body.power, body.reasons, body.force)


def young_offending(body: b.YoungOffendingBody, by: Actor) -> c.WeighYoungOffending:
    return c.WeighYoungOffending(by, body.factors)


def young_subject(body: b.YoungSubjectBody, by: Actor) -> c.PlanForYoungSubject:
    return c.PlanForYoungSubject(by, body.consulted, body.inform_guardian, body.reasons)


def three_tests(body: b.ThreeTestsBody, by: Actor) -> c.ApplyThreeTests:
    return c.ApplyThreeTests(
        by,
        body.seen,
        body.recipients,
        tuple(
            StageAnswer(
                stage=one.stage,
                satisfied=one.satisfied,
                evidence=one.evidence,
                elsewhere=tuple(CheckElsewhere(force=of.force, check=of.check) for of in one.elsewhere),
            )
            for one in body.stages
        ),
        body.necessary,
        body.pressing,
        body.proportionate,
        body.extent,
        body.on_knowledge,
        body.against_advice,
        body.override,
    )


def no_disclosure(body: b.NoDisclosureBody, by: Actor) -> c.DecideNoDisclosure:
    return c.DecideNoDisclosure(
        by,
        body.seen,
        body.reasons,
        body.on_presumption,
        body.on_knowledge,
        body.against_advice,
        body.override,
    )


def wording(body: b.WordingBody, by: Actor) -> c.ProposeWording:
    return c.ProposeWording(
        by,
        body.recipient,
        body.extent,
        body.text,
        body.use,
        body.support,
        body.reasons,
        body.against_advice,
        body.override,
    )


def seek(body: b.AuthoritySoughtBody, by: Actor) -> c.SeekAuthority:
    return c.SeekAuthority(by, body.seen, body.wordings, body.reasons, body.override)


def authorise(body: b.AuthorityGivenBody, by: Actor) -> c.AuthoriseDisclosure:
    return c.AuthoriseDisclosure(
        by, body.seen, body.wording, body.hash, body.independent, body.reasons, body.override
    )


def refuse(body: b.AuthorityRefusedBody, by: Actor) -> c.RefuseAuthority:
    return c.RefuseAuthority(by, body.seen, body.wording, body.reasons, body.override)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)

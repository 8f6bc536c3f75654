"""From a body to a command: who acts is added, children get their numbers, nothing else changes."""

from __future__ import annotations

from typing import Any

from contracts.parts import ReferredBy, Relationship, Relationships
from contracts.people import Child, Children
from messaging.decider import Actor
from services.intake.domain import commands as c
from services.intake.domain.events import ResponsibleAdult
from services.intake.http import bodies as b


def details(body: b.DetailsGiven) -> c.Details:
    """Children and relationships are one part: whoever gives the one gives the other."""
    return c.Details(
        applicant=body.applicant,
        applicant_contact=body.applicant_contact,
        subject=body.subject,
        children=None if body.children is None else _children(body, body.children),
        account=body.account,
        relationships=None if body.children is None else _relationships(body, body.children),
        social_care_consent=body.social_care_consent,
    )


def _children(body: b.DetailsGiven, given: tuple[b.ChildGiven, ...]) -> Children:
    named = tuple(
        Child(
            ref=f"child-{number}",
            name=one.name,
            date_of_birth=one.date_of_birth,
            approximate_age=one.approximate_age,
            gender=one.gender,
            address=one.address,
            school=one.school,
        )
        for number, one in enumerate(given, 1)
    )
    return Children(named=named, responsible_adults=body.responsible_adults)


def _relationships(body: b.DetailsGiven, given: tuple[b.ChildGiven, ...]) -> Relationships:
    return Relationships(
        applicant_to_subject=body.applicant_to_subject,
        children=tuple(
            Relationship(
                child=f"child-{number}",
                applicant=one.applicant_is,
                subject=one.subject_is,
                contact=one.contact,
            )
            for number, one in enumerate(given, 1)
        ),
    )


def _items(given: tuple[b.ToldGiven | b.WarnedGiven, ...]) -> tuple[c.Item, ...]:
    return tuple(c.Item(one.item, one.wording, one.at, one.acknowledged) for one in given)


def risk(body: b.RiskGiven) -> c.RiskReport:
    return c.RiskReport(
        body.ground, body.details, body.identified_at, body.supervisor_told_at, body.children, body.done
    )


def receive(body: b.EnquiryBody, by: Actor) -> c.ReceiveEnquiry:
    return c.ReceiveEnquiry(
        by,
        body.channel,
        body.wording,
        details(body),
        contacted_at=body.contacted_at,
        told=_items(body.told),
        privacy_offered=body.privacy_offered,
        risk=risk(body.immediate_risk) if body.immediate_risk else None,
        referred_by=ReferredBy(**_as_given(body.referred_by)) if body.referred_by else None,
    )


def receive_information(body: b.InformationBody, by: Actor) -> c.ReceiveInformation:
    people = b.DetailsGiven(
        subject=body.subject, children=body.children, responsible_adults=body.responsible_adults
    )
    return c.ReceiveInformation(
        by,
        body.source,
        details(people),
        body.information,
        body.kinds,
        body.party,
        body.reference,
        body.known_at,
        risk(body.immediate_risk) if body.immediate_risk else None,
    )


def correct(body: b.CorrectionBody, by: Actor) -> c.CorrectFact:
    return c.CorrectFact(by, body.why, details(body), body.seen, body.corrected_at)


def correct_contact(body: b.ContactCorrectionBody, by: Actor) -> c.CorrectContact:
    return c.CorrectContact(by, **_as_given(body))


def allocate(body: b.AllocationBody, by: Actor) -> c.AllocateCase:
    return c.AllocateCase(by, body.to)


def take_part(body: b.PartBody, by: Actor) -> c.TakePart:
    return c.TakePart(by, body.why)


def redirect(body: b.RedirectionBody, by: Actor) -> c.RedirectEnquiry:
    return c.RedirectEnquiry(by, **_as_given(body))


def give_information(body: b.InitialInformationBody, by: Actor) -> c.GiveInitialInformation:
    return c.GiveInitialInformation(by, body.channel, _items(body.items))


def complete_part1(body: b.InitialFormBody, by: Actor) -> c.CompleteAnnexAPart1:
    return c.CompleteAnnexAPart1(by, body.form, body.cannot_be_given, body.override)


def verify(body: b.IdentityBody, by: Actor) -> c.VerifyIdentity:
    return c.VerifyIdentity(by, **_as_given(body))


def not_verified(body: b.NotVerifiedBody, by: Actor) -> c.RecordNotVerified:
    return c.RecordNotVerified(by, **_as_given(body))


def warn(body: b.WarningsBody, by: Actor) -> c.GiveWarnings:
    return c.GiveWarnings(by, _items(body.items))


def name_adult(body: b.ResponsibleAdultBody, by: Actor) -> c.NameResponsibleAdult:
    adult = ResponsibleAdult(name=body.name, relation=body.relation)
    return c.NameResponsibleAdult(by, adult, body.lives_with_subject)


def excuse_adult(body: b.NoResponsibleAdultBody, by: Actor) -> c.ExcuseResponsibleAdult:
    return c.ExcuseResponsibleAdult(by, **_as_given(body))


def schedule(body: b.MeetingBody, by: Actor) -> c.ScheduleMeeting:
    return c.ScheduleMeeting(by, **_as_given(body))


def hold(body: b.HeldBody, by: Actor) -> c.HoldMeeting:
    return c.HoldMeeting(by, **(_as_given(body) | {"warnings": _items(body.warnings)}))


def complete_part2(body: b.MeetingFormBody, by: Actor) -> c.CompleteAnnexAPart2:
    return c.CompleteAnnexAPart2(by, **_as_given(body))


def tell_of_delay(body: b.DelayBody, by: Actor) -> c.TellOfDelay:
    return c.TellOfDelay(by, **_as_given(body))


def report_risk(body: b.RiskGiven, by: Actor) -> c.ReportImmediateRisk:
    return c.ReportImmediateRisk(by, risk(body))


def acknowledge_flags(body: b.FlagsBody, by: Actor) -> c.AcknowledgeFlags:
    return c.AcknowledgeFlags(by, body.flags, body.reasons)


def _as_given(body: b.Body) -> dict[str, Any]:
    """The fields as they are, models included: body and command have the same names."""
    return {name: getattr(body, name) for name in type(body).model_fields}

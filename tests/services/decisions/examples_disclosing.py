"""One of every event between a concern and the authority to disclose, of an invented case."""

from __future__ import annotations

from contracts.calendar import end_of, london_date
from contracts.clocks import ClockName, forum_referral
from contracts.codes import ContactKind, ExtensionReason, PartyRole, Rank
from contracts.event import Event
from contracts.people import PersonName, Reasons
from contracts.sealed import Sealed
from services.decisions.domain import clocks
from services.decisions.domain import events_disclosing as d
from services.decisions.domain.events import ExtensionProposed, ForumReferralStarted
from services.decisions.domain.state import national
from tests.services.decisions.people import CHILD, SUBJECT_HOME, days

AT = days(13)
HASH = "0" * 64
WHY = Sealed.of(Reasons(text="Weighed with all that is held."))
MOTHER = d.RecipientPerson(name=PersonName(given="Ottoline", family="Sample"), date_of_birth=None)
STAGES = tuple(
    d.StageAnswer(stage=stage, satisfied=True, evidence=("police-national-1",)) for stage in d.TestStage
)
FACTORS = d.YoungFactors(
    relevance="Of this year.",
    ages="Sixteen and nine.",
    maturity="As of his age.",
    coercion="Some.",
    relationship="Half-brother.",
    duty_of_care="Left in charge.",
)

EXAMPLES: tuple[Event, ...] = (
    d.ConnectionAssessed(
        children=(CHILD,),
        contact=(ContactKind.LIVES_WITH_CHILD,),
        sufficient=True,
        assessed_at=AT,
        reasons=WHY,
    ),
    d.RecipientSelected(
        recipient="mother",
        role=PartyRole.RECIPIENT,
        children=(CHILD,),
        selected_at=AT,
        person=Sealed.of(MOTHER),
        reasons=WHY,
    ),
    d.RecipientIdentityVerified(recipient="mother", proofs=("passport",), adult=True, verified_at=AT),
    d.PriorKnowledgeAssessed(
        recipient="mother",
        accuracy=d.Accuracy.PARTLY_ACCURATE,
        sufficient=False,
        assessed_at=AT,
        reasons=WHY,
    ),
    d.RecipientSuitabilityAssessed(recipient="mother", suitable=True, assessed_at=AT, reasons=WHY),
    d.SubjectImpactAssessed(
        subject_at_risk=True,
        assessed_at=AT,
        reasons=Sealed.of(d.Impact(text="May lose the home.", mitigation="Neighbours are not told.")),
    ),
    d.RepresentationsToBeSought(decided_at=AT, tells_unknown=False, rank=Rank.SERGEANT, reasons=WHY),
    d.RepresentationsSought(sought_at=AT, reply_by=days(15), reasons=WHY),
    d.RepresentationsDispensed(
        why=(d.Dispensed.IMMINENT_HARM,),
        dispensed_at=AT,
        rank=Rank.SERGEANT,
        reasons=Sealed.of(d.Exceptions(each=("They move in on Friday.",))),
    ),
    d.RepresentationsReceived(
        received_at=AT, said=Sealed.of(d.SubjectSays(text="I have changed; ask my supervisor."))
    ),
    d.RepresentationsWeighed(weighed_at=AT, rank=Rank.SERGEANT, reasons=WHY),
    d.MappaConsidered(
        refer=True,
        level=2,
        lead_agency="probation-kent",
        managers=("pc-5150",),
        considered_at=AT,
        reasons=WHY,
    ),
    ForumReferralStarted(clock=clocks.written(forum_referral(national(), days(10)))),
    ExtensionProposed(
        clock=ClockName.WHOLE_CASE,
        reason=ExtensionReason.MULTI_AGENCY_FORUM,
        to_due_at=end_of(london_date(days(38))).at,
    ),
    d.StrategyAgreed(investigation="46/1299/26", agreed_with="d.officer", agreed_at=AT, reasons=WHY),
    d.MappaMeetingRequested(lead_agency="probation-kent", requested_at=AT),
    d.MappaOutcomeReceived(
        advice=d.MappaAdvice.DISCLOSE_IN_PART, minutes="MAPPA/2026/17", met_at=AT, reasons=WHY
    ),
    d.DataProtectionConsidered(
        in_accordance=True,
        condition="safeguarding-of-children",
        policy_document="DPA/35/2026",
        power=d.DisclosurePower.COMMON_LAW,
        considered_at=AT,
        reasons=WHY,
    ),
    d.OwnerConsent(check="probation-1", consents=True, said_at=AT, reasons=WHY),
    d.YoungOffendingWeighed(weighed_at=AT, reasons=Sealed.of(FACTORS)),
    d.YoungSubjectPlanned(
        consulted=(d.Consulted.SOCIAL_SERVICES,), inform_guardian=True, planned_at=AT, reasons=WHY
    ),
    d.DisclosureTested(
        recipients=("mother",),
        stages=STAGES,
        presumption=False,
        tested_at=AT,
        rank=Rank.SERGEANT,
        reasons=Sealed.of(
            d.TestReasons(
                necessary="Lives with the child.",
                pressing="This week.",
                proportionate="No less will do.",
                extent="That there is a risk, and of what kind.",
            )
        ),
    ),
    d.NoDisclosureDecided(
        decided_at=AT,
        presumption=False,
        rank=Rank.SERGEANT,
        reasons=Sealed.of(d.WhyNot(text="Nothing is held that would protect the child.")),
    ),
    d.WordingProposed(
        wording="w-1",
        recipient="mother",
        hash=HASH,
        extent=d.Extent.LIMITED,
        proposed_at=AT,
        spoken=Sealed.of(
            d.Spoken(
                text=f"Do not leave your child alone with the man of {SUBJECT_HOME.lines[0]}.",
                use="Only to keep your child safe.",
                support=("Invented Helpline, 01632 960055",),
            )
        ),
        reasons=Sealed.of(d.WhyEnough(text="She can act on it, and it says no more.")),
    ),
    d.AuthoritySought(wordings=("w-1",), sought_at=AT, rank=Rank.SERGEANT, reasons=WHY),
    d.DisclosureAuthorised(
        authority="authority-90",
        wording="w-1",
        hash=HASH,
        recipient="mother",
        children=(CHILD,),
        authorised_at=AT,
        rank=Rank.INSPECTOR,
        independent=True,
        reasons=WHY,
    ),
    d.DisclosureNotAuthorised(
        wording="w-1", recipient="mother", decided_at=AT, rank=Rank.INSPECTOR, reasons=WHY
    ),
    d.RecipientWithdrawn(recipient="mother", withdrawn_at=AT, reasons=WHY),
)

"""Cases of concern that have come to an authority, and what follows: an invented mother and her neighbour."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from contracts.codes import LinkReason, PartyRole, Rank
from contracts.people import PersonName, Reasons
from contracts.sealed import Sealed
from messaging.decider import Actor
from services.decisions.domain import commands as c
from services.decisions.domain import events_disclosing as d
from services.decisions.domain.events_telling import (
    How,
    ProtectiveAction,
    RiskTool,
    Telling,
    Told,
    Visit,
)
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import told as t

HASH, OTHER_HASH = "a" * 64, "b" * 64
WHY = Sealed.of(Reasons(text="Weighed with all that is held."))
NOT_NEEDED = Sealed.of(d.WhyNot(text="Not necessary to keep the child safe."))
WORDS = "Dorian Sample-Quill was convicted of an offence against a child."
AUTHORISER = Actor("a.authoriser", "INSPECTOR", "AUTHORISER", "46", t.KNOWS)
OFFICER = Actor("p.officer", "CONSTABLE", "INTERVIEWER", "46", t.KNOWS)
ALL_TOLD = frozenset(Told)
SCRIPT = "disclosure-warnings@1"
UNDERTAKING = "undertaking@1"


def concern(**more: Any) -> Story[Case]:
    told = t.assessed()
    return told.when(t.concern(told, **more)).after(hours=1)


def chosen(
    told: Story[Case],
    recipient: str = "mother",
    role: PartyRole = PartyRole.RECIPIENT,
    *,
    extent: d.Extent = d.Extent.FULL,
    hashed: str = HASH,
    adult: bool | None = True,
) -> Story[Case]:
    """Chosen, identified, and a wording proposed; authority not asked for yet."""
    at = told.now
    name = PersonName(given="Ottoline", family="Sample")
    return told.by(t.SERGEANT).given(
        d.RecipientSelected(
            recipient=recipient,
            role=role,
            children=(t.CHILD,),
            selected_at=at,
            person=Sealed.of(d.RecipientPerson(name=name)),
            reasons=WHY,
        ),
        d.RecipientIdentityVerified(recipient=recipient, proofs=("passport",), adult=adult, verified_at=at),
        d.WordingProposed(
            wording=f"w-{recipient}",
            recipient=recipient,
            hash=hashed,
            extent=extent,
            proposed_at=at,
            spoken=Sealed.of(d.Spoken(text=WORDS, use="Only to keep your child safe.", support=("01632 1",))),
            reasons=Sealed.of(d.WhyEnough(text="Enough to act on.")),
        ),
    )


def given_authority(told: Story[Case], recipient: str = "mother", hashed: str = HASH) -> Story[Case]:
    authorised = d.DisclosureAuthorised(
        authority=f"auth-{recipient}",
        wording=f"w-{recipient}",
        hash=hashed,
        recipient=recipient,
        children=(t.CHILD,),
        authorised_at=told.now,
        rank=Rank.INSPECTOR,
        independent=True,
        reasons=WHY,
    )
    return told.by(AUTHORISER).given(authorised).by(t.SERGEANT).after(minutes=10)


def authorised(recipient: str = "mother", role: PartyRole = PartyRole.RECIPIENT) -> Story[Case]:
    return given_authority(chosen(concern(), recipient, role), recipient)


def release(told: Story[Case], recipient: str = "mother", **more: Any) -> c.ReleaseWording:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "authority": f"auth-{recipient}",
        "to": OFFICER.id,
    }
    return c.ReleaseWording(**(parts | more))


def released(recipient: str = "mother", role: PartyRole = PartyRole.RECIPIENT) -> Story[Case]:
    told = authorised(recipient, role)
    return told.when(release(told, recipient)).after(hours=1)


def sign(told: Story[Case], recipient: str = "mother") -> Story[Case]:
    """Explained, then signed."""
    told = told.when(c.ReportUndertakingExplained(OFFICER, recipient, UNDERTAKING, told.now)).after(minutes=5)
    return told.when(c.ReportUndertakingSigned(OFFICER, recipient, told.now, OFFICER.id)).after(minutes=5)


def delivery(told: Story[Case], recipient: str = "mother", /, **more: Any) -> c.ReportDelivery:
    """As it should be, but for what a test changes."""
    parts: dict[str, Any] = {
        "by": OFFICER,
        "recipient": recipient,
        "role": PartyRole.RECIPIENT,
        "at": told.now,
        "how": How.IN_PERSON,
        "telling": Telling.POLICE,
        "identity_checked": True,
        "visit": Visit(
            place_words="At her sister's house", present=("A social worker",), identity="Passport"
        ),
        "officers": (OFFICER.id,),
        "release": f"auth-{recipient}-r1",
        "hash": told.state.disclosure.authorities[f"auth-{recipient}"].hash
        if f"auth-{recipient}" in told.state.disclosure.authorities
        else HASH,
        "told": ALL_TOLD,
        "script": SCRIPT,
    }
    return c.ReportDelivery(**(parts | more))


def delivered(recipient: str = "mother", role: PartyRole = PartyRole.RECIPIENT) -> Story[Case]:
    told = sign(released(recipient, role), recipient)
    return told.when(delivery(told, recipient)).after(hours=1)


def urgent(told: Story[Case], **more: Any) -> c.ReportUrgentDisclosure:
    parts: dict[str, Any] = {
        "by": OFFICER,
        "recipient": "neighbour",
        "role": PartyRole.RECIPIENT,
        "enquiry": "CP/77/26",
        "at": told.now,
        "visit": Visit(place_words="On the doorstep", identity="Known to the officer"),
        "reasons": "The child was about to be left alone with him.",
    }
    return c.ReportUrgentDisclosure(**(parts | more))


def ratify(told: Story[Case], **more: Any) -> c.RatifyUrgent:
    parts: dict[str, Any] = {
        "by": AUTHORISER,
        "seen": told.version,
        "recipient": "neighbour",
        "ratified": True,
        "reasons": "It could not wait.",
    }
    return c.RatifyUrgent(**(parts | more))


def unwilling(told: Story[Case], recipient: str = "mother") -> Story[Case]:
    told = told.when(c.ReportUndertakingExplained(OFFICER, recipient, UNDERTAKING, told.now)).after(minutes=5)
    told = told.when(c.ReportUndertakingNotSigned(OFFICER, recipient, told.now, "Does not wish to."))
    return told.after(minutes=5)


def reconsider(told: Story[Case], **more: Any) -> c.ReconsiderDisclosure:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "recipient": "mother",
        "goes_on": True,
        "reasons": "The child is safer if she knows.",
    }
    return c.ReconsiderDisclosure(**(parts | more))


def nobody(told: Story[Case] | None = None) -> Story[Case]:
    """Decided, though there is a concern, that nobody is told."""
    told = told or concern()
    none = d.NoDisclosureDecided(
        decided_at=told.now,
        presumption=False,
        rank=Rank.SERGEANT,
        reasons=NOT_NEEDED,
    )
    return told.by(t.SERGEANT).given(none).after(minutes=10)


def tools(told: Story[Case]) -> Story[Case]:
    for tool in RiskTool:
        told = told.when(c.RecordRiskTool(t.SERGEANT, tool, False, "Weighed; not needed."))
    return told


def not_inform(told: Story[Case], **more: Any) -> c.DoNotInformSubject:
    parts: dict[str, Any] = {"by": t.SERGEANT, "seen": told.version, "reasons": "It would put her at risk."}
    return c.DoNotInformSubject(**(parts | more))


def self_disclosure(told: Story[Case], **more: Any) -> c.ConsiderSelfDisclosure:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "safe": True,
        "reasons": "With his offender manager there.",
    }
    return c.ConsiderSelfDisclosure(**(parts | more))


def taken(told: Story[Case]) -> Story[Case]:
    """Every alert that rings is taken by the supervisor."""
    for key, alert in told.state.alerts.items():
        if alert.acknowledged_at is None:
            told = told.when(c.AcknowledgeAlert(t.SERGEANT, key))
    return told


def safety_planned(told: Story[Case]) -> Story[Case]:
    plan = c.RecordSafetyPlan(OFFICER, (t.CHILD,), OFFICER.id, "Collected from school by her aunt.")
    return told.when(plan)


def looked_after(told: Story[Case], *, discussed: bool = True, planned: bool = True) -> Story[Case]:
    """What every end of a concern asks for besides the telling itself, in order; the final entry last."""
    if discussed:
        told = told.when(c.RecordConcernDiscussed(OFFICER, told.now, "Spoke of the messages he sends."))
    told = t.considering(tools(taken(told)))
    if told.state.disclosure.deliveries or told.state.disclosure.urgent:
        told = told.when(not_inform(told))
        told = safety_planned(told) if planned else told
    if told.state.closing.owed_since and not told.state.told.letter_posted:
        told = t.hearing(told, t.letter(max(told.now, t.days(24))))
    told = taken(told).after(hours=1)
    return told.when(t.entry(told)).after(hours=1)


def stayed_away(told: Story[Case]) -> c.RecordProtectiveAction:
    return c.RecordProtectiveAction(
        t.SERGEANT, ProtectiveAction.ADVISED_TO_STAY_AWAY, told.now, "Spoken to at home.", (t.CHILD,)
    )


def later(told: Story[Case], **span: float) -> Story[Case]:
    return told.at(told.now + timedelta(**span))


def reports(told: Story[Case]) -> tuple[Any, ...]:
    """One of every command of this part that reports a fact, or that comes due."""
    at = told.now
    return (
        delivery(told, release=None),
        urgent(told),
        c.ReportUndertakingExplained(OFFICER, "nobody-known", UNDERTAKING, at),
        c.ReportUndertakingSigned(OFFICER, "nobody-known", at, OFFICER.id),
        c.ReportUndertakingNotSigned(OFFICER, "nobody-known", at),
        c.ReportSubjectInformed(OFFICER, at, False, True, True, True),
        c.ReportSelfDisclosure(OFFICER, "nobody-known", at),
        c.ReportSelfDisclosureIncomplete(OFFICER, "nobody-known", at, "Left out what matters."),
        stayed_away(told),
        c.RecordSafetyPlan(OFFICER, (t.CHILD,), OFFICER.id, "Collected from school by her aunt."),
        c.RecordConcernDiscussed(OFFICER, at, "Spoke of the messages."),
        c.RecordRiskTool(OFFICER, RiskTool.MARAC, True, "Referred."),
        c.RecordNominalEntry(OFFICER, "VISOR/12/26", at),
        c.ReleaseRanOut("no-such-release"),
        c.NobodyRatified("nobody-known", 1),
        c.OpenLinkedCase("c-earlier", "m-12345678", "checks.check.completed.v1", at, t.POLICY),
        c.RecordLinkedCase("m-12345678", "c-other-001"),
        c.RecordEntered("formal-report", "46/123/26"),
        c.RecordNotEntered("formal-report"),
        c.LeaveToHand("formal-report"),
        c.ChaseRecordEntry("formal-report", 1),
        c.LinkCase("c-other-002", LinkReason.SAME_PERSON, PartyRole.SUBJECT),
    )

"""A case of concern on its way to an authority: each order complete but for what a test changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any, Final

from contracts.codes import Answer, ConcernGround, ContactKind, CredibleRisk, PartyRole, Source
from contracts.people import FindingKind, PersonName
from messaging.decider import Message
from messaging.outcomes import Decided
from services.decisions.domain import commands as c
from services.decisions.domain import events_disclosing as d
from services.decisions.domain import spoken_of
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told

CHECK: Final = "police-national-1"
LEAD: Final = "probation-kent"
OTTOLINE: Final = d.RecipientPerson(
    name=PersonName(given="Ottoline", family="Sample"), date_of_birth=date(1990, 2, 28)
)
GRANDMOTHER: Final = d.RecipientPerson(
    name=PersonName(given="Wilhelmina", family="Sample"), date_of_birth=date(1961, 11, 3)
)
CONVICTED: Final = t.answered(Source.POLICE_NATIONAL, Answer.HIT, kind=FindingKind.SCHEDULE_34A_CONVICTION)
MANAGED: Final = t.answered(Source.OFFENDER_MANAGEMENT, Answer.HIT, kind=FindingKind.MAPPA_MANAGED)


def concern(*facts: Message, **more: Any) -> Told:
    """Convicted of an offence of Schedule 34A, assessed as a credible risk, categorised as a concern."""
    grounds = frozenset({ConcernGround.SCHEDULE_34A_CONVICTIONS})
    found = t.risk_assessment(credible=CredibleRisk.CREDIBLE)
    told = t.assessed(t.requested(), CONVICTED, *facts, found=found)
    told = told.by(t.SERGEANT).when(t.concern(told, **({"grounds": grounds} | more)))
    return told.after(hours=1)


def connection(told: Told, **more: Any) -> c.AssessConnection:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "children": (t.CHILD,),
        "contact": (ContactKind.LIVES_WITH_CHILD,),
        "sufficient": True,
        "reasons": "They live in the same house.",
    }
    return c.AssessConnection(**(parts | more))


def recipient(told: Told, **more: Any) -> c.SelectRecipient:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "recipient": "mother",
        "role": PartyRole.RECIPIENT,
        "children": (t.CHILD,),
        "reasons": "She decides who is with the child.",
        "person": OTTOLINE,
    }
    return c.SelectRecipient(**(parts | more))


def identity(told: Told, **more: Any) -> c.RecordRecipientIdentity:
    parts: dict[str, Any] = {"by": t.CONSTABLE, "recipient": "mother", "proofs": ("passport",)}
    return c.RecordRecipientIdentity(**(parts | more))


def knowledge(told: Told, **more: Any) -> c.AssessPriorKnowledge:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "recipient": "mother",
        "accuracy": d.Accuracy.NOTHING_KNOWN,
        "sufficient": False,
        "reasons": "She has known him since March.",
    }
    return c.AssessPriorKnowledge(**(parts | more))


def suitability(told: Told, **more: Any) -> c.AssessSuitability:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "recipient": "mother",
        "suitable": True,
        "reasons": "Calm, and protective.",
    }
    return c.AssessSuitability(**(parts | more))


def impact(told: Told, **more: Any) -> c.AssessImpact:
    parts: dict[str, Any] = {"by": t.SERGEANT, "subject_at_risk": False, "reasons": "May have to move out."}
    return c.AssessImpact(**(parts | more))


def dispense(told: Told, **more: Any) -> c.DispenseRepresentations:
    exceptions = {d.Dispensed.RISK_TO_CHILDREN_OR_APPLICANT: "He would move away with them."}
    parts: dict[str, Any] = {"by": t.SERGEANT, "exceptions": exceptions}
    return c.DispenseRepresentations(**(parts | more))


def ask(told: Told, **more: Any) -> c.SeekRepresentations:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "tells_unknown": False,
        "sources_at_risk": False,
        "reasons": "That police look at who lives with children.",
    }
    return c.SeekRepresentations(**(parts | more))


def sought(told: Told, **more: Any) -> c.RecordRepresentationsSought:
    parts: dict[str, Any] = {"by": t.CONSTABLE, "sought_at": told.now}
    return c.RecordRepresentationsSought(**(parts | more))


def received(told: Told, said: str | None = "I have changed; ask my supervisor.") -> c.RecordRepresentations:
    return c.RecordRepresentations(t.CONSTABLE, told.now, said)


def weigh(told: Told, **more: Any) -> c.WeighRepresentations:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "reasons": "Weighed; it changes nothing.",
    }
    return c.WeighRepresentations(**(parts | more))


def mappa(told: Told, **more: Any) -> c.ConsiderMappa:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "refer": False,
        "lead_agency": LEAD,
        "reasons": "Level 1 is enough.",
    }
    return c.ConsiderMappa(**(parts | more))


def outcome(told: Told, advice: d.MappaAdvice, minutes: str = "MAPPA/2026/17") -> c.RecordMappaOutcome:
    return c.RecordMappaOutcome(t.CONSTABLE, advice, minutes, told.now, "As the meeting said.")


def data_protection(told: Told, **more: Any) -> c.ConsiderDataProtection:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "in_accordance": True,
        "condition": "safeguarding-of-children",
        "policy_document": "DPA/35/2026",
        "power": d.DisclosurePower.COMMON_LAW,
        "reasons": "Strictly necessary for the law enforcement purpose.",
    }
    return c.ConsiderDataProtection(**(parts | more))


def stages(*satisfied: bool, evidence: tuple[str, ...] = (CHECK,)) -> tuple[d.StageAnswer, ...]:
    """Answers in the order of G 83; all satisfied unless given."""
    return tuple(
        d.StageAnswer(stage=stage, satisfied=met, evidence=evidence)
        for stage, met in zip(d.TestStage, satisfied or (True, True, True), strict=True)
    )


def tests(told: Told, **more: Any) -> c.ApplyThreeTests:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "recipients": ("mother",),
        "stages": stages(),
        "necessary": "He lives with the child, and has offended so before.",
        "pressing": "He is alone with the child each evening.",
        "proportionate": "No less would protect the child.",
        "extent": "That there is a risk, and of what kind.",
    }
    return c.ApplyThreeTests(**(parts | more))


def none(told: Told, **more: Any) -> c.DecideNoDisclosure:
    parts: dict[str, Any] = {"by": t.SERGEANT, "seen": told.version, "reasons": "She knows, and protects."}
    return c.DecideNoDisclosure(**(parts | more))


def wording(told: Told, **more: Any) -> c.ProposeWording:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "recipient": "mother",
        "extent": d.Extent.LIMITED,
        "text": "Dorian Sample-Quill is a risk to your child. Do not leave them alone together.",
        "use": "Use this only to keep your child safe. Tell nobody else.",
        "support": ("Invented Helpline, 01632 960055",),
        "reasons": "She can act on it, and it says no more.",
    }
    return c.ProposeWording(**(parts | more))


def seek(told: Told, **more: Any) -> c.SeekAuthority:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "wordings": (of(told).key,),
        "reasons": "All three stages are satisfied.",
    }
    return c.SeekAuthority(**(parts | more))


def of(told: Told, key: str = "mother") -> Any:
    """The wording that was last proposed for somebody; one that nobody proposed if there is none."""
    return spoken_of.current(told.state, key) or SimpleNamespace(key="wording-0", hash="")


def authorise(told: Told, **more: Any) -> c.AuthoriseDisclosure:
    parts: dict[str, Any] = {
        "by": t.INSPECTOR,
        "seen": told.version,
        "wording": of(told).key,
        "hash": of(told).hash,
        "independent": True,
        "reasons": "Necessary, and no more than is needed.",
    }
    return c.AuthoriseDisclosure(**(parts | more))


def refuse(told: Told, **more: Any) -> c.RefuseAuthority:
    parts: dict[str, Any] = {
        "by": t.INSPECTOR,
        "seen": told.version,
        "wording": of(told).key,
        "reasons": "It says more than she needs.",
    }
    return c.RefuseAuthority(**(parts | more))


Order = Callable[..., Any]
WAY: Final[dict[str, Order]] = {
    "connection": connection,
    "recipient": recipient,
    "identity": identity,
    "knowledge": knowledge,
    "suitability": suitability,
    "impact": impact,
    "dispensed": dispense,
    "data_protection": data_protection,
    "tested": tests,
    "worded": wording,
    "sought": seek,
    "authorised": authorise,
}
"""Every order of a straight way, in order."""


def way(upto: str, /, *without: str, since: Told | None = None, **changed: dict[str, Any]) -> Told:
    """The straight way up to and with that order, less those left out, each with what is changed in it.

    Every order on it must be recorded.
    """
    told = since or concern()
    for name, order in WAY.items():
        if name not in without:
            command = order(told, **changed.get(name, {}))
            told = told.by(command.by).when(command)
            assert isinstance(told.outcome, Decided), (name, told.outcome)
        if name == upto:
            break
    return told


def after(told: Told, *orders: Order) -> Told:
    """Further orders, each recorded."""
    for order in orders:
        command = order(told)
        told = told.by(command.by).when(command)
        assert isinstance(told.outcome, Decided), told.outcome
    return told

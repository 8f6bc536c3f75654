"""The lead agency of a current MAPPA subject is engaged by itself, once checks find who it is (G 69). Pure.

It is told who is asked about, and nothing else: it manages that person. Where police lead, or the record does
not say who does, nobody is told, and the gate LEAD_AGENCY_NOT_ENGAGED stands until an officer records who
leads. That a source holds the person is not enough: it may answer long before the one that names the lead.
"""

from __future__ import annotations

import re
from typing import Final

from contracts import referrals as r
from contracts.assessed import MappaManaged
from contracts.codes import HandlingCode, Known, LegalBasis, ReferralKind, SharedPart
from contracts.parties import Agency, agencies_of
from contracts.references import case_reference
from contracts.sealed import Sealed
from contracts.weighed import FactsEstablished
from contracts.who_may_see import may_be_given
from messaging.decider import Message, Moment
from services.decisions.domain import known_of_subject, sharing
from services.decisions.domain.alerts import Raised
from services.decisions.domain.events_referring import InformationShared, LeadAgencyEngaged, WhyShared
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.referrals import ANSWER_WITHIN
from services.decisions.domain.state import Case

REFERRAL: Final = "lead-agency"
PART: Final = SharedPart.SUBJECT
WHY: Final = "Managed under MAPPA now, and by the record this agency leads: it is engaged at once (G 69)."
_WORD: Final = re.compile(r"[a-z]+")


def found(case: Case, message: Message, moment: Moment) -> Raised:
    """Who manages the person, and who the person is, have both come, in either order."""
    event = message.event
    said = event.facts.opened if isinstance(event, FactsEstablished) else known_of_subject.facts(case)
    box = getattr(event, "subject", None) or (case.subject.value if case.subject else None)
    known = box.opened if box is not None else None
    agency = lead(case, said.mappa) if said is not None and _wanted(case) else None
    if agency is None or known is None:
        return Raised()
    now = to_the_millisecond(moment.now)
    basis, handling = LegalBasis.CRIMINAL_JUSTICE_ACT_2003_S325, HandlingCode.P
    offered = r.ReferralOffered(
        party=agency.id,
        referral=REFERRAL,
        kind=ReferralKind.LEAD_AGENCY,
        parts=(PART,),
        basis=basis,
        handling=handling,
        reference=case.reference or case_reference(case.case_id),
        answer_by=now + ANSWER_WITHIN[ReferralKind.LEAD_AGENCY],
        offered_at=now,
        facts=Sealed.of(r.SharedFacts(subject=sharing.told_subject(known))),
    )
    logged = InformationShared(
        party=agency.id,
        referral=REFERRAL,
        parts=(PART,),
        basis=basis,
        handling=handling,
        shared_at=now,
        reasons=Sealed.of(WhyShared(text=WHY)),
    )
    return Raised((offered, logged, LeadAgencyEngaged(party=agency.id, referral=REFERRAL, engaged_at=now)))


def lead(case: Case, managed: MappaManaged) -> Agency | None:
    """The one partner that the record names: of Kent, `Probation Service` is `Probation Service, Kent`."""
    named = _words(managed.lead or "")
    if managed.answer is not Known.YES or not named:
        return None
    fitting = [
        one
        for one in agencies_of(case.force)
        if ReferralKind.LEAD_AGENCY in one.takes
        and named <= _words(one.name)
        and may_be_given(one, ReferralKind.LEAD_AGENCY, PART)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _words(written: str) -> set[str]:
    return set(_WORD.findall(written.casefold()))


def _wanted(case: Case) -> bool:
    """Of a case that we coordinate and that goes on, if nobody has engaged one."""
    return (
        case.across.responding_to is None
        and case.ended is None
        and case.disclosure.mappa.lead_agency is None
        and REFERRAL not in case.referrals.offered
    )

"""From the release to the end of a concern: each gate blocked, then passed."""

from __future__ import annotations

from contracts.codes import Answer, PartyRole, Source
from contracts.people import FindingKind
from contracts.sealed import Sealed
from services.decisions.domain import commands as c
from services.decisions.domain.events import Consideration
from services.decisions.domain.events_disclosing import (
    RecipientIdentityVerified,
    RecipientSelected,
    RepresentationsReceived,
)
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told, Tried, saying


def suspended() -> Told:
    return s.authorised().given(RepresentationsReceived(received_at=t.days(13)))


def unverified() -> Told:
    told = s.concern()
    chosen = RecipientSelected(
        recipient="mother",
        role=PartyRole.RECIPIENT,
        children=(t.CHILD,),
        selected_at=told.now,
        reasons=s.WHY,
    )
    return s.given_authority(told.given(chosen))


def minor(*, adult_too: bool) -> Told:
    """Seventeen, by the date of birth that is recorded."""
    told = s.chosen(s.concern(), adult=False)
    born = t.CONTACT.date().replace(year=t.CONTACT.year - 17)
    recipient = told.state.disclosure.recipients["mother"]
    person = recipient.person.clear().model_copy(update={"date_of_birth": born})  # type: ignore[union-attr]
    young = RecipientSelected(
        recipient="mother",
        role=PartyRole.RECIPIENT,
        children=(t.CHILD,),
        selected_at=told.now,
        person=Sealed.of(person),
        reasons=s.WHY,
    )
    told = told.given(young, RecipientIdentityVerified(
        recipient="mother", proofs=("passport",), adult=False, verified_at=told.now
    ))  # fmt: skip
    if adult_too:
        told = s.given_authority(
            s.chosen(told, "aunt", PartyRole.RESPONSIBLE_ADULT, hashed=s.OTHER_HASH), "aunt", s.OTHER_HASH
        )
    return s.given_authority(told)


def behaving() -> Told:
    return s.nobody()


def nominal() -> Told:
    hit = t.answered(Source.OFFENDER_MANAGEMENT, Answer.HIT, kind=FindingKind.MAPPA_MANAGED)
    told = t.assessed(*t.NOTHING_HELD, hit)
    return s.nobody(told.when(t.concern(told)))


def self_disclosed(told: Told) -> Told:
    return told.when(c.ReportSelfDisclosure(s.OFFICER, "mother", told.now))


def gone_wrong() -> Told:
    told = s.sign(s.released())
    return told.when(s.delivery(told, hash=s.OTHER_HASH))


def urgent() -> Told:
    told = s.concern()
    return told.when(s.urgent(told))


def discussed(told: Told) -> Told:
    return told.when(c.RecordConcernDiscussed(s.OFFICER, told.now, "Spoke of the messages he sends."))


def goes_on(told: Told) -> Told:
    return told.when(s.reconsider(told)).after(minutes=5)


def no_signature() -> Told:
    told = s.released()
    return told.when(s.delivery(told))


TELLING: Tried = {
    "DISCLOSURE_NOT_AUTHORISED": (
        lambda: saying(s.release, s.chosen(s.concern())),
        lambda: saying(s.release, s.authorised()),
    ),
    "AUTHORITY_SUSPENDED": (
        lambda: saying(s.release, suspended()),
        lambda: saying(s.release, s.authorised()),
    ),
    "RECIPIENT_WAS_TOLD": (
        lambda: saying(s.release, s.delivered()),
        lambda: saying(s.release, s.authorised()),
    ),
    "WORDING_RELEASED_ALREADY": (
        lambda: saying(s.release, s.released()),
        lambda: saying(s.release, s.released().after(hours=73)),
    ),
    "AUTHORITY_IN_QUESTION": (
        lambda: saying(s.release, t.hearing(s.authorised(), t.corrected(t.days(13), subject=t.subject()))),
        lambda: saying(s.release, s.authorised()),
    ),
    "NOTHING_TO_RECONSIDER": (
        lambda: saying(s.reconsider, s.released()),
        lambda: saying(s.reconsider, s.unwilling(s.released())),
    ),
    "RANK_TOO_LOW to-ratify": (
        lambda: saying(s.ratify, urgent(), by=t.OTHER_SERGEANT),
        lambda: saying(s.ratify, urgent()),
    ),
    "NOTHING_TO_RATIFY": (
        lambda: saying(s.ratify, s.concern()),
        lambda: saying(s.ratify, urgent()),
    ),
    "OWN_DISCLOSURE": (
        lambda: saying(s.ratify, (told := s.concern()).when(s.urgent(told, by=s.AUTHORISER))),
        lambda: saying(s.ratify, urgent()),
    ),
    "URGENT_DISCLOSURE_OPEN": (
        lambda: saying(t.finalise, urgent()),
        lambda: saying(
            t.finalise, s.looked_after(s.nobody((told := urgent()).when(s.ratify(told, ratified=False))))
        ),
    ),
    "DELIVERY_NOT_REVIEWED": (
        lambda: saying(t.finalise, gone_wrong()),
        lambda: saying(t.finalise, s.looked_after(gone_wrong())),
    ),
    "UNDERTAKING_NOT_RECONSIDERED": (
        lambda: saying(s.release, s.unwilling(s.authorised())),
        lambda: saying(s.release, goes_on(s.unwilling(s.authorised()))),
    ),
    "UNDERTAKING_OPEN": (
        lambda: saying(t.finalise, no_signature()),
        lambda: saying(t.finalise, s.looked_after(s.delivered())),
    ),
    "AUTHORISED_IT_THEMSELVES": (
        lambda: saying(
            t.finalise,
            s.delivered().when(c.AssignSupervisor(s.AUTHORISER, s.AUTHORISER, covering=True)),
            by=s.AUTHORISER,
        ),
        lambda: saying(t.finalise, s.looked_after(s.delivered())),
    ),
    "SUBJECT_NOT_DECIDED": (
        lambda: saying(t.finalise, s.delivered()),
        lambda: saying(t.finalise, s.looked_after(s.delivered())),
    ),
    "SELF_DISCLOSURE_UNCONFIRMED": (
        lambda: saying(t.finalise, self_disclosed(s.authorised())),
        lambda: saying(
            t.finalise,
            s.looked_after(
                (told := self_disclosed(s.delivered())).when(
                    c.ReportSelfDisclosureIncomplete(s.OFFICER, "mother", told.now, "Left out what matters.")
                )
            ),
        ),
    ),
    "SAFETY_PLAN_MISSING": (
        lambda: saying(t.finalise, s.looked_after(s.delivered(), planned=False)),
        lambda: saying(t.finalise, s.looked_after(s.delivered())),
    ),
    "RISK_TOOLS_NOT_CONSIDERED": (
        lambda: saying(t.finalise, s.nobody()),
        lambda: saying(t.finalise, s.looked_after(s.nobody())),
    ),
    "CONCERN_NOT_DISCUSSED": (
        lambda: saying(t.finalise, behaving()),
        lambda: saying(t.finalise, s.looked_after(behaving())),
    ),
    "NOMINAL_ENTRY_MISSING": (
        lambda: saying(t.finalise, nominal()),
        lambda: saying(
            t.finalise,
            s.looked_after(
                (told := nominal()).when(c.RecordNominalEntry(t.SERGEANT, "VISOR/12/26", told.now))
            ),
        ),
    ),
}


def alone() -> Told:
    """Under 18, nobody responsible can be identified, and social services were considered (G 59)."""
    told = minor(adult_too=False)
    held = told.state.disclosure.recipients["mother"]
    young = RecipientSelected(
        recipient="mother",
        role=PartyRole.RECIPIENT,
        children=(t.CHILD,),
        selected_at=told.now,
        person=held.person,
        alone=True,
        reasons=s.WHY,
    )
    told = s.given_authority(told.given(young, RecipientIdentityVerified(
        recipient="mother", proofs=("passport",), adult=False, verified_at=told.now
    )))  # fmt: skip
    return t.considering(told, Consideration.SOCIAL_CARE_ALERT)

"""One of every event from the release of a wording to the end of a concern, of an invented case."""

from __future__ import annotations

from contracts.codes import PartyRole, Rank
from contracts.event import Event
from contracts.people import Address, Reasons
from contracts.sealed import Sealed
from services.decisions.domain import events_printing as p
from services.decisions.domain import events_telling as e
from tests.services.decisions.people import CHILD, days

AT = days(14)
HASH = "1" * 64
WHY = Sealed.of(Reasons(text="As it was at the time."))
VISIT = Sealed.of(
    e.Visit(
        place=Address(lines=("9 Fictional Row",), town="Sampleton", postcode="ZZ3 3ZZ"),
        place_words="At the kitchen table",
        present=("A social worker",),
        identity="Passport, seen at the door",
    )
)

EXAMPLES: tuple[Event, ...] = (
    e.WordingReleased(
        release="auth-1-r1",
        authority="auth-1",
        hash=HASH,
        recipient="mother",
        to="p.officer",
        released_at=AT,
        expires_at=days(17),
    ),
    e.ReleaseExpired(release="auth-1-r1", expired_at=days(17)),
    e.UndertakingExplained(recipient="mother", script="undertaking@1", explained_at=AT),
    e.UndertakingSigned(recipient="mother", signed_at=AT, witness="p.officer"),
    e.UndertakingNotSigned(recipient="mother", asked_at=AT, reasons=WHY),
    e.DisclosureReconsidered(
        recipient="mother", goes_on=True, decided_at=AT, rank=Rank.SERGEANT, reasons=WHY
    ),
    e.DisclosureDelivered(
        recipient="mother",
        role=PartyRole.RECIPIENT,
        release="auth-1-r1",
        hash=HASH,
        children=(CHILD,),
        how=e.How.IN_PERSON,
        telling=e.Telling.POLICE,
        told=tuple(e.Told),
        script="disclosure-warnings@1",
        left_in_writing=True,
        identity_checked=True,
        delivered_at=AT,
        by=("p.officer", "q.officer"),
        departures=(e.Departure.SOMETHING_LEFT_IN_WRITING,),
        visit=VISIT,
        reasons=WHY,
    ),
    e.DisclosureUrgent(
        recipient="neighbour",
        role=PartyRole.RECIPIENT,
        enquiry="CP/77/26",
        told_at=AT,
        by="p.officer",
        visit=VISIT,
        reasons=WHY,
    ),
    e.UrgentDisclosureRatified(
        recipient="neighbour", ratified=True, ratified_at=AT, rank=Rank.INSPECTOR, reasons=WHY
    ),
    e.SubjectInformed(
        before_delivery=False,
        in_person=True,
        scheme_explained=True,
        implications_explained=True,
        informed_at=AT,
        by="p.officer",
        reasons=WHY,
    ),
    e.SubjectNotInformed(decided_at=AT, rank=Rank.SERGEANT, reasons=WHY),
    e.SelfDisclosureConsidered(safe=True, decided_at=AT, reasons=WHY),
    e.SelfDisclosureMade(recipient="mother", told_at=AT),
    e.SelfDisclosureIncomplete(recipient="mother", checked_at=AT, reasons=WHY),
    e.ProtectiveActionRecorded(
        action=e.ProtectiveAction.HARASSMENT_WARNING,
        children=(CHILD,),
        reference="46/999/26",
        taken_at=AT,
        reasons=WHY,
    ),
    e.SafetyPlanCreated(children=(CHILD,), owner="p.officer", created_at=AT, reasons=WHY),
    e.ApplicantConcernDiscussed(spoken_at=AT, by="p.officer", reasons=WHY),
    e.RiskToolConsidered(tool=e.RiskTool.MARAC, used=True, considered_at=AT, reasons=WHY),
    e.NominalEntry(reference="VISOR/12/26", entered_at=AT),
    e.LinkedCaseOpened(because_of="m-12345678", other="c-other-0001", opened_at=AT),
    e.LinkedFactCame(because_of="m-12345679", what="checks.check.completed.v1", came_at=AT),
    p.PackPrinted(
        release="auth-1-r1",
        hash=HASH,
        copy_number=1,
        warnings="disclosure-warnings@1",
        undertaking="undertaking@1",
        printed_at=AT,
    ),
    p.ReprintAllowed(release="auth-1-r1", allowed_at=AT, rank=Rank.SERGEANT, reasons=WHY),
)

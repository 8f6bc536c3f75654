"""Indirect information opens a Right to Know case, or adds to the one it opened (G 53 to 57; R-125 to R-130).

Every police event is a case, whatever it lacks: whether it concerns the scheme is for a person to say. All
that a system says under one reference is one case, which the runtime has seen to before a lock is taken.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from contracts import police
from contracts.codes import InformationSource, Occurrence
from contracts.intake import IndirectInformationReceived
from contracts.parties import PoliceSystem, principal_of, systems
from contracts.people import Children, RiskDetails
from contracts.policies import NoProfile, profile_for
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.outcomes import HEARD, Decided
from services.intake.domain import commands as c
from services.intake.domain.events import FlagsRaised
from services.intake.domain.flags import Flag
from services.intake.domain.given import merged, resealed
from services.intake.domain.instants import AHEAD, by_then
from services.intake.domain.parties import one_person_twice
from services.intake.domain.risk import identified
from services.intake.domain.state import Case, Given

TOLD_OF: Final[dict[type, Occurrence]] = {
    police.ArrestMade: Occurrence.ARREST_MADE,
    police.DetentionEnded: Occurrence.DETENTION_ENDED,
    police.IntelligenceSubmitted: Occurrence.INTELLIGENCE_SUBMITTED,
    police.CrimeReported: Occurrence.CRIME_REPORTED,
    police.OffenderChanged: Occurrence.OFFENDER_CHANGED,
}
SEALED: Final = ("subject", "children", "information")
NOT_READABLE: Final = RiskDetails(
    risk="A police system reports an immediate risk that cannot be read here: ring its desk now."
)


def system_of(source: str) -> PoliceSystem | None:
    """The police system that writes under this source; None if it is no such."""
    try:
        return systems().get(principal_of(source))
    except ValueError:
        return None


def hear(case: Case, command: c.HearSystem, moment: Moment) -> Decided:
    """The message is kept as it came; what others may know of it is said anew, in boxes of our own."""
    message, system = command.message, system_of(command.message.source)
    if system is None:
        return Decided()
    event: Any = message.event
    parts: dict[str, Any] = {part: resealed(getattr(event, part)) for part in SEALED}
    closed = any(getattr(event, part) is not None and parts[part] is None for part in SEALED)
    names_a_child = _names_a_child(case, parts["children"])
    parts = {part: None if _put_right(case, part, said) else said for part, said in parts.items()}
    received = IndirectInformationReceived(
        source=system.kind,
        party=system.id,
        their_reference=event.reference,
        what=TOLD_OF[type(event)],
        kinds=event.kinds,
        received_at=_received(case, event.known_at, moment.now),
        recorded_at=moment.now,
        relationships=event.relationships,
        names_a_child=names_a_child,
        **parts,
    )
    raised = _flags(case, received, event.known_at, moment.now, closed=closed)
    return Decided((HEARD, received, *raised))


def _put_right(case: Case, part: str, said: Sealed[Any] | None) -> bool:
    """Whether it is word for word what a correction took the place of.

    A system repeats what it was told first, and knows nothing of what was put right here since.
    """
    return said is not None and said.opened is not None and said.opened in case.replaced.get(part, ())


def hear_risk(case: Case, command: c.HearRisk, moment: Moment) -> Decided:
    """Of a police system: said again at once, so that decisions alerts; the case is opened if it is new.

    Of our own services decisions has heard already.
    """
    message, system = command.message, system_of(command.message.source)
    if system is None:
        return Decided()
    event: ImmediateRiskIdentified = message.event
    opens = () if case.opened else (_by_risk(case, system, event, moment.now),)
    again = ImmediateRiskIdentified(
        risk_id=f"risk-{len(case.risks) + 1}",
        ground=event.ground,
        identified_at=by_then(event.identified_at, moment.now),
        reported_at=by_then(event.reported_at, moment.now),
        children=event.children,
        done=event.done,
        risk=resealed(event.risk) or Sealed.of(NOT_READABLE),
    )
    return Decided((HEARD, *opens, again))


def _by_risk(
    case: Case, system: PoliceSystem, event: ImmediateRiskIdentified, now: datetime
) -> IndirectInformationReceived:
    """The risk came first: the people are still to be learnt."""
    return IndirectInformationReceived(
        source=system.kind,
        party=system.id,
        what=Occurrence.RISK_REPORTED,
        received_at=_received(case, event.identified_at, now),
        recorded_at=now,
        names_a_child=bool(event.children),
    )


def receive(case: Case, command: c.ReceiveInformation, moment: Moment) -> Decided:
    """As told by a person, with the immediate risk that may be in it."""
    given = merged(Given(), command.details)
    received = IndirectInformationReceived(
        source=command.source,
        party=command.party,
        their_reference=command.reference,
        what=Occurrence.REPORTED_BY_A_PERSON,
        kinds=command.kinds,
        received_at=_received(case, command.known_at, moment.now),
        recorded_at=moment.now,
        subject=given.subject,
        children=given.children,
        information=Sealed.of(command.information),
        relationships=command.details.relationships,
        names_a_child=_names_a_child(case, given.children),
    )
    raised = _flags(case, received, command.known_at, moment.now, closed=False)
    risk = (identified(case, command.risk, moment.now),) if command.risk else ()
    return Decided((received, *risk, *raised))


def _received(case: Case, known_at: datetime | None, now: datetime) -> datetime:
    """When police knew it, from which every limit runs; what cannot be right is taken as of now."""
    at = by_then(known_at, now)
    try:
        profile_for(case.force, at)
    except NoProfile:
        return now
    return at


def _names_a_child(case: Case, children: Sealed[Children] | None) -> bool:
    """A box that cannot be opened counts as naming one: nobody is dropped because of a key."""
    known = children or case.given.children
    if known is None:
        return False
    opened = known.opened
    return opened is None or bool(opened.named)


def _flags(
    case: Case,
    received: IndirectInformationReceived,
    stated: datetime | None,
    now: datetime,
    *,
    closed: bool,
) -> tuple[FlagsRaised, ...]:
    at, first = stated or now, not case.opened
    given = Given(
        subject=received.subject or case.given.subject, children=received.children or case.given.children
    )
    raised = {
        Flag.CLOCK_AHEAD: now < at <= now + AHEAD,
        Flag.CONTACT_TIME_NOT_CREDIBLE: at <= now and received.received_at != at,
        Flag.PART_NOT_READABLE: closed,
        Flag.NO_CHILD_NAMED: first and not received.names_a_child,
        Flag.SAME_PERSON: one_person_twice(given) and not one_person_twice(case.given),
        Flag.PARTNER_NOT_NAMED: received.source is InformationSource.PARTNER and received.party is None,
    }
    found = tuple(flag for flag, is_raised in raised.items() if is_raised)
    return (FlagsRaised(flags=found),) if found else ()

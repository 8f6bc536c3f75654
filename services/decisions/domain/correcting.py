"""A correction reaches every force that was given the wrong fact (G 64, 66; R-104). Pure.

Whoever coordinates says at once who they are now to each force that it tasked about them. What that force
had acknowledged or found of who they were before is no answer: the task is open again, within the times that
were agreed for it, and is chased as if it had just been given. A force that has returned it, or was stood
down, learns it too, and nothing is asked of it.
"""

from __future__ import annotations

from datetime import datetime

from contracts.codes import AlertKind, PartyRole
from contracts.crossing import Action, Awaited, PersonCorrected, TaskedParties, TaskedPartiesCorrected
from contracts.decisions import PartiesToCheck, RespondingChecksWanted
from contracts.parts import About
from contracts.sealed import Sealed
from messaging.decider import Message, Moment
from services.decisions.domain import sharing
from services.decisions.domain.across import Tasked, decisions_of
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.events_across import RespondingClockStarted
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.searched_for import changed, details, parties, put_right
from services.decisions.domain.state import Case


def follow(case: Case, moment: Moment) -> Raised:
    """To each force, of each of its tasks: whoever is not, by what is known now, whom it was given."""
    if case.across.responding_to is not None:
        return Raised()
    at = to_the_millisecond(moment.now)
    wrong = ((held, put_right(case, held)) for held in case.across.tasks.values())
    return Raised(tuple(_correction(case, held, people, at) for held, people in wrong if people))


def _correction(case: Case, held: Tasked, people: tuple[About, ...], at: datetime) -> TaskedPartiesCorrected:
    asks = held.stands and case.ended is None
    return TaskedPartiesCorrected(
        to=decisions_of(held.force),
        task=held.key,
        correction=held.round + 1,
        corrected=tuple(
            PersonCorrected(about=one, fields=tuple(sorted(changed(case, held, one)))) for one in people
        ),
        corrected_at=at,
        acknowledge_by=_due(held, Awaited.ACKNOWLEDGEMENT, at) if asks else None,
        report_by=_due(held, Awaited.REPORT, at) if asks else None,
        parties=Sealed.of(parties(case, held.about)),
    )


def _due(held: Tasked, awaited: Awaited, at: datetime) -> datetime:
    """Within the agreed time again; who has not acknowledged yet still owes that by the same instant."""
    if awaited is Awaited.REPORT:
        return at + held.agreed[1]
    return at + held.agreed[0] if held.acknowledged_at else held.acknowledge_by


def heard(case: Case, message: Message, moment: Moment) -> Raised:
    """Somebody here is rung within the hour, both forces count to the same instant, our checks begin anew."""
    event: TaskedPartiesCorrected = message.event
    held = case.across.tasks.get(event.task)
    if held is not None and event.correction <= held.round:
        return Raised()
    key = neutral_key(case, "put-right", message.id)
    rings = raise_alert(case, key, AlertKind.REVIEW_WANTED, moment.now)
    rings += told_to_partners(case, event.parties, moment)
    if held is None or event.report_by is None:
        return rings
    others = (one.report_by for one in case.across.tasks.values() if one.open and one.key != held.key)
    due_at = min([event.report_by, *others])
    clock = RespondingClockStarted(started_at=event.corrected_at, due_at=due_at)
    return Raised((clock, *_checks_wanted(held, event, moment))) + rings


def told_to_partners(case: Case, said: Sealed[TaskedParties], moment: Moment) -> Raised:
    """Whom we referred to partners by what another force had said of them is referred as it says now."""
    now, held = said.opened, case.children.value.opened if case.children else None
    if now is None:
        return Raised()
    known = {child.ref: child for child in held.named} if held else {}
    children = (child for child in now.children if known.get(child.ref, child) != child)
    before = parties(case, (About(role=PartyRole.SUBJECT),)).subject
    subject = now.subject if before is not None and now.subject != before else None
    return sharing.told_anew(case, details(subject) if subject else None, children, moment)


def _checks_wanted(
    held: Tasked, event: TaskedPartiesCorrected, moment: Moment
) -> tuple[RespondingChecksWanted, ...]:
    """At once, if they look for somebody else by now; else they begin when the task is taken."""
    known = event.parties.opened
    searching = Action.SEARCH_RECORDS in held.actions and held.search_wanted_at is not None
    if not searching or known is None:
        return ()
    return (
        RespondingChecksWanted(
            about=held.about,
            wanted_at=to_the_millisecond(moment.now),
            parties=Sealed.of(PartiesToCheck(subject=known.subject, children=known.children)),
        ),
    )

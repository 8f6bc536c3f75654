"""Something had to be said in an urgent safeguarding enquiry, before any authority (G 49). Pure.

It is recorded as it happened; an Inspector ratifies it afterwards, or does not, and is rung until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from contracts.clocks import due_after
from contracts.codes import AlertKind
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided, Task
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import NobodyRatified, RatifyUrgent, ReportUrgentDisclosure
from services.decisions.domain.commands.telling import ANY
from services.decisions.domain.disclosure import Urgent
from services.decisions.domain.events_telling import DisclosureUrgent, UrgentDisclosureRatified
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import AlertKey, neutral_key
from services.decisions.domain.ranks import has_rank, rank_of
from services.decisions.domain.state import Case

A_DAY: Final = timedelta(days=1)


def report(case: Case, command: ReportUrgentDisclosure, moment: Moment) -> Decided:
    at = min(to_the_millisecond(command.at), to_the_millisecond(moment.now))
    told = DisclosureUrgent(
        recipient=command.recipient,
        role=command.role,
        enquiry=command.enquiry,
        told_at=at,
        by=command.by.id,
        officers=command.officers,
        visit=Sealed.of(command.visit),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    key = _key(case, Urgent(command.recipient, command.role, at, command.by.id), 0)
    return (Raised((told,)) + raise_alert(case, key, AlertKind.REVIEW_WANTED, moment.now)).decided()


def ratify(case: Case, command: RatifyUrgent, moment: Moment) -> Decided:
    held = waits(case, command)
    assert held is not None, "the gate WAITS holds"  # noqa: S101
    ratified = UrgentDisclosureRatified(
        recipient=held.recipient,
        ratified=command.ratified,
        ratified_at=to_the_millisecond(moment.now),
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((ratified,))


def _key(case: Case, held: Urgent, time: int) -> AlertKey:
    return neutral_key(case, "urgent", held.recipient, held.at.isoformat(), str(time))


def due(case: Case) -> Iterator[Task]:
    """Overdue when the profile's time has passed; taken on and still not ratified, rung again each day."""
    for key, held in case.disclosure.urgent.items():
        if held.ratified is not None:
            continue
        time = 1
        while _key(case, held, time) in case.alerts:
            time += 1
        first = due_after(case.rules.periods.urgent_ratified, held.at).late_from
        refs = {"recipient": key, "time": str(time)}
        yield Task("ratify", f"{key}/{time}", first + (time - 1) * A_DAY, refs=refs)


def nobody_ratified(case: Case, command: NobodyRatified, moment: Moment) -> Decided:
    held = case.disclosure.urgent.get(command.recipient)
    if held is None or held.ratified is not None:
        return Decided()
    return raise_alert(case, _key(case, held, command.time), AlertKind.REVIEW_WANTED, moment.now).decided()


def waits(case: Case, command: RatifyUrgent) -> Urgent | None:
    held = [one for one in case.disclosure.urgent.values() if one.ratified is None]
    return next((one for one in held if command.recipient in (one.recipient, ANY)), None)


def _by_another(case: Case, command: RatifyUrgent, moment: Moment) -> bool:
    held = waits(case, command)
    return held is None or command.by.id not in held.officers | {held.by}


WAITS: Final[Gate[Case, Any]] = Gate(
    "NOTHING_TO_RATIFY",
    "G 49",
    ("R-111",),
    lambda case, command, moment: waits(case, command) is not None,
    "No urgent disclosure to this person waits to be ratified.",
)
INSPECTOR: Final[Gate[Case, Any]] = Gate(
    "RANK_TOO_LOW",
    "G 49, 91",
    ("R-111", "R-208"),
    lambda case, command, moment: has_rank(command.by, case.rules.staff.authorise_disclosure),
    "An urgent disclosure is ratified by an Inspector or police staff equivalent, or above.",
)
BY_ANOTHER: Final[Gate[Case, Any]] = Gate(
    "OWN_DISCLOSURE",
    "G 49, 91",
    ("R-111", "R-209"),
    _by_another,
    "Whoever disclosed does not ratify it: another Inspector does.",
)
RATIFIED: Final[Gate[Case, Any]] = Gate(
    "URGENT_DISCLOSURE_OPEN",
    "G 49",
    ("R-110", "R-111"),
    lambda case, command, moment: all(one.ratified is not None for one in case.disclosure.urgent.values()),
    "Something was disclosed in an urgent enquiry, and no Inspector has decided yet whether to ratify it.",
)

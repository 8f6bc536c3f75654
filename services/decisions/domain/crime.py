"""A crime that is alleged at any stage is reported by the normal procedures, beside the case (G 22). Pure.

It rings, closes nothing by itself, and the case does not end before the crime report's number is known.
"""

from __future__ import annotations

from typing import Any, Final

from contracts.codes import AlertKind
from contracts.fields import Key
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import RecordCrime, ReportCrimeAlleged
from services.decisions.domain.events_crime import CrimeAlleged, CrimeRecorded
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.state import Case


def alleged(case: Case, command: ReportCrimeAlleged, moment: Moment) -> Decided:
    """Recorded always, whoever says so and whatever stage the case is at; somebody is rung at once."""
    now = to_the_millisecond(moment.now)
    event = CrimeAlleged(
        allegation=_another(case, command.allegation, moment),
        alleged_at=min(to_the_millisecond(command.at), now),
        what=Sealed.of(Reasons(text=command.what)),
    )
    kind = AlertKind.REVIEW_WANTED if case.ended is None else AlertKind.NEW_INFORMATION
    key = neutral_key(case, command.allegation, str(now))
    return (Raised((event,)) + raise_alert(case, key, kind, moment.now)).decided()


def _another(case: Case, allegation: Key, moment: Moment) -> Key:
    """Officers choose the key: said again of one whose crime report is known, it is another crime."""
    held = case.crimes.get(allegation)
    known = held is not None and held.alleged and held.reference is not None
    return f"{allegation[:48]}-{moment.version + 1}" if known else allegation


def recorded(case: Case, command: RecordCrime, moment: Moment) -> Decided:
    at = min(to_the_millisecond(command.at), to_the_millisecond(moment.now))
    return Decided(
        (CrimeRecorded(allegation=command.allegation, reference=command.reference, recorded_at=at),)
    )


def unrecorded(case: Case) -> tuple[str, ...]:
    """Keys of the crimes that are alleged, and of whose report no number is known."""
    return tuple(sorted(key for key, one in case.crimes.items() if one.alleged and one.reference is None))


CRIMES_RECORDED: Final[Gate[Case, Any]] = Gate(
    "CRIME_NOT_RECORDED",
    "G 22",
    ("R-034",),
    lambda case, command, moment: not unrecorded(case),
    lambda case, command, moment: (
        f"A crime is alleged in this case ({', '.join(unrecorded(case))}), and no crime report is known: "
        "have it recorded by the normal procedures, and note its number."
    ),
)

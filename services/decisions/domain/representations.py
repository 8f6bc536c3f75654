"""Principle 3: what the subject has to say, before it is decided to disclose (G 83 c i, 87, 88). Pure.

Asking is the norm; what they may be told by that is decided first. What comes after an authority, and before
anybody is told, suspends it until whoever decides has weighed it (C-44).
"""

from __future__ import annotations

from typing import Any, Final

from contracts.codes import AlertKind
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import (
    DispenseRepresentations,
    RecordRepresentations,
    RecordRepresentationsSought,
    SeekRepresentations,
    WeighRepresentations,
)
from services.decisions.domain.disclosure import Authority
from services.decisions.domain.events_disclosing import (
    Dispensed,
    Exceptions,
    RepresentationsDispensed,
    RepresentationsReceived,
    RepresentationsSought,
    RepresentationsToBeSought,
    RepresentationsWeighed,
    SubjectSays,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.ranks import has_rank, lacking, rank_of
from services.decisions.domain.state import Case
from services.decisions.domain.supervision import supervises
from services.decisions.domain.who_is_told import anybody_told


def seek(case: Case, command: SeekRepresentations, moment: Moment) -> Decided:
    planned = RepresentationsToBeSought(
        decided_at=to_the_millisecond(moment.now),
        tells_unknown=command.tells_unknown,
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((planned,))


def record_sought(case: Case, command: RecordRepresentationsSought, moment: Moment) -> Decided:
    """A fact, never refused; where nobody had decided what they may be told, somebody is rung (G 88e)."""
    sought = RepresentationsSought(
        sought_at=min(command.sought_at, to_the_millisecond(moment.now)),
        reply_by=command.reply_by,
        reasons=Sealed.of(Reasons(text=command.reasons)) if command.reasons else None,
    )
    if case.disclosure.representations.to_be_sought is not None:
        return Decided((sought,))
    key = neutral_key(case, "asked-undecided", sought.sought_at.isoformat(), str(moment.version))
    return (Raised((sought,)) + raise_alert(case, key, AlertKind.REVIEW_WANTED, moment.now)).decided()


def record_received(case: Case, command: RecordRepresentations, moment: Moment) -> Decided:
    """A fact, never refused; after an authority or a telling somebody is rung to weigh it (C-44)."""
    received = RepresentationsReceived(
        received_at=min(command.received_at, to_the_millisecond(moment.now)),
        declined=not command.said,
        said=Sealed.of(SubjectSays(text=command.said)) if command.said else None,
    )
    if received.declined or not (case.disclosure.authorities or anybody_told(case)):
        return Decided((received,))
    key = neutral_key(case, "representations", received.received_at.isoformat(), str(moment.version))
    return (Raised((received,)) + raise_alert(case, key, AlertKind.REVIEW_WANTED, moment.now)).decided()


def dispense(case: Case, command: DispenseRepresentations, moment: Moment) -> Decided:
    exceptions = sorted(command.exceptions.items())
    dispensed = RepresentationsDispensed(
        why=tuple(why for why, _ in exceptions),
        dispensed_at=to_the_millisecond(moment.now),
        rank=rank_of(command.by),
        reasons=Sealed.of(Exceptions(each=tuple(reasons for _, reasons in exceptions))),
    )
    return Decided((dispensed,))


def weigh(case: Case, command: WeighRepresentations, moment: Moment) -> Decided:
    weighed = RepresentationsWeighed(
        weighed_at=to_the_millisecond(moment.now),
        authority_stands=command.authority_stands if suspended(case) else None,
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((weighed,))


def suspended(case: Case) -> tuple[Authority, ...]:
    """Authorities that wait until what the subject said was weighed."""
    return tuple(one for one in case.disclosure.authorities.values() if one.suspended and not one.lapsed)


def is_suspended(case: Case, command: Any) -> bool:
    return bool(suspended(case))


def _sought(case: Case, command: Any, moment: Moment) -> bool:
    held = case.disclosure.representations
    return held.sought is not None or held.received is not None or bool(held.dispensed)


def _answered(case: Case, command: Any, moment: Moment) -> bool:
    """They came, they are not wanted after all, or the time that was given for them is over."""
    held = case.disclosure.representations
    if held.sought is None or held.received is not None or held.dispensed:
        return True
    return held.reply_by is not None and held.sought < held.reply_by < moment.now


def _may_decide(case: Case, command: Any, moment: Moment) -> bool:
    return supervises(case, command, moment) or has_rank(command.by, case.rules.staff.authorise_disclosure)


BY_WHO_DECIDES: Final[Gate[Case, Any]] = Gate(
    "NOT_THE_SUPERVISOR",
    "G 34, 91",
    ("R-075", "R-208"),
    _may_decide,
    "This is for the supervisor of the case, or for an Inspector or police staff equivalent.",
)
KNOWS_THE_SCHEME: Final[Gate[Case, Any]] = Gate(
    "COMPETENCE_MISSING",
    "G 34, 91",
    ("R-076", "R-208"),
    lambda case, command, moment: (
        not (supervises(case, command, moment) and lacking(command.by, case.rules.staff.categorise))
    ),
    "This is decided by somebody who knows the scheme: your sign-in does not say that you do.",
)
NO_SOURCE_ENDANGERED: Final[Gate[Case, SeekRepresentations]] = Gate(
    "SOURCE_ENDANGERED",
    "G 88e",
    ("R-203",),
    lambda case, command, moment: not (command.tells_unknown and command.sources_at_risk),
    "Asking would tell the subject what they do not know, and put a source at risk: they are not asked. "
    "Record that exception and its reasons instead, or find a way of asking that tells them nothing new.",
)
EACH_EXCEPTION_REASONED: Final[Gate[Case, DispenseRepresentations]] = Gate(
    "REASONS_MISSING",
    "G 88",
    ("R-202",),
    lambda case, command, moment: (
        bool(command.exceptions) and all(reasons.strip() for reasons in command.exceptions.values())
    ),
    "Write down the reasons for each exception that you rely on.",
)
OTHER_SIGNED_OFF: Final[Gate[Case, DispenseRepresentations]] = Gate(
    "OTHER_REASON_NEEDS_INSPECTOR",
    "G 88",
    ("R-202",),
    lambda case, command, moment: (
        Dispensed.OTHER not in command.exceptions
        or has_rank(command.by, case.rules.staff.authorise_disclosure)
    ),
    "For a reason that is none of the seven of paragraph 88, an Inspector or police staff equivalent decides "
    "that the subject is not asked.",
)
SOUGHT: Final[Gate[Case, Any]] = Gate(
    "REPRESENTATIONS_NOT_SOUGHT",
    "G 83(c)(i), 87, 88",
    ("R-190", "R-195", "R-201", "R-141"),
    _sought,
    "Asking the subject whether they wish to make representations is the norm: ask, or record which "
    "exception applies and why.",
)
ANSWERED: Final[Gate[Case, Any]] = Gate(
    "REPRESENTATIONS_AWAITED",
    "G 87, 88",
    ("R-201",),
    _answered,
    "The subject was asked and has not replied: wait until the day by which they may, or record which "
    "exception applies and why.",
)
WEIGHED: Final[Gate[Case, Any]] = Gate(
    "REPRESENTATIONS_NOT_WEIGHED",
    "G 83(c)(i), 87",
    ("R-195", "R-201"),
    lambda case, command, moment: not case.disclosure.representations.unweighed,
    "The subject has made representations that nobody has weighed: weigh them first.",
)
SOMETHING_TO_WEIGH: Final[Gate[Case, WeighRepresentations]] = Gate(
    "NOTHING_TO_WEIGH",
    "G 87",
    ("R-201",),
    lambda case, command, moment: case.disclosure.representations.unweighed,
    "There are no representations of the subject that were not weighed.",
)
SAID_WHETHER_IT_STANDS: Final[Gate[Case, WeighRepresentations]] = Gate(
    "WHETHER_IT_STANDS_MISSING",
    "G 87, 91",
    ("R-201", "R-208"),
    lambda case, command, moment: not suspended(case) or command.authority_stands is not None,
    "They came after the disclosure was authorised, which is suspended: say whether the authority stands.",
)
WEIGHED_BY_AUTHORISER: Final[Gate[Case, WeighRepresentations]] = Gate(
    "RANK_TOO_LOW",
    "G 91",
    ("R-208",),
    lambda case, command, moment: (
        not suspended(case) or has_rank(command.by, case.rules.staff.authorise_disclosure)
    ),
    "Whether an authority stands is decided by an Inspector or police staff equivalent, or above.",
)

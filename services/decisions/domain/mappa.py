"""Multi-agency public protection arrangements (G 69 to 72). Pure.

Of an eligible subject a referral to level 2 or 3 is considered, and the lead agency engaged; police can only
ask it for a meeting. Once a referral is decided on, it is due 28 days after the risk assessment (C-03). The
meeting advises; its minutes stay with those who keep them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from contracts.clocks import ClockName, forum_referral
from contracts.codes import Answer, ExtensionReason, Known, Source
from contracts.people import FindingKind, Reasons
from contracts.sealed import Sealed
from messaging.decider import Message, Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import clocks, coverage, known_of_subject, spoken_of
from services.decisions.domain.alerts import Raised
from services.decisions.domain.commands import (
    ApplyThreeTests,
    ConsiderMappa,
    DecideNoDisclosure,
    ProposeWording,
    RecordMappaOutcome,
    RecordMeetingRequested,
)
from services.decisions.domain.events import ExtensionProposed, ForumReferralStarted
from services.decisions.domain.events_disclosing import (
    Extent,
    MappaAdvice,
    MappaConsidered,
    MappaMeetingRequested,
    MappaOutcomeReceived,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case

ELIGIBLE: Final = frozenset({FindingKind.MAPPA_MANAGED, FindingKind.REGISTERED_SEX_OFFENDER})


def consider(case: Case, command: ConsiderMappa, moment: Moment) -> Decided:
    considered = MappaConsidered(
        refer=command.refer,
        level=command.level,
        lead_agency=command.lead_agency,
        managers=tuple(sorted(command.managers)),
        considered_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    started = _clock(case, moment) if command.refer else Raised()
    return (Raised((considered,)) + started).decided()


def assessed(case: Case, message: Message, moment: Moment) -> Raised:
    """The risk assessment is heard of a case that is to be referred: the clock runs from it."""
    wanted = case.disclosure.mappa.waits and case.checks.assessment_completed is None
    return _from(case, message) if wanted else Raised()


def _from(case: Case, message: Message) -> Raised:
    clock = forum_referral(case.profile, to_the_millisecond(message.occurred_at))
    return Raised((ForumReferralStarted(clock=clocks.written(clock)),))


def _clock(case: Case, moment: Moment) -> Raised:
    """K5 from what it runs from, and the extension that it may take, for the supervisor to sign."""
    start = _starts(case, moment.now)
    held = case.disclosure.mappa
    if start is None or not (held.may_begin or (held.waits and ClockName.FORUM_REFERRAL not in case.clocks)):
        return Raised()
    clock = forum_referral(case.profile, to_the_millisecond(start))
    started = ForumReferralStarted(clock=clocks.written(clock))
    whole = case.clocks.get(ClockName.WHOLE_CASE)
    limit = whole.limit if whole else None
    if clock.limit is None or limit is None or clock.limit.at <= limit.at:
        return Raised((started,))
    proposed = ExtensionProposed(
        clock=ClockName.WHOLE_CASE,
        reason=ExtensionReason.MULTI_AGENCY_FORUM,
        to_due_at=to_the_millisecond(clock.limit.at),
    )
    return Raised((started, proposed))


def _starts(case: Case, now: datetime) -> datetime | None:
    """From the assessment. After a meeting has advised: from one made since, or the decision to refer again;
    of that referral, given up and taken up once more, as it ran."""
    done, outcome = _assessed_at(case), case.disclosure.mappa.outcome
    if done is None or outcome is None:
        return done
    _, _, met = outcome
    again, held = case.checks.assessment_completed, case.clocks.get(ClockName.FORUM_REFERRAL)
    if held is not None and held.started > met:
        return held.started
    return again.at if again is not None and again.at > met else now


def _assessed_at(case: Case) -> datetime | None:
    """Of information received the intelligence checks count, whatever is assessed after them (C-03)."""
    done = case.checks.assessment_completed
    return case.checks.intelligence_completed or (done.at if done else None)


def record_requested(case: Case, command: RecordMeetingRequested, moment: Moment) -> Decided:
    at = min(command.requested_at, to_the_millisecond(moment.now))
    requested = MappaMeetingRequested(lead_agency=command.lead_agency, requested_at=at)
    asks = case.disclosure.mappa.asks_anew(at)
    ended = clocks.on_end(case, ClockName.FORUM_REFERRAL, at, moment) if asks else Raised()
    return (Raised((requested,)) + ended).decided()


def record_outcome(case: Case, command: RecordMappaOutcome, moment: Moment) -> Decided:
    outcome = MappaOutcomeReceived(
        advice=command.advice,
        minutes=command.minutes,
        met_at=min(command.met_at, to_the_millisecond(moment.now)),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((outcome,))


def is_eligible(case: Case) -> bool:
    """Managed under MAPPA or registered, as far as any source holds; what cannot be read may say so."""
    said = (known_of_subject.mappa(case), known_of_subject.registered(case))
    return Known.YES in said or any(
        bool(one.kinds & ELIGIBLE) if one.kinds is not None else asked.source is Source.OFFENDER_MANAGEMENT
        for asked, one in coverage.of_subject(case, Answer.HIT)
    )


def is_managed(case: Case) -> bool:
    return known_of_subject.mappa(case) is Known.YES or any(
        FindingKind.MAPPA_MANAGED in one.kinds
        if one.kinds is not None
        else asked.source is Source.OFFENDER_MANAGEMENT
        for asked, one in coverage.of_subject(case, Answer.HIT)
        if asked.force is None  # another force says so itself, when it reports
    )


def _engaged(case: Case, command: Any, moment: Moment) -> bool:
    held = case.disclosure.mappa
    wanted = is_managed(case) or getattr(command, "refer", held.refer)
    return not wanted or bool(getattr(command, "lead_agency", None) or held.lead_agency)


def _follows_advice(case: Case, command: Any, moment: Moment) -> bool:
    outcome = case.disclosure.mappa.outcome
    if outcome is None or bool((command.against_advice or "").strip()):
        return True
    advice, _, _ = outcome
    return advice is MappaAdvice.NO_VIEW or not _against(case, command, advice)


def _against(case: Case, command: Any, advice: MappaAdvice) -> bool:
    in_part = advice is MappaAdvice.DISCLOSE_IN_PART
    if isinstance(command, ApplyThreeTests):
        return spoken_of.satisfied(case, command) is (advice is MappaAdvice.DO_NOT_DISCLOSE)
    if isinstance(command, DecideNoDisclosure):
        return advice is not MappaAdvice.DO_NOT_DISCLOSE
    return isinstance(command, ProposeWording) and in_part and command.extent is Extent.FULL


CONSIDERED: Final[Gate[Case, Any]] = Gate(
    "MAPPA_NOT_CONSIDERED",
    "G 69, 70, 72",
    ("R-162", "R-165", "R-168", "R-171"),
    lambda case, command, moment: case.disclosure.mappa.considered is not None or not is_eligible(case),
    "The subject is registered or managed as an offender: say whether a referral to a MAPPA meeting at level "
    "2 or 3 is necessary.",
)
LEAD_AGENCY_ENGAGED: Final[Gate[Case, Any]] = Gate(
    "LEAD_AGENCY_NOT_ENGAGED",
    "G 69",
    ("R-163", "R-164"),
    _engaged,
    "Engage the lead agency of a subject who is managed under MAPPA, or is to be referred, and record which "
    "it is: only the lead agency refers to level 2 or 3.",
)
MEETING_OVER: Final[Gate[Case, Any]] = Gate(
    "MAPPA_MEETING_OPEN",
    "G 72",
    ("R-168", "R-170"),
    lambda case, command, moment: not case.disclosure.mappa.waits,
    "A MAPPA meeting was decided on and has not advised yet: record what came of it, or decide that none is "
    "needed after all.",
)
ADVICE_FOLLOWED: Final[Gate[Case, Any]] = Gate(
    "ADVICE_NOT_FOLLOWED",
    "G 71, 72",
    ("R-167", "R-170"),
    _follows_advice,
    "The MAPPA meeting advised otherwise: write why its advice is not followed.",
)

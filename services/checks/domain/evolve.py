"""Folding a case: what each event adds to what checks knows. Never raises; facts of others come in any
order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from contracts import checks as said
from contracts import decisions, intake
from contracts.codes import PartyRole, Priority
from contracts.people import Children, SubjectDetails
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from messaging.decider import Recorded
from services.checks.domain import events as own
from services.checks.domain.folding_asks import ASKS, Changes, Fold
from services.checks.domain.folding_records import RECORDS
from services.checks.domain.state import Checks, ClockStart, Judged, Pair, Risk, Verdict
from services.checks.domain.taking_part import PARTS, worked

_ENQUIRY, _APPLICATION, _CORRECTION = range(3)
_PARTS: Final = ("applicant", "subject", "children", "relationships", "social_care_consent")


def evolve(case: Checks, recorded: Recorded) -> Checks:
    """The case with one more entry of its journal."""
    changes = _opened(case, recorded)
    if recorded.event.is_material:
        changes["material"] = (*case.material, (recorded.version, recorded.type))
    if recorded.actor.rank and not recorded.heard and type(recorded.event) is not own.PartTaken:
        changes["in_hand"] = recorded.actor.id
    fold = _FOLDS.get(type(recorded.event))
    if fold is not None:
        changes |= fold(case, recorded.event, recorded)
    changes |= worked(case, recorded)
    return case._replace(**changes) if changes else case


def _opened(case: Checks, recorded: Recorded) -> Changes:
    opening = recorded.opening
    if case.opened_at is not None or "openedat" not in opening:
        return {}
    try:
        at = datetime.fromisoformat(opening["openedat"])
    except ValueError:
        return {}
    return {"opened_at": at, "opening": MappingProxyType(dict(opening))}


def _told(case: Checks, event: Any, recorded: Recorded, precedence: int) -> Changes:
    """Each part that the event gives, unless a telling of higher rank is held; a closed box tells nothing."""
    told = dict(case.told)
    rank = (recorded.occurred_at, precedence, recorded.id)
    for part in _PARTS:
        value = getattr(event, part, None)
        value = value.opened if isinstance(value, Sealed) else value
        held = told.get(part)
        if value is not None and (held is None or held[0] < rank):
            told[part] = (rank, value)
    return {"told": MappingProxyType(told)}


def _enquiry(case: Checks, event: intake.EnquiryReceived, recorded: Recorded) -> Changes:
    return _told(case, event, recorded, _ENQUIRY)


def _application(case: Checks, event: intake.ApplicationMade, recorded: Recorded) -> Changes:
    return _told(case, event, recorded, _APPLICATION) | {"applied_at": event.made_at}


def _information(case: Checks, event: intake.IndirectInformationReceived, recorded: Recorded) -> Changes:
    """Police received it: nobody has to apply before it is checked (G 54)."""
    began = _earliest(case.applied_at, event.received_at)
    return _told(case, event, recorded, _APPLICATION) | {"applied_at": began}


def _start_moved(case: Checks, event: intake.ClockStartMoved, recorded: Recorded) -> Changes:
    """Of two moves the later one counts."""
    if case.clock_start is not None and case.clock_start.at > event.moved_at:
        return {}
    return {"clock_start": ClockStart(event.moved_at, event.counts_from, event.policy)}


def _goes_on(case: Checks, event: decisions.LinkedCaseStarted, recorded: Recorded) -> Changes:
    """A case that goes on from one that ended is checked like information received (C-50)."""
    began = _earliest(case.applied_at, event.opened_at)
    return _told(case, event, recorded, _ENQUIRY) | {"applied_at": began}


def _prioritised(case: Checks, event: decisions.InformationPrioritised, recorded: Recorded) -> Changes:
    if event.priority is Priority.NO_FULL_ASSESSMENT:
        return {}
    return {"progressed_at": _earliest(case.progressed_at, event.decided_at)}


def _intelligence(case: Checks, event: said.IntelligenceChecksCompleted, recorded: Recorded) -> Changes:
    return {"intelligence": Judged(recorded.version, event.completed_at)}


def _concerned(case: Checks, event: said.PersonAlsoConcerned, recorded: Recorded) -> Changes:
    return {"concerned": case.concerned | {event.other}, "possible": _without(case, event.other)}


def _related(case: Checks, event: own.RelatedFound, recorded: Recorded) -> Changes:
    opened = event.cases.opened
    found = {one.other: one for one in opened.found} if opened is not None else {}
    return {"possible": MappingProxyType({**case.possible, **found})}


def _related_settled(case: Checks, event: own.RelatedSettled, recorded: Recorded) -> Changes:
    settled: Changes = {"possible": _without(case, event.other)}
    return settled if event.same else settled | {"not_concerned": case.not_concerned | {event.other}}


def _without(case: Checks, other: str) -> Mapping[str, own.PossibleCase]:
    return MappingProxyType({key: one for key, one in case.possible.items() if key != other})


def _correction(case: Checks, event: intake.FactCorrected, recorded: Recorded) -> Changes:
    return _told(case, event, recorded, _CORRECTION)


def _wanted(case: Checks, event: decisions.RespondingChecksWanted, recorded: Recorded) -> Changes:
    """Another force asks about them: nobody applied, and its task says all that is known (G 66).

    A case that had ended with its answer goes on.
    """
    changes: Changes = {"wanted_at": max(event.wanted_at, case.wanted_at or event.wanted_at)}
    if case.finished_at is not None and case.finished_at <= event.wanted_at:
        changes["finished_at"] = None
    parties = event.parties.opened
    if parties is None:
        return changes
    rank = (recorded.occurred_at, _APPLICATION, recorded.id)
    told = dict(case.told)
    if parties.subject is not None:
        fields = type(parties.subject).model_fields
        details = SubjectDetails(**{name: getattr(parties.subject, name) for name in fields})
        told["subject"] = (rank, details)
    if parties.children:
        known = {child.ref: child for child in (case.children.named if case.children else ())}
        named = {**known, **{child.ref: child for child in parties.children}}
        told["children"] = (rank, Children(named=tuple(named[ref] for ref in sorted(named))))
    return changes | {"told": MappingProxyType(told)}


def _finished(case: Checks, at: datetime) -> Changes:
    """An end before which we took on to search again is none, whichever is heard first."""
    goes_on = case.wanted_at is not None and at <= case.wanted_at
    return {} if goes_on else {"finished_at": _earliest(case.finished_at, at)}


def _earliest(held: datetime | None, at: datetime) -> datetime:
    return at if held is None else min(held, at)


def _verdict(case: Checks, event: said.SubjectIdentityConfirmed, recorded: Recorded) -> Changes:
    choice = event.choice.opened
    records = choice.records if choice is not None else ()
    one = Verdict(recorded.version, event.checks, event.outcome, records)
    return {"verdicts": (*case.verdicts, one)}


def _settled(case: Checks, event: said.AnswersSettled, recorded: Recorded) -> Changes:
    pair = Pair.of(event.source, event.about)
    said = [one for ask in case.of_pair(pair) for one in ask.answers]
    if not said:
        return {}
    like = next((one for one in reversed(said) if one.answer is event.counts), said[-1])
    findings = event.findings.opened if event.findings is not None else None
    counts = replace(
        like,
        version=recorded.version,
        answer=event.counts,
        count=event.count,
        findings=findings.found if findings is not None else (),
        in_part=False,
    )
    changes: Changes = {"settled": MappingProxyType({**case.settled, pair: counts})}
    if pair.role is PartyRole.SUBJECT:
        changes["dangers"] = tuple(
            one for one in case.dangers if one.source is not pair.source or one.record in counts.records
        )
        changes["broken"] = tuple(
            one for one in case.broken if one.source is not pair.source or one.record in counts.records
        )
    return changes


def _risk(case: Checks, event: ImmediateRiskIdentified, recorded: Recorded) -> Changes:
    key = f"{recorded.source}/{event.risk_id}"
    risk = Risk(event.risk_id, recorded.id, not recorded.heard, event.identified_at)
    return {"risks": MappingProxyType({**case.risks, key: risk})}


def _dangers(case: Checks, event: own.DangersFound, recorded: Recorded) -> Changes:
    opened = event.dangers.opened
    return {} if opened is None else {"dangers": (*case.dangers, *opened.found)}


def _initial(case: Checks, event: said.InitialChecksCompleted, recorded: Recorded) -> Changes:
    return {
        "initial": Judged(recorded.version, event.completed_at, event.outcome),
        "recommends": event.recommends_progress,
    }


def _assessed(case: Checks, event: said.RiskAssessmentCompleted, recorded: Recorded) -> Changes:
    return {"assessment": Judged(recorded.version, event.completed_at)}


_FOLDS: Mapping[type[Any], Fold] = {
    **ASKS,
    **RECORDS,
    **PARTS,
    intake.EnquiryReceived: _enquiry,
    intake.IndirectInformationReceived: _information,
    intake.ApplicationMade: _application,
    intake.FactCorrected: _correction,
    intake.MeetingHeld: lambda case, event, _: {"meeting_at": _earliest(case.meeting_at, event.held_at)},
    intake.AnnexAPart2Completed: lambda case, event, _: {
        "annex_a_at": _earliest(case.annex_a_at, event.completed_at)
    },
    decisions.CaseRecordCreated: lambda case, event, _: {"reference": event.reference},
    decisions.ApplicationProgressed: lambda case, event, _: {
        "progressed_at": _earliest(case.progressed_at, event.decided_at)
    },
    decisions.InformationPrioritised: _prioritised,
    intake.ClockStartMoved: _start_moved,
    decisions.LinkedCaseStarted: _goes_on,
    decisions.ApplicationNotProgressed: lambda case, event, _: {
        "not_progressed_at": _earliest(case.not_progressed_at, event.decided_at)
    },
    decisions.MeetingNotPossible: lambda case, event, _: {
        "no_meeting_at": _earliest(case.no_meeting_at, event.decided_at)
    },
    decisions.RespondingChecksWanted: _wanted,
    decisions.CaseFinalised: lambda case, event, _: _finished(case, event.finalised_at),
    decisions.CaseClosed: lambda case, event, _: _finished(case, event.closed_at),
    ImmediateRiskIdentified: _risk,
    own.DangersFound: _dangers,
    said.AnswersSettled: _settled,
    own.ConsentDispensed: lambda case, _event, _: {"consent_dispensed": True},
    said.SubjectIdentityConfirmed: _verdict,
    said.InitialChecksCompleted: _initial,
    said.IntelligenceChecksCompleted: _intelligence,
    said.PersonAlsoConcerned: _concerned,
    own.RelatedFound: _related,
    own.RelatedSettled: _related_settled,
    said.RiskAssessmentStarted: lambda case, event, _: {"assessment_started_at": event.started_at},
    said.RiskAssessmentCompleted: _assessed,
}

"""The end of a case: the final entry (G 100), and finalising by the supervisor (G 78, 91, 99 to 104). Pure.

Finalised is a case that was categorised and has run its course; closed is one that left the scheme before.
Neither says outside this service what was decided.
"""

from __future__ import annotations

from typing import Any, Final

from contracts.clocks import ClockName
from contracts.codes import Advice, Category, Outcome, PartyRole
from contracts.decisions import CaseClosed, CaseFinalised, CaseRecordFinalEntry
from contracts.people import FinalEntry, PartySummary, PersonName, Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import clocks, who_is_told
from services.decisions.domain.alerts import Raised
from services.decisions.domain.commands import CloseCase, Finalise, MakeFinalEntry
from services.decisions.domain.events_telling import Told
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import EXITS, Case, Decision

OUTCOMES: Final = {
    Decision.NO_CONCERN: Outcome.NO_DISCLOSURE,
    Decision.NOT_PROGRESSED: Outcome.NOT_PROGRESSED,
    Decision.OUT_OF_SCOPE: Outcome.OUT_OF_SCOPE,
}


def outcome_of(case: Case) -> Outcome | None:
    """What the case came to; None while that is open, as a concern is until everybody is told or not."""
    if who_is_told.is_concern(case):
        return who_is_told.outcome(case)
    left = _left_as(case)
    return who_is_told.of_the_telling(case) if left and who_is_told.anybody_told(case) else left


def _left_as(case: Case) -> Outcome | None:
    if case.across.done:
        return Outcome.ANSWERED_ANOTHER_FORCE
    if case.decision is not None:
        return OUTCOMES.get(case.decision.what)
    if case.referrals.moved is not None:
        return Outcome.TRANSFERRED
    if case.redirected is not None:
        return Outcome.REDIRECTED
    return Outcome.WITHDRAWN_BY_APPLICANT if case.withdrawn is not None else None


def make_final_entry(case: Case, command: MakeFinalEntry, moment: Moment) -> Decided:
    at = to_the_millisecond(moment.now)
    outcome = outcome_of(case)
    assert outcome is not None, "the gate DECIDED holds"  # noqa: S101
    entry = FinalEntry(
        request=command.request,
        outcome=command.outcome,
        parties=parties(case),
        entered_at=at,
        force_reference=case.force_record[1] if case.force_record else None,
    )
    recorded = CaseRecordFinalEntry(
        outcome=outcome,
        protective_action=command.protective_action or case.disclosure.protective > 0,
        entered_at=at,
        entry=Sealed.of(entry),
    )
    return Decided((recorded,))


def parties(case: Case) -> tuple[PartySummary, ...]:
    """All parties as the record has them; who cannot be read here, or gave no name, stands by their role."""
    found: list[PartySummary] = []
    if case.asked_for:
        applicant = case.applicant.value.opened if case.applicant else None
        found.append(_party(PartyRole.APPLICANT, applicant))
    found.append(_party(PartyRole.SUBJECT, case.subject.value.opened if case.subject else None))
    recipients = case.disclosure.recipients.values()
    found += [
        _party(one.role, one.person.opened if one.person else None)
        for one in recipients
        if one.role is not PartyRole.APPLICANT
    ]
    children = case.children.value.opened if case.children else None
    if children is None:
        return (*found, _party(PartyRole.CHILD, None))
    found += [_party(PartyRole.CHILD, child) for child in children.named]
    found += [
        PartySummary(role=PartyRole.RESPONSIBLE_ADULT, name=name) for name in children.responsible_adults
    ]
    return tuple(found)


def _party(role: PartyRole, person: Any) -> PartySummary:
    name = person.name if person is not None and person.name is not None else PersonName()
    return PartySummary(role=role, name=name, date_of_birth=person.date_of_birth if person else None)


def finalise(case: Case, command: Finalise, moment: Moment) -> Decided:
    at = to_the_millisecond(moment.now)
    ended = clocks.on_end(case, ClockName.WHOLE_CASE, at, moment)
    return (Raised((CaseFinalised(finalised_at=at),)) + ended).decided()


def close(case: Case, command: CloseCase, moment: Moment) -> Decided:
    at = to_the_millisecond(moment.now)
    closed = CaseClosed(closed_at=at, reasons=Sealed.of(Reasons(text=command.reasons)))
    return (Raised((closed,)) + clocks.on_end(case, ClockName.WHOLE_CASE, at, moment)).decided()


def _advised(case: Case, command: Any, moment: Moment) -> bool:
    if not case.asked_for or case.not_told is not None:
        return True
    if who_is_told.applicant_told(case):
        return bool(case.told.advice) or _told_how_to_safeguard(case)
    if case.decision is not None and case.decision.what is Decision.OUT_OF_SCOPE:
        return Advice.KEEPING_CHILDREN_SAFE in case.told.advice
    return bool(case.told.advice)


def _told_how_to_safeguard(case: Case) -> bool:
    """By word of mouth, with the disclosure: nothing in writing goes to whoever was told (G 93 e, 95)."""
    mine = [one for one in case.disclosure.deliveries if one.role is PartyRole.APPLICANT]
    return any(Told.HOW_TO_SAFEGUARD in one.told for one in mine)


def _still_to_decide(case: Case) -> str:
    waiting = ", ".join(sorted(one.key for one in who_is_told.open_recipients(case)))
    return f" Still to be told, withdrawn or decided: {waiting}." if waiting else ""


def _entry_stands(case: Case) -> bool:
    """Whether the final entry was made, and what the case came to is what it says."""
    if case.final_entry is None or (case.decision is not None and case.decision.at > case.final_entry):
        return False
    told = who_is_told.is_concern(case) or who_is_told.anybody_told(case)
    return not told or case.entered is outcome_of(case)


CATEGORISED: Final[Gate[Case, Any]] = Gate(
    "NOT_CATEGORISED",
    "G 72, 78",
    ("R-172", "R-009"),
    lambda case, command, moment: case.category is not None,
    "The case has not been categorised.",
)
NO_DISCLOSURE_OPEN: Final[Gate[Case, Any]] = Gate(
    "DISCLOSURE_DECISION_OPEN",
    "G 78, 82 to 91",
    ("R-184",),
    lambda case, command, moment: (
        case.category is not Category.CONCERN or (who_is_told.settled(case) and who_is_told.decided_on(case))
    ),
    lambda case, command, moment: (
        "A case of concern is not finalised before it is decided, by the three-stage test, whether to "
        f"disclose, and done.{_still_to_decide(case)}"
    ),
)
NOT_BY_THE_AUTHORISER: Final[Gate[Case, Any]] = Gate(
    "AUTHORISED_IT_THEMSELVES",
    "G 91",
    ("R-210",),
    lambda case, command, moment: (
        command.by.id not in {one.by for one in case.disclosure.authorities.values()}
    ),
    "Whoever authorised a disclosure does not finalise the case: its supervisor does, or another who covers.",
)
EXIT_DECIDED: Final[Gate[Case, Any]] = Gate(
    "NO_EXIT_DECIDED",
    "G 33(a), 79",
    ("R-011", "R-150"),
    lambda case, command, moment: (
        (case.decision is not None and case.decision.what in EXITS)
        or case.across.done
        or (
            case.decision is None
            and (
                case.redirected is not None or case.withdrawn is not None or case.referrals.moved is not None
            )
        )
    ),
    "A case is closed when it was not progressed, is outside the scheme, was directed elsewhere, was "
    "withdrawn or has been taken on by the safeguarding hub, or when another force has its answer; "
    "a categorised one is finalised.",
)
DECIDED: Final[Gate[Case, Any]] = Gate(
    "NOT_DECIDED",
    "G 100",
    ("R-240",),
    lambda case, command, moment: outcome_of(case) is not None,
    "The final entry records the outcome, and the case has none yet.",
)
ONE_ENTRY: Final[Gate[Case, Any]] = Gate(
    "FINAL_ENTRY_MADE",
    "G 100",
    ("R-240",),
    lambda case, command, moment: not _entry_stands(case),
    "The final entry has been made and is never edited.",
)
ENTRY_MADE: Final[Gate[Case, Any]] = Gate(
    "FINAL_ENTRY_MISSING",
    "G 100",
    ("R-240",),
    lambda case, command, moment: _entry_stands(case),
    "Make the final entry first: the request, the outcome and the details of all parties.",
)
ADVICE_GIVEN: Final[Gate[Case, Any]] = Gate(
    "ADVICE_NOT_GIVEN",
    "G 76, 79",
    ("R-144", "R-182"),
    _advised,
    "The applicant has not been given the safeguarding advice, and no reason is recorded why they cannot be.",
)

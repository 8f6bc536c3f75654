"""Every gate blocks what it is there for, cites its source, and lets pass what meets it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.clocks import ClockName
from contracts.codes import (
    Advice,
    Answer,
    Category,
    ContactKind,
    CredibleRisk,
    Delivery,
    ExtensionReason,
    IdentityOutcome,
    NotMet,
    RecordSystem,
    RiskGround,
    Source,
)
from contracts.people import FindingKind
from messaging.decider import Moment, Unread
from messaging.gates import unmet
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.decide import FROM_CLOCKS, INTENDED, REPORTED
from services.decisions.domain.events import Addressed, CannotBeTold, Consideration
from services.decisions.domain.gates import GATES
from services.decisions.domain.state import Case
from tests.given import Story, story
from tests.services.decisions import told as t

Told = Story[Case]
UNREAD = Unread("quarantine", "csods.46.checks", "checks.check.completed.v1", "DATA_INVALID", t.days(11))
PROGRAM = t.SERVICE


def do_not(told: Told, **more: Any) -> c.DoNotProgress:
    parts: dict[str, Any] = {"by": t.SERGEANT, "seen": told.version, "reasons": "No basis."}
    return c.DoNotProgress(**(parts | more))


def without_meeting(told: Told, **more: Any) -> c.GoOnWithoutMeeting:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "why": NotMet.ANONYMOUS,
        "reasons": "No name.",
    }
    return c.GoOnWithoutMeeting(**(parts | more))


def outside(told: Told, **more: Any) -> c.FindOutsideScheme:
    parts: dict[str, Any] = {"by": t.SERGEANT, "seen": told.version, "reasons": "They have never met."}
    return c.FindOutsideScheme(**(parts | more))


def close(told: Told, **more: Any) -> c.CloseCase:
    parts: dict[str, Any] = {"by": t.SERGEANT, "seen": told.version, "reasons": "Not progressed."}
    return c.CloseCase(**(parts | more))


def extend(**more: Any) -> c.Extend:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "clock": ClockName.WHOLE_CASE,
        "until": t.days(40),
        "reason": ExtensionReason.SOURCE_NOT_AVAILABLE,
        "required": True,
        "justified": True,
        "reasons": "Probation has been down for a week.",
    }
    return c.Extend(**(parts | more))


def not_told(**more: Any) -> c.DecideNotToTell:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "why": CannotBeTold.UNSAFE_TO_CONTACT,
        "reasons": "They said so.",
    }
    return c.DecideNotToTell(**(parts | more))


def no_contact() -> Told:
    never_met = t.relationships(ContactKind.NONE_KNOWN)
    told = t.hearing(t.checked(), t.corrected(t.hours(9), relationships=never_met))
    return told.at(t.days(1))


def not_progressed() -> Told:
    told = t.checked().at(t.days(1))
    told = told.when(do_not(told))
    told = t.hearing(told, t.letter(), t.advice())
    told = t.considering(told, Consideration.OTHER_DISCLOSURE)
    return told.when(t.entry(told))


def overdue() -> Told:
    told = t.supervised(*t.NOTHING_HELD).at(t.hours(25))
    due = told.state.clocks[ClockName.INITIAL_CHECKS].limit
    assert due is not None
    return told.when(c.ClockRanOut(ClockName.INITIAL_CHECKS, limit=True, due=due.at))


def saying(build: Callable[..., Any], told: Told, **more: Any) -> tuple[Told, Any]:
    return told, build(told, **more)


Case_ = tuple[Told, Any]
"""A case so far, and the command that meets a gate in it."""

BLOCKED_THEN_PASSED: dict[str, tuple[Callable[[], Case_], Callable[[], Case_]]] = {
    "CASE_NOT_OPEN": (
        lambda: (story(DECIDER), c.AssignSupervisor(t.SERGEANT, t.SERGEANT)),
        lambda: (t.opened(), c.AssignSupervisor(t.SERGEANT, t.SERGEANT)),
    ),
    "CASE_ENDED": (
        lambda: (t.finalised(), c.AssignSupervisor(t.SERGEANT, t.SERGEANT)),
        lambda: (t.ready(), c.AssignSupervisor(t.SERGEANT, t.SERGEANT)),
    ),
    "NOT_A_PERSON": (
        lambda: saying(t.no_concern, t.assessed(), by=PROGRAM),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "NO_SUPERVISOR": (
        lambda: saying(t.progress, t.opened(t.initial_checks())),
        lambda: saying(t.progress, t.checked()),
    ),
    "NOT_THE_SUPERVISOR": (
        lambda: saying(t.progress, t.checked(), by=t.OTHER_SERGEANT),
        lambda: saying(
            t.progress,
            t.checked().when(c.AssignSupervisor(t.OTHER_SERGEANT, t.OTHER_SERGEANT, covering=True)),
            by=t.OTHER_SERGEANT,
        ),
    ),
    "RANK_TOO_LOW": (
        lambda: (t.opened(), c.AssignSupervisor(t.CONSTABLE, t.CONSTABLE)),
        lambda: (t.opened(), c.AssignSupervisor(t.CONSTABLE, t.SERGEANT)),
    ),
    "COMPETENCE_MISSING": (
        lambda: (t.opened(), c.AssignSupervisor(t.SERGEANT, replace(t.SERGEANT, competences=frozenset()))),
        lambda: (
            t.opened(),
            c.AssignSupervisor(
                t.INSPECTOR, replace(t.SERGEANT, competences=frozenset()), override="Nobody else is on duty."
            ),
        ),
    ),
    "UNREAD_MESSAGES": (
        lambda: saying(t.no_concern, t.assessed().with_unread(UNREAD)),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "CASE_CHANGED": (
        lambda: saying(t.no_concern, t.assessed(), seen=t.assessed().version - 1),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "NOBODY_APPLIED": (
        lambda: saying(t.progress, story(DECIDER).when(c.Hear(t.know()))),
        lambda: saying(t.progress, t.checked()),
    ),
    "ALREADY_DECIDED": (
        lambda: saying(t.progress, t.progressed()),
        lambda: saying(t.progress, t.checked()),
    ),
    "INITIAL_CHECKS_OPEN": (
        lambda: saying(t.progress, t.supervised(*t.NOTHING_HELD)),
        lambda: saying(t.progress, t.checked()),
    ),
    "PROCESS_NOT_CONSIDERED": (
        lambda: saying(t.progress, t.checked(), considered=()),
        lambda: saying(t.progress, t.checked()),
    ),
    "ENQUIRY_REDIRECTED": (
        lambda: saying(t.progress, t.hearing(t.checked(), t.redirected())),
        lambda: saying(t.progress, t.checked()),
    ),
    "REASONS_MISSING": (
        lambda: saying(t.progress, t.checked(), reasons="  "),
        lambda: saying(t.progress, t.checked()),
    ),
    "ALERT_NOT_TAKEN": (
        lambda: saying(do_not, t.hearing(t.checked(), t.risk())),
        lambda: saying(do_not, t.checked()),
    ),
    "MEETING_WAS_HELD": (
        lambda: saying(without_meeting, t.assessed()),
        lambda: saying(without_meeting, t.progressed()),
    ),
    "NOT_PROGRESSED_YET": (
        lambda: saying(t.no_concern, t.hearing(t.checked(), t.meeting_held(), t.risk_assessment())),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "MEETING_NOT_HELD": (
        lambda: saying(t.no_concern, t.hearing(t.progressed(), t.risk_assessment())),
        lambda: saying(
            t.no_concern,
            t.hearing((told := t.progressed()).when(without_meeting(told)), t.risk_assessment()),
        ),
    ),
    "RISK_ASSESSMENT_OPEN": (
        lambda: saying(t.no_concern, t.hearing(t.progressed(), t.meeting_held())),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "ASSESSED_BEFORE_MEETING": (
        lambda: saying(t.no_concern, t.assessed(found=t.risk_assessment(t.days(4)))),
        lambda: saying(t.no_concern, t.assessed(found=t.risk_assessment(t.days(5.2)))),
    ),
    "IDENTITY_NOT_CONFIRMED": (
        lambda: saying(t.no_concern, t.assessed(*t.NOTHING_HELD, t.candidates("police-national-1"))),
        lambda: saying(
            t.no_concern,
            t.assessed(
                *t.NOTHING_HELD,
                t.candidates("police-national-1"),
                t.identity(IdentityOutcome.NONE_IS_THE_SUBJECT, "police-national-1"),
            ),
        ),
    ),
    "CREDIBLE_RISK_NOT_STATED": (
        lambda: saying(t.no_concern, t.assessed(), credible_risk=""),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "GROUND_MISSING": (
        lambda: saying(t.concern, t.assessed(), grounds=frozenset()),
        lambda: saying(t.concern, t.assessed()),
    ),
    "LINE_OF_RISK_MISSING": (
        lambda: saying(t.concern, t.assessed(), line_of_risk=None),
        lambda: saying(t.concern, t.assessed()),
    ),
    "STATEMENT_A_MISSING": (
        lambda: saying(
            t.no_concern, t.assessed(), statements=t.ALL_STATEMENTS - {t.S.NO_RELEVANT_CONVICTIONS}
        ),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "STATEMENT_B_MISSING": (
        lambda: saying(t.no_concern, t.assessed(), statements=t.ALL_STATEMENTS - {t.S.NO_OTHER_INTELLIGENCE}),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "STATEMENT_C_MISSING": (
        lambda: saying(
            t.no_concern, t.assessed(), statements=t.ALL_STATEMENTS - {t.S.NO_CONCERNING_BEHAVIOUR}
        ),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "STATEMENT_A_CONTRADICTED": (
        lambda: saying(
            t.no_concern,
            t.assessed(
                t.answered(Source.POLICE_NATIONAL, Answer.HIT, kind=FindingKind.OTHER_RELEVANT_CONVICTION)
            ),
        ),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "STATEMENT_B_CONTRADICTED": (
        lambda: saying(t.no_concern, t.assessed(t.answered(Source.POLICE_INTELLIGENCE, Answer.HIT))),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "STATEMENT_C_CONTRADICTED": (
        lambda: saying(t.no_concern, t.assessed(meeting=t.meeting_held(ongoing_concern=True))),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "POSSIBLE_MATCH_OPEN": (
        lambda: saying(t.no_concern, t.assessed(t.answered(Source.PROBATION, Answer.AMBIGUOUS))),
        lambda: saying(
            t.no_concern,
            t.assessed(
                t.answered(Source.PROBATION, Answer.AMBIGUOUS),
                t.identity(IdentityOutcome.NONE_IS_THE_SUBJECT, "probation-1"),
            ),
        ),
    ),
    "SOMETHING_IS_HELD": (
        lambda: saying(
            t.no_concern,
            t.assessed(t.answered(Source.POLICE_LOCAL, Answer.HIT, kind=FindingKind.NOT_RELEVANT)),
        ),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "SOURCE_DID_NOT_LOOK": (
        lambda: saying(t.no_concern, t.assessed(t.failed(Source.PROBATION))),
        lambda: saying(
            t.no_concern, t.assessed(t.failed(Source.PROBATION), t.answered(Source.PROBATION, at=t.days(2)))
        ),
    ),
    "SOURCE_DID_NOT_ANSWER": (
        lambda: saying(t.no_concern, t.assessed(t.agency_requested())),
        lambda: saying(t.no_concern, t.assessed(t.agency_requested(), t.agency_answered())),
    ),
    "CREDIBLE_RISK_FOUND": (
        lambda: saying(t.no_concern, t.assessed(found=t.risk_assessment(credible=CredibleRisk.CREDIBLE))),
        lambda: saying(t.concern, t.assessed(found=t.risk_assessment(credible=CredibleRisk.CREDIBLE))),
    ),
    "POSSIBLE_RISK_FOUND": (
        lambda: saying(t.no_concern, t.assessed(found=t.risk_assessment(credible=CredibleRisk.POSSIBLE))),
        lambda: saying(t.concern, t.assessed(found=t.risk_assessment(credible=CredibleRisk.POSSIBLE))),
    ),
    "CONTACT_OR_LIKELIHOOD": (
        lambda: saying(outside, t.checked()),
        lambda: saying(outside, no_contact()),
    ),
    "CONCERNING_BEHAVIOUR_REPORTED": (
        lambda: saying(outside, t.hearing(no_contact(), t.meeting_held(ongoing_concern=True))),
        lambda: saying(outside, t.hearing(no_contact(), t.meeting_held())),
    ),
    "SAFEGUARDING_ISSUE_OPEN": (
        lambda: saying(
            t.finalise,
            t.ready().when(c.RaiseSafeguardingIssue(t.CONSTABLE, "school-attendance", "Not in school.")),
        ),
        lambda: saying(
            t.finalise,
            t.ready()
            .when(c.RaiseSafeguardingIssue(t.CONSTABLE, "school-attendance", "Not in school."))
            .when(
                c.ResolveSafeguardingIssue(
                    t.CONSTABLE, "school-attendance", Addressed.OWNED_BY_AGENCY, "Social care has it."
                )
            ),
        ),
    ),
    "NOT_EXTENDABLE": (
        lambda: (t.assessed(), extend(clock=ClockName.INITIAL_CHECKS)),
        lambda: (t.assessed(), extend()),
    ),
    "EXTENSION_NOT_JUSTIFIED": (
        lambda: (t.assessed(), extend(justified=False)),
        lambda: (t.assessed(), extend()),
    ),
    "POST_NOT_SAFE": (
        lambda: (
            t.hearing(t.categorised(), t.corrected(t.days(13), subject=t.subject(t.APPLICANT_HOME))),
            c.ChooseDelivery(t.SERGEANT, Delivery.POST),
        ),
        lambda: (t.categorised(), c.ChooseDelivery(t.SERGEANT, Delivery.POST)),
    ),
    "APPLICANT_IS_KNOWN": (
        lambda: (t.categorised(), not_told(why=CannotBeTold.ANONYMOUS)),
        lambda: (t.categorised(), not_told()),
    ),
    "ATTEMPTS_MISSING": (
        lambda: (t.categorised(), not_told(why=CannotBeTold.UNREACHABLE)),
        lambda: (t.categorised(), not_told(why=CannotBeTold.UNREACHABLE, attempts=("rang 3 June, 10:00",))),
    ),
    "NOT_DECIDED": (
        lambda: saying(t.entry, t.assessed()),
        lambda: saying(t.entry, t.categorised()),
    ),
    "FINAL_ENTRY_MADE": (
        lambda: saying(t.entry, t.ready()),
        lambda: saying(t.entry, t.categorised()),
    ),
    "FINAL_ENTRY_MISSING": (
        lambda: saying(t.finalise, t.considering(t.hearing(t.categorised(), t.letter()))),
        lambda: saying(t.finalise, t.ready()),
    ),
    "FORCE_RECORD_MISSING": (
        lambda: saying(t.finalise, t.with_state(t.ready(), force_record=None)),
        lambda: saying(
            t.finalise,
            t.with_state(t.ready(), force_record=None).when(
                c.RecordForceReference(t.CONSTABLE, RecordSystem.ATHENA, "46/1/26")
            ),
        ),
    ),
    "LETTER_NOT_GIVEN": (
        lambda: saying(t.finalise, t.categorised()),
        lambda: saying(t.finalise, t.categorised().when(not_told())),
    ),
    "ADVICE_NOT_GIVEN": (
        lambda: saying(
            t.finalise, t.with_state(t.ready(), told=replace(t.ready().state.told, advice=frozenset()))
        ),
        lambda: saying(t.finalise, t.ready()),
    ),
    "OVERDUE_UNEXPLAINED": (
        lambda: saying(t.finalise, overdue()),
        lambda: saying(
            t.finalise,
            overdue().when(c.ExplainOverdue(t.SERGEANT, ClockName.INITIAL_CHECKS, "Probation was down.")),
        ),
    ),
    "NOT_CATEGORISED": (
        lambda: saying(t.finalise, t.assessed()),
        lambda: saying(t.finalise, t.categorised()),
    ),
    "DISCLOSURE_DECISION_OPEN": (
        lambda: saying(t.finalise, (told := t.assessed()).when(t.concern(told))),
        lambda: saying(t.finalise, t.categorised()),
    ),
    "DECISION_CONTRADICTED": (
        lambda: saying(
            t.finalise,
            t.hearing(t.ready(), t.answered(Source.POLICE_INTELLIGENCE, Answer.HIT, at=t.days(26))),
        ),
        lambda: saying(t.finalise, t.ready()),
    ),
    "NO_EXIT_DECIDED": (
        lambda: saying(close, t.ready()),
        lambda: saying(close, not_progressed()),
    ),
    "OTHER_DISCLOSURE_NOT_CONSIDERED": (
        lambda: saying(t.finalise, t.categorised()),
        lambda: saying(t.finalise, t.ready()),
    ),
    "OTHER_SCHEME_NOT_CONSIDERED": (
        lambda: saying(t.finalise, t.categorised()),
        lambda: saying(t.finalise, t.ready()),
    ),
    "CHILDRENS_SOCIAL_CARE_NOT_CONSIDERED": (
        lambda: saying(t.finalise, t.categorised()),
        lambda: saying(t.finalise, t.ready()),
    ),
    "STATUTORY_REFERRALS_NOT_CONSIDERED": (
        lambda: saying(t.finalise, story(DECIDER).when(c.Hear(t.know()))),
        lambda: saying(
            t.finalise,
            t.considering(story(DECIDER).when(c.Hear(t.know())), Consideration.STATUTORY_REFERRALS),
        ),
    ),
    "OTHER_CHILDREN_NOT_CONSIDERED": (
        lambda: saying(t.finalise, t.assessed(meeting=t.meeting_held(others_mentioned=True))),
        lambda: saying(
            t.finalise,
            t.considering(
                t.assessed(meeting=t.meeting_held(others_mentioned=True)), Consideration.OTHER_CHILDREN
            ),
        ),
    ),
    "SOCIAL_CARE_ALERT_NOT_CONSIDERED": (
        lambda: saying(t.finalise, t.opened(t.application(subject=t.subject(approximate_age=15)))),
        lambda: saying(t.finalise, t.opened(t.application(subject=t.subject(approximate_age=18)))),
    ),
}


def codes(told: Told, command: Any) -> set[str]:
    outcome = told.when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


@pytest.mark.parametrize("code", BLOCKED_THEN_PASSED)
def test_a_gate_blocks_and_then_lets_pass(code: str) -> None:
    blocked, passed = BLOCKED_THEN_PASSED[code]
    assert code in codes(*blocked())
    assert code not in codes(*passed())


def test_every_gate_is_tried() -> None:
    assert {gate.code for gates in GATES.values() for gate in gates} == set(BLOCKED_THEN_PASSED)


def test_every_gate_cites_a_paragraph_and_requirements_of_the_ledger() -> None:
    ledger = Path(__file__).parents[4] / "docs" / "domain" / "requirements.csv"
    with ledger.open(encoding="utf-8", newline="") as rows:
        known = {row["id"] for row in csv.DictReader(rows)}
    for gates in GATES.values():
        for gate in gates:
            assert gate.paragraph.startswith("G "), gate.code
            assert gate.requirements, gate.code
            assert set(gate.requirements) <= known, gate.code


def test_no_command_lists_two_gates_that_say_the_same() -> None:
    for kind, gates in GATES.items():
        said = [(gate.code, gate.paragraph, str(gate.words)) for gate in gates]
        assert len(said) == len(set(said)), kind


def test_what_an_officer_reads_holds_no_code() -> None:
    told = t.supervised()
    moment = Moment(told.now, "c-given", told.version, (UNREAD,))
    everything = [
        (told, t.no_concern(told, by=PROGRAM, statements=frozenset(), seen=0)),
        (told, t.concern(told, grounds=frozenset(), line_of_risk=None)),
        (told, t.finalise(told)),
        (told, close(told)),
        (overdue(), t.finalise(told)),
        (
            t.assessed(t.failed(Source.PROBATION), t.answered(Source.POLICE_LOCAL, Answer.HIT)),
            t.no_concern(told),
        ),
    ]
    for case, command in everything:
        for one in unmet(GATES[type(command)], case.state, command, moment):
            words = re.sub("MAPPA|MAPPS|MARAC|PNC|LEDS|PND", "", one.words)
            assert "_" not in words, one
            assert not [word for word in words.split() if re.fullmatch(r"\W*[A-Z]{2,}\W*", word)], one
            assert "R-" not in words, one


def test_a_refusal_lists_all_that_is_unmet_at_once() -> None:
    told = t.categorised()
    told.when(t.finalise(told)).refused(
        "LETTER_NOT_GIVEN",
        "FINAL_ENTRY_MISSING",
        "OTHER_DISCLOSURE_NOT_CONSIDERED",
        "OTHER_SCHEME_NOT_CONSIDERED",
        "CHILDRENS_SOCIAL_CARE_NOT_CONSIDERED",
    )


OVERRIDABLE = {
    "UNREAD_MESSAGES": lambda: t.assessed().with_unread(UNREAD),
    "SOURCE_DID_NOT_LOOK": lambda: t.assessed(t.failed(Source.PROBATION, Answer.WITHHELD)),
    "SOURCE_DID_NOT_ANSWER": lambda: t.assessed(t.agency_requested()),
    "SOMETHING_IS_HELD": lambda: t.assessed(
        t.answered(Source.POLICE_LOCAL, Answer.HIT, kind=FindingKind.OTHER_CONVICTION)
    ),
    "POSSIBLE_RISK_FOUND": lambda: t.assessed(found=t.risk_assessment(credible=CredibleRisk.POSSIBLE)),
}


@pytest.mark.parametrize("code", OVERRIDABLE)
def test_only_an_inspector_with_a_reason_passes_an_override_gate(code: str) -> None:
    told = OVERRIDABLE[code]()
    told.when(t.no_concern(told, override="We cannot wait.")).refused(code)
    covered = told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    covered.when(t.no_concern(covered, by=t.INSPECTOR)).refused(code)
    covered.when(t.no_concern(covered, by=t.INSPECTOR, override="  ")).refused(code)
    passed = covered.when(t.no_concern(covered, by=t.INSPECTOR, override="Rang the desk; nothing is held."))
    assert isinstance(passed.outcome, Decided), passed.outcome
    kept = next(event for event in passed.events if event.TYPE.startswith("decisions.gates.overridden"))
    assert kept.codes == (code,)
    assert kept.reasons.clear().text == "Rang the desk; nothing is held."


@pytest.mark.parametrize("category", [Category.NO_CONCERN, Category.CONCERN])
def test_no_rank_passes_a_change_that_was_not_seen(category: Category) -> None:
    told = t.assessed().when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    build = t.no_concern if category is Category.NO_CONCERN else t.concern
    told.when(build(told, by=t.INSPECTOR, seen=3, override="In a hurry.")).refused("CASE_CHANGED")


def test_a_hit_cannot_be_overridden_away() -> None:
    told = t.assessed(
        t.answered(Source.POLICE_NATIONAL, Answer.HIT, kind=FindingKind.SCHEDULE_34A_CONVICTION)
    )
    told = told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    told.when(t.no_concern(told, by=t.INSPECTOR, override="He has changed.")).refused(
        "STATEMENT_A_CONTRADICTED"
    )


def test_intentions_are_gated_and_facts_are_not() -> None:
    assert set(GATES) == set(c.INTENTIONS) == set(INTENDED)
    assert set(c.FACTS) == {c.Hear, *FROM_CLOCKS, *REPORTED}
    assert not set(c.FACTS) & set(c.INTENTIONS)


def reports(told: Told) -> tuple[Any, ...]:
    """One of every command that reports a fact."""
    return (
        c.Hear(t.risk(told.now, risk_id="risk-9")),
        c.Hear(t.answered(Source.PROBATION, Answer.HIT, at=told.now)),
        c.ClockRanOut(ClockName.WHOLE_CASE, limit=True, due=told.now),
        c.NobodyAnswered("no-such-alert", 1),
        c.NobodySupervises(0),
        c.NothingHappens(told.now.date()),
        c.ClosingSlotCame(told.now),
        c.ReportImmediateRisk(
            t.SERVICE, "risk-8", RiskGround.OFFICER_JUDGEMENT, "A child is alone with them."
        ),
        c.AcknowledgeAlert(t.CONSTABLE, "no-such-alert"),
        c.RecordForceReference(t.SERVICE, RecordSystem.OTHER, "46/2/26"),
        c.RaiseSafeguardingIssue(t.SERVICE, "issue-1", "Alone after school."),
        c.ResolveSafeguardingIssue(t.SERVICE, "no-such-issue", Addressed.RESOLVED, "Done."),
        c.RecordConsideration(t.SERVICE, Consideration.OTHER_CHILDREN, acted=True, reasons="Referred."),
        c.ExplainOverdue(t.SERVICE, ClockName.MEETING, "Ill."),
    )


@pytest.mark.parametrize(
    "so_far",
    [t.opened, t.assessed, t.categorised, t.finalised, not_progressed, overdue],
    ids=lambda build: build.__name__,
)
def test_no_command_that_reports_a_fact_can_be_refused(so_far: Callable[[], Told]) -> None:
    told = so_far().with_unread(UNREAD)
    assert {type(one) for one in reports(told)} == set(c.FACTS)
    for command in reports(told):
        assert isinstance(told.when(command).outcome, Decided), command


def test_advice_before_an_end_outside_the_scheme_is_the_leaflet() -> None:
    told = no_contact()
    told = t.hearing(told.when(outside(told)), t.advice(t.days(2), Advice.SUPPORT_AND_SIGNPOSTING))
    assert "ADVICE_NOT_GIVEN" in codes(told, close(told))
    told = t.hearing(told, t.advice(t.days(3), Advice.KEEPING_CHILDREN_SAFE))
    assert "ADVICE_NOT_GIVEN" not in codes(told, close(told))


def test_a_case_that_was_not_progressed_is_closed_and_never_finalised() -> None:
    told = not_progressed()
    told.when(t.finalise(told)).refused(
        "NOT_CATEGORISED", "OTHER_SCHEME_NOT_CONSIDERED", "CHILDRENS_SOCIAL_CARE_NOT_CONSIDERED"
    )
    ended = told.at(told.now + timedelta(hours=1)).when(close(told))
    assert [event.TYPE for event in ended.events] == ["decisions.case.closed.v1"]


def test_every_judgement_is_made_by_its_supervisor_over_read_mail_and_nothing_unseen() -> None:
    always = {
        "CASE_NOT_OPEN", "CASE_ENDED", "NOT_A_PERSON", "NO_SUPERVISOR", "NOT_THE_SUPERVISOR",
        "RANK_TOO_LOW", "COMPETENCE_MISSING", "UNREAD_MESSAGES", "CASE_CHANGED",
    }  # fmt: skip
    for kind in c.JUDGEMENTS:
        assert always <= {gate.code for gate in GATES[kind]}, kind


def test_no_end_is_reached_over_an_open_risk_an_open_issue_or_an_unexplained_limit() -> None:
    always = {
        "ALERT_NOT_TAKEN", "SAFEGUARDING_ISSUE_OPEN", "FORCE_RECORD_MISSING", "LETTER_NOT_GIVEN",
        "ADVICE_NOT_GIVEN", "OVERDUE_UNEXPLAINED", "FINAL_ENTRY_MISSING", "OTHER_DISCLOSURE_NOT_CONSIDERED",
    }  # fmt: skip
    for kind in (c.Finalise, c.CloseCase):
        assert always <= {gate.code for gate in GATES[kind]}, kind


def test_only_what_a_rank_may_pass_is_offered_for_passing() -> None:
    passable = {gate.code for gates in GATES.values() for gate in gates if gate.override}
    assert passable == {
        "UNREAD_MESSAGES", "SOURCE_DID_NOT_LOOK", "SOURCE_DID_NOT_ANSWER", "SOMETHING_IS_HELD",
        "POSSIBLE_RISK_FOUND", "ENQUIRY_REDIRECTED", "COMPETENCE_MISSING",
    }  # fmt: skip

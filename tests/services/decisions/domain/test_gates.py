"""Every gate blocks what it is there for, cites its source, and lets pass what meets it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.clocks import ClockName
from contracts.codes import (
    Advice,
    Answer,
    Category,
    CredibleRisk,
    Known,
    RecordSystem,
    RiskGround,
    Source,
)
from contracts.crossing import Awaited
from contracts.people import FindingKind
from messaging.decider import Moment
from messaging.gates import unmet
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import commands as c
from services.decisions.domain.decide import FROM_CLOCKS, INTENDED, REPORTED
from services.decisions.domain.events import Addressed, Consideration
from services.decisions.domain.events_across import Awaits, Owned
from services.decisions.domain.events_disclosing import MappaAdvice
from services.decisions.domain.gates import GATES
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.domain.tried_across import ACROSS
from tests.services.decisions.domain.tried_authorising import AUTHORISING
from tests.services.decisions.domain.tried_disclosing import TO_DECIDE
from tests.services.decisions.domain.tried_ending import AT_THE_END
from tests.services.decisions.domain.tried_judging import ON_THE_WAY
from tests.services.decisions.domain.tried_knowing import KNOWING
from tests.services.decisions.domain.tried_no_concern import NO_CONCERN
from tests.services.decisions.domain.tried_printing import PRINTING
from tests.services.decisions.domain.tried_referring import REFERRING
from tests.services.decisions.domain.tried_telling import TELLING
from tests.services.decisions.ordering import (
    PROGRAM,
    STALE,
    UNREAD,
    Told,
    Tried,
    close,
    no_contact,
    not_progressed,
    outside,
    overdue,
)
from tests.services.decisions.tellings import reports as telling_reports
from tests.wire.tried import code_of, shown

BY_ANOTHER = {c.RatifyUrgent}
"""An Inspector's, who does not supervise the case."""
BLOCKED_THEN_PASSED: Tried = (
    ON_THE_WAY
    | NO_CONCERN
    | TO_DECIDE
    | AUTHORISING
    | AT_THE_END
    | TELLING
    | PRINTING
    | ACROSS
    | KNOWING
    | REFERRING
)


def codes(told: Told, command: Any) -> set[str]:
    outcome = told.when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


@pytest.mark.parametrize("key", BLOCKED_THEN_PASSED)
def test_a_gate_blocks_and_then_lets_pass(key: str) -> None:
    assert shown(key, BLOCKED_THEN_PASSED[key]).both


def test_every_gate_is_tried() -> None:
    assert {gate.code for gates in GATES.values() for gate in gates} == set(map(code_of, BLOCKED_THEN_PASSED))


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
    moment = Moment(told.now, "c-given", told.version, (UNREAD,), (STALE,))
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
    "FEED_STALE": lambda: t.assessed().with_stale(STALE),
    "SOURCE_DID_NOT_LOOK": lambda: t.assessed(t.failed(Source.PROBATION, Answer.WITHHELD)),
    "SOURCE_DID_NOT_ANSWER": lambda: t.assessed(t.agency_requested()),
    "SOMETHING_IS_HELD": lambda: t.assessed(
        t.answered(Source.POLICE_LOCAL, Answer.HIT, kind=FindingKind.OTHER_CONVICTION)
    ),
    "POSSIBLE_RISK_FOUND": lambda: t.assessed(found=t.risk_assessment(credible=CredibleRisk.POSSIBLE)),
}


@pytest.mark.proves("R-254", by="services.decisions.domain.overrides:passed")
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
    assert set(c.FACTS) == {c.Hear, c.HearForce, c.HearReceipt, *FROM_CLOCKS, *REPORTED}
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
        c.NobodyAddressed("no-such-issue", 1),
        c.StillLate(ClockName.WHOLE_CASE, told.now, 1),
        c.ClosingSlotCame(told.now),
        c.ReportImmediateRisk(
            t.SERVICE, "risk-8", RiskGround.OFFICER_JUDGEMENT, "A child is alone with them."
        ),
        c.LetterNotTakenUp(told.now),
        c.AcknowledgeAlert(t.CONSTABLE, next(iter(told.state.alerts))),
        c.RecordForceReference(t.SERVICE, RecordSystem.OTHER, "46/2/26"),
        c.AttestRecordEntry(t.SERVICE, "formal-report", "46/2/26"),
        c.RaiseSafeguardingIssue(t.SERVICE, "issue-1", "Alone after school."),
        c.ResolveSafeguardingIssue(t.SERVICE, "no-such-issue", Addressed.RESOLVED, "Done."),
        c.ReportCrimeAlleged(t.SERVICE, "crime-1", "She read his messages.", told.now),
        c.RecordCrime(t.SERVICE, "no-such-allegation", "46/1299/26", told.now),
        c.RecordConsideration(t.SERVICE, Consideration.OTHER_CHILDREN, acted=True, reasons="Referred."),
        c.ExplainOverdue(t.SERVICE, ClockName.MEETING, "Ill."),
        c.RecordWithdrawal(t.SERVICE, "They wrote that they ask no longer."),
        *telling_reports(told),
        c.RecordRecipientIdentity(t.SERVICE, "nobody-chosen", ("passport",)),
        c.RecordRepresentationsSought(t.SERVICE, told.now),
        c.RecordRepresentations(t.SERVICE, told.now, "It is not true."),
        c.RecordMeetingRequested(t.SERVICE, "probation-kent", told.now),
        c.RecordStrategy(t.SERVICE, "46/1299/26", "dc-9", told.now, "She is told first; then the arrest."),
        c.RecordMappaOutcome(t.SERVICE, MappaAdvice.NO_VIEW, "MAPPA/2026/17", told.now, "As they said."),
        c.RecordOwnerConsent(t.SERVICE, "no-such-check", True, False, "By telephone."),
        c.RecordStrategy(t.SERVICE, "46/1299/26", "d.officer", told.now, "Nobody is told before."),
        c.PlaceParties(t.SERVICE, (b.place(b.SUBJECT, "23"),)),
        c.RecordMappaStatus(t.SERVICE, Known.YES, "AREA-23", "23", told.now),
        c.RecordOwner(t.SERVICE, Owned.RISK_ASSESSMENT, "23"),
        c.ForceSilent("no-such-task", Awaited.REPORT, 0),
        c.NobodyHasPrimacy(told.now, 1),
        c.DecidingForceSilent("23", Awaits.DECISION, told.now, 0),
        c.PartnerSilent("never-offered", 1),
        c.RecordNotShared(t.SERVICE, "socialcare-kent", frozenset(), "They need none of it."),
    )


def test_what_another_force_says_is_kept_or_waits_for_a_person_and_is_never_refused() -> None:
    for told in (b.asking(), b.asked(), t.supervised(), b.answered()):
        for message in (b.reported(), b.tasked_by_them(), b.primacy_is_ours()):
            assert not isinstance(told.when(c.HearForce(message)).outcome, Refusal)


@pytest.mark.parametrize(
    "so_far",
    [t.opened, t.assessed, t.categorised, t.finalised, not_progressed, overdue],
    ids=lambda build: build.__name__,
)
def test_no_command_that_reports_a_fact_can_be_refused(so_far: Callable[[], Told]) -> None:
    told = t.hearing(so_far(), t.risk(t.days(40))).with_unread(UNREAD).with_stale(STALE)
    assert {type(one) for one in reports(told)} == set(c.FACTS) - {c.HearForce, c.HearReceipt}
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
    assert [event.TYPE for event in ended.events] == [
        "decisions.case.closed.v1",
        "decisions.judgement.weighed.v1",
    ]


def test_every_judgement_is_made_by_its_supervisor_over_read_mail_and_nothing_unseen() -> None:
    always = {
        "CASE_NOT_OPEN", "CASE_ENDED", "NOT_A_PERSON", "NO_SUPERVISOR", "NOT_THE_SUPERVISOR",
        "RANK_TOO_LOW", "COMPETENCE_MISSING", "UNREAD_MESSAGES", "FEED_STALE",
        "CASE_CHANGED",
    }  # fmt: skip
    supervisors = {"NO_SUPERVISOR", "NOT_THE_SUPERVISOR", "COMPETENCE_MISSING"}
    for kind in c.JUDGEMENTS:
        by_another = supervisors if kind in BY_ANOTHER else set()
        own = {"NOT_THE_SUPERVISOR"} if kind in c.AUTHORISING else set()
        late = {"CASE_ENDED"} if kind is c.RatifyUrgent else set()
        assert always - own - by_another - late <= {gate.code for gate in GATES[kind]}, kind


def test_no_end_is_reached_over_an_open_risk_an_open_issue_or_an_unexplained_limit() -> None:
    always = {
        "ALERT_NOT_TAKEN", "SAFEGUARDING_ISSUE_OPEN", "FORCE_RECORD_MISSING", "LETTER_NOT_GIVEN",
        "ADVICE_NOT_GIVEN", "OVERDUE_UNEXPLAINED", "FINAL_ENTRY_MISSING", "OTHER_DISCLOSURE_NOT_CONSIDERED",
        "FLAGS_NOT_ACKNOWLEDGED", "NOMINAL_ENTRY_MISSING", "DELIVERY_NOT_REVIEWED",
    }  # fmt: skip
    for kind in (c.Finalise, c.CloseCase):
        assert always <= {gate.code for gate in GATES[kind]}, kind


def test_only_what_a_rank_may_pass_is_offered_for_passing() -> None:
    passable = {gate.code for gates in GATES.values() for gate in gates if gate.override}
    assert passable == {
        "UNREAD_MESSAGES", "SOURCE_DID_NOT_LOOK", "SOURCE_DID_NOT_ANSWER", "SOMETHING_IS_HELD",
        "POSSIBLE_RISK_FOUND", "ENQUIRY_REDIRECTED", "COMPETENCE_MISSING", "INITIAL_CHECKS_OPEN",
        "CHILD_UNDER_PROTECTION", "DECISION_IN_DOUBT", "WORDING_NAMES_APPLICANT", "FEED_STALE",
        "REPORT_OUTSTANDING", "ACTIONS_OPEN", "REPORTED_ITEM_NOT_GRADED", "SEARCHED_FOR_ANOTHER",
        "INTELLIGENCE_NOT_SAID",
    }  # fmt: skip

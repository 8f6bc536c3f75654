"""The case studies of the pilot, as far as a decision goes here (A6)."""

from __future__ import annotations

import pytest

from contracts.clocks import ClockName
from contracts.codes import (
    Answer,
    Category,
    ClosingText,
    ConcernGround,
    CredibleRisk,
    NoConcernStatement,
    Outcome,
    RecordSystem,
    Source,
)
from contracts.decisions import (
    ApplicationProgressed,
    CaseCategorised,
    CaseFinalised,
    CaseRecordFinalEntry,
    ClosingDue,
)
from contracts.people import FindingKind
from services.decisions.domain import DECIDER, recording
from services.decisions.domain import commands as c
from services.decisions.domain.closing import slot
from services.decisions.domain.events import (
    Consideration,
    CredibleRiskStated,
    LineOfRiskIdentified,
    ProcessSelected,
)
from services.decisions.domain.explained import JudgementWeighed
from services.decisions.domain.stage import stage
from services.decisions.domain.state import Stage
from tests.given import story
from tests.services.decisions import disclosing as g
from tests.services.decisions import said_of_subject as s
from tests.services.decisions import told as t


@pytest.mark.proves("R-238", by="services.decisions.domain.finalising:finalise")
def test_a_father_asks_about_the_new_partner_and_nothing_is_found() -> None:
    """Case study 4: no concern by its three statements; told that there is nothing for him; finalised."""
    told = t.checked().at(t.days(1))
    told = told.when(t.progress(told)).decided(ProcessSelected, ApplicationProgressed, JudgementWeighed)
    told = t.hearing(told, t.meeting_held(), t.annex_a_part2(), t.advice(), t.risk_assessment()).at(
        t.days(12)
    )
    told = told.when(t.no_concern(told)).decided(CredibleRiskStated, CaseCategorised, JudgementWeighed)
    borne_out = {one.statement: one.checks for one in told.events[1].statements}
    assert borne_out[NoConcernStatement.NO_RELEVANT_CONVICTIONS] == ("police-local-1", "police-national-1")
    assert borne_out[NoConcernStatement.NO_OTHER_INTELLIGENCE] == ("police-intelligence-1", "police-local-1")
    due = slot(told.state)
    assert due is not None
    told = told.at(due).when(c.ClosingSlotCame(due)).decided(ClosingDue)
    assert told.events[0].kind is ClosingText.NO_INFORMATION_FOR_YOU
    told = t.considering(t.hearing(told, t.letter(due)).at(t.days(26)))
    told = told.when(t.entry(told)).decided(CaseRecordFinalEntry, JudgementWeighed)
    assert told.events[0].outcome is Outcome.NO_DISCLOSURE
    told = told.when(t.finalise(told)).decided(CaseFinalised, JudgementWeighed)
    assert stage(told.state) is Stage.FINALISED
    assert not told.state.passed
    for number, entry in enumerate(recording.missing(told.state)):
        told = told.when(c.RecordEntered(entry, f"46/123456/26/{number}"))
    assert not told.due() - {one for one in told.due() if one[0] == "climb"}


def test_the_final_entry_holds_the_request_the_outcome_and_all_parties() -> None:
    told = t.categorised()
    told = told.when(t.entry(told))
    entry = told.events[0].entry.clear()
    assert [party.role for party in entry.parties] == ["APPLICANT", "SUBJECT", "CHILD"]
    assert entry.force_reference == "46/123456/26"
    assert entry.request.startswith("A father asked")


def test_clear_police_records_do_not_make_concerning_behaviour_no_concern() -> None:
    """Case study 2: nothing recorded, but the applicant fears grooming now."""
    told = t.assessed(meeting=t.meeting_held(ongoing_concern=True))
    told.when(t.no_concern(told)).refused("STATEMENT_C_CONTRADICTED")
    grounds = frozenset({ConcernGround.CONCERNING_BEHAVIOUR})
    told = told.when(t.concern(told, grounds=grounds))
    told.decided(CredibleRiskStated, LineOfRiskIdentified, CaseCategorised, JudgementWeighed)
    assert told.events[2].category is Category.CONCERN


def test_offences_against_adults_are_a_ground_of_their_own() -> None:
    """Case study 3: no conviction of Schedule 34A, and a concern nevertheless."""
    adult = t.answered(Source.POLICE_NATIONAL, Answer.HIT, kind=FindingKind.OTHER_RELEVANT_CONVICTION)
    told = t.assessed(adult, s.intelligence(s.GRADE))
    told.when(t.no_concern(told)).refused("STATEMENT_A_CONTRADICTED", "STATEMENT_B_CONTRADICTED")
    grounds = frozenset({ConcernGround.OTHER_RELEVANT_CONVICTIONS, ConcernGround.RELEVANT_INTELLIGENCE})
    told = told.when(t.concern(told, grounds=grounds))
    assert told.events[2].grounds == ("G73b", "G73c")


NOT_CONVICTED = {
    "intelligence of police": s.intelligence(s.GRADE),
    "what social care knows": t.answered(
        Source.SOCIAL_CARE, Answer.HIT, kind=FindingKind.CONCERNING_BEHAVIOUR
    ),
}


@pytest.mark.proves("R-072", by="services.decisions.domain.grounds:is_held")
@pytest.mark.parametrize("who", NOT_CONVICTED)
def test_somebody_never_convicted_is_a_concern_by_what_police_or_another_agency_hold(who: str) -> None:
    told = t.assessed(NOT_CONVICTED[who])
    grounds = frozenset({ConcernGround.RELEVANT_INTELLIGENCE})
    told.when(t.concern(told, grounds=frozenset({ConcernGround.OTHER_RELEVANT_CONVICTIONS}))).refused(
        "GROUND_B_NOT_HELD"
    )
    told = told.when(t.concern(told, grounds=grounds))
    assert told.events[2].grounds == ("G73c",)
    clear = t.assessed()
    clear.when(t.concern(clear, grounds=grounds)).refused("GROUND_C_NOT_HELD")


@pytest.mark.proves("R-021", by="services.decisions.domain.authority:authorise")
def test_of_somebody_never_convicted_who_is_a_risk_a_disclosure_is_authorised_and_none_presumed() -> None:
    risk = t.risk_assessment(credible=CredibleRisk.CREDIBLE)
    told = t.assessed(t.requested(), s.intelligence(s.GRADE), found=risk).by(t.SERGEANT)
    grounds = frozenset({ConcernGround.RELEVANT_INTELLIGENCE})
    told = told.when(t.concern(told, grounds=grounds)).after(hours=1)
    told = g.way("authorised", since=told, tested={"stages": g.stages(evidence=("police-local-1",))})
    (given,) = told.state.disclosure.authorities.values()
    assert given.recipient == "mother"
    assert told.state.disclosure.tested is not None
    assert told.state.disclosure.tested.presumption is False


def test_a_concern_stays_open_at_the_disclosure_decision_with_its_last_clock_running() -> None:
    told = t.assessed()
    told = told.when(t.concern(told))
    assert stage(told.state) is Stage.DISCLOSURE_DECISION
    assert {key.split("/")[0] for key in t.tasks_due(told, "clock")} == {ClockName.WHOLE_CASE}
    assert not t.tasks_due(told, "closing")
    told.when(t.finalise(told)).refused(
        "FINAL_ENTRY_MISSING",
        "DISCLOSURE_DECISION_OPEN",
        "RISK_TOOLS_NOT_CONSIDERED",
        "CONCERN_NOT_DISCUSSED",
        "OTHER_DISCLOSURE_NOT_CONSIDERED",
        "OTHER_SCHEME_NOT_CONSIDERED",
        "CHILDRENS_SOCIAL_CARE_NOT_CONSIDERED",
    )


def test_right_to_know_is_finalised_without_letter_or_advice_but_not_without_referrals() -> None:
    told = story(DECIDER).when(c.Hear(t.know()))
    told = t.hearing(told, t.requested(), *[t.answered(one) for one in t.POLICE], t.risk_assessment())
    told = told.when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT))
    told = told.when(c.RecordForceReference(t.SERGEANT, RecordSystem.ATHENA, "46/9/26")).at(t.days(12))
    told = told.when(t.no_concern(told))
    told = t.considering(told)
    told = told.when(t.entry(told))
    told.when(t.finalise(told)).refused("STATUTORY_REFERRALS_NOT_CONSIDERED")
    told = t.considering(told, Consideration.STATUTORY_REFERRALS)
    told.when(t.finalise(told)).decided(CaseFinalised, JudgementWeighed)

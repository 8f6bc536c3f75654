"""The three-stage test and what goes into it (G 60 to 62, 69 to 72, 80 to 90)."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from contracts.calendar import london_date
from contracts.clocks import ClockName
from contracts.codes import Answer, ConcernGround, CredibleRisk, Known, PartyRole, Source
from contracts.decisions import ClockLimitPassed
from contracts.people import FindingKind, Findings, PersonName
from contracts.sealed import Box, Sealed
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import commands as c
from services.decisions.domain import events_disclosing as d
from services.decisions.domain import mappa, three_tests
from services.decisions.domain.events import Consideration, ExtensionProposed, ForumReferralStarted
from services.decisions.domain.stage import stage
from services.decisions.domain.state import Stage
from tests.services.decisions import disclosing as g
from tests.services.decisions import said_of_subject as s
from tests.services.decisions import told as t
from tests.services.decisions.domain.tried_disclosing import alone, referred, with_grandmother
from tests.services.decisions.ordering import Told


def codes(told: Told, command: Any) -> set[str]:
    outcome = told.when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


@pytest.mark.parametrize("met", list(product((True, False), repeat=3)))
def test_authority_is_sought_only_when_all_three_stages_are_satisfied(met: tuple[bool, bool, bool]) -> None:
    told = g.way("worded", tested={"stages": g.stages(*met)})
    assert three_tests.is_satisfied(told.state) is all(met)
    assert codes(told, g.seek(told)) == (set() if all(met) else {"TEST_NOT_SATISFIED"})


@pytest.mark.parametrize("met", list(product((True, False), repeat=3)))
def test_disclosure_is_presumed_of_a_child_sex_offender_where_it_is_necessary_and_proportionate(
    met: tuple[bool, bool, bool],
) -> None:
    necessary, _, proportionate = met
    told = g.way("tested", tested={"stages": g.stages(*met)})
    assert told.state.disclosure.tested is not None
    assert told.state.disclosure.tested.presumption is (necessary and proportionate)


def test_nothing_is_presumed_where_no_risk_was_found_or_the_offences_were_against_adults() -> None:
    no_risk = t.assessed(t.requested(), g.CONVICTED, found=t.risk_assessment())
    grounds = frozenset({ConcernGround.SCHEDULE_34A_CONVICTIONS})
    told = g.way("tested", since=no_risk.when(t.concern(no_risk, grounds=grounds)))
    assert told.state.disclosure.tested is not None
    assert not told.state.disclosure.tested.presumption
    told = g.way("tested", since=against_adults())
    assert told.state.disclosure.tested is not None
    assert not told.state.disclosure.tested.presumption


def against_adults() -> Told:
    """Case study 3: convicted of offences against adults; allegations of children, never charged."""
    facts = (
        t.answered(Source.POLICE_NATIONAL, Answer.HIT, kind=FindingKind.OTHER_RELEVANT_CONVICTION),
        s.intelligence(s.GRADE),
    )
    told = t.assessed(t.requested(), *facts, found=t.risk_assessment(credible=CredibleRisk.CREDIBLE))
    grounds = {ConcernGround.OTHER_RELEVANT_CONVICTIONS, ConcernGround.RELEVANT_INTELLIGENCE}
    return told.when(t.concern(told, grounds=frozenset(grounds)))


def test_the_presumption_fills_nothing_in_and_asks_for_reasons_not_to_disclose() -> None:
    told = g.way("tested")
    command = g.none(told)
    told.when(command).refused("PRESUMPTION_NOT_ANSWERED", "KNOWS_TOO_LITTLE")
    why = {"on_presumption": "It is known to her already.", "on_knowledge": "From the trial, all of it."}
    done = told.when(g.none(told, **why))
    decided = done.events[0]
    assert decided.presumption
    assert decided.reasons.clear().on_presumption == why["on_presumption"]


def test_a_concern_over_behaviour_now_ends_without_a_disclosure_and_without_a_test() -> None:
    """Case study 2: a clear record; nothing to tell, and a concern all the same (G 84)."""
    told = t.assessed(found=t.risk_assessment(credible=CredibleRisk.CREDIBLE))
    told = told.when(t.concern(told))
    assert stage(told.state) is Stage.DISCLOSURE_DECISION
    done = told.when(g.none(told, reasons="Nothing is held; child protection investigates."))
    assert isinstance(done.outcome, Decided), done.outcome
    assert done.state.disclosure.decided_none is not None
    assert stage(done.state) is Stage.NO_DISCLOSURE_CLOSING
    done.when(g.none(done)).refused("ALREADY_DECIDED")


def test_that_nobody_is_told_is_open_again_once_the_tests_are_applied_again() -> None:
    told = g.way("sought")
    why = {"on_presumption": "She knows it all.", "on_knowledge": "She was at the trial."}
    told = g.after(told, lambda told: g.none(told, **why))
    assert not told.state.disclosure.sought
    told.when(g.seek(told)).refused("TEST_OUT_OF_DATE")
    told = g.after(told, g.tests)
    assert told.state.disclosure.decided_none is None
    assert codes(told, g.seek(told)) == set()


def test_reapplied_for_nobody_the_test_needs_none_of_what_a_disclosure_needs() -> None:
    told = g.way("connection")
    unmet = g.tests(told, recipients=(), stages=g.stages(False, False, False), extent=None)
    assert codes(told, unmet) == set()


def test_every_recipient_is_assessed_and_every_reason_comes_at_once() -> None:
    told = g.way("recipient", "connection")
    told.when(g.tests(told, stages=g.stages(evidence=()), necessary=" ", extent="")).refused(
        "STAGE_REASONS_MISSING",
        "EVIDENCE_MISSING",
        "CONNECTION_NOT_ASSESSED",
        "PRIOR_KNOWLEDGE_NOT_ASSESSED",
        "SUITABILITY_NOT_ASSESSED",
        "REPRESENTATIONS_NOT_SOUGHT",
        "IMPACT_NOT_ASSESSED",
        "EXTENT_NOT_CONSIDERED",
    )


def test_the_anonymous_applicant_cannot_be_told_and_somebody_verified_can() -> None:
    """C-19, C-30."""
    told = t.hearing(g.concern(), t.application(t.hours(2), anonymous=True, applicant=None))
    assert told.state.is_anonymous
    asked = g.recipient(told, recipient="applicant", role=PartyRole.APPLICANT, person=None)
    told.when(asked).refused("RECIPIENT_UNVERIFIED")
    told = g.way("authorised", since=told)
    assert [one.recipient for one in told.state.disclosure.authorities.values()] == ["mother"]


def test_a_father_and_a_son_of_one_name_are_two_people() -> None:
    told = g.concern(t.corrected(t.hours(4), subject=t.subject(date_of_birth=t.CONTACT.date())))
    name = PersonName(given="Dorian", family="Sample-Quill")
    same = g.recipient(told, person=d.RecipientPerson(name=name, date_of_birth=t.CONTACT.date()))
    told.when(same).refused("RECIPIENT_IS_SUBJECT")
    unknown = g.recipient(told, person=d.RecipientPerson(name=name))
    told.when(unknown).refused("RECIPIENT_IS_SUBJECT")
    other = g.recipient(told, person=d.RecipientPerson(name=name, date_of_birth=t.days(1).date()))
    assert codes(told, other) == set()


def test_under_18_a_responsible_adult_is_told_as_well_or_the_way_of_59_was_gone() -> None:
    """C-32."""
    assert "RECIPIENT_UNDER_18_ALONE" not in codes(with_grandmother(), g.seek(with_grandmother()))
    assert "RECIPIENT_UNDER_18_ALONE" not in codes(alone(), g.seek(alone()))
    assert Consideration.SOCIAL_CARE_ALERT in alone().state.considered


def test_whose_age_nobody_knows_counts_as_under_18_until_proof_is_seen() -> None:
    unknown = d.RecipientPerson(name=PersonName(given="Ottoline", family="Sample"))
    told = g.way("worded", recipient={"person": unknown})
    told.when(g.seek(told)).refused("RECIPIENT_UNDER_18_ALONE")
    told = g.way("worded", recipient={"person": unknown}, identity={"adult": True})
    assert codes(told, g.seek(told)) == set()


def test_a_subject_who_has_nothing_to_say_was_asked() -> None:
    told = g.way("data_protection", "dispensed")
    told = g.after(told, g.ask, g.sought, lambda told: g.received(told, None))
    assert codes(told, g.tests(told)) == set()


def test_each_exception_to_asking_has_its_reasons() -> None:
    told = g.concern()
    exceptions = {d.Dispensed.IMMINENT_HARM: "They move in on Friday.", d.Dispensed.SOURCES_AT_RISK: " "}
    told.when(g.dispense(told, exceptions=exceptions)).refused("REASONS_MISSING")
    exceptions[d.Dispensed.SOURCES_AT_RISK] = "One source alone could have said it."
    (dispensed,) = told.when(g.dispense(told, exceptions=exceptions)).events
    assert dict(zip(dispensed.why, dispensed.reasons.clear().each, strict=True)) == exceptions


@pytest.mark.proves("R-169", by="services.decisions.domain.mappa:consider")
def test_a_referral_is_due_28_days_after_the_risk_assessment_and_ends_when_it_is_asked_for() -> None:
    told = g.concern(g.MANAGED)
    told = told.when(g.mappa(told, refer=True, level=2))
    assert {type(one) for one in told.events} == {
        d.MappaConsidered,
        ForumReferralStarted,
        ExtensionProposed,
    }
    clock = told.state.clocks[ClockName.FORUM_REFERRAL]
    assert told.state.checks.assessment_completed is not None
    assert clock.started == told.state.checks.assessment_completed.at
    assert clock.limit is not None
    assert (london_date(clock.limit.at) - london_date(clock.started)).days == 28
    assert told.state.disclosure.mappa.extension == clock.limit.at
    assert any("FORUM_REFERRAL" in key for key in t.tasks_due(told, "clock"))
    told = told.when(c.RecordMeetingRequested(t.CONSTABLE, g.LEAD, told.now))
    assert ClockName.FORUM_REFERRAL in told.state.ends
    assert not any("FORUM_REFERRAL" in key for key in t.tasks_due(told, "clock"))


def test_decided_on_before_the_risk_is_assessed_the_referral_is_due_from_the_assessment() -> None:
    told = t.hearing(t.progressed(g.MANAGED), t.meeting_held())
    told = told.when(g.mappa(told, refer=True, level=3))
    assert ClockName.FORUM_REFERRAL not in told.state.clocks
    told = t.hearing(told, t.risk_assessment())
    assert told.state.clocks[ClockName.FORUM_REFERRAL].started == t.days(10)


def test_no_referral_after_all_ends_its_clock_and_another_starts_it_again() -> None:
    told = g.after(referred(), g.mappa)
    assert ClockName.FORUM_REFERRAL in told.state.ends
    told = g.after(told, lambda told: g.mappa(told, refer=True, level=2))
    assert ClockName.FORUM_REFERRAL not in told.state.ends


@pytest.mark.proves("R-169", by="services.decisions.domain.clocks:ran_out")
def test_a_passed_referral_rings_without_telling_what_it_is_about() -> None:
    told = referred()
    limit = told.state.clocks[ClockName.FORUM_REFERRAL].limit
    assert limit is not None
    told = told.at(limit.late_from).when(c.ClockRanOut(ClockName.FORUM_REFERRAL, limit=True, due=limit.at))
    assert ClockLimitPassed in {type(one) for one in told.events}
    assert not [key for key in told.state.alerts if "forum" in key or "mappa" in key or "referral" in key]


def test_a_wording_of_all_that_is_held_goes_against_an_advice_to_disclose_in_part() -> None:
    """Case study 3: limited wording; the full history is not released."""
    told = g.after(referred(), lambda told: g.outcome(told, d.MappaAdvice.DISCLOSE_IN_PART), g.tests)
    assert codes(told, g.wording(told, extent=d.Extent.FULL)) == {"ADVICE_NOT_FOLLOWED"}
    assert codes(told, g.wording(told)) == set()
    assert told.state.disclosure.mappa.outcome is not None
    assert told.state.disclosure.mappa.outcome[1] == "MAPPA/2026/17"


@pytest.mark.parametrize(
    ("advice", "against"),
    [
        (d.MappaAdvice.DISCLOSE, {False}),
        (d.MappaAdvice.DISCLOSE_IN_PART, {False}),
        (d.MappaAdvice.DO_NOT_DISCLOSE, {True}),
        (d.MappaAdvice.NO_VIEW, set()),
    ],
)
def test_whoever_does_not_follow_the_meeting_says_why(advice: d.MappaAdvice, against: set[bool]) -> None:
    told = g.after(referred(), lambda told: g.outcome(told, advice))
    for satisfied in (True, False):
        tests = g.tests(told, stages=g.stages(satisfied, satisfied, satisfied))
        assert ("ADVICE_NOT_FOLLOWED" in codes(told, tests)) is (satisfied in against)


def test_records_that_cannot_be_read_may_say_that_the_subject_is_managed() -> None:
    closed: Sealed[Findings] = Sealed("findings", None, Box("a" * 22, "b" * 22, "c"))
    unreadable = t.answered(Source.OFFENDER_MANAGEMENT, Answer.HIT, findings=closed)
    assert mappa.is_managed(g.concern(unreadable).state)
    assert mappa.is_managed(g.concern(g.MANAGED).state)
    assert not mappa.is_managed(g.concern().state)
    registered = t.answered(Source.POLICE_LOCAL, Answer.HIT, kind=FindingKind.REGISTERED_SEX_OFFENDER)
    assert mappa.is_eligible(g.concern(registered).state)
    assert not mappa.is_managed(g.concern(registered).state)


def test_another_agency_may_be_passed_by_a_power_that_is_named() -> None:
    held = t.answered(Source.PROBATION, Answer.HIT, kind=FindingKind.UNDER_SUPERVISION)
    evidence = g.stages(evidence=("probation-1",))
    told = g.way("worded", since=g.concern(held), tested={"stages": evidence})
    refusing = c.RecordOwnerConsent(t.CONSTABLE, "probation-1", False, False, "They would rather not.")
    assert "OWNER_CONSENT_MISSING" in codes(told.when(refusing), g.seek(told))
    power = c.RecordOwnerConsent(
        t.CONSTABLE, "probation-1", False, True, "By the common law power of police."
    )
    told = told.when(refusing).when(power)
    assert codes(told, g.seek(told)) == set()


def test_what_checks_establish_of_the_subject_counts_beside_what_a_source_holds() -> None:
    """C-26: three independent facts."""
    told = g.concern(s.facts(mappa=Known.YES))
    assert mappa.is_managed(told.state)
    assert not mappa.is_managed(g.concern(s.facts(registered=Known.YES)).state)
    assert mappa.is_eligible(g.concern(s.facts(registered=Known.YES)).state)
    caution = t.assessed(t.requested(), s.facts(schedule_34a=Known.YES))
    grounds = frozenset({ConcernGround.SCHEDULE_34A_CONVICTIONS})
    assert codes(caution, t.concern(caution, grounds=grounds)) == set()
    assert three_tests.is_child_sex_offender(caution.state)

"""Hand-overs that are not answered ring somebody; so do steps whose limit has passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts import example
from contracts.codes import Channel, CorrectionReason, Rank, RedirectedTo
from contracts.decisions import CaseFinalised
from contracts.intake import EnquiryReceived
from contracts.risk import ImmediateRiskIdentified
from messaging.outcomes import HEARD, Decided, Task, Time
from services.intake.domain import commands as c
from services.intake.domain import due
from services.intake.domain.state import Case
from tests.given import START, Story
from tests.services.intake.invented import (
    CALL_TAKER,
    CLEAR,
    DECIDER,
    RECORD,
    RISK,
    WHOLE,
    a_case,
    acknowledged,
    alerted,
    from_checks,
    from_decisions,
    hears,
    held,
    meeting,
    received,
    to_be_seen,
)


def tasks(case: Story[Case]) -> dict[tuple[str, str], Task]:
    return {(task.kind, task.key): task for task in DECIDER.due(case.state)}


def rung(case: Story[Case]) -> set[str]:
    """Codes of the alarms that the last decision rings."""
    assert isinstance(case.outcome, Decided)
    return {task.refs["code"] for task in case.outcome.tasks if task.kind == "alarm"}


def risk_message(case: Story[Case]) -> str:
    message: str = case.state.risks["risk-1"].message
    return message


def test_a_case_record_must_come_back_within_five_minutes_of_machine_time() -> None:
    task = tasks(received())[due.HAND_OVER, due.RECORD]
    assert (task.time, task.after, task.due) == (Time.MACHINE, timedelta(minutes=5), None)


def test_an_alert_must_come_back_within_60_seconds_of_machine_time() -> None:
    task = tasks(received(risk=RISK))[due.HAND_OVER, "risk/risk-1"]
    assert (task.time, task.after, task.due) == (Time.MACHINE, timedelta(seconds=60), None)


def test_no_case_record_rings() -> None:
    assert rung(received().when(c.CheckHandOver(due.RECORD))) == {"NO_CASE_RECORD"}


def test_a_case_record_that_came_rings_nobody() -> None:
    case = hears(received(), from_decisions(RECORD)).when(c.CheckHandOver(due.RECORD))
    assert rung(case) == set()
    assert (due.HAND_OVER, due.RECORD) not in case.due()


def test_an_application_of_which_checks_says_nothing_rings() -> None:
    task = tasks(received())[due.HAND_OVER, due.CHECKS]
    assert (task.time, task.after, task.due) == (Time.MACHINE, timedelta(minutes=5), None)
    assert rung(received().when(c.CheckHandOver(due.CHECKS))) == {"CHECKS_NOT_BEGUN"}


@pytest.mark.parametrize("type_", ["checks.checks.requested.v1", "checks.check.failed.v1"])
def test_checks_that_ask_or_say_why_not_stop_the_watchdog(type_: str) -> None:
    case = hears(received(), from_checks(example.event(type_)))
    assert (due.HAND_OVER, due.CHECKS) not in case.due()
    assert rung(case.when(c.CheckHandOver(due.CHECKS))) == set()


def test_a_risk_without_an_alert_rings() -> None:
    assert rung(received(risk=RISK).when(c.CheckHandOver("risk/risk-1"))) == {"RISK_NOT_ALERTED"}


def test_an_alert_that_answers_the_risk_stops_the_watchdog() -> None:
    case = received(risk=RISK)
    case = hears(case, from_decisions(alerted(risk_message(case))))
    assert (due.HAND_OVER, "risk/risk-1") not in case.due()
    assert rung(case.when(c.CheckHandOver("risk/risk-1"))) == set()


@pytest.mark.parametrize("because_of", [None, "event-of-another-risk"])
def test_an_alert_about_something_else_does_not(because_of: Any) -> None:
    case = hears(received(risk=RISK), from_decisions(alerted(because_of)))
    assert rung(case.when(c.CheckHandOver("risk/risk-1"))) == {"RISK_NOT_ALERTED"}


def test_each_of_two_risks_has_a_watchdog_of_its_own() -> None:
    case = received(risk=RISK).when(c.ReportImmediateRisk(CALL_TAKER, RISK))
    case = hears(case, from_decisions(alerted(risk_message(case))))
    assert (due.HAND_OVER, "risk/risk-2") in case.due()


def test_a_risk_is_taken_when_a_named_person_acknowledges_it() -> None:
    case = received(risk=RISK)
    case = hears(case, from_decisions(alerted(risk_message(case))))
    assert case.state.unacknowledged()
    assert not hears(case, from_decisions(acknowledged())).state.unacknowledged()


@pytest.mark.parametrize("rank", [Rank.STAFF, Rank.CONSTABLE])
def test_a_risk_is_not_taken_by_a_rank_that_may_not_take_it(rank: Rank) -> None:
    case = received(risk=RISK)
    case = hears(case, from_decisions(alerted(risk_message(case))))
    by_constable = acknowledged().model_copy(update={"rank": rank})
    case = hears(case, from_decisions(by_constable))
    assert case.state.unacknowledged()
    going = c.RedirectEnquiry(CALL_TAKER, RedirectedTo.SCOTLAND, "please-ring@1", concern_passed_on=True)
    case.when(going).refused("RISK_NOT_ACKNOWLEDGED")
    assert not hears(case, from_decisions(acknowledged())).state.unacknowledged()


def test_a_case_that_ends_with_flags_nobody_looked_at_rings_a_supervisor() -> None:
    flagged = received(contacted_at=START - timedelta(days=2))
    end = from_decisions(CaseFinalised(finalised_at=START))
    assert rung(flagged.when(c.Hear(end))) == {"FLAGS_NOT_ACKNOWLEDGED"}
    assert rung(received().when(c.Hear(end))) == set()


def test_an_acknowledgement_that_overtakes_its_alert_counts() -> None:
    case = received(risk=RISK)
    early = hears(case, from_decisions(acknowledged()), from_decisions(alerted(risk_message(case))))
    assert not early.state.unacknowledged()


@pytest.mark.parametrize("ended", ["redirected", "finalised"])
def test_a_risk_on_a_case_that_has_ended_is_reported_and_watched(ended: Any) -> None:
    case = received()
    if ended == "redirected":
        going = c.RedirectEnquiry(CALL_TAKER, RedirectedTo.SCOTLAND, "please-ring@1", concern_passed_on=True)
        case = case.when(going)
    else:
        case = hears(case, from_decisions(CaseFinalised(finalised_at=START)))
    case = case.when(c.ReportImmediateRisk(CALL_TAKER, RISK)).decided(ImmediateRiskIdentified)
    assert (due.HAND_OVER, "risk/risk-1") in case.due()


def test_a_risk_is_said_at_the_time_it_was_seen_never_in_the_future() -> None:
    seen = replace(RISK, identified_at=START - timedelta(minutes=20))
    case = received().when(c.ReportImmediateRisk(CALL_TAKER, seen))
    assert case.events[0].identified_at == START - timedelta(minutes=20)
    ahead = replace(RISK, identified_at=START + timedelta(days=1))
    case = received().when(c.ReportImmediateRisk(CALL_TAKER, ahead)).decided(ImmediateRiskIdentified)
    assert case.events[0].identified_at == START


def test_missing_details_ring_at_the_target_and_at_the_limit_of_24_hours() -> None:
    case = received(details=c.Details())
    wanted = tasks(case)
    tick = timedelta(microseconds=1)
    assert wanted[due.STEP, due.DETAILS_TARGET].due == START + timedelta(hours=12) + tick
    assert wanted[due.STEP, due.DETAILS_LIMIT].due == START + timedelta(hours=24) + tick
    assert rung(case.when(c.CheckStep(due.DETAILS_TARGET))) == {"DETAILS_MISSING"}
    assert rung(received().when(c.CheckStep(due.DETAILS_TARGET))) == set()


@pytest.mark.parametrize(("step", "weeks"), list(zip(due.DETAILS_STILL, (1, 2, 4, 8), strict=True)))
def test_an_enquiry_that_never_becomes_an_application_rings_again_and_says_how_it_ends(
    step: str, weeks: int
) -> None:
    case = received(details=c.Details())
    assert tasks(case)[due.STEP, step].due == START + timedelta(weeks=weeks)
    late = case.when(c.CheckStep(step))
    assert rung(late) == {"DETAILS_MISSING"}
    assert isinstance(late.outcome, Decided)
    words = late.outcome.tasks[0].refs["words"]
    assert "the subject's surname, without which no source can be searched" in words
    assert "recorded on the form, which makes it an application" in words
    assert (due.STEP, step) not in received().due()


@pytest.mark.proves("R-051", by="services.intake.domain.watch:step")
def test_an_applicant_not_seen_in_ten_days_is_told_or_somebody_rings() -> None:
    case = to_be_seen()
    assert tasks(case)[due.STEP, due.MEETING_TARGET].due == datetime(2026, 6, 11, 23, tzinfo=UTC)
    late = case.at(datetime(2026, 6, 11, 23, tzinfo=UTC))
    assert rung(late.when(c.CheckStep(due.MEETING_TARGET))) == {"DELAY_NOT_TOLD"}
    told = c.TellOfDelay(CALL_TAKER, date(2026, 6, 20), Channel.TELEPHONE, "delay@1", told_already=True)
    assert rung(late.when(told).when(c.CheckStep(due.MEETING_TARGET))) == set()


def the_step(case: Story[Case], begins: str) -> tuple[str, datetime]:
    """The one watch whose key begins so, and when it runs out."""
    ((key, task),) = [(key, task) for (_, key), task in tasks(case).items() if key.startswith(begins)]
    assert task.due is not None
    return key, task.due


def test_a_meeting_to_which_nobody_came_rings_when_the_next_day_is_over() -> None:
    """Missed or called off: somebody arranges another, or says why none is possible (G 36)."""
    case = to_be_seen().when(meeting())
    key, over = the_step(case, due.ARRANGED)
    assert over == datetime(2026, 6, 5, 23, tzinfo=UTC), "it was arranged for the fourth"
    assert rung(case.at(over).when(c.CheckStep(key))) == {"MEETING_NOT_HELD"}


def test_a_meeting_that_was_held_rings_nobody() -> None:
    case = to_be_seen().when(meeting())
    key, over = the_step(case, due.ARRANGED)
    case = case.after(days=3).when(held())
    assert (due.STEP, key) not in case.due()
    assert rung(case.at(over).when(c.CheckStep(key))) == set()


def test_a_meeting_that_was_put_off_is_watched_at_its_new_time_only() -> None:
    case = to_be_seen().when(meeting())
    key, over = the_step(case, due.ARRANGED)
    case = case.when(meeting(begins_at=START + timedelta(days=6)))
    anew, later = the_step(case, due.ARRANGED)
    assert (anew != key, later - over) == (True, timedelta(days=3))
    assert rung(case.at(over).when(c.CheckStep(key))) == set()
    assert rung(case.at(later).when(c.CheckStep(anew))) == {"MEETING_NOT_HELD"}


def test_a_second_meeting_to_which_nobody_came_rings_too() -> None:
    case = to_be_seen().when(meeting()).after(days=3).when(held())
    case = case.when(meeting(meeting="meeting-2", begins_at=START + timedelta(days=5)))
    key, over = the_step(case, due.ARRANGED)
    assert rung(case.at(over).when(c.CheckStep(key))) == {"MEETING_NOT_HELD"}


def test_nobody_waits_for_a_meeting_of_a_case_that_does_not_go_on() -> None:
    case = hears(
        to_be_seen().when(meeting()), from_decisions(example.event("decisions.application.not_progressed.v1"))
    )
    assert not [key for _, key in case.due() if key.startswith(due.ARRANGED)]


def test_who_was_told_how_long_it_takes_is_seen_by_then_or_told_anew() -> None:
    """The ring at ten days was answered, and nothing came after it (G 28 f)."""
    told = c.TellOfDelay(CALL_TAKER, date(2026, 6, 20), Channel.TELEPHONE, "delay@1", told_already=True)
    case = to_be_seen().when(told)
    key, over = the_step(case, due.DELAYED)
    assert over == datetime(2026, 6, 20, 23, tzinfo=UTC)
    assert rung(case.at(over).when(c.CheckStep(key))) == {"DELAY_NOT_TOLD"}
    anew = case.when(replace(told, expected_by=date(2026, 6, 30)))
    assert the_step(anew, due.DELAYED)[0] != key
    assert rung(anew.at(over).when(c.CheckStep(key))) == set()
    assert (due.STEP, key) not in case.after(days=3).when(held()).due()


def test_a_meeting_without_its_form_rings_after_the_same_working_day() -> None:
    case = to_be_seen().after(days=3).when(held())
    assert tasks(case)[due.STEP, due.FORM].due == datetime(2026, 6, 4, 23, tzinfo=UTC)
    assert rung(case.when(c.CheckStep(due.FORM))) == {"FORM_NOT_COMPLETE"}


def test_a_case_that_has_ended_has_no_steps_left() -> None:
    case = hears(to_be_seen(), from_decisions(CaseFinalised(finalised_at=START)))
    assert case.due() == set()
    assert rung(case.when(c.CheckStep(due.MEETING_TARGET))) == set()


def test_links_are_looked_for_again_whenever_somebody_is_named_anew() -> None:
    case = received()
    assert (due.FIND_LINKS, "first-v1") in case.due()
    renamed = c.Details(subject=WHOLE.subject)
    case = case.when(c.CorrectFact(CALL_TAKER, CorrectionReason.MISTYPED, renamed, case.version))
    assert (due.FIND_LINKS, "first-v4") in case.due()


def test_nobody_is_looked_for_without_an_applicant() -> None:
    kinds = {kind for kind, _ in received(details=replace(WHOLE, applicant=None)).due()}
    assert due.FIND_LINKS not in kinds


def test_another_services_word_on_a_case_not_taken_yet_waits() -> None:
    a_case().when(c.Hear(from_checks(CLEAR))).not_yet()


def test_word_of_a_case_that_goes_on_from_an_ended_one_is_kept_and_waits_for_no_enquiry() -> None:
    """C-50: nobody asked again, so none will be taken here."""
    said = from_decisions(RECORD)._replace(opening={"route": "RIGHT_TO_KNOW"})
    case = a_case().when(c.Hear(said))
    assert isinstance(case.outcome, Decided)
    assert not case.state.opened


def test_urgent_word_on_a_case_not_taken_yet_is_kept() -> None:
    case = a_case().when(c.Hear(from_decisions(alerted("event-0000000009"))))
    assert isinstance(case.outcome, Decided)
    assert case.outcome.events == (HEARD,)
    assert not case.state.opened
    case = case.when(c.ReceiveEnquiry(CALL_TAKER, Channel.TELEPHONE, "annex-a@1", WHOLE))
    assert EnquiryReceived in {type(event) for event in case.events}


def test_the_opening_facts_are_those_of_the_contact() -> None:
    contact = START - timedelta(hours=3)
    case = received(contacted_at=contact)
    assert DECIDER.opening(case.state) == {
        "openedat": "2026-06-01T06:00:00.000Z",
        "route": "RIGHT_TO_ASK",
        "policy": "KENT-2025@2025-03",
    }
    assert DECIDER.opening(a_case().state) == {}

"""The case record: opened by its first word, keeping every fact, in whatever order they come."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.clocks import ClockName
from contracts.codes import (
    AlertKind,
    Answer,
    ContactKind,
    CredibleRisk,
    IdentityOutcome,
    Source,
    Transport,
)
from contracts.decisions import CaseRecordCreated, OfficerAlertDue, SupervisorAlerted
from contracts.people import FindingKind, Findings
from contracts.sealed import Box, Sealed
from messaging.decider import Message
from messaging.outcomes import HEARD, Decided
from services.decisions.domain import DECIDER, alerts, opening
from services.decisions.domain import commands as c
from services.decisions.domain.coverage import not_answered, not_looked, of_subject
from services.decisions.domain.events import ClocksStarted, Flag
from services.decisions.domain.neutral_keys import alert_key
from services.decisions.domain.recording import CHASE, ENTRY
from services.decisions.domain.state import Alert, Case, national
from tests.examples import many
from tests.given import CASE, Story, story
from tests.services.decisions import told as t

UNSUPERVISED = alert_key(Case(CASE), "supervision", "0")


def test_the_enquiry_opens_the_record_and_every_clock() -> None:
    told = story(DECIDER).when(c.Hear(t.enquiry()))
    told.decided(ClocksStarted, CaseRecordCreated)
    assert told.state.opened


def test_whatever_comes_first_opens_it_by_the_facts_that_each_message_carries() -> None:
    late_enquiry = story(DECIDER).at(t.hours(3)).when(c.Hear(t.answered(Source.POLICE_LOCAL)))
    late_enquiry.decided(ClocksStarted, CaseRecordCreated)
    then = late_enquiry.when(c.Hear(t.enquiry()))
    then.decided()
    assert then.state.clocks == t.opened().state.clocks


def test_a_message_without_opening_facts_waits_until_the_case_opens() -> None:
    story(DECIDER).when(c.Hear(t.advice()._replace(opening={}))).not_yet()


def test_every_foreign_fact_is_kept_as_it_came() -> None:
    for fact in FACTS:
        outcome = t.opened().when(c.Hear(fact)).outcome
        assert isinstance(outcome, Decided)
        assert outcome.events[0] is HEARD


def test_every_published_event_carries_the_opening_facts() -> None:
    assert opening(t.opened().state) == {
        "openedat": "2026-06-01T09:00:00.000Z",
        "route": "RIGHT_TO_ASK",
        "policy": t.POLICY,
    }


def test_a_policy_that_is_not_held_here_gives_way_to_the_one_in_force_at_contact() -> None:
    told = story(DECIDER).when(c.Hear(t.enquiry()._replace(opening={"policy": "KENT-1999@1999-01"})))
    assert told.state.opening is not None
    assert told.state.opening.profile == t.POLICY


def test_a_contact_older_than_every_policy_runs_under_the_nations() -> None:
    at = t.CONTACT.replace(year=2001)
    told = story(DECIDER).when(c.Hear(t.enquiry(at)._replace(opening={})))
    assert told.state.opening is not None
    assert told.state.opening.profile == national().reference


def test_news_of_a_finished_case_is_kept_and_rings() -> None:
    told = t.hearing(t.finalised(), t.answered(Source.PROBATION, Answer.HIT, at=t.days(30)))
    told.decided(SupervisorAlerted, OfficerAlertDue)
    assert told.events[0].kind is AlertKind.NEW_INFORMATION
    assert told.state.ended is not None


def test_the_same_news_heard_twice_rings_once() -> None:
    told = t.hearing(t.categorised(), t.answered(Source.PROBATION, at=t.days(14)))
    told.decided(SupervisorAlerted, OfficerAlertDue)
    t.hearing(told, t.answered(Source.PROBATION, at=t.days(14))).decided()


def test_what_is_not_material_is_kept_on_a_finished_case_and_rings_nobody() -> None:
    t.hearing(t.finalised(), t.advice(t.days(30))).decided()


def test_a_meeting_before_the_formal_report_is_flagged_and_not_refused() -> None:
    told = t.hearing(t.opened(), t.meeting_held())
    assert Flag.MEETING_WITHOUT_FORCE_RECORD in told.state.flags


def test_a_supervisor_who_did_the_work_is_flagged() -> None:
    told = t.assessed(meeting=t.meeting_held()._replace(actor=t.SERGEANT))
    told = told.by(t.SERGEANT).when(t.no_concern(told))
    assert told.state.flags == {Flag.SUPERVISOR_DID_THE_WORK}


def after(*facts: Message) -> Case:
    return t.hearing(t.opened(), *facts).state


def answers(case: Case) -> list[Answer]:
    return [one.answer for _, one in of_subject(case, *Answer)]


POLICE = Source.POLICE_NATIONAL
CONTRADICTION = [
    ((Answer.NO_TRACE, Answer.HIT), Answer.HIT),
    ((Answer.HIT, Answer.NO_TRACE), Answer.HIT),
    ((Answer.AMBIGUOUS, Answer.NO_TRACE), Answer.AMBIGUOUS),
    ((Answer.AMBIGUOUS, Answer.HIT), Answer.HIT),
]


@pytest.mark.parametrize(("given_", "counts"), CONTRADICTION)
def test_of_two_answers_of_one_source_the_more_cautious_counts(
    given_: tuple[Answer, Answer], counts: Answer
) -> None:
    first, second = given_
    case = after(
        t.answered(POLICE, first, at=t.hours(3), check="check-1"),
        t.answered(POLICE, second, at=t.hours(5), check="check-2"),
    )
    assert answers(case) == [counts]


def test_a_source_that_was_down_and_then_searched_has_looked() -> None:
    case = after(t.failed(POLICE, at=t.hours(2)), t.answered(POLICE, at=t.hours(3)))
    assert answers(case) == [Answer.NO_TRACE]


def test_a_source_that_searched_and_is_down_when_asked_again_could_not_look() -> None:
    case = after(t.answered(POLICE, at=t.hours(2)), t.failed(POLICE, at=t.days(9), check="again-1"))
    assert answers(case) == [Answer.UNAVAILABLE]
    assert [asked.source for asked, _ in not_looked(case)] == [POLICE]


def test_a_hit_stays_a_hit_when_the_source_goes_down() -> None:
    case = after(
        t.answered(POLICE, Answer.HIT, at=t.hours(2)), t.failed(POLICE, at=t.days(9), check="again-1")
    )
    assert answers(case) == [Answer.HIT]


def test_an_agency_that_is_overdue_could_not_look_until_it_answers() -> None:
    late = after(t.agency_requested(), t.agency_overdue())
    assert answers(late) == [Answer.UNAVAILABLE]
    assert answers(after(t.agency_requested(), t.agency_overdue(), t.agency_answered(t.days(11)))) == [
        Answer.NO_TRACE
    ]


def test_a_possible_match_is_what_a_person_said_it_is() -> None:
    ambiguous = t.answered(POLICE, Answer.AMBIGUOUS, at=t.hours(2), check="check-1")
    yes = t.identity(IdentityOutcome.IS_THE_SUBJECT, "check-1")
    no = t.identity(IdentityOutcome.NONE_IS_THE_SUBJECT, "check-1")
    assert answers(after(ambiguous, yes)) == [Answer.HIT]
    assert answers(after(ambiguous, no)) == [Answer.NO_TRACE]
    assert answers(after(no, ambiguous)) == [Answer.NO_TRACE]


def waited_for(case: Case) -> list[Source]:
    return [asked.source for asked in not_answered(case)]


def test_a_source_that_was_asked_and_is_silent_is_not_nothing_held() -> None:
    assert waited_for(after(t.requested())) == sorted(t.POLICE)
    assert waited_for(after(t.agency_requested())) == [Source.SOCIAL_CARE]


def test_findings_that_cannot_be_read_here_count_against_every_statement() -> None:
    closed: Sealed[Findings] = Sealed("findings", None, Box("a" * 22, "b" * 22, "c"))
    told = t.assessed(t.answered(POLICE, Answer.HIT, findings=closed))
    told.when(t.no_concern(told)).refused(
        "STATEMENT_A_CONTRADICTED", "STATEMENT_B_CONTRADICTED", "STATEMENT_C_CONTRADICTED"
    )


FACTS: tuple[Message, ...] = (
    t.enquiry(),
    t.application(),
    t.corrected(t.hours(2), subject=t.subject(t.APPLICANT_HOME)),
    t.corrected(t.hours(30), relationships=t.relationships(ContactKind.SUPERVISED)),
    t.requested(),
    *[t.answered(source) for source in t.POLICE],
    t.failed(Source.PROBATION),
    t.failed(Source.PROBATION, at=t.days(2), check="probation-2"),
    t.answered(Source.PROBATION, at=t.days(3), check="probation-2"),
    t.answered(Source.POLICE_LOCAL, Answer.AMBIGUOUS, at=t.hours(4), check="local-2"),
    t.answered(
        Source.OFFENDER_MANAGEMENT, Answer.HIT, at=t.hours(4), kind=FindingKind.REGISTERED_SEX_OFFENDER
    ),
    t.candidates("local-2"),
    t.identity(IdentityOutcome.NONE_IS_THE_SUBJECT, "local-2"),
    t.agency_requested(),
    t.agency_overdue(),
    t.agency_answered(t.days(12)),
    t.initial_checks(t.hours(20)),
    t.initial_checks(t.hours(26)),
    t.meeting_held(t.days(4)),
    t.meeting_held(t.days(13), ongoing_concern=True),
    t.annex_a_part2(),
    t.advice(),
    t.risk_assessment(t.days(10)),
    t.risk_assessment(t.days(14), CredibleRisk.POSSIBLE),
    t.risk(),
    t.risk(by="checks"),
    t.letter(),
    t.letter(t.days(24), Transport.HAND),
    t.handed_over(),
    t.letter_failed(),
    t.redirected(),
)
ORDERED = ("news", "entries", "last_active", "flags", "alerts", "alert_clocks", "passed", "alerts_passed")
"""What depends on when we heard, and must: what an officer had not seen, and what was rung because of it."""


def known(case: Case) -> dict[str, Any]:
    """What must not depend on the order in which facts came."""
    return {name: one for name, one in case._asdict().items() if name not in ORDERED}


def heard_in(order: list[Message]) -> Story[Case]:
    told = story(DECIDER).at(t.days(40))
    for message in order:
        told = told.when(c.Hear(message))
        assert isinstance(told.outcome, Decided), (message.type, told.outcome)
        kinds = {task.kind for task in DECIDER.due(told.state)}
        assert kinds <= {"clock", "climb", "supervision", "silence", ENTRY, CHASE}
    return told


EXPECTED = known(heard_in(list(FACTS)).state)


@settings(deadline=None, max_examples=many(60))
@given(st.integers(min_value=0, max_value=2**32))
def test_facts_in_any_order_end_in_the_same_case(seed: int) -> None:
    order = list(FACTS)
    random.Random(seed).shuffle(order)  # noqa: S311 - an order, not a secret
    assert known(heard_in(order).state) == EXPECTED


@settings(deadline=None, max_examples=many(60))
@given(st.lists(st.sampled_from(FACTS), max_size=40))
def test_any_facts_any_number_of_times_never_raise(order: list[Message]) -> None:
    told = heard_in(order)
    assert told.state.opened == bool(order)


@settings(deadline=None, max_examples=many(40))
@given(st.integers(min_value=0, max_value=2**32))
def test_the_news_that_an_officer_has_not_seen_is_complete_in_any_order(seed: int) -> None:
    order = list(FACTS)
    random.Random(seed).shuffle(order)  # noqa: S311
    told = heard_in(order)
    heard = [one for one in told.state.news if one.type != "decisions.case.categorised.v1"]
    assert sorted(one.type for one in heard) == sorted(one.type for one in FACTS if one.event.is_material)


def test_limits_are_judged_alike_in_whatever_order_the_ends_come() -> None:
    """Heard before or after the case opens, a late end is late (and its clock says so) at the latest by its
    task.
    """
    late = t.initial_checks(t.hours(26))
    for order in ([t.enquiry(), late], [late, t.enquiry()]):
        told = story(DECIDER).at(t.hours(30))
        for fact in order:
            told = told.when(c.Hear(fact))
        limit = told.state.clocks[ClockName.INITIAL_CHECKS].limit
        assert limit is not None
        told = told.when(c.ClockRanOut(ClockName.INITIAL_CHECKS, limit=True, due=limit.at))
        assert told.state.passed[ClockName.INITIAL_CHECKS].limit


def test_a_silent_case_rings() -> None:
    told = t.supervised()
    ((key, due),) = t.tasks_due(told, "silence").items()
    assert due is not None
    told = told.at(due).when(c.NothingHappens(told.state.last_active.date()))  # type: ignore[union-attr]
    told.decided(SupervisorAlerted, OfficerAlertDue)
    assert told.events[0].kind is AlertKind.SILENT_CASE
    assert key == "2026-06-01"
    assert due == t.CONTACT.replace(hour=23) + timedelta(days=7)


def test_whatever_somebody_does_breaks_the_silence_and_what_a_clock_does_does_not() -> None:
    told = t.supervised()
    since = t.CONTACT.date()
    running = told.state.clocks[ClockName.INITIAL_CHECKS].limit
    assert running is not None
    rung = told.at(running.late_from)
    rung = rung.when(c.ClockRanOut(ClockName.INITIAL_CHECKS, limit=True, due=running.at))
    assert list(t.tasks_due(rung, "silence")) == ["2026-06-01"]
    worked = t.hearing(told, t.meeting_held())
    assert list(t.tasks_due(worked, "silence")) == ["2026-06-06"]
    worked.at(t.days(8)).when(c.NothingHappens(since)).decided()


def test_a_source_that_is_asked_again_and_again_is_nobody_looking_after_the_case() -> None:
    told = t.supervised()
    asked = t.hearing(
        told,
        t.failed(Source.PROBATION, at=t.days(5))._replace(actor=t.SERVICE),
        t.agency_overdue(t.days(6))._replace(actor=t.SERVICE),
        t.letter_failed(t.days(6)),
    )
    assert list(t.tasks_due(asked, "silence")) == ["2026-06-01"]
    answered = t.hearing(asked, t.answered(Source.PROBATION, at=t.days(6))._replace(actor=t.SERVICE))
    assert list(t.tasks_due(answered, "silence")) == ["2026-06-07"]


def test_an_officer_who_acts_breaks_the_silence() -> None:
    told = t.supervised().at(t.days(5)).by(t.CONSTABLE)
    told = told.when(c.RaiseSafeguardingIssue(t.CONSTABLE, "alone", "Alone after school."))
    assert list(t.tasks_due(told, "silence")) == ["2026-06-06"]


def test_a_case_that_nobody_supervises_rings_by_one_alert_that_climbs() -> None:
    told = t.opened()
    assert t.tasks_due(told, "supervision") == {"0": t.hours(12)}
    told = told.at(t.hours(12)).when(c.NobodySupervises(0))
    told.decided(SupervisorAlerted, OfficerAlertDue)
    assert told.events[0].kind is AlertKind.SUPERVISION_WANTED
    assert not t.tasks_due(told, "supervision")
    assert t.tasks_due(told, "climb") == {f"{UNSUPERVISED}/1": t.hours(36)}
    taken = told.when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT))
    assert not t.tasks_due(taken, "supervision")
    assert not t.tasks_due(taken, "climb")
    taken.at(t.hours(36)).when(c.NobodyAnswered(UNSUPERVISED, 1)).decided()


def test_an_alert_taken_on_is_raised_again_while_nobody_supervises() -> None:
    told = t.opened().at(t.hours(12)).when(c.NobodySupervises(0))
    told = told.at(t.hours(13)).when(c.AcknowledgeAlert(t.SERGEANT, UNSUPERVISED))
    assert t.tasks_due(told, "supervision") == {"1": t.hours(37)}


def test_days_that_nobody_was_there_to_see_ring_once() -> None:
    told = t.opened().at(t.hours(12)).when(c.NobodySupervises(0))
    told = told.at(t.days(3)).when(c.NobodyAnswered(UNSUPERVISED, 1))
    told.decided(OfficerAlertDue)
    assert told.events[0].level == 2
    assert t.tasks_due(told, "climb") == {f"{UNSUPERVISED}/3": t.hours(12 + 3 * 24)}


def test_an_alert_that_is_not_urgent_rings_daily_then_weekly_and_for_ever_every_four_weeks() -> None:
    told = t.opened().at(t.hours(12)).when(c.NobodySupervises(0))
    rung = []
    for level in range(1, 30):
        [due] = t.tasks_due(told, "climb").values()
        assert due is not None
        rung.append(due)
        told = told.at(due).when(c.NobodyAnswered(UNSUPERVISED, level))
    gaps = [(later - sooner).days for sooner, later in pairwise(rung)]
    daily = gaps.count(1)
    assert 4 <= daily < 9
    assert gaps == [1] * daily + [7] * 12 + [28] * (len(gaps) - daily - 12)
    assert gaps[-1] == 28


@pytest.mark.parametrize(("kind", "ceiling"), [
    (AlertKind.IMMEDIATE_RISK, timedelta(weeks=1)),
    (AlertKind.REVIEW_WANTED, timedelta(weeks=1)),
    (AlertKind.LIMIT_PASSED, timedelta(weeks=4)),
])  # fmt: skip
def test_an_alert_that_nobody_takes_for_ten_years_rings_on_and_does_not_fill_the_journal(
    kind: AlertKind, ceiling: timedelta
) -> None:
    case, end = t.opened().state, t.hours(0) + timedelta(days=3_652)
    alert, rung = Alert("left", kind, t.hours(0)), []
    while (due := alerts.step_due(case, alert)) < end:
        rung.append(due)
        alert = replace(alert, level=alert.level + 1)
    assert end - rung[-1] <= ceiling, "it has not fallen silent"
    assert max(later - sooner for sooner, later in pairwise(rung)) == ceiling
    assert len(rung) <= 40 + timedelta(days=3_652) / ceiling

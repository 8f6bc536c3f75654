"""A second referral to a MAPPA meeting has a meeting, a limit and a ring of its own (G 69, 72)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from access.runtime import Snapshot
from contracts.calendar import london_date
from contracts.clocks import ClockName
from contracts.codes import AlertKind, CredibleRisk
from contracts.decisions import ClockLimitPassed
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import commands as c
from services.decisions.domain import events_disclosing as d
from services.decisions.domain.clocks import overdue
from services.decisions.http import view
from tests.given import CASE
from tests.services.decisions import disclosing as g
from tests.services.decisions import told as t
from tests.services.decisions.domain.tried_disclosing import referred
from tests.services.decisions.ordering import Told

FORUM = ClockName.FORUM_REFERRAL
OPEN = "MAPPA_MEETING_OPEN"


def codes(told: Told, command: Any) -> set[str]:
    outcome = told.when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


def asked_for(told: Told) -> Told:
    return told.when(c.RecordMeetingRequested(t.CONSTABLE, g.LEAD, told.now))


def advised(told: Told, advice: d.MappaAdvice = d.MappaAdvice.DO_NOT_DISCLOSE, minutes: str = "M/1") -> Told:
    return told.when(g.outcome(told, advice, minutes))


def refer(told: Told) -> Told:
    return told.when(g.mappa(told, refer=True, level=2, reasons="He has broken his order."))


def first() -> Told:
    """Referred, asked for, and advised not to disclose."""
    return advised(asked_for(referred()).after(days=3))


def again(days: float = 21) -> Told:
    """Weeks later he breaks his order, and is referred once more."""
    return refer(first().after(days=days))


def due(told: Told) -> list[str]:
    return [key for key in t.tasks_due(told, "clock") if FORUM.value in key]


def last(told: Told) -> Any:
    """Advice, minutes and day of the last meeting."""
    held = told.state.disclosure.mappa.outcome
    assert held is not None
    return held


def limit(told: Told) -> Any:
    held = told.state.clocks[FORUM].limit
    assert held is not None
    return held


@pytest.mark.proves("R-168", "R-169", by="services.decisions.domain.mappa:_starts")
def test_a_second_referral_waits_for_its_own_meeting_and_rings_by_its_own_limit() -> None:
    told = first()
    assert OPEN not in codes(told, g.tests(told))
    assert not due(told)
    told = again()
    assert OPEN in codes(told, g.tests(told))
    assert OPEN in codes(told, g.none(told))
    assert (london_date(limit(told).at) - london_date(told.now)).days == 28
    assert due(told)
    assert FORUM not in told.state.ends
    late = told.at(limit(told).late_from).when(c.ClockRanOut(FORUM, limit=True, due=limit(told).at))
    assert ClockLimitPassed in {type(one) for one in late.events}
    assert AlertKind.LIMIT_PASSED in {one.kind for one in late.state.alerts.values()}
    told = asked_for(told.after(days=1))
    assert told.state.ends[FORUM] == told.now
    assert not due(told)
    assert OPEN in codes(told, g.tests(told)), "asked for, and it has not advised"
    told = advised(told.after(days=5), d.MappaAdvice.DISCLOSE, "M/2")
    assert OPEN not in codes(told, g.tests(told))
    assert "ADVICE_NOT_FOLLOWED" not in codes(told, g.tests(told)), "measured against the new advice"


def test_to_refer_over_an_open_referral_keeps_what_was_asked_for() -> None:
    told = asked_for(referred())
    clock, requested = told.state.clocks[FORUM], told.state.disclosure.mappa.requested
    told = refer(told.after(days=2))
    assert told.state.disclosure.mappa.requested == requested
    assert told.state.clocks[FORUM] == clock
    assert FORUM in told.state.ends
    assert not due(told)
    told = advised(told)
    assert OPEN not in codes(told, g.tests(told))


def test_to_refer_again_while_the_first_waits_to_be_asked_for_wins_no_time() -> None:
    told = referred()
    assert limit(refer(told.after(days=9))) == limit(told)
    given_up = told.after(days=5).when(g.mappa(told))
    assert limit(refer(given_up.after(days=9))) == limit(told)


def test_the_second_given_up_and_taken_up_again_wins_no_time() -> None:
    told = again()
    given_up = told.after(days=9).when(g.mappa(told))
    assert FORUM in given_up.state.ends
    once_more = refer(given_up.after(days=9))
    assert limit(once_more) == limit(told)
    assert due(once_more)


def test_an_advice_is_not_got_round_by_a_referral_that_is_given_up() -> None:
    told = again()
    given_up = told.when(g.mappa(told))
    assert codes(given_up, g.tests(given_up)) >= {"ADVICE_NOT_FOLLOWED"}
    assert OPEN not in codes(given_up, g.tests(given_up))


def test_after_an_assessment_made_since_the_meeting_the_second_is_due_from_that() -> None:
    told = first().after(days=4)
    anew = t.risk_assessment(told.now, credible=CredibleRisk.CREDIBLE)
    told = refer(t.hearing(told, anew).after(days=3))
    assert told.state.clocks[FORUM].started == anew.occurred_at


def test_the_minutes_of_the_first_meeting_put_right_end_no_wait_for_the_second() -> None:
    told = again()
    _, _, met = last(told)
    put_right = told.when(
        c.RecordMappaOutcome(t.CONSTABLE, d.MappaAdvice.DISCLOSE_IN_PART, "M/1", met, "Mistyped.")
    )
    assert OPEN in codes(put_right, g.tests(put_right))
    assert last(put_right)[0] is d.MappaAdvice.DISCLOSE_IN_PART
    older = told.when(
        c.RecordMappaOutcome(t.CONSTABLE, d.MappaAdvice.DISCLOSE, "M/0", met - timedelta(days=9), "Found.")
    )
    assert last(older)[0] is d.MappaAdvice.DO_NOT_DISCLOSE
    assert OPEN in codes(older, g.tests(older))


def test_the_request_for_the_first_meeting_recorded_late_ends_no_clock_of_the_second() -> None:
    told = again()
    late = told.when(c.RecordMeetingRequested(t.CONSTABLE, g.LEAD, told.now - timedelta(days=23)))
    assert FORUM not in late.state.ends
    assert due(late)


def test_a_meeting_recorded_before_the_decision_to_refer_to_it_is_its_meeting() -> None:
    """The lead agency had convened it already: nobody waits for another."""
    told = g.concern(g.MANAGED)
    told = refer(advised(told).after(hours=1))
    assert OPEN not in codes(told, g.tests(told))
    assert not due(told)


def test_a_reason_owed_for_the_first_limit_is_owed_still_and_the_second_limit_rings_too() -> None:
    told = referred()
    passed = told.at(limit(told).late_from).when(c.ClockRanOut(FORUM, limit=True, due=limit(told).at))
    assert overdue(passed.state) == (FORUM,)
    told = refer(advised(passed.after(days=1)).after(days=2))
    assert overdue(told.state) == (FORUM,)
    assert due(told)
    explained = told.when(c.ExplainOverdue(t.SERGEANT, FORUM, "The lead agency was asked by telephone."))
    assert overdue(explained.state) == ()
    late = explained.at(limit(told).late_from).when(c.ClockRanOut(FORUM, limit=True, due=limit(told).at))
    assert ClockLimitPassed in {type(one) for one in late.events}
    assert overdue(late.state) == (FORUM,)


def test_whoever_is_on_the_case_reads_that_a_meeting_is_waited_for() -> None:
    for told, waits in ((first(), False), (again(), True)):
        shown = view.show(Snapshot(CASE, told.state, told.version, (), False, told.now))
        held = shown.personal["disclosure"]["mappa"]
        assert (held["waits_for_a_meeting"], held["minutes"]) == (waits, "M/1")

"""News after a decision: what holds the letter, what rings somebody, and what is no news (G 99, C-50)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.clocks import closing_instant, next_closing_slot
from contracts.codes import (
    AlertKind,
    Answer,
    ClosingText,
    CredibleRisk,
    Delivery,
    MessageKind,
    Source,
    Transport,
)
from contracts.decisions import ClosingDue, OfficerAlertDue, SupervisorAlerted
from contracts.notifications import ApplicantOutcomeNotified, MessageSent
from contracts.people import FindingKind
from contracts.policies import profile
from messaging.decider import Message
from messaging.outcomes import Decided
from services.decisions.domain import commands as c
from services.decisions.domain.closing import letter_done, slot
from services.decisions.domain.events import (
    Addressed,
    ClosingHeldBack,
    Consideration,
    DecisionConfirmed,
    Withheld,
)
from services.decisions.domain.explained import JudgementWeighed
from tests.services.decisions import told as t
from tests.services.decisions.ordering import (
    UNREAD,
    Told,
    close,
    confirm,
    do_not,
    no_contact,
    not_progressed,
    outside,
)

KENT = profile(t.POLICY)
CLOSING = closing_instant(KENT, t.CONTACT)
A_MINUTE = timedelta(minutes=1)


def at_its_slot(told: Told) -> Told:
    due = slot(told.state)
    assert due is not None
    return told.at(due).when(c.ClosingSlotCame(due))


def not_gone_on_with() -> Told:
    told = t.checked().at(t.days(1))
    return told.when(do_not(told))


IN_ITS_FAVOUR = [
    t.answered(Source.PROBATION, at=t.days(14)),
    t.failed(Source.PROBATION, at=t.days(14)),
    t.failed(Source.POLICE_NATIONAL, Answer.WITHHELD, at=t.days(14)),
    t.corrected(t.days(14), applicant_contact=t.contact()),
    t.corrected(t.days(14), applicant=t.applicant()),
    t.annex_a_part2(t.days(14)),
]


@pytest.mark.parametrize("news", IN_ITS_FAVOUR, ids=lambda one: one.type)
@pytest.mark.parametrize("so_far", [t.categorised, not_gone_on_with], ids=lambda build: build.__name__)
def test_news_that_contradicts_nothing_holds_up_no_letter(so_far: Any, news: Message) -> None:
    at_its_slot(t.hearing(so_far(), news)).decided(ClosingDue)


AGAINST_IT = [
    t.answered(Source.POLICE_LOCAL, Answer.HIT, at=t.days(14)),
    t.answered(Source.POLICE_LOCAL, Answer.AMBIGUOUS, at=t.days(14)),
    t.answered(
        Source.SOCIAL_CARE, Answer.HIT, at=t.days(14), about=t.OF_CHILD, kind=FindingKind.CHILD_PROTECTION
    ),
    t.risk_assessment(t.days(14), CredibleRisk.CREDIBLE),
    t.corrected(t.days(14), subject=t.subject()),
    t.corrected(t.days(14), children=t.children()),
    t.risk(t.days(14)),
]


@pytest.mark.parametrize("news", AGAINST_IT, ids=lambda one: one.type)
@pytest.mark.parametrize("so_far", [t.categorised, not_gone_on_with], ids=lambda build: build.__name__)
def test_what_contradicts_a_decision_or_has_not_been_weighed_holds_its_letter(
    so_far: Any, news: Message
) -> None:
    told = at_its_slot(t.hearing(so_far(), news))
    told.decided(ClosingHeldBack, SupervisorAlerted, OfficerAlertDue)
    assert told.events[0].why is Withheld.CASE_CHANGED


@pytest.mark.parametrize("so_far", [t.categorised, not_gone_on_with], ids=lambda build: build.__name__)
def test_no_letter_leaves_over_mail_that_nobody_has_read(so_far: Any) -> None:
    told = at_its_slot(so_far().with_unread(UNREAD))
    told.decided(ClosingHeldBack, SupervisorAlerted, OfficerAlertDue)
    assert told.events[0].why is Withheld.UNREAD_MESSAGES
    at_its_slot(told.with_unread()).decided(ClosingDue)


def test_a_decision_that_still_stands_is_confirmed_and_its_letter_leaves() -> None:
    told = t.hearing(not_gone_on_with(), t.corrected(t.days(14), subject=t.subject()))
    told = at_its_slot(told)
    told = told.after(hours=1)
    told = told.when(confirm(told)).decided(DecisionConfirmed, JudgementWeighed)
    assert slot(told.state) == next_closing_slot(KENT, CLOSING)
    at_its_slot(told).decided(ClosingDue)


def test_a_confirmed_decision_leaves_the_letter_that_it_would_have_left() -> None:
    """Neither its time, nor its form, nor what it says tells that something was weighed (C-10)."""
    plain = at_its_slot(t.categorised()).events
    told = t.hearing(t.categorised(), t.answered(Source.PROBATION, at=t.days(14)))
    confirmed = told.when(confirm(told))
    assert at_its_slot(confirmed).events == plain
    assert at_its_slot(not_gone_on_with()).events == plain


def test_a_letter_that_came_back_leaves_again_once_the_address_is_right() -> None:
    told = at_its_slot(t.categorised())
    back = CLOSING + timedelta(days=2)
    told = t.hearing(told, t.letter_failed(back), t.corrected(back + A_MINUTE, applicant_contact=t.contact()))
    told = told.after(hours=1).when(c.ChooseDelivery(t.SERGEANT, Delivery.POST))
    at_its_slot(told).decided(ClosingDue)


def test_a_source_that_is_down_all_day_rings_nobody_and_is_no_news() -> None:
    told, version = t.categorised(), t.categorised().version
    for hour in range(12):
        told = t.hearing(told, t.failed(Source.PROBATION, at=t.days(14) + timedelta(hours=2 * hour)))
        assert isinstance(told.outcome, Decided)
        assert not told.events
    assert not [one for one in told.state.news if one.version > version]


def test_a_source_that_will_not_say_is_news_and_rings() -> None:
    told = t.hearing(t.categorised(), t.failed(Source.PROBATION, Answer.WITHHELD, at=t.days(14)))
    told.decided(SupervisorAlerted, OfficerAlertDue)
    assert told.events[0].kind is AlertKind.NEW_INFORMATION


def test_how_to_reach_the_applicant_is_no_news_to_any_judgement() -> None:
    told = t.assessed()
    seen = told.version
    told = t.hearing(told, t.corrected(t.days(11), applicant_contact=t.contact())).at(t.days(12))
    assert told.when(t.no_concern(told, seen=seen)).state.category is not None


def outcome_notified(at: datetime) -> Message:
    event = ApplicantOutcomeNotified(
        kind=ClosingText.NOT_IN_SCOPE,
        transport=Transport.POST,
        wording="not-in-scope@1",
        reference="CS-TEST",
        notified_at=at,
    )
    return t.said(event, "notifications", at, actor=t.SERVICE)


def test_a_case_outside_the_scheme_closes_once_the_applicant_was_told_so() -> None:
    """There is no letter of Annex D in such a case (G 79)."""
    told = no_contact()
    told = told.when(outside(told))
    told = t.considering(t.hearing(told, t.advice(t.days(2))), Consideration.OTHER_DISCLOSURE)
    told = told.when(t.entry(told))
    told.when(close(told)).refused("LETTER_NOT_GIVEN")
    told = t.hearing(told, outcome_notified(t.days(24)))
    assert told.when(close(told)).state.ended is not None


def test_a_letter_that_came_back_has_told_nobody() -> None:
    told = t.hearing(no_contact(), outcome_notified(t.days(24)))
    assert letter_done(told.state)
    assert not letter_done(t.hearing(told, t.letter_failed(t.days(26))).state)


def sent(told: Told) -> Message:
    """Notifications say that what we put to them has gone."""
    (letter,) = told.state.closing.published
    event = MessageSent(
        message="letter-1",
        kind=MessageKind.CLOSING_LETTER,
        transport=Transport.POST,
        sent_at=told.now,
        because_of=letter,
    )
    return t.said(event, "notifications", told.now, actor=t.SERVICE)


def test_a_letter_that_nobody_took_up_rings() -> None:
    told = at_its_slot(t.categorised())
    assert t.tasks_due(told, "handover") == {f"{CLOSING:%Y-%m-%dT%H:%M:%SZ}": CLOSING + timedelta(days=3)}
    rung = told.at(CLOSING + timedelta(days=3)).when(c.LetterNotTakenUp(CLOSING))
    rung.decided(SupervisorAlerted, OfficerAlertDue)
    assert rung.events[0].kind is AlertKind.LETTER_NOT_SENT


@pytest.mark.parametrize(
    "word", [sent, lambda told: t.letter(told.now), lambda told: t.letter_failed(told.now)]
)
def test_a_letter_of_which_notifications_have_spoken_is_watched_no_more(word: Any) -> None:
    told = at_its_slot(t.categorised()).after(hours=1)
    told = t.hearing(told, word(told))
    assert not t.tasks_due(told, "handover")
    told.at(CLOSING + timedelta(days=3)).when(c.LetterNotTakenUp(CLOSING)).decided()


def test_an_issue_raised_on_a_case_that_has_ended_rings() -> None:
    told = t.finalised().when(c.RaiseSafeguardingIssue(t.CONSTABLE, "alone", "Alone after school."))
    assert [type(event) for event in told.events][1:] == [SupervisorAlerted, OfficerAlertDue]
    assert told.events[1].kind is AlertKind.NEW_INFORMATION


def test_an_issue_that_comes_back_is_open_again() -> None:
    raised = c.RaiseSafeguardingIssue(t.CONSTABLE, "alone", "Alone after school.")
    resolved = c.ResolveSafeguardingIssue(t.CONSTABLE, "alone", Addressed.RESOLVED, "A neighbour minds her.")
    told = t.ready().when(raised).when(resolved)
    assert "SAFEGUARDING_ISSUE_OPEN" not in refusals(told)
    told = told.when(raised)
    assert refusals(told) == {"SAFEGUARDING_ISSUE_OPEN"}
    assert not refusals(told.when(resolved))


def refusals(told: Told) -> set[str]:
    outcome = told.when(t.finalise(told)).outcome
    return {one.code for one in getattr(outcome, "unmet", ())}


def test_a_case_that_left_is_still_watched() -> None:
    told = t.hearing(not_progressed(), t.answered(Source.POLICE_LOCAL, Answer.HIT, at=t.days(27)))
    told.decided(SupervisorAlerted, OfficerAlertDue)

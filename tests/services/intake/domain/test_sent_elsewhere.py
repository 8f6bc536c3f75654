"""An enquiry that belongs elsewhere goes there by whoever may send it, and leaves nothing open behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from contracts.codes import RedirectedTo
from contracts.intake import EnquiryRedirected, MeetingScheduled
from messaging.outcomes import Refusal
from services.intake.domain import commands as c
from services.intake.domain.flags import Flag
from tests.given import START
from tests.services.intake.invented import (
    CALL_TAKER,
    PROGRESSED,
    RISK,
    SUPERVISOR,
    from_decisions,
    hears,
    meeting,
    received,
)


def test_an_enquiry_that_belongs_elsewhere_takes_the_concern_along() -> None:
    going = c.RedirectEnquiry(
        SUPERVISOR, RedirectedTo.OPEN_CHILD_PROTECTION, "please-ring@1", concern_passed_on=False
    )
    received().when(going).refused("CONCERN_NOT_PASSED_ON")
    case = received().when(replace(going, concern_passed_on=True)).decided(EnquiryRedirected)
    assert case.state.finished


def test_that_child_protection_has_it_is_decided_by_a_supervisor() -> None:
    going = c.RedirectEnquiry(
        CALL_TAKER, RedirectedTo.OPEN_CHILD_PROTECTION, "please-ring@1", concern_passed_on=True
    )
    received().when(going).refused("RANK")
    received().when(replace(going, by=SUPERVISOR)).decided(EnquiryRedirected)
    received().when(replace(going, to=RedirectedTo.SCOTLAND)).decided(EnquiryRedirected)


def test_what_was_flagged_is_looked_at_before_an_enquiry_is_sent_elsewhere() -> None:
    going = c.RedirectEnquiry(CALL_TAKER, RedirectedTo.SCOTLAND, "please-ring@1", concern_passed_on=True)
    case = received(contacted_at=START - timedelta(days=2))
    refused = case.when(going).refused("FLAGS_NOT_ACKNOWLEDGED")
    assert isinstance(refused.outcome, Refusal)
    assert "entered more than 24 hours after the contact" in refused.outcome.unmet[0].words
    looked = c.AcknowledgeFlags(SUPERVISOR, (Flag.ENTERED_LATE,), "The post was late.")
    case.when(looked).when(going).decided(EnquiryRedirected)


def test_an_enquiry_that_police_go_on_with_after_all_is_open_again() -> None:
    going = c.RedirectEnquiry(CALL_TAKER, RedirectedTo.SCOTLAND, "please-ring@1", concern_passed_on=True)
    case = hears(received(), from_decisions(PROGRESSED)).after(hours=1).when(going)
    assert case.state.finished
    case.when(meeting()).refused("CASE_ENDED")
    later = START + timedelta(hours=2)
    gone_on = PROGRESSED.model_copy(update={"decided_at": later})
    case = hears(case.at(later), from_decisions(gone_on, later))
    assert not case.state.finished
    assert MeetingScheduled in {type(event) for event in case.when(meeting()).events}


def test_nothing_is_sent_elsewhere_while_a_risk_has_no_taker() -> None:
    going = c.RedirectEnquiry(CALL_TAKER, RedirectedTo.SCOTLAND, "please-ring@1", concern_passed_on=True)
    received(risk=RISK).when(going).refused("RISK_NOT_ACKNOWLEDGED")

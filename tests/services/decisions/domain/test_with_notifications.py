"""What notifications say of a closing letter, by their own rules, is what decisions wait for (G 79, 99)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.codes import Transport
from contracts.decisions import ClosingDue
from messaging.decider import Message
from services.decisions.domain import commands as c
from services.decisions.domain.closing import letter_done, slot
from services.notifications.domain import commands as n
from services.notifications.domain.decide import DECIDER as NOTIFICATIONS
from tests.given import story
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told, do_not, no_contact, outside


def out_of_scope() -> Told:
    told = no_contact()
    return told.when(outside(told))


def not_gone_on_with() -> Told:
    told = t.checked().at(t.days(1))
    return told.when(do_not(told))


def sent_by_notifications(told: Told) -> list[Message]:
    """Their public word on the letter that has just left here."""
    (letter, due) = next(iter(told.state.closing.published.items()))
    (notice,) = [event for event in told.events if isinstance(event, ClosingDue)]
    put = t.said(notice, "decisions", due, actor=t.SERVICE)._replace(id=letter)
    theirs = story(NOTIFICATIONS).at(due).when(n.SendClosing(put))
    (outgoing,) = theirs.state.messages
    theirs = theirs.after(minutes=1).when(n.RecordSent(outgoing, Transport.POST))
    said = [event for event in theirs.events if event.PUBLIC]
    assert said
    return [t.said(event, "notifications", theirs.now, actor=t.SERVICE) for event in said]


@pytest.mark.parametrize("so_far", [out_of_scope, not_gone_on_with, t.categorised])
def test_every_closing_letter_that_was_sent_is_given(so_far: Any) -> None:
    told = so_far()
    due = slot(told.state)
    assert due is not None
    told = told.at(due).when(c.ClosingSlotCame(due))
    assert not letter_done(told.state)
    assert t.tasks_due(told, "handover")
    told = t.hearing(told, *sent_by_notifications(told))
    assert letter_done(told.state)
    assert not t.tasks_due(told, "handover")

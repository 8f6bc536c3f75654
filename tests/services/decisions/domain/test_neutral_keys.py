"""A key of an alert is made in one way, says nothing, and is the same for the same alert."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, get_args, get_type_hints

import pytest

from contracts.codes import AlertKind, DutyRole
from contracts.decisions import SupervisorAlerted
from contracts.referrals import ReferralChased
from services.decisions.domain import commands as c
from services.decisions.domain import referrals
from services.decisions.domain.alerts import raise_alert
from services.decisions.domain.neutral_keys import AlertKey, Begins, alert_key
from services.decisions.domain.silence import due
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import between as b
from tests.services.decisions import partners as p
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_nobody_told import AT_ODDS, at_its_slot, then, with_the_letter_due

Told = Story[Case]
OPAQUE = re.compile(rf"({'|'.join(get_args(Begins))})-[0-9a-f]{{16}}")


def silent(told: Told) -> Told:
    """The day of silence comes."""
    [task] = due(told.state)
    assert task.due is not None
    assert told.state.last_active is not None
    return told.at(task.due).when(c.NothingHappens(told.state.last_active.date()))


def unsupervised() -> Told:
    return t.opened().at(t.hours(13)).when(c.NobodySupervises(0))


def a_partner_is_silent() -> Told:
    told = p.offered()
    [at] = t.tasks_due(told, "partner").values()
    assert at is not None
    return told.at(at).when(c.PartnerSilent(p.FRONT_DOOR, 1))


LIVES: dict[str, Any] = {
    "silent": lambda: silent(t.supervised()),
    "nobody supervises": unsupervised,
    "a letter is held back": lambda: at_its_slot(then(with_the_letter_due(), *AT_ODDS)),
    "told urgently": lambda: s.concern().when(s.urgent(s.concern())),
    "another force": b.at_odds,
    "a partner is silent": a_partner_is_silent,
    "a partner does not take it on": lambda: t.hearing(p.offered(), p.not_taken_on(t.days(2))),
    "immediate risk": lambda: t.hearing(t.supervised(), t.risk(t.hours(2))),
}


@pytest.mark.parametrize("life", LIVES)
def test_every_key_of_an_alert_is_opaque(life: str) -> None:
    told = LIVES[life]()
    assert told.state.alerts
    assert all(OPAQUE.fullmatch(key) for key in told.state.alerts), list(told.state.alerts)


def test_an_alert_is_raised_by_such_a_key_alone() -> None:
    """So a plain string is refused when types are checked."""
    assert get_type_hints(raise_alert)["key"] is AlertKey


def test_the_same_alert_has_the_same_key_and_another_has_another() -> None:
    assert alert_key("review", "c-1", "2026-06-01") == alert_key("review", "c-1", "2026-06-01")
    assert alert_key("review", "c-1", "2026-06-01") != alert_key("review", "c-1", "2026-06-02")
    assert alert_key("review", "c-1", "2026-06-01") != alert_key("review", "c-2", "2026-06-01")


def test_it_rings_once() -> None:
    told = silent(t.supervised())
    assert told.state.last_active is not None
    assert told.when(c.NothingHappens(told.state.last_active.date())).events == ()


# journals of before


def old(told: Told, key: str, kind: AlertKind) -> Told:
    by = told.now + timedelta(days=1)
    return told.given(
        SupervisorAlerted(
            alert=key, kind=kind, role=DutyRole.SUPERVISOR, alerted_at=told.now, acknowledge_by=by
        )
    )


def test_a_silent_case_that_rings_under_a_key_of_before_rings_no_second_time() -> None:
    told = t.supervised()
    assert told.state.last_active is not None
    since = told.state.last_active.date()
    told = old(told, f"silence-{since:%Y-%m-%d}", AlertKind.SILENT_CASE)
    assert silent(told).events == ()


def test_nor_does_a_want_of_supervision_and_it_is_taken_under_its_key_of_before() -> None:
    told = old(t.opened().at(t.hours(13)), "supervision-0", AlertKind.SUPERVISION_WANTED)
    assert told.when(c.NobodySupervises(0)).events == ()
    assert ("climb", "supervision-0/1") in told.due()
    taken = told.when(c.AcknowledgeAlert(t.SERGEANT, "supervision-0"))
    assert taken.state.alerts["supervision-0"].acknowledged_at is not None


def test_nor_does_a_partner_who_is_silent() -> None:
    told = p.offered()
    [held] = told.state.referrals.offered.values()
    former = referrals.former_key(f"{held.key} {held.stands} {referrals.waits_until(held)}")
    [at] = t.tasks_due(told, "partner").values()
    assert at is not None
    told = old(told.at(at), former, AlertKind.REVIEW_WANTED).when(c.PartnerSilent(p.FRONT_DOOR, 1))
    assert [type(one) for one in told.events] == [ReferralChased]
    assert list(told.state.alerts) == [former]

"""A key of an alert is made in one way, says nothing, and is the same for the same alert."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args, get_type_hints

import pytest

from contracts.codes import AlertKind, DutyRole
from contracts.decisions import SupervisorAlerted
from contracts.referrals import ReferralChased
from services.decisions.domain import DECIDER, referrals
from services.decisions.domain import commands as c
from services.decisions.domain.alerts import raise_alert
from services.decisions.domain.delivery import unseen
from services.decisions.domain.neutral_keys import AlertKey, Begins, alert_key, salted
from services.decisions.domain.silence import due
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import between as b
from tests.services.decisions import partners as p
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_nobody_told import AT_ODDS, at_its_slot, then, with_the_letter_due

Told = Story[Case]
HERE, ELSEWHERE = b"a secret of this deployment, made up", b"a secret of another one, made up too"
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


def initial(secret: bytes) -> Callable[[str], Case]:
    return salted(Case, secret)


@pytest.mark.parametrize("life", LIVES)
def test_every_key_of_an_alert_is_opaque(life: str) -> None:
    told = LIVES[life]()
    assert told.state.alerts
    assert all(OPAQUE.fullmatch(key) for key in told.state.alerts), list(told.state.alerts)


def test_an_alert_is_raised_by_such_a_key_alone() -> None:
    """So a plain string is refused when types are checked."""
    assert get_type_hints(raise_alert)["key"] is AlertKey


def test_the_same_alert_has_the_same_key_and_another_has_another() -> None:
    first, second = initial(HERE)("c-1"), initial(HERE)("c-2")
    assert alert_key(first, "review", "2026-06-01") == alert_key(initial(HERE)("c-1"), "review", "2026-06-01")
    assert alert_key(first, "review", "2026-06-01") != alert_key(first, "review", "2026-06-02")
    assert alert_key(first, "review", "2026-06-01") != alert_key(second, "review", "2026-06-01")
    assert alert_key(first, "review", "a", "b") != alert_key(first, "review", "a b")


@pytest.mark.parametrize("life", LIVES)
def test_whoever_guesses_all_that_an_alert_is_about_cannot_make_its_key(
    life: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The very same life at a deployment with another secret: no key is the same."""
    keys = []
    for secret in (HERE, ELSEWHERE):
        for module in (t, b):
            monkeypatch.setattr(module, "DECIDER", replace(DECIDER, initial=initial(secret)))
        keys.append(set(LIVES[life]().state.alerts))
    assert len(keys[0]) == len(keys[1]) > 0
    assert not keys[0] & keys[1]


def test_what_keys_are_made_with_is_of_the_case_and_no_text_shows_it() -> None:
    case = initial(HERE)("c-1")
    assert case.salt.secret != initial(HERE)("c-2").salt.secret
    assert len(case.salt.secret) == 32
    assert "salt=Salt()" in repr(case)


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


def test_that_somebody_was_told_otherwise_waits_for_review_whatever_made_the_key_of_its_alert() -> None:
    """A deployment whose secret was lost, and journals of before there was one."""
    told = s.sign(s.released())
    told = told.when(s.delivery(told, told=frozenset()))
    assert unseen(told.state)
    case = initial(ELSEWHERE)(told.state.case_id)
    for one in told.history:
        case = DECIDER.evolve(case, one)
    assert unseen(case) == unseen(told.state)

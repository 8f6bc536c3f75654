"""Every message has its line, every task its command, and no step is without its route."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from access.roles import Role
from access.runtime import Snapshot
from contracts.event import Event
from contracts.fields import PartyId
from contracts.people import Reasons
from contracts.sealed import Sealed
from contracts.topics import for_force
from contracts.words import unsaid
from messaging.outcomes import Time
from messaging.routes import Due, DueTask
from services.decisions import api
from services.decisions.app import decider
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.events import PRIVATE, CannotBeTold
from services.decisions.domain.recording import ENTRY
from services.decisions.domain.state import Stage
from services.decisions.handlers import ROUTES
from services.decisions.http import view
from services.decisions.http.steps import STEPS
from services.decisions.settings import Settings
from services.decisions.tasks import TASKS
from tests.given import Story
from tests.services.decisions import told as t
from tests.services.decisions.every_event import closed_lists


def test_every_type_that_our_topics_carry_has_its_line_and_no_other() -> None:
    carried = {kind for topic in for_force("46").reads("46.decisions") for kind in topic.carries}
    assert set(ROUTES) == carried


def lives() -> list[Story[Any]]:
    risky = t.hearing(t.supervised(), t.risk())
    return [t.opened(), risky, t.categorised(), t.finalised()]


@pytest.mark.parametrize("told", lives(), ids=["opened", "risky", "categorised", "finalised"])
def test_every_task_of_a_case_becomes_a_command_that_decides(told: Story[Any]) -> None:
    for task in DECIDER.due(told.state):
        assert task.time is Time.BUSINESS
        assert task.due is not None
        if task.kind == ENTRY:  # done outside: tests/services/decisions/adapters/test_record_system.py
            continue
        route = TASKS[task.kind]
        assert isinstance(route, Due)
        fired = DueTask(told.state.case_id, task.kind, task.key, task.refs, task.due, 1, "r", told.now)
        command = route.to_command(fired)
        assert type(command) in c.FACTS
        after = told.at(max(task.due, told.now)).when(command)
        still = {(one.kind, one.key) for one in DECIDER.due(after.state)}
        assert (task.kind, task.key) not in still or task.kind == "silence", task


def test_references_of_tasks_hold_nothing_personal() -> None:
    for told in lives():
        for task in DECIDER.due(told.state):
            written = " ".join((task.key, *task.refs.values()))
            assert not [name for name in ("Ferdinand", "Testperson", "Dorian", "Quill") if name in written]


def test_every_intention_of_an_officer_has_a_route_and_can_be_weighed() -> None:
    offered = {type(build(t.SERGEANT, 1)) for build in STEPS.values()}
    assert offered == set(c.INTENTIONS) - {c.Extend}
    posts = [route for route in api.routes().routes if "POST" in getattr(route, "methods", ())]
    assert len(posts) == len({getattr(route, "path", "") for route in posts}) == 92


def test_who_was_on_the_case_sees_it_and_nobody_else() -> None:
    case = t.categorised().state
    assert view.on_the_case(case) == {t.SERGEANT.id, t.CONSTABLE.id, t.RESEARCHER.id}


def test_what_was_decided_is_not_shown_without_need_to_know() -> None:
    told = t.assessed()
    told = told.by(t.SERGEANT).when(t.concern(told))
    shown = view.show(Snapshot(told.state.case_id, told.state, told.version, (), False, told.now))
    outside = {name: one for name, one in shown.case.items() if name != "clocks"}
    assert "concern" not in str(outside)
    assert "disclos" not in str(outside)
    assert shown.personal["decision"]["decided"] == "concern"
    assert "What is held weighs on children." in str(shown.personal["decision"]["reasons"])


def test_a_case_is_explained_by_who_did_what_and_when() -> None:
    told = t.finalised()
    shown = view.show(Snapshot(told.state.case_id, told.state, told.version, (), False, told.now))
    record = shown.personal["course"]["record"]
    assert [entry["version"] for entry in record] == list(range(1, told.version + 1))
    assert {"intake.enquiry.received.v1", "decisions.case.finalised.v1"} <= {one["what"] for one in record}


def test_a_short_secret_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "FORCE": "46",
        "DATABASE_URL": "postgresql+asyncpg://x",
        "CASE_SECRET": "short",
    }.items():
        monkeypatch.setenv(f"CSODS_DECISIONS_{name}", value)
    with pytest.raises(ValidationError, match="at least 32 bytes"):
        Settings()


def _settings(secret: str) -> Settings:
    return Settings(
        force="46", database_url=SecretStr("postgresql+asyncpg://x"), case_secret=SecretStr(secret), port=1
    )


def test_cases_begin_with_what_makes_their_alerts_keys_of_this_deployment_alone() -> None:
    here, there = ("made up, and long enough for a secret: " + name for name in ("here", "there"))
    salts = [
        decider(_settings(secret)).initial(case).salt.secret
        for secret in (here, there)
        for case in ("c-1", "c-2")
    ]
    assert len(set(salts)) == 4
    assert decider(_settings(here)).initial("c-1").salt.secret == salts[0]


def test_only_supervision_may_ask_for_a_judgement() -> None:
    assert Role.CLERK not in api.SUPERVISION
    assert Role.RESEARCHER not in api.SUPERVISION


def test_every_code_of_an_event_has_words() -> None:
    lists = closed_lists()
    assert len(lists) > 80
    assert {held.__name__: unsaid(held) for held in lists if unsaid(held)} == {}


@pytest.mark.parametrize("closed", [Stage, CannotBeTold])
def test_every_code_of_a_view_has_words(closed: type[StrEnum]) -> None:
    assert unsaid(closed) == ()


def labels_of_both(kinds: Iterable[type[Event]]) -> set[str]:
    """Labels that stand in what one reader outside gets and in what stays among us."""
    addressed = {label for kind in kinds if kind.ADDRESSED for label in kind.LABELS.values()}
    return addressed & {label for kind in kinds if not kind.ADDRESSED for label in kind.LABELS.values()}


def test_what_a_reader_outside_has_a_key_for_is_under_no_label_of_our_own() -> None:
    """After a restart the newest key of a label is used again: never one that somebody outside holds."""
    ours = {kind for topic in for_force("46").writes("46.decisions") for kind in topic.carries} | set(PRIVATE)
    assert any(kind.ADDRESSED and kind.LABELS for kind in ours)
    assert labels_of_both(ours) == set()


def test_a_label_of_both_is_found() -> None:
    class Told(Event, type="decisions.toy.told.v1", addressed="to"):
        to: PartyId
        reasons: Sealed[Reasons]

    class Kept(Event, type="decisions.toy.kept.v1", public=False):
        reasons: Sealed[Reasons]

    assert labels_of_both((Told, Kept)) == {"reasons"}

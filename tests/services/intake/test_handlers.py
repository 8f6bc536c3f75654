"""Every type that the topics carry to intake is routed, or ignored with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.topics import for_force
from messaging.routes import Ignored
from services.intake.domain.commands import Hear
from services.intake.domain.evolve import FOLDS, _milestone
from services.intake.handlers import ROUTES
from services.intake.http.view import MILESTONES

CARRIED = {kind for topic in for_force("46").reads("46.intake") for kind in topic.carries}


def test_the_table_is_exactly_what_the_topics_carry() -> None:
    assert set(ROUTES) == CARRIED


@pytest.mark.parametrize("kind", [kind for kind, route in ROUTES.items() if route is Hear])
def test_what_is_kept_is_folded(kind: Any) -> None:
    assert kind in FOLDS


@pytest.mark.parametrize("kind", [kind for kind, route in ROUTES.items() if isinstance(route, Ignored)])
def test_what_is_ignored_says_why(kind: Any) -> None:
    route = ROUTES[kind]
    assert isinstance(route, Ignored)
    assert len(route.why) > 10


def test_every_milestone_is_said_in_words() -> None:
    assert {kind.TYPE for kind, fold in FOLDS.items() if fold is _milestone} == set(MILESTONES)

"""Every message that our topics carry is taken, or left with a reason."""

from __future__ import annotations

from contracts.decisions import NOTICES
from contracts.topics import for_force
from messaging.routes import Ignored
from services.notifications.handlers import ROUTES


def test_every_type_on_our_topics_is_routed_or_left_with_a_reason() -> None:
    carried = {kind for topic in for_force("46").reads("46.notifications") for kind in topic.carries}
    assert set(ROUTES) == carried
    for route in ROUTES.values():
        assert not isinstance(route, Ignored) or len(route.why) > 20


def test_all_that_decisions_asks_for_is_taken() -> None:
    for kind in NOTICES:
        assert not isinstance(ROUTES[kind], Ignored)

"""Every type that the topics carry is routed, or ignored with a reason."""

from __future__ import annotations

from contracts.topics import for_force
from messaging.routes import Ignored
from services.checks.handlers import ROUTES

FEEDS = for_force("46").reads("46.checks")
CARRIED = {kind for topic in FEEDS for kind in topic.carries}


def test_every_type_that_comes_is_routed() -> None:
    assert not {kind.TYPE for kind in CARRIED} - {kind.TYPE for kind in ROUTES}


def test_nothing_else_is_routed() -> None:
    assert not {kind.TYPE for kind in ROUTES} - {kind.TYPE for kind in CARRIED}


def test_what_is_ignored_says_why() -> None:
    assert all(len(route.why) > 20 for route in ROUTES.values() if isinstance(route, Ignored))


def test_nothing_urgent_and_nothing_material_about_the_people_is_ignored() -> None:
    ignored = {kind.TYPE for kind, route in ROUTES.items() if isinstance(route, Ignored) and kind.MATERIAL}
    assert ignored == {"intake.identity.not_verified.v1"}
    assert {topic.writer for topic in FEEDS} == {"46.intake", "46.decisions", "socialcare-kent"}

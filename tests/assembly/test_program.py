"""Starting a service: nothing unknown is started, and nothing is loaded that only a migration needs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import pytest

from assembly.program import Program, main

SERVICES = ("intake", "checks", "decisions", "notifications")


def never(_roles: frozenset[str]) -> Program:
    raise AssertionError("nothing is built")


def test_an_unknown_role_is_said_before_anything_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["checks", "--roles", "api,juggle"])
    monkeypatch.setattr("access.logs.set_up", lambda _name: None)
    with pytest.raises(SystemExit, match="no such role: juggle; there are api, consume, relay, sweep"):
        main("checks", never, ())


@pytest.fixture(scope="module")
def loaded() -> Sequence[str]:
    """Modules of an interpreter that was told nothing and has loaded all four services."""
    loads = "; ".join(f"import services.{one}.__main__" for one in SERVICES)
    said = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-I", "-c", f"{loads}; import sys; print(*sys.modules)"],
        capture_output=True, text=True, check=True, env={"PATH": "/usr/bin"},
    )  # fmt: skip
    return said.stdout.split()


@pytest.mark.stack
def test_no_service_loads_what_only_migrating_needs(loaded: Sequence[str]) -> None:
    assert not {"alembic", "typer", "jgo"} & {*loaded}


@pytest.mark.stack
def test_no_service_reads_its_environment_when_it_is_loaded(loaded: Sequence[str]) -> None:
    assert {f"services.{one}.app" for one in SERVICES} <= {*loaded}

"""Starting a service: nothing unknown is started, and nothing is loaded that only a migration needs."""

from __future__ import annotations

import subprocess
import sys

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


def test_no_service_loads_what_only_migrating_needs() -> None:
    loads = "; ".join(f"import services.{one}.__main__" for one in SERVICES)
    asks = "import sys; print([one for one in ('alembic', 'typer', 'jgo') if one in sys.modules])"
    said = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", f"{loads}; {asks}"], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


def test_no_service_reads_its_environment_when_it_is_loaded() -> None:
    loads = "; ".join(f"import services.{one}.app" for one in SERVICES)
    subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-I", "-c", loads], check=True, env={"PATH": "/usr/bin"}
    )

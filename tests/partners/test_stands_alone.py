"""The reference partner is short, and stands on contracts alone."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

FILE = Path(__file__).with_name("reference_partner.py")
MAY = {"contracts", "aiokafka", *sys.stdlib_module_names}


def imported(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0] if not node.level else ".")
    return found


def test_it_has_fewer_than_150_lines() -> None:
    assert len(FILE.read_text("utf-8").splitlines()) < 150


def test_it_imports_contracts_a_kafka_client_and_nothing_else_of_ours() -> None:
    assert imported(FILE.read_text("utf-8")) <= MAY


def test_an_import_of_ours_would_be_found() -> None:
    for source in ("import messaging.envelope", "from tests import given", "from . import conftest"):
        assert not imported(source) <= MAY

"""`python -m tests.ledger page [--check]` and `… prove [--into FILE] [PLACES]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import orjson
import pytest

from tests.ledger.holding import HOLDING, PROOFS
from tests.ledger.page import page
from tests.ledger.proving import SERVICES, Proofs, Prover
from tests.ledger.rows import ROOT, every_gate, rows
from tests.wire.unreached import unreached

PAGE: Final = ROOT / "docs" / "requirements.md"
SHOWN_IN: Final = tuple(f"tests/services/{service}/domain" for service in SERVICES)


def main(arguments: list[str] | None = None) -> int:
    """0: done, or as it must be. 1: the page is out of date, a marked test shows nothing, or a test fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.ledger", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    made = commands.add_parser("page", help="write docs/requirements.md from what is proved")
    made.add_argument("--check", action="store_true", help="write nothing; fail if it is out of date")
    found = commands.add_parser("prove", help="find out which test proves which gate")
    found.add_argument("--into", type=Path, default=PROOFS, metavar="FILE")
    found.add_argument("places", nargs="*", default=[*SHOWN_IN, *marked_files()])
    asked = parser.parse_args(arguments)
    if asked.command == "prove":
        return _prove(asked.places, asked.into)
    wanted = page(rows(orjson.loads(PROOFS.read_bytes()), every_gate(), unreached()))
    if not asked.check:
        PAGE.write_text(wanted, "utf-8")
    elif not PAGE.exists() or PAGE.read_text("utf-8") != wanted:
        print("docs/requirements.md is out of date: make generate", file=sys.stderr)
        return 1
    return 0


def marked_files() -> list[str]:
    """Tests outside the domains that are marked for a row."""
    found = (path for path in sorted((ROOT / "tests").rglob("test_*.py")) if "ledger" not in path.parts)
    return [
        str(path.relative_to(ROOT))
        for path in found
        if "mark.proves(" in path.read_text("utf-8") and not str(path.relative_to(ROOT)).startswith(SHOWN_IN)
    ]


def prove(places: Sequence[str]) -> tuple[Proofs, int]:
    """What the tests at these places prove, and pytest's exit code. They run in this process."""
    prover = Prover()
    plugins = ["-p", "no:cacheprovider", "-p", "no:randomly", "-p", f"no:{HOLDING}"]
    wanted = ["-q", *plugins, "-n0", "-m", "not stack and not thorough", "--no-header", "-r", "fE"]
    code = pytest.main([*wanted, *places], plugins=[prover])
    return prover.proofs, int(code)


def _prove(places: Sequence[str], into: Path) -> int:
    proofs, code = prove(places)
    for test in proofs.idle:
        print(f"{test} is marked for a row, and what it names does not run in it", file=sys.stderr)
    if into == PROOFS:  # a service's tests may ask another's gates: those are proved where they are at home
        names = {f"{service}/{gate.code}" for service, _, gate in every_gate()}
        proofs.gates = {name: found for name, found in proofs.gates.items() if name in names}
    from tests.ledger.wire import wire  # after pytest's own run: it rewrites what nobody has imported yet

    document = proofs.document() | {"wire": wire() if into == PROOFS else {}}
    into.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return 1 if proofs.idle else code


if __name__ == "__main__":
    sys.exit(main())

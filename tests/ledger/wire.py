"""What shows each gate over the wire: by which order it stops, and by which it lets pass.

It is worked out in memory from the very rows that a test gives over HTTP, one test a row: what they say is
what that test asks of the service as it runs.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from messaging.gates import Gate
from tests.ledger.proving import BLOCKS, PASSES, SERVICES
from tests.wire.desk import Served
from tests.wire.tried import Name, Tried, code_of, name_of, shown
from tests.wire.unreached import Unreached, unreached

TEST: Final = "test_a_gate_blocks_and_lets_pass_over_http"
Wire = dict[str, dict[str, dict[str, str]]]
"""`service/CODE` -> rows of the ledger that a gate of this code serves, in one text -> test, and orders."""


def place(service: str) -> str:
    return f"tests.services.{service}.test_gates_over_http"


def tried(service: str) -> Tried:
    """The rows that are given over HTTP: those that its test is run for."""
    test = getattr(importlib.import_module(place(service)), TEST)
    (rows,) = [mark.args[1] for mark in test.pytestmark if mark.name == "parametrize"]
    found: Tried = rows
    return found


def served(service: str) -> Served:
    found: Served = importlib.import_module(f"tests.services.{service}.wired").SERVED
    return found


def wire() -> Wire:
    """Of all services."""
    found: Wire = {}
    for service in SERVICES:
        for name, proof in _proofs(service, tried(service)):
            found.setdefault(f"{service}/{name.code}", {}).setdefault(served_rows(name), proof)
    return {name: dict(sorted(gates.items())) for name, gates in sorted(found.items())}


def _proofs(service: str, rows: Tried) -> Iterator[tuple[Name, dict[str, str]]]:
    orders, file = served(service).orders, place(service).replace(".", "/")
    for key, row in rows.items():
        if (service, key) in unreached():
            continue
        (_, blocked), (_, passed) = row[0](), row[1]()
        by = {BLOCKS: orders.of(blocked).name, PASSES: orders.of(passed).name}
        for name in shown(key, row).both:
            yield name, {"test": f"{file}.py::{TEST}[{key}]", **by}


def served_rows(name: Name) -> str:
    return " ".join(name.requirements)


def lacking(
    gates: Iterable[tuple[str, str, Gate[Any, Any]]],
    known: Mapping[str, Mapping[str, Any]],
    listed: Mapping[tuple[str, str], Unreached],
) -> list[str]:
    """Gates that nothing shows over the wire, and that are not listed as out of reach."""
    excused = {(one.service, code_of(one.key), one.requirements) for one in listed.values()}
    return [
        f"{service}/{gate.code} ({served_rows(name_of(gate))})"
        for service, _, gate in gates
        if served_rows(name_of(gate)) not in known.get(f"{service}/{gate.code}", {})
        and (service, str(gate.code), gate.requirements) not in excused
    ]

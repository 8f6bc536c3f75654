"""The rows of the ledger, the gates that cite them, and where in the code each gate is."""

from __future__ import annotations

import ast
import csv
import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, Final

from messaging.gates import Gate
from services.checks.domain import other_agencies
from services.checks.domain.sources import register_for
from tests.ledger.proving import BLOCKS, PASSES, SERVICES
from tests.wire.tried import code_of
from tests.wire.unreached import Unreached

ROOT: Final = Path(__file__).parents[2]
FORCE: Final = "46"
LEDGER: Final = ROOT / "docs" / "domain" / "requirements.csv"


@dataclass(frozen=True, slots=True)
class Cited:
    """A gate, by service and code, in its file; and the tests that prove it, if any."""

    name: str
    file: str
    blocks: str | None
    passes: str | None
    wire: Mapping[str, str] | None = None
    """Its test over the wire, and the orders that it stops and lets pass."""
    unreached: str | None = None
    """Why no request and no message comes as far as this gate."""

    @property
    def proved(self) -> bool:
        shown = self.blocks is not None and self.passes is not None
        return shown and (self.wire is not None or self.unreached is not None)


@dataclass(frozen=True, slots=True)
class Row:
    """One rule. `open` unless every gate that cites it is proved, or a test is marked for it."""

    id: str
    section: str
    source: str
    modal: str
    rule: str
    service: str
    gates: tuple[Cited, ...]
    marked: tuple[Mapping[str, str], ...]

    @property
    def open(self) -> bool:
        return not all(gate.proved for gate in self.gates) or not (self.gates or self.marked)


def rows(
    proofs: Mapping[str, Any],
    gates: Iterable[tuple[str, str, Gate[Any, Any]]],
    unreached: Mapping[tuple[str, str], Unreached] = MappingProxyType({}),
) -> list[Row]:
    """Every row of the ledger, in its order."""
    why = {(one.service, code_of(one.key), one.requirements): one.why for one in unreached.values()}
    citing: dict[str, dict[tuple[str, tuple[str, ...]], Cited]] = {}
    for service, file, gate in gates:
        name = f"{service}/{gate.code}"
        known = proofs["gates"].get(name, {})
        wire = proofs["wire"].get(name, {}).get(" ".join(gate.requirements))
        excused = why.get((service, str(gate.code), gate.requirements))
        cited = Cited(name, file, known.get(BLOCKS), known.get(PASSES), wire, excused)
        for rule in gate.requirements:
            citing.setdefault(rule, {})[name, gate.requirements] = cited
    return [
        Row(
            one["id"],
            one["section"],
            one["source"],
            one["modal"],
            one["rule"],
            one["service"],
            tuple(citing.get(one["id"], {}).values()),
            tuple(proofs["marked"].get(one["id"], ())),
        )
        for one in ledger()
    ]


def ledger() -> list[dict[str, str]]:
    with LEDGER.open(encoding="utf-8", newline="") as found:
        return list(csv.DictReader(found))


@cache
def every_gate() -> tuple[tuple[str, str, Gate[Any, Any]], ...]:
    """(service, file, gate), each gate once, in a fixed order."""
    return tuple(one for service in SERVICES for one in _gates_of(service))


def _gates_of(service: str) -> Iterator[tuple[str, str, Gate[Any, Any]]]:
    package = importlib.import_module(f"services.{service}.domain")
    names = [one.name for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    modules = [importlib.import_module(name) for name in sorted(names)]
    written = {name: module.__name__ for module in modules for name in _codes_in(Path(str(module.__file__)))}
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for module in modules:
        for gate in (*_gates_within(vars(module)), *_made(service, module)):
            if (gate.code, gate.requirements) in seen:
                continue
            seen.add((gate.code, gate.requirements))
            place = written.get(gate.code) or module.__name__
            yield service, f"{place.replace('.', '/')}.py", gate


def _made(service: str, module: ModuleType) -> tuple[Gate[Any, Any], ...]:
    """Gates that are made for one force, by functions of their module."""
    register = register_for(FORCE)
    if module.__name__ == other_agencies.__name__:
        return (other_agencies.known(register),)
    if module.__name__ != f"services.{service}.domain.gates" or not hasattr(module, "coverage"):
        return ()
    return (*module.coverage(register), module.results_stale(register))


def _gates_within(value: Any) -> Iterator[Gate[Any, Any]]:
    if isinstance(value, Gate):
        yield value
    elif isinstance(value, Mapping):
        for one in list(value.values()):
            yield from _gates_within(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _gates_within(one)


def _codes_in(path: Path) -> Iterator[str]:
    """Texts in capitals that a file holds: a gate's code is written where the gate is."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            code = node.args[0].value
            if isinstance(code, str) and code.isupper():
                yield code

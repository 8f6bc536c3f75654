"""Which test shows that a gate stops what it is there for, and lets pass what meets it. A plugin for pytest.

A test proves a gate if it passes, and fails once that gate is taken away (or, for what it lets pass, once it
never opens): seeing a gate refuse is not enough. A test marked `proves("R-…", by="module:function")` shows a
rule that is no gate; it counts if that function really ran in it.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import CodeType, FrameType
from typing import Any, Final

import pytest

from messaging.gates import Gate
from messaging.outcomes import Unmet

BLOCKS, PASSES = "blocks", "passes"
TRIES: Final = 12
"""So many tests are tried for one proof; a gate that none of these needs is not proved."""
SERVICES: Final = ("intake", "checks", "decisions", "notifications")


@dataclass
class Proofs:
    """`gates`: `service/CODE` -> what is proved -> test. `marked`: rule -> tests, with what ran in each."""

    gates: dict[str, dict[str, str]] = field(default_factory=dict)
    marked: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    idle: list[str] = field(default_factory=list)
    """Tests that are marked, and do not run what they name."""

    def document(self) -> dict[str, Any]:
        gates = {name: dict(sorted(found.items())) for name, found in sorted(self.gates.items())}
        marked = {
            rule: sorted(found, key=lambda proof: (proof["test"], proof["by"]))  # whatever ran first
            for rule, found in sorted(self.marked.items())
        }
        return {"gates": gates, "marked": marked}


@dataclass(eq=False)
class Prover:
    """Watches every gate that is asked, and tries each test with one of them taken away, or never opening."""

    proofs: Proofs = field(default_factory=Proofs)
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _tried: Counter[tuple[str, str]] = field(default_factory=Counter)
    _real: Callable[..., Unmet | None] = Gate.unmet

    def pytest_configure(self) -> None:
        prover = self

        def unmet(gate: Gate[Any, Any], state: Any, command: Any, moment: Any) -> Unmet | None:
            return prover._asked(gate, state, command, moment)

        setattr(Gate, "unmet", unmet)  # noqa: B010 - it is put back when all tests have run

    def pytest_unconfigure(self) -> None:
        setattr(Gate, "unmet", self._real)  # noqa: B010

    def _asked(self, gate: Gate[Any, Any], state: Any, command: Any, moment: Any) -> Unmet | None:
        found = self._real(gate, state, command, moment)
        self._seen.add((gate.code, PASSES if found is None else BLOCKS))
        return found

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Only what can prove something is run."""
        items[:] = [
            item
            for item in items
            if isinstance(item, pytest.Function) and (item.get_closest_marker("proves") or service_of(item))
        ]

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Iterator[None]:
        self._seen = set()
        with Watched(wanted(pyfuncitem)) as ran:
            result = yield
        self._mark(pyfuncitem, ran)
        if service := service_of(pyfuncitem):
            for code, what in sorted(self._seen):
                self._try(pyfuncitem, f"{service}/{code}", code, what)
        return result

    def _try(self, item: pytest.Function, name: str, code: str, what: str) -> None:
        known = self.proofs.gates.setdefault(name, {})
        if what in known or self._tried[name, what] >= TRIES:
            return
        self._tried[name, what] += 1
        if notices(partial(again, item), code, what):
            known[what] = item.nodeid

    def _mark(self, item: pytest.Function, ran: list[bool]) -> None:
        mark = item.get_closest_marker("proves")
        if mark is None:
            return
        if not ran:
            self.proofs.idle.append(item.nodeid)
            return
        proof = {"test": item.nodeid.partition("[")[0], "by": mark.kwargs["by"]}
        for rule in mark.args:
            held = self.proofs.marked.setdefault(rule, [])
            if proof not in held:
                held.append(proof)


@contextmanager
def forced(code: str, what: str) -> Iterator[None]:
    """Gates of this code never stop anything (BLOCKS is tried), or always (PASSES is)."""
    real: Callable[..., Unmet | None] = Gate.unmet

    def unmet(gate: Gate[Any, Any], state: Any, command: Any, moment: Any) -> Unmet | None:
        if gate.code != code:
            return real(gate, state, command, moment)
        if what == BLOCKS:
            return None
        return Unmet(gate.code, "kept shut", gate.paragraph, gate.requirements, gate.override)

    setattr(Gate, "unmet", unmet)  # noqa: B010 - only here
    try:
        yield
    finally:
        setattr(Gate, "unmet", real)  # noqa: B010


def notices(test: Callable[[], object], code: str, what: str) -> bool:
    """Whether a test that passes fails once that gate is taken away, or never opens."""
    with forced(code, what):
        try:
            test()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as noticed:
            return not isinstance(noticed, pytest.skip.Exception)
    return False


def again(item: pytest.Function) -> None:
    """Run a test of `service_of` once more."""
    item.obj(**{name: item.funcargs[name] for name in _arguments(item)})


def wanted(item: pytest.Item) -> CodeType | None:
    """What a mark names as run by its test."""
    mark = item.get_closest_marker("proves")
    return code_of(mark.kwargs["by"]) if mark else None


class Watched:
    """Whether a function runs within: the list is not empty."""

    def __init__(self, code: CodeType | None) -> None:
        self._code = code
        self._ran: list[bool] = []

    def __enter__(self) -> list[bool]:
        if self._code is not None:
            sys.setprofile(self._see)
        return self._ran

    def __exit__(self, *_error: object) -> None:
        if self._code is not None:
            sys.setprofile(None)

    def _see(self, frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code is self._code:
            self._ran.append(True)
            sys.setprofile(None)  # seen is seen, and looking at every call costs more than the test


def code_of(by: str) -> CodeType:
    """`services.decisions.domain.clocks:ran_out` -> its code. `AttributeError` when there is none."""
    module, _, name = by.partition(":")
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    code: CodeType = inspect.unwrap(found).__code__
    return code


def service_of(item: pytest.Function) -> str | None:
    """The service whose rules this tests, if it can be called again just so: no fixtures, no dice."""
    parts = item.path.parts
    service = next((one for one in SERVICES if one in parts), None)
    params: Mapping[str, Any] = item.callspec.params if hasattr(item, "callspec") else {}
    if set(_arguments(item)) - set(params) or inspect.iscoroutinefunction(item.obj):
        return None
    return None if getattr(item.obj, "is_hypothesis_test", False) else service


def _arguments(item: pytest.Function) -> tuple[str, ...]:
    return tuple(inspect.signature(item.obj).parameters)

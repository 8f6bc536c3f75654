"""The page of requirements claims what tests show, and no more; and what it rests on cannot be made up."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import orjson
import pytest

from messaging.gates import Gate, unmet
from tests.ledger.__main__ import main
from tests.ledger.holding import HOLDING, PROOFS, Holding
from tests.ledger.page import page
from tests.ledger.proving import BLOCKS, PASSES, code_of
from tests.ledger.rows import ROOT, every_gate, ledger, rows
from tests.wire.unreached import unreached

KNOWN = orjson.loads(PROOFS.read_bytes())
NOTHING: dict[str, Any] = {"gates": {}, "marked": {}, "wire": {}}
RULE = "R-099"


def test_the_page_is_what_is_proved() -> None:
    assert main(["page", "--check"]) == 0


def test_the_page_lists_every_row_once() -> None:
    found = rows(KNOWN, every_gate(), unreached())
    assert [row.id for row in found] == [f"R-{number:03d}" for number in range(1, 266)]
    text = page(found)
    assert all(text.count(f"| {row.id} |") == 1 for row in found)
    assert f"{sum(row.open for row in found)} are open" in text


def test_a_row_without_a_proof_is_open() -> None:
    assert all(row.open for row in rows(NOTHING, every_gate()))
    assert all(row.open for row in rows(KNOWN, ()) if not row.marked)


@pytest.mark.parametrize("what", [BLOCKS, PASSES])
def test_half_a_proof_leaves_a_row_open(what: str) -> None:
    """Seen to stop and never to let pass, a gate may stop everything; the other way round, nothing."""
    gate: Gate[Any, Any] = Gate("MADE_UP", "G 1", (RULE,), lambda case, command, moment: True, "Made up.")
    gates = (("decisions", "services/decisions/domain/gates.py", gate),)
    wired = {
        "marked": {},
        "wire": {"decisions/MADE_UP": {RULE: {"test": "a test", BLOCKS: "/", PASSES: "/"}}},
    }
    whole = wired | {"gates": {"decisions/MADE_UP": {BLOCKS: "a test", PASSES: "a test"}}}
    half = wired | {"gates": {"decisions/MADE_UP": {what: "a test"}}}
    shown = {row.id: row for row in rows(whole, gates)}
    lacking = {row.id: row for row in rows(half, gates)}
    assert not shown[RULE].open
    assert lacking[RULE].open
    assert "no test shows that it" in page([lacking[RULE]])
    assert replace(lacking[RULE], gates=(), marked=()).open
    assert {row.id: row for row in rows(whole | {"wire": {}}, gates)}[RULE].open


def test_every_gate_cites_rows_that_there_are() -> None:
    known = {row["id"] for row in ledger()}
    for _, file, gate in every_gate():
        assert set(gate.requirements) <= known, gate.code
        assert (ROOT / file).is_file(), file


def test_every_proof_names_a_gate_and_a_test_that_there_are() -> None:
    names = {f"{service}/{gate.code}" for service, _, gate in every_gate()}
    assert set(KNOWN["gates"]) <= names
    tests = [test for found in KNOWN["gates"].values() for test in found.values()]
    tests += [one["test"] for found in KNOWN["marked"].values() for one in found]
    for test in tests:
        file, _, name = test.partition("::")
        assert f"def {name.partition('[')[0]}(" in (ROOT / file).read_text("utf-8"), test
    for found in KNOWN["marked"].values():
        assert all(code_of(one["by"]) for one in found)


def test_every_proof_is_of_a_test_that_is_run_and_every_mark_is_written_down(
    request: pytest.FixtureRequest,
) -> None:
    assert _holding(request).changed() == []


def test_a_proof_of_a_test_that_is_gone_is_found_and_a_mark_that_nobody_wrote_down(
    request: pytest.FixtureRequest,
) -> None:
    """The twin."""
    gone = f"{request.node.nodeid}[gone]"
    marked = {RULE: [{"test": request.node.nodeid, "by": "what:ran"}]}
    holding = Holding({"gates": {"decisions/MADE_UP": {BLOCKS: gone}}, "marked": marked})
    holding.collected([request.node])
    assert holding.changed() == [gone, f"{RULE} {request.node.nodeid} what:ran"]
    holding.collected([request.node], in_part={request.node.path})
    assert holding.changed() == [], "who asks for one test by name has lost no other"


MADE_UP: Gate[Any, Any] = Gate("MADE_UP", "G 1", (), lambda case, command, moment: command, "Made up.")


def test_a_test_that_would_not_miss_its_gate_fails(request: pytest.FixtureRequest) -> None:
    """As it does wherever it is run: it is `_holding` that is asked after each test."""
    assert _holding(request)
    claims = {"gates": {"decisions/MADE_UP": {BLOCKS: request.node.nodeid}}, "marked": {}}
    one = cast("Any", Run(request.node.nodeid, lambda: unmet((MADE_UP,), None, False, cast("Any", None))))
    watching = Holding(claims).pytest_pyfunc_call(one)
    next(watching)
    with pytest.raises(pytest.fail.Exception, match="does not show that decisions/MADE_UP blocks"):
        next(watching)


def test_a_test_that_misses_its_gate_passes(request: pytest.FixtureRequest) -> None:
    def refused() -> None:
        assert unmet((MADE_UP,), None, False, cast("Any", None))

    claims = {"gates": {"decisions/MADE_UP": {BLOCKS: request.node.nodeid}}, "marked": {}}
    watching = Holding(claims).pytest_pyfunc_call(cast("Any", Run(request.node.nodeid, refused)))
    next(watching)
    with pytest.raises(StopIteration):
        next(watching)


@dataclass(frozen=True)
class Run:
    """As much of a test as is looked at after it."""

    nodeid: str
    obj: Callable[[], object]
    funcargs: Mapping[str, object] = field(default_factory=dict)

    def get_closest_marker(self, _name: str) -> None:
        return None


def _holding(request: pytest.FixtureRequest) -> Holding:
    found = request.config.pluginmanager.get_plugin(HOLDING)
    assert isinstance(found, Holding)
    return found


GATE = """
from messaging.gates import Gate, unmet

GATE = Gate("{0}", "G 1", (), lambda case, command, moment: command == "right", "Made up.")

def test_a():
    found = unmet((GATE,), None, "wrong", None), unmet((GATE,), None, "right", None)
    assert {1}
"""
FILES = {
    "test_needs.py": GATE.format("NEEDED", "[len(one) for one in found] == [1, 0]"),
    "test_asks.py": GATE.format("ASKED", "len(found) == 2"),
    "test_marked.py": """
import pytest

@pytest.mark.proves("R-099", by="services.decisions.domain.clocks:ran_out")
def test_a():
    assert True
""",
}


@dataclass(frozen=True)
class Found:
    """What a run of its own finds out about FILES."""

    proofs: Mapping[str, Any]
    said: str


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    place = tmp_path_factory.mktemp("proved") / "decisions"
    place.mkdir()
    for name, text in FILES.items():
        (place / name).write_text(text, "utf-8")
    into = place / "proofs.json"
    argv = [sys.executable, "-m", "tests.ledger", "prove", "--into", str(into), str(place)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    return Found(orjson.loads(into.read_bytes()), done.stderr)


@pytest.mark.stack
def test_a_test_that_needs_the_gate_proves_it(found: Found) -> None:
    assert set(found.proofs["gates"]["decisions/NEEDED"]) == {BLOCKS, PASSES}


@pytest.mark.stack
def test_a_test_that_only_asks_it_proves_nothing(found: Found) -> None:
    """The twin: the gate is seen to refuse and to pass, and nobody would notice if it did not."""
    assert found.proofs["gates"]["decisions/ASKED"] == {}


@pytest.mark.stack
def test_a_mark_on_a_test_that_does_not_run_what_it_names_is_found(found: Found) -> None:
    assert found.proofs["marked"] == {}
    assert "test_marked.py::test_a is marked for a row, and what it names does not run in it" in found.said

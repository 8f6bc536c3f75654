"""Every gate is shown over the wire or listed as out of reach, and neither claim can be made up."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from contracts.policies import profiles
from messaging.decider import Decider, Moment
from messaging.gates import Gate, unmet
from messaging.outcomes import Decided, Outcome, Refusal
from tests.given import story
from tests.ledger.holding import PROOFS
from tests.ledger.proving import SERVICES
from tests.ledger.rows import every_gate
from tests.ledger.wire import lacking, served_rows, tried, wire
from tests.wire.tried import Name, Row, name_of, shown
from tests.wire.unreached import unreached

KNOWN: dict[str, dict[str, Any]] = orjson.loads(PROOFS.read_bytes())["wire"]


@pytest.mark.proofs
def test_what_is_shown_over_the_wire_is_written_down() -> None:
    assert wire() == KNOWN, "make prove"


def test_every_gate_has_a_test_over_the_wire_or_is_listed() -> None:
    assert lacking(every_gate(), KNOWN, unreached()) == []


def test_a_gate_that_no_row_tries_is_found() -> None:
    """The twin: a gate more, and one gate less that is shown or excused."""
    more: Gate[Any, Any] = Gate("MADE_UP", "G 1", ("R-099",), lambda case, command, moment: True, "Made up.")
    assert lacking((*every_gate(), ("decisions", "a file", more)), KNOWN, unreached()) == [
        "decisions/MADE_UP (R-099)"
    ]
    less = {name: gates for name, gates in KNOWN.items() if name != "intake/CASE_ENDED"}
    assert lacking(every_gate(), less, unreached()) == ["intake/CASE_ENDED (R-240)"]
    assert len(lacking(every_gate(), KNOWN, {})) == len(unreached())


def test_two_gates_of_one_code_are_each_shown() -> None:
    """The twin: what shows the one is not taken for the other."""
    both = KNOWN["decisions/ALREADY_DECIDED"]
    assert len(both) == 3
    one = KNOWN | {"decisions/ALREADY_DECIDED": dict(list(both.items())[:1])}
    assert len(lacking(every_gate(), one, unreached())) == 2


def test_every_proof_is_a_row_that_a_test_is_run_for() -> None:
    rows = {service: tried(service) for service in SERVICES}
    for name, gates in KNOWN.items():
        service, _, code = name.partition("/")
        for proof in gates.values():
            key = proof["test"].partition("[")[2].removesuffix("]")
            assert key.partition(" ")[0] == code
            assert key in rows[service]


def test_what_is_out_of_reach_is_a_gate_that_nothing_else_shows() -> None:
    gates = {(service, name_of(gate)) for service, _, gate in every_gate()}
    for one in unreached().values():
        name = Name(one.key.partition(" ")[0], one.requirements)
        assert (one.service, name) in gates, one.key
        assert served_rows(name) not in KNOWN.get(f"{one.service}/{name.code}", {}), one.key


def test_what_is_out_of_reach_is_tried_by_a_row_or_asked_by_no_profile() -> None:
    for one in unreached().values():
        if one.staff is None:
            assert one.key in tried(one.service), one.key
            assert one.answer is not None
        else:
            asked = [getattr(each.practice.staff, one.staff) for each in profiles() if each.practice]
            assert asked
            assert not any(each.competences for each in asked), one.key


def test_no_two_gates_are_excused_by_one_entry() -> None:
    excused = [(one.service, one.key.partition(" ")[0], one.requirements) for one in unreached().values()]
    assert len(excused) == len(set(excused))


ONLY_RIGHT: Gate[Any, Any] = Gate("MADE_UP", "G 1", (), lambda case, order, moment: order != "wrong", "No.")
OTHER: Gate[Any, Any] = Gate("OTHER", "G 1", (), lambda case, order, moment: order != "other", "No.")
LISTS = {"wrong": (ONLY_RIGHT,), "right": (ONLY_RIGHT,), "other": (ONLY_RIGHT, OTHER), "elsewhere": (OTHER,)}


def _decide(case: Any, order: str, moment: Moment) -> Outcome:
    found = unmet(LISTS[order], case, order, moment)
    return Refusal(found) if found else Decided()


def _row(blocked: str, passed: str) -> Row:
    made: Any = story(Decider(lambda _: None, lambda case, _: case, _decide, lambda _: True))
    return lambda: (made, blocked), lambda: (made, passed)


def test_a_gate_is_shown_by_what_it_stops_and_by_what_is_accepted_with_it_on_the_list() -> None:
    assert shown("MADE_UP", _row("wrong", "right")).both == {name_of(ONLY_RIGHT)}


@pytest.mark.parametrize("passed", ["elsewhere", "other", "wrong"])
def test_a_gate_is_not_shown_by_what_does_not_list_it_or_is_refused(passed: str) -> None:
    """The twin: not asked; met, while something else refuses; and never met."""
    assert not shown("MADE_UP", _row("wrong", passed)).passes


@pytest.mark.parametrize("blocked", ["right", "elsewhere", "other"])
def test_a_gate_is_not_shown_by_what_it_does_not_stop(blocked: str) -> None:
    assert not shown("MADE_UP", _row(blocked, "right")).blocks

"""Gates: every one that does not hold is said, in the order of the command, in words."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from messaging.decider import Moment
from messaging.gates import Gate, unmet
from messaging.outcomes import Unmet

NOW = Moment(datetime(2026, 1, 1, tzinfo=UTC), "case-1", 3)


def gate(number: int, holds: bool) -> Gate[None, None]:
    return Gate(f"G{number}", f"P {number}", (f"R-{number}",), lambda *_: holds, f"Do {number}.")


@given(st.lists(st.booleans(), max_size=8))
def test_every_gate_that_does_not_hold_is_said_in_order(answers: list[bool]) -> None:
    gates = [gate(number, holds) for number, holds in enumerate(answers)]
    said = unmet(gates, None, None, NOW)
    assert [one.code for one in said] == [f"G{number}" for number, holds in enumerate(answers) if not holds]


def test_what_is_unmet_carries_words_paragraph_and_requirements() -> None:
    assert unmet([gate(7, False)], None, None, NOW) == (Unmet("G7", "Do 7.", "P 7", ("R-7",)),)


def test_words_may_be_made_from_the_case() -> None:
    counted: Gate[int, str] = Gate(
        "FEW",
        "P",
        (),
        lambda state, _, __: state > 2,
        lambda state, command, moment: f"{state} {command} {moment.version}",
    )
    assert counted.unmet(3, "seen", NOW) is None
    assert unmet([counted], 1, "seen", NOW)[0].words == "1 seen 3"


def test_a_gate_that_may_be_passed_says_so() -> None:
    passable: Gate[None, None] = Gate("MAY", "P", (), lambda *_: False, "Wait.", override=True)
    assert unmet([passable, gate(1, False)], None, None, NOW)[0].override
    assert not unmet([gate(1, False)], None, None, NOW)[0].override

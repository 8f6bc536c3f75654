"""The rules as data: traced to the ledger, and only intentions are gated by more than their own sense."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from messaging.gates import Gate
from services.intake.domain import commands as c
from services.intake.domain import gates_enquiry as enquiry
from services.intake.domain.decide import DECISIONS
from services.intake.domain.flags import MEANINGS, Flag
from services.intake.domain.gates import GATES
from services.intake.domain.state import Case
from services.intake.domain.to_do import WORDS, Step

LEDGER = Path(__file__).parents[4] / "docs" / "domain" / "requirements.csv"
WATCHDOGS = {c.CheckHandOver, c.CheckStep}
MAKES_SENSE = {enquiry.OPEN.code, enquiry.ASKED.code, enquiry.NOT_AHEAD.code}
PARAGRAPH = re.compile(r"G \d+(\([a-z]\))?( to \d+|(, \d+(\([a-z]\))?)*)")
ALL: list[Gate[Case, Any]] = [gate for gates in GATES.values() for gate in gates]


def ledger() -> set[str]:
    with LEDGER.open(encoding="utf-8") as file:
        return {row["id"] for row in csv.DictReader(file)}


def test_every_gate_is_traced_to_the_ledger() -> None:
    assert {one for gate in ALL for one in gate.requirements} <= ledger()
    assert all(gate.requirements for gate in ALL)


def test_every_flag_has_words_a_paragraph_and_a_row_of_the_ledger() -> None:
    assert set(MEANINGS) == set(Flag)
    assert {one for meaning in MEANINGS.values() for one in meaning.requirements} <= ledger()


def test_every_gate_names_its_paragraph_as_people_cite_it() -> None:
    assert ALL
    assert {gate.code: gate.paragraph for gate in ALL if not PARAGRAPH.fullmatch(gate.paragraph)} == {}


def test_words_tell_people_what_to_do_without_codes() -> None:
    said = {gate.code: gate.words for gate in ALL if isinstance(gate.words, str)}
    assert said
    for code, words in said.items():
        assert words.endswith("."), code
        assert not re.search(r"[A-Z]{2,}_|R-\d|C-\d|K\d", words), code


@pytest.mark.parametrize("fact", c.FACTS, ids=lambda kind: kind.__name__)
def test_a_fact_is_never_held_up_by_a_rule(fact: Any) -> None:
    assert {gate.code for gate in GATES.get(fact, ())} <= MAKES_SENSE


def test_nothing_but_an_unknown_number_stops_a_report_of_immediate_risk() -> None:
    assert GATES[c.ReportImmediateRisk] == (enquiry.OPEN,)


def test_every_command_is_a_fact_or_an_intention_and_is_decided() -> None:
    assert not set(c.FACTS) & set(c.INTENTIONS)
    assert set(DECISIONS) | {c.Hear} == {*c.FACTS, *c.INTENTIONS, *WATCHDOGS}


def test_every_intention_has_gates() -> None:
    assert set(c.INTENTIONS) <= set(GATES)


def test_one_code_has_one_meaning() -> None:
    meanings: dict[tuple[str, type], Gate[Case, Any]] = {}
    for command, gates in GATES.items():
        for gate in gates:
            assert meanings.setdefault((gate.code, command), gate) is gate


def test_every_step_has_words() -> None:
    assert set(WORDS) == set(Step)

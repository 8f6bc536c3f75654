"""The ledger of rules that code and tests cite: whole, and understandable without anything beside it."""

import csv
import re
from pathlib import Path

import pytest

LEDGER = Path(__file__).parents[3] / "docs" / "domain"
PAGES = sorted(LEDGER.glob("*.md"))
COLUMNS = ["id", "section", "source", "modal", "rule", "service", "data", "event_or_state", "violation"]
MODALS = {"must", "should", "may", "definition", "must-not"}
OUTSIDE = re.compile(r"\.\./|\bseeds/|/tmp/|\b00\d_\*")


def rows() -> list[list[str]]:
    with (LEDGER / "requirements.csv").open(encoding="utf-8", newline="") as held:
        return list(csv.reader(held))


def uneven(page: str) -> list[str]:
    """Table rows that have not as many cells as their table's head."""
    found, width = [], None
    for line in page.splitlines():
        if not line.startswith("|"):
            width = None
            continue
        cells = len(re.split(r"(?<!\\)\|", line.strip()))
        width = width or cells
        if cells != width:
            found.append(line)
    return found


def test_every_rule_is_numbered_once_without_a_gap_and_has_all_its_cells() -> None:
    head, *rules = rows()
    assert head == COLUMNS
    assert [rule[0] for rule in rules] == [f"R-{number:03}" for number in range(1, 266)]
    for rule in rules:
        assert len(rule) == len(COLUMNS)
        assert all(cell.strip() for cell in rule), rule[0]
        assert rule[3] in MODALS, rule[0]


def test_every_conflict_is_numbered_once_without_a_gap() -> None:
    page = (LEDGER / "rules-and-conflicts.md").read_text("utf-8")
    numbered = re.findall(r"^\| (C-\d\d) \|", page, re.MULTILINE)
    assert numbered == [f"C-{number:02}" for number in range(1, 51)]


def test_what_the_ledger_cites_of_itself_exists() -> None:
    known = {rule[0] for rule in rows()[1:]} | {f"C-{number:02}" for number in range(1, 51)}
    everything = "\n".join(page.read_text("utf-8") for page in [*PAGES, LEDGER / "requirements.csv"])
    assert set(re.findall(r"\bR-\d{3}\b|\bC-\d\d\b", everything)) <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_table_row_is_cut_or_split(page: Path) -> None:
    assert uneven(page.read_text("utf-8")) == []


def test_a_split_row_would_be_seen() -> None:
    assert uneven("| a | b |\n|---|---|\n| `x|y` | z |") == ["| `x|y` | z |"]
    assert uneven("| a | b |\n|---|---|\n| `x\\|y` | z |") == []


@pytest.mark.parametrize("page", [*PAGES, LEDGER / "requirements.csv"], ids=lambda page: page.name)
def test_the_ledger_points_to_nothing_outside_the_project(page: Path) -> None:
    assert not OUTSIDE.search(page.read_text("utf-8"))


def test_every_source_that_a_rule_cites_is_described() -> None:
    described = (LEDGER / "README.md").read_text("utf-8")
    cited = {word for rule in rows()[1:] for word in re.findall(r"\b(?:G|K|P|H0|H1)\b", rule[2])}
    assert cited == {"G", "K", "P", "H0", "H1"}
    for source in ("| G n |", "| K n |", "| H0 |", "| H1 |", "| P |"):
        assert source in described

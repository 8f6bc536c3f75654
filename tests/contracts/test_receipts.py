"""Whoever reads a receipt finds every code on the page, and what to do."""

from __future__ import annotations

import re
from pathlib import Path

from contracts.codes import CameTo
from contracts.parties import forces
from contracts.receipt_codes import page, receipt_codes
from contracts.receipts import EVENTS, MessageReceipt
from contracts.topics import for_force

ROOT = Path(__file__).parents[2]
OF_OUR_OWN = {"REFUSED", "NOT_YET", "FORGOTTEN"}
"""Reasons that only mail of our own services has."""
_REASON = re.compile(
    r'(?:Unreadable\(|_quarantine\(\w+, \w+, |reason = |_wait\(\w+, \w+, |return )"([A-Z_]{4,})"'
)
_EITHER = re.compile(r'"([A-Z_]{4,})" if [^\n]* else "([A-Z_]{4,})"')


def reasons() -> set[str]:
    """Every reason that stands in the programs for which a message may be kept."""
    files = [
        *(ROOT / "messaging").glob("*.py"),
        *(ROOT / "services").glob("*/domain/**/*.py"),
    ]
    found: set[str] = set()
    for file in files:
        text = file.read_text("utf-8")
        if file.parent.name == "messaging" and file.stem not in ("take", "taken", "apply", "reading"):
            continue
        found |= set(_REASON.findall(text)) if file.parent.name == "messaging" else _said(text)
        if file.stem in ("take", "apply"):
            found |= {one for pair in _EITHER.findall(text) for one in pair}
    return found


def _said(text: str) -> set[str]:
    return set(re.findall(r'Unreadable\(\s*"([A-Z_]+)"', text))


def test_every_reason_for_which_mail_is_kept_is_on_the_page() -> None:
    found = reasons()
    assert {
        "NOT_JSON",
        "HISTORY_FORKED",
        "BEHIND",
        "CASE_UNREADABLE",
        "WRITE_FAILED",
        "UNKNOWN_TYPE",
    } <= found
    assert found - OF_OUR_OWN <= receipt_codes().keys()


def test_the_page_has_each_code_once_and_is_in_whole_sentences() -> None:
    for code, row in receipt_codes().items():
        assert page().count(f"`{code}`") == 1
        assert row.means.endswith("."), code
        assert row.do.endswith("."), code
    assert [row.came_to for row in receipt_codes().values()].count(CameTo.REFUSED) >= 1


def test_whoever_writes_from_outside_has_a_topic_on_which_it_is_answered() -> None:
    for register in map(for_force, forces()):
        for topic in register.topics:
            if topic.from_outside and MessageReceipt not in topic.carries:
                for reader in topic.readers:
                    assert register.topic_to(reader, MessageReceipt.TYPE, topic.writer).readers == (
                        topic.writer,
                    )


def test_a_receipt_holds_nothing_about_anybody() -> None:
    assert all(not kind.LABELS for kind in EVENTS)
    assert not MessageReceipt.MATERIAL
    assert not MessageReceipt.CRITICAL


def test_receipts_go_to_one_party_alone() -> None:
    topics = [topic for topic in for_force("46").topics if MessageReceipt in topic.carries]
    assert topics
    assert all(len(topic.readers) == 1 for topic in topics)

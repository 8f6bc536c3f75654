"""Who may see what is one table, the ledger's A9, and what leaves us keeps to it row by row."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from contracts import audiences, referrals
from contracts.audiences import AUDIENCES, OTHER_FORCE, to_a_responding_force
from contracts.codes import ReferralKind, SharedPart
from contracts.event import sealed_kind
from contracts.parties import agencies
from contracts.topics import for_force
from contracts.who_may_see import Data, May, Onlooker, may, may_be_given, who_may_see

LEDGER: Final = Path(__file__).parents[2] / "docs" / "domain" / "rules-and-conflicts.md"
ROWS: Final = {
    "that an application exists": Data.APPLICATION,
    "applicant identity & account": Data.APPLICANT,
    "subject's record": Data.SUBJECT,
    "decision/outcome": Data.OUTCOME,
    "who the recipient is": Data.RECIPIENT,
    "source identity / intelligence grade": Data.SOURCE_AND_GRADE,
    "subject's representations": Data.REPRESENTATIONS,
    "child details": Data.CHILDREN,
}
CELLS: Final = {
    "no": May.NO,
    "no (G 97)": May.NO,
    "own": May.OWN,
    "own, if told": May.OWN_IF_TOLD,
    "yes": May.YES,
    "minimum": May.MINIMUM,
    "only if told (R-204)": May.IF_TOLD,
    "if R-204": May.IF_TOLD,
    "yes, its task": May.ITS_TASK,
    "only its request": May.ITS_REQUEST,
    "its parties": May.ITS_PARTIES,
    "yes if MAPPA": May.IF_MAPPA,
    "only if its action needs it": May.IF_ITS_ACTION_NEEDS_IT,
    "case by case": May.CASE_BY_CASE,
    "authorised wording only, spoken": May.AUTHORISED_WORDING,
    "delivered wording": May.DELIVERED_WORDING,
    "closing text only (C-10)": May.CLOSING_TEXT,
    "if consulted": May.IF_CONSULTED,
    "yes if host": May.IF_HOST,
    "host": May.IF_HOST,
    "handling code decides": May.HANDLING_CODE,
    "need": May.NEED,
    "need-to-know": May.NEED_TO_KNOW,
    "what they gave": May.WHAT_THEY_GAVE,
    "what they need": May.WHAT_THEY_NEED,
    "no new facts": May.NO_NEW_FACTS,
    "yes (LA)": May.IF_LOCAL_AUTHORITY,
    "masked": May.MASKED,
}
FIELDS: Final = {
    "children": Data.CHILDREN,
    "subject": Data.SUBJECT,
    "concern": Data.SUBJECT,
    "conditions": Data.SOURCE_AND_GRADE,
    "handling": Data.SOURCE_AND_GRADE,
    "reference": Data.APPLICATION,
}
"""Of which row each fact is that goes to a partner."""
OF_THE_EXCHANGE: Final = {
    "party", "referral", "kind", "parts", "basis", "answer_by", "time", "why", "facts",
    "offered_at", "chased_at", "withdrawn_at", "corrected_at",
}  # fmt: skip
"""What speaks of the exchange itself, and of nobody."""
LABELS: Final = {
    "applicant": Data.APPLICANT,
    "applicant_contact": Data.APPLICANT,
    "account": Data.APPLICANT,
    "subject": Data.SUBJECT,
    "findings": Data.SUBJECT,
    "risk": Data.SUBJECT,
    "children": Data.CHILDREN,
    "reasons": Data.OUTCOME,
    "record": Data.OUTCOME,
}


def table() -> dict[str, list[str]]:
    """Rows of A9 as the ledger has them."""
    text = LEDGER.read_text("utf-8").partition("## A9")[2]
    lines = [line.strip().strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    cells = [[re.sub(r"\*\*", "", cell).strip() for cell in line] for line in lines]
    return {line[0]: line[1:] for line in cells if line[0] in ROWS}


@pytest.mark.parametrize("row", ROWS)
def test_each_row_is_that_of_the_ledger(row: str) -> None:
    written = [CELLS[cell] for cell in table()[row]]
    assert written == [may(column, ROWS[row]) for column in Onlooker]


def test_no_row_and_no_column_is_missing() -> None:
    assert set(who_may_see()) == set(Data)
    assert all(set(cells) == set(Onlooker) for cells in who_may_see().values())


@pytest.mark.parametrize("data", Data)
def test_what_a_partner_is_given_is_of_a_row_that_it_may_see(data: Data) -> None:
    """Every field of every message to a partner is of a row, and no row says no to both kinds of partner."""
    named = {
        name
        for kind in referrals.OF_OURS
        for name, field in kind.model_fields.items()
        if sealed_kind(field.annotation) is None
    }
    named |= set(referrals.SharedFacts.model_fields)
    assert named - OF_THE_EXCHANGE == set(FIELDS), "a new field has no row: give it one"
    if data in FIELDS.values():
        partners = (Onlooker.PARTNER_AGENCY, Onlooker.MAPPA_LEAD)
        assert May.NO not in [may(one, data) for one in partners]
    else:
        assert data in (Data.APPLICANT, Data.OUTCOME, Data.RECIPIENT, Data.REPRESENTATIONS)


def test_of_who_applied_a_partner_is_given_nothing_at_all() -> None:
    """A9 allows the least; the least that a referral needs is none of it (A5)."""
    given = {kind.LABEL for topic in for_force("46").topics if topic.readers[0] in agencies()
             for event in topic.carries for field in event.model_fields.values()
             if (kind := sealed_kind(field.annotation)) is not None}  # fmt: skip
    assert given == {"shared"}


@pytest.mark.parametrize("label", LABELS)
def test_no_party_outside_has_a_key_of_what_is_ours(label: str) -> None:
    outside = AUDIENCES[label].roles & set(agencies())
    assert not outside, "what goes outside is written anew, under its own label"


def test_children_go_to_a_local_authority_or_to_who_manages_the_subject_and_to_nobody_else() -> None:
    all_of_them = agencies().values()
    may_have = {
        (one.id, kind)
        for one in all_of_them
        for kind in one.takes
        if may_be_given(one, kind, SharedPart.CHILDREN)
    }
    assert {who for who, _ in may_have} == {
        f"{kind}-{area}" for kind in ("socialcare", "probation") for area in ("kent", "warwickshire")
    }
    records = agencies()["police-records-46"]
    assert not may_be_given(records, ReferralKind.CHILD_PROTECTION, SharedPart.CHILDREN)
    assert may_be_given(records, ReferralKind.CHILD_PROTECTION, SharedPart.SUBJECT)


TO_A_FORCE: Final = {
    "tasked_parties": (Data.SUBJECT, Data.CHILDREN),
    "position_reasons": (Data.OUTCOME, Data.SUBJECT),
    "named_applicant": (Data.APPLICANT,),
}
"""Of which rows a box is that goes to a responding force."""


@pytest.mark.parametrize(
    ("label", "row"), [(label, row) for label, rows in TO_A_FORCE.items() for row in rows]
)
def test_a_responding_force_has_a_key_only_while_the_table_says_so(
    label: str, row: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert AUDIENCES[label] == to_a_responding_force(*TO_A_FORCE[label], why=AUDIENCES[label].why)
    assert AUDIENCES[label].roles == {OTHER_FORCE}

    def denied(onlooker: Onlooker, data: Data) -> May:
        return May.NO if data is row else may(onlooker, data)

    monkeypatch.setattr(audiences, "may", denied)
    assert to_a_responding_force(*TO_A_FORCE[label], why="").roles == frozenset()

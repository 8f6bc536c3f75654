"""What a conviction means under the dated table of Schedule 34A; nothing is assumed (R-014, R-258)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codes import FactReason, Known
from contracts.held import Conviction
from contracts.people import FindingKind
from contracts.schedule_34a import Table, parse, read, table
from services.checks.domain.offences import NOTES, kind, listed

YES, NO, UNKNOWN = Known.YES, Known.NO, Known.UNKNOWN
LISTED_ACTS = st.sampled_from(sorted({act for act, _ in table().listed}))
AGES = st.sampled_from((True, False, None))


def conviction(code: str, under_18: bool | None = None, disposal: str = "IMPRISONMENT") -> Conviction:
    return Conviction(code=code, disposal=disposal, victim_under_18=under_18)


@pytest.mark.proves("R-258", by="services.checks.domain.offences:listed")
@pytest.mark.parametrize(
    ("code", "under_18", "answer", "why", "provision", "finding"),
    [
        ("SOA2003/9", None, YES, "ON_RECORD", "7", "SCHEDULE_34A_CONVICTION"),
        ("SOA2003/9(1)", False, YES, "ON_RECORD", "7", "SCHEDULE_34A_CONVICTION"),
        ("soa 2003 / 8", None, YES, "ON_RECORD", "7", "SCHEDULE_34A_CONVICTION"),
        ("SOA1956/28", None, YES, "ON_RECORD", "1", "SCHEDULE_34A_CONVICTION"),
        ("SOA1956/14", True, YES, "ON_RECORD", "2", "SCHEDULE_34A_CONVICTION"),
        ("SOA1956/14", None, UNKNOWN, "VICTIM_AGE_UNKNOWN", "2", "OTHER_RELEVANT_CONVICTION"),
        ("SOA1956/14", False, NO, "NOT_ON_RECORD", "2", "OTHER_RELEVANT_CONVICTION"),
        ("SOA2003/3", False, NO, "NOT_ON_RECORD", "8", "OTHER_RELEVANT_CONVICTION"),
        ("SOA2003/3", True, UNKNOWN, "PARAGRAPH_TO_READ", "8", "OTHER_RELEVANT_CONVICTION"),
        ("SOA2003/15A", True, UNKNOWN, "OFFENCE_NOT_IN_TABLE", None, "OTHER_RELEVANT_CONVICTION"),
        ("PCA1978/1", True, UNKNOWN, "OFFENCE_NOT_IN_TABLE", None, "OTHER_RELEVANT_CONVICTION"),
        ("CAA1981/1", None, UNKNOWN, "OFFENCE_NOT_IN_TABLE", None, "OTHER_RELEVANT_CONVICTION"),
        ("TA1968/9", None, UNKNOWN, "INTENT_NOT_STATED", "4", "OTHER_RELEVANT_CONVICTION"),
        ("TA1968/9", False, NO, "NOT_ON_RECORD", "4", "OTHER_CONVICTION"),
        ("TA1968/1", None, NO, "NOT_ON_RECORD", None, "OTHER_CONVICTION"),
        ("RTA1988/5", None, NO, "NOT_ON_RECORD", None, "OTHER_CONVICTION"),
        ("XYZ1901/7", None, UNKNOWN, "OFFENCE_NOT_IN_TABLE", None, "OTHER_RELEVANT_CONVICTION"),
        ("an offence", None, UNKNOWN, "OFFENCE_NOT_IN_TABLE", None, "OTHER_RELEVANT_CONVICTION"),
    ],
)
def test_offences_by_code(
    code: str, under_18: bool | None, answer: Known, why: str, provision: str | None, finding: str
) -> None:
    one = conviction(code, under_18)
    meant = listed(one)
    assert (meant.answer, meant.why) == (answer, why)
    assert meant.provision == (f"Sch 34A para {provision}" if provision else None)
    assert kind(one) is FindingKind(finding)


@pytest.mark.parametrize("disposal", ["CAUTION", "Conditional caution", "REPRIMAND", "FINAL WARNING", "FINE"])
def test_a_caution_a_reprimand_and_a_warning_are_convictions(disposal: str) -> None:
    assert listed(conviction("SOA2003/9", disposal=disposal)).answer is YES


@pytest.mark.proves("R-073", by="services.checks.domain.offences:kind")
@pytest.mark.parametrize("disposal", ["NOT GUILTY", "Acquitted", "NO FURTHER ACTION", "DISCONTINUED"])
def test_a_charge_that_ended_without_a_conviction_is_intelligence_to_be_graded(disposal: str) -> None:
    one = conviction("SOA2003/9", disposal=disposal)
    assert listed(one).answer is NO
    assert kind(one) is FindingKind.RELEVANT_INTELLIGENCE
    assert kind(conviction("RTA1988/5", disposal=disposal)) is FindingKind.NOT_RELEVANT


@given(LISTED_ACTS, st.integers(1, 200), AGES)
def test_an_act_that_has_listed_offences_says_no_only_by_an_adult_victim_or_an_act_named_as_unlisted(
    act: str, section: int, under_18: bool | None
) -> None:
    meant = listed(conviction(f"{act}/{section}", under_18))
    if meant.answer is NO:
        assert under_18 is False or table().never_listed(f"{act}/{section}")


@given(LISTED_ACTS, st.integers(1, 200))
def test_to_learn_the_age_never_turns_yes_into_no(act: str, section: int) -> None:
    if listed(conviction(f"{act}/{section}")).answer is YES:
        assert {listed(conviction(f"{act}/{section}", age)).answer for age in (True, False)} == {YES}


@given(st.text(max_size=30), AGES)
def test_whatever_stands_for_a_code_is_answered_and_what_is_not_known_is_said(
    code: str, under_18: bool | None
) -> None:
    meant = listed(conviction(code or "-", under_18) if code.strip() else conviction("-", under_18))
    assert (meant.answer is UNKNOWN) == (meant.why in NOTES)


def test_the_table_says_its_edition_and_until_when_it_stood() -> None:
    held = table()
    assert held.edition == "2018-01-25"
    assert held.superseded is not None
    assert held.superseded > held.in_force


def test_a_section_that_is_listed_twice_is_a_mistake_of_the_table() -> None:
    row = {"paragraph": "1", "act": "SOA1956", "sections": ["5"]}
    data = {"edition": "x", "from": table().in_force, "listed": [row, row], "not_listed": []}
    with pytest.raises(ValueError, match="listed twice"):
        read(data)


@pytest.mark.proves("R-258", by="services.checks.domain.offences:listed")
def test_another_edition_answers_by_its_own_rows() -> None:
    row = {"paragraph": "99", "act": "PCA1978", "sections": ["1"]}
    later = read({"edition": "2019", "from": table().in_force, "listed": [row], "not_listed": []})
    assert isinstance(later, Table)
    assert listed(conviction("PCA1978/1"), later).provision == "Sch 34A para 99"
    assert listed(conviction("PCA1978/1")).answer is UNKNOWN


@pytest.mark.proves("R-070", "R-071", by="services.checks.domain.offences:kind")
@pytest.mark.parametrize(
    "code",
    ["OAPA1861/18", "OAPA1861/20", "SCA2015/76", "CYPA1933/1", "SOA2003/1", "SOA2003/3"],
    ids=["wounding", "injury", "coercive control", "cruelty to a child", "rape", "sexual assault"],
)
def test_violence_cruelty_and_offences_against_adults_are_relevant_though_not_listed(code: str) -> None:
    one = conviction(code, under_18=False)
    assert listed(one).answer is not YES
    assert kind(one) is FindingKind.OTHER_RELEVANT_CONVICTION
    assert kind(conviction("TA1968/1", under_18=False)) is FindingKind.OTHER_CONVICTION


def test_a_code_is_an_act_and_a_section() -> None:
    assert parse("SOA2003/15A") == ("SOA2003", "15A")
    assert parse("SOA 2003") is None
    assert FactReason.OFFENCE_NOT_IN_TABLE in NOTES

"""Which force decides is a function of facts: every case of G 67, and what always holds (R-154)."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codes import Known
from contracts.crossing import PrimacyGround as Ground
from contracts.crossing import View
from contracts.parties import Nation
from contracts.words import Words
from services.decisions.domain.primacy import Agreement, Facts, Lives, Status, differ, of

TODAY = date(2026, 6, 16)
KENT, HERTS, WARWICKSHIRE = (Lives(Nation.ENGLAND_AND_WALES, code) for code in ("46", "41", "23"))
SOMEWHERE = Lives(Nation.ENGLAND_AND_WALES)
SCOTLAND, ULSTER = Lives(Nation.SCOTLAND), Lives(Nation.NORTHERN_IRELAND)
AT_ODDS = {"46": View.DISCLOSE, "23": View.DO_NOT_DISCLOSE}
MANAGED_THERE = Status(Known.YES, "AREA-23", "23")
NOT_MANAGED = Status(Known.NO)


def agreed(told: Facts, host: str | None, over: Facts | None = None) -> Facts:
    """Over all who are known now, or over what was known before."""
    return replace(told, agreed=Agreement(host, (over or told).held_by))


def facts(**more: object) -> Facts:
    parts: dict[str, object] = {
        "coordinating": "46",
        "on": TODAY,
        "subject": WARWICKSHIRE,
        "children": {"child-1": HERTS},
        "mappa": MANAGED_THERE,
        "positions": AT_ODDS,
        "disagreement": True,
    }
    return Facts(**(parts | more))  # type: ignore[arg-type]


def test_normally_the_coordinating_force_decides() -> None:
    for positions in ({}, {"46": View.DISCLOSE}, {"46": View.DISCLOSE, "23": View.DISCLOSE}):
        found = of(facts(positions=positions))
        assert (found.ground, found.host) == (Ground.COORDINATING_FORCE, "46")


def test_who_has_no_position_yet_disagrees_with_nobody() -> None:
    assert of(facts(positions={"46": View.DISCLOSE, "23": View.UNDECIDED})).host == "46"


def test_nobody_claims_primacy_before_a_disagreement_is_recorded() -> None:
    found = of(facts(disagreement=False))
    assert (found.ground, found.host, found.settled) == (Ground.POSITIONS_DIFFER, None, False)


def test_of_a_current_mappa_subject_the_force_of_the_area_decides() -> None:
    found = of(facts())
    assert (found.ground, found.host) == (Ground.MAPPA_AREA, "23")
    assert found.words.paragraph == "G 67a"


def test_of_any_other_subject_the_force_of_the_children_decides() -> None:
    found = of(facts(mappa=NOT_MANAGED))
    assert (found.ground, found.host) == (Ground.CHILD_FORCE, "41")
    assert found.words.paragraph == "G 67b"


def test_an_area_that_two_forces_police_is_that_of_whoever_manages_the_subject() -> None:
    for manager in ("01", "48"):
        assert of(facts(mappa=Status(Known.YES, "LONDON", manager))).host == manager
    found = of(facts(mappa=Status(Known.YES, "LONDON")))
    assert (found.ground, found.host) == (Ground.MAPPA_AREA_SHARED, None)


def test_an_area_that_nobody_named_is_that_of_the_managing_force() -> None:
    assert of(facts(mappa=Status(Known.YES, None, "23"))).host == "23"
    assert of(facts(mappa=Status(Known.YES))).ground is Ground.MAPPA_AREA_UNKNOWN
    assert of(facts(mappa=Status(Known.YES, "AREA-23"), on=date(1999, 1, 1))).host is None


def test_what_nobody_knows_of_mappa_settles_nothing() -> None:
    found = of(facts(mappa=Status()))
    assert (found.ground, found.host) == (Ground.MAPPA_STATUS_UNKNOWN, None)


def test_children_of_two_areas_have_two_holders_and_no_host_until_one_is_agreed() -> None:
    two = {"child-1": HERTS, "child-2": WARWICKSHIRE}
    found = of(facts(mappa=NOT_MANAGED, children=two))
    assert (found.ground, found.host) == (Ground.CHILDREN_IN_SEVERAL_AREAS, None)
    assert found.children == (("child-1", "41"), ("child-2", "23"))
    told = facts(mappa=NOT_MANAGED, children=two)
    hosted = of(agreed(told, "41"))
    assert (hosted.ground, hosted.host) == (Ground.AGREED_HOST, "41")
    assert of(agreed(told, "46")).host is None, "no child lives there"


def test_forces_may_agree_that_each_decides_for_its_own_children() -> None:
    two = {"child-1": HERTS, "child-2": WARWICKSHIRE}
    found = of(agreed(facts(mappa=NOT_MANAGED, children=two), None))
    assert found.ground is Ground.EACH_CHILD
    assert found.settled
    assert (found.decides_for("child-1"), found.decides_for("child-2")) == ("41", "23")
    assert found.decides_for("child-3") is None


@pytest.mark.parametrize("host", ["41", None])
@pytest.mark.parametrize(
    "change",
    [
        {"children": {"child-1": HERTS, "child-2": WARWICKSHIRE, "child-3": KENT}},
        {"children": {"child-1": HERTS, "child-2": WARWICKSHIRE, "child-3": HERTS}},
        {"children": {"child-1": HERTS, "child-2": KENT}},
        {"children": {"child-1": HERTS, "child-2": WARWICKSHIRE, "child-3": SCOTLAND}},
        {"subject": KENT},
    ],
    ids=["a further force", "one child more", "a child moves", "a child in Scotland", "the subject moves"],
)
def test_an_agreement_counts_for_no_others_than_it_was_made_over(
    host: str | None, change: dict[str, object]
) -> None:
    before = facts(mappa=NOT_MANAGED, children={"child-1": HERTS, "child-2": WARWICKSHIRE})
    assert of(agreed(before, host)).settled
    after = replace(before, **change)  # type: ignore[arg-type]
    found = of(agreed(after, host, over=before))
    assert (found.ground, found.settled) == (Ground.CHILDREN_IN_SEVERAL_AREAS, False)
    assert of(agreed(after, host)).settled, "it is agreed anew"
    assert of(agreed(before, host)).settled, "what was recorded wrongly, and is put back, changes nothing"


def test_two_children_of_one_area_have_one_force() -> None:
    assert of(facts(mappa=NOT_MANAGED, children={"child-1": HERTS, "child-2": HERTS})).host == "41"


@pytest.mark.parametrize("lives", [None, SOMEWHERE])
def test_a_child_whose_area_is_not_known_leaves_it_open(lives: Lives | None) -> None:
    found = of(facts(mappa=NOT_MANAGED, children={"child-1": HERTS, "child-2": lives}))
    assert (found.ground, found.host) == (Ground.CHILD_AREA_UNKNOWN, None)
    assert of(facts(mappa=NOT_MANAGED, children={})).host is None


def test_a_child_in_scotland_leaves_it_to_the_force_of_the_other() -> None:
    assert of(facts(mappa=NOT_MANAGED, children={"child-1": SCOTLAND, "child-2": HERTS})).host == "41"


def test_with_every_child_in_scotland_or_northern_ireland_the_subjects_force_goes_on() -> None:
    found = of(facts(mappa=NOT_MANAGED, children={"child-1": SCOTLAND, "child-2": ULSTER}))
    assert (found.ground, found.host) == (Ground.SUBJECT_FORCE, "23")


def test_subject_and_children_outside_england_and_wales_are_directed_elsewhere() -> None:
    found = of(facts(subject=ULSTER, children={"child-1": SCOTLAND}))
    assert (found.ground, found.host) == (Ground.OUTSIDE_ENGLAND_AND_WALES, None)
    assert of(facts(subject=None, children={"child-1": SCOTLAND})).ground is not found.ground


def test_a_subject_who_moves_is_judged_again_by_where_they_are_managed_now() -> None:
    assert of(facts(mappa=Status(Known.YES, "AREA-41", "41"))).host == "41"


LIVES = [None, SOMEWHERE, KENT, HERTS, WARWICKSHIRE, SCOTLAND]
STATUSES = [
    Status(current, area, manager)
    for current, area, manager in product(Known, (None, "AREA-23", "LONDON"), (None, "23", "48"))
]
known = st.builds(
    Facts,
    coordinating=st.just("46"),
    on=st.just(TODAY),
    subject=st.sampled_from(LIVES),
    children=st.dictionaries(st.sampled_from(["child-1", "child-2", "child-3"]), st.sampled_from(LIVES)),
    mappa=st.sampled_from(STATUSES),
    positions=st.dictionaries(st.sampled_from(["46", "41", "23"]), st.sampled_from(View)),
    disagreement=st.booleans(),
)
everything = known | st.builds(agreed, known, st.sampled_from([None, "46", "41", "23"]))


@given(everything)
def test_whatever_the_facts_one_force_decides_or_it_is_said_in_words_why_none_does(told: Facts) -> None:
    found = of(told)
    assert isinstance(found.words, Words)
    assert found.words.paragraph.startswith("G ")
    assert found.host is None or found.settled
    assert [child for child, _ in found.children] == sorted(told.children)


@given(everything)
def test_another_force_than_the_coordinating_one_decides_only_over_a_recorded_disagreement(
    told: Facts,
) -> None:
    if of(told).host not in (None, "46") or of(told).ground is Ground.EACH_CHILD:
        assert told.disagreement
        assert differ(told.positions)


@given(everything)
def test_only_of_a_current_mappa_subject_does_an_area_decide_and_then_only_its_forces(told: Facts) -> None:
    found = of(told)
    if found.ground is Ground.MAPPA_AREA:
        assert told.mappa.current is Known.YES
        assert found.host in ("23", "48", "01")
    if found.ground in (Ground.CHILD_FORCE, Ground.AGREED_HOST, Ground.EACH_CHILD):
        assert told.mappa.current is Known.NO


@given(everything)
def test_the_order_in_which_facts_were_found_changes_nothing(told: Facts) -> None:
    other = Facts(
        told.coordinating,
        told.on,
        told.subject,
        dict(reversed(list(told.children.items()))),
        told.mappa,
        dict(reversed(list(told.positions.items()))),
        told.disagreement,
        told.agreed,
    )
    assert of(other) == of(told)

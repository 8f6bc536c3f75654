"""Whether a record is of the person asked about: a table of pairs, and what must never be settled by
weights.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.people import Address, PersonName
from services.checks.domain.matching import LOWER, UPPER, Band, Described, match
from services.checks.domain.names import Likeness, compare_family, compare_given, words

TODAY = date(2026, 6, 1)
HOME = Address(lines=("7 Invented Row",), town="Faketon", postcode="ZZ1 1ZZ")
ELSEWHERE = Address(lines=("99 Nowhere Lane",), town="Elsewhere", postcode="ZZ9 9ZZ")


def person(
    given: str | None = "Ferdinand",
    family: str | None = "Testperson",
    born: date | None = date(1985, 3, 4),
    *,
    other: tuple[str, ...] = (),
    home: Address | None = HOME,
    age: int | None = None,
) -> Described:
    name = PersonName(given=given, family=family, other=other)
    return Described(name=name, date_of_birth=born, approximate_age=age, addresses=(home,) if home else ())


SOUGHT = person()


@pytest.mark.parametrize(
    ("held", "band"),
    [
        pytest.param(person(), Band.SAME, id="everything agrees"),
        pytest.param(person(home=ELSEWHERE), Band.SAME, id="has moved"),
        pytest.param(person(home=None), Band.SAME, id="no address held"),
        pytest.param(person("FERDINAND", "TESTPERSON"), Band.SAME, id="capitals"),
        pytest.param(person(born=date(1985, 4, 3)), Band.POSSIBLE, id="day and month changed over"),
        pytest.param(person("Ferdinant"), Band.SAME, id="forename misspelt"),
        pytest.param(person(family="Testpersen"), Band.SAME, id="surname misspelt"),
        pytest.param(person("Max", "Mustername", other=("Ferdinand Testperson",)), Band.SAME, id="alias"),
        pytest.param(person(family="Mustername", other=("Testperson",)), Band.SAME, id="maiden name"),
        pytest.param(person(born=None), Band.POSSIBLE, id="no date of birth held"),
        pytest.param(person(born=None, age=41), Band.POSSIBLE, id="only an age held"),
        pytest.param(person(born=date(1985, 3, 5)), Band.POSSIBLE, id="born a day later"),
        pytest.param(person(born=date(1986, 3, 4)), Band.POSSIBLE, id="another year of birth"),
        pytest.param(person(family="Mustername"), Band.POSSIBLE, id="other surname, all else the same"),
        pytest.param(person("F"), Band.POSSIBLE, id="an initial cannot tell twins apart"),
        pytest.param(person(None), Band.POSSIBLE, id="no forename held"),
        pytest.param(person(family=None), Band.POSSIBLE, id="no surname held"),
        pytest.param(person("Florian"), Band.POSSIBLE, id="twin at the address"),
        pytest.param(person("Florian", home=ELSEWHERE), Band.POSSIBLE, id="twin who has moved"),
        pytest.param(person("Florian", born=date(1985, 4, 3)), Band.POSSIBLE, id="twin, date changed over"),
        pytest.param(person("Florian", born=None), Band.POSSIBLE, id="sibling without a date of birth"),
        pytest.param(person(born=date(1955, 8, 9)), Band.POSSIBLE, id="father of the same name"),
        pytest.param(person("Florian", born=date(1990, 8, 9)), Band.DIFFERENT, id="sibling born later"),
        pytest.param(
            person("Florian", born=date(1990, 8, 9), home=ELSEWHERE), Band.DIFFERENT, id="surname only"
        ),
        pytest.param(
            person("Max", "Mustername", date(1990, 8, 9), home=ELSEWHERE), Band.DIFFERENT, id="nothing agrees"
        ),
        pytest.param(person("Max", "Mustername", home=ELSEWHERE), Band.DIFFERENT, id="date of birth only"),
        pytest.param(
            person("Max", "Mustername", date(1990, 8, 9)), Band.DIFFERENT, id="another lodger in the house"
        ),
    ],
)
def test_a_record_falls_into_its_band(held: Described, band: Band) -> None:
    assert match(SOUGHT, held, today=TODAY).band is band


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Sample-Quill", "Sample Quill", Likeness.SAME),
        ("Sample-Quill", "Quill-Sample", Likeness.SAME_PARTS),
        ("Samplequill", "Sample-Quill", Likeness.SAME_PARTS),
        ("Sample-Quill", "Quill", Likeness.ONE_PART),
        ("O'Pattern", "OPattern", Likeness.SAME),
        ("O\u2019Pattern", "O Pattern", Likeness.SAME_PARTS),
        ("ap Rhys", "Price", Likeness.SAME),
        ("ap Huw", "Pugh", Likeness.SAME),
        ("Llywelyn", "Llewellyn", Likeness.SOUND),
        ("van der Muster", "Muster", Likeness.SAME),
        ("de", "de", Likeness.SAME),
        ("Müster", "Muster", Likeness.SAME),
        ("Testperson", "Quill", Likeness.DIFFERENT),
        ("", "Quill", Likeness.UNKNOWN),
        (None, None, Likeness.UNKNOWN),
    ],
)
def test_surnames_are_compared_as_they_are_really_written(
    one: str | None, other: str | None, likeness: Likeness
) -> None:
    assert compare_family(one, other) is likeness
    assert compare_family(other, one) is likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Siân", "Sian", Likeness.SAME),
        ("William", "Bill", Likeness.FORM),
        ("Gwilym", "Wil", Likeness.FORM),
        ("Dafydd", "David", Likeness.FORM),
        ("Ieuan", "Evan", Likeness.FORM),
        ("Anne-Marie", "Annemarie", Likeness.SAME_PARTS),
        ("Ferdinand Max", "Ferdinand", Likeness.SAME),
        ("Max", "Ferdinand Max", Likeness.FORM),
        ("F", "Ferdinand", Likeness.INITIAL),
        ("Bryan", "Brian", Likeness.CLOSE),
        ("Florian", "Ferdinand", Likeness.DIFFERENT),
        ("Cleo", "", Likeness.UNKNOWN),
    ],
)
def test_forenames_have_forms(one: str, other: str, likeness: Likeness) -> None:
    assert compare_given(one, other) is likeness
    assert compare_given(other, one) is likeness


def test_the_guard_against_twins_says_so_in_words() -> None:
    found = match(SOUGHT, person("Florian"), today=TODAY)
    assert "other forename with the same surname and date of birth: could be a twin" in found.reasons_against
    assert found.reasons_for == ("same surname", "same date of birth", "same address")


def test_reasons_never_quote_a_value() -> None:
    found = match(SOUGHT, person("Florian", born=date(1985, 4, 3)), today=TODAY)
    said = " ".join((*found.reasons_for, *found.reasons_against))
    for value in ("Ferdinand", "Florian", "Testperson", "1985", "Invented", "ZZ1"):
        assert value not in said


def test_names_entered_the_wrong_way_round_are_seen() -> None:
    assert match(SOUGHT, person("Testperson", "Ferdinand"), today=TODAY).band is Band.SAME


def test_a_name_without_a_date_of_birth_is_never_enough() -> None:
    held = person(born=None)
    found = match(person(born=None), held, today=TODAY)
    assert found.band is Band.POSSIBLE
    assert "no date of birth bears it out" in found.reasons_against


def test_nothing_known_matches_nobody() -> None:
    assert match(Described(), person(), today=TODAY).band is Band.DIFFERENT


def test_a_repr_shows_no_name() -> None:
    assert "Testperson" not in repr(SOUGHT)


NAMES = st.sampled_from(
    ["Ferdinand", "Florian", "Siân", "Sian", "Bill", "William", "Anne-Marie", "F", "ap Rhys"]
)
FAMILIES = st.sampled_from(
    ["Testperson", "Sample-Quill", "Quill", "Price", "ap Rhys", "O'Pattern", "Mustername"]
)
BORN = st.one_of(st.none(), st.dates(date(1930, 1, 1), date(2015, 1, 1)))
PEOPLE = st.builds(
    person, NAMES, FAMILIES, BORN, home=st.sampled_from([HOME, ELSEWHERE, None]), other=st.just(())
)


@given(PEOPLE, PEOPLE)
def test_it_does_not_matter_who_is_compared_with_whom(one: Described, other: Described) -> None:
    there, back = match(one, other, today=TODAY), match(other, one, today=TODAY)
    assert (there.band, there.weight) == (back.band, back.weight)


@given(PEOPLE, PEOPLE)
def test_the_top_band_always_has_a_date_of_birth_and_the_weight(one: Described, other: Described) -> None:
    found = match(one, other, today=TODAY)
    if found.band is Band.SAME:
        assert found.weight >= UPPER
        assert one.date_of_birth is not None
        assert other.date_of_birth is not None
    if found.band is Band.DIFFERENT:
        assert found.weight < LOWER


@given(st.text(max_size=40))
def test_any_name_can_be_read(name: str) -> None:
    assert all(part.isascii() and part.islower() for part in words(name))


WHOLE = st.builds(
    person, NAMES.filter(lambda one: one != "F"), FAMILIES, st.dates(date(1930, 1, 1), date(2015, 1, 1))
)


def changed_over(born: date) -> date | None:
    return born.replace(month=born.day, day=born.month) if born.day <= 12 and born.day != born.month else None


@given(
    WHOLE.filter(lambda one: one.date_of_birth is not None and changed_over(one.date_of_birth) is not None)
)
def test_day_and_month_changed_over_go_to_a_person_who_reads_why(one: Described) -> None:
    assert one.date_of_birth is not None
    found = match(one, replace(one, date_of_birth=changed_over(one.date_of_birth)), today=TODAY)
    assert found.band is Band.POSSIBLE
    assert "date of birth is the same with day and month changed over" in found.reasons_for
    assert "day and month changed over: a slip of the pen, or somebody else" in found.reasons_against


@given(WHOLE, WHOLE)
def test_a_twin_is_for_a_person_wherever_they_live(one: Described, other: Described) -> None:
    assert one.name is not None
    assert other.name is not None
    if compare_given(one.name.given, other.name.given) is not Likeness.DIFFERENT:
        return
    name = PersonName(given=other.name.given, family=one.name.family)
    twin = replace(other, name=name, date_of_birth=one.date_of_birth)
    found = match(one, twin, today=TODAY)
    assert found.band is Band.POSSIBLE
    assert any("could be a twin" in reason for reason in found.reasons_against)


@given(WHOLE, st.sampled_from([None, 38, 40, 42]))
def test_a_brother_or_sister_at_the_address_is_for_a_person_while_the_birth_date_is_not_known(
    one: Described, age: int | None
) -> None:
    assert one.name is not None
    name = PersonName(given="Zebedee", family=one.name.family)
    sibling = Described(name=name, approximate_age=age, addresses=one.addresses)
    held = replace(one, date_of_birth=None)
    found = match(held, sibling, today=TODAY)
    assert found.band is Band.POSSIBLE
    assert any("could be a brother or sister" in reason for reason in found.reasons_against)


@given(WHOLE, WHOLE, st.booleans())
def test_an_alias_finds_whoever_bears_it_whichever_side_has_it(
    one: Described, other: Described, ours: bool
) -> None:
    assert one.name is not None
    assert other.name is not None
    known_as = f"{one.name.given} {one.name.family}"
    bearer = replace(
        one, name=PersonName(given=other.name.given, family=other.name.family, other=(known_as,))
    )
    pair = (bearer, one) if ours else (one, bearer)
    assert match(*pair, today=TODAY).band is Band.SAME


@given(WHOLE, st.dates(date(1930, 1, 1), date(2015, 1, 1)))
def test_a_birth_date_given_under_another_name_brings_the_record_up_and_settles_nothing(
    one: Described, own: date
) -> None:
    assert one.date_of_birth is not None
    held = replace(one, date_of_birth=own, other_dates=(one.date_of_birth,), addresses=())
    found = match(one, held, today=TODAY)
    assert found.band is not Band.DIFFERENT
    if own != one.date_of_birth:
        assert found.band is Band.POSSIBLE


@given(PEOPLE, PEOPLE)
def test_reasons_quote_no_name_no_date_and_no_address(one: Described, other: Described) -> None:
    found = match(one, other, today=TODAY)
    said = " ".join((*found.reasons_for, *found.reasons_against))
    for person_ in (one, other):
        assert person_.name is not None
        values = {person_.name.given, person_.name.family, str(person_.date_of_birth), *HOME.lines}
        assert not any(value and len(value) > 2 and value in said for value in values)
    if found.band is Band.POSSIBLE:
        assert said

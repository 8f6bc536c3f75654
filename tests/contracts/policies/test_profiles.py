"""Policy profiles: which holds when, and what none of them may say."""

import hashlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.calendar import LONDON
from contracts.codes import ApplicantToChild, Rank
from contracts.policies import NoProfile, Profile, Span, Unit, profile, profile_for, profiles
from contracts.policies.selection import checked, choose, loosened

KENT = profile("KENT-2025@2025-03")
NATIONAL = profile("NATIONAL-2023@2023-04")
HERTS = profile("HERTS-2011@2011-01")
PILOT = profile("PILOT-2008@2009-03")
FORCES = st.integers(1, 63).map(lambda number: f"{number:02}")

# Cases keep the name of their edition, so what it says never changes: a change is a new edition, a new file.
PUBLISHED = {
    "HERTS-2011@2011-01": "60692e79fcfc385b",
    "KENT-2025@2025-03": "19a35e0594379a10",
    "NATIONAL-2023@2023-04": "25262f2a243cde08",
    "PILOT-2008@2009-03": "b16ed520c664864e",
}


def digest(held: Profile) -> str:
    return hashlib.sha256(held.model_dump_json().encode()).hexdigest()[:16]


def altered(held: Profile, **changes: object) -> Profile:
    return Profile.model_validate(held.model_dump() | changes)


def with_limit(held: Profile, clock: str, span: Span) -> Profile:
    clocks = held.clocks.model_dump()
    clocks[clock]["limit"] = span.model_dump()
    return altered(held, id="OTHER-2030", forces=["44"], clocks=clocks)


def test_what_a_published_edition_says_has_not_changed() -> None:
    assert {held.reference: digest(held) for held in profiles()} == PUBLISHED


def test_any_change_of_a_profile_changes_its_digest() -> None:
    assert digest(altered(KENT, review_due=date(2027, 3, 2))) != PUBLISHED[KENT.reference]


@pytest.mark.parametrize(
    ("force", "contact", "expected"),
    [
        ("46", datetime(2025, 3, 1, 0, 0, tzinfo=LONDON), KENT),
        ("46", datetime(2025, 2, 28, 23, 59, 59, tzinfo=LONDON), NATIONAL),
        ("46", datetime(2026, 11, 22, 12, 0, tzinfo=UTC), KENT),
        ("41", datetime(2026, 11, 22, 12, 0, tzinfo=UTC), NATIONAL),
        ("23", datetime(2023, 4, 2, 23, 0, tzinfo=UTC), NATIONAL),  # 00:00 on 3 April in London
    ],
)
def test_the_profile_is_the_one_in_force_at_the_instant_of_contact(
    force: str, contact: datetime, expected: Profile
) -> None:
    assert profile_for(force, contact) is expected


@pytest.mark.parametrize("force", ["41", "17", "46"])
def test_a_contact_before_the_first_profile_is_told_what_to_do(force: str) -> None:
    with pytest.raises(NoProfile, match="03 April 2023"):
        profile_for(force, datetime(2023, 4, 2, 22, 59, tzinfo=UTC))


@given(FORCES, st.dates(date(2008, 1, 1), date(2040, 1, 1)))
def test_a_new_case_never_gets_a_legacy_profile(force: str, day: date) -> None:
    try:
        chosen = choose(profiles(), force, day)
    except NoProfile:
        assert day < NATIONAL.in_force_from
    else:
        assert chosen.new_cases
        assert chosen not in {HERTS, PILOT}


def test_an_old_case_finds_its_very_edition_and_a_lost_one_is_said_to_be_lost() -> None:
    assert profile("HERTS-2011@2011-01").edition == "2011-01"
    with pytest.raises(NoProfile, match="restore"):
        profile("KENT-2025@2024-01")


def test_limits_are_those_of_the_sources() -> None:
    for held in (KENT, NATIONAL):
        assert held.clocks.initial_checks.limit == Span(amount=24, unit=Unit.HOURS)
        assert held.clocks.meeting.target == Span(amount=10, unit=Unit.CALENDAR_DAYS)
        assert held.clocks.meeting.limit == Span(amount=10, unit=Unit.WORKING_DAYS)
        assert held.clocks.categorisation.limit == Span(amount=28, unit=Unit.CALENDAR_DAYS)
        assert held.clocks.whole_case.limit == Span(amount=28, unit=Unit.CALENDAR_DAYS)
        assert held.clocks.responding_force.limit == "agreed"


def test_the_pilot_sets_no_limit_at_all_and_says_so_for_every_clock() -> None:
    rules = [getattr(PILOT.clocks, name) for name in type(PILOT.clocks).model_fields]
    assert len(rules) == 8
    assert all(rule.target is None and rule.limit is None for rule in rules)


def test_a_limit_left_out_is_an_error_not_none() -> None:
    said = PILOT.model_dump()
    del said["clocks"]["whole_case"]["limit"]
    with pytest.raises(ValidationError):
        Profile.model_validate(said)


def test_anyone_may_apply_today_and_only_those_with_the_child_could_in_the_pilot() -> None:
    assert KENT.eligibility.applicants is None
    assert KENT.eligibility.areas is None
    with_the_child = (ApplicantToChild.PARENT, ApplicantToChild.CARER, ApplicantToChild.GUARDIAN)
    assert PILOT.eligibility.applicants == with_the_child


def test_the_pilot_areas_became_force_wide_on_16_march_2009() -> None:
    assert PILOT.eligibility.areas
    on = {
        day: {
            area.force: area.name
            for area in PILOT.eligibility.areas
            if area.since <= day and (area.until is None or day < area.until)
        }
        for day in (date(2009, 3, 15), date(2009, 3, 16))
    }
    assert on[date(2009, 3, 15)]["17"] == "Stockton Basic Command Unit"
    assert all(name.startswith("force-wide") for name in on[date(2009, 3, 16)].values())
    assert set(on[date(2009, 3, 16)]) == {"17", "23", "35", "44"}


@pytest.mark.parametrize("held", [KENT, NATIONAL], ids=lambda p: p.id)
def test_an_inspector_who_is_independent_authorises_and_a_sergeant_categorises(held: Profile) -> None:
    assert held.rules.authority.inspector_required
    assert held.rules.authority.independence_required
    assert held.rules.staff.authorise_disclosure.least_rank is Rank.INSPECTOR
    assert held.rules.staff.categorise.least_rank is Rank.SERGEANT


def test_a_legacy_profile_works_no_case() -> None:
    with pytest.raises(ValueError, match="imported history"):
        _ = HERTS.rules


def test_a_review_is_due_on_its_date() -> None:
    assert not KENT.review_is_due(date(2027, 2, 28))
    assert KENT.review_is_due(date(2027, 3, 1))
    assert not NATIONAL.review_is_due(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("clock", "span"),
    [
        ("initial_checks", Span(amount=25, unit=Unit.HOURS)),
        ("meeting", Span(amount=11, unit=Unit.WORKING_DAYS)),
        ("categorisation", Span(amount=28, unit=Unit.WORKING_DAYS)),
        ("whole_case", Span(amount=45, unit=Unit.CALENDAR_DAYS)),
    ],
)
def test_a_force_may_not_loosen_a_national_limit(clock: str, span: Span) -> None:
    own = with_limit(NATIONAL, clock, span)
    assert loosened(own, NATIONAL) == (clock,)
    with pytest.raises(ValueError, match="never loosen"):
        checked([NATIONAL, own])


def test_a_force_may_tighten_a_national_limit() -> None:
    own = with_limit(NATIONAL, "meeting", Span(amount=10, unit=Unit.CALENDAR_DAYS))
    assert checked([NATIONAL, own]) == (NATIONAL, own)
    assert choose([NATIONAL, own], "44", date(2026, 1, 1)) is own


def test_two_profiles_of_one_force_at_one_time_are_refused() -> None:
    with pytest.raises(ValueError, match="together"):
        checked([KENT, altered(KENT, edition="2026-01", in_force_from=date(2026, 1, 1))])
    followed = altered(
        KENT, edition="2024-09", in_force_from=date(2024, 9, 1), in_force_until=date(2025, 3, 1)
    )
    assert checked([KENT, followed])


def test_two_profiles_with_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        checked([KENT, KENT])


@pytest.mark.parametrize(
    "changes",
    [{"practice": None}, {"clocks": PILOT.clocks.model_dump()}, {"edition": "March"}, {"colour": "blue"}],
    ids=["no practice", "no limits", "edition that is no date", "a field nobody knows"],
)
def test_a_profile_for_new_cases_must_be_whole(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        altered(KENT, **changes)


def test_an_alarm_must_climb_from_the_start_and_only_upwards() -> None:
    practice = KENT.rules.model_dump()
    for steps in ([5, 10], [0, 10, 5], [0, 0]):
        climb = [{"after_minutes": minutes, "duty_role": "DUTY_SERGEANT"} for minutes in steps]
        with pytest.raises(ValidationError, match="climb"):
            altered(KENT, practice=practice | {"climb": climb})

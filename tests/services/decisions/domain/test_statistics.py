"""What is counted is what happened: lives whose course the test knows, folded, counted and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.calendar import LONDON
from contracts.clocks import ClockName
from contracts.codes import Answer, Known, Outcome, Source
from contracts.decisions import ApplicationNotProgressed, ClockLimitPassed
from contracts.people import FindingKind
from messaging.decider import Message
from services.decisions.domain import DECIDER, who_is_told
from services.decisions.domain import commands as c
from services.decisions.domain.events_disclosing import (
    Extent,
    RecipientSelected,
    WordingProposed,
)
from services.decisions.domain.events_telling import (
    DisclosureDelivered,
    DisclosureUrgent,
    ProtectiveActionRecorded,
)
from services.decisions.domain.state import Case, Decided, Decision
from services.decisions.domain.statistics import (
    Counted,
    counted,
    cuts_a_month,
    return_year,
    statistics,
)
from services.decisions.store.projector import line
from tests.examples import many
from tests.given import Story, story
from tests.services.decisions import tellings as s
from tests.services.decisions import test_any_life as life
from tests.services.decisions import told as t
from tests.services.decisions.every_event import made
from tests.services.decisions.said_of_subject import facts

REGISTER = Source.OFFENDER_MANAGEMENT


@dataclass(frozen=True)
class Telling:
    """One recipient: for these children, in a part of what is held or all of it, urgently, or twice."""

    children: frozenset[str]
    limited: bool
    urgent: bool
    twice: bool


@dataclass(frozen=True)
class Life:
    """What the test knows of a case before it is told to the program."""

    contact: datetime
    asked: bool
    applied: bool
    ending: str | None
    registered: Known
    checked_after: int | None
    told: tuple[Telling, ...]
    protective: tuple[frozenset[str], ...]

    @property
    def month(self) -> str:
        return f"{self.contact.astimezone(LONDON):%Y-%m}"

    @property
    def outcome(self) -> str | None:
        if self.told:
            all_limited = all(one.limited and not one.urgent for one in self.told)
            return Outcome.PARTIAL_DISCLOSURE if all_limited else Outcome.DISCLOSURE
        return self.ending


FIRST = datetime(2025, 11, 1, tzinfo=UTC)
HASH = {True: "a" * 64, False: "b" * 64}
CHILDREN = st.frozensets(st.sampled_from(["child-1", "child-2", "child-3"]), min_size=1)
TELLINGS = st.builds(Telling, CHILDREN, st.booleans(), st.booleans(), st.booleans())
LIVES = st.builds(
    Life,
    contact=st.integers(0, 5000).map(lambda hours: FIRST + timedelta(hours=hours)),
    asked=st.booleans(),
    applied=st.booleans(),
    ending=st.sampled_from([None, "REDIRECTED", "WITHDRAWN_BY_APPLICANT", "NOT_PROGRESSED", "NO_DISCLOSURE"]),
    registered=st.sampled_from(Known),
    checked_after=st.sampled_from([None, 5, 23, 25, 60]),
    told=st.lists(TELLINGS, max_size=3).map(tuple),
    protective=st.lists(CHILDREN, max_size=3).map(tuple),
)


def lived(one: Life) -> Case:
    at = one.contact
    first = t.enquiry(at) if one.asked else t.know(at)
    told = story(DECIDER).at(at).when(c.Hear(first._replace(opening=_opening(one))))
    if one.applied:
        told = _hearing(told, t.application(at + timedelta(hours=1)), one)
    told = _registered(told, one)
    told = _checked(told, one)
    for number, telling in enumerate(one.told):
        told = _telling(told, f"recipient-{number}", telling)
    for children in one.protective:
        told = told.given(made(ProtectiveActionRecorded, children=tuple(sorted(children))))
    return _ended(told, one).state


def _opening(one: Life) -> dict[str, str]:
    route = "RIGHT_TO_ASK" if one.asked else "RIGHT_TO_KNOW"
    return {"openedat": one.contact.isoformat(), "route": route, "policy": t.POLICY}


def _hearing(told: Story[Case], message: Message, one: Life) -> Story[Case]:
    told = told.at(max(told.now, message.occurred_at))
    return told.when(c.Hear(message._replace(opening=_opening(one))))


def _registered(told: Story[Case], one: Life) -> Story[Case]:
    return _hearing(told, facts(one.registered, at=one.contact + timedelta(hours=2)), one)


def _checked(told: Story[Case], one: Life) -> Story[Case]:
    if one.checked_after is not None:
        return _hearing(told, t.initial_checks(one.contact + timedelta(hours=one.checked_after)), one)
    return told.given(made(ClockLimitPassed, clock=ClockName.INITIAL_CHECKS, provisional=False))


def _telling(told: Story[Case], recipient: str, one: Telling) -> Story[Case]:
    children = tuple(sorted(one.children))
    told = told.given(
        made(RecipientSelected, recipient=recipient, children=children),
        made(
            WordingProposed,
            recipient=recipient,
            hash=HASH[one.limited],
            extent=Extent.LIMITED if one.limited else Extent.FULL,
        ),
    )
    if one.urgent:
        return told.given(made(DisclosureUrgent, recipient=recipient))
    spoken = made(DisclosureDelivered, recipient=recipient, hash=HASH[one.limited], children=children)
    return told.given(*[spoken] * (2 if one.twice else 1))


def _ended(told: Story[Case], one: Life) -> Story[Case]:
    match one.ending:
        case "REDIRECTED":
            return _hearing(told, t.redirected(told.now), one)
        case "WITHDRAWN_BY_APPLICANT":
            return told.when(c.RecordWithdrawal(t.CONSTABLE, "They rang to say so."))
        case "NOT_PROGRESSED":
            return told.given(made(ApplicationNotProgressed))
        case "NO_DISCLOSURE":
            return _decided_none(told)
    return told


def _decided_none(told: Story[Case]) -> Story[Case]:
    known = replace(told.state.disclosure, decided_none=told.now)
    concern = Decided(Decision.CONCERN, told.now, told.version, t.SERGEANT.id)
    return t.with_state(told, disclosure=known, decision=concern)


@pytest.mark.proves("R-056", "R-206", by="services.decisions.domain.statistics:statistics")
@settings(deadline=None, max_examples=many(50))
@given(st.lists(LIVES, max_size=5))
def test_random_lives_are_counted_as_they_were_lived(lives: list[Life]) -> None:
    found = statistics([counted(lived(one)) for one in lives], None, None)
    total = found["total"]
    asked = [one for one in lives if one.asked]
    assert total["cases"] == len(lives)
    assert (total["enquiries"], total["right_to_know"]) == (len(asked), len(lives) - len(asked))
    assert total["applications"] == sum(one.applied for one in asked)
    assert total["disclosures"] == sum(bool(one.told) for one in lives)
    assert total["recipients"] == sum(len(one.told) for one in lives)
    assert total["children_covered_by_disclosure"] == sum(
        len(frozenset().union(*(telling.children for telling in one.told))) for one in lives
    )
    assert total["protective_actions"] == sum(len(one.protective) for one in lives)
    assert total["children_covered_by_protective_action"] == sum(
        len(frozenset().union(*one.protective)) for one in lives
    )
    assert total["registered_sex_offenders"] == {
        one.value.lower(): sum(life_.registered is one for life_ in lives) for one in Known
    }
    _limits_agree(total, lives)
    assert {one["period"]: one["cases"] for one in found["months"]} == Counter(one.month for one in lives)
    _adds_up(found)


def _limits_agree(total: dict[str, Any], lives: list[Life]) -> None:
    """The first checks are due within a day; nobody has passed the other limits here."""
    of_checks = [one for one in total["limits"] if one["limit_of"] == "initial checks"]
    hours = [one.checked_after for one in lives if one.asked]
    if of_checks and all(one.asked for one in lives):
        [limit] = of_checks
        assert limit["met"] == sum(one is not None and one < 24 for one in hours)
        assert limit["missed"] == sum(one is None or one > 24 for one in hours)
        assert limit["running"] == 0


@settings(deadline=None, max_examples=many(60))
@given(LIVES)
def test_the_outcome_of_a_life_is_the_one_that_it_came_to(one: Life) -> None:
    assert counted(lived(one)).outcome == one.outcome


def _adds_up(found: dict[str, Any]) -> None:
    """Whatever way the cases are divided, each is counted once."""
    for counts in (found["total"], *found["months"], *found["years"]):
        cases = counts["cases"]
        assert sum(counts["outcomes"].values()) == cases
        assert sum(counts["registered_sex_offenders"].values()) == cases
        assert counts["enquiries"] + counts["right_to_know"] == cases
        assert counts["disclosures"] <= min(cases, counts["recipients"])
    total = found["total"]
    for name in ("cases", "enquiries", "applications", "disclosures", "recipients", "protective_actions"):
        assert sum(one[name] for one in found["months"]) == total[name]
        assert sum(one[name] for one in found["years"]) == total[name]
    for name in ("applications", "disclosures", "right_to_know", "recipients"):
        assert sum(one[name] for one in found["annual_return"]) == total[name]


@settings(deadline=None, max_examples=many(60))
@given(st.lists(st.lists(st.integers(min_value=0, max_value=life.WAIT), max_size=40), max_size=5))
def test_the_sums_are_those_of_the_case_list_whatever_happens(many: list[list[int]]) -> None:
    states = [life.lived(choices).state for choices in many]
    rows = [line(state, 1) for state in states]
    found = statistics([counted(state) for state in states], None, None)
    assert found["total"]["cases"] + found["not_open_yet"] == len(rows)
    assert found["not_open_yet"] == sum(row["contact_at"] is None for row in rows)
    _adds_up(found)


def test_a_period_holds_its_first_and_its_last_day_by_london_time() -> None:
    late = counted(lived(_plain(datetime(2026, 3, 31, 23, 30, tzinfo=UTC))))
    found = statistics([late], date(2026, 4, 1), date(2026, 4, 1))
    assert [one["period"] for one in found["months"]] == ["2026-04"]
    assert statistics([late], None, date(2026, 3, 31))["total"]["cases"] == 0
    assert statistics([late], date(2026, 4, 2), None)["total"]["cases"] == 0


def _plain(contact: datetime) -> Life:
    return Life(contact, True, True, None, Known.UNKNOWN, 5, (), ())


@pytest.mark.parametrize(
    ("on", "year"),
    [
        (date(2026, 3, 31), "2025-26"),
        (date(2026, 4, 1), "2026-27"),
        (date(2099, 12, 31), "2099-00"),
    ],
)
def test_the_year_of_the_annual_return_begins_in_april(on: date, year: str) -> None:
    assert return_year(on) == year


@pytest.mark.proves("R-014", by="services.decisions.domain.statistics:counted")
@pytest.mark.parametrize("said", Known)
def test_registered_is_what_checks_established_and_none_of_the_other_two_facts(said: Known) -> None:
    for other in Known:
        told = t.supervised(facts(said, other, other))
        assert counted(told.state).registered is said


def test_could_not_look_is_not_known_and_never_no() -> None:
    """A hit that checks has not weighed yet says nothing of the register."""
    hit = t.answered(REGISTER, Answer.HIT, kind=FindingKind.REGISTERED_SEX_OFFENDER)
    for answers in ((), (hit,), (t.failed(REGISTER),)):
        assert counted(t.supervised(*answers).state).registered is Known.UNKNOWN


@pytest.mark.parametrize(
    ("told", "came_to"),
    [
        (s.concern, None),
        (s.nobody, Outcome.NO_DISCLOSURE),
        (s.delivered, Outcome.DISCLOSURE),
    ],
)
def test_what_a_concern_came_to_is_counted_as_its_final_entry_has_it(
    told: Callable[[], Any], came_to: Outcome | None
) -> None:
    state = told().state
    assert counted(state).outcome is came_to
    assert who_is_told.outcome(state) is came_to


def test_who_was_told_in_urgency_was_not_told_a_limited_wording() -> None:
    told = s.concern()
    state = told.when(s.urgent(told)).state
    assert counted(state).outcome is Outcome.DISCLOSURE
    assert who_is_told.outcome(state) in (None, Outcome.DISCLOSURE)


@pytest.mark.proves("R-265", by="services.decisions.domain.statistics:counts")
def test_a_disclosure_is_counted_once_a_case_and_its_recipients_each() -> None:
    for_both = Telling(frozenset({"child-1", "child-2"}), limited=False, urgent=False, twice=True)
    for_one = Telling(frozenset({"child-1"}), limited=True, urgent=False, twice=False)
    told = replace(_plain(t.CONTACT), told=(for_both, for_one))
    total = statistics([counted(lived(told))], None, None)["total"]
    assert (total["disclosures"], total["recipients"], total["children_covered_by_disclosure"]) == (1, 2, 2)


def test_what_is_counted_is_kept_on_the_line_of_the_case() -> None:
    state = lived(_plain(t.CONTACT))
    row = line(state, 7)
    own = counted(state)
    assert {name: row[name] for name in Counted.__slots__ if name not in ("contact_at", "route")} == {
        name: getattr(own, name) for name in Counted.__slots__ if name not in ("contact_at", "route")
    }


@pytest.mark.parametrize(
    ("since", "until", "wrong"),
    [
        (None, None, []),
        (date(2026, 4, 1), date(2027, 3, 31), []),
        (date(2024, 2, 1), date(2024, 2, 29), []),
        (date(2026, 6, 2), date(2026, 6, 2), ["since", "until"]),
        (None, date(2024, 2, 28), ["until"]),
    ],
)
def test_counts_are_of_whole_months_so_that_none_tells_what_a_single_case_came_to(
    since: date | None, until: date | None, wrong: list[str]
) -> None:
    assert [name for name, _ in cuts_a_month(since, until)] == wrong

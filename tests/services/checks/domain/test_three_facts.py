"""Registered, Schedule 34A, MAPPA: three facts, none of which follows from another (C-26; R-014, R-067)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.assessed import SubjectFact, SubjectFacts
from contracts.codes import Answer, FactReason, IdentityOutcome, Known, MarkerKind, NoAnswer, Source
from contracts.held import Conviction, Detail, Management, Marker
from contracts.people import Finding, FindingKind
from contracts.weighed import FactsEstablished
from services.checks.domain import commands as c
from services.checks.domain.answers import CouldNotLook, Reply, WouldNotSay
from services.checks.domain.closed import CLOSED
from services.checks.domain.state import Checks
from services.checks.domain.three_facts import facts
from tests.given import Story
from tests.services.checks.told import (
    NATIONAL,
    RESEARCHER,
    SERGEANT,
    begun,
    found,
    held_finding,
    nothing_held,
    record,
    replied,
)

R = FactReason
POLICE = (Source.POLICE_NATIONAL, Source.POLICE_INTELLIGENCE, Source.POLICE_LOCAL, Source.OFFENDER_MANAGEMENT)
REGISTERED = held_finding(FindingKind.REGISTERED_SEX_OFFENDER)


def parted(kind: FindingKind, **part: Any) -> Finding:
    return held_finding(kind).model_copy(update={"detail": Detail(**part)})


def convicted(code: str, under_18: bool | None = None, disposal: str = "FINE") -> Finding:
    of = Conviction(code=code, disposal=disposal, victim_under_18=under_18)
    return parted(FindingKind.OTHER_RELEVANT_CONVICTION, conviction=of)


def managed(*, current: bool = True, registered: bool = False, level: int | None = 2) -> Finding:
    kind = FindingKind.REGISTERED_SEX_OFFENDER if registered else FindingKind.MAPPA_MANAGED
    entry = Management(current=current, registered=registered, level=level, lead="Police", area="46")
    return parted(kind if current else FindingKind.OTHER_RELEVANT_CONVICTION, management=entry)


def check(source: Source) -> str:
    return f"initial-1-{source.value}-subject".lower().replace("_", "-")


def says(told: Story[Checks], source: Source, *findings: Finding, given: str = "Ferdinand") -> Story[Checks]:
    held = (record(given, findings=findings),) if findings else ()
    return told.when(replied(check(source), found(source, *held)))


def silent(told: Story[Checks], source: Source, reply: Reply) -> Story[Checks]:
    return told.when(replied(check(source), reply))


def known(told: Story[Checks]) -> tuple[SubjectFact, SubjectFact, SubjectFact]:
    now = facts(told.state)
    return now.registered, now.schedule_34a, now.mappa


def answers(told: Story[Checks]) -> list[Known]:
    return [one.answer for one in known(told)]


def said(told: Story[Checks]) -> list[SubjectFacts]:
    return [one.facts.clear() for one in told.events if isinstance(one, FactsEstablished)]


def test_nothing_is_known_before_anybody_has_looked() -> None:
    assert answers(begun()) == [Known.UNKNOWN] * 3
    assert {one.why for one in known(begun())} == {(R.SOURCE_NOT_ANSWERED,)}


def test_when_every_source_has_searched_and_holds_nothing_all_three_are_no_with_their_scopes() -> None:
    told = nothing_held(begun())
    assert answers(told) == [Known.NO] * 3
    assert all(one.why == (R.NOT_ON_RECORD,) and one.searched for one in known(told))


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (managed(registered=True, level=None), [Known.YES, Known.UNKNOWN, Known.UNKNOWN]),
        (managed(registered=False), [Known.NO, Known.NO, Known.YES]),
        (convicted("SOA2003/9"), [Known.NO, Known.YES, Known.NO]),
        (convicted("SOA2003/3", under_18=False), [Known.NO, Known.NO, Known.NO]),
    ],
)
def test_each_fact_stands_by_itself(finding: Finding, expected: list[Known]) -> None:
    told = nothing_held(says(begun(), Source.OFFENDER_MANAGEMENT, finding))
    assert answers(told) == expected


def test_an_offender_against_adults_is_registered_and_no_child_sex_offender() -> None:
    """Case study 3: no presumption follows from the register (C-06)."""
    told = says(begun(), Source.POLICE_NATIONAL, convicted("SOA2003/3", under_18=False))
    told = nothing_held(says(told, Source.OFFENDER_MANAGEMENT, managed(registered=True)))
    assert answers(told) == [Known.YES, Known.NO, Known.YES]
    mappa = facts(told.state).mappa
    assert (mappa.level, mappa.lead, mappa.area) == (2, "Police", "46")


def test_the_victims_age_that_is_not_on_record_leaves_schedule_34a_open_with_the_paragraph() -> None:
    told = nothing_held(says(begun(), Source.POLICE_NATIONAL, convicted("SOA1956/14")))
    fact = facts(told.state).schedule_34a
    assert (fact.answer, fact.why) == (Known.UNKNOWN, (R.VICTIM_AGE_UNKNOWN,))
    assert (fact.provisions, fact.table) == (("Sch 34A para 2",), "2018-01-25")


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (CouldNotLook(NoAnswer.DOWN), R.SOURCE_COULD_NOT_LOOK),
        (WouldNotSay(NoAnswer.FILTERED), R.SOURCE_WITHHOLDS),
    ],
)
def test_a_source_that_could_not_look_or_would_not_say_is_never_a_no(reply: Reply, why: R) -> None:
    told = begun()
    for source in POLICE:
        told = silent(told, source, reply)
    told = nothing_held(told)
    assert answers(told) == [Known.UNKNOWN] * 3
    assert all(why in one.why for one in known(told))


def test_a_source_that_is_down_takes_nothing_from_what_another_holds() -> None:
    told = silent(begun(), Source.PROBATION, CouldNotLook(NoAnswer.DOWN))
    told = nothing_held(says(told, Source.OFFENDER_MANAGEMENT, managed()))
    assert facts(told.state).mappa.answer is Known.YES


def test_a_possible_match_leaves_the_fact_open_until_a_person_has_settled_it() -> None:
    told = nothing_held(says(begun(), Source.POLICE_NATIONAL, convicted("SOA2003/9"), given="Florian"))
    fact = facts(told.state).schedule_34a
    assert (fact.answer, fact.why) == (Known.UNKNOWN, (R.MATCH_NOT_SETTLED,))
    is_him, is_not = (
        told.when(c.ChooseMatch(by, told.version, (NATIONAL,), outcome, records, "Compared."))
        for by, outcome, records in (
            (RESEARCHER, IdentityOutcome.IS_THE_SUBJECT, ("REC-1",)),
            (SERGEANT, IdentityOutcome.NONE_IS_THE_SUBJECT, ()),
        )
    )
    assert facts(is_him.state).schedule_34a.answer is Known.YES
    assert facts(is_not.state).schedule_34a.answer is Known.NO


def test_registered_once_is_said_to_be_in_the_past() -> None:
    told = nothing_held(says(begun(), Source.OFFENDER_MANAGEMENT, managed(current=False, registered=True)))
    fact = facts(told.state).registered
    assert (fact.answer, fact.current, fact.why) == (Known.YES, False, (R.ON_RECORD_IN_THE_PAST,))


def test_a_warning_that_the_register_does_not_bear_out_leaves_it_open() -> None:
    warning = parted(FindingKind.CONCERNING_BEHAVIOUR, marker=Marker(kind=MarkerKind.SEX_OFFENDER))
    told = nothing_held(says(begun(), Source.POLICE_LOCAL, warning))
    fact = facts(told.state).registered
    assert (fact.answer, fact.why) == (Known.UNKNOWN, (R.SOURCES_DISAGREE,))


def test_somebody_on_probation_was_convicted_and_nobody_has_said_of_what() -> None:
    under = held_finding(FindingKind.UNDER_SUPERVISION)
    told = nothing_held(says(begun(), Source.PROBATION, under))
    assert facts(told.state).schedule_34a.why == (R.OFFENCE_NOT_STATED,)


def test_a_record_that_cannot_be_opened_here_leaves_every_fact_open() -> None:
    told = begun().when(
        c.RecordSpokenAnswer(RESEARCHER, check(Source.PROBATION), Answer.HIT, findings=(CLOSED,))
    )
    assert answers(nothing_held(told)) == [Known.UNKNOWN] * 3


def test_a_yes_is_said_at_once_and_the_rest_when_nobody_is_waited_for() -> None:
    told = says(begun(), Source.POLICE_INTELLIGENCE)
    assert not said(told)
    told = says(told, Source.OFFENDER_MANAGEMENT, REGISTERED)
    (first,) = said(told)
    assert (first.registered.answer, first.schedule_34a.answer) == (Known.YES, Known.UNKNOWN)
    told = says(told, Source.POLICE_LOCAL)
    assert not said(told)
    told = says(says(told, Source.POLICE_NATIONAL), Source.PROBATION)
    (last,) = said(told)
    assert last == facts(told.state) == told.state.facts


SOURCES = st.sampled_from((*POLICE, Source.PROBATION))
REPLIES = st.sampled_from(
    (
        (),
        (convicted("SOA2003/9"),),
        (convicted("SOA1956/14"),),
        (managed(registered=True),),
        (managed(current=False, registered=True),),
        CouldNotLook(NoAnswer.DOWN),
        WouldNotSay(NoAnswer.FILTERED),
    )
)


@given(st.dictionaries(SOURCES, REPLIES))
def test_no_is_said_only_where_every_source_that_must_know_has_searched(
    replies: dict[Source, Reply | tuple[Finding, ...]],
) -> None:
    told = begun()
    for source, reply in replies.items():
        told = says(told, source, *reply) if isinstance(reply, tuple) else silent(told, source, reply)
    searched = {source for source, reply in replies.items() if isinstance(reply, tuple)}
    registered, schedule_34a, mappa = answers(told)
    assert registered is not Known.NO or Source.OFFENDER_MANAGEMENT in searched
    assert schedule_34a is not Known.NO or Source.POLICE_NATIONAL in searched
    assert mappa is not Known.NO or {Source.OFFENDER_MANAGEMENT, Source.PROBATION} <= searched


@given(st.dictionaries(SOURCES, REPLIES), SOURCES)
def test_one_more_source_that_is_down_makes_no_yes_a_no(
    replies: dict[Source, Reply | tuple[Finding, ...]], down: Source
) -> None:
    told = begun()
    for source, reply in replies.items():
        told = says(told, source, *reply) if isinstance(reply, tuple) else silent(told, source, reply)
    before = answers(told)
    after = answers(silent(told, down, CouldNotLook(NoAnswer.DOWN)))
    assert all(now is Known.YES for was, now in zip(before, after, strict=True) if was is Known.YES)

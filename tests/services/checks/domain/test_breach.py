"""Orders and licence conditions against the contact described (K 3.6; R-023, R-263; case study 1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codes import Answer, ConditionKind, ContactKind, IdentityOutcome, OrderKind, RiskGround, Source
from contracts.held import Detail, Order
from contracts.people import Child, Children, Finding, FindingKind, PersonName
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from contracts.weighed import BreachSuspected
from messaging.decider import Actor
from services.checks.domain import commands as c
from services.checks.domain.breach import Fit, conditions, fit, unread
from services.checks.domain.events import ConditionsRead
from services.checks.domain.immediate import unanswered
from services.checks.domain.state import Checks
from tests.given import START, Story, story
from tests.services.checks.told import (
    CHILD,
    DECIDER,
    NATIONAL,
    RESEARCHER,
    SERGEANT,
    application,
    correction,
    found,
    heard,
    held_finding,
    record,
    relationships,
    replied,
)

K, C, IS = ConditionKind, ContactKind, IdentityOutcome.IS_THE_SUBJECT
CONTACTS = st.frozensets(st.sampled_from(list(ContactKind)))


def order(
    *forbids: ConditionKind,
    words: str = "Not to have unsupervised contact with any child under 18.",
    kind: FindingKind = FindingKind.ORDER_IN_FORCE,
    under: int | None = None,
    names: tuple[str, ...] = (),
) -> Finding:
    one = Order(kind=OrderKind.SOPO, condition=words, forbids=forbids, under=under, names=names)
    return held_finding(kind, f"SHPO (SOPO): {words}").model_copy(update={"detail": Detail(order=one)})


def answered(
    finding: Finding, *contact: ContactKind, given: str = "Ferdinand", children: tuple[Child, ...] = (CHILD,)
) -> Story[Checks]:
    told = heard(story(DECIDER), application(contact=contact, children=Children(named=children)))
    return told.when(replied(NATIONAL, found(Source.POLICE_NATIONAL, record(given, findings=(finding,)))))


def breaches(told: Story[Checks]) -> list[BreachSuspected]:
    return [one for one in told.events if isinstance(one, BreachSuspected)]


def read(
    told: Story[Checks],
    *forbids: ConditionKind,
    by: Actor = RESEARCHER,
    condition: str | None = None,
) -> Story[Checks]:
    key = condition or conditions(told.state)[0].key
    return told.when(c.ReadCondition(by, key, forbids, "Read the order itself."))


def test_case_study_1_unsupervised_contact_breaks_the_order_before_any_other_source_has_answered() -> None:
    told = answered(order(K.NO_UNSUPERVISED_CONTACT), C.UNSUPERVISED_THROUGH_FAMILY)
    risk, breach = told.events[:2]
    assert isinstance(risk, ImmediateRiskIdentified)
    assert isinstance(breach, BreachSuspected)
    assert risk.ground is RiskGround.BREACH_OF_ORDER
    assert breach.risk_id == risk.risk_id
    assert breach.children == ("child-1",)
    assert type(breach).URGENT
    assert type(breach).CRITICAL
    (broken,) = breach.broken.clear().conditions
    assert (broken.order, broken.forbids) == (OrderKind.SOPO, K.NO_UNSUPERVISED_CONTACT)
    assert broken.contact == (C.UNSUPERVISED_THROUGH_FAMILY,)
    assert risk.risk.clear().risk.startswith("The contact that is described breaks what an order")
    assert sum(not ask.answers for ask in told.state.asks.values()) > 3
    assert unanswered(told.state)


@pytest.mark.parametrize(
    ("forbids", "contact", "expected"),
    [
        (K.NO_UNSUPERVISED_CONTACT, (C.LIVES_WITH_CHILD,), Fit.BREAKS),
        (K.NO_UNSUPERVISED_CONTACT, (C.ONLINE_OR_TELEPHONE,), Fit.BREAKS),
        (K.NO_UNSUPERVISED_CONTACT, (C.SUPERVISED,), Fit.ALLOWED),
        (K.NO_UNSUPERVISED_CONTACT, (C.LIKELY_IN_FUTURE,), Fit.TO_READ),
        (K.NO_UNSUPERVISED_CONTACT, (C.NONE_KNOWN,), Fit.ALLOWED),
        (K.NO_UNSUPERVISED_CONTACT, (), Fit.TO_READ),
        (K.NO_CONTACT_WITH_CHILDREN, (C.SUPERVISED,), Fit.BREAKS),
        (K.NO_CONTACT_WITH_CHILDREN, (C.OTHER,), Fit.BREAKS),
        (K.NOT_TO_LIVE_WITH_CHILDREN, (C.LIVES_WITH_CHILD,), Fit.BREAKS),
        (K.NOT_TO_LIVE_WITH_CHILDREN, (C.SUPERVISED,), Fit.ALLOWED),
        (K.NOT_TO_LIVE_WITH_CHILDREN, (C.OTHER,), Fit.TO_READ),
        (K.NOT_TO_WORK_WITH_CHILDREN, (C.WORKS_IN_HOUSEHOLD,), Fit.BREAKS),
        (K.NO_ONLINE_CONTACT, (C.ONLINE_OR_TELEPHONE,), Fit.BREAKS),
        (K.NOT_TO_GO_TO_PLACES, (C.LIVES_WITH_CHILD,), Fit.TO_READ),
        (K.NOT_ABOUT_CONTACT, (C.LIVES_WITH_CHILD,), Fit.ALLOWED),
    ],
)
def test_what_contact_breaks_what(
    forbids: ConditionKind, contact: tuple[ContactKind, ...], expected: Fit
) -> None:
    assert fit(forbids, frozenset(contact)) is expected
    told = answered(order(forbids), *contact)
    if contact:
        assert bool(breaches(told)) is (expected is Fit.BREAKS)


@given(st.sampled_from(list(ConditionKind)), CONTACTS, CONTACTS)
def test_more_contact_never_breaks_less(
    forbids: ConditionKind, contact: frozenset[ContactKind], more: frozenset[ContactKind]
) -> None:
    order_ = (Fit.ALLOWED, Fit.TO_READ, Fit.BREAKS)
    if contact and contact != {C.NONE_KNOWN}:
        assert order_.index(fit(forbids, contact | more)) >= order_.index(fit(forbids, contact))


@given(st.sampled_from(list(ConditionKind)))
def test_contact_that_nobody_was_asked_about_is_allowed_by_nothing_that_speaks_of_contact(
    forbids: ConditionKind,
) -> None:
    assert (fit(forbids, frozenset()) is Fit.ALLOWED) == (forbids is K.NOT_ABOUT_CONTACT)


def test_a_condition_that_nobody_has_classified_rings_and_waits_for_a_person() -> None:
    told = answered(order(), C.UNSUPERVISED_THROUGH_FAMILY)
    assert isinstance(told.events[0], ImmediateRiskIdentified)
    assert not breaches(told)
    assert len(unread(told.state)) == 1


def test_whoever_reads_it_brings_the_breach_to_light_and_rings_at_once() -> None:
    told = read(answered(order(), C.UNSUPERVISED_THROUGH_FAMILY), K.NO_UNSUPERVISED_CONTACT)
    risk, breach = told.events[:2]
    assert isinstance(risk, ImmediateRiskIdentified)
    assert risk.risk_id == breach.risk_id == "found-2"
    assert not unread(told.state)
    again = read(told, K.NO_UNSUPERVISED_CONTACT)
    assert not breaches(again)


def test_a_condition_that_says_nothing_of_contact_is_read_once_and_done() -> None:
    told = read(answered(order(), C.LIVES_WITH_CHILD), K.NOT_ABOUT_CONTACT)
    assert not breaches(told)
    assert not unread(told.state)


def test_a_licence_told_on_the_telephone_is_read_by_a_person_too() -> None:
    told = heard(story(DECIDER), application(contact=(C.LIVES_WITH_CHILD,)))
    licence = held_finding(FindingKind.LICENCE_CONDITION, "Not to live with children")
    told = told.when(
        c.RecordSpokenAnswer(RESEARCHER, "initial-1-probation-subject", Answer.HIT, findings=(licence,))
    )
    assert breaches(read(told, K.NOT_TO_LIVE_WITH_CHILDREN))


def test_what_its_source_says_that_it_forbids_is_made_less_of_by_a_supervisor_alone() -> None:
    told = answered(order(K.NO_UNSUPERVISED_CONTACT), C.SUPERVISED)
    read(told, K.NOT_ABOUT_CONTACT).refused("RANK_TO_CLEAR_CONDITION")
    read(told, K.NOT_ABOUT_CONTACT, by=SERGEANT).decided(ConditionsRead)
    read(told, K.NO_UNSUPERVISED_CONTACT, K.NOT_TO_GO_TO_PLACES).decided(ConditionsRead)


def test_a_condition_that_no_record_holds_cannot_be_read() -> None:
    told = answered(order(), C.SUPERVISED)
    read(told, K.NOT_ABOUT_CONTACT, condition="condition-0").refused("NO_SUCH_CONDITION")


def test_a_condition_is_read_by_a_person_who_says_one_thing() -> None:
    told = answered(order(), C.SUPERVISED)
    read(told, K.NOT_ABOUT_CONTACT, by=told.actor).refused("A_PERSON_DECIDES")
    read(told, K.NOT_ABOUT_CONTACT, K.NO_ONLINE_CONTACT).refused("CONDITION_UNCLEAR")
    read(told, K.NO_ONLINE_CONTACT).decided(ConditionsRead)


def test_contact_that_is_learnt_later_breaks_what_was_known_before() -> None:
    told = answered(order(K.NO_UNSUPERVISED_CONTACT), C.SUPERVISED)
    assert not breaches(told)
    told = heard(told, correction(relationships=relationships(C.LIVES_WITH_CHILD)))
    assert breaches(told)
    later = START + timedelta(hours=2)
    again = correction(relationships=relationships(C.LIVES_WITH_CHILD), at=later)
    assert not breaches(heard(told, again))


@pytest.mark.parametrize(
    ("born", "under", "breaks"),
    [
        (date(2012, 1, 1), 16, True),
        (date(2009, 7, 1), 16, False),
        (None, 16, True),
        (date(2009, 7, 1), None, True),
    ],
)
def test_an_order_about_younger_children_speaks_of_those_and_of_any_whose_age_is_not_known(
    born: date | None, under: int | None, breaks: bool
) -> None:
    child = CHILD.model_copy(update={"date_of_birth": born})
    told = answered(order(K.NO_CONTACT_WITH_CHILDREN, under=under), C.LIVES_WITH_CHILD, children=(child,))
    assert bool(breaches(told)) is breaks


@pytest.mark.parametrize(
    ("names", "breaks"),
    [
        (("Poppy Madeup-Finch",), True),
        (("Poppie Finch",), True),
        (("Zebedee Otherperson",), False),
        ((), True),
    ],
)
def test_whom_an_order_names_may_be_the_child(names: tuple[str, ...], breaks: bool) -> None:
    told = answered(order(K.NO_CONTACT_WITH_NAMED, names=names), C.SUPERVISED)
    assert bool(breaches(told)) is breaks


def test_a_possible_match_is_said_to_be_one_and_rings_again_once_confirmed() -> None:
    told = answered(order(K.NO_UNSUPERVISED_CONTACT), C.LIVES_WITH_CHILD, given="Florian")
    assert told.events[0].risk.clear().risk.startswith("Possible match, not confirmed")
    assert not breaches(told)[0].broken.clear().conditions[0].sure
    told = told.when(
        c.ChooseMatch(RESEARCHER, told.version, (NATIONAL,), IS, ("REC-1",), "The photograph is his.")
    )
    assert breaches(told)[0].broken.clear().conditions[0].sure


def test_a_second_child_is_news_of_its_own() -> None:
    told = answered(order(K.NO_CONTACT_WITH_CHILDREN), C.LIVES_WITH_CHILD)
    other = Child(ref="child-2", name=PersonName(given="Pip", family="Madeup-Finch"))
    both = relationships(C.LIVES_WITH_CHILD).children[0]
    contact = relationships().model_copy(
        update={"children": (both, both.model_copy(update={"child": "child-2"}))}
    )
    told = heard(told, correction(children=Sealed.of(Children(named=(CHILD, other))), relationships=contact))
    assert [one.children for one in breaches(told)] == [("child-2",)]

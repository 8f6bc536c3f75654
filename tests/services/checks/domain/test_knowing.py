"""Information that police received is checked like an application; its people are looked for elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from contracts import decisions, intake
from contracts.checks import IntelligenceChecksCompleted, PersonAlsoConcerned
from contracts.codes import (
    CredibleRisk,
    InformationSource,
    InitialOutcome,
    Occurrence,
    PartyRole,
    Priority,
    Rank,
    Stage,
    Why,
)
from contracts.people import Information, PersonName, Reasons, SubjectDetails
from contracts.sealed import Sealed
from messaging.decider import Message
from services.checks.domain import commands as c
from services.checks.domain import due, related
from services.checks.domain.events import RelatedFound, RelatedSettled
from services.checks.domain.matching import Band
from services.checks.domain.state import Checks
from services.checks.domain.to_do import Step, to_do
from tests.given import START, Story, message, story
from tests.services.checks import told as t

KNOW = {"openedat": "2026-06-01T09:00:00.000Z", "route": "RIGHT_TO_KNOW", "policy": "KENT-2025@2025-03"}
OTHER = "c-asked-0001"
TODAY = date(2026, 6, 1)
DRAWN = SubjectDetails(name=t.SUBJECT.name)


def known(event: Any, source: str = t.INTAKE) -> Message:
    return message(event, source=source)._replace(opening=KNOW)


def information(subject: SubjectDetails | None = t.SUBJECT, **more: Any) -> Message:
    parts: dict[str, Any] = {
        "source": InformationSource.CUSTODY,
        "what": Occurrence.ARREST_MADE,
        "received_at": START,
        "recorded_at": START,
        "subject": Sealed.of(subject) if subject else None,
        "children": Sealed.of(t.CHILDREN),
        "information": Sealed.of(Information(text="Arrested at his partner's.")),
        "names_a_child": True,
    }
    return known(intake.IndirectInformationReceived(**(parts | more)))


def received(**more: Any) -> Story[Checks]:
    return t.heard(story(t.DECIDER), information(**more))


def intelligence(told: Story[Checks], **more: Any) -> Any:
    asked = c.CompleteIntelligenceChecks(
        t.RESEARCHER, told.version, CredibleRisk.NONE_IDENTIFIED, "Nothing is held in any scope."
    )
    return replace(asked, **more)


def read(told: Story[Checks]) -> Story[Checks]:
    """The initial checks are complete."""
    outcome = InitialOutcome.NO_IMMEDIATE_CONCERN
    return told.when(c.CompleteInitialChecks(t.RESEARCHER, told.version, outcome, progress=True))


def asked(**application: Any) -> Checks:
    """Another live case, in which somebody applied."""
    return t.begun(**application).state._replace(case_id=OTHER)


def test_checks_begin_though_nobody_applied() -> None:
    told = received()
    begun = next(one for one in told.events if hasattr(one, "why"))
    assert begun.why is Why.INFORMATION_RECEIVED
    assert {pair.role for pair in told.state.latest} == {PartyRole.SUBJECT, PartyRole.CHILD}


def test_of_whom_no_name_is_known_it_is_said_that_nobody_could_look() -> None:
    told = received(subject=None, children=None)
    assert told.state.asks
    assert all(ask.latest and ask.latest.reason == "NO_SURNAME" for ask in told.state.asks.values())


@pytest.mark.proves("R-132", by="services.checks.domain.patience:limit_of")
def test_information_has_its_triage_and_then_its_intelligence_checks() -> None:
    told = t.nothing_held(received())
    steps = [one.step for one in to_do(told.state, ())]
    assert Step.COMPLETE_INITIAL_CHECKS in steps
    told = read(told)
    (step,) = to_do(told.state, ())
    assert step.step is Step.COMPLETE_INTELLIGENCE_CHECKS
    assert step.due is not None
    assert step.due - START > timedelta(days=27)
    told = told.when(intelligence(told)).decided(IntelligenceChecksCompleted)
    assert to_do(told.state, ()) == ()


def test_intelligence_checks_wait_for_the_answers_and_for_possible_cases() -> None:
    told = received()
    outcome: Any = told.when(intelligence(told)).outcome
    assert "COVERAGE_INCOMPLETE" in {one.code for one in outcome.unmet}
    told = possible(t.nothing_held(received()))
    told.when(intelligence(told)).refused("RELATED_CASE_NOT_SETTLED")


def test_an_application_has_no_intelligence_checks() -> None:
    told = t.nothing_held(t.begun())
    told.when(intelligence(told)).refused("NOT_INFORMATION")


def test_a_child_need_not_be_named_for_information_to_be_read() -> None:
    told = t.heard(story(t.DECIDER), information(children=None))
    for pair in t.ABOUT_SUBJECT:
        key = told.state.latest[pair]
        told = told.when(t.replied(key, t.found(pair.source)))
    told.when(intelligence(told)).decided(IntelligenceChecksCompleted)


def test_a_full_assessment_begins_when_it_is_decided_on() -> None:
    told = read(t.nothing_held(received()))
    why = Sealed.of(Reasons(text="He lives with the child."))
    for priority, stage in (
        (Priority.NO_FULL_ASSESSMENT, Stage.INITIAL), (Priority.FULL_ASSESSMENT_NOW, Stage.FULL),
    ):  # fmt: skip
        said = decisions.InformationPrioritised(
            priority=priority, decided_at=START, rank=Rank.SERGEANT, reasons=why
        )
        told = t.heard(told, known(said, t.DECISIONS))
        assert told.state.stage is stage


def test_a_case_that_goes_on_from_an_ended_one_is_checked_too() -> None:
    started = decisions.LinkedCaseStarted(
        earlier="c-ended-0001",
        because_of="m-12345678",
        what="checks.check.completed.v1",
        opened_at=START,
        subject=Sealed.of(t.SUBJECT),
        children=Sealed.of(t.CHILDREN),
    )
    told = t.heard(story(t.DECIDER), known(started, t.DECISIONS))
    assert {pair.role for pair in told.state.latest} == {PartyRole.SUBJECT, PartyRole.CHILD}


def test_the_same_person_in_a_live_case_is_found_in_whatever_role() -> None:
    found = related.compare(received().state, asked(), TODAY)
    assert found is not None
    assert (found.band, found.other, found.other_role) == (Band.SAME, OTHER, PartyRole.SUBJECT)
    applicant = SubjectDetails(name=t.APPLICANT.name, date_of_birth=t.APPLICANT.date_of_birth)
    found = related.compare(received(subject=applicant).state, asked(), TODAY)
    assert found is not None
    assert (found.band, found.role, found.other_role) == (
        Band.SAME, PartyRole.SUBJECT, PartyRole.APPLICANT,
    )  # fmt: skip


def test_it_is_found_from_the_other_side_too() -> None:
    know = received().state._replace(case_id="c-known-0001")
    found = related.compare(asked(), know, TODAY)
    assert found is not None
    assert found.band is Band.SAME


def test_two_applications_about_one_person_are_none_of_this() -> None:
    another = t.begun().state._replace(case_id="c-asked-0002")
    assert related.compare(asked(), another, TODAY) is None


def test_a_finished_case_and_a_stranger_are_not_found() -> None:
    assert related.compare(received().state, asked()._replace(finished_at=START), TODAY) is None
    stranger = SubjectDetails(name=PersonName(given="Quillon", family="Examplewood"))
    assert related.compare(received(subject=stranger).state, asked(), TODAY) is None


def test_whoever_may_be_alike_shares_a_key_of_the_index() -> None:
    assert related.keys(received(subject=DRAWN).state) & related.keys(asked())
    married = SubjectDetails(
        name=PersonName(given="Ferdinand", family="Examplewood"), date_of_birth=t.SUBJECT.date_of_birth
    )
    assert related.keys(received(subject=married).state) & related.keys(asked())


@pytest.mark.proves("R-242", by="services.checks.domain.related:record")
def test_what_is_certain_is_said_once_and_at_once() -> None:
    found = related.compare(received().state, asked(), TODAY)
    told = received().when(c.RecordRelated((found,))).decided(PersonAlsoConcerned)
    assert told.events[0].other == OTHER
    assert not told.events[0].by_a_person
    assert "same date of birth" in told.events[0].match.clear().reasons_for
    told.when(c.RecordRelated((found,))).decided()


def possible(told: Story[Checks]) -> Story[Checks]:
    """No date of birth bears it out."""
    found = related.compare(received(subject=DRAWN).state, asked(), TODAY)
    assert found is not None
    assert found.band is Band.POSSIBLE
    return told.when(c.RecordRelated((found,))).decided(RelatedFound)


@pytest.mark.parametrize("same", [True, False])
def test_what_is_in_doubt_a_person_settles(same: bool) -> None:
    told = possible(received(subject=DRAWN))
    assert set(told.state.possible) == {OTHER}
    settled = c.SettleRelated(t.RESEARCHER, told.version, OTHER, same, "Compared the photographs.")
    told = told.when(settled)
    told.decided(*((RelatedSettled, PersonAlsoConcerned) if same else (RelatedSettled,)))
    if same:
        assert told.events[1].by_a_person
        assert told.events[1].match.clear().settled == "Compared the photographs."
    assert not told.state.possible
    certain = related.compare(received().state, asked(), TODAY)
    told.when(c.RecordRelated((certain,))).decided()


def test_a_machine_settles_nothing_and_only_what_waits_is_settled() -> None:
    told = possible(received(subject=DRAWN))
    nobody = replace(t.RESEARCHER, id="system:checks", rank="")
    told.when(c.SettleRelated(nobody, told.version, OTHER, True, "It looks so.")).refused("A_PERSON_DECIDES")
    other = c.SettleRelated(t.RESEARCHER, told.version, "c-never-found", True, "It looks so.")
    told.when(other).refused("NO_SUCH_RELATED_CASE")


def test_it_is_looked_again_whenever_more_is_told_of_the_people() -> None:
    def keys(told: Story[Checks]) -> set[str]:
        return {one.key for one in due.due(told.state) if one.kind == due.RELATED}

    told = received()
    more = t.heard(told, known(t.correction(subject=Sealed.of(DRAWN)).event))
    assert len(keys(told)) == len(keys(more)) == 1
    assert keys(told) != keys(more)
    assert not keys(t.heard(told, t.finalised()))

"""What comes to a case after its end opens another, and is never lost (C-50)."""

from __future__ import annotations

from dataclasses import replace

from contracts.clocks import ClockName
from contracts.codes import AlertKind, Answer, RecordSystem, Route, Source
from contracts.decisions import (
    CaseClosed,
    CaseRecordCreated,
    LinkedCaseStarted,
    OfficerAlertDue,
    SupervisorAlerted,
)
from services.decisions.domain import DECIDER, linked
from services.decisions.domain import commands as c
from services.decisions.domain.closing import letter_due
from services.decisions.domain.events import ClocksStarted, Consideration
from services.decisions.domain.events_telling import (
    LinkedCaseOpened,
    LinkedFactCame,
)
from services.decisions.domain.stage import next_step, stage
from tests.given import story
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told, close

OTHER = "c-goes-on-01"


def hit_after_the_end() -> Told:
    """Probation answers when all is over."""
    return t.hearing(t.finalised(), t.answered(Source.PROBATION, Answer.HIT, at=t.days(40)))


def because_of(told: Told) -> str:
    ((key, _),) = t.tasks_due(told, linked.TASK).items()
    return key


def goes_on(told: Told) -> Told:
    """The other case, opened by what came to this one."""
    other = replace(story(DECIDER), state=DECIDER.initial(OTHER)).at(told.now)
    return other.when(linked.of(told.state, because_of(told)))


def test_a_hit_that_comes_after_the_end_opens_a_linked_case_with_clocks_and_an_alarm_of_its_own() -> None:
    told = hit_after_the_end()
    other = goes_on(told).decided(
        ClocksStarted, CaseRecordCreated, LinkedCaseStarted, SupervisorAlerted, OfficerAlertDue
    )
    assert other.state.opening is not None
    assert other.state.opening.contacted_at == t.days(40)
    assert other.state.opening.route is Route.RIGHT_TO_KNOW
    running = other.state.clocks
    assert {ClockName.CATEGORISATION, ClockName.WHOLE_CASE} <= set(running)
    assert other.events[3].kind is AlertKind.NEW_INFORMATION
    assert {"clock", "supervision", "climb"} <= {kind for kind, _ in other.due()}
    assert other.state.subject is not None
    assert other.state.subject.value.clear().name == t.subject().clear().name


def test_the_link_stands_on_both() -> None:
    told = hit_after_the_end()
    other = goes_on(told)
    told = told.when(c.RecordLinkedCase(because_of(told), OTHER)).decided(LinkedCaseOpened)
    assert linked.links(told.state)["goes_on_in"] == [OTHER]
    assert linked.links(other.state)["goes_on_from"] == told.state.case_id
    assert not t.tasks_due(told, linked.TASK)


def test_no_letter_is_promised_and_nobody_is_asked_again() -> None:
    other = goes_on(hit_after_the_end())
    assert not other.state.asked_for
    assert not letter_due(other.state)
    assert ClockName.MEETING not in other.state.clocks


def test_of_the_same_fact_the_other_case_hears_once() -> None:
    told = hit_after_the_end()
    other = goes_on(told)
    other.when(linked.of(told.state, because_of(told))).decided()


def test_what_comes_while_the_linked_case_is_open_goes_to_that_one() -> None:
    told = hit_after_the_end()
    other = goes_on(told)
    told = told.when(c.RecordLinkedCase(because_of(told), OTHER))
    told = t.hearing(told, t.answered(Source.SOCIAL_CARE, Answer.HIT, at=t.days(41)))
    assert linked.last(told.state) == OTHER
    other = other.at(told.now).when(linked.of(told.state, because_of(told)))
    other.decided(LinkedFactCame, SupervisorAlerted, OfficerAlertDue)
    assert other.state.news[-1].type == "decisions.linked_case.fact_came.v1"


def test_a_fact_that_is_linked_is_not_linked_again() -> None:
    told = hit_after_the_end()
    key = because_of(told)
    told = told.when(c.RecordLinkedCase(key, OTHER))
    told.when(c.RecordLinkedCase(key, "c-another-01")).decided()
    told.when(c.RecordLinkedCase("m-never-heard", OTHER)).decided()


def test_what_is_no_news_opens_nothing() -> None:
    told = t.hearing(t.finalised(), t.advice(t.days(40)))
    assert not t.tasks_due(told, linked.TASK)


def test_a_linked_case_waits_for_supervision_and_does_not_stand_still() -> None:
    other = goes_on(hit_after_the_end())
    assert next_step(other.state, stage(other.state)).startswith("take supervision")


def test_an_inspector_ends_a_linked_case_on_a_written_assessment_and_a_sergeant_does_not() -> None:
    """Nothing was checked anew: that is passed in writing, by the rank that may (G 14)."""
    other = goes_on(hit_after_the_end())
    other = other.when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT))
    order = c.DoNotProgress(t.SERGEANT, other.version, "The hit is of another man.")
    other.when(order).refused("INITIAL_CHECKS_OPEN")
    other = other.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    written = c.DoNotProgress(
        t.INSPECTOR, other.version, "The hit is of another man.", override="Rang probation."
    )
    other = other.when(written).after(hours=1)
    other = other.when(c.RecordForceReference(t.SERGEANT, RecordSystem.ATHENA, "46/2/26"))
    other = t.considering(other, Consideration.OTHER_DISCLOSURE)
    other = other.when(t.entry(other, by=t.INSPECTOR))
    other = other.when(close(other, by=t.INSPECTOR))
    assert CaseClosed in {type(one) for one in other.events}
    again = hit_after_the_end()
    assert linked.how_many(again.when(c.RecordLinkedCase(because_of(again), OTHER)).state) == 1

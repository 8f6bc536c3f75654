"""A correction reaches every force that was given the wrong fact, and what it answered before is no answer
(G 64, 66; R-104, R-145)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from contracts.clocks import ClockName
from contracts.codes import AlertKind, Answer, Known, Source
from contracts.crossing import (
    Action,
    Awaited,
    Corrected,
    RespondingForceAcknowledged,
    RespondingForceChased,
    RespondingForceReported,
    RespondingForceReturned,
    RespondingForceStoodDown,
    ReturnReason,
    TaskedPartiesCorrected,
    TaskedSubject,
)
from contracts.decisions import RespondingChecksWanted, SupervisorAlerted
from contracts.parts import Coverage
from contracts.people import Address, Child, Children, PersonName
from contracts.referrals import SharedFactsCorrected
from contracts.sealed import Box, Sealed
from messaging.decider import Message
from services.decisions.domain import commands as c
from services.decisions.domain.events_across import ResponseResumed
from tests.services.decisions import between as b
from tests.services.decisions import partners as p
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told

SMYTH = t.subject(name=PersonName(given="Dorian", family="Sample-Quill"), date_of_birth=date(1971, 3, 3))
SMITH = t.subject(name=PersonName(given="Dorian", family="Sample-Quell"), date_of_birth=date(1977, 3, 3))
NOTHING = Coverage(source=Source.POLICE_LOCAL, about=b.SUBJECT, check="pl-1", answer=Answer.NO_TRACE)
HELD = Coverage(source=Source.POLICE_NATIONAL, about=b.SUBJECT, check="pn-1", answer=Answer.HIT)


def asking() -> Told:
    """On the second day 23 is asked, within two days to take it on and within eight to report."""
    told = t.hearing(t.supervised(), t.corrected(t.hours(5), subject=SMYTH)).at(t.days(2))
    return b.asking(told, acknowledge_by=t.days(4), report_by=t.days(10))


def put_right(told: Told, subject: Any = SMITH) -> Told:
    return t.hearing(told, t.corrected(told.now + timedelta(hours=1), subject=subject))


def sent(told: Told, kind: type = TaskedPartiesCorrected) -> list[Any]:
    return [event for event in told.events if isinstance(event, kind)]


def only(told: Told, kind: type = TaskedPartiesCorrected) -> Any:
    [one] = sent(told, kind)
    return one


def acknowledged(day: float, correction: int = 0) -> Message:
    return b.acknowledged(t.days(day), correction=correction)


def reported(day: float, correction: int = 0, *answers: Coverage) -> Message:
    said: Any = {"mappa": Known.NO, "area": None, "manages": False, "answers": answers or (NOTHING,)}
    return b.reported(t.days(day), correction=correction, **said)


def returned(day: float, correction: int = 0) -> Message:
    return b.returned(t.days(day), correction=correction)


def answered() -> Told:
    return b.hearing(asking(), acknowledged(2.5), reported(3))


def task(told: Told, key: str = b.TASK) -> Any:
    return told.state.across.tasks[key]


def known(told: Told) -> str | None:
    """The subject's family name, as this case has it."""
    name = told.state.subject.value.clear().name if told.state.subject else None
    return name.family if name else None


def silent(told: Told, awaited: Awaited, time: int = 0) -> Told:
    held = task(told)
    at = held.due(awaited) + timedelta(seconds=1)
    return told.at(max(told.now, at)).when(c.ForceSilent(b.TASK, awaited, time, held.round))


def rings(told: Told) -> set[str]:
    return {key for kind, key in told.due() if kind == "climb"}


def chased(told: Told) -> dict[str, Any]:
    return t.tasks_due(told, "force")


# as the force that asked


@pytest.mark.proves("R-145", by="services.decisions.domain.correcting:follow")
def test_a_force_that_was_given_the_wrong_name_is_told_the_right_one_at_once() -> None:
    told = put_right(asking())
    said = only(told)
    assert (said.to, said.task, said.correction) == ("23.decisions", b.TASK, 1)
    [person] = said.corrected
    assert (person.about, set(person.fields)) == (b.SUBJECT, {Corrected.NAME, Corrected.DATE_OF_BIRTH})
    subject = said.parties.clear().subject
    assert subject.name == SMITH.clear().name
    assert subject.date_of_birth == date(1977, 3, 3)


def test_what_crosses_is_what_a_search_takes_and_nobody_else_s() -> None:
    said = only(put_right(asking()))
    whole = said.model_dump_json(exclude={"parties"}) + said.parties.clear().model_dump_json()
    assert not said.parties.clear().children
    assert "Testperson" not in whole
    assert set(type(said.parties.clear().subject).model_fields) == set(TaskedSubject.model_fields)
    assert "Quell" not in said.model_dump_json(exclude={"parties"})


HOME = Address(lines=("7 Otherwise Row",), town="Fictown", postcode="ZZ99 9ZZ")
OF_THE_SUBJECT: dict[Corrected, dict[str, Any]] = {
    Corrected.NAME: {"name": PersonName(given="Dorian", family="Sample-Quell")},
    Corrected.OTHER_NAMES: {"name": PersonName(given="Dorian", family="Sample-Quill", other=("Dory",))},
    Corrected.DATE_OF_BIRTH: {"date_of_birth": date(1977, 3, 3)},
    Corrected.ADDRESS: {"address": HOME},
    Corrected.PREVIOUS_ADDRESSES: {"previous_addresses": (HOME,)},
}


@pytest.mark.parametrize("field", OF_THE_SUBJECT)
def test_each_thing_that_is_searched_by_is_named_and_given_anew(field: Corrected) -> None:
    other = Sealed.of(SMYTH.clear().model_copy(update=OF_THE_SUBJECT[field]))
    said = only(put_right(asking(), other))
    assert said.corrected[0].fields == (field,)
    changed = said.parties.clear().subject
    assert changed is not None
    assert {name: getattr(changed, name) for name in OF_THE_SUBJECT[field]} == OF_THE_SUBJECT[field]


def test_what_is_searched_by_nothing_is_said_to_no_force() -> None:
    assert not sent(put_right(asking(), t.subject(**{**dict(SMYTH.clear()), "occupation": "Coach"})))


def test_each_force_hears_of_those_whom_it_was_given_and_no_other() -> None:
    told = b.three(
        t.hearing(t.supervised(), t.corrected(t.hours(5), subject=SMYTH)).at(t.days(1)),
    )
    assert [one.to for one in sent(put_right(told))] == ["23.decisions"]
    named = Children(
        named=(Child(ref="child-1", name=PersonName(given="Otherwise", family="Testperson")),),
    )
    told = t.hearing(told, t.corrected(t.days(2), children=Sealed.of(named)))
    said = only(told)
    assert said.to == "41.decisions"
    assert said.parties.clear().subject is None
    assert said.parties.clear().children[0].name.given == "Otherwise"


@pytest.mark.proves("R-145", by="services.decisions.domain.evolve_correcting:as_corrected")
def test_what_it_reported_before_stands_no_longer_as_the_answer() -> None:
    told = answered()
    assert not task(told).open
    told = put_right(told)
    held = task(told)
    assert held.open
    assert (held.acknowledged_at, held.reported_at) == (None, None)
    assert held.acknowledge_by == told.now + timedelta(days=2)
    assert held.report_by == told.now + timedelta(days=8)
    only_then = b.hearing(told, acknowledged(4, 1), reported(5, 1))
    assert not task(only_then).open


def test_nothing_found_of_somebody_else_is_not_looked_and_a_hit_stands() -> None:
    told = b.hearing(asking(), reported(3, 0, NOTHING, HELD))
    told = put_right(told)
    said = {asked.source: one for asked, one in told.state.across.answers.items()}
    assert said[Source.POLICE_LOCAL].waits
    assert not said[Source.POLICE_LOCAL].answers
    assert {one.answer for one in said[Source.POLICE_NATIONAL].answers} == {Answer.HIT}
    cleared = HELD.model_copy(update={"answer": Answer.NO_TRACE})
    told = b.hearing(told, reported(5, 1, NOTHING, cleared))
    said = {asked.source: one for asked, one in told.state.across.answers.items()}
    assert not any(one.waits for one in said.values())
    assert {answer.answer for one in said.values() for answer in one.answers} == {Answer.NO_TRACE}


def test_that_nobody_manages_the_subject_was_said_of_somebody_else() -> None:
    told = answered()
    assert told.state.across.current() is Known.NO
    assert put_right(told).state.across.current() is Known.UNKNOWN
    recorded = told.when(c.RecordMappaStatus(t.SERGEANT, Known.NO, None, None, told.now))
    assert put_right(recorded).state.across.current() is Known.NO, "somebody here found that out"


@pytest.mark.parametrize("of_before", [acknowledged(5), reported(5), returned(5)], ids=lambda one: one.type)
def test_an_answer_that_crossed_the_correction_is_none(of_before: Message) -> None:
    told = put_right(asking())
    told = b.hearing(told, of_before)
    held = task(told)
    assert held.open
    assert held.acknowledged_at is None
    assert held.stands
    known = {"correction": 1}
    of_now = of_before._replace(event=of_before.event.model_copy(update=known), id="m-known-of-now")
    answer = task(b.hearing(told, of_now))
    assert answer.acknowledged_at or answer.reported_at or answer.returned_at


def test_nothing_found_before_the_correction_and_heard_after_it_is_not_nothing_found() -> None:
    told = b.hearing(put_right(asking()), reported(5))
    [said] = told.state.across.answers.values()
    assert said.waits
    assert not said.answers
    assert told.state.across.current() is Known.UNKNOWN
    assert AlertKind.REVIEW_WANTED in {one.kind for one in told.events if isinstance(one, SupervisorAlerted)}


ANSWERS = {
    "acknowledged before": acknowledged(3),
    "reported before": reported(3.1),
    "corrected": None,
    "acknowledged": acknowledged(5, 1),
    "reported": reported(5.1, 1),
}


def test_in_whatever_order_they_come_the_case_ends_up_answered_of_who_they_are() -> None:
    """Whatever is answered of the correction comes after it; everything else may cross."""
    for order in permutations(ANSWERS):
        if order.index("corrected") > min(order.index("acknowledged"), order.index("reported")):
            continue
        told = asking()
        for name in order:
            fact = ANSWERS[name]
            told = put_right(told) if fact is None else b.hearing(told, fact)
        assert not task(told).open, order
        [said] = told.state.across.answers.values()
        assert not said.waits, order
        assert not chased(told), order


def test_a_second_correction_is_numbered_on_and_the_first_is_answered_no_more() -> None:
    told = put_right(put_right(asking()), SMYTH)
    assert only(told).correction == 2
    assert task(b.hearing(told, reported(5, 1))).open
    assert not task(b.hearing(told, reported(5, 2))).open


def test_a_force_that_returned_it_or_was_stood_down_learns_it_and_is_asked_nothing() -> None:
    off = asking().when(c.StandDown(t.SERGEANT, b.TASK, "Moved to Kent."))
    for told in (off, b.hearing(asking(), returned(3))):
        after = put_right(told)
        said = only(after)
        assert (said.acknowledge_by, said.report_by) == (None, None)
        assert not task(after).open
        assert not chased(after)
        assert not sent(put_right(after)), "said once"


def test_a_case_that_has_ended_puts_right_what_it_said_and_asks_nothing() -> None:
    told = answered()
    told = replace(told, state=told.state._replace(ended=told.now))
    after = put_right(told)
    assert only(after).report_by is None
    assert not task(after).open


def test_who_was_put_right_and_cannot_be_read_here_rings_somebody_who_tells_them() -> None:
    closed: Any = Sealed("subject", None, Box("box-of-another-1", "key-destroyed-01", "AAAA"))
    told = put_right(answered(), closed)
    assert not sent(told)
    [alert] = sent(told, SupervisorAlerted)
    assert alert.kind is AlertKind.REVIEW_WANTED


# silence


@pytest.mark.proves("R-145", by="services.decisions.domain.tasking:silent")
def test_silence_after_a_correction_is_chased_like_a_task_that_nobody_answers() -> None:
    told = put_right(answered())
    assert chased(told) == {"task-23-1/ACKNOWLEDGEMENT/0/1": told.now + timedelta(days=2, seconds=1)}
    late = silent(told, Awaited.ACKNOWLEDGEMENT)
    chase = only(late, RespondingForceChased)
    assert (chase.correction, chase.awaited, chase.time) == (1, Awaited.ACKNOWLEDGEMENT, 0)
    [alert] = [one.alert for one in sent(late, SupervisorAlerted)]
    assert f"{alert}/1" in rings(late)
    taken = b.hearing(late, acknowledged(9, 1))
    assert f"{alert}/1" not in rings(taken)
    assert chased(taken) == {"task-23-1/REPORT/0/1": told.now + timedelta(days=8, seconds=1)}
    overdue = silent(taken, Awaited.REPORT)
    assert only(overdue, RespondingForceChased).awaited is Awaited.REPORT


def test_the_instant_of_before_chases_nobody_about_the_correction() -> None:
    told = put_right(answered())
    of_before = c.ForceSilent(b.TASK, Awaited.REPORT, 0)
    assert told.at(t.days(10.1)).when(of_before).events == ()


def test_who_had_not_taken_the_task_on_still_owes_that_by_the_same_instant() -> None:
    told = put_right(asking())
    assert task(told).acknowledge_by == t.days(4)
    assert set(chased(told).values()) == {t.days(4) + timedelta(seconds=1)}
    late = silent(asking(), Awaited.ACKNOWLEDGEMENT)
    [alert] = [one.alert for one in sent(late, SupervisorAlerted)]
    still = put_right(late)
    assert f"{alert}/1" in rings(still), "a correction ends nobody's silence"
    assert not chased(still)


def test_what_had_been_done_before_the_correction_does_not_ring_again() -> None:
    late = silent(asking(), Awaited.ACKNOWLEDGEMENT)
    [alert] = [one.alert for one in sent(late, SupervisorAlerted)]
    told = put_right(b.hearing(late, acknowledged(5)))
    assert f"{alert}/1" not in rings(told)
    ours = b.hearing(b.answered(), b.corrected_by_them(t.days(9)))
    [again] = [one.alert for one in sent(ours, SupervisorAlerted)]
    assert rings(ours) == {f"{again}/1"}


# as the force that is asked


@pytest.mark.proves("R-104", "R-145", by="services.decisions.domain.correcting:heard")
def test_whoever_searches_for_somebody_else_is_rung_and_its_checks_look_for_who_it_is() -> None:
    told = b.hearing(b.searched(), b.corrected_by_them())
    [alert] = sent(told, SupervisorAlerted)
    assert alert.kind is AlertKind.REVIEW_WANTED
    assert alert.acknowledge_by == told.now + timedelta(hours=1)
    wanted = only(told, RespondingChecksWanted).parties.clear()
    assert wanted.subject.name.family == "Sample-Quell"
    assert known(told) == "Sample-Quell"
    assert task(told, b.OURS).acknowledged_at is None


def test_it_is_acknowledged_searched_and_reported_again_and_both_count_to_the_same_instant() -> None:
    told = b.hearing(b.answered(), b.corrected_by_them(t.days(9)))
    [clock] = told.state.clocks.values()
    assert clock.limit is not None
    assert clock.limit.at == t.days(17)
    assert ClockName.RESPONDING_FORCE not in told.state.ends
    told.when(b.report(told)).refused("TASK_NOT_ACKNOWLEDGED", "INITIAL_CHECKS_OPEN")
    told = told.when(c.AcknowledgeTask(t.CONSTABLE, b.OURS))
    assert only(told, RespondingForceAcknowledged).correction == 1
    assert not sent(told, RespondingChecksWanted), "they look for him already"
    told.when(b.report(told)).refused("INITIAL_CHECKS_OPEN")
    round_ = t.said(t.requested(at=t.days(9.2)).event, "checks", t.days(9.2), route="RESPONDING")
    told = told.at(t.days(9.2)).when(c.Hear(round_))
    told = told.when(b.report(told))
    assert only(told, RespondingForceReported).correction == 1
    assert told.state.across.done


def test_whose_checks_had_not_begun_begin_with_who_it_is() -> None:
    told = b.hearing(b.asked(), b.corrected_by_them())
    assert not sent(told, RespondingChecksWanted)
    told = told.when(c.AcknowledgeTask(t.CONSTABLE, b.OURS))
    wanted = only(told, RespondingChecksWanted).parties.clear()
    assert wanted.subject.name.family == "Sample-Quell"


def test_an_ended_case_goes_on_with_who_it_is() -> None:
    told = b.hearing(b.closed(), b.corrected_by_them(t.days(9)))
    assert sent(told, ResponseResumed)
    assert told.state.ended is None
    assert only(told, RespondingChecksWanted)
    assert told.when(c.AcknowledgeTask(t.CONSTABLE, b.OURS)).events


def test_where_nothing_is_asked_any_more_it_is_put_right_and_somebody_knows() -> None:
    nothing: Any = {"acknowledge_by": None, "report_by": None}
    told = b.hearing(b.closed(), b.corrected_by_them(t.days(9), **nothing))
    assert told.state.ended is not None
    assert not sent(told, RespondingChecksWanted)
    assert sent(told, SupervisorAlerted)
    assert known(told) == "Sample-Quell"
    assert told.state.across.done


def test_a_correction_that_comes_again_or_after_a_later_one_changes_nothing() -> None:
    told = b.hearing(b.searched(), b.corrected_by_them(correction=2))
    taken = told.when(c.AcknowledgeTask(t.CONSTABLE, b.OURS))
    for number in (1, 2):
        late = b.corrected_by_them(t.days(3.5), correction=number)
        after = b.hearing(taken, late)
        assert not sent(after, SupervisorAlerted)
        assert not sent(after, RespondingChecksWanted)
        assert task(after, b.OURS) == task(taken, b.OURS)
        assert after.state.subject == taken.state.subject


def test_a_correction_that_comes_before_its_task_counts_when_that_comes() -> None:
    other = b.corrected_by_them(t.days(2), task="task-46-2")
    told = b.hearing(b.asked(), other)
    assert sent(told, SupervisorAlerted), "somebody looks at what it may mean"
    told = b.hearing(told, b.tasked_by_them(t.hours(3), task="task-46-2"))
    held = task(told, "task-46-2")
    assert (held.round, held.acknowledge_by) == (1, t.days(3))
    assert known(told) == "Sample-Quell"
    told = told.when(c.AcknowledgeTask(t.CONSTABLE, "task-46-2"))
    assert only(told, RespondingForceAcknowledged).correction == 1
    assert only(told, RespondingChecksWanted).parties.clear().subject.name.family == "Sample-Quell"


def test_a_return_that_crossed_the_correction_is_given_or_taken_back() -> None:
    """They still wait: who it is may live here, and whoever it is not does not."""
    told = b.asked().when(c.ReturnTask(t.SERGEANT, b.OURS, ReturnReason.NOT_KNOWN_HERE, "Unknown."))
    told = b.hearing(told, b.corrected_by_them())
    assert task(told, b.OURS).open
    again = told.when(c.ReturnTask(t.SERGEANT, b.OURS, ReturnReason.NOT_KNOWN_HERE, "Nor this one."))
    assert only(again, RespondingForceReturned).correction == 1
    assert again.state.across.done


def test_a_correction_after_it_was_called_off_asks_nothing() -> None:
    off = RespondingForceStoodDown(to="46.decisions", task=b.OURS, stood_down_at=t.days(2))
    told = b.hearing(b.searched(), b.from_force(off, t.days(2)), b.corrected_by_them())
    assert not task(told, b.OURS).open


def test_a_box_that_is_closed_here_still_rings_and_stops_the_report() -> None:
    closed: Any = Sealed("tasked_parties", None, Box("box-of-another-1", "key-destroyed-01", "AAAA"))
    told = b.hearing(b.searched(), b.corrected_by_them(parties=closed))
    assert sent(told, SupervisorAlerted)
    assert not sent(told, RespondingChecksWanted)
    told = told.when(c.AcknowledgeTask(t.CONSTABLE, b.OURS))
    told.when(b.report(told)).refused("INITIAL_CHECKS_OPEN")


def test_who_is_chased_for_a_correction_that_never_came_is_told_to_look() -> None:
    chase = RespondingForceChased(
        to="46.decisions",
        task=b.OURS,
        awaited=Awaited.ACKNOWLEDGEMENT,
        due_at=t.days(10),
        time=0,
        chased_at=t.days(10.1),
        correction=1,
    )
    told = b.hearing(b.answered(), b.from_force(chase, t.days(10.1)))
    [alert] = sent(told, SupervisorAlerted)
    assert alert.kind is AlertKind.REVIEW_WANTED
    known = b.hearing(b.answered(), b.corrected_by_them(t.days(9)), b.from_force(chase, t.days(10.1)))
    assert [one.kind for one in sent(known, SupervisorAlerted)] == [AlertKind.ANOTHER_FORCE_ASKS]


@pytest.mark.proves("R-247", by="services.decisions.domain.correcting:told_to_partners")
def test_a_partner_here_who_was_given_the_wrong_name_hears_the_right_one_too() -> None:
    told = p.offered(b.searched())
    right = b.hearing(told, b.corrected_by_them())
    (said,) = sent(right, SharedFactsCorrected)
    assert said.facts.clear().subject.name.family == "Sample-Quell"
    assert said.facts.clear().children == (), "the child is who it was"
    again: Any = {"task": "task-46-2", "acknowledge_by": t.days(4), "report_by": t.days(9)}
    named_anew = b.tasked_by_them(t.days(3), parties=b.corrected_by_them().event.parties, **again)
    assert len(sent(b.hearing(told, named_anew), SharedFactsCorrected)) == 1
    assert not sent(b.hearing(told, b.tasked_by_them(t.days(3), **again)), SharedFactsCorrected)


def test_a_position_on_somebody_else_is_no_answer_to_decide_jointly() -> None:
    jointly = b.tasked_by_them(t.hours(3), task="task-46-2", actions=(Action.DECIDE_JOINTLY,))
    told = b.hearing(b.asked(), jointly).when(c.AcknowledgeTask(t.CONSTABLE, "task-46-2"))
    told = b.hearing(b.stating(told), b.corrected_by_them(task="task-46-2"))
    told = told.when(c.AcknowledgeTask(t.CONSTABLE, "task-46-2"))
    told.when(b.report(told, task="task-46-2", done=(Action.DECIDE_JOINTLY,))).refused("POSITION_NOT_STATED")
    anew = b.stating(told)
    assert anew.when(b.report(anew, task="task-46-2", done=(Action.DECIDE_JOINTLY,))).events


def test_a_task_that_asks_for_no_search_begins_none() -> None:
    told = b.hearing(
        b.asked(), b.tasked_by_them(t.hours(3), task="task-46-2", actions=(Action.SAFEGUARD_CHILDREN,))
    )
    told = told.when(c.AcknowledgeTask(t.CONSTABLE, "task-46-2"))
    told = b.hearing(told, b.corrected_by_them(task="task-46-2"))
    assert not sent(told, RespondingChecksWanted)
    assert task(told, "task-46-2").open

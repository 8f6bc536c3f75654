"""Between forces: nothing vanishes, nobody speaks of another's case, and nobody is told while it is open who
decides (G 64 to 68)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts import crossing
from contracts.clocks import ClockName
from contracts.codes import AlertKind, Known, Outcome, PartyRole, RecordSystem, Route
from contracts.crossing import Action, Awaited, PrimacyGround, ReturnReason, View
from contracts.decisions import ClockLimitPassed, RespondingChecksWanted
from contracts.parties import Nation
from messaging.outcomes import Decided, NotYet
from services.decisions.domain import agreeing
from services.decisions.domain import commands as c
from services.decisions.domain.events import ClockCorrected, Flag
from services.decisions.domain.events_across import Owned, OwnershipChanged, PrimacyWorkedOut
from services.decisions.domain.explained import GatesOverridden, JudgementWeighed
from services.decisions.domain.statistics import counted, counts
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.ordering import STALE, UNREAD


def kinds(told: Any) -> list[type]:
    return [type(event) for event in told.events]


def rung(told: Any, kind: AlertKind) -> list[str]:
    return [alert.key for alert in told.state.alerts.values() if alert.kind is kind]


def only(told: Any, kind: type) -> Any:
    [found] = [event for event in told.events if isinstance(event, kind)]
    return found


# tasking


def test_a_force_is_told_of_its_own_parties_and_of_nobody_else() -> None:
    sent = only(b.asking(), crossing.RespondingForceTasked)
    parties = sent.parties.clear()
    assert parties.subject is not None
    assert parties.subject.name.family == "Sample-Quill"
    assert parties.children == ()
    assert sent.to == "23.decisions"
    assert sent.our_case == "c-given"
    said = sent.model_dump_json(exclude={"parties"}) + parties.model_dump_json()
    assert "Testperson" not in said
    assert "Invented Lane" not in said


def test_a_child_who_lives_there_is_named_to_that_force() -> None:
    told = b.placed(t.supervised(), b.place(b.SUBJECT, "23"), b.place(b.CHILD, "23"))
    sent = only(told.when(b.task(told, about=(b.SUBJECT, b.CHILD))), crossing.RespondingForceTasked)
    assert [child.ref for child in sent.parties.clear().children] == ["child-1"]


def test_a_second_task_to_a_force_has_a_key_of_its_own() -> None:
    told = b.asking()
    again = told.when(b.task(told))
    assert list(again.state.across.tasks) == ["task-23-1", "task-23-2"]


def test_the_coordinating_force_owns_record_assessment_and_decision_from_the_first_contact() -> None:
    told = b.asking()
    for what in Owned:
        [held] = told.state.across.owners[what]
        assert (held.force, held.since) == ("46", t.CONTACT)


def test_the_three_owners_change_each_by_itself_and_keep_their_history() -> None:
    told = b.asking().when(c.RecordOwner(t.SERGEANT, Owned.RISK_ASSESSMENT, "23"))
    told = b.disagreeing(b.at_odds(b.hearing(told, b.acknowledged(), b.reported())))
    owners = {what: [one.force for one in held] for what, held in told.state.across.owners.items()}
    assert owners == {
        Owned.RECORD: ["46"],
        Owned.RISK_ASSESSMENT: ["46", "23"],
        Owned.DECISION: ["46", "23"],
    }
    assert told.state.across.owners[Owned.DECISION][-1].ground is PrimacyGround.MAPPA_AREA


@pytest.mark.parametrize(
    ("lives", "force", "flagged"),
    [
        (b.place(b.APPLICANT, "46"), "46", False),
        (b.place(b.APPLICANT, "41"), "41", False),
        (b.place(b.APPLICANT, None, Nation.SCOTLAND), "46", True),
        (b.place(b.APPLICANT, None), "46", True),
    ],
)
def test_who_has_no_force_of_residence_is_coordinated_by_whoever_received_it(
    lives: Any, force: str, flagged: bool
) -> None:
    told = b.placed(t.supervised(), lives)
    assert told.events[1].force == force
    assert (Flag.NO_RESIDENCE_FORCE in told.state.flags) is flagged


# chasing


def silent(told: Any, awaited: Awaited, time: int = 0) -> Any:
    held = told.state.across.tasks[b.TASK]
    return told.at(held.due(awaited) + timedelta(seconds=1)).when(c.ForceSilent(b.TASK, awaited, time))


def test_a_force_that_does_not_acknowledge_is_chased_and_somebody_here_is_rung() -> None:
    told = silent(b.asking(), Awaited.ACKNOWLEDGEMENT)
    chased = only(told, crossing.RespondingForceChased)
    assert (chased.to, chased.awaited, chased.time) == ("23.decisions", Awaited.ACKNOWLEDGEMENT, 0)
    [key] = rung(told, AlertKind.ANOTHER_FORCE_SILENT)
    assert ("climb", f"{key}/1") in told.due()


def test_it_is_chased_again_for_as_long_as_it_is_silent() -> None:
    told = silent(b.asking(), Awaited.ACKNOWLEDGEMENT)
    assert not t.tasks_due(told, "force"), "somebody is being rung"
    [key] = rung(told, AlertKind.ANOTHER_FORCE_SILENT)
    taken = told.when(c.AcknowledgeAlert(t.SERGEANT, key))
    assert t.tasks_due(taken, "force") == {"task-23-1/ACKNOWLEDGEMENT/1": taken.now + timedelta(days=2)}
    again = taken.after(days=2).when(c.ForceSilent(b.TASK, Awaited.ACKNOWLEDGEMENT, 1))
    assert only(again, crossing.RespondingForceChased).time == 1


def test_the_climb_ends_when_the_force_has_answered() -> None:
    told = b.hearing(silent(b.asking(), Awaited.ACKNOWLEDGEMENT), b.acknowledged(t.days(3)))
    assert not [key for kind, key in told.due() if kind == "climb"]
    assert t.tasks_due(told, "force") == {"task-23-1/REPORT/0": t.days(8) + timedelta(seconds=1)}


def test_a_report_that_is_overdue_passes_a_limit_that_asks_for_a_reason() -> None:
    told = silent(b.hearing(b.asking(), b.acknowledged()), Awaited.REPORT)
    assert only(told, ClockLimitPassed).clock is ClockName.RESPONDING_FORCE
    late = b.hearing(told, b.reported(t.days(9)))
    assert not [event for event in late.events if isinstance(event, ClockCorrected)]


def test_a_report_made_in_time_and_heard_late_puts_the_limit_right() -> None:
    told = silent(b.hearing(b.asking(), b.acknowledged()), Awaited.REPORT)
    corrected = told.when(c.HearForce(b.reported(t.days(7))))
    assert only(corrected, ClockCorrected).clock is ClockName.RESPONDING_FORCE


def test_a_force_that_has_answered_is_not_chased() -> None:
    told = b.hearing(b.asking(), b.acknowledged(), b.reported())
    assert not t.tasks_due(told, "force")
    for awaited in Awaited:
        assert silent(told, awaited).events == ()


def test_a_task_that_comes_back_is_looked_at_and_given_to_the_force_that_it_names() -> None:
    told = b.hearing(b.asking(), b.returned())
    assert rung(told, AlertKind.REVIEW_WANTED)
    assert told.state.across.tasks[b.TASK].lives_in == "41"
    moved = b.placed(told, b.place(b.SUBJECT, "41"))
    sent = only(moved.when(b.task(moved, force="41")), crossing.RespondingForceTasked)
    assert sent.to == "41.decisions"


def test_what_was_called_off_is_neither_awaited_nor_chased() -> None:
    told = b.asking()
    off = told.when(c.StandDown(t.SERGEANT, b.TASK, "He has moved to Kent."))
    assert only(off, crossing.RespondingForceStoodDown).to == "23.decisions"
    assert not t.tasks_due(off, "force")
    assert off.state.across.counterparts() == ()


# who may speak


@pytest.mark.parametrize(
    "message",
    [b.acknowledged(), b.reported(), b.returned(), b.position(View.DISCLOSE), b.hosted_there(View.DISCLOSE)],
    ids=lambda message: message.type,
)
def test_a_force_that_was_not_asked_learns_that_there_is_no_such_case(message: Any) -> None:
    stranger = message._replace(source="csods/41/decisions")
    told = b.asking().at(t.days(9))
    assert isinstance(told.when(c.HearForce(stranger)).outcome, NotYet)
    assert isinstance(told.when(c.HearForce(message)).outcome, Decided)
    assert isinstance(t.supervised().when(c.HearForce(message)).outcome, NotYet)


def test_nobody_tasks_us_in_a_case_of_ours_nor_another_force_in_one_of_theirs() -> None:
    assert isinstance(t.supervised().when(c.HearForce(b.tasked_by_them())).outcome, NotYet)
    other = b.tasked_by_them()._replace(source="csods/41/decisions")
    assert isinstance(b.asked().when(c.HearForce(other)).outcome, NotYet)
    another_case = b.tasked_by_them(task="task-46-2", our_case="c-another-of-theirs")
    assert isinstance(b.asked().when(c.HearForce(another_case)).outcome, NotYet)


@pytest.mark.parametrize(
    ("told", "message"),
    [(b.asked(), b.tasked_by_them(task="task-46-2")), (b.asking(), b.reported())],
    ids=["responding", "coordinating"],
)
def test_what_is_meant_for_another_force_makes_us_no_other(told: Any, message: Any) -> None:
    told = told.at(max(told.now, message.occurred_at))
    there = message._replace(event=message.event.model_copy(update={"to": "41.decisions"}))
    heard = told.when(c.HearForce(there))
    assert isinstance(heard.outcome, NotYet)
    assert heard.state.force == "46"
    assert isinstance(told.when(c.HearForce(message)).outcome, Decided)


def test_who_was_asked_does_not_chase_and_who_asks_does_not_report() -> None:
    chase = crossing.RespondingForceChased(
        to="46.decisions",
        task=b.TASK,
        awaited=Awaited.REPORT,
        due_at=t.days(8),
        time=0,
        chased_at=t.days(9),
    )
    assert isinstance(b.asking().when(c.HearForce(b.from_force(chase, t.days(9)))).outcome, NotYet)
    assert isinstance(b.taken().when(c.HearForce(b.reported(task=b.OURS))).outcome, NotYet)


# responding


def test_a_tasking_opens_our_own_case_with_its_own_clock_alone() -> None:
    told = b.asked()
    case = told.state
    assert case.opening is not None
    assert (case.opening.route, case.force) == (Route.RESPONDING, "46")
    assert set(case.clocks) == {ClockName.RESPONDING_FORCE}
    assert not case.asked_for
    assert len(rung(told, AlertKind.ANOTHER_FORCE_ASKS)) == 1
    assert case.across.owner(Owned.DECISION) == "23"


def test_a_chase_that_comes_before_the_tasking_waits_for_a_person() -> None:
    told = t.supervised()
    fresh = replace(told, state=type(told.state)("c-fresh"), version=0)
    assert isinstance(fresh.when(c.HearForce(b.primacy_is_ours())).outcome, NotYet)


def test_taking_it_on_begins_our_checks_and_stops_the_climb() -> None:
    told = b.taken()
    assert kinds(told) == [RespondingChecksWanted, crossing.RespondingForceAcknowledged]
    wanted = only(told, RespondingChecksWanted).parties.clear()
    assert wanted.subject is not None
    assert [child.ref for child in wanted.children] == ["child-1"]
    assert only(told, crossing.RespondingForceAcknowledged).your_case == b.THEIR_CASE
    assert not [key for kind, key in told.due() if kind == "climb"]


def test_what_asks_for_no_search_begins_none() -> None:
    told = b.hearing(
        b.asked(), b.tasked_by_them(t.hours(3), task="task-46-2", actions=(Action.SAFEGUARD_CHILDREN,))
    )
    assert kinds(told.when(c.AcknowledgeTask(t.CONSTABLE, "task-46-2"))) == [
        crossing.RespondingForceAcknowledged
    ]


def test_the_sooner_of_two_tasks_sets_our_clock() -> None:
    told = b.hearing(b.asked(), b.tasked_by_them(t.hours(3), task="task-46-2", report_by=t.days(3)))
    clock = told.state.clocks[ClockName.RESPONDING_FORCE]
    assert clock.limit is not None
    assert clock.limit.at == t.days(3)
    assert (
        b.hearing(told, b.tasked_by_them(t.hours(4), task="task-46-3"))
        .state.clocks[ClockName.RESPONDING_FORCE]
        .limit
        == clock.limit
    )


def test_the_report_says_what_was_found_and_which_sources_were_asked_and_holds_no_source() -> None:
    told = b.answered()
    report = only(told, crossing.RespondingForceReported)
    assert (report.to, report.your_case, report.mappa) == ("23.decisions", b.THEIR_CASE, Known.YES)
    assert set(crossing.ReportedFindings.model_fields) == {"text", "intelligence"}
    assert set(crossing.ReportedIntelligence.model_fields) == {"check", "item", "grade"}
    assert told.state.ends[ClockName.RESPONDING_FORCE] == told.now
    assert told.state.across.done


def test_a_return_ends_our_clock_too() -> None:
    told = b.asked().when(c.ReturnTask(t.SERGEANT, b.OURS, ReturnReason.NOT_OUR_AREA, "Lives in Essex."))
    assert only(told, crossing.RespondingForceReturned).why is ReturnReason.NOT_OUR_AREA
    assert told.state.across.done
    assert ClockName.RESPONDING_FORCE in told.state.ends


def test_our_own_clock_passes_like_any_other() -> None:
    told = b.asked()
    clock = told.state.clocks[ClockName.RESPONDING_FORCE]
    assert clock.limit is not None
    late = told.at(clock.limit.late_from).when(
        c.ClockRanOut(ClockName.RESPONDING_FORCE, limit=True, due=clock.limit.at)
    )
    assert ClockLimitPassed in kinds(late)
    assert rung(late, AlertKind.LIMIT_PASSED)


def test_a_responding_case_ends_with_its_answer_and_writes_to_nobody() -> None:
    told = b.answered().when(c.RecordForceReference(t.SERGEANT, RecordSystem.ATHENA, "46/9/26"))
    told = t.considering(told)
    told = told.when(t.entry(told))
    assert told.events[0].outcome is Outcome.ANSWERED_ANOTHER_FORCE
    ended = told.when(c.CloseCase(t.SERGEANT, told.version, "Answered, and nothing else is asked."))
    assert ended.state.ended is not None
    assert not [key for kind, key in ended.due() if kind in ("closing", "handover")]


def asked_again() -> Any:
    return b.tasked_by_them(t.days(9), task="task-46-2", acknowledge_by=t.days(10), report_by=t.days(12))


@pytest.mark.proves("R-145", by="services.decisions.domain.responding:resumes")
def test_a_case_that_ended_with_its_answer_goes_on_when_more_is_asked() -> None:
    """What could not be acknowledged would be chased for ever, and never done."""
    told = b.hearing(b.closed(), asked_again())
    assert told.state.ended is None
    assert told.state.came_after == {}, "no other case opens: the answer goes from this one"
    assert len(rung(told, AlertKind.ANOTHER_FORCE_ASKS)) == 2
    taken = told.when(c.AcknowledgeTask(t.CONSTABLE, "task-46-2"))
    assert only(taken, crossing.RespondingForceAcknowledged).task == "task-46-2"
    clock = taken.state.clocks[ClockName.RESPONDING_FORCE]
    assert clock.limit is not None
    assert clock.limit.at == t.days(12)


def test_it_ends_again_with_a_final_entry_of_its_own() -> None:
    told = b.hearing(b.closed(), asked_again()).when(c.AcknowledgeTask(t.CONSTABLE, "task-46-2"))
    told = told.when(b.report(told, task="task-46-2"))
    close = c.CloseCase(t.SERGEANT, told.version, "Answered again.")
    told.when(close).refused("FINAL_ENTRY_MISSING")
    told = told.when(t.entry(told))
    ended = told.when(c.CloseCase(t.SERGEANT, told.version, "Answered again."))
    assert ended.state.ended == told.now


def test_a_force_that_had_answered_can_still_decide_and_still_state_its_position() -> None:
    hosts = b.hearing(b.closed(), b.primacy_is_ours(PrimacyGround.CHILD_FORCE))
    assert only(hosts.when(b.decide(hosts)), crossing.HostedDecisionMade).view is View.DO_NOT_DISCLOSE
    spoken = b.hearing(b.closed(), b.position(View.DISCLOSE))
    assert only(b.stating(spoken), crossing.PositionStated).to == "23.decisions"


def test_who_decides_in_a_matter_that_has_ended_opens_no_ended_case() -> None:
    came_to = crossing.OutcomePassedOn(
        to="46.decisions", outcome=Outcome.NO_DISCLOSURE, ended_at=t.days(8), passed_on_at=t.days(8)
    )
    ended = b.hearing(b.closed(), b.from_force(came_to, t.days(8)))
    told = b.hearing(ended, b.primacy_is_ours(PrimacyGround.CHILD_FORCE))
    assert told.state.ended is not None


def test_a_force_that_decides_no_more_or_takes_no_part_owes_no_decision() -> None:
    owed = b.hearing(b.closed(), b.primacy_is_ours(PrimacyGround.CHILD_FORCE))
    owed = owed.when(t.entry(owed))
    over = crossing.RespondingForceStoodDown(to="46.decisions", task=b.OURS, stood_down_at=t.days(8))
    came_to = crossing.OutcomePassedOn(
        to="46.decisions", outcome=Outcome.NO_DISCLOSURE, ended_at=t.days(8), passed_on_at=t.days(8)
    )
    elsewhere = crossing.PrimacyReEvaluated(
        to="46.decisions", ground=PrimacyGround.COORDINATING_FORCE, host="23", determined_at=t.days(8)
    )
    for said in (over, came_to, elsewhere):
        told = b.hearing(owed, b.from_force(said, t.days(8)))
        ended = told.when(c.CloseCase(t.SERGEANT, told.version, "Answered, and nothing else is asked."))
        assert ended.state.ended is not None, (said, ended.outcome)


@pytest.mark.parametrize(
    "message",
    [
        b.from_force(
            crossing.PrimacyDetermined(
                to="46.decisions", ground=PrimacyGround.MAPPA_AREA, host="23", determined_at=t.days(7)
            ),
            t.days(7),
        ),
        b.from_force(
            crossing.DisagreementRecorded(to="46.decisions", forces=("23", "46"), recorded_at=t.days(7)),
            t.days(7),
        ),
    ],
    ids=lambda message: message.type,
)
def test_what_asks_nothing_of_us_rings_and_leaves_the_case_ended(message: Any) -> None:
    told = b.hearing(b.closed(), message)
    assert told.state.ended is not None
    assert told.state.came_after == {}
    assert [one for one in told.state.alerts.values() if one.acknowledged_at is None]


def test_a_late_report_of_another_force_on_our_ended_case_opens_one_that_goes_on() -> None:
    """What it found may be of a risk: that is news, and not a word between two desks."""
    told = b.hearing(b.asking(), b.acknowledged(), b.reported())
    told = t.with_state(told, ended=told.now)
    late = b.hearing(told, b.reported(t.days(9)))
    assert list(late.state.came_after.values()) == [None]


def test_a_responding_case_is_no_application_of_ours_in_the_statistics() -> None:
    held = counts([counted(b.answered().state)])
    assert (held["applications"], held["right_to_know"]) == (0, 0)


def test_when_they_wait_for_us_somebody_here_is_rung() -> None:
    chase = crossing.RespondingForceChased(
        to="46.decisions",
        task=b.OURS,
        awaited=Awaited.ACKNOWLEDGEMENT,
        due_at=t.days(1),
        time=0,
        chased_at=t.days(1.1),
    )
    told = b.hearing(b.asked(), b.from_force(chase, t.days(1.1)))
    assert len(rung(told, AlertKind.ANOTHER_FORCE_ASKS)) == 2
    assert b.hearing(b.taken(), b.from_force(chase, t.days(1.1))).events == ()


# who decides


def test_forces_that_differ_are_rung_about_and_nobody_is_told_meanwhile() -> None:
    told = b.at_odds()
    assert rung(told, AlertKind.FORCES_DISAGREE)
    found = agreeing.stands(told.state, told.now)
    assert found is not None
    assert found.ground is PrimacyGround.POSITIONS_DIFFER


def test_a_recorded_disagreement_says_who_decides_and_the_other_force_hears_it() -> None:
    told = b.disagreeing(b.at_odds())
    determined = only(told, crossing.PrimacyDetermined)
    assert (determined.to, determined.ground, determined.host) == (
        "23.decisions",
        PrimacyGround.MAPPA_AREA,
        "23",
    )
    assert only(told, OwnershipChanged).what is Owned.DECISION


@pytest.mark.proves("R-158", by="services.decisions.domain.primacy:of")
def test_a_subject_who_is_managed_elsewhere_now_changes_who_decides() -> None:
    told = b.disagreeing(b.at_odds())
    moved = told.when(c.RecordMappaStatus(t.SERGEANT, Known.YES, "AREA-41", "41", told.now))
    again = only(moved, crossing.PrimacyReEvaluated)
    assert (again.host, again.before) == ("41", "23")


@pytest.mark.proves("R-158", by="services.decisions.domain.primacy:of")
def test_an_earlier_word_on_mappa_does_not_undo_a_later_one() -> None:
    told = b.disagreeing(b.at_odds())
    old = told.when(c.RecordMappaStatus(t.SERGEANT, Known.NO, None, None, t.days(2)))
    assert not [event for event in old.events if isinstance(event, PrimacyWorkedOut)]


def test_forces_that_agree_after_all_leave_it_to_the_coordinating_one() -> None:
    told = b.disagreeing(b.at_odds())
    agreed = b.hearing(told, b.position(View.DISCLOSE, told.now + timedelta(hours=1)))
    assert only(agreed, crossing.PrimacyReEvaluated).host == "46"
    differ_again = b.hearing(agreed, b.position(View.DO_NOT_DISCLOSE, agreed.now + timedelta(hours=1)))
    found = agreeing.stands(differ_again.state, differ_again.now)
    assert found is not None
    assert found.ground is PrimacyGround.POSITIONS_DIFFER, "the old record of it is over"


def test_a_late_position_does_not_overtake_a_newer_one() -> None:
    told = b.hearing(
        b.asking(), b.position(View.DISCLOSE, t.days(6)), b.position(View.DO_NOT_DISCLOSE, t.days(4))
    )
    assert told.state.across.positions["23"].view is View.DISCLOSE


def test_children_of_two_areas_are_split_or_hosted_as_their_forces_agree() -> None:
    told = b.placed(
        t.supervised().at(t.days(1)),
        b.place(b.SUBJECT, "23"),
        b.place(b.CHILD, "41"),
        b.place(b.SECOND, "23"),
    )
    told = told.when(b.task(told))
    told = b.hearing(told, b.reported(mappa=Known.NO, area=None, manages=False))
    told = b.disagreeing(b.at_odds(told))
    assert told.state.across.primacy is not None
    assert told.state.across.primacy.ground is PrimacyGround.CHILDREN_IN_SEVERAL_AREAS
    assert rung(told, AlertKind.FORCES_DISAGREE)
    hosted = b.agreeing(told, "41")
    assert hosted.state.across.primacy is not None
    assert hosted.state.across.primacy.host == "41"
    split = b.agreeing(hosted)
    assert split.state.across.primacy is not None
    assert split.state.across.primacy.ground is PrimacyGround.EACH_CHILD


def test_who_hosts_is_agreed_on_all_that_has_come_and_over_no_unread_mail() -> None:
    """It says who decides: a report or a position that nobody has read may say that it is somebody else."""
    told = b.placed(
        t.supervised().at(t.days(1)),
        b.place(b.SUBJECT, "23"),
        b.place(b.CHILD, "41"),
        b.place(b.SECOND, "23"),
    )
    told = told.when(b.task(told))
    seen = told.version
    told = b.hearing(told, b.reported(mappa=Known.NO, area=None, manages=False))
    b.agreeing(told, "41", seen=seen).refused("CASE_CHANGED")
    b.agreeing(told.with_unread(UNREAD), "41").refused("UNREAD_MESSAGES")
    b.agreeing(told.with_stale(STALE), "41").refused("FEED_STALE")
    covered = told.with_unread(UNREAD).when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    passed = b.agreeing(covered, "41", by=t.INSPECTOR, override="Read it to them on the telephone.")
    agreed = passed.state.across.agreed
    assert agreed is not None
    assert agreed.host == "41"
    assert GatesOverridden in kinds(passed)
    assert JudgementWeighed in kinds(b.agreeing(told, "41"))


def test_the_force_with_primacy_tells_what_it_decided_and_not_why() -> None:
    told = b.hosting().when(
        c.ConsiderMappa(t.SERGEANT, False, "Level 1 suffices.", lead_agency="probation-kent")
    )
    decided = told.when(b.decide(told))
    made = only(decided, crossing.HostedDecisionMade)
    assert (made.to, made.view) == ("23.decisions", View.DO_NOT_DISCLOSE)
    assert not made.LABELS


def test_a_decision_counts_only_from_the_force_that_has_primacy() -> None:
    told = b.disagreeing(b.at_odds())
    assert b.hearing(told, b.hosted_there(View.DISCLOSE)).state.across.decided["23"].view is View.DISCLOSE
    early = b.hearing(b.asking(), b.hosted_there(View.DISCLOSE))
    assert early.state.across.decided == {}, "kept, and counts for nothing"


def test_a_decision_of_a_former_host_counts_no_longer() -> None:
    told = b.hearing(b.disagreeing(b.at_odds()), b.hosted_there(View.DISCLOSE))
    moved = told.when(c.RecordMappaStatus(t.SERGEANT, Known.YES, "AREA-41", "41", told.now))
    assert moved.state.across.decided == {}


def test_who_applied_is_told_by_name_alone_and_never_without_a_recorded_decision() -> None:
    told = b.asking(actions=(Action.SAFEGUARD_CHILDREN,))
    named = told.when(
        c.NameApplicant(t.SERGEANT, b.TASK, Action.SAFEGUARD_CHILDREN, "The visit is to the home.")
    )
    assert [event.TYPE for event in named.events] == [
        "decisions.applicant_naming.decided.v1",
        "applicant.named.v1",
    ]
    content = named.events[1].applicant.clear()
    assert set(type(content).model_fields) == {"name"}
    assert named.state.across.named_to == {"23"}
    assert PartyRole.APPLICANT not in {one.role for one in told.state.across.tasks[b.TASK].about}

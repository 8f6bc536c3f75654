"""What was decided about disclosure reaches every force that takes part: what, at which rank and when.

Not why, not in which words and not who is told (A9).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.codes import AlertKind, Known, Outcome, Rank
from contracts.crossing import DecisionPassedOn, OutcomePassedOn, View
from contracts.who_may_see import May
from messaging.outcomes import Decided, NotYet
from services.decisions.domain import authority, passing_on
from services.decisions.domain import commands as c
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import between as b
from tests.services.decisions import disclosing as d
from tests.services.decisions import told as t

A_DAY = timedelta(days=1)
LATE: dict[str, Any] = {"acknowledge_by": t.days(30), "report_by": t.days(40)}
Told = Story[Case]
BOTH = ("23.decisions", "41.decisions")


def said(told: Told) -> list[tuple[str, str, View, Rank | None]]:
    """To whom, whose, what and at which rank, of the last decision."""
    passed = [one for one in told.events if isinstance(one, DecisionPassedOn)]
    return [(one.to, one.force, one.view, one.rank) for one in passed]


def ends(told: Told) -> list[tuple[str, Outcome]]:
    return [(one.to, one.outcome) for one in told.events if isinstance(one, OutcomePassedOn)]


def to_both(view: View, rank: Rank | None) -> list[tuple[str, str, View, Rank | None]]:
    return [(to, "46", view, rank) for to in BOTH]


def worded() -> Told:
    """A concern of ours on its way to an authority, in which two other forces take part."""
    return d.after(b.three(d.way("worded"), **LATE), d.tests, d.wording)


def authorised() -> Told:
    return d.after(worded(), d.seek, d.authorise)


def of_23() -> Told:
    """23 has primacy: it manages the subject under MAPPA, and the forces could not agree."""
    told = b.hearing(b.three(), b.acknowledged(), b.reported())
    return b.disagreeing(b.at_odds(told))


def learnt(view: View, at: datetime, of: str = "41", by: str = "23", passed: datetime | None = None) -> Any:
    """The force that coordinates lets us know what one decided."""
    decided = DecisionPassedOn(
        to="46.decisions",
        force=of,
        view=view,
        rank=None if view is View.UNDECIDED else Rank.INSPECTOR,
        decided_at=at,
        passed_on_at=passed or at,
    )
    return b.from_force(decided, passed or at, by)


def came_to(outcome: Outcome, at: datetime, by: str = "23") -> Any:
    ended = OutcomePassedOn(to="46.decisions", outcome=outcome, ended_at=at, passed_on_at=at)
    return b.from_force(ended, at, by)


# by the force with primacy


@pytest.mark.proves("R-145", by="services.decisions.domain.passing_on:follow")
def test_what_the_force_with_primacy_decides_reaches_the_third_and_not_itself() -> None:
    told = b.hearing(of_23(), b.hosted_there(View.DO_NOT_DISCLOSE))
    assert said(told) == [("41.decisions", "23", View.DO_NOT_DISCLOSE, Rank.INSPECTOR)]


def test_it_is_said_once_and_a_newer_one_again() -> None:
    told = b.hearing(of_23(), b.hosted_there(View.DO_NOT_DISCLOSE, t.days(9)))
    again = b.hearing(told, b.position(View.DO_NOT_DISCLOSE, t.days(10)))
    assert said(again) == []
    newer = b.hearing(again, b.hosted_there(View.DISCLOSE, t.days(11)))
    assert said(newer) == [("41.decisions", "23", View.DISCLOSE, Rank.INSPECTOR)]
    confirmed = b.hearing(newer, b.hosted_there(View.DISCLOSE, t.days(12)))
    assert said(confirmed) == [("41.decisions", "23", View.DISCLOSE, Rank.INSPECTOR)], "decided anew"
    late = b.hearing(confirmed, b.hosted_there(View.DO_NOT_DISCLOSE, t.days(10)))
    assert said(late) == [], "it had been overtaken"
    assert late.state.across.decided["23"].view is View.DISCLOSE


def test_a_force_that_is_asked_later_hears_the_decision_that_stands() -> None:
    told = b.disagreeing(b.at_odds(b.hearing(b.asking(), b.acknowledged(), b.reported())))
    told = b.hearing(told, b.hosted_there(View.DO_NOT_DISCLOSE))
    assert said(told) == []
    told = b.placed(told, b.place(b.CHILD, "41"))
    later = told.when(b.task(told, force="41", about=(b.CHILD,), **LATE))
    assert said(later) == [("41.decisions", "23", View.DO_NOT_DISCLOSE, Rank.INSPECTOR)]


def test_a_decision_of_a_force_that_decides_no_more_stands_no_longer_and_the_third_hears_that() -> None:
    told = b.hearing(of_23(), b.hosted_there(View.DO_NOT_DISCLOSE))
    agreed = b.hearing(told, b.position(View.DISCLOSE, told.now + A_DAY))
    assert said(agreed) == [("41.decisions", "23", View.UNDECIDED, None)]
    assert said(b.hearing(agreed, b.acknowledged(agreed.now))) == []


def test_a_decision_of_a_force_that_does_not_decide_is_not_passed_on() -> None:
    told = b.hearing(b.three(), b.acknowledged(), b.reported())
    assert said(b.hearing(told, b.hosted_there(View.DISCLOSE))) == []


def test_a_force_with_primacy_that_is_undecided_again_has_decided_nothing() -> None:
    """No program of ours says so; another force's may, and nothing may fail on it, now or later."""
    told = b.hearing(of_23(), b.hosted_there(View.UNDECIDED))
    assert isinstance(told.outcome, Decided)
    assert said(told) == []
    decided = b.hearing(told, b.hosted_there(View.DISCLOSE, t.days(10)))
    again = b.hearing(decided, b.hosted_there(View.UNDECIDED, t.days(11)))
    assert said(again) == [("41.decisions", "23", View.UNDECIDED, None)]
    assert said(b.hearing(again, b.acknowledged(again.now))) == []


# by the coordinating force itself


def test_that_somebody_is_to_be_told_reaches_both_at_the_rank_that_authorised_it() -> None:
    assert said(authorised()) == to_both(View.DISCLOSE, Rank.INSPECTOR)
    assert said(d.after(worded(), d.seek)) == [], "sought is not given"


def test_what_we_let_others_know_is_no_news_to_ourselves() -> None:
    """Else each authority would be in question by the message that says that it was given."""
    told = authorised()
    assert not [one for one in told.state.news if "passed_on" in one.type]
    (given,) = told.state.disclosure.authorities.values()
    assert not authority.in_question(told.state, given)
    told = b.hearing(told, b.position(View.DISCLOSE, told.now + A_DAY))
    assert [one.type for one in told.state.news][-1] == "position.stated.v1", "what they say is"


def test_that_nobody_is_told_reaches_both() -> None:
    why = {"on_presumption": "Outweighed: she is gone.", "on_knowledge": "She no longer sees the child."}
    told = d.after(worded(), lambda told: d.none(told, **why))
    assert said(told) == to_both(View.DO_NOT_DISCLOSE, Rank.SERGEANT)


def test_that_there_is_no_concern_reaches_both_and_so_does_the_same_decided_anew() -> None:
    told = b.three(t.assessed(), **LATE)
    told = b.hearing(told, b.reported(t.days(13), mappa=Known.NO, area=None, manages=False))
    told = told.when(c.StandDown(t.SERGEANT, "task-41-1", "Known here already."))
    told = told.when(b.task(told, force="41", about=(b.CHILD,), **LATE))
    told = told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    told = told.when(t.no_concern(told, by=t.INSPECTOR, override="Rang both desks: nothing is held."))
    assert isinstance(told.outcome, Decided), told.outcome
    assert said(told) == to_both(View.DO_NOT_DISCLOSE, Rank.INSPECTOR)
    told = told.after(hours=1)
    anew = told.when(t.no_concern(told, by=t.INSPECTOR, override="And read again."))
    assert said(anew) == to_both(View.DO_NOT_DISCLOSE, Rank.INSPECTOR), "decided anew"


def test_a_concern_that_is_found_later_opens_it_again() -> None:
    told = b.three(t.assessed(), **LATE).when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    told = told.when(t.no_concern(told, by=t.INSPECTOR, override="Rang both desks: nothing is held."))
    assert said(told) == to_both(View.DO_NOT_DISCLOSE, Rank.INSPECTOR)
    told = told.after(hours=1)
    told = told.when(t.concern(told, by=t.INSPECTOR, override="Rang both desks."))
    assert isinstance(told.outcome, Decided), told.outcome
    assert said(told) == to_both(View.UNDECIDED, None)


def test_an_authority_that_is_refused_leaves_nobody_to_be_told() -> None:
    told = d.after(worded(), d.seek, d.refuse)
    assert said(told) == to_both(View.DO_NOT_DISCLOSE, Rank.INSPECTOR)


def test_what_was_authorised_and_lapsed_stands_no_longer_and_both_hear_that() -> None:
    told = authorised().when(c.WithdrawRecipient(t.SERGEANT, "mother", "She has moved away."))
    assert said(told) == to_both(View.UNDECIDED, None)


def to_two() -> Told:
    """Authorised for the mother, and an hour later for the grandmother."""
    told = authorised().after(hours=1)
    grandmother: dict[str, Any] = {"recipient": "grandmother", "person": d.GRANDMOTHER}
    also: dict[str, Any] = {"recipient": "grandmother"}
    told = d.after(
        told,
        lambda told: d.recipient(told, **grandmother),
        *(
            lambda told, build=build: build(told, **also)
            for build in (d.identity, d.knowledge, d.suitability)
        ),
        lambda told: d.tests(told, recipients=("mother", "grandmother")),
        lambda told: d.wording(told, **also),
        lambda told: d.seek(told, wordings=(d.of(told, "grandmother").key,)),
    )
    of = d.of(told, "grandmother")
    return d.after(told, lambda told: d.authorise(told, wording=of.key, hash=of.hash))


def test_how_many_are_told_is_not_told() -> None:
    told = to_two()
    assert len(told.state.disclosure.authorities) == 2
    assert said(told) == []


def test_nor_when_the_first_of_two_is_not_told_after_all() -> None:
    """A date between the first and now, of which nobody had heard, would tell of the other."""
    told = to_two().after(hours=1).when(c.WithdrawRecipient(t.SERGEANT, "mother", "She has moved away."))
    assert isinstance(told.outcome, Decided), told.outcome
    assert said(told) == []
    told = told.when(c.WithdrawRecipient(t.SERGEANT, "grandmother", "She has moved away."))
    assert said(told) == to_both(View.UNDECIDED, None)


def test_while_it_is_open_which_force_decides_ours_does_not_stand() -> None:
    told = b.stating(authorised())
    differ = b.hearing(told, b.position(View.DO_NOT_DISCLOSE, told.now + A_DAY))
    assert said(differ) == to_both(View.UNDECIDED, None)
    agreed = b.hearing(differ, b.position(View.DISCLOSE, differ.now + A_DAY))
    assert said(agreed) == to_both(View.DISCLOSE, Rank.INSPECTOR)


def test_a_disclosure_that_we_carry_out_for_another_force_is_its_decision_and_not_ours() -> None:
    told = b.three(d.way("worded"), **LATE)
    told = b.hearing(told, b.acknowledged(t.days(18)), b.reported(t.days(19)))
    told = b.disagreeing(b.at_odds(told))
    told = b.hearing(told, b.hosted_there(View.DISCLOSE, t.days(21)))
    assert said(told) == [("41.decisions", "23", View.DISCLOSE, Rank.INSPECTOR)]
    assert said(d.after(told, d.tests, d.wording, d.seek, d.authorise)) == []


# what is not told, and to whom


def test_neither_why_nor_in_which_words_nor_who_is_told_nor_who_applied_crosses() -> None:
    for message in (DecisionPassedOn, OutcomePassedOn):
        assert not message.LABELS
    said = {"to", "force", "view", "rank", "decided_at", "passed_on_at", "anew"}
    assert set(DecisionPassedOn.model_fields) == said
    assert set(OutcomePassedOn.model_fields) == {"to", "outcome", "ended_at", "passed_on_at"}


def test_what_the_table_does_not_allow_crosses_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    told = d.after(worded(), d.seek)
    monkeypatch.setattr(passing_on, "may", lambda onlooker, data: May.IF_HOST)
    assert said(d.after(told, d.authorise)) == []


def test_a_force_that_takes_no_part_any_longer_hears_no_more() -> None:
    told = worded().when(c.StandDown(t.SERGEANT, "task-41-1", "She has moved to us."))
    told = d.after(told, d.seek, d.authorise)
    assert said(told) == [("23.decisions", "46", View.DISCLOSE, Rank.INSPECTOR)]
    again = told.when(b.task(told, force="41", about=(b.CHILD,), **LATE))
    assert said(again) == [("41.decisions", "46", View.DISCLOSE, Rank.INSPECTOR)], "it takes part again"


# how it ends


def test_what_the_case_came_to_reaches_both_once_when_it_has_ended() -> None:
    told = b.three(t.assessed(), **LATE)
    reports = (b.reported(t.days(13), mappa=Known.NO, area=None, manages=False),)
    child = {"task": "task-41-1", "mappa": Known.NO, "area": None, "manages": False}
    told = b.hearing(told, *reports, b.reported(t.days(13), **child)._replace(source="csods/41/decisions"))
    told = t.ready(told.when(c.AcknowledgeFlags(t.SERGEANT, frozenset(), "None.")))
    assert ends(told) == [], "it has not ended"
    told = told.when(t.finalise(told))
    assert told.state.ended is not None, told.outcome
    assert ends(told) == [(to, Outcome.NO_DISCLOSURE) for to in BOTH]
    assert told.state.came_after == {}, "our own word of it opens no case that goes on"
    assert ends(b.hearing(told, b.position(View.DISCLOSE, told.now + A_DAY))) == []


# at the force that hears it


def test_the_force_that_hears_it_sees_it_and_its_supervisor_is_rung_and_a_judgement_waits() -> None:
    told = b.asked()
    seen = told.version
    told = b.hearing(told, learnt(View.DISCLOSE, t.days(3)))
    assert told.state.across.decided["41"].view is View.DISCLOSE
    assert [one for one in told.state.alerts.values() if one.kind is AlertKind.REVIEW_WANTED]
    assert said(told) == [], "it passes nothing on itself"
    told.when(c.StatePosition(t.SERGEANT, seen, View.DISCLOSE, "As before.")).refused("CASE_CHANGED")


def test_an_older_word_of_a_decision_is_never_the_last() -> None:
    told = b.hearing(
        b.asked(), learnt(View.DISCLOSE, t.days(4)), learnt(View.UNDECIDED, t.days(5)),
        learnt(View.DO_NOT_DISCLOSE, t.days(3)),
    )  # fmt: skip
    assert told.state.across.decided["41"].view is View.UNDECIDED
    told = b.hearing(told, learnt(View.DO_NOT_DISCLOSE, t.days(2), passed=t.days(6)))
    assert told.state.across.decided["41"].view is View.DO_NOT_DISCLOSE, "said last, though decided first"


def test_of_what_it_decided_itself_a_force_knows_better() -> None:
    told = b.hearing(b.asked(), learnt(View.DISCLOSE, t.days(3), of="46"))
    assert told.state.across.decided == {}


@pytest.mark.parametrize(
    "message", [learnt(View.DISCLOSE, t.days(3)), came_to(Outcome.DISCLOSURE, t.days(3))]
)
def test_only_the_force_that_coordinates_says_it(message: Any) -> None:
    stranger = message._replace(source="csods/41/decisions")
    assert isinstance(b.asked().at(t.days(3)).when(c.HearForce(stranger)).outcome, NotYet)
    assert isinstance(b.asking().at(t.days(3)).when(c.HearForce(message)).outcome, NotYet)
    assert isinstance(b.asked().at(t.days(3)).when(c.HearForce(message)).outcome, Decided)


def test_a_case_that_has_ended_is_told_and_its_supervisor_rung_and_no_other_case_opens() -> None:
    ended = b.closed()
    told = b.hearing(ended, learnt(View.DISCLOSE, t.days(9)), came_to(Outcome.DISCLOSURE, t.days(30)))
    assert told.state.across.outcome is Outcome.DISCLOSURE
    assert told.state.came_after == {}
    kinds = [one.kind for one in told.state.alerts.values() if one.acknowledged_at is None]
    assert kinds.count(AlertKind.REVIEW_WANTED) == kinds.count(AlertKind.NEW_INFORMATION) == 1
    assert [kind for kind, _ in told.due()].count("climb") == 2


def test_each_force_decides_for_the_children_of_its_own_area_and_the_other_hears_it() -> None:
    """C-15: what one decided counts for its own children alone."""
    told = b.placed(b.three(), b.place(b.SECOND, "23"))
    told = b.hearing(told, b.acknowledged(), b.reported(mappa=Known.NO, area=None, manages=False))
    told = b.disagreeing(b.at_odds(told))
    told = b.agreeing(told)
    told = b.hearing(told, b.hosted_there(View.DISCLOSE, t.days(9)))
    assert said(told) == [("41.decisions", "23", View.DISCLOSE, Rank.INSPECTOR)]
    told = b.hearing(told, b.hosted_there(View.DO_NOT_DISCLOSE, t.days(10), force="41"))
    assert said(told) == [("23.decisions", "41", View.DO_NOT_DISCLOSE, Rank.INSPECTOR)]
    assert {force: one.view for force, one in told.state.across.decided.items()} == {
        "23": View.DISCLOSE,
        "41": View.DO_NOT_DISCLOSE,
    }

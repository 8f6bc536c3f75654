"""No case ends with nobody told while it is open which force decides, or against the one that does (G 67)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from contracts.codes import AlertKind, Known
from contracts.crossing import Action, DecisionPassedOn, PrimacyGround, View
from contracts.decisions import ClosingDue, SupervisorAlerted
from contracts.parties import Nation
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import agreeing, who_decides
from services.decisions.domain import commands as c
from services.decisions.domain.events import ClosingHeldBack, Flag, Withheld
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import between as b
from tests.services.decisions import disclosing as d
from tests.services.decisions import ordering
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t

Told = Story[Case]
Step = Callable[[Told], Told]
AN_HOUR = timedelta(hours=1)
LATE: dict[str, Any] = {"acknowledge_by": t.days(40), "report_by": t.days(50)}
NOT_MANAGED: dict[str, Any] = {"mappa": Known.NO, "area": None, "manages": False}
OF_FORCES = {"PRIMACY_UNRESOLVED", "DECIDED_BY_ANOTHER_FORCE", "DECIDING_FORCE_NOT_JOINED"}
WHY = {"on_presumption": "Outweighed: she is gone.", "on_knowledge": "She no longer sees the child."}


def why_not(told: Told, command: Any) -> dict[str, str]:
    """What stands against a step on account of other forces, in words."""
    outcome = told.when(command).outcome
    found = outcome.unmet if isinstance(outcome, Refusal) else ()
    return {one.code: one.words for one in found if one.code in OF_FORCES}


def ending(told: Told) -> dict[str, str]:
    return why_not(told, t.finalise(told))


def rung(told: Told) -> int:
    kinds = [one.kind for one in told.state.alerts.values() if one.acknowledged_at is None]
    return kinds.count(AlertKind.FORCES_DISAGREE)


def rung_at_once(told: Told) -> bool:
    """By what was decided here last."""
    return AlertKind.FORCES_DISAGREE in {
        one.kind for one in told.events if isinstance(one, SupervisorAlerted)
    }


def with_them(told: Told, **says: Any) -> Told:
    """23 was asked about the subject, and has reported that it manages them."""
    told = b.asking(told, acknowledge_by=t.days(40), report_by=t.days(50))
    at = max(told.now, t.days(13))
    return b.hearing(told, b.acknowledged(at), b.reported(at, **says))


def none_decided() -> Told:
    """A concern; we hold, and have decided, that nobody is told, and nobody differs yet."""
    told = d.after(with_them(d.way("worded")), d.tests)
    told = b.stating(told, View.DO_NOT_DISCLOSE)
    return d.after(told, lambda told: d.none(told, **WHY))


def no_concern(**says: Any) -> Told:
    """All is done but finalising; the letter has left."""
    told = with_them(t.assessed(), **says)
    return t.ready(told)


def they_hold(view: View, force: str = "23") -> Step:
    return lambda told: b.hearing(told, b.position(view, told.now + AN_HOUR, force))


def they_decide(view: View, force: str = "23") -> Step:
    return lambda told: b.hearing(told, b.hosted_there(view, told.now + AN_HOUR, force))


def we_hold(view: View) -> Step:
    return lambda told: b.stating(told, view)


def mappa(current: Known, area: str | None = None, manager: str | None = None) -> Step:
    return lambda told: told.when(c.RecordMappaStatus(t.SERGEANT, current, area, manager, told.now))


def lives(*places: Any) -> Step:
    return lambda told: b.placed(told, *places)


def then(told: Told, *steps: Step) -> Told:
    for step in steps:
        told = step(told)
        assert isinstance(told.outcome, Decided), told.outcome
    return told


AT_ODDS: tuple[Step, ...] = (they_hold(View.DISCLOSE), we_hold(View.DO_NOT_DISCLOSE), b.disagreeing)
"""We would tell nobody, 23 somebody, and it is recorded that we cannot agree."""


# A case ends with nobody told over nobody


@pytest.mark.proves("R-154", by="services.decisions.domain.who_decides:_decided_by_others")
def test_no_case_ends_with_nobody_told_over_a_force_that_holds_or_has_decided_otherwise() -> None:
    for told in (none_decided(), no_concern()):
        assert ending(told) == {}
        holds = then(told, they_hold(View.DISCLOSE))
        assert set(ending(holds)) == {"PRIMACY_UNRESOLVED"}
        assert rung(holds), "also where we have stated no position"
        decides = then(holds, we_hold(View.DO_NOT_DISCLOSE), b.disagreeing)
        assert set(ending(decides)) == {"DECIDED_BY_ANOTHER_FORCE"}, "23 has not decided"
        otherwise = then(decides, they_decide(View.DISCLOSE))
        assert set(ending(otherwise)) == {"DECIDED_BY_ANOTHER_FORCE"}
        assert "has decided otherwise" in ending(otherwise)["DECIDED_BY_ANOTHER_FORCE"]
        assert ending(then(otherwise, they_decide(View.DO_NOT_DISCLOSE))) == {}


def refused_over_them() -> Told:
    """23 has primacy and decides that somebody is told; we seek the authority, and our Inspector refuses."""
    told = then(with_them(d.way("worded")), *AT_ODDS, they_decide(View.DISCLOSE))
    return d.after(told, d.tests, d.wording, d.seek, d.refuse)


def test_a_refused_authority_is_no_decision_of_the_force_with_primacy() -> None:
    told = refused_over_them()
    assert set(ending(told)) == {"DECIDED_BY_ANOTHER_FORCE"}
    assert Flag.SOLE_DECISION in told.state.flags
    assert rung_at_once(told), "that this was decided over them"
    agreed = then(told, they_decide(View.DO_NOT_DISCLOSE))
    assert ending(agreed) == {}
    ours = d.after(d.way("worded"), d.seek, d.refuse)
    assert ending(ours) == {}, "where no other force takes part"
    assert Flag.SOLE_DECISION not in ours.state.flags


def test_a_refusal_of_one_of_two_recipients_is_no_decision_that_nobody_is_told() -> None:
    told = d.after(with_them(d.way("worded")), d.tests, d.wording, d.seek)
    grandmother: dict[str, Any] = {"recipient": "grandmother"}
    told = d.after(
        told,
        lambda told: d.recipient(told, person=d.GRANDMOTHER, **grandmother),
        *(
            lambda told, build=build: build(told, **grandmother)
            for build in (d.identity, d.knowledge, d.suitability, d.wording)
        ),
    )
    told = d.after(told, lambda told: d.tests(told, recipients=("mother", "grandmother")), d.refuse)
    assert Flag.SOLE_DECISION not in told.state.flags


def test_nor_does_no_concern_found_over_them_end_the_case() -> None:
    told = then(with_them(t.assessed()), *AT_ODDS, they_decide(View.DISCLOSE))
    told = told.when(t.no_concern(told))
    assert rung_at_once(told)
    keys = {one.key for one in told.state.alerts.values() if one.kind is AlertKind.FORCES_DISAGREE}
    assert all(key.startswith("review-") for key in keys), (
        "a key tells nobody that another force decides (A9)"
    )
    assert Flag.SOLE_DECISION in told.state.flags
    assert set(why_not(told, t.entry(told))) == {"DECIDED_BY_ANOTHER_FORCE"}
    assert set(ending(told)) == {"DECIDED_BY_ANOTHER_FORCE"}


def test_nor_does_not_going_on_with_the_application() -> None:
    told = then(with_them(t.checked().at(t.days(1))), they_hold(View.DISCLOSE))
    told = told.when(ordering.do_not(told))
    assert isinstance(told.outcome, Decided)
    assert rung(told)
    close = ordering.close(told)
    assert set(why_not(told, close)) == {"PRIMACY_UNRESOLVED"}
    agreed = then(told, they_hold(View.DO_NOT_DISCLOSE))
    assert why_not(agreed, ordering.close(agreed)) == {}


def test_nor_does_a_withdrawn_application() -> None:
    told = then(with_them(t.checked().at(t.days(1))), they_hold(View.DISCLOSE))
    told = told.when(c.RecordWithdrawal(t.SERGEANT, "They ask no longer."))
    assert set(why_not(told, ordering.close(told))) == {"PRIMACY_UNRESOLVED"}


def test_a_case_in_which_somebody_was_told_ends_whatever_another_force_holds_by_then() -> None:
    """It cannot be undone: what is left is the record."""
    told = then(with_them(s.delivered()), they_hold(View.DO_NOT_DISCLOSE))
    assert ending(told) == {}
    assert not who_decides.is_open(told.state, told.now)


def test_a_responding_force_ends_its_case_with_its_answer_as_before() -> None:
    told = b.closed()
    assert told.state.ended is not None


# each such state leads on, and its words say how


def categorised(told: Told) -> Told:
    """No concern, unless it was found already: before somebody came to light whose area was never asked."""
    if told.state.category is not None:
        return told
    told = told.after(hours=1)
    told = told.when(t.no_concern(told))
    assert isinstance(told.outcome, Decided), told.outcome
    return told


def of_two_areas() -> Told:
    told = b.hearing(b.asking(t.assessed(), **LATE), b.reported(t.days(13), **NOT_MANAGED))
    told = b.placed(categorised(told), b.place(b.CHILD, "41"), b.place(b.SECOND, "23"))
    return then(told, *AT_ODDS)


def of_a_force_without_mail() -> Told:
    """The child lives where a force polices that exchanges no messages with us."""
    told = with_them(t.assessed(), **NOT_MANAGED)
    return then(told, lives(b.place(b.CHILD, "22")), *AT_ODDS)


def of_a_force_that_was_not_asked() -> Told:
    told = categorised(with_them(t.assessed(), **NOT_MANAGED))
    return then(told, lives(b.place(b.CHILD, "41")), *AT_ODDS)


def in_scotland() -> Told:
    told = with_them(t.assessed(), **NOT_MANAGED)
    there = [b.place(one, None, Nation.SCOTLAND) for one in (b.SUBJECT, b.CHILD)]
    return then(told, lives(*there))


def ask_41(told: Told) -> Told:
    times = {"acknowledge_by": told.now + AN_HOUR, "report_by": told.now + 2 * AN_HOUR}
    return told.when(b.task(told, force="41", about=(b.CHILD,), **times))


def ask_41_jointly(told: Told) -> Told:
    times = {"acknowledge_by": told.now + AN_HOUR, "report_by": told.now + 2 * AN_HOUR}
    return told.when(b.task(told, force="41", actions=(Action.DECIDE_JOINTLY,), **times))


def ask_23(told: Told) -> Told:
    times = {"acknowledge_by": told.now + AN_HOUR, "report_by": told.now + 2 * AN_HOUR}
    return told.when(b.task(told, **times))


def given_back(told: Told) -> Told:
    return b.hearing(told, b.returned(told.now + AN_HOUR))


def written_down(told: Told) -> Told:
    """An Inspector rings that force, and writes what it decided."""
    return told.when(b.noted(told))


def host(code: str | None) -> Step:
    return lambda told: told.when(c.AgreeHost(t.SERGEANT, told.version, code, "As their forces have agreed."))


def come_round(told: Told) -> Told:
    """We come to hold what 23 has decided, and find a concern."""
    told = told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    return told.when(t.concern(told, by=t.INSPECTOR, override="Read again."))


LEADS_ON: dict[str, tuple[Callable[[], Told], str, tuple[Step, ...]]] = {
    "they differ, and we have said nothing": (
        lambda: then(with_them(t.assessed()), they_hold(View.DISCLOSE)),
        "State what this force holds",
        (we_hold(View.DO_NOT_DISCLOSE), b.disagreeing, they_decide(View.DO_NOT_DISCLOSE)),
    ),
    "they differ, and come round": (
        lambda: then(with_them(t.assessed()), they_hold(View.DISCLOSE), we_hold(View.DO_NOT_DISCLOSE)),
        "record it if you cannot",
        (they_hold(View.DO_NOT_DISCLOSE),),
    ),
    "both had agreed that somebody is told": (
        lambda: then(with_them(t.assessed()), they_hold(View.DISCLOSE), we_hold(View.DISCLOSE)),
        "State what this force holds",
        (we_hold(View.DO_NOT_DISCLOSE), b.disagreeing, they_decide(View.DO_NOT_DISCLOSE)),
    ),
    "nobody knows whether the subject is managed": (
        lambda: then(with_them(t.assessed()), mappa(Known.UNKNOWN), *AT_ODDS),
        "whether the subject is managed",
        (mappa(Known.YES, "AREA-23", "23"), they_decide(View.DO_NOT_DISCLOSE)),
    ),
    "nobody knows in which area": (
        lambda: then(with_them(t.assessed()), mappa(Known.YES), *AT_ODDS),
        "Record the area",
        (mappa(Known.YES, "AREA-46"),),
    ),
    "two forces police the area": (
        lambda: then(with_them(t.assessed()), mappa(Known.YES, "LONDON"), *AT_ODDS),
        "which of the two",
        (mappa(Known.YES, "AREA-23", "23"), they_decide(View.DO_NOT_DISCLOSE)),
    ),
    "nobody knows where a child lives": (
        lambda: then(with_them(t.assessed(), **NOT_MANAGED), lives(b.place(b.CHILD, None)), *AT_ODDS),
        "where each child lives",
        (lives(b.place(b.CHILD, "46")),),
    ),
    "the children live in several areas": (
        of_two_areas,
        "Agree which force hosts",
        (host("23"), they_decide(View.DO_NOT_DISCLOSE)),
    ),
    "each decides for its own, and one was not asked": (
        lambda: then(of_two_areas(), host(None), they_decide(View.DO_NOT_DISCLOSE)),
        "Hertfordshire has no task in this case",
        (ask_41, they_decide(View.DO_NOT_DISCLOSE, "41")),
    ),
    "the force that decides was not asked": (
        of_a_force_that_was_not_asked,
        "give it one",
        (ask_41, they_decide(View.DO_NOT_DISCLOSE, "41")),
    ),
    "the force of the area was not asked, and nobody lives there": (
        lambda: then(with_them(t.assessed()), mappa(Known.YES, "AREA-41"), *AT_ODDS),
        "record that it manages the subject, then give it one",
        (mappa(Known.YES, "AREA-41", "41"), ask_41_jointly, they_decide(View.DO_NOT_DISCLOSE, "41")),
    ),
    "they differ, and their task came back": (
        lambda: then(categorised(with_them(t.assessed())), they_hold(View.DISCLOSE), given_back),
        "Warwickshire has no task in this case: give it one first",
        (ask_23, we_hold(View.DO_NOT_DISCLOSE), b.disagreeing, they_decide(View.DO_NOT_DISCLOSE)),
    ),
    "it has not decided": (
        lambda: then(with_them(t.assessed()), *AT_ODDS),
        "ring it",
        (they_decide(View.DO_NOT_DISCLOSE),),
    ),
    "it has decided otherwise, and decides anew": (
        lambda: then(with_them(t.assessed()), *AT_ODDS, they_decide(View.DISCLOSE)),
        "have it decide anew",
        (they_decide(View.DO_NOT_DISCLOSE),),
    ),
    "it has decided otherwise, and comes to hold what we hold": (
        lambda: then(with_them(t.assessed()), *AT_ODDS, they_decide(View.DISCLOSE)),
        "has decided otherwise",
        (they_hold(View.DO_NOT_DISCLOSE),),
    ),
    "it exchanges no messages with us": (
        of_a_force_without_mail,
        "ring it, and have an Inspector write down",
        (written_down,),
    ),
}


@pytest.mark.parametrize("state", LEADS_ON)
def test_from_every_state_in_which_a_case_cannot_end_some_step_of_somebody_leads_on(state: str) -> None:
    build, words, steps = LEADS_ON[state]
    told = categorised(build())
    found = why_not(told, t.entry(told))
    assert found, "it cannot end so"
    assert any(words in said for said in found.values()), found
    assert rung(told), "and somebody is rung"
    led = then(told, *steps)
    assert why_not(led, t.entry(led)) == {}


@pytest.mark.parametrize("state", LEADS_ON)
def test_from_every_such_state_the_letter_leaves_once_it_is_settled_and_not_before(state: str) -> None:
    build, _, steps = LEADS_ON[state]
    told = categorised(build())
    assert who_decides.is_open(told.state, told.now)
    assert not who_decides.is_open(then(told, *steps).state, told.now)


def test_what_another_force_has_decided_can_be_carried_out_after_all() -> None:
    """From no concern to a concern, and from a refusal to another wording: neither is held up."""
    told = then(with_them(t.assessed()), *AT_ODDS, they_decide(View.DISCLOSE))
    told = then(told.when(t.no_concern(told)), come_round)
    found = agreeing.stands(told.state, told.now)
    assert found is not None
    assert found.host == "23", "and it decides still"
    again = d.after(refused_over_them(), d.wording, d.seek)
    assert d.after(again, d.authorise).events


def test_where_all_live_under_another_scheme_nobody_is_told_here_and_the_case_ends() -> None:
    told = in_scotland()
    told = told.when(t.no_concern(told))
    found = agreeing.stands(told.state, told.now)
    assert found is not None
    assert found.ground is PrimacyGround.OUTSIDE_ENGLAND_AND_WALES
    assert why_not(told, t.entry(told)) == {}


def test_what_an_inspector_writes_down_counts_for_no_force_that_can_say_it_itself() -> None:
    told = then(with_them(t.assessed()), *AT_ODDS)
    told = told.when(t.no_concern(told))
    told.when(b.noted(told, "23")).refused("NO_DECISION_TO_WRITE_DOWN")


# the letter


def at_its_slot(told: Told) -> Told:
    (due,) = [at for at in t.tasks_due(told, "closing").values() if at is not None]
    return told.at(due).when(c.ClosingSlotCame(due))


def with_the_letter_due(**says: Any) -> Told:
    told = with_them(t.assessed(), **says)
    return told.when(t.no_concern(told))


@pytest.mark.parametrize(
    "so_far",
    [
        lambda: then(with_the_letter_due(), they_hold(View.DISCLOSE)),
        lambda: then(with_the_letter_due(), *AT_ODDS),
        lambda: then(with_the_letter_due(), *AT_ODDS, they_decide(View.DISCLOSE)),
        refused_over_them,
        lambda: then(with_them(d.way("authorised")), they_hold(View.DO_NOT_DISCLOSE)),
        lambda: then(
            with_them(d.way("authorised")),
            we_hold(View.DISCLOSE),
            they_hold(View.DO_NOT_DISCLOSE),
            b.disagreeing,
        ),
    ],
    ids=["they-hold", "silent", "otherwise", "refused", "somebody-else-they-hold", "somebody-else-silent"],
)
def test_no_letter_leaves_while_it_is_open_between_forces_whatever_was_decided(so_far: Any) -> None:
    """C-10: neither that nobody is told, nor that somebody else is, lets it leave."""
    told = at_its_slot(so_far())
    assert [one.why for one in told.events if isinstance(one, ClosingHeldBack)] == [Withheld.CASE_CHANGED]
    assert not [one for one in told.events if isinstance(one, ClosingDue)]
    assert AlertKind.LETTER_NOT_SENT in {one.kind for one in told.state.alerts.values()}


def test_once_it_is_settled_the_letter_takes_the_next_slot() -> None:
    told = at_its_slot(then(with_the_letter_due(), *AT_ODDS))
    told = at_its_slot(then(told, they_decide(View.DO_NOT_DISCLOSE)))
    assert [one for one in told.events if isinstance(one, ClosingDue)]


def test_while_it_is_open_the_others_hear_that_ours_does_not_stand() -> None:
    told = then(none_decided(), they_hold(View.DISCLOSE))
    said = [(one.to, one.view) for one in told.events if isinstance(one, DecisionPassedOn)]
    assert said == [("23.decisions", View.UNDECIDED)]

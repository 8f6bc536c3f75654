"""Whatever forces have said: no case ends over one that differs, and none can never end (G 67)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.codes import Known
from contracts.crossing import Action, PrimacyGround, View
from contracts.parties import Nation
from contracts.people import Children
from contracts.sealed import Sealed
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import agreeing, who_decides
from services.decisions.domain import commands as c
from services.decisions.domain.facts import AsOf
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_nobody_told import why_not, with_them

Told = Story[Case]
Step = Callable[[Told], Told]
AN_HOUR = timedelta(hours=1)
ENDS = View.DO_NOT_DISCLOSE
OTHERS = ("23", "41")
ASKS = (
    ((b.CHILD,), Action.SEARCH_RECORDS),
    ((b.SECOND,), Action.SEARCH_RECORDS),
    ((b.SUBJECT,), Action.SEARCH_RECORDS),
    ((b.SUBJECT,), Action.DECIDE_JOINTLY),
)
STATUSES = (
    (Known.NO, None, None),
    (Known.UNKNOWN, None, None),
    (Known.YES, "AREA-23", "23"),
    (Known.YES, "AREA-41", None),
    (Known.YES, "LONDON", None),
    (Known.YES, "AREA-22", "22"),
)


def found(told: Told) -> Told:
    """No concern, found by an Inspector who covers."""
    told = told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    return told.when(t.no_concern(told, by=t.INSPECTOR, override="Rang both desks."))


@cache
def begun() -> Told:
    """Two children are named, and 23 has reported that it manages the subject."""
    told = found(with_them(t.assessed()))
    held = told.state.children
    assert held is not None
    one = held.value.clear().named[0]
    two = Children(named=(one, one.model_copy(update={"ref": "child-2"})))
    return t.with_state(told, children=AsOf(Sealed.of(two), held.at))


def hears(make: Callable[..., Any], *said: Any, **more: Any) -> Step:
    return lambda told: b.hearing(told, make(*said, at=told.now + AN_HOUR, **more))


def reports(force: str, says: dict[str, Any]) -> Step:
    def heard(told: Told) -> Told:
        report = b.reported(told.now + AN_HOUR, task=f"task-{force}-1", **says)
        return b.hearing(told, report._replace(source=f"csods/{force}/decisions"))

    return heard


def returns(force: str) -> Step:
    def heard(told: Told) -> Told:
        back = b.returned(told.now + AN_HOUR, task=f"task-{force}-1")
        return b.hearing(told, back._replace(source=f"csods/{force}/decisions"))

    return heard


def asks(force: str, about: Any, action: Action) -> Step:
    def given_to(told: Told) -> Told:
        by = {"acknowledge_by": told.now + AN_HOUR, "report_by": told.now + 2 * AN_HOUR}
        return told.when(b.task(told, force=force, about=about, actions=(action,), **by))

    return given_to


def lives(*place: Any) -> Step:
    return lambda told: b.placed(told, b.place(*place))


def recorded(current: Known, area: str | None, manager: str | None) -> Step:
    return lambda told: told.when(c.RecordMappaStatus(t.SERGEANT, current, area, manager, told.now))


def hosted(force: str | None) -> Step:
    return lambda told: told.when(c.AgreeHost(t.SERGEANT, told.version, force, "As they have agreed."))


def written(view: View) -> Step:
    return lambda told: told.when(b.noted(told, "22", view))


def held(view: View) -> Step:
    return lambda told: b.stating(told, view)


STEPS: tuple[Step, ...] = (
    *(hears(b.position, view, force=force) for force in OTHERS for view in View),
    *(hears(b.hosted_there, view, force=force) for force in OTHERS for view in View),
    *(asks(force, *ask) for force in OTHERS for ask in ASKS),
    *(reports(force, {"mappa": Known.NO, "area": None, "manages": False}) for force in OTHERS),
    *(reports(force, {"area": f"AREA-{force}"}) for force in OTHERS),
    *(returns(force) for force in OTHERS),
    *(
        lives(who, force)
        for who in (b.SUBJECT, b.CHILD, b.SECOND)
        for force in ("46", "23", "41", "22", None)
    ),
    *(lives(who, None, Nation.SCOTLAND) for who in (b.SUBJECT, b.CHILD)),
    *(recorded(*status) for status in STATUSES),
    *(hosted(force) for force in ("23", "41", None)),
    *(held(view) for view in View),
    *(written(view) for view in View),
    b.disagreeing,
    found,
)


def after(told: Told, steps: list[Step]) -> Told:
    """Each a minute after the one before; what is refused changes nothing."""
    for step in steps:
        told = step(told.after(minutes=1))
    return told.after(minutes=1)


def holding(told: Told, view: View) -> list[str]:
    return [
        force for force, one in told.state.across.of_a_view("46").items() if one is view and force != "46"
    ]


@given(st.lists(st.sampled_from(STEPS), min_size=2, max_size=14))
def test_no_case_ends_over_a_force_that_would_have_somebody_told(steps: list[Step]) -> None:
    told = after(begun(), steps)
    case, primacy = told.state, agreeing.stands(told.state, told.now)
    assert primacy is not None
    refused = why_not(told, t.entry(told))
    assert bool(refused) is who_decides.is_open(case, told.now), "nor does the letter leave"
    if refused or not holding(told, View.DISCLOSE):
        return
    if primacy.ground is not PrimacyGround.OUTSIDE_ENGLAND_AND_WALES:
        assert primacy.settled
        assert case.across.disagreement is not None
    for force in primacy.deciding - {"46"}:
        ruling = case.across.rulings[force]
        assert (ruling.view, ruling.counts_for(primacy.decided_by(force))) == (ENDS, True)


@given(st.lists(st.sampled_from(STEPS), min_size=2, max_size=14))
def test_from_whatever_was_said_forces_can_come_to_agree_and_the_case_to_its_end(steps: list[Step]) -> None:
    """Who has no task is asked again first; then each can say that it has come round."""
    told = after(begun(), steps)
    for force in holding(told, View.DISCLOSE):
        if force not in told.state.across.counterparts():
            asked = [asks(force, *ask)(told) for ask in ASKS]
            told = next(one for one in asked if isinstance(one.outcome, Decided))
        told = after(told, [hears(b.position, ENDS, force=force)])
    stated = told.state.across.positions.get("46")
    if stated is not None and stated.view is View.DISCLOSE and told.state.across.counterparts():
        told = after(told, [held(ENDS)])
    assert not isinstance(told.outcome, Refusal) or not holding(told, View.DISCLOSE)
    assert why_not(told, t.entry(told)) == {}

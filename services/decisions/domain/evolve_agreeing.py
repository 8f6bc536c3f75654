"""How agreeing is folded: positions, disagreement, who decides and what was decided. Never raises."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from contracts import crossing
from contracts.crossing import PositionPassedOn, PositionStated, PrimacyGround, View
from contracts.fields import ChildRef, ForceCode
from contracts.parties import force_of
from messaging.decider import Recorded
from services.decisions.domain import events_across as e
from services.decisions.domain import living
from services.decisions.domain.across import Position, Ruling, writer
from services.decisions.domain.across_keys import owed_key
from services.decisions.domain.folding import Fold
from services.decisions.domain.owed import Owes, Rung, Unsettled
from services.decisions.domain.primacy import Agreement, as_said, held_by
from services.decisions.domain.state import Case


def across(case: Case, **parts: Any) -> Case:
    """With what has changed; a disagreement ends with the part of the forces that disagreed (R-157).

    As the responding force we do not know who takes part: there it ends once the positions are alike.
    """
    held = replace(case.across, **parts)
    coordinating = held.responding_to is None
    if (
        held.disagreement is not None
        and (coordinating or "positions" in parts)
        and not held.at_odds(case.force)
    ):
        held = replace(held, disagreement=None, disagreeing=frozenset())
    return case._replace(across=held)


def spoken_by(case: Case, recorded: Recorded) -> str:
    return writer(recorded.source) if recorded.heard else case.force


def _position(case: Case, recorded: Recorded) -> Case:
    """Stated by the other force, or by us to it; of who they are by now."""
    event, force = recorded.event, spoken_by(case, recorded)
    position = Position(event.view, event.stated_at, event.reasons, event.anew)
    of_before = event.anew < case.across.asked_anew.get(force, 0)
    holds = case if of_before else _holds(case, force, position)
    return holds if recorded.heard else _told(holds, event.to, case.force, event)


def _passed_on(case: Case, recorded: Recorded) -> Case:
    """Of a third force: to us, or by us. Of ourselves nobody else knows better, but of whom we held it."""
    event, to = recorded.event, force_of(recorded.event.to)
    if event.force == to:
        return _asked_anew_said(case, recorded, to)
    if not recorded.heard:
        return _told(case, event.to, event.force, event)
    return _holds(case, event.force, Position(event.view, event.stated_at, open=event.anew > 0))


def _holds(case: Case, force: str, position: Position) -> Case:
    """The last of each force."""
    if not position.overtakes(case.across.positions.get(force)):
        return case
    return across(case, positions={**case.across.positions, force: position})


def _told(case: Case, to: str, force: str, said: PositionStated | PositionPassedOn) -> Case:
    told = {**case.across.positions_told, (force_of(to), force): (said.stated_at, said.view)}
    return across(case, positions_told=told)


def _asked_anew_said(case: Case, recorded: Recorded, to: ForceCode) -> Case:
    """By us to a force, or to us: that what it held was of somebody who has been put right."""
    number = recorded.event.anew
    if not recorded.heard:
        return across(case, asked_anew_told={**case.across.asked_anew_told, to: number})
    return _asked_anew(case, to, number) if number > case.across.asked_anew.get(to, 0) else case


def _position_reopened(case: Case, recorded: Recorded) -> Case:
    return _asked_anew(case, recorded.event.force, recorded.event.number)


def _asked_anew(case: Case, force: ForceCode, number: int) -> Case:
    """What it held is held no longer, from when it was stated; the next word of it counts, whatever its clock
    says."""
    held, asked = case.across.positions, {**case.across.asked_anew, force: number}
    if force not in held:
        return across(case, asked_anew=asked)
    waits = held[force].open or held[force].view is not View.UNDECIDED
    anew = replace(held[force], view=View.UNDECIDED, reasons=None, open=waits)
    return across(case, asked_anew=asked, positions={**held, force: anew})


def _disagreement(case: Case, recorded: Recorded) -> Case:
    """By us: between all that hold something and take part at that moment."""
    between = case.across.of_a_view(case.force)
    return across(case, disagreement=recorded.event.recorded_at, disagreeing=frozenset(between))


def disagreement_heard(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return across(case, disagreement=event.recorded_at, disagreeing=frozenset(event.forces))


def _host_agreed(case: Case, recorded: Recorded) -> Case:
    """Over those who are known then, and where they live."""
    over = held_by(living.subject(case), living.children(case))
    return across(case, agreed=Agreement(recorded.event.host, over))


def _worked_out(case: Case, recorded: Recorded) -> Case:
    """A decision of a force that decides no more counts no longer."""
    now = as_said(recorded.event)
    decided = {force: one for force, one in case.across.decided.items() if force in now.deciding}
    open_ = not now.settled and now.ground is not PrimacyGround.OUTSIDE_ENGLAND_AND_WALES
    since = case.across.unsettled or Unsettled(recorded.occurred_at, recorded.id)
    return across(case, primacy=now, decided=decided, unsettled=since if open_ else None)


def _primacy_told(case: Case, recorded: Recorded) -> Case:
    said, to = as_said(recorded.event), force_of(recorded.event.to)
    held = (*case.across.children_told.get(to, ()), (recorded.event.determined_at, said.decided_by(to)))
    told = {**case.across.primacy_told, to: said}
    return across(case, primacy_told=told, children_told={**case.across.children_told, to: held})


def _primacy_said(case: Case, recorded: Recorded) -> Case:
    """To us: the last that was determined."""
    event = recorded.event
    if case.across.overtaken(event.determined_at):
        return case
    return across(_worked_out(case, recorded), primacy_said_at=event.determined_at)


def _hosted(case: Case, recorded: Recorded) -> Case:
    """Only of the force that has primacy by what is known here, and of who they are by now; undecided again,
    it has no rank."""
    event, primacy, force = recorded.event, case.across.primacy, spoken_by(case, recorded)
    held = case.across.decided.get(force)
    if primacy is None or force not in primacy.deciding or (held and held.at > event.decided_at):
        return case
    if event.anew < case.across.anew.get(force, 0):
        return case
    rank = None if event.view is View.UNDECIDED else event.rank
    children = primacy.decided_by(force) if force == case.force else _asked_for(case, force, event.decided_at)
    return _decided(case, force, Ruling(event.view, event.decided_at, rank, recorded.occurred_at, children))


def _noted(case: Case, recorded: Recorded) -> Case:
    """Of a force without messages: as if it had said so."""
    event = recorded.event
    ruling = Ruling(event.view, event.noted_at, event.rank, recorded.occurred_at, frozenset(event.children))
    return _decided(case, event.force, ruling)


def _asked_for(case: Case, force: str, by: datetime) -> frozenset[ChildRef]:
    """For which children a force knew that it decides when it decided: of others it had no part (C-15)."""
    told = case.across.children_told.get(force, ())
    known = [children for at, children in told if at <= by]
    return known[-1] if known else next((children for _, children in told), frozenset())


def _decided(case: Case, force: str, ruling: Ruling) -> Case:
    return across(case, decided={**case.across.decided, force: ruling})


def _decision_passed_on(case: Case, recorded: Recorded) -> Case:
    """To us: the last that was said. By us: what that force was told. Of ourselves nobody knows better, but
    for whom we decided of."""
    event, to = recorded.event, force_of(recorded.event.to)
    if event.force == to:
        return _anew_said(case, recorded, to)
    ruling = Ruling(event.view, event.decided_at, event.rank, event.passed_on_at)
    if not recorded.heard:
        told = {**case.across.decided_told, (to, event.force): ruling}
        return across(case, decided_told=told)
    held = case.across.decided.get(event.force)
    older = held is not None and held.said_at is not None and held.said_at > event.passed_on_at
    return case if older else _decided(case, event.force, ruling)


def _anew_said(case: Case, recorded: Recorded, to: ForceCode) -> Case:
    """By us to a force that decides, or to us: that it was decided of somebody who has been put right."""
    number = recorded.event.anew
    if not recorded.heard:
        return across(case, anew_told={**case.across.anew_told, to: number})
    return _anew(case, to, number) if number > case.across.anew.get(to, 0) else case


def _reopened(case: Case, recorded: Recorded) -> Case:
    return _anew(case, recorded.event.force, recorded.event.number)


def _anew(case: Case, force: ForceCode, number: int) -> Case:
    decided = {one: made for one, made in case.across.decided.items() if one != force}
    return across(case, decided=decided, anew={**case.across.anew, force: number})


def _taken_on(case: Case, recorded: Recorded) -> Case:
    """By the force that decides, or by us as that force."""
    force = spoken_by(case, recorded)
    held = case.across.owed.get(force)
    if held is None:
        return case
    taken = replace(held, taken_on_at=recorded.event.taken_on_at)
    return across(case, owed={**case.across.owed, force: taken})


def _not_heard(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    rung = Rung(event.force, event.since, event.awaits)
    return across(case, rung_to_decide={**case.across.rung_to_decide, event.alert: rung})


def chased_heard(case: Case, recorded: Recorded) -> Case:
    """Of us, who decide: somebody here is rung for it."""
    rung = case.across.rung_here(case.force, recorded.event.awaited)
    if rung is None:
        return case
    key = owed_key(case, recorded.event)
    return across(case, rung_to_decide={**case.across.rung_to_decide, key: rung})


def _outcome_passed_on(case: Case, recorded: Recorded) -> Case:
    if recorded.heard:
        return across(case, outcome=recorded.event.outcome)
    return across(case, outcome_told=case.across.outcome_told | {force_of(recorded.event.to)})


def waited_for(before: Case, after: Case, recorded: Recorded) -> Case:
    """Since when each force is waited for that decides, from whatever made it so. A child more, for whom it
    decides too, gives no more time to a force that has not decided."""
    now = after.across
    if now is before.across:
        return after
    at, owed = recorded.occurred_at, {}
    for force in now.owing(after.force):
        held, told = now.owed.get(force) or Owes(at, recorded.id), now.primacy_told.get(force)
        knows = now.responding_to is not None or (told is not None and force in told.deciding)
        owed[force] = replace(held, told_at=at) if knows and held.told_at is None else held
    return after if owed == now.owed else after._replace(across=replace(now, owed=owed))


AGREEING: Final[dict[type, Fold]] = {
    crossing.PositionStated: _position,
    crossing.PositionPassedOn: _passed_on,
    crossing.DecisionPassedOn: _decision_passed_on,
    crossing.OutcomePassedOn: _outcome_passed_on,
    crossing.HostedDecisionMade: _hosted,
    crossing.DecisionTakenOn: _taken_on,
    crossing.PrimacyDetermined: _primacy_said,
    crossing.PrimacyReEvaluated: _primacy_said,
}
"""Said by us or to us: folded alike."""
OWN_AGREEING: Final[dict[type, Fold]] = {
    e.HostAgreed: _host_agreed,
    e.DecisionNoted: _noted,
    e.DecisionReopened: _reopened,
    e.PositionReopened: _position_reopened,
    e.DisagreementReasoned: _disagreement,
    e.PrimacyWorkedOut: _worked_out,
    e.DecisionNotHeard: _not_heard,
    crossing.PrimacyDetermined: _primacy_told,
    crossing.PrimacyReEvaluated: _primacy_told,
}

"""From what a route between forces took, and the officer who asks, to a command of the domain."""

from __future__ import annotations

from datetime import UTC, datetime

from contracts.parts import About
from messaging.decider import Actor
from services.decisions.domain import commands as c
from services.decisions.domain.events_across import Place
from services.decisions.http import bodies_across as b


def places(body: b.PlacesBody, by: Actor) -> c.PlaceParties:
    places = (Place(about=_about(one.about), nation=one.nation, force=one.force) for one in body.places)
    return c.PlaceParties(by, tuple(places))


def status(body: b.MappaStatusBody, by: Actor) -> c.RecordMappaStatus:
    return c.RecordMappaStatus(by, body.current, body.area, body.manager, _utc(body.as_of))


def owner(body: b.OwnerBody, by: Actor) -> c.RecordOwner:
    return c.RecordOwner(by, body.what, body.force)


def task(body: b.TaskBody, by: Actor) -> c.TaskForce:
    return c.TaskForce(
        by,
        body.force,
        tuple(_about(one) for one in body.about),
        body.actions,
        _utc(body.acknowledge_by),
        _utc(body.report_by),
    )


def stand_down(body: b.StandDownBody, by: Actor) -> c.StandDown:
    return c.StandDown(by, body.task, body.reasons)


def acknowledge(body: b.TakenBody, by: Actor) -> c.AcknowledgeTask:
    return c.AcknowledgeTask(by, body.task)


def give_back(body: b.ReturnBody, by: Actor) -> c.ReturnTask:
    return c.ReturnTask(by, body.task, body.why, body.reasons, body.lives_in)


def report(body: b.ReportBody, by: Actor) -> c.ReportTask:
    return c.ReportTask(
        by,
        body.seen,
        body.task,
        body.done,
        body.mappa,
        body.findings,
        body.area,
        body.manages,
        body.override,
        body.conditions_met,
    )


def position(body: b.PositionBody, by: Actor) -> c.StatePosition:
    return c.StatePosition(by, body.seen, body.view, body.reasons, body.override)


def disagreement(body: b.DisagreementBody, by: Actor) -> c.RecordDisagreement:
    return c.RecordDisagreement(by, body.seen, body.reasons, body.override)


def host(body: b.HostBody, by: Actor) -> c.AgreeHost:
    return c.AgreeHost(by, body.seen, body.host, body.reasons, body.override)


def hosted(body: b.HostedBody, by: Actor) -> c.DecideHosted:
    return c.DecideHosted(by, body.seen, body.view, body.multi_agency, body.reasons, body.override)


def note(body: b.NoteBody, by: Actor) -> c.NoteDecision:
    return c.NoteDecision(by, body.seen, body.force, body.view, body.rank, body.reasons, body.override)


def take_on(body: b.DecisionTakenBody, by: Actor) -> c.TakeOnDecision:
    return c.TakeOnDecision(by)


def naming(body: b.NamingBody, by: Actor) -> c.NameApplicant:
    return c.NameApplicant(by, body.task, body.action, body.reasons)


def _about(party: b.Party) -> About:
    return About(role=party.role, child=party.child)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)

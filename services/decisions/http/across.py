"""The routes between forces (G 64 to 68), one a command."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from access.commands import command
from services.decisions.http import bodies_across as b
from services.decisions.http import orders_across as orders

FORCES: Final = "/cases/{case_id}/forces"


def routes(router: APIRouter, *, supervision: frozenset[str], staff: frozenset[str]) -> None:
    _facts(router, staff)
    _coordinating(router, supervision)
    _responding(router, supervision, staff)
    _agreeing(router, supervision)


def _facts(router: APIRouter, staff: frozenset[str]) -> None:
    command(
        router, f"{FORCES}/places", b.PlacesBody, orders.places,
        summary="Record in which force area each party lives now (G 65, 66)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{FORCES}/mappa-status", b.MappaStatusBody, orders.status,
        summary="Record whether the subject is a current MAPPA subject, and where (G 67(a))", roles=staff,
    )  # fmt: skip
    command(
        router, f"{FORCES}/owner", b.OwnerBody, orders.owner,
        summary="Record which force has the record, the risk assessment or the decision (G 65, 67)",
        roles=staff,
    )  # fmt: skip


def _coordinating(router: APIRouter, supervision: frozenset[str]) -> None:
    command(
        router, f"{FORCES}/tasks", b.TaskBody, orders.task,
        summary="Ask another force to act for those who live in its area (G 66)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{FORCES}/tasks/called-off", b.StandDownBody, orders.stand_down,
        summary="Call a task off, and why (G 66)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{FORCES}/applicant", b.NamingBody, orders.naming,
        summary="Tell a force who applied, because an action of its task needs it (G 66)", roles=supervision,
    )  # fmt: skip


def _responding(router: APIRouter, supervision: frozenset[str], staff: frozenset[str]) -> None:
    command(
        router, f"{FORCES}/tasks/acknowledgement", b.TakenBody, orders.acknowledge,
        summary="Take on what another force asks; our checks begin (G 66)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{FORCES}/tasks/return", b.ReturnBody, orders.give_back,
        summary="Return a task that is not ours, and why (G 66)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{FORCES}/tasks/report", b.ReportBody, orders.report,
        summary="Report the findings to the force that coordinates, or again what is found since (G 66)",
        roles=supervision,
    )  # fmt: skip
    command(
        router, f"{FORCES}/decision/taken-on", b.DecisionTakenBody, orders.take_on,
        summary="Take the decision on, as the force with primacy (G 67)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{FORCES}/decision", b.HostedBody, orders.hosted,
        summary="Decide on disclosure as the force with primacy (G 67)", roles=supervision,
    )  # fmt: skip


def _agreeing(router: APIRouter, supervision: frozenset[str]) -> None:
    command(
        router, f"{FORCES}/position", b.PositionBody, orders.position,
        summary="State this force's position on disclosure (G 67)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{FORCES}/disagreement", b.DisagreementBody, orders.disagreement,
        summary="Record that the forces cannot agree (G 67)", roles=supervision,
    )  # fmt: skip
    command(
        router, f"{FORCES}/decision/written-down", b.NoteBody, orders.note,
        summary="Write down what a force has decided that exchanges no messages with this system (G 64, 67)",
        roles=supervision,
    )  # fmt: skip
    command(
        router, f"{FORCES}/host", b.HostBody, orders.host,
        summary="Record which force hosts the decision for children of several areas (G 67(b))",
        roles=supervision,
    )  # fmt: skip

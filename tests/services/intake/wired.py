"""Intake as its gates are tried over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pydantic import SecretStr

from assembly.program import Program
from assembly.wiring import World
from services.intake.api import routes
from services.intake.app import MIGRATIONS, build
from services.intake.domain import commands as c
from services.intake.http.on_the_case import MAY_SEE
from services.intake.settings import Settings
from services.intake.store.blind import BlindIndex
from tests.wire.desk import API, FORCE, Served
from tests.wire.orders import orders

BLIND: Final = SecretStr("another one for tests, and as long as that")


def _build(database: SecretStr, world: World) -> Program:
    settings = Settings(
        force=FORCE,
        database_url=database,
        case_secret=SecretStr("only for tests, and long enough for them"),
        blind_secret=BLIND,
    )
    return build(settings, world, API)


def _details(given: c.Details) -> dict[str, Any]:
    """Children and relationships are one part of what is given."""
    parts = {name: getattr(given, name) for name in ("applicant", "applicant_contact", "subject", "account")}
    said: dict[str, Any] = parts | {"social_care_consent": given.social_care_consent}
    if given.children is not None:
        said |= {
            "children": list(_children(given)),
            "responsible_adults": given.children.responsible_adults,
        }
    if given.relationships is not None:
        said["applicant_to_subject"] = given.relationships.applicant_to_subject
    return said


def _children(given: c.Details) -> Iterator[dict[str, Any]]:
    known = {one.child: one for one in given.relationships.children} if given.relationships else {}
    for child in given.children.named if given.children else ():
        said = child.model_dump(mode="json", exclude={"ref"}, exclude_none=True)
        if about := known.get(child.ref):
            said |= {"applicant_is": about.applicant, "subject_is": about.subject, "contact": about.contact}
        yield said


def _enquiry(command: c.ReceiveEnquiry) -> dict[str, Any]:
    return _details(command.details) | {"immediate_risk": command.risk}


def _correction(command: c.CorrectFact) -> dict[str, Any]:
    return _details(command.details)


def _adult(command: c.NameResponsibleAdult) -> dict[str, Any]:
    return {"name": command.adult.name, "relation": command.adult.relation}


SERVED: Final = Served(
    "intake",
    _build,
    MIGRATIONS,
    orders(
        routes(BlindIndex(BLIND)).routes,
        {
            c.ReceiveEnquiry: _enquiry,
            c.CorrectFact: _correction,
            c.NameResponsibleAdult: _adult,
        },
    ),
    MAY_SEE.told,
)

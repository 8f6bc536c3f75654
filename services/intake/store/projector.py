"""Keeps the work list and the blind index, in the transaction that wrote the events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.codes import PartyRole
from messaging.service import Changed
from services.intake.domain.missing import missing
from services.intake.domain.state import Case
from services.intake.domain.to_do import to_do
from services.intake.store.blind import Blind, BlindIndex
from services.intake.store.queries import CLEAR_INDEX, WORK, WRITE_INDEX

Lines = tuple[dict[str, Any], tuple[Blind, ...]]
"""The line of the work list, and the people of the index."""


class IntakeProjector:
    """Writes codes, instants, staff identifiers and keyed digests; nothing personal in clear."""

    def __init__(self, index: BlindIndex) -> None:
        self._index = index

    def line(self, changed: Changed[Case]) -> Lines | None:
        """A case that is not open here has none yet."""
        case = changed.state
        return None if not case.opened else (line(case), people_of(case, self._index))

    async def write(self, connection: AsyncConnection, lines: Sequence[Lines | None]) -> None:
        """The last state of each case of the batch."""
        opened = [one for one in lines if one is not None]
        if not opened:
            return
        await WORK.write(connection, [work for work, _ in opened])
        await connection.execute(CLEAR_INDEX, {"cases": [work["case_id"] for work, _ in opened]})
        rows = [row(work["case_id"], one) for work, people in opened for one in people]
        if rows:
            await connection.execute(WRITE_INDEX, rows)


def line(case: Case) -> dict[str, Any]:
    """One row of the work list; ValueError for a case without its enquiry."""
    began = case.enquiry or case.receipt
    if began is None:
        raise ValueError("a case that is not open here has no line on the work list")
    steps = to_do(case)
    interviewers = [
        case.interviewers[one.meeting] for one in case.arranged if one.meeting in case.interviewers
    ]
    allocated = dict.fromkeys([*([case.allocated_to] if case.allocated_to else []), *interviewers])
    return {
        "case_id": case.case_id,
        "version": case.version,
        "reference": case.reference,
        "contact_at": case.contact_at,
        "channel": case.enquiry.channel.value if case.enquiry else case.learnt[0].source.value,
        "due": steps[0].due if steps else None,
        "steps": [one.step.value for one in steps],
        "missing": [what.value for what in missing(case.given)],
        "allocated_to": list(allocated),
        "risk_unanswered": bool(case.unacknowledged()),
        "idle": not steps,
    }


def people_of(case: Case, index: BlindIndex) -> tuple[Blind, ...]:
    """Applicant, subject and named children, as far as they are named and can be read here."""
    applicant = case.given.applicant.opened if case.given.applicant else None
    subject = case.given.subject.opened if case.given.subject else None
    children = case.given.children.opened if case.given.children else None
    found = [
        index.of(PartyRole.APPLICANT, applicant.name, applicant.date_of_birth) if applicant else None,
        index.of(PartyRole.SUBJECT, subject.name, subject.date_of_birth) if subject else None,
    ]
    found += [
        index.of(PartyRole.CHILD, child.name, child.date_of_birth)
        for child in (children.named if children else ())
    ]
    return tuple({(one.role, one.name): one for one in found if one}.values())


def row(case_id: str, person: Blind) -> dict[str, Any]:
    return {"case_id": case_id, "role": person.role.value, "name": person.name, "born": person.born}

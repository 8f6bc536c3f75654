"""The same people asked about again, found by the blind index. Cases are linked, never merged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from access.runtime import Runtime
from contracts.codes import LinkReason, PartyRole
from contracts.parts import LinkedCase
from contracts.people import ApplicantDetails, SubjectDetails
from messaging.decider import Actor
from messaging.routes import DueTask
from services.intake.domain import clock_start
from services.intake.domain.commands import LinkCases
from services.intake.domain.state import Case
from services.intake.store.blind import BlindIndex
from services.intake.store.queries import MOST, asked_before

SERVICE: Final = Actor("system:intake")


class Links:
    """Finds other cases in which the same applicant asked about the same subject."""

    def __init__(self, engine: AsyncEngine, index: BlindIndex, runtime: Callable[[], Runtime]) -> None:
        self._engine = engine
        self._index = index
        self._runtime = runtime

    async def of(
        self, case_id: str, applicant: ApplicantDetails | None, subject: SubjectDetails | None
    ) -> tuple[LinkedCase, ...]:
        """Oldest first. Nobody is found for an anonymous applicant or by half a name."""
        found = await self._found(case_id, applicant, subject)
        return tuple(LinkedCase(case_id=one, why=LinkReason.SENT_AGAIN) for one, _ in found)

    async def _found(
        self, case_id: str, applicant: ApplicantDetails | None, subject: SubjectDetails | None
    ) -> tuple[tuple[str, datetime], ...]:
        """Each with its contact."""
        if applicant is None or subject is None:
            return ()
        asking = self._index.of(PartyRole.APPLICANT, applicant.name, applicant.date_of_birth)
        asked_about = self._index.of(PartyRole.SUBJECT, subject.name, subject.date_of_birth)
        if asking is None or asked_about is None:
            return ()
        async with self._engine.connect() as connection:
            return await asked_before(connection, case_id, asking, asked_about)

    async def look_again(self, task: DueTask, case: Case) -> LinkCases:
        """The performer of the task; repeating it changes nothing. Others whose clocks it touches are told.

        However often the same is sent, one more is compared with the earliest that counts, and with those
        that were made after it.
        """
        applicant = case.given.applicant.opened if case.given.applicant else None
        subject = case.given.subject.opened if case.given.subject else None
        if applicant is None or subject is None:
            return LinkCases()  # not to be read here any more: that tells nothing of who it was
        found = await self._found(task.case_id, applicant, subject)
        same = {one for one, _ in found}
        gone = [one for one in case.asked_too if one not in same] if len(found) < MOST else []
        others = await self._others(case, found)
        for other in others:
            command = clock_start.for_the_other(case, other, same=other.case_id not in gone)
            if command is not None:
                await self._runtime().execute(other.case_id, command, SERVICE)
        return clock_start.for_this_one(same, [one for one in others if one.case_id not in gone], gone)

    async def _others(self, case: Case, found: Sequence[tuple[str, datetime]]) -> list[Case]:
        """Those whose contact may count here, or ours there; as they stand now."""
        ours = case.contact_at
        held = {one: await self._state(one) for one in case.asked_too}
        for other, contacted_at in found:
            if ours is None or contacted_at == ours or other in held:
                continue
            counts = clock_start.first(case.force, map(clock_start.asked, _known(held)), ours)
            if counts is not None and counts.contacted_at <= contacted_at < ours:
                continue
            held[other] = await self._state(other)
        return _known(held)

    async def _state(self, case_id: str) -> Case | None:
        snapshot = await self._runtime().read(case_id)
        return snapshot.state if snapshot is not None else None


def _known(held: Mapping[str, Case | None]) -> list[Case]:
    return [one for one in held.values() if one is not None]

"""The same people asked about again, found by the blind index. Cases are linked, never merged."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.codes import LinkReason, PartyRole
from contracts.parts import LinkedCase
from contracts.people import ApplicantDetails, SubjectDetails
from messaging.routes import DueTask
from services.intake.domain.commands import LinkCases
from services.intake.domain.state import Case
from services.intake.store.blind import BlindIndex
from services.intake.store.queries import asked_before


class Links:
    """Finds other cases in which the same applicant asked about the same subject."""

    def __init__(self, engine: AsyncEngine, index: BlindIndex) -> None:
        self._engine = engine
        self._index = index

    async def of(
        self, case_id: str, applicant: ApplicantDetails | None, subject: SubjectDetails | None
    ) -> tuple[LinkedCase, ...]:
        """Oldest first. Nobody is found for an anonymous applicant or by half a name."""
        if applicant is None or subject is None:
            return ()
        asking = self._index.of(PartyRole.APPLICANT, applicant.name, applicant.date_of_birth)
        asked_about = self._index.of(PartyRole.SUBJECT, subject.name, subject.date_of_birth)
        if asking is None or asked_about is None:
            return ()
        async with self._engine.connect() as connection:
            found = await asked_before(connection, case_id, asking, asked_about)
        return tuple(LinkedCase(case_id=one, why=LinkReason.SENT_AGAIN) for one in found)

    async def look_again(self, task: DueTask, case: Case) -> LinkCases:
        """The performer of the task; repeating it changes nothing."""
        applicant = case.given.applicant.opened if case.given.applicant else None
        subject = case.given.subject.opened if case.given.subject else None
        return LinkCases(await self.of(task.case_id, applicant, subject))

"""The Initial Contact and Face-to-Face form, Annex A: its first part (G 27) and its second (G 50)."""

from __future__ import annotations

from contracts.codes import Genuineness
from contracts.intake import AnnexAPart1Completed, AnnexAPart2Completed
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.outcomes import Decided
from services.intake.domain import commands as c
from services.intake.domain.enquiry import application
from services.intake.domain.events import FlagsRaised
from services.intake.domain.flags import Flag
from services.intake.domain.missing import missing
from services.intake.domain.state import Case


def complete_part1(case: Case, command: c.CompleteAnnexAPart1, moment: Moment) -> Decided:
    """Complete as far as it can be: what the applicant cannot say stays listed as missing.

    With that the enquiry is an application, on what is known: it waits for nothing that nobody can give.
    """
    completed = AnnexAPart1Completed(completed_at=moment.now, form=command.form, missing=missing(case.given))
    made = () if case.application_at is not None else application(case.given, moment.now)
    return Decided((completed, *made))


def complete_part2(case: Case, command: c.CompleteAnnexAPart2, moment: Moment) -> Decided:
    """A request that may not be genuine is for a supervisor to judge, and stops nothing (G 36 a)."""
    completed = AnnexAPart2Completed(
        completed_at=moment.now,
        form=command.form,
        meeting=case.held[-1].meeting if case.held else None,
        recommendation=command.recommendation,
        genuineness=command.genuineness,
        notes=Sealed.of(command.notes),
    )
    doubted = command.genuineness is not Genuineness.GENUINE
    return Decided((completed, *([FlagsRaised(flags=(Flag.GENUINENESS_IN_DOUBT,))] if doubted else ())))

"""What checks have found so far, as far as it bears on how the applicant may be seen (G 38)."""

from __future__ import annotations

from contracts.codes import Answer, InitialOutcome, PartyRole
from services.intake.domain.state import Case

NOT_LOOKED = frozenset({Answer.UNAVAILABLE, Answer.WITHHELD})
STAYS = frozenset({Answer.HIT, Answer.AMBIGUOUS})


def settled(earlier: Answer | None, later: Answer) -> Answer:
    """A possible or certain find is not undone by a later search; "could not look" is (C-45)."""
    if earlier in STAYS and later is not Answer.HIT:
        return earlier
    return later


def nothing_held(case: Case) -> bool:
    """Whether the initial checks are complete and every search about the subject found nothing."""
    about_subject = [answer for (_, role, _), answer in case.checks.items() if role is PartyRole.SUBJECT]
    return (
        case.initial_checks is InitialOutcome.NO_IMMEDIATE_CONCERN
        and bool(about_subject)
        and all(answer is Answer.NO_TRACE for answer in about_subject)
    )

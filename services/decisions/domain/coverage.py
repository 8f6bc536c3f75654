"""What checks hold about the subject, source by source: found, nothing held, could not look, may not say.

Only a successful search that found nothing says so. Of several answers of one source the
more cautious counts until a person has settled it (C-45); "could not look" counts while no later search
succeeded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from contracts.codes import Answer, NoConcernStatement, PartyRole, Source
from contracts.fields import Key
from contracts.people import FindingKind
from services.decisions.domain.facts import Asked, Checks, SourceAnswer
from services.decisions.domain.state import Case

CAUTION: Final = {
    Answer.NO_TRACE: 0,
    Answer.WITHHELD: 1,
    Answer.UNAVAILABLE: 1,
    Answer.AMBIGUOUS: 2,
    Answer.HIT: 3,
}
NOT_LOOKED: Final = frozenset({Answer.UNAVAILABLE, Answer.WITHHELD})

CONVICTIONS: Final = frozenset(
    {
        FindingKind.SCHEDULE_34A_CONVICTION,
        FindingKind.OTHER_RELEVANT_CONVICTION,
        FindingKind.ORDER_IN_FORCE,
        FindingKind.LICENCE_CONDITION,
        FindingKind.MAPPA_MANAGED,
        FindingKind.REGISTERED_SEX_OFFENDER,
        FindingKind.UNDER_SUPERVISION,
    }
)
"""Against G 75 (a): a conviction, or what only a conviction brings about."""
INTELLIGENCE: Final = frozenset({FindingKind.RELEVANT_INTELLIGENCE})
BEHAVIOUR: Final = frozenset({FindingKind.CONCERNING_BEHAVIOUR})
AGAINST: Final = {
    NoConcernStatement.NO_RELEVANT_CONVICTIONS: CONVICTIONS,
    NoConcernStatement.NO_OTHER_INTELLIGENCE: INTELLIGENCE,
    NoConcernStatement.NO_CONCERNING_BEHAVIOUR: BEHAVIOUR,
}
SPEAKS_TO: Final = {
    NoConcernStatement.NO_RELEVANT_CONVICTIONS: frozenset(
        {
            Source.POLICE_NATIONAL,
            Source.POLICE_LOCAL,
            Source.OFFENDER_MANAGEMENT,
            Source.PROBATION,
            Source.PRISON,
            Source.YOUTH_JUSTICE,
        }
    ),
    NoConcernStatement.NO_OTHER_INTELLIGENCE: frozenset({Source.POLICE_INTELLIGENCE, Source.POLICE_LOCAL}),
    NoConcernStatement.NO_CONCERNING_BEHAVIOUR: frozenset({Source.SOCIAL_CARE, Source.HEALTH, Source.SCHOOL}),
}
"""Which sources bear out a statement when they searched and hold nothing."""


def standing(checks: Checks, asked: Asked) -> SourceAnswer | None:
    """The answer that counts for one source and person; None while nothing has come."""
    answers = [_settled(checks, one) for one in checks.answers.get(asked, ())]
    searched = [one for one in answers if one.answer is not Answer.UNAVAILABLE]
    failed = [one for one in answers if one.answer is Answer.UNAVAILABLE]
    counts = max(searched, key=_caution, default=None)
    last_failed = max(failed, key=_caution, default=None)
    if last_failed is None:
        return counts
    if counts is None:
        return last_failed
    looked_since = max(one.at for one in searched) >= max(one.at for one in failed)
    return counts if looked_since or CAUTION[counts.answer] > CAUTION[Answer.UNAVAILABLE] else last_failed


def _caution(one: SourceAnswer) -> tuple[int, bool, int, datetime, str]:
    """The more cautious first; what cannot be read, then the more findings, are the more cautious."""
    return CAUTION[one.answer], one.kinds is None, len(one.kinds or ()), one.at, one.check


def _settled(checks: Checks, one: SourceAnswer) -> SourceAnswer:
    """A possible match becomes a hit or nothing held once a person has said which it is."""
    if one.answer is not Answer.AMBIGUOUS:
        return one
    verdicts = [
        said for said in checks.settled if one.check in said.checks or (not said.checks and said.at >= one.at)
    ]
    if not verdicts:
        return one
    last = max(verdicts, key=lambda said: (said.at, said.is_subject))
    if last.is_subject:
        return SourceAnswer(one.check, Answer.HIT, one.at, one.kinds)
    return SourceAnswer(one.check, Answer.NO_TRACE, one.at)


def standings(case: Case) -> Iterator[tuple[Asked, SourceAnswer]]:
    """Every source and person for whom something has come, in a fixed order."""
    asked = sorted(case.checks.answers, key=lambda one: (one.source, one.about, one.child or ""))
    for one in asked:
        if (counts := standing(case.checks, one)) is not None:
            yield one, counts


def of_subject(case: Case, *answers: Answer) -> list[tuple[Asked, SourceAnswer]]:
    """What stands so about the subject."""
    return [
        (asked, one)
        for asked, one in standings(case)
        if asked.about is PartyRole.SUBJECT and one.answer in answers
    ]


def not_looked(case: Case) -> list[tuple[Asked, SourceAnswer]]:
    """Sources that could not look, or would not or may not say, of the subject or a child (R-059)."""
    weighed = (PartyRole.SUBJECT, PartyRole.CHILD)
    return [
        (asked, one) for asked, one in standings(case) if asked.about in weighed and one.answer in NOT_LOOKED
    ]


def not_answered(case: Case) -> list[Source]:
    """Sources that were asked, and of which nothing at all has come."""
    answered = {asked.source for asked in case.checks.answers}
    keys = {one.check for answers in case.checks.answers.values() for one in answers}
    waiting = {asked.source for key, asked in case.checks.pending.items() if key not in keys}
    return sorted((case.checks.requested - answered) | waiting)


def contradicting(case: Case, statement: NoConcernStatement) -> list[Asked]:
    """Sources whose findings about the subject say otherwise; findings that cannot be read say the worst."""
    against = AGAINST.get(statement, frozenset())
    return [
        asked
        for asked, one in of_subject(case, Answer.HIT)
        if (one.kinds is None and statement is not NoConcernStatement.NO_CONNECTION_THAT_JUSTIFIES)
        or (one.kinds is not None and one.kinds & against)
    ]


def held_but_irrelevant(case: Case) -> list[Asked]:
    """Sources that hold something about the subject, none of it of a kind that G 73 names."""
    named = CONVICTIONS | INTELLIGENCE | BEHAVIOUR
    return [
        asked
        for asked, one in of_subject(case, Answer.HIT)
        if one.kinds is not None and not one.kinds & named
    ]


def bears_out(case: Case, statement: NoConcernStatement) -> tuple[Key, ...]:
    """Checks that searched and hold nothing, where they speak to this statement."""
    sources = SPEAKS_TO.get(statement, frozenset())
    return tuple(
        sorted(one.check for asked, one in of_subject(case, Answer.NO_TRACE) if asked.source in sources)
    )


def identity_open(case: Case) -> bool:
    """Whether records wait for a person to say if they are of the subject (R-068)."""
    if of_subject(case, Answer.AMBIGUOUS):
        return True
    return any(not _verdict_on(case.checks, check, at) for check, at in case.checks.candidates.items())


def _verdict_on(checks: Checks, check: Key, at: datetime) -> bool:
    return any(check in said.checks or (not said.checks and said.at >= at) for said in checks.settled)

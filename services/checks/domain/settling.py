"""Which of a source's answers about one person counts, once a person has said so (G 45, 51; C-45).

A verdict on records or a settlement stands for every answer that was there when it was made, never for one
that comes later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contracts import ranks
from contracts.checks import AnswersSettled
from contracts.codes import Answer
from contracts.fields import Key
from contracts.people import Finding, Findings, Reasons
from contracts.sealed import Sealed
from messaging.decider import Actor, Moment
from services.checks.domain import commands as c
from services.checks.domain.closed import CLOSED
from services.checks.domain.coverage import CAUTION, LOOKED, told
from services.checks.domain.events import to_the_millisecond
from services.checks.domain.state import Answered, Ask, Checks, Pair, Verdict


def pairs_of(case: Checks, checks: Iterable[Key]) -> tuple[Pair, ...]:
    """Whom these checks are about, each pair once, in order; keys of no ask are left out."""
    asks = (case.asks.get(check) for check in checks)
    return tuple(dict.fromkeys(ask.pair for ask in asks if ask is not None))


def lowers_a_hit(case: Checks, pair: Pair, counts: Answer) -> bool:
    """Whether this would make less of records that count as the person's."""
    return counts is not Answer.HIT and any(one.answer is Answer.HIT for one in told(case, pair))


def drops_a_hit(case: Checks, command: c.ChooseMatch) -> bool:
    """Whether records that count as the person's are not among those chosen."""
    chosen = frozenset(command.records)
    return any(
        one.answer is Answer.HIT and not (one.records and one.records <= chosen)
        for pair in pairs_of(case, command.checks)
        for one in told(case, pair)
    )


def after_verdict(case: Checks, command: c.ChooseMatch, moment: Moment) -> Iterator[AnswersSettled]:
    """What counts from now on of each source that the verdict is of, unless something is still open there."""
    verdict = Verdict(moment.version + 1, command.checks, command.outcome, command.records)
    after = case._replace(verdicts=(*case.verdicts, verdict))
    for pair in pairs_of(case, command.checks):
        said = told(after, pair)
        counts = max((one.answer for one in said), key=CAUTION.__getitem__)
        if counts in LOOKED and all(one.answer is not Answer.AMBIGUOUS for one in said):
            yield settled(after, pair, counts, command.reasons, command.by, moment)


def settled(
    case: Checks, pair: Pair, counts: Answer, reasons: str, by: Actor, moment: Moment
) -> AnswersSettled:
    """The event that says so, with the records that are, or may be, of the person."""
    of_it = tuple(one for one in told(case, pair) if one.answer is counts)
    findings = _findings(of_it) if counts in (Answer.HIT, Answer.AMBIGUOUS) else ()
    return AnswersSettled(
        source=pair.source,
        about=pair.about,
        checks=tuple(ask.check for ask in case.of_pair(pair) if _said_something(ask)),
        counts=counts,
        count=len({one.record for one in findings}),
        rank=ranks.rank_of(by.rank),
        settled_at=to_the_millisecond(moment.now),
        findings=Sealed.of(Findings(found=findings)) if findings else None,
        reasons=Sealed.of(Reasons(text=reasons)),
    )


def _said_something(ask: Ask) -> bool:
    """That it could not look is nothing that a person settles, and stands until it has looked."""
    return any(one.answer is not Answer.UNAVAILABLE for one in ask.answers)


def _findings(answers: Iterable[Answered]) -> tuple[Finding, ...]:
    found = tuple(dict.fromkeys(finding for one in answers for finding in one.findings))
    return found or (CLOSED,)

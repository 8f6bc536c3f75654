"""How each source stands for each person: the answer that counts, and what is still missing.

Only a search that succeeded and found nothing says so. Of several answers the more cautious counts until
a person has settled it (C-45); that a source could not look is forgotten once it has looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Final, NamedTuple

from contracts.codes import Answer, IdentityOutcome, NoAnswer, PartyRole, Source
from contracts.parts import Coverage, Scope
from contracts.people import Finding
from services.checks.domain.planning import mandatory, pairs
from services.checks.domain.sources import Register
from services.checks.domain.state import Answered, Ask, Checks, Pair

CAUTION: Final = {
    Answer.NO_TRACE: 0,
    Answer.WITHHELD: 1,
    Answer.UNAVAILABLE: 1,
    Answer.AMBIGUOUS: 2,
    Answer.HIT: 3,
}
_FOUND: Final = frozenset({Answer.HIT, Answer.AMBIGUOUS})
LOOKED: Final = frozenset({Answer.HIT, Answer.NO_TRACE})


class Lack(StrEnum):
    """Why a pair does not count as answered."""

    NEVER_ASKED = "has not been asked"
    NO_ANSWER_YET = "has not answered yet"
    COULD_NOT_LOOK = "could not look"
    LOOKED_IN_PART = "has found something, and could not show the rest"
    NOT_SEARCHABLE = "cannot be searched: the surname is not known in Latin letters"
    WITHHELD = "would not or may not say"
    POSSIBLE_MATCH = "has a possible match: you decide"


class Standing(NamedTuple):
    """How one pair stands. `answered` None: nothing has come, or it is overdue (then `reason` says so)."""

    pair: Pair
    ask: Ask | None
    answer: Answer | None = None
    reason: NoAnswer | None = None
    answered: Answered | None = None
    differing: bool = False
    in_part: bool = False
    """What the rest of the searches would show is not known; `reason` says why."""

    @property
    def lack(self) -> Lack | None:
        """What is missing, or None when the source searched and it is settled whom it speaks of."""
        match self.answer:
            case None:
                return Lack.NEVER_ASKED if self.ask is None else Lack.NO_ANSWER_YET
            case Answer.UNAVAILABLE:
                unnamed = self.reason is NoAnswer.NO_SURNAME
                return Lack.NOT_SEARCHABLE if unnamed else Lack.COULD_NOT_LOOK
            case Answer.WITHHELD:
                return Lack.WITHHELD
            case Answer.AMBIGUOUS:
                return Lack.POSSIBLE_MATCH
        return Lack.LOOKED_IN_PART if self.in_part else None


def standing(case: Checks, pair: Pair) -> Standing:
    """The answer that counts for this pair."""
    ask = case.current(pair)
    if ask is None:
        return Standing(pair, None)
    if not ask.answers and not ask.overdue:
        return Standing(pair, ask)
    said = told(case, pair)
    counts = max(said, key=lambda one: (CAUTION[one.answer], one.version), default=None)
    differing = _differ(said)
    failed = _not_looked(ask)
    if failed is not None and (counts is None or CAUTION[counts.answer] < CAUTION[Answer.UNAVAILABLE]):
        return Standing(pair, ask, Answer.UNAVAILABLE, failed, ask.latest, differing)
    if counts is None:
        return Standing(pair, ask, Answer.UNAVAILABLE, NoAnswer.NOT_ASKED_IN_TIME)
    rest = _rest(ask)
    if rest is not None and counts.answer not in _FOUND:
        return Standing(pair, ask, rest.answer, rest.reason, rest, differing)
    why = counts.reason if rest is None else rest.reason
    return Standing(pair, ask, counts.answer, why, counts, differing, in_part=rest is not None)


def _rest(ask: Ask) -> Answered | None:
    """Of an ask that found something in part: what was said of the rest, while no search of all succeeded.

    Nothing that a person makes of what was found says anything of it.
    """
    if ask.searched or not any(one.in_part for one in ask.answers):
        return None
    return ask.latest


def _differ(said: tuple[Answered, ...]) -> bool:
    """What a source would not show beside what it found in part is no other answer."""
    in_part = any(one.in_part for one in said)
    answers = {one.answer for one in said} - ({Answer.WITHHELD} if in_part else set())
    return len(answers) > 1 or _holds_less(said)


def _holds_less(said: tuple[Answered, ...]) -> bool:
    """Whether the last of several hits lacks something that an earlier one held (C-45).

    What was searched in part cannot tell.
    """
    hits = [one for one in said if one.answer is Answer.HIT]
    if len(hits) < 2:
        return False
    latest = max(hits, key=lambda one: one.version)
    last = entries(latest.findings)
    return not latest.in_part and any(not entries(one.findings) <= last for one in hits)


def entries(findings: Iterable[Finding]) -> frozenset[tuple[str, str, str]]:
    """What is held, to be compared with what was held before: each entry by kind, record and words."""
    return frozenset((found.kind.value, found.record, found.summary) for found in findings)


def told(case: Checks, pair: Pair) -> tuple[Answered, ...]:
    """The answers of this pair that stand: what a person has settled, for all before it, and what came since.

    That a source could not look is no answer about the person; what was found in part is none any more once
    a later search has found it too.
    """
    settled = case.settled.get(pair)
    of_pair = case.of_pair(pair)
    every = [one for ask in of_pair for one in ask.answers]
    answers = ((one, ask) for ask in of_pair for one in ask.answers if not _found_again(one, every))
    said = (_judged(case, one, ask) for one, ask in answers)
    since = 0 if settled is None else settled.version
    later = (one for one in said if one.version > since and one.answer is not Answer.UNAVAILABLE)
    return (*(() if settled is None else (settled,)), *later)


def _found_again(one: Answered, every: Sequence[Answered]) -> bool:
    """What cannot be read any more is not known to have been found again."""
    if not one.in_part or not one.findings:
        return False
    return any(_held(one) <= _held(later) for later in every if later.version > one.version)


def _held(one: Answered) -> frozenset[tuple[str, str]]:
    return frozenset((found.kind.value, found.record) for found in one.findings)


def _not_looked(ask: Ask) -> NoAnswer | None:
    """Why the current ask has no search yet, if it has been tried."""
    if ask.searched:
        return None
    latest = ask.latest
    if latest is not None and latest.answer is Answer.UNAVAILABLE:
        return latest.reason
    if latest is None and ask.overdue:
        return NoAnswer.TIMED_OUT
    return None


def _judged(case: Checks, one: Answered, ask: Ask) -> Answered:
    """A match is a hit, or nothing held, once a person has said which it is."""
    if one.answer not in (Answer.AMBIGUOUS, Answer.HIT):
        return one
    last = next(
        (said for said in reversed(case.verdicts) if said.version > one.version and ask.check in said.checks),
        None,
    )
    if last is None:
        return one
    if last.outcome is IdentityOutcome.NONE_IS_THE_SUBJECT:
        return replace(one, answer=Answer.NO_TRACE, findings=(), count=0)
    chosen = tuple(found for found in one.findings if found.record in last.records)
    if not chosen:
        return replace(one, answer=Answer.NO_TRACE, findings=(), count=0)
    return replace(one, answer=Answer.HIT, findings=chosen, count=len({found.record for found in chosen}))


def standings(case: Checks, register: Register) -> tuple[Standing, ...]:
    """Of every pair that the case needs, in the order of the register."""
    return tuple(standing(case, pair) for pair in pairs(case, register))


def lacking(case: Checks, register: Register) -> tuple[Standing, ...]:
    """Mandatory pairs that do not count as answered; possible matches of others are listed by the identity
    gate.
    """
    found = [standing(case, pair) for pair in mandatory(case, register)]
    return tuple([one for one in found if one.lack is not None])


def unsettled(case: Checks, register: Register) -> tuple[Standing, ...]:
    """Possible matches of the subject or a child that wait for a person (R-068)."""
    return tuple(one for one in lacking(case, register) if one.lack is Lack.POSSIBLE_MATCH)


def children_not_checked(case: Checks, register: Register) -> tuple[Standing, ...]:
    """Children about whom social care was not asked, or has not said anything (R-059).

    About one whose surname nobody knows it cannot be asked: that is for an Inspector to pass, or for a call.
    """
    said = (Lack.WITHHELD, Lack.POSSIBLE_MATCH, Lack.NOT_SEARCHABLE)
    social_care = (one for one in lacking(case, register) if one.pair.source is Source.SOCIAL_CARE)
    return tuple(one for one in social_care if one.pair.role is PartyRole.CHILD and one.lack not in said)


def written(case: Checks, register: Register) -> tuple[Coverage, ...]:
    """The coverage as it is published with a judgement; of whom was asked about, where nobody can be read."""
    stands = standings(case, register) or tuple(standing(case, pair) for pair in case.latest)
    return tuple(_written(one, register) for one in stands)


def _written(one: Standing, register: Register) -> Coverage:
    scope = one.answered.scope if one.answered else Scope(searched=register[one.pair.source].searched)
    not_known = one.in_part or one.answer in (Answer.UNAVAILABLE, Answer.WITHHELD)
    return Coverage(
        source=one.pair.source,
        about=one.pair.about,
        check=one.ask.check if one.ask else None,
        answer=one.answer,
        scope=scope,
        reason=one.reason if not_known else None,
    )

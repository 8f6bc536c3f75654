"""What checks hold, source by source and person by person: found, nothing held, could not look, may not say.

Only a successful search that found nothing says so. Of several answers of one source about one person the
more cautious counts until a person has settled it (C-45); "could not look" counts while no later search
succeeded. What a person said of records or answers never reaches forward to what came later.

What the sources of another force hold stands like what ours do. Of what kind it is does not cross: it is
nothing that a statement is measured against, and nothing that may be passed over in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from contracts.codes import Answer, NoConcernStatement, PartyRole, Source
from contracts.fields import Key
from contracts.people import FindingKind
from services.decisions.domain.facts import Ask, Asked, Checks, Settlement, SourceAnswer, check_key
from services.decisions.domain.folding import CORRECTION
from services.decisions.domain.somebody_else import of_before
from services.decisions.domain.state import Case

CAUTION: Final = {
    Answer.NO_TRACE: 0,
    Answer.WITHHELD: 1,
    Answer.UNAVAILABLE: 1,
    Answer.AMBIGUOUS: 2,
    Answer.HIT: 3,
}
WEIGHED: Final = (PartyRole.SUBJECT, PartyRole.CHILD)
"""About whom the whole picture is needed: others are looked up, and judge nothing (C-23)."""
FOUND: Final = frozenset({Answer.HIT, Answer.AMBIGUOUS})
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
CHILD_PROTECTION: Final = frozenset({FindingKind.CHILD_PROTECTION})
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
    """The answer that counts for one source and person; None while nothing has come.

    Who could not look has looked once the last ask was answered: a late answer to an earlier one may be of a
    name that was put right since, and what was found in part answers nothing but that it was found.
    """
    settlements, said = checks.settlements.get(asked, frozenset()), checks.answers.get(asked, frozenset())
    answers = [*(_judged(checks, one) for one in _stand(checks, asked)), *_said(settlements)]
    asked_last = checks.asks[asked].check if asked in checks.asks else None
    counts = _counting(answers, settlements, asked_last, _open(checks, asked))
    return counts if counts is None else _with_the_rest(counts, said, _open(checks, asked))


def _stand(checks: Checks, asked: Asked) -> Iterator[SourceAnswer]:
    """Those that no settlement has replaced, and no later search has found again."""
    settlements, said = checks.settlements.get(asked, frozenset()), checks.answers.get(asked, frozenset())
    for one in said:
        of_the_rest = one.answer in NOT_LOOKED and one.check in _open(checks, asked)
        replaced = not of_the_rest and any(_replaced(one, by) for by in settlements)
        if not replaced and not _found_again(one, said):
            yield one


def _open(checks: Checks, asked: Asked) -> frozenset[Key]:
    """The check that was asked last, if something was found by it in part and no search of all has succeeded.

    Nothing that a person makes of what was found says anything of the rest.
    """
    said = checks.answers.get(asked, frozenset())
    whole = {one.check for one in said if one.answer not in NOT_LOOKED and not one.in_part}
    unfinished = frozenset(one.check for one in said if one.in_part) - whole
    asked_last = checks.asks[asked].check if asked in checks.asks else None
    return unfinished if asked_last is None else unfinished & {asked_last}


def _counting(
    answers: list[SourceAnswer],
    settlements: frozenset[Settlement],
    asked_last: Key | None,
    open_: frozenset[Key],
) -> SourceAnswer | None:
    searched = [one for one in answers if one.answer is not Answer.UNAVAILABLE]
    failed = [one for one in answers if one.answer is Answer.UNAVAILABLE]
    counts = max(searched, key=_caution, default=None)
    last_failed = max(failed, key=_caution, default=None)
    if last_failed is None:
        return counts
    if counts is None:
        return last_failed
    looked = [one.at for one in searched if asked_last in (None, one.check) and one.check not in open_]
    looked += [by.at for by in settlements if asked_last in by.checks - open_]
    looked_since = bool(looked) and max(looked) >= max(one.at for one in failed)
    return counts if looked_since or CAUTION[counts.answer] > CAUTION[Answer.UNAVAILABLE] else last_failed


def _with_the_rest(
    counts: SourceAnswer, said: frozenset[SourceAnswer], open_: frozenset[Key]
) -> SourceAnswer:
    """With why the rest is not known, where what was asked last was found in part and no more."""
    if counts.answer in NOT_LOOKED or not open_:
        return replace(counts, in_part=False) if counts.in_part else counts
    rest = max(
        (one for one in said if one.answer in NOT_LOOKED and one.check in open_), key=_at, default=counts
    )
    return replace(counts, in_part=True, reason=rest.reason, ring=rest.ring)


def _at(one: SourceAnswer) -> tuple[datetime, str]:
    return one.at, one.answer


def _caution(one: SourceAnswer) -> tuple[int, bool, int, datetime, str]:
    """The more cautious first; what cannot be read, then the more findings, are the more cautious."""
    return CAUTION[one.answer], one.kinds is None, len(one.kinds or ()), one.at, one.check


def _found_again(one: SourceAnswer, said: frozenset[SourceAnswer]) -> bool:
    """Whether what was found in part was since. What cannot be read is not known to have been."""
    if not one.in_part or one.kinds is None:
        return False
    found = (by for by in said if by.check == one.check and by.answer in FOUND)
    after = (by for by in found if by.at > one.at or (by.at == one.at and not by.in_part))
    return any(by.kinds is not None and one.records <= by.records for by in after)


def _replaced(one: SourceAnswer, by: Settlement) -> bool:
    """Whether a settlement weighed this answer, and may take its place."""
    return one.at <= by.at and one.check in by.checks and _may_replace(one.answer, by)


def _may_replace(answer: Answer, by: Settlement) -> bool:
    """Only a supervisor makes less of a hit."""
    return by.by_supervisor or answer is not Answer.HIT or by.answer is Answer.HIT


def _said(settlements: frozenset[Settlement]) -> list[SourceAnswer]:
    """The last settlement, as the answer that it stands for; and an earlier one that it could not replace."""
    return [
        SourceAnswer(max(one.checks), one.answer, one.at, one.kinds)
        for one in settlements
        if not any(one.at < later.at and _may_replace(one.answer, later) for later in settlements)
    ]


def _judged(checks: Checks, one: SourceAnswer) -> SourceAnswer:
    """A possible match becomes a hit or nothing held once a person has said which it is."""
    if one.answer is not Answer.AMBIGUOUS:
        return one
    verdicts = [
        said
        for said in checks.verdicts
        if said.at >= one.at and (one.check in said.checks or not said.checks)
    ]
    if not verdicts:
        return one
    last = max(verdicts, key=lambda said: (said.at, said.is_subject))
    if last.is_subject:
        return SourceAnswer(one.check, Answer.HIT, one.at, one.kinds, in_part=one.in_part)
    return SourceAnswer(one.check, Answer.NO_TRACE, one.at, in_part=one.in_part)


def standings(case: Case) -> Iterator[tuple[Asked, SourceAnswer]]:
    """Every source and person for whom something has come here, in a fixed order."""
    for one in sorted({*case.checks.answers, *case.checks.settlements}, key=_in_order):
        if (counts := standing(case.checks, one)) is not None:
            yield one, counts


def everywhere(case: Case) -> Iterator[tuple[Asked, SourceAnswer]]:
    """The same, and then how the sources of other forces stand, as those reported."""
    yield from standings(case)
    for one in sorted(case.across.answers, key=_in_order):
        if answers := case.across.answers[one].answers:
            yield one, max(answers, key=_caution)


def hits(case: Case) -> frozenset[str]:
    """Checks of the subject or a child that hold something of them, by whatever a person has said since.

    Those of another force as `check_key` has them.
    """
    found: set[str] = {
        check_key(asked.force, one.check)
        for asked, said in case.across.answers.items()
        if asked.about in WEIGHED
        for one in said.answers
        if one.answer is Answer.HIT and not one.of_before
    }
    for asked in {*case.checks.answers, *case.checks.settlements}:
        if asked.about not in WEIGHED:
            continue
        settled = case.checks.settlements.get(asked, frozenset())
        found |= {
            one.check
            for one in _stand(case.checks, asked)
            if _judged(case.checks, one).answer is Answer.HIT
            and not of_before(case, asked.who, one.asked or one.at)
        }
        stale = {
            one.check
            for one in case.checks.answers.get(asked, frozenset())
            if of_before(case, asked.who, one.asked or one.at)
        }
        found |= {
            key
            for one in settled
            if one.answer is Answer.HIT and not of_before(case, asked.who, one.at)
            for key in one.checks - stale
        }
    return frozenset(found)


def answered_by(case: Case) -> list[tuple[Asked, str]]:
    """Every check that has answered, whichever of a source's answers counts, under its key."""
    found = {(asked, one.check) for asked, said in case.checks.answers.items() for one in said}
    found |= {
        (asked, key) for asked, by in case.checks.settlements.items() for one in by for key in one.checks
    }
    found |= {
        (asked, check_key(asked.force, one.check))
        for asked, said in case.across.answers.items()
        for one in said.answers
    }
    return sorted(found, key=lambda one: (*_in_order(one[0]), one[1]))


def _in_order(one: Asked) -> tuple[str, str, str, str]:
    return one.force or "", one.source, one.about, one.child or ""


def of_subject(case: Case, *answers: Answer) -> list[tuple[Asked, SourceAnswer]]:
    """What stands so about the subject."""
    return [(asked, one) for asked, one in weighed(case, *answers) if asked.about is PartyRole.SUBJECT]


def held_of_subject(case: Case) -> list[SourceAnswer]:
    """What is held of who they are by now, so that a ground may rest on it."""
    return [one for _, one in of_subject(case, Answer.HIT) if not one.of_before]


def of_children(case: Case, *answers: Answer) -> list[tuple[Asked, SourceAnswer]]:
    """What stands so about a child."""
    return [(asked, one) for asked, one in weighed(case, *answers) if asked.about is PartyRole.CHILD]


def weighed(case: Case, *answers: Answer) -> list[tuple[Asked, SourceAnswer]]:
    """What stands so about the subject or a child."""
    return [
        (asked, one) for asked, one in everywhere(case) if asked.about in WEIGHED and one.answer in answers
    ]


def not_looked(case: Case) -> list[tuple[Asked, SourceAnswer]]:
    """Sources that could not look, or would not or may not say, or all of it, of the subject or a child
    (R-059).
    """
    return [(asked, one) for asked, one in weighed(case, *Answer) if one.in_part or one.answer in NOT_LOOKED]


def not_answered(case: Case) -> list[Asked]:
    """Who was asked about the subject or a child, and has not answered since they were last asked."""
    here = {
        asked
        for asked, ask in case.checks.asks.items()
        if not any(
            one.check == ask.check if ask.check else one.at >= ask.at
            for one in case.checks.answers.get(asked, ())
        )
    }
    there = {asked for asked, said in case.across.answers.items() if said.waits} | case.across.unsaid.keys()
    return sorted((asked for asked in here | there if asked.about in WEIGHED), key=_in_order)


def ask_of(case: Case, asked: Asked) -> Ask:
    """When it was last asked; of a source of another force, when that force said that it waits, or not."""
    if asked.force is None:
        return case.checks.asks[asked]
    unsaid = case.across.unsaid.get(asked)
    return Ask(unsaid if unsaid is not None else case.across.answers[asked].at)


def corrected_at(case: Case) -> datetime | None:
    """When it was last put right who the subject or the children are."""
    corrections = [
        part.at for part in (case.subject, case.children) if part is not None and part.weight == CORRECTION
    ]
    return max(corrections, default=None)


def contradicting(case: Case, statement: NoConcernStatement) -> list[Asked]:
    """Sources whose findings say otherwise; findings that cannot be read say the worst.

    What another force's source holds is `unexplained`. Of a child, only what it is said to suffer speaks
    against a statement about the subject (G 29, 73 d).
    """
    against = AGAINST.get(statement, frozenset())
    if not against:
        return []
    found = of_subject(case, Answer.HIT)
    if statement is NoConcernStatement.NO_CONCERNING_BEHAVIOUR:
        found = weighed(case, Answer.HIT)
    ours = [(asked, one) for asked, one in found if asked.force is None]
    return [asked for asked, one in ours if one.kinds is None or one.kinds & against]


def unexplained(case: Case) -> list[Asked]:
    """Sources that hold something of the subject or a child, none of it of a kind that weighs by itself, or
    of a kind that did not cross."""
    return [
        asked
        for asked, one in weighed(case, Answer.HIT)
        if asked.force is not None or (one.kinds is not None and not one.kinds & _weighs_of(asked))
    ]


def held_and_relevant(case: Case) -> list[Asked]:
    """Sources that hold something of a kind that weighs, or that cannot be read here."""
    return [
        asked
        for asked, one in weighed(case, Answer.HIT)
        if one.kinds is None or one.kinds & _weighs_of(asked)
    ]


def _weighs_of(asked: Asked) -> frozenset[FindingKind]:
    """The kinds that G 73 names of the subject; of a child, what it suffers and who protects it."""
    if asked.about is PartyRole.CHILD:
        return BEHAVIOUR | CHILD_PROTECTION
    return CONVICTIONS | INTELLIGENCE | BEHAVIOUR


def child_protection(case: Case) -> list[Asked]:
    """Sources by which a child is under child protection procedures (G 25, 29), or may be: social care of
    another area holds something of it (G 68)."""
    return [
        asked
        for asked, one in of_children(case, Answer.HIT)
        if (one.kinds or frozenset()) & CHILD_PROTECTION
        or (asked.force is not None and asked.source is Source.SOCIAL_CARE)
    ]


def bears_out(case: Case, statement: NoConcernStatement) -> tuple[Key, ...]:
    """Checks that searched and hold nothing, where they speak to this statement."""
    sources = SPEAKS_TO.get(statement, frozenset())
    return tuple(
        sorted(
            one.check
            for asked, one in of_subject(case, Answer.NO_TRACE)
            if asked.source in sources and asked.force is None
        )
    )


def identity_open(case: Case) -> bool:
    """Whether records wait for a person here to say if they are of the subject (R-068)."""
    if any(asked.force is None for asked, _ in of_subject(case, Answer.AMBIGUOUS)):
        return True
    return any(not _decided_on(case.checks, check, at) for check, at in case.checks.candidates.items())


def _decided_on(checks: Checks, check: Key, at: datetime) -> bool:
    """Whether a person has said of whom the records of this check are, since they were put before them."""
    verdict = any(said.at >= at and (check in said.checks or not said.checks) for said in checks.verdicts)
    return verdict or any(
        by.at >= at and check in by.checks for settled in checks.settlements.values() for by in settled
    )

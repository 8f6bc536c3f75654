"""Three facts about the subject, none of which follows from another (C-26; G 10; R-014).

Registered sex offender, convicted under Schedule 34A, managed under MAPPA: each YES, NO or UNKNOWN, with the
sources that say so, what was searched, and why. NO takes a source that searched and found nothing of the
kind; a source that could not look makes it UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from contracts.assessed import MappaManaged, Registered, Schedule34A, SubjectFact, SubjectFacts
from contracts.codes import FactReason, Known, MarkerKind, PartyRole, Searched, Source
from contracts.people import FindingKind
from contracts.schedule_34a import table
from services.checks.domain.closed import CLOSED
from services.checks.domain.coverage import Lack, Standing, standing
from services.checks.domain.held_on_subject import Held, held
from services.checks.domain.offences import Listed, listed
from services.checks.domain.state import Checks, Pair

R = FactReason
REGISTER: Final = (Source.OFFENDER_MANAGEMENT,)
CONVICTIONS: Final = (Source.POLICE_NATIONAL,)
MANAGERS: Final = (Source.OFFENDER_MANAGEMENT, Source.PROBATION)
"""Who must have searched before a fact is NO."""
_WHY_NOT: Final = {
    Lack.NEVER_ASKED: R.SOURCE_NOT_ASKED,
    Lack.NO_ANSWER_YET: R.SOURCE_NOT_ANSWERED,
    Lack.COULD_NOT_LOOK: R.SOURCE_COULD_NOT_LOOK,
    Lack.LOOKED_IN_PART: R.SOURCE_COULD_NOT_LOOK,
    Lack.NOT_SEARCHABLE: R.SOURCE_COULD_NOT_LOOK,
    Lack.WITHHELD: R.SOURCE_WITHHOLDS,
    Lack.POSSIBLE_MATCH: R.MATCH_NOT_SETTLED,
}
_WAITING: Final = frozenset({R.SOURCE_NOT_ASKED, R.SOURCE_NOT_ANSWERED})


def facts(case: Checks) -> SubjectFacts:
    """As the answers that stand say now."""
    return _of(case, tuple(held(case)))


def _of(case: Checks, found: Sequence[Held]) -> SubjectFacts:
    return SubjectFacts(
        registered=_registered(case, found),
        schedule_34a=_schedule_34a(case, found),
        mappa=_mappa(case, found),
    )


def news(case: Checks) -> SubjectFacts | None:
    """What has to be said: a yes, or the end of one, at once; all else when no answer is awaited any more."""
    found, said = tuple(held(case)), case.facts
    if not found and said is None and _awaits(case):
        return None
    now = _of(case, found)
    if now == said:
        return None
    awaited = any(set(one.why) & _WAITING for one in _each(now))
    if not awaited:
        return now
    before = _each(said) if said is not None else (None, None, None)
    changed = any(
        one != old and Known.YES in (one.answer, old.answer if old is not None else None)
        for one, old in zip(_each(now), before, strict=True)
    )
    return now if changed else None


def _awaits(case: Checks) -> bool:
    """Whether a source that must know has been asked, or will be, and has not answered."""
    needed = {*REGISTER, *CONVICTIONS, *MANAGERS}
    asks = (case.current(Pair(source, PartyRole.SUBJECT)) for source in needed)
    return any(ask is None or not (ask.answers or ask.overdue) for ask in asks)


def _each(these: SubjectFacts) -> tuple[SubjectFact, ...]:
    return these.registered, these.schedule_34a, these.mappa


def _registered(case: Checks, found: Sequence[Held]) -> Registered:
    now = [one for one in found if _is_registered(one)]
    past = [one for one in found if _was_registered(one)]
    for these, current, why in ((now, True, R.ON_RECORD), (past, False, R.ON_RECORD_IN_THE_PAST)):
        if sure := [one for one in these if one.sure]:
            return Registered(answer=Known.YES, why=(why,), current=current, **_said(case, sure))
    doubt = {R.MATCH_NOT_SETTLED} if now or past else set()
    warned = [one for one in found if _marked(one, MarkerKind.SEX_OFFENDER)]
    doubt |= {R.SOURCES_DISAGREE} if warned else set()
    return Registered(**_not_found(case, REGISTER, doubt | _closed(found)))


def _is_registered(one: Held) -> bool:
    detail = one.finding.detail
    management = detail.management if detail else None
    return one.finding.kind is FindingKind.REGISTERED_SEX_OFFENDER or bool(
        management and management.current and management.registered
    )


def _was_registered(one: Held) -> bool:
    management = one.finding.detail.management if one.finding.detail else None
    return bool(management and management.registered and not management.current)


def _marked(one: Held, kind: MarkerKind) -> bool:
    marker = one.finding.detail.marker if one.finding.detail else None
    return bool(marker and marker.kind is kind and marker.ended is None)


def _schedule_34a(case: Checks, found: Sequence[Held]) -> Schedule34A:
    read = [(one, meant) for one in found if (meant := _meant(one)) is not None]
    yes = [(one, meant) for one, meant in read if meant.answer is Known.YES]
    if sure := [(one, meant) for one, meant in yes if one.sure]:
        return Schedule34A(
            answer=Known.YES,
            why=(R.ON_RECORD,),
            provisions=_provisions(sure),
            table=table().edition,
            **_said(case, [one for one, _ in sure]),
        )
    open_ = [(one, meant) for one, meant in read if meant.answer is Known.UNKNOWN]
    doubt = {R.MATCH_NOT_SETTLED} if yes else set()
    doubt |= {meant.why for _, meant in open_} | _closed(found) | _convicted_of_what(found, read)
    return Schedule34A(
        provisions=_provisions((*yes, *open_)),
        table=table().edition,
        **_not_found(case, CONVICTIONS, doubt),
    )


def _meant(one: Held) -> Listed | None:
    """What a conviction means; None of what is none. One told without its offence is not known."""
    detail = one.finding.detail
    if detail is not None:
        return listed(detail.conviction) if detail.conviction else None
    if one.finding.kind is FindingKind.SCHEDULE_34A_CONVICTION:
        return Listed(Known.YES, R.ON_RECORD, one.finding.provision)
    if one.finding.kind is FindingKind.OTHER_RELEVANT_CONVICTION:
        return Listed(Known.UNKNOWN, R.OFFENCE_NOT_STATED, one.finding.provision)
    return None


def _convicted_of_what(found: Sequence[Held], read: Sequence[tuple[Held, Listed]]) -> set[FactReason]:
    """Somebody under supervision, or under an order, was convicted of something: of what has to be said."""
    only_by_conviction = {FindingKind.UNDER_SUPERVISION, FindingKind.REGISTERED_SEX_OFFENDER}
    convicted = any(one.finding.kind in only_by_conviction for one in found)
    return {R.OFFENCE_NOT_STATED} if convicted and not read else set()


def _provisions(read: Iterable[tuple[Held, Listed]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(meant.provision for _, meant in read if meant.provision))


def _mappa(case: Checks, found: Sequence[Held]) -> MappaManaged:
    managed = [one for one in found if _is_managed(one)]
    sure = [one for one in managed if one.sure]
    if not sure:
        doubt = {R.MATCH_NOT_SETTLED} if managed else set()
        doubt |= {R.MANAGEMENT_NOT_STATED} if any(map(_is_registered, found)) else set()
        return MappaManaged(**_not_found(case, MANAGERS, doubt | _closed(found)))
    details = [one.finding.detail.management for one in sure if one.finding.detail is not None]
    entries = [one for one in details if one is not None]
    return MappaManaged(
        answer=Known.YES,
        why=(R.ON_RECORD,),
        level=max((one.level for one in entries if one.level is not None), default=None),
        lead=next((one.lead for one in entries if one.lead), None),
        area=next((one.area for one in entries if one.area), None),
        **_said(case, sure),
    )


def _is_managed(one: Held) -> bool:
    management = one.finding.detail.management if one.finding.detail else None
    if management is not None:
        return management.current and (
            management.level is not None or one.finding.kind is FindingKind.MAPPA_MANAGED
        )
    return one.finding.kind is FindingKind.MAPPA_MANAGED


def _closed(found: Sequence[Held]) -> set[FactReason]:
    return {R.RECORD_CLOSED_TO_US} if any(one.finding == CLOSED for one in found) else set()


def _said(case: Checks, found: Sequence[Held]) -> dict[str, Any]:
    sources = tuple(dict.fromkeys(one.source for one in found))
    return {"sources": sources, "searched": _scopes(_standings(case, sources))}


def _not_found(case: Checks, needed: Sequence[Source], doubt: set[FactReason]) -> dict[str, Any]:
    """NO where every source that must know has searched and nothing is in doubt; else UNKNOWN, and why."""
    standings = _standings(case, needed)
    lacks = {_WHY_NOT[one.lack] for one in standings if one.lack is not None}
    why = tuple(sorted(doubt | lacks)) or (R.NOT_ON_RECORD,)
    return {
        "answer": Known.UNKNOWN if doubt or lacks else Known.NO,
        "why": why,
        "sources": tuple(needed),
        "searched": _scopes([one for one in standings if one.lack is None]),
    }


def _standings(case: Checks, sources: Iterable[Source]) -> list[Standing]:
    return [standing(case, Pair(source, PartyRole.SUBJECT)) for source in sources]


def _scopes(standings: Iterable[Standing]) -> tuple[Searched, ...]:
    found = (one.answered.scope.searched for one in standings if one.answered is not None)
    return tuple(dict.fromkeys(found))

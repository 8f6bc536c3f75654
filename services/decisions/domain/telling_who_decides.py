"""Each force that takes part hears who decides on disclosure: once, and again when that changes (G 67). Pure.

Also a force that is asked when it is settled: it may be the one that decides, and is waited for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from contracts.crossing import ChildHeld, PrimacyDetermined, PrimacyGround, PrimacyReEvaluated
from contracts.fields import ForceCode
from services.decisions.domain.across import decisions_of
from services.decisions.domain.primacy import Primacy
from services.decisions.domain.state import Case

QUIET: Final = frozenset({PrimacyGround.COORDINATING_FORCE, PrimacyGround.POSITIONS_DIFFER})
"""Before which no other force was told who decides: nobody had claimed primacy."""


def news(case: Case, now: Primacy, at: datetime) -> Iterator[PrimacyDetermined | PrimacyReEvaluated]:
    """To each force that takes part and was not told of it."""
    children = children_held(now)
    for force in case.across.counterparts():
        before, to = case.across.primacy_told.get(force), decisions_of(force)
        if _knows(force, before, now):
            continue
        if before is None or before.ground in QUIET:
            yield PrimacyDetermined(
                to=to, ground=now.ground, host=now.host, children=children, determined_at=at
            )
        else:
            yield PrimacyReEvaluated(
                to=to,
                ground=now.ground,
                host=now.host,
                children=children,
                before=before.host,
                determined_at=at,
            )


def _knows(force: ForceCode, told: Primacy | None, now: Primacy) -> bool:
    """A force that decides also knows every child for whom: its decision counts for no other (C-15)."""
    if now.ground in QUIET:
        return told is None or told.ground in QUIET
    if told is None or (told.ground, told.host) != (now.ground, now.host):
        return False
    return told.deciding_for == now.deciding_for and now.decided_by(force) <= told.decided_by(force)


def children_held(now: Primacy) -> tuple[ChildHeld, ...]:
    return tuple(ChildHeld(child=ref, force=force) for ref, force in now.children)

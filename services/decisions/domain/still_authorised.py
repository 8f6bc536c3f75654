"""Whether what was authorised may still be acted on, now and not only on the day of the authority. Pure.

G 83, 86, 90 to 92, 102: a condition of the authority that has gone since, or news that nobody has weighed,
stops a release, and stops one that is with an officer from being read. So does it that forces have to settle
anew who decides (G 67).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from contracts.crossing import View
from contracts.fields import Key
from messaging.gates import Gate
from services.decisions.domain import (
    connection,
    data_protection,
    investigation,
    mappa,
    ownership,
    recipients,
    three_tests,
)
from services.decisions.domain.disclosure import Authority
from services.decisions.domain.state import Case, News

WEIGHED_OTHERWISE: Final = ("decisions.recipient.", "decisions.representations.")
"""News that has a rule of its own: who is told lapses or stands by name, what the subject says suspends."""
CONDITIONS: Final[tuple[Gate[Case, Any], ...]] = (
    three_tests.STILL_SATISFIED,
    connection.SUFFICIENT,
    recipients.SUITABLE,
    recipients.NOT_SUBJECT_NOW,
    recipients.NOT_WITHDRAWN_FROM,
    recipients.WILLING,
    investigation.STRATEGY_AGREED,
    data_protection.IN_ACCORDANCE,
    ownership.OWNERS_CONSENT,
    mappa.MEETING_OVER,
)


@dataclass(frozen=True, slots=True)
class To:
    """Stands for a step that is about one recipient."""

    recipient: Key


def unweighed(case: Case, one: Authority) -> tuple[News, ...]:
    """What came since it was given, bears on it, and was not before whoever gave it."""
    found = three_tests.new_since(case, one.version)
    return tuple(news for news in found if not news.type.startswith(WEIGHED_OTHERWISE))


def known_by(case: Case, found: tuple[News, ...], at: datetime) -> tuple[News, ...]:
    """Of this news, what had been recorded here by then."""
    known = {entry.version for entry in case.entries if entry.recorded_at <= at}
    return tuple(news for news in found if news.version in known)


def gone(case: Case, one: Authority) -> bool:
    """Whether a condition does not hold any more, or it is not ours any more to tell (G 67)."""
    to = To(one.recipient)
    held = all(gate.holds(case, to, None) for gate in CONDITIONS)  # type: ignore[arg-type]
    return not (held and _ours_to_tell(case, one))


def _ours_to_tell(case: Case, one: Authority) -> bool:
    """Whether it is settled which force decides for these children, and it is ours, or has decided so."""
    across, found = case.across, case.across.primacy
    if found is None or across.responding_to is not None:
        return True
    deciding = {found.decides_for(child) for child in one.children} or {found.host}
    return None not in deciding and all(
        across.has_decided(force, found.decided_by(force) & one.children, View.DISCLOSE)
        for force in deciding
        if force is not None and force != case.force
    )


def holds(case: Case, one: Authority) -> bool:
    return not unweighed(case, one) and not gone(case, one)


def of_release(gate: Gate[Case, Any], recipient_of: Any) -> Gate[Case, Any]:
    """The same condition, of whom a release is for; nothing to say where there is no such authority."""

    def still(case: Case, command: Any, moment: Any) -> bool:
        found = recipient_of(case, command)
        return found is None or gate.holds(case, To(found.key), moment)

    return replace(gate, holds=still)

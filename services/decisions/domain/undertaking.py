"""The undertaking (Annex C): explained, then signed; or not signed and reconsidered (G 46, 94). Pure.

The recipient signs it, not the applicant with the application (C-08). Not willing to sign is no bar by
itself: the supervisor decides whether the disclosure still takes place.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from contracts.codes import AlertKind
from contracts.people import Reasons
from contracts.sealed import Sealed
from contracts.texts import is_held
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import (
    ReconsiderDisclosure,
    ReportUndertakingExplained,
    ReportUndertakingNotSigned,
    ReportUndertakingSigned,
)
from services.decisions.domain.commands.telling import ANY
from services.decisions.domain.disclosure import Recipient, Undertaking
from services.decisions.domain.events import Flag, FlagRaised
from services.decisions.domain.events_disclosing import RecipientWithdrawn
from services.decisions.domain.events_telling import (
    DisclosureReconsidered,
    UndertakingExplained,
    UndertakingNotSigned,
    UndertakingSigned,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Case

TEXT: Final = "undertaking"
"""By which it is explained, and which is signed (G 46, 93 b)."""


def _when(said: datetime, moment: Moment) -> datetime:
    return min(to_the_millisecond(said), to_the_millisecond(moment.now))


def explained(case: Case, command: ReportUndertakingExplained, moment: Moment) -> Decided:
    """From a text that is not held: recorded, and flagged for the supervisor."""
    at = _when(command.at, moment)
    said = UndertakingExplained(recipient=command.recipient, script=command.script, explained_at=at)
    if is_held(TEXT, command.script):
        return Decided((said,))
    return Decided((said, FlagRaised(flag=Flag.UNDERTAKING_NOT_HELD)))


def signed(case: Case, command: ReportUndertakingSigned, moment: Moment) -> Decided:
    at = _when(command.at, moment)
    return Decided((UndertakingSigned(recipient=command.recipient, signed_at=at, witness=command.witness),))


def not_signed(case: Case, command: ReportUndertakingNotSigned, moment: Moment) -> Decided:
    """The supervisor is rung: nobody is told until it has been considered (G 94)."""
    at = _when(command.at, moment)
    recorded = UndertakingNotSigned(
        recipient=command.recipient,
        asked_at=at,
        reasons=Sealed.of(Reasons(text=command.reasons)) if command.reasons else None,
    )
    key = neutral_key(case, "undertaking", command.recipient, at.isoformat())
    return (Raised((recorded,)) + raise_alert(case, key, AlertKind.REVIEW_WANTED, moment.now)).decided()


def reconsider(case: Case, command: ReconsiderDisclosure, moment: Moment) -> Decided:
    """Not told: withdrawn, and what was authorised for them lapses."""
    who = waits(case, command)
    assert who is not None, "the gate NOT_SIGNED holds"  # noqa: S101
    at = to_the_millisecond(moment.now)
    decided = DisclosureReconsidered(
        recipient=who.key,
        goes_on=command.goes_on,
        decided_at=at,
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    if command.goes_on:
        return Decided((decided,))
    withdrawn = RecipientWithdrawn(
        recipient=who.key, withdrawn_at=at, reasons=Sealed.of(Reasons(text=command.reasons))
    )
    return Decided((decided, withdrawn))


def unwilling(held: Undertaking) -> bool:
    """Asked and not signed, and nobody has considered since whether it goes on."""
    if held.not_signed is None or (held.signed is not None and held.signed >= held.not_signed):
        return False
    return held.reconsidered is None or held.reconsidered < held.not_signed


def waits(case: Case, command: ReconsiderDisclosure) -> Recipient | None:
    held = [one for one in case.disclosure.recipients.values() if unwilling(one.undertaking)]
    return next((one for one in held if command.recipient in (one.key, ANY)), None)


def in_order(held: Undertaking) -> bool:
    """Explained, then signed; or considered and gone on with (R-219)."""
    explained_first = held.signed is not None and held.explained is not None and held.explained <= held.signed
    return explained_first or (held.reconsidered is not None and not unwilling(held))


def undecided(case: Case) -> tuple[str, ...]:
    """Recipients who were told, and of whose undertaking neither a signature nor a decision is recorded."""
    told = [one for one in case.disclosure.recipients.values() if one.told is not None]
    return tuple(sorted(one.key for one in told if not in_order(one.undertaking)))


NOT_SIGNED: Final[Gate[Case, Any]] = Gate(
    "NOTHING_TO_RECONSIDER",
    "G 94",
    ("R-106",),
    lambda case, command, moment: waits(case, command) is not None,
    "No recipient of this case was asked for the undertaking, would not sign it, and waits for a decision.",
)
UNDERTAKING_DECIDED: Final[Gate[Case, Any]] = Gate(
    "UNDERTAKING_OPEN",
    "G 46, 93(b, c), 94",
    ("R-106", "R-218", "R-219", "R-222"),
    lambda case, command, moment: not undecided(case),
    lambda case, command, moment: (
        f"Of who was told ({', '.join(undecided(case))}), record that the undertaking was explained and then "
        "signed; or that they would not sign, and what was decided on it."
    ),
)

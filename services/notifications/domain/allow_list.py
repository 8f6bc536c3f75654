"""All that may leave in words: which text, by what means, with which parameters; nothing else (G 95, C-12).

No kind carries free text, and none can carry the content of a disclosure: there is no parameter for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contracts.codes import Advice, ClosingText, MessageKind, Transport
from contracts.decisions import ClosingDue
from services.notifications.domain.state import KIND, Asked

OFFICER_ALERT: Final = "officer-alert"
"""The one text that no member of the public reads; it is in `compose`."""
ENCLOSED: Final = "safety-advice"


@dataclass(frozen=True, slots=True)
class Allowed:
    """`text` is a name in `contracts.texts`; `encloses` another one, on a page of its own.

    `parameters` are all that varies. `advice` is what is said or enclosed (G 76, 99 b).
    """

    text: str
    transports: frozenset[Transport]
    parameters: frozenset[str]
    advice: tuple[Advice, ...] = ()
    encloses: str | None = None


_LETTER = frozenset({Transport.POST, Transport.HAND})
_HEAD = frozenset({"reference", "name", "address", "date"})
_NOTICE = frozenset({Transport.POST, Transport.EMAIL, Transport.TEXT})

ALLOWED: Final[Mapping[MessageKind | ClosingText, Allowed]] = {
    ClosingText.NO_INFORMATION_FOR_YOU: Allowed(
        "closing-no-information", _LETTER, _HEAD, tuple(Advice), ENCLOSED
    ),
    ClosingText.NOT_IN_SCOPE: Allowed("closing-not-in-scope", _LETTER, _HEAD, tuple(Advice), ENCLOSED),
    MessageKind.SAFETY_ADVICE: Allowed(
        ENCLOSED, frozenset({Transport.POST, Transport.EMAIL}), frozenset(), tuple(Advice)
    ),
    MessageKind.APPOINTMENT: Allowed(
        "appointment", _NOTICE, frozenset({"reference", "day", "time", "place", "telephone"})
    ),
    MessageKind.DELAY: Allowed("delay", _NOTICE, frozenset({"reference", "date", "telephone"})),
    MessageKind.OFFICER_ALERT: Allowed(
        OFFICER_ALERT, frozenset({Transport.PAGER}), frozenset({"what", "reference", "day", "time"})
    ),
}


def allowed(asked: Asked) -> Allowed:
    """What may be sent because of this fact."""
    return ALLOWED[asked.kind if isinstance(asked, ClosingDue) else KIND[type(asked)]]

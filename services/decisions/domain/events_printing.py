"""The page that an officer takes along to tell a recipient: each printing, and who allowed a second one."""

from __future__ import annotations

from pydantic import Field

from contracts.codes import Rank
from contracts.event import Event
from contracts.fields import Instant, Key, WordingVersion
from contracts.people import Reasons
from contracts.sealed import Sealed
from services.decisions.domain.events_disclosing import Hash


class PackPrinted(Event, type="decisions.delivery_pack.printed.v1", public=False, occurred="printed_at"):
    """One page is out, with the authorised wording on it; it comes back and is destroyed (G 95)."""

    release: Key
    hash: Hash
    copy_number: int = Field(ge=1)
    warnings: WordingVersion
    undertaking: WordingVersion
    printed_at: Instant


class ReprintAllowed(
    Event, type="decisions.delivery_pack.reprint_allowed.v1", public=False, occurred="allowed_at"
):
    """A second pair of eyes: one more page may be printed, and why."""

    release: Key
    allowed_at: Instant
    rank: Rank
    reasons: Sealed[Reasons]


EVENTS: tuple[type[Event], ...] = (PackPrinted, ReprintAllowed)

"""What a service tells a party of each message that came from it: applied, held or refused.

Under `party:<party>` as its case, on `csods.<party>.from.<force>.<service>`; written in the transaction that
makes it true. A held message has a second, final receipt. Receipts and `service.alive` are never answered.
What the codes mean, and what their reader does: `contracts/RECEIPTS.md`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from contracts.codes import CameTo
from contracts.event import Event
from contracts.fields import CaseId, Instant, PartyId

TheirMessage = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$")]
"""The `id` of a message as its writer gave it."""
TheirType = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{2,100}\.v[1-9][0-9]{0,3}$")]
RecordPlace = Annotated[str, StringConstraints(pattern=r"^kafka:[a-z0-9][a-z0-9._-]{2,127}/[0-9]+/[0-9]+$")]
"""`kafka:topic/partition/offset`."""
ReceiptCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{2,63}$")]


class MessageReceipt(Event, type="message.receipt.v1", addressed="party", occurred="at"):
    """What one message of this party came to."""

    party: PartyId
    message: TheirMessage | None = None
    """Its `id`; absent where that cannot be read: then `record` says which it was."""
    record: RecordPlace
    message_type: TheirType | None = None
    """Absent where it is none that we know."""
    your_case: CaseId | None = None
    """What its writer calls the case; absent where that cannot be read."""
    outcome: CameTo
    codes: tuple[ReceiptCode, ...] = ()
    """Why; for APPLIED none, or DUPLICATE."""
    at: Instant


EVENTS: tuple[type[Event], ...] = (MessageReceipt,)

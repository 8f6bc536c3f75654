"""Keeps the list of messages, in the transaction that wrote the events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.codes import MessageKind
from contracts.decisions import ClosingDue, OfficerAlertDue
from messaging.service import Changed
from services.notifications.domain.due import hand_over_by
from services.notifications.domain.state import STOPPED, WITH_US, Case, Outgoing, Standing
from services.notifications.store.queries import MESSAGES


class MessagesProjector:
    """Writes codes, instants, staff identifiers and opaque references."""

    def line(self, changed: Changed[Case]) -> list[dict[str, Any]]:
        """One a message of the case."""
        case = changed.state
        return [row(case, message, changed.version) for message in case.messages.values()]

    async def write(self, connection: AsyncConnection, lines: Sequence[list[dict[str, Any]]]) -> None:
        await MESSAGES.write(connection, [one for some in lines for one in some])


def row(case: Case, one: Outgoing, version: int) -> dict[str, Any]:
    """One message as the list shows it."""
    asked = one.asked
    return {
        "case_id": case.case_id,
        "message": one.key,
        "version": version,
        "kind": one.kind.value,
        "standing": one.standing.value,
        "transport": one.transport.value if one.transport else None,
        "why": one.why.value if one.why else None,
        "reference": asked.reference if isinstance(asked, ClosingDue | OfficerAlertDue) else None,
        "asked_at": one.asked_at,
        "due": hand_over_by(one) if one.standing in WITH_US else one.ended_at,
        "owner": one.owner,
        "waits": waits(case, one),
    }


def waits(case: Case, one: Outgoing) -> bool:
    """Whether somebody must do something: hand a letter over, or tell the applicant in another way."""
    replaced = one.kind is MessageKind.CLOSING_LETTER and any(
        other.standing is Standing.SENT for other in case.of_kind(MessageKind.CLOSING_LETTER)
    )
    return one.standing in WITH_US or (one.standing in STOPPED and not replaced)

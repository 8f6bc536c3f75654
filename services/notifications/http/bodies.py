"""What the routes take, and the letter that one gives. Nothing unknown is accepted."""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict

from contracts.fields import CaseId, Key, Reference
from services.notifications.domain.events import Part


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class LetterBody(Body):
    """`letter` as in what was sent for the case: `closing-1`."""

    letter: Key


class HandedOverBody(LetterBody):
    delivered_at: AwareDatetime


class MessageBody(Body):
    message: Key


class ToldBody(MessageBody):
    by_telephone: bool
    told_at: AwareDatetime


class PartBody(Body):
    """Why the officer takes part: whom they cover for, who hands the letter over."""

    why: Part


class FindByReference(Body):
    case_id: CaseId | None = None
    reference: Reference | None = None


class Letter(BaseModel):
    """A letter as it is printed. `body` has a form feed where the enclosed page begins."""

    letter: str
    title: str
    body: str
    wording: str

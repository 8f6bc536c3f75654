"""Answers of outside systems as they come: what we do not use is left out, what we need must be there."""

from __future__ import annotations

from typing import TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from contracts.codes import NoAnswer
from services.checks.adapters.line import NotAnswered


class Part(BaseModel):
    """Tolerant of what is added, silent about what it holds."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        return []


P = TypeVar("P", bound=Part)


def read(kind: type[P], response: httpx.Response) -> P:
    """The body of a 200 as `kind`. Raises NotAnswered for whatever cannot be understood."""
    if response.status_code != 200:
        raise NotAnswered(NoAnswer.NOT_UNDERSTOOD)
    try:
        return kind.model_validate_json(response.content)
    except ValidationError:
        raise NotAnswered(NoAnswer.NOT_UNDERSTOOD) from None

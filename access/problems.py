"""What an API says when it does not do what was asked (RFC 9457). No answer quotes what was sent.

401 not_authenticated   403 forbidden      404 not_found        409 refused (all unmet conditions)
413 too_large           422 invalid, key_reused                 428 key_missing
500 unexpected          503 not_recorded, not_shown, officers_unknown
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi.responses import JSONResponse
from pydantic_core import PydanticCustomError

from messaging.outcomes import Unmet

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """`code` is for machines, `title` and `detail` for people; `more` are extension members."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str = "",
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.more = dict(more or {})
        self.headers = dict(headers or {})

    def response(self) -> JSONResponse:
        body: dict[str, Any] = {
            "type": f"urn:csods:problem:{self.code}",
            "title": self.title,
            "status": self.status,
        }
        if self.detail:
            body["detail"] = self.detail
        return JSONResponse(body | self.more, self.status, headers=self.headers, media_type=MEDIA_TYPE)


def condition(one: Unmet) -> dict[str, Any]:
    return {"code": one.code, "words": one.words, "paragraph": one.paragraph, "override": one.override}


def refused(unmet: Iterable[Unmet]) -> Problem:
    """409: cannot yet, because of every one of these."""
    conditions = [condition(one) for one in unmet]
    count = "one thing stands" if len(conditions) == 1 else f"{len(conditions)} things stand"
    return Problem(
        409, "refused", "Cannot yet", f"Cannot yet, because {count} in the way.", {"conditions": conditions}
    )


def not_authenticated(detail: str) -> Problem:
    challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return Problem(401, "not_authenticated", "Sign in again", detail, headers=challenge)


def forbidden(detail: str) -> Problem:
    return Problem(403, "forbidden", "Not for your role", detail)


def not_found(detail: str) -> Problem:
    return Problem(404, "not_found", "There is no such thing here", detail)


def invalid(errors: Sequence[Mapping[str, str]]) -> Problem:
    """422: `errors` are `{"path", "words"}`, paths as they are declared, words that quote nothing."""
    return Problem(
        422, "invalid", "Some of it cannot be taken as it is", "Put right what is listed and send it again.",
        {"errors": list(errors)},
    )  # fmt: skip


def key_missing() -> Problem:
    detail = "Send an Idempotency-Key with every new enquiry: the same one when you send the same again."
    return Problem(428, "key_missing", "Idempotency-Key is missing", detail)


def key_reused() -> Problem:
    detail = "This Idempotency-Key came before with another content. Send new content under a new key."
    return Problem(422, "key_reused", "Idempotency-Key used before", detail)


def not_recorded(ring: str) -> Problem:
    return Problem(
        503, "not_recorded", "NOT RECORDED",
        f"Perhaps nothing of this was written down. If a child may be at risk, ring now: {ring}. Then look "
        "whether it is there, and send it again if not: under the same Idempotency-Key it is written once.",
        {"recorded": False, "ring": ring}, {"Retry-After": "10"},
    )  # fmt: skip


def not_shown(ring: str) -> Problem:
    return Problem(
        503, "not_shown", "Cannot be shown now",
        f"This cannot be read, or the reading cannot be logged. In urgent need ring: {ring}.",
        {"ring": ring}, {"Retry-After": "10"},
    )  # fmt: skip


def officers_unknown(ring: str) -> Problem:
    return Problem(
        503, "officers_unknown", "Nobody can be signed in now",
        f"The identity provider's keys are out of reach. Nothing was recorded. In urgent need ring: {ring}.",
        {"recorded": False, "ring": ring}, {"Retry-After": "10"},
    )  # fmt: skip


def unexpected(request_id: str) -> Problem:
    return Problem(
        500, "unexpected", "Something went wrong here",
        "This is a fault of the program; nothing was recorded unless you were told so. Quote the request id.",
        {"request_id": request_id},
    )  # fmt: skip


def fault(words: str) -> PydanticCustomError:
    """Raise it in a body's validator: a sentence that may be shown. `words` quote nothing that was sent."""
    return PydanticCustomError("words", "{words}", {"words": words})

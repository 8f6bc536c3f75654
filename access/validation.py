"""What is wrong with a request, by declared paths and in words that quote nothing of it."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

from access.problems import Problem, invalid

WORDS: dict[str, str] = {
    "missing": "is needed",
    "extra_forbidden": "is not known here",
    "string_too_short": "is too short",
    "string_too_long": "is too long",
    "string_pattern_mismatch": "is not written as it should be",
    "string_type": "must be text",
    "enum": "is not one of the choices",
    "literal_error": "is not one of the choices",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "date_type": "must be a date, as 2026-06-01",
    "date_parsing": "must be a date, as 2026-06-01",
    "date_from_datetime_parsing": "must be a date, as 2026-06-01",
    "datetime_type": "must be an instant with its time zone, as 2026-06-01T09:00:00Z",
    "datetime_parsing": "must be an instant with its time zone, as 2026-06-01T09:00:00Z",
    "datetime_from_date_parsing": "must be an instant with its time zone, as 2026-06-01T09:00:00Z",
    "timezone_aware": "must say its time zone, as 2026-06-01T09:00:00Z",
    "too_short": "has too few entries",
    "too_long": "has too many entries",
    "greater_than": "is too small",
    "greater_than_equal": "is too small",
    "less_than": "is too large",
    "less_than_equal": "is too large",
    "json_invalid": "is not JSON",
    "json_type": "must be JSON",
    "model_attributes_type": "must be an object",
    "model_type": "must be an object",
    "dict_type": "must be an object",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
}
"""Other kinds of finding are said as "cannot be accepted": their own text may quote the input."""

_WHERE = frozenset({"body", "query", "path", "header"})
_ENTRY_LIMIT = 50


def problem(
    error: RequestValidationError, body: type[BaseModel] | None, parameters: frozenset[str]
) -> Problem:
    """`body` is the model that the route takes; `parameters` the names it declares elsewhere."""
    found = []
    for one in error.errors()[:_ENTRY_LIMIT]:
        path = ".".join(_declared(one["loc"], body, parameters))
        found.append({"path": path, "words": _words(one)})
    return invalid(found)


def _words(one: dict[str, Any]) -> str:
    if one["type"] == "words":
        return str(one["msg"])
    return WORDS.get(one["type"], "cannot be accepted")


def _declared(
    where: Sequence[str | int], body: type[BaseModel] | None, parameters: frozenset[str]
) -> Iterator[str]:
    first, *rest = where or ("body",)
    yield str(first) if first in _WHERE else "?"
    if first == "body":
        yield from _in_models(rest, (body,) if body else ())
    else:
        yield from ("?" if step not in parameters else str(step) for step in rest[:1])


def _in_models(where: Sequence[str | int], models: tuple[type[BaseModel], ...]) -> Iterator[str]:
    for step in where:
        if isinstance(step, int):
            yield str(step) if models else "?"
            continue
        kinds = [
            field.annotation
            for one in models
            for name, field in one.model_fields.items()
            if step in (name, field.alias)
        ]
        if not kinds:
            # pydantic names the branch of a union here; a sender's own key looks the same
            yield "?"
            return
        yield step
        models = tuple(found for kind in kinds for found in _models_in(kind))


def _models_in(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    elif get_origin(kind) in (Annotated, Union, types.UnionType, list, tuple, dict, set, frozenset):
        for part in get_args(kind):
            yield from _models_in(part)

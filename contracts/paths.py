"""Where a message is wrong, without a word of what was in it.

A validation error quotes its input, and its path can quote the sender's own keys. What is shown or logged is
the declared part of each path with the type of the error: `children.0.name: missing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ValidationError


def declared_paths(model: type[BaseModel], error: ValidationError) -> tuple[str, ...]:
    """`path: error type` for each finding; what the model does not declare is written as `?`."""
    found: dict[str, None] = {}
    for one in error.errors(include_input=False, include_url=False):
        path = ".".join(_declared(model, one["loc"]))
        inside = one.get("ctx", {}).get("paths") if one["type"] == "sealed_content" else None
        for line in inside or (f": {one['type']}",):
            text = line if line.startswith(": ") else f".{line}"
            found[f"{path}{text}".lstrip(".") if path else text.lstrip(".: ")] = None
    return tuple(found)


def _declared(model: type[BaseModel], where: Sequence[str | int]) -> Iterator[str]:
    models: tuple[type[BaseModel], ...] = (model,)
    for step in where:
        if isinstance(step, int):
            yield str(step)
            continue
        fields = {
            name: field.annotation
            for one in models
            for name, field in one.model_fields.items()
            if step in (name, field.alias)
        }
        if not fields:
            yield "?"
            return
        yield step
        models = tuple(found for kind in fields.values() for found in models_in(kind))


def models_in(kind: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation mentions, at any depth of unions and collections."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    elif get_origin(kind) is Annotated:
        yield from models_in(get_args(kind)[0])
    else:
        for part in get_args(kind):
            yield from models_in(part)

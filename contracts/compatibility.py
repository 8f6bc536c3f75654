"""Whether a changed schema still fits every message ever published and every reader already deployed.

A field is never removed or retyped, none becomes required, none stops being promised, no enum loses a value,
no limit gets tighter, and a box keeps its label. What cannot be had that way is a new version with an upcast.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_LOWER = ("minimum", "minLength", "minItems")
_UPPER = ("maximum", "maxLength", "maxItems")
_FIXED = ("type", "format", "pattern", "x-sealed")


def breaks(old: Schema, new: Schema) -> tuple[str, ...]:
    """What would break, as sentences with the path of the field; empty: compatible."""
    return tuple(_Comparison(old, new).compare("", old, new))


class _Comparison:
    def __init__(self, old: Schema, new: Schema) -> None:
        self._old = old.get("$defs", {})
        self._new = new.get("$defs", {})
        self._inside: list[tuple[str, str]] = []

    def compare(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        old, old_null, old_name = _resolved(old, self._old)
        new, new_null, new_name = _resolved(new, self._new)
        if old_null and not new_null:
            yield f"{where}: null is refused now"
        names = (old_name, new_name)
        if old_name and names in self._inside:
            return
        self._inside.append(names)
        yield from self._alike(where, old, new)
        self._inside.pop()

    def _alike(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        for word in _FIXED:
            if old.get(word) != new.get(word):
                yield f"{where}: {word} was {old.get(word)}, is {new.get(word)}"
        yield from _limits(where, old, new)
        before, after = _allowed(old), _allowed(new)
        if after is not None and before is None:
            yield f"{where}: was open, is a closed list"
        elif lost := (before or frozenset()) - (after or before or frozenset()):
            yield f"{where}: no longer one of {', '.join(sorted(lost))}"
        yield from self._parts(where, old, new)
        yield from self._properties(where, old, new)

    def _properties(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        required_before, required_after = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(before):
            path = f"{where}.{name}".lstrip(".")
            if name not in after:
                yield f"{path}: removed"
                continue
            if name in required_before - required_after:
                yield f"{path}: no longer always there, and readers count on it"
            yield from self.compare(path, before[name], after[name])
        for name in sorted(required_after - required_before):
            yield f"{where}.{name}: required now, and older messages lack it".lstrip(".")

    def _parts(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        for word in ("items", "additionalProperties"):
            before, after = old.get(word), new.get(word)
            if isinstance(before, dict) and isinstance(after, dict):
                yield from self.compare(f"{where}[]", before, after)
            elif before != after:
                yield f"{where}: {word} changed"
        before, after = old.get("anyOf", []), new.get("anyOf", [])
        if len(before) != len(after):
            yield f"{where}: other alternatives"
            return
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from self.compare(f"{where}|{number}", one, other)


def _allowed(schema: Schema) -> frozenset[str] | None:
    """The values of a closed list; None: open."""
    if "const" in schema:
        return frozenset({str(schema["const"])})
    return frozenset(map(str, schema["enum"])) if "enum" in schema else None


def _limits(where: str, old: Schema, new: Schema) -> Iterator[str]:
    for word in _LOWER:
        if new.get(word, float("-inf")) > old.get(word, float("-inf")):
            yield f"{where}: {word} is higher"
    for word in _UPPER:
        if new.get(word, float("inf")) < old.get(word, float("inf")):
            yield f"{where}: {word} is lower"


def _resolved(schema: Schema, definitions: Schema) -> tuple[Schema, bool, str]:
    """What a schema stands for, whether null is among it, and by what name it went."""
    null, name = False, ""
    while True:
        if "anyOf" in schema:
            rest = [one for one in schema["anyOf"] if one != {"type": "null"}]
            null = null or len(rest) < len(schema["anyOf"])
            if len(rest) != 1:
                return {**schema, "anyOf": rest}, null, name
            schema = rest[0]
        elif "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = definitions[name]
        else:
            return schema, null, name

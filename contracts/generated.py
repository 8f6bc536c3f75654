"""What is committed although it follows from the models and the register, so that a change of it is seen.

A schema is renewed only if the new one fits all that was published; a golden record is made once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from contracts import asyncapi, example, golden, receipt_codes, schemas, tables
from contracts.compatibility import breaks
from contracts.page import page
from contracts.topics import for_force

HERE = Path(__file__).parent
FORCE = "46"
"""The force whose topics are documented; others differ by code and agencies."""


def wanted() -> dict[Path, bytes]:
    """Every generated file with its content."""
    register = for_force(FORCE)
    files = {schemas.FOLDER / path: _json(schema) for path, schema in schemas.every_schema().items()}
    document = asyncapi.document(register)
    files[HERE / "asyncapi.json"] = _json(document)
    files[HERE / "asyncapi.html"] = page(document).encode()
    files[HERE / "RECEIPTS.md"] = receipt_codes.page().encode()
    files |= {path: text.encode() for path, text in tables.readmes(HERE.parent, register).items()}
    return files


def broken() -> tuple[str, ...]:
    """What published messages or deployed readers would no longer fit."""
    return tuple(_broken())


def _broken() -> Iterator[str]:
    now = schemas.every_schema()
    for path, before in schemas.committed():
        name = path.as_posix().removesuffix(".json")
        if path not in now:
            yield f"{name}: it was published and old records must decode; keep the model, with an upcast"
            continue
        for one in breaks(before, now[path]):
            yield f"{name}: {one}; make a new version with an upcast"


def out_of_date() -> tuple[str, ...]:
    """What differs from what is committed, as sentences; empty: nothing."""
    return tuple(broken()) + tuple(_stale())


def _stale() -> Iterator[str]:
    for path, content in wanted().items():
        if not path.exists() or path.read_bytes() != content:
            yield f"{path.relative_to(HERE.parent)} is out of date: python -m contracts generate"
    for type_ in schemas.every_event():
        if not (example.FOLDER / f"{type_}.json").exists():
            yield f"contracts/examples/{type_}.json is missing: write it, with invented people"
        elif not (golden.FOLDER / f"{type_}.json").exists():
            yield f"contracts/golden/{type_}.json is missing: python -m contracts generate"


def write() -> tuple[str, ...]:
    """Brings the files up to date; writes nothing and says why if that would break what was published."""
    if problems := broken():
        return problems
    for path, content in wanted().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    golden.FOLDER.mkdir(exist_ok=True)
    for type_ in schemas.every_event():
        path = golden.FOLDER / f"{type_}.json"
        if not path.exists() and (example.FOLDER / f"{type_}.json").exists():
            path.write_bytes(golden.record(type_))
    return tuple(_stale())


def _json(document: dict[str, Any]) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

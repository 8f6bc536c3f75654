"""The tables of messages in the services' READMEs, from the register."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from contracts.event import Event
from contracts.parties import force_of, role
from contracts.topics import Register

BEGIN = "<!-- generated:messages -->"
END = "<!-- /generated:messages -->"


def messages(register: Register, principal: str) -> str:
    """Markdown: what this principal consumes and publishes."""
    lines = ["### Consumes", "", "| message | from | flags | can open |", "|---|---|---|---|"]
    for topic in register.reads(principal):
        for kind in topic.carries:
            labels = [label for label in kind.LABELS.values() if principal in topic.may_open(label)]
            lines.append(_row(kind.TYPE, _short(topic.name, register), _flags(kind), ", ".join(labels)))
    lines += ["", "### Publishes", "", "| message | on | flags | read by |", "|---|---|---|---|"]
    for topic in register.writes(principal):
        readers = ", ".join(map(role, topic.readers))
        lines += [
            _row(kind.TYPE, _short(topic.name, register), _flags(kind), readers) for kind in topic.carries
        ]
    return "\n".join(lines)


def with_tables(text: str, table: str) -> str:
    """The README with the table between its markers; ValueError if it has none."""
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    renewed, count = pattern.subn(lambda _: f"{BEGIN}\n{table}\n{END}", text)
    if count != 1:
        raise ValueError(f"it has no {BEGIN} … {END}")
    return renewed


def readmes(root: Path, register: Register) -> dict[Path, str]:
    """Each service's README as it should be, of those that have the markers."""
    found: dict[Path, str] = {}
    for principal in register.principals():
        if force_of(principal) not in ("", register.force):
            continue
        path = root / "services" / role(principal) / "README.md"
        if path.exists() and BEGIN in (text := path.read_text("utf-8")):
            found[path] = with_tables(text, messages(register, principal))
    return found


def _row(*cells: str) -> str:
    return "| " + " | ".join((f"`{cells[0]}`", *cells[1:])) + " |"


def _flags(kind: type[Event]) -> str:
    flags: Iterable[str] = ("urgent", "critical", "material")
    return ", ".join(flag for flag in flags if getattr(kind, flag.upper()))


def _short(topic: str, register: Register) -> str:
    return topic.removeprefix(f"csods.{register.force}.")

"""Tables in READMEs, from the register: messages in a service's, topics and labels in the contracts'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from contracts.audiences import AUDIENCES
from contracts.event import Event
from contracts.parties import force_of, role
from contracts.topics import Register


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


def topics(register: Register) -> str:
    """Markdown: each topic of a force, who writes and who reads it."""
    lines = ["| topic | written by, alone | read by | messages |", "|---|---|---|---|"]
    for topic in register.topics:
        readers = ", ".join(f"`{reader}`" for reader in topic.readers)
        lines.append(_row(topic.name, f"`{topic.writer}`", readers, _counted(topic.carries)))
    return "\n".join(lines)


def _counted(carries: tuple[type[Event], ...]) -> str:
    return f"`{carries[0].TYPE}`" if len(carries) == 1 else str(len(carries))


def labels() -> str:
    """Markdown: each label, who may hold its key, and why."""
    lines = ["| label | who may open it | why |", "|---|---|---|"]
    lines += [_row(label, ", ".join(sorted(one.roles)), one.why) for label, one in AUDIENCES.items()]
    return "\n".join(lines)


def with_tables(text: str, table: str, name: str = "messages") -> str:
    """The README with the table between its markers; ValueError if it has none."""
    begin, end = markers(name)
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    renewed, count = pattern.subn(lambda _: f"{begin}\n{table}\n{end}", text)
    if count != 1:
        raise ValueError(f"it has no {begin} … {end}")
    return renewed


def markers(name: str = "messages") -> tuple[str, str]:
    """Between which a generated table stands."""
    return f"<!-- generated:{name} -->", f"<!-- /generated:{name} -->"


def readmes(root: Path, register: Register) -> dict[Path, str]:
    """The READMEs as they should be, of those that have the markers."""
    found: dict[Path, str] = {}
    for principal in register.principals():
        if force_of(principal) not in ("", register.force):
            continue
        path = root / "services" / role(principal) / "README.md"
        if path.exists() and markers()[0] in (text := path.read_text("utf-8")):
            found[path] = with_tables(text, messages(register, principal))
    ours = root / "contracts" / "README.md"
    if ours.exists():
        text = with_tables(ours.read_text("utf-8"), topics(register), "topics")
        found[ours] = with_tables(text, labels(), "labels")
    return found


def _row(*cells: str) -> str:
    return "| " + " | ".join((f"`{cells[0]}`", *cells[1:])) + " |"


def _flags(kind: type[Event]) -> str:
    flags: Iterable[str] = ("urgent", "critical", "material")
    return ", ".join(flag for flag in flags if getattr(kind, flag.upper()))


def _short(topic: str, register: Register) -> str:
    return topic.removeprefix(f"csods.{register.force}.")

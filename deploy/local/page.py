"""The page that `make up` ends with: what runs, where, who one may be, and what to type first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from rich.console import Console
from rich.markup import escape

from deploy.local.first_steps import Step, operating, requests
from deploy.local.force import Force
from deploy.local.record import FILE

WHAT: Final = {
    "intake": "enquiries, identity, meetings",
    "checks": "asks the agencies, matches people",
    "decisions": "the case: supervision, clocks, outcome",
    "notifications": "everything that leaves in words",
    "mailbox": "the letters and alerts that left",
}
TOKENS_LAST: Final = "12 hours"


@dataclass(frozen=True, slots=True)
class Section:
    """A title, a sentence on it, and lines: what it is, and its address or what to type."""

    title: str
    lines: tuple[tuple[str, str], ...]
    about: str = ""
    typed: bool = False
    """Lines to copy into a shell stand by themselves."""


def sections(force: Force) -> tuple[Section, ...]:
    """In the order in which they are read; what is needed first comes last, next to the prompt."""
    return (
        _tokens(force),
        _behind(force),
        _services(force),
        _typed(
            "First requests",
            requests(force),
            "Copy these lines into a shell, in this directory, one after another.",
        ),
        _typed("For operators", operating(force), "Every command has --help, an example and --json."),
        Section("When done", (("", "make down"),), "`make up` goes on where it ended.", typed=True),
    )


def document(force: Force, *, began: bool) -> dict[str, Any]:
    """The same for machines. The tokens are for invented officers; passwords are not in it."""
    return {
        "stack": force.stack.name,
        "force": force.code,
        "began": began,
        "services": {
            name: {"url": at.url, "docs": f"{at.url}/docs", "openapi": f"{at.url}/openapi.json"}
            for name, at in force.services.items()
        },
        "mailbox": f"{force.simulators['mailbox'].url}/",
        "simulators": {name: at.url for name, at in force.simulators.items()},
        "officers": [
            {"id": one.id, "name": one.name, "about": one.about, "token": force.token(one.id)}
            for one in force.officers
        ],
        "kafka": force.stack.bootstrap,
        "postgres": force.stack.postgres_address,
        "logs": str(force.stack.state / "logs"),
        "requests": [asdict(one) for one in requests(force)],
        "operating": [asdict(one) for one in operating(force)],
    }


def show(force: Force, console: Console) -> None:
    """Colour on a terminal, plain lines in a pipe; nothing that is to be copied is broken."""
    for section in sections(force):
        console.print()
        if console.is_terminal:
            console.rule(f"[bold]{escape(section.title)}[/]", align="left")
        else:
            _line(console, f"== {section.title}")
        if section.about:
            _line(console, section.about)
        _lines(console, section)


def _lines(console: Console, section: Section) -> None:
    width = max(len(what) for what, _ in section.lines)
    for what, words in section.lines:
        if section.typed:
            if what:
                _line(console, f"# {what}", "dim")
            _line(console, words, "cyan")
        else:
            _line(console, f"  {what:{width}}  {words}")


def _line(console: Console, words: str, style: str = "") -> None:
    console.print(words, style=style or None, soft_wrap=True, highlight=False, markup=False)


def _typed(title: str, steps: Iterable[Step], about: str) -> Section:
    return Section(title, tuple((one.what, one.run) for one in steps), about, typed=True)


def _tokens(force: Force) -> Section:
    return Section(
        "Who you may be",
        tuple((f"{one.id}  {one.name}, {one.about}", force.token(one.id)) for one in force.officers),
        "Invented officers, each with a bearer token to copy: good for "
        f"{TOKENS_LAST}, then `make up` shows new ones.",
    )


def _services(force: Force) -> Section:
    mailbox = f"{force.simulators['mailbox'].url}/"
    pages = {name: f"{at.url}/docs" for name, at in force.services.items()} | {"mailbox": mailbox}
    width = max(map(len, pages.values()))
    return Section(
        "The four services, and the mailbox",
        tuple((name, f"{url:{width}}  {WHAT[name]}") for name, url in pages.items()),
        "Open these in a browser: /docs tells what can be asked, for machines as /openapi.json.",
    )


def _behind(force: Force) -> Section:
    stack = force.stack
    agencies = (one for one in force.simulators.items() if one[0] != "mailbox")
    return Section(
        "Behind them",
        (
            *((f"{name} (simulated)", at.url) for name, at in agencies),
            ("Kafka (SASL/SCRAM)", stack.bootstrap),
            ("PostgreSQL", stack.postgres_address),
            ("look into a database, with psql", f"psql {stack.dsn(force.database('decisions'), 'operator')}"),
            ("logins and passwords", str(stack.state / FILE)),
            ("logs", str(stack.state / "logs")),
        ),
    )

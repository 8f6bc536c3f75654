"""One way for every command: the options that all share, how it runs, and how it ends."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli.exits import CODES, FINE, UNREACHABLE, USAGE, CannotReach, Misused
from cli.output import WRONG, NobodyReads, Out
from cli.places import Asked, Places

if TYPE_CHECKING:  # slow to import, and not for every command
    from cli.reach import Reach

Body = Callable[..., Coroutine[Any, Any, int | None]]
By = Annotated[str, typer.Option("--by", envvar="CSODS_BY", help="who you are: your staff number or name")]
_SHARED: Final[dict[str, tuple[Any, Any]]] = {
    "as_json": (Annotated[bool, typer.Option("--json", help="one JSON document, for machines")], False),
    "service": (
        Annotated[str | None, typer.Option("--service", "-s", help="only this one: checks, or 46.checks")],
        None,
    ),
    "stack": (
        Annotated[str | None, typer.Option(help="a local stack, by name", envvar="CSODS_STACK")],
        None,
    ),
    "force": (
        Annotated[str | None, typer.Option(help="only this force, by code", envvar="CSODS_FORCE")],
        None,
    ),
    "places": (
        Annotated[
            Path | None,
            typer.Option(help="a file that says where services are", envvar="CSODS_PLACES"),
        ],
        None,
    ),
}


@dataclass(frozen=True)
class Ask:
    """What a command is given besides its own arguments."""

    out: Out
    asked: Asked
    service: str | None

    def places(self) -> Places:
        return self.asked.resolve().only(self.service)

    @asynccontextmanager
    async def reach(self, service: str | None = None) -> AsyncIterator[Reach]:
        """The databases of all services meant, or of this one."""
        from cli.reach import reach  # noqa: PLC0415 - slow to import, and not for every command

        async with reach(self.places().only(service)) as found:
            yield found


def command(app: typer.Typer, name: str, *, example: str) -> Callable[[Body], Body]:
    """Adds an asynchronous function `(ask, …) -> exit code or None` as a command, with the shared options."""

    def register(body: Body) -> Body:
        told = inspect.signature(body, eval_str=True)
        own = [one for one in told.parameters.values() if one.name != "ask"]
        shared = [
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for key, (kind, default) in _SHARED.items()
            if key not in told.parameters
        ]

        def run(**given: Any) -> None:
            asked = Asked(given.pop("stack"), given.pop("force"), given.pop("places"))
            out = Out(as_json=given.pop("as_json"))
            ask = Ask(out, asked, given.pop("service", None))
            raise typer.Exit(ended(lambda: asyncio.run(_alone(body(ask, **given))), out))

        signature = inspect.Signature(
            [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own] + shared
        )
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {}
        app.command(name, help=inspect.cleandoc(body.__doc__ or ""), epilog=f"Example: {example}\n\n{CODES}")(
            run
        )
        return body

    return register


async def _alone(body: Coroutine[Any, Any, int | None]) -> int | None:
    return await body


def ended(run: Callable[[], int | None], out: Out) -> int:
    """Run it; whatever keeps it from its end is one plain sentence and the exit code that fits."""
    try:
        return run() or FINE
    except NobodyReads:
        return FINE
    except Misused as error:
        words, code = str(error), USAGE
    except CannotReach as error:
        words, code = str(error), UNREACHABLE
    except Exception as error:
        words, code = _fault(error)
    if out.as_json:
        out.document({"error": words, "exit": code})
    else:
        out.remark(words, WRONG)
    return code


def _fault(error: Exception) -> tuple[str, int]:
    """In words what the runtime refused or a connection lost; anything else is raised again."""
    from messaging.faults import is_transient  # noqa: PLC0415 - slow to import, and only for faults
    from messaging.operate import NotDone  # noqa: PLC0415

    if isinstance(error, NotDone):
        return str(error), 1
    if not is_transient(error):
        raise error
    name = type(error).__name__
    return f"the connection was lost on the way ({name}): try again, see `csods doctor`", UNREACHABLE


def numbered(written: str, service: str | None) -> tuple[str | None, int]:
    """`46.checks/12` or `12` -> service, number. Raises Misused."""
    name, _, number = written.rpartition("/")
    if not number.isascii() or not number.isdigit() or int(number) >= 2**63:
        raise Misused(f"{written!r} is no number: write it as it is listed, such as 46.checks/12")
    return name or service, int(number)

"""From a command of the domain back to what an officer sends: the route, the body, who signs in."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast, get_type_hints

from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from pydantic_core import to_jsonable_python
from starlette.routing import BaseRoute

from access.issuer import Invented
from access.roles import Role
from contracts.codes import Rank
from messaging.decider import Actor

Written = Mapping[str, Any]


class NoRoute(Exception):
    """No route of the service makes this command."""


@dataclass(frozen=True, slots=True)
class Order:
    """One route, and what makes a command of its body."""

    path: str
    body: type[BaseModel]
    command: type
    make: Callable[[Any, Actor], Any]

    @property
    def name(self) -> str:
        return f"POST {self.path}"

    @property
    def of_a_case(self) -> bool:
        """Whether it names a case that is there; else it opens one."""
        return "{case_id}" in self.path


@dataclass(frozen=True, slots=True)
class Orders:
    """All routes of one service. `spelt` says what a body holds where it is not named as in the command.

    `chosen` tells which of several routes a command is given by.
    """

    by_command: Mapping[type, tuple[Order, ...]]
    spelt: Mapping[type, Callable[[Any], Written]]
    chosen: Mapping[type, Callable[[Any, Order], bool]]

    def of(self, command: Any) -> Order:
        wanted = self.chosen.get(type(command))
        for order in self.by_command.get(type(command), ()):
            if wanted is None or wanted(command, order):
                return order
        raise NoRoute(type(command).__name__)

    def body(self, command: Any) -> dict[str, Any]:
        """JSON as it is sent; nothing is judged here, so that the service does."""
        order = self.of(command)
        names = (name for name in order.body.model_fields if hasattr(command, name))
        said = {name: getattr(command, name) for name in names}
        if spelt := self.spelt.get(type(command)):
            said |= spelt(command)
        written: dict[str, Any] = to_jsonable_python(said, exclude_none=True)
        return {name: value for name, value in written.items() if value is not None}

    def says_the_same(self, command: Any) -> bool:
        """Whether the service makes this very command of what is sent; False where it takes no such body."""
        order = self.of(command)
        try:
            made = order.make(order.body.model_validate(self.body(command)), command.by)
        except ValidationError:
            return False
        return bool(made == command)


def orders(
    routes: Iterable[BaseRoute],
    spelt: Mapping[type, Callable[[Any], Written]] | None = None,
    chosen: Mapping[type, Callable[[Any, Order], bool]] | None = None,
) -> Orders:
    """Those that `access.commands.command` made."""
    found: dict[type, tuple[Order, ...]] = {}
    for route in routes:
        if isinstance(route, APIRoute) and (order := _order(route)):
            found[order.command] = (*found.get(order.command, ()), order)
    return Orders(found, spelt or {}, chosen or {})


def _order(route: APIRoute) -> Order | None:
    act = inspect.getclosurevars(route.endpoint).nonlocals.get("act")
    if act is None:
        return None
    make = inspect.getclosurevars(act).nonlocals["to_command"]
    hints = get_type_hints(make)
    return Order(route.path, hints["body"], hints["return"], make)


class Unranked(NamedTuple):
    """What no issuer gives, and a program would have."""

    value: str


def invented(by: Actor) -> Invented:
    """The sign-in of this officer; of a program, what it would be if it could sign in."""
    known = by.rank in {rank.value for rank in Rank}
    rank = Rank(by.rank) if known else cast("Rank", Unranked(by.rank))
    roles = (Role(by.role),) if by.role else ()
    return Invented(by.id, "Invented Officer", rank, roles, tuple(sorted(by.competences)), by.organisation)

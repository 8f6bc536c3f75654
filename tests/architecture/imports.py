"""What each file imports, read off its syntax; nothing is executed."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("access", "assembly", "cli", "contracts", "deploy", "messaging", "services")
SERVICES: Final = ("intake", "checks", "decisions", "notifications")


@dataclass(frozen=True, slots=True)
class Import:
    """`file` (relative to the root) imports `module`, at `line`."""

    file: str
    module: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def files(*places: str, root: Path = ROOT) -> Iterator[Path]:
    """Python files below these places."""
    for place in places:
        yield from sorted((root / place).rglob("*.py"))


def imports(paths: Iterable[Path], root: Path = ROOT) -> Iterator[Import]:
    for path in paths:
        name = str(path.relative_to(root))
        yield from (Import(name, module, line) for module, line in _imported(path.read_text("utf-8")))


@cache
def _imported(source: str) -> tuple[tuple[str, int], ...]:
    """Modules and lines; most rules look at the same files."""
    return tuple(_walked(source))


def _walked(source: str) -> Iterator[tuple[str, int]]:
    for node in _statements(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Those within others too. No expression is gone through: in none of them is anything imported."""
    held: list[ast.AST] = [tree]
    while held:
        one = held.pop()
        if isinstance(one, ast.stmt):
            yield one
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            within = getattr(one, part, ())
            held.extend(within if isinstance(within, list) else ())


def under(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)

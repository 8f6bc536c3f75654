"""`python -m services.checks [--roles api,consume,relay,sweep]`"""

from __future__ import annotations

from assembly.program import Program, main
from assembly.wiring import outside
from services.checks.app import MIGRATIONS, NAME, build
from services.checks.settings import Settings


def program(roles: frozenset[str]) -> Program:
    return build(Settings(), outside(), roles)


if __name__ == "__main__":
    main(NAME, program, MIGRATIONS)

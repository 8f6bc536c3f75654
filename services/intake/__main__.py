"""`python -m services.intake [--roles api,consume,relay,sweep]`"""

from __future__ import annotations

from assembly.program import Program, main
from assembly.wiring import outside
from services.intake.app import MIGRATIONS, NAME, build
from services.intake.settings import Settings


def program(roles: frozenset[str]) -> Program:
    return build(Settings(), outside(), roles)


if __name__ == "__main__":
    main(NAME, program, MIGRATIONS)

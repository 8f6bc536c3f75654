"""`python -m contracts generate [--check]` and `python -m contracts keys --force 46 --into DIR`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from contracts.generated import out_of_date, write
from contracts.keyring import generate, meet
from contracts.topics import for_force


def main(arguments: list[str] | None = None) -> int:
    """0: done, or nothing to do. 1: what is committed is out of date, or the change would break readers."""
    parser = argparse.ArgumentParser(prog="python -m contracts", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    generated = commands.add_parser(
        "generate", help="schemas, AsyncAPI document, golden records, README tables"
    )
    generated.add_argument(
        "--check", action="store_true", help="write nothing; fail if anything is out of date"
    )
    keys = commands.add_parser("keys", help="keyrings for a force; what exists is kept")
    keys.add_argument("--force", required=True, metavar="CODE")
    keys.add_argument("--into", required=True, type=Path, metavar="DIR")
    keys.add_argument(
        "--meet", type=Path, metavar="DIR", help="take the public keys another force left there"
    )
    asked = parser.parse_args(arguments)
    if asked.command == "keys":
        for path in generate(for_force(asked.force), asked.into):
            print(path)
        for path in meet(for_force(asked.force), asked.into, asked.meet) if asked.meet else ():
            print(path)
        return 0
    problems = out_of_date() if asked.check else write()
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

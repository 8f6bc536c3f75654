"""Each protection of the runtime is taken away in turn from a copy of the project; a test must then fail.

`python -m bench.protections [NAME …]`. Exits 1 when a protection can be removed without a failing test, or
when a test does not pass while the protection is there: then it proves nothing.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.removals import REMOVALS, Removal
from cli.output import Out
from deploy.local.spec import StackSpec
from deploy.local.stack import Stack

PROJECT: Final = Path(__file__).resolve().parent.parent
COPIED: Final = ("access", "assembly", "contracts", "deploy", "docs/domain", "messaging", "services", "tests")
LIMIT: Final = 300.0
"""Seconds after which a test that neither passes nor fails counts as failed: some protections end a wait."""


@dataclass(frozen=True)
class Finding:
    """How the tests ended while the protection was away, and how long that took."""

    removal: Removal
    noticed: bool
    seconds: float


def main(wanted: list[str]) -> int:
    removals = [one for one in REMOVALS if not wanted or any(word in one.name for word in wanted)]
    if not removals:
        raise SystemExit(f"no protection is called so; there are: {'; '.join(one.name for one in REMOVALS)}")
    out = Out(as_json=False)
    run = secrets.token_hex(6)
    with (
        tempfile.TemporaryDirectory(prefix="protections-") as directory,
        Stack.start(StackSpec(), f"test-{run}", disposable=True),
    ):
        copy = Path(directory) / "project"
        _copy(copy)
        if not _passes(copy, run, sorted({test for one in removals for test in one.tests}), out):
            out.line("with every protection in place the tests do not pass: mend them first")
            return 1
        out.line("with every protection in place all pass")
        findings = [_without(copy, run, one, out) for one in removals]
    _show(findings, out)
    return 0 if all(one.noticed for one in findings) else 1


def _copy(to: Path) -> None:
    to.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", ".local")
    for name in COPIED:
        shutil.copytree(PROJECT / name, to / name, ignore=ignored)
    shutil.copy(PROJECT / "pyproject.toml", to)
    (to / ".local").symlink_to(PROJECT / ".local")  # one stack serves all runs


def _without(copy: Path, run: str, removal: Removal, out: Out) -> Finding:
    file = copy / removal.file
    text = file.read_text()
    if text.count(removal.there) != 1:
        out.line(f"{removal.name}: it no longer stands in {removal.file} as described here")
        return Finding(removal, noticed=False, seconds=0)
    began = time.monotonic()
    file.write_text(text.replace(removal.there, removal.instead))
    try:
        noticed = not _passes(copy, run, list(removal.tests))
    finally:
        file.write_text(text)
    seconds = time.monotonic() - began
    out.line(f"without {removal.name}: {'a test fails' if noticed else 'NO TEST FAILS'} ({seconds:.0f} s)")
    return Finding(removal, noticed, seconds)


def _passes(copy: Path, run: str, tests: list[str], out: Out | None = None) -> bool:
    """Whether all pass. Anything but passed or failed (not found, not begun) is an error of this script."""
    argv = [
        sys.executable,
        "-m",
        "pytest",
        "--quiet",
        "-x",
        "-p",
        "no:cacheprovider",
        "--testrunuid",
        run,
        *tests,
    ]
    env = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own tests
            argv, cwd=copy, env=env, capture_output=True, text=True, timeout=LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    if out is not None and done.returncode != 0:
        out.line(done.stdout[-3000:])
    if done.returncode not in {0, 1}:
        raise SystemExit(f"pytest ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 0


def _show(findings: list[Finding], out: Out) -> None:
    rows = [
        {
            "protection removed": one.removal.name,
            "where": one.removal.file,
            "noticed": "yes" if one.noticed else "NO",
            "seconds": f"{one.seconds:.0f}",
            "by": ", ".join(test.partition("::")[2] for test in one.removal.tests),
        }
        for one in findings
    ]
    out.table("Protections, removed in turn", rows)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(
        prog="python -m bench.protections",
        description="Take each protection of the runtime away, in a copy, and see its tests fail.",
        epilog="Exit codes: 0 every removal was noticed, 1 one was not, or the tests do not pass as it is.",
    )
    asked.add_argument("words", nargs="*", help="only those in whose name one of these words is")
    sys.exit(main(asked.parse_args().words))

"""Running `python -m deploy.local …` in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.local import places

WITHOUT_SETTINGS = {name: value for name, value in os.environ.items() if not name.startswith("CSODS_")}


def command(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one command on the stack called `name`, in a process that ends with it."""
    return subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "deploy.local", *words, "--name", name],
        cwd=places.PROJECT,
        env=WITHOUT_SETTINGS,
        capture_output=True,
        text=True,
        check=False,
    )


def shell(script: str) -> subprocess.CompletedProcess[str]:
    """Lines that somebody copied into a shell, in the project's directory."""
    return subprocess.run(  # noqa: S603 - our own page
        ["sh", "-c", script],  # noqa: S607 - whatever shell people have
        cwd=places.PROJECT,
        env=WITHOUT_SETTINGS,
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def under_way(module: str, *words: str, until: str) -> Iterator[subprocess.Popen[str]]:
    """A program that has said `until` and goes on; its output goes to one pipe."""
    with subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-u", "-m", module, *words],
        cwd=places.PROJECT,
        env=WITHOUT_SETTINGS,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = ""
        while until not in said:
            line = process.stdout.readline()
            said += line
            assert line, f"it ended first: {said}"
        yield process
        process.kill()

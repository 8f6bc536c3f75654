"""Where things lie on this machine: the cache of downloads, and the state of each stack."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parents[2]
STACK_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def cache() -> Path:
    """`CSODS_CACHE`, else `~/.cache/csods`: downloads, shared by all stacks of this user."""
    named = os.environ.get("CSODS_CACHE")
    return Path(named).expanduser().resolve() if named else Path.home() / ".cache" / "csods"


def state(name: str) -> Path:
    """The directory of the stack called `name`. Raises ValueError if that cannot be a stack's name."""
    if not STACK_NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a stack: lower case letters, digits and dashes, at most 40")
    return PROJECT / ".local" / name


def home_of(state: Path, force: str) -> Path:
    """Where a force on a stack keeps what is its own: keys, addresses, daily roots."""
    return state / f"force-{force}"


def private_directory() -> Path:
    """A directory of this user alone with a short path: a Unix socket's may have 107 bytes.

    Raises PermissionError if somebody else has taken its name.
    """
    for base in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108 - owner and mode are checked below
        directory = base / f"csods-{os.getuid()}"
        if len(str(directory)) > 60:
            continue
        directory.mkdir(mode=0o700, exist_ok=True)
        found = directory.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077:
            return directory
        raise PermissionError(
            f"{directory} is not yours alone; remove it, or set TMPDIR to a short path of yours"
        )
    raise PermissionError("no short directory for sockets; set TMPDIR to one")

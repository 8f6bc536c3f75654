"""As whom PostgreSQL runs when we are root, which it refuses to be, and where that user can reach files."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CANDIDATES: Final = ("postgres", "nobody", "daemon")
"""PostgreSQL looks its user up by number, so the account must exist; one of these is on every system."""
ELSEWHERE: Final = Path("/var/tmp/csods-root")  # noqa: S108 - made for root alone to write, and checked


class NoUnprivilegedUser(Exception):
    """There is nobody as whom PostgreSQL could run."""


@dataclass(frozen=True, slots=True)
class User:
    """A system account by its numbers."""

    uid: int
    gid: int

    @property
    def ids(self) -> tuple[int, int]:
        return self.uid, self.gid

    def can_enter(self, directory: Path) -> bool:
        """Whether this user may pass through every directory down to this one."""
        return all(self._may_pass(part) for part in (directory, *directory.parents) if part.exists())

    def _may_pass(self, directory: Path) -> bool:
        found = directory.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & 0o100)
        return bool(found.st_mode & (0o010 if found.st_gid == self.gid else 0o001))


def server_user() -> User | None:
    """None: it can run as we do. Raises NoUnprivilegedUser if we are root and there is nobody else."""
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return User(entry.pw_uid, entry.pw_gid)
    raise NoUnprivilegedUser(
        "PostgreSQL does not run as root, and this system has none of the accounts "
        f"{', '.join(CANDIDATES)}: run as an ordinary user, or make one (useradd --system postgres)"
    )


def reachable_package(package: Path, user: User | None) -> Path:
    """`package`, or a copy of it, once a version, where `user` can run it (a checkout in /root, say)."""
    if user is None or user.can_enter(package):
        return package
    stamp = hashlib.sha256(f"{package} {package.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = _elsewhere() / f"programs-{stamp}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        for part in (
            package,
            package.with_name(f"{package.name}.libs"),
        ):  # the wheel's libraries lie beside it
            if part.exists():
                shutil.copytree(part, unfinished / part.name)
        for part in (unfinished, *unfinished.rglob("*")):
            part.chmod(part.stat().st_mode | (0o055 if part.stat().st_mode & 0o100 else 0o044))
        unfinished.rename(copy)
    return copy / package.name


def server_directory(state: Path, user: User | None) -> Path:
    """Where the server's data goes: within `state`, unless `user` cannot get there."""
    if user is None:
        directory = state / "postgres"
        directory.mkdir(mode=0o700, exist_ok=True)
        return directory
    if user.can_enter(state):
        directory = state / "postgres"
    else:
        directory = _elsewhere() / f"data-{hashlib.sha256(str(state).encode()).hexdigest()[:12]}"
    directory.mkdir(mode=0o700, exist_ok=True)
    os.chown(directory, *user.ids)
    return directory


def _elsewhere() -> Path:
    """A directory that only root writes and everybody may pass."""
    ELSEWHERE.mkdir(mode=0o755, exist_ok=True)
    found = ELSEWHERE.lstat()
    if found.st_uid != 0 or found.st_mode & 0o022 or ELSEWHERE.is_symlink():
        raise PermissionError(f"{ELSEWHERE} is not root's alone; remove it")
    return ELSEWHERE

"""API keys: a file with one key a line, and behind it the role that its holder has."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path


class ApiKeys:
    """Which keys are good, and for what role."""

    def __init__(self, roles: dict[str, str]) -> None:
        self._roles = roles

    def role(self, key: str | None) -> str | None:
        """The role of that key, or None when it is no good. Takes the same time for a near miss."""
        found = None
        for known, role in self._roles.items():
            if hmac.compare_digest(known.encode(), (key or "").encode()):
                found = role
        return found


def read_keys(path: Path, default_role: str) -> ApiKeys:
    """The keys of that file: `KEY` or `KEY ROLE` a line, # for remarks.

    A file that does not exist is made, readable to its owner alone, with one new key of the default role.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{secrets.token_urlsafe(24)} {default_role}\n")
    words = (line.partition("#")[0].split() for line in path.read_text("utf-8").splitlines())
    return ApiKeys({line[0]: line[1] if len(line) > 1 else default_role for line in words if line})

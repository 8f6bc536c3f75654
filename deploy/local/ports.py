"""TCP ports on 127.0.0.1 that no other stack takes while the reserving process lives."""

from __future__ import annotations

import fcntl
import os
import random
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from deploy.local.places import private_directory

LOWEST: Final = 20_000
HIGHEST: Final = 32_000
"""Below the range from which the kernel gives ports to outgoing connections (32768 and up on Linux)."""


class PortTaken(OSError):
    """A port asked for by number is in use."""


@dataclass(slots=True)
class Ports:
    """Reservations of one process. A reserved port stays its own while the server behind it is down."""

    held: dict[int, int] = field(default_factory=dict)

    def reserve(self, wanted: Iterable[int], free: int) -> list[int]:
        """The `wanted` ports, then `free` more of any number. Raises PortTaken for a wanted one in use."""
        wanted = list(wanted)
        reserved = []
        for port in wanted:
            if port not in self.held and not self._take(port):
                raise PortTaken(f"port {port} of 127.0.0.1 is in use; stop what uses it, or take free ports")
            reserved.append(port)
        candidates = list(range(LOWEST, HIGHEST))
        random.SystemRandom().shuffle(candidates)
        for port in candidates:
            if len(reserved) == len(wanted) + free:
                return reserved
            if self._take(port):
                reserved.append(port)
        raise PortTaken(f"no free port between {LOWEST} and {HIGHEST}")

    def _take(self, port: int) -> bool:
        if port in self.held:
            return False
        lock = os.open(
            private_directory() / f"{port}.port", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666
        )
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
        except OSError:
            os.close(lock)
            return False
        self.held[port] = lock
        return True

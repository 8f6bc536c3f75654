"""Tests in processes side by side, some of the files each: `python -m tests.side_by_side [for pytest]`.

For many small tests: xdist has every process read every file, and passes six messages a test between them: of
all that `make test-fast` did, almost a third. Here nothing is shared and nobody is waited for.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final
from zlib import crc32

PART: Final = "CSODS_TESTS_PART"
"""`1/2`: the second of two. It is set for one run of pytest, and read by `elsewhere`."""
NOTHING_COLLECTED: Final = 5
MOST: Final = 4


def elsewhere(path: Path, root: Path) -> bool:
    """Whether another process reads this file."""
    said = os.environ.get(PART)
    if said is None or path.suffix != ".py":
        return False
    part, _, parts = said.partition("/")
    return crc32(path.relative_to(root).as_posix().encode()) % int(parts) != int(part)


def run(argv: Sequence[str], parts: int) -> int:
    """pytest's worst exit code. The first process writes as it goes on, the others when they have ended."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *argv]
    with ExitStack() as held:
        kept: list[IO[bytes] | None] = [None]
        kept += [held.enter_context(tempfile.TemporaryFile()) for _ in range(1, parts)]
        begun = [
            held.enter_context(
                subprocess.Popen(command, env=os.environ | {PART: f"{part}/{parts}"}, stdout=out, stderr=out)  # noqa: S603
            )
            for part, out in enumerate(kept)
        ]
        codes = set()
        for one, out in zip(begun, kept, strict=True):
            codes.add(one.wait())
            if out is not None:
                out.seek(0)
                sys.stdout.buffer.write(out.read())
                sys.stdout.flush()
    return max(codes - {NOTHING_COLLECTED}, default=NOTHING_COLLECTED)


if __name__ == "__main__":
    try:
        sys.exit(run(sys.argv[1:], min(MOST, os.cpu_count() or 1)))
    except KeyboardInterrupt:
        sys.exit(130)

"""`python -m tests.deploy.local.idler [EXIT]` says how it was begun; then it ends with EXIT, or sleeps."""

from __future__ import annotations

import json
import os
import signal
import sys


def main() -> None:
    told = {
        "name": __name__,
        "arguments": sys.argv[1:],
        "environment": dict(os.environ),
        "directory": os.getcwd(),
        "leads": os.getsid(0) == os.getpid(),
        "input": sys.stdin.read(),
        "first of path": sys.path[0],
        "threads": len(os.listdir("/proc/self/task")),
        "open": sorted(os.readlink(f"/proc/self/fd/{one}") for one in ("0", "1", "2")),
        "files": len(os.listdir("/proc/self/fd")),
        "caught": [one.name for one in signal.Signals if signal.getsignal(one) not in _USUAL],
        "collected": sys.gettrace() is None,
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    match sys.argv[1:]:
        case []:
            signal.pause()
        case ["error", *_]:
            raise RuntimeError("as it was told")
        case [code, *_]:
            sys.exit(int(code))


_USUAL = (signal.SIG_DFL, signal.SIG_IGN, signal.default_int_handler)

if __name__ == "__main__":
    main()

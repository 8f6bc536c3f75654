"""`python -m tests.deploy.local.holder NAME` starts a disposable stack and holds it till it dies."""

from __future__ import annotations

import json
import signal
import sys

from deploy.local.spec import StackSpec
from deploy.local.stack import Stack


def main(name: str) -> None:
    with Stack.start(StackSpec(databases=("held",)), name, disposable=True) as stack:
        stack.run("sleeper", ["sh", "-c", "sleep 600 & sleep 600"])
        stack.run("idler", [sys.executable, "-m", "tests.deploy.local.idler"])
        sys.stdout.write(json.dumps(stack.processes()) + "\n")
        sys.stdout.flush()
        signal.pause()


if __name__ == "__main__":
    main(sys.argv[1])

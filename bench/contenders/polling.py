"""A service as it is usually written: nothing wakes its relay and its sweeper, they look once a second.

`python -m bench.contenders.polling <service>`; everything else is the service itself.
"""

from __future__ import annotations

import runpy
import sys
from datetime import timedelta

from messaging import relay, sweep

EVERY = timedelta(seconds=1)


def _sleep_on(_: object) -> None:
    """What would have woken it."""


def main(name: str) -> None:
    for module in (relay, sweep):
        vars(module)["IDLE"] = EVERY
    relay.Relay.wake = _sleep_on  # type: ignore[assignment, method-assign]
    sweep.Sweeper.wake = _sleep_on  # type: ignore[assignment, method-assign]
    sys.argv = [f"services.{name}"]
    runpy.run_module(f"services.{name}", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1])

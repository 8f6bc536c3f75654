"""`python -m deploy.local.container PLAN`: one container in the foreground, its log on our output.

It is stopped when we are asked to end, and gone when we are gone, however that was; we end as it ended.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any, Final

from docker.errors import APIError, NotFound
from testcontainers.core.container import DockerContainer

from deploy.local.containers import GRACE, Containers, Plan

REMOVED_WITHIN: Final = 50
"""Attempts, a fifth of a second apart, to remove a volume that an ending container still uses."""


def main(path: str) -> None:
    """Returns never: it exits with the container's code, or by the signal that ended it."""
    plan = Plan.read(Path(path))
    name = f"csods-{plan.stack}-{plan.server}-{secrets.token_hex(3)}"
    _leave_a_watch(plan, name)
    container = _begin(plan, name)

    def asked_to_end(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=container.stop, kwargs={"timeout": int(GRACE) - 5}).start()

    signal.signal(signal.SIGTERM, asked_to_end)
    for part in container.logs(stream=True, follow=True):
        sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
    _end_as(container.wait()["StatusCode"])


def _begin(plan: Plan, name: str) -> Any:
    made = DockerContainer(plan.image, docker_client_kw={"timeout": None})  # its log may be silent for long
    made.with_name(name).with_envs(**plan.env)
    made.with_volume_mapping(plan.volume, plan.data, "rw").with_kwargs(labels=plan.labels)
    here: Any = {f"{inside}/tcp": ("127.0.0.1", outside) for inside, outside in plan.ports.items()}
    made.ports = here  # its own `with_bind_ports` opens them to other machines
    if plan.command:
        made.with_command(list(plan.command))
    return made.start().get_wrapped_container()


def _end_as(code: int) -> None:
    """129 and above: by a signal, as shells have it."""
    if code > 128:
        with contextlib.suppress(OSError):  # nobody handles SIGKILL
            signal.signal(code - 128, signal.SIG_DFL)
        os.kill(os.getpid(), code - 128)
    sys.exit(code)


def _leave_a_watch(plan: Plan, name: str) -> None:
    """Fork who outlives us, out of reach of whoever kills us and all that descends from us."""
    keeper = os.getppid()
    reading, writing = os.pipe()
    if (child := os.fork()) != 0:
        os.close(reading)
        os.waitpid(child, 0)
        return  # `writing` stays open as long as we live
    os.setsid()
    if os.fork() == 0:
        os.close(writing)
        os.read(reading, 1)
        _clear_up(plan, name, keeper)
    os._exit(0)


def _clear_up(plan: Plan, name: str, keeper: int) -> None:
    client = Containers.answering()
    with contextlib.suppress(NotFound, APIError):
        client.containers.get(name).remove(force=True, v=True)
    if not plan.disposable:
        return
    _until_gone(keeper)
    for _ in range(REMOVED_WITHIN):
        try:
            client.volumes.get(plan.volume).remove(force=True)
        except NotFound:
            return
        except APIError:
            select.select((), (), (), 0.2)


def _until_gone(process: int) -> None:
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return
    select.select((descriptor,), (), ())


if __name__ == "__main__":
    main(sys.argv[1])

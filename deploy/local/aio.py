"""`Stack` for asynchronous code: the same methods, awaitable, each run in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from rich.console import Console

from deploy.local.chosen_ports import FixedPorts
from deploy.local.processes import Process, Ready
from deploy.local.spec import StackSpec
from deploy.local.stack import DEFAULT_NAME, QUIET, Stack


class AsyncStack:
    """What takes time, awaitable. Addresses, logins and DSNs are on `stack`, which blocks."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    @classmethod
    async def start(
        cls,
        spec: StackSpec,
        name: str = DEFAULT_NAME,
        *,
        ports: FixedPorts | None = None,
        disposable: bool = False,
        console: Console = QUIET,
    ) -> Self:
        """See `Stack.start`."""
        return cls(
            await asyncio.to_thread(
                Stack.start, spec, name, ports=ports, disposable=disposable, console=console
            )
        )

    @classmethod
    async def attach(cls, name: str = DEFAULT_NAME, *, hold: bool = True) -> Self:
        """See `Stack.attach`."""
        return cls(await asyncio.to_thread(Stack.attach, name, hold=hold))

    async def extend(self, spec: StackSpec) -> None:
        await asyncio.to_thread(self.stack.extend, spec)

    async def kill_kafka(self) -> None:
        await asyncio.to_thread(self.stack.kill_kafka)

    async def start_kafka(self) -> None:
        await asyncio.to_thread(self.stack.start_kafka)

    async def kill_postgres(self) -> None:
        await asyncio.to_thread(self.stack.kill_postgres)

    async def start_postgres(self) -> None:
        await asyncio.to_thread(self.stack.start_postgres)

    async def run(
        self,
        name: str,
        argv: Sequence[str],
        env: Mapping[str, str] | None = None,
        *,
        ready: Ready | None = None,
        keep: bool = False,
    ) -> Process:
        """See `Stack.run`. `ready` is called in another thread."""
        return await asyncio.to_thread(self.stack.run, name, argv, env, ready=ready, keep=keep)

    async def stop(self, *, orderly: bool = True) -> None:
        await asyncio.to_thread(self.stack.stop, orderly=orderly)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop(orderly=False)

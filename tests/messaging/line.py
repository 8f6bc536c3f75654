"""A line between a process and its database that can be held up, as a network does it: nobody is told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass
class Line:
    """Use it in an `async with`; whoever goes to `port` of 127.0.0.1 comes to `there`."""

    there: int
    port: int = 0
    _open: asyncio.Event = field(default_factory=asyncio.Event)
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _joined_by: set[asyncio.Task[None]] = field(default_factory=set)
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._open.set()
        self._server = await asyncio.start_server(self._joined, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()
        await asyncio.gather(*self._joined_by)

    def hold(self) -> None:
        """Nothing more gets through, and nobody hears that; connections stand."""
        self._open.clear()

    def release(self) -> None:
        """All gets through again, late."""
        self._open.set()

    def cut(self) -> None:
        """All that goes through it now ends. A new connection gets through."""
        writers, self._writers = self._writers, []
        for one in writers:
            one.transport.abort()
        self._open.set()

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (us := asyncio.current_task()) is not None:
            self._joined_by.add(us)
        beyond, out = await asyncio.open_connection("127.0.0.1", self.there)
        self._writers += [writer, out]
        await asyncio.gather(self._carry(reader, out), self._carry(beyond, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await self._open.wait()
                if not (some := await reader.read(65_536)):
                    break
                await self._open.wait()
                writer.write(some)
                await writer.drain()
        except OSError:
            pass
        writer.close()

"""A stack: one Kafka node, one PostgreSQL server, and whatever runs beside them, on this machine alone."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from filelock import FileLock
from rich.console import Console

from deploy.local import databases, kafka, places, postgres, servers
from deploy.local.children import Launch, environment
from deploy.local.chosen_ports import FixedPorts, chosen_ports
from deploy.local.control import Control, StackError, begin_keeper
from deploy.local.kafka_admin import KafkaAdministrator
from deploy.local.postgres import PostgresAdministrator
from deploy.local.processes import Process, Ready
from deploy.local.record import Record
from deploy.local.spec import StackSpec

DEFAULT_NAME: Final = "local"
QUIET: Final = Console(quiet=True)


class Stack:
    """Use `Stack.start(spec)` to begin one, `Stack.attach(name)` to use one that runs.

    A stack ends, with every process in it, when its last user ends (by `stop`, leaving the `with`, Ctrl-C or
    SIGKILL), unless it was told to `stay`. All methods block; `deploy.local.aio` has them awaitable.
    """

    def __init__(self, found: Record, control: Control) -> None:
        self._record = found
        self._control = control
        ours = servers.of(found.servers, found.name, found.state)
        self.kafka = ours.handle(kafka.NAME, self._log(kafka.NAME), control, self.administrator().ready)
        self.postgres = ours.handle(
            postgres.NAME, self._log(postgres.NAME), control, self._database_administrator().ready
        )

    @classmethod
    def start(
        cls,
        spec: StackSpec,
        name: str = DEFAULT_NAME,
        *,
        ports: FixedPorts | None = None,
        disposable: bool = False,
        console: Console = QUIET,
    ) -> Self:
        """Begin the stack called `name`, holding what `spec` says; returns when it is ready.

        What a former run left in its directory is kept, unless `disposable`: then it begins empty and leaves
        nothing. With CSODS_STACK=containers its servers run in containers. Raises StackError, DownloadFailed
        or NoUnprivilegedUser, with what to do.
        """
        way = servers.asked()
        state = places.state(name)
        (state / "logs").mkdir(parents=True, exist_ok=True)
        state.chmod(0o711)  # PostgreSQL's own user must get through; nothing here is readable for it
        (state / "logs").chmod(0o700)
        socket = places.private_directory() / f"{secrets.token_hex(6)}.sock"
        control = begin_keeper(state, socket)
        try:
            ours = servers.of(way, name, state)
            ours.prepare(control, console)
            if disposable:
                ours.empty(control)
            before = Record.read(state)
            chosen = chosen_ports(control, ports, before)
            found = Record.begin(name, state, socket, way, chosen, before)
            found.write()  # before anything is made with these passwords
            stack = cls._begin(spec, found, control, ours, console)
        except BaseException:
            control.stop(orderly=False)
            raise
        return stack

    @classmethod
    def attach(cls, name: str = DEFAULT_NAME, *, hold: bool = True) -> Self:
        """Use a stack that runs already; with `hold` it stays at least as long as this process.

        Raises StackError if there is none.
        """
        found = Record.read(places.state(name))
        if found is None:
            raise StackError(f"there is no stack called {name}; start it with `make up`")
        control = Control(found.control)
        if hold:
            control.hold()
        elif not control.alive():
            raise StackError(f"the stack called {name} is not running; start it with `make up`")
        return cls(found, control)

    @classmethod
    def _begin(
        cls, spec: StackSpec, found: Record, control: Control, ours: servers.Servers, console: Console
    ) -> Self:
        stack = cls(found, control)
        control.start(ours.kafka(found))
        console.print("starting PostgreSQL")
        control.start(ours.postgres(found))
        stack.postgres.wait_until_ready()
        console.print("starting Kafka")
        stack.kafka.wait_until_ready()
        stack._apply(spec, prune=True)
        return stack

    def extend(self, spec: StackSpec) -> None:
        """Add topics, principals and databases to those that the stack holds already."""
        self._apply(spec, prune=False)

    def _apply(self, spec: StackSpec, *, prune: bool) -> None:
        with FileLock(self.state / "apply.lock"):
            now = Record.read(self.state) or self._record
            self._record = now.extended(spec, prune=prune)
            self._record.write()
            script = databases.setup_script(
                spec.databases, databases.logins(spec.databases, self._record.roles)
            )
            self._database_administrator().run_sql(script)
            passwords = {one.name: self._record.principals[one.name] for one in spec.principals}
            self.administrator().apply(spec, passwords, prune=prune)

    @property
    def name(self) -> str:
        return self._record.name

    @property
    def state(self) -> Path:
        """The stack's directory, with `stack.json` and `logs/`."""
        return self._record.state

    @property
    def bootstrap(self) -> str:
        """Kafka's address for principals."""
        return self._record.kafka_bootstrap

    @property
    def postgres_address(self) -> str:
        return f"127.0.0.1:{self._record.postgres_port}"

    @property
    def principals(self) -> tuple[str, ...]:
        return tuple(self._record.principals)

    @property
    def databases(self) -> tuple[str, ...]:
        return tuple(self._record.dsns)

    def dsn(self, database: str, role: str = "runtime") -> str:
        """postgresql://… for `role`: migrator, runtime, operator, clock or administrator (superuser)."""
        return self._current(database in self._record.dsns).dsns[database][role]

    def login(self, principal: str) -> dict[str, str]:
        """What an aiokafka client of this principal is given: address, mechanism, name, password."""
        return self._current(principal in self._record.principals).login(principal)

    def administrator_login(self) -> dict[str, str]:
        """The same for the administrator, whom no right limits: for auditors and tests."""
        return self._record.administrator_login()

    def kill_kafka(self) -> None:
        """SIGKILL. What was written stays."""
        self.kafka.kill()

    def start_kafka(self) -> None:
        """Begin Kafka again on the same data and addresses; returns when it is ready."""
        self.kafka.restart()

    def kill_postgres(self) -> None:
        """SIGKILL to the server and all its sessions at once. What was committed stays."""
        self.postgres.kill()

    def start_postgres(self) -> None:
        """Begin PostgreSQL again on the same data and address; returns when it has recovered."""
        self.postgres.restart()

    def free_port(self, rather: int | None = None) -> int:
        """A port of 127.0.0.1 for a process of this stack, its own as long as the stack lives.

        `rather` if nobody has it.
        """
        if rather is not None:
            with contextlib.suppress(StackError):
                return self.port(rather)
        return self._control.ports([], 1)[0]

    def port(self, number: int) -> int:
        """This port and no other. Raises StackError if somebody has it."""
        return self._control.ports([number], 0)[0]

    def run(
        self,
        name: str,
        argv: Sequence[str],
        env: Mapping[str, str] | None = None,
        *,
        ready: Ready | None = None,
        keep: bool = False,
    ) -> Process:
        """Run a program in the stack; returns when it is ready. Its output goes to `logs/<name>.log`.

        `env` is added to this process's own environment. It ends with this user of the stack, or,
        with `keep`, with the stack. Raises StackError if it ends, or takes too long, before it is ready.
        """
        process = Process(name, self._log(name), self._control, ready)
        launch = Launch(
            name=name,
            argv=tuple(argv),
            env=environment(env),
            cwd=str(places.PROJECT),
            log=str(process.log),
            client="" if keep else self._held(),
        )
        self._control.start(launch)
        process.wait_until_ready()
        return process

    def process(self, name: str, *, ready: Ready | None = None) -> Process:
        """A handle of a process that runs in the stack already; `ready` is what its user waits for."""
        return Process(name, self._log(name), self._control, ready)

    def processes(self) -> dict[str, dict[str, Any]]:
        """Every process of the stack by name: `pid`, and `exit` when it has ended."""
        return dict(self._control.status())

    def stop(self, *, orderly: bool = True) -> None:
        """End every process of the stack, in order or by force."""
        self._control.stop(orderly=orderly)

    def stay(self) -> None:
        """Leave it running, without any user, until somebody stops it."""
        self._control.detach()
        self.release()

    def release(self) -> None:
        """Leave the stack to its other users; the last to leave ends it, unless it was told to stay."""
        self._control.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop(orderly=False)

    def _held(self) -> str:
        self._control.hold()
        return self._control.client

    def _current(self, known: bool) -> Record:
        """The record, read again if somebody else may have extended the stack."""
        if not known:
            self._record = Record.read(self.state) or self._record
        return self._record

    def _log(self, name: str) -> Path:
        return self._record.state / "logs" / f"{name}.log"

    def administrator(self) -> KafkaAdministrator:
        """Kafka's administrator, for what clients of one principal cannot do."""
        return KafkaAdministrator(
            f"127.0.0.1:{self._record.kafka_ports.broker}", self._record.kafka_administrator
        )

    def _database_administrator(self) -> PostgresAdministrator:
        return PostgresAdministrator(self._record.postgres_port, self._record.postgres_administrator)

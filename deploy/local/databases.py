"""The databases of a stack, their roles, and the table of the clock authority in each."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from messaging.clock import MOVING

OPERATOR: Final = "csods_operator"
"""Reads every database, writes none: for operators' tools, the auditor and the stack's own probes."""
CLOCK: Final = "csods_clock"
"""May move the clock of every database and nothing else."""
AGENCY: Final = "csods_agency"
"""May read the clock and nothing else: for the simulated agencies, which live by the same days."""
LOCKS: Final = (
    "advisory_lock", "advisory_lock_shared", "try_advisory_lock", "try_advisory_lock_shared",
    "advisory_xact_lock", "advisory_xact_lock_shared",
    "try_advisory_xact_lock", "try_advisory_xact_lock_shared",
)  # fmt: skip
"""PostgreSQL lets everybody take them; here the relay and the clock live by them."""


@dataclass(frozen=True, slots=True)
class Login:
    """A role that logs in, and its password."""

    role: str
    password: str

    def dsn(self, port: int, database: str) -> str:
        """postgresql://… as libpq and asyncpg read it."""
        return f"postgresql://{self.role}:{self.password}@127.0.0.1:{port}/{database}"


CLOCK_TABLE: Final = f"""
CREATE SCHEMA IF NOT EXISTS clock;
CREATE TABLE IF NOT EXISTS clock.authority (
    "only" boolean PRIMARY KEY DEFAULT true CHECK ("only"),
    business_at timestamptz NOT NULL,
    set_at timestamptz NOT NULL,
    rate double precision NOT NULL CHECK (rate >= 0)
);
COMMENT ON TABLE clock.authority IS
    'business time now = business_at + rate * (clock_timestamp() - set_at); see deploy/local/clock.py';
INSERT INTO clock.authority (business_at, set_at, rate)
    SELECT now, now, 1 FROM (SELECT clock_timestamp() AS now) AS made ON CONFLICT DO NOTHING;
CREATE OR REPLACE FUNCTION clock.now() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $now$
BEGIN  -- of two statements, so that the second sees the clock as it was left, after the wait
    PERFORM pg_advisory_xact_lock_shared({MOVING});
    RETURN (SELECT business_at + (clock_timestamp() - set_at) * rate FROM clock.authority);
END $now$;
COMMENT ON FUNCTION clock.now() IS 'business time, which does not move before this transaction has ended';
REVOKE EXECUTE ON FUNCTION clock.now() FROM PUBLIC;"""  # noqa: S608 - our own number


def owner(database: str) -> str:
    """Owns the database and all that is in it; nobody logs in as the owner, the migrator acts as it."""
    return f"{database}_owner"


def migrator(database: str) -> str:
    """Logs in to change the schema."""
    return f"{database}_migrator"


def runtime(database: str) -> str:
    """Logs in for the service: no right but what migrations grant, and to read the clock."""
    return f"{database}_runtime"


def logins(databases: Iterable[str], kept: Mapping[str, str]) -> dict[str, str]:
    """A password for every role that logs in: the one kept from before, else a new one."""
    roles = [OPERATOR, CLOCK, AGENCY]
    for database in databases:
        roles += [migrator(database), runtime(database)]
    return {role: kept.get(role) or secrets.token_hex(16) for role in roles}


def setup_script(databases: Iterable[str], passwords: Mapping[str, str]) -> str:
    """psql input that makes whatever is missing and leaves the rest; it may be run any number of times."""
    parts = [
        _role(role, f"LOGIN PASSWORD '{password}'") + f"ALTER ROLE {role} PASSWORD '{password}';"
        for role, password in passwords.items()
    ]
    parts.append(f"REVOKE pg_read_all_data FROM {OPERATOR};")  # it would show every role's password hash
    parts.append(f"ALTER ROLE {OPERATOR} SET default_transaction_read_only = on;")
    parts.append(f"ALTER ROLE {OPERATOR} SET idle_in_transaction_session_timeout = '5min';")
    parts += [_database(database) for database in databases]
    return "\n".join(parts)


def _role(role: str, attributes: str) -> str:
    return _unless(f"FROM pg_roles WHERE rolname = '{role}'", f"CREATE ROLE {role} {attributes}")


def _unless(exists: str, statement: str) -> str:
    """For statements that know no IF NOT EXISTS: psql's \\gexec runs what the query returns, or nothing."""
    query = f"SELECT $statement${statement}$statement$ WHERE NOT EXISTS (SELECT {exists})"
    return f"{query} \\gexec\n"


def _locks(owns: str, runs: str) -> str:
    """Advisory locks for those who live by them: who may only look must not be able to stop a service."""
    functions = ", ".join(
        f"pg_catalog.pg_{lock}({key})" for lock in LOCKS for key in ("bigint", "integer, integer")
    )
    shared = "pg_catalog.pg_advisory_xact_lock_shared(bigint)"
    return (
        f"REVOKE EXECUTE ON FUNCTION {functions} FROM PUBLIC;\n"
        f"GRANT EXECUTE ON FUNCTION {functions} TO {owns}, {runs}, {CLOCK};\n"
        f"GRANT EXECUTE ON FUNCTION {shared} TO {AGENCY};"
    )


def _database(database: str) -> str:
    owns, migrates, runs = owner(database), migrator(database), runtime(database)
    create = f"CREATE DATABASE {database} OWNER {owns}"
    return f"""
{_role(owns, "NOLOGIN")}
GRANT {owns} TO {migrates};
ALTER ROLE {migrates} SET role = '{owns}';
{_unless(f"FROM pg_database WHERE datname = '{database}'", create)}
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {migrates}, {runs}, {OPERATOR}, {CLOCK}, {AGENCY};
\\connect {database}
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {runs}, {OPERATOR};
GRANT SELECT ON ALL TABLES IN SCHEMA public TO {OPERATOR};
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {OPERATOR};
ALTER DEFAULT PRIVILEGES FOR ROLE {owns} IN SCHEMA public GRANT SELECT ON TABLES TO {OPERATOR};
ALTER DEFAULT PRIVILEGES FOR ROLE {owns} IN SCHEMA public GRANT SELECT ON SEQUENCES TO {OPERATOR};
{_locks(owns, runs)}
{CLOCK_TABLE}
GRANT USAGE ON SCHEMA clock TO {owns}, {runs}, {OPERATOR}, {CLOCK}, {AGENCY};
GRANT SELECT ON clock.authority TO {owns}, {runs}, {OPERATOR}, {CLOCK}, {AGENCY};
GRANT EXECUTE ON FUNCTION clock.now() TO {owns}, {runs}, {AGENCY};
GRANT UPDATE (business_at, set_at, rate) ON clock.authority TO {CLOCK};
\\connect postgres"""

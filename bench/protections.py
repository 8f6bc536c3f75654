"""Each protection of the runtime is taken away in turn from a copy of the project; a test must then fail.

`python -m bench.protections [NAME …]`. Exits 1 when a protection can be removed without a failing test, or
when a test does not pass while the protection is there: then it proves nothing.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from deploy.local.spec import StackSpec
from deploy.local.stack import Stack

PROJECT: Final = Path(__file__).resolve().parent.parent
COPIED: Final = ("assembly", "contracts", "deploy", "messaging", "tests")
LIMIT: Final = 300.0
"""Seconds after which a test that neither passes nor fails counts as failed: some protections end a wait."""


@dataclass(frozen=True)
class Removal:
    """One protection: where it stands, what stands there without it, and the tests that hold it."""

    name: str
    file: str
    there: str
    instead: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """How the tests ended while the protection was away, and how long that took."""

    removal: Removal
    noticed: bool
    seconds: float


TAKING: Final = "tests/messaging/test_taking.py"
TASKS: Final = "tests/messaging/test_tasks.py"
HOLDER: Final = "tests/messaging/test_holder.py"
COMMANDS: Final = "tests/messaging/test_commands.py"
BAD: Final = "tests/faults/test_bad_records.py"
RELAY: Final = "tests/messaging/test_relay.py"
CONSUMER: Final = "tests/messaging/test_consumer_settings.py"

REMOVALS: Final = (
    Removal(
        "inbox key",
        "messaging/take.py",
        "        if seen := self.batch.seen.get((read.source, read.id)):\n",
        "        if seen := None:\n",
        (f"{TAKING}::test_a_message_that_comes_again_is_taken_once",),
    ),
    Removal(
        "inbox key in the database",
        "messaging/migrations/runtime_0001.py",
        "  PRIMARY KEY (source, message_id)\n",
        "  UNIQUE (source, message_id, taken_at)\n",
        (f"{TAKING}::test_the_database_itself_takes_no_message_twice",),
    ),
    Removal(
        "lock on the head",
        "messaging/queries.py",
        "WHERE case_id = ANY(CAST(:ids AS text[])) ORDER BY case_id FOR UPDATE\n",
        "WHERE case_id = ANY(CAST(:ids AS text[])) ORDER BY case_id\n",
        (f"{COMMANDS}::test_commands_on_one_case_are_decided_one_after_the_other",),
    ),
    Removal(
        "intervals that must follow",
        "messaging/queries.py",
        "WHERE last.to_offset IS NULL OR last.to_offset = new.f\n",
        "",
        (f"{TAKING}::test_offsets_that_do_not_follow_are_refused_and_nothing_of_them_is_kept",),
    ),
    Removal(
        "lease token",
        "messaging/queries.py",
        "WHERE id = :id AND lease = CAST(:lease AS uuid) AND state = 'open'\n"
        '""")\n"""Matches nothing once another worker',
        "WHERE id = :id AND (lease = CAST(:lease AS uuid) OR true)\n"
        '""")\n"""Matches nothing once another worker',
        (f"{TASKS}::test_a_worker_that_comes_back_after_its_lease_writes_nothing",),
    ),
    Removal(
        "a name is held by one",
        "messaging/queries.py",
        "pg_try_advisory_lock(7308, hashtext(:name))",
        "hashtext(:name) IS NOT NULL",
        (f"{HOLDER}::test_a_name_whose_holder_lives_gives_nothing_back_until_that_has_ended",),
    ),
    Removal(
        "leases given back under their own name",
        "messaging/queries.py",
        "AND lease IS NOT NULL AND leased_by = :name\n",
        "AND lease IS NOT NULL AND :name <> ''\n",
        (f"{HOLDER}::test_another_name_and_none_wait_for_the_lease",),
    ),
    Removal(
        "pointer by its own id",
        "messaging/queries.py",
        'DELETE FROM outbox WHERE id = ANY(CAST(:ids AS bigint[]))")\n"""By explicit',
        "DELETE FROM outbox WHERE id <= (SELECT max(one) FROM unnest(CAST(:ids AS bigint[])) AS given(one))"
        '")\n"""By explicit',
        (f"{RELAY}::test_a_pointer_that_was_committed_late_is_published_too",),
    ),
    Removal(
        "our own decoder",
        "messaging/consume.py",
        "            decoder=_decode,\n",
        "",
        (f"{BAD}::test_a_strange_header_neither_loses_nor_stops_a_message[lying content type]",),
    ),
    Removal(
        "time-out on the offset commit",
        "messaging/offsets.py",
        "                async with asyncio.timeout(COMMIT_LIMIT.total_seconds()):\n"
        "                    await consumer.commit",
        "                if True:\n                    await consumer.commit",
        (f"{CONSUMER}::test_a_commit_that_hears_nothing_holds_nobody_up",),
    ),
    Removal(
        "journal by triggers",
        "messaging/migrations/runtime_0001.py",
        "    run(op, APPEND_ONLY)\n",
        "",
        ("tests/messaging/test_journal.py::test_nobody_changes_the_journal",),
    ),
    Removal(
        "from the beginning where there is no interval",
        "messaging/seek.py",
        "            positions |= {(part.topic, part.partition): begins[part] for part in new}\n",
        "            for part in new:\n"
        "                begins[part] = await self.subscriber.consumer.committed(part) or begins[part]\n"
        "            positions |= {(part.topic, part.partition): begins[part] for part in new}\n",
        (
            "tests/faults/test_restored_database.py"
            "::test_a_database_restored_to_its_first_day_reads_everything_again",
        ),
    ),
    Removal(
        "fork within one batch",
        "messaging/take.py",
        "told = self.batch.anchors.setdefault(",
        "told = self.batch.anchors.get(",
        (f"{TAKING}::test_a_fork_is_found_in_one_batch_and_across_batches",),
    ),
    Removal(
        "a topic in trouble left alone",
        "messaging/relay.py",
        "if failed := next((one for one in lost if not isinstance(one, TOPIC_TROUBLE)), None):",
        "if failed := next(lost, None):",
        (f"{RELAY}::test_a_topic_in_trouble_keeps_no_other_from_being_published",),
    ),
    Removal(
        "places of their own for alarms and clocks",
        "messaging/places.py",
        "return {place.value: AT_ONCE - len(taken) for place, taken in self._taken.items()}",
        "return {place.value: AT_ONCE - len(self.taken) for place in Place}",
        (
            f"{TASKS}::test_hanging_effects_keep_no_alarm_from_ringing",
            f"{TASKS}::test_hanging_effects_keep_no_clock_from_running_out",
        ),
    ),
    Removal(
        "one broken case alone",
        "messaging/apply.py",
        "fold = self.cases.readable if singly else self.cases.states",
        "fold = self.cases.states",
        (f"{TAKING}::test_a_case_that_cannot_be_folded_waits_for_a_person_alone",),
    ),
)


def main(wanted: list[str]) -> int:
    removals = [one for one in REMOVALS if not wanted or any(word in one.name for word in wanted)]
    console = Console() if sys.stdout.isatty() else Console(width=160)
    run = secrets.token_hex(6)
    with (
        tempfile.TemporaryDirectory(prefix="protections-") as directory,
        Stack.start(StackSpec(), f"test-{run}", disposable=True),
    ):
        copy = Path(directory) / "project"
        _copy(copy)
        console.print("with every protection in place", end=" ", highlight=False)
        if not _passes(copy, run, sorted({test for one in removals for test in one.tests}), console):
            console.print("the tests do not pass: mend them first")
            return 1
        console.print("all pass")
        findings = [_without(copy, run, one, console) for one in removals]
    _show(findings, console)
    return 0 if all(one.noticed for one in findings) else 1


def _copy(to: Path) -> None:
    to.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", ".local")
    for name in COPIED:
        shutil.copytree(PROJECT / name, to / name, ignore=ignored)
    shutil.copy(PROJECT / "pyproject.toml", to)
    (to / ".local").symlink_to(PROJECT / ".local")  # one stack serves all runs


def _without(copy: Path, run: str, removal: Removal, console: Console) -> Finding:
    file = copy / removal.file
    text = file.read_text()
    if text.count(removal.there) != 1:
        console.print(f"{removal.name}: it no longer stands in {removal.file} as described here")
        return Finding(removal, noticed=False, seconds=0)
    began = time.monotonic()
    file.write_text(text.replace(removal.there, removal.instead))
    try:
        noticed = not _passes(copy, run, list(removal.tests))
    finally:
        file.write_text(text)
    seconds = time.monotonic() - began
    console.print(
        f"without {removal.name}: {'a test fails' if noticed else 'NO TEST FAILS'} ({seconds:.0f} s)"
    )
    return Finding(removal, noticed, seconds)


def _passes(copy: Path, run: str, tests: list[str], console: Console | None = None) -> bool:
    """Whether all pass. Anything but passed or failed (not found, not begun) is an error of this script."""
    argv = [
        sys.executable,
        "-m",
        "pytest",
        "--quiet",
        "-x",
        "-p",
        "no:cacheprovider",
        "--testrunuid",
        run,
        *tests,
    ]
    env = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own tests
            argv, cwd=copy, env=env, capture_output=True, text=True, timeout=LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    if console is not None and done.returncode != 0:
        console.print(done.stdout[-3000:], highlight=False, markup=False)
    if done.returncode not in {0, 1}:
        raise SystemExit(f"pytest ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 0


def _show(findings: list[Finding], console: Console) -> None:
    table = Table(
        "protection removed", "where", "noticed", "seconds", "by", title="Protections, removed in turn"
    )
    for one in findings:
        by = ", ".join(test.partition("::")[2] for test in one.removal.tests)
        noticed = "yes" if one.noticed else "NO"
        table.add_row(one.removal.name, one.removal.file, noticed, f"{one.seconds:.0f}", by)
    console.print(table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

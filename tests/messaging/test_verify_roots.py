"""Against the daily roots shows what no reader can remember; each damage is found, and named if it can be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import asyncpg
import orjson
import pytest

from contracts.signing import Signer, Signers, new_signing_key
from messaging import envelope, root_file, statement
from messaging.root_file import Line
from tests.cli.damage import doing, planted
from tests.messaging.daily import Daily
from tests.messaging.ground import Hand
from tests.messaging.toy.service import service

pytestmark = pytest.mark.stack

LAST_PRIVATE = """
SELECT max(version) FROM journal WHERE case_id LIKE '%-quiet' AND topic IS NULL
"""
CUT = (
    f"DELETE FROM journal WHERE case_id LIKE '%-quiet' AND version = ({LAST_PRIVATE})",  # noqa: S608
    "UPDATE cases c SET (version, hash) = (SELECT j.version, j.hash FROM journal j"
    " WHERE j.case_id = c.case_id ORDER BY j.version DESC LIMIT 1) WHERE case_id LIKE '%-quiet'",
)
"""The last thing that happened in a case, which nobody else was told of; its head says that it never was."""
GONE = (
    "DELETE FROM journal WHERE case_id LIKE '%-silent'",
    "DELETE FROM cases WHERE case_id LIKE '%-silent'",
)
"""A whole case of which nothing ever left."""
FORGET = "DELETE FROM rooted WHERE case_id LIKE '%-quiet' AND number = 2"


@pytest.fixture
async def daily(alone: Hand, tmp_path: Path) -> Daily:
    """Two days: a case that tells others something and then goes on in private, and one wholly private."""
    made = await Daily.open(alone, tmp_path)
    await made.begins(1)
    await made.happens("quiet")
    await made.in_private("silent")
    await made.night(2)
    await made.in_private("quiet")
    await made.happens("later")
    await made.night(3)
    await made.published()
    return made


async def test_roots_that_all_hold_prove_every_case(daily: Daily) -> None:
    report = await daily.proved()
    assert report.clean, report.findings
    assert (report.counts["roots"], report.counts["rooted"]) == (2, 4)
    for without in ("file", "topic"):
        assert (await daily.proved(without=without)).clean


async def test_work_of_the_day_that_no_root_has_seen_yet_is_no_damage(daily: Daily) -> None:
    await daily.in_private("quiet")
    await daily.happens("new")
    assert (await daily.proved()).clean


async def test_a_tail_cut_of_private_events_is_named_and_shows_nowhere_else(daily: Daily) -> None:
    async with planted(daily.administrator, doing(*CUT)):
        assert daily.named(await daily.proved()) == {("BEHIND_ROOT", "quiet 4 root 2")}
        assert (await daily.proved(without="roots")).clean, "chains and readers know nothing of it"
    assert (await daily.proved()).clean


async def test_a_cut_is_named_from_the_file_when_the_database_was_made_to_forget_the_head(
    daily: Daily,
) -> None:
    async with planted(daily.administrator, doing(*CUT, FORGET)):
        assert daily.named(await daily.proved()) == {
            ("BEHIND_ROOT", "quiet 4 root 2"),
            ("HEADS_DIFFER", "database 2"),
        }
        assert daily.named(await daily.proved(without="file")) == {
            ("HEADS_DIFFER", "database 2"),
            ("HEADS_LOST", "2"),
        }


async def test_a_case_of_which_nothing_ever_left_is_missed(daily: Daily) -> None:
    async with planted(daily.administrator, doing(*GONE)):
        assert daily.named(await daily.proved()) == {("CASE_GONE", "silent 1 root 1")}
        assert (await daily.proved(without="roots")).clean


async def test_a_private_history_made_anew_without_a_seam_is_another_than_the_roots(daily: Daily) -> None:
    async def rewrite(connection: asyncpg.Connection) -> None:
        (row,) = await connection.fetch("SELECT case_id, core FROM journal WHERE case_id LIKE '%-silent'")
        core = row["core"].replace(b'"heard":1', b'"heard":7')
        assert core != row["core"]
        chained = envelope.link(envelope.genesis(row["case_id"]), core)
        await connection.execute(
            "UPDATE journal SET core = $2, hash = $3, id = $4 WHERE case_id = $1",
            row["case_id"], core, chained, envelope.event_id(chained),
        )  # fmt: skip
        await connection.execute("UPDATE cases SET hash = $2 WHERE case_id = $1", row["case_id"], chained)

    async with planted(daily.administrator, rewrite):
        assert daily.named(await daily.proved()) == {("OTHER_THAN_ROOT", "silent 1 root 1")}
        assert (await daily.proved(without="roots")).clean


async def test_a_database_made_to_forget_its_roots_is_told_by_file_and_topic(daily: Daily) -> None:
    async with planted(daily.administrator, doing(*CUT, "DELETE FROM roots", "DELETE FROM rooted")):
        for without in ("", "topic"):
            assert daily.named(await daily.proved(without=without)) == {
                ("ROOT_FORGOTTEN", "1-2"),
                ("BEHIND_ROOT", "quiet 4 root 2"),
            } | ({("HEADS_DIFFER", "database 1"), ("HEADS_DIFFER", "database 2")})
        found = {code for code, _ in daily.named(await daily.proved(without="file"))}
        assert {"ROOT_FORGOTTEN", "HEADS_LOST"} <= found


async def test_a_root_that_is_nowhere_any_more_leaves_a_hole_in_the_chain(daily: Daily) -> None:
    lines = daily.file.read_bytes().splitlines(keepends=True)
    daily.file.write_bytes(lines[1])
    async with planted(daily.administrator, doing("DELETE FROM roots WHERE number = 1")):
        found = daily.named(await daily.proved(without="topic"))
    assert {("ROOT_MISSING", "1")} <= found
    assert ("ROOT_NOT_FILED", "1") in daily.named(await daily.proved()), "the other places still know it"


async def test_a_file_that_was_cut_shows_against_database_and_topic(daily: Daily) -> None:
    lines = daily.file.read_bytes().splitlines(keepends=True)
    daily.file.write_bytes(lines[0])
    assert daily.named(await daily.proved()) == {("ROOT_NOT_FILED", "2")}
    daily.file.unlink()
    assert daily.named(await daily.proved()) == {("ROOT_NOT_FILED", "1-2")}


async def test_what_has_not_been_brought_anywhere_yet_is_not_missed_there(daily: Daily) -> None:
    await daily.in_private("quiet")
    await daily.shows(4, 0)
    elsewhere = daily.another()
    elsewhere.file = _nothing  # type: ignore[method-assign]
    await daily.sweeper(elsewhere).drain()
    assert len(await daily.said()) == 3
    assert len(list(root_file.read(daily.file))) == 2
    assert (await daily.proved()).clean


async def _nothing() -> None:
    """A process that died before it wrote the file."""


async def test_a_day_that_no_root_closes_is_named(daily: Daily) -> None:
    await daily.shows(6)
    await daily.happens("much-later")
    assert daily.named(await daily.proved()) == {("DAY_MISSING", "2099-05-03 to 2099-05-05")}
    await daily.sweeper().drain()
    assert (await daily.proved()).clean


async def test_a_service_that_never_made_a_root_is_named(alone: Hand, tmp_path: Path) -> None:
    daily = await Daily.open(alone, tmp_path)
    await daily.shows(1)
    await daily.happens("a")
    assert (await daily.proved()).clean, "its first day has not ended"
    await daily.shows(3)
    await daily.happens("b")
    assert daily.named(await daily.proved()) == {("DAY_MISSING", "2099-05-01 to 2099-05-02")}


Forge = Callable[[Daily, Line], Line]


def re_signed(daily: Daily, line: Line) -> Line:
    """As somebody would write it who has no key of the service."""
    said = statement.read(daily.signers.opened(daily.principal, line.signed))
    return line._replace(signed=Signer(new_signing_key()).sign(said.written()))


def altered(_: Daily, line: Line) -> Line:
    head, payload, signature = line.signed.split(".")
    return line._replace(signed=f"{head}.{payload[:-4]}AAAA.{signature}")


@pytest.mark.parametrize("forge", [re_signed, altered])
async def test_a_root_that_its_service_did_not_sign_is_not_believed(daily: Daily, forge: Forge) -> None:
    first, second = root_file.read(daily.file)
    assert first
    assert second
    daily.file.unlink()
    for line in (first, forge(daily, second)):
        root_file.append(daily.file, line)
    assert daily.named(await daily.proved()) == {("ROOT_FORGED", "file"), ("ROOT_NOT_FILED", "2")}


async def test_a_root_of_another_service_under_its_own_key_is_not_believed(daily: Daily) -> None:
    second = list(root_file.read(daily.file))[1]
    assert second
    said = statement.read(daily.signers.opened(daily.principal, second.signed))
    written = orjson.loads(said.written()) | {"principal": "another.depot", "number": 3}
    root_file.append(daily.file, Line(Signer(daily.key).sign(orjson.dumps(written)), second.heads))
    assert daily.named(await daily.proved()) == {("ROOT_FORGED", "file")}


async def test_heads_that_were_changed_in_the_file_are_not_those_that_were_signed(daily: Daily) -> None:
    written = daily.file.read_bytes()
    assert written.count(b'-quiet",4,') == 1
    daily.file.write_bytes(written.replace(b'-quiet",4,', b'-quiet",2,'))
    assert daily.named(await daily.proved()) == {("HEADS_DIFFER", "file 2")}


async def test_rubbish_in_the_file_is_named_by_its_line(daily: Daily) -> None:
    daily.file.write_bytes(b"rubbish\n" + daily.file.read_bytes())
    assert daily.named(await daily.proved()) == {("ROOT_UNREADABLE", f"{daily.file.name} line 1")}


async def test_two_roots_of_one_number_show_that_history_went_two_ways(daily: Daily) -> None:
    """As after a restore to the evening before: the second root is made again, over less."""
    rows = ("DELETE FROM roots WHERE number = 2", "DELETE FROM rooted WHERE number = 2")
    restored = "UPDATE tasks SET state = 'open' WHERE kind = 'runtime.root' AND key = '2099-05-02'"
    later = "DELETE FROM tasks WHERE kind = 'runtime.root' AND key = '2099-05-03'"
    async with planted(daily.administrator, doing(*CUT, *rows, restored, later)):
        await daily.night(3, 1)
        found = daily.named(await daily.proved())
    assert ("ROOTS_FORKED", "2") in found
    assert ("BEHIND_ROOT", "quiet 4 root 2") in found


async def test_a_chain_whose_root_names_another_before_it_is_broken(daily: Daily) -> None:
    second = list(root_file.read(daily.file))[1]
    assert second
    said = statement.read(daily.signers.opened(daily.principal, second.signed))
    third = orjson.loads(said.written()) | {
        "number": 3, "first": "2099-05-03", "last": "2099-05-03", "previous": "00" * 32,
    }  # fmt: skip
    root_file.append(daily.file, Line(Signer(daily.key).sign(orjson.dumps(third)), second.heads))
    found = daily.named(await daily.proved(without="topic"))
    assert ("ROOTS_BROKEN", "3") in found


async def test_keys_of_somebody_else_prove_nothing(daily: Daily) -> None:
    others = Signers({daily.principal: [new_signing_key()]})
    found = daily.named(await daily.proved(opened=others.opened))
    assert {("ROOT_FORGED", place) for place in ("database", "file", "topic")} <= found


def test_the_toys_service_makes_no_roots_of_its_own() -> None:
    assert service("toy").signer is None

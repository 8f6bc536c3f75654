"""Somebody else was told, or nobody: both services as they run, and what lies in the mailbox (C-10).

And what notifications can open with every key that it has or could come by: the applicant's contact, no more.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaConsumer
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from assembly.described import PUBLISHED
from assembly.settings import Surroundings
from contracts.catalogue import Catalogue
from contracts.keyring import load, path_of
from contracts.sealing import DataKey
from contracts.topics import for_force
from contracts.vault import Vault
from deploy.local.stack import Stack
from messaging import reading
from messaging.clock import DatabaseClock
from messaging.service import KEYS_HEADER
from services.decisions.domain.events import PRIVATE
from tests.deploy.simulators.running import Running
from tests.services.decisions import telling_by_http as by
from tests.services.decisions.force import Force
from tests.services.decisions.test_disclosing_on_the_stack import a_concern, prepared
from tests.services.decisions.test_telling_on_the_stack import nobody_told
from tests.services.notifications.force import Force as Notifications

pytestmark = pytest.mark.stack

CODE = "36"
"""A force that no other test runs."""
TOLD, NOBODY = "c-alike-told-01", "c-alike-none-01"
KINDS = Catalogue(dict.fromkeys((*PUBLISHED, *PRIVATE)))
OWN = ("id", "subject", "caseid", "correlationid", "chainhash", "traceparent", "recordedtime")
"""What names this case or its place in the chain, and the instant at which this machine came to it."""


@pytest.fixture(scope="module")
def mailbox(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running(stack, "mailbox", tmp_path_factory.mktemp("mailbox")) as running:
        yield running


@pytest.fixture(scope="module")
async def both(
    stack: Stack, mailbox: Running, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Force, Notifications]]:
    """Decisions and notifications of one force, and both cases lived to the letter."""
    home = tmp_path_factory.mktemp("force")
    force = await Force.begin(stack, CODE, home)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Surroundings, "business_clock", lambda _around: AfterTheSlot())
        notifications = await Notifications.begin(stack, CODE, home, mailbox)
    await lived(force, notifications)
    yield force, notifications
    await notifications.end()
    await force.end()


class AfterTheSlot(DatabaseClock):
    """Notifications hears of a letter at its slot, which has not come yet when decisions decides."""

    async def now(self, connection: AsyncConnection) -> datetime:
        return await super().now(connection) + timedelta(days=40)


async def lived(force: Force, notifications: Notifications) -> None:
    await a_concern(force, TOLD)
    await prepared(force, TOLD)
    (authority,) = await by.authorised(force, TOLD)
    read = await by.released(force, TOLD, authority)
    await by.signed(force, TOLD, "mother")
    await by.told(force, TOLD, read)
    await by.not_informed(force, TOLD)
    await a_concern(force, NOBODY)
    await nobody_told(force, NOBODY)
    for case_id in (TOLD, NOBODY):
        await by.letter_leaves(force, case_id)
        await notifications.journalled(case_id, "notifications.message.sent.v1")
    await force.quiet()
    await notifications.quiet()


def less_its_own(said: dict[str, Any], reference: str) -> dict[str, Any]:
    """Without what must differ: which case it is, and its sealed box as bytes."""
    left = {name: value for name, value in said.items() if name not in OWN}
    left["causationid"] = re.sub(r"[0-9a-f-]{32,36}", "an id", str(left.get("causationid")))
    data = dict(left.get("data") or {})
    data.pop("because_of", None)
    for name in ("contact", "reasons", "entry"):
        if isinstance(data.get(name), dict):
            data[name] = sorted(data[name]), len(data[name].get("box", ""))
    instants = {name for name, value in data.items() if name.endswith("_at") and name != "due_at"}
    left["data"] = {name: value for name, value in data.items() if name not in instants}
    if left["type"] != "decisions.closing.due.v1":
        left.pop("time")
    return dict(orjson.loads(orjson.dumps(left).decode().replace(reference, "CS-THE-CASE")))


async def reference_of(force: Force, case_id: str) -> str:
    return str((await force.get(f"/cases/{case_id}"))["case"]["reference"])


async def test_what_lies_in_the_mailbox_is_the_same_but_for_the_reference(
    both: tuple[Force, Notifications],
) -> None:
    force, notifications = both
    letters = []
    for case_id in (TOLD, NOBODY):
        reference = await reference_of(force, case_id)
        (letter,) = notifications.letters(reference)
        kept = {name: letter[name] for name in ("channel", "to", "body")}
        letters.append(orjson.dumps(kept).replace(reference.encode(), b"THE-CASE"))
    assert letters[0] == letters[1]
    assert b"There is no information to disclose to you" in letters[0]


@pytest.mark.parametrize("topic", ["closings", "notices", "decisions", "notifications"])
async def test_what_stands_on_each_topic_is_the_same_but_for_the_case(
    both: tuple[Force, Notifications], topic: str
) -> None:
    force, _ = both
    found = []
    for case_id in (TOLD, NOBODY):
        reference = await reference_of(force, case_id)
        found.append([less_its_own(one, reference) for one in await force.published(case_id, topic)])
    assert found[0] == found[1]
    assert found[0] or topic == "notices"


async def test_what_notifications_shows_is_the_same_but_for_the_case(
    both: tuple[Force, Notifications],
) -> None:
    force, notifications = both
    shown = []
    for case_id in (TOLD, NOBODY):
        reference = await reference_of(force, case_id)
        async with notifications.client() as officer:
            view = (await officer.get(f"/cases/{case_id}")).json()
        written = orjson.dumps({"case": view["case"], "personal": view["personal"]}).decode()
        written = written.replace(reference, "THE-CASE").replace(case_id, "the-case")
        shown.append(re.sub(r'"[0-9]{4}-[0-9]{2}-[0-9]{2}T[^"]*"', '"an instant"', written))
    assert shown[0] == shown[1]


async def keys_of_notifications(force: Force) -> list[DataKey]:
    """Every data key that any record on any topic it reads is wrapped for, by its own keyring."""
    who = f"{CODE}.notifications"
    vault = Vault(load(path_of(force.home, who)))
    names = [topic.name for topic in for_force(CODE).reads(who)]
    consumer = AIOKafkaConsumer(
        *names, **force.stack.administrator_login(), auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    keys: list[DataKey] = []
    try:
        for partition, end in (await consumer.end_offsets(consumer.assignment())).items():
            while await consumer.position(partition) < end:
                for records in (await consumer.getmany(partition, timeout_ms=1000)).values():
                    for record in records:
                        headers = dict(record.headers)
                        if KEYS_HEADER in headers:
                            writer = orjson.loads(record.value or b"{}")["source"]
                            keys += [key for _, _, key in vault.received(headers[KEYS_HEADER], writer)]
    finally:
        await consumer.stop()
    return keys


async def kept_by(notifications: Notifications, vault: Vault) -> list[DataKey]:
    """Every data key of its own database, unwrapped as the running service does."""
    async with notifications.operator.connect() as connection:
        rows = (await connection.execute(text("SELECT wrapped FROM data_keys"))).all()
    assert rows, "it has journalled a contact"
    return [vault.restore(bytes(stored)) for (stored,) in rows]


def boxes(core: bytes) -> Iterator[tuple[str, str, str, str, dict[str, str]]]:
    """Label, source, case, type and box of every sealed field of a journalled event."""
    document = reading.inner(core)
    kind = KINDS.kind(document["type"])
    for name, label in (kind.LABELS if kind else {}).items():
        box = document["data"].get(name)
        if isinstance(box, dict) and "box" in box:
            yield label, document["source"], document["subject"], document["type"], box


def opens(vault: Vault, keys: list[DataKey], found: tuple[str, str, str, str, dict[str, str]]) -> bool:
    label, writer, case_id, type_, box = found
    for key in keys:
        try:
            vault.open(key, writer, case_id, label, type_, box)
        except ValueError:
            continue
        return True
    return False


async def test_notifications_opens_the_applicants_contact_and_no_other_box(
    both: tuple[Force, Notifications],
) -> None:
    """With every key that reaches it or that its database keeps; and none of decisions' can be unwrapped.

    Among what stays shut: the subject, who is told, the wording, the page that was printed for it.
    """
    force, notifications = both
    vault = Vault(load(path_of(force.home, f"{CODE}.notifications")))
    keys = [*await keys_of_notifications(force), *await kept_by(notifications, vault)]
    assert keys, "the applicant's contact is wrapped for it"
    for (stored,) in await force.rows("SELECT wrapped FROM data_keys"):
        with pytest.raises(ValueError, match=r".*"):
            vault.restore(bytes(stored))
    rows = await force.rows(
        "SELECT core FROM journal WHERE case_id IN (:told, :nobody)", told=TOLD, nobody=NOBODY
    )
    found = [one for (core,) in rows for one in boxes(bytes(core))]
    opened = {one[0] for one in found if opens(vault, keys, one)}
    closed = {one[0] for one in found} - opened
    assert opened == {"applicant_contact"}
    assert {"subject", "recipient", "wording", "reasons", "children", "findings"} <= closed

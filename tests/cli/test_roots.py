"""`csods verify` proves by the daily roots when it is told where they are, and says when it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contracts.signing import write_signers
from tests.cli.damage import doing, planted
from tests.cli.desk import Desk
from tests.faults.parcels import Parcels
from tests.messaging.conftest import alone
from tests.messaging.daily import Daily
from tests.messaging.ground import Hand
from tests.messaging.test_verify_roots import CUT
from tests.messaging.toy.shop import Shop
from tests.stack_fixture import unique

__all__ = ["alone", "unique"]
pytestmark = pytest.mark.stack


@pytest.fixture
async def daily(alone: Hand, tmp_path: Path) -> Daily:
    made = await Daily.open(alone, tmp_path / "roots")
    await made.begins(1)
    await made.in_private("quiet")
    await made.in_private("quiet")
    await made.night(2)
    await made.published()
    return made


@pytest.fixture
def desk(daily: Daily, tmp_path: Path) -> Desk:
    """A command line that is told of one depot and its roots, and not of the keys."""
    hand = daily.hand
    parcels = Parcels(hand.database.stack, hand.name, tmp_path, Shop(hand.name), 0)
    made = Desk(parcels, tmp_path / "places.json")
    place = {
        "name": daily.principal,
        "source": hand.rules.source,
        "database": hand.database.name,
        "roots_topic": daily.topic,
        "roots": str(daily.directory),
    }
    made.file.write_text(json.dumps({"services": [place]}))
    write_signers(tmp_path / "signers.json", {daily.principal: [daily.key]})
    return made


async def test_it_proves_what_was_never_published_and_names_a_cut(
    daily: Daily, desk: Desk, tmp_path: Path
) -> None:
    told = ("verify", "--signers", str(tmp_path / "signers.json"))
    said = await desk.csods(*told)
    assert said.code == 0, said.out
    assert "roots 1" in said.out
    async with planted(daily.administrator, doing(*CUT)):
        cut = await desk.csods(*told, "--json")
        elsewhere = await desk.csods(*told, "--json", "--roots", str(tmp_path / "elsewhere"))
    assert cut.code == 1
    (found,) = cut.document["findings"]
    assert (found["code"], found["where"].split("-")[-1]) == ("BEHIND_ROOT", "quiet 2 root 1")
    assert found["means"]
    assert found["do"]
    assert {one["code"] for one in elsewhere.document["findings"]} == {"BEHIND_ROOT", "ROOT_NOT_FILED"}


async def test_without_keys_it_says_that_the_roots_are_not_proved(desk: Desk) -> None:
    said = await desk.csods("verify")
    assert said.code == 0
    assert "the daily roots are not proved" in said.out + said.err


async def test_keys_that_cannot_be_read_are_a_mistake_of_who_asks(desk: Desk, tmp_path: Path) -> None:
    said = await desk.csods("verify", "--signers", str(tmp_path / "nowhere.json"))
    assert said.code == 2
    assert "nowhere.json" in said.err

"""Messages between forces come once whatever comes again, in the order of their case, each in its version
(G 66; R-160). What takes them is the runtime itself, with nothing running."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import orjson
import pytest

from assembly.described import described
from contracts import crossing, example
from contracts.crossing import View
from contracts.keyring import generate, path_of
from contracts.topics import for_force
from messaging import queries
from messaging.batch import Batch
from messaging.cases import Cases, Head
from messaging.envelope import genesis, party_case
from messaging.keys import Keys
from messaging.mapping import answering
from messaging.rows import Position, Record
from messaging.service import Service
from messaging.take import Taker
from messaging.taken import open_record
from services.decisions.domain import DECIDER
from services.decisions.domain.events import PRIVATE
from services.decisions.domain.explained import EDITION
from services.decisions.domain.state import Case
from services.decisions.handlers import ROUTES
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told

TOPIC: Final = "csods.46.decisions.from.23.decisions"
SECRET: Final = b"only for tests, and long enough for them"
OURS: Final = "c-of-kent-00000001"
NOW: Final = t.days(30)
BOX: Final = {"id": "box-of-another-01", "key": "key-not-given-001", "box": "AAAA"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service[Case]:
    home = tmp_path_factory.mktemp("keys")
    generate(for_force("46"), home)
    keyring = path_of(home, "46.decisions")
    return described(
        "46",
        "decisions",
        decider=DECIDER,
        routes=ROUTES,
        private=PRIVATE,
        edition=EDITION,
        keyring=keyring,
        secret=SECRET,
    )


@dataclass
class Desk:
    """One case of ours, and what 23 sends of it, taken by hand."""

    service: Service[Case]
    state: Case
    case: str = OURS
    also: tuple[str, ...] = ()
    batch: Batch[Case] = field(init=False)
    offset: int = 0

    def __post_init__(self) -> None:
        keys = Keys(self.service.vault, self.service.source)
        party = party_case("23.decisions")
        ids = (self.case, *self.also, party)
        heads = {one: Head(one, 9, genesis(one), one != party, False, {}, None) for one in ids}
        states = dict.fromkeys((self.case, *self.also), self.state)
        self.batch = Batch(self.service, Cases(self.service, keys), keys, NOW, heads, states)

    def take(self, value: bytes) -> str:
        self.offset += 1
        document = orjson.loads(value)
        record = Record(Position(TOPIC, 0, self.offset), document["subject"].encode(), value)
        return Taker(self.batch).take(open_record(record, self.service.by_topic[TOPIC]))

    @property
    def heard(self) -> list[str]:
        rows = (orjson.loads(row.core) for row in self.batch.rows.journal if row.case_id == self.case)
        return [row["heard"]["type"] for row in rows if "heard" in row]

    @property
    def kept(self) -> list[Any]:
        found = self.batch.rows.by_statement.get(queries.WRITE_QUARANTINE, {})
        return list(found.get("reason", []))

    @property
    def rung(self) -> set[str]:
        found = self.batch.rows.by_statement.get(queries.RING, {})
        return {key.partition("/")[0] for key in found.get("key", [])}


def written(type_: str, number: int = 1, **more: Any) -> bytes:
    """One that 23 wrote of its case, as it stands on the topic; its boxes are closed to us."""
    envelope = example.envelope(type_)
    data = {
        name: BOX if isinstance(part, dict) and "clear" in part else part
        for name, part in envelope["data"].items()
    }
    data |= {"to": "46.decisions"}
    if "your_case" in data:
        data["your_case"] = OURS
    if "our_case" in data:
        data["our_case"] = b.THEIR_CASE
    of_us = {"task": b.TASK if "your_case" in data else b.OURS} if "task" in data else {}
    envelope |= {
        "id": f"00000000-0000-8000-8000-{number:012d}",
        "source": "csods/23/decisions",
        "subject": b.THEIR_CASE,
        "caseid": b.THEIR_CASE,
        "sequence": str(number),
        "chainhash": f"{number:064x}",
        "data": data | of_us | more,
    }
    return orjson.dumps(envelope)


OF_THE_ASKED: Final = (
    crossing.RespondingForceAcknowledged,
    crossing.RespondingForceReturned,
    crossing.RespondingForceReported,
    crossing.PositionStated,
    crossing.DecisionTakenOn,
    crossing.HostedDecisionMade,
)
"""What 23 says of a case of ours, in which we asked it; the rest it says of its own, in which it asked us."""


def desk(service: Service[Case], kind: type) -> Desk:
    if kind in OF_THE_ASKED:
        return Desk(service, _own(b.asking()))
    theirs = answering(SECRET, "csods/23/decisions")(b.THEIR_CASE, None)
    return Desk(service, _own(b.asked(), theirs), theirs)


def _own(told: Told, case: str = OURS) -> Case:
    return told.state._replace(case_id=case)


@pytest.mark.proves("R-160", by="messaging.take:Taker._take")
@pytest.mark.parametrize("kind", crossing.EVENTS, ids=lambda kind: kind.TYPE)
def test_a_message_of_another_force_that_comes_again_changes_nothing(
    service: Service[Case], kind: type[Any]
) -> None:
    at = desk(service, kind)
    value = written(kind.TYPE)
    assert at.take(value) == "applied"
    after, rows = at.batch.states[at.case], len(at.batch.rows.journal)
    of_ours = [row for row in at.batch.rows.journal if row.case_id == at.case]
    assert at.take(value) == "duplicate"
    assert at.heard == [kind.TYPE]
    assert at.batch.states[at.case] == after
    assert [row for row in at.batch.rows.journal if row.case_id == at.case] == of_ours
    assert len(at.batch.rows.journal) == rows + 1, "its sender is told once more what it came to"
    assert not at.kept


@pytest.mark.proves("R-160", by="messaging.take:Taker._take")
def test_another_word_under_the_id_of_one_that_came_is_kept_and_holds_the_case(
    service: Service[Case],
) -> None:
    at = desk(service, crossing.RespondingForceAcknowledged)
    assert at.take(written("responding_force.acknowledged.v1")) == "applied"
    other = written("responding_force.acknowledged.v1", reference="CSD-AAAA-BBBB")
    assert at.take(other) == "quarantined"
    assert at.kept == ["ID_REUSED"]
    assert "QUARANTINE" in at.rung
    assert at.take(written("responding_force.reported.v1", 2)) == "waiting"


@pytest.mark.proves("R-160", by="messaging.take:Taker._forked")
def test_messages_of_one_case_are_numbered_and_one_that_is_missing_is_known_and_rung_for(
    service: Service[Case],
) -> None:
    at = desk(service, crossing.RespondingForceAcknowledged)
    assert at.take(written("responding_force.acknowledged.v1")) == "applied"
    assert at.take(written("responding_force.reported.v1", 3)) == "applied"
    stream = at.batch.streams[OURS, TOPIC]
    assert (stream.highest, stream.missing) == (3, {2})
    assert "GAP" in at.rung
    assert at.take(written("position.stated.v1", 2)) == "applied"
    assert not stream.missing
    fork = written("position.stated.v1", 2, view=View.UNDECIDED).replace(b"-000000000002", b"-000000000009")
    assert at.take(fork.replace(f"{2:064x}".encode(), f"{9:064x}".encode())) == "quarantined"
    assert at.kept == ["HISTORY_FORKED"]


@pytest.mark.proves("R-160", by="messaging.take:Taker._take")
def test_behind_what_could_not_be_read_its_case_waits_in_order_and_no_other_does(
    service: Service[Case],
) -> None:
    at = desk(service, crossing.RespondingForceAcknowledged)
    other = "c-of-kent-00000002"
    at = Desk(service, at.state, at.case, (other,))
    assert at.take(written("responding_force.acknowledged.v1", acknowledged_at="never")) == "quarantined"
    assert at.kept == ["BAD_DATA"]
    for number, type_ in enumerate(("responding_force.reported.v1", "position.stated.v1"), 2):
        assert at.take(written(type_, number)) == "waiting"
    beside = orjson.loads(written("position.stated.v1", 4))
    beside["data"]["your_case"] = other
    assert at.take(orjson.dumps(beside)) == "applied"
    assert at.heard == []


@pytest.mark.proves("R-160", by="messaging.take:Taker._take")
@pytest.mark.parametrize(
    ("type_", "reason", "then"),
    [
        ("responding_force.acknowledged.v9", "UNKNOWN_VERSION", "waiting"),
        ("responding_force.sung.v1", "UNKNOWN_TYPE", "applied"),
    ],
)
def test_a_version_that_is_not_known_holds_its_case_and_a_type_that_nobody_knows_is_kept(
    service: Service[Case], type_: str, reason: str, then: str
) -> None:
    at = desk(service, crossing.RespondingForceAcknowledged)
    new = orjson.loads(written("responding_force.acknowledged.v1")) | {"type": type_}
    assert at.take(orjson.dumps(new)) == "quarantined"
    assert at.kept == [reason]
    assert "QUARANTINE" in at.rung
    assert at.take(written("responding_force.reported.v1", 2)) == then

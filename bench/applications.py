"""Applications as intake sends them: real data, sealed for its readers, each opening a case of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from contracts import example
from contracts.catalogue import Catalogue
from contracts.intake import ApplicationMade
from contracts.keyring import load, path_of
from contracts.parties import principal, source
from contracts.sealing import DataKey
from contracts.topics import for_force
from contracts.vault import Vault
from messaging import envelope
from messaging.decider import Actor
from messaging.service import KEYS_HEADER

CATALOGUE: Final = Catalogue([ApplicationMade])
Application = tuple[bytes, bytes, list[tuple[str, bytes]]]


def applications(
    force: str, keys: Path, cases: Iterable[str], readers: Sequence[str]
) -> Iterator[Application]:
    """Key, value and headers of one application a case, sealed and wrapped as the runtime does."""
    writer, told = principal(force, "intake"), [principal(force, name) for name in readers]
    vault = Vault(load(path_of(keys, writer)))
    event = example.event(ApplicationMade.TYPE)
    labels = for_force(force).topic_for(writer, ApplicationMade.TYPE)
    assert labels is not None
    for case_id in cases:
        made: dict[str, DataKey] = {}

        def seal(
            label: str, plain: bytes, case_id: str = case_id, made: dict[str, DataKey] = made
        ) -> dict[str, str]:
            key = made.setdefault(label, vault.new_key())
            return vault.seal(key, source(writer), case_id, label, ApplicationMade.TYPE, plain)

        data = CATALOGUE.encode(event, seal)
        core = envelope.compose(_composition(case_id, source(writer), force), data)
        chained = envelope.link(envelope.genesis(case_id), core)
        value = envelope.relayed(core, id_=envelope.event_id(chained), chained=chained, sequence=1)
        wraps = [
            (vault.key_id(key), label, reader, vault.wrap(reader, key))
            for label, key in made.items()
            for reader in told
            if reader in labels.may_open(label)
        ]
        yield case_id.encode(), value, [(KEYS_HEADER, vault.header(wraps))]


def _composition(case_id: str, writer: str, force: str) -> envelope.Composition:
    now = datetime.now(UTC)
    return envelope.Composition(
        source=writer,
        type=ApplicationMade.TYPE,
        case_id=case_id,
        occurred_at=now,
        recorded_at=now,
        dataschema=f"urn:csods:schema:{ApplicationMade.TYPE}",
        actor=Actor("st-1001", "", "call-handler", force),
        correlation=case_id,
        causation="",
        classification="OFFICIAL-SENSITIVE",
        urgent=False,
        critical=True,
        opening={"openedat": envelope.wire(now), "route": "RIGHT_TO_ASK", "policy": "KENT-2025@2025-03"},
    )

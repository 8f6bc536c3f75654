"""An answer as the published language has it: sealed findings, a chain a case, keys wrapped for readers."""

from __future__ import annotations

from datetime import datetime

from contracts import keyring
from contracts.agencies import EVENTS
from contracts.catalogue import Catalogue
from contracts.parties import agencies, source
from contracts.sealing import DataKey
from contracts.topics import for_force
from contracts.vault import Vault
from deploy.simulators.people import People
from deploy.simulators.socialcare.enquiry import Enquiry, answer
from deploy.simulators.socialcare.store import Asked, Composed, Head, Store
from messaging import envelope
from messaging.decider import Actor


class Answering:
    """Composes what one agency says to one force. Raises LookupError for an agency without a topic there."""

    def __init__(
        self, principal: str, force: str, keys: keyring.KeyStore, people: People, store: Store
    ) -> None:
        self.agency = agencies()[principal]
        self._register = for_force(force)
        topic = self._register.topic_for(principal, EVENTS[0].TYPE)
        if topic is None:
            raise LookupError(f"{principal} answers force {force} on no topic")
        self.topic = topic.name
        self._vault = Vault(keys)
        self._catalogue = Catalogue(EVENTS)
        self._people = people
        self._store = store
        self._source = source(principal)

    def compose(self, asked: Asked, now: datetime, head: Head) -> Composed:
        """The next message of its case. Called inside the transaction that keeps it."""
        event = answer(Enquiry.model_validate_json(asked.body), self._people, self.agency, now)
        wraps: list[tuple[str, str, str, str]] = []

        def seal(label: str, plain: bytes) -> dict[str, str]:
            key = self._key(asked.case_id, label)
            readers = self._register.wraps(self.agency.id, event.TYPE, label)
            key_id = self._vault.key_id(key)
            wraps.extend((key_id, label, one, self._vault.wrap(one, key)) for one in sorted(readers))
            return self._vault.seal(key, self._source, asked.case_id, label, event.TYPE, plain)

        data = self._catalogue.encode(event, seal)
        made = envelope.Composition(
            source=self._source,
            type=event.TYPE,
            case_id=asked.case_id,
            occurred_at=event.answered_at,
            recorded_at=now,
            dataschema=f"urn:csods:schema:{event.TYPE}",
            actor=Actor(f"{self.agency.id}:{self.agency.ring.desk}", organisation=self.agency.id),
            correlation=asked.case_id,
            causation=asked.reference,
            classification="OFFICIAL-SENSITIVE",
            urgent=event.URGENT,
            critical=event.CRITICAL,
            opening={},
        )
        core = envelope.compose(made, data)
        chained = envelope.link(head.hash or envelope.genesis(asked.case_id), core)
        value = envelope.relayed(
            core, id_=envelope.event_id(chained), chained=chained, sequence=head.sequence + 1
        )
        return Composed(value, self._vault.header(wraps) if wraps else None, chained)

    def _key(self, case_id: str, label: str) -> DataKey:
        stored = self._store.key(case_id, label)
        if stored is not None:
            return self._vault.restore(stored)
        key = self._vault.new_key()
        self._store.keep_key(case_id, label, self._vault.store(key))
        return key

"""Data keys of boxes: kept in `data_keys` under the service's own storage key, in memory while in use."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import queries
from messaging.rows import Rows
from messaging.service import Key, Vault
from messaging.tables import KeyRow

REMEMBERED = 20_000


class Keys:
    """One for each process. Keys are looked up by id: what is remembered cannot go stale, only be erased."""

    def __init__(self, vault: Vault, source: str) -> None:
        self.vault = vault
        self._source = source
        self._by_id: OrderedDict[str, Key] = OrderedDict()
        self._own: dict[tuple[str, str], str] = {}
        self._owners: dict[str, tuple[str, str]] = {}
        self._asked: set[str] = set()

    async def load(self, connection: AsyncConnection, ids: Iterable[str]) -> None:
        """Have these keys in memory, as far as they are saved here."""
        wanted = set(ids)
        for one in wanted & self._by_id.keys():
            self._by_id.move_to_end(one)
        unknown = [one for one in wanted if one not in self._by_id]
        if not unknown:
            return
        for row in await connection.execute(queries.READ_KEYS, {"ids": unknown}):
            self._remember(row.key_id, self.vault.restore(row.wrapped))

    async def load_own(self, connection: AsyncConnection, cases: Iterable[str]) -> None:
        """Have our own keys for these cases in memory."""
        if len(self._asked) > 20 * REMEMBERED:
            self._asked.clear()
        ids = [one for one in cases if one not in self._asked]
        if not ids:
            return
        for row in await connection.execute(queries.OWN_KEYS, {"source": self._source, "ids": ids}):
            if row.key_id not in self._by_id:
                self._remember(row.key_id, self.vault.restore(row.wrapped))
            self._owned(row.case_id, row.label, row.key_id)
        self._asked.update(ids)

    def take(self, header: bytes, source: str, case_id: str, rows: Rows) -> bool:
        """Save the keys that a record brings for us; False when the header is broken."""
        try:
            received = self.vault.received(header, source)
        except ValueError:
            return False
        for key_id, label, key in received:
            if key_id not in self._by_id:
                self._remember(key_id, key)
            rows.key(KeyRow(key_id, source, case_id, label, self.vault.store(key)))
        return True

    def open(self, source: str, case_id: str, label: str, type_: str, box: dict[str, str]) -> bytes | None:
        """The content of a box, or None when no key for it is here. Raises ValueError when it is broken."""
        key = self._by_id.get(box["key"])
        return None if key is None else self.vault.open(key, source, case_id, label, type_, box)

    def seal(
        self, case_id: str, label: str, type_: str, plain: bytes, rows: Rows, *, alone: bool = False
    ) -> dict[str, str]:
        """A box under our key for this case and label, made now if there is none (`load_own` came before).

        `alone`: under a key of its own, so that whoever has it opens no other box. A key made now is ours for
        this transaction alone, until that is `committed`: no box may be under a key that no table has.
        """
        owner = (case_id, label)
        key_id = None if alone else rows.own_keys.get(owner) or self._own.get(owner)
        if key_id is None or key_id not in self._by_id:
            key = self.vault.new_key()
            key_id = self.vault.key_id(key)
            self._remember(key_id, key)
            if not alone:
                rows.own_keys[owner] = key_id
            rows.key(KeyRow(key_id, self._source, case_id, label, self.vault.store(key)))
        return self.vault.seal(self._by_id[key_id], self._source, case_id, label, type_, plain)

    def committed(self, rows: Rows) -> None:
        """The keys that a transaction made are saved: from now on they are ours."""
        for (case_id, label), key_id in rows.own_keys.items():
            if key_id in self._by_id:
                self._owned(case_id, label, key_id)

    def key(self, key_id: str) -> Key | None:
        return self._by_id.get(key_id)

    def _owned(self, case_id: str, label: str, key_id: str) -> None:
        self._own[case_id, label] = key_id
        self._owners[key_id] = (case_id, label)

    def _remember(self, key_id: str, key: Key) -> None:
        """The oldest go first, one by one: a batch must not lose the keys that it has just loaded."""
        self._by_id[key_id] = key
        self._by_id.move_to_end(key_id)
        while len(self._by_id) > REMEMBERED:
            gone, _ = self._by_id.popitem(last=False)
            if owner := self._owners.pop(gone, None):
                self._own.pop(owner, None)
                self._asked.discard(owner[0])

"""Boxes and keys of one principal, as a durable-messaging runtime asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts.keyring import KeyStore
from contracts.parties import principal_of
from contracts.sealing import (
    DataKey,
    WrapBroken,
    Wrapped,
    decode_wraps,
    encode_wraps,
    new_box_id,
    new_key,
    new_nonce,
    open_box,
    seal,
)


class Vault:
    """All raise ValueError (BoxBroken, WrapBroken, WrapsUnreadable) for what does not open."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys

    def new_key(self) -> DataKey:
        return new_key()

    def key_id(self, key: DataKey) -> str:
        return key.id

    def seal(
        self, key: DataKey, source: str, case_id: str, label: str, type_: str, plain: bytes
    ) -> dict[str, str]:
        """A new box, with a box id and a nonce of its own."""
        return seal(key, source, case_id, label, type_, plain, new_box_id(), new_nonce())

    def open(
        self, key: DataKey, source: str, case_id: str, label: str, type_: str, box: Mapping[str, str]
    ) -> bytes:
        return open_box(key, source, case_id, label, type_, box)

    def store(self, key: DataKey) -> bytes:
        """As kept in our own database."""
        return self._keys.store(key).encode("ascii")

    def restore(self, wrapped: bytes) -> DataKey:
        return self._keys.restore(wrapped.decode("ascii"))

    def wrap(self, reader: str, key: DataKey) -> str:
        """For one reader's principal."""
        return self._keys.wrap_for(reader, key)

    def header(self, wraps: Sequence[tuple[str, str, str, str]]) -> bytes:
        """(key id, label, reader, wrap) for each."""
        return encode_wraps(wraps)

    def received(self, header: bytes, source: str) -> Sequence[tuple[str, str, DataKey]]:
        """(key id, label, key) of those that are for us, from the writer that owns the topic."""
        writer, ours = principal_of(source), decode_wraps(header, self._keys.principal)
        return [(one.key, one.label, self._opened(writer, one)) for one in ours]

    def _opened(self, writer: str, one: Wrapped) -> DataKey:
        key = self._keys.unwrap_from(writer, one.wrap)
        if key.id != one.key:
            raise WrapBroken("the wrapped key is not the one it is said to be")
        return key

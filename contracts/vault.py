"""Boxes and keys of one principal, as a durable-messaging runtime asks for them: bytes in, bytes out."""

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
    key_id,
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

    def new_key(self) -> bytes:
        return new_key().secret

    def key_id(self, key: bytes) -> str:
        return key_id(key)

    def seal(
        self, key: bytes, source: str, case_id: str, label: str, type_: str, plain: bytes
    ) -> dict[str, str]:
        """A new box, with a box id and a nonce of its own."""
        return seal(DataKey(key), source, case_id, label, type_, plain, new_box_id(), new_nonce())

    def open(
        self, key: bytes, source: str, case_id: str, label: str, type_: str, box: Mapping[str, str]
    ) -> bytes:
        return open_box(DataKey(key), source, case_id, label, type_, box)

    def store(self, key: bytes) -> bytes:
        """As kept in our own database."""
        return self._keys.store(DataKey(key)).encode("ascii")

    def restore(self, wrapped: bytes) -> bytes:
        return self._keys.restore(wrapped.decode("ascii")).secret

    def wrap(self, reader: str, key: bytes) -> str:
        """For one reader's principal."""
        return self._keys.wrap_for(reader, DataKey(key))

    def header(self, wraps: Sequence[tuple[str, str, str, str]]) -> bytes:
        """(key id, label, reader, wrap) for each."""
        return encode_wraps(wraps)

    def received(self, header: bytes, source: str) -> Sequence[tuple[str, str, bytes]]:
        """(key id, label, key) of those that are for us, from the writer that owns the topic."""
        writer = principal_of(source)
        ours = [one for one in decode_wraps(header) if one.reader == self._keys.principal]
        return [(one.key, one.label, self._opened(writer, one)) for one in ours]

    def _opened(self, writer: str, one: Wrapped) -> bytes:
        key = self._keys.unwrap_from(writer, one.wrap)
        if key.id != one.key:
            raise WrapBroken("the wrapped key is not the one it is said to be")
        return key.secret

"""The keys of one principal in a file of its own (JSON, mode 0600), and their making for a whole force.

Every list is newest first: the first is used for writing, all for reading, so that a key is rotated by
putting a newer one before it. What an external key store has to do is `KeyStore`, in the same formats.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

from contracts.parties import force_of, joined_to
from contracts.sealing import (
    DataKey,
    WrapBroken,
    new_key,
    new_party_key,
    raw,
    text,
    unwrap,
    unwrap_from_party,
    wrap,
    wrap_for_party,
    wrapped_under,
)
from contracts.signing import Signer, new_signing_key, signers_path, write_signers
from contracts.topics import Register


class KeyringUnreadable(Exception):
    """The file is missing, open to others, or no keyring; the message says what to do."""


class KeyStore(Protocol):
    """What a principal does with keys other than its data keys. All raise WrapBroken (a ValueError)."""

    principal: str

    def wrap_for(self, reader: str, key: DataKey) -> str: ...
    def unwrap_from(self, writer: str, wrapped: str) -> DataKey: ...
    def store(self, key: DataKey) -> str: ...
    def restore(self, wrapped: str) -> DataKey: ...


class Keyring:
    """`storage`: own keys at rest. `to` and `from_`: keys shared with one reader, with one writer.

    `private`: own key pairs, for writers outside the force; `public`: those of readers outside it.
    `signing`: of our services alone; a ring made before there were any has none.
    """

    def __init__(self, principal: str) -> None:
        self.principal = principal
        self.storage: list[DataKey] = []
        self.to: dict[str, list[DataKey]] = {}
        self.from_: dict[str, list[DataKey]] = {}
        self.private: list[ECKey] = []
        self.public: dict[str, list[ECKey]] = {}
        self.signing: list[OKPKey] = []

    def __repr__(self) -> str:
        return f"Keyring({self.principal})"

    def wrap_for(self, reader: str, key: DataKey) -> str:
        """Under the key shared with this reader, else to its public key; WrapBroken if there is neither."""
        if shared := self.to.get(reader):
            return wrap(shared[0], key)
        if public := self.public.get(reader):
            return wrap_for_party(public[0], self.principal, reader, key)
        raise WrapBroken(f"{self.principal} has no key for {reader}: generate keyrings for the force again")

    def unwrap_from(self, writer: str, wrapped: str) -> DataKey:
        """What this writer wrapped for us; WrapBroken."""
        under = wrapped_under(wrapped)
        for shared in self.from_.get(writer, ()):
            if shared.id == under:
                return unwrap(shared, wrapped)
        for private in self.private:
            if private.thumbprint() == under:
                return unwrap_from_party(private, writer, self.principal, wrapped)
        raise WrapBroken(f"{self.principal} does not have the key that {writer} wrapped under")

    def store(self, key: DataKey) -> str:
        """As it is kept in our own database."""
        return wrap(self.storage[0], key)

    @property
    def signer(self) -> Signer | None:
        """With the newest key; None when the ring has none."""
        return Signer(self.signing[0]) if self.signing else None

    def restore(self, wrapped: str) -> DataKey:
        under = wrapped_under(wrapped)
        for own in self.storage:
            if own.id == under:
                return unwrap(own, wrapped)
        raise WrapBroken(f"{self.principal} does not have the storage key that this was kept under")


def path_of(directory: Path, principal: str) -> Path:
    return directory / f"{principal}.keys.json"


def load(path: Path) -> Keyring:
    """KeyringUnreadable says what to do."""
    try:
        mode = path.stat().st_mode
        content = path.read_bytes()
    except OSError as error:
        raise KeyringUnreadable(f"{path.name}: {error.strerror}; generate it, or give its path") from None
    if mode & 0o077:
        raise KeyringUnreadable(f"{path.name} is open to others: chmod 600 it")
    try:
        return _read(orjson.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError, JoseError):
        raise KeyringUnreadable(f"{path.name} is no keyring: restore it from its backup") from None


def save(keyring: Keyring, path: Path) -> None:
    """Whole or not at all, readable by its owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(orjson.dumps(_written(keyring), option=orjson.OPT_INDENT_2))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def generate(register: Register, directory: Path) -> tuple[Path, ...]:
    """Keyrings for every principal of a force. What exists is kept; only what is missing is made.

    Services of a force share a key for each writer and reader; a party outside gets the reader's public key.
    With another force only public keys are exchanged: ours is left beside the keyrings, for the other to
    `meet`; theirs is taken from there if it has come.
    The public keys under which services sign are written beside the rings.
    """
    rings = {
        one: _load_or_new(directory, one)
        for one in register.principals()
        if force_of(one) in ("", register.force)
    }
    for ring in rings.values():
        ring.storage = ring.storage or [new_key()]
        if "." in ring.principal:
            ring.signing = ring.signing or [new_signing_key()]
    for writer, reader in sorted(_pairs(register)):
        if force_of(writer) and force_of(writer) == force_of(reader):
            _share(rings[writer], rings[reader])
        elif reader not in rings:
            _adopt(rings[writer], reader, directory)
        elif writer not in rings:
            rings[reader].private = rings[reader].private or [new_party_key()]
            _show(rings[reader], directory)
        else:
            _introduce(rings[writer], rings[reader])
    for ring in rings.values():
        save(ring, path_of(directory, ring.principal))
    signing = {ring.principal: ring.signing for ring in rings.values() if ring.signing}
    write_signers(signers_path(directory, register.force), signing)
    return tuple(path_of(directory, one) for one in rings)


def meet(register: Register, directory: Path, other: Path) -> tuple[Path, ...]:
    """Take the public keys that another force has left in `other`, and generate anew; the files taken."""
    taken = []
    for joined in joined_to(register.force):
        name = public_path_of(directory, f"{joined}.decisions").name
        if (other / name).exists():
            (directory / name).write_bytes((other / name).read_bytes())
            taken.append(directory / name)
    generate(register, directory)
    return tuple(taken)


def public_path_of(directory: Path, principal: str) -> Path:
    """Where a reader leaves its public keys for writers of other forces; newest first, like a keyring."""
    return directory / f"{principal}.public.json"


def _show(reader: Keyring, directory: Path) -> None:
    shown = [pair.as_dict(private=False) for pair in reader.private]
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    public_path_of(directory, reader.principal).write_bytes(orjson.dumps(shown, option=orjson.OPT_INDENT_2))


def _adopt(writer: Keyring, reader: str, directory: Path) -> None:
    """Until its public key has come, nothing can be sealed for that reader."""
    path = public_path_of(directory, reader)
    if not path.exists():
        return
    try:
        writer.public[reader] = [ECKey.import_key(pair) for pair in orjson.loads(path.read_bytes())]
    except (ValueError, TypeError, AttributeError, JoseError):
        raise KeyringUnreadable(f"{path.name} is no public key: fetch it from its force again") from None


def _pairs(register: Register) -> set[tuple[str, str]]:
    """Who wraps keys for whom: the audiences, as far as they read."""
    return {
        (topic.writer, reader)
        for topic in register.topics
        for kind in topic.carries
        for label in kind.LABELS.values()
        for reader in topic.may_open(label)
    }


def _share(writer: Keyring, reader: Keyring) -> None:
    known = reader.from_.get(writer.principal, [])
    used = writer.to.get(reader.principal) or known or [new_key()]
    writer.to[reader.principal] = used
    # a key being rotated reaches its reader first: what the reader has stays
    reader.from_[writer.principal] = known + [key for key in used if key not in known]


def _introduce(writer: Keyring, reader: Keyring) -> None:
    reader.private = reader.private or [new_party_key()]
    writer.public[reader.principal] = [
        ECKey.import_key(pair.as_dict(private=False)) for pair in reader.private
    ]


def _load_or_new(directory: Path, principal: str) -> Keyring:
    path = path_of(directory, principal)
    if not path.exists():
        return Keyring(principal)
    ring = load(path)
    if ring.principal != principal:
        raise KeyringUnreadable(f"{path.name} is of {ring.principal}: rename it")
    return ring


def _written(ring: Keyring) -> dict[str, Any]:
    return {
        "v": 1,
        "principal": ring.principal,
        "storage": [text(key.secret) for key in ring.storage],
        "to": {other: [text(key.secret) for key in keys] for other, keys in ring.to.items()},
        "from": {other: [text(key.secret) for key in keys] for other, keys in ring.from_.items()},
        "private": [pair.as_dict(private=True) for pair in ring.private],
        "public": {
            other: [pair.as_dict(private=False) for pair in pairs] for other, pairs in ring.public.items()
        },
        "signing": [pair.as_dict(private=True) for pair in ring.signing],
    }


def _read(document: dict[str, Any]) -> Keyring:
    if document["v"] != 1:
        raise ValueError("an unknown edition")
    ring = Keyring(document["principal"])
    ring.storage = list(_keys(document["storage"]))
    ring.to = {other: list(_keys(keys)) for other, keys in document["to"].items()}
    ring.from_ = {other: list(_keys(keys)) for other, keys in document["from"].items()}
    ring.private = [ECKey.import_key(pair) for pair in document["private"]]
    ring.public = {
        other: [ECKey.import_key(pair) for pair in pairs] for other, pairs in document["public"].items()
    }
    ring.signing = [OKPKey.import_key(pair) for pair in document.get("signing", [])]
    return ring


def _keys(written: list[str]) -> Iterator[DataKey]:
    for one in written:
        yield DataKey(raw(one))

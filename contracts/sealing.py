"""Boxes and wrapped keys: AES-256-GCM, A256KW (RFC 3394), between parties ECDH-ES+A256KW (RFC 7518).

Pure functions over bytes; who holds which key is `contracts.keyring`'s. The formats are fixed by
docs/decisions/0003-sealing.md and stay readable for ever: a box names its key, a wrap the key it is under.
Errors say what did not open, never with what.
"""

from __future__ import annotations

import binascii
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

KEY_BYTES = 32
NONCE_BYTES = 12
BOX_ID_BYTES = 16
HEADER = "datakeys"
"""The Kafka header that carries `encode_wraps`."""
JWE_ALGORITHMS = ["ECDH-ES+A256KW", "A256GCM"]
_TO_URL, _FROM_URL = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_+/=", b"+/!!!")
_LAST = {2: "AQgw", 3: "AEIMQUYcgkosw048"}
"""What a text that ends within a group of four may end with: no bit is set that stands for nothing."""


class BoxBroken(ValueError):
    """The box does not open: other key, other place, or altered."""


class WrapBroken(ValueError):
    """The wrapped key does not unwrap: other key, other parties, or altered."""


class WrapsUnreadable(ValueError):
    """The header of wrapped keys is not what `encode_wraps` writes."""


def text(data: bytes) -> str:
    """base64url without padding (RFC 4648 5)."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URL).decode("ascii")


def raw(written: str) -> bytes:
    """The bytes of `text`; ValueError for anything else, other spellings of the same bytes included."""
    over = len(written) % 4
    if over and written[-1] not in _LAST.get(over, ""):
        raise ValueError("not base64url")
    try:
        plain = written.encode("ascii").translate(_FROM_URL)
        return binascii.a2b_base64(plain + b"=" * (-over % 4), strict_mode=True)
    except ValueError as error:
        raise ValueError("not base64url") from error


def key_id(secret: bytes) -> str:
    """128 bits of SHA-256 over the key, so that an id stands for one key and no other."""
    return text(hashlib.sha256(b"csods/key/1" + secret).digest()[:16])


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one writer, case and label."""

    secret: bytes = field(repr=False)
    id: str = ""

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        object.__setattr__(self, "id", key_id(self.secret))


def new_key() -> DataKey:
    return DataKey(secrets.token_bytes(KEY_BYTES))


def new_nonce() -> bytes:
    return secrets.token_bytes(NONCE_BYTES)


def new_box_id() -> str:
    return text(secrets.token_bytes(BOX_ID_BYTES))


def seal(
    key: DataKey,
    source: str,
    case_id: str,
    label: str,
    type_: str,
    plaintext: bytes,
    box_id: str,
    nonce: bytes,
) -> dict[str, str]:
    """The box `{"id", "key", "box"}`, bound to where it stands. A nonce is never used twice under one key."""
    place = _place(source, case_id, label, type_, box_id)
    sealed = AESGCM(key.secret).encrypt(nonce, plaintext, place)
    return {"id": box_id, "key": key.id, "box": text(nonce + sealed)}


def open_box(
    key: DataKey, source: str, case_id: str, label: str, type_: str, box: Mapping[str, str]
) -> bytes:
    """What was sealed at this very place; BoxBroken."""
    if box.get("key") != key.id:
        raise BoxBroken("the box is under another key")
    try:
        sealed = raw(box["box"])
        place = _place(source, case_id, label, type_, box["id"])
        return AESGCM(key.secret).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except (InvalidTag, KeyError, ValueError):
        raise BoxBroken("the box does not open here") from None


def _place(source: str, case_id: str, label: str, type_: str, box_id: str) -> bytes:
    """What a box is bound to: each part with its length before it, so that no two places spell the same."""
    return _EDITION + _of_few(source) + _part(case_id) + _of_few(label) + _of_few(type_) + _part(box_id)


def _part(text_: str) -> bytes:
    encoded = text_.encode()
    return len(encoded).to_bytes(4, "big") + encoded


_EDITION = _part("csods/box/1")
_of_few = lru_cache(maxsize=1024)(_part)


def wrap(pair_key: DataKey, data_key: DataKey) -> str:
    """`kw.<id of the pair key>.<RFC 3394>`: for a reader of the same force, and for storage."""
    return f"kw.{pair_key.id}.{text(aes_key_wrap(pair_key.secret, data_key.secret))}"


def unwrap(pair_key: DataKey, wrapped: str) -> DataKey:
    """WrapBroken unless it was wrapped under this very key."""
    kind, under, body = _kw_parts(wrapped)
    if kind != "kw" or under != pair_key.id:
        raise WrapBroken("wrapped under another key")
    try:
        return DataKey(aes_key_unwrap(pair_key.secret, raw(body)))
    except (InvalidUnwrap, ValueError):
        raise WrapBroken("does not unwrap") from None


def wrapped_under(wrapped: str) -> str:
    """The id of the key that a wrap needs: of a pair or storage key, or the thumbprint of a public one."""
    if wrapped.count(".") == 2:
        return _kw_parts(wrapped)[1]
    try:
        header = orjson.loads(raw(wrapped.partition(".")[0]))
        under = header["kid"]
    except (ValueError, KeyError, TypeError):
        raise WrapBroken("neither A256KW nor JWE") from None
    if not isinstance(under, str):
        raise WrapBroken("names no key")
    return under


def _kw_parts(wrapped: str) -> tuple[str, str, str]:
    parts = wrapped.split(".")
    if len(parts) != 3:
        raise WrapBroken("not an A256KW wrap")
    return parts[0], parts[1], parts[2]


def new_party_key() -> ECKey:
    """A key pair (P-256) of a party that others wrap to."""
    return ECKey.generate_key("P-256", private=True)


def wrap_for_party(public: ECKey, writer: str, reader: str, data_key: DataKey) -> str:
    """A compact JWE: between parties that share no secret. Both names go into the key agreement."""
    header = {
        "alg": "ECDH-ES+A256KW",
        "enc": "A256GCM",
        "kid": public.thumbprint(),
        "apu": text(writer.encode()),
        "apv": text(reader.encode()),
    }
    return jwe.encrypt_compact(header, data_key.secret, public, algorithms=JWE_ALGORITHMS)


def unwrap_from_party(private: ECKey, writer: str, reader: str, wrapped: str) -> DataKey:
    """WrapBroken unless this writer wrapped it for this reader."""
    try:
        opened = jwe.decrypt_compact(wrapped, private, algorithms=JWE_ALGORITHMS)
        key = DataKey(opened.plaintext or b"")
    except (JoseError, ValueError, TypeError, KeyError):
        raise WrapBroken("does not unwrap") from None
    names = (opened.protected.get("apu"), opened.protected.get("apv"))
    if names != (text(writer.encode()), text(reader.encode())):
        raise WrapBroken("wrapped by or for somebody else")
    return key


class Wrapped(NamedTuple):
    """One data key for one reader, as a record's header carries it."""

    key: str
    label: str
    reader: str
    wrap: str


def encode_wraps(wraps: Iterable[Wrapped | tuple[str, str, str, str]]) -> bytes:
    """`{"v":1,"keys":[{"id":…,"label":…,"for":{"46.checks":"kw.…"}}]}`: ASCII JSON, in a stable order."""
    keys: dict[tuple[str, str], dict[str, str]] = {}
    for key, label, reader, wrapped in sorted(wraps):
        keys.setdefault((key, label), {})[reader] = wrapped
    rows = [{"id": key, "label": label, "for": readers} for (key, label), readers in keys.items()]
    encoded = orjson.dumps({"v": 1, "keys": rows})
    if not encoded.isascii():
        raise ValueError("names in wraps are ASCII")
    return encoded


def decode_wraps(header: bytes, reader: str) -> tuple[Wrapped, ...]:
    """Those that are for this reader; WrapsUnreadable."""
    try:
        document = orjson.loads(header)
        if document["v"] != 1:
            raise WrapsUnreadable("an unknown edition of the header")
        found = tuple(_wraps(document["keys"], reader))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise WrapsUnreadable("the header of wrapped keys cannot be read") from None
    if not all(isinstance(part, str) and part for one in found for part in one):
        raise WrapsUnreadable("the header of wrapped keys cannot be read")
    return found


def _wraps(rows: list[dict[str, Any]], reader: str) -> Iterable[Wrapped]:
    for row in rows:
        readers: dict[str, str] = row["for"]
        if reader in readers.keys():  # noqa: SIM118 - a list has none, and is refused
            yield Wrapped(row["id"], row["label"], reader, readers[reader])

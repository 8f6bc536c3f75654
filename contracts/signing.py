"""Signed words of a principal: JWS (RFC 7515) under Ed25519 (RFC 9864), naming the key by its thumbprint.

The private keys are in the principal's keyring; the public ones of a force in one file,
`signers-<force>.json`, that holds no secret and belongs with whoever proves. Beside the rings it is as closed
as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ALGORITHM: Final = "Ed25519"


class SignatureBroken(ValueError):
    """Altered, of a key that is not this principal's, or no signed words at all."""


class SignersUnreadable(Exception):
    """The file of public keys is missing or is none; the message says what to do."""


def new_signing_key() -> OKPKey:
    return OKPKey.generate_key(ALGORITHM)


class Signer:
    """Signs with one private key."""

    def __init__(self, key: OKPKey) -> None:
        self._key = key

    def sign(self, statement: bytes) -> str:
        """The compact form: ASCII, without line breaks."""
        header = {"alg": ALGORITHM, "kid": self._key.thumbprint()}
        return jws.serialize_compact(header, statement, self._key, algorithms=[ALGORITHM])


class Signers:
    """Public keys by principal, also those that have been replaced: what they signed stays readable."""

    def __init__(self, keys: Mapping[str, Iterable[OKPKey]]) -> None:
        self._keys = {who: {key.thumbprint(): key for key in own} for who, own in keys.items()}

    def opened(self, principal: str, signed: str) -> bytes:
        """What this principal signed. Raises SignatureBroken."""
        try:
            named = jws.extract_compact(signed.encode("ascii")).headers().get("kid")
            key = self._keys[principal][str(named)]
            return jws.deserialize_compact(signed, key, algorithms=[ALGORITHM]).payload
        except (JoseError, KeyError, TypeError, ValueError):
            raise SignatureBroken(f"no key of {principal} signed this") from None


def signers_path(directory: Path, force: str) -> Path:
    return directory / f"signers-{force}.json"


def write_signers(path: Path, keys: Mapping[str, Iterable[OKPKey]]) -> None:
    """Whole or not at all. What the file names already stays, before and after a key was replaced."""
    known = _read(path) if path.exists() else {}
    for who, own in keys.items():
        before = {key.thumbprint(): key for key in known.get(who, [])}
        known[who] = list(({key.thumbprint(): key for key in own} | before).values())
    document = {who: [key.as_dict(private=False) for key in own] for who, own in sorted(known.items())}
    unfinished = path.with_name(f".{path.name}")
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    unfinished.replace(path)


def load_signers(*paths: Path) -> Signers:
    """Those of one or more forces. Raises SignersUnreadable."""
    found: dict[str, list[OKPKey]] = {}
    for path in paths:
        found |= _read(path)
    return Signers(found)


def _read(path: Path) -> dict[str, list[OKPKey]]:
    try:
        document = orjson.loads(path.read_bytes())
        return {who: [OKPKey.import_key(key) for key in own] for who, own in document.items()}
    except OSError as error:
        raise SignersUnreadable(
            f"{path.name}: {error.strerror}; `python -m contracts keys` writes it"
        ) from None
    except (ValueError, TypeError, AttributeError, JoseError):
        raise SignersUnreadable(
            f"{path.name} holds no public keys: `python -m contracts keys` writes it"
        ) from None

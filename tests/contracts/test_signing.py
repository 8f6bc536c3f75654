"""What a service signs is proved by public keys alone, and by nobody else's."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from contracts.keyring import Keyring, generate, load, path_of
from contracts.parties import force_of
from contracts.signing import SignatureBroken, Signers, SignersUnreadable, load_signers, signers_path
from contracts.topics import for_force

KENT = for_force("46")
SAID = b'{"number":1}'


def ring(directory: Path, principal: str) -> Keyring:
    return load(path_of(directory, principal))


def signed(directory: Path, principal: str) -> str:
    signer = ring(directory, principal).signer
    assert signer is not None
    return signer.sign(SAID)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    generate(KENT, tmp_path)
    return tmp_path


@pytest.fixture
def signers(keys: Path) -> Signers:
    return load_signers(signers_path(keys, "46"))


def test_each_service_signs_and_everybody_can_prove_it(keys: Path, signers: Signers) -> None:
    for principal in (one for one in KENT.principals() if force_of(one) == "46"):
        assert signers.opened(principal, signed(keys, principal)) == SAID


def test_nobody_signs_for_another(keys: Path, signers: Signers) -> None:
    with pytest.raises(SignatureBroken, match=r"no key of 46\.intake"):
        signers.opened("46.intake", signed(keys, "46.checks"))


@pytest.mark.parametrize("damage", ["payload", "signature", "nothing signed", "another algorithm"])
def test_what_was_changed_is_not_taken(keys: Path, signers: Signers, damage: str) -> None:
    head, payload, signature = signed(keys, "46.checks").split(".")
    broken = {
        "payload": f"{head}.{payload[:-2]}AA.{signature}",
        "signature": f"{head}.{payload}.{'A' * len(signature)}",
        "nothing signed": "rubbish",
        "another algorithm": f"eyJhbGciOiJub25lIn0.{payload}.",
    }
    with pytest.raises(SignatureBroken):
        signers.opened("46.checks", broken[damage])


def test_the_public_file_holds_no_secret(keys: Path) -> None:
    document = orjson.loads(signers_path(keys, "46").read_bytes())
    assert set(document) == {f"46.{name}" for name in ("intake", "checks", "decisions", "notifications")}
    assert all("d" not in key for own in document.values() for key in own)


def test_what_an_older_key_signed_stays_readable_after_it_was_replaced(keys: Path) -> None:
    before = signed(keys, "46.checks")
    path = path_of(keys, "46.checks")
    document = orjson.loads(path.read_bytes())
    del document["signing"]
    path.write_bytes(orjson.dumps(document))
    generate(KENT, keys)
    after = signed(keys, "46.checks")
    assert after != before
    found = load_signers(signers_path(keys, "46"))
    assert found.opened("46.checks", before) == found.opened("46.checks", after) == SAID


def test_a_ring_made_before_there_were_signing_keys_is_read_and_gets_one(keys: Path) -> None:
    path = path_of(keys, "46.checks")
    document = orjson.loads(path.read_bytes())
    del document["signing"]
    path.write_bytes(orjson.dumps(document))
    old = load(path)
    assert old.signer is None
    assert old.storage
    generate(KENT, keys)
    assert ring(keys, "46.checks").signer is not None
    assert ring(keys, "46.checks").storage == old.storage


def test_public_keys_that_cannot_be_read_are_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(SignersUnreadable, match="contracts keys"):
        load_signers(tmp_path / "signers-46.json")
    (tmp_path / "signers-46.json").write_text('{"46.checks": [{"kty": "oct"}]}')
    with pytest.raises(SignersUnreadable, match="holds no public keys"):
        load_signers(tmp_path / "signers-46.json")

"""Each principal has its own keys in its own file, and no more keys than the audiences give it."""

import stat
from pathlib import Path

import pytest

from contracts.keyring import Keyring, KeyringUnreadable, generate, load, path_of, save
from contracts.parties import force_of
from contracts.sealing import WrapBroken, new_key
from contracts.topics import for_force

KENT = for_force("46")


@pytest.fixture
def rings(tmp_path: Path) -> dict[str, Keyring]:
    return {ring.principal: ring for ring in map(load, generate(KENT, tmp_path))}


def test_every_principal_of_the_force_gets_a_keyring(rings: dict[str, Keyring]) -> None:
    ours = [one for one in KENT.principals() if force_of(one) in ("", "46")]
    assert list(rings) == ours


def test_a_keyring_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    for path in generate(KENT, tmp_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_keyring_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    path = generate(KENT, tmp_path)[0]
    path.chmod(0o640)
    with pytest.raises(KeyringUnreadable, match="chmod 600"):
        load(path)


def test_writer_and_reader_share_a_key_that_nobody_else_has(rings: dict[str, Keyring]) -> None:
    key = new_key()
    wrapped = rings["46.intake"].wrap_for("46.checks", key)
    assert rings["46.checks"].unwrap_from("46.intake", wrapped) == key
    for other in ("46.decisions", "46.notifications"):
        with pytest.raises(WrapBroken):
            rings[other].unwrap_from("46.intake", wrapped)


def test_a_wrap_does_not_go_back_the_way_it_came(rings: dict[str, Keyring]) -> None:
    wrapped = rings["46.intake"].wrap_for("46.checks", new_key())
    with pytest.raises(WrapBroken):
        rings["46.intake"].unwrap_from("46.checks", wrapped)


def test_a_wrap_of_one_writer_is_not_taken_from_another(rings: dict[str, Keyring]) -> None:
    wrapped = rings["46.intake"].wrap_for("46.decisions", new_key())
    with pytest.raises(WrapBroken):
        rings["46.decisions"].unwrap_from("46.checks", wrapped)


def test_an_agency_wraps_for_us_and_we_alone_unwrap(rings: dict[str, Keyring]) -> None:
    key = new_key()
    wrapped = rings["socialcare-kent"].wrap_for("46.checks", key)
    assert rings["46.checks"].unwrap_from("socialcare-kent", wrapped) == key
    with pytest.raises(WrapBroken):
        rings["46.decisions"].unwrap_from("socialcare-kent", wrapped)
    assert not rings["socialcare-kent"].from_, "what services of a force share is theirs alone"


def test_nobody_can_wrap_for_who_is_not_in_the_audience(rings: dict[str, Keyring]) -> None:
    for writer, reader in (("46.checks", "46.notifications"), ("socialcare-kent", "46.decisions")):
        with pytest.raises(WrapBroken, match="generate keyrings"):
            rings[writer].wrap_for(reader, new_key())


def test_what_a_service_stores_opens_for_itself_alone(rings: dict[str, Keyring]) -> None:
    key = new_key()
    stored = rings["46.intake"].store(key)
    assert rings["46.intake"].restore(stored) == key
    with pytest.raises(WrapBroken):
        rings["46.checks"].restore(stored)


def test_generating_again_changes_nothing(tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in generate(KENT, tmp_path)}
    assert {path: path.read_bytes() for path in generate(KENT, tmp_path)} == before


def test_generating_again_makes_only_what_is_missing(tmp_path: Path) -> None:
    stored = load(generate(KENT, tmp_path)[0]).store(new_key())
    path_of(tmp_path, "46.notifications").unlink()
    generate(KENT, tmp_path)
    key = new_key()
    wrapped = load(path_of(tmp_path, "46.decisions")).wrap_for("46.notifications", key)
    assert load(path_of(tmp_path, "46.notifications")).unwrap_from("46.decisions", wrapped) == key
    assert load(generate(KENT, tmp_path)[0]).restore(stored)


def test_two_forces_share_no_key(tmp_path: Path) -> None:
    generate(KENT, tmp_path)
    generate(for_force("23"), tmp_path)
    wrapped = load(path_of(tmp_path, "23.intake")).wrap_for("23.checks", new_key())
    with pytest.raises(WrapBroken):
        load(path_of(tmp_path, "46.checks")).unwrap_from("23.intake", wrapped)


def test_a_key_is_rotated_and_what_was_wrapped_before_still_opens(
    rings: dict[str, Keyring], tmp_path: Path
) -> None:
    writer, reader = rings["46.intake"], rings["46.checks"]
    key, newer = new_key(), new_key()
    before, stored = writer.wrap_for("46.checks", key), writer.store(key)

    reader.from_["46.intake"].insert(0, newer)
    save(reader, path_of(tmp_path, reader.principal))
    generate(KENT, tmp_path)
    writer = load(path_of(tmp_path, "46.intake"))
    reader = load(path_of(tmp_path, "46.checks"))
    assert newer in reader.from_["46.intake"]

    writer.to["46.checks"].insert(0, newer)
    writer.storage.insert(0, new_key())
    after = writer.wrap_for("46.checks", key)
    assert before.split(".")[1] != after.split(".")[1]
    assert reader.unwrap_from("46.intake", before) == reader.unwrap_from("46.intake", after) == key
    assert writer.restore(stored) == writer.restore(writer.store(key)) == key


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"v":2}', b'{"v":1,"principal":"46.intake","storage":["x"]}']
)
def test_a_file_that_is_no_keyring_is_refused_without_quoting_it(tmp_path: Path, content: bytes) -> None:
    path = path_of(tmp_path, "46.intake")
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyringUnreadable, match="restore it from its backup"):
        load(path)


def test_a_missing_or_misplaced_keyring_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyringUnreadable, match="generate it"):
        load(path_of(tmp_path, "46.intake"))
    save(Keyring("46.checks"), path_of(tmp_path, "46.intake"))
    with pytest.raises(KeyringUnreadable, match="rename it"):
        generate(KENT, tmp_path)


def test_a_keyring_never_shows_a_key(rings: dict[str, Keyring]) -> None:
    assert repr(rings["46.intake"]) == "Keyring(46.intake)"

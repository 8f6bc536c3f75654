"""Boxes open only where they stand, and keys only for whom they are wrapped."""

import base64
import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.sealing import (
    BoxBroken,
    DataKey,
    WrapBroken,
    Wrapped,
    WrapsUnreadable,
    decode_wraps,
    encode_wraps,
    key_id,
    new_box_id,
    new_key,
    new_nonce,
    new_party_key,
    open_box,
    raw,
    seal,
    text,
    unwrap,
    unwrap_from_party,
    wrap,
    wrap_for_party,
    wrapped_under,
)

KEY = new_key()
PLACE = ("csods/46/intake", "case-00000001", "subject", "intake.application.made.v1")
CONTENT = b'{"name":{"given":"Quentin"}}'
BOX = seal(KEY, *PLACE, CONTENT, new_box_id(), new_nonce())


def test_a_box_opens_where_it_was_sealed() -> None:
    assert open_box(KEY, *PLACE, BOX) == CONTENT


@given(content=some.binary(max_size=2000))
def test_any_content_comes_back(content: bytes) -> None:
    assert open_box(KEY, *PLACE, seal(KEY, *PLACE, content, new_box_id(), new_nonce())) == content


@pytest.mark.parametrize("part", range(4), ids=["source", "case", "label", "type"])
def test_a_box_does_not_open_in_another_place(part: int) -> None:
    source, case, label, type_ = (one + "x" * (number == part) for number, one in enumerate(PLACE))
    with pytest.raises(BoxBroken):
        open_box(KEY, source, case, label, type_, BOX)


def test_a_box_does_not_open_when_letters_move_from_one_part_to_the_next() -> None:
    source, case, label, type_ = PLACE
    with pytest.raises(BoxBroken):
        open_box(KEY, source + case[0], case[1:], label, type_, BOX)


def test_a_box_does_not_open_under_another_id() -> None:
    with pytest.raises(BoxBroken):
        open_box(KEY, *PLACE, BOX | {"id": new_box_id()})


def test_a_box_does_not_open_with_another_key() -> None:
    other = new_key()
    with pytest.raises(BoxBroken, match="another key"):
        open_box(other, *PLACE, BOX)
    with pytest.raises(BoxBroken, match="does not open"):
        open_box(other, *PLACE, BOX | {"key": other.id})


@given(where=some.integers(min_value=0, max_value=len(raw(BOX["box"])) - 1), bit=some.integers(0, 7))
def test_a_box_with_any_bit_changed_does_not_open(where: int, bit: int) -> None:
    altered = bytearray(raw(BOX["box"]))
    altered[where] ^= 1 << bit
    with pytest.raises(BoxBroken):
        open_box(KEY, *PLACE, BOX | {"box": text(bytes(altered))})


@pytest.mark.parametrize(
    "box",
    ["", "A", "AAAA", "not base64url!", BOX["box"] + "=", BOX["box"][:20]],
    ids=["empty", "a character", "three bytes", "not base64url", "padded", "cut short"],
)
def test_a_box_cut_short_or_spelt_otherwise_does_not_open(box: str) -> None:
    with pytest.raises(BoxBroken):
        open_box(KEY, *PLACE, BOX | {"box": box})


@given(some.text(string.ascii_letters + string.digits + "-_+/=é \n", max_size=12))
def test_bytes_are_read_only_from_the_one_text_that_they_make(written: str) -> None:
    try:
        data = raw(written)
    except ValueError:
        assert not set(written) <= set(string.ascii_letters + string.digits + "-_") or _loose(written)
    else:
        assert text(data) == written


def _loose(written: str) -> bool:
    """Whether its end has bits that stand for nothing."""
    if len(written) % 4 == 1:
        return True
    decoded = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
    return text(decoded) != written


def test_a_box_without_its_parts_does_not_open() -> None:
    for name in BOX:
        with pytest.raises(BoxBroken):
            open_box(KEY, *PLACE, {part: value for part, value in BOX.items() if part != name})


def test_the_same_content_never_makes_the_same_box() -> None:
    boxes = [seal(KEY, *PLACE, CONTENT, new_box_id(), new_nonce()) for _ in range(50)]
    assert len({box["box"] for box in boxes}) == len({box["id"] for box in boxes}) == 50


def test_the_format_of_a_box_is_fixed_for_ever() -> None:
    key = DataKey(bytes(range(32)))
    box = seal(key, *PLACE, CONTENT, "box-id-0000000000000001", bytes(range(12)))
    assert box == {
        "id": "box-id-0000000000000001",
        "key": "unFp4_0Bf09GA7BUYp_6Lw",
        "box": "AAECAwQFBgcICQoLPCC4eqiA4CH2Y_Dix4wWT7n01kGVFSsVVkWY-Gw0b75sWC2IXV7qEnZj0Tk",
    }


def test_the_format_of_a_wrap_is_fixed_for_ever() -> None:
    pair, key = DataKey(bytes(range(32))), DataKey(bytes(range(32, 64)))
    assert (
        wrap(pair, key) == "kw.unFp4_0Bf09GA7BUYp_6Lw.BPijw8MC07C36UsU3Pha0dppzXQFbteQfTy0n7J3maQQTbBY8pAa2w"
    )


def test_a_wrap_is_the_one_of_rfc_3394() -> None:
    """Its test vector 4.6: 256 bits of key data under a 256-bit key."""
    pair = DataKey(bytes.fromhex("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"))
    key = DataKey(bytes.fromhex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F"))
    vector = "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21"
    assert raw(wrap(pair, key).split(".")[2]) == bytes.fromhex(vector)


def test_a_key_unwraps_only_under_the_key_it_was_wrapped_under() -> None:
    pair = new_key()
    wrapped = wrap(pair, KEY)
    assert unwrap(pair, wrapped) == KEY
    assert wrapped_under(wrapped) == pair.id
    other = new_key()
    with pytest.raises(WrapBroken, match="another key"):
        unwrap(other, wrapped)
    kind, _, body = wrapped.split(".")
    with pytest.raises(WrapBroken, match="does not unwrap"):
        unwrap(other, f"{kind}.{other.id}.{body}")


@pytest.mark.parametrize(
    "wrapped", ["", "kw", "kw..", "kw.a.b.c", "xx.a.b", "a.b.c.d.e", "{}.b.c.d.e", "e30.b.c.d.e"]
)
def test_what_is_no_wrap_is_refused(wrapped: str) -> None:
    with pytest.raises(WrapBroken):
        unwrap(KEY, wrapped)
    if wrapped.count(".") != 2:
        with pytest.raises(WrapBroken):
            wrapped_under(wrapped)


def test_a_key_for_a_party_unwraps_for_that_party_from_that_writer() -> None:
    party = new_party_key()
    wrapped = wrap_for_party(party, "socialcare-kent", "46.checks", KEY)
    assert wrapped_under(wrapped) == party.thumbprint()
    assert unwrap_from_party(party, "socialcare-kent", "46.checks", wrapped) == KEY
    for writer, reader in (("probation-kent", "46.checks"), ("socialcare-kent", "46.intake")):
        with pytest.raises(WrapBroken, match="somebody else"):
            unwrap_from_party(party, writer, reader, wrapped)
    with pytest.raises(WrapBroken, match="does not unwrap"):
        unwrap_from_party(new_party_key(), "socialcare-kent", "46.checks", wrapped)


def test_a_wrap_altered_on_its_way_to_a_party_does_not_unwrap() -> None:
    party = new_party_key()
    parts = wrap_for_party(party, "socialcare-kent", "46.checks", KEY).split(".")
    for number, part in enumerate(parts):
        swapped = part[:-2] + ("AA" if part[-2:] != "AA" else "BA")
        altered = ".".join([*parts[:number], swapped, *parts[number + 1 :]])
        with pytest.raises(WrapBroken):
            unwrap_from_party(party, "socialcare-kent", "46.checks", altered)


def test_a_key_never_shows_itself() -> None:
    assert text(KEY.secret) not in repr(KEY)
    assert str(KEY.secret) not in repr(KEY)


def test_a_key_id_stands_for_one_key() -> None:
    assert key_id(KEY.secret) == KEY.id == replace(KEY).id
    assert len({new_key().id for _ in range(100)}) == 100
    with pytest.raises(ValueError, match="32 bytes"):
        DataKey(b"short")


names = some.text(alphabet=string.ascii_letters + string.digits + ".-_", min_size=1, max_size=20)


@given(some.sets(some.tuples(names, names, names), max_size=12))
def test_the_header_of_wrapped_keys_is_read_as_it_was_written(rows: set[tuple[str, str, str]]) -> None:
    wraps = {Wrapped(key, label, reader, f"kw.{key}.{reader}") for key, label, reader in rows}
    header = encode_wraps(wraps)
    assert header.isascii()
    assert {one for _, _, reader in rows for one in decode_wraps(header, reader)} == wraps


def test_the_header_is_compact_and_fixed_for_ever() -> None:
    wraps = [("key-1", "subject", "46.decisions", "kw.b"), ("key-1", "subject", "46.checks", "kw.a")]
    assert encode_wraps(wraps) == (
        b'{"v":1,"keys":[{"id":"key-1","label":"subject","for":{"46.checks":"kw.a","46.decisions":"kw.b"}}]}'
    )


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"\xff",
        b"{}",
        b"[]",
        b"null",
        b'{"v":2,"keys":[]}',
        b'{"v":1}',
        b'{"v":1,"keys":[{}]}',
        b'{"v":1,"keys":[{"id":"k","label":"subject","for":[]}]}',
        b'{"v":1,"keys":[{"id":1,"label":"subject","for":{"46.checks":"kw"}}]}',
        b'{"v":1,"keys":[{"id":"k","label":"subject","for":{"46.checks":null}}]}',
    ],
)
def test_a_header_that_cannot_be_read_is_refused(header: bytes) -> None:
    with pytest.raises(WrapsUnreadable):
        decode_wraps(header, "46.checks")

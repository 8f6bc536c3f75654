"""A fact whose JSON is kept is written as any other, and only as long as it is there."""

from __future__ import annotations

import orjson

from contracts import example
from contracts.checks import Ask, ChecksRequested
from contracts.codes import PartyRole, Source
from contracts.parts import About
from contracts.written import often, written


def about(number: int) -> About:
    return About(role=PartyRole.CHILD, child=f"child-{number}")


def requested(asks: tuple[Ask, ...]) -> ChecksRequested:
    event = example.event(ChecksRequested.TYPE)
    assert isinstance(event, ChecksRequested)
    return ChecksRequested(**{**dict(event), "asks": asks})


def said(event: ChecksRequested) -> bytes:
    def nothing(label: str, _: bytes) -> dict[str, str]:
        raise AssertionError(label)

    return written(event, nothing)


def test_it_says_the_same_whether_it_is_kept_or_not() -> None:
    plain = Ask(check="social-care-child-1", source=Source.SOCIAL_CARE, about=about(1))
    kept = often(Ask(check="social-care-child-1", source=Source.SOCIAL_CARE, about=often(about(1))))
    assert said(requested((kept, plain))) == said(requested((plain, kept)))
    assert said(requested((kept,))) == orjson.dumps(orjson.loads(said(requested((plain,)))))


def test_what_is_kept_is_never_said_of_another_in_its_place() -> None:
    for number in range(1, 100):
        often(about(number))  # and gone: the next one may stand where it stood
        ask = Ask(check="one", source=Source.SOCIAL_CARE, about=about(100 - number))
        assert orjson.loads(said(requested((ask,))))["asks"][0]["about"]["child"] == f"child-{100 - number}"

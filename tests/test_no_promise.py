"""Nothing that staff or the public read invites anybody to promise an outcome (G 22, 37)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest

from contracts.texts import texts
from contracts.texts.guard import promises
from contracts.words import entries

ROOT = Path(__file__).parents[1]
PROGRAMS = ("access", "assembly", "cli", "contracts", "services")


def literals(source: str) -> Iterator[str]:
    """Every text that a program holds, those it puts together piece by piece among them."""
    yield from _texts(compile(source, "", "exec", optimize=0))


def _texts(held: object) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, tuple | frozenset | CodeType):
        for one in held.co_consts if isinstance(held, CodeType) else held:
            yield from _texts(one)


def read_by_anybody() -> Iterator[str]:
    """Words for codes, texts to be read out or sent, and whatever a condition, a flag or an alarm says."""
    yield from (f"{one.text} {one.detail}" for one in entries().values())
    yield from (one.whole for one in texts().values())
    for folder in PROGRAMS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path.name != "guard.py":
                yield from literals(path.read_text("utf-8"))


@pytest.mark.proves("R-262", by="contracts.texts.guard:promises")
def test_no_word_that_staff_read_invites_them_to_promise_an_outcome() -> None:
    read = set(read_by_anybody())
    assert len(read) > 5000
    assert [(text, promises(text)) for text in sorted(read) if promises(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Tell the applicant that they will be told what is held.",
        "Say that she will get the result by Friday.",
        "Promise them a disclosure if the checks find anything.",
        "You can guarantee the applicant an answer.",
        "We will tell you what we find.",
        "The applicant will receive a disclosure.",
    ],
)
def test_a_promise_of_an_outcome_would_be_found(text: str) -> None:
    """The twin."""
    assert promises(text)


@pytest.mark.parametrize(
    "text",
    [
        "We can promise that only until we reach an outcome.",
        "Assure the applicant of confidence, which is guaranteed only pending the outcome.",
        "There is no information to disclose to you.",
        "Sometimes there are good reasons why it takes longer. If so, we will tell you.",
    ],
)
def test_what_promises_nothing_is_left_alone(text: str) -> None:
    assert promises(text) == ()

"""What officers read in place of codes."""

import ast
import re
from collections.abc import Iterable
from enum import Enum, StrEnum
from pathlib import Path

import pytest

from contracts import clocks, codes
from contracts.policies import profiles
from contracts.words import UnknownCode, Words, entries, gathered, say, unsaid

ROOT = Path(__file__).parents[3]
CODE = re.compile(r"\b[A-Z]+_[A-Z_]+\b|\b[RC]-\d+|\bK[1-7]\b")


def closed_lists() -> Iterable[type[Enum]]:
    for module in (codes, clocks):
        for held in vars(module).values():
            listed = isinstance(held, type) and issubclass(held, StrEnum)
            if listed and held.__module__ == module.__name__:
                yield held


def said_in(source: str) -> set[str]:
    """Codes given to `say` as plain text anywhere in a program."""
    said = set()
    for node in ast.walk(ast.parse(source)) if "say(" in source else ():
        match node:
            case ast.Call(func=ast.Name(id="say"), args=[ast.Constant(value=str(code)), *_]):
                said.add(code)
    return said


def test_every_code_of_the_published_language_has_words() -> None:
    lists = list(closed_lists())
    assert len(lists) > 50
    assert {held.__name__: unsaid(held) for held in lists if unsaid(held)} == {}


def test_a_code_without_words_is_named() -> None:
    class Colour(StrEnum):
        MAUVE = "MAUVE"
        HIT = "HIT"

    assert unsaid(Colour) == ("Colour.MAUVE",)


def test_every_competence_and_role_of_a_profile_has_words() -> None:
    for held in (p for p in profiles() if p.practice):
        staff = held.rules.staff
        rules = [getattr(staff, act) for act in type(staff).model_fields]
        assert unsaid(name for rule in rules for name in (*rule.competences, rule.least_rank)) == ()


def test_every_code_that_a_program_says_has_words() -> None:
    folders = ("access", "cli", "contracts", "messaging", "services")
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    assert sources
    assert unsaid(code for path in sources for code in said_in(path.read_text("utf-8"))) == ()


def test_a_program_that_says_an_unknown_code_is_caught() -> None:
    assert unsaid(said_in("from contracts.words import say\nprint(say('HIT').text, say('NO_SUCH'))")) == (
        "NO_SUCH",
    )


def test_an_unknown_code_raises_and_tells_where_to_add_it() -> None:
    with pytest.raises(UnknownCode, match=r"words\.toml"):
        say("NO_SUCH")


def test_what_is_read_is_no_code_and_no_number_of_ours() -> None:
    """In one test for them all: to begin six hundred takes longer than to look."""
    assert len(entries()) > 500
    for code, entry in entries().items():
        assert entry.text.strip() == entry.text != "", code
        assert not CODE.search(entry.text + entry.detail), code
        assert re.fullmatch(r"|[GK] [0-9a-z().,\s]+|G (def|tl)", entry.paragraph), code


def test_a_code_among_words_would_be_caught() -> None:
    assert CODE.search("see LIMIT_PASSED")
    assert CODE.search("by R-012")
    assert CODE.search("C-10 says")
    assert CODE.search("clock K4 ran out")
    assert not CODE.search("the DBS, PNC and MAPPA")


def test_a_source_that_could_not_look_is_not_said_to_hold_nothing() -> None:
    assert say("UNAVAILABLE", since="02:14") == Words("could not look, since 02:14", "G 29")
    assert say("NO_TRACE", searched="managed offenders").text == "nothing held (searched: managed offenders)"
    withheld = say(codes.Answer.WITHHELD, reason="it knows no legal basis to tell us", ring="the duty desk")
    assert withheld.text.startswith("would not or may not say: ")
    for code in ("UNAVAILABLE", "WITHHELD", "AMBIGUOUS", *codes.NoAnswer):
        assert "nothing" not in say(code).text
        assert "no trace" not in say(code).text


def test_details_that_do_not_fit_are_refused() -> None:
    with pytest.raises(UnknownCode, match="since"):
        say("UNAVAILABLE", until="02:14")
    with pytest.raises(UnknownCode):
        say("HIT", since="02:14")


def test_a_late_clock_is_never_called_a_breach() -> None:
    for code in (*clocks.ClockName, *clocks.Judgement):
        assert "breach" not in say(code).text


def test_a_list_may_say_a_shared_code_in_its_own_way() -> None:
    assert say(codes.NotVerified.DECLINED).text == "declined to show proof of identity"
    assert say(codes.NoAnswer.DECLINED).text == "declined"


def test_one_code_cannot_be_said_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        gathered({"one": {"HIT": ["a", ""]}, "two": {"HIT": ["b", ""]}})

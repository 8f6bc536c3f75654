"""Letters of which script a text is made. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+")


def is_latin(letter: str) -> bool:
    """Of one character; accents do not matter."""
    return unicodedata.name(letter, "").startswith("LATIN ")


def in_two_scripts(text: str) -> bool:
    """Whether a word mixes letters of Latin and of another script: it only looks like what is read."""
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    return any(len({is_latin(letter) for letter in word}) > 1 for word in words)

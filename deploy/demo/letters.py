"""How much of a letter is shown."""

from __future__ import annotations


def without_enclosures(body: str) -> str:
    """The letter to its end, and a word on what is enclosed."""
    letter, *enclosed = body.split("\f")
    titles = [part.strip().splitlines()[0] for part in enclosed if part.strip()]
    if not titles:
        return letter
    return f"{letter.rstrip()}\n\n[enclosed: {'; '.join(titles)}]"

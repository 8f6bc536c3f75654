"""What no public text may say, and what some must: read over every text before it can be used. Pure."""

import re
from collections.abc import Callable
from typing import Final

from contracts.texts.text import Kind, Text, latest

LONGEST_SENTENCE = 30  # words; plain English for somebody under strain

CODES = re.compile(r"\b[A-Z]+_[A-Z_]+\b|\b[RCGK][- ]?\d+\b|\bAnnex [A-F]\b")

FINDINGS = re.compile(
    r"\b(convict\w*|caution(s|ed)?|offend\w*|criminal record|known to (us|the police)|on record|intelligence|"
    r"allegation\w*|arrest\w*|charge[ds]?|prison|licence|register(ed)?|MAPPA|probation|"
    r"nothing (was |is |has been )?(found|held|known)|no (trace|record|concerns?)|(we|checks) (have )?found|"
    r"someone else|somebody else|another person|the other parent|has been told|was told|we have told|"
    r"is safe|is dangerous|no risk was|poses?)\b",
    re.IGNORECASE,
)
"""What would tell, or seem to tell, the result of the checks or who else was told (G 95, 96, 99)."""

SCHEME = re.compile(
    r"\b(scheme|disclos\w*|sex\w*|abuse\w*|child\w*|police|officer|subject|applicat\w*)\b", re.IGNORECASE
)
"""What would tell a person who reads another's messages what the message is about (G 33b)."""

_SOMEBODY = r"(you|they|she|he|(the )?applicants?|(the )?recipients?|whoever asks)"
_OUTCOME = r"(outcome|results?|answers?|disclosure|what (is|was|we|they|police) (held|find|found|know))"
PROMISE = re.compile(
    rf"\b{_SOMEBODY} (will|shall|are going to|is going to) (get|be given|receive|be told|learn)\b"
    rf"[^.]*?\b{_OUTCOME}"
    rf"|\b(promise|guarantee)s? ({_SOMEBODY}|them|her|him) (an? |the )?{_OUTCOME}"
    r"|\bwe (will|shall) (tell|let) you (know )?(what|whether|the (outcome|result))",
    re.IGNORECASE,
)
"""What would invite whoever reads it to promise an outcome, or would itself promise one (G 22, 37)."""

FIRST: Final = {"initial-information": 2, "safety-advice": 1}
"""What a member of the public hears or sees first, and from which version on it begins with the emergency."""

VARIABLE_IN_CLOSING = {"reference", "name", "address", "date"}


def faults(text: Text) -> tuple[str, ...]:
    """Everything wrong with a text, in plain words; empty if it may be used."""
    found = [fault for check in (_codes, _long_sentences, _promises, _begins) for fault in check(text)]
    found += [fault for check in _BY_KIND[text.kind] for fault in check(text)]
    return tuple(found)


def promises(words: str) -> tuple[str, ...]:
    """Every promise of an outcome in it: in what the public reads and in what staff read."""
    return tuple(found.group() for found in PROMISE.finditer(words))


def _begins(text: Text) -> list[str]:
    """Whoever asks because a child is in danger now is sent to 999 before anything else (G fig1)."""
    if text.version < FIRST.get(text.id, text.version + 1):
        return []
    begins = text.whole.startswith(latest("emergency").body.strip())
    return [] if begins else ["does not begin with what to do if a child is in danger now"]


def _promises(text: Text) -> list[str]:
    return [f"{one!r} promises an outcome" for one in promises(text.whole)]


def _codes(text: Text) -> list[str]:
    return [f"says {code.group()!r}, which only we understand" for code in CODES.finditer(text.whole)]


def _long_sentences(text: Text) -> list[str]:
    sentences = re.split(r"(?<=[.!?:])\s+|\n\s*\n|\n\s*[-•]\s*", text.whole)
    return [
        f"has a sentence of {len(sentence.split())} words: {sentence.split()[0]} …"
        for sentence in sentences
        if len(sentence.split()) > LONGEST_SENTENCE
    ]


def _findings(text: Text) -> list[str]:
    words = text.whole.replace(latest("vigilance").body.strip(), "")
    return [f"{hint.group()!r} hints at what was found or who was told" for hint in FINDINGS.finditer(words)]


def _scheme(text: Text) -> list[str]:
    return [
        f"{hint.group()!r} tells whoever reads it what it is about" for hint in SCHEME.finditer(text.whole)
    ]


def _clauses(text: Text) -> list[str]:
    needed = ("vigilance", "emergency")
    return [
        f"lacks the compulsory words {name!r}"
        for name in needed
        if latest(name).body.strip() not in text.whole
    ]


def _one_shape(text: Text) -> list[str]:
    return (
        []
        if text.slots == VARIABLE_IN_CLOSING
        else ["a closing text varies in reference, name, address, date"]
    )


_BY_KIND: dict[Kind, tuple[Callable[[Text], list[str]], ...]] = {
    Kind.CLAUSE: (),
    Kind.TOLD: (),
    Kind.ADVICE: (_clauses,),
    Kind.CLOSING: (_findings, _clauses, _one_shape),
    Kind.NOTICE: (_findings, _scheme),
}

"""The page for a delivery as PDF or HTML: one A4 page, or it is refused. No network, no file, no metadata."""

from __future__ import annotations

import html
import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Final

import typst

from services.decisions.domain.pack import Page

SIZES: Final = (11, 10, 9)
"""Of the type, in points, the largest that fits; smaller than the last it is not read at a kitchen table."""
OVER: Final = "over one page"
NEVER_LEAVE: Final = "DO NOT LEAVE THIS PAGE. Do not send, copy or photograph it."
HEADINGS: Final = {
    "before": "Before you say anything, explain",
    "wording": "Say this, in these words",
    "use": "How it may and may not be used",
    "support": "Support",
    "undertaking": "Undertaking, to be signed in your presence",
    "signed": "Signed by the recipient",
    "witness": "Witness (officer)",
    "when": "Date and time",
    "unsigned": "Not willing to sign: say nothing yet, and ask the supervisor.",
}


class TooLong(ValueError):
    """What is to be said does not fit on one page."""


def as_pdf(page: Page) -> bytes:
    """Raises TooLong."""
    for size in SIZES:
        try:
            return _compiled(page, size)
        except typst.TypstError as error:
            if OVER not in str(error):
                raise
    raise TooLong("the wording does not fit on one page")


def _compiled(page: Page, size: int) -> bytes:
    """What is printed goes in as data, never as markup. Raises TypstError, OVER in it, for a second page."""
    told = {
        "page": asdict(page),
        "headings": HEADINGS,
        "never_leave": NEVER_LEAVE,
        "size": size,
        "over": OVER,
    }
    made: bytes = typst.compile(
        _template("pack.typ").encode(),
        format="pdf",
        sys_inputs={"told": json.dumps(told)},
        ignore_system_fonts=True,
    )
    return made


def as_html(page: Page) -> str:
    """Complete in itself: no script, no address, nothing loaded. Raises TooLong where it would not print."""
    as_pdf(page)
    said = {name: _escaped(value) for name, value in asdict(page).items() if isinstance(value, str | int)}
    listed = {
        name: "".join(f"<li>{_escaped(item)}</li>" for item in getattr(page, name))
        for name in ("warnings", "support", "undertaking")
    }
    headings = {f"heading_{name}": _escaped(words) for name, words in HEADINGS.items()}
    versions = _escaped(", ".join(page.versions))
    return _template("pack.html").format(
        **said, **listed, **headings, never_leave=_escaped(NEVER_LEAVE), printed_versions=versions
    )


def _escaped(value: object) -> str:
    return html.escape(str(value)).replace("\n", "<br>")


@cache
def _template(name: str) -> str:
    return files("services.decisions.adapters").joinpath(name).read_text("utf-8")

"""The codes of receipts: what each means, and what its reader does. `contracts/RECEIPTS.md` is made of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from contracts.codes import CameTo

_FILE = Path(__file__).parent / "data" / "receipt_codes.toml"
_BEGIN = """# Receipts

Every message from outside is answered with `message.receipt`: what it came to, in the transaction that made
it so. This page is generated from `contracts/data/receipt_codes.toml`.

- **APPLIED**: it is recorded, or known and of no concern to us. The last receipt of this message.
- **HELD**: it is kept, and a person here has been rung. A second receipt follows, however long that takes.
- **REFUSED**: it is not applied and never will be. The last receipt of this message.

If no receipt comes within minutes, the message has not been taken: ring the desk. A receipt names the message
by its `id`; where that could not be read, by the place of its record.
"""


class ReceiptMeaning(NamedTuple):
    came_to: CameTo
    means: str
    do: str


@cache
def receipt_codes() -> dict[str, ReceiptMeaning]:
    """By code."""
    read = tomllib.loads(_FILE.read_text("utf-8"))
    return {
        code: ReceiptMeaning(CameTo(came_to.upper()), row["means"], row["do"])
        for came_to, rows in read.items()
        for code, row in rows.items()
    }


def page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _BEGIN
    for came_to in CameTo:
        yield f"## {came_to}\n"
        yield "| code | means | what you do |"
        yield "|---|---|---|"
        for code, row in receipt_codes().items():
            if row.came_to is came_to:
                yield f"| `{code}` | {row.means} | {row.do} |"
        yield ""

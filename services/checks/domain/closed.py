"""What stands for records that cannot be opened here, so that they are never taken for nothing held."""

from __future__ import annotations

from typing import Final

from contracts.people import Finding, FindingKind

CLOSED: Final = Finding(
    kind=FindingKind.RELEVANT_INTELLIGENCE,
    record="closed",
    summary="The agency holds something that cannot be opened here: ring its desk.",
)

"""Where the parties of a case live, as far as it is known: the subject and the children. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.codes import PartyRole
from contracts.fields import ChildRef
from services.decisions.domain.primacy import Lives
from services.decisions.domain.state import Case


def subject(case: Case) -> Lives | None:
    return case.across.places.get(PartyRole.SUBJECT.value)


def children(case: Case) -> Mapping[ChildRef, Lives | None]:
    """Everyone who is named, or of whom it was recorded where they live."""
    held = case.children.value.opened if case.children else None
    refs = {ref for ref in case.across.places if ref.startswith("child-")}
    refs |= {child.ref for child in held.named} if held else set()
    return {ref: case.across.places.get(ref) for ref in refs}

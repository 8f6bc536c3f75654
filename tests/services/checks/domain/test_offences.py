"""What a conviction means for the scheme, and that an age which is not on record is never assumed (R-014)."""

from __future__ import annotations

import pytest

from contracts.people import FindingKind
from services.checks.domain.offences import meaning


@pytest.mark.parametrize(
    ("code", "under_18", "kind", "provision"),
    [
        ("SOA2003/9", None, FindingKind.SCHEDULE_34A_CONVICTION, "Sch 34A para 7"),
        ("SOA2003/9", False, FindingKind.SCHEDULE_34A_CONVICTION, "Sch 34A para 7"),
        ("SOA1956/28", None, FindingKind.SCHEDULE_34A_CONVICTION, "Sch 34A para 1"),
        ("SOA1956/14", True, FindingKind.SCHEDULE_34A_CONVICTION, "Sch 34A para 2"),
        ("SOA1956/14", None, FindingKind.OTHER_RELEVANT_CONVICTION, "Sch 34A para 2"),
        ("SOA1956/14", False, FindingKind.OTHER_RELEVANT_CONVICTION, None),
        ("SOA2003/3", False, FindingKind.OTHER_RELEVANT_CONVICTION, None),
        ("CYPA1933/1", None, FindingKind.OTHER_RELEVANT_CONVICTION, None),
        ("RTA1988/5", None, FindingKind.OTHER_CONVICTION, None),
        ("TA1968/1", None, FindingKind.OTHER_CONVICTION, None),
    ],
)
def test_offences_by_code(code: str, under_18: bool | None, kind: FindingKind, provision: str | None) -> None:
    meant = meaning(code, under_18)
    assert (meant.kind, meant.provision) == (kind, provision)


def test_an_age_that_is_not_on_record_is_said_to_be_missing() -> None:
    meant = meaning("SOA1956/14", None)
    assert meant.victim_age_known is False
    assert "not on record" in meant.note


def test_an_unknown_code_is_relevant_until_somebody_has_read_it() -> None:
    meant = meaning("XYZ1901/7", None)
    assert meant.kind is FindingKind.OTHER_RELEVANT_CONVICTION
    assert "read the offence itself" in meant.note

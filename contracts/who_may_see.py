"""Who may see what of a case: the table A9 as data, and what of it a partner is given. Default deny."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from contracts.codes import ReferralKind, SharedPart, Source
from contracts.parties import Agency

_FILE: Final = Path(__file__).parent / "data" / "who_may_see.toml"


class Data(StrEnum):
    """The rows of A9."""

    APPLICATION = "APPLICATION"
    """That there is one."""
    APPLICANT = "APPLICANT"
    """Who applied, and what they said."""
    SUBJECT = "SUBJECT"
    OUTCOME = "OUTCOME"
    RECIPIENT = "RECIPIENT"
    SOURCE_AND_GRADE = "SOURCE_AND_GRADE"
    REPRESENTATIONS = "REPRESENTATIONS"
    CHILDREN = "CHILDREN"


class Onlooker(StrEnum):
    """The columns of A9."""

    APPLICANT = "APPLICANT"
    RECIPIENT = "RECIPIENT"
    SUBJECT = "SUBJECT"
    RESPONDING_FORCE = "RESPONDING_FORCE"
    PARTNER_AGENCY = "PARTNER_AGENCY"
    MAPPA_LEAD = "MAPPA_LEAD"
    OFFICER_ON_CASE = "OFFICER_ON_CASE"
    OTHER_OFFICERS = "OTHER_OFFICERS"


class May(StrEnum):
    """What stands in a cell of A9; whatever is not NO is the least that the words allow."""

    NO = "NO"
    OWN = "OWN"
    OWN_IF_TOLD = "OWN_IF_TOLD"
    YES = "YES"
    MINIMUM = "MINIMUM"
    IF_TOLD = "IF_TOLD"
    ITS_TASK = "ITS_TASK"
    ITS_REQUEST = "ITS_REQUEST"
    ITS_PARTIES = "ITS_PARTIES"
    IF_MAPPA = "IF_MAPPA"
    IF_ITS_ACTION_NEEDS_IT = "IF_ITS_ACTION_NEEDS_IT"
    CASE_BY_CASE = "CASE_BY_CASE"
    AUTHORISED_WORDING = "AUTHORISED_WORDING"
    DELIVERED_WORDING = "DELIVERED_WORDING"
    CLOSING_TEXT = "CLOSING_TEXT"
    IF_CONSULTED = "IF_CONSULTED"
    IF_HOST = "IF_HOST"
    HANDLING_CODE = "HANDLING_CODE"
    NEED = "NEED"
    NEED_TO_KNOW = "NEED_TO_KNOW"
    WHAT_THEY_GAVE = "WHAT_THEY_GAVE"
    WHAT_THEY_NEED = "WHAT_THEY_NEED"
    NO_NEW_FACTS = "NO_NEW_FACTS"
    IF_LOCAL_AUTHORITY = "IF_LOCAL_AUTHORITY"
    MASKED = "MASKED"


HOLDS: Final[Mapping[SharedPart, Data]] = {
    SharedPart.CHILDREN: Data.CHILDREN,
    SharedPart.SUBJECT: Data.SUBJECT,
    SharedPart.CONCERN: Data.SUBJECT,
}
"""Of which row a part of an offer is."""


@cache
def who_may_see() -> Mapping[Data, Mapping[Onlooker, May]]:
    read = tomllib.loads(_FILE.read_text("utf-8"))
    return {
        Data(row): {Onlooker(column): May(cell) for column, cell in cells.items()}
        for row, cells in read.items()
    }


def may(onlooker: Onlooker, data: Data) -> May:
    return who_may_see().get(data, {}).get(onlooker, May.NO)


def as_onlooker(kind: ReferralKind) -> Onlooker:
    """As whom a partner is offered something: who manages the subject under MAPPA, or any other partner."""
    return Onlooker.MAPPA_LEAD if kind is ReferralKind.LEAD_AGENCY else Onlooker.PARTNER_AGENCY


def may_be_given(agency: Agency, kind: ReferralKind, part: SharedPart) -> bool:
    """Whether this part of a case may go to this partner, for this kind of referral."""
    cell = may(as_onlooker(kind), HOLDS[part])
    if cell is May.IF_LOCAL_AUTHORITY:
        return Source.SOCIAL_CARE in agency.answers
    return cell in (May.YES, May.MINIMUM)

"""Identity: any proof is recorded, none is no obstacle, and weak proof is shown to the supervisor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.codes import IdentityCheck, IdentityProof, NotVerified
from contracts.intake import IdentityNotVerified, IdentityVerified
from contracts.people import IdentityEvidence
from services.intake.domain import commands as c
from services.intake.domain.events import FlagsRaised
from services.intake.domain.flags import Flag
from services.intake.domain.state import Case
from tests.given import Story
from tests.services.intake.invented import CALL_TAKER, WHOLE, received


def seen(*proofs: IdentityProof, **more: Any) -> c.VerifyIdentity:
    return replace(c.VerifyIdentity(CALL_TAKER, proofs, IdentityCheck.IN_PERSON), **more)


def flags(case: Story[Case]) -> set[Flag]:
    return {raised.flag for raised in case.state.flags}


@pytest.mark.proves("R-096", by="services.intake.domain.identity:verify")
@pytest.mark.parametrize(
    "proof", [IdentityProof.PASSPORT, IdentityProof.DRIVING_LICENCE, IdentityProof.OTHER_TRUSTED_PHOTO]
)
def test_a_photograph_is_enough(proof: Any) -> None:
    received().when(seen(proof)).decided(IdentityVerified)


@pytest.mark.proves("R-096", by="services.intake.domain.identity:verify")
@pytest.mark.parametrize("proof", [IdentityProof.UTILITY_BILL, IdentityProof.BANK_STATEMENT])
def test_a_bill_or_statement_alone_is_recorded_and_flagged(proof: Any) -> None:
    case = received().when(seen(proof)).decided(IdentityVerified, FlagsRaised)
    assert flags(case) == {Flag.PROOF_NOT_ENOUGH_ALONE}


def test_a_bill_beside_a_passport_is_enough() -> None:
    received().when(seen(IdentityProof.UTILITY_BILL, IdentityProof.PASSPORT)).decided(IdentityVerified)


@pytest.mark.proves("R-096", by="services.intake.domain.identity:verify")
def test_an_expired_document_is_recorded_and_flagged() -> None:
    evidence = IdentityEvidence(last_four=("4711",), expires=date(2026, 5, 31))
    case = received().when(seen(IdentityProof.PASSPORT, evidence=evidence))
    assert flags(case) == {Flag.PROOF_EXPIRED}


def test_a_document_that_expires_today_is_good_today() -> None:
    evidence = IdentityEvidence(expires=date(2026, 6, 1))
    received().when(seen(IdentityProof.PASSPORT, evidence=evidence)).decided(IdentityVerified)


@pytest.mark.proves("R-098", by="services.intake.domain.identity:verify")
def test_another_agency_may_confirm_who_somebody_is() -> None:
    confirmed = seen(IdentityProof.AGENCY_CONFIRMATION, how=IdentityCheck.BY_AGENCY, agency="socialcare-kent")
    case = received().when(confirmed).decided(IdentityVerified)
    assert case.events[0].agency == "socialcare-kent"


@pytest.mark.parametrize("why", NotVerified)
def test_having_no_proof_stops_nothing(why: Any) -> None:
    case = received().when(c.RecordNotVerified(CALL_TAKER, why)).decided(IdentityNotVerified)
    assert case.state.application_at is not None
    assert not case.state.identity[-1].verified


def test_proof_of_an_anonymous_caller_is_recorded_and_flagged() -> None:
    case = received(details=replace(WHOLE, applicant=None)).when(seen(IdentityProof.PASSPORT))
    assert flags(case) == {Flag.ANONYMOUS_BUT_VERIFIED}

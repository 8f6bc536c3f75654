"""Who the applicant is: asked, seen or confirmed by an agency. Anonymity stops nothing (G 40 e to 42)."""

from __future__ import annotations

from contracts.calendar import london_date
from contracts.codes import PartyRole
from contracts.intake import IdentityNotVerified, IdentityVerified
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.outcomes import Decided
from services.intake.domain import commands as c
from services.intake.domain.events import FlagsRaised
from services.intake.domain.flags import Flag
from services.intake.domain.instants import by_then
from services.intake.domain.policy import profile_of
from services.intake.domain.state import Case


def verify(case: Case, command: c.VerifyIdentity, moment: Moment) -> Decided:
    verified = IdentityVerified(
        whose=command.whose,
        proofs=command.proofs,
        how=command.how,
        verified_at=by_then(command.verified_at, moment.now),
        agency=command.agency,
        evidence=Sealed.of(command.evidence) if command.evidence else None,
    )
    flags = _flags(case, command, moment)
    return Decided((verified, *([FlagsRaised(flags=flags)] if flags else ())))


def _flags(case: Case, command: c.VerifyIdentity, moment: Moment) -> tuple[Flag, ...]:
    held = profile_of(case)
    enough = set(held.rules.identity.enough_alone) if held else set()
    expires = command.evidence.expires if command.evidence else None
    anonymous = case.enquiry is not None and case.enquiry.anonymous
    raised = {
        Flag.PROOF_NOT_ENOUGH_ALONE: enough.isdisjoint(proof.value for proof in command.proofs),
        Flag.PROOF_EXPIRED: expires is not None and expires < london_date(moment.now),
        Flag.ANONYMOUS_BUT_VERIFIED: anonymous and command.whose is PartyRole.APPLICANT,
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)


def not_verified(_case: Case, command: c.RecordNotVerified, moment: Moment) -> Decided:
    found_at = by_then(command.found_at, moment.now)
    return Decided((IdentityNotVerified(whose=command.whose, why=command.why, found_at=found_at),))

"""Steps of a telling, to be weighed: the first that waits, with what only the officer can write filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from contracts.codes import LegalBasis, ReferralKind, ReferralWithdrawn, SharedPart
from messaging.decider import Actor
from services.decisions.domain import commands as c
from services.decisions.domain.commands.telling import ANY

WRITTEN: Final = "as the officer will write"

TELLING: Final[Mapping[str, Callable[[Actor, int], object]]] = {
    "release-wording": lambda by, seen: c.ReleaseWording(by, seen, ANY, by.id),
    "print-delivery-page": lambda by, seen: c.PrintPack(by, ANY),
    "allow-another-page": lambda by, seen: c.AllowReprint(by, ANY, WRITTEN),
    "ratify-urgent-disclosure": lambda by, seen: c.RatifyUrgent(by, seen, ANY, True, WRITTEN),
    "reconsider-disclosure": lambda by, seen: c.ReconsiderDisclosure(by, seen, ANY, True, WRITTEN),
    "not-inform-subject": lambda by, seen: c.DoNotInformSubject(by, seen, WRITTEN),
    "refer": lambda by, seen: c.OfferReferral(
        by,
        "as-named",
        "socialcare-kent",
        ReferralKind.CHILD_PROTECTION,
        frozenset({SharedPart.CONCERN}),
        frozenset(),
        LegalBasis.CHILDREN_ACT_1989_S47,
        WRITTEN,
        WRITTEN,
    ),
    "withdraw-referral": lambda by, seen: c.WithdrawReferral(
        by, ANY, ReferralWithdrawn.NO_LONGER_NEEDED, WRITTEN
    ),
    "self-disclosure": lambda by, seen: c.ConsiderSelfDisclosure(by, seen, True, WRITTEN),
}

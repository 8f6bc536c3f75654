"""Partners: each gate of an offer and of its withdrawal, blocked, then passed."""

from __future__ import annotations

from contracts.codes import Answer, LegalBasis, ReferralKind, SharedPart, Source
from contracts.people import FindingKind
from services.decisions.domain import commands as c
from tests.services.decisions import partners as p
from tests.services.decisions import said_of_subject as of
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told, Tried, saying

PROBATION = t.answered(Source.PROBATION, Answer.HIT, kind=FindingKind.UNDER_SUPERVISION)


def consented() -> Told:
    told = t.supervised(PROBATION)
    return told.when(
        c.RecordOwnerConsent(t.CONSTABLE, "probation-1", consents=True, power=False, reasons="By telephone.")
    )


def conditional() -> Told:
    return t.supervised(of.intelligence(), of.graded(grade=p.CONDITIONAL))


REFERRING: Tried = {
    "PARTNER_DOES_NOT_TAKE_THIS": (
        lambda: saying(p.offer, t.supervised(), kind=ReferralKind.LEAD_AGENCY),
        lambda: saying(p.offer, t.supervised()),
    ),
    "REFERRAL_KEY_TAKEN": (
        lambda: saying(p.offer, p.offered()),
        lambda: saying(p.offer, p.offered(), referral="front-door-2"),
    ),
    "ALREADY_TRANSFERRED": (
        lambda: saying(p.offer, p.to_the_hub(), kind=ReferralKind.MASH_TRANSFER),
        lambda: saying(p.offer, t.supervised(), kind=ReferralKind.MASH_TRANSFER),
    ),
    "LEGAL_BASIS_MISSING": (
        lambda: saying(p.offer, t.supervised(), basis=None),
        lambda: saying(p.offer, t.supervised(), basis=LegalBasis.CHILDREN_ACT_2004_S11),
    ),
    "NOTHING_TO_SHARE": (
        lambda: saying(p.offer, t.supervised(), children=frozenset({"child-9"})),
        lambda: saying(p.offer, t.supervised()),
    ),
    "NOT_THEIRS_TO_KNOW": (
        lambda: saying(p.offer, t.supervised(), party="police-records-46"),
        lambda: saying(p.offer, t.supervised(), parts=frozenset({SharedPart.CHILDREN})),
    ),
    "SHARED_ITEM_NOT_GRADED": (
        lambda: saying(p.offer, t.supervised(of.intelligence()), items=frozenset({p.ITEM})),
        lambda: saying(p.offer, t.supervised(of.intelligence(), of.graded()), items=frozenset({p.ITEM})),
    ),
    "HANDLING_CONDITIONS": (
        lambda: saying(p.offer, conditional(), items=frozenset({p.ITEM})),
        lambda: saying(
            p.offer, conditional(), items=frozenset({p.ITEM}), conditions_met="The family is not told."
        ),
    ),
    "OWNER_HAS_NOT_AGREED": (
        lambda: saying(p.offer, t.supervised(PROBATION), checks=frozenset({"probation-1"})),
        lambda: saying(p.offer, consented(), checks=frozenset({"probation-1"})),
    ),
    "REFERRAL_NOT_LIVE": (
        lambda: saying(p.withdraw, t.hearing(p.offered(), p.done(t.days(2)))),
        lambda: saying(p.withdraw, p.offered()),
    ),
    "NOT_THE_SUPERVISOR to-withdraw": (
        lambda: saying(p.withdraw, p.offered(), by=t.CONSTABLE),
        lambda: saying(p.withdraw, p.offered(t.supervised().by(t.CONSTABLE), by=t.CONSTABLE), by=t.CONSTABLE),
    ),
}

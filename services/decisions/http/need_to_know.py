"""What an officer is told of why a step is refused: of a case that is not theirs, only what stands about
themselves (A9). The conditions say how far a disclosure has come.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from access.runtime import Executed
from contracts.decisions import OfficerAlertDue, SupervisorAlerted
from messaging.decider import Actor
from messaging.outcomes import Unmet
from services.decisions.domain import pack
from services.decisions.domain.events import AcknowledgementStarted
from services.decisions.domain.ranks import has_rank
from services.decisions.domain.state import Case
from services.decisions.http.view import on_the_case
from services.decisions.http.view_disclosing import awaits_authority

OF_THE_OFFICER: Final = frozenset(
    {
        "CASE_NOT_OPEN",
        "CASE_ENDED",
        "NOT_A_PERSON",
        "NO_SUPERVISOR",
        "NOT_THE_SUPERVISOR",
        "RANK_TOO_LOW",
        "COMPETENCE_MISSING",
    }
)
TO_AN_AUTHORISER: Final = OF_THE_OFFICER | {"AUTHORITY_NOT_SOUGHT"}
"""Whoever may authorise learns that nothing waits for them."""
OF_A_RELEASE: Final = frozenset(
    {
        pack.BY_WHO_DELIVERS.code,
        pack.READABLE.code,
        pack.NOT_OUT.code,
        pack.MAIL_READ.code,
        pack.OUT.code,
        pack.FOUR_EYES.code,
        "WORDING_TOO_LONG",
    }
)
"""Said only where a wording is with an officer: somebody is about to be told."""
OF_THE_ORDER: Final = frozenset(
    {
        "NO_SUCH_ALERT",
        "NO_SUCH_ENTRY",
        "REASONS_MISSING",
        "PARTNER_DOES_NOT_TAKE_THIS",
        "LEGAL_BASIS_MISSING",
        "NOT_THEIRS_TO_KNOW",
        "REFERRAL_KEY_TAKEN",
        "NOT_RESPONDING",
        "NO_SUCH_TASK",
        "TASK_TAKEN",
    }
)
"""What is wrong with the order as given: whoever offers a child to a partner must be able to mend it."""
NOT_TOLD: Final = Unmet(
    "NOT_ON_THE_CASE",
    "What stands in the way is told to officers on this case: ring who supervises it. If a child may be at "
    "risk now, report that: nothing stands in its way.",
    "our own",
)
"""A refusal to share, or to post, may tell what a source holds, or where the subject lives."""
NOT_RELEASED: Final = Unmet(
    pack.RUNNING.code, str(pack.RUNNING.words), pack.RUNNING.paragraph, pack.RUNNING.requirements
)


FOLLOWS_OPENLY: Final = frozenset({SupervisorAlerted.TYPE, OfficerAlertDue.TYPE, AcknowledgementStarted.TYPE})
"""That somebody is rung is on the case for everybody."""


def recorded(case: Case, by: Actor, done: Executed) -> Executed:
    """To an officer of another case what they reported, and that somebody is rung: what else followed may
    tell that another force takes part. Whoever may authorise is asked about a case of others, and answers.
    """
    if by.id in on_the_case(case) or has_rank(by, case.rules.staff.authorise_disclosure):
        return done
    own, follows = done.event_types[:1], done.event_types[1:]
    return replace(done, event_types=own + tuple(one for one in follows if one in FOLLOWS_OPENLY))


def told(case: Case, by: Actor, unmet: tuple[Unmet, ...]) -> tuple[Unmet, ...]:
    """All of it to officers on the case, and to authorisers while something waits for one. Of a release: to
    whoever may authorise, and to whom it was released; for anybody else there is none.

    Of an order that stands open to all staff, what is wrong with it as it was given, and no more.

    Of a case that nobody has taken nothing is decided yet: whoever may take it is told all.
    """
    nobody = case.supervisor is None and case.cover is None
    if nobody or by.id in on_the_case(case):
        return unmet
    authoriser = has_rank(by, case.rules.staff.authorise_disclosure)
    if authoriser and awaits_authority(case):
        return unmet
    kept = TO_AN_AUTHORISER if authoriser else OF_THE_OFFICER
    delivers = by.id in {one.to for one in case.disclosure.releases.values()}
    theirs = tuple(one for one in unmet if one.code in kept)
    if theirs or authoriser or delivers or not unmet:
        return theirs or unmet
    if any(one.code in OF_A_RELEASE or one.code == NOT_RELEASED.code for one in unmet):
        return (NOT_RELEASED,)
    return tuple(one for one in unmet if one.code in OF_THE_ORDER) or (NOT_TOLD,)

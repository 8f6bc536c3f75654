"""The authority to disclose: sought by the supervisor, given by an Inspector who is independent (G 91, C-09).

One authority is for one wording, by its hash, and one recipient. Nothing that must come before it is assumed:
all of it holds at that moment. An authority that is refused ends no case (C-40). Pure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from contracts.crossing import View
from contracts.decisions import CaseCategorised
from contracts.fields import ForceCode, Key
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import (
    intelligence_elsewhere,
    joint_decision,
    known_of_subject,
    ownership,
    spoken_of,
    still_authorised,
    who_is_told,
)
from services.decisions.domain.commands import AuthoriseDisclosure, RefuseAuthority, SeekAuthority
from services.decisions.domain.disclosure import Authority
from services.decisions.domain.events import Flag, FlagRaised
from services.decisions.domain.events_disclosing import (
    AuthoritySought,
    DisclosureAuthorised,
    DisclosureNotAuthorised,
    DisclosureTested,
    RecipientSelected,
    WordingProposed,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.ranks import has_rank, lacking, rank_of
from services.decisions.domain.state import Case
from services.decisions.domain.supervision import supervises

PROPOSING: Final = frozenset(
    {CaseCategorised.TYPE, DisclosureTested.TYPE, RecipientSelected.TYPE, WordingProposed.TYPE}
)
"""By which somebody decides towards a disclosure, and is then not independent of it."""


def seek(case: Case, command: SeekAuthority, moment: Moment) -> Decided:
    sought = AuthoritySought(
        wordings=tuple(one.key for one in spoken_of.wordings(case, command)),
        sought_at=to_the_millisecond(moment.now),
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((sought,))


def authorise(case: Case, command: AuthoriseDisclosure, moment: Moment) -> Decided:
    given = case.disclosure.wordings[command.wording]
    recipient = case.disclosure.recipients[given.recipient]
    authorised = DisclosureAuthorised(
        authority=f"authority-{moment.version}",
        wording=given.key,
        hash=given.hash,
        recipient=given.recipient,
        children=tuple(sorted(recipient.children)),
        authorised_at=to_the_millisecond(moment.now),
        rank=rank_of(command.by),
        independent=command.independent,
        power=case.disclosure.power,
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((*_flags(case, command), authorised))


def _flags(case: Case, command: AuthoriseDisclosure) -> list[FlagRaised]:
    """What a profile that only advises lets pass is reported (C-09)."""
    found = []
    if not _of_rank(case, command):
        found.append(FlagRaised(flag=Flag.AUTHORISED_BELOW_INSPECTOR))
    if not _independent(case, command):
        found.append(FlagRaised(flag=Flag.AUTHORISER_NOT_INDEPENDENT))
    return [*found, *joint_decision.sole(case, View.DISCLOSE)]


def refuse(case: Case, command: RefuseAuthority, moment: Moment) -> Decided:
    refused = case.disclosure.wordings[command.wording]
    not_authorised = DisclosureNotAuthorised(
        wording=refused.key,
        recipient=refused.recipient,
        decided_at=to_the_millisecond(moment.now),
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((*_nobody_left(case, refused.key), not_authorised))


def _nobody_left(case: Case, wording: Key) -> tuple[FlagRaised, ...]:
    """A refusal that leaves nobody to be told is as much a decision (G 67)."""
    known = case.disclosure
    left = replace(known, sought=known.sought - {wording}, refused=known.refused | {wording})
    after = case._replace(disclosure=left)
    if who_is_told.anybody_told(after) or not who_is_told.refused_all(after):
        return ()
    return joint_decision.sole(case, View.DO_NOT_DISCLOSE)


def in_question(case: Case, one: Authority) -> bool:
    """Whether it may not be acted on: lapsed, suspended, or something came that it has not weighed."""
    return one.lapsed or one.suspended or not still_authorised.holds(case, one)


def _of_rank(case: Case, command: Any) -> bool:
    return has_rank(command.by, case.rules.staff.authorise_disclosure)


def _independent(case: Case, command: Any) -> bool:
    return command.independent and not (_worked(case, command) or _manages(case, command))


def _worked(case: Case, command: Any) -> bool:
    return command.by.id in case.worked_by


def _manages(case: Case, command: Any) -> bool:
    return command.by.id in case.disclosure.mappa.managers


def _may_authorise(case: Case, command: Any, moment: Moment) -> bool:
    """Where the force only advises an Inspector, whoever may categorise, and it is reported (C-09)."""
    if case.rules.authority.inspector_required:
        return _of_rank(case, command)
    return has_rank(command.by, case.rules.staff.categorise)


def _waived(case: Case) -> bool:
    return not case.rules.authority.independence_required


def _not_yet(case: Case, command: Any, moment: Moment) -> bool:
    """An authority that is in question may be sought and given anew."""
    asked = {(one.key, one.recipient) for one in spoken_of.wordings(case, command)}
    return not any(
        (one.wording, one.recipient) in asked and not in_question(case, one)
        for one in case.disclosure.authorities.values()
    )


def _sought(case: Case, command: Any, moment: Moment) -> bool:
    asked = spoken_of.wordings(case, command)
    return bool(asked) and all(one.key in case.disclosure.sought for one in asked)


def _as_read(case: Case, command: AuthoriseDisclosure, moment: Moment) -> bool:
    return all(command.hash in (one.hash, "") for one in spoken_of.wordings(case, command))


def _not_their_own(case: Case, command: Any, moment: Moment) -> bool:
    """By the whole record: the same words put in again by somebody else are still theirs."""
    return not any(one.by == command.by.id and one.type in PROPOSING for one in case.entries)


def _ungraded(case: Case) -> frozenset[Key]:
    relied = ownership.relied_on(case)
    here = known_of_subject.ungraded_in(case, (asked for asked, _ in relied if asked.force is None))
    return here | intelligence_elsewhere.ungraded(case, (key for asked, key in relied if asked.force))


def _readable(case: Case) -> bool:
    tested = case.disclosure.tested
    evidence = tested.evidence if tested else frozenset()
    closed = {one.check for answers in case.checks.answers.values() for one in answers if one.kinds is None}
    return not evidence & closed and all(_found(case, force) for force in _elsewhere(evidence))


def _elsewhere(evidence: frozenset[str]) -> frozenset[ForceCode]:
    """The other forces whose checks are among these."""
    return frozenset(key.partition(":")[0] for key in evidence if ":" in key)


def _found(case: Case, force: ForceCode) -> bool:
    """Whether what that force found can be read here: of its sources only how they answered crosses."""
    return any(
        held.force == force and held.findings is not None and held.findings.opened is not None
        for held in case.across.tasks.values()
    )


RANK: Final[Gate[Case, Any]] = Gate(
    "RANK_TOO_LOW",
    "G 91, 92(a)",
    ("R-208", "R-210"),
    _may_authorise,
    "A disclosure is authorised by an Inspector or police staff equivalent, or above.",
)
COMPETENT: Final[Gate[Case, Any]] = Gate(
    "COMPETENCE_MISSING",
    "G 91",
    ("R-208",),
    lambda case, command, moment: not lacking(command.by, case.rules.staff.authorise_disclosure),
    "Your sign-in does not say that you have what the force asks of whoever authorises.",
)
DECLARED: Final[Gate[Case, AuthoriseDisclosure]] = Gate(
    "NOT_INDEPENDENT",
    "G 91",
    ("R-209",),
    lambda case, command, moment: command.independent or _waived(case),
    "Declare that you have no part in managing the subject; whoever has, does not authorise.",
)
NOT_SUPERVISING: Final[Gate[Case, AuthoriseDisclosure]] = Gate(
    "AUTHORISER_SUPERVISES",
    "G 91",
    ("R-209", "R-210"),
    lambda case, command, moment: (
        not (supervises(case, command, moment) or command.by.id in case.disclosure.seekers)
    ),
    "You supervise or cover this case, or have sought this authority: somebody else authorises.",
)
NOT_WORKING: Final[Gate[Case, AuthoriseDisclosure]] = Gate(
    "AUTHORISER_DID_THE_WORK",
    "G 91",
    ("R-080", "R-209"),
    lambda case, command, moment: _waived(case) or not _worked(case, command),
    "You researched this case or met the applicant: somebody else authorises.",
)
NOT_MANAGING: Final[Gate[Case, AuthoriseDisclosure]] = Gate(
    "AUTHORISER_MANAGES_SUBJECT",
    "G 91",
    ("R-209",),
    lambda case, command, moment: _waived(case) or not _manages(case, command),
    "You are recorded as managing the subject: somebody else authorises.",
)
NOT_PROPOSING: Final[Gate[Case, AuthoriseDisclosure]] = Gate(
    "AUTHORISER_PROPOSED",
    "G 83(c)(ii), 92(a)",
    ("R-196", "R-212"),
    _not_their_own,
    "You categorised this case, applied the tests, chose a recipient or proposed a wording: a second person "
    "reads and authorises it.",
)
SOUGHT: Final[Gate[Case, Any]] = Gate(
    "AUTHORITY_NOT_SOUGHT",
    "G 78, 91",
    ("R-184", "R-210"),
    _sought,
    "The supervisor has not sought authority for this wording, or it is decided already.",
)
NOT_GIVEN: Final[Gate[Case, Any]] = Gate(
    "ALREADY_AUTHORISED",
    "G 91",
    ("R-211",),
    _not_yet,
    "This wording is authorised for this recipient, and nothing has put that in question.",
)
SAME_WORDS: Final[Gate[Case, AuthoriseDisclosure]] = Gate(
    "WORDING_CHANGED",
    "G 92(a)",
    ("R-211",),
    _as_read,
    "What you read is not what stands in the case: read the wording again, and authorise that.",
)
INTELLIGENCE_GRADED: Final[Gate[Case, Any]] = Gate(
    "INTELLIGENCE_NOT_GRADED",
    "G 18, 91",
    ("R-069",),
    lambda case, command, moment: not _ungraded(case),
    lambda case, command, moment: (
        f"The tests rest on intelligence of which {len(_ungraded(case))} items wait to be graded: have each "
        "examined for provenance, reliability and credibility first; where another force holds it, ask that "
        "force to: it reports the same task again, also where its case has ended."
    ),
)
EVIDENCE_READABLE: Final[Gate[Case, Any]] = Gate(
    "EVIDENCE_CLOSED",
    "G 91, 102",
    ("R-190", "R-246"),
    lambda case, command, moment: _readable(case),
    "What the tests rest on cannot be read here: have it opened, and apply the tests again.",
)

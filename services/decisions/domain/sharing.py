"""What a partner is given, by which law, and under which conditions it may go further (G 18, 71, 103). Pure.

Handling codes travel with what is shared: what is graded C goes on only under its conditions, and says so. A
correction reaches everybody who was given the wrong fact, however their referral ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, TypeVar

from contracts import checks, intake, weighed
from contracts import referrals as r
from contracts.codes import AlertKind, HandlingCode, LegalBasis, SharedPart
from contracts.held import Grade
from contracts.parties import agencies
from contracts.people import Child, SubjectDetails
from contracts.sealed import Personal, Sealed
from contracts.who_may_see import may_be_given
from messaging.decider import Message, Moment
from messaging.gates import Gate
from services.decisions.domain import coverage, intelligence_elsewhere
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands.referring import OfferReferral
from services.decisions.domain.events_referring import InformationShared, WhyShared
from services.decisions.domain.facts import AsOf
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.ownership import OTHERS
from services.decisions.domain.referred import Referral
from services.decisions.domain.state import Case

P = TypeVar("P", bound=Personal)

ON_CORRECTION: Final = "What had been given before was put right."
ON_DOUBT: Final = "What was given before rested on a record that is seen otherwise now."


def given(case: Case, command: OfferReferral) -> r.SharedFacts:
    """The least: who the children are, who the person is, and the concern in the officer's words."""
    return r.SharedFacts(
        children=_children(case, command.children) if SharedPart.CHILDREN in command.parts else (),
        subject=_subject(case) if SharedPart.SUBJECT in command.parts else None,
        concern=command.concern if SharedPart.CONCERN in command.parts else None,
        conditions=conditions(case, command),
    )


def basis(command: OfferReferral) -> LegalBasis:
    assert command.basis is not None, "the gate BASIS_GIVEN holds"  # noqa: S101
    return command.basis


def handling(case: Case, command: OfferReferral) -> HandlingCode:
    return HandlingCode.C if _conditional(case, command) else HandlingCode.P


def conditions(case: Case, command: OfferReferral) -> str | None:
    """All conditions of what the concern rests on, as they were written at the grading."""
    return " ".join(grade.conditions or "" for grade in _conditional(case, command)).strip() or None


def logged(case: Case, command: OfferReferral, now: datetime) -> InformationShared:
    return InformationShared(
        party=command.party,
        referral=command.referral,
        parts=tuple(sorted(command.parts)),
        children=tuple(sorted(command.children)) if SharedPart.CHILDREN in command.parts else (),
        basis=basis(command),
        handling=handling(case, command),
        items=tuple(sorted(command.items)),
        checks=tuple(sorted(command.checks)),
        shared_at=now,
        reasons=Sealed.of(
            WhyShared(
                text=command.reasons,
                conditions=conditions(case, command),
                conditions_met=command.conditions_met,
            )
        ),
    )


def corrected(case: Case, message: Message, moment: Moment) -> Raised:
    """Who the children or the person are was put right: everybody who was given it is given it anew.

    Also where an application says otherwise than the enquiry did. What is older than what is known puts
    nothing right.
    """
    event: intake.FactCorrected | intake.ApplicationMade = message.event
    subject = _put_right(case.subject, event.subject, message)
    children = _put_right(case.children, event.children, message)
    raised = told_anew(case, subject, children.named if children else (), moment)
    closed = any(part is not None and part.opened is None for part in (event.subject, event.children))
    if closed and case.referrals.offered:  # somebody tells them by telephone
        raised += _ring(case, message, moment)
    return raised


def told_anew(
    case: Case, subject: SubjectDetails | None, children: Iterable[Child], moment: Moment
) -> Raised:
    """To everybody who was given one of these, who they are."""
    now, named = to_the_millisecond(moment.now), tuple(children)
    raised = Raised()
    for held in case.referrals.offered.values():
        facts = r.SharedFacts(
            children=_told(named, held.shared.children) if SharedPart.CHILDREN in held.shared.parts else (),
            subject=told_subject(subject) if subject and SharedPart.SUBJECT in held.shared.parts else None,
            conditions=_conditions_of(held),
        )
        if parts := _parts(facts):
            raised += _anew(held, parts, facts, now)
    return raised


def _put_right(known: AsOf[Sealed[P]] | None, said: Sealed[P] | None, message: Message) -> P | None:
    """What was said, if it puts something right that was known here."""
    now = said.opened if said is not None else None
    if now is None or (known is not None and known.at > message.occurred_at):
        return None
    corrects = isinstance(message.event, intake.FactCorrected)
    return now if corrects or (known is not None and known.value.opened != now) else None


def in_doubt(case: Case, message: Message, moment: Moment) -> Raised:
    """A record on which a concern rested is seen otherwise: whoever was told of it must not rely on it."""
    now = to_the_millisecond(moment.now)
    raised = Raised()
    for held in case.referrals.offered.values():
        if SharedPart.CONCERN in held.shared.parts and _rests_on(held, message.event):
            raised += _anew(held, (SharedPart.CONCERN,), None, now)
    return raised + _ring(case, message, moment) if raised.events else raised


def _rests_on(held: Referral, event: Any) -> bool:
    if isinstance(event, weighed.IntelligenceGraded):
        item = event.item.opened
        return item is not None and item.item in held.shared.items
    if isinstance(event, checks.SubjectIdentityConfirmed | checks.AnswersSettled):
        return bool(held.shared.checks & frozenset(event.checks))
    return False


def _anew(
    held: Referral, parts: tuple[SharedPart, ...], facts: r.SharedFacts | None, now: datetime
) -> Raised:
    """Told to the partner, and logged like every share, by the law of the first."""
    said = r.SharedFactsCorrected(
        party=held.party,
        referral=held.key,
        parts=parts,
        handling=held.shared.handling,
        corrected_at=now,
        facts=Sealed.of(facts) if facts is not None else None,
    )
    log = InformationShared(
        party=held.party,
        referral=held.key,
        parts=parts,
        basis=held.shared.basis,
        handling=held.shared.handling,
        shared_at=now,
        reasons=Sealed.of(WhyShared(text=ON_CORRECTION if facts is not None else ON_DOUBT)),
    )
    return Raised((said, log))


def _ring(case: Case, message: Message, moment: Moment) -> Raised:
    key = neutral_key(case, "shared", message.id)
    return raise_alert(case, key, AlertKind.REVIEW_WANTED, moment.now)


def _parts(facts: r.SharedFacts) -> tuple[SharedPart, ...]:
    held = {SharedPart.CHILDREN: bool(facts.children), SharedPart.SUBJECT: facts.subject is not None}
    return tuple(part for part, there in held.items() if there)


def _conditions_of(held: Referral) -> str | None:
    why = held.why.opened if held.why is not None else None
    return why.conditions if why is not None else None


def _children(case: Case, refs: Iterable[str]) -> tuple[r.SharedChild, ...]:
    known = case.children.value.opened if case.children else None
    return _told(known.named, refs) if known else ()


def _told(named: Iterable[Child], refs: Iterable[str]) -> tuple[r.SharedChild, ...]:
    wanted = frozenset(refs)
    return tuple(
        r.SharedChild(ref=one.ref, name=one.name, date_of_birth=one.date_of_birth, address=one.address)
        for one in named
        if one.ref in wanted
    )


def _subject(case: Case) -> r.SharedSubject | None:
    known = case.subject.value.opened if case.subject else None
    return told_subject(known) if known else None


def told_subject(known: SubjectDetails) -> r.SharedSubject:
    return r.SharedSubject(name=known.name, date_of_birth=known.date_of_birth, address=known.address)


def _grades(case: Case, command: OfferReferral) -> list[Grade | None]:
    """Of each item that the concern rests on, here or at another force; None: not graded, or closed here."""
    graded, elsewhere = case.of_subject.graded, intelligence_elsewhere.items(case)
    here = {item: one.value.opened for item, one in graded.items()}
    by_person = {item: one.grade for item, one in here.items() if one is not None}
    return [by_person.get(item, elsewhere.get(item)) for item in sorted(command.items)]


def _conditional(case: Case, command: OfferReferral) -> list[Grade]:
    return [grade for grade in _grades(case, command) if grade is not None and grade.handling == "C"]


def _is_known(case: Case, command: Any, moment: Moment) -> bool:
    facts = given(case, command)
    children = {one.ref for one in facts.children}
    return bool(command.parts) and all(
        {
            SharedPart.CHILDREN: bool(children) and children == command.children,
            SharedPart.SUBJECT: facts.subject is not None,
            SharedPart.CONCERN: bool((facts.concern or "").strip()),
        }[part]
        for part in command.parts
    )


def _may_know(case: Case, command: Any, moment: Moment) -> bool:
    agency = agencies().get(command.party)
    return agency is None or all(may_be_given(agency, command.kind, part) for part in command.parts)


def _not_ours(case: Case, command: Any) -> list[str]:
    """Answers of another agency than the one that is told, without its consent and without a power."""
    agency = agencies().get(command.party)
    own = agency.answers if agency else ()
    return [
        check
        for asked, check in coverage.answered_by(case)
        if check in command.checks
        and asked.source in OTHERS
        and asked.source not in own
        and not case.disclosure.consents.get(check, False)
    ]


BASIS_GIVEN: Final[Gate[Case, Any]] = Gate(
    "LEGAL_BASIS_MISSING",
    "G 103",
    ("R-247",),
    lambda case, command, moment: command.basis is not None,
    "Say by which law this is shared.",
)
KNOWN: Final[Gate[Case, Any]] = Gate(
    "NOTHING_TO_SHARE",
    "G 103",
    ("R-247",),
    _is_known,
    "What is to be shared is not known here, or cannot be read: choose what is, and write the concern.",
)
MAY_KNOW: Final[Gate[Case, Any]] = Gate(
    "NOT_THEIRS_TO_KNOW",
    "G 103",
    ("R-247",),
    _may_know,
    "This partner may not be given all of this: leave out what it may not see.",
)
GRADED: Final[Gate[Case, Any]] = Gate(
    "SHARED_ITEM_NOT_GRADED",
    "G 18, 103",
    ("R-069", "R-247"),
    lambda case, command, moment: None not in _grades(case, command),
    "The concern rests on intelligence that nobody has graded, or that cannot be read here: have it graded. "
    "Another force that holds it grades it, and reports the same task again.",
)
CONDITIONS_MET: Final[Gate[Case, Any]] = Gate(
    "HANDLING_CONDITIONS",
    "G 18, 103",
    ("R-069", "R-247"),
    lambda case, command, moment: (
        not _conditional(case, command) or bool((command.conditions_met or "").strip())
    ),
    "The concern rests on intelligence that may be shared under conditions only: read them in the case, "
    "under `intelligence`, or ask who graded it, and write how this share keeps to them.",
)
OWNER_AGREES: Final[Gate[Case, Any]] = Gate(
    "OWNER_HAS_NOT_AGREED",
    "G 71",
    ("R-166", "R-167"),
    lambda case, command, moment: not _not_ours(case, command),
    "Another agency owns an answer on which the concern rests: record that it consents, or by which power it "
    "is shared without.",
)

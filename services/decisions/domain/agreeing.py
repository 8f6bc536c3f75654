"""Forces try to agree about disclosure; where they cannot, it is settled who decides (G 67). Pure.

Primacy is judged by the facts of each moment, and again whenever they change (R-158). While nobody has it,
nothing is disclosed; what is said in an urgent safeguarding enquiry is never held up (G 49).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from contracts.calendar import london_date
from contracts.codes import AlertKind, PartyRole
from contracts.crossing import (
    DisagreementRecorded,
    PositionReasons,
    PositionStated,
    View,
)
from contracts.fields import ForceCode
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Message, Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import held_here, known_of_subject, living, primacy, telling_who_decides, words
from services.decisions.domain.across import decisions_of
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import (
    AgreeHost,
    RecordDisagreement,
    StatePosition,
)
from services.decisions.domain.events_across import (
    DisagreementReasoned,
    HostAgreed,
    Owned,
    OwnershipChanged,
    PrimacyWorkedOut,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.primacy import Facts, Primacy, Status
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Case


def facts(case: Case, now: datetime) -> Facts:
    across = case.across
    return Facts(
        coordinating=case.force,
        on=london_date(now),
        subject=living.subject(case),
        children=living.children(case),
        mappa=status(case),
        positions=_held(case),
        disagreement=across.disagreement is not None,
        asked_anew=across.disagreement is not None and across.owe_an_answer(case.force),
        agreed=across.agreed,
    )


def _held(case: Case) -> dict[ForceCode, View]:
    """What each force holds that takes part. Ours is what we have decided, unless we have said so otherwise
    since; over a recorded disagreement, what we said: we may be carrying out what another force decides."""
    across, ours = case.across, case.force
    held = {force: one.view for force, one in across.positions.items() if across.has_part(force, ours)}
    decided, stated = held_here.decided(case), across.positions.get(ours)
    if decided and across.disagreement is None and (stated is None or decided.at > stated.at):
        held[ours] = decided.view
    return held


def status(case: Case) -> Status:
    """What was recorded or reported of it, unless checks have said something later."""
    across, said = case.across, case.of_subject.facts
    held = across.status or Status()
    if said is None or (across.status_at is not None and across.status_at >= said.at):
        return held
    return Status(known_of_subject.mappa(case), held.area, held.manager, held.of_before)


def stands(case: Case, now: datetime) -> Primacy | None:
    """Who decides by the facts of this moment; None: no other force takes part."""
    if not case.across.takes_part:
        return None
    return case.across.primacy if case.across.responding_to else primacy.of(facts(case, now))


def follow(before: Case, after: Case, moment: Moment) -> Raised:
    """Judged anew after anything that may bear on it: the other forces hear it, and somebody here is rung."""
    if not after.across.takes_part or after.across.responding_to is not None:
        return Raised()
    now, held = primacy.of(facts(after, moment.now)), after.across.primacy
    at = to_the_millisecond(moment.now)
    told = tuple(telling_who_decides.news(after, now, at))
    if now == held:
        return Raised(told if after.ended is None else ())
    children = telling_who_decides.children_held(now)
    known = status(after)
    worked_out = PrimacyWorkedOut(
        ground=now.ground,
        host=now.host,
        children=children,
        mappa=known.current,
        area=known.area,
        worked_out_at=at,
    )
    if held is not None and (now.ground, now.host) == (held.ground, held.host):
        return Raised((worked_out, *told))
    anew = Raised((worked_out, *told, *_owner(after, now, at)))
    if now.settled:
        return anew
    key = neutral_key(after, "primacy", before.entries[-1].id, str(moment.version))
    return anew + raise_alert(after, key, AlertKind.FORCES_DISAGREE, moment.now)


def _owner(case: Case, now: Primacy, at: datetime) -> tuple[OwnershipChanged, ...]:
    if now.host is None or case.across.owner(Owned.DECISION) == now.host:
        return ()
    return (OwnershipChanged(what=Owned.DECISION, force=now.host, ground=now.ground, since=at),)


def heard_primacy(case: Case, message: Message, moment: Moment) -> Raised:
    """On the responding force's case: who owns the decision now, and a supervisor looks at it."""
    event, at = message.event, to_the_millisecond(message.occurred_at)
    found = Primacy(event.ground, event.host)
    owner = () if case.across.overtaken(event.determined_at) else _owner(case, found, at)
    key = neutral_key(case, "primacy", message.id)
    return Raised(owner) + raise_alert(case, key, AlertKind.FORCES_DISAGREE, moment.now)


def state_position(case: Case, command: StatePosition, moment: Moment) -> Decided:
    """To every force that takes part, each with the reasons under a key of its own."""
    at = to_the_millisecond(moment.now)
    return Decided(
        tuple(
            PositionStated(
                to=decisions_of(force),
                your_case=case.across.their_case,
                view=command.view,
                rank=rank_of(command.by),
                stated_at=at,
                anew=case.across.asked_anew.get(case.force, 0),
                reasons=Sealed.of(PositionReasons(text=command.reasons)),
            )
            for force in case.across.counterparts()
        )
    )


def record_disagreement(case: Case, command: RecordDisagreement, moment: Moment) -> Decided:
    at = to_the_millisecond(moment.now)
    forces = tuple(sorted(case.across.of_a_view(case.force)))
    reasoned = DisagreementReasoned(recorded_at=at, reasons=Sealed.of(Reasons(text=command.reasons)))
    told = tuple(
        DisagreementRecorded(to=decisions_of(force), forces=forces, recorded_at=at)
        for force in case.across.counterparts()
    )
    return Decided((reasoned, *told))


def agree_host(case: Case, command: AgreeHost, moment: Moment) -> Decided:
    agreed = HostAgreed(
        host=command.host,
        agreed_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((agreed,))


def agreed_over_others(case: Case, now: datetime) -> str:
    """What was agreed and counts no longer, in words; empty: nothing."""
    known = facts(case, now)
    changed = known.agreed.changed(known.held_by) if known.agreed else ()
    if known.agreed is None or not changed:
        return ""
    host = known.agreed.host
    what = f"{words.force(host)} hosts the decision" if host else "each force decides for its own"
    who = ", ".join("the subject" if one == PartyRole.SUBJECT else one.replace("-", " ") for one in changed)
    return f"It was agreed that {what}; who came to light or moved since then: {who}. Agree anew."


OTHERS_TAKE_PART: Final[Gate[Case, Any]] = Gate(
    "NO_OTHER_FORCE",
    "G 67",
    ("R-151",),
    lambda case, command, moment: bool(case.across.counterparts()),
    "No other force takes part in this case: there is nobody to agree with.",
)
THEY_DIFFER: Final[Gate[Case, RecordDisagreement]] = Gate(
    "NO_DISAGREEMENT",
    "G 67",
    ("R-157",),
    lambda case, command, moment: primacy.differ(case.across.of_a_view(case.force)),
    "Two forces at least that take part must have stated positions that differ: state first what this force "
    "holds, and try to agree.",
)
SEVERAL_AREAS: Final[Gate[Case, AgreeHost]] = Gate(
    "CHILDREN_OF_ONE_AREA",
    "G 67(b)",
    ("R-156",),
    lambda case, command, moment: len(_holders(case, moment)) > 1,
    "The children do not live in the areas of several forces: no host has to be agreed.",
)
HOST_HAS_A_CHILD: Final[Gate[Case, AgreeHost]] = Gate(
    "HOST_WITHOUT_CHILD",
    "G 67(b)",
    ("R-156",),
    lambda case, command, moment: command.host is None or command.host in _holders(case, moment),
    "Only a force in whose area one of the children lives can host the decision.",
)


def _holders(case: Case, moment: Moment) -> set[ForceCode]:
    lives = facts(case, moment.now).children.values()
    return {one.force for one in lives if one is not None and one.inside and one.force}

"""Of a subject whom another force manages, both forces decide jointly: recommended practice (G 67). Pure.

It is asked for by a task, so that it is chased until it is answered; the answer is that force's position, at
the rank of whoever states it there. Positions that agree are a joint decision; positions that differ go the
way of any disagreement. Who decides without the managing force is flagged.
"""

from __future__ import annotations

from typing import Final

from contracts.codes import PartyRole
from contracts.crossing import Action, View
from contracts.fields import ForceCode
from messaging.decider import Moment
from messaging.gates import Gate
from services.decisions.domain import position_of
from services.decisions.domain.across import Position, Tasked
from services.decisions.domain.commands import ReportTask, TaskForce
from services.decisions.domain.events import Flag, FlagRaised
from services.decisions.domain.state import Case
from services.decisions.domain.tasking import spoken_of


def with_whom(case: Case) -> ForceCode | None:
    """The other force that manages the subject, as far as it is known."""
    manager = case.across.manager
    return None if manager == case.force else manager


def asked(case: Case) -> Tasked | None:
    """The last request to that force; None: it was not asked to decide with us."""
    of = with_whom(case)
    tasks = (one for one in case.across.tasks.values() if one.force == of and one.stands)
    return next((one for one in reversed(tuple(tasks)) if Action.DECIDE_JOINTLY in one.actions), None)


def agreed(case: Case) -> bool | None:
    """Whether both hold the same; None: not both have said what they hold."""
    of = with_whom(case)
    ours, theirs = _held(case, case.force), _held(case, of) if of else None
    return None if ours is None or theirs is None else ours.view is theirs.view


def sole(case: Case, view: View) -> tuple[FlagRaised, ...]:
    """Decided so without the force that manages the subject, or against what it holds."""
    of = with_whom(case)
    if of is None or _last(case, of) is view:
        return ()
    return (FlagRaised(flag=Flag.SOLE_DECISION),)


def _last(case: Case, force: ForceCode) -> View | None:
    """What it has decided as the force with primacy; else what it holds."""
    made, held = case.across.rulings.get(force), _held(case, force)
    if made is not None and (held is None or made.at >= held.at):
        return made.view
    return held.view if held else None


def _held(case: Case, force: ForceCode) -> Position | None:
    held = case.across.positions.get(force)
    return held if held is not None and held.view is not View.UNDECIDED else None


def _managed_there(case: Case, command: TaskForce, moment: Moment) -> bool:
    of = with_whom(case)
    about = any(one.role is PartyRole.SUBJECT for one in command.about)
    return Action.DECIDE_JOINTLY not in command.actions or (about and of is not None and of == command.force)


def _stated(case: Case, command: ReportTask, moment: Moment) -> bool:
    """Since it was asked, or heard who it is about: what was held before was held of other facts."""
    if position_of.is_asked(case):
        return False
    given, held = spoken_of(case, command), _held(case, case.force)
    joint = given is not None and Action.DECIDE_JOINTLY in given.actions
    if not joint or Action.DECIDE_JOINTLY not in command.done or given is None:
        return True
    return held is not None and held.at >= given.given_at


def _not_stated(case: Case, command: ReportTask, moment: Moment) -> str:
    if position_of.is_asked(case):
        return (
            "Who they are was put right since this force said what it holds about disclosure: say first what "
            "it holds of who they are now, or that it is undecided."
        )
    return "The other force asks to decide jointly: state first whether this force would disclose."


MANAGED_THERE: Final[Gate[Case, TaskForce]] = Gate(
    "NOT_MANAGED_THERE",
    "G 67",
    ("R-153",),
    _managed_there,
    "A decision is reached jointly with the force that manages the subject, and is asked about the subject: "
    "record first which force that is.",
)
POSITION_STATED: Final[Gate[Case, ReportTask]] = Gate(
    "POSITION_NOT_STATED",
    "G 67",
    ("R-151", "R-153"),
    _stated,
    _not_stated,
)

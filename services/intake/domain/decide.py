"""The decider of intake: a table from command to decision, every gate before it, every outcome after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from functools import partial
from typing import Any, Final

from contracts.codes import Route
from contracts.decisions import CaseClosed, CaseFinalised
from messaging.decider import Decider, Moment
from messaging.outcomes import HEARD, Decided, NotYet, Outcome, Refusal
from services.intake.domain import (
    annex_a,
    clock_start,
    enquiry,
    flagged,
    identity,
    information,
    meeting,
    risk,
    taking_part,
    told,
    watch,
)
from services.intake.domain import commands as c
from services.intake.domain.due import Patience, due
from services.intake.domain.evolve import evolve
from services.intake.domain.gating import used, weigh
from services.intake.domain.state import Case

Decision = Callable[[Case, Any, Moment], Decided]

DECISIONS: Final[Mapping[type, Decision]] = {
    c.ReceiveEnquiry: enquiry.receive,
    c.ReceiveInformation: information.receive,
    c.HearSystem: information.hear,
    c.HearRisk: information.hear_risk,
    c.CorrectFact: enquiry.correct,
    c.CorrectContact: clock_start.correct,
    c.LinkCases: clock_start.link,
    c.AllocateCase: enquiry.allocate,
    c.RedirectEnquiry: enquiry.redirect,
    c.TakePart: taking_part.take,
    c.GiveInitialInformation: told.give,
    c.CompleteAnnexAPart1: annex_a.complete_part1,
    c.CompleteAnnexAPart2: annex_a.complete_part2,
    c.VerifyIdentity: identity.verify,
    c.RecordNotVerified: identity.not_verified,
    c.GiveWarnings: meeting.warn,
    c.NameResponsibleAdult: meeting.name_adult,
    c.ExcuseResponsibleAdult: meeting.excuse_adult,
    c.ScheduleMeeting: meeting.schedule,
    c.HoldMeeting: meeting.hold,
    c.TellOfDelay: meeting.tell_of_delay,
    c.ReportImmediateRisk: risk.report,
    c.AcknowledgeFlags: flagged.acknowledge,
    c.CheckHandOver: watch.hand_over,
    c.CheckStep: watch.step,
}


def decide(case: Case, command: Any, moment: Moment) -> Outcome:
    """Facts are recorded, intentions are gated. KeyError for a command that intake does not have."""
    if isinstance(command, c.Hear):
        return hear(case, command)
    weighed = weigh(case, command, moment)
    if weighed.stands and not _cannot_wait(case, command):
        return Refusal(weighed.stands)
    decided = DECISIONS[type(command)](case, command, moment)
    passed = used(weighed, getattr(command, "override", None))
    return Decided((*decided.events, *passed), decided.tasks)


def _cannot_wait(case: Case, command: Any) -> bool:
    """A form that tells of an immediate risk is taken whatever is wrong with it, and flagged (R-035)."""
    taken = isinstance(command, c.ReceiveEnquiry | c.ReceiveInformation)
    return taken and command.risk is not None and not case.opened


def hear(case: Case, command: c.Hear) -> Outcome:
    """Another service's message is kept as it came; of a case not opened here it waits, unless urgent.

    A case that goes on from an ended one (C-50), or answers another force (G 66), is no enquiry, and none
    will come: all is kept.
    """
    event, route = command.message.event, command.message.opening.get("route", Route.RIGHT_TO_ASK)
    if not case.opened and not event.URGENT and route == Route.RIGHT_TO_ASK:
        return NotYet("the enquiry has not been taken here yet")
    ends = isinstance(event, CaseFinalised | CaseClosed)
    return Decided((HEARD,), watch.flags_left(case) if ends else ())


def opening(case: Case) -> dict[str, str]:
    """The opening facts that stand on every public event of the case."""
    if case.opened_at is None:
        return {}
    at = case.opened_at.astimezone(UTC).isoformat(timespec="milliseconds")
    return {
        "openedat": at.replace("+00:00", "Z"),
        "route": case.route.value,
        "policy": case.opened_under,
    }


def decider(force: str, patience: Patience | None = None) -> Decider[Case]:
    """The rules of intake for one force, as the runtime takes them."""
    waits = patience or Patience()
    return Decider(
        initial=partial(Case, force=force),
        evolve=evolve,
        decide=decide,
        opened=lambda case: case.opened,
        due=lambda case: due(case, waits),
        opening=opening,
    )

"""Between forces: each gate blocked, then passed (G 64 to 68)."""

from __future__ import annotations

from typing import Any

from contracts.codes import Known, PartyRole
from contracts.crossing import Action, PrimacyGround, View
from contracts.parts import About
from messaging.decider import Message
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.events import Flag
from tests.given import story
from tests.services.decisions import between as b
from tests.services.decisions import disclosing as d
from tests.services.decisions import ordering
from tests.services.decisions import partners as p
from tests.services.decisions import said_of_subject as of
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told, Tried, close, saying
from tests.wire.tried import Case_

UNKNOWN = About(role=PartyRole.CHILD, child="child-9")

SOON = t.hours(3)
"""After the task came to us, and before our checks are complete."""


def tasking(**more: Any) -> Case_:
    told = b.placed(t.supervised().at(t.days(1)))
    return told, b.task(told, **more)


def naming(told: Told, **more: Any) -> Case_:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "task": b.TASK,
        "action": Action.SEARCH_RECORDS,
        "reasons": "They visit the home of whoever applied.",
    }
    return told, c.NameApplicant(**(parts | more))


def anonymous() -> Told:
    told = story(DECIDER).at(t.CONTACT).when(c.Hear(t.enquiry(anonymous=True)))
    return b.asking(told.when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT)).at(t.days(1)))


def of_nobody_known() -> Case_:
    """A child of whom this force holds nothing."""
    told = b.placed(t.supervised().at(t.days(1)), b.place(UNKNOWN, "23"))
    return told, b.task(told, about=(UNKNOWN,))


def taking(told: Told, task: str = b.OURS) -> Case_:
    return told, c.AcknowledgeTask(t.CONSTABLE, task)


def taking_on(told: Told) -> Case_:
    return told, c.TakeOnDecision(t.SERGEANT)


def of_two_areas() -> Told:
    told = b.placed(
        t.supervised().at(t.days(1)),
        b.place(b.SUBJECT, "23"),
        b.place(b.CHILD, "41"),
        b.place(b.SECOND, "23"),
    )
    return told.when(b.task(told))


def host(told: Told, code: str | None) -> Case_:
    return told, c.AgreeHost(t.SERGEANT, told.version, code, "As their forces have agreed.")


def considered() -> Told:
    return b.hosting().when(
        c.ConsiderMappa(t.SERGEANT, False, "Level 1 suffices.", lead_agency="probation-kent")
    )


def answered_at_odds() -> Told:
    """Ready to be authorised, but for another force that was asked, and differs."""
    told = b.asking(d.way("worded"), acknowledge_by=t.days(20), report_by=t.days(30))
    return b.at_odds(b.hearing(told, b.acknowledged(t.days(18)), b.reported(t.days(19))))


def decided_by_them() -> Told:
    """23 manages the subject under MAPPA, and has decided; the tests are applied to all that came since."""
    told = b.hearing(b.disagreeing(answered_at_odds()), b.hosted_there(View.DISCLOSE, t.days(21)))
    return d.after(told, d.tests, d.wording)


def jointly(**more: Any) -> Case_:
    """23 manages the subject, and is asked to decide with us."""
    told = b.hearing(b.asking(), b.acknowledged(), b.reported())
    parts: dict[str, Any] = {"actions": (Action.DECIDE_JOINTLY,), "acknowledge_by": t.days(6)}
    return told, b.task(told, **(parts | more))


def asked_jointly(*, stated: bool) -> Case_:
    """They ask us, who manage the subject, to decide with them."""
    to_us = b.tasked_by_them(t.hours(3), task="task-46-2", actions=(Action.DECIDE_JOINTLY,))
    told = b.hearing(b.asked(), to_us).when(c.AcknowledgeTask(t.CONSTABLE, "task-46-2"))
    told = b.stating(told) if stated else told
    return told, b.report(told, task="task-46-2", done=(Action.DECIDE_JOINTLY,))


def hosting_after_the_answer(*, decided: bool) -> Told:
    """We had answered 23 and ended our case; then it fell to us to decide."""
    told = b.hearing(b.closed(), b.primacy_is_ours(PrimacyGround.CHILD_FORCE))
    told = told.when(b.decide(told)) if decided else told
    return told.when(t.entry(told))


def at_odds_at_the_end(*, settled: bool) -> Told:
    """All is done but finalising; then 23, which manages the subject, would have somebody told."""
    told = b.asking(t.assessed(), acknowledge_by=t.days(40), report_by=t.days(50))
    told = t.ready(b.hearing(told, b.acknowledged(t.days(13)), b.reported(t.days(13))))
    alone = frozenset({Flag.SOLE_DECISION})
    told = told.when(c.AcknowledgeFlags(t.SERGEANT, alone, "It had stated nothing when it was asked."))
    told = b.hearing(told, b.position(View.DISCLOSE, t.days(27)))
    if not settled:
        return told
    return b.disagreeing(b.stating(told, View.DO_NOT_DISCLOSE))


def decided_at_the_end() -> Told:
    return b.hearing(at_odds_at_the_end(settled=True), b.hosted_there(View.DO_NOT_DISCLOSE, t.days(28)))


def decided_without_mail() -> Told:
    """The child lives where a force polices that exchanges no messages with us: it decides."""
    told = b.asking(t.assessed(), acknowledge_by=t.days(40), report_by=t.days(50))
    told = b.hearing(told, b.reported(t.days(13), mappa=Known.NO, area=None, manages=False))
    told = b.placed(told, b.place(b.CHILD, "22"))
    told = b.hearing(b.stating(told, View.DO_NOT_DISCLOSE), b.position(View.DISCLOSE, t.days(14)))
    told = b.disagreeing(told)
    return told.when(t.no_concern(told))


def not_progressed(*more: Message) -> Told:
    """Nothing stands before the end but what 23 was asked."""
    told = ordering.not_progressed(b.asking(t.checked().at(t.days(1))))
    return b.hearing(told, *more)


ACROSS: Tried = {
    "NOT_COORDINATING": (
        lambda: saying(b.task, b.asked()),
        tasking,
    ),
    "FORCE_NOT_JOINED": (lambda: tasking(force="22"), tasking),
    "APPLICANT_NOT_TASKED": (lambda: tasking(about=(b.APPLICANT,), force="23"), tasking),
    "PARTY_LIVES_ELSEWHERE": (lambda: tasking(about=(b.CHILD,)), tasking),
    "PARTY_NOT_KNOWN": (of_nobody_known, tasking),
    "NO_ACTION": (lambda: tasking(actions=()), tasking),
    "TIMES_NOT_AHEAD": (lambda: tasking(acknowledge_by=t.hours(1)), tasking),
    "NO_SUCH_TASK": (lambda: taking(b.asked(), "task-46-9"), lambda: taking(b.asked())),
    "ACTION_NOT_ASKED": (
        lambda: naming(b.asking(), action=Action.SAFEGUARD_CHILDREN),
        lambda: naming(b.asking()),
    ),
    "APPLICANT_NOT_KNOWN": (lambda: naming(anonymous()), lambda: naming(b.asking())),
    "NOT_RESPONDING": (lambda: taking(b.asking(), b.TASK), lambda: taking(b.asked())),
    "TASK_TAKEN": (lambda: taking(b.taken()), lambda: taking(b.asked())),
    "TASK_NOT_ACKNOWLEDGED": (
        lambda: saying(b.report, b.asked()),
        lambda: saying(b.report, b.searched()),
    ),
    "INITIAL_CHECKS_OPEN before-a-report": (
        lambda: saying(b.report, b.taken()),
        lambda: saying(b.report, b.searched()),
    ),
    "ACTIONS_OPEN": (
        lambda: saying(b.report, b.searched(), done=(Action.SEARCH_RECORDS,)),
        lambda: saying(b.report, b.searched()),
    ),
    "MAPPA_AREA_NOT_SAID": (
        lambda: saying(b.report, b.searched(), area=None),
        lambda: saying(b.report, b.searched(), area=None, mappa=Known.NO),
    ),
    "REPORTED_ITEM_NOT_GRADED": (
        lambda: saying(b.report, b.searched(of.intelligence(at=SOON))),
        lambda: saying(b.report, b.searched(of.intelligence(of.GRADE, at=SOON))),
    ),
    "HANDLING_CONDITIONS of-a-report": (
        lambda: saying(b.report, b.searched(of.intelligence(p.CONDITIONAL, at=SOON))),
        lambda: saying(
            b.report,
            b.searched(of.intelligence(p.CONDITIONAL, at=SOON)),
            conditions_met="The family is not told.",
        ),
    ),
    "NOT_MANAGED_THERE": (lambda: tasking(actions=(Action.DECIDE_JOINTLY,)), jointly),
    "POSITION_NOT_STATED": (lambda: asked_jointly(stated=False), lambda: asked_jointly(stated=True)),
    "NO_OTHER_FORCE": (
        lambda: (
            t.supervised(),
            c.StatePosition(t.SERGEANT, t.supervised().version, View.DISCLOSE, "She must know."),
        ),
        lambda: (
            b.asking(),
            c.StatePosition(t.SERGEANT, b.asking().version, View.DISCLOSE, "She must know."),
        ),
    ),
    "NO_DISAGREEMENT": (
        lambda: saying(disagreement, b.stating(b.asking())),
        lambda: saying(disagreement, b.at_odds()),
    ),
    "CHILDREN_OF_ONE_AREA": (lambda: host(b.asking(), "46"), lambda: host(of_two_areas(), "41")),
    "HOST_WITHOUT_CHILD": (lambda: host(of_two_areas(), "46"), lambda: host(of_two_areas(), "41")),
    "PRIMACY_NOT_HERE": (lambda: saying(b.decide, b.answered()), lambda: saying(b.decide, considered())),
    "DECISION_TAKEN_ON": (
        lambda: taking_on(b.hosting().when(c.TakeOnDecision(t.SERGEANT))),
        lambda: taking_on(b.hosting()),
    ),
    "MAPPA_NOT_CONSIDERED by-the-host": (
        lambda: saying(b.decide, b.hosting()),
        lambda: saying(b.decide, considered()),
    ),
    "SEARCHED_FOR_ANOTHER": (
        lambda: saying(b.decide, b.hearing(considered(), b.corrected_by_them(t.days(9)))),
        lambda: saying(b.decide, considered()),
    ),
    "DECISION_OWED": (
        lambda: saying(close, hosting_after_the_answer(decided=False)),
        lambda: saying(close, hosting_after_the_answer(decided=True)),
    ),
    "NO_DECISION": (
        lambda: saying(b.decide, considered(), view=View.UNDECIDED),
        lambda: saying(b.decide, considered()),
    ),
    "REPORT_OUTSTANDING": (
        lambda: saying(t.no_concern, b.asking(t.assessed(), acknowledge_by=t.days(13), report_by=t.days(20))),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "AREA_NOT_ASKED": (
        lambda: saying(t.finalise, b.placed(t.ready())),
        lambda: saying(t.finalise, b.placed(t.ready(), b.place(b.SUBJECT, "46"))),
    ),
    "TASK_OPEN": (
        lambda: saying(close, not_progressed()),
        lambda: saying(close, not_progressed(b.acknowledged(), b.reported())),
    ),
    "PRIMACY_UNRESOLVED": (
        lambda: saying(d.seek, answered_at_odds()),
        lambda: saying(d.seek, decided_by_them()),
    ),
    "DECIDED_BY_ANOTHER_FORCE": (
        lambda: saying(d.seek, b.disagreeing(answered_at_odds())),
        lambda: saying(d.seek, decided_by_them()),
    ),
    "PRIMACY_UNRESOLVED at-the-end": (
        lambda: saying(t.finalise, at_odds_at_the_end(settled=False)),
        lambda: saying(t.finalise, decided_at_the_end()),
    ),
    "DECIDED_BY_ANOTHER_FORCE at-the-end": (
        lambda: saying(t.finalise, at_odds_at_the_end(settled=True)),
        lambda: saying(t.finalise, decided_at_the_end()),
    ),
    "DECIDING_FORCE_NOT_JOINED": (
        lambda: saying(t.entry, decided_without_mail()),
        lambda: saying(t.entry, decided_without_mail().when(b.noted(decided_without_mail()))),
    ),
    "NO_DECISION_TO_WRITE_DOWN": (
        lambda: saying(b.noted, decided_without_mail(), force="23"),
        lambda: saying(b.noted, decided_without_mail()),
    ),
    "RANK_TOO_LOW who-writes-it-down": (
        lambda: saying(b.noted, decided_without_mail(), by=t.SERGEANT),
        lambda: saying(b.noted, decided_without_mail()),
    ),
    "RANK_NOT_SAID": (
        lambda: saying(b.noted, decided_without_mail(), rank=None),
        lambda: saying(b.noted, decided_without_mail(), rank=None, view=View.UNDECIDED),
    ),
}


def disagreement(told: Told) -> c.RecordDisagreement:
    return c.RecordDisagreement(t.SERGEANT, told.version, "Two conferences, and no agreement.")

"""Between forces: each gate blocked, then passed (G 64 to 68)."""

from __future__ import annotations

from typing import Any

from contracts.codes import Known
from contracts.crossing import Action, View
from services.decisions.domain import commands as c
from tests.services.decisions import between as b
from tests.services.decisions import disclosing as d
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told, Tried, saying
from tests.wire.tried import Case_


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
    told = t.with_state(t.supervised().at(t.days(1)), applicant=None)
    return b.asking(told)


def taking(told: Told, task: str = b.OURS) -> Case_:
    return told, c.AcknowledgeTask(t.CONSTABLE, task)


def of_two_areas() -> Told:
    told = b.placed(
        t.supervised().at(t.days(1)),
        b.place(b.SUBJECT, "23"),
        b.place(b.CHILD, "41"),
        b.place(b.SECOND, "23"),
    )
    return told.when(b.task(told))


def host(told: Told, code: str | None) -> Case_:
    return told, c.AgreeHost(t.SERGEANT, code, "As their forces have agreed.")


def considered() -> Told:
    return b.hosting().when(
        c.ConsiderMappa(t.SERGEANT, False, "Level 1 suffices.", lead_agency="probation-kent")
    )


def seeking(told: Told) -> Case_:
    return told, d.seek(told)


def answered_at_odds() -> Told:
    """Ready to be authorised, but for another force that was asked, and differs."""
    told = b.asking(d.way("worded"), acknowledge_by=t.days(20), report_by=t.days(30))
    return b.at_odds(b.hearing(told, b.acknowledged(t.days(18)), b.reported(t.days(19))))


ACROSS: Tried = {
    "NOT_COORDINATING": (
        lambda: saying(b.task, b.asked()),
        tasking,
    ),
    "FORCE_NOT_JOINED": (lambda: tasking(force="22"), tasking),
    "APPLICANT_NOT_TASKED": (lambda: tasking(about=(b.APPLICANT,), force="23"), tasking),
    "PARTY_LIVES_ELSEWHERE": (lambda: tasking(about=(b.CHILD,)), tasking),
    "PARTY_NOT_KNOWN": (
        lambda: saying(b.task, b.placed(t.with_state(t.supervised().at(t.days(1)), subject=None))),
        tasking,
    ),
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
    "ACTIONS_OPEN": (
        lambda: saying(b.report, b.searched(), done=(Action.SEARCH_RECORDS,)),
        lambda: saying(b.report, b.searched()),
    ),
    "MAPPA_AREA_NOT_SAID": (
        lambda: saying(b.report, b.searched(), area=None),
        lambda: saying(b.report, b.searched(), area=None, mappa=Known.NO),
    ),
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
    "PRIMACY_NOT_HERE": (lambda: saying(b.decide, b.answered()), lambda: saying(b.decide, b.hosting())),
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
        lambda: saying(t.finalise, b.asked()),
        lambda: saying(t.finalise, b.answered()),
    ),
    "PRIMACY_UNRESOLVED": (
        lambda: seeking(answered_at_odds()),
        lambda: seeking(b.disagreeing(answered_at_odds())),
    ),
    "DECIDED_BY_ANOTHER_FORCE": (
        lambda: seeking(b.disagreeing(answered_at_odds())),
        lambda: seeking(
            b.hearing(b.disagreeing(answered_at_odds()), b.hosted_there(View.DISCLOSE, t.days(21)))
        ),
    ),
}


def disagreement(told: Told) -> c.RecordDisagreement:
    return c.RecordDisagreement(t.SERGEANT, told.version, "Two conferences, and no agreement.")

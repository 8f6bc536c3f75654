"""What officers see of a case: how it stands, its clocks and its record; the rest by need to know (A9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from access.officers import Officer
from access.roles import Role
from access.runtime import Snapshot
from access.views import View
from contracts.calendar import Due
from contracts.clocks import Clock, ClockName, judge
from contracts.codes import Route
from contracts.sealed import Sealed
from contracts.who_may_see import Onlooker
from contracts.words import say
from services.decisions.domain import coverage, linked, same_person, words
from services.decisions.domain.alerts import openly
from services.decisions.domain.clocks import overdue
from services.decisions.domain.events import Consideration
from services.decisions.domain.explaining.said import phrase
from services.decisions.domain.explaining.telling import rank
from services.decisions.domain.explaining.titles import title
from services.decisions.domain.facts import AsOf
from services.decisions.domain.ranks import has_rank
from services.decisions.domain.safeguarding import open_issues
from services.decisions.domain.stage import (
    next_due,
    next_step,
    open_stage,
    stage,
    standing_alerts,
    unshown,
)
from services.decisions.domain.state import Alert, Case, Decision, Entry, Opening, Stage
from services.decisions.domain.unread import elsewhere, held_openly, held_words
from services.decisions.http import rows_of_a9, view_of_subject
from services.decisions.http.view_across import across, applicant
from services.decisions.http.view_disclosing import TELLING, awaits_authority, disclosure
from services.decisions.http.view_referring import referrals
from services.decisions.http.view_telling import telling
from services.decisions.store.queries import Line

DECIDED: Final = {
    Decision.NO_CONCERN: "no concern",
    Decision.CONCERN: "concern",
    Decision.NOT_PROGRESSED: "not progressed",
    Decision.OUT_OF_SCOPE: "does not meet the requirements of the scheme",
}
OF_THE_SUBJECT: Final = frozenset({Consideration.SECTION_327A})
"""What was considered only because of what the subject is: for those on the case alone."""
UNSHOWN: Final = frozenset({ClockName.FORUM_REFERRAL})
"""Clocks that tell something of the subject by running."""


def may_see(officer: Officer, state: Any, section: str) -> bool:
    """By A9. On the case: who supervises or covers it, and who did its research or met the applicant.

    While something waits for an authority, so is whoever may give it: they read what it rests on (G 91).
    """
    on_it = isinstance(state, Case) and (
        officer.actor.id in on_the_case(state) or (awaits_authority(state) and may_authorise(officer, state))
    )
    return rows_of_a9.shows(Onlooker.OFFICER_ON_CASE if on_it else Onlooker.OTHER_OFFICERS, section)


def on_the_case(case: Case) -> frozenset[str]:
    supervising = {held.id for held in (case.supervisor, case.cover) if held is not None}
    return case.worked_by | supervising


def may_authorise(officer: Officer, case: Case) -> bool:
    return officer.has(Role.AUTHORISER) and has_rank(officer.actor, case.rules.staff.authorise_disclosure)


def show(snapshot: Snapshot[Case]) -> View:
    """Nothing personal and nothing of what was decided under `case`."""
    return View(
        _case(snapshot.state, snapshot.now),
        _personal(snapshot.state, snapshot.now),
        tuple(rows_of_a9.OF_A_CASE),
        mail="course",  # that another force speaks, or that a breach is suspected, stands in the type
    )


def _case(case: Case, now: datetime) -> dict[str, Any]:
    opening = case.opening
    return {
        "reference": case.reference,
        "force_reference": case.force_record[1] if case.force_record else None,
        "route": say(opening.route).text if opening else None,
        "contacted_at": opening.contacted_at if opening else None,
        **counts_from(opening),
        "policy": opening.profile if opening else None,
        "stage": say(open_stage(case)).text,
        "next": {"step": next_step(case, open_stage(case)), "due": next_due(case)},
        "supervisor": case.supervisor.id if case.supervisor else None,
        "covered_by": case.cover.id if case.cover else None,
        "clocks": clocks(case, now),
        "reasons_wanted_for": [say(name).text for name in overdue(case) if name not in unshown(case)],
        "alerts": [_alert(case, alert) for alert in standing_alerts(case)],
        "open_safeguarding_issues": list(open_issues(case)),
        "considered": sorted(words.cited(what) for what in case.considered - OF_THE_SUBJECT),
        "flags": [
            {"code": flag.value, "words": words.cited(flag), "acknowledged": flag in case.flags_acknowledged}
            for flag in sorted(case.flags - TELLING)
        ],
        "unread_elsewhere": [held_openly(mail) for mail in elsewhere(case)],
        "withdrawn_at": case.withdrawn,
        "ended_at": case.ended,
        "priority": say(case.priority.value).text if case.priority else None,
        "linked": [{"case_id": other} for other in case.linked_to],
        **linked.links(case),
    }


def counts_from(opening: Opening | None) -> dict[str, Any]:
    """Where the clocks were moved: from when they count, why, and what had been recorded first."""
    start = opening.moved if opening else None
    if opening is None or start is None:
        return {}
    return {
        "first_recorded_as_contacted_at": start.opened_at,
        "clocks_count_from": start.counts_from,
        "clocks_count_from_because": say(start.why).text,
        "clocks_count_from_case": start.earlier,
    }


def clocks(case: Case, now: datetime) -> list[dict[str, Any]]:
    """Each clock with its marks and how it stands: at its end if that has occurred, else now."""
    running = [(clock, case.ends.get(name)) for name, clock in case.clocks.items() if name not in UNSHOWN]
    for key, clock in case.alert_clocks.items():
        alert = case.alerts.get(key)
        running.append((clock, alert.acknowledged_at if alert else None))
    return [clock_shown(case, clock, ended, now) for clock, ended in running]


def clock_shown(case: Case, clock: Clock, ended: datetime | None, now: datetime) -> dict[str, Any]:
    passed = case.passed.get(clock.name)
    judged = judge(clock, ended or case.ended or now)
    return {
        "clock": clock.name.value,
        "words": say(clock.name).text,
        "paragraph": say(clock.name).paragraph,
        "started_at": clock.started,
        "target": _mark(clock.target),
        "limit": _mark(clock.limit),
        "ended_at": ended,
        "stands": say(judged.value).text,
        "passed_provisionally": bool(passed and passed.limit and passed.provisional and not passed.corrected),
        "reason_given": bool(passed and passed.explained),
    }


def _mark(due: Due | None) -> dict[str, Any] | None:
    return {"at": due.at, "provisional": due.provisional} if due else None


def _alert(case: Case, alert: Alert) -> dict[str, Any]:
    return {
        "alert": alert.key,
        "words": say(openly(case, alert.kind)).text,
        "since": alert.raised_at,
        "rung": alert.level + 1,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "version": entry.version,
        "what": entry.type,
        "words": title(entry.type)[0],
        "from": entry.source,
        "by": entry.by,
        "rank": rank(entry.rank) if entry.rank else "",
        "occurred_at": entry.occurred_at,
        "recorded_at": entry.recorded_at,
    }


def _personal(case: Case, now: datetime) -> dict[str, Any]:
    sections = {
        "applicant": _opened(case.applicant) or applicant(case),
        "applicant_contact": _opened(case.contact),
        "subject": _opened(case.subject),
        "children": _opened(case.children),
        "information": _learnt(case),
        "checks": [_checked(asked, one) for asked, one in coverage.everywhere(case)] or None,
        **view_of_subject.sections(case),
        "decision": _decision(case),
        "telling": telling(case, now),
        "other_forces": across(case, now),
        "referrals": referrals(case, now),
        "disclosure": disclosure(case, _referral(case, now)),
        "course": {
            "stage": say(stage(case)).text,
            "next": next_step(case, stage(case)),
            "recommended": _recommended(case),
            "alerts": [
                {"alert": one.key, "words": say(one.kind).text}
                for one in standing_alerts(case)
                if openly(case, one.kind) is not one.kind
            ],
            "considered": sorted(words.cited(what) for what in case.considered),
            "unread_elsewhere": [held_words(mail) for mail in elsewhere(case)],
            "linked": same_person.links(case),
            "crimes": [
                {"allegation": key, "crime_report": one.reference} for key, one in sorted(case.crimes.items())
            ],
            "record": [_entry(entry) for entry in case.entries],
        },
    }
    return {name: shown for name, shown in sections.items() if shown is not None}


def _learnt(case: Case) -> list[dict[str, Any]] | None:
    """What police learnt, each with when; who gave it is in no message."""
    held = [(one.at, one.value.opened) for one in case.learnt]
    found = [{"at": at, **of.model_dump(mode="json", exclude_none=True)} for at, of in held if of is not None]
    return found or None


def _referral(case: Case, now: datetime) -> dict[str, Any] | None:
    """The clock that tells of a referral, for those on the case alone."""
    name = ClockName.FORUM_REFERRAL
    clock = case.clocks.get(name)
    return clock_shown(case, clock, case.ends.get(name), now) if clock else None


def _recommended(case: Case) -> str | None:
    """What whoever completed the initial checks recommends to the supervisor (G 28 d, 33 a)."""
    said = case.checks.recommends_progress
    if said is None:
        return None
    return "go on with the application" if said.value else "do not go on with the application"


def _opened(part: AsOf[Sealed[Any]] | None) -> dict[str, Any] | None:
    """What we hold the key of; erased or closed boxes are left out."""
    held: BaseModel | None = part.value.opened if part else None
    return held.model_dump(mode="json", exclude_none=True) if held is not None else None


def _checked(asked: Any, one: Any) -> dict[str, Any]:
    return {
        "source": words.source(asked.source, asked.force),
        "asked_by": words.force(asked.force) if asked.force else None,
        "force": asked.force,
        "check": one.check,
        "about": say(asked.about).text,
        "child": asked.child,
        "answer": say(one.answer).text,
        "reason": say(one.reason).text if one.reason else None,
        "at": one.at,
        "of_before": one.of_before,
        "kinds": sorted(one.kinds) if one.kinds is not None else "cannot be read here",
        "kinds_words": sorted(say(kind).text for kind in one.kinds or ()),
    }


def _decision(case: Case) -> dict[str, Any] | None:
    """What was decided, with every reason that was written, in order."""
    reasons = [
        {
            "version": entry.version,
            "what": entry.type,
            "words": title(entry.type)[0],
            "by": entry.by,
            "passed": [phrase(code) for code in entry.passed],
            **said.clear().model_dump(mode="json"),
        }
        for entry in case.entries
        for said in entry.reasons
        if said.opened is not None
    ]
    if case.decision is None and not reasons:
        return None
    return {
        "decided": DECIDED[case.decision.what] if case.decision else None,
        "at": case.decision.at if case.decision else None,
        "by": case.decision.by if case.decision else None,
        "statements": [say(one).text for one in sorted(case.statements)],
        "reasons": reasons,
    }


def found(line: Line) -> View:
    """A case in a list: by references and stages, without what was decided."""
    return View(
        {
            "reference": line.reference,
            "force_reference": line.force_reference,
            "route": say(Route(line.route)).text if line.route else None,
            "contacted_at": line.contact_at,
            "stage": say(Stage(line.stage)).text,
            "next": {"step": line.step, "due": line.due},
            "supervisor": line.supervisor,
            "covered_by": line.cover,
            "held": line.held,
        }
    )

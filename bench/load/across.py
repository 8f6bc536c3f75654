"""The part of a case that another force plays: asked about a subject, it looks, reports and ends its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from bench.load.around import Around
from bench.load.casework import CaseOfPlan, explains
from bench.load.desks import Refused
from contracts.parties import Nation
from deploy.demo.clients import Desk
from deploy.demo.study import CONSIDERED, FOUND_NOTHING, SUPERVISING

TASK: Final = "task-{force}-1"
ACKNOWLEDGED_IN, REPORTED_IN = timedelta(days=4), timedelta(days=14)
ACTIONS: Final = ["SEARCH_RECORDS", "SAY_WHETHER_MANAGED"]
OFFICERS: Final = {"23": ("ds-2301", "st-2303")}
"""Of forces that can be asked: who supervises there, and who looks."""


class OtherForce:
    """What the officers of the force that is asked do for one case of another."""

    def __init__(self, there: Around, case: CaseOfPlan) -> None:
        sergeant, researcher = OFFICERS[there.force.code]
        self._there = there
        self._asks = case
        self._sergeant = there.officer(sergeant)
        self._researcher = there.officer(researcher)
        self._subject = case.planned.subject
        self._task = TASK.format(force=there.force.code)
        self._case = ""

    def asked(self) -> None:
        """By the force whose case it is: each party is placed, and the one who lives here is named."""
        home, there = self._asks.around.force.code, self._there.force.code
        lives = (("APPLICANT", None, home), ("SUBJECT", None, there), ("CHILD", "child-1", home))
        places = [
            {"about": {"role": role, **({"child": child} if child else {})}, "force": force,
             "nation": Nation.ENGLAND_AND_WALES.value}
            for role, child, force in lives
        ]  # fmt: skip
        case, now = self._asks, self._asks.around.present
        case.by(
            case.researcher, "decisions", "forces/places", "records where each lives (G 65, 66)",
            places=places,
        )  # fmt: skip
        case.by(
            case.supervisor, "decisions", "forces/tasks", "asks the other force to act for him (G 66)",
            force=there, about=[{"role": "SUBJECT"}], actions=ACTIONS,
            acknowledge_by=(now + ACKNOWLEDGED_IN).isoformat(), report_by=(now + REPORTED_IN).isoformat(),
        )  # fmt: skip
        case.came.asked = now

    def answers(self) -> Iterator[datetime]:
        """From the case that opens there to its report."""
        case = self._asks
        yield case.in_days(1)
        yield from case.as_soon_as(self._takes_it)
        yield case.in_days(1)
        yield from case.as_soon_as(self._looks)
        yield case.around.present  # when the case there has heard of it
        yield from case.as_soon_as(self._reports)
        yield case.around.present  # when the force that asked has heard of it

    def _takes_it(self) -> None:
        self._case = self._case or self._found()
        self._does(self._sergeant, "decisions", "forces/tasks/acknowledgement", task=self._task)

    def _found(self) -> str:
        """Whoever is supervised by nobody is taken on, and then it is known whom it is about."""
        with self._there.one_at_a_time:
            waits = self._sergeant.sees("decisions", "/work", SUPERVISING, which="unallocated")
            for case_id in [str(one["case_id"]) for one in waits["items"]]:
                self._sergeant.does(
                    "decisions", f"/cases/{case_id}/supervision", {}, "supervises what was asked"
                )
                shown = self._sergeant.sees("decisions", f"/cases/{case_id}", SUPERVISING)
                self._there.asked_of[_called(shown["personal"]["subject"])] = case_id
            case_id = self._there.asked_of.pop(f"{self._subject.surname} {self._subject.forename}", "")
        if not case_id:
            raise Refused(self._sergeant.id, "looks for what was asked", frozenset({"NOT_ASKED_YET"}))
        return case_id

    def _looks(self) -> None:
        self._asks.whose_records(self._researcher, self._case)
        self._judges(
            self._researcher, "checks", "initial-checks", outcome="NO_IMMEDIATE_CONCERN", progress=True,
            reasons="Nothing is held here, and nobody manages him.",
        )  # fmt: skip

    def _reports(self) -> None:
        self._judges(
            self._sergeant, "decisions", "forces/tasks/report", task=self._task, done=ACTIONS, mappa="NO",
            manages=False, findings="Nothing is held here, and nobody manages him.",
        )  # fmt: skip

    def ends(self) -> Iterator[datetime]:
        """The case here, once the force that asked has said how its own ended."""
        case = self._asks
        yield case.in_days(1)
        yield from case.as_soon_as(self._readies)
        yield from case.as_soon_as(self._enters)
        yield from case.as_soon_as(self._closes)

    def _readies(self) -> None:
        shown = self._sergeant.sees("decisions", f"/cases/{self._case}", SUPERVISING)
        for issue in shown["case"]["open_safeguarding_issues"]:
            self._does(
                self._sergeant, "decisions", "safeguarding-issues/addressed", issue=issue, how="RESOLVED",
                reasons=FOUND_NOTHING,
            )  # fmt: skip
        reference = {
            "system": "ATHENA",
            "reference": f"{self._there.force.code}/{self._asks.planned.number:07}/26",
        }
        self._does(self._sergeant, "decisions", "force-record", **reference)
        for what in CONSIDERED:
            self._does(
                self._sergeant, "decisions", "considerations", what=what, acted=False, reasons=FOUND_NOTHING
            )
        explains(self._sergeant, self._case, self._asks.around.present)

    def _enters(self) -> None:
        self._judges(
            self._sergeant, "decisions", "final-entry",
            request="Another force asked what is held here.", outcome="Answered: nothing is held here.",
        )  # fmt: skip

    def _closes(self) -> None:
        self._judges(self._sergeant, "decisions", "closure", reasons="Answered, and nothing else is asked.")

    def _judges(self, who: Desk, service: str, step: str, /, **body: Any) -> None:
        def judged() -> Any:
            seen = who.version(service, self._case)
            return who.does(service, f"/cases/{self._case}/{step}", {"seen": seen, **body}, step)

        self._asks.patiently(judged)

    def _does(self, who: Desk, service: str, step: str, /, **body: Any) -> None:
        who.does(service, f"/cases/{self._case}/{step}", body, step)


def _called(subject: Any) -> str:
    return f"{subject['name']['family']} {subject['name']['given']}"

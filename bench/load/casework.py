"""The steps of a case under load: those of the demonstration's officers, who ask again and come back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any, ClassVar, Final, cast
from uuid import NAMESPACE_URL, uuid5

from bench.load.around import Around, Came
from bench.load.desks import AGAIN_AFTER, PATIENCE, Refused
from bench.load.people import on_record, person
from bench.load.plan import Planned
from contracts.codes import PartyRole, Source
from deploy.demo.clients import Desk, Done
from deploy.demo.disclosing import Disclosing
from deploy.demo.play import LONDON, Json, Play
from deploy.demo.study import RESEARCHING, SUPERVISING
from deploy.simulators import forms

MOST_DAYS: Final = 12
"""How often an officer tries again what was refused, a day or more apart."""
ONLY_ASKED: Final = ("channel", "wording", "applicant", "applicant_contact", "account", "told")
"""What is said by whoever asks a question and names nobody: no application comes of it."""
TOO_OLD: Final = "RESULTS_TOO_OLD"
TO_PRINT: Final = "to be printed and handed over"
PRINTED: Final = "printed, to be handed over"
"""How a letter stands that waits for an officer's hands."""


class CaseOfPlan(Disclosing):
    """What every course is made of. Blocking. Raises NotAsExpected."""

    number: ClassVar[int] = 0
    about: ClassVar[str] = "a case under load"
    applicant: ClassVar[str] = "applicant"
    outcome: ClassVar[str] = ""

    def __init__(self, around: Around, planned: Planned) -> None:
        around = replace(around, people={self.applicant: person(planned.applicant, "applicant")})
        super().__init__(cast("Play", around))
        self.around = around
        self.planned = planned
        self.came = Came()
        self.contact = planned.arrives
        """When it was taken down: the planned instant, or the move of the clock that came after it."""
        self._paces = cycle(planned.paces)
        self._reported = False
        self._applicant = around.people[self.applicant]
        self._child = person(planned.child, "child")
        self._subject = person(planned.subject, "subject")

    def enquires(self) -> None:
        self.contact = self.around.present
        key = str(uuid5(NAMESPACE_URL, f"load/{self.planned.number}"))
        done = self.asks(self.taker, self._enquiry(), "takes an enquiry", key)
        self.came.case_id = done.case_id
        self.came.applied = "intake.application.made.v1" in done.events

    def _enquiry(self) -> Json:
        body = {
            "channel": "TELEPHONE",
            "wording": "telephone-form@1",
            "applicant": forms.applicant(self._applicant, lives_with_child=True, lives_with_subject=False),
            "applicant_contact": forms.contact(self._applicant),
            "subject": forms.subject(self._subject),
            "children": [
                forms.child(
                    self._child,
                    applicant_is="PARENT",
                    subject_is="FRIEND_OF_FAMILY",
                    contact=["UNSUPERVISED_THROUGH_FAMILY"],
                )
            ],
            "applicant_to_subject": "FRIEND",
            "account": {"text": "He takes my daughter out alone. I know little of him."},
            "social_care_consent": "GIVEN",
            "told": forms.told(),
        }
        return body if self.planned.applies else {name: body[name] for name in ONLY_ASKED}

    def reports_a_risk(self) -> None:
        self.by(self.taker, "intake", "immediate-risk", "reports a child at risk", **forms.risk())

    def redirects(self) -> None:
        self.by(
            self.taker, "intake", "redirection", "sends it where it belongs", to="SUBJECT_ACCESS",
            wording="please-ring@1", concern_passed_on=False,
            told_at=self.around.present.isoformat(), reasons="It is a question about the applicant alone.",
        )  # fmt: skip

    def checked(self) -> Iterator[datetime]:
        """A supervisor has the case, every source has been asked, and people have read the answers."""
        self.form_complete()
        yield from self.as_soon_as(self.taken_on)
        yield self.in_days(1)
        yield from self.as_soon_as(self._initial_checks)
        yield self.around.present  # when decisions has heard of the checks

    def _initial_checks(self) -> None:
        self.whose_records(self.researcher, self.case_id)
        self.checks_completed("NO_IMMEDIATE_CONCERN", "Every answer has been read.")

    def whose_records(self, researcher: Desk, case_id: str) -> None:
        """Possible matches: the subject's own record is theirs, whoever else came up is somebody else."""
        shown = researcher.sees("checks", f"/cases/{case_id}", RESEARCHING)
        possible = shown.get("personal", {}).get("candidates", {})
        for one in shown["personal"]["sources"]:
            if one["answer"] == "AMBIGUOUS":
                brought_up = {each["record"] for each in possible.get(one["check"], ())}
                theirs = sorted(brought_up & {on_record(self.planned)})
                seen = researcher.version("checks", case_id)
                body = {
                    "seen": seen,
                    "checks": [one["check"]],
                    "outcome": "IS_THE_SUBJECT" if theirs else "NONE_IS_THE_SUBJECT",
                    "records": theirs,
                    "reasons": "Compared with what the applicant says of his age and where he lives.",
                }
                what = "says whose records these are (G 45)"
                researcher.does("checks", f"/cases/{case_id}/identity", body, what)

    def assesses(self, credible: str, text: str, line: str | None = None) -> None:
        """Once it is settled whose records those are that came since the initial checks."""
        self.whose_records(self.researcher, self.case_id)
        try:
            self.assessed(credible, text, line)
        except Refused as refused:
            if TOO_OLD in refused.codes:
                self._asks_again()
            raise

    def _asks_again(self) -> None:
        """Of everybody, whatever has grown old: what the case does not need is left out."""
        whom: list[Json] = [{"about": PartyRole.SUBJECT}, {"about": PartyRole.CHILD, "child": "child-1"}]
        pairs = [{"source": source, **who} for source in Source for who in whom]
        self.by(self.researcher, "checks", "asks", "asks the sources again (G 51)", pairs=pairs)

    def has_met(self) -> Iterator[datetime]:
        """It goes on, and the applicant has been met."""
        yield self.in_days()
        yield from self.as_soon_as(self._goes_on)
        yield self.around.present  # when intake has heard of it
        meets = self.in_days(1)
        self.arranged(meets)
        yield meets + timedelta(hours=1)
        record = {
            "further_details": "He takes her out on Saturdays.",
            "prior_knowledge": "Nothing.",
            "lived_experience": "The child speaks of him without fear.",
        }
        self.met(meets, record)
        yield self.in_days()

    def _goes_on(self) -> None:
        self.reports()
        self.judges(
            self.supervisor, "decisions", "progress", "decides to go on (G 33)",
            reasons="The relationship is real and the question is genuine.", considered=["CSODS", "MAPPA"],
        )  # fmt: skip

    def reports(self) -> None:
        """The formal report's number, once."""
        if not self._reported:
            self.by(
                self.clerk, "decisions", "force-record", "enters the formal report's number (G 35)",
                system="ATHENA", reference=f"46/{self.planned.number:07}/26",
            )  # fmt: skip
            self._reported = True

    def finalises(self, request: str, outcome: str) -> Iterator[datetime]:
        yield from self.enters(request, outcome)
        yield from self.as_soon_as(self._finalises)
        self.came.ended = self.planned.course.value

    def _finalises(self) -> None:
        self.hands_over()
        self.judges(self.supervisor, "decisions", "finalisation", "finalises the case")

    def hands_over(self) -> None:
        """A letter that may not be posted, to an applicant who lives too near the subject."""
        shown = self.interviewer.sees("notifications", f"/cases/{self.case_id}", "what is there to hand over")
        for one in shown["case"]["messages"]:
            letter = {"letter": one["message"]}
            if one["standing"] == TO_PRINT:
                self.by(self.interviewer, "notifications", "letters/print", "prints the letter", **letter)
            if one["standing"] in {TO_PRINT, PRINTED}:
                self.by(
                    self.interviewer, "notifications", "letters/handed-over", "hands the letter over (G 99)",
                    delivered_at=self.around.present.isoformat(), **letter,
                )  # fmt: skip

    def enters(self, request: str, outcome: str) -> Iterator[datetime]:
        """The final entry; before it what was done about a risk is said, and what is late explained."""
        yield from self.as_soon_as(lambda: self.risks_addressed("The child was seen at once, and is safe."))
        yield from self.as_soon_as(self._explains)
        yield from self.as_soon_as(
            lambda: self.judges(
                self.supervisor, "decisions", "final-entry", "makes the final entry",
                request=request, outcome=outcome,
            )
        )  # fmt: skip

    def _explains(self) -> None:
        explains(self.supervisor, self.case_id, self.around.present)

    # how officers work

    def judges(self, who: Desk, service: str, step: str, what: str, /, **body: Any) -> Done:
        """On the case as it stands; on what came meanwhile, once more."""
        return self.patiently(lambda: super(CaseOfPlan, self).judges(who, service, step, what, **body))

    def patiently(self, judge: Callable[[], Done]) -> Done:
        """Again while what stands in the way is what passes by itself."""
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                return judge()
            except Refused as refused:
                if not refused.passes or time.monotonic() > ends:
                    raise
            time.sleep(AGAIN_AFTER)

    def as_soon_as(self, act: Callable[[], object]) -> Iterator[datetime]:
        """Day after day until it is not refused any more, and in the end refused for good."""
        for _ in range(MOST_DAYS):
            try:
                act()
            except Refused:
                yield self.in_days(1)
            else:
                return
        act()

    def in_days(self, at_least: int = 0) -> datetime:
        """An hour of the day on which the officer takes it up again, in days that the plan has thrown."""
        day = self.around.present.astimezone(LONDON) + timedelta(days=at_least + next(self._paces))
        later = day.replace(hour=10 + self.planned.number % 6, minute=0, second=0, microsecond=0)
        return max(later, day).astimezone(UTC)


def explains(supervisor: Desk, case_id: str, now: datetime) -> None:
    """Why each limit of the case was passed, where nobody has said so."""
    shown = supervisor.sees("decisions", f"/cases/{case_id}/clocks", SUPERVISING)
    for clock in {one["clock"] for one in shown["clocks"] if _passed(one, now)}:
        supervisor.does(
            "decisions", f"/cases/{case_id}/overdue",
            {"clock": clock, "reasons": "Everybody had more cases than hours."}, "explains what is late",
        )  # fmt: skip


def _passed(clock: Json, now: datetime) -> bool:
    """Its limit was passed, and nobody has said why."""
    if clock["limit"] is None or clock["reason_given"]:
        return False
    ended = datetime.fromisoformat(clock["ended_at"]) if clock["ended_at"] else now
    return ended > datetime.fromisoformat(clock["limit"]["at"])

"""How each planned case is played: the steps of the demonstration's officers, decided by the plan."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any, ClassVar, Final, cast
from uuid import NAMESPACE_URL, uuid5

from bench.load.desks import AGAIN_AFTER, PATIENCE, Met, PatientDesk, Refused
from bench.load.people import person
from bench.load.plan import Course, Planned
from contracts.codes import Source
from deploy.demo.clients import Desk, Done
from deploy.demo.disclosing import Disclosing, Recipient
from deploy.demo.play import LONDON, Json, Play
from deploy.demo.stage import Stage
from deploy.local.force import Force
from deploy.simulators import forms
from deploy.simulators.people import Person

MOST_DAYS: Final = 12
"""How often an officer tries again what was refused, a day or more apart."""
SIGNED_IN: Final = 3_600.0
"""Seconds; a sign-in is good for twelve hours."""
NOTHING: Final = "Nothing is held anywhere, and nothing was seen that worries anybody."
NOBODY_NAMED: Final = "Nobody was named who could be looked up; it was a question for another office."
ONLY_ASKED: Final = ("channel", "wording", "applicant", "applicant_contact", "account", "told")
"""What is said by whoever asks a question and names nobody: no application comes of it."""
LINE: Final = "A convicted offender is alone with the child, and her mother knows nothing of it."
TESTS: Final = {
    "necessary": "He is alone with the child every week.",
    "pressing": "It goes on, and the parent knows nothing of it.",
    "proportionate": "One parent is told the least that lets her stop it.",
    "extent": "His registration, and what he did.",
}


@dataclass
class Around:
    """What a case needs of its force, as the demonstration's `Play` has it. `present` is business time."""

    force: Force
    stage: Stage
    met: Met
    now: list[datetime]
    """Business time, as all who look at this clock see it."""
    people: dict[str, Person] = field(default_factory=dict)
    _desks: dict[str, tuple[float, Desk]] = field(default_factory=dict)
    """With the machine time at which each signed in. Cases share them: connections are dear."""

    @property
    def present(self) -> datetime:
        return self.now[-1]

    def officer(self, officer: str, called: str = "") -> Desk:
        """At a desk whose sign-in lasts as long as a case may take."""
        since, desk = self._desks.get(officer, (0.0, None))
        if desk is None or time.monotonic() - since > SIGNED_IN:
            since, desk = time.monotonic(), PatientDesk(self.force, self.stage, officer, self.met, called)
            self._desks[officer] = since, desk
        return desk

    def scene(self, title: str) -> None:
        """Nobody watches."""


@dataclass
class Came:
    """What the generator knows of a case, as it goes on."""

    case_id: str = ""
    applied: bool = False
    told: int = 0
    children: int = 0
    protective: int = 0
    ended: str = ""
    trouble: str = ""


class Case(Disclosing):
    """One case of a plan. `steps` gives the instants at which its officers go on."""

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
        self._supervised = False
        self._applicant = around.people[self.applicant]
        self._child = person(planned.child, "child")
        self._subject = person(planned.subject, "subject")

    def steps(self) -> Iterator[datetime]:
        """Blocking, between one instant and the next. Raises NotAsExpected.

        Before anything else a supervisor looks at what rings for the case.
        """
        for at in self._course():
            yield at
            if self._supervised:
                self.alerts_taken("seen")

    def _course(self) -> Iterator[datetime]:
        self.enquires()
        if self.planned.at_risk:
            self.reports_a_risk()
        yield self.in_days()
        if self.planned.course is Course.REDIRECTED:
            self.redirects()
            yield self.in_days(2)
            self.supervisor = self.inspector  # who passes a condition in writing must be the supervisor
            yield from self._taken_on()
            yield from self.closes("Sent where it belongs.", "redirected", NOBODY_NAMED)
            return
        yield from self._checked()
        if self.planned.course is Course.WITHDRAWN:
            self.withdraws()
            yield self.in_days()
            yield from self.closes("The applicant asks no longer; nothing held.", "withdrawn")
            return
        if self.planned.course is Course.NOT_PROGRESSED:
            self.judges(
                self.supervisor, "decisions", "progress/refusal", "does not let it go on",
                reasons="Malicious: the applicant says so herself. Nothing is held.",
            )  # fmt: skip
            yield self.in_days()
            yield from self.closes("Not progressed; nothing is held.", "not progressed")
            return
        yield from self._met()
        if self.planned.course is Course.NO_CONCERN:
            yield from self._no_concern()
        else:
            yield from self._discloses()

    # the steps

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

    def judges(self, who: Desk, service: str, step: str, what: str, /, **body: Any) -> Done:
        """On the case as it stands; on what came meanwhile, once more."""
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                return super().judges(who, service, step, what, **body)
            except Refused as refused:
                if not refused.passes or time.monotonic() > ends:
                    raise
            time.sleep(AGAIN_AFTER)

    def _as_soon_as(self, act: Callable[[], object]) -> Iterator[datetime]:
        """Day after day until it is not refused any more, and in the end refused for good."""
        for _ in range(MOST_DAYS):
            try:
                act()
            except Refused:
                yield self.in_days(1)
            else:
                return
        act()

    def _checked(self) -> Iterator[datetime]:
        """Every source has been asked and people have read the answers; a supervisor has the case."""
        if self.planned.applies:
            self.form_complete()
        yield self.in_days(1)
        yield from self._as_soon_as(
            lambda: self.checks_completed("NO_IMMEDIATE_CONCERN", "Every answer has been read.")
        )
        yield from self._taken_on()

    def _taken_on(self) -> Iterator[datetime]:
        yield from self._as_soon_as(self.taken_on)
        self._supervised = True

    def redirects(self) -> None:
        self.by(
            self.taker, "intake", "redirection", "sends it where it belongs", to="SUBJECT_ACCESS",
            wording="please-ring@1", concern_passed_on=False,
            told_at=self.around.present.isoformat(), reasons="It is a question about the applicant alone.",
        )  # fmt: skip

    def withdraws(self) -> None:
        self.by(
            self.supervisor, "decisions", "withdrawal", "records that the applicant asks no longer",
            reasons="She rang: she has moved away, and wants no answer.",
        )  # fmt: skip

    def closes(self, reasons: str, ended: str, override: str | None = None) -> Iterator[datetime]:
        """An end without a decision: the applicant could not be reached to be told so.

        `override`: why an Inspector who supervises the case passes what stands in the way.
        """
        passing = {"override": override} if override else {}
        self._reports()
        self.considered()
        yield from self._as_soon_as(self._not_told)
        yield from self._enters("An enquiry about a friend.", reasons)
        yield from self._as_soon_as(
            lambda: self.judges(
                self.supervisor, "decisions", "closure", "closes it", reasons=reasons, **passing
            )
        )
        self.came.ended = ended

    def _not_told(self) -> None:
        self.by(
            self.supervisor, "decisions", "letter/none", "records that nobody could be told",
            why="UNREACHABLE", reasons="No answer, and the letter came back.",
            attempts=["Rang twice in the week", "Called at the house on Sunday"],
        )  # fmt: skip

    def _enters(self, request: str, outcome: str) -> Iterator[datetime]:
        """The final entry, every limit that was passed being explained first."""
        yield from self._as_soon_as(self._explains)
        yield from self._as_soon_as(
            lambda: self.judges(
                self.supervisor,
                "decisions",
                "final-entry",
                "makes the final entry",
                request=request,
                outcome=outcome,
            )
        )

    def _explains(self) -> None:
        shown = self.supervisor.sees("decisions", f"/cases/{self.case_id}/clocks", "supervising this case")
        for clock in {one["clock"] for one in shown["clocks"] if _passed(one, self.around.present)}:
            self.by(
                self.supervisor, "decisions", "overdue", "explains what is late", clock=clock,
                reasons="Everybody had more cases than hours.",
            )  # fmt: skip

    def _reports(self) -> None:
        """The formal report's number, once."""
        if not self._reported:
            self.by(
                self.clerk, "decisions", "force-record", "enters the formal report's number (G 35)",
                system="ATHENA", reference=f"46/{self.planned.number:07}/26",
            )  # fmt: skip
            self._reported = True

    def _goes_on(self) -> None:
        self._reports()
        self.judges(
            self.supervisor, "decisions", "progress", "decides to go on (G 33)",
            reasons="The relationship is real and the question is genuine.", considered=["CSODS", "MAPPA"],
        )  # fmt: skip

    def _met(self) -> Iterator[datetime]:
        yield self.in_days()
        yield from self._as_soon_as(self._goes_on)
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

    def _no_concern(self) -> Iterator[datetime]:
        yield from self._as_soon_as(lambda: self.assessed("NONE_IDENTIFIED", NOTHING))
        yield self.in_days()
        yield from self._as_soon_as(
            lambda: self.judges(
                self.supervisor,
                "decisions",
                "no-concern",
                "categorises: no concern",
                statements=["G75a", "G75b", "G75c-behaviour"],
                credible_risk="None was found.",
                reasons=NOTHING,
            )
        )
        self.considered()
        yield self.in_days(20)
        self.alerts_taken("seen")
        yield from self._finalises("A mother asked about a friend.", "Nothing to disclose; letter sent.")

    def _finalises(self, request: str, outcome: str) -> Iterator[datetime]:
        yield from self._enters(request, outcome)
        yield from self._as_soon_as(
            lambda: self.judges(self.supervisor, "decisions", "finalisation", "finalises the case")
        )
        self.came.ended = self.planned.course.value

    def _discloses(self) -> Iterator[datetime]:
        yield from self._as_soon_as(lambda: self.assessed("CREDIBLE", LINE, LINE))
        yield self.in_days()
        self.concern(["G73a"], LINE, "Convicted of an offence of Schedule 34A.")
        children = self.children()
        self.mappa(refer=False, lead_agency="police-46", managers=["pc-8801"], reasons="Managed at level 1.")
        parent = Recipient("parent", "the parent", self._words(), "She decides whom the child sees.")
        self.chosen(parent, children)
        self.weighed(["UNSUPERVISED_THROUGH_FAMILY"], children)
        self._decides(
            "representations/none", "decides that the subject is not asked (G 88)",
            exceptions={"G88a": "To ask him would put the child at risk meanwhile."},
        )  # fmt: skip
        self.tested(self.tests([parent], (Source.POLICE_NATIONAL, Source.OFFENDER_MANAGEMENT), **TESTS))
        self.worded(parent, "FULL")
        self.sought()
        yield self.in_days()
        self.authorised()
        read = self.released(parent)
        self.tells_in_person(parent, read, "At home")
        self.came.told, self.came.children = 1, len(children)
        yield self.in_days()
        self.acted("ADVISED_TO_STOP_CONTACT", "the advice to stop all contact", None, "She agrees.")
        self.came.protective += 1
        self.nominal_entered(f"VISOR/{self.planned.number}/26")
        self.tools_considered(MAPPA="Managed at level 1.")
        self.judges(
            self.supervisor, "decisions", "disclosure/subject/not-informed",
            "decides that the subject is not told (G 89)", reasons="It would put the parent at risk.",
        )  # fmt: skip
        self.considered()
        yield from self._finalises("A mother asked about a friend.", "She was told in person.")

    def _words(self) -> str:
        called = f"{self._subject.forenames} {self._subject.surname}"
        return f"{called} is a registered sex offender. Do not leave your daughter alone with him."

    def reports_a_risk(self) -> None:
        self.by(self.taker, "intake", "immediate-risk", "reports a child at risk", **forms.risk())

    def in_days(self, at_least: int = 0) -> datetime:
        """An hour of the day on which the officer takes it up again, in days that the plan has thrown."""
        day = self.around.present.astimezone(LONDON) + timedelta(days=at_least + next(self._paces))
        later = day.replace(hour=10 + self.planned.number % 6, minute=0, second=0, microsecond=0)
        return max(later, day).astimezone(UTC)


def _passed(clock: Json, now: datetime) -> bool:
    """Its limit was passed, and nobody has said why."""
    if clock["limit"] is None or clock["reason_given"]:
        return False
    ended = datetime.fromisoformat(clock["ended_at"]) if clock["ended_at"] else now
    return ended > datetime.fromisoformat(clock["limit"]["at"])

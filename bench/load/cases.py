"""How each planned case is played: its course, decided by the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bench.load.across import OtherForce
from bench.load.around import Around
from bench.load.casework import CaseOfPlan
from bench.load.plan import Course, Planned
from contracts.codes import Source
from deploy.demo.disclosing import Recipient

NOTHING: Final = "Nothing is held anywhere, and nothing was seen that worries anybody."
NOBODY_NAMED: Final = "Nobody was named who could be looked up; it was a question for another office."
LINE: Final = "A convicted offender is alone with the child, and her mother knows nothing of it."
TESTS: Final = {
    "necessary": "He is alone with the child every week.",
    "pressing": "It goes on, and the parent knows nothing of it.",
    "proportionate": "One parent is told the least that lets her stop it.",
    "extent": "His registration, and what he did.",
}


class Case(CaseOfPlan):
    """One case of a plan. `steps` gives the instants at which its officers go on.

    `there`: the force that is asked about the subject, of a case that crosses.
    """

    def __init__(self, around: Around, planned: Planned, there: Around | None = None) -> None:
        super().__init__(around, planned)
        self._there = OtherForce(there, self) if there is not None and planned.crosses else None

    def steps(self) -> Iterator[datetime]:
        """Blocking, between one instant and the next. Raises NotAsExpected."""
        self.enquires()
        if self.planned.at_risk:
            self.reports_a_risk()
        yield self.in_days()
        if self.planned.course is Course.REDIRECTED:
            yield from self._redirected()
            return
        yield from self.checked()
        if self.planned.course is Course.WITHDRAWN:
            yield from self._withdrawn()
        elif self.planned.course is Course.NOT_PROGRESSED:
            yield from self._not_progressed()
        else:
            if self._there is not None:
                self._there.asked()
                yield from self._there.answers()
            yield from self.has_met()
            yield from self._told() if self.planned.course is Course.DISCLOSED else self._no_concern()
            if self._there is not None:
                yield from self._there.ends()

    def _redirected(self) -> Iterator[datetime]:
        self.redirects()
        self.supervisor = self.inspector  # who passes a condition in writing must be the supervisor
        yield from self.as_soon_as(self.taken_on)
        yield self.in_days(2)
        yield from self._closes("Sent where it belongs.", "redirected", NOBODY_NAMED)

    def _withdrawn(self) -> Iterator[datetime]:
        self.by(
            self.supervisor, "decisions", "withdrawal", "records that the applicant asks no longer",
            reasons="She rang: she has moved away, and wants no answer.",
        )  # fmt: skip
        yield self.in_days()
        yield from self._closes("The applicant asks no longer; nothing held.", "withdrawn")

    def _not_progressed(self) -> Iterator[datetime]:
        self.judges(
            self.supervisor, "decisions", "progress/refusal", "does not let it go on",
            reasons="Malicious: the applicant says so herself. Nothing is held.",
        )  # fmt: skip
        yield self.in_days()
        yield from self._closes("Not progressed; nothing is held.", "not progressed")

    def _closes(self, reasons: str, ended: str, override: str | None = None) -> Iterator[datetime]:
        """An end without a decision: the applicant could not be reached to be told so.

        `override`: why an Inspector who supervises the case passes what stands in the way.
        """
        passing = {"override": override} if override else {}
        self.reports()
        self.considered()
        yield from self.as_soon_as(self._not_told)
        yield from self.enters("An enquiry about a friend.", reasons)
        yield from self.as_soon_as(
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

    def _no_concern(self) -> Iterator[datetime]:
        yield from self.as_soon_as(lambda: self.assesses("NONE_IDENTIFIED", NOTHING))
        yield self.in_days()
        yield from self.as_soon_as(
            lambda: self.judges(
                self.supervisor, "decisions", "no-concern", "categorises: no concern",
                statements=["G75a", "G75b", "G75c-behaviour"], credible_risk="None was found.",
                reasons=NOTHING,
            )
        )  # fmt: skip
        self.considered()
        yield self.in_days(20)
        yield from self.finalises("A mother asked about a friend.", "Nothing to disclose; letter sent.")

    def _told(self) -> Iterator[datetime]:
        yield from self.as_soon_as(lambda: self.assesses("CREDIBLE", LINE, LINE))
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
        self.safety_planned("No visits; she knows whom to ring.")
        self.nominal_entered(f"VISOR/{self.planned.number}/26")
        self.duty_considered("Disclosed to the parent.")
        self.tools_considered(MAPPA="Managed at level 1.")
        self.judges(
            self.supervisor, "decisions", "disclosure/subject/not-informed",
            "decides that the subject is not told (G 89)", reasons="It would put the parent at risk.",
        )  # fmt: skip
        self.considered()
        yield from self.finalises("A mother asked about a friend.", "She was told in person.")

    def _words(self) -> str:
        called = f"{self._subject.forenames} {self._subject.surname}"
        return f"{called} is a registered sex offender. Do not leave your daughter alone with him."

"""What the case studies share: from an enquiry to its assessment, and from the decision to the end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final

from contracts.references import case_reference
from deploy.demo.clients import Desk, Done
from deploy.demo.play import Json, Play
from deploy.demo.stage import expect
from deploy.demo.together import Course
from deploy.simulators import forms

SUPERVISING: Final = "supervising this case"
RESEARCHING: Final = "working on this case"
CONSIDERED: Final = {
    "OTHER_DISCLOSURE": "other disclosure (G 5, 19)",
    "OTHER_SCHEME": "the domestic violence scheme (G 11)",
    "STATUTORY_REFERRALS": "statutory referrals (G 55)",
    "CHILDRENS_SOCIAL_CARE": "children's social care (G 68)",
}
SILENT: Final = "nothing has been heard of the case for a week"
WAITS: Final = "it waits for its letter's day"
FOUND_NOTHING: Final = "Considered; nothing calls for it here."
REPORTED_RISK: Final = "risk-"
"""How the key begins of the issue that an immediate risk leaves open, and of its alert."""


class CaseWork:
    """One case and the officers who work on it. `number`: of the case study."""

    number: ClassVar[int]
    about: ClassVar[str]
    applicant: ClassVar[str]
    """Of the applicant in the file of people."""
    outcome: ClassVar[str]
    """What the final entry says, in words."""
    told: ClassVar[int] = 0
    covered: ClassVar[int] = 0
    """Recipients, and children whom that covers."""
    looked_back_to: ClassVar[tuple[int, int, str]]
    """Day, hour and what moment that is, at which the case is explained afterwards."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.case_id = ""
        self.taker = play.officer("st-1001")
        self.researcher = play.officer("st-1002")
        self.interviewer = play.officer("pc-4711")
        self.supervisor = play.officer("ds-2203")
        self.clerk = play.officer("st-1900")

    @property
    def reference(self) -> str:
        return case_reference(self.case_id)

    def scene(self, title: str) -> None:
        self.play.scene(f"case study {self.number}, {title}")

    # intake and checks

    def asks(self, who: Desk, body: Json, what: str, key: str) -> Done:
        """First contact; and the form of it."""
        done = who.does("intake", "/enquiries", body, what, key=key)
        self.case_id = done.case_id
        return done

    def form_complete(self) -> None:
        self.by(self.taker, "intake", "initial-form", "completes the form (G 27)", form="annex-a@1")

    def sources(self) -> list[Json]:
        return self.play.answers(self.researcher, self.case_id)

    def checks_completed(self, outcome: str, reasons: str) -> None:
        self.judges(
            self.researcher, "checks", "initial-checks", "completes the initial checks (G 29 to 33)",
            outcome=outcome, progress=True, reasons=reasons,
        )  # fmt: skip

    def taken_on(self) -> None:
        self.by(self.supervisor, "decisions", "supervision", "supervises the case (G 34)")

    def goes_on(self, report: str, reasons: str, *considered: str) -> None:
        self.by(
            self.clerk, "decisions", "force-record", "enters the formal report's number (G 35)",
            system="ATHENA", reference=report,
        )  # fmt: skip
        self.judges(
            self.supervisor, "decisions", "progress", "decides to go on (G 33)",
            reasons=reasons, considered=["CSODS", *considered],
        )  # fmt: skip

    def arranged(self, begins: datetime) -> None:
        self.by(
            self.interviewer, "intake", "meetings", "arranges a meeting at a neutral place (G 36, 39)",
            **self._meeting(), begins_at=begins.isoformat(), neutral_place_offered=True,
            wording="appointment@1", appointment=forms.appointment(self.play.people[self.applicant]),
            interviewer=self.interviewer.id,
        )  # fmt: skip

    def met(self, begins: datetime, record: Mapping[str, str], **more: Any) -> None:
        """Identity, warnings, advice, and the form that is written up the same day."""
        self.by(
            self.interviewer, "intake", "identity", "sees passport and utility bill (G 40(e))",
            proofs=["PASSPORT", "UTILITY_BILL"], how="IN_PERSON",
        )  # fmt: skip
        held = {
            "prior_knowledge": ["NOTHING_KNOWN"],
            "ongoing_concern": False,
            "advice": ["KEEPING_CHILDREN_SAFE"],
        }
        self.by(
            self.interviewer, "intake", "meetings/held",
            "meets the applicant, with all warnings and the safety advice given (G 36 to 48)",
            **self._meeting(), held_at=begins.isoformat(), record=dict(record),
            warnings=forms.warned(begins), prior_knowledge_asked=True, lived_experience_explored=True,
            **(held | more),
        )  # fmt: skip
        notes = {"contact_record": "Met as arranged.", "recommendation": "Complete the risk assessment."}
        self.by(
            self.interviewer, "intake", "meeting-form", "completes the face-to-face form (G 50)",
            form="annex-a@1", recommendation="RISK_ASSESSMENT", genuineness="GENUINE", notes=notes,
        )  # fmt: skip

    def assessed(self, credible: str, text: str, line: str | None = None) -> None:
        self.judges(
            self.researcher, "checks", "risk-assessment", "completes the risk assessment (G 51, 72)",
            credible_risk=credible, text=text, **({"line_of_risk": line} if line else {}),
        )  # fmt: skip

    # the decision and the end

    def concern(self, grounds: list[str], line: str, reasons: str) -> None:
        names = {"G73a": "(a)", "G73b": "(b)", "G73c": "(c)", "G73d": "(d)"}
        said = " and ".join(names[one] for one in grounds)
        self.judges(
            self.supervisor, "decisions", "concern", f"categorises: a concern, ground {said} (G 73, 74, 78)",
            **self.a_concern(grounds, line, reasons),
        )  # fmt: skip

    def a_concern(self, grounds: list[str], line: str, reasons: str) -> Json:
        return {
            "grounds": grounds,
            "line_of_risk": line,
            "children": self.children(),
            "credible_risk": "There is a credible risk of sexual harm to the child.",
            "reasons": reasons,
        }

    def considered(self, **acted: str) -> None:
        """`acted`: what was done of what had to be thought about."""
        for what, words in CONSIDERED.items():
            self.by(
                self.supervisor, "decisions", "considerations", f"has considered {words}",
                what=what, acted=what in acted, reasons=acted.get(what, FOUND_NOTHING),
            )  # fmt: skip

    def alerts_taken(self, why: str, title: str = "") -> None:
        """Whatever rings for this case, its supervisor looks at and takes; if anything, it is a scene."""
        alerts = self.seen()["case"]["alerts"]
        if alerts and title:
            self.scene(title)
        for alert in alerts:
            self.by(
                self.supervisor, "decisions", "alerts/acknowledgement", f"has seen: {alert['words']}; {why}",
                alert=alert["alert"],
            )  # fmt: skip

        for issue in self.seen()["case"]["open_safeguarding_issues"]:
            if issue.startswith(REPORTED_RISK):
                self.by(
                    self.supervisor, "decisions", "safeguarding-issues/addressed",
                    f"says what was done about the immediate risk: {why} (G 28, 30)",
                    issue=issue, how="RESOLVED", reasons=f"{why[:1].upper()}{why[1:]}.",
                )  # fmt: skip

    def finalised(self, request: str, outcome: str) -> None:
        self.judges(
            self.supervisor, "decisions", "final-entry", "makes the final entry (G 100)",
            request=request, outcome=outcome,
        )  # fmt: skip
        self.judges(self.supervisor, "decisions", "finalisation", "finalises the case (G 91)")

    def ended_in_time(self) -> None:
        clocks = self.play.clocks(self.supervisor, self.case_id)
        whole = [one for one in clocks if one["clock"] == "WHOLE_CASE"]
        expect(bool(whole) and whole[0]["ended_at"] is not None, "the case ended within its clock")

    async def letters(self) -> list[Json]:
        """Closing letters of this case."""
        sent = await self.play.mailbox("messages")
        return [one for one in sent if one["kind"] == "CLOSING_LETTER" and self.reference in one["body"]]

    async def nothing_written_of_the_subject(self) -> None:
        """Nothing that left says who was asked about, and nothing went to them (G 95)."""
        subject = self.play.people[f"cs{self.number}-subject"]
        for one in await self.play.mailbox("messages"):
            written = "\n".join((one["to"], one["title"], one["body"]))
            expect(subject.surname not in written, "nothing that left names the person asked about")

    # the case as officers see it

    def seen(self) -> Json:
        return self.supervisor.sees("decisions", f"/cases/{self.case_id}", SUPERVISING)

    def children(self) -> list[str]:
        named = self.seen()["personal"]["children"]["named"]
        return [one["ref"] for one in named]

    def by(self, who: Desk, service: str, step: str, what: str, /, **body: Any) -> Done:
        """A step that must succeed."""
        return who.does(service, self._at(step), body, what)

    def judges(self, who: Desk, service: str, step: str, what: str, /, **body: Any) -> Done:
        """A judgement that must succeed, on the case as it stands."""
        return self.by(who, service, step, what, seen=who.version(service, self.case_id), **body)

    def refused(self, who: Desk, service: str, step: str, what: str, /, *codes: str, **body: Any) -> None:
        """A judgement that must be refused for these reasons, on the case as it stands."""
        given = {"seen": who.version(service, self.case_id), **body}
        who.is_refused(service, self._at(step), given, what, *codes)

    @staticmethod
    def _meeting() -> Json:
        return {"meeting": "meeting-1", "kind": "FACE_TO_FACE", "place": "NEUTRAL"}

    def _at(self, step: str) -> str:
        return f"/cases/{self.case_id}/{step}"


class Study(CaseWork, ABC):
    """A case that is played beside others."""

    @abstractmethod
    def course(self) -> Course: ...

"""A second enquiry: a child is at risk now. It rings until a named person answers, and is seen to its end."""

from __future__ import annotations

from datetime import timedelta

from contracts.references import case_reference
from deploy.demo.play import Json, Play, called
from deploy.demo.stage import expect
from deploy.demo.together import Course
from deploy.simulators import forms

UNANSWERED_MINUTES = 11
WHY = "answering an alert of immediate risk"


class ChildAtRisk:
    """One case from a call to child protection, within a morning."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.case_id = ""
        self.taker = play.officer("st-1001")
        self.clerk = play.officer("st-1900")
        self.duty = play.officer("insp-3344")
        self.inspector = play.officer("di-3301")
        self.interviewer = play.officer("pc-4711")

    async def course(self) -> Course:
        yield self.play.present
        self.call()
        yield self.play.present
        await self.alerted()
        yield self.play.present + timedelta(minutes=UNANSWERED_MINUTES)
        await self.answered()
        self.made_safe()
        yield self.play.present + timedelta(hours=2)
        self.sees_the_caller()
        yield self.play.present
        self.redirected()
        yield self.play.present
        self.closed()

    def scene(self, title: str) -> None:
        self.play.scene(f"at risk now, {title}")

    def call(self) -> None:
        """The caller's words are enough; nothing else is waited for."""
        play = self.play
        self.scene("another call, the same morning: a child is with the person")
        done = self.taker.does(
            "intake", "/enquiries", forms.callers_enquiry(play.people), "takes a call", key="call-0002"
        )
        self.case_id = done.case_id
        self.taker.does(
            "intake", self._at("immediate-risk"), forms.risk(), "reports an immediate risk (G 30)"
        )

    async def alerted(self) -> None:
        alerts = await self._alerts()
        expect(len(alerts) == 1, "an officer is alerted at once")
        self.scene("an officer is alerted at once")
        self.play.stage.letter(f"Alert to the {called(alerts[0]['to'])}", alerts[0]["body"])

    async def answered(self) -> None:
        """Nobody answers, so it climbs; an Inspector takes the alert, and another the case."""
        play = self.play
        self.scene("nobody has answered")
        alerts = await self._alerts()
        expect(len(alerts) >= 2, "unanswered, it climbs")
        play.stage.said(
            "nobody", f"has answered for {UNANSWERED_MINUTES} minutes",
            f"it rings for the {called(alerts[-1]['to'])} now", "red",
        )  # fmt: skip
        shown = self.duty.sees("decisions", self._at(), WHY)
        alert = shown["case"]["alerts"][0]
        self.duty.does(
            "decisions", self._at("alerts/acknowledgement"), {"alert": alert["alert"]},
            "takes the alert on (G 30)",
        )  # fmt: skip
        self.inspector.does("decisions", self._at("supervision"), {}, "supervises the case (G 34)")
        await play.settles()
        shown = self.duty.sees("decisions", self._at(), WHY)
        standing = [one["words"] for one in shown["case"]["alerts"]]
        expect(alert["words"] not in standing, "what somebody has taken on rings no more")
        play.stage.said("the alert", "rings no more", "taken on by a named person")

    def made_safe(self) -> None:
        """Police act, and an agency takes it over."""
        [risk] = self.duty.sees("decisions", self._at(), WHY)["case"]["open_safeguarding_issues"]
        issue = {"issue": "child-with-subject"}
        self.inspector.does(
            "decisions", self._at("safeguarding-issues"),
            issue | {"what": "The child was alone with the person; officers went there at once."},
            "records the safeguarding issue (G 78, 85)",
        )  # fmt: skip
        self.inspector.is_refused(
            "decisions", self._at("closure"),
            self._seen(reasons="Police have brought the child home unharmed."), "would close the case",
            "SAFEGUARDING_ISSUE_OPEN", "NO_EXIT_DECIDED",
        )  # fmt: skip
        self.inspector.does(
            "decisions", self._at("safeguarding-issues/addressed"),
            {"issue": risk, "how": "RESOLVED", "reasons": "Officers have brought the child home, unharmed."},
            "says what was done about the risk that was reported (G 28(g), 85)",
        )  # fmt: skip
        self.inspector.does(
            "decisions", self._at("safeguarding-issues/addressed"),
            issue | {
                "how": "OWNED_BY_AGENCY",
                "reasons": "The child is home and unharmed; social care hold a strategy discussion.",
            },
            "records that children's social care have it (G 85)",
        )  # fmt: skip
        self.clerk.does(
            "decisions", self._at("force-record"), {"system": "ATHENA", "reference": "46/0001235/26"},
            "enters the formal report's number (G 35)",
        )  # fmt: skip

    def redirected(self) -> None:
        """The enquiry goes where it belongs."""
        self._flags_looked_at()
        self.duty.does(
            "intake", self._at("redirection"),
            {
                "to": "OPEN_CHILD_PROTECTION", "wording": "initial-information@1", "concern_passed_on": True,
                "reasons": "Child protection deals with it; the caller has been told.",
            },
            "directs the enquiry to child protection (G 25)",
        )  # fmt: skip

    def _flags_looked_at(self) -> None:
        """What was out of the usual order was right here, and an officer of rank says why."""
        flags = self.duty.sees("intake", self._at(), WHY)["personal"]["circumstances"]["flags"]
        self.duty.does(
            "intake", self._at("flags/acknowledgement"),
            {
                "flags": [one["code"] for one in flags if not one["acknowledged"]],
                "reasons": "The visit could not wait for an appointment: a child was at risk.",
            },
            "has looked at what is flagged: the visit could not wait for an appointment",
        )  # fmt: skip

    def sees_the_caller(self) -> None:
        """An officer calls at her home, hears what happened, and gives the advice that everybody gets."""
        self.scene("the caller is seen")
        at = self.play.present
        self.interviewer.does(
            "intake", self._at("meetings/held"),
            {
                "meeting": "visit-1", "kind": "FACE_TO_FACE", "place": "HOME_OF_APPLICANT",
                "held_at": at.isoformat(),
                "record": {"further_details": "He took the child home after school without asking her."},
                "warnings": forms.warned(at), "prior_knowledge_asked": True,
                "prior_knowledge": ["NOTHING_KNOWN"], "lived_experience_explored": True,
                "ongoing_concern": True, "advice": ["KEEPING_CHILDREN_SAFE"],
            },
            "sees the caller at home and gives the safety advice (G 48, 76)",
        )  # fmt: skip

    def closed(self) -> None:
        at = self._at
        considered = {
            "what": "OTHER_DISCLOSURE",
            "acted": False,
            "reasons": "Police and social care act now.",
        }
        self.inspector.does(
            "decisions", at("considerations"), considered, "has considered other disclosure (G 19)"
        )
        entry = {
            "request": "A mother rang: her child was alone with a friend of the family.",
            "outcome": "Child made safe; directed to child protection.",
            "protective_action": True,
        }
        self.inspector.does(
            "decisions", at("final-entry"), self._seen(**entry), "makes the final entry (G 100)"
        )
        reasons = "Child protection has the case; nothing is left to do under this scheme."
        self.inspector.does(
            "decisions", at("closure"), self._seen(reasons=reasons), "closes the case (G 100)"
        )

    async def _alerts(self) -> list[Json]:
        return await self.play.alerts_about(case_reference(self.case_id))

    def _at(self, step: str = "") -> str:
        return f"/cases/{self.case_id}/{step}".rstrip("/")

    def _seen(self, **body: object) -> dict[str, object]:
        return {"seen": self.inspector.version("decisions", self.case_id), **body}

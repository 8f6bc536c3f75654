"""Case study 4: nothing is found, nobody is told, and the letter goes out."""

from __future__ import annotations

from datetime import datetime, timedelta

from contracts.clocks import ClockName
from deploy.demo.clients import Desk
from deploy.demo.play import Play
from deploy.demo.stage import expect
from deploy.simulators import forms

OUTAGE_HOURS = 10


class NobodyTold:
    """One case from form to letter, over 28 days of business time."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.case_id = ""
        self.form = play.officer("system-tools")
        self.taker = play.officer("st-1001")
        self.researcher = play.officer("st-1002")
        self.interviewer = play.officer("pc-4711")
        self.supervisor = play.officer("ds-2203")
        self.clerk = play.officer("st-1900")

    async def first_day(self) -> None:
        """The enquiry, sent twice, while probation's system is down."""
        play = self.play
        play.stage.scene("Day 1: an enquiry by online form; probation's system is down")
        await play.fault("probation", mode="down", hours=OUTAGE_HOURS)
        play.stage.said("probation", "its system cannot be reached", f"for {OUTAGE_HOURS} hours", style="red")
        body = forms.fathers_enquiry(play.people)
        done = self.form.does("intake", "/enquiries", body, "the father sends the form", key="form-0001")
        self.case_id = done.case_id
        again = self.form.does("intake", "/enquiries", body, "the browser sends it again", key="form-0001")
        expect(again.replayed and again.case_id == self.case_id, "the same form sent twice is one enquiry")
        other = body | {"channel": "TELEPHONE"}
        self.form.is_turned_away(
            "intake", "/enquiries", other, "another form under the same key", 422, key="form-0001"
        )
        self.taker.does(
            "intake", self._at("initial-form"), {"form": "annex-a@1"}, "completes the form (G 27)"
        )
        await play.settles()
        play.clocks(self.supervisor, self.case_id)
        sources = play.answers(self.researcher, self.case_id)
        expect(
            any(one["answer"] == "UNAVAILABLE" for one in sources),
            "probation could not look, and that is said",
        )
        self.researcher.is_refused(
            "checks",
            self._at("initial-checks"),
            self._seen(self.researcher, "checks", outcome="NO_IMMEDIATE_CONCERN", progress=True),
            "completes the initial checks",
            "COVERAGE_INCOMPLETE",
        )

    async def checks_complete(self) -> None:
        """Probation is back, social care has answered; a person completes the checks within 24 hours."""
        play = self.play
        play.stage.scene("Later that day: probation is asked again, and social care answers")
        await play.goes_on(hours=12)
        sources = play.answers(self.researcher, self.case_id)
        expect(
            {one["answer"] for one in sources} == {"NO_TRACE"}, "every source has looked, and nothing is held"
        )
        self.researcher.does(
            "checks",
            self._at("initial-checks"),
            self._seen(
                self.researcher, "checks", outcome="NO_IMMEDIATE_CONCERN", progress=True,
                reasons="Nothing held anywhere; the father should be met.",
            ),
            "completes the initial checks",
        )  # fmt: skip
        await play.settles()

    async def progress(self) -> None:
        play = self.play
        play.stage.scene("Day 2: the supervisor takes the case on")
        await play.goes_on(hours=14)
        at = self._at
        self.supervisor.does("decisions", at("supervision"), {}, "supervises the case (G 34)")
        self.clerk.does(
            "decisions", at("force-record"), {"system": "ATHENA", "reference": "46/0001234/26"},
            "enters the formal report's number (G 35)",
        )  # fmt: skip
        body = {
            "reasons": "The relationship is real and the question is genuine.",
            "considered": ["CSODS", "MAPPA"],
        }
        self.supervisor.does(
            "decisions",
            at("progress"),
            self._seen(self.supervisor, "decisions", **body),
            "lets it go on (G 33)",
        )
        await play.settles()

    async def meeting(self) -> None:
        """Arranged, held face to face, and written up the same day."""
        play = self.play
        play.stage.scene("Day 5: the father is met")
        begins = (play.stage.now or datetime.now().astimezone()) + timedelta(days=3)
        father = play.people["cs4-father"]
        where = {"meeting": "meeting-1", "kind": "FACE_TO_FACE", "place": "NEUTRAL"}
        self.interviewer.does(
            "intake", self._at("meetings"),
            where | {
                "begins_at": begins.isoformat(), "neutral_place_offered": True, "wording": "appointment@1",
                "appointment": forms.appointment(father), "interviewer": self.interviewer.id,
            },
            "arranges a meeting at a neutral place (G 36, 39)",
        )  # fmt: skip
        await play.settles()
        await play.until(begins + timedelta(hours=1))
        self._held(where, begins)
        await play.settles()

    def _held(self, where: dict[str, str], begins: datetime) -> None:
        at = self._at
        proof = {"proofs": ["PASSPORT", "UTILITY_BILL"], "how": "IN_PERSON"}
        self.interviewer.does("intake", at("identity"), proof, "sees passport and council tax bill (G 40e)")
        record = {
            "further_details": "He has met the partner twice and has nothing to report but worry.",
            "prior_knowledge": "Nothing.",
            "lived_experience": "The child speaks warmly of home.",
        }
        self.interviewer.does(
            "intake", at("meetings/held"),
            where | {
                "held_at": begins.isoformat(), "record": record, "warnings": forms.warned(begins),
                "prior_knowledge_asked": True, "prior_knowledge": ["NOTHING_KNOWN"],
                "lived_experience_explored": True, "ongoing_concern": False,
                "advice": ["KEEPING_CHILDREN_SAFE"],
            },
            "meets the father, with all warnings given (G 36 to 46)",
        )  # fmt: skip
        notes = {"contact_record": "Met as arranged.", "recommendation": "Complete the risk assessment."}
        form = {
            "form": "annex-a@1",
            "recommendation": "RISK_ASSESSMENT",
            "genuineness": "GENUINE",
            "notes": notes,
        }
        self.interviewer.does("intake", at("meeting-form"), form, "completes the face-to-face form (G 50)")

    async def assessment(self) -> None:
        play = self.play
        play.stage.scene("Day 6: every source is asked again, and the risk is assessed")
        await play.goes_on(hours=26)
        play.answers(self.researcher, self.case_id)
        self.researcher.does(
            "checks", self._at("risk-assessment"),
            self._seen(
                self.researcher, "checks", credible_risk="NONE_IDENTIFIED",
                text="All sources asked again; nothing held; no concerning behaviour described.",
            ),
            "completes the risk assessment (G 51, 72)",
        )  # fmt: skip
        await play.settles()

    async def decision(self) -> None:
        """What stands in the way of finalising; then the three statements."""
        play = self.play
        play.stage.scene("Day 6: no concern, by its three statements")
        at = self._at
        self.supervisor.is_refused(
            "decisions", at("finalisation"), self._seen(self.supervisor, "decisions"), "finalises at once",
            "NOT_CATEGORISED", "FINAL_ENTRY_MISSING",
        )  # fmt: skip
        self.clerk_may_not_see()
        self.supervisor.does(
            "decisions", at("no-concern"),
            self._seen(
                self.supervisor, "decisions",
                statements=["G75a", "G75b", "G75c-behaviour"],
                credible_risk="No credible risk to the child was found.",
                reasons="No conviction, no intelligence, no concerning behaviour.",
            ),
            "categorises: no concern (G 75, 78)",
        )  # fmt: skip
        for what in ("OTHER_DISCLOSURE", "OTHER_SCHEME", "STATUTORY_REFERRALS", "CHILDRENS_SOCIAL_CARE"):
            body = {"what": what, "acted": False, "reasons": "Considered; nothing calls for it here."}
            self.supervisor.does("decisions", at("considerations"), body, f"considered: {_plain(what)}")
        await play.settles()

    def clerk_may_not_see(self) -> None:
        shown = self.clerk.sees("decisions", f"/cases/{self.case_id}", "filing the formal report")
        expect(bool(shown["masked"]), "who has no need to know sees no personal data")
        self.play.stage.said(
            self.clerk.name, "opens the case", f"masked: {', '.join(shown['masked'])}", "yellow"
        )

    async def letter(self) -> None:
        """It leaves on the day that follows from the contact alone, in words that fit any outcome."""
        play = self.play
        play.stage.scene("Day 26: the letter goes out")
        before = [one for one in await play.mailbox("messages") if one["kind"] == "CLOSING_LETTER"]
        expect(not before, "no letter leaves before its day")
        await play.goes_on(days=21)
        letters = [one for one in await play.mailbox("messages") if one["kind"] == "CLOSING_LETTER"]
        expect(len(letters) == 1, "one letter, once")
        told = letters[0]["title"] + letters[0]["body"]
        for hidden in ("Testperson", "Ferdinand", "Clementine"):
            expect(hidden not in told, "nothing of the person asked about is in the letter")
        play.stage.letter(letters[0]["title"], letters[0]["body"])

    async def end(self) -> None:
        play = self.play
        play.stage.scene("The case is finalised")
        body = {
            "request": "A father asked about the new partner of his daughter's mother.",
            "outcome": "No information to disclose; advice and letter given.",
        }
        at = self._at
        self.supervisor.does(
            "decisions",
            at("final-entry"),
            self._seen(self.supervisor, "decisions", **body),
            "makes the final entry (G 100)",
        )
        self.supervisor.does(
            "decisions",
            at("finalisation"),
            self._seen(self.supervisor, "decisions"),
            "finalises the case (G 91)",
        )
        await play.settles()
        clocks = play.clocks(self.supervisor, self.case_id)
        whole = [one for one in clocks if one["clock"] == ClockName.WHOLE_CASE.value]
        expect(bool(whole) and whole[0]["ended_at"] is not None, "the case ended within its clock")

    def _at(self, step: str) -> str:
        return f"/cases/{self.case_id}/{step}"

    def _seen(self, who: Desk, service: str, **body: object) -> dict[str, object]:
        return {"seen": who.version(service, self.case_id), **body}


def _plain(code: str) -> str:
    return code.replace("_", " ").lower()

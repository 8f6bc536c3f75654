"""Case study 4: nothing is found, nobody is told, and the letter goes out."""

from __future__ import annotations

from contracts.clocks import ClockName
from deploy.demo import letters
from deploy.demo.clients import Desk
from deploy.demo.play import Play
from deploy.demo.stage import expect
from deploy.simulators import forms

OUTAGE_HOURS = 10
MET_ON, ASSESSED_ON, LETTER_BY, ENDS_ON = 5, 8, 26, 26
CONSIDERED = {
    "OTHER_DISCLOSURE": "other disclosure (G 5, 19)",
    "OTHER_SCHEME": "the domestic violence scheme (G 11)",
    "STATUTORY_REFERRALS": "statutory referrals (G 55)",
    "CHILDRENS_SOCIAL_CARE": "children's social care (G 68)",
}


class NobodyTold:
    """One case from form to letter, over 28 days of business time."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.case_id = ""
        self.form = play.officer("system-tools", "the online form")
        self.taker = play.officer("st-1001")
        self.researcher = play.officer("st-1002")
        self.interviewer = play.officer("pc-4711")
        self.supervisor = play.officer("ds-2203")
        self.clerk = play.officer("st-1900")

    async def enquiry(self) -> None:
        """The form, sent twice, while probation's system is down."""
        play = self.play
        play.scene("a father asks, by online form; probation's system is down")
        await play.fault("probation", mode="down", hours=OUTAGE_HOURS)
        play.stage.said(
            "probation", "cannot be reached", f"its system is down for {OUTAGE_HOURS} hours", "red"
        )
        body = forms.fathers_enquiry(play.people)
        done = self.form.does("intake", "/enquiries", body, "sends the father's enquiry", key="form-0001")
        self.case_id = done.case_id
        again = self.form.does("intake", "/enquiries", body, "sends it again by mistake", key="form-0001")
        expect(again.replayed and again.case_id == self.case_id, "the same form sent twice is one enquiry")
        other = body | {"channel": "TELEPHONE"}
        self.form.is_turned_away(
            "intake", "/enquiries", other, "sends another one under the same key", 422, key="form-0001"
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
            "would complete the initial checks",
            "COVERAGE_INCOMPLETE",
        )

    async def checks_complete(self) -> None:
        """Probation is back, social care has answered; people complete the checks and take the case on."""
        play = self.play
        await play.until(play.at(1, 20))
        play.scene("that evening, probation has been asked again and social care has answered")
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
            "completes the initial checks (G 29 to 33)",
        )  # fmt: skip
        self.supervisor.does("decisions", self._at("supervision"), {}, "supervises the case (G 34)")
        await play.settles()

    async def progress(self) -> None:
        play = self.play
        await play.until(play.at(2, 10))
        play.scene("the supervisor lets it go on, and a meeting is arranged")
        at = self._at
        self.clerk.does(
            "decisions", at("force-record"), {"system": "ATHENA", "reference": "46/0001234/26"},
            "enters the formal report's number (G 35)",
        )  # fmt: skip
        body = {
            "reasons": "The relationship is real and the question is genuine.",
            "considered": ["CSODS", "MAPPA"],
        }
        self.supervisor.does(
            "decisions", at("progress"), self._seen(self.supervisor, "decisions", **body),
            "decides to go on (G 33)",
        )  # fmt: skip
        await play.settles()
        self.interviewer.does(
            "intake", at("meetings"),
            self._meeting() | {
                "begins_at": play.at(MET_ON, 10).isoformat(), "neutral_place_offered": True,
                "wording": "appointment@1", "appointment": forms.appointment(play.people["cs4-father"]),
                "interviewer": self.interviewer.id,
            },
            "arranges a meeting at a neutral place (G 36, 39)",
        )  # fmt: skip
        await play.settles()

    async def meeting(self) -> None:
        """Held face to face, and written up the same day."""
        play, at = self.play, self._at
        begins = play.at(MET_ON, 10)
        await play.until(play.at(MET_ON, 11))
        play.scene("the father is met")
        proof = {"proofs": ["PASSPORT", "UTILITY_BILL"], "how": "IN_PERSON"}
        self.interviewer.does("intake", at("identity"), proof, "sees passport and utility bill (G 40(e))")
        record = {
            "further_details": "He has met the partner twice and has nothing to report but worry.",
            "prior_knowledge": "Nothing.",
            "lived_experience": "The child speaks warmly of home.",
        }
        self.interviewer.does(
            "intake", at("meetings/held"),
            self._meeting() | {
                "held_at": begins.isoformat(), "record": record, "warnings": forms.warned(begins),
                "prior_knowledge_asked": True, "prior_knowledge": ["NOTHING_KNOWN"],
                "lived_experience_explored": True, "ongoing_concern": False,
                "advice": ["KEEPING_CHILDREN_SAFE"],
            },
            "meets the father, with all warnings and the safety advice given (G 36 to 48)",
        )  # fmt: skip
        notes = {"contact_record": "Met as arranged.", "recommendation": "Complete the risk assessment."}
        form = {
            "form": "annex-a@1",
            "recommendation": "RISK_ASSESSMENT",
            "genuineness": "GENUINE",
            "notes": notes,
        }
        self.interviewer.does("intake", at("meeting-form"), form, "completes the face-to-face form (G 50)")
        await play.settles()

    async def assessment(self) -> None:
        play = self.play
        await play.until(play.at(ASSESSED_ON, 10))
        play.scene("every source has been asked once more, and the risk is assessed")
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
        play, at = self.play, self._at
        play.scene("the decision: no concern, by its three statements")
        self.supervisor.is_refused(
            "decisions", at("finalisation"), self._seen(self.supervisor, "decisions"),
            "would finalise at once", "NOT_CATEGORISED", "FINAL_ENTRY_MISSING",
        )  # fmt: skip
        self._clerk_may_not_see()
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
        for what, words in CONSIDERED.items():
            body = {"what": what, "acted": False, "reasons": "Considered; nothing calls for it here."}
            self.supervisor.does("decisions", at("considerations"), body, f"has considered {words}")
        await play.settles()
        expect(not await self._letters(), "no letter leaves before its day")

    def _clerk_may_not_see(self) -> None:
        shown = self.clerk.sees("decisions", f"/cases/{self.case_id}", "filing the formal report")
        expect(bool(shown["masked"]), "who has no need to know sees no personal data")
        masked = ", ".join(name.replace("_", " ") for name in shown["masked"])
        self.play.stage.said(
            self.clerk.name, "opens the case", f"masked: {masked}", "yellow", self.clerk.about
        )

    async def waits(self) -> None:
        """Decided, the case waits for the letter's day; a week of silence asks its supervisor each time."""
        play = self.play
        for day in (16, 24):
            await play.until(play.at(day, 9))
            shown = self.supervisor.sees("decisions", f"/cases/{self.case_id}", "supervising this case")
            for alert in shown["case"]["alerts"]:
                play.scene("nothing has been heard of the case for a week")
                self.supervisor.does(
                    "decisions", self._at("alerts/acknowledgement"), {"alert": alert["alert"]},
                    f"has looked: {alert['words']}; it waits for its letter's day",
                )  # fmt: skip
            await play.settles()

    async def letter(self) -> None:
        """It leaves on the day that follows from the contact alone, in words that fit any outcome."""
        play = self.play
        await play.until(play.at(LETTER_BY, 9))
        play.scene("the letter has gone out")
        sent = await self._letters()
        expect(len(sent) == 1, "one letter, once")
        told = sent[0]["title"] + sent[0]["body"]
        subject = play.people["cs4-subject"]
        for hidden in (subject.surname, *subject.forenames.split()):
            expect(hidden not in told, "nothing of the person asked about is in the letter")
        play.stage.letter(sent[0]["title"], letters.without_enclosures(sent[0]["body"]))

    async def end(self) -> None:
        play, at = self.play, self._at
        await play.until(play.at(ENDS_ON, 10))
        play.scene("the case is finalised")
        body = {
            "request": "A father asked about the new partner of his daughter's mother.",
            "outcome": "No information to disclose; advice and letter given.",
        }
        self.supervisor.does(
            "decisions", at("final-entry"), self._seen(self.supervisor, "decisions", **body),
            "makes the final entry (G 100)",
        )  # fmt: skip
        self.supervisor.does(
            "decisions", at("finalisation"), self._seen(self.supervisor, "decisions"),
            "finalises the case (G 91)",
        )  # fmt: skip
        await play.settles()
        clocks = play.clocks(self.supervisor, self.case_id)
        whole = [one for one in clocks if one["clock"] == ClockName.WHOLE_CASE.value]
        expect(bool(whole) and whole[0]["ended_at"] is not None, "the case ended within its clock")
        shown = self.supervisor.sees("decisions", f"/cases/{self.case_id}", "supervising this case")
        decided = shown["personal"]["decision"]["decided"]
        play.stage.remark(f"Outcome of {shown['case']['reference']}: {shown['case']['stage']}, {decided}.")

    async def _letters(self) -> list[dict[str, str]]:
        return [one for one in await self.play.mailbox("messages") if one["kind"] == "CLOSING_LETTER"]

    @staticmethod
    def _meeting() -> dict[str, str]:
        return {"meeting": "meeting-1", "kind": "FACE_TO_FACE", "place": "NEUTRAL"}

    def _at(self, step: str) -> str:
        return f"/cases/{self.case_id}/{step}"

    def _seen(self, who: Desk, service: str, **body: object) -> dict[str, object]:
        return {"seen": who.version(service, self.case_id), **body}

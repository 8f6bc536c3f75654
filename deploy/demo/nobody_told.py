"""Case study 4: nothing is found, nobody is told, and the letter goes out."""

from __future__ import annotations

from typing import ClassVar

from contracts.codes import Outcome
from contracts.words import say
from deploy.demo import letters
from deploy.demo.play import Play
from deploy.demo.stage import expect
from deploy.demo.study import SILENT, WAITS, Study
from deploy.demo.together import Course
from deploy.simulators import forms

OUTAGE_HOURS = 10
MET_ON, ASSESSED_ON, LETTER_BY = 5, 8, 26


class NobodyTold(Study):
    number: ClassVar[int] = 4
    about: ClassVar[str] = "no disclosure"
    applicant: ClassVar[str] = "cs4-father"
    outcome: ClassVar[str] = say(Outcome.NO_DISCLOSURE).text
    looked_back_to: ClassVar[tuple[int, int, str]] = (MET_ON, 20, "the evening after the meeting")

    def __init__(self, play: Play) -> None:
        super().__init__(play)
        self.form = play.officer("system-tools", "the online form")

    async def course(self) -> Course:
        play = self.play
        await self.enquiry()
        yield play.present
        self.not_everybody_could_look()
        yield play.at(1, 20)
        self.checks_complete()
        yield play.at(2, 10)
        self.scene("the supervisor lets it go on, and a meeting is arranged")
        self.goes_on("46/0001234/26", "The relationship is real and the question is genuine.", "MAPPA")
        yield play.present
        self.arranged(play.at(MET_ON, 10))
        yield play.at(MET_ON, 11)
        self.meeting()
        yield play.at(ASSESSED_ON, 10)
        self.scene("every source has been asked once more, and the risk is assessed")
        self.sources()
        self.assessed(
            "NONE_IDENTIFIED", "All sources asked again; nothing held; no concerning behaviour described."
        )
        yield play.present
        await self.decision()
        for day in (16, 24):
            yield play.at(day, 9)
            self.alerts_taken(WAITS, SILENT)
        yield play.at(LETTER_BY, 9)
        await self.letter()
        yield play.at(LETTER_BY, 10)
        self.end()

    async def enquiry(self) -> None:
        """The form, sent twice, while probation's system is down; the other stories begin after that."""
        play = self.play
        self.scene("a father asks, by online form; probation's system is down")
        await play.fault("probation", mode="down", hours=OUTAGE_HOURS)
        play.stage.said(
            "probation", "cannot be reached", f"its system is down for {OUTAGE_HOURS} hours", "red"
        )
        body = forms.fathers_enquiry(play.people)
        self.asks(self.form, body, "sends the father's enquiry", key="form-0001")
        again = self.form.does("intake", "/enquiries", body, "sends it again by mistake", key="form-0001")
        expect(again.replayed and again.case_id == self.case_id, "the same form sent twice is one enquiry")
        other = body | {"channel": "TELEPHONE"}
        self.form.is_turned_away(
            "intake", "/enquiries", other, "sends another one under the same key", 422, key="form-0001"
        )
        self.form_complete()

    def not_everybody_could_look(self) -> None:
        self.scene("not every source could look")
        self.play.clocks(self.supervisor, self.case_id)
        sources = self.sources()
        expect(
            any(one["answer"] == "UNAVAILABLE" for one in sources),
            "probation could not look, and that is said",
        )
        self.refused(
            self.researcher, "checks", "initial-checks", "would complete the initial checks",
            "COVERAGE_INCOMPLETE", outcome="NO_IMMEDIATE_CONCERN", progress=True,
        )  # fmt: skip

    def checks_complete(self) -> None:
        """Probation is back, social care has answered; people complete the checks and take the case on."""
        self.scene("probation has been asked again, and social care has answered")
        sources = self.sources()
        expect(
            {one["answer"] for one in sources} == {"NO_TRACE"}, "every source has looked, and nothing is held"
        )
        self.checks_completed("NO_IMMEDIATE_CONCERN", "Nothing held anywhere; the father should be met.")
        self.taken_on()

    def meeting(self) -> None:
        """Held face to face, and written up the same day."""
        self.scene("the father is met")
        record = {
            "further_details": "He has met the partner twice and has nothing to report but worry.",
            "prior_knowledge": "Nothing.",
            "lived_experience": "The child speaks warmly of home.",
        }
        self.met(self.play.at(MET_ON, 10), record)

    async def decision(self) -> None:
        """What stands in the way of finalising; then the three statements."""
        self.scene("the decision: no concern, by its three statements")
        self.refused(
            self.supervisor, "decisions", "finalisation", "would finalise at once",
            "NOT_CATEGORISED", "FINAL_ENTRY_MISSING",
        )  # fmt: skip
        self._clerk_may_not_see()
        self._others_say_that_they_take_part()
        self.judges(
            self.supervisor, "decisions", "no-concern", "categorises: no concern (G 75, 78)",
            statements=["G75a", "G75b", "G75c-behaviour"],
            credible_risk="No credible risk to the child was found.",
            reasons="No conviction, no intelligence, no concerning behaviour.",
        )  # fmt: skip
        self.considered()
        expect(not await self.letters(), "no letter leaves before its day")

    def _clerk_may_not_see(self) -> None:
        shown = self.clerk.sees("decisions", f"/cases/{self.case_id}", "filing the formal report")
        expect(bool(shown["masked"]), "who has no need to know sees no personal data")
        masked = ", ".join(name.replace("_", " ") for name in shown["masked"])
        self.play.stage.said(
            self.clerk.name, "opens the case", f"masked: {masked}", "yellow", self.clerk.about
        )

    def _others_say_that_they_take_part(self) -> None:
        """Of who applied nobody reads who is not on the case; to cover for a colleague takes one order."""
        other, why = self.play.officer("ps-2290"), "covering for the supervisor tonight"
        shown = other.sees("intake", f"/cases/{self.case_id}", why)
        expect("applicant" in shown["masked"], "who applied is for officers on the case")
        self.play.stage.said(other.name, "opens the case in intake", shown["words"], "yellow", other.about)
        self.by(
            other, "intake", "participation", "takes part, and says why",
            why="I cover for the supervisor, who is off duty.",
        )  # fmt: skip
        shown = other.sees("intake", f"/cases/{self.case_id}", why)
        expect("applicant" not in shown["masked"], "whoever takes part in a case sees who applied")

    async def letter(self) -> None:
        """It leaves on the day that follows from the contact alone, in words that fit any outcome."""
        play = self.play
        self.scene("the letter has gone out")
        sent = await self.letters()
        expect(len(sent) == 1, "one letter, once")
        mother = play.people["cs4-mother"]
        told = sent[0]["title"] + sent[0]["body"]
        for hidden in (mother.surname, *mother.forenames.split()):
            expect(hidden not in told, "nothing of the mother is in the letter")
        await self.nothing_written_of_the_subject()
        play.stage.letter(sent[0]["title"], letters.without_enclosures(sent[0]["body"]))

    def end(self) -> None:
        self.scene("the case is finalised")
        self.finalised(
            "A father asked about the new partner of his daughter's mother.",
            "No information to disclose; advice and letter given.",
        )
        self.ended_in_time()

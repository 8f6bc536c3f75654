"""Case study 2: no conviction, and a concern all the same. Nobody is told; police act otherwise."""

from __future__ import annotations

from typing import ClassVar, Final

from contracts.codes import Outcome, Source
from contracts.words import say
from deploy.demo.disclosing import Disclosing
from deploy.demo.stage import expect
from deploy.demo.study import SILENT, WAITS, Study
from deploy.demo.together import Course
from deploy.simulators import forms

MET, LATER, SPOKEN_TO, WARNED, SILENCE, ENDS = 5, 8, 9, 15, 23, 26
ISSUE: Final = "messages-and-presents"
LINE: Final = "He befriended the family, and now writes to the girl in secret and gives her presents."
ON_BEHAVIOUR: Final = "Nothing on record: it is how he behaves now that is the concern."
STAGES: Final = {
    "necessary": "What is held is reports that the mother herself made, and knows.",
    "pressing": "Stopping him presses; telling her what she told us does not.",
    "proportionate": "Warning him and the investigation protect the girl, with less.",
}


class Grooming(Disclosing, Study):
    number: ClassVar[int] = 2
    about: ClassVar[str] = "no disclosure, protective action"
    applicant: ClassVar[str] = "cs2-applicant"
    outcome: ClassVar[str] = say(Outcome.NO_DISCLOSURE).text
    looked_back_to: ClassVar[tuple[int, int, str]] = (MET, 20, "the evening after the meeting")

    async def course(self) -> Course:
        play = self.play
        yield play.present
        self.scene("a mother comes to the station: a former friend writes to her daughter")
        body = forms.mothers_enquiry(play.people)
        self.asks(self.taker, body, "takes a mother's enquiry, in private (G 26)", key="desk-0001")
        self.form_complete()
        yield play.at(1, 20)
        self.scene("no conviction; intelligence, and a child who is protected already")
        sources = self.sources()
        clear = [one["answer"] for one in sources if one["source"].startswith("Police National Computer")]
        expect(set(clear) == {"NO_TRACE"}, "the Police National Computer is clear")
        self.checks_completed("NO_IMMEDIATE_CONCERN", "No contact in person; messages to be looked into.")
        self.taken_on()
        yield play.at(2, 10)
        self.scene("the application goes on")
        self.goes_on("46/0001237/26", "The behaviour described is of concern.", "CHILD_PROTECTION")
        yield play.present
        self.arranged(play.at(MET, 10))
        yield play.at(MET, 11)
        self.scene("the mother is met")
        record = {"further_details": "Messages at night, presents at school; she has kept them all."}
        self.met(play.at(MET, 10), record, ongoing_concern=True)
        yield play.at(LATER, 9)
        self.assesses()
        yield play.present
        before = self.supervisor.version("decisions", self.case_id)
        self.learns_more()
        yield play.present
        self.decides(before)
        yield play.at(SPOKEN_TO, 10)
        self.acts()
        yield play.present
        self.nobody_is_told()
        yield play.at(WARNED, 10)
        self.warned()
        yield play.at(SILENCE, 9)
        self.alerts_taken(WAITS, SILENT)
        yield play.at(ENDS, 10)
        self.ends()

    def assesses(self) -> None:
        self.scene("the risk is assessed")
        self.assessed("CREDIBLE", "No conviction; the pattern of grooming is plain.", LINE)

    def learns_more(self) -> None:
        self.scene("the mother reports more messages, and a present")
        account = {
            "text": f"{forms.mothers_enquiry(self.play.people)['account']['text']} {forms.LATER_MESSAGES}"
        }
        self.judges(
            self.taker, "intake", "corrections", "adds what the mother reports now",
            why="LEARNT_LATER", account=account,
        )  # fmt: skip

    def decides(self, before: int) -> None:
        """No concern because the record is clear: that is refused, whoever asks."""
        self.scene("a concern although no conviction is held")
        concern = self.a_concern(["G73d"], LINE, ON_BEHAVIOUR)
        self.supervisor.is_refused(
            "decisions", self._at("concern"), {"seen": before, **concern},
            "would categorise on what was known before", "CASE_CHANGED",
        )  # fmt: skip
        self.refused(
            self.supervisor, "decisions", "no-concern", "would find no concern, since no conviction is held",
            "STATEMENT_B_CONTRADICTED", "STATEMENT_C_CONTRADICTED", "CREDIBLE_RISK_FOUND",
            statements=["G75a", "G75b", "G75c-behaviour"], credible_risk="No credible risk was found.",
            reasons="The Police National Computer is clear.",
        )  # fmt: skip
        self.concern(["G73d"], LINE, ON_BEHAVIOUR)

    def acts(self) -> None:
        self.scene("the mother is spoken to, he is asked to stay away, child protection investigates")
        self.by(
            self.interviewer, "decisions", "concern-discussed", "speaks to the mother about it (G 84)",
            at=self.play.present.isoformat(), reasons="What to watch for, and to keep every message.",
        )  # fmt: skip
        self.by(
            self.supervisor, "decisions", "safeguarding-issues", "records the safeguarding issue (G 78, 85)",
            issue=ISSUE, what="Messages and presents to a girl of 14, in secret.", children=self.children(),
        )  # fmt: skip
        self.acted(
            "ADVISED_TO_STAY_AWAY", "that he was asked to stay away from the girl", None,
            "Visited at home by two officers, and asked not to write or call.",
        )  # fmt: skip
        self.acted(
            "CHILD_PROTECTION_INVESTIGATION", "the investigation by the Child Protection Unit",
            "46/0001310/26", "Taken over by the Child Protection Unit, with her social worker.",
        )  # fmt: skip
        self.considered(CHILDRENS_SOCIAL_CARE="Told; it is part of the girl's protection plan.")

    def nobody_is_told(self) -> None:
        self.scene("the three tests are not satisfied: nobody is told")
        reasons = {"reasons": "What is held the mother told us; other measures protect the girl."}
        self.refused(
            self.supervisor, "decisions", "disclosure/none", "would decide without the tests",
            "TEST_NOT_APPLIED", **reasons,
        )  # fmt: skip
        bears = self.evidence([Source.POLICE_INTELLIGENCE, Source.SOCIAL_CARE])
        stages = [{"stage": one, "satisfied": False, "evidence": bears} for one in ("G83a", "G83b", "G83c")]
        self.tested({"stages": stages, **STAGES})
        self.judges(
            self.supervisor,
            "decisions",
            "disclosure/none",
            "decides that nobody is told (G 84, 99)",
            **reasons,
        )
        self.refused(
            self.supervisor, "decisions", "finalisation", "would finalise at once",
            "SAFEGUARDING_ISSUE_OPEN", "RISK_TOOLS_NOT_CONSIDERED", "FINAL_ENTRY_MISSING",
        )  # fmt: skip

    def warned(self) -> None:
        self.scene("the prosecutors decide; he is warned")
        self.acted(
            "CPS_NO_CHARGE", "that the Crown Prosecution Service advises no charge", "46/0001310/26",
            "The messages do not make out an offence yet.",
        )  # fmt: skip
        self.acted(
            "HARASSMENT_WARNING", "a harassment warning, given to him in person", "46/0001311/26",
            "Told what follows if he writes to her again.",
        )  # fmt: skip
        self.by(
            self.supervisor, "decisions", "safeguarding-issues/addressed",
            "records that children's social care have it (G 85)", issue=ISSUE, how="OWNED_BY_AGENCY",
            reasons="Part of her protection plan; her social worker has accepted it.",
        )  # fmt: skip
        self.tools_considered()

    def ends(self) -> None:
        self.scene("the letter has gone out, and the case is finalised")
        self.finalised(
            "A mother asked about a former friend who writes to her daughter.",
            "No information to disclose; he was warned, and child protection has the case.",
        )
        self.ended_in_time()

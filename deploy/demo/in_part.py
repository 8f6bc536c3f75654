"""Case study 3: through a MAPPA meeting two people are told a part of what is held."""

from __future__ import annotations

from typing import ClassVar, Final

from contracts.codes import Outcome, Source
from contracts.words import say
from deploy.demo.disclosing import Disclosing, Recipient
from deploy.demo.play import Json
from deploy.demo.stage import expect
from deploy.demo.study import RESEARCHING, Study
from deploy.demo.together import Course
from deploy.simulators import forms

MET, ASSESSED, MAPPA_MET, TOLD, ENDS, LOOKED_AT_LAST = 5, 8, 11, 12, 15, 26
LEAD: Final = "police-46"
MINUTES: Final = "MAPPA/46/0231/26"
LINE: Final = "He is at the house where the boy is minded, alone with him for hours."
ON_RECORD: Final = "Convicted of offences against adults; reports about children that were never charged."
TESTS: Final = {
    "necessary": "A boy of seven is alone with him every week, and nobody there knows of it.",
    "pressing": "It goes on now, and the reports are of children of that age.",
    "proportionate": "Two people are told a part, no offences and no dates; his manager sees him that week.",
    "extent": "That he may be a risk to children. Nothing of his offences: the meeting advises no more.",
}
TO_MOTHER: Final = "Gideon Phantom-Barrow may be a risk to children. Never leave Otis alone with him."
TO_DAUGHTER: Final = (
    "Gideon Phantom-Barrow may be a risk to children. Otis must not be alone with him at his grandmother's."
)
SAID: Final = "It was long ago, and nobody was ever charged. I would rather tell her myself."


class InPart(Disclosing, Study):
    number: ClassVar[int] = 3
    about: ClassVar[str] = "partial disclosure through MAPPA"
    applicant: ClassVar[str] = "cs3-applicant"
    outcome: ClassVar[str] = say(Outcome.PARTIAL_DISCLOSURE).text
    told: ClassVar[int] = 2
    covered: ClassVar[int] = 1
    looked_back_to: ClassVar[tuple[int, int, str]] = (MAPPA_MET, 20, "the evening before the authority")

    async def course(self) -> Course:
        play = self.play
        yield play.present
        self.scene("a daughter asks, by online form, about her mother's boyfriend")
        form = play.officer("system-tools", "the online form")
        self.asks(form, forms.daughters_enquiry(play.people), "sends the daughter's enquiry", key="form-0003")
        self.form_complete()
        yield play.present
        self.managed_already()
        yield play.at(1, 19, 16)
        self.alerts_taken("it is known, and acted on", "probation has been asked again, and it rings again")
        yield play.at(1, 20)
        self.scene("every source has answered")
        self.sources()
        self.checks_completed("IMMEDIATE_CONCERN", "Managed under MAPPA, and near a child; reported at once.")
        yield play.at(2, 10)
        self.scene("the application goes on")
        self.goes_on("46/0001238/26", "He is near the child; the question is genuine.", "MAPPA")
        yield play.present
        self.arranged(play.at(MET, 12))
        yield play.at(MET, 13)
        self.scene("the daughter is met")
        record = {"further_details": "Her mother minds the boy three days a week; he is there most days."}
        self.met(play.at(MET, 12), record)
        yield play.at(ASSESSED, 11)
        self.scene("the risk is assessed, and intelligence is graded first")
        self.assessed("CREDIBLE", ON_RECORD, LINE)
        yield play.present
        self.graded_first()
        yield play.present
        self.concern(["G73b", "G73c"], LINE, ON_RECORD)
        self.goes_to_mappa()
        yield play.at(MAPPA_MET, 15)
        self.meeting_advises()
        yield play.at(TOLD, 10)
        self.authorised_for_each()
        read = self.released(self.mother())
        yield play.at(TOLD, 11)
        self.mother_told(read)
        read = self.released(self.daughter())
        yield play.at(TOLD, 15)
        self.scene("the daughter is told")
        self.tells_in_person(self.daughter(), read, "At the station, room 4")
        yield play.at(ENDS, 10)
        self.ends()
        yield play.at(LOOKED_AT_LAST, 11)
        expect(not await self.letters(), "who was told in person gets nothing in writing")
        await self.nothing_written_of_the_subject()

    def mother(self) -> Recipient:
        person = self.play.people["cs3-mother"]
        return Recipient("grandmother", "the mother", TO_MOTHER, "She minds the boy in her house.", person)

    def daughter(self) -> Recipient:
        return Recipient("parent", "the daughter", TO_DAUGHTER, "She decides who minds her son.")

    def managed_already(self) -> None:
        self.scene("he is managed already: a supervisor is alerted at once")
        self.taken_on()
        self.alerts_taken("the boy stays with his parents meanwhile")
        mother = self.play.people["cs3-mother"]
        self.by(
            self.researcher, "checks", "adults", "names the mother, to be looked up too (G 101)",
            role="RESPONSIBLE_ADULT", name=forms.name(mother), date_of_birth=f"{mother.date_of_birth}",
        )  # fmt: skip

    def graded_first(self) -> None:
        """What nobody has graded bears no concern; offences against adults are no Schedule 34A conviction."""
        self.refused(
            self.supervisor, "decisions", "concern", "would categorise on convictions of Schedule 34A",
            "GROUND_A_NOT_HELD", "INTELLIGENCE_NOT_GRADED",
            **self.a_concern(["G73a", "G73c"], LINE, ON_RECORD),
        )  # fmt: skip
        shown = self.researcher.sees("checks", f"/cases/{self.case_id}", RESEARCHING)["personal"]
        (item,) = [one for one in shown["intelligence"] if one["grade"] == "not graded"]
        old = item["grade_of_old"]
        self.by(
            self.researcher, "checks", "grades", f"examines {item['reference']} (of old {old}): 2CC",
            item=item["item"], examined="One report, from a neighbour; neither corroborated nor withdrawn.",
            grade={"source": 2, "intelligence": "C", "handling": "C", "conditions": "MAPPA agencies alone."},
        )  # fmt: skip

    def goes_to_mappa(self) -> None:
        self.scene("a MAPPA meeting is asked for; the subject is asked what he says")
        children = self.children()
        self.mappa(
            refer=True, level=2, lead_agency=LEAD, managers=["pc-8801"],
            reasons="Several agencies hold a part of it; what may be said is for all of them.",
        )  # fmt: skip
        at = self.play.present.isoformat()
        self._decides("mappa/request", "asks the lead agency for a meeting (G 69, 72)", lead_agency=LEAD,
                      requested_at=at)  # fmt: skip
        self.chosen(self.mother(), children)
        self.chosen(self.daughter(), children)
        self.weighed(["UNSUPERVISED_SHARED_AREAS"], children)
        self.refused(
            self.supervisor, "decisions", "disclosure/representations/seeking",
            "would put to him what a neighbour told police", "SOURCE_ENDANGERED",
            tells_unknown=True, sources_at_risk=True, reasons="He is asked about what was seen.",
        )  # fmt: skip
        self.judges(
            self.supervisor, "decisions", "disclosure/representations/seeking",
            "decides what he may be told when he is asked (G 87, 88e)",
            tells_unknown=False, sources_at_risk=True,
            reasons="That police look at who lives with children; nothing of what anybody has reported.",
        )  # fmt: skip
        self._decides(
            "representations/sought", "records that his manager asked him, in person, what he says (G 87)",
            sought_at=at, reply_by=self.play.at(MAPPA_MET, 12).isoformat(),
        )  # fmt: skip
        self.refused(
            self.supervisor, "decisions", "disclosure/tests", "would apply the tests at once",
            "MAPPA_MEETING_OPEN", "REPRESENTATIONS_AWAITED", **self._tests(),
        )  # fmt: skip

    def meeting_advises(self) -> None:
        self.scene("the MAPPA meeting advises a part, and what the subject says is weighed")
        self._decides(
            "representations", "records what the subject says (G 87)",
            received_at=self.play.at(MAPPA_MET, 9).isoformat(), said=SAID,
        )  # fmt: skip
        self.judges(
            self.supervisor, "decisions", "disclosure/representations/weighing", "weighs it (G 83(c)(i))",
            reasons="Weighed; that he tells her himself is not safe for the boy meanwhile.",
        )  # fmt: skip
        self._decides(
            "mappa/outcome", f"records the advice: disclose in part; its minutes stay at {MINUTES} (G 72)",
            advice="DISCLOSE_IN_PART", minutes=MINUTES, met_at=self.play.at(MAPPA_MET, 14).isoformat(),
            reasons="Both carers are told that he may be a risk; no offence is named.",
        )  # fmt: skip
        self.tested(self._tests())
        presumed = self.disclosure()["tests"]["disclosure_presumed"]
        expect(presumed is False, "nothing is presumed: no conviction of Schedule 34A")
        self.supervisor.is_refused(
            "decisions", self._at("disclosure/wordings"), self.wording(self.mother(), "FULL"),
            "would tell all that is held", "ADVICE_NOT_FOLLOWED",
        )  # fmt: skip
        for one in (self.mother(), self.daughter()):
            self.worded(one, "LIMITED")
        self.sought()

    def _tests(self) -> Json:
        sources = [Source.POLICE_NATIONAL, Source.POLICE_INTELLIGENCE, Source.OFFENDER_MANAGEMENT]
        return self.tests([self.mother(), self.daughter()], sources, **TESTS)

    def authorised_for_each(self) -> None:
        self.scene("an Inspector authorises each wording for its recipient")
        self.authorised()
        hashes = {one["hash"] for one in self.disclosure()["wordings"]}
        expect(len(hashes) == 2, "each recipient has a wording, and a hash, of their own")

    def mother_told(self, read: Json) -> None:
        self.scene("the mother is told, and the case waits for the other")
        self.tells_in_person(self.mother(), read, "At her house, he not there")
        self.refused(
            self.supervisor, "decisions", "finalisation", "would finalise with one of two told",
            "DISCLOSURE_DECISION_OPEN",
        )  # fmt: skip

    def ends(self) -> None:
        self.scene("the subject is told in person, and the case is finalised")
        self.by(
            self.supervisor, "decisions", "disclosure/subject/informed",
            "records that his manager told the subject, in person (G 89)",
            at=self.play.present.isoformat(), before_delivery=False, in_person=True, scheme_explained=True,
            implications_explained=True,
        )  # fmt: skip
        self.acted(
            "ADVISED_TO_STOP_CONTACT", "that the boy is minded elsewhere", None, "Agreed with both of them."
        )
        self.safety_planned("The boy is minded elsewhere; both of them know whom to ring.")
        self.nominal_entered("VISOR/401/26")
        self.tools_considered(MAPPA="Managed at level 2; the next meeting reviews it.")
        self.considered()
        self.finalised(
            "A daughter asked about her mother's boyfriend, near the child who is minded there.",
            "Mother and daughter each told a part, as the MAPPA meeting advised.",
        )
        self.ended_in_time()

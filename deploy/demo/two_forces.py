"""Case study 5, ours: the subject lives in Warwickshire and is managed there; the forces do not agree."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from contracts.codes import Outcome, Source
from contracts.words import say
from deploy.demo.clients import Desk
from deploy.demo.disclosing import Disclosing
from deploy.demo.play import Json, Play
from deploy.demo.stage import expect
from deploy.demo.study import SILENT, SUPERVISING, WAITS, Study
from deploy.demo.together import Course
from deploy.local.force import Force
from deploy.simulators import forms

MET, ASSESSED, AGREED_BY, REPORTED_BY, DIFFER, DECIDED, LETTER_BY = 5, 9, 3, 8, 10, 11, 26
TASK: Final = "task-23-1"
LINE: Final = "He has offered to have the boy at weekends, alone, a hundred miles from home."
ON_RECORD: Final = "Convicted of an offence of Schedule 34A; managed under MAPPA in Warwickshire."
STAGES: Final = {
    "necessary": "He is on record; whether a disclosure protects the boy is for the force that manages him.",
    "pressing": "No weekend has been agreed, and his manager sees him this week.",
    "proportionate": "His conditions do it, and a disclosure would undo them.",
    "extent": "Nothing, as the force that manages him decides.",
}
FOR_IT: Final = "The mother knows nothing of it, and the boy would stay with him alone."
AGAINST_IT: Final = "He is visited each week and has been told to stay away; a disclosure would undo that."


class TwoForces(Disclosing, Study):
    number: ClassVar[int] = 5
    about: ClassVar[str] = "between two forces"
    applicant: ClassVar[str] = "cs5-applicant"
    outcome: ClassVar[str] = say(Outcome.NO_DISCLOSURE).text
    looked_back_to: ClassVar[tuple[int, int, str]] = (
        DIFFER,
        20,
        "the evening before the decision",
    )

    def __init__(self, play: Play, other: Force) -> None:
        super().__init__(play)
        self.other = other
        self.their_case = ""
        self.their_sergeant = Desk(other, play.stage, "ds-2301")
        self.their_inspector = Desk(other, play.stage, "di-2302")
        self.their_researcher = Desk(other, play.stage, "st-2303")

    async def course(self) -> Course:
        play = self.play
        yield play.present
        self.scene("a mother in Kent asks about a man who lives in Warwickshire")
        body = forms.mothers_enquiry_from_kent(play.people)
        self.asks(self.taker, body, "takes the mother's call", key="form-0005")
        self.form_complete()
        yield play.present
        self.taken_on()
        self.alerts_taken("it is known where he lives, and who manages him")
        self.other_force_asked()
        yield play.at(1, 20)
        self.kents_own_checks()
        yield play.at(AGREED_BY, 16)
        self.nobody_answered()
        yield play.at(AGREED_BY, 17)
        self.warwickshire_takes_it()
        yield play.present
        self.alerts_there()
        yield play.at(AGREED_BY + 1, 9)
        self.scene("Kent goes on, and arranges to meet the mother")
        self.goes_on("46/0001241/26", "The question is genuine, and he is on record.", "MAPPA")
        yield play.present
        self.arranged(play.at(MET, 13))
        yield play.at(MET, 14)
        self.scene("the mother is met, in Kent")
        self.met(play.at(MET, 13), {"further_details": "She has met him four times; the boy, never."})
        yield play.at(REPORTED_BY, 9)
        self.warwickshire_completes_its_checks()
        yield play.present
        self.warwickshire_reports()
        yield play.present
        self.alerts_taken("the report is read")
        yield play.at(ASSESSED, 13)
        self.scene("the report has come; Kent assesses the risk")
        self.alerts_taken("the report is in")
        self.assessed("CREDIBLE", ON_RECORD, LINE)
        yield play.present
        self.concern(["G73a"], LINE, ON_RECORD)
        for hour, what in enumerate(
            (self.they_differ, self.it_is_settled_who_decides, self.disagreement), 10
        ):
            yield play.at(DIFFER, hour)
            what()
        yield play.at(DECIDED, 10)
        self.warwickshire_decides()
        yield play.at(DECIDED, 11)
        self.kent_carries_it_out()
        for day in (19, 25):
            yield play.at(day, 9)
            self.alerts_taken(f"{WAITS}; {SILENT}")
        yield play.at(LETTER_BY, 9)
        await self.ends()

    def other_force_asked(self) -> None:
        self.scene("each party is placed, and the force where he lives is asked")
        lives = (("APPLICANT", None, "46"), ("SUBJECT", None, "23"), ("CHILD", "child-1", "46"))
        places = [
            {"about": {"role": role, **({"child": child} if child else {})}, "force": force,
             "nation": "ENGLAND_AND_WALES"}
            for role, child, force in lives
        ]  # fmt: skip
        self.by(
            self.researcher, "decisions", "forces/places", "records where each of them lives (G 65, 66)",
            places=places,
        )  # fmt: skip
        self.by(
            self.supervisor, "decisions", "forces/tasks", "asks Warwickshire to act for him (G 66)",
            force="23", about=[{"role": "SUBJECT"}], actions=["SEARCH_RECORDS", "SAY_WHETHER_MANAGED"],
            acknowledge_by=self.play.at(AGREED_BY, 15).isoformat(),
            report_by=self.play.at(REPORTED_BY, 17).isoformat(),
        )  # fmt: skip

    def nobody_answered(self) -> None:
        self.scene("Warwickshire has not answered: it is asked again, and a supervisor is rung in each force")
        self.alerts_taken("they have been rung as well")
        self.their_case = self._found_there()

    def _found_there(self) -> str:
        found = self.their_sergeant.sees("decisions", "/work", "looking at what waits")
        text = [one["case_id"] for one in found["items"]]
        expect(len(text) == 1, "Warwickshire has one case: that of Kent's task")
        return str(text[0])

    def warwickshire_takes_it(self) -> None:
        self.scene("Warwickshire takes it on, and its own checks begin")
        self._there(self.their_sergeant, "decisions", "supervision", "supervises Warwickshire's case")
        self._there(
            self.their_sergeant, "decisions", "forces/tasks/acknowledgement", "takes the task on (G 66)",
            task=TASK,
        )  # fmt: skip
        shown = self.their_sergeant.sees("decisions", f"/cases/{self.their_case}", SUPERVISING)
        mother = self.play.people[self.applicant]
        expect(mother.surname not in str(shown), "Warwickshire does not learn who asked")
        self.play.stage.said("Warwickshire", "sees of the case", "the subject, and nothing of who asked")

    def kents_own_checks(self) -> None:
        self.scene("Kent completes its own checks meanwhile")
        self.sources()
        self.checks_completed("NO_IMMEDIATE_CONCERN", "Managed elsewhere; the boy has not met him.")

    def warwickshire_completes_its_checks(self) -> None:
        self.scene("Warwickshire reports what it found")
        researching = "researching for the other force"
        seen = self.their_researcher.sees("checks", f"/cases/{self.their_case}", researching)["version"]
        self._there(
            self.their_researcher, "checks", "initial-checks", "completes Warwickshire's checks (G 66)",
            seen=seen, outcome="NO_IMMEDIATE_CONCERN", progress=True, reasons="Managed here, level 1.",
        )  # fmt: skip

    def warwickshire_reports(self) -> None:
        self.alerts_there()
        self._judged_there(
            self.their_sergeant, "decisions", "forces/tasks/report", "reports to Kent (G 66)",
            task=TASK, done=["SEARCH_RECORDS", "SAY_WHETHER_MANAGED"], mappa="YES", area="AREA-23",
            manages=True, findings="Managed here at level 1 since 2016; visits are kept.",
        )  # fmt: skip

    def alerts_there(self) -> None:
        shown = self.their_sergeant.sees("decisions", f"/cases/{self.their_case}", SUPERVISING)
        for alert in shown["case"]["alerts"]:
            self._there(
                self.their_sergeant, "decisions", "alerts/acknowledgement", f"has seen: {alert['words']}",
                alert=alert["alert"],
            )  # fmt: skip

    def they_differ(self) -> None:
        self.scene("each force states its position, and they differ")
        self.judges(
            self.supervisor, "decisions", "forces/position", "states Kent's position: disclose (G 67)",
            view="DISCLOSE", reasons=FOR_IT,
        )  # fmt: skip

    def it_is_settled_who_decides(self) -> None:
        self._judged_there(
            self.their_sergeant, "decisions", "forces/position",
            "states Warwickshire's position: do not disclose (G 67)", view="DO_NOT_DISCLOSE",
            reasons=AGAINST_IT,
        )  # fmt: skip

    def disagreement(self) -> None:
        self.scene("two conferences, and no agreement: the paragraphs say who decides")
        self.alerts_taken("both sides have spoken twice")
        self.judges(
            self.supervisor, "decisions", "forces/disagreement", "records that they cannot agree (G 67)",
            reasons="Spoken twice, with both managers; neither is moved.",
        )  # fmt: skip
        decides = self.forces()["who_decides"]
        expect(decides["force"] == "Warwickshire", "the force of the MAPPA area decides")
        self.play.stage.said(decides["force"], "decides", f"{decides['why']} ({decides['paragraph']})")
        self.refused(
            self.supervisor, "decisions", "disclosure/none", "would decide without Warwickshire",
            "DECIDED_BY_ANOTHER_FORCE", reasons="It is our case.",
        )  # fmt: skip

    def warwickshire_decides(self) -> None:
        self.scene("Warwickshire decides; Kent hears what, and not why")
        self.alerts_there()
        self._there(
            self.their_sergeant, "decisions", "disclosure/mappa", "considers level 2 or 3 (G 67(a))",
            refer=False, lead_agency="probation-warwickshire", reasons="Level 1 suffices: seen each week.",
        )  # fmt: skip
        self._judged_there(
            self.their_inspector, "decisions", "forces/decision", "decides that nobody is told (G 67(a))",
            view="DO_NOT_DISCLOSE", multi_agency=False, reasons=AGAINST_IT,
        )  # fmt: skip

    def kent_carries_it_out(self) -> None:
        self.scene("Kent carries it out, and protects the boy otherwise")
        self.alerts_taken("Warwickshire has decided")
        decided = [one["decision"] for one in self.forces()["decided"]]
        expect(decided == ["do not disclose"], "Kent has heard of it")
        self.mappa(refer=False, lead_agency="police-46", reasons="Managed in Warwickshire at level 1.")
        bears = self.evidence([Source.POLICE_NATIONAL])
        stages = [{"stage": one, "satisfied": False, "evidence": bears} for one in ("G83a", "G83b", "G83c")]
        self.tested({"stages": stages, **STAGES})
        self.judges(
            self.supervisor, "decisions", "disclosure/none", "decides that nobody is told (G 84, 99)",
            reasons="Decided by the force that manages him.",
            on_presumption="Presumed, and outweighed: by Warwickshire's decision, on its management.",
        )  # fmt: skip
        self.by(
            self.interviewer, "decisions", "concern-discussed", "speaks to the mother about safety (G 84)",
            at=self.play.present.isoformat(), reasons="How to keep the boy safe with anybody new.",
        )  # fmt: skip
        self.acted(
            "ADVISED_TO_STAY_AWAY", "that Warwickshire told him to stay away from the boy", None,
            "Told by his manager, in person.",
        )  # fmt: skip
        self.considered(CHILDRENS_SOCIAL_CARE="Told, in Kent; the boy is known to them now.")
        self.tools_considered(MAPPA="Managed in Warwickshire at level 1.")
        self.duty_considered("Considered by Warwickshire, which manages him, and decided so.")
        self.nominal_entered("VISOR/501/26")

    async def ends(self) -> None:
        self.scene("the letter has gone out, as to anybody, and the case is finalised")
        expect(len(await self.letters()) == 1, "one letter, once")
        await self.nothing_written_of_the_subject()
        self.finalised(
            "A mother asked about a man who lives in Warwickshire.",
            "No information to disclose; Warwickshire manages him and decided so.",
        )
        self.ended_in_time()

    def _there(self, who: Desk, service: str, step: str, what: str, /, **body: Any) -> None:
        who.does(service, f"/cases/{self.their_case}/{step}", body, what)

    def _judged_there(self, who: Desk, service: str, step: str, what: str, /, **body: Any) -> None:
        seen = who.version(service, self.their_case)
        self._there(who, service, step, what, seen=seen, **body)

    def forces(self) -> Json:
        shown: Json = self.seen()["personal"]["other_forces"]
        return shown

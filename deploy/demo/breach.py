"""Case study 1: an order is broken. The parent is told, in person; the subject is arrested and charged."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from contracts.codes import Outcome, Source
from contracts.words import say
from deploy.demo.disclosing import Disclosing, Recipient
from deploy.demo.play import called
from deploy.demo.stage import expect
from deploy.demo.study import RESEARCHING, Study
from deploy.demo.together import Course
from deploy.simulators import forms

MET, TESTED, AUTHORISED, ARRESTED, ENDS, LOOKED_AT_LAST = 3, 4, 5, 6, 8, 26
TESTS: Final = {
    "necessary": "Two children are taken out by a man whom a court keeps from being alone with children.",
    "pressing": "It goes on every week, and their parent knows nothing of it.",
    "proportionate": "One parent is told the least that lets her stop it; his risk is managed beside it.",
    "extent": "All that bears on these two: his registration, what he did, what is forbidden.",
}
TEXT: Final = (
    "Mordecai Fictitious-Grimm is a registered sex offender. He has harmed children. "
    "A court order forbids him to be alone with anybody under 18. Do not leave Milo or Juniper with him."
)
CRIME: Final = "46/0001299/26"
ISSUE: Final = "contact-against-the-order"


class OrderBroken(Disclosing, Study):
    number: ClassVar[int] = 1
    about: ClassVar[str] = "disclosure, and a breach"
    applicant: ClassVar[str] = "cs1-applicant"
    outcome: ClassVar[str] = say(Outcome.DISCLOSURE).text
    told: ClassVar[int] = 1
    covered: ClassVar[int] = 2
    looked_back_to: ClassVar[tuple[int, int, str]] = (TESTED, 20, "the evening before the authority")

    async def course(self) -> Course:
        play = self.play
        yield play.present
        self.scene("a parent of two rings: she asks about a friend of the family")
        body = forms.parents_enquiry(play.people)
        self.asks(self.taker, body, "takes the call of a parent of two", key="call-0001")
        yield play.present
        await self.rings_at_once()
        yield play.at(1, 19, 16)
        self.alerts_taken("it is known, and acted on", "probation has been asked again, and it rings again")
        yield play.at(1, 20)
        self.scene("every source has answered")
        self.sources()
        self.form_complete()
        self.checks_completed("IMMEDIATE_CONCERN", "The contact described breaks an order; reported at once.")
        yield play.at(2, 10)
        self.progress()
        yield play.present
        self.arranged(play.at(MET, 10))
        yield play.at(MET, 11)
        self.scene("the parent is met")
        record = {"further_details": "He visits, and takes both children out alone; no bad behaviour seen."}
        self.met(play.at(MET, 10), record)
        yield play.at(TESTED, 10)
        self.scene("the risk is assessed: a concern")
        self.assessed(
            "CREDIBLE", "Convicted of Schedule 34A offences; the order is broken.", TESTS["necessary"]
        )
        yield play.present
        self.decides()
        yield play.present
        self.seeks()
        yield play.at(AUTHORISED, 10)
        self.scene("an Inspector reads the wording, and authorises it")
        self.not_theirs_to_authorise()
        self.authorised()
        read = self.released(self.parent())
        yield play.at(AUTHORISED, 15)
        self.tells(read)
        yield play.at(ARRESTED, 10)
        self.arrests()
        yield play.at(ENDS, 10)
        await self.ends()
        yield play.at(LOOKED_AT_LAST, 11)
        expect(not await self.letters(), "who was told in person gets nothing in writing")
        await self.nothing_written_of_the_subject()

    def parent(self) -> Recipient:
        return Recipient(
            "parent", "the parent", TEXT, "She lives with both children and decides whom they see."
        )

    async def rings_at_once(self) -> None:
        """On day 1, while other sources have not answered yet (R-023)."""
        self.scene("an order forbids the contact that she describes: it rings at once")
        sources = self.sources()
        expect(any(one["answered_at"] is None for one in sources), "some sources have not answered yet")
        shown = self.researcher.sees("checks", f"/cases/{self.case_id}", RESEARCHING)["personal"]
        broken = shown["suspected_breaches"]
        expect(
            {one["child"] for one in broken} == {"child-1", "child-2"}, "a breach for each of two children"
        )
        self.play.stage.table(
            "Suspected breaches", ("order", "forbids", "child"),
            [(one["order"], one["forbids"], one["child"].replace("-", " ")) for one in broken],
        )  # fmt: skip
        alerts = await self.play.alerts_about(self.reference)
        expect(len(alerts) >= 1, "a supervisor is alerted the same minute, not on day 28")
        self.play.stage.letter(f"Alert to the {called(alerts[0]['to'])}", alerts[0]["body"])
        self.taken_on()
        self.alerts_taken("officers go to the family at once")
        self.safety_planned("Officers called; he is not to visit while it is looked into.")

    def progress(self) -> None:
        self.scene("the application goes on, and the breach is investigated")
        self.goes_on(
            "46/0001236/26", "An order is broken; the parent's question is genuine.",
            "CRIMINAL_INVESTIGATION", "MAPPA",
        )  # fmt: skip
        self.by(
            self.supervisor, "decisions", "safeguarding-issues", "records the safeguarding issue (G 78, 85)",
            issue=ISSUE, what="Unsupervised contact with two children, against an order.",
            children=self.children(),
        )  # fmt: skip
        self.acted(
            "CRIMINAL_INVESTIGATION",
            "the investigation of the breach",
            CRIME,
            "By the public protection unit.",
        )

    def decides(self) -> None:
        self.concern(["G73a"], TESTS["necessary"], "Schedule 34A convictions, and contact against an order.")
        self.scene("three tests, and a recipient for both children")
        children = self.children()
        self.mappa(
            refer=False, lead_agency="police-46", managers=["pc-8801"],
            reasons="Managed at level 2 already; his manager agrees with the strategy.",
        )  # fmt: skip
        self.chosen(self.parent(), children)
        self.weighed(["UNSUPERVISED_THROUGH_FAMILY"], children)
        self._decides(
            "representations/none", "decides that the subject is not asked (G 88(a))",
            exceptions={"G88a": "Asking him would warn him before the arrest that is planned."},
        )  # fmt: skip
        owned = (Source.POLICE_NATIONAL, Source.OFFENDER_MANAGEMENT, Source.PROBATION)
        self.tested(self.tests([self.parent()], owned, **TESTS))
        expect(self.disclosure()["tests"]["disclosure_presumed"] is True, "presumed, and tested all the same")
        self.worded(self.parent(), "FULL")

    def seeks(self) -> None:
        self.no_release_yet()
        wordings = [one["wording"] for one in self.disclosure()["wordings"]]
        sought: dict[str, Any] = {"wordings": wordings, "reasons": "The three tests are satisfied."}
        self.refused(
            self.supervisor, "decisions", "disclosure/authority", "would seek authority",
            "STRATEGY_NOT_AGREED", "OWNER_CONSENT_MISSING", **sought,
        )  # fmt: skip
        self._decides(
            "strategy", "agrees a strategy with the investigators (G 22)", investigation=CRIME,
            agreed_with="ds-7702", agreed_at=self.play.present.isoformat(),
            strategy="The parent is told first, in person; he is arrested the next morning; nobody asks him.",
        )  # fmt: skip
        (check,) = self.evidence([Source.PROBATION])
        self._decides(
            "owners-consent", "records that probation consents to what it owns (G 71)", check=check,
            consents=True, reasons="His officer agrees; the licence condition is the same as the order's.",
        )  # fmt: skip
        self.sought()

    def tells(self, read: dict[str, Any]) -> None:
        self.scene("the parent is told at home, in person")
        self.tells_in_person(self.parent(), read, "At home, the children at school", "Her sister")
        self.acted(
            "ADVISED_TO_STOP_CONTACT", "the advice to stop all contact with him", None,
            "No visits, no messages; ring 999 if he comes.",
        )  # fmt: skip

    def arrests(self) -> None:
        self.scene("the subject is arrested and charged")
        self.acted(
            "ARREST_OR_CHARGE", "arrest and charge for breach of the order", CRIME,
            "Arrested that morning, charged and remanded.",
        )  # fmt: skip
        self.by(
            self.supervisor, "decisions", "safeguarding-issues/addressed", "records it as resolved (G 85)",
            issue=ISSUE, how="RESOLVED", reasons="He is in custody; the parent knows how to keep them safe.",
        )  # fmt: skip
        self.nominal_entered("VISOR/201/26")
        self.tools_considered(
            SEXUAL_HARM_PREVENTION_ORDER="To be varied by the court.", MAPPA="Reviewed at the next meeting."
        )
        self.judges(
            self.supervisor, "decisions", "disclosure/subject/not-informed",
            "decides that the subject is not told of the disclosure (G 89)",
            reasons="He is charged; to tell him now would put the witness at risk.",
        )  # fmt: skip
        self.duty_considered("The parent was told; nobody else needs to be.")
        self.considered()

    async def ends(self) -> None:
        self.scene("no letter can be written about it, and the case ends")
        self.supervisor.is_refused(
            "notifications", f"/cases/{self.case_id}/letters/print", {"letter": "disclosure-1"},
            "would print a letter about what was told", "LETTER_UNKNOWN",
        )  # fmt: skip
        self.refused(
            self.supervisor, "decisions", "finalisation", "would finalise at once", "FINAL_ENTRY_MISSING"
        )
        self.finalised(
            "A parent of two asked about a friend of the family.",
            "Parent told in person; order broken, subject arrested and charged.",
        )
        self.ended_in_time()

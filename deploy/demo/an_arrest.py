"""Study 6: an arrest, published by custody's own system, and a referral to social care. Nobody applied, and
nobody is answered."""

from __future__ import annotations

from typing import Any, Final

from contracts.references import case_reference
from deploy.demo.clients import Done
from deploy.demo.play import Json, Play
from deploy.demo.stage import expect
from deploy.demo.study import CONSIDERED, FOUND_NOTHING, SUPERVISING
from deploy.demo.together import Course

ARRESTED, READ, RELEASED, ENDS = 2, 3, 4, 6
REFERRAL: Final = "front-door-1"
CONCERN: Final = "She lives with a man who was arrested for violence tonight; nobody has seen her since."
CUSTODY_NUMBER: Final = "46CU-1187-26"
CUSTODY_REFERENCE: Final = "46CU/1187/26"
SUBJECT: Final[Json] = {
    "name": {"given": "Leopold", "family": "Placeholder-Quince"},
    "date_of_birth": "1986-11-23",
    "gender": "MALE",
    "address": {"lines": ["3 Nowhere Close"], "town": "Exampleton", "postcode": "ZZ99 7AA"},
}
CHILD: Final[Json] = {
    "ref": "child-1",
    "name": {"given": "Ottoline", "family": "Placeholder-Fenn"},
    "date_of_birth": "2018-04-30",
}
LIVES_THERE: Final[Json] = {
    "children": [{"child": "child-1", "subject": "PARTNER_OF_PARENT", "contact": ["LIVES_WITH_CHILD"]}]
}
BEHAVIOUR: Final = "No concerning behaviour towards a child was seen or told."


class AnArrest:
    """One case, from custody's message to the end, within a week."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.case_id = ""
        self.researcher = play.officer("st-1002")
        self.supervisor = play.officer("ds-2203")

    async def course(self) -> Course:
        yield self.play.at(ARRESTED, 22)
        await self.arrested()
        yield self.play.present
        self.opened()
        self.referred()
        yield self.play.at(READ, 9)
        self.hears("taken on")
        self.checked()
        yield self.play.at(READ, 11)
        self.hears("in progress")
        yield self.play.at(READ, 17)
        self.hears("done", "a statutory enquiry about the child")
        yield self.play.at(RELEASED, 11)
        before = self.researcher.version("checks", self.case_id)
        await self.released()
        yield self.play.present
        self.read(before)
        yield self.play.present
        self.prioritised()
        yield self.play.at(ENDS, 10)
        self.ended()
        yield self.play.present
        await self.nobody_is_written_to()

    def scene(self, title: str) -> None:
        self.play.scene(f"study 6, {title}")

    async def arrested(self) -> None:
        self.scene("a man is arrested; custody's system publishes it, and knows nothing of this scheme")
        await self._publishes(
            "custody.arrest.made.v1", "publishes an arrest for violence, in a household with a child",
            arrested="VIOLENCE", kinds=["FOUND_IN_INVESTIGATION"], relationships=LIVES_THERE,
            subject={"clear": SUBJECT}, children={"clear": {"named": [CHILD]}},
            information={"clear": {"text": "A quarrel in the street. A girl of eight lives in his home."}},
        )  # fmt: skip

    def opened(self) -> None:
        """It opened a case by itself; an officer finds it by name."""
        found = self.supervisor.finds("intake", {"name": SUBJECT["name"]}, SUPERVISING)
        expect(len(found) == 1, "the arrest is one case")
        self.case_id = found[0]["case_id"]
        self._by("supervision", "supervises the case (G 34)")
        shown = self._seen()
        expect(shown["case"]["route"] == "Right to Know", "nobody applied")
        words = {one["words"] for one in shown["case"]["clocks"]}
        expect("face-to-face meeting" not in words, "nobody is to be met, and no limit says so")
        self.supervisor.is_refused(
            "decisions", self._at("progress"),
            {"seen": shown["version"], "reasons": "It should go on.", "considered": ["CSODS"]},
            "would go on with an application", "NOBODY_APPLIED",
        )  # fmt: skip

    def referred(self) -> None:
        self.scene("the girl does not wait for the scheme: social care is asked at once (G 12, 68)")
        offer = {
            "referral": REFERRAL, "party": "socialcare-kent", "kind": "CHILD_PROTECTION",
            "parts": ["CHILDREN", "SUBJECT", "CONCERN"], "children": [CHILD["ref"]], "concern": CONCERN,
            "reasons": "A child is in that home, and whoever else lives there is not known.",
        }  # fmt: skip
        refuses = self.supervisor.is_refused
        refuses(
            "decisions",
            self._at("referrals"),
            offer,
            "would refer her without saying by which law",
            "LEGAL_BASIS_MISSING",
        )
        offer["basis"] = "CHILDREN_ACT_1989_S47"
        refuses(
            "decisions", self._at("referrals"), offer | {"party": "probation-kent"},
            "would refer a child to probation", "PARTNER_DOES_NOT_TAKE_THIS", "NOT_THEIRS_TO_KNOW",
        )  # fmt: skip
        self._by("referrals", "refers her to children's social care, over its own topic (G 68)", **offer)
        asked = self._referral()
        given = ", ".join(asked["given"])
        self.play.stage.said(asked["partner"], "is given", f"{given}; by {asked['by_law']}, and nothing else")

    def hears(self, stands: str, came_of_it: str | None = None) -> None:
        """What social care has said on its topic, in its own time."""
        asked = self._referral()
        expect(asked["stands"] == stands, f"the referral is {stands}, not {asked['stands']}")
        expect(asked["came_of_it"] == came_of_it, f"what came of the referral: {came_of_it}")
        self.scene(f"social care has answered: {stands}")
        self.play.stage.said(
            asked["partner"], "says on its topic", ": ".join(filter(None, (stands, came_of_it)))
        )
        for alert in self._seen()["case"]["alerts"]:
            what = f"has seen: {alert['words']}; the referral is {stands}"
            self._by("alerts/acknowledgement", what, alert=alert["alert"])

    def checked(self) -> None:
        self.scene("police and partners hold nothing")
        self.play.answers(self.researcher, self.case_id)
        self._judges(
            self.researcher, "checks", "initial-checks", "completes the initial checks (G 29 to 32)",
            outcome="NO_IMMEDIATE_CONCERN", progress=True, reasons="Nothing is held; he is in custody.",
        )  # fmt: skip

    async def released(self) -> None:
        self.scene("he is released; custody says so under the same number")
        await self._publishes(
            "custody.detention.ended.v1", "publishes that he was released with no further action",
            how="NO_FURTHER_ACTION",
            information={"clear": {"text": "A case of mistaken identity: two witnesses name another man."}},
        )  # fmt: skip

    def read(self, before: int) -> None:
        """What came since is read before anything is judged."""
        body = {"credible_risk": "NONE_IDENTIFIED", "text": "Nothing is held, and the arrest was a mistake."}
        self.researcher.is_refused(
            "checks", self._at("intelligence-checks"), {"seen": before, **body},
            "would complete the intelligence checks on what was known before", "CASE_CHANGED",
        )  # fmt: skip
        self._judges(
            self.researcher, "checks", "intelligence-checks",
            "has read it, and completes the intelligence checks (G 53, 56)", **body,
        )  # fmt: skip

    def prioritised(self) -> None:
        self._judges(
            self.supervisor, "decisions", "priority", "decides on no full assessment, and why (G 56)",
            priority="NO_FULL_ASSESSMENT", reasons="Nothing is held, and the arrest was a mistake.",
        )  # fmt: skip

    def ended(self) -> None:
        self.scene("no concern; the case ends, and the force's record has it")
        self._judges(
            self.supervisor, "decisions", "no-concern", "finds no concern (G 75, 78)",
            statements=["G75a", "G75b", "G75c-behaviour"], reasons=BEHAVIOUR,
            credible_risk="None was found in any scope that was searched.",
        )  # fmt: skip
        acted = {"CHILDRENS_SOCIAL_CARE": "Referred on the night of the arrest; they have enquired."}
        for what, words in CONSIDERED.items():
            why = acted.get(what, FOUND_NOTHING)
            self._by("considerations", f"has considered {words}", what=what, acted=what in acted, reasons=why)
        self._judges(
            self.supervisor, "decisions", "final-entry", "makes the final entry (G 100)",
            request="Custody told of an arrest in a household with a child.",
            outcome="No concern: nothing is held, and the arrest was a mistake.",
        )  # fmt: skip
        self._judges(self.supervisor, "decisions", "finalisation", "finalises the case (G 91)")

    async def nobody_is_written_to(self) -> None:
        path = self._at("record-entries")
        entries = self.supervisor.sees("decisions", path, SUPERVISING)["entries"]
        expect({one["entry"] for one in entries if one["entered"]} >= {"formal-report", "final-entry-1"},
               "report and final entry are on the force's record system")  # fmt: skip
        self.play.stage.letter(f"On the record system: {entries[-1]['reference']}", entries[-1]["text"])
        reference = case_reference(self.case_id)
        sent = [one for one in await self.play.mailbox("messages") if one["channel"] != "ALERT"]
        expect(not [one for one in sent if reference in one["body"]], "nobody is ever written to of it")

    async def _publishes(self, type_: str, what: str, **data: Any) -> None:
        said = {"reference": CUSTODY_REFERENCE, **data}
        await self.play.publishes("custody-46", CUSTODY_NUMBER, type_, said)
        self.play.stage.said("custody", what, f"under its own number {CUSTODY_REFERENCE}")

    def _referral(self) -> Json:
        (one,) = self._seen()["personal"]["referrals"]
        found: Json = one
        return found

    def _seen(self) -> Json:
        return self.supervisor.sees("decisions", f"/cases/{self.case_id}", SUPERVISING)

    def _by(self, step: str, what: str, /, **body: Any) -> Done:
        return self.supervisor.does("decisions", self._at(step), body, what)

    def _judges(self, who: Any, service: str, step: str, what: str, /, **body: Any) -> Done:
        seen = who.version(service, self.case_id)
        done: Done = who.does(service, self._at(step), {"seen": seen, **body}, what)
        return done

    def _at(self, step: str) -> str:
        return f"/cases/{self.case_id}/{step}"

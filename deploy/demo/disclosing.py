"""What the studies share in which somebody may be told: from the recipient to the undertaking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from contracts.codes import PartyRole, Source
from contracts.words import say
from deploy.demo.play import Json, Play
from deploy.demo.stage import expect
from deploy.demo.study import RESEARCHING, CaseWork
from deploy.simulators import forms
from deploy.simulators.people import Person

TO_SPEAK: Final = "telling the recipient in person"
ALL_TOLD: Final = ["G93a", "G93b", "G93c", "G93d", "G93e"]
USE: Final = "Use it to keep the children safe, and for nothing else. Talk to nobody else about it."
SUPPORT: Final = ("The officer who told you; telephone 101", "A helpline for parents, day and night")
TOOLS: Final = {
    "SEXUAL_HARM_PREVENTION_ORDER": "a sexual harm prevention order",
    "SEXUAL_RISK_ORDER": "a sexual risk order",
    "MAPPA": "MAPPA",
    "POTENTIALLY_DANGEROUS_PERSONS": "management as a potentially dangerous person",
    "MARAC": "MARAC",
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is to be told `text`, word for word. `person`: of anybody but the applicant."""

    key: str
    who: str
    text: str
    reasons: str
    person: Person | None = None


class Disclosing(CaseWork):
    """The disclosure decision of one case."""

    def __init__(self, play: Play) -> None:
        super().__init__(play)
        self.inspector = play.officer("di-3301")
        self.other_sergeant = play.officer("ps-2290")

    # towards the decision

    def chosen(self, one: Recipient, children: Sequence[str]) -> None:
        """Best placed, identified, suitable; and what they know already."""
        person = {}
        if one.person is not None:
            born = f"{one.person.date_of_birth}"
            person = {"person": {"name": forms.name(one.person), "date_of_birth": born}}
        whom = {"recipient": one.key}
        self._decides(
            "recipients", f"chooses {one.who} as recipient, for {_many(children)} (G 92(b))",
            **whom, **person, role="RECIPIENT" if one.person else "APPLICANT", children=list(children),
            reasons=one.reasons,
        )  # fmt: skip
        if one.person is not None:
            self.by(
                self.interviewer, "decisions", "disclosure/recipients/identity",
                f"sees the passport of {one.who} (G 42)", **whom, proofs=["passport"], adult=True,
            )  # fmt: skip
        self._decides(
            "recipients/knowledge", f"assesses what {one.who} knows already (G 81)", **whom,
            accuracy="NOTHING_KNOWN", sufficient=False, reasons="Nothing is known to them.",
        )  # fmt: skip
        self._decides(
            "recipients/suitability", f"assesses {one.who} as a suitable person (G 90)", **whom,
            suitable=True, reasons="Steady, in touch with police, and no risk to the subject.",
        )  # fmt: skip

    def weighed(self, contact: Sequence[str], children: Sequence[str]) -> None:
        """Connection, impact, data protection."""
        self._decides(
            "connection", "assesses the access to each child (G 80)", children=list(children),
            contact=list(contact), sufficient=True,
            reasons="Alone with the child for hours at a time; a real risk of harm.",
        )  # fmt: skip
        self._decides(
            "impact", "assesses what it does to the subject (G 90)", subject_at_risk=True,
            reasons="He may be shunned, or threatened, if it spreads.",
            mitigation="Told in person, with an undertaking; his manager visits him that week.",
        )  # fmt: skip
        self._decides(
            "data-protection", "finds it lawful: by which power, and by the Data Protection Act (G 3, 86)",
            in_accordance=True, condition="safeguarding-of-children", policy_document="DPA/35/26",
            power="COMMON_LAW",
            reasons="Strictly necessary to protect a child; least information, fewest people.",
        )  # fmt: skip

    def mappa(self, **body: Any) -> None:
        self._decides("mappa", "considers MAPPA, with its lead agency engaged (G 69)", **body)

    def tests(self, recipients: Sequence[Recipient], evidence: Sequence[Source], **reasons: str) -> Json:
        """The body of the three-stage test, satisfied; `evidence`: the sources that hold what bears it."""
        bears = self.evidence(evidence)
        return {
            "recipients": [one.key for one in recipients],
            "stages": [
                {"stage": stage, "satisfied": True, "evidence": bears} for stage in ("G83a", "G83b", "G83c")
            ],
            **reasons,
        }

    def evidence(self, sources: Sequence[Source]) -> list[str]:
        """Keys of the last checks of these sources on the subject; each holds something."""
        shown = self.researcher.sees("checks", f"/cases/{self.case_id}", RESEARCHING)["personal"]["sources"]
        named = [say(one).text for one in sources]
        held = {
            one["source"]: one["check"]
            for one in shown
            if one["about"] == say(PartyRole.SUBJECT).text and one["answer"] == "HIT"
        }
        expect(held.keys() >= set(named), f"each of these holds something: {', '.join(named)}")
        return [held[name] for name in named]

    def tested(self, body: Json) -> None:
        self.judges(
            self.supervisor, "decisions", "disclosure/tests",
            "applies the three-stage test, with the evidence for each stage (G 83)", **body,
        )  # fmt: skip

    def wording(self, one: Recipient, extent: str) -> Json:
        return {
            "recipient": one.key,
            "extent": extent,
            "text": one.text,
            "use": USE,
            "support": list(SUPPORT),
            "reasons": "Enough to understand the risk and to act on it, and no more.",
        }

    def worded(self, one: Recipient, extent: str) -> None:
        what = f"proposes what {one.who} is told, word for word (G 92(a))"
        self._decides("wordings", what, **self.wording(one, extent))

    # authority

    def sought(self) -> None:
        wordings = [one["wording"] for one in self.disclosure()["wordings"] if one["current"]]
        self.judges(
            self.supervisor, "decisions", "disclosure/authority", "seeks authority (G 78, 91)",
            wordings=wordings, reasons="The three tests are satisfied; the children cannot wait.",
        )  # fmt: skip

    def not_theirs_to_authorise(self) -> None:
        """Whoever proposed it may not, and neither may another Sergeant."""
        body = self._authority(self.disclosure()["wordings"][-1])
        self.refused(
            self.supervisor, "decisions", "disclosure/authority/given", "would authorise it as well",
            "RANK_TOO_LOW", "AUTHORISER_SUPERVISES", "AUTHORISER_PROPOSED", **body,
        )  # fmt: skip
        self.refused(
            self.other_sergeant, "decisions", "disclosure/authority/given", "would authorise it",
            "RANK_TOO_LOW", **body,
        )  # fmt: skip

    def authorised(self) -> None:
        """An Inspector reads each wording, and authorises those words by their hash."""
        for one in self.disclosure()["wordings"]:
            if one["current"]:
                self.judges(
                    self.inspector, "decisions", "disclosure/authority/given",
                    f"reads the wording for {one['recipient']} and authorises it, "
                    f"hash {one['hash'][:12]} (G 91)",
                    **self._authority(one),
                )  # fmt: skip

    @staticmethod
    def _authority(wording: Json) -> Json:
        return {
            "wording": wording["wording"],
            "hash": wording["hash"],
            "independent": True,
            "reasons": "Read and weighed: necessary, proportionate, and no less would protect.",
        }

    # the telling

    def no_release_yet(self) -> None:
        self.refused(
            self.supervisor, "decisions", "disclosure/releases", "would have it told before authority",
            "DISCLOSURE_NOT_AUTHORISED", authority="authority-0", to=self.interviewer.id,
        )  # fmt: skip

    def released(self, one: Recipient) -> Json:
        """To the officer who speaks it, who reads it; given as it is read."""
        (authority,) = [
            held
            for held in self.disclosure()["authorities"]
            if held["recipient"] == one.key and not held["lapsed"]
        ]
        self.judges(
            self.supervisor, "decisions", "disclosure/releases",
            f"releases the wording for {one.who} to {self.interviewer.name}, once (G 92(a))",
            authority=authority["authority"], to=self.interviewer.id,
        )  # fmt: skip
        (release,) = [
            held
            for held in self.seen()["personal"]["telling"]["releases"]
            if held["recipient"] == one.key and held["may_be_spoken"]
        ]
        path = f"/cases/{self.case_id}/wording/{release['release']}"
        self.clerk.is_turned_away_from("decisions", path, TO_SPEAK, "would read the wording", 403)
        return self.interviewer.sees("decisions", path, TO_SPEAK)

    def tells_in_person(self, one: Recipient, read: Json, place: str, *present: str) -> None:
        """Undertaking explained and signed, then the words as they were released, in person."""
        at, whom = self.play.present.isoformat(), {"recipient": one.key}
        self.play.stage.letter(f"Spoken to {one.who}, and never left in writing", read["text"])
        self.by(
            self.interviewer, "decisions", "disclosure/undertaking/explanation",
            f"explains the undertaking to {one.who} (G 93(b), (c))", **whom, script="undertaking@1", at=at,
        )  # fmt: skip
        self.by(
            self.interviewer, "decisions", "disclosure/undertaking/signature",
            f"sees {one.who} sign it (G 93(b))", **whom, at=at, witness=self.interviewer.id,
        )  # fmt: skip
        self.by(
            self.interviewer, "decisions", "disclosure/deliveries",
            f"tells {one.who} in person, in the words authorised, with every warning (G 92(c), 93)",
            **whom, release=read["release"], hash=read["hash"], at=at, how="IN_PERSON", telling="POLICE",
            told=ALL_TOLD, script="disclosure-warnings@1", left_in_writing=False, identity_checked=True,
            visit={"place_words": place, "present": list(present), "identity": "Passport"},
            officers=[self.interviewer.id],
        )  # fmt: skip
        told = [each for each in self.seen()["personal"]["telling"]["told"] if each["recipient"] == one.key]
        expect([each["as_authorised"] for each in told] == [True], "told once, and as it was authorised")

    # beside the telling

    def acted(self, action: str, what: str, reference: str | None, reasons: str) -> None:
        """A protective action for every child of the case."""
        self.by(
            self.supervisor, "decisions", "protective-actions", f"records {what} (G 85)", action=action,
            at=self.play.present.isoformat(), children=self.children(), reasons=reasons,
            **({"reference": reference} if reference else {}),
        )  # fmt: skip

    def safety_planned(self, reasons: str) -> None:
        self.by(
            self.supervisor, "decisions", "safety-plans", "makes a safety plan (G 28(g))",
            children=self.children(), owner=self.supervisor.id, reasons=reasons,
        )  # fmt: skip

    def duty_considered(self, reasons: str) -> None:
        """Of a child sex offender who is managed under MAPPA."""
        self.by(
            self.supervisor, "decisions", "considerations",
            "says what came of the duty to consider disclosure (section 327A; G 7(b))",
            what="SECTION_327A", acted=True, reasons=reasons,
        )  # fmt: skip

    def tools_considered(self, **used: str) -> None:
        for tool, words in TOOLS.items():
            came = "used" if tool in used else "not used"
            self.by(
                self.supervisor, "decisions", "risk-tools", f"has considered {words}: {came} (G 85)",
                tool=tool, used=tool in used, reasons=used.get(tool, "Considered; it does not fit here."),
            )  # fmt: skip

    def nominal_entered(self, reference: str) -> None:
        self.by(
            self.supervisor, "decisions", "nominal-entry",
            f"notes the entry on the subject's ViSOR/MAPPS record, {reference} (G 101)",
            reference=reference, at=self.play.present.isoformat(),
        )  # fmt: skip

    def disclosure(self) -> Json:
        found: Json = self.seen()["personal"]["disclosure"]
        return found

    def _decides(self, step: str, what: str, /, **body: Any) -> None:
        self.by(self.supervisor, "decisions", f"disclosure/{step}", what, **body)


def _many(children: Sequence[str]) -> str:
    return "the child" if len(children) == 1 else "both children"

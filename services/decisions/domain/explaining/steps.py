"""Each step that was taken or refused, and how every condition of it stood, by which rules. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from contracts import crossing
from contracts import decisions as d
from contracts import referrals as r
from messaging.decider import Recorded, Refused
from services.decisions.domain import commands as c
from services.decisions.domain import events as e
from services.decisions.domain import events_disclosing as ed
from services.decisions.domain import words
from services.decisions.domain.decide import kebab, step_of
from services.decisions.domain.events_printing import PackPrinted, ReprintAllowed
from services.decisions.domain.explained import EDITION, GatesOverridden, JudgementWeighed
from services.decisions.domain.explaining import said
from services.decisions.domain.explaining.telling import told
from services.decisions.domain.gates import GATES

KINDS: Final[Mapping[str, type]] = {step_of(kind): kind for kind in GATES}
TAKEN: Final[Mapping[type, type]] = {
    d.SupervisorAssigned: c.AssignSupervisor,
    d.ExtensionGranted: c.Extend,
    e.DeliveryChosen: c.ChooseDelivery,
    e.ApplicantNotTold: c.DecideNotToTell,
    e.FlagsAcknowledged: c.AcknowledgeFlags,
    ed.ConnectionAssessed: c.AssessConnection,
    ed.RecipientSelected: c.SelectRecipient,
    ed.RecipientWithdrawn: c.WithdrawRecipient,
    ed.PriorKnowledgeAssessed: c.AssessPriorKnowledge,
    ed.RecipientSuitabilityAssessed: c.AssessSuitability,
    ed.SubjectImpactAssessed: c.AssessImpact,
    ed.RepresentationsToBeSought: c.SeekRepresentations,
    ed.RepresentationsDispensed: c.DispenseRepresentations,
    ed.MappaConsidered: c.ConsiderMappa,
    ed.DataProtectionConsidered: c.ConsiderDataProtection,
    ed.YoungOffendingWeighed: c.WeighYoungOffending,
    ed.YoungSubjectPlanned: c.PlanForYoungSubject,
    ed.WordingProposed: c.ProposeWording,
    r.ReferralOffered: c.OfferReferral,
    r.ReferralNoLongerOffered: c.WithdrawReferral,
    PackPrinted: c.PrintPack,
    crossing.RespondingForceTasked: c.TaskForce,
    crossing.RespondingForceStoodDown: c.StandDown,
    crossing.RespondingForceAcknowledged: c.AcknowledgeTask,
    crossing.RespondingForceReturned: c.ReturnTask,
    crossing.ApplicantNamed: c.NameApplicant,
    crossing.DecisionTakenOn: c.TakeOnDecision,
    ReprintAllowed: c.AllowReprint,
}
"""Steps that are no judgement, by the event that they make; a judgement names its step itself."""
CLEAR: Final = "did not stand in the way"
PASSED: Final = "passed with a written reason"
NOT_MET: Final = "stood in the way"


def taken(entries: Sequence[Recorded], erased: frozenset[str]) -> Iterator[dict[str, Any]]:
    """In order. What one decision wrote was recorded at one instant by one actor."""
    for _, made in groupby(entries, key=lambda one: (one.recorded_at, one.actor.id, one.heard)):
        together = list(made)
        first = 0
        for at, one in enumerate(together):
            if (step := _step(one)) is None:
                continue
            own = together[first : at + 1]
            first = at + 1
            yield _taken(step, own, erased)


def _step(one: Recorded) -> str | None:
    if one.heard:
        return None
    if isinstance(one.event, JudgementWeighed):
        return one.event.step
    kind = TAKEN.get(type(one.event))
    return step_of(kind) if kind else None


def _taken(step: str, made: Sequence[Recorded], erased: frozenset[str]) -> dict[str, Any]:
    events = [one.event for one in made]
    over = next((one for one in made if isinstance(one.event, GatesOverridden)), None)
    weighed = next((event for event in events if isinstance(event, JudgementWeighed)), None)
    edition = weighed.edition if weighed else over.event.edition if over else None
    codes = frozenset(over.event.codes) if over else frozenset[str]()
    entries = [told(one, erased) for one in made]
    own = [
        entry
        for entry, event in zip(entries, events, strict=True)
        if not isinstance(event, GatesOverridden | JudgementWeighed)
    ]
    return {
        "step": in_words(step),
        "at": made[-1].recorded_at,
        "by": entries[-1]["by"],
        "rank": entries[-1]["rank"],
        "decided": [
            {key: entry[key] for key in ("number", "words", "paragraph", "details", "reasons", "unreadable")}
            for entry in own
        ],
        "rules": edition,
        "had_seen": weighed.seen if weighed else None,
        "conditions": list(conditions(step, codes)) if edition in (None, EDITION) else _only(codes),
        "note": _note(edition),
        "passed_because": _because(over, erased),
        "unread": [_unread(mail) for mail in over.event.unread] if over else [],
        "rested_on": [said.value(one) for one in weighed.answers] if weighed else [],
    }


def conditions(step: str, passed: frozenset[str]) -> Iterator[dict[str, str]]:
    """Each condition of the step once, in the words in which it would have stood in the way."""
    seen: set[str] = set()
    for gate in GATES.get(KINDS.get(step, object), ()):
        words_ = gate.words if isinstance(gate.words, str) else said.phrase(gate.code)
        if words_ in seen:
            continue
        seen.add(words_)
        yield {
            "words": words_,
            "paragraph": gate.paragraph,
            "stood": PASSED if gate.code in passed else CLEAR,
        }


def refused(attempts: Iterable[Refused]) -> Iterator[dict[str, Any]]:
    """Attempts that were refused, with every condition in the words that the officer was given."""
    for one in attempts:
        yield {
            "step": in_words(kebab(one.command)),
            "at": one.at,
            "by": one.actor,
            "rules": one.edition,
            "had": one.version,
            "conditions": [
                {"words": unmet.words, "paragraph": unmet.paragraph, "stood": NOT_MET} for unmet in one.unmet
            ],
        }


def in_words(step: str) -> str:
    return step.replace("-", " ")


def _only(codes: frozenset[str]) -> list[dict[str, str]]:
    return [{"words": said.phrase(code), "paragraph": "", "stood": PASSED} for code in sorted(codes)]


def _note(edition: str | None) -> str | None:
    if edition is None:
        return f"The edition of the rules was not written down with this step: conditions as in {EDITION}."
    if edition != EDITION:
        return "Of these rules only what was passed or refused is on record; all other conditions held."
    return None


def _because(over: Recorded | None, erased: frozenset[str]) -> list[str]:
    if over is None:
        return []
    entry = told(over, erased)
    return [*entry["reasons"], *entry["unreadable"]]


def _unread(mail: Any) -> dict[str, Any]:
    return {
        "what": words.news([mail.type]) if mail.type else "a message",
        "kept": words.kept(mail.where),
        "since": mail.since,
    }

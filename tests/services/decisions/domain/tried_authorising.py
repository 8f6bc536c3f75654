"""The three tests, the wording and the authority (G 82, 83, 91, 92 a): each gate blocked, then passed."""

from __future__ import annotations

from contracts.codes import Answer, Source
from contracts.crossing import ReportedFindings, ReportedIntelligence
from contracts.people import FindingKind, Findings
from contracts.sealed import Box, Sealed
from messaging.decider import Message
from services.decisions.domain import commands as c
from tests.services.decisions import disclosing as g
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_evidence_elsewhere import held, reported, stages
from tests.services.decisions.domain.tried_disclosing import of_another, on, tested
from tests.services.decisions.ordering import Told, Tried
from tests.services.decisions.said_of_subject import graded, intelligence

PROBATION = t.answered(Source.PROBATION, Answer.HIT, kind=FindingKind.UNDER_SUPERVISION)


def presumed() -> Told:
    return g.way("tested")


def nothing_in_probation() -> Told:
    return g.concern(t.answered(Source.PROBATION))


def unread(told: Told) -> Told:
    """What probation answered cannot be opened here."""
    closed: Sealed[Findings] = Sealed("findings", None, Box("a" * 22, "b" * 22, "c"))
    return t.hearing(told, t.answered(Source.PROBATION, Answer.HIT, findings=closed, at=t.hours(3)))


def resting_on_probation(told: Told) -> Told:
    evidence = g.stages(evidence=(g.CHECK, "probation-1"))
    return g.way("worded", since=told, tested={"stages": evidence})


def replaced() -> tuple[Told, c.SeekAuthority]:
    told = g.way("worded")
    first = g.of(told).key
    told = g.after(told, lambda told: g.wording(told, text="Do not leave Cleo alone with him."))
    return told, g.seek(told, wordings=(first,))


def managing() -> Told:
    told = g.way("data_protection")
    told = g.after(told, lambda told: g.mappa(told, managers=frozenset({t.INSPECTOR.id})))
    for name in ("tested", "worded", "sought"):
        told = g.after(told, g.WAY[name])
    return told


def covered(told: Told) -> Told:
    return told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))


def having_met() -> Told:
    """The Inspector met the applicant herself."""
    met = t.meeting_held(t.days(6))
    told = g.concern()
    told = t.hearing(told, met._replace(actor=t.INSPECTOR), t.risk_assessment(t.days(12.5)))
    return g.way("sought", since=told.at(t.days(13)))


def proposed_by_the_inspector() -> Told:
    told = covered(g.way("tested"))
    told = g.after(told, lambda told: g.wording(told, by=t.INSPECTOR))
    back = c.AssignSupervisor(t.SERGEANT, t.SERGEANT)
    return g.after(told.when(back), g.seek)


def with_consent() -> Told:
    """Probation lets it be disclosed."""
    return g.after(
        resting_on_probation(g.concern(PROBATION)),
        lambda told: c.RecordOwnerConsent(
            t.CONSTABLE, "probation-1", consents=True, power=False, reasons="By telephone today."
        ),
    )


def resting_elsewhere(intelligence: tuple[ReportedIntelligence, ...] | None) -> Told:
    """Its tests rest on what 23 reported, with or without a word of intelligence."""
    findings = Sealed.of(ReportedFindings(text="Held there.", intelligence=intelligence))
    return g.way("worded", since=reported(held(), findings=findings), tested={"stages": stages()})


def resting_on_intelligence(*more: Message) -> Told:
    evidence = g.stages(evidence=("police-local-1",))
    return g.way("worded", since=g.concern(intelligence(), *more), tested={"stages": evidence})


ALL_THE_SAME = {
    "on_presumption": "She learned it all from him, before the police.",
    "on_knowledge": "Others protect the child.",
}
AUTHORISING: Tried = {
    "STAGE_NOT_ANSWERED": (
        lambda: on(tested(g.concern()), g.tests, stages=(*g.stages()[:2], g.stages()[1])),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "STAGE_REASONS_MISSING": (
        lambda: on(tested(g.concern()), g.tests, pressing=" "),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "EVIDENCE_MISSING": (
        lambda: on(tested(g.concern()), g.tests, stages=g.stages(evidence=())),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "EVIDENCE_NOT_FOUND": (
        lambda: on(tested(g.concern()), g.tests, stages=g.stages(evidence=("no-such-check",))),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "EVIDENCE_BEARS_NOTHING": (
        lambda: on(tested(nothing_in_probation()), g.tests, stages=g.stages(evidence=("probation-1",))),
        lambda: on(tested(nothing_in_probation()), g.tests),
    ),
    "EXTENT_NOT_CONSIDERED of-the-test": (
        lambda: on(tested(g.concern()), g.tests, extent=None),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "RECIPIENT_MISSING": (
        lambda: on(tested(g.concern()), g.tests, recipients=()),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "TEST_NOT_APPLIED": (
        lambda: on(g.concern(), g.none),
        lambda: on(presumed(), g.none, **ALL_THE_SAME),
    ),
    "PRESUMPTION_NOT_ANSWERED": (
        lambda: on(presumed(), g.none),
        lambda: on(presumed(), g.none, **ALL_THE_SAME),
    ),
    "SOMEBODY_TOLD": (
        lambda: on(s.delivered(), g.none, **ALL_THE_SAME),
        lambda: on(g.way("authorised"), g.none, **ALL_THE_SAME),
    ),
    "ALREADY_DECIDED that-nobody-is-told": (
        lambda: on(s.nobody(), g.none),
        lambda: on(presumed(), g.none, **ALL_THE_SAME),
    ),
    "WORDING_EMPTY": (
        lambda: on(g.way("tested"), g.wording, text="  "),
        lambda: on(g.way("tested"), g.wording),
    ),
    "USE_OR_SUPPORT_MISSING": (
        lambda: on(g.way("tested"), g.wording, support=()),
        lambda: on(g.way("tested"), g.wording),
    ),
    "WORDING_NAMES_APPLICANT": (
        lambda: on(g.way("tested"), g.wording, text="Ferdinand told us about him."),
        lambda: on(g.way("tested"), g.wording, text="Do not leave Cleo Testperson alone with him."),
    ),
    "WORDING_NOT_PROPOSED": (
        lambda: on(g.way("tested"), g.seek),
        lambda: on(g.way("worded"), g.seek),
    ),
    "WORDING_REPLACED": (
        replaced,
        lambda: on(g.way("worded"), g.seek),
    ),
    "WORDED_BEFORE_CORRECTION": (
        lambda: on(of_another(g.way("worded")), g.seek),
        lambda: on(g.way("worded"), g.seek),
    ),
    "TEST_NOT_SATISFIED": (
        lambda: on(g.way("worded", tested={"stages": g.stages(True, False, True)}), g.seek),
        lambda: on(g.way("worded"), g.seek),
    ),
    "TEST_OUT_OF_DATE": (
        lambda: on(g.after(t.hearing(g.way("worded"), PROBATION)), g.seek),
        lambda: on(g.after(t.hearing(g.way("worded"), PROBATION), g.tests), g.seek),
    ),
    "DATA_PROTECTION_NOT_CONSIDERED": (
        lambda: on(g.way("worded", "data_protection"), g.seek),
        lambda: on(g.way("worded"), g.seek),
    ),
    "POWER_NOT_NAMED": (
        lambda: on(g.way("worded", data_protection={"power": None}), g.seek),
        lambda: on(g.way("worded"), g.seek),
    ),
    "NOT_IN_ACCORDANCE": (
        lambda: on(g.way("worded", data_protection={"in_accordance": False}), g.seek),
        lambda: on(g.way("worded"), g.seek),
    ),
    "OWNER_CONSENT_MISSING": (
        lambda: on(resting_on_probation(g.concern(PROBATION)), g.seek),
        lambda: on(with_consent(), g.seek),
    ),
    "EVIDENCE_CLOSED": (
        lambda: on(resting_on_probation(unread(g.concern())), g.seek),
        lambda: on(with_consent(), g.seek),
    ),
    "INTELLIGENCE_NOT_GRADED for-an-authority": (
        lambda: on(resting_on_intelligence(), g.seek),
        lambda: on(resting_on_intelligence(graded()), g.seek),
    ),
    "INTELLIGENCE_NOT_SAID": (
        lambda: on(resting_elsewhere(None), g.seek),
        lambda: on(resting_elsewhere(()), g.seek),
    ),
    "EXTENT_NOT_CONSIDERED of-a-wording": (
        lambda: on(g.way("tested"), g.wording, reasons="  "),
        lambda: on(g.way("tested"), g.wording),
    ),
    "ALREADY_AUTHORISED": (
        lambda: on(g.way("authorised"), g.seek),
        lambda: on(
            g.after(g.way("authorised"), lambda told: g.wording(told, text="Keep them apart.")), g.seek
        ),
    ),
    "AUTHORITY_NOT_SOUGHT": (
        lambda: on(g.way("worded"), g.authorise),
        lambda: on(g.way("sought"), g.authorise),
    ),
    "WORDING_CHANGED": (
        lambda: on(g.way("sought"), g.authorise, hash="f" * 64),
        lambda: on(g.way("sought"), g.authorise),
    ),
    "RANK_TOO_LOW to-authorise": (
        lambda: on(g.way("sought"), g.authorise, by=t.OTHER_SERGEANT),
        lambda: on(g.way("sought"), g.authorise),
    ),
    "NOT_INDEPENDENT": (
        lambda: on(g.way("sought"), g.authorise, independent=False),
        lambda: on(g.way("sought"), g.authorise),
    ),
    "AUTHORISER_SUPERVISES": (
        lambda: on(covered(g.way("sought")), g.authorise),
        lambda: on(g.way("sought"), g.authorise),
    ),
    "AUTHORISER_DID_THE_WORK": (
        lambda: on(having_met(), g.authorise),
        lambda: on(g.way("sought"), g.authorise),
    ),
    "AUTHORISER_MANAGES_SUBJECT": (
        lambda: on(managing(), g.authorise),
        lambda: on(g.way("sought"), g.authorise),
    ),
    "AUTHORISER_PROPOSED": (
        lambda: on(proposed_by_the_inspector(), g.authorise),
        lambda: on(g.way("sought"), g.authorise),
    ),
}

"""Decide: an intention passes its gates or is told every reason why not; a fact is recorded. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from messaging.decider import Moment
from messaging.gates import unmet
from messaging.outcomes import Decided, NotYet, Outcome, Refusal
from services.decisions.domain import (
    alerts,
    authority,
    categorisation,
    clocks,
    closing,
    connection,
    data_protection,
    delivery,
    evidence,
    finalising,
    flags,
    handover,
    immediate_risk,
    impact,
    investigation,
    linked,
    mappa,
    no_disclosure,
    outside_scheme,
    ownership,
    pack,
    prior_knowledge,
    progress,
    protective,
    recipients,
    record,
    referrals,
    release,
    representations,
    safeguarding,
    silence,
    still_stands,
    supervision,
    telling_the_subject,
    three_tests,
    undertaking,
    urgent,
    withdrawal,
    wording,
    young_offenders,
)
from services.decisions.domain import commands as c
from services.decisions.domain.events import Flag, FlagRaised
from services.decisions.domain.explained import EDITION, JudgementWeighed
from services.decisions.domain.gates import GATES
from services.decisions.domain.overrides import passed
from services.decisions.domain.state import Case

FROM_CLOCKS: Final[dict[type, Callable[[Case, Any, Moment], Decided]]] = {
    c.ClockRanOut: clocks.ran_out,
    c.NobodyAnswered: alerts.climb,
    c.NobodySupervises: supervision.nobody,
    c.NothingHappens: silence.nothing_happens,
    c.ClosingSlotCame: closing.slot_came,
    c.LetterNotTakenUp: handover.not_taken_up,
    c.ReleaseRanOut: release.ran_out,
    c.NobodyRatified: urgent.nobody_ratified,
    c.OpenLinkedCase: linked.open_or_pass_on,
    c.RecordLinkedCase: linked.record,
    c.PartnerSilent: referrals.silent,
}
REPORTED: Final[dict[type, Callable[[Case, Any, Moment], Decided | Refusal]]] = {
    c.ReportImmediateRisk: immediate_risk.report,
    c.AcknowledgeAlert: alerts.acknowledge,
    c.RecordForceReference: progress.record_force_reference,
    c.RaiseSafeguardingIssue: safeguarding.raise_issue,
    c.ResolveSafeguardingIssue: safeguarding.resolve_issue,
    c.RecordConsideration: safeguarding.record_consideration,
    c.ExplainOverdue: clocks.explain,
    c.RecordWithdrawal: withdrawal.record,
    c.ReportDelivery: delivery.report,
    c.ReportUrgentDisclosure: urgent.report,
    c.ReportUndertakingExplained: undertaking.explained,
    c.ReportUndertakingSigned: undertaking.signed,
    c.ReportUndertakingNotSigned: undertaking.not_signed,
    c.ReportSubjectInformed: telling_the_subject.informed,
    c.ReportSelfDisclosure: telling_the_subject.self_disclosed,
    c.ReportSelfDisclosureIncomplete: telling_the_subject.incomplete,
    c.RecordProtectiveAction: protective.record_action,
    c.RecordSafetyPlan: protective.record_plan,
    c.RecordConcernDiscussed: protective.record_discussed,
    c.RecordRiskTool: protective.record_tool,
    c.RecordNominalEntry: protective.record_entry,
    c.RecordRecipientIdentity: recipients.record_identity,
    c.RecordRepresentationsSought: representations.record_sought,
    c.RecordRepresentations: representations.record_received,
    c.RecordMeetingRequested: mappa.record_requested,
    c.RecordStrategy: investigation.record_strategy,
    c.RecordMappaOutcome: mappa.record_outcome,
    c.RecordOwnerConsent: ownership.record_consent,
    c.RecordNotShared: referrals.not_shared,
}
INTENDED: Final[dict[type, Callable[[Case, Any, Moment], Decided]]] = {
    c.AcknowledgeFlags: flags.acknowledge,
    c.AssignSupervisor: supervision.assign,
    c.Progress: progress.progress,
    c.DoNotProgress: progress.do_not_progress,
    c.GoOnWithoutMeeting: progress.without_meeting,
    c.Categorise: categorisation.categorise,
    c.FindOutsideScheme: outside_scheme.find_outside_scheme,
    c.ConfirmDecision: still_stands.confirm,
    c.Extend: clocks.extend,
    c.ChooseDelivery: closing.choose_delivery,
    c.DecideNotToTell: closing.decide_not_to_tell,
    c.AssessConnection: connection.assess,
    c.SelectRecipient: recipients.select,
    c.WithdrawRecipient: recipients.withdraw,
    c.AssessPriorKnowledge: prior_knowledge.assess,
    c.AssessSuitability: recipients.assess_suitability,
    c.AssessImpact: impact.assess,
    c.DispenseRepresentations: representations.dispense,
    c.WeighRepresentations: representations.weigh,
    c.ConsiderMappa: mappa.consider,
    c.ConsiderDataProtection: data_protection.consider,
    c.WeighYoungOffending: young_offenders.weigh,
    c.PlanForYoungSubject: young_offenders.plan,
    c.ApplyThreeTests: three_tests.apply,
    c.DecideNoDisclosure: no_disclosure.decide_none,
    c.ProposeWording: wording.propose,
    c.SeekAuthority: authority.seek,
    c.AuthoriseDisclosure: authority.authorise,
    c.RefuseAuthority: authority.refuse,
    c.MakeFinalEntry: finalising.make_final_entry,
    c.Finalise: finalising.finalise,
    c.CloseCase: finalising.close,
    c.ReleaseWording: release.release,
    c.PrintPack: pack.print_pack,
    c.AllowReprint: pack.allow_reprint,
    c.RatifyUrgent: urgent.ratify,
    c.ReconsiderDisclosure: undertaking.reconsider,
    c.DoNotInformSubject: telling_the_subject.do_not_inform,
    c.ConsiderSelfDisclosure: telling_the_subject.consider_self_disclosure,
    c.OfferReferral: referrals.offer,
    c.WithdrawReferral: referrals.withdraw,
}


def decide(case: Case, command: c.Command, moment: Moment) -> Outcome:
    """`TypeError` for what is no command of this service."""
    if isinstance(command, c.Hear):
        return record.hear(case, command, moment)
    kind = type(command)
    if kind in FROM_CLOCKS:
        return FROM_CLOCKS[kind](case, command, moment)
    if kind in REPORTED:
        return _reported(case, command, moment)
    if kind in INTENDED:
        return _intended(case, command, moment)
    raise TypeError(f"{kind.__name__} is no command of decisions")


def _reported(case: Case, command: Any, moment: Moment) -> Outcome:
    """A fact; an immediate risk is recorded even of a case that is not open here yet."""
    if not case.opened and not isinstance(command, c.ReportImmediateRisk | c.AcknowledgeAlert):
        return NotYet("the case is not open here yet")
    return REPORTED[type(command)](case, command, moment)


def _intended(case: Case, command: Any, moment: Moment) -> Outcome:
    kind = type(command)
    if found := unmet(GATES[kind], case, command, moment):
        return Refusal(found)
    made = INTENDED[kind](case, command, moment)
    before: list[object] = []
    if hasattr(command, "override"):
        before += passed(GATES[kind], step_of(kind), case, command, moment)
    if kind not in c.JUDGEMENTS:
        return Decided((*before, *made.events), made.tasks)
    if command.by.id in case.worked_by and Flag.SUPERVISOR_DID_THE_WORK not in case.flags:
        before.append(FlagRaised(flag=Flag.SUPERVISOR_DID_THE_WORK))
    return Decided((*before, *made.events, _weighed(case, command)), made.tasks)


def _weighed(case: Case, command: Any) -> JudgementWeighed:
    """What the judgement rested on (R-256)."""
    return JudgementWeighed(
        step=step_of(type(command)), seen=command.seen, edition=EDITION, answers=evidence.answers(case)
    )


def step_of(kind: type) -> str:
    """`DoNotProgress` -> `do-not-progress`: what a step is called in an address and in the record."""
    return kebab(kind.__name__)


def kebab(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")

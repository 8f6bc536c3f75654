"""Decide: an intention passes its gates or is told every reason why not; a fact is recorded. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from messaging.decider import Actor, Moment, Recorded
from messaging.gates import unmet
from messaging.outcomes import HEARD, Decided, Happened, NotYet, Outcome, Refusal
from services.decisions.domain import (
    agreeing,
    alerts,
    authority,
    categorisation,
    clocks,
    closing,
    connection,
    correcting,
    crime,
    data_protection,
    decided_of,
    decision_owed,
    delivery,
    evidence,
    finalising,
    flags,
    handover,
    hearing_forces,
    hosting,
    immediate_risk,
    impact,
    investigation,
    knowing,
    linked,
    mappa,
    no_disclosure,
    not_taken,
    outside_scheme,
    ownership,
    pack,
    passing_on,
    position_of,
    prior_knowledge,
    progress,
    protective,
    recipients,
    record,
    recording,
    referrals,
    release,
    representations,
    responding,
    safeguarding,
    same_person,
    searched_for,
    silence,
    still_late,
    still_stands,
    supervision,
    tasking,
    telling_the_subject,
    three_tests,
    unaddressed,
    undertaking,
    unsettled,
    urgent,
    who_decides,
    withdrawal,
    without_messages,
    wording,
    young_offenders,
)
from services.decisions.domain import commands as c
from services.decisions.domain.events import Flag, FlagRaised
from services.decisions.domain.evolve import evolve
from services.decisions.domain.explained import EDITION, JudgementWeighed
from services.decisions.domain.gates import GATES
from services.decisions.domain.overrides import passed
from services.decisions.domain.state import Case

NOBODY: Final = Actor("system:decisions")

FROM_CLOCKS: Final[dict[type, Callable[[Case, Any, Moment], Decided | NotYet]]] = {
    c.ClockRanOut: clocks.ran_out,
    c.NobodyAnswered: alerts.climb,
    c.NobodySupervises: supervision.nobody,
    c.NothingHappens: silence.nothing_happens,
    c.NobodyAddressed: unaddressed.nobody,
    c.StillLate: still_late.still_late,
    c.ClosingSlotCame: closing.slot_came,
    c.LetterNotTakenUp: handover.not_taken_up,
    c.ReleaseRanOut: release.ran_out,
    c.NobodyRatified: urgent.nobody_ratified,
    c.OpenLinkedCase: linked.open_or_pass_on,
    c.RecordLinkedCase: linked.record,
    c.ForceSilent: tasking.silent,
    c.DecidingForceSilent: decision_owed.silent,
    c.NobodyHasPrimacy: unsettled.rings_again,
    c.LinkCase: same_person.link,
    c.RecordEntered: recording.entered,
    c.RecordNotEntered: recording.not_entered,
    c.LeaveToHand: recording.left_to_hand,
    c.ChaseRecordEntry: recording.chase,
    c.PartnerSilent: referrals.silent,
}
REPORTED: Final[dict[type, Callable[[Case, Any, Moment], Decided | Refusal]]] = {
    c.ReportImmediateRisk: immediate_risk.report,
    c.AcknowledgeAlert: alerts.acknowledge,
    c.AttestRecordEntry: recording.attest,
    c.RecordForceReference: progress.record_force_reference,
    c.RaiseSafeguardingIssue: safeguarding.raise_issue,
    c.ResolveSafeguardingIssue: safeguarding.resolve_issue,
    c.ReportCrimeAlleged: crime.alleged,
    c.RecordCrime: crime.recorded,
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
    c.PlaceParties: tasking.place,
    c.RecordMappaStatus: tasking.record_status,
    c.RecordOwner: tasking.record_owner,
    c.RecordNotShared: referrals.not_shared,
}
INTENDED: Final[dict[type, Callable[[Case, Any, Moment], Decided]]] = {
    c.AcknowledgeFlags: flags.acknowledge,
    c.AssignSupervisor: supervision.assign,
    c.Progress: progress.progress,
    c.DoNotProgress: progress.do_not_progress,
    c.GoOnWithoutMeeting: progress.without_meeting,
    c.Prioritise: knowing.prioritise,
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
    c.SeekRepresentations: representations.seek,
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
    c.TaskForce: tasking.task,
    c.StandDown: tasking.stand_down,
    c.NameApplicant: tasking.name_applicant,
    c.AcknowledgeTask: responding.acknowledge,
    c.ReturnTask: responding.give_back,
    c.ReportTask: responding.report,
    c.StatePosition: agreeing.state_position,
    c.RecordDisagreement: agreeing.record_disagreement,
    c.AgreeHost: agreeing.agree_host,
    c.DecideHosted: hosting.decide_hosted,
    c.TakeOnDecision: decision_owed.take_on,
    c.NoteDecision: without_messages.note,
    c.OfferReferral: referrals.offer,
    c.WithdrawReferral: referrals.withdraw,
}


def decide(case: Case, command: c.Command, moment: Moment) -> Outcome:
    """What becomes of a command, and what that means where several forces take part: who decides from then on
    (R-158), and what each learns of the others (R-151).

    `TypeError` for what is no command of this service.
    """
    outcome = _decide(case, command, moment)
    if not isinstance(outcome, Decided) or not outcome.events:
        return outcome
    if not case.across.takes_part and not isinstance(command, c.TaskForce):
        return outcome
    after = _after(case, command, outcome.events, moment)
    follows = agreeing.follow(case, after, moment) + searched_for.follow(case, after, moment)
    follows += correcting.follow(after, moment) + decided_of.follow(case, after, moment)
    follows += position_of.follow(case, after, moment)
    settled = _after(
        after, command, follows.events, moment._replace(version=moment.version + len(outcome.events))
    )
    follows += passing_on.follow(settled, moment)
    if not isinstance(command, c.HearForce):
        follows += who_decides.rings(case, settled, moment)
    return Decided((*outcome.events, *follows.events), (*outcome.tasks, *follows.tasks))


def _after(case: Case, command: c.Command, events: tuple[object, ...], moment: Moment) -> Case:
    """The case as these events leave it."""
    for version, said in enumerate(events, moment.version + 1):
        event: Any = said.event if isinstance(said, Happened) else said
        heard = event is HEARD
        message = command.message if isinstance(command, c.Hear | c.HearForce) else None
        at = moment.now
        if isinstance(said, Happened):
            at = said.at
        elif not heard:
            at = getattr(event, "occurred_at", None) or moment.now
        if heard and message is not None:
            recorded = Recorded(
                version,
                message.id,
                message.source,
                message.type,
                message.event,
                message.occurred_at,
                moment.now,
                message.actor,
                True,
                message.opening,
            )
        else:
            by = getattr(command, "by", NOBODY)
            source = f"csods/{case.force}/decisions"
            recorded = Recorded(version, "", source, event.TYPE, event, at, moment.now, by, False)
        case = evolve(case, recorded)
    return case


def _decide(case: Case, command: c.Command, moment: Moment) -> Outcome:
    if isinstance(command, c.Hear):
        return record.hear(case, command, moment)
    if isinstance(command, c.HearForce):
        return hearing_forces.hear(case, command, moment)
    if isinstance(command, c.HearReceipt):
        return not_taken.hear(case, command, moment)
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

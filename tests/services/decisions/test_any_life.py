"""Whatever happens to a case, in whatever order: nothing raises and no rule is got round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from access.runtime import Snapshot
from contracts.clocks import ClockName
from contracts.codes import (
    Answer,
    Category,
    ContactKind,
    CredibleRisk,
    Delivery,
    ExtensionReason,
    IdentityOutcome,
    LinkReason,
    NotMet,
    PartyRole,
    RecordSystem,
    Source,
)
from contracts.decisions import (
    ApplicationNotProgressed,
    CaseCategorised,
    CaseClosed,
    CaseFinalised,
    ClosingDue,
)
from contracts.people import FindingKind
from messaging.outcomes import Decided, NotYet, Refusal
from messaging.routes import Due, DueTask
from services.decisions.domain import DECIDER, coverage, recording, same_person
from services.decisions.domain import commands as c
from services.decisions.domain.closing import letter_done, letter_due
from services.decisions.domain.events import Addressed, CannotBeTold, Consideration
from services.decisions.domain.events_telling import DisclosureDelivered, RiskTool, Telling, WordingReleased
from services.decisions.domain.letter_guards import not_by_post
from services.decisions.domain.linked import TASK as LINKED
from services.decisions.domain.safeguarding import open_issues
from services.decisions.domain.state import Case
from services.decisions.domain.who_is_told import applicant_told, is_concern, settled, stands
from services.decisions.http import view
from services.decisions.store.projector import line
from services.decisions.tasks import TASKS
from tests.examples import many
from tests.given import Story, story
from tests.services.decisions import knowing as k
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t

Step = Callable[[Story[Case]], Any]


def hearing(build: Callable[..., Any], **parts: Any) -> Step:
    """The fact as it would be now."""
    return lambda told: c.Hear(build(told.now, **parts))


def answering(source: Source, answer: Answer, kind: FindingKind | None = None) -> Step:
    return lambda told: c.Hear(t.answered(source, answer, at=told.now, kind=kind))


def extend(told: Story[Case]) -> c.Extend:
    until, why = told.now + timedelta(days=30), ExtensionReason.OTHER_EXTENUATING
    return c.Extend(t.SERGEANT, ClockName.WHOLE_CASE, until, why, True, True, "Awaiting an answer.")


def override(told: Story[Case]) -> c.Categorise:
    return t.no_concern(told, by=t.INSPECTOR, override="The desk was rung and holds nothing.")


STEPS: tuple[Step, ...] = (
    lambda told: c.Hear(t.enquiry(told.now)),
    lambda told: c.Hear(t.enquiry(told.now, anonymous=True)),
    lambda told: c.Hear(t.know(told.now)),
    hearing(k.information),
    hearing(k.intelligence_checks),
    lambda told: c.Hear(k.also_concerned(at=told.now)),
    lambda told: c.LinkCase("c-known-0001", LinkReason.SAME_PERSON, PartyRole.CHILD),
    k.prioritise,
    hearing(t.application),
    hearing(t.meeting_held),
    hearing(t.meeting_held, ongoing_concern=True),
    hearing(t.annex_a_part2),
    hearing(t.corrected, subject=t.subject(t.APPLICANT_HOME)),
    hearing(t.corrected, relationships=t.relationships(ContactKind.NONE_KNOWN)),
    hearing(t.redirected),
    hearing(t.risk),
    lambda told: c.Hear(t.requested(at=told.now)),
    *[answering(source, Answer.NO_TRACE) for source in t.POLICE],
    answering(Source.POLICE_NATIONAL, Answer.HIT, FindingKind.SCHEDULE_34A_CONVICTION),
    answering(Source.POLICE_LOCAL, Answer.AMBIGUOUS),
    lambda told: c.Hear(
        t.answered(
            Source.SOCIAL_CARE, Answer.HIT, at=told.now, about=t.OF_CHILD, kind=FindingKind.CHILD_PROTECTION
        )
    ),
    lambda told: c.Hear(t.settled(Source.POLICE_NATIONAL, Answer.NO_TRACE, "police-national-1", at=told.now)),
    lambda told: c.Hear(t.failed(Source.PROBATION, at=told.now)),
    lambda told: c.Hear(t.identity(IdentityOutcome.NONE_IS_THE_SUBJECT, at=told.now)),
    hearing(t.agency_requested),
    hearing(t.agency_answered),
    hearing(t.initial_checks),
    hearing(t.risk_assessment),
    hearing(t.risk_assessment, credible=CredibleRisk.CREDIBLE),
    hearing(t.advice),
    hearing(t.letter),
    hearing(t.letter_failed),
    hearing(t.handed_over),
    lambda told: c.AssignSupervisor(t.SERGEANT, t.SERGEANT),
    lambda told: c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True),
    lambda told: c.RecordForceReference(t.SERGEANT, RecordSystem.ATHENA, "46/1/26"),
    lambda told: c.AcknowledgeAlert(t.SERGEANT, next(iter(told.state.alerts), "none")),
    lambda told: c.ReportCrimeAlleged(t.CONSTABLE, "grooming", "She read his messages.", told.now),
    lambda told: c.RecordCrime(t.CONSTABLE, "grooming", "46/1299/26", told.now),
    lambda told: c.RaiseSafeguardingIssue(t.CONSTABLE, "alone", "Alone after school."),
    lambda told: c.ResolveSafeguardingIssue(t.CONSTABLE, "alone", Addressed.RESOLVED, "Not any more."),
    *[
        lambda told, what=what: c.RecordConsideration(t.SERGEANT, what, False, "Weighed.")
        for what in Consideration
    ],
    *[lambda told, name=name: c.ExplainOverdue(t.SERGEANT, name, "A system was down.") for name in ClockName],
    t.progress,
    lambda told: c.DoNotProgress(t.SERGEANT, told.version, "No basis."),
    lambda told: c.GoOnWithoutMeeting(t.SERGEANT, told.version, NotMet.UNREACHABLE, "Rang often."),
    t.no_concern,
    override,
    t.concern,
    lambda told: c.RecordWithdrawal(t.CONSTABLE, "Rang to say so."),
    lambda told: c.ConfirmDecision(t.SERGEANT, told.version, "Weighed."),
    lambda told: c.ConfirmDecision(t.INSPECTOR, told.version, "Weighed.", override="Nothing in it."),
    lambda told: c.FindOutsideScheme(t.SERGEANT, told.version, "Never met."),
    extend,
    lambda told: c.ChooseDelivery(t.SERGEANT, Delivery.POST),
    lambda told: c.ChooseDelivery(t.SERGEANT, Delivery.HAND),
    lambda told: c.DecideNotToTell(t.SERGEANT, CannotBeTold.UNSAFE_TO_CONTACT, "They said so."),
    t.entry,
    t.finalise,
    lambda told: c.CloseCase(t.SERGEANT, told.version, "It ended before."),
    s.release,
    s.delivery,
    lambda told: s.delivery(told, "stranger", release=None, hash=None),
    lambda told: s.delivery(told, telling=Telling.SUBJECT_ALONE_POLICE_CONFIRMED, release=None),
    s.urgent,
    s.ratify,
    lambda told: c.ReportUndertakingExplained(s.OFFICER, "mother", s.UNDERTAKING, told.now),
    lambda told: c.ReportUndertakingSigned(s.OFFICER, "mother", told.now, s.OFFICER.id),
    lambda told: c.ReportUndertakingNotSigned(s.OFFICER, "mother", told.now),
    s.reconsider,
    lambda told: s.reconsider(told, goes_on=False),
    lambda told: c.ReportSubjectInformed(s.OFFICER, told.now, False, True, True, True),
    s.not_inform,
    s.self_disclosure,
    lambda told: c.ReportSelfDisclosure(s.OFFICER, "mother", told.now),
    s.stayed_away,
    lambda told: c.RecordConcernDiscussed(s.OFFICER, told.now, "Spoke of the messages."),
    *[lambda told, tool=tool: c.RecordRiskTool(t.SERGEANT, tool, False, "Weighed.") for tool in RiskTool],
    lambda told: c.RecordNominalEntry(t.SERGEANT, "VISOR/12/26", told.now),
)
GIVEN: tuple[Callable[[Story[Case]], Story[Case]], ...] = (s.chosen, s.given_authority, s.nobody)
"""What leads to a telling, once there is a concern, as it is recorded."""
WAIT = len(STEPS)
LAST = WAIT + len(GIVEN)
"""Not a step: time goes on to the next task, which fires."""


def fire(told: Story[Case]) -> Story[Case]:
    waiting = sorted(DECIDER.due(told.state), key=lambda task: (task.due, task.kind, task.key))
    if not waiting:
        return told.after(days=1)
    task = waiting[0]
    assert task.due is not None
    if task.kind == LINKED:
        return told.when(c.RecordLinkedCase(task.key, "c-goes-on-01"))
    if task.kind == recording.ENTRY:
        return told.when(c.RecordNotEntered(task.refs["entry"]))
    if task.kind == same_person.TASK:
        return told.when(same_person.for_this_one(told.state, task.key))
    route = TASKS[task.kind]
    assert isinstance(route, Due)
    fired = DueTask(told.state.case_id, task.kind, task.key, task.refs, task.due, 1, "r", told.now)
    return told.at(max(told.now, task.due)).when(route.to_command(fired))


def lived(choices: list[int]) -> Story[Case]:
    told = story(DECIDER)
    for choice in choices:
        before = told.after(minutes=7)
        if choice > WAIT:
            told = GIVEN[choice - WAIT - 1](before) if is_concern(before.state) else before
            continue
        if choice == WAIT:
            told = fire(before)
        else:
            command = STEPS[choice](before)
            told = before.when(command)
            assert isinstance(told.outcome, Decided | Refusal | NotYet)
            if type(command) in c.FACTS and getattr(command, "alert", "") != "none":
                assert not isinstance(told.outcome, Refusal), command
        for event in told.events:
            holds(before.state, told.state, event)
        assert told.state.entries == before.state.entries or told.version > before.version
    return told


def holds(before: Case, after: Case, event: Any) -> None:
    """The rules that no order of things may get round, each at its event."""
    if isinstance(event, CaseCategorised) and event.category is Category.NO_CONCERN:
        assert not [one for one in event.statements if coverage.contradicting(before, one.statement)], (
            "no concern against what is held"
        )
        assert before.checks.assessment_completed is not None
        corrected = coverage.corrected_at(before)
        assert corrected is None or before.checks.assessment_completed.at > corrected
    if isinstance(event, CaseCategorised | ApplicationNotProgressed | CaseFinalised | CaseClosed):
        concern = isinstance(event, CaseCategorised) and event.category is Category.CONCERN
        assert concern or not coverage.weighed(before, Answer.AMBIGUOUS), "over a possible match"
        assert concern or not coverage.child_protection(before) or before.acted, "over a child protected"
    if isinstance(event, ClosingDue):
        assert not applicant_told(before), "who was told in person is written that there is nothing"
        assert not before.is_anonymous
        assert event.delivery is Delivery.HAND or not not_by_post(before)
    if isinstance(event, CaseFinalised | CaseClosed):
        assert not open_issues(before)
        assert before.final_entry is not None
        assert before.force_record is not None
        assert letter_done(before) or not letter_due(before)
        assert before.category is not Category.CONCERN or settled(before)
    if isinstance(event, WordingReleased):
        authority = before.disclosure.authorities[event.authority]
        assert stands(before, authority)
        assert not authority.suspended
        assert event.hash == authority.hash
    if isinstance(event, DisclosureDelivered):
        held = before.disclosure.releases.get(event.release or "")
        by_the_subject = event.telling is not Telling.POLICE
        assert event.departures or by_the_subject or (held is not None and held.hash == event.hash)


@settings(deadline=None, max_examples=many(150))
@given(st.lists(st.integers(min_value=0, max_value=LAST), max_size=60))
def test_nothing_raises_and_no_rule_is_got_round(choices: list[int]) -> None:
    lived(choices)


@settings(deadline=None, max_examples=many(150))
@given(st.lists(st.sampled_from(range(LAST + 1)), min_size=10, max_size=40))
def test_a_case_can_always_be_shown_and_listed(choices: list[int]) -> None:
    told = lived(choices)
    row = line(told.state, told.version)
    assert row["version"] == told.version
    shown = view.show(Snapshot(told.state.case_id, told.state, told.version, (), False, told.now))
    assert set(shown.personal) <= {
        "applicant", "applicant_contact", "subject", "children", "checks", "decision", "course",
        "disclosure", "telling",
        "facts_of_the_subject", "suspected_breaches", "intelligence", "information",
    }  # fmt: skip


STRAIGHT: tuple[Step, ...] = (
    lambda told: c.Hear(t.enquiry(told.now)),
    hearing(t.application),
    lambda told: c.Hear(t.requested(at=told.now)),
    *[answering(source, Answer.NO_TRACE) for source in t.POLICE],
    hearing(t.initial_checks),
    lambda told: c.AssignSupervisor(t.SERGEANT, t.SERGEANT),
    lambda told: c.RecordForceReference(t.SERGEANT, RecordSystem.ATHENA, "46/1/26"),
    t.progress,
    hearing(t.meeting_held),
    hearing(t.advice),
    hearing(t.risk_assessment),
    t.no_concern,
    *[
        lambda told, what=what: c.RecordConsideration(t.SERGEANT, what, False, "Weighed.")
        for what in Consideration
    ],
    hearing(t.letter),
    t.entry,
    t.finalise,
)


@settings(deadline=None, max_examples=many(150))
@given(st.lists(st.tuples(st.integers(0, len(STRAIGHT)), st.integers(0, WAIT)), max_size=6))
def test_a_straight_way_with_anything_on_it_keeps_every_rule(between: list[tuple[int, int]]) -> None:
    """Near the end the rules of ending are met with, and not only the first refusals."""
    told = story(DECIDER)
    for place, straight in enumerate(STRAIGHT):
        for step in (*[STEPS[what] for at, what in between if at == place and what < WAIT], straight):
            before = told.after(minutes=7)
            told = before.when(step(before))
            for event in told.events:
                holds(before.state, told.state, event)
    assert told.state.finalised or between


TELLING: tuple[Step, ...] = (
    s.release,
    lambda told: c.ReportUndertakingExplained(s.OFFICER, "mother", s.UNDERTAKING, told.now),
    lambda told: c.ReportUndertakingSigned(s.OFFICER, "mother", told.now, s.OFFICER.id),
    s.delivery,
    lambda told: c.RecordSafetyPlan(s.OFFICER, (t.CHILD,), s.OFFICER.id, "Collected by her aunt."),
    *[lambda told, tool=tool: c.RecordRiskTool(t.SERGEANT, tool, False, "Weighed.") for tool in RiskTool],
    s.not_inform,
    lambda told: c.RecordConcernDiscussed(s.OFFICER, told.now, "Spoke of the messages."),
    *[
        lambda told, what=what: c.RecordConsideration(t.SERGEANT, what, False, "Weighed.")
        for what in Consideration
    ],
    hearing(t.letter),
    t.entry,
    t.finalise,
)


@settings(deadline=None, max_examples=many(100))
@given(st.lists(st.tuples(st.integers(0, len(TELLING)), st.integers(0, WAIT)), max_size=5))
def test_a_telling_with_anything_on_it_keeps_every_rule(between: list[tuple[int, int]]) -> None:
    told = s.authorised()
    for place, straight in enumerate(TELLING):
        for step in (*[STEPS[what] for at, what in between if at == place and what < WAIT], straight):
            before = told.after(minutes=7)
            told = before.when(step(before))
            for event in told.events:
                holds(before.state, told.state, event)
    assert told.state.finalised or between

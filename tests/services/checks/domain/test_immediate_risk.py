"""Immediate risk goes out at once, from an answer or from an officer, and is watched until somebody is
alerted.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts.checks import CheckCompleted
from contracts.codes import (
    Answer,
    ContactKind,
    IdentityOutcome,
    MarkerKind,
    PartyRole,
    RiskGround,
    SafeguardingAction,
    Source,
)
from contracts.held import Detail, Marker
from contracts.parts import Relationship, Relationships
from contracts.people import Child, Children, Finding, FindingKind, PersonName, RiskDetails
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from contracts.weighed import FactsEstablished
from messaging.decider import Message
from messaging.outcomes import Decided, Task, Time
from services.checks.domain import commands as c
from services.checks.domain.coverage import standing
from services.checks.domain.events import DangersFound, MatchesWeighed
from services.checks.domain.immediate import unanswered
from services.checks.domain.state import Checks, Pair
from services.checks.domain.taking_part import risk_waits
from tests.given import START, Story, story
from tests.services.checks.told import (
    ABOUT_SUBJECT,
    APPLICANT,
    CHILD,
    DECIDER,
    LOCAL,
    NATIONAL,
    PROBATION,
    RESEARCHER,
    SERGEANT,
    SUBJECT,
    alerted,
    application,
    begun,
    correction,
    finalised,
    found,
    heard,
    held_finding,
    meeting,
    progressed,
    record,
    relationships,
    replied,
)

SHPO = held_finding(FindingKind.ORDER_IN_FORCE, "SHPO: no unsupervised contact with any child under 18")
LICENCE = held_finding(FindingKind.LICENCE_CONDITION, "You must reside at an approved address")
REGISTERED = held_finding(FindingKind.REGISTERED_SEX_OFFENDER)
RISK = RiskDetails(risk="The child is alone with the subject tonight.")


def dangerous(told: Story[Checks] | None = None, *, given: str = "Ferdinand") -> Story[Checks]:
    held = record(given, findings=(SHPO, REGISTERED))
    return (told or begun()).when(replied(NATIONAL, found(Source.POLICE_NATIONAL, held)))


def rings(told: Story[Checks]) -> list[ImmediateRiskIdentified]:
    """The immediate risks of the last decision."""
    return [one for one in told.events if isinstance(one, ImmediateRiskIdentified)]


def application_with(contact: tuple[ContactKind, ...]) -> Message:
    """An application that says this of the contact; nothing: nobody asked."""
    one = Relationship(child="child-1", contact=contact)
    told = application()
    event = told.event.model_copy(update={"relationships": Relationships(children=(one,))})
    return told._replace(event=event)


def test_an_order_that_the_stated_contact_breaks_goes_out_before_any_other_source_has_answered() -> None:
    told = dangerous().decided(
        ImmediateRiskIdentified, CheckCompleted, MatchesWeighed, DangersFound, FactsEstablished
    )
    risk = told.events[0]
    assert type(risk).URGENT
    assert risk.ground is RiskGround.BREACH_OF_ORDER
    assert risk.children == ("child-1",)
    assert sum(not ask.answers for ask in told.state.asks.values()) > 3


def test_a_possible_match_is_said_to_be_one() -> None:
    told = dangerous(given="Florian")
    assert told.events[0].risk.clear().risk.startswith("Possible match, not confirmed:")


def test_a_record_of_another_source_rings_again() -> None:
    held = record(number="REC-9", findings=(SHPO,))
    told = dangerous().when(replied(LOCAL, found(Source.POLICE_LOCAL, held)))
    assert rings(told)


def test_the_same_records_found_again_later_ring_nobody() -> None:
    told = heard(dangerous(), progressed(), meeting())
    held = record(findings=(SHPO, REGISTERED))
    told = told.when(replied("full-1-police-national-subject", found(Source.POLICE_NATIONAL, held)))
    assert not rings(told)


def test_a_new_record_found_later_rings_again() -> None:
    told = heard(dangerous(), progressed(), meeting())
    held = record(number="REC-2", findings=(SHPO,))
    told = told.when(replied("full-1-police-national-subject", found(Source.POLICE_NATIONAL, held)))
    assert rings(told)


@pytest.mark.parametrize(
    ("finding", "contact", "ground"),
    [
        (SHPO, (ContactKind.LIVES_WITH_CHILD,), RiskGround.BREACH_OF_ORDER),
        (SHPO, (ContactKind.ONLINE_OR_TELEPHONE,), RiskGround.BREACH_OF_ORDER),
        (SHPO, (ContactKind.SUPERVISED,), RiskGround.BREACH_OF_ORDER),
        (SHPO, (ContactKind.LIKELY_IN_FUTURE,), RiskGround.BREACH_OF_ORDER),
        (SHPO, (), RiskGround.BREACH_OF_ORDER),
        (SHPO, (ContactKind.NONE_KNOWN,), None),
        (LICENCE, (ContactKind.LIVES_WITH_CHILD,), RiskGround.BREACH_OF_ORDER),
        (REGISTERED, (ContactKind.LIVES_WITH_CHILD,), RiskGround.FOUND_BY_CHECKS),
        (REGISTERED, (ContactKind.ONLINE_OR_TELEPHONE,), RiskGround.FOUND_BY_CHECKS),
        (REGISTERED, (ContactKind.LIKELY_IN_FUTURE,), RiskGround.FOUND_BY_CHECKS),
        (REGISTERED, (), RiskGround.FOUND_BY_CHECKS),
        (REGISTERED, (ContactKind.SUPERVISED,), None),
        (REGISTERED, (ContactKind.NONE_KNOWN,), None),
        (held_finding(FindingKind.OTHER_CONVICTION), (ContactKind.LIVES_WITH_CHILD,), None),
        (
            held_finding(FindingKind.SCHEDULE_34A_CONVICTION),
            (ContactKind.UNSUPERVISED_THROUGH_FAMILY,),
            RiskGround.FOUND_BY_CHECKS,
        ),
    ],
)
def test_what_makes_a_risk_immediate(
    finding: Finding, contact: tuple[ContactKind, ...], ground: RiskGround | None
) -> None:
    told = heard(story(DECIDER), application_with(contact))
    told = told.when(replied(NATIONAL, found(Source.POLICE_NATIONAL, record(findings=(finding,)))))
    assert [one.ground for one in rings(told)] == ([ground] if ground else [])


def warned(kind: MarkerKind, ended: date | None = None) -> Finding:
    detail = Detail(marker=Marker(kind=kind, ended=ended))
    return held_finding(FindingKind.CONCERNING_BEHAVIOUR).model_copy(update={"detail": detail})


@pytest.mark.parametrize(
    ("warning", "rings_somebody"),
    [
        (warned(MarkerKind.DANGER_TO_CHILDREN), True),
        (warned(MarkerKind.SEX_OFFENDER), True),
        (warned(MarkerKind.VIOLENT), True),
        (warned(MarkerKind.NOT_CLASSIFIED), True),
        (warned(MarkerKind.DANGER_TO_CHILDREN, ended=date(2020, 1, 1)), False),
        (warned(MarkerKind.OWN_SAFETY), False),
        (held_finding(FindingKind.CONCERNING_BEHAVIOUR), False),
    ],
)
def test_a_warning_that_stands_now_rings_by_itself_while_every_other_source_is_silent(
    warning: Finding, rings_somebody: bool
) -> None:
    told = begun().when(replied(LOCAL, found(Source.POLICE_LOCAL, record(findings=(warning,)))))
    assert bool(rings(told)) is rings_somebody
    assert sum(bool(ask.answers) for ask in told.state.asks.values()) == 1


@pytest.mark.parametrize(
    "wording",
    [
        "SOPO: no unsupervised contact with under-18s",
        "Not to approach girls",
        "No contact with females under the age of sixteen",
        "No contact with any young person",
        "Not to enter any school",
    ],
)
def test_how_an_order_is_worded_never_keeps_it_from_a_supervisor(wording: str) -> None:
    order = held_finding(FindingKind.ORDER_IN_FORCE, wording)
    told = begun().when(replied(NATIONAL, found(Source.POLICE_NATIONAL, record(findings=(order,)))))
    (risk,) = rings(told)
    assert risk.risk.clear().risk.startswith("An order or licence condition is in force: read if contact")


def test_a_namesake_who_was_dismissed_does_not_silence_the_true_record_of_another_source() -> None:
    told = dangerous(given="Florian")
    told = told.when(
        c.ChooseMatch(
            RESEARCHER, told.version, (NATIONAL,), IdentityOutcome.NONE_IS_THE_SUBJECT, (), "Another man."
        )
    )
    true = record(number="REC-77", findings=(REGISTERED,))
    told = told.when(replied(LOCAL, found(Source.POLICE_LOCAL, true)))
    assert [one.ground for one in rings(told)] == [RiskGround.FOUND_BY_CHECKS]


def test_a_record_that_was_dismissed_and_comes_back_under_the_right_birth_date_rings_again() -> None:
    told = dangerous(given="Florian")
    told = told.when(
        c.ChooseMatch(
            RESEARCHER, told.version, (NATIONAL,), IdentityOutcome.NONE_IS_THE_SUBJECT, (), "Another man."
        )
    )
    florian = SUBJECT.model_copy(update={"name": PersonName(given="Florian", family="Testperson")})
    told = heard(told, correction(subject=Sealed.of(florian)))
    held = record("Florian", findings=(SHPO, REGISTERED))
    told = told.when(
        replied("initial-2-police-national-subject", found(Source.POLICE_NATIONAL, held), at=told.now)
    )
    (risk,) = rings(told)
    assert not risk.risk.clear().risk.startswith("Possible match")


def test_a_possible_match_that_a_person_confirms_rings_as_confirmed() -> None:
    told = dangerous(given="Florian")
    told = told.when(
        c.ChooseMatch(
            RESEARCHER,
            told.version,
            (NATIONAL,),
            IdentityOutcome.IS_THE_SUBJECT,
            ("REC-1",),
            "The photograph is his.",
        )
    )
    (risk,) = rings(told)
    assert not risk.risk.clear().risk.startswith("Possible match")


def test_a_hit_that_a_supervisor_dismissed_rings_when_it_comes_back() -> None:
    told = dangerous()
    none = IdentityOutcome.NONE_IS_THE_SUBJECT
    told = told.when(c.ChooseMatch(SERGEANT, told.version, (NATIONAL,), none, (), "Born elsewhere."))
    told = told.when(c.AskAgain(RESEARCHER, (ABOUT_SUBJECT[0],)))
    held = record(findings=(SHPO, REGISTERED))
    told = told.when(replied("initial-2-police-national-subject", found(Source.POLICE_NATIONAL, held)))
    assert len(rings(told)) == 1


def test_contact_that_is_learnt_after_the_records_rings() -> None:
    told = heard(story(DECIDER), application_with((ContactKind.NONE_KNOWN,)))
    told = told.when(replied(NATIONAL, found(Source.POLICE_NATIONAL, record(findings=(REGISTERED,)))))
    assert not rings(told)
    told = heard(told, correction(relationships=relationships(ContactKind.LIVES_WITH_CHILD)))
    (risk,) = rings(told)
    assert risk.children == ("child-1",)
    again = correction(
        relationships=relationships(ContactKind.LIVES_WITH_CHILD), at=START + timedelta(hours=2)
    )
    assert not rings(heard(told, again))


def test_contact_that_turns_out_closer_rings_again_and_more_distant_does_not() -> None:
    told = heard(story(DECIDER), application_with((ContactKind.LIKELY_IN_FUTURE,)))
    told = told.when(replied(NATIONAL, found(Source.POLICE_NATIONAL, record(findings=(REGISTERED,)))))
    assert rings(told)
    told = heard(told, correction(relationships=relationships(ContactKind.LIVES_WITH_CHILD)))
    assert rings(told)
    later = START + timedelta(hours=2)
    told = heard(told, correction(relationships=relationships(ContactKind.SUPERVISED), at=later))
    assert not rings(told)


def test_another_child_that_is_named_later_rings_and_counts_as_having_contact() -> None:
    other = Child(ref="child-2", name=PersonName(given="Pip", family="Madeup-Finch"))
    children = Children(named=(CHILD, other))
    told = heard(dangerous(), correction(children=Sealed.of(children)))
    (risk,) = rings(told)
    assert risk.children == ("child-2",)


def test_a_child_that_nobody_has_named_yet_is_no_reason_to_keep_silent() -> None:
    told = heard(story(DECIDER), application(children=Children()))
    told = heard(told, correction(relationships=Relationships(), at=START))
    told = told.when(replied(NATIONAL, found(Source.POLICE_NATIONAL, record(findings=(REGISTERED,)))))
    (risk,) = rings(told)
    assert risk.children == ()


def test_records_of_others_than_the_subject_are_for_a_person_to_read() -> None:
    held = record("Barnaby", findings=(REGISTERED,)).model_copy(update={"name": APPLICANT.name})
    check = "initial-1-offender-management-applicant"
    told = begun().when(replied(check, found(Source.OFFENDER_MANAGEMENT, held)))
    assert standing(told.state, Pair(Source.OFFENDER_MANAGEMENT, PartyRole.APPLICANT)).answered is not None
    assert not rings(told)


def test_what_a_desk_says_on_the_telephone_rings_too() -> None:
    spoken = c.RecordSpokenAnswer(RESEARCHER, PROBATION, Answer.HIT, findings=(LICENCE,))
    assert [one.ground for one in rings(begun().when(spoken))] == [RiskGround.BREACH_OF_ORDER]


def test_an_officer_reports_at_any_time_whatever_is_missing() -> None:
    report = c.ReportImmediateRisk(
        RESEARCHER, RiskGround.OFFICER_JUDGEMENT, RISK, done=(SafeguardingAction.POLICE_SENT,)
    )
    told = story(DECIDER).when(report).decided(ImmediateRiskIdentified)
    assert told.events[0].done == (SafeguardingAction.POLICE_SENT,)
    told = told.when(report)
    assert {risk.risk_id for risk in told.state.risks.values()} == {"officer-1", "officer-2"}


def test_it_is_watched_for_a_minute_of_machine_time() -> None:
    told = dangerous()
    watches = [task for task in DECIDER.due(told.state) if task.kind == "watch"]
    risk_id = "found-1"
    assert watches == [Task("watch", risk_id, time=Time.MACHINE, after=timedelta(seconds=60))]


def test_a_duty_sergeant_is_rung_when_nobody_was_alerted() -> None:
    told = dangerous()
    told = told.when(c.CheckAlerted("found-1"))
    assert isinstance(told.outcome, Decided)
    (task,) = told.outcome.tasks
    assert (task.kind, task.refs["code"], task.refs["role"]) == ("alarm", "RISK_NOT_ALERTED", "DUTY_SERGEANT")


def test_the_watch_ends_when_a_supervisor_was_alerted() -> None:
    told = dangerous()
    (risk,) = unanswered(told.state)
    told = heard(told, alerted(risk.message))
    told = told.when(c.CheckAlerted(risk.risk_id))
    assert told.outcome == Decided()
    assert not any(kind == "watch" for kind, _ in told.due())


def test_an_alert_for_another_risk_does_not_end_it() -> None:
    told = heard(dangerous(), alerted("some-other-message"))
    assert len(unanswered(told.state)) == 1


def test_its_words_quote_no_record() -> None:
    told = dangerous()
    assert "SHPO" not in told.events[0].risk.clear().risk


def test_a_risk_reported_after_the_end_waits_for_somebody_to_take_it_and_one_of_before_does_not() -> None:
    """Whoever answers for the force at night reads the case while one waits."""
    report = c.ReportImmediateRisk(
        RESEARCHER, RiskGround.CHILD_WITH_SUBJECT_NOW, RiskDetails(risk="She is with him now.")
    )
    before = begun().when(report)
    assert risk_waits(before.state)
    ended = heard(before, finalised())
    assert not risk_waits(ended.state)
    assert risk_waits(ended.after(hours=1).when(report).state)

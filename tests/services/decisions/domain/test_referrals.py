"""A partner is offered the least, is chased when silent, and is told when what it was given is wrong."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from contracts import referrals as r
from contracts.clocks import ClockName
from contracts.codes import AlertKind, HandlingCode, IdentityOutcome, NotTakenOn, ReferralKind, SharedPart
from contracts.decisions import OfficerAlertDue, SupervisorAlerted
from contracts.event import Event
from contracts.parties import agencies
from contracts.people import Child, Children, PersonName, SubjectDetails
from contracts.sealed import Box, Sealed
from messaging.outcomes import Decided, NotYet, Unreadable
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.events import Addressed
from services.decisions.domain.events_referring import InformationShared, MashTransferAccepted
from services.decisions.domain.finalising import outcome_of
from services.decisions.domain.referrals import ANSWER_WITHIN
from services.decisions.domain.referred import Stands
from services.decisions.domain.safeguarding import open_issues
from tests.given import story
from tests.services.decisions import partners as p
from tests.services.decisions import said_of_subject as of
from tests.services.decisions import told as t
from tests.services.decisions.domain.tried_referring import consented
from tests.services.decisions.ordering import STALE, UNREAD, Told

SECRETS = ("Ferdinand", "Invented Lane", "issues", "46/123456/26")
"""Of who applied, and of our own record."""


def kinds(told: Told) -> list[type[Event]]:
    return [type(event) for event in told.events]


def stands(told: Told, referral: str = p.FRONT_DOOR) -> Stands:
    return told.state.referrals.offered[referral].stands


def chase(told: Told, time: int, referral: str = p.FRONT_DOOR) -> Told:
    return told.when(c.PartnerSilent(referral, time))


@pytest.mark.proves("R-247", by="services.decisions.domain.sharing:logged")
def test_a_partner_is_given_the_least_and_never_who_applied() -> None:
    told = p.offered()
    offered, shared = told.events
    assert kinds(told) == [r.ReferralOffered, InformationShared]
    facts: r.SharedFacts = offered.facts.clear()
    assert [one.name.given for one in facts.children] == ["Cleo"]
    assert facts.subject is not None
    assert facts.subject.name is not None
    assert facts.concern == p.CONCERN
    everything = f"{facts.model_dump()} {offered.model_dump(exclude={'facts'})}"
    assert not [one for one in SECRETS if one in everything]
    assert offered.answer_by == told.now + ANSWER_WITHIN[ReferralKind.CHILD_PROTECTION]
    assert (shared.basis, shared.party) == (offered.basis, "socialcare-kent")


def test_a_part_that_was_not_chosen_is_not_in_the_box() -> None:
    told = p.offered(parts=frozenset({SharedPart.CHILDREN}))
    facts: r.SharedFacts = told.events[0].facts.clear()
    assert (facts.subject, facts.concern, len(facts.children)) == (None, None, 1)


@pytest.mark.proves("R-019", by="services.decisions.domain.referrals:offer")
def test_a_referral_waits_for_no_supervisor_no_mail_and_no_end() -> None:
    for told in (t.opened(t.application()), t.finalised()):
        unread = told.with_unread(UNREAD).with_stale(STALE)
        assert isinstance(unread.when(p.offer(unread, by=t.CONSTABLE)).outcome, Decided)


def test_taken_on_in_progress_and_done_are_heard() -> None:
    told = p.offered()
    assert stands(told) is Stands.OFFERED
    for fact, after in (
        (p.taken_on(t.days(1)), Stands.TAKEN_ON),
        (p.in_progress(t.days(2)), Stands.IN_PROGRESS),
        (p.done(t.days(3)), Stands.DONE),
    ):
        told = t.hearing(told, fact)
        assert stands(told) is after


def test_what_partners_say_is_the_same_in_any_order() -> None:
    said = (p.taken_on(t.days(1)), p.in_progress(t.days(2)), p.in_progress(t.days(4)), p.done(t.days(5)))
    found = {
        t.hearing(p.offered(), *order).state.referrals.offered[p.FRONT_DOOR].stands
        for order in permutations(said)
    }
    assert found == {Stands.DONE}


def test_a_partner_that_changes_its_mind_has_it() -> None:
    told = t.hearing(p.offered(), p.not_taken_on(t.days(1)))
    assert stands(told) is Stands.NOT_TAKEN_ON
    assert stands(t.hearing(told, p.taken_on(t.days(2)))) is Stands.TAKEN_ON


def test_a_child_whom_nobody_takes_on_rings_within_the_hour() -> None:
    told = t.hearing(p.offered(), p.not_taken_on(t.days(1)))
    (alerted,) = [one for one in told.events if isinstance(one, SupervisorAlerted)]
    assert alerted.kind is AlertKind.REVIEW_WANTED
    assert alerted.acknowledge_by - alerted.alerted_at == timedelta(hours=1)


def test_what_a_partner_did_not_take_on_is_open_until_somebody_has_said_what_follows() -> None:
    """A Sergeant took the alert; the child is ours still, and no case ends over it (G 12, 68, 85)."""
    told = t.hearing(p.offered(), p.not_taken_on(t.days(1)))
    (issue,) = open_issues(told.state)
    assert re.fullmatch(r"review-[0-9a-f]{16}", issue), "that a case is referred is not for everybody"
    assert set(t.tasks_due(told, "unaddressed").values()) == {t.days(8)}
    done = told.when(c.ResolveSafeguardingIssue(t.SERGEANT, issue, Addressed.RESOLVED, "Early help has it."))
    assert not open_issues(done.state)


@pytest.mark.parametrize("order", list(permutations((p.not_taken_on(t.days(1)), p.taken_on(t.days(2))))))
def test_nothing_is_left_open_by_a_partner_that_takes_it_on_after_all(order: Any) -> None:
    told = t.hearing(p.offered(), *order)
    assert not open_issues(told.state)


def test_nor_by_one_that_has_the_child_already() -> None:
    said = p.not_taken_on(t.days(1))
    theirs = said.event.model_copy(update={"reason": NotTakenOn.ALREADY_WITH_US})
    assert not open_issues(t.hearing(p.offered(), said._replace(event=theirs)).state)


def test_what_was_not_taken_on_after_the_end_of_a_case_rings_again_though_nothing_else_watches() -> None:
    told = t.hearing(p.offered(), p.not_taken_on(t.days(3)))
    told = t.with_state(told, ended=t.days(2))
    assert not t.tasks_due(told, "silence")
    assert t.tasks_due(told, "unaddressed")


@pytest.mark.parametrize(
    "said",
    [p.taken_on(t.days(1), "never-offered"), p.taken_on(t.days(1), party=p.PROBATION)],
    ids=["never offered", "offered to another"],
)
def test_what_was_not_offered_to_this_partner_is_not_taken(said: Any) -> None:
    told = p.offered().at(t.days(1)).when(c.Hear(said))
    assert told.outcome == Unreadable("REFERRAL_UNKNOWN")


def test_what_a_partner_says_of_no_case_of_ours_waits_for_a_person() -> None:
    assert isinstance(story(DECIDER).when(c.Hear(p.taken_on(t.days(1)))).outcome, NotYet)


def test_a_late_partner_is_chased_and_an_officer_is_rung() -> None:
    told = p.offered()
    (due,) = t.tasks_due(told, "partner").values()
    assert due == told.state.referrals.offered[p.FRONT_DOOR].answer_by
    assert due is not None
    assert chase(told.at(due - timedelta(seconds=1)), 1).events == ()
    late = chase(told.at(due), 1)
    assert kinds(late) == [r.ReferralChased, SupervisorAlerted, OfficerAlertDue]
    assert chase(late, 1).events == (), "once"
    (again,) = t.tasks_due(late, "partner").values()
    assert again == due + timedelta(days=1)
    assert kinds(chase(late.at(again), 2)) == [r.ReferralChased], "the alert climbs by itself"


def test_a_partner_that_took_it_on_and_falls_silent_is_chased_too() -> None:
    told = t.hearing(p.offered(), p.taken_on(t.days(1)))
    assert set(t.tasks_due(told, "partner").values()) == {t.days(15)}
    told = t.hearing(told, p.in_progress(t.days(2), next_word_by=t.days(5)))
    assert set(t.tasks_due(told, "partner").values()) == {t.days(5)}
    assert kinds(chase(told.at(t.days(5)), 1))[0] is r.ReferralChased


@pytest.mark.parametrize("end", [p.done(t.days(1)), p.not_taken_on(t.days(1))], ids=["done", "not taken on"])
def test_who_has_spoken_is_not_chased(end: Any) -> None:
    assert t.tasks_due(t.hearing(p.offered(), end), "partner") == {}


def test_what_is_withdrawn_is_told_to_the_partner_and_chased_no_more() -> None:
    told = p.offered()
    told = told.when(p.withdraw(told))
    assert kinds(told) == [r.ReferralNoLongerOffered]
    assert t.tasks_due(told, "partner") == {}


@pytest.mark.proves("R-018", by="services.decisions.domain.referrals:taken_on")
def test_until_the_hub_accepts_every_clock_is_ours() -> None:
    told = p.to_the_hub()
    assert ClockName.CATEGORISATION not in told.state.ends
    accepted = t.hearing(told, p.taken_on(t.days(1), "hub-1"))
    assert MashTransferAccepted in kinds(accepted)
    assert accepted.state.ends[ClockName.CATEGORISATION] == t.days(1)
    assert ClockName.WHOLE_CASE not in accepted.state.ends, "what is owed to the applicant is still ours"


def test_a_case_that_the_hub_has_is_closed_as_transferred_and_one_that_is_only_offered_is_not() -> None:
    told = p.to_the_hub(t.checked())
    assert outcome_of(told.state) is None
    accepted = t.hearing(told, p.taken_on(t.days(1), "hub-1"))
    assert str(outcome_of(accepted.state)) == "TRANSFERRED"
    close = c.CloseCase(t.SERGEANT, told.version, "With the hub.")
    assert "NO_EXIT_DECIDED" in {one.code for one in told.when(close).outcome.unmet}  # type: ignore[union-attr]
    again = accepted.when(c.CloseCase(t.SERGEANT, accepted.version, "With the hub."))
    assert "NO_EXIT_DECIDED" not in {one.code for one in again.outcome.unmet}  # type: ignore[union-attr]


@pytest.mark.proves("R-018", by="services.decisions.domain.referrals:silent")
def test_a_hub_that_does_not_answer_is_chased_and_somebody_is_rung_at_once() -> None:
    told = p.to_the_hub()
    late = chase(told.at(told.state.referrals.offered["hub-1"].answer_by), 1, "hub-1")
    assert SupervisorAlerted in kinds(late)


def test_conditions_of_what_is_graded_c_travel_with_it_and_are_in_the_log() -> None:
    told = p.offered(
        t.supervised(of.intelligence(), of.graded(grade=p.CONDITIONAL)),
        items=frozenset({p.ITEM}),
        conditions_met="The family is not told.",
    )
    offered, shared = told.events
    assert offered.handling is HandlingCode.C
    assert offered.facts.clear().conditions == p.CONDITIONS
    assert shared.reasons.clear().conditions_met == "The family is not told."
    assert p.offered().events[0].handling is HandlingCode.P


def cleared(corrected: r.SharedFactsCorrected) -> r.SharedFacts:
    assert corrected.facts is not None
    return corrected.facts.clear()


def subject_corrected(at: Any) -> Any:
    return t.corrected(at, subject=t.subject(name=PersonName(given="Dorian", family="Sample-Quillfeather")))


@pytest.mark.parametrize(
    "ended",
    [
        lambda told: told,
        lambda told: t.hearing(told, p.done(t.days(1))),
        lambda told: told.when(p.withdraw(told)),
    ],
    ids=["live", "done", "withdrawn"],
)
def test_a_correction_reaches_everybody_who_was_given_the_wrong_fact(ended: Any) -> None:
    told = ended(p.offered())
    told = told.when(p.offer(told, referral="lead-1", party=p.PROBATION, kind=ReferralKind.LEAD_AGENCY))
    told = told.when(p.offer(told, referral="only-child", parts=frozenset({SharedPart.CHILDREN})))
    told = t.hearing(told, subject_corrected(t.days(3)))
    corrected = {one.referral: one for one in told.events if isinstance(one, r.SharedFactsCorrected)}
    assert set(corrected) == {p.FRONT_DOOR, "lead-1"}, "and nobody else"
    assert corrected["lead-1"].party == p.PROBATION
    facts: Any = cleared(corrected[p.FRONT_DOOR])
    assert facts.subject.name.family == "Sample-Quillfeather"
    assert facts.children == ()
    logged = [one.referral for one in told.events if isinstance(one, InformationShared)]
    assert sorted(logged) == sorted(corrected), "every share is in the log"


def test_an_application_that_says_otherwise_than_the_enquiry_reaches_them_too() -> None:
    other = t.subject(name=PersonName(given="Dorian", family="Sample-Quillfeather"))
    told = t.hearing(p.offered(), t.application(t.days(3), subject=other))
    (said,) = [one for one in told.events if isinstance(one, r.SharedFactsCorrected)]
    facts: Any = cleared(said)
    assert facts.subject.name.family == "Sample-Quillfeather"
    alike = t.hearing(p.offered(), t.application(t.days(3)))
    assert r.SharedFactsCorrected not in kinds(alike)


@pytest.mark.proves("R-247", by="services.decisions.domain.sharing:_put_right")
def test_an_older_correction_that_comes_late_puts_nothing_right() -> None:
    told = t.hearing(p.offered(), subject_corrected(t.days(3)))
    late = t.corrected(t.days(2), subject=t.subject(name=PersonName(given="Dorian", family="Sample-Elder")))
    told = told.when(c.Hear(late))
    assert r.SharedFactsCorrected not in kinds(told)


def test_of_corrected_children_a_partner_is_told_of_those_that_it_knows() -> None:
    both = Children(
        named=(
            Child(ref=t.CHILD, name=PersonName(given="Cleopatra", family="Testperson")),
            Child(ref="child-2", name=PersonName(given="Unshared", family="Testperson")),
        )
    )
    told = t.hearing(p.offered(), t.corrected(t.days(3), children=Sealed.of(both)))
    (corrected,) = [one for one in told.events if isinstance(one, r.SharedFactsCorrected)]
    assert [one.name.given for one in cleared(corrected).children] == ["Cleopatra"]


def test_a_correction_that_cannot_be_read_here_rings_somebody() -> None:
    closed: Sealed[SubjectDetails] = Sealed("subject", None, Box("a" * 22, "b" * 22, "c"))
    told = t.hearing(p.offered(), t.corrected(t.days(3), subject=closed))
    assert SupervisorAlerted in kinds(told)
    assert r.SharedFactsCorrected not in kinds(told)


@pytest.mark.parametrize(
    ("told", "news"),
    [
        (
            lambda: p.offered(t.supervised(of.intelligence(), of.graded()), items=frozenset({p.ITEM})),
            lambda: of.graded(at=t.days(3), grade=p.CONDITIONAL),
        ),
        (
            lambda: p.offered(consented(), checks=frozenset({"probation-1"})),
            lambda: t.identity(IdentityOutcome.NONE_IS_THE_SUBJECT, "probation-1", at=t.days(3)),
        ),
    ],
    ids=["graded otherwise", "not the subject's record"],
)
def test_whoever_was_told_of_a_record_that_is_seen_otherwise_now_must_not_rely_on_it(
    told: Any, news: Any
) -> None:
    heard = t.hearing(told(), news())
    (corrected,) = [one for one in heard.events if isinstance(one, r.SharedFactsCorrected)]
    assert (corrected.parts, corrected.facts) == ((SharedPart.CONCERN,), None)
    assert SupervisorAlerted in kinds(heard)
    assert r.SharedFactsCorrected not in kinds(t.hearing(p.offered(), news())), (
        "who was not told is not told now"
    )


@pytest.mark.proves("R-247", by="services.decisions.domain.referrals:not_shared")
def test_a_decision_not_to_share_is_kept_with_its_reasons() -> None:
    told = t.supervised()
    told = told.when(
        c.RecordNotShared(t.SERGEANT, p.SOCIAL_CARE, frozenset({SharedPart.SUBJECT}), "No need.")
    )
    assert [one.TYPE for one in told.events] == ["decisions.information.not_shared.v1"]


def test_whom_to_ring_follows_the_hours_of_the_directory() -> None:
    probation = agencies()[p.PROBATION]
    assert probation.desk_at(t.CONTACT).desk == "duty-officer"
    for closed in (t.CONTACT.replace(hour=17), t.days(5), t.CONTACT.replace(month=5, day=25)):
        assert probation.desk_at(closed).desk == "out-of-hours", closed
    assert agencies()[p.SOCIAL_CARE].desk_at(t.days(5)).desk == "front-door"

"""What must not be got round between a concern and a telling, tried as by an attacker."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contracts.codes import Answer, Category, IdentityOutcome, Source
from contracts.people import FindingKind, PersonName
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import commands as c
from services.decisions.domain.events_telling import Departure, Telling
from services.decisions.domain.state import Decision
from services.decisions.http.released import over_unread_mail
from services.decisions.http.released import released as readable
from tests.services.decisions import disclosing as g
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.ordering import UNREAD, Told


def codes(told: Told, command: Any) -> set[str]:
    outcome = told.when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


def authority(told: Told) -> str:
    return list(told.state.disclosure.authorities)[-1]


def release(told: Told, **more: Any) -> c.ReleaseWording:
    return s.release(told, **({"authority": authority(told)} | more))


def with_an_officer() -> tuple[Told, str]:
    """Authorised in full, and the wording is with the officer who will speak it."""
    told = g.way("authorised")
    told = g.after(told, release)
    (key,) = told.state.disclosure.releases
    return told.after(hours=1), key


def is_another_man(told: Told) -> Any:
    return t.corrected(told.now, subject=t.subject(t.SUBJECT_HOME, date_of_birth=None))


def test_a_wording_that_is_out_is_not_read_any_more_once_something_new_has_come() -> None:
    """The subject was put right as another person while the officer was on the way."""
    told, key = with_an_officer()
    assert readable(told.state, key, told.now) is not None
    told = t.hearing(told, is_another_man(told))
    assert readable(told.state, key, told.now) is None


def test_told_over_something_new_is_a_departure_and_rings() -> None:
    told, key = with_an_officer()
    told = s.sign(t.hearing(told, is_another_man(told)))
    told = told.when(s.delivery(told, release=key, hash=g.of(told).hash))
    assert told.events[0].departures == (Departure.AUTHORITY_IN_QUESTION,)


CHANGES: dict[str, tuple[Any, str]] = {
    "the tests are applied again and not satisfied": (
        lambda told: g.tests(told, stages=g.stages(True, True, False)),
        "TEST_NOT_SATISFIED",
    ),
    "the recipient is found not to be suitable": (
        lambda told: g.suitability(told, suitable=False),
        "RECIPIENT_NOT_SUITABLE",
    ),
    "the connection is found not to suffice": (
        lambda told: g.connection(told, sufficient=False),
        "CONNECTION_NOT_SUFFICIENT",
    ),
    "it is found not to accord with the Data Protection Act": (
        lambda told: g.data_protection(told, in_accordance=False),
        "NOT_IN_ACCORDANCE",
    ),
    "a MAPPA meeting is decided on": (lambda told: g.mappa(told, refer=True), "MAPPA_MEETING_OPEN"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_released_or_read_once_a_condition_of_its_authority_has_gone(change: str) -> None:
    order, code = CHANGES[change]
    told = g.after(g.way("authorised"), order)
    assert code in codes(told, release(told))
    out, key = with_an_officer()
    out = g.after(out, order)
    assert readable(out.state, key, out.now) is None


def no_concern_after_all(told: Told) -> Told:
    """A later supervisor categorises again; whether that may be is another gate's."""
    decision = told.state.decision
    assert decision is not None
    return t.with_state(
        told, category=Category.NO_CONCERN, decision=replace(decision, what=Decision.NO_CONCERN)
    )


def test_nothing_is_released_in_a_case_that_is_no_concern_any_more() -> None:
    told = no_concern_after_all(g.way("authorised"))
    assert "NOT_A_CONCERN" in codes(told, release(told))
    out, key = with_an_officer()
    assert readable(no_concern_after_all(out).state, key, out.now) is None


def test_a_wording_is_not_read_any_more_once_its_recipient_was_told_otherwise() -> None:
    told, key = with_an_officer()
    told = s.sign(told).when(s.delivery(told, release=None, hash=None)).after(hours=1)
    assert readable(told.state, key, told.now) is None


BEARS_NOTHING = {
    "found nothing": lambda: t.answered(Source.POLICE_LOCAL, Answer.NO_TRACE, at=t.days(12)),
    "is a possible match of somebody": lambda: t.answered(
        Source.POLICE_LOCAL, Answer.AMBIGUOUS, at=t.days(12)
    ),
    "could not look": lambda: t.failed(Source.POLICE_LOCAL, at=t.days(12)),
}


@pytest.mark.parametrize("what", BEARS_NOTHING)
def test_no_stage_of_the_test_rests_on_a_check_that(what: str) -> None:
    told = t.hearing(g.concern(), BEARS_NOTHING[what]())
    told = g.way("data_protection", since=told)
    rests = g.tests(told, stages=g.stages(evidence=("police-local-1",)))
    assert codes(told, rests) == {"EVIDENCE_BEARS_NOTHING"}
    assert codes(told, g.tests(told)) == set()


def test_nothing_is_authorised_on_what_was_found_since_to_be_of_somebody_else() -> None:
    told = g.concern(
        t.answered(
            Source.POLICE_LOCAL, Answer.AMBIGUOUS, kind=FindingKind.OTHER_RELEVANT_CONVICTION, at=t.hours(3)
        ),
        t.identity(IdentityOutcome.IS_THE_SUBJECT, at=t.hours(5)),
    )
    evidence = g.stages(evidence=("police-local-1",))
    told = g.way("sought", since=told, tested={"stages": evidence})
    told = t.hearing(told, t.identity(IdentityOutcome.NONE_IS_THE_SUBJECT, at=told.now))
    assert codes(told, g.tests(told, stages=evidence)) == {"EVIDENCE_BEARS_NOTHING"}


def test_who_is_found_later_to_be_the_subject_is_not_told() -> None:
    told = g.way("sought")
    told = t.hearing(told, t.corrected(told.now, subject=t.subject(t.SUBJECT_HOME, name=g.OTTOLINE.name)))
    assert "RECIPIENT_IS_SUBJECT" in codes(told, g.authorise(told))


def test_words_that_turn_out_to_name_the_applicant_are_not_authorised_unless_that_is_said() -> None:
    """The name was not known when they were proposed."""
    told = g.way("sought", worded={"text": "Zeno worries about him. Do not leave them alone."})
    named = t.applicant(name=PersonName(given="Zeno", family="Testperson"))
    told = g.after(t.hearing(told, t.corrected(told.now, applicant=named)), g.tests)
    assert codes(told, g.authorise(told)) == {"WORDING_NAMES_APPLICANT"}
    assert codes(told, g.authorise(told, override="She gave her leave, and must be asked.")) == set()


def test_the_subject_telling_it_takes_the_authority_to_tell() -> None:
    told = g.way("worded").when(c.ReportUndertakingExplained(s.OFFICER, "mother", s.SCRIPT, t.days(12)))
    told = g.after(told, s.self_disclosure)
    told = s.sign(told)
    told = told.when(s.delivery(told, telling=Telling.SUBJECT_WITH_POLICE, release=None, hash=None))
    assert told.events[0].departures == (Departure.NOT_RELEASED,)


def covered(told: Told) -> Told:
    return told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))


def handed_back(told: Told) -> Told:
    return told.when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT))


def test_an_inspector_does_not_authorise_their_own_words_put_in_again_by_another() -> None:
    told = covered(g.way("tested"))
    told = handed_back(g.after(told, lambda told: g.wording(told, by=t.INSPECTOR)))
    told = g.after(told, g.wording, g.seek)
    assert codes(told, g.authorise(told)) == {"AUTHORISER_PROPOSED"}


def test_an_inspector_who_applied_the_tests_does_not_authorise_on_them() -> None:
    told = covered(g.way("data_protection"))
    told = handed_back(g.after(told, lambda told: g.tests(told, by=t.INSPECTOR)))
    told = g.after(told, g.wording, g.seek)
    assert codes(told, g.authorise(told)) == {"AUTHORISER_PROPOSED"}


def suspended_of_the_inspectors_own() -> Told:
    """The Inspector who covers proposed and sought it, another authorised; the subject speaks late."""
    told = covered(g.way("tested"))
    told = g.after(
        told, lambda told: g.wording(told, by=t.INSPECTOR), lambda told: g.seek(told, by=t.INSPECTOR)
    )
    told = g.after(told, lambda told: g.authorise(told, by=s.AUTHORISER))
    return g.after(told, g.received)


def test_whether_an_authority_stands_is_not_decided_by_who_proposed_it_or_supervises() -> None:
    told = suspended_of_the_inspectors_own()
    own = g.weigh(told, by=t.INSPECTOR, authority_stands=True)
    assert codes(told, own) == {"AUTHORISER_SUPERVISES", "AUTHORISER_PROPOSED"}
    assert codes(told, g.weigh(told, by=s.AUTHORISER, authority_stands=True)) == set()


def test_weighing_what_the_subject_said_weighs_nothing_else_that_came() -> None:
    told = g.way("authorised")
    told = t.hearing(told, t.answered(Source.PROBATION, Answer.HIT, at=told.now))
    told = g.after(told, g.received)
    told = g.after(told, lambda told: g.weigh(told, by=t.INSPECTOR, authority_stands=True))
    assert "AUTHORITY_IN_QUESTION" in codes(told, release(told))


def test_a_day_to_reply_by_that_was_over_when_they_were_asked_is_no_time_to_reply() -> None:
    told = g.way("data_protection", "dispensed")
    told = g.after(told, g.ask, lambda told: g.sought(told, reply_by=t.days(1)))
    assert codes(told, g.tests(told)) == {"REPRESENTATIONS_AWAITED"}


def test_a_wording_that_is_out_is_not_read_over_mail_that_nobody_could_read_since() -> None:
    told, key = with_an_officer()
    found = readable(told.state, key, told.now)
    assert found is not None
    came_since = replace(UNREAD, since=told.now)
    assert over_unread_mail(told.state, found, (came_since,))
    passed_at_the_release = replace(UNREAD, since=found.release.at)
    assert not over_unread_mail(told.state, found, (passed_at_the_release,))

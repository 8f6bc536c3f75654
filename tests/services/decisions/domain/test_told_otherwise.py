"""Who was told without the way of a concern, who must not be written to, and that every case has an end."""

from __future__ import annotations

import re
from typing import Any

import pytest

from contracts import intake
from contracts.clocks import ClockName
from contracts.codes import AlertKind, IdentityCheck, IdentityProof, NotVerified, Outcome, PartyRole
from contracts.decisions import OfficerAlertDue
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import commands as c
from services.decisions.domain.closing import slot
from services.decisions.domain.finalising import outcome_of
from services.decisions.domain.recipients import verified
from services.decisions.domain.stage import next_due
from services.decisions.domain.who_is_told import open_recipients
from services.decisions.http.need_to_know import told as said_to
from tests.services.decisions import disclosing as g
from tests.services.decisions import ordering as o
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.domain.tried_telling import minor
from tests.services.decisions.ordering import Told


def codes(told: Told, command: Any) -> set[str]:
    outcome = told.when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


def shown(at: Any) -> Any:
    event = intake.IdentityVerified(
        whose=PartyRole.APPLICANT,
        proofs=(IdentityProof.PASSPORT,),
        how=IdentityCheck.IN_PERSON,
        verified_at=at,
    )
    return t.said(event, "intake", at)


def not_shown(at: Any) -> Any:
    event = intake.IdentityNotVerified(whose=PartyRole.APPLICANT, why=NotVerified.DOES_NOT_MATCH, found_at=at)
    return t.said(event, "intake", at)


APPLICANT = {"role": PartyRole.APPLICANT, "person": None}


@pytest.mark.parametrize("by_an_officer", [False, True], ids=["by intake", "by an officer"])
def test_an_applicant_whose_proof_turned_out_false_is_not_verified_any_more(by_an_officer: bool) -> None:
    told = t.hearing(g.concern(), shown(t.days(12)))
    told = g.way("identity" if by_an_officer else "recipient", since=told, recipient=APPLICANT)
    assert verified(told.state, told.state.disclosure.recipients["mother"])
    told = t.hearing(told, not_shown(t.days(13)))
    assert not verified(told.state, told.state.disclosure.recipients["mother"])
    told = t.hearing(told, shown(t.days(14)))
    assert verified(told.state, told.state.disclosure.recipients["mother"])


def test_the_applicant_is_chosen_as_the_applicant_and_not_as_somebody_else() -> None:
    told = g.concern()
    same = told.state.applicant.value.clear().name  # type: ignore[union-attr]
    person = g.OTTOLINE.model_copy(update={"name": same, "date_of_birth": None})
    assert codes(told, g.recipient(told, person=person)) == {"RECIPIENT_IS_APPLICANT"}
    assert codes(told, g.recipient(told)) == set()


def test_whoever_was_told_urgently_is_not_written_to_whatever_was_decided() -> None:
    told = t.categorised()
    assert slot(told.state) is not None
    told = told.when(s.urgent(told, recipient="applicant", role=PartyRole.APPLICANT))
    assert slot(told.state) is None
    assert outcome_of(told.state) is Outcome.DISCLOSURE


def test_no_case_closes_over_an_urgent_disclosure_that_nobody_ratified() -> None:
    told = o.not_progressed()
    assert codes(told, o.close(told)) == set()
    told = told.when(s.urgent(told))
    assert {"URGENT_DISCLOSURE_OPEN", "SUBJECT_NOT_DECIDED"} <= codes(told, o.close(told))
    told = s.taken(told.when(s.ratify(told))).after(hours=1)
    told = told.when(s.not_inform(told)).after(hours=1)
    told = told.when(t.entry(told)).after(hours=1)
    assert told.state.entered is Outcome.DISCLOSURE
    assert codes(told, o.close(told)) == {"SAFETY_PLAN_MISSING"}
    told = s.safety_planned(told).after(hours=1)
    assert codes(told, o.close(told)) == set()


def test_an_urgent_disclosure_reported_after_the_end_can_still_be_ratified() -> None:
    told = t.finalised()
    told = told.when(s.urgent(told))
    assert t.tasks_due(told, "ratify")
    told = told.when(s.ratify(told))
    assert isinstance(told.outcome, Decided), told.outcome
    assert not t.tasks_due(told, "ratify")


def test_told_urgently_twice_both_wait_for_an_inspector() -> None:
    told = s.concern()
    told = told.when(s.urgent(told, by=s.AUTHORISER)).after(hours=1)
    told = told.when(s.urgent(told)).after(hours=1)
    assert len(t.tasks_due(told, "ratify")) == 2
    assert codes(told, s.ratify(told)) == {"OWN_DISCLOSURE"}
    told = told.when(s.ratify(told, by=t.INSPECTOR))
    assert "URGENT_DISCLOSURE_OPEN" in codes(told, t.finalise(told))
    told = told.when(s.ratify(told))
    assert "URGENT_DISCLOSURE_OPEN" not in codes(told, t.finalise(told))


def test_an_inspector_who_told_does_not_ratify_it_though_another_reported_it() -> None:
    told = s.concern()
    told = told.when(s.urgent(told, officers=(s.AUTHORISER.id,)))
    assert codes(told, s.ratify(told)) == {"OWN_DISCLOSURE"}
    assert codes(told, s.ratify(told, by=t.INSPECTOR)) == set()


def test_nobody_under_18_is_told_with_an_adult_whom_nobody_may_tell() -> None:
    told = minor(adult_too=True)
    assert codes(told, s.release(told)) == set()
    told = told.when(c.WithdrawRecipient(t.SERGEANT, "aunt", "She is not to be told."))
    assert "RECIPIENT_UNDER_18_ALONE" in codes(told, s.release(told))
    worded = s.chosen(minor(adult_too=False), "aunt", PartyRole.RESPONSIBLE_ADULT, hashed=s.OTHER_HASH)
    assert "RECIPIENT_UNDER_18_ALONE" in codes(worded, s.release(worded))


def test_the_applicant_is_not_written_to_while_other_words_are_prepared_for_them() -> None:
    """Refused as it was worded, not that they are told (C-40)."""
    told = g.way("sought", recipient=APPLICANT, identity={"adult": True})
    told = g.after(told, g.refuse)
    assert slot(told.state) is not None
    told = g.after(told, lambda told: g.wording(told, text="Do not leave your child alone with him."))
    assert slot(told.state) is None
    assert [one.key for one in open_recipients(told.state)] == ["mother"]


def test_what_the_subject_says_after_an_authority_or_a_telling_rings_somebody() -> None:
    for told in (g.way("authorised"), s.delivered()):
        rung = told.when(g.received(told)).events
        assert [one.kind for one in rung if isinstance(one, OfficerAlertDue)] == [AlertKind.REVIEW_WANTED]
        assert len(told.when(g.received(told, None)).events) == 1
    before = g.way("data_protection")
    assert len(before.when(g.received(before)).events) == 1


def test_no_case_ends_over_what_the_subject_said_and_nobody_weighed() -> None:
    told = g.after(s.delivered(), g.received)
    assert "REPRESENTATIONS_NOT_WEIGHED" in codes(told, t.finalise(told))
    told = g.after(told, g.weigh)
    assert "REPRESENTATIONS_NOT_WEIGHED" not in codes(told, t.finalise(told))


def unmet(told: Told, command: Any) -> Any:
    outcome = told.when(command).outcome
    assert isinstance(outcome, Refusal), outcome
    return outcome.unmet


def test_a_refusal_tells_nobody_without_need_how_far_a_telling_has_come() -> None:
    """The same to a Sergeant who is not on the case, of whatever has been decided (A9)."""
    said = set()
    for told in (s.concern(), s.nobody(), s.authorised(), s.released(), s.delivered()):
        for order in (
            t.finalise(told, by=t.OTHER_SERGEANT),
            s.release(told, by=t.OTHER_SERGEANT),
            s.ratify(told, by=t.OTHER_SERGEANT),
            g.authorise(told, by=t.OTHER_SERGEANT),
        ):
            found = said_to(told.state, t.OTHER_SERGEANT, unmet(told, order))
            said.add((type(order), tuple((one.code, one.words) for one in found)))
    assert len(said) == 4


def test_a_refusal_tells_all_to_whoever_is_on_the_case_or_is_to_authorise() -> None:
    told = s.authorised()
    whole = unmet(told, t.finalise(told))
    assert said_to(told.state, t.SERGEANT, whole) == whole
    told = g.way("sought")
    whole = unmet(told, g.authorise(told, hash="f" * 64))
    assert said_to(told.state, t.INSPECTOR, whole) == whole
    before = g.way("worded")
    found = said_to(before.state, t.INSPECTOR, unmet(before, g.authorise(before)))
    assert {one.code for one in found} == {"AUTHORITY_NOT_SOUGHT"}


def referred() -> Told:
    """The whole case was extended beyond the limit of the referral."""
    told = g.after(g.concern(), lambda told: g.mappa(told, refer=True))
    told = told.when(o.extend(until=t.days(80)))
    for name in (ClockName.CATEGORISATION, ClockName.MEETING, ClockName.INITIAL_CHECKS):
        assert name in told.state.ends
    return told


def test_what_is_due_next_does_not_tell_that_a_case_was_referred() -> None:
    told = referred()
    limit = told.state.clocks[ClockName.FORUM_REFERRAL].limit
    whole = told.state.clocks[ClockName.WHOLE_CASE].limit
    assert limit is not None
    assert whole is not None
    assert limit.at < whole.at
    target = told.state.clocks[ClockName.WHOLE_CASE].target
    assert target is not None
    told = told.at(target.late_from)
    told = told.when(c.ClockRanOut(ClockName.WHOLE_CASE, limit=False, due=target.at))
    assert next_due(told.state) == whole.at


def test_the_key_of_an_alert_does_not_tell_which_clock_ran_out() -> None:
    told = referred()
    keys = []
    for name in (ClockName.FORUM_REFERRAL, ClockName.WHOLE_CASE):
        limit = told.state.clocks[name].limit
        assert limit is not None
        told = told.at(limit.late_from).when(c.ClockRanOut(name, limit=True, due=limit.at))
        keys += [one.alert for one in told.events if isinstance(one, OfficerAlertDue)]
    assert len(set(keys)) == 2
    assert all(re.fullmatch(r"limit-[0-9a-f]{16}", one) for one in keys)

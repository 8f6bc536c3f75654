"""A wording is released and spoken once; what was done otherwise is recorded, and rings (G 92 to 98)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from contracts.codes import AlertKind, DutyRole, Outcome, PartyRole
from contracts.decisions import CaseFinalised, OfficerAlertDue, SupervisorAlerted
from messaging.outcomes import Decided
from services.decisions.domain import commands as c
from services.decisions.domain.events import ApplicationWithdrawn, Consideration, Flag
from services.decisions.domain.events_disclosing import (
    Extent,
    RecipientWithdrawn,
    RepresentationsReceived,
)
from services.decisions.domain.events_telling import (
    Departure,
    DisclosureDelivered,
    DisclosureReconsidered,
    DisclosureUrgent,
    How,
    ReleaseExpired,
    Telling,
    UndertakingNotSigned,
    UrgentDisclosureRatified,
    WordingReleased,
)
from services.decisions.domain.explained import JudgementWeighed
from services.decisions.domain.finalising import outcome_of
from services.decisions.domain.stage import open_stage, stage
from services.decisions.domain.state import Stage
from services.decisions.domain.who_is_told import settled
from services.decisions.http.released import released as readable
from tests.services.decisions import disclosing as g
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.domain import ringing
from tests.services.decisions.domain.tried_telling import alone, minor, unverified
from tests.services.decisions.ordering import Told

D = Departure


def test_a_wording_is_released_for_one_recipient_to_one_officer_for_three_days() -> None:
    told = s.authorised()
    told = told.when(s.release(told)).decided(WordingReleased, JudgementWeighed)
    released = told.events[0]
    assert (released.recipient, released.to, released.hash) == ("mother", s.OFFICER.id, s.HASH)
    assert released.expires_at - released.released_at == timedelta(hours=72)


def test_only_what_is_released_can_be_read_and_only_while_it_is() -> None:
    told = s.released()
    key = "auth-mother-r1"
    found = readable(told.state, key, told.now)
    assert found is not None
    assert found.wording.spoken.clear().text == s.WORDS
    assert readable(s.authorised().state, key, told.now) is None
    over = told.now + timedelta(hours=72)
    assert readable(told.state, key, over) is None
    suspended = told.given(RepresentationsReceived(received_at=told.now))
    assert readable(suspended.state, key, told.now) is None
    spoken = s.delivered()
    assert readable(spoken.state, key, spoken.now) is None


def test_a_release_that_nobody_used_runs_out_and_comes_back_to_the_supervisor() -> None:
    told = s.released()
    ((key, due),) = t.tasks_due(told, "release").items()
    assert due is not None
    told.at(due - timedelta(seconds=1)).when(c.ReleaseRanOut(key)).decided()
    told = told.at(due).when(c.ReleaseRanOut(key))
    told.decided(ReleaseExpired, SupervisorAlerted, OfficerAlertDue)
    assert told.events[1].kind is AlertKind.REVIEW_WANTED
    assert not t.tasks_due(told, "release")
    told = told.when(s.release(told)).decided(WordingReleased, JudgementWeighed)
    assert told.events[0].release == "auth-mother-r2"


def test_a_release_that_was_used_does_not_run_out() -> None:
    assert not t.tasks_due(s.delivered(), "release")
    s.delivered().after(days=4).when(c.ReleaseRanOut("auth-mother-r1")).decided()


def test_somebody_is_told_as_authorised_and_nothing_rings() -> None:
    told = s.sign(s.released())
    told = told.when(s.delivery(told)).decided(DisclosureDelivered)
    assert told.events[0].departures == ()
    assert told.events[0].children == (t.CHILD,)
    assert told.state.disclosure.recipients["mother"].told is not None
    assert settled(told.state)


def signed() -> Told:
    return s.sign(s.released())


def suspended() -> Told:
    return signed().given(RepresentationsReceived(received_at=t.days(13)))


def lapsed() -> Told:
    told = signed()
    return told.given(RecipientWithdrawn(recipient="mother", withdrawn_at=told.now, reasons=s.WHY))


def in_question() -> Told:
    told = signed()
    return t.hearing(told, t.corrected(told.now, subject=t.subject()))


def told_before() -> Told:
    told = signed()
    return told.when(s.delivery(told)).after(hours=1)


def not_explained() -> Told:
    told = s.released()
    return told.when(c.ReportUndertakingSigned(s.OFFICER, "mother", told.now, s.OFFICER.id)).after(hours=1)


DEPARTURES: dict[Departure, tuple[Callable[[], Told], dict[str, Any]]] = {
    D.NOT_RELEASED: (signed, {"release": None}),
    D.OTHER_WORDS: (signed, {"hash": s.OTHER_HASH}),
    D.OTHER_RECIPIENT: (signed, {"recipient": "neighbour", "release": "auth-mother-r1"}),
    D.NOT_IN_PERSON: (signed, {"how": How.TELEPHONE}),
    D.NOT_BY_POLICE: (signed, {"telling": Telling.OTHER_AGENCY}),
    D.IDENTITY_NOT_CHECKED: (signed, {"identity_checked": False}),
    D.AFTER_EXPIRY: (lambda: signed().after(hours=80), {}),
    D.SECOND_TIME: (told_before, {}),
    D.UNDERTAKING_NOT_EXPLAINED: (not_explained, {}),
    D.UNDERTAKING_OPEN: (lambda: s.unwilling(s.released()), {}),
    D.AUTHORITY_SUSPENDED: (suspended, {}),
    D.AUTHORITY_LAPSED: (lapsed, {}),
    D.AUTHORITY_IN_QUESTION: (in_question, {}),
    D.OTHER_OFFICER: (signed, {"officers": ("somebody.else",)}),
    D.WARNINGS_NOT_GIVEN: (signed, {"told": frozenset()}),
    D.UNDER_18_ALONE: (lambda: s.sign(minor(adult_too=False)), {}),
    D.SELF_DISCLOSURE_NOT_DECIDED: (signed, {"telling": Telling.SUBJECT_WITH_POLICE}),
    D.SOMETHING_LEFT_IN_WRITING: (signed, {"left_in_writing": True}),
    D.SCRIPT_NOT_HELD: (signed, {"script": "disclosure-warnings@99"}),
}


def test_every_departure_is_tried() -> None:
    assert set(DEPARTURES) == set(Departure)


@pytest.mark.parametrize("departure", DEPARTURES)
def test_a_telling_that_was_not_as_authorised_is_recorded_and_climbs_to_the_inspector(
    departure: Departure,
) -> None:
    build, parts = DEPARTURES[departure]
    told = build()
    told = told.when(s.delivery(told, **parts)).decided(
        DisclosureDelivered, SupervisorAlerted, OfficerAlertDue
    )
    delivered, alerted, rung = told.events
    assert departure in delivered.departures
    assert alerted.kind is rung.kind is AlertKind.REVIEW_WANTED
    rung_at = []
    for _ in range(2):
        ((key, due),) = [
            (task.key, task.due)
            for task in told.decider.due(told.state)
            if task.kind == "climb" and task.key.startswith(alerted.alert)
        ]
        assert due is not None
        told = told.at(due).when(c.NobodyAnswered(alerted.alert, int(key.rpartition("/")[2])))
        rung_at.append(told.events[0].role)
    assert rung_at[-1] is DutyRole.DUTY_INSPECTOR
    assert told.now - alerted.alerted_at <= timedelta(hours=2)


def test_what_rings_says_nothing_of_a_disclosure() -> None:
    """The same kind rings in a case in which nobody is ever told (C-10); key, reference, words: neutral."""
    told = signed()
    told = told.when(s.delivery(told, hash=s.OTHER_HASH))
    of_another = t.categorised().when(c.RaiseSafeguardingIssue(t.CONSTABLE, "alone", "Alone after school."))
    for one, other in zip(told.events[1:], of_another.events[1:], strict=True):
        assert type(one) is type(other)
        assert one.kind is other.kind
        assert one.alert.rpartition("-")[0] == other.alert.rpartition("-")[0] == "review"
    assert "mother" not in str(told.events[2])


def test_a_fact_of_the_future_is_taken_as_of_now() -> None:
    told = signed()
    told = told.when(s.delivery(told, at=told.now + timedelta(days=2)))
    assert told.events[0].delivered_at == told.now


def test_somebody_of_whom_nobody_knew_was_told_and_it_counts() -> None:
    told = s.concern()
    told = told.when(s.delivery(told, "stranger", release=None, hash=None))
    assert told.events[0].departures == (
        D.NOT_RELEASED,
        D.OTHER_RECIPIENT,
        D.UNDERTAKING_NOT_EXPLAINED,
        D.UNDERTAKING_OPEN,
    )
    assert outcome_of(told.state) is Outcome.DISCLOSURE


def test_nobody_unverified_can_be_told() -> None:
    told = unverified()
    told.when(s.release(told)).refused("RECIPIENT_UNVERIFIED", "RECIPIENT_UNDER_18_ALONE")
    told = minor(adult_too=False)
    told.when(s.release(told)).refused("RECIPIENT_UNDER_18_ALONE")


def test_a_minor_is_told_together_with_a_responsible_adult() -> None:
    told = minor(adult_too=True)
    told = s.sign(told.when(s.release(told)).after(hours=1))
    told.when(s.delivery(told)).decided(DisclosureDelivered)
    told = alone()
    told.when(s.release(told)).decided(WordingReleased, JudgementWeighed)
    assert Consideration.SOCIAL_CARE_ALERT in told.state.considered


def test_the_age_that_counts_is_that_at_the_telling() -> None:
    """Eighteen since, at the telling (C-32)."""
    told = s.sign(minor(adult_too=False)).at(t.CONTACT + timedelta(days=366))
    assert D.UNDER_18_ALONE not in told.when(s.delivery(told)).events[0].departures


def test_not_willing_to_sign_rings_and_waits_for_the_supervisor() -> None:
    told = s.released()
    told = told.when(c.ReportUndertakingExplained(s.OFFICER, "mother", s.UNDERTAKING, told.now))
    told = told.when(c.ReportUndertakingNotSigned(s.OFFICER, "mother", told.now, "Does not wish to."))
    told.decided(UndertakingNotSigned, SupervisorAlerted, OfficerAlertDue)
    told = told.after(minutes=5)
    told = told.when(s.reconsider(told)).decided(DisclosureReconsidered, JudgementWeighed)
    told.when(s.delivery(told)).decided(DisclosureDelivered)


def test_not_told_after_all_the_recipient_is_withdrawn_and_the_authority_lapses() -> None:
    told = s.unwilling(s.released())
    told = told.when(s.reconsider(told, goes_on=False))
    told.decided(DisclosureReconsidered, RecipientWithdrawn, JudgementWeighed)
    told = told.after(minutes=5)
    told.when(s.release(told)).refused("DISCLOSURE_NOT_AUTHORISED")
    assert D.AUTHORITY_LAPSED in told.when(s.delivery(told)).events[0].departures


def test_an_urgent_disclosure_is_recorded_and_an_inspector_rung_until_it_is_decided() -> None:
    told = s.concern()
    told = told.when(s.urgent(told)).decided(DisclosureUrgent, SupervisorAlerted, OfficerAlertDue)
    told = s.taken(told)
    for time in (1, 2):
        ((key, due),) = t.tasks_due(told, "ratify").items()
        assert key == f"neighbour/{time}"
        assert due is not None
        told = told.at(due).when(c.NobodyRatified("neighbour", time))
        told.decided(SupervisorAlerted, OfficerAlertDue)
    told.when(s.ratify(told, by=t.SERGEANT)).refused("RANK_TOO_LOW")
    told = told.when(s.ratify(told)).decided(UrgentDisclosureRatified, JudgementWeighed)
    assert not t.tasks_due(told, "ratify")
    told.when(c.NobodyRatified("neighbour", 3)).decided()


def test_nothing_stops_an_urgent_disclosure_from_being_recorded() -> None:
    for so_far in (t.opened, t.categorised, t.finalised):
        told = so_far()
        assert isinstance(told.when(s.urgent(told)).outcome, Decided)


def test_the_subject_tells_it_themselves_in_the_presence_of_police() -> None:
    told = s.sign(s.authorised())
    told = told.when(s.self_disclosure(told))
    told = told.when(s.delivery(told, telling=Telling.SUBJECT_WITH_POLICE, release=None, hash=None)).decided(
        DisclosureDelivered
    )
    assert told.events[0].departures == ()


def test_what_the_subject_said_alone_is_confirmed_or_police_tell_it() -> None:
    told = s.sign(s.authorised())
    told = told.when(s.self_disclosure(told))
    told = told.when(c.ReportSelfDisclosure(s.OFFICER, "mother", told.now)).after(hours=2)
    assert not settled(told.state)
    confirmed = told.when(
        s.delivery(told, telling=Telling.SUBJECT_ALONE_POLICE_CONFIRMED, release=None, hash=None)
    ).decided(DisclosureDelivered)
    assert settled(confirmed.state)
    told = told.when(c.ReportSelfDisclosureIncomplete(s.OFFICER, "mother", told.now, "Left out the worst."))
    assert not settled(told.state)
    told.when(s.release(told)).decided(WordingReleased, JudgementWeighed)


def test_not_told_in_person_or_half_told_the_subject_is_not_informed() -> None:
    told = s.delivered()
    for parts in ((False, True, True), (True, False, True), (True, True, False)):
        half = told.when(c.ReportSubjectInformed(s.OFFICER, told.now, False, *parts))
        assert half.state.disclosure.subject_informed is None
    whole = told.when(c.ReportSubjectInformed(s.OFFICER, told.now, False, True, True, True))
    assert whole.state.disclosure.subject_informed is not None


@pytest.mark.parametrize("parts", [(False, True, True), (True, False, True), (True, True, False)])
def test_a_subject_who_learnt_of_it_in_writing_or_by_halves_is_looked_at_before_the_end(
    parts: tuple[bool, bool, bool],
) -> None:
    """Case study 1: never by letter. It is recorded, and somebody of rank takes what rings."""
    told = s.looked_after(s.delivered())
    told = told.when(c.ReportSubjectInformed(s.OFFICER, told.now, True, *parts, "By letter."))
    assert any(isinstance(one, OfficerAlertDue) for one in told.events)
    ring = next(one for one in told.events if isinstance(one, SupervisorAlerted))
    assert ring.kind is AlertKind.REVIEW_WANTED
    told = told.after(hours=1)
    told.when(t.finalise(told)).refused("DELIVERY_NOT_REVIEWED")
    taken = ringing.taken(told)
    taken.when(t.finalise(taken)).decided(CaseFinalised, JudgementWeighed)


def test_the_same_words_under_another_extent_are_another_wording() -> None:
    """Else what was authorised as limited would be told, and counted, as all."""
    told = g.way("authorised").by(t.SERGEANT)
    [authority] = told.state.disclosure.authorities.values()
    hashes = {extent: told.when(g.wording(told, extent=extent)).events[0].hash for extent in Extent}
    assert len(set(hashes.values())) == len(Extent)
    assert authority.hash in hashes.values()


def test_a_disclosure_in_person_is_finalised_by_the_supervisor() -> None:
    told = s.looked_after(s.delivered())
    told = told.when(t.finalise(told)).decided(CaseFinalised, JudgementWeighed)
    assert told.state.entered is Outcome.DISCLOSURE
    assert stage(told.state) is Stage.FINALISED


def two_recipients() -> Told:
    """Case study 3: limited wording, to the applicant and to her mother (P-CS3)."""
    told = s.concern()
    for who, role, hashed in (
        ("applicant", PartyRole.APPLICANT, s.HASH),
        ("grandmother", PartyRole.RECIPIENT, s.OTHER_HASH),
    ):
        told = s.chosen(told, who, role, extent=Extent.LIMITED, hashed=hashed)
    for who, hashed in (("applicant", s.HASH), ("grandmother", s.OTHER_HASH)):
        told = s.given_authority(told, who, hashed)
    return told


def test_each_of_two_recipients_is_told_for_themselves_and_limited_wording_counts_as_one() -> None:
    told = two_recipients()
    for who in ("applicant", "grandmother"):
        assert not settled(told.state)
        told.when(t.entry(told)).refused("NOT_DECIDED")
        told = s.sign(told.when(s.release(told, who)).after(hours=1), who)
        told = told.when(s.delivery(told, who)).decided(DisclosureDelivered).after(hours=1)
    assert outcome_of(told.state) is Outcome.PARTIAL_DISCLOSURE
    entered = told.when(t.entry(told)).events[0].entry.clear()
    assert [one.role for one in entered.parties].count(PartyRole.RECIPIENT) == 1
    told = s.looked_after(told)
    told.when(t.finalise(told)).decided(CaseFinalised, JudgementWeighed)


def test_no_disclosure_though_there_is_a_concern_with_what_was_done_instead() -> None:
    """Case study 2 (P-CS2): asked to stay away; spoken to about his behaviour; the letter goes out."""
    told = s.nobody()
    told = told.when(s.stayed_away(told))
    told = s.looked_after(told, discussed=False)
    told.when(t.finalise(told)).refused("CONCERN_NOT_DISCUSSED")
    told = told.when(c.RecordConcernDiscussed(s.OFFICER, told.now, "Spoke of the messages he sends."))
    told = told.when(t.finalise(told)).decided(CaseFinalised, JudgementWeighed)
    assert told.state.entered is Outcome.NO_DISCLOSURE


def test_who_was_chosen_is_decided_by_the_decision_that_nobody_is_told() -> None:
    told = s.chosen(s.concern())
    assert not settled(told.state)
    told = s.nobody(told)
    assert outcome_of(told.state) is Outcome.NO_DISCLOSURE
    assert told.state.closing.owed_since is not None


def test_a_telling_after_the_final_entry_asks_for_another() -> None:
    told = s.looked_after(s.nobody())
    told = told.when(s.delivery(told, "stranger", release=None, hash=None)).after(hours=1)
    assert "FINAL_ENTRY_MISSING" in {one.code for one in told.when(t.finalise(told)).outcome.unmet}  # type: ignore[union-attr]
    assert isinstance(told.when(t.entry(told)).outcome, Decided)


def test_whoever_withdrew_is_still_spoken_to_about_behaviour_now() -> None:
    told = s.nobody().when(c.RecordWithdrawal(t.CONSTABLE, "Rang to say so."))
    told.decided(ApplicationWithdrawn)
    assert "CONCERN_NOT_DISCUSSED" in {one.code for one in told.when(t.finalise(told)).outcome.unmet}  # type: ignore[union-attr]


def test_nobody_who_is_not_on_the_case_learns_how_far_a_telling_has_come() -> None:
    for told in (s.concern(), s.authorised(), s.released(), s.delivered(), s.nobody()):
        assert open_stage(told.state) is Stage.AFTER_DECISION


@pytest.mark.proves("R-218", by="services.decisions.domain.undertaking:explained")
@pytest.mark.parametrize("script", ["undertaking@99", "disclosure-warnings@1"])
def test_an_undertaking_explained_from_no_text_that_is_held_is_recorded_and_flagged(script: str) -> None:
    told = s.released()
    told = told.when(c.ReportUndertakingExplained(s.OFFICER, "mother", script, told.now))
    explained, flagged = told.events
    assert explained.script == script
    assert flagged.flag is Flag.UNDERTAKING_NOT_HELD
    held = s.released()
    [event] = held.when(c.ReportUndertakingExplained(s.OFFICER, "mother", s.UNDERTAKING, held.now)).events
    assert event.script == s.UNDERTAKING

"""Arranging the follow-up contact, and recording it whatever it was like."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.checks import CheckFailed
from contracts.codes import (
    Answer,
    Channel,
    CorrectionReason,
    Kept,
    MeetingItem,
    MeetingKind,
    MeetingPlace,
    MeetingReason,
    NoAnswer,
    Source,
    Stage,
)
from contracts.decisions import ApplicationNotProgressed
from contracts.intake import ApplicantDelayNotified, MeetingHeld, MeetingScheduled
from contracts.people import Address, Finding, FindingKind, Findings, PersonName, Reasons
from contracts.sealed import Sealed
from contracts.unread import CaseMessageHeld, CaseMessageReleased
from messaging.decider import Unread
from messaging.runtime import Snapshot
from services.intake.domain import commands as c
from services.intake.domain.events import (
    FlagsRaised,
    InterviewerNamed,
    NoResponsibleAdult,
    OverrideUsed,
    ResponsibleAdult,
    ResponsibleAdultNamed,
    WarningsGiven,
)
from services.intake.domain.flags import MEANINGS, Flag
from services.intake.domain.state import Case
from services.intake.http.view import show
from tests.given import CASE, START, Story
from tests.services.intake.invented import (
    APPLICANT,
    CALL_TAKER,
    CLEAR,
    CONTACT,
    INSPECTOR,
    INTERVIEWER,
    OF_SUBJECT,
    SCOPE,
    SUBJECT,
    SUPERVISOR,
    UNTRAINED,
    WARNED,
    WHOLE,
    from_checks,
    from_decisions,
    hears,
    held,
    meeting,
    received,
    searched,
    to_be_seen,
)

ALL_SEARCHED = (from_checks(searched(Source.POLICE_NATIONAL)), from_checks(CLEAR))
BY_TELEPHONE = {"kind": MeetingKind.TELEPHONE, "place": MeetingPlace.REMOTE}


def flags(case: Story[Case]) -> set[Flag]:
    return {raised.flag for raised in case.state.flags}


def aged(born: date | None) -> c.Details:
    return replace(WHOLE, applicant=APPLICANT.model_copy(update={"date_of_birth": born}))


def test_a_trained_officer_arranges_a_meeting() -> None:
    to_be_seen().when(meeting()).decided(MeetingScheduled, InterviewerNamed)


def test_nobody_is_seen_before_it_is_decided_that_the_application_goes_on() -> None:
    received().when(meeting()).refused("NOT_PROGRESSED")


def test_nobody_is_seen_after_it_is_decided_that_it_does_not() -> None:
    stopped = ApplicationNotProgressed(
        decided_at=START, reasons=Sealed.of(Reasons(text="Outside the scheme."))
    )
    hears(received(), from_decisions(stopped)).when(meeting()).refused("NOT_PROGRESSED")


@pytest.mark.proves("R-254", by="services.intake.domain.gating:used")
def test_an_inspector_may_arrange_it_earlier_with_written_reasons() -> None:
    trained = replace(INSPECTOR, competences=INTERVIEWER.competences)
    case = received().when(meeting(by=trained, override="The child goes abroad tomorrow."))
    case.decided(MeetingScheduled, InterviewerNamed, OverrideUsed)
    assert case.events[2].conditions == ("NOT_PROGRESSED",)


def test_a_sergeant_may_not_override() -> None:
    received().when(meeting(by=SUPERVISOR, override="The child goes abroad tomorrow.")).refused(
        "NOT_PROGRESSED", "RANK_TO_OVERRIDE"
    )


def test_an_interviewer_without_training_is_not_sent() -> None:
    to_be_seen().when(meeting(by=UNTRAINED)).refused("INTERVIEWER_NOT_TRAINED")


def test_nobody_vouches_for_the_training_of_a_colleague() -> None:
    to_be_seen().when(meeting(interviewer="pc-4799")).refused("INTERVIEWER_NOT_TRAINED")


def test_an_override_passes_no_condition_that_has_none() -> None:
    trained = replace(INSPECTOR, competences=INTERVIEWER.competences)
    past = meeting(by=trained, begins_at=START, override="The child goes abroad tomorrow.")
    received().when(past).refused("MEETING_IN_THE_PAST")


def test_a_call_will_do_when_checks_are_complete_and_nothing_is_held() -> None:
    hears(to_be_seen(), *ALL_SEARCHED).when(meeting(**BY_TELEPHONE)).decided(
        MeetingScheduled, InterviewerNamed
    )


@pytest.mark.proves("R-114", by="services.intake.domain.meeting:schedule")
def test_an_applicant_is_seen_face_to_face_and_told_of_the_scheme_and_its_warnings() -> None:
    """Of old (H0, H1) and now: another way takes written reasons, and what was not said is asked for."""
    case = to_be_seen().when(meeting()).decided(MeetingScheduled, InterviewerNamed)
    assert case.events[0].kind is MeetingKind.FACE_TO_FACE
    case.when(meeting(meeting="call-2", **BY_TELEPHONE)).refused("REMOTE_NEEDS_REASONS")
    not_told = received(told=()).when(c.CompleteAnnexAPart1(CALL_TAKER, "annex-a@1"))
    not_told.refused("INITIAL_INFORMATION_NOT_GIVEN")
    left_out = case.after(days=3).when(held(warnings=WARNED[:-1]))
    assert flags(left_out) == {Flag.WARNING_NOT_GIVEN}
    assert flags(case.after(days=3).when(held())) == set()


def test_a_call_before_checks_are_complete_needs_written_reasons() -> None:
    case = to_be_seen().when(meeting(**BY_TELEPHONE)).refused("REMOTE_NEEDS_REASONS")
    far = meeting(**BY_TELEPHONE, reason=MeetingReason.DISTANCE_OR_HEALTH, reasons="She is in hospital.")
    case = case.when(far).decided(MeetingScheduled, InterviewerNamed, FlagsRaised)
    assert flags(case) == {Flag.REMOTE_BEFORE_CHECKS}


def test_a_source_that_could_not_look_is_not_nothing_held() -> None:
    down = CheckFailed(
        check="check-probation",
        stage=Stage.INITIAL,
        source=Source.PROBATION,
        about=OF_SUBJECT,
        answer=Answer.UNAVAILABLE,
        scope=SCOPE,
        reason=NoAnswer.DOWN,
        asked_at=START,
        failed_at=START,
        attempts=3,
    )
    case = hears(to_be_seen(), from_checks(down), *ALL_SEARCHED)
    case.when(meeting(**BY_TELEPHONE)).refused("REMOTE_NEEDS_REASONS")
    hears(case, from_checks(searched(Source.PROBATION))).when(meeting(**BY_TELEPHONE)).decided(
        MeetingScheduled, InterviewerNamed
    )


def test_over_unread_mail_nothing_counts_as_nothing_held() -> None:
    unread = Unread("quarantine", "csods.46.checks", "checks.check.completed.v1", "NOT_JSON", START)
    case = hears(to_be_seen(), *ALL_SEARCHED).with_unread(unread)
    case.when(meeting(**BY_TELEPHONE)).refused("REMOTE_NEEDS_REASONS")


def test_what_checks_could_not_read_may_be_a_find_until_it_is_released() -> None:
    topic = "csods.46.checks.from.socialcare-kent"
    held = from_checks(CaseMessageHeld(topic=topic, kept=Kept.QUARANTINED, since=START))
    case = hears(to_be_seen(), *ALL_SEARCHED, held)
    case.when(meeting(**BY_TELEPHONE)).refused("REMOTE_NEEDS_REASONS")
    case = hears(case, from_checks(CaseMessageReleased(topic=topic)))
    case.when(meeting(**BY_TELEPHONE)).decided(MeetingScheduled, InterviewerNamed)


def test_checks_completed_without_any_search_is_not_nothing_held() -> None:
    hears(to_be_seen(), from_checks(CLEAR)).when(meeting(**BY_TELEPHONE)).refused("REMOTE_NEEDS_REASONS")


def test_nothing_found_under_another_name_is_not_nothing_held() -> None:
    """Who the subject is was put right: until the checks are complete anew, nothing is known."""
    case = hears(to_be_seen(), *ALL_SEARCHED).after(hours=1)
    renamed = c.Details(subject=WHOLE.subject)
    case = case.when(c.CorrectFact(CALL_TAKER, CorrectionReason.MISTYPED, renamed, case.version))
    case.when(meeting(**BY_TELEPHONE)).refused("REMOTE_NEEDS_REASONS")
    hears(case, *ALL_SEARCHED).when(meeting(**BY_TELEPHONE)).refused("REMOTE_NEEDS_REASONS")
    asked, done = case.now, case.now + timedelta(hours=1)
    anew = searched(Source.POLICE_NATIONAL).model_copy(update={"asked_at": asked, "answered_at": done})
    complete = CLEAR.model_copy(update={"completed_at": done})
    case = hears(case, from_checks(anew), from_checks(complete))
    case.when(meeting(**BY_TELEPHONE)).decided(MeetingScheduled, InterviewerNamed)


def test_what_was_found_under_another_name_stays_until_a_person_has_settled_it() -> None:
    found = Finding(kind=FindingKind.NOT_RELEVANT, record="REC-1", summary="On record; nothing is listed.")
    update = {"answer": Answer.AMBIGUOUS, "count": 1, "findings": Sealed.of(Findings(found=(found,)))}
    match = searched(Source.POLICE_NATIONAL).model_copy(update=update)
    case = hears(to_be_seen(), from_checks(match)).after(hours=1)
    renamed = c.Details(subject=WHOLE.subject)
    case = case.when(c.CorrectFact(CALL_TAKER, CorrectionReason.MISTYPED, renamed, case.version))
    assert Answer.AMBIGUOUS in case.state.checks.values()


@pytest.mark.parametrize(
    ("born", "needed"),
    [(date(2008, 6, 2), True), (date(2008, 6, 1), False), (date(2008, 5, 31), False), (None, True)],
)
def test_an_applicant_under_18_on_the_day_of_contact_comes_with_an_adult(born: Any, needed: Any) -> None:
    case = to_be_seen(details=aged(born)).when(meeting())
    if needed:
        case.refused("NO_RESPONSIBLE_ADULT")
    else:
        case.decided(MeetingScheduled, InterviewerNamed)


def test_coming_of_age_meanwhile_changes_nothing() -> None:
    case = to_be_seen(details=aged(date(2008, 6, 2))).after(days=5)
    case.when(meeting(begins_at=START + timedelta(days=6))).refused("NO_RESPONSIBLE_ADULT")


def test_the_named_adult_settles_it() -> None:
    adult = ResponsibleAdult(name=PersonName(given="Augusta", family="Testperson"), relation="aunt")
    case = to_be_seen(details=aged(date(2010, 1, 1)))
    case = case.when(c.NameResponsibleAdult(CALL_TAKER, adult)).decided(ResponsibleAdultNamed)
    case.when(meeting()).decided(MeetingScheduled, InterviewerNamed)


def test_the_subject_is_no_responsible_adult() -> None:
    adult = ResponsibleAdult(name=PersonName(given="QUENTIN", family="Sample Quill"), relation="friend")
    to_be_seen().when(c.NameResponsibleAdult(CALL_TAKER, adult)).refused("ADULT_IS_SUBJECT")


def test_an_adult_who_lives_with_the_subject_is_flagged() -> None:
    adult = ResponsibleAdult(name=PersonName(given="Augusta", family="Testperson"), relation="aunt")
    case = to_be_seen().when(c.NameResponsibleAdult(CALL_TAKER, adult, lives_with_subject=True))
    assert flags(case) == {Flag.ADULT_LIVES_WITH_SUBJECT}


def test_a_supervisor_may_go_on_without_an_adult_once_social_services_were_considered() -> None:
    excuse = c.ExcuseResponsibleAdult(CALL_TAKER, "Nobody can be found.", False, False)
    case = to_be_seen(details=aged(date(2010, 1, 1)))
    case.when(excuse).refused("RANK", "SOCIAL_SERVICES_NOT_CONSIDERED")
    excuse = replace(excuse, by=SUPERVISOR, social_services_considered=True)
    case = case.when(excuse).decided(NoResponsibleAdult)
    case.when(meeting()).decided(MeetingScheduled, InterviewerNamed)


@pytest.mark.proves("R-089", by="services.intake.domain.meeting_flags:arranged_flags")
def test_no_neutral_place_offered_is_flagged() -> None:
    case = to_be_seen().when(meeting(neutral_place_offered=False))
    assert flags(case) == {Flag.NEUTRAL_PLACE_NOT_OFFERED}


def test_a_home_where_the_subject_may_live_is_flagged() -> None:
    home = Address(lines=("12 Invented Row",), postcode="ZZ1 1ZZ")
    shared = replace(
        WHOLE,
        applicant_contact=CONTACT.model_copy(update={"address": home}),
        subject=SUBJECT.model_copy(update={"address": Address(lines=("12 INVENTED ROW",))}),
    )
    case = to_be_seen(details=shared).when(meeting(place=MeetingPlace.HOME_OF_APPLICANT))
    assert flags(case) == {Flag.HOME_WHERE_SUBJECT_LIVES}
    assert "not at the applicant's home" in place_advised(case)


def place_advised(case: Story[Case]) -> str:
    """What whoever arranges the meeting reads of where to hold it."""
    shown = show(Snapshot(CASE, case.state, case.version, (), False, case.now)).personal
    words: str = shown["circumstances"]["meeting_place"]
    return words


@pytest.mark.proves("R-090", by="services.intake.http.view:_advice_on_place")
def test_the_home_where_applicant_and_child_live_is_advised_unless_the_subject_lives_there() -> None:
    for with_child, with_subject, words in (
        (True, False, "best at the applicant's home"),
        (True, True, "not at the applicant's home"),
        (False, False, "offer a neutral place"),
        (None, None, "offer a neutral place"),
    ):
        lives = APPLICANT.model_copy(
            update={"lives_with_child": with_child, "lives_with_subject": with_subject}
        )
        case = to_be_seen(details=replace(WHOLE, applicant=lives))
        assert place_advised(case).startswith(words)
        at_home = case.when(meeting(place=MeetingPlace.HOME_OF_APPLICANT))
        assert (Flag.HOME_WHERE_SUBJECT_LIVES in flags(at_home)) == bool(with_subject)


@pytest.mark.parametrize(
    ("begins_at", "expected"),
    [
        (datetime(2026, 6, 11, 22, 59, 59, tzinfo=UTC), set()),
        (datetime(2026, 6, 11, 23, 0, tzinfo=UTC), {Flag.DELAY_NOT_TOLD}),
        (datetime(2026, 6, 15, 22, 59, 59, tzinfo=UTC), {Flag.DELAY_NOT_TOLD}),
        (datetime(2026, 6, 15, 23, 0, tzinfo=UTC), {Flag.DELAY_NOT_TOLD, Flag.MEETING_AFTER_LIMIT}),
    ],
)
def test_a_late_meeting_is_arranged_and_flagged_to_the_second(begins_at: Any, expected: Any) -> None:
    case = to_be_seen().when(meeting(begins_at=begins_at))
    assert flags(case) == expected


def test_an_applicant_who_was_told_of_the_delay_is_not_flagged_again() -> None:
    told = c.TellOfDelay(CALL_TAKER, date(2026, 6, 20), Channel.TELEPHONE, "delay@1", told_already=True)
    case = to_be_seen().when(told).decided(ApplicantDelayNotified)
    case = case.when(meeting(begins_at=datetime(2026, 6, 14, 9, 0, tzinfo=UTC)))
    assert flags(case) == set()


def test_a_delay_goes_out_by_the_safe_contact_unless_it_was_told() -> None:
    told = c.TellOfDelay(CALL_TAKER, date(2026, 6, 20), Channel.TELEPHONE, "delay@1")
    case = to_be_seen().when(told)
    assert case.events[0].applicant_contact.clear() == CONTACT


def test_a_meeting_with_everything_is_recorded_without_a_flag() -> None:
    case = to_be_seen().when(meeting()).after(days=3).when(held()).decided(MeetingHeld)
    assert flags(case) == set()


def test_a_meeting_is_recorded_whatever_was_left_out() -> None:
    poor = held(
        by=UNTRAINED,
        warnings=WARNED[:2],
        prior_knowledge_asked=False,
        lived_experience_explored=False,
        advice=(),
        **BY_TELEPHONE,
        ongoing_concern=True,
    )
    case = received().after(days=20).when(replace(poor, held_at=START + timedelta(days=20)))
    case.decided(MeetingHeld, FlagsRaised)
    assert flags(case) == {
        Flag.NOT_ARRANGED,
        Flag.NOT_PROGRESSED,
        Flag.NOT_TRAINED,
        Flag.NO_RECORD_REFERENCE,
        Flag.REMOTE_BEFORE_CHECKS,
        Flag.REMOTE_DESPITE_CONCERN,
        Flag.MEETING_AFTER_LIMIT,
        Flag.WARNING_NOT_GIVEN,
        Flag.PRIOR_KNOWLEDGE_NOT_ASKED,
        Flag.LIVED_EXPERIENCE_NOT_EXPLORED,
        Flag.ADVICE_NOT_GIVEN,
    }


@pytest.mark.proves("R-088", by="services.intake.domain.meeting_flags:held_flags")
def test_a_call_that_tells_of_behaviour_that_goes_on_is_flagged_though_nothing_is_held() -> None:
    case = hears(to_be_seen(), *ALL_SEARCHED).when(meeting(**BY_TELEPHONE)).after(days=3)
    told = case.when(held(**BY_TELEPHONE, ongoing_concern=True))
    assert flags(told) == {Flag.REMOTE_DESPITE_CONCERN}
    assert MEANINGS[Flag.REMOTE_DESPITE_CONCERN].words.endswith("meet face to face.")
    again = told.when(meeting(meeting="call-2", begins_at=START + timedelta(days=5), **BY_TELEPHONE))
    assert [one.flag for one in again.state.flags] == [Flag.REMOTE_DESPITE_CONCERN] * 2
    assert flags(case.when(held(**BY_TELEPHONE))) == set()


@pytest.mark.proves("R-109", by="services.intake.domain.meeting_flags:held_flags")
def test_a_meeting_after_which_no_safety_advice_was_given_is_flagged() -> None:
    case = to_be_seen().when(meeting()).after(days=3)
    assert flags(case.when(held(advice=()))) == {Flag.ADVICE_NOT_GIVEN}
    assert flags(case.when(held())) == set()


def test_a_child_seen_alone_is_recorded_and_flagged() -> None:
    case = to_be_seen(details=aged(date(2010, 1, 1))).after(days=3)
    case = case.when(held(responsible_adult_present=False))
    assert Flag.NO_RESPONSIBLE_ADULT in flags(case)


def test_a_warning_given_before_the_meeting_counts_in_it() -> None:
    case = to_be_seen().when(c.GiveWarnings(INTERVIEWER, WARNED[:2])).decided(WarningsGiven)
    case = case.when(meeting()).after(days=3).when(held(warnings=WARNED[2:])).decided(MeetingHeld)
    assert {one.item for one in case.events[0].warnings} == set(MeetingItem)


def test_a_meeting_of_tomorrow_was_not_held() -> None:
    to_be_seen().when(held()).refused("TIME_IN_THE_FUTURE")


def test_advice_by_letter_goes_to_the_safe_contact() -> None:
    case = to_be_seen().after(days=3).when(held(advice_by_letter=True))
    assert case.events[0].applicant_contact.clear() == CONTACT
    assert to_be_seen().after(days=3).when(held()).events[0].applicant_contact is None


def test_a_meeting_that_was_held_is_not_arranged_again() -> None:
    to_be_seen().after(days=3).when(held()).when(meeting(begins_at=START + timedelta(days=9))).refused(
        "MEETING_KEY_USED"
    )

"""What came of asking: one of five, and "could not look" never becomes "nothing held" (R-067, C-45)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.agencies import AgencyCheckAnswered
from contracts.checks import (
    AgencyCheckOverdue,
    AgencyCheckRequested,
    AgencyCheckResponded,
    AgencyCheckWithheld,
    AnswersSettled,
    CheckCompleted,
    CheckFailed,
    SubjectCandidatesFound,
)
from contracts.codes import Answer, NoAnswer, Rank, Searched, Source
from contracts.parts import Scope
from contracts.people import FindingKind, Findings
from contracts.sealed import Box, Sealed
from messaging.outcomes import Decided, Unreadable
from services.checks.domain import commands as c
from services.checks.domain.answers import Accepted, CouldNotLook, NotNeeded, WouldNotSay
from services.checks.domain.coverage import Lack, standing
from services.checks.domain.events import MatchesWeighed
from services.checks.domain.patience import AGAIN_AFTER
from services.checks.domain.state import Checks
from tests.given import START, Story, story
from tests.services.checks.told import (
    ABOUT_CHILD,
    ABOUT_SUBJECT,
    CARE_CHILD,
    DECIDER,
    LOCAL,
    PROBATION,
    RESEARCHER,
    SERGEANT,
    begun,
    care_says,
    found,
    heard,
    held_finding,
    nothing_held,
    record,
    replied,
    sealed_findings,
)

OF_PROBATION = ABOUT_SUBJECT[4]
OF_LOCAL = ABOUT_SUBJECT[2]
DOWN = CouldNotLook(NoAnswer.DOWN)


def alarms(told: Story[Checks]) -> set[str]:
    assert isinstance(told.outcome, Decided)
    return {task.refs["code"] for task in told.outcome.tasks if task.kind == "alarm"}


def test_a_search_that_found_nothing_says_so_with_its_scope() -> None:
    told = begun().when(replied(PROBATION, found(Source.PROBATION))).decided(CheckCompleted)
    (completed,) = told.events
    assert completed.answer is Answer.NO_TRACE
    assert completed.scope.searched is Searched.UNDER_PROBATION_SUPERVISION_TODAY
    assert standing(told.state, OF_PROBATION).lack is None


@pytest.mark.parametrize(
    "reason", [NoAnswer.DOWN, NoAnswer.TIMED_OUT, NoAnswer.OVERLOADED, NoAnswer.NOT_UNDERSTOOD]
)
def test_a_source_that_could_not_look_is_asked_again_and_holds_nothing_back(reason: NoAnswer) -> None:
    told = begun().when(replied(PROBATION, CouldNotLook(reason))).decided(CheckFailed)
    (failed,) = told.events
    assert (failed.answer, failed.reason) == (Answer.UNAVAILABLE, reason)
    assert failed.ring.desk == "duty-officer"
    assert failed.ring.hours == "MON-FRI 09:00-17:00"
    assert ("ask", f"{PROBATION}/2") in told.due()
    assert standing(told.state, OF_PROBATION).lack is Lack.COULD_NOT_LOOK


def test_the_interval_grows_until_the_limit_and_then_somebody_is_rung() -> None:
    told, waits = begun(), []
    while (ask := told.state.asks[PROBATION]).next_ask_at is not None:
        waits.append(ask.next_ask_at - told.now)
        told = told.at(ask.next_ask_at).when(replied(PROBATION, DOWN, attempt=ask.attempts + 1, at=told.now))
        assert len(waits) < 50, "it is asked for ever"
    assert waits[1:7] == list(AGAIN_AFTER)
    assert waits == sorted(waits)
    assert told.now <= START + timedelta(hours=24)
    assert alarms(told) == {"SOURCE_COULD_NOT_LOOK"}
    assert standing(told.state, OF_PROBATION).answer is Answer.UNAVAILABLE
    assert not any(key.startswith(PROBATION) for _, key in told.due())


def test_down_since_is_the_first_failure() -> None:
    told = begun().when(replied(PROBATION, DOWN)).after(minutes=5)
    told = told.when(replied(PROBATION, DOWN, attempt=2))
    assert told.events[0].since == START


def test_once_it_has_looked_the_outage_is_forgotten() -> None:
    told = begun().when(replied(PROBATION, DOWN)).after(minutes=5)
    told = told.when(replied(PROBATION, found(Source.PROBATION), attempt=2))
    assert standing(told.state, OF_PROBATION).answer is Answer.NO_TRACE


@pytest.mark.parametrize("reason", [NoAnswer.FILTERED, NoAnswer.RECORD_RESTRICTED])
def test_a_source_that_may_not_say_is_escalated_to_its_owner(reason: NoAnswer) -> None:
    told = begun().when(replied(PROBATION, WouldNotSay(reason))).decided(CheckFailed)
    assert told.events[0].answer is Answer.WITHHELD
    assert told.events[0].next_ask_at is None
    assert alarms(told) == {"SOURCE_WITHHOLDS"}
    assert standing(told.state, OF_PROBATION).lack is Lack.WITHHELD


def test_one_record_that_is_surely_of_the_subject_is_a_hit() -> None:
    held = record(findings=(held_finding(FindingKind.RELEVANT_INTELLIGENCE),))
    told = begun().when(replied(LOCAL, found(Source.POLICE_LOCAL, held)))
    told.decided(CheckCompleted, MatchesWeighed)
    completed = told.events[0]
    assert completed.answer is Answer.HIT
    (finding,) = completed.findings.clear().found
    assert finding.match == "same surname, same forename, same date of birth, same address"


def test_a_record_of_a_twin_is_for_a_person_to_decide() -> None:
    twin = record("Florian", number="REC-2")
    told = begun().when(replied(LOCAL, found(Source.POLICE_LOCAL, record(), twin)))
    told.decided(CheckCompleted, MatchesWeighed, SubjectCandidatesFound)
    assert told.events[0].answer is Answer.AMBIGUOUS
    reasons = {one.record: one.reasons_against for one in told.events[2].candidates.clear().candidates}
    assert reasons == {
        "REC-1": (),
        "REC-2": (
            "other forename",
            "other forename with the same surname and date of birth: could be a twin",
        ),
    }


def test_records_of_others_are_no_trace_and_why_is_kept() -> None:
    other = record("Maximilian", born=None, number="REC-9").model_copy(update={"addresses": ()})
    other = other.model_copy(update={"name": other.name.model_copy(update={"family": "Mustername"})})
    told = begun().when(replied(LOCAL, found(Source.POLICE_LOCAL, other)))
    told.decided(CheckCompleted, MatchesWeighed)
    assert told.events[0].answer is Answer.NO_TRACE
    (weighed,) = told.events[1].weighed.clear().records
    assert (weighed.band, weighed.reasons_against) == ("DIFFERENT", ("other surname", "other forename"))


def test_a_reply_that_was_recorded_already_is_left_alone() -> None:
    told = begun().when(replied(PROBATION, DOWN)).when(replied(PROBATION, DOWN)).decided()
    assert len(told.state.asks[PROBATION].answers) == 1


def test_a_source_that_was_not_asked_after_all_says_nothing() -> None:
    begun().when(replied(PROBATION, NotNeeded())).decided()
    begun().when(replied("initial-9-probation-subject", DOWN)).decided()


def test_a_second_different_answer_leaves_the_more_cautious_one_standing() -> None:
    held = record(findings=(held_finding(FindingKind.RELEVANT_INTELLIGENCE),))
    told = begun().when(replied(LOCAL, found(Source.POLICE_LOCAL, held)))
    told = told.when(replied(LOCAL, found(Source.POLICE_LOCAL)))
    told = told.when(c.AskAgain(RESEARCHER, (OF_LOCAL,)))
    told = told.when(replied("initial-2-police-local-subject", found(Source.POLICE_LOCAL)))
    stands = standing(told.state, OF_LOCAL)
    assert stands.answer is Answer.HIT
    assert stands.differing


def test_a_person_settles_differing_answers_with_a_reason() -> None:
    held = record(findings=(held_finding(FindingKind.RELEVANT_INTELLIGENCE),))
    told = begun().when(replied(LOCAL, found(Source.POLICE_LOCAL, held)))
    told = told.when(c.AskAgain(RESEARCHER, (OF_LOCAL,)))
    told = told.when(replied("initial-2-police-local-subject", found(Source.POLICE_LOCAL)))
    why = "The entry was put on another person's record."
    told.when(c.SettleAnswers(SERGEANT, 0, OF_LOCAL, Answer.NO_TRACE, why)).refused("CASE_CHANGED")
    told = told.when(c.SettleAnswers(SERGEANT, told.version, OF_LOCAL, Answer.NO_TRACE, why))
    told.decided(AnswersSettled)
    settled = told.events[0]
    assert (settled.counts, settled.count, settled.findings) == (Answer.NO_TRACE, 0, None)
    assert settled.rank is Rank.SERGEANT
    assert settled.checks == (LOCAL, "initial-2-police-local-subject")
    assert standing(told.state, OF_LOCAL).answer is Answer.NO_TRACE
    assert not standing(told.state, OF_LOCAL).differing


def test_an_answer_that_never_came_cannot_be_settled_on() -> None:
    told = nothing_held(begun())
    told.when(c.SettleAnswers(RESEARCHER, told.version, OF_LOCAL, Answer.HIT, "I think so.")).refused(
        "NOTHING_TO_SETTLE", "NEVER_SAID"
    )


def test_social_care_accepts_and_answers_later() -> None:
    told = begun().when(replied(CARE_CHILD, Accepted())).decided(AgencyCheckRequested)
    assert told.events[0].due_at == START + timedelta(hours=12)
    assert ("overdue", f"{CARE_CHILD}/1") in told.due()
    assert standing(told.state, ABOUT_CHILD).lack is Lack.NO_ANSWER_YET
    told = heard(told, care_says(CARE_CHILD, Answer.NO_TRACE, at=START + timedelta(hours=6)))
    told.decided(AgencyCheckResponded)
    assert ("overdue", f"{CARE_CHILD}/1") not in told.due()
    assert standing(told.state, ABOUT_CHILD).lack is None


@pytest.mark.parametrize(
    "scope",
    [
        Scope(searched=Searched.IN_PRISON_TODAY),
        Scope(searched=Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE, as_of=START - timedelta(days=400)),
        Scope(searched=Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE, as_of=START + timedelta(days=400)),
    ],
    ids=["elsewhere", "at an old state", "at a state to come"],
)
def test_nothing_found_elsewhere_is_not_nothing_found(scope: Scope) -> None:
    told = begun().when(replied(CARE_CHILD, Accepted()))
    answer = care_says(CARE_CHILD, Answer.NO_TRACE, at=START + timedelta(hours=6), scope=scope)
    told = heard(told, answer).decided(AgencyCheckWithheld)
    assert standing(told.state, ABOUT_CHILD).lack is not None
    assert told.events[0].answer is Answer.UNAVAILABLE
    assert alarms(told) == {"ANSWERED_ELSEWHERE"}


def test_an_agency_that_does_not_answer_is_chased_and_counts_as_could_not_look() -> None:
    told = begun().when(replied(CARE_CHILD, Accepted())).after(hours=12)
    told = told.when(c.MarkOverdue(CARE_CHILD, 1)).decided(AgencyCheckOverdue)
    assert alarms(told) == {"AGENCY_OVERDUE"}
    assert ("ask", f"{CARE_CHILD}/2") in told.due()
    assert standing(told.state, ABOUT_CHILD).lack is Lack.COULD_NOT_LOOK
    told = told.when(replied(CARE_CHILD, Accepted(), attempt=2))
    assert ("overdue", f"{CARE_CHILD}/2") in told.due()
    told = heard(told, care_says(CARE_CHILD, Answer.NO_TRACE, at=told.now + timedelta(minutes=5)))
    assert standing(told.state, ABOUT_CHILD).answer is Answer.NO_TRACE


def test_an_overdue_clock_whose_reason_has_gone_does_nothing() -> None:
    told = begun().when(replied(CARE_CHILD, Accepted()))
    told = heard(told, care_says(CARE_CHILD, Answer.NO_TRACE)).after(hours=12)
    told.when(c.MarkOverdue(CARE_CHILD, 1)).decided()


def test_the_clock_of_an_earlier_ask_does_not_run_for_the_chase() -> None:
    told = begun().when(replied(CARE_CHILD, Accepted())).after(hours=12)
    told = told.when(c.MarkOverdue(CARE_CHILD, 1)).when(replied(CARE_CHILD, Accepted(), attempt=2))
    told.when(c.MarkOverdue(CARE_CHILD, 1)).decided()
    told.when(c.MarkOverdue(CARE_CHILD, 2)).decided(AgencyCheckOverdue)


def test_an_answer_that_overtakes_our_own_acceptance_counts() -> None:
    told = heard(begun(), care_says(CARE_CHILD, Answer.NO_TRACE))
    told = told.when(replied(CARE_CHILD, Accepted()))
    assert standing(told.state, ABOUT_CHILD).answer is Answer.NO_TRACE
    assert not any(key.startswith(CARE_CHILD) for _, key in told.due())


def test_an_agency_that_declines_withholds() -> None:
    told = heard(begun(), care_says(CARE_CHILD, Answer.WITHHELD, reason=NoAnswer.DECLINED))
    told.decided(AgencyCheckWithheld)
    assert told.events[0].ring.desk == "front-door"
    assert alarms(told) == {"SOURCE_WITHHOLDS"}


def test_an_agency_that_could_not_look_is_asked_again() -> None:
    told = heard(begun(), care_says(CARE_CHILD, Answer.UNAVAILABLE, reason=NoAnswer.DOWN))
    assert told.state.asks[CARE_CHILD].next_ask_at == START + timedelta(hours=2)


def test_findings_that_we_have_no_key_for_are_a_hit_all_the_same() -> None:
    closed: Sealed[Findings] = Sealed("findings", None, Box("x" * 20, "k" * 20, "abcd"))
    event = care_says(
        CARE_CHILD,
        Answer.HIT,
        count=1,
        findings=sealed_findings(held_finding(FindingKind.CHILD_PROTECTION)),
    )
    unopened = AgencyCheckAnswered.model_construct(**{**dict(event.event), "findings": closed})
    told = heard(begun(), event._replace(event=unopened)).decided(AgencyCheckResponded)
    assert told.events[0].answer is Answer.HIT


def test_an_answer_to_a_case_that_is_not_open_here_is_not_taken() -> None:
    story(DECIDER).when(c.HearAgency(care_says(CARE_CHILD, Answer.NO_TRACE))).not_yet()


def test_an_answer_to_no_ask_of_ours_is_kept_and_rings_somebody() -> None:
    told = heard(begun(), care_says("initial-7-social-care-child-9", Answer.NO_TRACE)).decided()
    assert alarms(told) == {"ANSWER_TO_NO_ASK"}


def test_an_agency_may_answer_only_what_it_was_asked() -> None:
    told = begun().when(c.HearAgency(care_says(PROBATION, Answer.NO_TRACE)))
    assert type(told.outcome).__name__ == "Unreadable"


def test_an_agency_answers_nothing_that_another_was_asked() -> None:
    """Else who was never asked could say that nothing is held."""
    another = care_says(CARE_CHILD, Answer.NO_TRACE)._replace(source="csods/socialcare-warwickshire")
    told = begun().when(c.HearAgency(another))
    assert told.outcome == Unreadable("NOT_ASKED_OF_THIS_WRITER", "data.check")


def test_what_a_desk_says_on_the_telephone_is_recorded_in_the_officers_name() -> None:
    told = begun().when(replied(PROBATION, WouldNotSay(NoAnswer.RECORD_RESTRICTED)))
    spoken = c.RecordSpokenAnswer(
        RESEARCHER,
        PROBATION,
        Answer.HIT,
        findings=(held_finding(FindingKind.MAPPA_MANAGED, record="by telephone"),),
    )
    told = told.when(spoken)
    assert standing(told.state, OF_PROBATION).answer is Answer.HIT
    told.when(c.RecordSpokenAnswer(RESEARCHER, "no-such", Answer.NO_TRACE)).refused("NO_SUCH_CHECK")

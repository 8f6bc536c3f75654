"""The face-to-face form: complete when everything of the guidance was said, asked and given."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.codes import (
    Genuineness,
    IdentityCheck,
    IdentityProof,
    MeetingItem,
    MeetingKind,
    MeetingPlace,
    NotVerified,
    Recommendation,
)
from contracts.intake import AnnexAPart2Completed
from contracts.people import AnnexANotes
from services.intake.domain import commands as c
from services.intake.domain.events import FlagsAcknowledged, FlagsRaised
from services.intake.domain.flags import Flag
from services.intake.domain.gates_form import WARNINGS
from services.intake.domain.state import Case
from tests.given import START, Story
from tests.services.intake.invented import (
    CALL_TAKER,
    FORM,
    INTERVIEWER,
    SUPERVISOR,
    WARNED,
    held,
    meeting,
    received,
    to_be_seen,
)

COMPLETE = c.CompleteAnnexAPart2(
    INTERVIEWER,
    FORM,
    Recommendation.RISK_ASSESSMENT,
    Genuineness.GENUINE,
    AnnexANotes(contact_record="Seen at the library; calm and clear."),
)
PASSPORT = c.VerifyIdentity(INTERVIEWER, (IdentityProof.PASSPORT,), IdentityCheck.IN_PERSON)


def ready(**changes: object) -> Story[Case]:
    """First form complete, identity asked, meeting arranged and held."""
    case = to_be_seen().when(c.CompleteAnnexAPart1(CALL_TAKER, FORM)).when(PASSPORT)
    return case.when(meeting()).after(days=3).when(held(**changes))


def test_a_meeting_with_everything_makes_a_complete_form() -> None:
    case = ready().when(COMPLETE).decided(AnnexAPart2Completed)
    assert case.events[0].meeting == "meeting-1"


def test_all_that_is_missing_is_said_at_once() -> None:
    received().when(COMPLETE).refused(
        "INITIAL_FORM_NOT_COMPLETE",
        "MEETING_NOT_HELD",
        "IDENTITY_NOT_ASKED",
        *(gate.code for gate in WARNINGS),
        "PRIOR_KNOWLEDGE_NOT_ASKED",
        "LIVED_EXPERIENCE_NOT_EXPLORED",
        "ADVICE_NOT_GIVEN",
    )


@pytest.mark.parametrize(("item", "gate"), list(zip(MeetingItem, WARNINGS, strict=True)))
def test_the_form_waits_for_each_warning(item: Any, gate: Any) -> None:
    case = ready(warnings=tuple(one for one in WARNED if one.item is not item))
    case = case.when(COMPLETE).refused(gate.code)
    late = tuple(one for one in WARNED if one.item is item)
    case.when(c.GiveWarnings(INTERVIEWER, late)).when(COMPLETE).decided(AnnexAPart2Completed)


@pytest.mark.parametrize(
    ("left_out", "code"),
    [
        ({"prior_knowledge_asked": False}, "PRIOR_KNOWLEDGE_NOT_ASKED"),
        ({"lived_experience_explored": False}, "LIVED_EXPERIENCE_NOT_EXPLORED"),
        ({"advice": ()}, "ADVICE_NOT_GIVEN"),
    ],
)
def test_what_was_left_out_can_be_made_good_in_a_second_contact(left_out: Any, code: Any) -> None:
    case = ready(**left_out).when(COMPLETE).refused(code)
    call = replace(
        held(),
        meeting="call-2",
        kind=MeetingKind.TELEPHONE,
        place=MeetingPlace.REMOTE,
        held_at=START + timedelta(days=4),
    )
    case.after(days=1).when(call).when(COMPLETE).decided(AnnexAPart2Completed)


def test_an_applicant_without_proof_of_identity_was_asked_all_the_same() -> None:
    case = to_be_seen().when(c.CompleteAnnexAPart1(CALL_TAKER, FORM))
    case = case.when(c.RecordNotVerified(INTERVIEWER, NotVerified.NO_DOCUMENT))
    case.after(days=3).when(held()).when(COMPLETE).decided(AnnexAPart2Completed)


def test_the_form_is_completed_once() -> None:
    ready().when(COMPLETE).when(COMPLETE).refused("FORM_COMPLETE")


@pytest.mark.proves("R-055", by="services.intake.domain.annex_a:complete_part2")
@pytest.mark.parametrize("doubt", [Genuineness.IN_DOUBT, Genuineness.MALICIOUS_SUSPECTED])
def test_whether_a_request_is_genuine_is_said_and_a_doubt_is_for_a_supervisor_and_ends_nothing(
    doubt: Any,
) -> None:
    case = ready().when(replace(COMPLETE, genuineness=doubt)).decided(AnnexAPart2Completed, FlagsRaised)
    assert case.events[0].genuineness is doubt
    assert [one.flag for one in case.state.flags] == [Flag.GENUINENESS_IN_DOUBT]
    assert not case.state.finished
    judged = c.AcknowledgeFlags(INTERVIEWER, (Flag.GENUINENESS_IN_DOUBT,), "She is frightened, not false.")
    case.when(judged).refused("RANK")
    case = case.when(replace(judged, by=SUPERVISOR)).decided(FlagsAcknowledged)
    assert all(one.acknowledged for one in case.state.flags)


def test_a_request_that_is_found_genuine_is_flagged_to_nobody() -> None:
    """The twin."""
    assert not ready().when(COMPLETE).state.flags

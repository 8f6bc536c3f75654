"""What was accepted though it should not have happened is shown until somebody has said why."""

from __future__ import annotations

from access.runtime import Snapshot
from services.decisions.domain import flags
from services.decisions.domain.events import Flag, FlagsAcknowledged
from services.decisions.http import view
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told, acknowledging, flagged

EARLY = Flag.MEETING_WITHOUT_FORCE_RECORD


def shown(told: Told) -> list[dict[str, object]]:
    snapshot = Snapshot("c-given", told.state, told.version, (), False, told.now)
    return list(view.show(snapshot).case["flags"])


def test_a_meeting_before_the_formal_report_is_recorded_and_flagged() -> None:
    told = flagged()
    assert told.state.meeting.held is not None
    assert flags.standing(told.state) == (EARLY,)
    (one,) = shown(told)
    assert (one["code"], one["acknowledged"]) == (EARLY.value, False)
    assert one["words"] == "the applicant was seen before the formal report existed (G 35)"


def test_a_supervisor_acknowledges_it_with_reasons() -> None:
    told = flagged().when(acknowledging())
    (event,) = told.events
    assert isinstance(event, FlagsAcknowledged)
    assert event.reasons.clear().text.startswith("The system was down")
    assert flags.standing(told.state) == ()
    assert [one["acknowledged"] for one in shown(told)] == [True]


def test_without_reasons_or_by_another_it_is_not_acknowledged() -> None:
    flagged().when(acknowledging(reasons=" ")).refused("REASONS_MISSING")
    flagged().when(acknowledging(by=t.OTHER_SERGEANT)).refused("NOT_THE_SUPERVISOR")
    flagged().when(acknowledging(by=t.SERVICE)).refused(
        "NOT_A_PERSON", "NOT_THE_SUPERVISOR", "RANK_TOO_LOW", "COMPETENCE_MISSING"
    )


def test_what_is_flagged_again_must_be_acknowledged_again() -> None:
    told = t.hearing(flagged().when(acknowledging()), t.meeting_held(t.hours(5), meeting="second"))
    assert flags.standing(told.state) == (EARLY,)

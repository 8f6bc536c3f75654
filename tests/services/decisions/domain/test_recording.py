"""What belongs on the force's own record system is entered, or attested by a person, and chased (C-49)."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from contracts.clocks import ClockName
from contracts.codes import ExtensionReason, RecordSystem
from contracts.decisions import CaseRecordCreated
from services.decisions.domain import commands as c
from services.decisions.domain import recording
from services.decisions.domain.events import ForceRecordReferenced
from services.decisions.domain.events_recording import (
    RecordEntryChased,
    RecordEntryMade,
    RecordEntryNotMade,
)
from services.decisions.domain.record import system_of
from services.decisions.domain.state import national
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told

REPORT = "formal-report"


def extended() -> Told:
    told = t.supervised()
    until, why = t.days(40), ExtensionReason.CRIMINAL_INVESTIGATION
    return told.when(c.Extend(t.SERGEANT, ClockName.WHOLE_CASE, until, why, True, True, "A trial is near."))


@pytest.mark.proves("R-077", by="services.decisions.domain.recording:entered")
def test_the_formal_report_is_entered_at_once_and_its_number_is_the_records() -> None:
    told = t.opened()
    assert recording.missing(told.state) == (REPORT,)
    assert t.tasks_due(told, recording.ENTRY) == {f"{REPORT}/1": t.CONTACT}
    told = told.when(c.RecordEntered(REPORT, "46/800001/26")).decided(RecordEntryMade, ForceRecordReferenced)
    assert told.state.force_record is not None
    assert told.state.force_record[1] == "46/800001/26"
    assert not t.tasks_due(told, recording.ENTRY)
    assert not t.tasks_due(told, recording.CHASE)
    told.when(c.RecordEntered(REPORT, "46/800001/26")).decided()


@pytest.mark.proves("R-078", by="services.decisions.domain.record:system_of")
def test_in_kent_the_record_is_the_crime_report_on_athena() -> None:
    opened = t.opened()
    (created,) = [one.event for one in opened.history if isinstance(one.event, CaseRecordCreated)]
    assert opened.state.profile.reference == t.POLICY
    assert created.system is RecordSystem.ATHENA
    assert system_of(national()) is RecordSystem.OTHER
    told = opened.when(c.RecordEntered(REPORT, "46/800001/26"))
    assert told.events[1].system is RecordSystem.ATHENA


def test_a_number_that_an_officer_recorded_is_the_report_too() -> None:
    assert recording.missing(t.supervised().state) == ()


@pytest.mark.proves("R-249", by="services.decisions.domain.recording:attest")
def test_an_extension_holds_at_once_and_is_entered_or_chased() -> None:
    told = extended()
    assert recording.missing(told.state) == ("extension-1",)
    words = recording.text(told.state, "extension-1")
    assert "a criminal investigation" in words.casefold() or "investigation" in words
    assert "A trial is near." in words
    assert "46/123456/26" in words
    attested = c.AttestRecordEntry(t.SERGEANT, "extension-1", "46/123456/26/7")
    told = told.when(attested).decided(RecordEntryMade)
    assert told.events[0].by_hand
    assert recording.missing(told.state) == ()


@pytest.mark.proves("R-240", by="services.decisions.domain.recording:text")
def test_the_final_entry_is_ready_to_paste_with_all_parties() -> None:
    told = t.ready()
    words = recording.text(told.state, "final-entry-1")
    for part in ("A father asked about", "Nothing to disclose", "Party: the subject", "Party: the applicant"):
        assert part in words, words
    assert "_" not in words


@pytest.mark.proves("R-113", by="services.decisions.domain.heard:_annex_a_part2")
def test_the_face_to_face_form_is_sent_back_to_the_team_and_saved_on_the_record_system() -> None:
    told = t.hearing(t.supervised(), t.meeting_held())
    assert recording.missing(told.state) == ()
    told = t.hearing(told, t.annex_a_part2())
    assert recording.missing(told.state) == ("meeting-form-1",)
    words = recording.text(told.state, "meeting-form-1")
    for part in (
        "Recommendation for next steps: full risk assessment",
        "genuine",
        "Contact record: As told.",
    ):
        assert part in words, words
    assert t.tasks_due(told, recording.ENTRY)
    assert t.tasks_due(told, recording.CHASE)
    told = told.when(c.RecordEntered("meeting-form-1", "46/123456/26/2")).decided(RecordEntryMade)
    assert told.state.force_record == t.supervised().state.force_record
    assert recording.missing(told.state) == ()


def test_while_the_system_is_down_it_is_tried_again_later_each_time() -> None:
    told, waits = t.opened(), []
    for _ in range(7):
        ((_, due),) = t.tasks_due(told, recording.ENTRY).items()
        assert due is not None
        told = told.at(max(told.now, due)).when(c.RecordNotEntered(REPORT, in_file=True))
        told.decided(RecordEntryNotMade)
        waits.append(due)
    gaps = [later - earlier for earlier, later in itertools.pairwise(waits)]
    assert gaps == [timedelta(hours=one) for one in (1, 2, 4, 8, 16, 24)]


def test_somebody_is_rung_daily_and_then_weekly_until_it_is_there() -> None:
    told, at = t.opened(), []
    for time in range(1, 10):
        ((key, due),) = t.tasks_due(told, recording.CHASE).items()
        assert key == f"{REPORT}/{time}"
        assert due is not None
        told = told.at(due).when(c.ChaseRecordEntry(REPORT, time)).decided(RecordEntryChased)
        assert [task.kind for task in told.outcome.tasks] == ["alarm"]  # type: ignore[union-attr]
        at.append((due - t.CONTACT).days)
    assert at == [1, 2, 3, 4, 5, 6, 7, 14, 21]
    told = told.when(c.AttestRecordEntry(t.SERGEANT, REPORT, "46/1/26"))
    assert not t.tasks_due(told, recording.CHASE)
    told.when(c.ChaseRecordEntry(REPORT, 10)).decided()


def test_what_belongs_to_no_entry_is_refused() -> None:
    told = t.opened()
    told.when(c.AttestRecordEntry(t.SERGEANT, "final-entry-9", "46/1/26")).refused("NO_SUCH_ENTRY")

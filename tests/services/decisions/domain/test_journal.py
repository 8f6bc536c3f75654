"""What is read back from the journal is what was decided: no instant and no reason changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import orjson
import pytest
from pydantic import BaseModel

from assembly.described import PUBLISHED
from contracts.catalogue import Catalogue
from contracts.clocks import ClockName
from contracts.codes import (
    Answer,
    ContactKind,
    Delivery,
    ExtensionReason,
    NotMet,
    ReferralKind,
    RiskGround,
    SharedPart,
    Source,
)
from contracts.event import Event
from contracts.sealed import Sealed
from messaging.decider import Recorded
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.events import EVENTS, PRIVATE, Addressed, CannotBeTold
from services.decisions.domain.evolve import evolve
from services.decisions.domain.state import Case
from tests.services.decisions import ordering, partners
from tests.services.decisions import told as t
from tests.services.decisions.examples_across import EXAMPLES as ACROSS
from tests.services.decisions.examples_disclosing import EXAMPLES as DISCLOSING
from tests.services.decisions.examples_knowing import EXAMPLES as KNOWING
from tests.services.decisions.examples_telling import EXAMPLES as TELLING

CATALOGUE = Catalogue(dict.fromkeys((*PUBLISHED, *PRIVATE)))
KEPT_HERE = {"reasons", "record", "recipient", "representations", "wording", "subject", "children", "shared"}
"""Labels of what stands in private events, whose keys are ours alone."""


def read_back(event: Event) -> Event:
    """Through JSON and sealed boxes, as the journal keeps it."""
    boxes: dict[str, bytes] = {}

    def seal(label: str, plain: bytes) -> dict[str, str]:
        name = f"{len(boxes):016d}"
        boxes[name] = plain
        return {"id": name, "key": "k" * 22, "box": "c2VhbGVk"}

    written = orjson.loads(CATALOGUE.encode(event, seal))
    return CATALOGUE.decode(event.TYPE, written, lambda _label, box: boxes.get(box["id"]))


def plain(value: Any) -> Any:
    """The value with every sealed field as what is in it."""
    if isinstance(value, Sealed):
        return value.opened
    if isinstance(value, BaseModel):
        return plain(dict(value))
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> list[Recorded]:
    """Every entry folded from here on."""
    kept: list[Recorded] = []

    def keeping(case: Case, recorded: Recorded) -> Case:
        kept.append(recorded)
        return evolve(case, recorded)

    monkeypatch.setattr(t, "DECIDER", replace(DECIDER, evolve=keeping))
    return kept


def everything() -> None:
    """Lives of cases in which every event of ours occurs."""
    told = t.finalised()
    told = t.opened().at(t.CONTACT.replace(microsecond=123_456))
    told = t.hearing(told, t.risk(t.hours(1)), t.meeting_held())
    told = told.when(
        c.ReportImmediateRisk(t.CONSTABLE, "r-2", RiskGround.OFFICER_JUDGEMENT, "Now.", (t.CHILD,))
    )
    for alert in told.state.alerts:
        told = told.when(c.AcknowledgeAlert(t.SERGEANT, alert))
    told = ordering.flagged()
    told = told.when(ordering.acknowledging())
    t.hearing(t.opened(), t.clock_start_moved(t.hours(1), t.hours(-1)))
    told = t.supervised()
    for name in (ClockName.INITIAL_CHECKS, ClockName.WHOLE_CASE):
        clock = told.state.clocks[name]
        assert clock.target is not None
        assert clock.limit is not None
        told = told.at(clock.limit.late_from).when(c.ClockRanOut(name, limit=False, due=clock.target.at))
        told = told.when(c.ClockRanOut(name, limit=True, due=clock.limit.at))
    told = told.when(c.Hear(t.initial_checks(t.hours(24))))
    told = told.when(c.ExplainOverdue(t.SERGEANT, ClockName.WHOLE_CASE, "The system was down."))
    told = told.when(
        c.Extend(
            t.SERGEANT,
            ClockName.WHOLE_CASE,
            t.days(60),
            ExtensionReason.CRIMINAL_INVESTIGATION,
            True,
            True,
            "Linked.",
        )
    )
    told = told.when(c.RaiseSafeguardingIssue(t.CONSTABLE, "alone", "Alone after school.", (t.CHILD,)))
    told = told.when(c.ResolveSafeguardingIssue(t.CONSTABLE, "alone", Addressed.RESOLVED, "Not any more."))
    told = told.when(c.GoOnWithoutMeeting(t.SERGEANT, told.version, NotMet.UNREACHABLE, "Rang five times."))
    told = told.when(c.ChooseDelivery(t.SERGEANT, Delivery.HAND))
    told = told.when(c.DecideNotToTell(t.SERGEANT, CannotBeTold.UNREACHABLE, "No answer.", ("3 June",)))
    covered = t.hearing(t.progressed(t.failed(Source.PROBATION)), t.meeting_held(), t.risk_assessment())
    covered = covered.by(t.CONSTABLE).when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    covered = covered.when(t.no_concern(covered, by=t.INSPECTOR, override="Rang the desk; nothing there."))
    covered.when(ordering.confirm(covered, by=t.INSPECTOR))
    late = t.hearing(covered, t.answered(Source.PROBATION, Answer.HIT, at=t.days(11)))
    at = late.state.opening.closing_at  # type: ignore[union-attr]
    late.at(at).when(c.ClosingSlotCame(at))
    covered.at(at).when(c.ClosingSlotCame(at))
    told = t.assessed().when(c.RecordWithdrawal(t.CONSTABLE, "They rang to say so."))
    told.when(t.concern(told))
    told = t.checked()
    told.when(c.FindOutsideScheme(t.SERGEANT, told.version, "Never met."))
    never = t.hearing(
        t.checked(), t.corrected(t.hours(9), relationships=t.relationships(ContactKind.NONE_KNOWN))
    )
    never.when(c.FindOutsideScheme(t.SERGEANT, never.version, "Never met."))
    told = told.when(c.DoNotProgress(t.SERGEANT, told.version, "No basis."))
    told = t.hearing(told, t.letter(), t.advice())
    told = t.considering(told)
    told = told.when(t.entry(told))
    told.when(c.CloseCase(t.SERGEANT, told.version, "Not progressed."))
    t.assessed().given(*DISCLOSING, *TELLING, *ACROSS, *KNOWING)
    with_partners()


def with_partners() -> None:
    parts, kind = frozenset({SharedPart.SUBJECT}), ReferralKind.LEAD_AGENCY
    partners.offered(referral="lead-1", party=partners.PROBATION, parts=parts, kind=kind)
    told = partners.to_the_hub(partners.offered())
    told = told.at(t.days(2)).when(c.PartnerSilent(partners.FRONT_DOOR, 1))
    told = t.hearing(told, partners.taken_on(t.days(3), "hub-1"), t.corrected(t.days(4), subject=t.subject()))
    told = told.when(partners.withdraw(told))
    told.when(c.RecordNotShared(t.SERGEANT, "probation-kent", frozenset(), "They need none of it."))


def test_every_event_of_ours_is_read_back_as_it_was_written(journal: list[Recorded]) -> None:
    everything()
    own = [one for one in journal if not one.heard]
    assert {type(one.event) for one in own} == set(EVENTS)
    for one in own:
        again = read_back(one.event)
        assert plain(dict(again)) == plain(dict(one.event)), one.type


def entry_read_back(one: Recorded) -> Recorded:
    return Recorded(
        one.version,
        one.id,
        one.source,
        one.type,
        read_back(one.event),
        one.occurred_at,
        one.recorded_at,
        one.actor,
        one.heard,
        one.opening,
    )


def test_a_case_read_back_from_its_journal_is_the_same_case(journal: list[Recorded]) -> None:
    told = t.finalised()
    again = DECIDER.initial(told.state.case_id)
    for one in journal:
        again = evolve(again, entry_read_back(one))
    assert plain(again) == plain(told.state)
    assert {(task.kind, task.key, task.due) for task in DECIDER.due(again)} == {
        (task.kind, task.key, task.due) for task in DECIDER.due(told.state)
    }


def test_clocks_read_back_are_late_at_the_same_instant(journal: list[Recorded]) -> None:
    """A tick after an elapsed limit would not survive the milliseconds of the wire, if it were written."""
    told = t.opened(at=t.CONTACT.replace(microsecond=999_999))
    again = DECIDER.initial(told.state.case_id)
    for one in journal:
        again = evolve(again, entry_read_back(one))
    assert again.clocks == told.state.clocks
    limit = again.clocks[ClockName.INITIAL_CHECKS].limit
    assert limit is not None
    assert limit.at < limit.late_from


def test_no_event_of_ours_has_personal_data_outside_a_box() -> None:
    """Labels are what the journal seals by; a private event's key is ours alone."""
    for kind in PRIVATE:
        assert not kind.PUBLIC, kind
        assert set(kind.LABELS.values()) <= KEPT_HERE, kind

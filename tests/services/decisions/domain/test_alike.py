"""Nobody was told, or somebody else was: what leaves here does not tell which (C-10, C-28; G 96, 99)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.codes import AlertKind, PartyRole, Rank
from contracts.decisions import ClosingDue
from contracts.topics import for_force
from messaging.outcomes import Decided
from messaging.routes import Due, DueTask
from services.decisions.domain import DECIDER, opening
from services.decisions.domain import commands as c
from services.decisions.domain import events_disclosing as d
from services.decisions.domain import events_telling as e
from services.decisions.domain.closing import slot
from services.decisions.domain.events_telling import ProtectiveAction, RiskTool
from services.decisions.domain.state import Case
from services.decisions.domain.who_is_told import applicant_told
from services.decisions.tasks import TASKS
from tests.examples import many
from tests.given import Story
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t

KENT: Final = for_force("46")
READERS: Final = ("46.intake", "46.checks", "46.notifications")
OTHERS: Final = ("mother", "grandmother", "aunt")
DAYS = st.integers(0, 9 * 24)
"""Hours after the categorisation on which something is decided."""


@dataclass(frozen=True)
class Left:
    """A message as it left: its topic and number there, its envelope's facts, and what stands in it."""

    topic: str
    number: int
    type: str
    time: datetime
    actor: str
    causation: str
    opening: tuple[tuple[str, str], ...]
    said: Any


def said_outside(
    told: Story[Case], event: Any, by: str, causation: str, numbers: dict[str, int]
) -> Left | None:
    """As the runtime composes it; None for what stays here."""
    topic = KENT.topic_for("46.decisions", event.TYPE) if event.PUBLIC else None
    if topic is None:
        return None
    numbers[topic.name] = numbers.get(topic.name, 0) + 1
    opened = {name: getattr(event, name).opened for name in event.LABELS}
    plain = {name: value for name, value in event if name not in event.LABELS}
    at = event.occurred_at or told.now
    return Left(
        topic.name,
        numbers[topic.name],
        event.TYPE,
        at,
        by,
        causation,
        tuple(sorted(opening(told.state).items())),
        (plain, {name: one for name, one in opened.items() if event.LABELS[name] != "reasons"}),
    )


class Life:
    """A case that is lived on from its categorisation; what it says outside is kept."""

    def __init__(self) -> None:
        self.told = s.concern().when(c.RecordEntered("meeting-form-1", "46/123456/26/2"))
        self.left: list[Left] = []
        self._numbers: dict[str, int] = {}
        self._fired: set[tuple[str, str]] = set()

    def until(self, at: datetime) -> None:
        """Time goes on; every task that comes due fires once, at its instant."""
        while True:
            waiting = [
                one
                for one in DECIDER.due(self.told.state)
                if one.due and one.due <= at and (one.kind, one.key) not in self._fired
            ]
            if not waiting:
                break
            task = min(waiting, key=lambda one: (one.due, one.kind, one.key))
            self._fired.add((task.kind, task.key))
            route = TASKS[task.kind]
            assert isinstance(route, Due)
            assert task.due is not None
            fired = DueTask(self.told.state.case_id, task.kind, task.key, task.refs, task.due, 1, "r", at)
            self.told = self.told.at(max(self.told.now, task.due))
            self.do(route.to_command(fired), "system:46.decisions", f"task:{task.kind}")
        self.told = self.told.at(max(self.told.now, at))

    def do(self, command: Any, by: str = t.SERGEANT.id, causation: str = "") -> None:
        self.told = self.told.when(command)
        assert isinstance(self.told.outcome, Decided), self.told.outcome
        for event in self.told.events:
            left = said_outside(self.told, event, by, causation, self._numbers)
            if left is not None:
                self.left.append(left)

    def fold(self, build: Any) -> None:
        """What was decided on the way, as it is recorded; none of it leaves this service."""
        before = self.told.version
        self.told = build(self.told)
        for entry in self.told.state.entries[before:]:
            assert KENT.topic_for("46.decisions", entry.type) is None, entry.type


def tell(life: Life, recipient: str, *, unwilling: bool) -> None:
    life.do(s.release(life.told, recipient))
    told = life.told.after(hours=1)
    life.told = told
    life.do(c.ReportUndertakingExplained(s.OFFICER, recipient, s.UNDERTAKING, told.now))
    if unwilling:
        life.fold(
            lambda told: told.given(
                e.UndertakingNotSigned(recipient=recipient, asked_at=told.now),
                e.DisclosureReconsidered(
                    recipient=recipient, goes_on=True, decided_at=told.now, rank=Rank.SERGEANT, reasons=s.WHY
                ),
            )
        )
    else:
        life.do(c.ReportUndertakingSigned(s.OFFICER, recipient, told.now, s.OFFICER.id))
    life.do(s.delivery(life.told, recipient))
    assert life.told.events[0].departures == ()


def somebody_else(how_many: int, hours: int, *, represented: bool, refused: bool, unwilling: bool) -> Life:
    """Others are told; the applicant perhaps was asked for, and not authorised."""
    life = Life()
    at = life.told.now + timedelta(hours=hours)
    life.until(at)
    if represented:
        life.fold(lambda told: told.given(d.RepresentationsReceived(received_at=told.now, declined=True)))
    if refused:
        life.fold(lambda told: s.chosen(told, "applicant", PartyRole.APPLICANT, hashed="f" * 64))
        life.fold(
            lambda told: told.given(
                d.DisclosureNotAuthorised(
                    wording="w-applicant",
                    recipient="applicant",
                    decided_at=told.now,
                    rank=Rank.INSPECTOR,
                    reasons=s.WHY,
                )
            )
        )
    for number, who in enumerate(OTHERS[:how_many]):
        hashed = f"{number}" * 64
        life.fold(lambda told, who=who, hashed=hashed: s.chosen(told, who, hashed=hashed))
    for number, who in enumerate(OTHERS[:how_many]):
        hashed = f"{number}" * 64
        life.fold(lambda told, who=who, hashed=hashed: s.given_authority(told, who, hashed).at(told.now))
    for who in OTHERS[:how_many]:
        tell(life, who, unwilling=unwilling)
    return life


def nobody(hours: int, *, represented: bool, protective: bool) -> Life:
    life = Life()
    life.until(life.told.now + timedelta(hours=hours))
    if represented:
        life.fold(lambda told: told.given(d.RepresentationsReceived(received_at=told.now, declined=True)))
    life.fold(lambda told: s.nobody(told).at(told.now))
    if protective:
        life.do(
            c.RecordProtectiveAction(
                t.SERGEANT, ProtectiveAction.ADVISED_TO_STAY_AWAY, life.told.now, "Spoken to."
            )
        )
    return life


def end(life: Life) -> None:
    """The letter leaves, notifications say so, the supervisor finalises on day 41."""
    due = slot(life.told.state)
    assert due is not None, "a letter is owed to whoever applied and is not told"
    life.until(due)
    life.told = t.hearing(life.told, t.letter(due))
    for tool in RiskTool:
        life.do(c.RecordRiskTool(t.SERGEANT, tool, False, "Weighed; not needed."))
    life.do(c.RecordConcernDiscussed(s.OFFICER, life.told.now, "Spoke of the messages."))
    life.do(s.not_inform(life.told))
    life.do(c.RecordSafetyPlan(s.OFFICER, (t.CHILD,), s.OFFICER.id, "Collected from school by her aunt."))
    for what in t.ALWAYS_CONSIDERED:
        life.do(c.RecordConsideration(t.SERGEANT, what, acted=False, reasons="Considered."))
    life.until(t.days(41))
    for key, alert in life.told.state.alerts.items():
        if alert.acknowledged_at is None:
            life.do(c.AcknowledgeAlert(t.SERGEANT, key))
    for name in tuple(life.told.state.passed):
        life.do(c.ExplainOverdue(t.SERGEANT, name, "A source was down."))
    life.do(t.entry(life.told))
    life.do(t.finalise(life.told))


def seen_by(life: Life, reader: str) -> list[Left]:
    """What a reader of our topics gets; the letter among it if it is notifications."""
    topics = {topic.name for topic in KENT.reads(reader)}
    return [one for one in life.left if one.topic in topics]


QUIET: Final = frozenset({AlertKind.SILENT_CASE})
"""How long nobody did anything is of the officers' days, not of what was decided."""


def without_silence(life: Life, reader: str) -> list[tuple[Any, ...]]:
    """What a reader gets, less alerts of silence, by whatever name, and with the others numbered anew."""
    silent = {key for key, alert in life.told.state.alerts.items() if alert.kind in QUIET}
    kept = [one for one in seen_by(life, reader) if one.said[0].get("alert") not in silent]
    return [(one.topic, one.type, one.time, one.actor, one.causation, one.opening, one.said) for one in kept]


@settings(deadline=None, max_examples=many(60))
@given(
    hours=DAYS,
    how_many=st.integers(1, 3),
    represented=st.tuples(st.booleans(), st.booleans()),
    refused=st.booleans(),
    unwilling=st.booleans(),
    protective=st.booleans(),
)
def test_whether_somebody_else_was_told_shows_on_no_topic(
    hours: int,
    how_many: int,
    represented: tuple[bool, bool],
    refused: bool,
    unwilling: bool,
    protective: bool,
) -> None:
    told = somebody_else(how_many, hours, represented=represented[0], refused=refused, unwilling=unwilling)
    none = nobody(hours, represented=represented[1], protective=protective)
    for life in (told, none):
        assert not applicant_told(life.told.state)
        end(life)
    for reader in READERS:
        assert without_silence(told, reader) == without_silence(none, reader), reader


@settings(deadline=None, max_examples=many(60))
@given(one=DAYS, other=DAYS, how_many=st.integers(1, 3))
def test_the_letter_is_the_same_to_the_bit_whenever_it_was_decided(
    one: int, other: int, how_many: int
) -> None:
    """Decided in time it leaves at the instant of contact and policy, numbered as the first of its topic."""
    told = somebody_else(how_many, one, represented=False, refused=False, unwilling=False)
    none = nobody(other, represented=True, protective=True)
    letters = []
    for life in (told, none):
        end(life)
        (letter,) = [left for left in life.left if left.type == ClosingDue.TYPE]
        assert letter.number == 1
        assert letter.causation == "task:closing"
        letters.append(letter)
    assert letters[0] == letters[1]
    assert letters[0].time == told.told.state.opening.closing_at  # type: ignore[union-attr]


@pytest.mark.parametrize("hours", [13 * 24, 15 * 24, 20 * 24])
def test_decided_late_both_take_the_same_next_slot(hours: int) -> None:
    told = somebody_else(1, hours, represented=False, refused=False, unwilling=False)
    none = nobody(hours, represented=False, protective=False)
    assert slot(told.told.state) == slot(none.told.state)


@pytest.mark.proves("R-228", "R-230", by="services.decisions.domain.closing:slot")
def test_who_was_told_in_person_gets_no_letter_and_whoever_was_not_gets_it() -> None:
    told = s.delivered("applicant", PartyRole.APPLICANT)
    assert slot(told.state) is None
    assert slot(s.delivered().state) == slot(s.nobody().state) is not None


def test_not_told_for_want_of_a_signature_the_applicant_gets_the_same_letter() -> None:
    told = s.unwilling(s.released("applicant", PartyRole.APPLICANT), "applicant")
    assert slot(told.state) is None
    told = told.when(s.reconsider(told, recipient="applicant", goes_on=False))
    none = s.nobody(told)
    assert slot(none.state) == slot(s.nobody().state)


def test_while_it_is_open_whether_the_applicant_is_told_no_letter_leaves() -> None:
    told = s.authorised("applicant", PartyRole.APPLICANT)
    assert slot(told.state) is None
    both = s.given_authority(s.chosen(told, hashed=s.OTHER_HASH), hashed=s.OTHER_HASH)
    assert slot(both.state) is None


def test_the_letter_does_not_wait_for_the_visit_to_somebody_else() -> None:
    assert slot(s.authorised().state) == slot(s.nobody().state)

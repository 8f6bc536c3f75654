"""What an event model must keep to before it may exist, and what producers and consumers may do."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from contracts import example
from contracts.checks import CheckFailed
from contracts.codes import Route
from contracts.event import Event, Fact, split_type
from contracts.fields import Instant, Reference
from contracts.people import SubjectDetails
from contracts.risk import ImmediateRiskIdentified
from contracts.schemas import every_event
from contracts.sealed import Sealed
from tests.contracts.invented import AT, enquiry


class Loose(BaseModel):
    note: str


FORBIDDEN: dict[str, Any] = {
    "free text": str,
    "optional free text": str | None,
    "a list of free text": tuple[str, ...],
    "free text by key": dict[str, str],
    "free text in a part": Loose,
    "free text in a list of parts": tuple[Loose, ...],
    "anything": Any,
    "any object": object,
    "personal data in clear": SubjectDetails,
    "a list of sealed values": tuple[Sealed[SubjectDetails], ...],
}


@pytest.mark.parametrize("kind", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_an_event_cannot_be_declared_with(kind: Any) -> None:
    with pytest.raises(TypeError, match=r"Loosely\.field"):
        type("Loosely", (Event,), {"__annotations__": {"field": kind}}, type="test.loosely.v1")


def test_what_has_a_pattern_is_no_free_text() -> None:
    class Referred(Event, type="test.referred.v1"):
        reference: Reference | None = None
        references: tuple[Reference, ...] = ()
        route: Route | None = None

    assert Referred(reference="CSD-1").LABELS == {}


def test_one_label_has_one_box() -> None:
    fields = {"before": Sealed[SubjectDetails], "after": Sealed[SubjectDetails] | None}
    with pytest.raises(TypeError, match="one box a label"):
        type("Twice", (Event,), {"__annotations__": fields}, type="test.twice.v1")


def test_what_may_be_none_need_not_be_said() -> None:
    """None is not written, so a reader would miss a field that it counts on."""
    with pytest.raises(TypeError, match=r"Loosely\.route"):
        type("Loosely", (Event,), {"__annotations__": {"route": Route | None}}, type="test.loosely.v1")


def test_an_event_has_a_type_with_a_version() -> None:
    with pytest.raises(TypeError, match="needs a type"):
        type("Nameless", (Event,), {})
    for name in ("made", "made.v1", "Intake.made.v1", "intake.made", "intake.made.v0", "intake.made.v01"):
        with pytest.raises(ValueError, match="a type is"):
            split_type(name)
    assert split_type("intake.annex_a.part1.completed.v12") == ("intake.annex_a.part1.completed", 12)


def test_the_field_that_says_when_must_exist() -> None:
    with pytest.raises(TypeError, match="no field made_at"):
        type("Timeless", (Event,), {}, type="test.timeless.v1", occurred="made_at")
    assert enquiry().occurred_at == AT


def test_news_is_critical_unless_declared_otherwise() -> None:
    class News(Event, type="test.news.v1", material=True):
        pass

    class Mild(Event, type="test.mild.v1", material=True, critical=False):
        pass

    assert (News.CRITICAL, Mild.CRITICAL) == (True, False)


def test_a_producer_is_held_to_its_model() -> None:
    with pytest.raises(ValidationError):
        enquiry().model_validate(dict(enquiry()) | {"mood": "calm"})
    with pytest.raises(ValidationError):
        enquiry().model_validate(dict(enquiry()) | {"route": "RIGHT_TO_ASK"})
    with pytest.raises(ValidationError):
        enquiry().model_validate(dict(enquiry()) | {"contacted_at": "2026-06-01T08:12:00Z"})


def test_an_event_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        enquiry().anonymous = True  # type: ignore[misc]


class At(Fact):
    at: Instant


def test_an_instant_has_an_offset_and_the_precision_of_the_wire() -> None:
    read = At.model_validate({"at": "2026-06-01T09:12:00.123456+01:00"}, strict=False)
    assert read.at == datetime(2026, 6, 1, 8, 12, 0, 123000, tzinfo=UTC)
    assert read.model_dump(mode="json") == {"at": "2026-06-01T08:12:00.123Z"}
    for wrong in ("2026-06-01T09:12:00", 1780301520, "2026-02-29T00:00:00Z", "2026-02-29T00:00:00.000Z"):
        with pytest.raises(ValidationError):
            At.model_validate({"at": wrong}, strict=False)


@given(
    st.from_regex(
        r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]\.[0-9]{3}Z", fullmatch=True
    )
)
def test_an_instant_as_we_write_it_is_read_as_any_other(text: str) -> None:
    other = text.replace("Z", "000Z")  # the same to the microsecond, which nobody takes at once
    read, why = instant_or_trouble(text)
    assert (read, why) == instant_or_trouble(other)
    assert read is None or (read.tzinfo is UTC and At(at=read).model_dump(mode="json") == {"at": text})


def instant_or_trouble(text: str) -> tuple[datetime | None, str]:
    try:
        return At.model_validate({"at": text}, strict=False).at, ""
    except ValidationError as invalid:
        return None, invalid.errors()[0]["type"]


def test_a_producer_gives_an_instant_not_its_text() -> None:
    with pytest.raises(ValidationError):
        At(at="2026-06-01T09:12:00.000Z")  # type: ignore[arg-type]


def test_an_immediate_risk_is_urgent_and_goes_before_everything() -> None:
    assert ImmediateRiskIdentified.URGENT
    assert ImmediateRiskIdentified.CRITICAL
    assert ImmediateRiskIdentified.MATERIAL
    assert ImmediateRiskIdentified.TYPE == "immediate_risk.identified.v1"


def test_alerts_and_acknowledgements_never_wait() -> None:
    urgent = {kind.TYPE for kind in every_event().values() if kind.URGENT}
    assert urgent == {
        "immediate_risk.identified.v1",
        "checks.breach.suspected.v1",
        "decisions.supervisor.alerted.v1",
        "decisions.supervisor.acknowledged.v1",
        "decisions.officer_alert.due.v1",
    }


def test_a_source_that_is_down_is_no_news_about_the_people_and_one_that_is_silent_is() -> None:
    down = example.event("checks.check.failed.v1")
    silent = example.event("checks.agency_check.withheld.v1")
    assert isinstance(down, CheckFailed)
    assert not down.is_material
    assert silent.is_material

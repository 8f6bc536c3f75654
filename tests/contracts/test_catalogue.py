"""What a service knows of the published language, and how it says what is wrong without quoting it."""

from typing import Any

import orjson
import pytest

from contracts import decisions, intake
from contracts.catalogue import Catalogue, DataInvalid, UnknownType, upcast
from contracts.codes import Channel, Route
from contracts.event import Event
from contracts.people import Reasons, SubjectDetails
from contracts.sealed import Sealed
from tests.contracts.invented import CANARY, SUBJECT, Boxes, enquiry

INTAKE = Catalogue(intake.EVENTS)
ENQUIRY = "intake.enquiry.received.v1"


class ReportedV1(Event, type="test.reported.v1"):
    subject: Sealed[SubjectDetails]


class ReportedV2(Event, type="test.reported.v2"):
    subject: Sealed[SubjectDetails]
    route: Route


class Reported(Event, type="test.reported.v3"):
    subject: Sealed[SubjectDetails]
    route: Route
    channel: Channel


@upcast
def v2(old: ReportedV1) -> ReportedV2:
    return ReportedV2(subject=old.subject, route=Route.RIGHT_TO_ASK)


@upcast
def v3(old: ReportedV2) -> Reported:
    return Reported(**dict(old), channel=Channel.ONLINE)


def written() -> tuple[dict[str, Any], Boxes]:
    boxes = Boxes()
    return orjson.loads(INTAKE.encode(enquiry(), boxes.seal)), boxes


def test_an_event_is_read_as_it_was_written() -> None:
    data, boxes = written()
    read = INTAKE.decode(ENQUIRY, data, boxes.open)
    assert isinstance(read, intake.EnquiryReceived)
    assert read.subject.clear() == SUBJECT
    assert orjson.loads(INTAKE.encode(read, boxes.seal)) == data


def test_what_is_none_is_not_written() -> None:
    data, _ = written()
    assert "privacy_offered" not in data
    assert None not in data.values()


def test_every_personal_field_is_a_box_on_the_wire() -> None:
    data, _ = written()
    assert CANARY not in str(data)
    for name in intake.EnquiryReceived.LABELS:
        assert data[name].keys() == {"id", "key", "box"}


def test_a_reader_ignores_what_it_does_not_know_at_any_depth() -> None:
    data, boxes = written()
    data |= {"mood": "calm"}
    data["relationships"] |= {"weather": "fine"}
    data["subject"] |= {"colour": "blue"}
    assert INTAKE.decode(ENQUIRY, data, boxes.open) == INTAKE.decode(ENQUIRY, written()[0], written()[1].open)


def test_a_reader_without_any_key_still_reads_the_rest() -> None:
    data, _ = written()
    read = INTAKE.decode(ENQUIRY, data)
    assert isinstance(read, intake.EnquiryReceived)
    assert read.channel is Channel.TELEPHONE
    assert read.subject.opened is None


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown code": ({"channel": CANARY}, "channel: enum"),
    "a missing part": ({"relationships": None}, "relationships: model_type"),
    "a number for an instant": ({"contacted_at": 1780301520}, "contacted_at: value_error"),
    "an undeclared key inside": (
        {"relationships": {"children": [{CANARY: 1}]}},
        "relationships.children.0.child: missing",
    ),
    "a wrong box": ({"subject": {"id": CANARY}}, "subject: box_shape"),
    "a whole that contradicts itself": ({"anonymous": True}, "value_error"),
}


@pytest.mark.parametrize(("change", "path"), WRONG.values(), ids=WRONG.keys())
def test_wrong_data_is_named_by_path_and_never_quoted(change: dict[str, Any], path: str) -> None:
    data, boxes = written()
    with pytest.raises(DataInvalid) as invalid:
        INTAKE.decode(ENQUIRY, data | change, boxes.open)
    assert invalid.value.paths == (path,)
    assert CANARY not in str(invalid.value)
    assert invalid.value.__cause__ is None
    assert invalid.value.__context__ is None


def test_what_is_wrong_inside_a_box_is_named_by_path() -> None:
    data, _ = written()
    content = f'{{"name":{{"given":1,"{CANARY}":2}},"previous_addresses":[{{}}]}}'.encode()
    with pytest.raises(DataInvalid) as invalid:
        INTAKE.decode(ENQUIRY, data, lambda label, box: content if label == "subject" else None)
    assert set(invalid.value.paths) == {
        "subject.name.given: string_type",
        "subject.previous_addresses.0.lines: missing",
    }


def test_a_box_that_does_not_open_is_wrong_data_not_a_closed_one() -> None:
    def broken(label: str, box: dict[str, str]) -> bytes:
        raise ValueError(CANARY)

    data, _ = written()
    with pytest.raises(DataInvalid) as invalid:
        INTAKE.decode(ENQUIRY, data, broken)
    assert "subject: box_broken" in invalid.value.paths
    assert CANARY not in str(invalid.value)


def test_data_that_is_no_object_is_wrong() -> None:
    with pytest.raises(DataInvalid):
        INTAKE.decode(ENQUIRY, [CANARY])  # type: ignore[arg-type]


def test_an_old_version_arrives_as_the_newest() -> None:
    catalogue = Catalogue((ReportedV1, ReportedV2, Reported))
    boxes = Boxes()
    box = boxes.seal("subject", SUBJECT.model_dump_json().encode())
    read = catalogue.decode("test.reported.v1", {"subject": box}, boxes.open)
    assert isinstance(read, Reported)
    assert (read.route, read.channel) == (Route.RIGHT_TO_ASK, Channel.ONLINE)
    assert read.subject.clear() == SUBJECT


def test_an_old_version_is_not_written_any_more() -> None:
    catalogue = Catalogue((ReportedV1, ReportedV2, Reported))
    with pytest.raises(UnknownType):
        catalogue.encode(ReportedV1(subject=Sealed.of(SUBJECT)), Boxes().seal)


def test_an_old_version_without_an_upcast_cannot_be_listed() -> None:
    class GoneV1(Event, type="test.gone.v1"):
        pass

    class Gone(Event, type="test.gone.v2"):
        pass

    with pytest.raises(ValueError, match=r"test\.gone\.v1"):
        Catalogue((GoneV1, Gone))
    with pytest.raises(ValueError, match=r"test\.reported\.v1"):
        Catalogue((ReportedV1,))


def test_an_upcast_joins_two_versions_of_one_type() -> None:
    def backwards(old: Reported) -> ReportedV1:
        return ReportedV1(subject=old.subject)

    with pytest.raises(TypeError, match="cannot become"):
        upcast(backwards)


def test_an_unknown_version_is_told_from_an_unknown_type() -> None:
    assert INTAKE.kind(ENQUIRY) is intake.EnquiryReceived
    assert INTAKE.kind("intake.enquiry.received.v2") is None
    assert INTAKE.known_versions("intake.enquiry.received") == {1}
    assert INTAKE.known("intake.enquiry.received.v2")
    assert INTAKE.known_versions("intake.enquiry.lost") == frozenset()
    assert not INTAKE.known("intake.enquiry.lost.v1")
    with pytest.raises(UnknownType):
        INTAKE.decode("intake.enquiry.received.v2", {}, None)


def test_two_models_for_one_type_are_refused() -> None:
    class Impostor(Event, type=ENQUIRY):
        pass

    with pytest.raises(ValueError, match="two models"):
        Catalogue((*intake.EVENTS, Impostor))


def test_an_event_of_another_service_is_not_written_by_mistake() -> None:
    reasons = Sealed.of(Reasons(text="because"))
    event = decisions.ApplicationProgressed(decided_at=enquiry().contacted_at, reasons=reasons)
    with pytest.raises(UnknownType):
        INTAKE.encode(event, Boxes().seal)

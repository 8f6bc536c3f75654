"""Our envelopes are CloudEvents 1.0, by our own model and by the CloudEvents library."""

import re
from typing import Any

import orjson
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from pydantic import ValidationError

from contracts import example, police
from contracts.envelope import AddressedEnvelope, Envelope, PartyEnvelope
from contracts.schemas import every_event

TYPES = sorted(every_event())
EXAMPLE = example.envelope("intake.application.made.v1")


@pytest.mark.parametrize("type_", TYPES)
def test_every_example_is_a_whole_envelope(type_: str) -> None:
    kind = every_event()[type_]
    if kind in police.EVENTS:  # its writer knows no case of ours, and so none of its opening facts
        assert PartyEnvelope.model_validate(example.envelope(type_)).type == type_
        return
    model = AddressedEnvelope if kind.ADDRESSED else Envelope
    read = model.model_validate(example.envelope(type_))
    assert read.type == type_
    assert (read.urgent, read.critical) == (kind.URGENT, kind.CRITICAL)
    assert read.dataschema == f"urn:csods:schema:{type_}"


@pytest.mark.parametrize("type_", TYPES)
def test_every_example_passes_the_cloudevents_library_in_structured_mode(type_: str) -> None:
    document = example.envelope(type_)
    message = KafkaMessage(
        headers={"content-type": b"application/cloudevents+json"},
        key=document["subject"].encode(),
        value=orjson.dumps(document),
    )
    event = from_structured_event(message)
    assert event.get_type() == type_
    assert event.get_subject() == document["caseid"]
    assert event.get_data() == document["data"]
    assert isinstance(event, CloudEvent)
    again = orjson.loads(to_structured_event(event).value)
    assert again.keys() - {"partitionkey"} == document.keys()


def test_attribute_names_are_those_that_cloudevents_allows() -> None:
    for name in Envelope.model_fields:
        assert re.fullmatch(r"[a-z0-9]{1,20}", name), name


def test_attributes_are_strings_and_booleans_as_the_json_format_wants() -> None:
    for name, value in EXAMPLE.items():
        assert name == "data" or isinstance(value, str | bool), name


WRONG: dict[str, dict[str, Any]] = {
    "another edition of CloudEvents": {"specversion": "0.3"},
    "another case in the copy": {"caseid": "c5b1f0a2-7d3e-8a41-9c06-000000000000"},
    "a number without quotes": {"sequence": 7},
    "a sequence that starts at nought": {"sequence": "0"},
    "a time without an offset": {"time": "2026-06-01T08:32:10"},
    "a source outside the scheme": {"source": "https://elsewhere.example"},
    "a type without a version": {"type": "intake.application.made"},
    "another content type": {"datacontenttype": "text/plain"},
    "data that is no object": {"data": "x"},
    "an attribute that nobody declared": {"mood": "calm"},
    "a route that does not exist": {"route": "RIGHT_TO_GUESS"},
    "a profile without its edition": {"policy": "KENT-2025"},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_an_envelope_is_refused_with(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Envelope.model_validate(EXAMPLE | change)


OPTIONAL = {"actorrank", "actorrole", "actororganisation", "causationid", "traceparent"}


@pytest.mark.parametrize("name", sorted(set(Envelope.model_fields) - OPTIONAL - {"datacontenttype"}))
def test_an_envelope_is_refused_without(name: str) -> None:
    with pytest.raises(ValidationError):
        Envelope.model_validate({key: value for key, value in EXAMPLE.items() if key != name})


def test_whoever_is_outside_is_told_nothing_of_how_a_case_began() -> None:
    assert not {"openedat", "route", "policy"} & AddressedEnvelope.model_fields.keys()
    with pytest.raises(ValidationError):
        AddressedEnvelope.model_validate(EXAMPLE)


def test_a_party_may_have_attributes_of_its_own() -> None:
    least = {name: value for name, value in EXAMPLE.items() if name in PartyEnvelope.model_fields}
    assert PartyEnvelope.model_validate(least | {"tenant": "north"})

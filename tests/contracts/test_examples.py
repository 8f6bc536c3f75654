"""One real-looking message a type, and golden records that stay readable."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from contracts import example, golden, police
from contracts.parties import principal_of
from contracts.schemas import data_schema, every_content, every_event
from contracts.topics import for_force

TYPES = sorted(every_event())
GOLDEN = sorted(golden.FOLDER.glob("*.json"))
INVENTED = {"Testperson", "Sample-Quill", "Samplequill", "Examplewood"}


def test_every_type_has_an_example_and_every_example_a_type() -> None:
    assert {path.stem for path in example.FOLDER.glob("*.json")} == set(TYPES)


@pytest.mark.parametrize("type_", TYPES)
def test_an_example_is_what_a_producer_could_send(type_: str) -> None:
    event = example.event(type_)
    assert type_ == event.TYPE
    assert all(getattr(event, name) is None or getattr(event, name).opened for name in event.LABELS)


@pytest.mark.parametrize("type_", TYPES)
def test_an_example_says_in_its_envelope_when_it_occurred(type_: str) -> None:
    occurred = example.event(type_).occurred_at
    if occurred is not None:
        assert example.envelope(type_)["time"] == occurred.isoformat(timespec="milliseconds")[:23] + "Z"


@pytest.mark.parametrize("type_", TYPES)
def test_an_example_has_the_source_that_may_send_it(type_: str) -> None:
    writer = principal_of(example.envelope(type_)["source"])
    if every_event()[type_].PUBLIC:
        assert for_force("46").topic_for(writer, type_)
    else:
        assert writer == "46.decisions"


def test_an_example_with_a_misspelt_field_is_refused() -> None:
    data = example.envelope("intake.application.made.v1")["data"]
    with pytest.raises(ValidationError):
        example.read(every_event()["intake.application.made.v1"], data | {"acount": data["account"]})


def test_there_is_no_example_of_what_does_not_exist() -> None:
    with pytest.raises(example.NoExample, match=r"contracts/examples/"):
        example.envelope("../envelope")


@pytest.mark.parametrize("type_", TYPES)
def test_the_people_of_the_examples_are_invented(type_: str) -> None:
    text = (example.FOLDER / f"{type_}.json").read_text("utf-8")
    assert set(re.findall(r'"family": "([^"]+)"', text)) <= INVENTED
    assert all(number.startswith("01632 960") for number in re.findall(r'"telephone": "([^"]+)"', text))
    assert all(code.startswith("ZZ99") for code in re.findall(r'"postcode": "([^"]+)"', text))


def test_between_them_the_examples_fill_every_field() -> None:
    unused = {
        f"{type_}.{name}"
        for type_, kind in every_event().items()
        for name in kind.model_fields
        if name not in example.envelope(type_)["data"]
    }
    said_by_systems = {
        f"{kind.TYPE}.{part}"
        for kind in police.EVENTS
        for part in ("subject", "children", "relationships", "information", "kinds")
    } - {f"custody.arrest.made.v1.{part}" for part in ("subject", "children", "relationships", "kinds")}
    assert unused - said_by_systems <= {
        "intake.application.made.v1.privacy_offered",
        "intake.enquiry.received.v1.privacy_offered",
        "intake.identity.verified.v1.agency",
        "intake.meeting.scheduled.v1.reasons",
        "intake.meeting.held.v1.responsible_adult_present",
        "intake.fact.corrected.v1.applicant",
        "intake.fact.corrected.v1.applicant_contact",
        "intake.fact.corrected.v1.children",
        "intake.fact.corrected.v1.account",
        "intake.fact.corrected.v1.relationships",
        "intake.fact.corrected.v1.social_care_consent",
        "checks.agency_check.responded.v1.findings",
        "agency_check.answered.v1.reason",
        "agency_check.answered.v1.ring",
        "decisions.case_record.created.v1.force_reference",
    }


def test_every_type_ever_published_has_a_golden_record() -> None:
    assert {path.stem for path in GOLDEN} >= set(TYPES)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_record_is_still_read_and_opened(path: Path) -> None:
    event = golden.read(path)
    assert all(getattr(event, name) is None or getattr(event, name).opened for name in event.LABELS)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_record_fits_its_schema_and_shows_nobody(path: Path) -> None:
    record: dict[str, Any] = orjson.loads(path.read_bytes())
    value = record["value"]
    Draft202012Validator(data_schema(every_event()[value["type"]])).validate(value["data"])
    assert record["key"] == value["subject"] == value["caseid"]
    assert not any(name in path.read_text("utf-8") for name in INVENTED)


def test_what_is_in_a_box_fits_its_schema() -> None:
    from contracts.schemas import content_schema
    from contracts.sealed import Sealed

    checked = set()
    for type_ in TYPES:
        event = example.event(type_)
        for name in event.LABELS:
            sealed = getattr(event, name)
            if isinstance(sealed, Sealed):
                content = sealed.clear()
                written = orjson.loads(content.model_dump_json(exclude_none=True))
                Draft202012Validator(content_schema(type(content))).validate(written)
                checked.add(type(content).__name__)
    assert checked == every_content().keys()

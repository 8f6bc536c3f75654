"""A change of the language that would break a reader is found. Each finding has a twin that passes."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from contracts.compatibility import breaks
from contracts.people import SubjectDetails
from contracts.schemas import committed, content_schema, data_schema, every_event, every_schema

Schema = dict[str, Any]
TYPE = "checks.check.completed.v1"
PUBLISHED = data_schema(every_event()[TYPE])
CONTENT = content_schema(SubjectDetails)


def lose_a_field(schema: Schema) -> None:
    del schema["properties"]["count"]
    schema["required"].remove("count")


def retype_a_field(schema: Schema) -> None:
    schema["properties"]["count"] = {"type": "string", "minimum": 0}


def retype_inside_a_part(schema: Schema) -> None:
    schema["$defs"]["Scope"]["properties"]["as_of"] = {"type": "string"}


def ask_for_more(schema: Schema) -> None:
    schema["properties"]["urgency"] = {"type": "string"}
    schema["required"].append("urgency")


def ask_for_what_was_optional(schema: Schema) -> None:
    schema["required"].append("findings")


def promise_less(schema: Schema) -> None:
    schema["required"].remove("count")


def lose_a_code(schema: Schema) -> None:
    schema["$defs"]["Source"]["enum"].remove("PROBATION")


def lose_an_answer(schema: Schema) -> None:
    schema["properties"]["answer"] = {"type": "string", "const": "HIT"}


def close_a_list(schema: Schema) -> None:
    schema["properties"]["check"] |= {"enum": ["a"]}


def tighten_a_limit(schema: Schema) -> None:
    schema["properties"]["count"]["minimum"] = 1


def set_a_limit(schema: Schema) -> None:
    schema["properties"]["count"]["maximum"] = 9


def change_a_pattern(schema: Schema) -> None:
    schema["properties"]["check"]["pattern"] = "^[a-z]$"


def move_to_another_label(schema: Schema) -> None:
    for one in schema["properties"]["findings"]["anyOf"]:
        if "x-sealed" in one:
            one["x-sealed"] = one["x-sealed"] | {"label": "applicant_contact"}


def refuse_null(schema: Schema) -> None:
    schema["properties"]["findings"] = schema["properties"]["findings"]["anyOf"][0]


BREAKING = {
    lose_a_field: "count: removed",
    retype_a_field: "count: type was integer",
    retype_inside_a_part: "scope.as_of: ",
    ask_for_more: "urgency: required now",
    ask_for_what_was_optional: "findings: required now",
    promise_less: "count: no longer always there",
    lose_a_code: "source: no longer one of PROBATION",
    lose_an_answer: "answer: no longer one of AMBIGUOUS, NO_TRACE",
    close_a_list: "check: was open",
    tighten_a_limit: "count: minimum is higher",
    set_a_limit: "count: maximum is lower",
    change_a_pattern: "check: pattern was",
    move_to_another_label: "findings: x-sealed was",
    refuse_null: "findings: null is refused now",
}


@pytest.mark.parametrize(("change", "finding"), BREAKING.items(), ids=lambda it: getattr(it, "__name__", ""))
def test_it_breaks_readers_to(change: Callable[[Schema], None], finding: str) -> None:
    changed = copy.deepcopy(PUBLISHED)
    change(changed)
    found = breaks(PUBLISHED, changed)
    assert any(one.startswith(finding) for one in found), found


def add_an_optional_field(schema: Schema) -> None:
    schema["properties"]["urgency"] = {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}


def add_a_code(schema: Schema) -> None:
    schema["$defs"]["Source"]["enum"].append("CORONER")


def loosen_a_limit(schema: Schema) -> None:
    del schema["properties"]["count"]["minimum"]


def describe_better(schema: Schema) -> None:
    schema["description"] = "in other words"
    schema["properties"]["count"]["description"] = "in other words"


def name_a_part_otherwise(schema: Schema) -> None:
    schema["$defs"]["Area"] = schema["$defs"].pop("Scope")
    schema["properties"]["scope"] = {"$ref": "#/$defs/Area"}


@pytest.mark.parametrize(
    "change", [add_an_optional_field, add_a_code, loosen_a_limit, describe_better, name_a_part_otherwise]
)
def test_it_breaks_nobody_to(change: Callable[[Schema], None]) -> None:
    changed = copy.deepcopy(PUBLISHED)
    change(changed)
    assert changed != PUBLISHED
    assert breaks(PUBLISHED, changed) == ()


def test_what_is_inside_a_box_is_guarded_too() -> None:
    changed = copy.deepcopy(CONTENT)
    del changed["$defs"]["Address"]["properties"]["postcode"]
    assert breaks(CONTENT, changed) == (
        "address.postcode: removed",
        "previous_addresses[].postcode: removed",
    )


def test_a_part_that_holds_itself_is_compared_once() -> None:
    tree = {"properties": {"below": {"anyOf": [{"$ref": "#/$defs/Tree"}, {"type": "null"}]}}}
    before: Schema = {"$defs": {"Tree": tree}, "$ref": "#/$defs/Tree"}
    assert breaks(before, copy.deepcopy(before)) == ()
    after = copy.deepcopy(before)
    after["$defs"]["Tree"]["required"] = ["below"]
    assert breaks(before, after) == ("below: required now, and older messages lack it",)


def test_nothing_committed_is_broken_by_the_models_of_today() -> None:
    now = every_schema()
    published = dict(committed())
    assert published
    found = {path: breaks(before, now[path]) for path, before in published.items()}
    assert found == dict.fromkeys(published, ())

"""Where a message is wrong is said by declared names alone."""

import pytest
from pydantic import BaseModel, ValidationError

from contracts import people
from contracts.envelope import PartyEnvelope
from contracts.event import Event
from contracts.paths import declared_paths, models_in
from contracts.people import Children, SubjectDetails
from contracts.schemas import every_event
from contracts.sealed import PersonalPart
from tests.contracts.invented import CANARY


def paths(model: type[BaseModel], data: object) -> tuple[str, ...]:
    with pytest.raises(ValidationError) as wrong:
        model.model_validate(data)
    return declared_paths(model, wrong.value)


def test_a_path_leads_through_lists_and_parts() -> None:
    wrong = {"named": [{"ref": "child-1", "name": {"given": 7}}, {"ref": CANARY, "name": {}}]}
    assert paths(Children, wrong) == (
        "named.0.name.given: string_type",
        "named.1.ref: string_pattern_mismatch",
    )


def test_a_key_that_the_sender_made_up_is_not_repeated() -> None:
    assert paths(SubjectDetails, {CANARY: 1}) == ("?: extra_forbidden",)
    assert paths(SubjectDetails, {"name": {CANARY: 1}}) == ("name.?: extra_forbidden",)


def test_what_is_no_object_is_wrong_as_a_whole() -> None:
    assert paths(SubjectDetails, CANARY) == ("model_type",)


def test_the_same_finding_is_said_once() -> None:
    assert paths(SubjectDetails, {CANARY: 1, "other": 2}) == ("?: extra_forbidden",)


def models() -> set[type[BaseModel]]:
    """Every model of the language, with the parts it is made of."""
    found: set[type[BaseModel]] = set()
    waiting: list[type[BaseModel]] = [PartyEnvelope, *every_event().values()]
    waiting += [
        kind for kind in vars(people).values() if isinstance(kind, type) and issubclass(kind, PersonalPart)
    ]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.add(model)
            waiting += [part for field in model.model_fields.values() for part in models_in(field.annotation)]
    return found


def test_no_model_of_the_language_quotes_its_input_in_an_error() -> None:
    assert len(models()) > 80
    assert not [model for model in models() if not model.model_config.get("hide_input_in_errors")]


def test_everything_but_what_outsiders_send_is_strict_or_personal() -> None:
    loose = {model for model in models() if model.model_config.get("extra") != "forbid"}
    assert loose == {PartyEnvelope}
    assert all(model.model_config.get("strict") for model in models() if issubclass(model, Event))

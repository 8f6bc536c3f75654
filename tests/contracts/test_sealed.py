"""What is personal is never written, shown or logged by accident."""

import copy
import pickle
from collections.abc import Callable

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from contracts import people
from contracts.event import Event
from contracts.people import Reasons, SubjectDetails
from contracts.sealed import Box, NoKey, Personal, PersonalPart, Sealed
from tests.contracts.invented import CANARY, SUBJECT, Boxes, enquiry


class Noted(Event, type="test.noted.v1"):
    subject: Sealed[SubjectDetails]


NOTED = Noted(subject=Sealed.of(SUBJECT))
WRITERS: dict[str, Callable[[Noted], object]] = {
    "to JSON text": lambda event: event.model_dump_json(),
    "to JSON data": lambda event: event.model_dump(mode="json"),
    "to Python data": lambda event: event.model_dump(),
    "with another context": lambda event: event.model_dump(mode="json", context={"sale": None}),
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS.keys())
def test_a_clear_value_is_never_written_without_sealing(write: Callable[[Noted], object]) -> None:
    with pytest.raises(PydanticSerializationError, match="subject would be written in clear") as refused:
        write(NOTED)
    assert CANARY not in str(refused.value)


def test_no_repr_shows_a_name() -> None:
    for shown in (SUBJECT, SUBJECT.name, NOTED, NOTED.subject, enquiry()):
        assert CANARY not in repr(shown)
        assert CANARY not in str(shown)
        assert CANARY not in f"{shown}"


def test_what_is_sealed_opens_again() -> None:
    boxes = Boxes()
    written = NOTED.model_dump(mode="json", context={"seal": boxes.seal})
    assert CANARY not in str(written)
    read = Noted.model_validate(written, context={"open": boxes.open})
    assert read.subject.clear() == SUBJECT
    assert read.subject.opened == SUBJECT


def test_a_box_without_a_key_stays_closed_and_says_which() -> None:
    written = NOTED.model_dump(mode="json", context={"seal": Boxes().seal})
    for context in (None, {"open": None}, {"open": lambda label, box: None}):
        read = Noted.model_validate(written, context=context)
        assert read.subject.opened is None
        with pytest.raises(NoKey, match="subject") as closed:
            read.subject.clear()
        assert closed.value.label == "subject"


@pytest.mark.parametrize("opened", [True, False])
def test_a_box_is_written_as_it_came_opened_or_not(opened: bool) -> None:
    boxes = Boxes()
    written = NOTED.model_dump(mode="json", context={"seal": boxes.seal})
    read = Noted.model_validate(written, context={"open": boxes.open if opened else None})
    assert read.model_dump(mode="json") == written


def test_the_seal_is_told_the_label_and_gets_json() -> None:
    boxes = Boxes()
    NOTED.model_dump(mode="json", context={"seal": boxes.seal})
    ((label, plaintext),) = boxes.plain.values()
    assert label == "subject"
    assert SubjectDetails.model_validate_json(plaintext) == SUBJECT


def test_the_length_of_a_box_does_not_tell_the_length_of_a_name() -> None:
    lengths = set()
    for family in ("Li", "Testperson", "Sample-Quill"):
        boxes = Boxes()
        short = SUBJECT.model_copy(
            update={"name": SUBJECT.name and SUBJECT.name.model_copy(update={"family": family})}
        )
        Noted(subject=Sealed.of(short)).model_dump(mode="json", context={"seal": boxes.seal})
        lengths |= {len(plaintext) for _, plaintext in boxes.plain.values()}
    assert len(lengths) == 1


@pytest.mark.parametrize(
    "data",
    [
        None,
        CANARY,
        [],
        {},
        {"id": CANARY},
        {"id": "i" * 22, "key": "k" * 22},
        {"id": "i" * 22, "key": "k" * 22, "box": f"{CANARY}!"},
        {"id": 7, "key": "k" * 22, "box": "b"},
        {"id": "short", "key": "k" * 22, "box": "b"},
        {"name": {"given": CANARY}},
    ],
)
def test_what_is_no_box_is_refused_without_quoting_it(data: object) -> None:
    with pytest.raises(ValidationError) as refused:
        Noted.model_validate({"subject": data})
    assert refused.value.errors(include_input=False)[0]["type"] == "box_shape"
    assert CANARY not in str(refused.value)


def test_a_value_of_another_label_is_refused() -> None:
    with pytest.raises(ValidationError, match="another label"):
        Noted(subject=Sealed.of(Reasons(text="because")))  # type: ignore[arg-type]


def test_content_that_its_model_refuses_is_named_by_path_alone() -> None:
    boxes = Boxes()
    written = NOTED.model_dump(mode="json", context={"seal": boxes.seal})
    content = f'{{"name":{{"given":7}},"approximate_age":"{CANARY}"}}'.encode()
    with pytest.raises(ValidationError) as refused:
        Noted.model_validate(written, context={"open": lambda label, box: content})
    assert CANARY not in str(refused.value)


def test_content_that_a_newer_writer_adds_is_ignored() -> None:
    boxes = Boxes()
    written = NOTED.model_dump(mode="json", context={"seal": boxes.seal})
    read = Noted.model_validate(written, context={"open": lambda label, box: b'{"shoe_size": 44}'})
    assert read.subject.clear() == SubjectDetails()


def test_a_producer_may_not_add_fields_to_personal_data() -> None:
    with pytest.raises(ValidationError, match="shoe_size"):
        SubjectDetails.model_validate({"shoe_size": 44})


def test_personal_data_without_a_label_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="label"):
        type("Unlabelled", (Personal,), {})


def test_a_sealed_field_does_not_change_and_is_not_pickled() -> None:
    sealed = Sealed.of(SUBJECT)
    with pytest.raises(AttributeError):
        sealed._value = None
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(sealed)
    assert copy.deepcopy(sealed) is sealed


def test_events_with_the_same_content_are_equal_and_can_be_kept_in_sets() -> None:
    assert enquiry() == enquiry()
    assert len({enquiry(), enquiry()}) == 1
    assert Sealed.of(SUBJECT) != Sealed.of(SubjectDetails())


def test_a_sealed_field_has_a_value_or_a_box() -> None:
    with pytest.raises(ValueError, match="neither"):
        Sealed("subject", None, None)


def test_a_box_does_not_show_its_ciphertext() -> None:
    assert "c2VhbGVk" not in repr(Box("i" * 22, "k" * 22, "c2VhbGVk"))


def test_every_part_of_personal_data_hides_itself() -> None:
    parts = [
        kind for kind in vars(people).values() if isinstance(kind, type) and issubclass(kind, PersonalPart)
    ]
    assert len(parts) > 20
    assert all(kind.__repr_args__ is PersonalPart.__repr_args__ for kind in parts)


def test_a_changed_copy_is_checked_like_any_other() -> None:
    """Or it would be sealed, and read by nobody."""
    assert SUBJECT.model_copy(update={"place_of_birth": "Exampleton"}).place_of_birth == "Exampleton"
    with pytest.raises(ValidationError):
        SUBJECT.model_copy(update={"place_of_birth": "x" * 201})

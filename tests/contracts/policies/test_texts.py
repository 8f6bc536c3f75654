"""What the public reads: true to the paragraphs, hinting at nothing, and kept once used."""

import hashlib

import pytest
from pydantic import ValidationError

from contracts.codes import ClosingText, InitialItem, MeetingItem
from contracts.policies import Span, profiles
from contracts.texts import Kind, Text, UnknownText, latest, text, texts
from contracts.texts.guard import faults

# What somebody was told must stay readable for years: a change of wording is a new version in a new file.
USED = {
    "appointment@1": "bc40a501030b06e0",
    "closing-no-information@1": "a752763d67b8af20",
    "closing-not-in-scope@1": "a247c3cd41a92503",
    "delay@1": "44ec806e61975071",
    "disclosure-warnings@1": "30416b0668efc042",
    "emergency@1": "b2a95144f77d9855",
    "initial-information@1": "2e573acbb6e4d286",
    "initial-information@2": "3aea6467573dd751",
    "meeting-warnings@1": "f86dee06af7fd048",
    "please-ring@1": "c293c42aaf7b3693",
    "safety-advice@1": "8f99f48ccc7107db",
    "undertaking@1": "40ee5a55639b17fc",
    "vigilance@1": "441b8d08de573163",
}
ROUND = {
    "reference": "TQ-4417",
    "name": "Ferdinand Testperson",
    "address": "1 Nowhere Lane",
    "date": "25 June 2026",
}


def digest(held: Text) -> str:
    return hashlib.sha256(held.whole.encode()).hexdigest()[:16]


def reworded(held: Text, before: str, after: str) -> Text:
    assert before in held.body
    return Text.model_validate(held.model_dump() | {"body": held.body.replace(before, after)})


@pytest.mark.parametrize("held", list(texts().values()), ids=lambda held: held.wording)
def test_no_public_text_has_a_fault(held: Text) -> None:
    assert faults(held) == ()


def test_no_wording_once_used_has_changed() -> None:
    assert {wording: digest(held) for wording, held in texts().items()} == USED


def test_a_changed_wording_would_be_seen() -> None:
    assert digest(reworded(latest("delay"), "sorry", "very sorry")) != USED["delay@1"]


@pytest.mark.parametrize(
    ("name", "before", "after", "fault"),
    [
        ("closing-no-information", "Please stay vigilant", "Stay well", "vigilance"),
        (
            "closing-not-in-scope",
            "This does not mean that there is no risk of harm to the child. ",
            "",
            "vigilance",
        ),
        ("closing-no-information", "ring 999 now", "ring us", "emergency"),
        (
            "closing-no-information",
            "There is no information to disclose to you.",
            "Nothing was found.",
            "hints",
        ),
        (
            "closing-no-information",
            "to disclose to you.",
            "to disclose to you. Somebody else was told.",
            "hints",
        ),
        ("closing-not-in-scope", "Thank you", "He has convictions, but no contact. Thank you", "hints"),
        ("closing-not-in-scope", "Thank you", "Outcome OUT_OF_SCOPE. Thank you", "only we understand"),
        ("closing-not-in-scope", "Thank you", "See C-10. Thank you", "only we understand"),
        ("closing-not-in-scope", "Thank you", "By R-144 we write. Thank you", "only we understand"),
        ("closing-not-in-scope", "Thank you", "See G 79. Thank you", "only we understand"),
        ("delay", "everyday reasons", "reasons, such as his convictions", "hints"),
        ("delay", "this is taking", "your application is taking", "what it is about"),
        ("appointment", "Your appointment is", "The police will see you about the child", "what it is about"),
        ("please-ring", "Please ring us", "Please ring about the disclosure", "what it is about"),
        ("safety-advice", "Please stay vigilant", "Stay well", "vigilance"),
        (
            "delay",
            "this is taking longer than we told you.",
            "this takes " + "ever " * 30 + "longer.",
            "sentence of",
        ),
    ],
)
def test_a_text_that_says_too_much_or_too_little_is_caught(
    name: str, before: str, after: str, fault: str
) -> None:
    assert any(fault in found for found in faults(reworded(latest(name), before, after)))


@pytest.mark.proves("R-012", by="contracts.texts.guard:_begins")
@pytest.mark.parametrize("name", ["initial-information", "safety-advice"])
def test_what_the_public_hear_or_see_first_is_to_ring_999(name: str) -> None:
    first = latest(name)
    emergency = latest("emergency").body.strip()
    assert "999" in emergency
    assert first.whole.startswith(emergency)
    assert faults(first) == ()
    fault = "does not begin with what to do if a child is in danger now"
    later = {"opening": "", "body": f"Welcome.\n\n{first.body}"} if first.body else {"opening": "Welcome."}
    assert fault in faults(Text.model_validate(first.model_dump() | later))


def test_a_closing_text_that_varies_in_anything_else_is_caught() -> None:
    held = latest("closing-no-information")
    more = held.model_dump() | {"body": held.body + "{day}", "slots": held.slots | {"day"}}
    assert faults(Text.model_validate(more)) == ("a closing text varies in reference, name, address, date",)


@pytest.mark.parametrize("slot", ["subject", "child", "recipient", "outcome", "reasons"])
def test_no_text_can_have_a_place_for_anything_about_the_subject(slot: str) -> None:
    held = latest("please-ring")
    with pytest.raises(ValidationError):
        Text.model_validate(
            held.model_dump() | {"body": held.body + "{" + slot + "}", "slots": {*held.slots, slot}}
        )
    with pytest.raises(ValidationError):
        Text.model_validate(held.model_dump() | {"body": held.body + "{" + slot + "}"})


def test_there_are_two_closing_texts_and_no_third() -> None:
    closing = {held.id for held in texts().values() if held.kind is Kind.CLOSING}
    assert closing == {"closing-not-in-scope", "closing-no-information"}
    assert len(closing) == len(ClosingText)


def test_a_closing_letter_fills_in_what_is_the_applicants_own_and_nothing_else() -> None:
    letter = latest("closing-no-information").fill(**ROUND)
    assert letter.startswith("Ferdinand Testperson\n1 Nowhere Lane\n\n25 June 2026")
    assert "TQ-4417" in letter
    assert "{" not in letter
    other = latest("closing-no-information").fill(**ROUND | {"name": "Cleo Sample-Quill"})
    assert other.replace("Cleo Sample-Quill", "Ferdinand Testperson") == letter


@pytest.mark.parametrize(
    "wrong", [{}, ROUND | {"place": "here"}, ROUND | {"name": " "}], ids=["none", "more", "empty"]
)
def test_a_letter_with_a_gap_or_an_extra_part_is_not_made(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="exactly"):
        latest("closing-no-information").fill(**wrong)


def test_a_brace_in_an_address_stays_a_brace() -> None:
    assert "{reference}" in latest("closing-no-information").fill(**ROUND | {"address": "{reference} House"})


def test_everything_the_applicant_must_be_told_has_its_wording() -> None:
    assert tuple(latest("initial-information").items) == tuple(InitialItem)
    assert tuple(latest("meeting-warnings").items) == tuple(MeetingItem)


def test_what_applicants_are_told_of_times_is_what_the_profiles_hold() -> None:
    said = latest("initial-information").items
    for held in (p for p in profiles() if p.new_cases):
        checks, meeting = held.clocks.initial_checks.limit, held.clocks.meeting.target
        assert isinstance(checks, Span)
        assert isinstance(meeting, Span)
        assert f"within {checks.amount} {checks.unit}" in said["G28d"]
        assert f"within the next {meeting.amount} days" in said["G28e"]
        assert f"within {meeting.amount} days" in said["G28f"]


def test_confidence_is_promised_only_until_the_outcome() -> None:
    assert "only until we reach an outcome" in latest("meeting-warnings").items["G40d"]


def test_nobody_told_of_the_undertaking_misses_what_may_follow() -> None:
    said = latest("meeting-warnings").items["G46"]
    for part in (
        "sign an undertaking",
        "confidential",
        "legal proceedings",
        "section 170",
        "not willing to sign",
    ):
        assert part in said


def test_the_newest_version_is_used_and_old_ones_can_still_be_read() -> None:
    assert latest("delay") is text("delay@1")
    for unknown in ("delay@99", "no-such-text@1"):
        with pytest.raises(UnknownText):
            text(unknown)
    with pytest.raises(UnknownText):
        latest("no-such-text")

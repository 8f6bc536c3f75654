"""What notifications cannot say: no words, no parameter and no key for it (G 95, 96, 99; C-10, C-12)."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.audiences import AUDIENCES
from contracts.codes import ClosingText, Delivery, MessageKind, Transport
from contracts.event import sealed_kind
from contracts.notifications import ApplicantOutcomeNotified
from contracts.people import ApplicantContact, Appointment, Means
from contracts.texts import latest, texts
from contracts.texts.guard import faults
from contracts.topics import for_force
from services.notifications.domain import guard
from services.notifications.domain.allow_list import ALLOWED, OFFICER_ALERT
from services.notifications.domain.commands import RecordSent, SendClosing
from services.notifications.domain.compose import ALERT_TEXT, compose
from services.notifications.domain.decide import DECIDER
from services.notifications.domain.gates import SENDING, contact_of
from services.notifications.domain.state import KIND
from tests.given import story
from tests.services.notifications.told import NOON, closing, contact

PERSONAL = {"name", "address"}


def test_notifications_holds_no_key_but_that_of_the_applicants_contact() -> None:
    assert [label for label, one in AUDIENCES.items() if "notifications" in one.roles] == [
        "applicant_contact"
    ]


def test_no_topic_wraps_another_key_for_notifications() -> None:
    register = for_force("46")
    for topic in register.reads("46.notifications"):
        for label in AUDIENCES:
            assert ("46.notifications" in topic.may_open(label)) == (label == "applicant_contact")


def test_what_asks_for_words_brings_nothing_that_could_be_opened_but_the_contact() -> None:
    for kind in KIND:
        for name, field in kind.model_fields.items():
            sealed = sealed_kind(field.annotation)
            if sealed is not None and sealed.LABEL == "applicant_contact":
                assert sealed in (ApplicantContact, Appointment), name


def test_every_kind_of_message_is_on_the_list_and_nothing_else() -> None:
    kinds = {one for one in ALLOWED if isinstance(one, MessageKind)}
    assert kinds | {MessageKind.CLOSING_LETTER} == set(MessageKind)
    assert set(ALLOWED) - kinds == set(ClosingText)


@pytest.mark.parametrize("rules", ALLOWED.values(), ids=[str(one) for one in ALLOWED])
def test_a_text_takes_exactly_the_parameters_on_the_list(rules: object) -> None:
    allowed = next(one for one in ALLOWED.values() if one is rules)
    if allowed.text == OFFICER_ALERT:
        with pytest.raises(KeyError):
            ALERT_TEXT.format_map(dict.fromkeys(allowed.parameters - {"what"}, "x"))
        ALERT_TEXT.format_map(dict.fromkeys(allowed.parameters, "x"))
        assert not allowed.parameters & PERSONAL
        return
    for one in texts().values():
        if one.id == allowed.text:
            assert one.slots == allowed.parameters
    assert not faults(latest(allowed.text))
    assert allowed.parameters <= set(guard.SHAPES)


def test_no_text_can_be_given_a_parameter_more() -> None:
    more = {"reference": "CS-ABCD", "name": "Ferdinand", "address": "1 Row", "date": "today", "subject": "x"}
    with pytest.raises(ValueError, match="exactly"):
        latest("closing-no-information").fill(**more)
    names = ALLOWED[ClosingText.NO_INFORMATION_FOR_YOU].parameters
    assert not guard.passes(more, names)
    assert not guard.passes({"reference": "CS-ABCD"}, names)


def test_only_letters_to_the_applicant_carry_a_name() -> None:
    for one, rules in ALLOWED.items():
        if rules.parameters & PERSONAL:
            assert isinstance(one, ClosingText)
            assert rules.transports == {Transport.POST, Transport.HAND}


@given(st.text(max_size=60))
def test_no_reference_passes_that_is_more_than_a_reference(written: str) -> None:
    said = all(sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/" for sign in written)
    assert guard.SHAPES["reference"](written) == (said and 3 <= len(written) <= 40 and written[0] not in "-/")


@given(
    st.lists(
        st.sampled_from(
            ["1 Invented Row", "Nowhere", "was convicted", "see www.x.invalid", "\x0bDear", "a\rb"]
        )
    )
)
def test_an_address_is_lines_and_nothing_said(lines: list[str]) -> None:
    clean = all(line in ("1 Invented Row", "Nowhere") for line in lines)
    values = {"address": "\n".join(lines)}
    assert guard.passes(values, frozenset({"address"})) == (clean and 0 < len(lines) <= 8)


@pytest.mark.proves("R-227", by="services.notifications.domain.compose:compose")
def test_a_closing_letter_is_the_same_to_the_byte_but_for_what_is_the_applicants_own() -> None:
    """`closing.due` is the same for "nothing held" and "somebody else was told", and so is the letter."""
    written = []
    for reference in ("CS-AAAA-BBBB-CCCC", "CS-DDDD-EEEE-FFFF"):
        told = story(DECIDER).at(NOON).when(SendClosing(closing(reference=reference)))
        one = told.state.messages["closing-1"]
        letter = compose(told.state, one, contact_of(told.state, one), Transport.POST)
        written.append((letter.title, letter.body.replace(reference, "REF"), letter.wording))
        events = told.when(RecordSent("closing-1", Transport.POST)).events
        written[-1] += tuple(event.model_dump_json().replace(reference, "REF") for event in events)
    assert written[0] == written[1]


@pytest.mark.proves("R-181", "R-231", "R-252", by="services.notifications.domain.compose:compose")
def test_a_letter_says_the_compulsory_words_and_encloses_the_advice() -> None:
    for kind, delivery in itertools.product(ClosingText, Delivery):
        told = story(DECIDER).at(NOON).when(SendClosing(closing(kind=kind, delivery=delivery)))
        one = told.state.messages["closing-1"]
        transport = Transport.HAND if delivery is Delivery.HAND else Transport.POST
        body = compose(told.state, one, contact_of(told.state, one), transport).body
        assert latest("vigilance").body.strip() in body
        assert latest("safety-advice").body.strip() in body
        assert "NSPCC helpline, for adults worried about a child: 0808 800 5000" in body
        assert "Wednesday 24 June 2026" in body
        assert body.startswith("Ferdinand Testperson\n1 Invented Row\nNowhere-on-Sea\nZZ1 1ZZ")


@pytest.mark.proves("R-228", "R-230", "R-239", by="services.notifications.domain.compose:compose")
def test_whoever_applied_is_told_that_there_is_nothing_for_them_by_what_they_said_and_what_was_checked() -> (
    None
):
    """Nobody is told, or somebody else is: the same words; to stay vigilant, and report (G 96, 99 a, b)."""
    told = story(DECIDER).at(NOON).when(SendClosing(closing(kind=ClosingText.NO_INFORMATION_FOR_YOU)))
    one = told.state.messages["closing-1"]
    body = compose(told.state, one, contact_of(told.state, one), Transport.POST).body
    assert "We have looked carefully at what you told us and made checks on it." in body
    assert "There is no information to disclose to you." in body
    assert "Please stay vigilant" in body
    assert "If anything worries you, now or later, tell us" in body
    told = told.when(RecordSent("closing-1", Transport.POST))
    assert ApplicantOutcomeNotified in {type(event) for event in told.events}


def test_no_means_leads_to_anybody_but_applicant_and_duty_role() -> None:
    """No kind is for a subject or a recipient: a message to one cannot even be asked for (G 89, 95, 99 c)."""
    assert set(KIND.values()) == set(MessageKind)
    for kind in KIND:
        fields = set(kind.model_fields)
        assert not fields & {"subject", "recipient", "children", "wording_text", "text", "body"}


def test_every_gate_says_where_it_is_written_and_is_on_the_list_of_reasons() -> None:
    for gate in SENDING:
        assert gate.paragraph
        assert gate.requirements
        assert gate.override is False


def test_an_old_closing_is_written_in_the_words_it_was_queued_with() -> None:
    told = story(DECIDER).at(NOON).when(SendClosing(closing()))
    one = replace(told.state.messages["closing-1"], not_before=NOON + timedelta(days=1))
    assert compose(told.state, one, contact(Means.POST), Transport.POST).wording == "closing-no-information@1"


@pytest.mark.parametrize(
    "address",
    [
        "Flat 3, The Old Schoolhouse\n14 Saint Mary's Road\nKing's Lynn\nPE30 9ZZ",
        "Our Lady's Close\nHarmondsworth\nUB7 9ZZ",
        "Is-y-Coed\nHurtmore Road\nChorlton-cum-Hardy",
        "12 Mapperley Road\nPedlars Way\nIsle of Wight",
    ],
)
def test_an_address_that_only_looks_a_little_like_it_is_no_sentence(address: str) -> None:
    assert guard.passes({"address": address}, frozenset({"address"}))


@pytest.mark.parametrize(
    "line",
    ["Mr Quill was here", "They live at the old mill", f"{'Nowhere ' * 7}Nowhere"],
    ids=["was", "they", "long"],
)
def test_a_line_that_reads_as_a_sentence_or_goes_on_is_none_of_an_address(line: str) -> None:
    assert not guard.passes({"address": f"1 Invented Row\n{line}"}, frozenset({"address"}))


def test_a_name_of_eight_words_says_something() -> None:
    assert not guard.passes({"name": "Ana Maria de los Santos Testperson Sample Quill"}, frozenset({"name"}))


@pytest.mark.parametrize(
    "name", ["Ana Maria de los Santos Testperson Sample", "Theresa May Sample", "Siân O'Testperson-Quill"]
)
def test_a_long_name_is_a_name(name: str) -> None:
    assert guard.passes({"name": name}, frozenset({"name"}))

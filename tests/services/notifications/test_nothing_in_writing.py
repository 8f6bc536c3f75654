"""Anything written about a disclosure is refused wherever it is tried (G 95, 96, 99; C-12).

Every way out is listed here: what asks for a message, what the message is made of, what carries it, what
officers may post. Into each the same sentence about somebody is put, and it leaves by none of them.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel, SecretStr, TypeAdapter, ValidationError

from contracts.codes import Advice, ClosingText, Delivery, DutyRole, Transport
from contracts.event import Event, sealed_kind
from contracts.people import ApplicantContact, Appointment, Means, PersonName, SafeContact
from contracts.sealed import Personal, Sealed
from contracts.topics import for_force
from messaging.decider import Moment
from services.notifications import api
from services.notifications.adapters.govuk_notify import GovukNotify
from services.notifications.adapters.mailbox import Mailbox
from services.notifications.domain import commands as c
from services.notifications.domain.compose import Written, compose
from services.notifications.domain.decide import DECIDER
from services.notifications.domain.gates import contact_of, in_the_way, way
from services.notifications.domain.state import KIND
from services.notifications.http import bodies
from tests.given import story
from tests.services.notifications import told as t

ROOT = Path(__file__).parents[3]
CANARY = "Dorian Sample-Quill was convicted of an offence against a child"
MARK = "Sample-Quill"
FULL = SafeContact(
    means=tuple(Means),
    telephone="01632 960011",
    email="ferdinand@testperson.invalid",
    hours=("MON-FRI 09:00-17:00",),
    language="Welsh",
    adjustments="Large print.",
    issues="Not while he is at home.",
)
NAME = PersonName(given="Ferdinand", family="Testperson", other=("Ferdy",))
CONTACT = ApplicantContact(name=NAME, address=t.HOME, safe=FULL)
APPOINTMENT = Appointment(name=NAME, address=t.HOME, safe=FULL, place="Sample Library")

Asks = Callable[[Any], Any]
WAYS: dict[str, tuple[Personal, Asks]] = {
    "a closing letter by post": (CONTACT, lambda who: c.SendClosing(t.closing(who))),
    "a closing letter by hand": (
        CONTACT,
        lambda who: c.SendClosing(t.closing(who, delivery=Delivery.HAND, kind=ClosingText.NOT_IN_SCOPE)),
    ),
    "an appointment": (APPOINTMENT, lambda who: c.InviteApplicant(t.meeting(sealed=Sealed.of(who)))),
    "a notice of delay": (CONTACT, lambda who: c.TellOfDelay(t.delay(who))),
    "safety advice": (CONTACT, lambda who: c.GiveAdvice(t.held(who, Advice.KEEPING_CHILDREN_SAFE))),
}


def leaves(part: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every text in it."""
    if isinstance(part, str):
        yield at
    named = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, one in named:
        yield from leaves(one, (*at, name))


def tried(part: Personal, means: Means, said: str = CANARY) -> Iterator[tuple[str, Personal | None]]:
    """The same with the sentence in each place where a text stands; None: it cannot even be put there."""
    whole = part.model_dump(mode="json", exclude_none=True)
    whole["safe"]["means"] = [means.value]
    for path in leaves(whole):
        copied = json.loads(json.dumps(whole))
        inside = copied
        for name in path[:-1]:
            inside = inside[name]
        inside[path[-1]] = said
        try:
            yield ".".join(map(str, path)), type(part).model_validate_json(json.dumps(copied))
        except ValidationError:
            yield ".".join(map(str, path)), None


def what_leaves(command: Any) -> list[Written]:
    """Everything that would go out because of it."""
    told = story(DECIDER).at(t.NOON).when(command)
    moment, found = Moment(told.now, "c-written", told.version), []
    for one in told.state.messages.values():
        transport = way(told.state, one, told.now)
        if transport is not None and not in_the_way(told.state, one, moment):
            found.append(compose(told.state, one, contact_of(told.state, one), transport))
    return found


async def carried(one: Written) -> list[httpx.Request]:
    """What each carrier is given of it, whole."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        reference = request.url.path.rpartition("/")[2]
        return httpx.Response(201, json={"id": "x", "reference": reference})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        key = SecretStr("x-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0")
        templates = {by: f"t-{by.value.lower()}" for by in (Transport.POST, Transport.EMAIL, Transport.TEXT)}
        carriers = (
            GovukNotify(http, key, templates, {DutyRole.DUTY_SERGEANT: "07700900111"}),
            Mailbox(http, "http://mailbox.invalid", SecretStr("a-key")),
        )
        for carrier in carriers:
            if one.transport is not Transport.HAND:
                await carrier.send("n-1", one)
    return asked


def told_of(requests: Sequence[httpx.Request]) -> bool:
    """Whether anything of the sentence stands in an address, a header or a body."""
    whole = " ".join(f"{one.url} {dict(one.headers)} {one.content.decode()}" for one in requests)
    return MARK in whole or "convicted" in whole


@pytest.mark.proves("R-223", "R-236", by="services.notifications.domain.gates:in_the_way")
@pytest.mark.parametrize("means", Means)
@pytest.mark.parametrize("name", WAYS)
async def test_no_message_carries_what_was_written_into_the_contact(name: str, means: Means) -> None:
    part, asks = WAYS[name]
    paths = list(tried(part, means))
    assert len(paths) > 12
    for path, changed in paths:
        if changed is None:
            continue
        for one in what_leaves(asks(changed)):
            assert MARK not in str((one.to, one.title, one.body, one.wording)), path
            assert not told_of(await carried(one)), path


SAID_OTHERWISE = (
    "We told your wife Mr Quill harmed children",
    "Mr Quill is a pedophile",
    "SHPO: Mr Quill may not be with girls",
    "Mr Quill was jailed for hurting a girl",
    "Mr Quill was c\N{CYRILLIC SMALL LETTER O}nvicted",
)


@pytest.mark.parametrize("said", SAID_OTHERWISE)
@pytest.mark.parametrize("name", WAYS)
def test_nor_what_says_it_in_other_words(name: str, said: str) -> None:
    part, asks = WAYS[name]
    for means in Means:
        for path, changed in tried(part, means, said):
            for one in what_leaves(asks(changed)) if changed is not None else ():
                assert said not in str((one.to, one.title, one.body, one.wording)), path


@pytest.mark.parametrize("name", WAYS)
def test_without_it_each_of_these_messages_leaves(name: str) -> None:
    part, asks = WAYS[name]
    assert what_leaves(asks(part)), "or nothing is tried above"


async def test_what_would_leak_is_found() -> None:
    """A letter with the sentence in any of its parts is caught by what looks at the carriers."""
    [letter] = what_leaves(c.SendClosing(t.closing(CONTACT)))
    assert not told_of(await carried(letter))
    for part in ("to", "title", "body"):
        more: dict[str, Any] = {part: f"{getattr(letter, part)}\n{CANARY}"}
        leaking = replace(letter, **more)
        assert told_of(await carried(leaking)), part


async def test_a_message_has_no_place_for_a_file_an_attachment_or_an_entry_in_a_calendar() -> None:
    assert {one.name for one in fields(Written)} == {
        "kind", "transport", "to", "title", "body", "wording", "role",
    }  # fmt: skip
    allowed = {"template_id", "reference", "personalisation", "email_address", "phone_number"}
    allowed |= {"kind", "channel", "to", "title", "body"}
    allowed |= {f"address_line_{number}" for number in range(1, 8)}
    for part, asks in WAYS.values():
        for one in what_leaves(asks(part)):
            for request in await carried(one):
                body = json.loads(request.content)
                assert {*body, *body.get("personalisation", {})} <= allowed


def free_texts(kind: type[BaseModel]) -> list[str]:
    """Fields in the clear into which the sentence could be written."""
    found = []
    for name, about in kind.model_fields.items():
        if sealed_kind(about.annotation) is not None:
            continue
        held = TypeAdapter(_annotated(kind, name))
        for value in (CANARY, [CANARY]):
            try:
                held.validate_python(value)
            except (ValidationError, TypeError):
                continue
            found.append(name)
    return found


def _annotated(kind: type[BaseModel], name: str) -> Any:
    """As it is declared, with its patterns, in the model or in one that it is made from."""
    own = (inspect.get_annotations(one, eval_str=True) for one in kind.__mro__)
    return next(found[name] for found in own if name in found)


def heard_by_notifications() -> list[type[Event]]:
    register = for_force("46")
    decided = [one for one in register.reads("46.notifications") if one.writer == "46.decisions"]
    assert {one.name for one in decided} == {"csods.46.notices", "csods.46.closings"}
    return [*KIND, *(kind for topic in decided for kind in topic.carries)]


@pytest.mark.parametrize("kind", heard_by_notifications(), ids=lambda kind: kind.TYPE)
def test_nothing_that_asks_for_a_message_has_words_in_the_clear(kind: type[Event]) -> None:
    """A reason, a record, a wording: none of it can be written where notifications could read it."""
    assert free_texts(kind) == []
    openable = {
        name
        for name, about in kind.model_fields.items()
        if (sealed := sealed_kind(about.annotation)) and sealed.LABEL == "applicant_contact"
    }
    assert openable <= {"contact", "applicant_contact", "appointment"}


def test_a_field_for_words_would_be_found() -> None:
    class Leaky(BaseModel):
        reference: str
        notes: tuple[str, ...] = ()
        count: int = 0

    assert free_texts(Leaky) == ["reference", "notes"]


BODIES = [
    one
    for one in vars(bodies).values()
    if isinstance(one, type) and issubclass(one, bodies.Body) and one is not bodies.Body
]


@pytest.mark.parametrize("body", BODIES, ids=lambda one: one.__name__)
def test_no_order_to_notifications_takes_words(body: type[bodies.Body]) -> None:
    assert free_texts(body) == []
    with pytest.raises(ValidationError, match="Extra inputs"):
        body.model_validate({"text": CANARY})


def test_every_order_to_notifications_is_one_of_these() -> None:
    posts = {
        getattr(route, "path", "") for route in api.routes().routes if "POST" in getattr(route, "methods", ())
    }
    assert {one for one in posts if one.startswith("/cases/{case_id}/")} == {
        "/cases/{case_id}/letters/print",
        "/cases/{case_id}/letters/handed-over",
        "/cases/{case_id}/messages/told",
        "/cases/{case_id}/messages/send-again",
        "/cases/{case_id}/participation",
    }
    assert len(BODIES) == 6


def test_the_reason_of_a_delay_and_of_a_meeting_is_in_no_box_that_notifications_opens() -> None:
    """What an officer of intake writes beside them goes under a key for decisions alone."""
    register = for_force("46")
    for made in (t.delay(CONTACT), t.meeting(sealed=Sealed.of(APPOINTMENT))):
        kind = type(made.event)
        sealed = sealed_kind(kind.model_fields["reasons"].annotation)
        assert sealed is not None
        topic = register.topic_for("46.intake", kind.TYPE)
        assert topic is not None
        assert "46.notifications" not in topic.may_open(sealed.LABEL)


FILES = re.compile(
    r"content-disposition|filename=|text/calendar|multipart|\.ics\b|add_attachment", re.IGNORECASE
)


def test_no_service_names_a_file_attaches_one_or_enters_a_meeting_in_a_calendar() -> None:
    sources = [one for part in ("services", "access") for one in (ROOT / part).rglob("*.py")]
    assert len(sources) > 100
    assert not [str(one) for one in sources if FILES.search(one.read_text("utf-8"))]


@pytest.mark.parametrize("line", ['"Content-Disposition": name', "text/calendar", "mail.add_attachment(x)"])
def test_a_named_file_would_be_found(line: str) -> None:
    assert FILES.search(line)

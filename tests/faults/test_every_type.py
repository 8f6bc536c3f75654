"""Every message type of the published language, killed over at every point of every service that reads it."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import pytest

from contracts import checks, decisions, example, intake
from contracts.agencies import AgencyCheckAnswered
from contracts.event import Event
from contracts.parties import SERVICES, force_of
from contracts.topics import Topic
from deploy.local.stack import Stack
from deploy.simulators import forms
from deploy.simulators.people import read_people
from tests.faults.killed import Killed

pytestmark = pytest.mark.thorough

OPENS: tuple[type[Event], ...] = (intake.EnquiryReceived, intake.ApplicationMade, decisions.CaseRecordCreated)
"""What comes before anything else of a case, as far as the service reads it."""
OVER_A_MESSAGE = ("received", "inbox written", "before commit", "after commit", "before offsets", "mid batch")
PUBLISHING = "sent but pointer not removed"
DOING = "effect done but result not written"
RECORDED = ("after commit", PUBLISHING, DOING)
OVER_A_COMMAND = ("inbox written", "before commit", *RECORDED)
OVER_EARLY_MAIL = ("inbox written", "after commit")
EFFECTS = {"checks": ("ask",), "notifications": ("send", "alert")}
CONCERNS_BOTH: str = example.envelope(checks.PersonAlsoConcerned.TYPE)["data"]["other"]
"""A second case that one of the messages names: it is told, again and again until it is open."""
UNASKED = "quarantine: CASE_UNKNOWN"
"""An agency answers what it was asked: its answer about a case that nobody opened here is for a person."""
OF_NO_QUESTION = {
    "decisions": {
        "quarantine: CASE_UNKNOWN",
        "quarantine: REFERRAL_UNKNOWN",
        "quarantine: HISTORY_FORKED",
        "waiting: BEHIND",
    }
}
"""So are those of partners and forces whom nobody asked. The examples of forces all name one case of ours, of
which each then tells another history; what comes behind one that is kept for it waits."""


def over(kind: type[Event]) -> str:
    """Bytes that every message of the type holds."""
    return f'"type":"{kind.TYPE}"'


def before(kind: type[Event]) -> tuple[type[Event], ...]:
    return tuple(one for one in OPENS if one is not kind)


@contextmanager
def told(service: Killed, what: str) -> Iterator[None]:
    """Say where we are: a run takes minutes."""
    kills, began = service.kills, time.monotonic()
    yield
    took = time.monotonic() - began
    print(f"  {service.name}: {what}: {service.kills - kills} kills, {took:.0f} s", flush=True)


async def opened(service: Killed, point: str) -> dict[type[Event], str]:
    """An open case for each type, so that nobody's order but the message's own matters."""
    if service.name == "intake":
        keys = {kind: f"enquiry-{number:03}" for number, kind in enumerate(service.read)}
        made = await service.enquiries(keys.values())
        return {kind: made[key] for kind, key in keys.items()}
    cases = {kind: f"{point.replace(' ', '-')}-{number:03}" for number, kind in enumerate(service.read)}
    for kind, case in cases.items():
        await service.hears(case, *before(kind))
    await service.takes()
    return cases


async def killed_over_every_message(service: Killed) -> None:
    for point in OVER_A_MESSAGE:
        with told(service, f"{point!r} over {len(service.read)} types"):
            for kind, case in (await opened(service, point)).items():
                await service.hears(case, kind)
                await service.dies(point, over(kind))


async def killed_over_early_mail(service: Killed) -> set[str]:
    """What comes before its case is open is kept until it is: gives those cases that never are.

    Intake's are opened by whoever calls, and nobody does.
    """
    cases = {}
    for point in OVER_EARLY_MAIL:
        with told(service, f"{point!r} over mail that came before its case"):
            for number, kind in enumerate(service.read):
                case = f"early-{point.replace(' ', '-')}-{number:03}"
                cases[case] = kind
                await service.hears(case, kind)
                await service.dies(point, over(kind))
    await service.takes()
    if service.name == "intake":
        return {*cases, CONCERNS_BOTH}
    for case, kind in cases.items():
        await service.hears(case, *before(kind))
    return set()


def not_ours(service: Killed) -> list[Topic]:
    """Topics on which somebody else than this force's services speaks."""
    topics = [voice.topic for voice in service.voices.values()]
    return [topic for topic in topics if force_of(topic.writer) != service.force.code]


async def adds_up(service: Killed, unopened: Collection[str] = (), unasked: int = 0) -> None:
    """Each message is taken, once, but for those that wait for cases that nobody has opened, and so many
    answers that nobody here had asked for."""
    with told(service, "settled and audited"):
        report = await service.settles()
    assert report.findings == []
    found = {place: list(some) for place, some in (await service.whereabouts()).items()}
    assert found.pop("inbox")
    theirs = {kind.TYPE for topic in not_ours(service) for kind in topic.carries}
    for place in OF_NO_QUESTION.get(service.name, ()):
        assert {one.type for one in found.pop(place, [])} <= theirs, "what our own services say is taken"
    answers, waiting = found.pop(UNASKED, []), found.pop("waiting: NOT_YET", [])
    assert found == {}, "each is taken once"
    assert {one.case_id for one in waiting} <= set(unopened)
    assert bool(waiting) is bool(unopened)
    assert [one.type for one in answers] == [AgencyCheckAnswered.TYPE] * unasked
    assert await service.rows("SELECT kind, trouble FROM tasks WHERE state = 'stuck'") == []


@pytest.mark.parametrize("name", SERVICES)
async def test_whatever_type_is_in_hand_when_it_is_killed_nothing_is_lost_or_taken_twice(
    name: str, own_stack: Stack
) -> None:
    service = await Killed.begin(own_stack, "46", name)
    try:
        await service.hears(CONCERNS_BOTH, *OPENS)
        await killed_over_every_message(service)
        unopened = await killed_over_early_mail(service)
        unasked = len(OVER_EARLY_MAIL) * service.read.count(AgencyCheckAnswered)
        await adds_up(service, unopened, unasked)
    finally:
        await service.end()


def from_outside(service: Killed) -> type[Event]:
    """What a party outside says, which is answered by a receipt."""
    outside = (topic for topic in not_ours(service) if not force_of(topic.writer))
    return next(kind for topic in outside for kind in topic.carries)


async def recipes(service: Killed) -> tuple[dict[str, type[Event]], dict[str, type[Event]]]:
    """Of what it publishes and does when nobody gives it a command: the message, to a case just opened, of
    which it comes. What comes about only once a clock has run out is not among it. A receipt is of no case:
    it is for the party that spoke."""
    cases = {f"first-{number:03}": kind for number, kind in enumerate(service.read)}
    with told(service, "seen what it publishes and does"):
        await service.hears(CONCERNS_BOTH, *OPENS)
        for case, kind in cases.items():
            await service.hears(case, *before(kind))
        await service.takes()
        for case, kind in cases.items():
            await service.hears(case, kind)
        await service.settles()
    published = await service.rows(
        "SELECT type, min(case_id) FROM journal WHERE topic IS NOT NULL AND NOT heard AND case_id <> :other"
        " GROUP BY type",
        other=CONCERNS_BOTH,
    )
    done = await service.rows(
        "SELECT kind, min(case_id) FROM tasks WHERE state = 'done' AND case_id <> :other GROUP BY kind",
        other=CONCERNS_BOTH,
    )
    return (
        {type_: cases[case] if case in cases else from_outside(service) for type_, case in published},
        {kind: cases[case] for kind, case in done if kind in EFFECTS.get(service.name, ())},
    )


async def killed_with(service: Killed, point: str, bytes_: str, case: str, kind: type[Event]) -> None:
    """Killed as soon as it has that in hand, whether it comes of this message or of what opens the case."""
    life = await service.lives(MESSAGING_CRASH_AT=point, MESSAGING_CRASH_OVER=bytes_)
    await service.hears(case, *before(kind))
    await service.taken_or_dead(life)
    await service.hears(case, kind)
    await service.dead(life, f"{point} over {bytes_}")


@pytest.mark.parametrize("name", [one for one in SERVICES if one != "intake"])
async def test_whatever_it_was_publishing_or_doing_when_it_is_killed_is_published_and_done(
    name: str, own_stack: Stack
) -> None:
    service = await Killed.begin(own_stack, "46", name)
    try:
        published, done = await recipes(service)
        assert published
        assert done.keys() == set(EFFECTS.get(name, ()))
        with told(service, f"over {len(published)} types that it publishes: {', '.join(published)}"):
            for number, (type_, kind) in enumerate(published.items()):
                case = f"published-{number:03}"
                await killed_with(service, PUBLISHING, f'"type":"{type_}"', case, kind)
        with told(service, f"over {len(done)} effects: {', '.join(done)}"):
            for what, kind in done.items():
                await killed_with(service, DOING, what, f"done-{what}", kind)
        await adds_up(service)
    finally:
        await service.end()


async def test_what_a_person_says_while_it_is_killed_is_recorded_and_published_once(
    own_stack: Stack,
) -> None:
    """Nobody knows what became of a call that went dead: the client says it again under the same key.

    Intake publishes what people say, and looks for links of it; of what it hears it says nothing.
    """
    service = await Killed.begin(own_stack, "46", "intake")
    try:
        call = forms.callers_enquiry(read_people())
        with told(service, "over a person's command"):
            for point in OVER_A_COMMAND:
                key = point.replace(" ", "-")
                life = await service.lives(MESSAGING_CRASH_AT=point)
                first = await service.asked(life, "st-1001", "/enquiries", call, key)
                await service.dead(life, f"{point} over a call, answered {first and first.text}")
                assert first is None or point in RECORDED, "nobody is told that it is recorded before it is"
                life = await service.lives()
                again = await service.asked(life, "st-1001", "/enquiries", call, key)
                await service.rests(life)
                assert again is not None
                assert again.status_code == 201
                assert again.json()["replayed"] is (point in RECORDED)
        assert (await service.settles()).findings == []
        said = "SELECT count(*) FROM journal WHERE type = :type AND NOT heard"
        assert await service.rows(said, type=intake.EnquiryReceived.TYPE) == [(len(OVER_A_COMMAND),)]
    finally:
        await service.end()

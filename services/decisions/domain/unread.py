"""Nothing is decided over unread mail (G 102): what nobody has read of a case, here or in another service,
and feeds of which it is not known whether they are complete. Pure.

Both stop human judgements, and an Inspector passes them in writing. Nothing that protects a child meets them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from contracts.unread import CaseMessageHeld
from contracts.words import say
from messaging.decider import Moment, Recorded, Stale, Unread
from messaging.gates import Gate
from services.decisions.domain import words
from services.decisions.domain.facts import AsOf, HeldMail
from services.decisions.domain.passing import overridable
from services.decisions.domain.state import Case

BEHIND: Final[Mapping[str, str]] = {
    "UNREAD_HERE": "what {writer} said since {since} has not been read here",
    "SILENT": "{writer} has not been heard of since {since}",
    "UNREAD_THERE": "{writer} has not read what was sent to it since {since}",
    "UNPUBLISHED": "what {writer} had to say since {since} has not left it",
}
"""By why the runtime calls a feed stale."""


def folded(case: Case, recorded: Recorded) -> Case:
    """Held or released, by (service, topic); of one topic the later word counts, of one instant the last."""
    event, at = recorded.event, recorded.occurred_at
    key = (recorded.source.rpartition("/")[2], event.topic)
    known = case.mail_elsewhere.get(key)
    if known is not None and known.at > at:
        return case
    held = isinstance(event, CaseMessageHeld)
    mail = HeldMail(*key, event.kept, event.since) if held else None
    return case._replace(mail_elsewhere={**case.mail_elsewhere, key: AsOf(mail, at)})


def elsewhere(case: Case) -> tuple[HeldMail, ...]:
    """Mail of this case that another service could not take, in a fixed order."""
    found = (one.value for _, one in sorted(case.mail_elsewhere.items()))
    return tuple(mail for mail in found if mail is not None)


def any_unread(case: Case, moment: Moment) -> bool:
    return bool(moment.unread or elsewhere(case))


def incomplete(case: Case, moment: Moment) -> bool:
    """Whether something may have happened in time of which nobody here has read yet."""
    return any_unread(case, moment) or bool(moment.stale)


def came_since(case: Case, at: datetime, unread: Iterable[Unread]) -> bool:
    """Whether mail that nobody could read, here or elsewhere, has come since then."""
    since = [*(one.since for one in unread), *(one.since for one in elsewhere(case))]
    return any(one > at for one in since)


def writer(topic: str) -> str:
    """Who writes on a topic, as an officer would say it: `checks`, `socialcare kent`."""
    return topic.rpartition(".")[2].replace("-", " ")


def held_words(mail: HeldMail) -> str:
    """`in checks, from socialcare kent (since 1 June 2026, 10:02, set aside: …)`."""
    why = say(mail.kept.value).text
    return f"in {mail.service}, from {writer(mail.topic)} (since {words.day(mail.since)}, {why})"


def held_openly(mail: HeldMail) -> str:
    """The same for whoever is not on the case: who was asked, or reported, is not for them (A9)."""
    return f"in {mail.service} (since {words.day(mail.since)}, {say(mail.kept.value).text})"


def stale_words(feeds: Iterable[Stale]) -> str:
    said = (BEHIND[one.why].format(writer=writer(one.topic), since=words.day(one.since)) for one in feeds)
    return "; ".join(said)


def _unread_words(case: Case, command: Any, moment: Moment) -> str:
    here = [
        f"{words.news((one.type,))} (since {words.day(one.since)}, {words.kept(one.where)})"
        for one in moment.unread
    ]
    listed = ", ".join((*here, *map(held_words, elsewhere(case))))
    return (
        f"Something about this case has come in and nobody could read it yet: {listed}. Have it read first, "
        "or an Inspector goes on with a written reason."
    )


UNREAD_MESSAGES: Final = overridable(
    Gate(
        "UNREAD_MESSAGES",
        "G 102",
        ("R-246",),
        lambda case, command, moment: not any_unread(case, moment),
        _unread_words,
    )
)
FEED_STALE: Final = overridable(
    Gate(
        "FEED_STALE",
        "G 102",
        ("R-246",),
        lambda case, command, moment: not moment.stale,
        lambda case, command, moment: (
            f"It is not known whether all has come that there is: {stale_words(moment.stale)}. Wait until it "
            "is put right, or an Inspector goes on with a written reason."
        ),
    )
)

"""What a case needs to be explained years later: what a judgement rested on, and what was passed over.

R-246, R-256; G 102. Private to this service; free text is sealed under `reasons`.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, StringConstraints

from contracts.codes import Answer, Rank, Source
from contracts.event import Event, Fact
from contracts.fields import Count, ForceCode, Instant, Key
from contracts.parts import About, Coverage
from contracts.people import Reasons
from contracts.sealed import Sealed
from contracts.unread import TopicName

EDITION: Final = "decisions-12"
"""Of the rules of this service, gate by gate; kept with every refusal and every judgement."""

Edition = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9@.+_-]{1,64}$")]
"""Of a policy profile (`KENT-2025@2025-03`) or of the table of bank holidays."""

GateCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_]{3,64}$")]


class AnswerWeighed(Coverage):
    """How a source stood at a judgement: here, or as another force had reported it.

    `of_before`: of who they were before they were put right; None: not so.
    """

    of_before: bool | None = None
    force: ForceCode | None = None


class Standing(Fact):
    """What was in the way under one condition: an answer, the want of one, or an assessment made then."""

    code: GateCode
    source: Source | None = None
    force: ForceCode | None = None
    """The other force that had asked it."""
    about: About | None = None
    check: Key | None = None
    answer: Answer | None = None
    at: Instant | None = None


class UnreadMail(Fact):
    """A message of the case that nobody had read, as the runtime keeps it."""

    where: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}$")]
    type: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]{0,128}$")]
    reason: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_]{0,64}$")]
    since: Instant
    held_by: Annotated[str, StringConstraints(pattern=r"^[a-z]{1,32}$")] | None = None
    """The other service that could not take it; None: it was unread here."""
    topic: TopicName | None = None


class StaleFeed(Fact):
    """A topic of which it was not known whether all had come, why and since when (machine time)."""

    topic: TopicName
    why: GateCode
    since: Instant


class GatesOverridden(Event, type="decisions.gates.overridden.v1", public=False):
    """Conditions passed by the rank that may, with a written reason; and what exactly was passed over."""

    step: Key
    codes: tuple[GateCode, ...] = Field(min_length=1)
    rank: Rank
    reasons: Sealed[Reasons]
    standing: tuple[Standing, ...] = ()
    unread: tuple[UnreadMail, ...] = ()
    stale: tuple[StaleFeed, ...] = ()
    edition: Edition | None = None
    """Of the rules."""


class JudgementWeighed(Event, type="decisions.judgement.weighed.v1", public=False):
    """What a judgement rested on: the version that the officer saw, how each answer stood, which rules.

    Kept beside the judgement and not in it, so that what others hear does not tell how much was weighed.
    """

    step: Key
    seen: Count
    edition: Edition
    answers: tuple[AnswerWeighed, ...] = ()

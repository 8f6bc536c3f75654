"""Whom a step towards a disclosure is about, and in which words. Pure.

The commands name recipients or wordings by their keys; `EVERY` asks for each that there is.
"""

from __future__ import annotations

from typing import Any

from contracts.fields import Key
from services.decisions.domain.commands import (
    EVERY,
    ApplyThreeTests,
    AuthoriseDisclosure,
    RefuseAuthority,
    SeekAuthority,
)
from services.decisions.domain.disclosure import Recipient, Wording
from services.decisions.domain.events_disclosing import TestStage
from services.decisions.domain.state import Case


def live(case: Case) -> tuple[Recipient, ...]:
    """Recipients that were chosen and not withdrawn."""
    return tuple(one for one in case.disclosure.recipients.values() if one.withdrawn is None)


def current(case: Case, recipient: Key) -> Wording | None:
    """The last wording proposed for somebody; the others count no more."""
    theirs = [one for one in case.disclosure.wordings.values() if one.recipient == recipient]
    return max(theirs, key=lambda one: one.version, default=None)


def wordings(case: Case, command: Any) -> tuple[Wording, ...]:
    """The wordings that the command is about, those that there are."""
    held = case.disclosure.wordings
    return tuple(held[key] for key in _wording_keys(case, command) if key in held)


def _wording_keys(case: Case, command: Any) -> tuple[Key, ...]:
    if isinstance(command, SeekAuthority):
        if EVERY not in command.wordings:
            return command.wordings
        proposed = [current(case, one.key) for one in live(case)]
        return tuple(one.key for one in proposed if one is not None)
    if isinstance(command, AuthoriseDisclosure | RefuseAuthority):
        return tuple(sorted(case.disclosure.sought)) if command.wording == EVERY else (command.wording,)
    return ()


def recipients(case: Case, command: Any) -> tuple[Recipient, ...]:
    """The recipients that the command is about, those that are not withdrawn."""
    named = set(_recipient_keys(case, command))
    return tuple(one for one in live(case) if EVERY in named or one.key in named)


def _recipient_keys(case: Case, command: Any) -> tuple[Key, ...]:
    if isinstance(command, ApplyThreeTests):
        return command.recipients
    if found := wordings(case, command):
        return tuple(one.recipient for one in found)
    key = getattr(command, "recipient", None)
    return () if key is None else (key,)


def all_known(case: Case, command: Any) -> bool:
    """Whether everybody whom the command names was chosen, and is still to be told."""
    there = {one.key for one in live(case)}
    return all(key in there or (key == EVERY and bool(there)) for key in _recipient_keys(case, command))


def satisfied(case: Case, command: Any) -> bool:
    """Whether the command is for a disclosure: a test found satisfied, or any step that follows from one."""
    if not isinstance(command, ApplyThreeTests):
        return True
    return {one.stage for one in command.stages if one.satisfied} == set(TestStage)

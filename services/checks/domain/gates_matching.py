"""What stands before a person says whose records these are, or which of differing answers counts."""

from __future__ import annotations

from typing import Final

from contracts.codes import IdentityOutcome
from messaging.gates import Gate
from services.checks.domain import commands as c
from services.checks.domain.coverage import standing, told
from services.checks.domain.gates import CASE_CHANGED, PERSON, G, supervises
from services.checks.domain.settling import drops_a_hit, lowers_a_hit
from services.checks.domain.state import Checks, Pair

_SUPERVISOR_SETTLES: Final = (
    "Records that count as this person's would count no longer: that is for a Sergeant or police staff "
    "equivalent, or above."
)


def _ambiguous(case: Checks, command: c.ChooseMatch) -> bool:
    asks = [case.asks.get(check) for check in command.checks]
    return bool(asks) and all(ask is not None and any(one.findings for one in ask.answers) for ask in asks)


def _among(case: Checks, command: c.ChooseMatch) -> bool:
    asks = [ask for check in command.checks if (ask := case.asks.get(check)) is not None]
    held = {record for ask in asks for one in ask.answers for record in one.records}
    return set(command.records) <= held


CHOOSE: Final[tuple[G, ...]] = (
    PERSON,
    CASE_CHANGED,
    Gate(
        "NO_RECORDS_TO_CHOOSE_FROM",
        "G 45",
        ("R-068",),
        lambda case, command, now: _ambiguous(case, command),
        "These checks brought up no record: name checks that have a possible match.",
    ),
    Gate(
        "RECORD_NOT_AMONG_THEM",
        "G 45",
        ("R-068",),
        lambda case, command, now: _among(case, command),
        "A record that you name was not brought up by these checks.",
    ),
    Gate(
        "CHOICE_UNCLEAR",
        "G 45",
        ("R-068",),
        lambda case, command, now: (
            bool(command.records) == (command.outcome is IdentityOutcome.IS_THE_SUBJECT)
        ),
        "Name the records that are of this person, or say that none is and name none.",
    ),
    Gate(
        "RANK_TO_SETTLE",
        "G 45, 51",
        ("R-068", "R-118"),
        lambda case, command, now: supervises(command.by) or not drops_a_hit(case, command),
        _SUPERVISOR_SETTLES,
    ),
)


def _differing(case: Checks, pair: Pair) -> bool:
    return standing(case, pair).differing


def _said(case: Checks, command: c.SettleAnswers) -> bool:
    return any(one.answer is command.counts for one in told(case, command.pair))


SETTLE: Final[tuple[G, ...]] = (
    PERSON,
    CASE_CHANGED,
    Gate(
        "NOTHING_TO_SETTLE",
        "G 51",
        (),
        lambda case, command, now: _differing(case, command.pair),
        "This source has not answered differently about this person.",
    ),
    Gate(
        "NEVER_SAID",
        "G 51",
        (),
        lambda case, command, now: _said(case, command),
        "The source has not given this answer: choose one that it gave, and that is not settled yet.",
    ),
    Gate(
        "RANK_TO_SETTLE",
        "G 51",
        ("R-118",),
        lambda case, command, now: (
            supervises(command.by) or not lowers_a_hit(case, command.pair, command.counts)
        ),
        _SUPERVISOR_SETTLES,
    ),
)

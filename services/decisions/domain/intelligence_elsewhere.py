"""Intelligence between forces: how it is graded, and how it may be handled, goes with it (G 18, 66). Pure.

Whoever relies on what another force holds needs its grade like that of our own, and whoever passes it on its
handling code. From whom it is never crosses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from contracts.codes import Answer, PartyRole
from contracts.crossing import ReportedFindings, ReportedIntelligence
from contracts.fields import ForceCode, Key
from contracts.held import Grade
from messaging.gates import Gate
from services.decisions.domain import coverage, known_of_subject, ownership
from services.decisions.domain.across import Tasked
from services.decisions.domain.commands import ReportTask
from services.decisions.domain.facts import check_key
from services.decisions.domain.passing import overridable
from services.decisions.domain.state import Case
from services.decisions.domain.tasking import spoken_of


def to_report(case: Case, task: Tasked | None) -> tuple[ReportedIntelligence, ...] | None:
    """Every item in what our own sources hold of the subject; None: the task is not about him."""
    if task is None or not any(one.role is PartyRole.SUBJECT for one in task.about):
        return None
    return tuple(
        ReportedIntelligence(check=one.check, item=item, grade=grade)
        for asked, one in coverage.of_subject(case, Answer.HIT)
        if asked.force is None
        for item, grade in known_of_subject.intelligence_in(case, asked).items()
    )


def item_key(force: ForceCode, item: Key) -> Key:
    """Under which an item of another force is named here."""
    return f"{force}-{item}"


def items(case: Case) -> Mapping[Key, Grade | None]:
    """Of other forces: the last grade of each item, by a key that names the force."""
    found: dict[Key, Grade | None] = {}
    for force, one in _items(case):
        key = item_key(force, one.item)
        found[key] = one.grade or found.get(key)
    return found


def ungraded(case: Case, checks: Iterable[str]) -> frozenset[Key]:
    """What other forces hold in these checks of theirs and nobody has graded, by keys that name the force."""
    wanted, known = frozenset(checks), items(case)
    return frozenset(
        key
        for force, one in _items(case)
        if check_key(force, one.check) in wanted and known[key := item_key(force, one.item)] is None
    )


def silent(case: Case) -> frozenset[ForceCode]:
    """Forces on whose checks of the subject the tests rest, and that never spoke of intelligence."""
    relied = {asked.force for asked, _ in ownership.relied_on(case) if asked.about is PartyRole.SUBJECT}
    told = {force for force, said in _reported(case) if said.intelligence is not None}
    return frozenset(force for force, _ in _reported(case) if force in relied - told)


def _items(case: Case) -> Iterator[tuple[ForceCode, ReportedIntelligence]]:
    return ((force, one) for force, said in _reported(case) for one in said.intelligence or ())


def _reported(case: Case) -> Iterator[tuple[ForceCode, ReportedFindings]]:
    """In the order in which they came."""
    told = [held for held in case.across.tasks.values() if held.findings is not None and held.reported_at]
    for held in sorted(told, key=lambda one: one.reported_at or one.tasked_at):
        if held.findings is not None and (opened := held.findings.opened) is not None:
            yield held.force, opened


def _conditions(case: Case, command: ReportTask) -> list[str]:
    grades = (one.grade for one in to_report(case, spoken_of(case, command)) or ())
    return [grade.conditions or "" for grade in grades if grade is not None and grade.handling == "C"]


SAID: Final = overridable(
    Gate(
        "INTELLIGENCE_NOT_SAID",
        "G 18, 91",
        ("R-069",),
        lambda case, command, moment: not silent(case),
        "The tests rest on what another force found, which has not said what of it is intelligence: ask it, "
        "and have it report the same task again. An Inspector who has asked may pass this, and write "
        "what was answered.",
    )
)


GRADED: Final = overridable(
    Gate(
        "REPORTED_ITEM_NOT_GRADED",
        "G 18, 66",
        ("R-069", "R-149"),
        lambda case, command, moment: all(
            one.grade is not None for one in to_report(case, spoken_of(case, command)) or ()
        ),
        "Intelligence is held of him that nobody has graded: have each item examined and graded first, for "
        "the other force can authorise nothing on it. An Inspector may let it be reported without, and write "
        "why; report again once it is graded.",
    )
)
CONDITIONS_MET: Final[Gate[Case, ReportTask]] = Gate(
    "HANDLING_CONDITIONS",
    "G 18, 66",
    ("R-069", "R-149"),
    lambda case, command, moment: (
        not _conditions(case, command) or bool((command.conditions_met or "").strip())
    ),
    "Intelligence is held of him that may be shared under conditions only: read them in the case, under "
    "`intelligence`, and write how this report keeps to them.",
)

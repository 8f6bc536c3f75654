"""Principle 1: the three-stage test, all of it satisfied or nothing is disclosed (G 82, 83). Pure.

Convictions are confidential to begin with. The presumption that a child sex offender's are disclosed (C-06)
is worked out and shown; it fills nothing in, and its one effect is on a decision not to disclose.
"""

from __future__ import annotations

from typing import Any, Final

from contracts.codes import Answer, CredibleRisk, Known
from contracts.people import FindingKind
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import coverage, known_of_subject, spoken_of, words
from services.decisions.domain.commands import EVERY, ApplyThreeTests
from services.decisions.domain.events_disclosing import (
    DisclosureTested,
    TestReasons,
    TestStage,
)
from services.decisions.domain.facts import check_key
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Case, News

OF_ITSELF: Final = (
    "decisions.disclosure.",
    "decisions.undertaking.",
    "decisions.self_disclosure.",
)
"""News that follows from a test, and does not put it in question."""


def apply(case: Case, command: ApplyThreeTests, moment: Moment) -> Decided:
    tested = DisclosureTested(
        recipients=command.recipients,
        stages=command.stages,
        presumption=presumption(case, command),
        tested_at=to_the_millisecond(moment.now),
        rank=rank_of(command.by),
        reasons=Sealed.of(
            TestReasons(
                necessary=command.necessary,
                pressing=command.pressing,
                proportionate=command.proportionate,
                extent=command.extent or None,
                on_knowledge=command.on_knowledge or None,
                against_advice=command.against_advice or None,
            )
        ),
    )
    return Decided((tested,))


def presumption(case: Case, command: ApplyThreeTests) -> bool:
    """Schedule 34A, risk of harm, necessary and proportionate: all four of C-06."""
    met = {one.stage for one in command.stages if one.satisfied}
    found = {TestStage.NECESSARY_TO_PROTECT, TestStage.PROPORTIONATE} <= met
    return found and is_child_sex_offender(case) and _risk_of_harm(case)


def is_child_sex_offender(case: Case) -> bool:
    """Whether a source holds a conviction of Schedule 34A, a caution or the like among them (C-26)."""
    return known_of_subject.schedule_34a(case) is Known.YES or any(
        FindingKind.SCHEDULE_34A_CONVICTION in (one.kinds or ())
        for _, one in coverage.of_subject(case, Answer.HIT)
    )


def _risk_of_harm(case: Case) -> bool:
    assessed = case.checks.assessment_completed
    return assessed is not None and assessed.value is not CredibleRisk.NONE_IDENTIFIED


def is_satisfied(case: Case) -> bool:
    """Whether the last test was, in all three stages."""
    tested = case.disclosure.tested
    return tested is not None and tested.satisfied == frozenset(TestStage)


def new_since(case: Case, version: int) -> tuple[News, ...]:
    """What came after this entry of the journal and bears on whether to disclose."""
    return tuple(one for one in case.news if one.version > version and not one.type.startswith(OF_ITSELF))


def _new_since_tested(case: Case) -> tuple[News, ...]:
    tested = case.disclosure.tested
    return new_since(case, tested.version) if tested else ()


def _stage_reasons(command: ApplyThreeTests) -> dict[TestStage, str]:
    return {
        TestStage.NECESSARY_TO_PROTECT: command.necessary,
        TestStage.PRESSING_NEED: command.pressing,
        TestStage.PROPORTIONATE: command.proportionate,
    }


def _checks(case: Case) -> frozenset[str]:
    """Those that have given an answer here, and those of which another force has reported one."""
    ours = {one.check for answers in case.checks.answers.values() for one in answers}
    theirs = (
        check_key(asked.force, one.check)
        for asked, said in case.across.answers.items()
        for one in said.answers
    )
    return frozenset(ours.union(theirs))


def _all_evidence_is_there(case: Case, command: ApplyThreeTests, moment: Moment) -> bool:
    return {key for one in command.stages for key in one.rests_on} <= _checks(case) | {EVERY}


def _bear_nothing(case: Case, command: ApplyThreeTests) -> list[str]:
    """Answers that a satisfied stage is said to rest on, and that hold nothing of anybody it is about."""
    named = {key for one in command.stages if one.satisfied for key in one.rests_on} & _checks(case)
    return sorted(named - coverage.hits(case))


def _tested_for(case: Case, command: Any, moment: Moment) -> bool:
    tested = case.disclosure.tested
    asked = spoken_of.recipients(case, command)
    return tested is not None and is_satisfied(case) and {one.key for one in asked} <= tested.recipients


EACH_STAGE_REASONED: Final[Gate[Case, ApplyThreeTests]] = Gate(
    "STAGE_REASONS_MISSING",
    "G 83(a), (b), (c)",
    ("R-191", "R-192", "R-193", "R-194"),
    lambda case, command, moment: all(said.strip() for said in _stage_reasons(command).values()),
    "Write for each of the three stages why it is satisfied or not: necessary to protect a child, a pressing "
    "need, necessary and proportionate to the subject's rights.",
)
EACH_STAGE_ANSWERED: Final[Gate[Case, ApplyThreeTests]] = Gate(
    "STAGE_NOT_ANSWERED",
    "G 83",
    ("R-194",),
    lambda case, command, moment: sorted(one.stage for one in command.stages) == sorted(TestStage),
    "Answer each of the three stages, once.",
)
EVIDENCE_LINKED: Final[Gate[Case, ApplyThreeTests]] = Gate(
    "EVIDENCE_MISSING",
    "G 83",
    ("R-191", "R-192", "R-193"),
    lambda case, command, moment: all(one.rests_on for one in command.stages if one.satisfied),
    "Name for each stage that is satisfied the checks that bear it, of this force or another.",
)
EVIDENCE_THERE: Final[Gate[Case, ApplyThreeTests]] = Gate(
    "EVIDENCE_NOT_FOUND",
    "G 83",
    ("R-191", "R-192", "R-193"),
    _all_evidence_is_there,
    "A check that you name has given no answer in this case: name those that have.",
)
EVIDENCE_BEARS: Final[Gate[Case, ApplyThreeTests]] = Gate(
    "EVIDENCE_BEARS_NOTHING",
    "G 83",
    ("R-191", "R-192", "R-193"),
    lambda case, command, moment: not _bear_nothing(case, command),
    lambda case, command, moment: (
        f"{', '.join(_bear_nothing(case, command))}: found nothing, could not look, is a possible match that "
        "nobody has settled, or is of somebody else. Name checks that hold something of the subject or child."
    ),
)
EXTENT_CONSIDERED: Final[Gate[Case, ApplyThreeTests]] = Gate(
    "EXTENT_NOT_CONSIDERED",
    "G 83(c)(ii)",
    ("R-196",),
    lambda case, command, moment: bool((command.extent or "").strip()),
    "Write how much needs to be said, and why no less would protect the child.",
)
RECIPIENT_GIVEN: Final[Gate[Case, ApplyThreeTests]] = Gate(
    "RECIPIENT_MISSING",
    "G 83, 92(b)",
    ("R-214",),
    lambda case, command, moment: bool(spoken_of.recipients(case, command)),
    "Say for which recipients the tests are satisfied.",
)
SATISFIED: Final[Gate[Case, Any]] = Gate(
    "TEST_NOT_SATISFIED",
    "G 82, 83",
    ("R-190", "R-194"),
    _tested_for,
    "All three stages of the test must be satisfied for this recipient before anything is disclosed.",
)
STILL_SATISFIED: Final[Gate[Case, Any]] = Gate(
    "TEST_NOT_SATISFIED",
    "G 82, 83",
    ("R-190", "R-194"),
    lambda case, command, moment: case.disclosure.tested is None or _tested_for(case, command, moment),
    "The three-stage test was applied again since, and is not satisfied for this recipient.",
)
UP_TO_DATE: Final[Gate[Case, Any]] = Gate(
    "TEST_OUT_OF_DATE",
    "G 83, 102",
    ("R-194", "R-246"),
    lambda case, command, moment: not _new_since_tested(case),
    lambda case, command, moment: (
        f"Since the three tests were applied, this has come in: "
        f"{words.news(one.type for one in _new_since_tested(case))}. Apply them again."
    ),
)

"""Who is put right is somebody else: what was found, weighed or worded of them before counts no more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.codes import Answer, CredibleRisk, PartyRole, Source
from contracts.people import Child, Children, FindingKind, PersonName
from contracts.sealed import Sealed
from messaging.outcomes import Decided, Refusal
from services.decisions.domain.coverage import hits
from tests.services.decisions import disclosing as g
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_told_otherwise import shown
from tests.services.decisions.knowing import information
from tests.services.decisions.ordering import Told

APPLICANT: dict[str, Any] = {"role": PartyRole.APPLICANT, "person": None}


def codes(told: Any, command: Any) -> set[str]:
    outcome = told.by(command.by).when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


OTHER_MAN = t.subject(name=PersonName(given="Jasper", family="Elsewhere"), date_of_birth=date(1971, 1, 5))


@pytest.mark.parametrize("searched_anew", [False, True])
def test_what_was_found_of_the_man_named_before_is_told_of_nobody_else(searched_anew: bool) -> None:
    told = g.way("worded", "tested")
    told = t.hearing(told, t.corrected(told.now + timedelta(minutes=1), subject=OTHER_MAN)).after(hours=1)
    if searched_anew:  # and nothing is held of him
        at = told.now
        nothing = [
            t.answered(one, Answer.NO_TRACE, at=at, check=f"anew-{n}") for n, one in enumerate(t.POLICE)
        ]
        none = t.risk_assessment(at + timedelta(minutes=5), credible=CredibleRisk.NONE_IDENTIFIED)
        told = t.hearing(told, t.requested(at=at - timedelta(minutes=5)), *nothing, none).after(hours=1)
    assert codes(told, g.tests(told))


def test_what_was_found_of_the_man_named_before_is_not_authorised_of_another() -> None:
    """By the old search, impact, representations and wording: only the three tests were said again."""
    told = g.way("worded", "tested")
    told = t.hearing(told, t.corrected(told.now + timedelta(minutes=1), subject=OTHER_MAN)).after(hours=1)
    told = told.by(t.SERGEANT).when(g.tests(told)).after(minutes=5)
    told = told.when(g.seek(told)).after(minutes=5)
    assert codes(told, g.authorise(told))


def test_proof_of_who_the_applicant_was_lets_nobody_else_be_told() -> None:
    told = t.hearing(g.concern(), shown(t.days(12)))
    other = t.applicant(name=PersonName(given="Gerald", family="Otherman"), date_of_birth=date(1980, 1, 1))
    told = t.hearing(told, t.corrected(t.days(14), applicant=other)).after(hours=1)
    told = g.way("worded", "identity", since=told, recipient=APPLICANT)
    assert "RECIPIENT_UNVERIFIED" in codes(told, g.seek(told))


def put_right(told: Told, day: int, **parts: Any) -> Told:
    return t.hearing(told, t.corrected(t.days(day), **parts)).at(t.days(day)).after(hours=1)


def searched_anew(told: Told) -> Told:
    """What is held is of the man whom it is about now, and was assessed as that."""
    at = told.now
    kind = FindingKind.SCHEDULE_34A_CONVICTION
    held = t.answered(Source.POLICE_NATIONAL, Answer.HIT, at=at, check="anew-1", kind=kind)
    assessed = t.risk_assessment(at + timedelta(minutes=5), credible=CredibleRisk.CREDIBLE)
    return t.hearing(told, t.requested(at=at - timedelta(minutes=5)), held, assessed).after(hours=1)


def test_of_whom_it_is_now_all_is_done_anew_and_somebody_can_be_told() -> None:
    told = put_right(g.way("worded"), 20, subject=OTHER_MAN)
    assert codes(told, g.seek(told)) >= {
        "ASSESSED_OF_SOMEBODY_ELSE", "CONNECTION_NOT_ASSESSED", "PRIOR_KNOWLEDGE_NOT_ASSESSED",
        "IMPACT_NOT_ASSESSED", "TEST_OUT_OF_DATE", "WORDED_BEFORE_CORRECTION",
    }  # fmt: skip
    told = g.after(searched_anew(told), g.connection, g.knowledge, g.impact)
    assert codes(told, g.tests(told)) == {"EVIDENCE_BEARS_NOTHING"}
    told = g.after(told, lambda told: g.tests(told, stages=g.stages(evidence=("anew-1",))))
    assert codes(told, g.seek(told)) == {"WORDED_BEFORE_CORRECTION"}
    worded = g.after(told, lambda told: g.wording(told, text="Jasper is not to be alone with her."))
    assert codes(worded, g.seek(worded)) == set()


def test_another_address_or_another_name_besides_makes_nobody_somebody_else() -> None:
    name = t.subject().clear().name
    assert name is not None
    moved = t.subject(t.APPLICANT_HOME, name=name.model_copy(update={"other": ("Dory",)}))
    told = put_right(g.way("worded"), 20, subject=moved)
    assert codes(told, g.tests(told)) == set()


def test_a_child_who_is_put_right_leaves_what_is_known_of_the_others() -> None:
    told = g.way("worded")
    assert told.state.children is not None
    held = told.state.children.value.clear()
    another = Child(ref="child-2", name=PersonName(given="Cassia", family="Testperson"))
    both = Sealed.of(Children(named=(*held.named, another)))
    told = put_right(told, 20, children=both)
    assert not told.state.put_right
    renamed = [
        one.model_copy(update={"name": PersonName(given="Other", family="Sample")}) for one in held.named
    ]
    other = Sealed.of(Children(named=(*renamed, another)))
    told = put_right(told, 21, children=other)
    assert {one.child for one in told.state.put_right} == {t.CHILD}
    assert "CONNECTION_NOT_ASSESSED" in codes(told, g.tests(told))


KIND = FindingKind.SCHEDULE_34A_CONVICTION


def test_a_late_answer_to_an_ask_of_before_is_no_evidence_of_whom_it_is_about_now() -> None:
    told = put_right(g.way("worded"), 20, subject=OTHER_MAN)
    at = told.now
    late = t.answered(Source.PROBATION, Answer.HIT, at=at, check="old-ask", kind=KIND)
    late = late._replace(event=late.event.model_copy(update={"asked_at": t.days(2)}))
    new = t.answered(Source.PROBATION, Answer.NO_TRACE, at=at + timedelta(minutes=1), check="anew-1")
    assessed = t.risk_assessment(at + timedelta(minutes=5), credible=CredibleRisk.CREDIBLE)
    told = t.hearing(told, t.requested(at=at - timedelta(minutes=5)), late, new, assessed).after(hours=1)
    told = g.after(told, g.connection, g.knowledge, g.impact)
    assert codes(told, g.tests(told, stages=g.stages(evidence=("old-ask",)))) == {"EVIDENCE_BEARS_NOTHING"}


def test_a_settlement_after_it_makes_no_evidence_of_the_check_of_before() -> None:
    told = g.way("worded")
    old = sorted(hits(told.state))
    told = put_right(told, 20, subject=OTHER_MAN)
    assert not hits(told.state)
    at = told.now
    held = t.answered(Source.POLICE_NATIONAL, Answer.HIT, at=at, check="anew-1", kind=KIND)
    settled = t.settled(Source.POLICE_NATIONAL, Answer.HIT, *old, "anew-1", at=at + timedelta(minutes=2))
    told = t.hearing(told, t.requested(at=at - timedelta(minutes=5)), held, settled)
    assert hits(told.state) == {"anew-1"}


def test_nobody_is_held_to_have_been_asked_because_another_was() -> None:
    told = g.way("data_protection", "dispensed")
    told = g.after(told, g.ask, lambda told: g.sought(told, reply_by=told.now + timedelta(days=3)))
    told = put_right(told.after(days=4), 20, subject=OTHER_MAN)
    told = g.after(searched_anew(told), g.connection, g.knowledge, g.impact).after(days=10)
    tests = g.tests(told, stages=g.stages(evidence=("anew-1",)))
    assert codes(told, tests) == {"REPRESENTATIONS_NOT_SOUGHT"}


def test_whom_police_name_otherwise_since_is_somebody_else_too() -> None:
    told = searched_anew(put_right(g.way("worded"), 20, subject=OTHER_MAN))
    at = told.now
    again = information(at, received_at=at, recorded_at=at, children=None, relationships=None)
    told = g.after(t.hearing(told, again).after(hours=1), g.connection, g.knowledge, g.impact)
    tests = g.tests(told, stages=g.stages(evidence=("anew-1",)))
    assert {"EVIDENCE_BEARS_NOTHING", "ASSESSED_OF_SOMEBODY_ELSE"} <= codes(told, tests)


def test_what_was_not_said_before_makes_nobody_another() -> None:
    unborn = t.subject(date_of_birth=None, approximate_age=41)
    told = t.hearing(g.concern(), t.corrected(t.days(20), subject=unborn)).at(t.days(20)).after(hours=1)
    told = put_right(told, 21, subject=t.subject(date_of_birth=date(1985, 4, 2), approximate_age=None))
    assert all(one.at == t.days(20) for one in told.state.put_right.values())

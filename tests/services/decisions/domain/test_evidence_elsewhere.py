"""The three tests may rest on what another force found, as that force reported it (G 66, 82, 83)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from access.runtime import Snapshot
from contracts.codes import Answer, Known, Source
from contracts.parts import Coverage
from contracts.people import PersonName
from contracts.sealed import Box, Sealed
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import commands as c
from services.decisions.domain.events_disclosing import CheckElsewhere, StageAnswer, TestStage
from services.decisions.http import view
from tests.given import CASE
from tests.services.decisions import between as b
from tests.services.decisions import disclosing as g
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told

KEY = "initial-1-police-national-subject"
"""Both forces may call one of their checks so."""


def codes(told: Told, command: Any) -> set[str]:
    outcome = told.when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


def held(answer: Answer = Answer.HIT, source: Source = Source.POLICE_NATIONAL) -> Coverage:
    return Coverage(source=source, about=b.SUBJECT, check=KEY, answer=answer)


def reported(*answers: Coverage, **more: Any) -> Told:
    """A concern, in which 23 was asked and has reported these."""
    told = g.concern()
    soon: Any = {"acknowledge_by": told.now + timedelta(days=1), "report_by": told.now + timedelta(days=8)}
    told = b.asking(told, **soon)
    said: Any = {"mappa": Known.NO, "area": None, "manages": False}
    at = told.now + timedelta(hours=2)
    return b.hearing(told, b.reported(at, answers=answers, **(said | more)))


def stages(force: str = "23", check: str = KEY) -> tuple[StageAnswer, ...]:
    elsewhere = (CheckElsewhere(force=force, check=check),)
    return tuple(StageAnswer(stage=one, satisfied=True, elsewhere=elsewhere) for one in TestStage)


def applied(told: Told, **more: Any) -> set[str]:
    return codes(told, g.tests(told, stages=stages(**more)))


EVIDENCE = {"EVIDENCE_MISSING", "EVIDENCE_NOT_FOUND", "EVIDENCE_BEARS_NOTHING"}


@pytest.mark.proves("R-191", "R-192", "R-193", by="services.decisions.domain.coverage:hits")
def test_a_disclosure_may_rest_on_what_another_force_holds() -> None:
    told = g.way("worded", since=reported(held()), tested={"stages": stages()})
    assert told.state.disclosure.tested is not None
    assert told.state.disclosure.tested.evidence == {f"23:{KEY}"}
    told = g.after(told, g.seek, g.authorise)
    assert told.state.disclosure.authorities


def test_a_check_is_of_the_force_that_is_named() -> None:
    told = reported(held())
    assert not applied(told) & EVIDENCE
    assert applied(told, force="41") & EVIDENCE == {"EVIDENCE_NOT_FOUND"}
    assert applied(told, check="initial-2-police-national-subject") & EVIDENCE == {"EVIDENCE_NOT_FOUND"}
    ours = g.tests(told, stages=g.stages(evidence=(KEY,)))
    assert "EVIDENCE_NOT_FOUND" in codes(told, ours), "no check of ours"


@pytest.mark.parametrize("answer", [Answer.NO_TRACE, Answer.AMBIGUOUS, Answer.UNAVAILABLE])
def test_what_holds_nothing_there_bears_nothing_here(answer: Answer) -> None:
    assert applied(reported(held(answer))) & EVIDENCE == {"EVIDENCE_BEARS_NOTHING"}


def test_what_was_found_of_who_they_were_before_bears_nothing() -> None:
    told = reported(held())
    other = t.subject(name=PersonName(given="Dorian", family="Sample-Quell"))
    told = t.hearing(told, t.corrected(told.now + timedelta(hours=1), subject=other))
    assert "EVIDENCE_BEARS_NOTHING" in applied(told)


def test_what_an_agency_there_owns_is_disclosed_with_its_consent() -> None:
    since = reported(held(source=Source.PROBATION))
    told = g.way("worded", since=since, tested={"stages": stages()})
    assert "OWNER_CONSENT_MISSING" in codes(told, g.seek(told))
    ours = told.when(c.RecordOwnerConsent(t.CONSTABLE, KEY, True, False, "By telephone."))
    assert "OWNER_CONSENT_MISSING" in codes(ours, g.seek(ours)), "of another check"
    theirs = told.when(c.RecordOwnerConsent(t.CONSTABLE, KEY, True, False, "By telephone.", "23"))
    assert "OWNER_CONSENT_MISSING" not in codes(theirs, g.seek(theirs))


def test_no_authority_rests_on_what_cannot_be_read_here() -> None:
    closed: Any = Sealed("reported_findings", None, Box("box-of-another-1", "key-destroyed-01", "AAAA"))
    told = g.way("worded", since=reported(held(), findings=closed), tested={"stages": stages()})
    assert codes(told, g.seek(told)) == {"EVIDENCE_CLOSED"}


def test_the_case_shows_under_which_key_another_force_s_check_is_named() -> None:
    told = reported(held())
    shown = view.show(Snapshot(CASE, told.state, told.version, (), False, told.now))
    [theirs] = [one for one in shown.personal["checks"] if one["force"]]
    assert (theirs["force"], theirs["check"]) == ("23", KEY)

"""What a force said of who somebody was before they were put right protects until it has looked again, is
shown as that, and is no evidence of who they are (G 51, 67, 73; C-45)."""

from __future__ import annotations

from typing import Any

import pytest

from access.runtime import Snapshot
from contracts.codes import Answer, Category, ConcernGround, Known, Source
from contracts.crossing import PrimacyGround
from contracts.parts import Coverage
from messaging.outcomes import Refusal
from services.decisions.domain import agreeing, evidence, grounds
from services.decisions.domain import commands as c
from services.decisions.domain.explaining import said, sources
from services.decisions.domain.state import Case
from services.decisions.http import view
from services.decisions.http.view_across import across
from tests.given import CASE, Story
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_nobody_told import AT_ODDS, then, with_them
from tests.services.decisions.domain.test_put_right_elsewhere import put_right

Told = Story[Case]
HELD = Coverage(source=Source.POLICE_LOCAL, about=b.SUBJECT, check="theirs", answer=Answer.HIT)
CLEARED = HELD.model_copy(update={"answer": Answer.NO_TRACE})


def held_there(**says: Any) -> Told:
    return with_them(t.assessed(), answers=(HELD,), **says)


def reported_anew(told: Told, *answers: Coverage, **says: Any) -> Told:
    at = told.now
    return b.hearing(
        told, b.acknowledged(at, correction=1), b.reported(at, correction=1, answers=answers, **says)
    )


def shown(told: Told) -> dict[str, Any]:
    found: Any = across(told.state, told.now)
    mappa: dict[str, Any] = found["mappa"]
    return mappa


def refused(told: Told) -> dict[str, str]:
    outcome = told.when(t.no_concern(told)).outcome
    return {one.code: one.words for one in outcome.unmet} if isinstance(outcome, Refusal) else {}


def borne_out(told: Told) -> bool:
    return grounds.is_held(told.state, ConcernGround.RELEVANT_INTELLIGENCE)


@pytest.mark.proves("R-177", by="services.decisions.domain.grounds:is_held")
def test_a_hit_on_somebody_else_bears_out_no_ground_of_a_concern() -> None:
    told = held_there()
    assert borne_out(told)
    told = put_right(told)
    assert not borne_out(told)
    concern = t.concern(
        told, category=Category.CONCERN, grounds=frozenset({ConcernGround.RELEVANT_INTELLIGENCE})
    )
    outcome: Any = told.when(concern).outcome
    assert "GROUND_C_NOT_HELD" in {one.code for one in outcome.unmet}
    assert borne_out(reported_anew(told, HELD)), "once it is said of who they are"


def test_it_stands_against_no_concern_until_that_force_has_looked_again_and_says_of_whom_it_was() -> None:
    told = put_right(held_there())
    assert "who they were before" in refused(told)["SOMETHING_IS_HELD"]
    assert "SOMETHING_IS_HELD" not in refused(reported_anew(told, CLEARED))
    again = refused(reported_anew(told, HELD))
    assert "who they were before" not in again["SOMETHING_IS_HELD"]


def test_whoever_reads_the_case_or_its_explanation_sees_of_whom_it_was_said() -> None:
    told = held_there()

    def marked(told: Told) -> tuple[bool, bool, bool]:
        seen: Any = view.show(Snapshot(CASE, told.state, told.version, (), False, told.now)).personal
        [read] = [one for one in seen["checks"] if one["force"] == "23"]
        [explained] = [one for one in sources.standing(told.state) if one["asked_by"]]
        [kept] = [one for one in evidence.answers(told.state) if one.force == "23" and one.answer]
        return read["of_before"], explained["of_before"], "before" in said.value(kept)

    assert marked(told) == (False, False, False)
    assert marked(put_right(told)) == (True, True, True)
    assert marked(reported_anew(put_right(told), HELD)) == (False, False, False)


def test_that_they_are_managed_stands_is_shown_as_said_of_who_they_were_and_ends_with_the_new_report() -> (
    None
):
    told = then(held_there(), *AT_ODDS)
    assert shown(told)["current"] == "yes"
    assert not shown(told)["of_before"]
    told = put_right(told)
    assert shown(told)["current"] == "yes"
    assert shown(told)["of_before"]
    found = agreeing.stands(told.state, told.now)
    assert found is not None
    assert (found.ground, found.host) == (PrimacyGround.MAPPA_AREA, "23"), "nobody else decides meanwhile"
    anew = reported_anew(told, CLEARED, mappa=Known.NO, area=None, manages=False)
    assert (shown(anew)["current"], shown(anew)["of_before"]) == ("no", False)
    still = reported_anew(told, HELD)
    assert (shown(still)["current"], shown(still)["of_before"]) == ("yes", False)


def test_a_new_report_that_does_not_know_leaves_nothing_of_who_they_were() -> None:
    told = put_right(then(held_there(), *AT_ODDS))
    for manages in (True, False):
        anew = reported_anew(told, HELD, mappa=Known.UNKNOWN, area=None, manages=manages)
        assert (shown(anew)["current"], shown(anew)["of_before"]) == ("not known", False)


def test_what_somebody_here_recorded_of_it_is_their_own() -> None:
    told = held_there()
    recorded = told.when(c.RecordMappaStatus(t.SERGEANT, Known.YES, "AREA-23", "23", told.now))
    assert not shown(put_right(recorded))["of_before"]
    after = put_right(told)
    after = after.when(c.RecordMappaStatus(t.SERGEANT, Known.YES, "AREA-23", "23", after.now))
    assert not shown(after)["of_before"], "found out since"

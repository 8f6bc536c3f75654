"""A case is explained as it stood: what was known then, in words, and nothing of what was learnt later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts import crossing
from contracts.codes import Answer, Source
from contracts.event import Event
from contracts.people import Reasons
from contracts.sealed import Box, Sealed
from messaging.decider import Actor, Recorded
from services.decisions.domain import commands as c
from services.decisions.domain.explained import JudgementWeighed
from services.decisions.domain.explaining import explain
from services.decisions.domain.explaining.steps import CLEAR, KINDS, PASSED, TAKEN
from services.decisions.domain.explaining.telling import told as as_told
from services.decisions.domain.explaining.titles import TITLES
from services.decisions.domain.explaining.what_left import left
from services.decisions.http.explanation import shown
from tests import reading
from tests.examples import many
from tests.given import SYSTEM, story
from tests.reading import codes_in
from tests.services.decisions import tellings as s
from tests.services.decisions import test_any_life as life
from tests.services.decisions import told as t
from tests.services.decisions.chronicle import Chronicle
from tests.services.decisions.domain.tried_printing import print_page
from tests.services.decisions.every_event import AT, EVERY, made, shapes
from tests.services.decisions.ordering import UNREAD, over

NO_WORDS = frozenset({"hash", "reference", "in_the_words_of", "is_a_reference"})


@pytest.fixture
def chronicle(monkeypatch: pytest.MonkeyPatch) -> Chronicle:
    return Chronicle().kept(monkeypatch)


def texts(value: Any) -> Iterator[str]:
    return reading.texts(value, NO_WORDS)


@pytest.mark.proves("R-246", "R-260", by="services.decisions.domain.explaining.explanation:explain")
def test_the_course_tells_every_entry_in_order_with_who_and_why(chronicle: Chronicle) -> None:
    told = t.finalised()
    course = explain(chronicle.history(told.now))["course"]
    assert [one["number"] for one in course] == list(range(1, told.version + 1))
    categorised = next(one for one in course if one["words"] == "the case was categorised")
    assert categorised["paragraph"] == "G 72 to 78"
    assert categorised["reasons"] == ["All three statements hold."]
    form = next(one for one in course if one["words"] == "the face-to-face form was completed")
    assert form["by"] == t.CONSTABLE.id
    assert all(one["by"] and one["recorded_at"] for one in course)
    assert {"what": "category", "is": "no concern"} in categorised["details"]
    assert course[0]["kept_sealed"] == ["applicant", "applicant contact", "subject", "children", "account"]
    assert "Dorian" not in str(course), "people are not told"


def test_what_was_recorded_later_is_not_known_even_if_it_occurred_before(chronicle: Chronicle) -> None:
    told = t.assessed()
    before = told.now
    late = t.answered(Source.PROBATION, Answer.HIT, at=t.days(3))
    told = told.after(hours=2)
    told = told.fold(late.event, heard=late)
    assert "probation service" not in str(explain(chronicle.history(before)))
    entry = explain(chronicle.history(told.now))["course"][-1]
    assert entry["learnt_later"]
    assert entry["occurred_at"] < before < entry["recorded_at"]


def test_each_source_is_told_with_scope_answer_and_what_it_holds(chronicle: Chronicle) -> None:
    told = t.assessed(
        t.failed(Source.PROBATION), t.answered(Source.POLICE_LOCAL, Answer.HIT), t.agency_requested()
    )
    explained = explain(chronicle.history(told.now))
    local = next(one for one in explained["sources"] if one["source"] == "this force's records")
    assert (local["answer"], local["searched"]) == (
        "something held: look at it",
        "this force's crime and intelligence records",
    )
    assert local["found"]
    unanswered = {one["source"]: one["reason"] for one in explained["not_answered"]}
    assert unanswered["probation service"].startswith("could not look")
    assert unanswered["children's social care"] == "asked, and had not answered"
    assert all(one["since"] for one in explained["not_answered"])


@pytest.mark.proves("R-256", by="services.decisions.domain.explaining.steps:taken")
def test_a_step_tells_every_condition_and_what_was_passed_over_what_unread(chronicle: Chronicle) -> None:
    told = t.assessed(t.failed(Source.PROBATION, Answer.WITHHELD))
    over(told.with_unread(UNREAD), t.no_concern)
    step = explain(chronicle.history(told.now))["steps"][-1]
    stood = {one["words"]: one["stood"] for one in step["conditions"]}
    assert stood["source did not look"] == stood["unread messages"] == PASSED
    nobody = "Nobody supervises this case yet: a Sergeant or police staff equivalent takes it first."
    assert stood[nobody] == CLEAR
    assert {CLEAR, PASSED} == set(stood.values())
    assert step["passed_because"] == ["Rang the desk; nothing weighs."]
    assert step["rules"] == "decisions-12"
    assert [one["what"] for one in step["unread"]] == ["an answer from a source"]
    assert "probation service, the subject, would not or may not say" in str(step["rested_on"])
    assert "the case was categorised" in [one["words"] for one in step["decided"]]


def test_a_refused_attempt_is_told_with_all_that_stood_in_its_way(chronicle: Chronicle) -> None:
    told = t.categorised()
    told = told.when(t.finalise(told))
    refused = explain(chronicle.history(told.now))["refused"][-1]
    assert (refused["step"], refused["by"]) == ("finalise", t.SERGEANT.id)
    assert len(refused["conditions"]) == 5
    assert all(one["paragraph"].startswith("G ") for one in refused["conditions"])


def test_rules_of_another_edition_are_not_made_up(chronicle: Chronicle) -> None:
    told = t.categorised()
    history = chronicle.history(told.now)
    entries = tuple(
        one._replace(event=one.event.model_copy(update={"edition": "decisions-1"}))
        if isinstance(one.event, JudgementWeighed)
        else one
        for one in history.entries
    )
    step = explain(replace(history, entries=entries))["steps"][-1]
    assert step["rules"] == "decisions-1"
    assert step["conditions"] == []
    assert "only what was passed or refused is on record" in step["note"]


@pytest.mark.proves("R-211", "R-246", by="services.decisions.domain.explaining.what_left:wordings")
def test_each_wording_is_told_by_its_hash_with_who_at_which_rank_and_why(chronicle: Chronicle) -> None:
    told = s.sign(s.released().by(s.OFFICER).when(print_page(s.released())))
    told = told.when(s.delivery(told))
    explained = explain(chronicle.history(told.now))
    became = [(one["what"], one["recipient"], one["hash"]) for one in explained["wordings"]]
    assert became == [
        (what, "mother", s.HASH)
        for what in (
            "a wording was proposed",
            "disclosure was authorised",
            "the authorised wording was released to be spoken once",
            "the page for the visit was printed",
            "the recipient was told",
        )
    ]
    authorised = explained["wordings"][1]
    assert (authorised["by"], authorised["rank"]) == (s.AUTHORISER.id, "Inspector or Detective Inspector")
    assert authorised["because"] == ["Weighed with all that is held."]
    page, telling = explained["left"][-2:]
    assert page["to"] == "the officer who goes there; it is not left behind"
    assert (telling["by_what_means"], telling["in_the_words_of"]) == ("in person", s.SCRIPT)
    assert s.WORDS not in str(explained), "the words themselves stay sealed"


@pytest.mark.parametrize(("erased", "why"), [(True, "erased"), (False, "cannot be opened here")])
def test_what_cannot_be_read_any_more_says_so(erased: bool, why: str) -> None:
    event = next(shapes(c_reasons()))
    box = Box("i" * 22, "k" * 22, "c2VhbGVk")
    lost = event.model_copy(
        update={"reasons": Sealed("reasons", Reasons(text="gone") if erased else None, box)}
    )
    entry = as_told(_entry(lost), frozenset({box.key}) if erased else frozenset())
    assert entry["reasons"] == []
    assert why in entry["unreadable"][0]
    assert "gone" not in str(entry)


def c_reasons() -> Any:
    return next(kind for kind in EVERY if kind.TYPE == "decisions.overdue.explained.v1")


def _entry(event: Any) -> Recorded:
    by = Actor("an.officer", "SERGEANT")
    return Recorded(1, "m-1", "csods/46/decisions", event.TYPE, event, AT, AT, by, False)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.TYPE)
def test_no_event_is_told_in_codes(kind: Any) -> None:
    assert kind.TYPE.rpartition(".v")[0] in TITLES, "say in titles.py what this event is called"
    for event in shapes(kind):
        for text in texts(as_told(_entry(event), frozenset())):
            assert not codes_in(text), text


def test_no_title_is_of_an_event_that_does_not_exist() -> None:
    assert set(TITLES) == {kind.TYPE.rpartition(".v")[0] for kind in EVERY}


@pytest.mark.parametrize(
    "text",
    ["SOURCE_DID_NOT_ANSWER", "see R-099", "as C-10 has it", "the clock K4", "checks.check.failed.v1", "HIT"],
)
def test_a_code_would_be_found(text: str) -> None:
    assert codes_in(text)


def test_every_intention_can_be_told_as_a_step() -> None:
    assert {*c.JUDGEMENTS, *TAKEN.values()} == set(c.INTENTIONS) == set(KINDS.values())


def lived(choices: list[int], told: Any) -> Any:
    for choice in choices:
        before = told.after(minutes=7)
        told = life.fire(before) if choice == life.WAIT else before.when(life.STEPS[choice](before))
    return told


EARLIER = timedelta(days=2)
CHOICES = st.lists(st.integers(min_value=0, max_value=life.WAIT), max_size=30)


@settings(deadline=None, max_examples=many(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHOICES, CHOICES)
def test_an_explanation_as_of_then_is_the_one_that_was_given_then(
    chronicle: Chronicle, until_then: list[int], since: list[int]
) -> None:
    """Whatever happened since, and whenever what was learnt since had occurred."""
    told = lived([0, *until_then], story(chronicle.decider))
    given_then = shown(chronicle.history(told.now))
    then = told.now
    later = lived(since, told)
    late = t.answered(Source.PROBATION, Answer.HIT, at=then - EARLIER)
    later.after(minutes=1).fold(late.event, heard=late)
    assert shown(chronicle.history(then)) == given_then
    assert len(chronicle.entries) > len(chronicle.history(then).entries)
    for text in texts({**given_then.case, **given_then.personal}):
        assert not codes_in(text), text


@pytest.mark.parametrize("kind", crossing.EVENTS)
def test_what_went_to_another_force_has_left_and_what_it_said_has_not(kind: type[Event]) -> None:
    """Who applied among it: a court asks what left, and to whom."""
    ours = Recorded(1, "e-1", "csods/46/decisions", kind.TYPE, made(kind), AT, AT, SYSTEM, False, {})
    [entry] = left([ours])
    assert entry["to"].startswith("another force")
    theirs = Recorded(1, "e-1", "csods/23/decisions", kind.TYPE, made(kind), AT, AT, SYSTEM, True, {})
    assert list(left([theirs])) == []

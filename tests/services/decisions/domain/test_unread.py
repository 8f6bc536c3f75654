"""Nothing is decided over mail that nobody has read, wherever it lies; what protects a child never waits."""

from __future__ import annotations

from datetime import datetime

import pytest

from access.runtime import Snapshot
from contracts.codes import Kept
from contracts.unread import CaseMessageHeld, CaseMessageReleased
from messaging.decider import Message, Stale
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.explained import GatesOverridden
from services.decisions.domain.unread import BEHIND, elsewhere
from services.decisions.http import view
from services.decisions.store.projector import line
from tests.given import story
from tests.services.decisions import told as t
from tests.services.decisions.ordering import STALE, Told, over
from tests.services.decisions.people import said

AGENCY = "csods.46.checks.from.socialcare-kent"


def held(at: datetime, by: str = "checks", topic: str = AGENCY, kept: Kept = Kept.QUARANTINED) -> Message:
    return said(CaseMessageHeld(topic=topic, kept=kept, since=at), by, at, actor=t.SERVICE)


def released(at: datetime, by: str = "checks", topic: str = AGENCY) -> Message:
    return said(CaseMessageReleased(topic=topic), by, at, actor=t.SERVICE)


def codes(told: Told) -> list[str]:
    outcome = told.when(t.no_concern(told)).outcome
    return [one.code for one in outcome.unmet] if isinstance(outcome, Refusal) else []


def test_what_another_service_cannot_read_stops_judging_until_it_is_released() -> None:
    told = t.hearing(t.assessed(), held(t.days(11)))
    assert codes(told) == ["UNREAD_MESSAGES"]
    assert codes(t.hearing(told, released(t.days(11.5)))) == []


def test_the_refusal_names_the_service_the_writer_and_since_when() -> None:
    told = t.hearing(t.assessed(), held(t.days(11)))
    outcome = told.when(t.no_concern(told)).outcome
    assert isinstance(outcome, Refusal)
    assert "in checks, from socialcare kent (since" in outcome.unmet[0].words
    assert "set aside: it could not be read or applied" in outcome.unmet[0].words


def test_each_service_and_topic_is_released_by_itself() -> None:
    told = t.hearing(t.assessed(), held(t.days(11)))
    told = t.hearing(told, held(t.days(11), "intake", "csods.46.decisions", Kept.WAITING))
    told = t.hearing(told, released(t.days(11.2), "intake", "csods.46.decisions"))
    assert [(one.service, one.topic) for one in elsewhere(told.state)] == [("checks", AGENCY)]


def test_of_one_topic_the_later_word_counts_whichever_comes_first() -> None:
    late = t.hearing(t.assessed(), released(t.days(12)), held(t.days(11)))
    assert elsewhere(late.state) == ()
    again = t.hearing(t.assessed(), held(t.days(11)), released(t.days(11)), held(t.days(11)))
    assert len(elsewhere(again.state)) == 1, "of one instant the last that came counts"


def test_held_mail_is_no_news_and_breaks_no_silence() -> None:
    before = t.assessed()
    told = t.hearing(before, held(t.days(11)), released(t.days(11.5)))
    assert told.state.news == before.state.news
    assert told.state.last_active == before.state.last_active
    assert told.version == before.version + 2
    looked_before = t.no_concern(told, seen=before.version)
    assert isinstance(told.when(looked_before).outcome, Decided), "no news since the officer looked"


def test_held_mail_raises_nothing_and_opens_no_case() -> None:
    unopened = story(DECIDER).when(c.Hear(held(t.days(1))))
    unopened.not_yet()
    finished = t.finalised().when(c.Hear(held(t.days(60))))
    assert isinstance(finished.outcome, Decided)
    assert finished.events == ()
    assert finished.outcome.tasks == ()


def test_only_an_inspector_passes_it_and_what_was_unread_is_kept_with_the_reason() -> None:
    told = t.hearing(t.assessed(), held(t.days(11))).with_stale(STALE)
    assert sorted(codes(told)) == ["FEED_STALE", "UNREAD_MESSAGES"]
    by_sergeant = told.when(t.no_concern(told, override="It will not matter.")).outcome
    assert isinstance(by_sergeant, Refusal)
    (kept,) = [one for one in over(told, t.no_concern).events if isinstance(one, GatesOverridden)]
    assert set(kept.codes) == {"UNREAD_MESSAGES", "FEED_STALE"}
    assert [(one.held_by, one.topic, one.where, one.since) for one in kept.unread] == [
        ("checks", AGENCY, "quarantined", t.days(11))
    ]
    assert [(one.topic, one.why, one.since) for one in kept.stale] == [
        ("csods.46.checks", "SILENT", t.days(11))
    ]


@pytest.mark.parametrize("why", BEHIND)
def test_every_way_in_which_a_feed_is_stale_has_words(why: str) -> None:
    told = t.assessed().with_stale(Stale("csods.46.checks", why, t.days(11)))
    outcome = told.when(t.no_concern(told)).outcome
    assert isinstance(outcome, Refusal)
    assert [one.code for one in outcome.unmet] == ["FEED_STALE"]
    assert "checks" in outcome.unmet[0].words
    assert "since" in outcome.unmet[0].words


def test_an_immediate_risk_rings_over_mail_that_nobody_could_read() -> None:
    told = t.hearing(t.assessed(), held(t.days(11))).with_stale(STALE)
    rung = t.hearing(told, t.risk(t.days(11.1)))
    assert "decisions.supervisor.alerted.v1" in [one.TYPE for one in rung.events]


def test_a_limit_that_passes_over_what_is_unread_is_provisional() -> None:
    def passed(told: Told) -> list[bool]:
        clock = next(iter(told.state.clocks.values()))
        assert clock.limit is not None
        late = told.at(clock.limit.late_from)
        ran_out = late.when(c.ClockRanOut(clock=clock.name, limit=True, due=clock.limit.at))
        return [one.provisional for one in ran_out.events if hasattr(one, "provisional")]

    assert passed(t.opened()) == [False]
    assert passed(t.opened().with_stale(STALE)) == [True]
    assert passed(t.hearing(t.opened(), held(t.days(0.2)))) == [True]


def test_it_shows_on_the_work_list_and_in_the_case() -> None:
    told = t.hearing(t.assessed(), held(t.days(11)))
    assert line(told.state, told.version)["held_elsewhere"] is True
    assert line(t.assessed().state, 1)["held_elsewhere"] is False
    snapshot = Snapshot(told.state.case_id, told.state, told.version, (), False, told.now)
    shown = view.show(snapshot)
    (for_all,), (on_it,) = shown.case["unread_elsewhere"], shown.personal["course"]["unread_elsewhere"]
    assert on_it.startswith("in checks, from socialcare kent")
    assert for_all.startswith("in checks (since")

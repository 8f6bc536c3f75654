"""What a case needs to be explained: what each judgement rested on, and what was passed over (G 102)."""

from __future__ import annotations

from access.runtime import Snapshot
from contracts.codes import Answer, Source
from messaging.decider import Unread
from services.decisions.domain.decide import step_of
from services.decisions.domain.explained import EDITION, GatesOverridden, JudgementWeighed, Standing
from services.decisions.http import view
from tests.services.decisions import told as t
from tests.services.decisions.ordering import UNREAD, Told, do_not, over


def of(told: Told, kind: type) -> list[object]:
    return [event for event in told.events if isinstance(event, kind)]


def test_every_judgement_keeps_what_was_seen_how_each_source_stood_and_by_which_rules() -> None:
    told = t.assessed()
    (kept,) = of(told.when(t.no_concern(told)), JudgementWeighed)
    assert isinstance(kept, JudgementWeighed)
    assert (kept.step, kept.seen, kept.edition) == (step_of(type(t.no_concern(told))), told.version, EDITION)
    assert [(one.source, one.answer) for one in kept.answers] == [
        (source, Answer.NO_TRACE) for source in sorted(t.POLICE)
    ]


def test_who_had_not_answered_is_kept_as_well() -> None:
    told = t.checked(*t.NOTHING_HELD, t.agency_requested(t.hours(2)))
    (kept,) = of(over(told, do_not), JudgementWeighed)
    assert isinstance(kept, JudgementWeighed)
    assert [one.source for one in kept.answers if one.answer is None] == [Source.SOCIAL_CARE]


def test_what_was_passed_over_is_kept_answer_by_answer() -> None:
    (kept,) = of(over(t.assessed(t.failed(Source.PROBATION)), t.no_concern), GatesOverridden)
    assert isinstance(kept, GatesOverridden)
    assert kept.edition == EDITION
    assert kept.standing == (
        Standing(
            code="SOURCE_DID_NOT_LOOK",
            source=Source.PROBATION,
            about=t.SUBJECT,
            check="probation-1",
            answer=Answer.UNAVAILABLE,
        ),
    )


def test_which_mail_was_unread_is_kept_and_none_of_what_its_sender_wrote() -> None:
    spoiled = Unread("waiting", "csods.46.checks", "Ferdinand Testperson", "free words", t.days(11))
    (kept,) = of(over(t.assessed().with_unread(UNREAD, spoiled), t.no_concern), GatesOverridden)
    assert isinstance(kept, GatesOverridden)
    assert [(one.where, one.type, one.reason) for one in kept.unread] == [
        ("quarantine", "checks.check.completed.v1", "DATA_INVALID"),
        ("waiting", "", ""),
    ]


def test_the_record_shows_what_was_passed_beside_the_reason() -> None:
    told = over(t.assessed(t.failed(Source.PROBATION)), t.no_concern)
    snapshot = Snapshot(told.state.case_id, told.state, told.version, (), False, told.now)
    decision = view.show(snapshot).personal["decision"]
    passed = [one["passed"] for one in decision["reasons"] if one["passed"]]
    assert passed == [["source did not look"]]

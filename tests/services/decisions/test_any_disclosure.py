"""Whatever is done on the way to a disclosure: no authority without all that it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from access.runtime import Snapshot
from contracts.codes import AlertKind, Answer, Category, PartyRole, Source
from contracts.people import FindingKind
from contracts.ranks import at_least
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import commands as c
from services.decisions.domain import events_disclosing as d
from services.decisions.domain.disclosure import Recipient
from services.decisions.domain.state import Case
from services.decisions.http import view
from services.decisions.store.projector import line
from services.decisions.store.queries import Line
from tests.examples import many
from tests.services.decisions import disclosing as g
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told

Step = Callable[[Told], Any]
INSPECTOR_TOO = replace(t.INSPECTOR, id="x.inspector")


def hit(source: Source, kind: FindingKind) -> Step:
    return lambda told: c.Hear(t.answered(source, Answer.HIT, at=told.now, kind=kind))


def of(key: str, order: g.Order) -> Step:
    return lambda told: order(told, recipient=key)


def authorising(who: Any, key: str, **more: Any) -> Step:
    def build(told: Told) -> c.AuthoriseDisclosure:
        wording = g.of(told, key)
        parts: dict[str, Any] = {"by": who, "wording": wording.key, "hash": wording.hash} | more
        return g.authorise(told, **parts)

    return build


AUTHORISING: tuple[Step, ...] = (
    g.authorise,
    authorising(t.INSPECTOR, "grandmother"),
    authorising(INSPECTOR_TOO, "mother"),
    authorising(INSPECTOR_TOO, "mother", independent=False),
    authorising(INSPECTOR_TOO, "mother", hash="f" * 64),
    authorising(t.SERGEANT, "mother"),
    authorising(t.OTHER_SERGEANT, "mother"),
)


def resting_on_probation(told: Told) -> c.ApplyThreeTests:
    return g.tests(told, stages=g.stages(evidence=("probation-1",)))


BY_THE_INSPECTOR: tuple[Step, ...] = (
    lambda told: c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True),
    lambda told: g.wording(told, by=t.INSPECTOR, text="Said by an Inspector."),
    lambda told: c.AssignSupervisor(t.SERGEANT, t.SERGEANT),
    g.seek,
)
"""Who authorises later proposed it."""
MET_BY_THE_INSPECTOR: tuple[Step, ...] = (
    lambda told: c.Hear(t.meeting_held(told.now)._replace(actor=t.INSPECTOR)),
    lambda told: c.Hear(t.risk_assessment(told.now)),
    g.tests,
)
MANAGED: tuple[Step, ...] = (hit(Source.OFFENDER_MANAGEMENT, FindingKind.MAPPA_MANAGED), g.tests)
PITFALLS: tuple[tuple[Step, ...], ...] = (
    BY_THE_INSPECTOR,
    MET_BY_THE_INSPECTOR,
    MANAGED,
    (hit(Source.PROBATION, FindingKind.UNDER_SUPERVISION), resting_on_probation),
    (lambda told: c.Hear(t.risk(told.now)), g.tests),
    (lambda told: g.mappa(told, managers=frozenset({t.INSPECTOR.id})),),
    (lambda told: g.mappa(told, refer=True, level=2),),
    (lambda told: g.data_protection(told, in_accordance=False),),
    (lambda told: g.suitability(told, suitable=False),),
    (lambda told: g.connection(told, sufficient=False),),
    (g.received, g.tests),
)
"""Steps, one after another, over which nothing may be authorised."""
STEPS: tuple[Step, ...] = (
    *g.WAY.values(),
    lambda told: g.connection(told, sufficient=False),
    lambda told: g.recipient(told, recipient="applicant", role=PartyRole.APPLICANT, person=None),
    lambda told: g.recipient(told, recipient="grandmother", person=g.GRANDMOTHER),
    *[of("grandmother", one) for one in (g.identity, g.knowledge, g.suitability, g.wording)],
    lambda told: c.WithdrawRecipient(t.SERGEANT, "mother", "She told the subject."),
    lambda told: g.knowledge(told, accuracy=d.Accuracy.ACCURATE, sufficient=True),
    lambda told: g.suitability(told, suitable=False),
    lambda told: g.data_protection(told, in_accordance=False),
    g.ask,
    g.sought,
    g.received,
    lambda told: g.received(told, None),
    g.weigh,
    lambda told: g.weigh(told, by=t.INSPECTOR, authority_stands=True),
    lambda told: g.weigh(told, by=t.INSPECTOR, authority_stands=False),
    g.mappa,
    lambda told: g.mappa(told, refer=True, managers=frozenset({t.INSPECTOR.id})),
    lambda told: c.RecordMeetingRequested(t.CONSTABLE, g.LEAD, told.now),
    lambda told: g.outcome(told, d.MappaAdvice.DO_NOT_DISCLOSE),
    lambda told: g.tests(told, stages=g.stages(True, True, False)),
    lambda told: g.tests(told, recipients=("mother", "grandmother"), on_knowledge="More is needed."),
    lambda told: g.tests(told, stages=g.stages(evidence=("probation-1",)), against_advice="He moved in."),
    lambda told: g.none(told, on_presumption="Known.", on_knowledge="Enough.", against_advice="Known."),
    lambda told: g.wording(told, text="Do not leave them alone together."),
    lambda told: g.seek(told, wordings=tuple(told.state.disclosure.wordings)),
    g.refuse,
    *AUTHORISING,
    hit(Source.PROBATION, FindingKind.UNDER_SUPERVISION),
    hit(Source.OFFENDER_MANAGEMENT, FindingKind.MAPPA_MANAGED),
    lambda told: c.Hear(t.corrected(told.now, subject=t.subject(t.APPLICANT_HOME))),
    lambda told: c.Hear(t.risk(told.now)),
    lambda told: c.AcknowledgeAlert(t.SERGEANT, next(iter(told.state.alerts), "none")),
    lambda told: c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True),
    lambda told: c.AssignSupervisor(t.SERGEANT, t.SERGEANT),
    lambda told: c.RecordOwnerConsent(t.CONSTABLE, "probation-1", True, False, "By telephone."),
    t.no_concern,
    t.concern,
)
TELLING = (
    "disclos", "authori", "recipient", "mappa", "multi-agency", "wording", "representation", "mother",
)  # fmt: skip
BASE = g.concern()
WAY = tuple(g.WAY.values())[:-1]
ANY = st.one_of(st.sampled_from(PITFALLS), st.sampled_from([(step,) for step in STEPS]))
LAST = st.one_of(st.just(g.authorise), st.sampled_from(AUTHORISING))
FEW = st.lists(st.sampled_from(STEPS), max_size=40)
BETWEEN = st.lists(st.tuples(st.integers(0, len(WAY)), ANY), max_size=4)
LEFT_OUT = st.sets(st.integers(0, len(WAY) - 1), max_size=1)
Between = list[tuple[int, tuple[Step, ...]]]


def lived(between: Between, left_out: set[int], last: Step) -> Told:
    """The straight way with some of it left out and anything in between, up to one who would authorise."""
    told = BASE
    for place, straight in enumerate((*WAY, last)):
        come = [step for at, steps in between if at == place for step in steps]
        for step in (*come, *(() if place in left_out else (straight,))):
            told = live(told, step)
    return told


def live(told: Told, step: Step) -> Told:
    before = told.after(minutes=7)
    command = step(before)
    after = before.by(getattr(command, "by", t.SERVICE)).when(command)
    assert isinstance(after.outcome, Decided | Refusal), after.outcome
    if type(command) in c.FACTS and getattr(command, "alert", "") != "none":
        assert not isinstance(after.outcome, Refusal), command
    for event in after.events:
        if isinstance(event, d.DisclosureAuthorised):
            rests_on_everything(before.state, event, command)
    holds_together(after.state)
    return after


def rests_on_everything(before: Case, event: d.DisclosureAuthorised, command: Any) -> None:
    """What the guidance asks for, said again here without the gates."""
    of, recipient = before.disclosure, before.disclosure.recipients[event.recipient]
    assert before.category is Category.CONCERN
    assert of.tested is not None
    assert of.tested.satisfied == set(d.TestStage)
    assert event.recipient in of.tested.recipients
    unweighed = [one.type for one in before.news if one.version > of.tested.version]
    assert not [one for one in unweighed if not one.startswith("decisions.disclosure.")], unweighed
    assert of.decided_none is None
    assert event.wording in of.sought
    assert of.wordings[event.wording].hash == event.hash == command.hash
    assert_best_placed(before, recipient)
    assert of.impact is not None
    assert of.data_protection is True
    said = of.representations
    assert said.dispensed or said.received
    assert not said.unweighed
    assert risks_taken(before)
    managed = any(
        FindingKind.MAPPA_MANAGED in (one.kinds or ())
        for answers in before.checks.answers.values()
        for one in answers
    )
    assert not managed or of.mappa.lead_agency
    assert not of.mappa.refer or of.mappa.outcome
    assert "probation-1" not in of.tested.evidence or of.consents["probation-1"]
    assert at_least(event.rank, "INSPECTOR")
    assert event.independent
    by = command.by.id
    assert by not in {one.id for one in (before.supervisor, before.cover) if one is not None}
    assert by not in of.mappa.managers | before.worked_by | of.seekers | {
        of.wordings[event.wording].proposed_by
    }


def risks_taken(before: Case) -> bool:
    """Nobody who waits for a supervisor over an immediate risk is passed by."""
    risks = [one for one in before.alerts.values() if one.kind is AlertKind.IMMEDIATE_RISK]
    return all(one.acknowledged_at is not None for one in risks)


def assert_best_placed(before: Case, recipient: Recipient) -> None:
    assert recipient.withdrawn is None
    assert recipient.suitable is True
    assert recipient.knowledge is not None
    assert recipient.verified is not None
    assert all(before.disclosure.connection[child] for child in recipient.children)


def holds_together(case: Case) -> None:
    of = case.disclosure
    assert of.sought <= of.wordings.keys()
    for one in of.authorities.values():
        gone = of.recipients[one.recipient].withdrawn is not None or of.decided_none is not None
        assert one.lapsed or not gone
        assert one.lapsed or not of.representations.unweighed or one.suspended
    standing = [one.recipient for one in of.authorities.values() if not one.lapsed]
    assert len(standing) == len(set(standing))


@settings(deadline=None, max_examples=many(100))
@given(FEW)
def test_nothing_raises_and_no_authority_is_got_round_to(steps: list[Step]) -> None:
    told = BASE
    for step in steps:
        told = live(told, step)


@settings(deadline=None, max_examples=many(400))
@given(BETWEEN, LEFT_OUT, LAST)
def test_a_straight_way_with_anything_on_it_keeps_every_rule(
    between: Between, left_out: set[int], last: Step
) -> None:
    """Near its end the rules of authorising are met with, and not only the first refusals."""
    told = lived(between, left_out, last)
    straight = not between and not left_out and last is g.authorise
    assert told.state.disclosure.authorities or not straight


@settings(deadline=None, max_examples=many(100))
@given(BETWEEN, LEFT_OUT)
@example([(len(WAY), (g.refuse,))], set())
def test_what_is_decided_shows_to_nobody_who_has_no_need_to_know(
    between: Between, left_out: set[int]
) -> None:
    """A9: the open part of a case, and its line in a list, tell nothing of a disclosure."""
    told = lived(between, left_out, g.authorise)
    shown = view.show(Snapshot(told.state.case_id, told.state, told.version, (), False, told.now))
    listed = {one.name for one in fields(Line)}  # the rest of a row is counted, and shown of no case
    row = {name: said for name, said in line(told.state, told.version).items() if name in listed}
    open_to_all = f"{shown.case} {row}".lower().replace("other disclosure (g 5, 19)", "")
    assert not [word for word in TELLING if word in open_to_all], open_to_all

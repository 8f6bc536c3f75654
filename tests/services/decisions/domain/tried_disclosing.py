"""From a concern to the decision on disclosure (G 80 to 90): each gate blocked, then passed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from contracts.codes import Answer, ConcernGround, PartyRole, Source
from contracts.people import Finding, FindingKind, Findings, PersonName
from contracts.sealed import Sealed
from services.decisions.domain import commands as c
from services.decisions.domain import events_disclosing as d
from services.decisions.domain.events import Consideration
from tests.services.decisions import disclosing as g
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told, Tried
from tests.services.decisions.said_of_subject import GRADE, breach, intelligence

A, B, C = (
    ConcernGround.SCHEDULE_34A_CONVICTIONS,
    ConcernGround.OTHER_RELEVANT_CONVICTIONS,
    ConcernGround.RELEVANT_INTELLIGENCE,
)

FIFTEEN: d.RecipientPerson = d.RecipientPerson(
    name=PersonName(given="Ottoline", family="Sample"), date_of_birth=date(2011, 3, 3)
)


def on(told: Told, order: g.Order, **more: Any) -> tuple[Told, Any]:
    return told, order(told, **more)


def grounds(kind: FindingKind | None, ground: ConcernGround) -> tuple[Told, Any]:
    """Nothing held; or one finding, as the ground asks for it."""
    hits = () if kind is None else (t.answered(Source.POLICE_NATIONAL, Answer.HIT, kind=kind),)
    return on(t.assessed(t.requested(), *hits), t.concern, grounds=frozenset({ground}))


def managed(*facts: Any) -> Told:
    return g.concern(g.MANAGED, *facts)


def in_court(day: date) -> Sealed[Findings]:
    found = Finding(kind=FindingKind.SCHEDULE_34A_CONVICTION, record="R/1", summary="As recorded.", on=day)
    return Sealed.of(Findings(found=(found,)))


def born(day: date, *, offended: date | None = None) -> Told:
    """The subject was born on that day; a record of theirs is of another."""
    at, subject = t.hours(2), t.subject(date_of_birth=day)
    record = t.answered(
        Source.POLICE_LOCAL, Answer.HIT, findings=in_court(offended or date(2026, 1, 5)), at=t.hours(3)
    )
    return g.concern(record, t.corrected(at, subject=subject))


def of_another(told: Told) -> Told:
    """After it was found out that it is about somebody else."""
    name = PersonName(given="Jasper", family="Elsewhere")
    return t.hearing(told, t.corrected(told.now, subject=t.subject(name=name))).after(hours=1)


def like_the_applicant() -> d.RecipientPerson:
    name = t.applicant().clear().name
    return d.RecipientPerson(name=name)


def factors() -> d.YoungFactors:
    said = "Weighed with all that is known."
    return d.YoungFactors(
        relevance=said, ages=said, maturity=said, coercion=said, relationship=said, duty_of_care=said
    )


def young(told: Told) -> c.WeighYoungOffending:
    return c.WeighYoungOffending(t.SERGEANT, factors())


def plan(told: Told, *consulted: d.Consulted) -> c.PlanForYoungSubject:
    who = consulted or (d.Consulted.SOCIAL_SERVICES,)
    return c.PlanForYoungSubject(t.SERGEANT, who, True, "With his mother, at the school.")


def tested(told: Told, *without: str, **changed: Any) -> Told:
    return g.way("data_protection", *without, since=told, **changed)


def asked(reply_by: int | None) -> Told:
    told = g.way("data_protection", "dispensed")
    until = told.now + timedelta(days=reply_by) if reply_by is not None else None
    return g.after(told, g.ask, lambda told: g.sought(told, reply_by=until))


RECIPIENTS: Tried = {
    "NOT_A_CONCERN": (
        lambda: on(t.assessed(), g.recipient),
        lambda: on(g.concern(), g.recipient),
    ),
    "CHILD_NOT_NAMED": (
        lambda: on(g.concern(), g.recipient, children=("child-7",)),
        lambda: on(g.concern(), g.recipient),
    ),
    "RECIPIENT_IS_APPLICANT": (
        lambda: on(g.concern(), g.recipient, person=like_the_applicant()),
        lambda: on(g.concern(), g.recipient),
    ),
    "RECIPIENT_NOT_NAMED": (
        lambda: on(g.concern(), g.recipient, person=None),
        lambda: on(g.concern(), g.recipient, role=PartyRole.APPLICANT, person=None),
    ),
    "RECIPIENT_IS_SUBJECT": (
        lambda: on(
            g.concern(),
            g.recipient,
            person=d.RecipientPerson(name=PersonName(given="Dorian", family="Sample-Quill")),
        ),
        lambda: on(
            born(date(1980, 4, 1)),
            g.recipient,
            person=d.RecipientPerson(
                name=PersonName(given="Dorian", family="Sample-Quill"), date_of_birth=date(2004, 4, 1)
            ),
        ),
    ),
    "APPLICANT_WITHDREW": (
        lambda: on(
            g.concern().when(c.RecordWithdrawal(t.CONSTABLE, "They rang to say so.")),
            g.recipient,
            role=PartyRole.APPLICANT,
        ),
        lambda: on(g.concern(), g.recipient, role=PartyRole.APPLICANT),
    ),
    "RECIPIENT_NOT_CHOSEN": (
        lambda: on(g.concern(), g.knowledge),
        lambda: on(g.way("recipient"), g.knowledge),
    ),
    "RECIPIENT_UNVERIFIED": (
        lambda: on(g.way("worded", "identity"), g.seek),
        lambda: on(g.way("worded"), g.seek),
    ),
    "RECIPIENT_UNDER_18_ALONE": (
        lambda: on(g.way("worded", recipient={"person": FIFTEEN}), g.seek),
        lambda: on(g.after(with_grandmother(), *of_grandmother(), both_tested), g.seek),
    ),
    "SUITABILITY_NOT_ASSESSED": (
        lambda: on(tested(g.concern(), "suitability"), g.tests),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "RECIPIENT_NOT_SUITABLE": (
        lambda: on(tested(g.concern(), suitability={"suitable": False}), g.tests),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "CHILD_WITHOUT_RECIPIENT": (
        lambda: on(two_children(), g.tests),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "CONNECTION_NOT_ASSESSED": (
        lambda: on(tested(g.concern(), "connection"), g.tests),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "CONNECTION_NOT_SUFFICIENT": (
        lambda: on(tested(g.concern(), connection={"sufficient": False}), g.tests),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "PRIOR_KNOWLEDGE_NOT_ASSESSED": (
        lambda: on(tested(g.concern(), "knowledge"), g.tests),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "KNOWS_ENOUGH": (
        lambda: on(knowing(d.Accuracy.ACCURATE, sufficient=True), g.tests),
        lambda: on(
            knowing(d.Accuracy.ACCURATE, sufficient=True), g.tests, on_knowledge="She thinks it was one time."
        ),
    ),
    "KNOWS_TOO_LITTLE": (
        lambda: on(knowing(d.Accuracy.INACCURATE, sufficient=True), g.none),
        lambda: on(
            g.after(knowing(d.Accuracy.INACCURATE, sufficient=True), g.tests),
            g.none,
            on_knowledge="Others protect the child.",
            on_presumption="She learned it all from him, before the police.",
        ),
    ),
}


def knowing(accuracy: d.Accuracy, *, sufficient: bool) -> Told:
    return tested(g.concern(), knowledge={"accuracy": accuracy, "sufficient": sufficient})


def two_children() -> Told:
    told = tested(g.concern())
    return told.given(
        d.ConnectionAssessed(
            children=(t.CHILD, "child-2"), sufficient=True, assessed_at=told.now, reasons=s.WHY
        )
    )


def grandmother(told: Told) -> c.SelectRecipient:
    return g.recipient(told, recipient="grandmother", role=PartyRole.RESPONSIBLE_ADULT, person=g.GRANDMOTHER)


def with_grandmother() -> Told:
    """A mother of fifteen, and a responsible adult who is to be told with her."""
    told = g.way("worded", recipient={"person": FIFTEEN})
    return g.after(told, grandmother, lambda told: g.wording(told, recipient="grandmother"))


def of_grandmother() -> Iterator[g.Order]:
    """All that is asked about whoever is to be told."""
    for order in (g.identity, g.knowledge, g.suitability):
        yield partial(order, recipient="grandmother")


def both_tested(told: Told) -> c.ApplyThreeTests:
    return g.tests(told, recipients=("mother", "grandmother"))


def alone() -> Told:
    told = g.way("worded", recipient={"person": FIFTEEN, "alone": True})
    return t.considering(told, Consideration.SOCIAL_CARE_ALERT)


SUBJECT: Tried = {
    "IMPACT_NOT_ASSESSED": (
        lambda: on(tested(g.concern(), "impact"), g.tests),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "ASSESSED_OF_SOMEBODY_ELSE": (
        lambda: on(of_another(tested(g.concern())), g.tests),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "MITIGATION_MISSING": (
        lambda: on(g.concern(), g.impact, subject_at_risk=True),
        lambda: on(g.concern(), g.impact, subject_at_risk=True, mitigation="Neighbours are not told."),
    ),
    "REPRESENTATIONS_NOT_SOUGHT": (
        lambda: on(tested(g.concern(), "dispensed"), g.tests),
        lambda: on(tested(g.concern()), g.tests),
    ),
    "REPRESENTATIONS_AWAITED": (
        lambda: on(asked(7), g.tests),
        lambda: on(asked(7).after(days=8), g.tests),
    ),
    "REPRESENTATIONS_NOT_WEIGHED": (
        lambda: on(g.after(asked(7), g.received), g.tests),
        lambda: on(g.after(asked(7), g.received, g.weigh), g.tests),
    ),
    "NOT_THE_SUPERVISOR to-weigh": (
        lambda: on(g.after(asked(7), g.received), g.weigh, by=t.OTHER_SERGEANT),
        lambda: on(g.after(asked(7), g.received), g.weigh),
    ),
    "COMPETENCE_MISSING to-weigh": (
        lambda: on(g.after(asked(7), g.received), g.weigh, by=replace(t.SERGEANT, competences=frozenset())),
        lambda: on(g.after(asked(7), g.received), g.weigh),
    ),
    "RANK_TOO_LOW to-weigh": (
        lambda: on(g.after(g.way("authorised"), g.received), g.weigh, authority_stands=True),
        lambda: on(g.after(g.way("authorised"), g.received), g.weigh, by=t.INSPECTOR, authority_stands=True),
    ),
    "REASONS_MISSING for-an-exception": (
        lambda: on(g.concern(), g.dispense, exceptions={d.Dispensed.OTHER: " "}, by=t.INSPECTOR),
        lambda: on(g.concern(), g.dispense),
    ),
    "NOTHING_TO_WEIGH": (
        lambda: on(asked(7), g.weigh),
        lambda: on(g.after(asked(7), g.received), g.weigh),
    ),
    "SOURCE_ENDANGERED": (
        lambda: on(g.concern(), g.ask, tells_unknown=True, sources_at_risk=True),
        lambda: on(g.concern(), g.ask, tells_unknown=True),
    ),
    "OTHER_REASON_NEEDS_INSPECTOR": (
        lambda: on(g.concern(), g.dispense, exceptions={d.Dispensed.OTHER: "He is in hospital."}),
        lambda: on(
            g.concern(), g.dispense, exceptions={d.Dispensed.OTHER: "He is in hospital."}, by=t.INSPECTOR
        ),
    ),
    "WHETHER_IT_STANDS_MISSING": (
        lambda: on(g.after(g.way("authorised"), g.received), g.weigh, by=t.INSPECTOR),
        lambda: on(g.after(g.way("authorised"), g.received), g.weigh, by=t.INSPECTOR, authority_stands=True),
    ),
    "YOUNG_OFFENDING_NOT_WEIGHED": (
        lambda: on(tested(born(date(2000, 4, 1), offended=date(2016, 5, 1))), g.tests),
        lambda: on(g.after(tested(born(date(2000, 4, 1), offended=date(2016, 5, 1))), young), g.tests),
    ),
    "YOUNG_SUBJECT_NOT_PLANNED": (
        lambda: on(tested(born(date(2010, 4, 1))), g.tests),
        lambda: on(g.after(tested(born(date(2010, 4, 1))), young, plan), g.tests),
    ),
    "SOCIAL_SERVICES_NOT_CONSULTED": (
        lambda: (told := g.concern(), plan(told, d.Consulted.SCHOOL)),
        lambda: (told := g.concern(), plan(told)),
    ),
    "MAPPA_NOT_CONSIDERED": (
        lambda: on(tested(managed()), g.tests),
        lambda: on(g.after(tested(managed()), g.mappa), g.tests),
    ),
    "STRATEGY_NOT_AGREED": (
        lambda: on(g.after(suspected(), g.tests, g.wording), g.seek),
        lambda: on(g.after(suspected(), g.tests, g.wording, strategy), g.seek),
    ),
    "LEAD_AGENCY_NOT_ENGAGED": (
        lambda: on(managed(), g.mappa, lead_agency=None),
        lambda: on(managed(), g.mappa),
    ),
    "MAPPA_MEETING_OPEN": (
        lambda: on(referred(), g.tests),
        lambda: on(g.after(referred(), lambda told: g.outcome(told, d.MappaAdvice.DISCLOSE)), g.tests),
    ),
    "ADVICE_NOT_FOLLOWED": (
        lambda: on(advised(d.MappaAdvice.DO_NOT_DISCLOSE), g.tests),
        lambda: on(
            advised(d.MappaAdvice.DO_NOT_DISCLOSE), g.tests, against_advice="He has moved in since they met."
        ),
    ),
}


def suspected() -> Told:
    """Contact against an order is suspected, and a supervisor knows of it."""
    told = t.hearing(g.concern(), breach(t.days(3)))
    return tested(g.after(told, lambda told: c.AcknowledgeAlert(t.SERGEANT, next(iter(told.state.alerts)))))


def strategy(told: Told) -> c.RecordStrategy:
    return c.RecordStrategy(
        t.CONSTABLE, "46/1299/26", "dc-9", told.now, "She is told first; then the arrest."
    )


def referred() -> Told:
    return g.after(tested(managed()), lambda told: g.mappa(told, refer=True, level=2))


def advised(advice: d.MappaAdvice) -> Told:
    return g.after(referred(), lambda told: g.outcome(told, advice))


GROUNDS: Tried = {
    "GROUND_A_NOT_HELD": (
        lambda: grounds(None, A),
        lambda: grounds(FindingKind.SCHEDULE_34A_CONVICTION, A),
    ),
    "GROUND_B_NOT_HELD": (
        lambda: grounds(FindingKind.RELEVANT_INTELLIGENCE, B),
        lambda: grounds(FindingKind.OTHER_RELEVANT_CONVICTION, B),
    ),
    "GROUND_C_NOT_HELD": (
        lambda: grounds(FindingKind.OTHER_RELEVANT_CONVICTION, C),
        lambda: on(t.assessed(intelligence(GRADE)), t.concern, grounds=frozenset({C})),
    ),
}
TO_DECIDE: Tried = RECIPIENTS | SUBJECT | GROUNDS

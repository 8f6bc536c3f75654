"""What checks makes of the subject's records, as decisions hears it. Everybody is invented."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contracts.assessed import (
    BrokenCondition,
    BrokenConditions,
    GradedItem,
    MappaManaged,
    Registered,
    Schedule34A,
    SubjectFacts,
)
from contracts.codes import (
    Answer,
    ConditionKind,
    ContactKind,
    FactReason,
    Known,
    OrderKind,
    Rank,
    Source,
)
from contracts.held import Detail, Grade, Intelligence, item_of
from contracts.people import Finding, FindingKind, Findings
from contracts.sealed import Sealed
from contracts.weighed import BreachSuspected, FactsEstablished, IntelligenceGraded
from messaging.decider import Message
from tests.services.decisions import told as t

RECORD, ITEM = "REC-9", "INT-9"
GRADE = Grade(source=2, intelligence="C", handling="P")


def facts(
    registered: Known = Known.NO,
    schedule_34a: Known = Known.NO,
    mappa: Known = Known.NO,
    *,
    at: datetime | None = None,
) -> Message:
    def why(answer: Known) -> dict[str, Any]:
        reasons = {Known.YES: FactReason.ON_RECORD, Known.NO: FactReason.NOT_ON_RECORD}
        return {"answer": answer, "why": (reasons.get(answer, FactReason.SOURCE_COULD_NOT_LOOK),)}

    at = at or t.hours(4)
    found = SubjectFacts(
        registered=Registered(**why(registered)),
        schedule_34a=Schedule34A(**why(schedule_34a)),
        mappa=MappaManaged(**why(mappa), level=2),
    )
    return t.said(FactsEstablished(established_at=at, facts=Sealed.of(found)), "checks", at)


def breach(at: datetime | None = None, risk_id: str = "found-1") -> Message:
    at = at or t.hours(2)
    broken = BrokenCondition(
        condition="condition-1",
        source=Source.POLICE_NATIONAL,
        record=RECORD,
        order=OrderKind.SOPO,
        words="Not to have unsupervised contact with any child under 18.",
        forbids=ConditionKind.NO_UNSUPERVISED_CONTACT,
        child=t.CHILD,
        contact=(ContactKind.UNSUPERVISED_THROUGH_FAMILY,),
    )
    event = BreachSuspected(
        breach="breach-1",
        risk_id=risk_id,
        suspected_at=at,
        children=(t.CHILD,),
        broken=Sealed.of(BrokenConditions(conditions=(broken,))),
    )
    return t.said(event, "checks", at)


def intelligence(
    grade: Grade | None = None, *, at: datetime | None = None, item: str = ITEM, **more: Any
) -> Message:
    """The force's own records hold an item about the subject."""
    detail = Detail(intelligence=Intelligence(reference=item, grade=grade, legacy=None if grade else "B24"))
    kind = FindingKind.RELEVANT_INTELLIGENCE
    finding = Finding(kind=kind, record=RECORD, summary="As recorded.", detail=detail)
    findings = Sealed.of(Findings(found=(finding,)))
    return t.answered(Source.POLICE_LOCAL, Answer.HIT, at=at, findings=findings, **more)


def graded(item: str = ITEM, *, at: datetime | None = None, grade: Grade = GRADE) -> Message:
    at = at or t.hours(5)
    one = GradedItem(
        item=item_of(RECORD, item),
        source=Source.POLICE_LOCAL,
        record=RECORD,
        reference=item,
        grade=grade,
        legacy="B24",
        examined="Told once, and the details agree with another record.",
    )
    event = IntelligenceGraded(graded_at=at, rank=Rank.SERGEANT, item=Sealed.of(one))
    return t.said(event, "checks", at)

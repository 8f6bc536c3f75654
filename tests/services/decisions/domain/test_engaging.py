"""Of a current MAPPA subject the lead agency is engaged by itself, told the least, and chased (G 69)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from contracts import referrals as r
from contracts.assessed import MappaManaged, SubjectFacts
from contracts.codes import FactReason, Known, LegalBasis, ReferralKind, SharedPart, Source
from contracts.sealed import Sealed
from contracts.weighed import FactsEstablished
from messaging.decider import Message
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.events_referring import InformationShared, LeadAgencyEngaged
from tests.given import Story, story
from tests.services.decisions import between as b
from tests.services.decisions import partners as p
from tests.services.decisions import said_of_subject as of
from tests.services.decisions import told as t


def managed(lead: str | None = "Probation Service", current: Known = Known.YES) -> Message:
    """Checks say whether he is managed under MAPPA, and who leads by the record."""
    plain: SubjectFacts = of.facts(mappa=current).event.facts.clear()
    held = MappaManaged(
        answer=current, why=(FactReason.ON_RECORD,), sources=(Source.PROBATION,), level=2, lead=lead
    )
    found = plain.model_copy(update={"mappa": held})
    at = t.hours(4)
    return t.said(FactsEstablished(established_at=at, facts=Sealed.of(found)), "checks", at)


def hearing(told: Story[Any], fact: Message) -> Story[Any]:
    return told.at(max(told.now, fact.occurred_at)).when(c.Hear(fact))


def engaged(told: Story[Any]) -> list[str]:
    """Which agencies the last decision has engaged."""
    return [one.party for one in told.events if isinstance(one, LeadAgencyEngaged)]


def only(told: Story[Any], kind: type) -> Any:
    [found] = [one for one in told.events if isinstance(one, kind)]
    return found


def test_it_is_offered_to_the_partner_that_leads_by_the_record() -> None:
    told = hearing(t.supervised(), managed())
    offered = only(told, r.ReferralOffered)
    assert (offered.party, offered.kind) == ("probation-kent", ReferralKind.LEAD_AGENCY)
    assert engaged(told) == ["probation-kent"]
    assert told.state.disclosure.mappa.lead_agency == "probation-kent"


def test_it_is_told_who_is_asked_about_and_nothing_else_and_that_is_logged_with_its_law() -> None:
    told = hearing(t.supervised(), managed())
    facts = only(told, r.ReferralOffered).facts.clear()
    assert facts.subject.name.family == "Sample-Quill"
    assert (facts.children, facts.concern) == ((), None)
    assert "Testperson" not in facts.model_dump_json(), "nor who asked"
    share = only(told, InformationShared)
    assert share.parts == (SharedPart.SUBJECT,)
    assert share.basis is LegalBasis.CRIMINAL_JUSTICE_ACT_2003_S325


def test_where_police_lead_or_the_record_names_nobody_of_ours_nobody_is_told_by_a_program() -> None:
    for fact in (
        managed(lead="Police"),
        managed(lead=None),
        managed(lead="P"),
        managed(lead="Health board"),
        managed(current=Known.NO),
        managed(current=Known.UNKNOWN),
    ):
        told = hearing(t.supervised(), fact)
        assert engaged(told) == []
        assert told.state.referrals.offered == {}
    police = hearing(t.supervised(), managed(lead="Police"))
    police.when(c.ConsiderMappa(t.SERGEANT, False, "Level 1 suffices.")).refused("LEAD_AGENCY_NOT_ENGAGED")


def test_whoever_answers_first_is_not_engaged_before_the_record_says_who_leads() -> None:
    told = hearing(t.supervised(), managed(lead=None))
    assert engaged(told) == []
    assert engaged(hearing(told, managed(lead="Police"))) == []
    assert engaged(hearing(told, managed(lead="Probation"))) == ["probation-kent"]


def test_he_is_known_first_or_his_record_whichever_comes_later_engages() -> None:
    told = hearing(story(DECIDER).at(t.hours(4)), managed())
    assert engaged(told) == [], "nobody knows yet whom to name"
    assert engaged(told.when(c.Hear(t.enquiry()))) == ["probation-kent"]


def test_it_is_engaged_once() -> None:
    told = hearing(t.supervised(), managed())
    assert engaged(hearing(told, managed())) == []
    assert engaged(told.when(c.Hear(t.application()))) == []


def test_who_has_engaged_one_already_is_not_overtaken() -> None:
    told = t.supervised().at(t.hours(2))
    parts = frozenset({SharedPart.SUBJECT})
    by_hand = p.offered(told, kind=ReferralKind.LEAD_AGENCY, party=p.PROBATION, parts=parts)
    assert engaged(by_hand) == ["probation-kent"], "an officer's offer engages as well"
    assert engaged(hearing(by_hand, managed())) == []


def test_another_forces_task_and_a_case_that_has_ended_engage_nobody() -> None:
    assert engaged(hearing(b.taken(), managed())) == []
    told = t.supervised()
    ended = replace(told, state=told.state._replace(ended=t.hours(3)))
    assert engaged(hearing(ended, managed())) == []


def test_unanswered_it_is_chased_and_the_second_time_an_officer_is_rung() -> None:
    told = hearing(t.supervised(), managed())
    first = told.at(told.now + timedelta(days=5)).when(c.PartnerSilent("lead-agency", 1))
    assert only(first, r.ReferralChased).party == "probation-kent"
    assert first.state.alerts == told.state.alerts
    second = first.at(first.now + timedelta(days=1)).when(c.PartnerSilent("lead-agency", 2))
    assert len(second.state.alerts) == len(told.state.alerts) + 1

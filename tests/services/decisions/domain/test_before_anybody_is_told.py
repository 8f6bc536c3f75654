"""What stands before anybody is told anything, whichever way it is said (G 22, 49, 71, 92 to 94)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.codes import Answer, PartyRole, Source
from contracts.people import FindingKind, PersonName
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import closing, who_is_told
from services.decisions.domain import commands as c
from services.decisions.domain.events_disclosing import RecipientPerson
from tests.services.decisions import disclosing as g
from tests.services.decisions import partners as p
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t

APPLICANT: dict[str, Any] = {"role": PartyRole.APPLICANT, "person": None}


def codes(told: Any, command: Any) -> set[str]:
    outcome = told.by(command.by).when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


@pytest.mark.parametrize(
    ("source", "kind", "wanted"),
    [
        (Source.PROBATION, FindingKind.UNDER_SUPERVISION, "OWNER_CONSENT_MISSING"),
        (Source.POLICE_INTELLIGENCE, FindingKind.RELEVANT_INTELLIGENCE, "INTELLIGENCE_NOT_GRADED"),
    ],
)
@pytest.mark.parametrize("named", ["initial", "full"])
def test_what_the_tests_rest_on_is_graded_and_its_owner_agrees_whichever_answer_is_named(
    source: Source, kind: FindingKind, wanted: str, named: str
) -> None:
    facts = (
        t.answered(source, Answer.HIT, at=t.hours(4), check="initial", kind=kind),
        t.answered(source, Answer.HIT, at=t.hours(20), check="full", kind=kind),
    )
    told = g.way("worded", since=g.concern(*facts), tested={"stages": g.stages(evidence=(named,))})
    assert wanted in codes(told, g.seek(told))


@pytest.mark.parametrize("named", ["initial", "full"])
def test_a_partner_is_not_given_what_another_agency_holds_whichever_answer_is_named(named: str) -> None:
    facts = (
        t.answered(Source.PROBATION, Answer.HIT, at=t.hours(4), check="initial"),
        t.answered(Source.PROBATION, Answer.HIT, at=t.hours(20), check="full"),
    )
    told = t.supervised(*facts)
    assert "OWNER_HAS_NOT_AGREED" in codes(told, p.offer(told, checks=frozenset({named})))


@pytest.mark.parametrize("how", ["urgent", "by mistake"])
def test_a_telling_that_nobody_decided_on_decides_nothing(how: str) -> None:
    told = s.concern()
    stranger = s.delivery(told, "stranger", release=None, hash=None)
    told = told.when(s.urgent(told) if how == "urgent" else stranger).after(hours=1)
    assert "DISCLOSURE_DECISION_OPEN" in codes(told, t.finalise(told))
    assert closing.slot(told.state) is None, "nobody has decided that the applicant is not told"


def test_who_is_chosen_anew_after_a_refusal_is_still_to_be_decided() -> None:
    told = g.way("sought")
    told = told.by(t.INSPECTOR).when(g.refuse(told)).after(hours=1).by(t.SERGEANT)
    told = told.when(g.recipient(told, **APPLICANT)).after(minutes=1)
    assert who_is_told.open_recipients(told.state)
    assert closing.slot(told.state) is None, "no letter to whoever is to be told"


def test_an_applicant_who_withdrew_after_the_authority_is_not_told() -> None:
    told = g.way("authorised", recipient=APPLICANT, identity={"adult": True})
    told = told.when(c.RecordWithdrawal(t.CONSTABLE, "She wants to hear no more.")).after(minutes=5)
    (authority,) = told.state.disclosure.authorities
    assert codes(told, c.ReleaseWording(t.SERGEANT, told.version, authority, t.CONSTABLE.id))


def test_an_applicant_who_withdrew_before_the_authority_is_not_told() -> None:
    told = g.way("sought", recipient=APPLICANT, identity={"adult": True})
    told = told.when(c.RecordWithdrawal(t.CONSTABLE, "She wants to hear no more.")).after(minutes=5)
    assert codes(told, g.authorise(told))


def test_nobody_is_told_while_it_is_not_reconsidered_that_they_would_not_sign() -> None:
    told = s.unwilling(s.authorised())
    assert codes(told, s.release(told))
    told = s.unwilling(s.released())
    (one,) = told.state.disclosure.releases.values()
    assert not who_is_told.running(told.state, one, told.now)


def test_the_subject_is_not_asked_before_a_strategy_is_agreed_with_the_investigators() -> None:
    told = s.concern()
    alleged = c.ReportCrimeAlleged(t.CONSTABLE, "crime-1", "She says that he touched her.", told.now)
    told = told.when(alleged).after(hours=1)
    assert "STRATEGY_NOT_AGREED" in codes(told, g.ask(told))


def test_an_applicant_who_was_chosen_by_name_before_they_gave_it_and_withdrew_is_not_told() -> None:
    who = t.applicant().clear()
    other = t.applicant(name=PersonName(given="Zed", family="Otherwise"))
    person = RecipientPerson(name=other.clear().name, date_of_birth=who.date_of_birth)
    told = g.way("sought", recipient={"person": person}, identity={"adult": True})
    told = t.hearing(told, t.corrected(told.now, applicant=other)).after(hours=1)
    told = told.when(c.RecordWithdrawal(t.CONSTABLE, "She wants to hear no more.")).after(minutes=5)
    assert "APPLICANT_WITHDREW" in codes(told, g.seek(told))

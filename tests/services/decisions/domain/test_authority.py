"""The wording and the authority to disclose it (G 91, 92 a; C-09, C-40, C-44)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest

from contracts.codes import Answer, PartyRole, Source
from contracts.policies.profile import Authority as Advised
from messaging.decider import Actor
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import commands as c
from services.decisions.domain import events_disclosing as d
from services.decisions.domain.authority import in_question
from services.decisions.domain.events import Flag, FlagRaised
from services.decisions.domain.explained import GatesOverridden, JudgementWeighed
from services.decisions.domain.stage import open_stage, stage
from services.decisions.domain.state import Case, Stage
from services.decisions.domain.wording import hash_of, is_plain
from tests.services.decisions import disclosing as g
from tests.services.decisions import said_of_subject as s
from tests.services.decisions import told as t
from tests.services.decisions.domain.tried_disclosing import grandmother
from tests.services.decisions.ordering import UNREAD, Told


def codes(told: Told, command: Any) -> set[str]:
    outcome = told.when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


def test_an_inspector_authorises_this_wording_for_this_recipient() -> None:
    told = g.way("sought")
    assert (stage(told.state), open_stage(told.state)) == (Stage.AUTHORITY_SOUGHT, Stage.AFTER_DECISION)
    wording = g.of(told)
    told = told.by(t.INSPECTOR).when(g.authorise(told)).decided(d.DisclosureAuthorised, JudgementWeighed)
    given = told.events[0]
    assert (given.wording, given.hash, given.recipient) == (wording.key, wording.hash, "mother")
    assert (given.rank, given.children) == ("INSPECTOR", (t.CHILD,))
    assert (stage(told.state), open_stage(told.state)) == (Stage.AUTHORISED, Stage.AFTER_DECISION)
    (held,) = told.state.disclosure.authorities.values()
    assert not in_question(told.state, held)


def test_a_police_staff_equivalent_authorises_and_an_unknown_rank_does_not() -> None:
    told = g.way("sought")
    staff = replace(t.INSPECTOR, id="x.staff", rank="STAFF_INSPECTOR_EQUIVALENT")
    assert codes(told, g.authorise(told, by=staff)) == set()
    assert codes(told, g.authorise(told, by=replace(staff, rank="GENERAL"))) == {"RANK_TOO_LOW"}


def test_the_supervisor_who_proposed_and_sought_is_refused_with_every_reason_at_once() -> None:
    told = g.way("sought")
    refusal = g.authorise(told, by=t.SERGEANT, independent=False, hash="f" * 64, reasons=" ")
    told.when(refusal).refused(
        "RANK_TOO_LOW",
        "AUTHORISER_SUPERVISES",
        "AUTHORISER_PROPOSED",
        "NOT_INDEPENDENT",
        "WORDING_CHANGED",
        "REASONS_MISSING",
    )
    told.when(g.authorise(told, by=t.OTHER_SERGEANT)).refused("RANK_TOO_LOW")


def test_who_sought_the_authority_does_not_give_it_after_handing_the_case_on() -> None:
    told = g.way("worded").when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    told = told.by(t.INSPECTOR).when(g.seek(told, by=t.INSPECTOR))
    told = told.when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT))
    told.when(g.authorise(told)).refused("AUTHORISER_SUPERVISES")


def test_nothing_is_authorised_over_unread_mail_or_what_was_not_seen() -> None:
    told = g.way("sought")
    unread = told.with_unread(UNREAD)
    unread.when(g.authorise(unread)).refused("UNREAD_MESSAGES")
    passed = unread.by(t.INSPECTOR).when(g.authorise(unread, override="Rang the desk; nothing weighs."))
    assert isinstance(passed.outcome, Decided), passed.outcome
    assert isinstance(passed.events[0], GatesOverridden)
    seen = told.version
    told = g.after(told, g.received)
    told.when(g.authorise(told, seen=seen)).refused(
        "CASE_CHANGED", "TEST_OUT_OF_DATE", "REPRESENTATIONS_NOT_WEIGHED"
    )


@pytest.mark.parametrize(
    "fact",
    [
        lambda told: t.answered(Source.PROBATION, Answer.HIT, at=told.now),
        lambda told: t.corrected(told.now, subject=t.subject(t.APPLICANT_HOME)),
        lambda told: t.risk_assessment(told.now),
    ],
    ids=["a hit", "a correction", "another assessment"],
)
def test_whatever_comes_after_the_test_has_it_applied_again(fact: Any) -> None:
    told = g.way("sought")
    told = t.hearing(told, fact(told))
    told.when(g.authorise(told)).refused("TEST_OUT_OF_DATE")
    told = g.after(told, g.tests)
    assert codes(told, g.authorise(told)) == set()


def test_a_refused_authority_is_recorded_and_the_case_goes_on() -> None:
    """C-40."""
    told = g.way("sought")
    told.when(g.refuse(told, by=t.SERGEANT)).refused("RANK_TOO_LOW")
    told = told.by(t.INSPECTOR).when(g.refuse(told)).decided(d.DisclosureNotAuthorised, JudgementWeighed)
    assert stage(told.state) is Stage.NOT_AUTHORISED
    told.when(g.authorise(told)).refused("AUTHORITY_NOT_SOUGHT")
    less = g.after(told, lambda told: g.wording(told, text="Do not leave your child alone with him."))
    assert codes(less, g.seek(less)) == set()
    why = {"on_presumption": "The Inspector refused.", "on_knowledge": "She is told to ask for help."}
    assert codes(told, g.none(told, **why)) == set()


def test_another_wording_takes_the_place_of_the_one_that_was_sought() -> None:
    told = g.way("sought")
    first = g.of(told)
    told = g.after(told, lambda told: g.wording(told, text="Do not leave your child alone with him."))
    assert not told.state.disclosure.sought
    told.when(g.authorise(told, wording=first.key, hash=first.hash)).refused(
        "AUTHORITY_NOT_SOUGHT", "WORDING_REPLACED"
    )


def test_one_authority_stands_for_a_recipient() -> None:
    told = g.way("authorised")
    told = g.after(told, lambda told: g.wording(told, text="Keep them apart."), g.seek, g.authorise)
    assert sorted(one.lapsed for one in told.state.disclosure.authorities.values()) == [False, True]


def test_each_recipient_has_a_wording_and_an_authority_of_their_own() -> None:
    """Case study 3: two recipients."""
    told = g.after(g.way("data_protection"), grandmother)
    for assess in (g.identity, g.knowledge, g.suitability):
        told = told.when(assess(told, recipient="grandmother"))
    told = g.after(told, lambda told: g.tests(told, recipients=("mother", "grandmother")))
    told = g.after(told, g.wording, lambda told: g.wording(told, recipient="grandmother"))
    keys = tuple(g.of(told, who).key for who in ("mother", "grandmother"))
    assert len({g.of(told, who).hash for who in ("mother", "grandmother")}) == 2
    told = g.after(told, lambda told: g.seek(told, wordings=keys))
    for who in ("mother", "grandmother"):
        one = g.of(told, who)
        told = told.by(t.INSPECTOR).when(g.authorise(told, wording=one.key, hash=one.hash))
        assert isinstance(told.outcome, Decided), told.outcome
    standing = {one.recipient: one.hash for one in told.state.disclosure.authorities.values()}
    assert standing == {who: g.of(told, who).hash for who in ("mother", "grandmother")}


def test_a_withdrawn_recipient_takes_what_was_authorised_with_them() -> None:
    told = g.way("authorised").when(c.WithdrawRecipient(t.SERGEANT, "mother", "She has told the subject."))
    (held,) = told.state.disclosure.authorities.values()
    assert held.lapsed
    told.when(g.seek(told)).refused("RECIPIENT_NOT_CHOSEN", "TEST_OUT_OF_DATE")


def test_who_is_chosen_anew_is_assessed_and_verified_anew() -> None:
    told = g.after(g.way("sought"), g.recipient)
    assert not told.state.disclosure.sought
    told.when(g.tests(told)).refused("PRIOR_KNOWLEDGE_NOT_ASSESSED", "SUITABILITY_NOT_ASSESSED")
    told.when(g.seek(told)).refused(
        "PRIOR_KNOWLEDGE_NOT_ASSESSED", "SUITABILITY_NOT_ASSESSED", "RECIPIENT_UNVERIFIED", "TEST_OUT_OF_DATE"
    )


def test_late_representations_suspend_the_authority_until_it_is_confirmed_or_withdrawn() -> None:
    """C-44."""
    told = g.after(g.way("authorised"), g.received)
    (held,) = told.state.disclosure.authorities.values()
    assert held.suspended
    assert in_question(told.state, held)
    told.when(g.weigh(told, authority_stands=True)).refused(
        "RANK_TOO_LOW", "AUTHORISER_SUPERVISES", "AUTHORISER_PROPOSED"
    )
    weighed = g.weigh(told, by=t.INSPECTOR, authority_stands=True)
    (confirmed,) = told.when(weighed).state.disclosure.authorities.values()
    assert not confirmed.suspended
    assert not in_question(told.when(weighed).state, confirmed)
    withdrawn = g.weigh(told, by=t.INSPECTOR, authority_stands=False)
    (lapsed,) = told.when(withdrawn).state.disclosure.authorities.values()
    assert lapsed.lapsed


def test_what_was_told_already_is_not_suspended() -> None:
    told = g.way("authorised")
    of = told.state.disclosure
    mother = replace(of.recipients["mother"], told=told.now)
    told = t.with_state(told, disclosure=replace(of, recipients={"mother": mother}))
    told = g.after(told, g.received)
    assert not [one for one in told.state.disclosure.authorities.values() if one.suspended]


def test_a_subject_who_says_nothing_suspends_nothing() -> None:
    told = g.after(g.way("authorised"), lambda told: g.received(told, None))
    (held,) = told.state.disclosure.authorities.values()
    assert not in_question(told.state, held)


def advising(told: Told, **parts: str) -> Told:
    """The same case under a profile that only advises an Inspector, or an independent one (C-09)."""
    advice = {"inspector": "required", "independence": "required", "source": "invented"} | parts
    rules = told.state.rules.model_copy(update={"authority": Advised(**advice)})

    class Advising(Case):
        __slots__ = ()

        @property
        def rules(self) -> Any:
            return rules

    state = told.state
    return replace(told, state=Advising(*state))


@pytest.mark.proves("R-254", by="services.decisions.domain.authority:authorise")
def test_where_an_inspector_is_only_advised_a_lower_rank_is_reported() -> None:
    told = advising(g.way("sought"), inspector="advisory")
    given = told.when(g.authorise(told, by=t.OTHER_SERGEANT))
    assert isinstance(given.outcome, Decided), given.outcome
    assert FlagRaised(flag=Flag.AUTHORISED_BELOW_INSPECTOR) in given.events
    told.when(g.authorise(told, by=replace(t.CONSTABLE, id="c.other"))).refused("RANK_TOO_LOW")


def test_where_independence_is_only_advised_its_want_is_reported_and_two_people_still_act() -> None:
    told = advising(g.way("sought"), independence="advisory")
    given = told.when(g.authorise(told, independent=False))
    assert FlagRaised(flag=Flag.AUTHORISER_NOT_INDEPENDENT) in given.events
    own = g.authorise(told, by=Actor(t.SERGEANT.id, "INSPECTOR", "", "46", t.KNOWS))
    told.when(own).refused("AUTHORISER_SUPERVISES", "AUTHORISER_PROPOSED")


def test_the_hash_is_of_canonical_json_of_what_is_said_to_whom_in_which_case() -> None:
    spoken = d.Spoken(text="Eleanor’s “risk”.", use="Tell nobody.", support=("A line.", "Another."))
    canonical = json.dumps(
        {
            "case": "c-given",
            "extent": d.Extent.FULL,
            "recipient": "mother",
            "support": ["A line.", "Another."],
            "text": "Eleanor’s “risk”.",
            "use": "Tell nobody.",
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    expected = hashlib.sha256(canonical.encode()).hexdigest()
    assert hash_of("c-given", "mother", d.Extent.FULL, spoken) == expected
    others = {
        hash_of("c-other", "mother", d.Extent.FULL, spoken),
        hash_of("c-given", "father", d.Extent.FULL, spoken),
        hash_of("c-given", "mother", d.Extent.FULL, spoken.model_copy(update={"use": "Tell anybody."})),
        hash_of("c-given", "mother", d.Extent.FULL, spoken.model_copy(update={"support": ("A line.",)})),
    }
    others.add(hash_of("c-given", "mother", d.Extent.LIMITED, spoken))
    assert expected not in others
    assert len(others) == 5


def test_a_long_sentence_is_flagged_and_stops_nothing() -> None:
    assert is_plain("Short. " * 50)
    long = " ".join(["word"] * 26) + "."
    assert not is_plain(long)
    told = g.way("tested")
    told.when(g.wording(told, text=long)).decided(d.WordingProposed, FlagRaised)


@pytest.mark.parametrize(
    "text",
    [
        "FERDINAND worries about him.",
        "A worried neighbour of 14 Invented Lane rang us.",
        "Somebody near ZZ11ZZ rang us.",
        "Ask Férdinand.",
    ],
)
def test_a_wording_does_not_tell_who_applied(text: str) -> None:
    told = g.way("tested")
    told.when(g.wording(told, text=text)).refused("WORDING_NAMES_APPLICANT")
    assert codes(told, g.wording(told, use=text)) == {"WORDING_NAMES_APPLICANT"}


def test_an_inspector_may_let_it_tell_who_applied_and_the_applicant_knows_their_own_name() -> None:
    told = g.way("tested")
    covered = told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    named = g.wording(
        covered,
        by=t.INSPECTOR,
        text="Ferdinand told us.",
        override="They agreed, and she must know whom to ask.",
    )
    assert isinstance(covered.when(named).events[0], GatesOverridden)
    person = {"role": PartyRole.APPLICANT, "person": None}
    own = g.way("tested", "identity", recipient=person)
    assert codes(own, g.wording(own, text="Ferdinand, your child is at risk.")) == set()


def test_a_name_that_the_child_bears_too_tells_nothing() -> None:
    """C-33: Testperson is the child's surname as well."""
    told = g.way("tested")
    assert codes(told, g.wording(told, text="Keep Cleo Testperson away from him.")) == set()


def test_intelligence_that_the_tests_rest_on_is_graded_before_it_is_disclosed() -> None:
    """R-069; other intelligence of the case holds nothing up."""
    evidence = g.stages(evidence=("police-local-1",))
    relied = g.way("worded", since=g.concern(s.intelligence()), tested={"stages": evidence})
    relied.when(g.seek(relied)).refused("INTELLIGENCE_NOT_GRADED")
    told = g.way("worded", since=g.concern(s.intelligence(), s.graded()), tested={"stages": evidence})
    assert codes(told, g.seek(told)) == set()
    beside = g.way("worded", since=g.concern(s.intelligence()))
    assert codes(beside, g.seek(beside)) == set()

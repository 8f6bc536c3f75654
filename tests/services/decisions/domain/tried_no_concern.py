"""The three statements of no concern, and what contradicts them: each gate blocked, then passed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contracts.clocks import ClockName
from contracts.codes import (
    Answer,
    ContactKind,
    CredibleRisk,
    IdentityOutcome,
    Source,
)
from contracts.people import FindingKind
from services.decisions.domain import commands as c
from services.decisions.domain.events import Addressed, Consideration
from tests.services.decisions import told as t
from tests.services.decisions.ordering import (
    Told,
    Tried,
    do_not,
    extend,
    no_contact,
    outside,
    saying,
)

CHILD_PROTECTION = t.answered(
    Source.SOCIAL_CARE, Answer.HIT, kind=FindingKind.CHILD_PROTECTION, about=t.OF_CHILD
)


def passed_on(told: Told) -> Told:
    return told.when(
        c.RecordConsideration(t.SERGEANT, Consideration.CHILDRENS_SOCIAL_CARE, True, "Told the team.")
    )


def passing(build: Callable[..., Any], told: Told) -> tuple[Told, Any]:
    """An Inspector covers, and passes with reasons what a rank may pass."""
    covered = told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    return covered, build(covered, by=t.INSPECTOR, override="The plan of the other team was read.")


NO_CONNECTION = frozenset(
    {t.S.NO_RELEVANT_CONVICTIONS, t.S.NO_OTHER_INTELLIGENCE, t.S.NO_CONNECTION_THAT_JUSTIFIES}
)


def never_met() -> Told:
    never = t.corrected(t.days(9), relationships=t.relationships(ContactKind.NONE_KNOWN))
    return t.hearing(t.assessed(), never)


NO_CONCERN: Tried = {
    "CHILD_UNDER_PROTECTION": (
        lambda: saying(t.no_concern, t.assessed(CHILD_PROTECTION)),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "CHILD_PROTECTION_NOT_TOLD": (
        lambda: saying(t.no_concern, t.assessed(CHILD_PROTECTION)),
        lambda: passing(t.no_concern, passed_on(t.assessed(CHILD_PROTECTION))),
    ),
    "NO_MEASURE_TAKEN": (
        lambda: saying(do_not, t.checked(CHILD_PROTECTION)),
        lambda: passing(do_not, passed_on(t.checked(CHILD_PROTECTION))),
    ),
    "ASSESSED_BEFORE_CORRECTION": (
        lambda: saying(t.no_concern, t.hearing(t.assessed(), t.corrected(t.days(11), subject=t.subject()))),
        lambda: saying(t.no_concern, t.hearing(t.assessed(), t.corrected(t.days(9), subject=t.subject()))),
    ),
    "ASSESSED_BEFORE_ROUND": (
        lambda: saying(t.no_concern, t.hearing(t.assessed(), t.requested(at=t.days(11)))),
        lambda: saying(
            t.no_concern, t.assessed(t.requested(at=t.hours(2)), *(t.answered(one) for one in t.POLICE))
        ),
    ),
    "STATEMENT_A_MISSING": (
        lambda: saying(
            t.no_concern, t.assessed(), statements=t.ALL_STATEMENTS - {t.S.NO_RELEVANT_CONVICTIONS}
        ),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "STATEMENT_B_MISSING": (
        lambda: saying(t.no_concern, t.assessed(), statements=t.ALL_STATEMENTS - {t.S.NO_OTHER_INTELLIGENCE}),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "STATEMENT_C_MISSING": (
        lambda: saying(
            t.no_concern, t.assessed(), statements=t.ALL_STATEMENTS - {t.S.NO_CONCERNING_BEHAVIOUR}
        ),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "STATEMENT_A_CONTRADICTED": (
        lambda: saying(
            t.no_concern,
            t.assessed(
                t.answered(Source.POLICE_NATIONAL, Answer.HIT, kind=FindingKind.OTHER_RELEVANT_CONVICTION)
            ),
        ),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "STATEMENT_B_CONTRADICTED": (
        lambda: saying(t.no_concern, t.assessed(t.answered(Source.POLICE_INTELLIGENCE, Answer.HIT))),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "STATEMENT_C_CONTRADICTED by-contact": (
        lambda: saying(t.no_concern, t.assessed(), statements=NO_CONNECTION),
        lambda: saying(t.no_concern, never_met(), statements=NO_CONNECTION),
    ),
    "STATEMENT_C_CONTRADICTED by-behaviour": (
        lambda: saying(t.no_concern, t.assessed(meeting=t.meeting_held(ongoing_concern=True))),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "POSSIBLE_MATCH_OPEN": (
        lambda: saying(t.no_concern, t.assessed(t.answered(Source.PROBATION, Answer.AMBIGUOUS))),
        lambda: saying(
            t.no_concern,
            t.assessed(
                t.answered(Source.PROBATION, Answer.AMBIGUOUS),
                t.identity(IdentityOutcome.NONE_IS_THE_SUBJECT, "probation-1"),
            ),
        ),
    ),
    "SOMETHING_IS_HELD on-leaving": (
        lambda: saying(do_not, t.checked(t.answered(Source.POLICE_INTELLIGENCE, Answer.HIT))),
        lambda: saying(do_not, t.checked()),
    ),
    "SOMETHING_IS_HELD irrelevant": (
        lambda: saying(
            t.no_concern,
            t.assessed(t.answered(Source.POLICE_LOCAL, Answer.HIT, kind=FindingKind.NOT_RELEVANT)),
        ),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "SOURCE_DID_NOT_LOOK": (
        lambda: saying(t.no_concern, t.assessed(t.failed(Source.PROBATION))),
        lambda: saying(
            t.no_concern, t.assessed(t.failed(Source.PROBATION), t.answered(Source.PROBATION, at=t.days(2)))
        ),
    ),
    "SOURCE_DID_NOT_ANSWER": (
        lambda: saying(t.no_concern, t.assessed(t.agency_requested())),
        lambda: saying(t.no_concern, t.assessed(t.agency_requested(), t.agency_answered())),
    ),
    "CREDIBLE_RISK_FOUND": (
        lambda: saying(t.no_concern, t.assessed(found=t.risk_assessment(credible=CredibleRisk.CREDIBLE))),
        lambda: saying(t.concern, t.assessed(found=t.risk_assessment(credible=CredibleRisk.CREDIBLE))),
    ),
    "POSSIBLE_RISK_FOUND": (
        lambda: saying(t.no_concern, t.assessed(found=t.risk_assessment(credible=CredibleRisk.POSSIBLE))),
        lambda: saying(t.concern, t.assessed(found=t.risk_assessment(credible=CredibleRisk.POSSIBLE))),
    ),
    "CONTACT_OR_LIKELIHOOD": (
        lambda: saying(outside, t.checked()),
        lambda: saying(outside, no_contact()),
    ),
    "CONCERNING_BEHAVIOUR_REPORTED": (
        lambda: saying(outside, t.hearing(no_contact(), t.meeting_held(ongoing_concern=True))),
        lambda: saying(outside, t.hearing(no_contact(), t.meeting_held())),
    ),
    "SAFEGUARDING_ISSUE_OPEN": (
        lambda: saying(
            t.finalise,
            t.ready().when(c.RaiseSafeguardingIssue(t.CONSTABLE, "school-attendance", "Not in school.")),
        ),
        lambda: saying(
            t.finalise,
            t.ready()
            .when(c.RaiseSafeguardingIssue(t.CONSTABLE, "school-attendance", "Not in school."))
            .when(
                c.ResolveSafeguardingIssue(
                    t.CONSTABLE, "school-attendance", Addressed.OWNED_BY_AGENCY, "Social care has it."
                )
            ),
        ),
    ),
    "NOT_EXTENDABLE": (
        lambda: (t.assessed(), extend(clock=ClockName.INITIAL_CHECKS)),
        lambda: (t.assessed(), extend()),
    ),
    "EXTENSION_NOT_JUSTIFIED": (
        lambda: (t.assessed(), extend(justified=False)),
        lambda: (t.assessed(), extend()),
    ),
}

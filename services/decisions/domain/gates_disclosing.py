"""What each step from a concern to the authority to disclose asks for (G 80 to 92), as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from contracts.codes import Category
from messaging.gates import Gate
from services.decisions.domain import (
    authority,
    connection,
    data_protection,
    impact,
    intelligence_elsewhere,
    investigation,
    mappa,
    no_disclosure,
    ownership,
    prior_knowledge,
    progress,
    recipients,
    representations,
    somebody_else,
    spoken_of,
    three_tests,
    wording,
    young_offenders,
)
from services.decisions.domain import commands as c
from services.decisions.domain.evidence import only
from services.decisions.domain.immediate_risk import RISK_TAKEN
from services.decisions.domain.judgements import BY_SUPERVISION, JUDGED, LIVE, SEEN
from services.decisions.domain.state import Case
from services.decisions.domain.supervision import SUPERVISED
from services.decisions.domain.who_decides import WHO_DECIDES

A_CONCERN: Final[Gate[Case, Any]] = Gate(
    "NOT_A_CONCERN",
    "G 78",
    ("R-184",),
    lambda case, command, moment: case.category is Category.CONCERN,
    "Disclosure is decided on only in a case that was categorised as a concern.",
)
ALWAYS_WEIGHED: Final = (
    mappa.CONSIDERED,
    mappa.LEAD_AGENCY_ENGAGED,
    mappa.MEETING_OVER,
    young_offenders.OFFENDING_WEIGHED,
    RISK_TAKEN,
)
"""Before any decision on disclosure, for it or against it (G 60, 69)."""
OF_A_DISCLOSURE: Final = (
    connection.ASSESSED,
    connection.SUFFICIENT,
    prior_knowledge.ASSESSED,
    recipients.SUITABILITY_ASSESSED,
    recipients.SUITABLE,
    representations.SOUGHT,
    representations.ANSWERED,
    representations.WEIGHED,
    impact.ASSESSED,
    young_offenders.TELLING_PLANNED,
    somebody_else.ASSESSED_AS_THEY_ARE,
)
"""Before anything is disclosed to anybody (G 80, 81, 87, 88, 90)."""
TO_BE_TOLD: Final = (
    *WHO_DECIDES,
    recipients.KNOWN,
    wording.KNOWN,
    wording.CURRENT,
    somebody_else.NAMED_AS_THEY_ARE,
    three_tests.SATISFIED,
    three_tests.UP_TO_DATE,
    *ALWAYS_WEIGHED,
    *OF_A_DISCLOSURE,
    investigation.STRATEGY_AGREED,
    data_protection.CONSIDERED,
    data_protection.POWER_NAMED,
    data_protection.IN_ACCORDANCE,
    ownership.OWNERS_CONSENT,
    recipients.NOT_SUBJECT_NOW,
    recipients.NOT_WITHDRAWN_FROM,
    recipients.WILLING,
    recipients.IDENTITY_VERIFIED,
    recipients.NOT_UNDER_18_ALONE,
    authority.EVIDENCE_READABLE,
    authority.INTELLIGENCE_GRADED,
    intelligence_elsewhere.SAID,
    authority.NOT_GIVEN,
)
"""Everything that stands before an authority, looked at when it is sought and again when it is given."""
AUTHORISED: Final = (
    *LIVE,
    SUPERVISED,
    authority.RANK,
    authority.COMPETENT,
    *SEEN,
    A_CONCERN,
    authority.SOUGHT,
    progress.REASONED,
)
ABOUT_A_RECIPIENT: Final = (*BY_SUPERVISION, recipients.KNOWN, progress.REASONED)

DISCLOSING: Final[Mapping[type, tuple[Gate[Case, Any], ...]]] = {
    c.AssessConnection: (*BY_SUPERVISION, connection.CHILDREN_NAMED, progress.REASONED),
    c.SelectRecipient: (
        *BY_SUPERVISION,
        A_CONCERN,
        recipients.NAMED,
        recipients.NOT_THE_SUBJECT,
        recipients.BY_THEIR_ROLE,
        recipients.NOT_ANONYMOUS,
        recipients.STILL_ASKS,
        connection.CHILDREN_NAMED,
        progress.REASONED,
    ),
    c.WithdrawRecipient: ABOUT_A_RECIPIENT,
    c.AssessPriorKnowledge: ABOUT_A_RECIPIENT,
    c.AssessSuitability: ABOUT_A_RECIPIENT,
    c.AssessImpact: (*BY_SUPERVISION, impact.MITIGATED, progress.REASONED),
    c.SeekRepresentations: (
        *LIVE,
        SUPERVISED,
        representations.BY_WHO_DECIDES,
        *SEEN,
        representations.NO_SOURCE_ENDANGERED,
        investigation.STRATEGY_AGREED,
        progress.REASONED,
    ),
    c.DispenseRepresentations: (
        *LIVE,
        SUPERVISED,
        representations.BY_WHO_DECIDES,
        representations.EACH_EXCEPTION_REASONED,
        representations.OTHER_SIGNED_OFF,
    ),
    c.WeighRepresentations: (
        *LIVE,
        SUPERVISED,
        representations.BY_WHO_DECIDES,
        representations.KNOWS_THE_SCHEME,
        *SEEN,
        representations.SOMETHING_TO_WEIGH,
        representations.SAID_WHETHER_IT_STANDS,
        representations.WEIGHED_BY_AUTHORISER,
        *(
            only(representations.is_suspended, gate)
            for gate in (
                authority.NOT_SUPERVISING,
                authority.NOT_WORKING,
                authority.NOT_MANAGING,
                authority.NOT_PROPOSING,
            )
        ),
        progress.REASONED,
    ),
    c.ConsiderMappa: (*BY_SUPERVISION, mappa.LEAD_AGENCY_ENGAGED, progress.REASONED),
    c.ConsiderDataProtection: (*BY_SUPERVISION, progress.REASONED),
    c.WeighYoungOffending: BY_SUPERVISION,
    c.PlanForYoungSubject: (
        *BY_SUPERVISION,
        young_offenders.SOCIAL_SERVICES_CONSULTED,
        progress.REASONED,
    ),
    c.ApplyThreeTests: (
        *JUDGED,
        A_CONCERN,
        three_tests.EACH_STAGE_ANSWERED,
        three_tests.EACH_STAGE_REASONED,
        three_tests.EVIDENCE_LINKED,
        three_tests.EVIDENCE_THERE,
        three_tests.EVIDENCE_BEARS,
        recipients.KNOWN,
        *ALWAYS_WEIGHED,
        mappa.ADVICE_FOLLOWED,
        *(
            only(spoken_of.satisfied, gate)
            for gate in (
                three_tests.RECIPIENT_GIVEN,
                connection.EACH_CHILD_CARED_FOR,
                *OF_A_DISCLOSURE,
                prior_knowledge.NOT_NEEDLESS,
                three_tests.EXTENT_CONSIDERED,
            )
        ),
    ),
    c.DecideNoDisclosure: (
        *JUDGED,
        A_CONCERN,
        no_disclosure.NOT_DECIDED_YET,
        no_disclosure.NOBODY_TOLD,
        no_disclosure.TESTED,
        no_disclosure.PRESUMPTION_ANSWERED,
        *WHO_DECIDES,
        prior_knowledge.NOT_MISLED,
        *ALWAYS_WEIGHED,
        mappa.ADVICE_FOLLOWED,
        progress.REASONED,
    ),
    c.ProposeWording: (
        *BY_SUPERVISION,
        A_CONCERN,
        recipients.KNOWN,
        wording.NOT_EMPTY,
        wording.USE_AND_SUPPORT,
        wording.ENOUGH_AND_NO_MORE,
        wording.SAYS_NOT_WHO_APPLIED,
        mappa.ADVICE_FOLLOWED,
    ),
    c.SeekAuthority: (*JUDGED, A_CONCERN, *TO_BE_TOLD, progress.REASONED),
    c.AuthoriseDisclosure: (
        *AUTHORISED,
        *TO_BE_TOLD,
        authority.DECLARED,
        authority.NOT_SUPERVISING,
        authority.NOT_WORKING,
        authority.NOT_MANAGING,
        authority.NOT_PROPOSING,
        authority.SAME_WORDS,
        wording.STILL_SAYS_NOT_WHO_APPLIED,
    ),
    c.RefuseAuthority: AUTHORISED,
}

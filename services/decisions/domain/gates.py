"""What each intention asks for, as data. The same list blocks it, says what stands between, and explains.

A command that reports a fact is not here: facts are recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from messaging.gates import Gate
from services.decisions.domain import categorisation as cat
from services.decisions.domain import (
    clocks,
    closing,
    delivery,
    finalising,
    flags,
    grounds,
    leaving,
    no_concern,
    outside_scheme,
    pack,
    progress,
    protective,
    referrals,
    release,
    representations,
    sharing,
    still_stands,
    telling_the_subject,
    undertaking,
    urgent,
)
from services.decisions.domain import commands as c
from services.decisions.domain import safeguarding as safe
from services.decisions.domain.gates_disclosing import A_CONCERN, DISCLOSING
from services.decisions.domain.immediate_risk import RISK_TAKEN
from services.decisions.domain.judgements import BY_SUPERVISION, JUDGED, LIVE, OPEN, SEEN
from services.decisions.domain.state import Case
from services.decisions.domain.supervision import BY_A_PERSON, SUPERVISOR_COMPETENT, SUPERVISOR_RANK

ENDING: Final = (
    *JUDGED,
    RISK_TAKEN,
    safe.ISSUES_ADDRESSED,
    progress.FORCE_RECORD,
    closing.LETTER_GIVEN,
    finalising.ADVICE_GIVEN,
    clocks.EXPLAINED,
    flags.ACKNOWLEDGED,
    protective.NOMINAL_ENTERED,
    delivery.DEPARTURES_SEEN,
    finalising.ENTRY_MADE,
)
"""What every end asks for, whatever the outcome or stage (G 76, 78, 85, 99, 100)."""

GATES: Final[Mapping[type, tuple[Gate[Case, Any], ...]]] = {
    c.AcknowledgeFlags: (*BY_SUPERVISION, flags.RAISED, progress.REASONED),
    c.AssignSupervisor: (*LIVE, SUPERVISOR_RANK, SUPERVISOR_COMPETENT),
    c.Progress: (
        *JUDGED,
        progress.ASKED_FOR,
        progress.NOT_DECIDED,
        progress.INITIAL_CHECKS_COMPLETE,
        progress.PROCESS_CONSIDERED,
        progress.NOT_REDIRECTED,
        progress.REASONED,
    ),
    c.DoNotProgress: (
        *JUDGED,
        progress.ASKED_OR_GOES_ON,
        progress.NOT_CATEGORISED,
        leaving.CHECKED_OR_SAID_WHY,
        *leaving.LEAVING,
        progress.REASONED,
        RISK_TAKEN,
    ),
    c.GoOnWithoutMeeting: (*JUDGED, progress.ASKED_FOR, progress.NOT_MET_YET, progress.REASONED),
    c.Categorise: (
        *JUDGED,
        progress.PROGRESSED,
        cat.MEETING_HELD,
        cat.RISK_ASSESSED,
        cat.NOT_FROM_THE_MEETING,
        cat.ASSESSED_AS_CORRECTED,
        cat.ASSESSED_AFTER_THE_ROUND,
        cat.IDENTITY_SETTLED,
        cat.CREDIBLE_RISK_STATED,
        progress.REASONED,
        cat.GROUND_GIVEN,
        *grounds.HELD,
        cat.INTELLIGENCE_GRADED,
        cat.LINE_OF_RISK,
        *no_concern.STANDS,
        RISK_TAKEN,
    ),
    c.FindOutsideScheme: (
        *JUDGED,
        progress.ASKED_FOR,
        progress.NOT_CATEGORISED,
        leaving.CHECKED_OR_SAID_WHY,
        outside_scheme.NO_CONTACT,
        outside_scheme.NO_CONCERNING_BEHAVIOUR,
        *leaving.OUTSIDE,
        safe.ISSUES_ADDRESSED,
        progress.REASONED,
        RISK_TAKEN,
    ),
    c.Extend: (
        *BY_SUPERVISION,
        clocks.EXTENDER,
        clocks.EXTENDABLE,
        clocks.REQUIRED_AND_JUSTIFIED,
        progress.REASONED,
    ),
    c.ChooseDelivery: (*LIVE, closing.POST_SAFE),
    c.DecideNotToTell: (
        *BY_SUPERVISION,
        progress.ASKED_FOR,
        closing.ANONYMOUS_AGREES,
        closing.ATTEMPTS_LISTED,
        progress.REASONED,
    ),
    c.ConfirmDecision: (
        *JUDGED,
        still_stands.DECISION_MADE,
        still_stands.NOT_CONTRADICTED,
        still_stands.NOT_IN_DOUBT,
        progress.REASONED,
        RISK_TAKEN,
    ),
    c.MakeFinalEntry: (*JUDGED, finalising.DECIDED, finalising.ONE_ENTRY),
    c.Finalise: (
        *ENDING,
        finalising.CATEGORISED,
        finalising.NO_DISCLOSURE_OPEN,
        finalising.NOT_BY_THE_AUTHORISER,
        undertaking.UNDERTAKING_DECIDED,
        urgent.RATIFIED,
        representations.WEIGHED,
        telling_the_subject.SUBJECT_DECIDED,
        telling_the_subject.SELF_DISCLOSURE_CONFIRMED,
        protective.TOOLS_CONSIDERED,
        protective.CONCERN_DISCUSSED,
        still_stands.STILL_STANDS,
        *safe.ALL_CONSIDERED,
    ),
    c.CloseCase: (
        *ENDING,
        finalising.EXIT_DECIDED,
        still_stands.STILL_STANDS,
        *leaving.UNDECIDED,
        progress.REASONED,
        safe.OTHER_DISCLOSURE,
        safe.SOCIAL_CARE_ALERT,
        undertaking.UNDERTAKING_DECIDED,
        urgent.RATIFIED,
        telling_the_subject.SUBJECT_DECIDED,
    ),
    c.ReleaseWording: (*JUDGED, A_CONCERN, *release.RELEASE),
    c.PrintPack: (*LIVE, *pack.PRINT),
    c.AllowReprint: (*LIVE, *pack.REPRINT, progress.REASONED),
    c.RatifyUrgent: (
        OPEN,
        BY_A_PERSON,
        urgent.INSPECTOR,
        urgent.WAITS,
        urgent.BY_ANOTHER,
        *SEEN,
        progress.REASONED,
    ),
    c.ReconsiderDisclosure: (*JUDGED, undertaking.NOT_SIGNED, progress.REASONED),
    c.DoNotInformSubject: (*JUDGED, progress.REASONED),
    c.ConsiderSelfDisclosure: (*JUDGED, progress.REASONED),
    c.OfferReferral: (
        OPEN,
        BY_A_PERSON,
        referrals.TAKES_IT,
        referrals.NEW_KEY,
        referrals.NOT_WITH_THE_HUB,
        sharing.BASIS_GIVEN,
        sharing.KNOWN,
        sharing.MAY_KNOW,
        sharing.GRADED,
        sharing.CONDITIONS_MET,
        sharing.OWNER_AGREES,
        progress.REASONED,
    ),
    c.WithdrawReferral: (OPEN, BY_A_PERSON, referrals.STILL_LIVE, progress.REASONED),
    **DISCLOSING,
}

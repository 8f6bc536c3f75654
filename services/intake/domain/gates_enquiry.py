"""What stands before an enquiry is taken, corrected, completed on its first form, or sent elsewhere."""

from __future__ import annotations

from typing import Any

from contracts.calendar import LONDON
from contracts.codes import InitialItem, Missing, PartyRole, RedirectedTo
from contracts.policies import NoProfile, profile_for
from contracts.words import say
from messaging.decider import Moment
from messaging.gates import Gate
from services.intake.domain import commands as c
from services.intake.domain import missing as lacking
from services.intake.domain.flags import MEANINGS
from services.intake.domain.given import merged
from services.intake.domain.instants import too_far_ahead
from services.intake.domain.parties import one_person_twice
from services.intake.domain.policy import may_supervise
from services.intake.domain.state import Case, Given

OPEN: Gate[Case, Any] = Gate(
    "NO_ENQUIRY",
    "G 20",
    ("R-026",),
    holds=lambda case, _command, _moment: case.opened,
    words="There is no enquiry under this number here: check the number, or send it as a new enquiry.",
)
ASKED: Gate[Case, Any] = Gate(
    "NOBODY_APPLIED",
    "G 53, 54",
    ("R-010", "R-127"),
    holds=lambda case, command, _moment: (
        case.receipt is None or getattr(command, "whose", PartyRole.APPLICANT) is not PartyRole.APPLICANT
    ),
    words="Nobody applied in this case (Right to Know): there is no applicant to tell, see or ask.",
)


def _no_applicant(case: Case, command: c.CorrectFact, _moment: Moment) -> bool:
    gives = command.details.applicant or command.details.applicant_contact or command.details.account
    return case.receipt is None or not gives


NO_APPLICANT: Gate[Case, c.CorrectFact] = Gate(
    "NOBODY_APPLIED",
    "G 8, 54",
    ("R-008",),
    holds=_no_applicant,
    words="Nobody applied in this case (Right to Know): no applicant is added to it. Whoever asks makes an "
    "enquiry of their own, and the two are linked.",
)
NEW: Gate[Case, Any] = Gate(
    "ALREADY_RECEIVED",
    "G 20",
    ("R-026",),
    holds=lambda case, _command, _moment: not case.opened,
    words="An enquiry under this number was received already: correct it, or send a new one under a new key.",
)
NOT_ENDED: Gate[Case, Any] = Gate(
    "CASE_ENDED",
    "G 91, 100",
    ("R-240",),
    holds=lambda case, _command, _moment: not case.finished,
    words="The case has ended or was redirected: report what is new as a new enquiry, and it will be linked.",
)


def _server_time(_case: Case, _command: object, moment: Moment) -> str:
    local = moment.now.astimezone(LONDON)
    return (
        f"A time given is in the future: here it is {local:%d %B %Y, %H:%M:%S}. Put it right and send again."
    )


NOT_AHEAD: Gate[Case, Any] = Gate(
    "TIME_IN_THE_FUTURE",
    "G 20",
    ("R-026",),
    holds=lambda _case, command, moment: not too_far_ahead(command, moment.now),
    words=_server_time,
)


def _policy_in_force(case: Case, command: Any, moment: Moment) -> bool:
    return not _why_no_policy(case, command, moment)


def _why_no_policy(
    case: Case, command: c.ReceiveEnquiry | c.ReceiveInformation | c.CorrectContact, moment: Moment
) -> str:
    stated = command.known_at if isinstance(command, c.ReceiveInformation) else command.contacted_at
    try:
        profile_for(case.force, stated or moment.now)
    except NoProfile as none:
        return str(none)
    return ""


POLICY_IN_FORCE: Gate[Case, Any] = Gate(
    "NO_POLICY_IN_FORCE", "G 20", ("R-026",), holds=_policy_in_force, words=_why_no_policy
)


def _two_people(_case: Case, command: Any, _moment: Moment) -> bool:
    return not one_person_twice(merged(Given(), command.details))


TWO_PEOPLE: Gate[Case, Any] = Gate(
    "SUBJECT_IS_APPLICANT_OR_CHILD",
    "G 21",
    ("R-030", "R-020"),
    holds=_two_people,
    words="The subject has the same name and date of birth as the applicant or a child: correct it. "
    "Whoever asks what is held about themselves makes a subject access request.",
)


def _still_to_tell(case: Case, _command: object, _moment: Moment) -> str:
    untold = [f"({item.value[-1]}) {say(item).text}" for item in InitialItem if item not in case.told]
    return (
        f"Tell the applicant, and record it: {'; '.join(untold)}. Of one who cannot be reached an Inspector "
        "writes why."
    )


ALL_TOLD: Gate[Case, c.CompleteAnnexAPart1] = Gate(
    "INITIAL_INFORMATION_NOT_GIVEN",
    "G 28",
    ("R-020", "R-045", "R-046", "R-047", "R-048", "R-049", "R-050", "R-053"),
    holds=lambda case, _command, _moment: (
        case.not_to_be_contacted or all(item in case.told for item in InitialItem)
    ),
    words=_still_to_tell,
    override=True,
)


def _unasked(case: Case, command: c.CompleteAnnexAPart1) -> list[Missing]:
    return [what for what in lacking.missing(case.given) if what not in command.cannot_be_given]


def _ask_for(case: Case, command: c.CompleteAnnexAPart1, _moment: Moment) -> str:
    wanted = [say(what).text for what in _unasked(case, command)]
    return "Ask for, or record that the applicant cannot say: " + "; ".join(wanted) + "."


DETAILS_ASKED: Gate[Case, c.CompleteAnnexAPart1] = Gate(
    "DETAILS_MISSING",
    "G 27",
    ("R-025", "R-032", "R-033"),
    holds=lambda case, command, _moment: not _unasked(case, command),
    words=_ask_for,
)
PART1_OPEN: Gate[Case, c.CompleteAnnexAPart1] = Gate(
    "FORM_COMPLETE",
    "G 27",
    ("R-032",),
    holds=lambda case, _command, _moment: case.part1_at is None,
    words="The initial contact form is complete already: correct what is wrong in it as a correction.",
)


def _concern_passed_on(_case: Case, command: c.RedirectEnquiry, _moment: Moment) -> bool:
    needs_it = command.to in (RedirectedTo.PRIOR_DISCLOSURE, RedirectedTo.OPEN_CHILD_PROTECTION)
    return command.concern_passed_on or not needs_it


CONCERN_PASSED_ON: Gate[Case, c.RedirectEnquiry] = Gate(
    "CONCERN_NOT_PASSED_ON",
    "G 24, 25",
    ("R-042", "R-043"),
    holds=_concern_passed_on,
    words="Pass the concern on to the team responsible, and say so.",
)
CHILD_PROTECTION_DECIDED: Gate[Case, c.RedirectEnquiry] = Gate(
    "RANK",
    "G 25",
    ("R-043",),
    holds=lambda case, command, _moment: (
        command.to is not RedirectedTo.OPEN_CHILD_PROTECTION or may_supervise(case, command.by)
    ),
    words="That child protection deals with it instead is for a supervisor to decide: a Sergeant or police "
    "staff equivalent, or above.",
)


def _still_flagged(case: Case, _command: object, _moment: Moment) -> str:
    shown = dict.fromkeys(MEANINGS[one.flag].words for one in case.flags if not one.acknowledged)
    return f"A supervisor looks at what was flagged first: {' '.join(shown)}"


FLAGS_LOOKED_AT: Gate[Case, Any] = Gate(
    "FLAGS_NOT_ACKNOWLEDGED",
    "G 34",
    ("R-026", "R-075"),
    holds=lambda case, _command, _moment: all(one.acknowledged for one in case.flags),
    words=_still_flagged,
)
RISK_TAKEN: Gate[Case, c.RedirectEnquiry] = Gate(
    "RISK_NOT_ACKNOWLEDGED",
    "G 28(g), 30",
    ("R-035",),
    holds=lambda case, _command, _moment: not case.unacknowledged(),
    words="An immediate risk was reported and no supervisor has taken it yet: ring the supervisor.",
)

SUPERVISOR: Gate[Case, Any] = Gate(
    "RANK",
    "G 34",
    ("R-075",),
    holds=lambda case, command, _moment: may_supervise(case, command.by),
    words="A supervisor does this: a Sergeant or police staff equivalent, or above.",
)
FLAGGED: Gate[Case, c.AcknowledgeFlags] = Gate(
    "NOTHING_FLAGGED",
    "G 34",
    ("R-075",),
    holds=lambda case, command, _moment: (
        set(command.flags) <= {raised.flag for raised in case.flags if not raised.acknowledged}
    ),
    words="Not all of these are flagged and still to be looked at: read the case again.",
)


def _unchanged(case: Case, command: c.CorrectFact, _moment: Moment) -> bool:
    parts = [part for part, origin in case.origins.items() if origin.version > command.seen]
    return all(getattr(command.details, part) is None for part in parts)


UNCHANGED: Gate[Case, c.CorrectFact] = Gate(
    "CASE_CHANGED",
    "G 102",
    ("R-246",),
    holds=_unchanged,
    words="Somebody corrected the same part after you read it: read the case again, "
    "then correct what is still wrong.",
)


def _something_given(_case: Case, command: c.CorrectFact, _moment: Moment) -> bool:
    return command.details != c.Details()


SOMETHING_GIVEN: Gate[Case, c.CorrectFact] = Gate(
    "NOTHING_CORRECTED",
    "G 102",
    ("R-246",),
    holds=_something_given,
    words="Nothing is corrected by this: give the part that was wrong, whole.",
)

"""What had left by then, and to whom, by kind and reference; of a disclosure nothing but its hash. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from contracts import checks, crossing, intake, notifications
from contracts import decisions as d
from contracts import referrals as r
from messaging.decider import Recorded
from services.decisions.domain import events_disclosing as ed
from services.decisions.domain import events_telling as et
from services.decisions.domain.events_printing import PackPrinted
from services.decisions.domain.explaining import said
from services.decisions.domain.explaining.telling import told, who
from services.decisions.domain.explaining.titles import title

APPLICANT: Final = "the applicant"
TO: Final[dict[type, str]] = {
    intake.InitialInformationGiven: APPLICANT,
    intake.MeetingScheduled: APPLICANT,
    intake.ApplicantDelayNotified: APPLICANT,
    intake.EnquiryRedirected: APPLICANT,
    notifications.SafetyAdviceGiven: APPLICANT,
    notifications.ApplicantOutcomeNotified: APPLICANT,
    notifications.NonDisclosureLetterIssued: APPLICANT,
    notifications.NonDisclosureLetterHandDelivered: APPLICANT,
    notifications.MessageSent: "whom the message was for",
    notifications.MessageFailed: "nobody: it did not go",
    notifications.MessageBlocked: "nobody: it was stopped",
    d.ClosingDue: "the service that writes letters, for the applicant",
    d.OfficerAlertDue: "a duty officer",
    checks.AgencyCheckRequested: "an agency",
    ed.RepresentationsSought: "the subject",
    ed.MappaMeetingRequested: "the lead agency",
    et.DisclosureDelivered: "a recipient",
    et.DisclosureUrgent: "a recipient",
    r.ReferralOffered: "a partner",
    r.ReferralChased: "a partner",
    r.ReferralNoLongerOffered: "a partner",
    r.SharedFactsCorrected: "a partner",
    PackPrinted: "the officer who goes there; it is not left behind",
    et.SubjectInformed: "the subject",
    et.ApplicantConcernDiscussed: APPLICANT,
    **dict.fromkeys(crossing.EVENTS, "another force"),
}
AGENCIES: Final = ("agency", "lead_agency", "party")
WORDINGS: Final = (
    ed.WordingProposed,
    ed.DisclosureAuthorised,
    et.WordingReleased,
    PackPrinted,
    et.DisclosureDelivered,
)
"""Each names the wording by its hash."""


def left(entries: Iterable[Recorded]) -> Iterator[dict[str, Any]]:
    for one in entries:
        if (to := TO.get(type(one.event))) is None:
            continue
        event = one.event
        if isinstance(event, crossing.EVENTS):
            if one.heard:
                continue  # it came: they said it to us
            to = f"{to} ({getattr(event, event.ADDRESSED)})" if event.ADDRESSED else to
        agency = next(filter(None, (getattr(event, name, None) for name in AGENCIES)), None)
        recipient = getattr(event, "recipient", None)
        yield {
            "at": one.occurred_at,
            "learnt_at": one.recorded_at,
            "what": title(one.type)[0],
            "kind": said.value(getattr(event, "kind", None)) or None,
            "to": f"{to} ({agency or recipient})" if agency or recipient else to,
            "by_what_means": said.value(_means(event)) or None,
            "reference": getattr(event, "reference", None),
            "in_the_words_of": getattr(event, "wording", None) or getattr(event, "script", None),
            "hash": getattr(event, "hash", None),
        }


def wordings(entries: Iterable[Recorded], erased: frozenset[str]) -> Iterator[dict[str, Any]]:
    """What became of each wording, by its hash, and why: proposed, authorised, released, printed, spoken."""
    meant: dict[str, str] = {}
    for one in entries:
        event = one.event
        if isinstance(event, WORDINGS) and event.hash is not None:
            recipient: str = getattr(event, "recipient", "") or meant.get(event.hash, "")
            meant.setdefault(event.hash, recipient)
            entry = told(one, erased)
            yield {
                "hash": event.hash,
                "recipient": recipient,
                "what": title(one.type)[0],
                "paragraph": title(one.type)[1],
                "at": one.occurred_at,
                **who(one),
                "because": entry["reasons"],
                "unreadable": entry["unreadable"],
            }


def _means(event: Any) -> Any:
    if isinstance(event, et.DisclosureDelivered):
        return event.how
    return getattr(event, "transport", None) or getattr(event, "channel", None)

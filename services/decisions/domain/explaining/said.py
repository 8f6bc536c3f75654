"""What an explanation reads for a value: the words of contracts, and those of our own closed lists. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import singledispatch
from typing import Any, Final

from pydantic import BaseModel

from contracts.parts import About, Scope, WhomToRing
from contracts.sealed import Sealed
from contracts.words import UnknownCode, say
from services.decisions.domain import words
from services.decisions.domain.events import Addressed, Counted, Mark, Process, Withheld
from services.decisions.domain.events_disclosing import Accuracy, Extent, MappaAdvice, TestStage
from services.decisions.domain.events_telling import Departure, How, ProtectiveAction, RiskTool, Telling, Told

OURS: Final[tuple[tuple[StrEnum, str], ...]] = (
    *words.FLAGS.items(),
    *words.CONSIDERED.items(),
    (Addressed.RESOLVED, "resolved"),
    (Addressed.OWNED_BY_AGENCY, "an agency has accepted it"),
    (Counted.ELAPSED, "hours as they pass"),
    (Counted.DAYS, "whole days"),
    (Process.CSODS, "this scheme"),
    (Process.MAPPA, "MAPPA"),
    (Process.MARAC, "MARAC"),
    (Process.DVDS, "the domestic violence scheme"),
    (Process.CHILD_PROTECTION, "child protection procedures"),
    (Process.CRIMINAL_INVESTIGATION, "a criminal investigation"),
    (Withheld.APPLICANT_ANONYMOUS, "the applicant is anonymous"),
    (Withheld.NO_SAFE_WAY, "no safe way to reach the applicant is known"),
    (Withheld.NOT_READABLE, "how to reach the applicant could not be read"),
    (Withheld.CASE_CHANGED, "what had come since had not been weighed"),
    (Withheld.UNREAD_MESSAGES, "mail of the case was unread"),
    (Accuracy.ACCURATE, "accurate"),
    (Accuracy.PARTLY_ACCURATE, "accurate in part"),
    (Accuracy.INACCURATE, "not accurate"),
    (Accuracy.NOTHING_KNOWN, "nothing is known to them"),
    (Extent.FULL, "all that is held"),
    (Extent.LIMITED, "a part of what is held (G 83(c)(ii))"),
    (MappaAdvice.DISCLOSE, "to disclose"),
    (MappaAdvice.DISCLOSE_IN_PART, "to disclose in part"),
    (MappaAdvice.DO_NOT_DISCLOSE, "not to disclose"),
    (MappaAdvice.NO_VIEW, "no view"),
    (TestStage.NECESSARY_TO_PROTECT, "necessary to protect (G 83(a))"),
    (TestStage.PRESSING_NEED, "a pressing need (G 83(b))"),
    (TestStage.PROPORTIONATE, "proportionate (G 83(c))"),
    (How.IN_PERSON, "in person"),
    (How.TELEPHONE, "by telephone"),
    (How.WRITING, "in writing"),
    (Telling.POLICE, "the police"),
    (Telling.SUBJECT_WITH_POLICE, "the subject, with police present"),
    (Telling.SUBJECT_ALONE_POLICE_CONFIRMED, "the subject alone, confirmed by police"),
    (Telling.OTHER_AGENCY, "another agency"),
    (Told.ONLY_TO_SAFEGUARD, "only to be used to safeguard the child (G 93(a))"),
    (Told.CONFIDENTIAL_UNDERTAKING, "confidential, and to be undertaken in writing (G 93(b))"),
    (Told.PROCEEDINGS_IF_BREACHED, "proceedings may follow a breach (G 93(c))"),
    (Told.OTHER_CHILDREN_TALK_TO_POLICE, "to talk to the police about other children (G 93(d))"),
    (Told.HOW_TO_SAFEGUARD, "how to safeguard the child (G 93(e))"),
    (Departure.NOT_RELEASED, "no wording had been released"),
    (Departure.OTHER_WORDS, "other words than those authorised"),
    (Departure.OTHER_RECIPIENT, "somebody else than the authorised recipient"),
    (Departure.NOT_IN_PERSON, "not in person (G 92(c))"),
    (Departure.NOT_BY_POLICE, "not by the police (G 92(c))"),
    (Departure.IDENTITY_NOT_CHECKED, "identity not checked (G 42)"),
    (Departure.AFTER_EXPIRY, "after the release had expired"),
    (Departure.SECOND_TIME, "a second time"),
    (Departure.UNDERTAKING_NOT_EXPLAINED, "the undertaking was not explained (G 93)"),
    (Departure.AUTHORITY_SUSPENDED, "the authority was suspended"),
    (Departure.SOMETHING_LEFT_IN_WRITING, "something was left in writing (G 95)"),
    (ProtectiveAction.ADVISED_TO_STAY_AWAY, "the subject was asked to stay away"),
    (ProtectiveAction.ADVISED_TO_STOP_CONTACT, "advice to stop contact"),
    (ProtectiveAction.CHILD_PROTECTION_INVESTIGATION, "a child protection investigation"),
    (ProtectiveAction.CRIMINAL_INVESTIGATION, "a criminal investigation"),
    (ProtectiveAction.CPS_NO_CHARGE, "the Crown Prosecution Service advised no charge"),
    (ProtectiveAction.HARASSMENT_WARNING, "a harassment warning"),
    (ProtectiveAction.ARREST_OR_CHARGE, "arrest or charge"),
    (ProtectiveAction.ORDER_APPLIED_FOR, "a court order was applied for"),
    (ProtectiveAction.POLICE_PROTECTION, "police protection"),
    (ProtectiveAction.OTHER, "another protective action"),
    (RiskTool.SEXUAL_HARM_PREVENTION_ORDER, "a sexual harm prevention order"),
    (RiskTool.SEXUAL_RISK_ORDER, "a sexual risk order"),
    (RiskTool.MAPPA, "MAPPA"),
    (RiskTool.POTENTIALLY_DANGEROUS_PERSONS, "management as a potentially dangerous person"),
    (RiskTool.MARAC, "MARAC"),
)
"""Our own lists: a code may stand elsewhere for another thing, so these come first."""

LABELS: Final = {
    "by": "by officer",
    "to": "by officer",
    "hash": "hash of the wording",
    "why": "because",
    "ring": "to be rung",
    "asks": "asked of",
    "contact": "contact with the child",
    "codes": "conditions",
    "edition": "rules",
    "seen": "entries that had been seen",
    "what": "what it was",
}
QUIET: Final = frozenset(
    {"because_of", "calendar", "check", "checks", "alert", "meeting", "message", "letter", "risk_id"}
    | {"standing", "unread"}
)
"""Keys between programs, which say nothing to a person; and what is told with the step that passed it."""
ABBREVIATIONS: Final = frozenset({"MAPPA", "MAPPS", "MARAC", "PNC", "LEDS", "PND"})


BARE: Final = (About, Scope, WhomToRing)
"""Parts that need no name of their own before them."""


@singledispatch
def value(what: Any) -> str:
    """A value of an event in words; empty when there is nothing to say."""
    return "" if what is None else str(what)


@value.register
def _box(_what: Sealed) -> str:  # type: ignore[type-arg]
    return ""


@value.register
def _truth(what: bool) -> str:
    return "yes" if what else "no"


@value.register
def _listed_code(what: StrEnum) -> str:
    return code(what)


@value.register
def _instant(what: datetime) -> str:
    return words.day(what)


@value.register
def _day(what: date) -> str:
    return f"{what.day} {what:%B %Y}"


@value.register
def _text(what: str) -> str:
    return what.replace("-", " ") if what.startswith("child-") else what


@value.register(tuple)
@value.register(list)
def _several(what: Sequence[Any]) -> str:
    return "; ".join(dict.fromkeys(text for one in what if (text := value(one))))


@value.register
def _any_order(what: frozenset) -> str:  # type: ignore[type-arg]
    return _several(sorted(what))


@value.register
def _mark(what: Mark) -> str:
    return words.day(what.at) + (" (provisional)" if what.provisional else "")


@value.register
def _composed(what: BaseModel) -> str:
    return ", ".join(_parts(what))


def code(what: StrEnum) -> str:
    """A member of a closed list, ours first."""
    if (own := _OURS.get((type(what), what.value))) is not None:
        return own
    try:
        return say(what).text
    except UnknownCode:
        return what.replace("_", " ").lower()


def phrase(condition: str) -> str:
    """The code of a condition, which names what would stand in the way: `source did not answer`."""
    return " ".join(part if part in ABBREVIATIONS else part.lower() for part in condition.split("_"))


def label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").removesuffix(" at"))


def _parts(what: BaseModel) -> list[str]:
    """What is said in words stands for itself; truth, numbers and instants need their names."""
    said = []
    for name in type(what).model_fields:
        one = getattr(what, name)
        if name in QUIET or not (text := value(one)):
            continue
        alone = isinstance(one, StrEnum | str | tuple) or type(one) in BARE
        said.append(text if alone else f"{label(name)}: {text}")
    return said


_OURS: Final = {(type(one), one.value): said for one, said in OURS}
"""By list too: members of two lists may be equal."""

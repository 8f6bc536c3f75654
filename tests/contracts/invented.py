"""People and messages that the tests of the contracts share; all invented."""

from datetime import UTC, datetime

from contracts.codes import Channel, Route
from contracts.intake import EnquiryReceived
from contracts.parts import Relationships
from contracts.people import (
    Account,
    ApplicantContact,
    ApplicantDetails,
    Child,
    Children,
    Means,
    PersonName,
    SafeContact,
    SubjectDetails,
)
from contracts.sealed import Sealed

CANARY = "Zebedee-Canary"
AT = datetime(2026, 6, 1, 8, 12, tzinfo=UTC)
NAME = PersonName(given="Ferdinand", family=CANARY)
SUBJECT = SubjectDetails(name=PersonName(given="Quentin", family=CANARY))


class Boxes:
    """Seals without a key, and opens what it sealed: the shape of a runtime's callbacks."""

    def __init__(self) -> None:
        self.plain: dict[str, tuple[str, bytes]] = {}

    def seal(self, label: str, plaintext: bytes) -> dict[str, str]:
        box_id = f"box-number-{len(self.plain):010}"
        self.plain[box_id] = (label, plaintext)
        return {"id": box_id, "key": f"key-of-{label}".ljust(22, "0"), "box": "c2VhbGVk"}

    def open(self, label: str, box: dict[str, str]) -> bytes | None:
        sealed_label, plaintext = self.plain[box["id"]]
        assert sealed_label == label
        return plaintext


def enquiry() -> EnquiryReceived:
    """Case study 4: a separated father asks about his former partner's new partner."""
    return EnquiryReceived(
        route=Route.RIGHT_TO_ASK,
        channel=Channel.TELEPHONE,
        contacted_at=AT,
        entered_at=AT,
        anonymous=False,
        applicant=Sealed.of(ApplicantDetails(name=NAME)),
        applicant_contact=Sealed.of(
            ApplicantContact(name=NAME, safe=SafeContact(means=(Means.TELEPHONE,), telephone="01632 960201"))
        ),
        subject=Sealed.of(SUBJECT),
        children=Sealed.of(
            Children(named=(Child(ref="child-1", name=PersonName(given="Pip", family=CANARY)),))
        ),
        account=Sealed.of(Account(text=f"{CANARY} moved in with Pip in April.")),
        relationships=Relationships(),
        wording="annex-a-part-1@3",
    )

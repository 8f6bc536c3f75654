"""What clients send about the invented people: bodies of the services' requests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contracts.codes import InitialItem, MeetingItem
from contracts.texts import latest
from deploy.simulators.people import People, Person

Json = dict[str, Any]


def name(person: Person) -> Json:
    given, *others = person.forenames.split()
    return {"given": given, "family": person.surname, "other": others}


def address(person: Person) -> Json:
    lives = person.addresses[0]
    return {"lines": list(lives.lines), "town": lives.town, "postcode": lives.postcode}


def contact(person: Person) -> Json:
    safe: Json = {"means": ["POST", "TELEPHONE"], "leave_message": False}
    if person.email:
        safe |= {"means": ["EMAIL", *safe["means"]], "email": person.email}
    if person.telephone:
        safe["telephone"] = person.telephone
    return {"name": name(person), "address": address(person), "safe": safe}


def applicant(person: Person, **lives: bool) -> Json:
    return {
        "name": name(person),
        "date_of_birth": f"{person.date_of_birth}",
        "gender": person.gender.upper(),
        **lives,
    }


def subject(person: Person) -> Json:
    return {
        "name": name(person),
        "date_of_birth": f"{person.date_of_birth}",
        "gender": person.gender.upper(),
        "address": address(person),
    }


def child(person: Person, **relations: Any) -> Json:
    born = f"{person.date_of_birth}"
    return {"name": name(person), "date_of_birth": born, "address": address(person), **relations}


def told() -> list[Json]:
    """The eight things of paragraph 28, shown on the form and confirmed."""
    wording = latest("initial-information").wording
    return [{"item": item.value, "wording": wording, "acknowledged": True} for item in InitialItem]


def warned(at: datetime) -> list[Json]:
    """The warnings of paragraph 40, and 46."""
    wording = latest("meeting-warnings").wording
    return [
        {"item": item.value, "wording": wording, "at": at.isoformat(), "acknowledged": True}
        for item in MeetingItem
    ]


def fathers_enquiry(people: People) -> Json:
    """Case study 4: a separated father asks about his former partner's new partner."""
    father = people["cs4-father"]
    return {
        "channel": "ONLINE",
        "wording": "online-form@1",
        "applicant": applicant(father, lives_with_child=False, lives_with_subject=False),
        "applicant_contact": contact(father),
        "subject": subject(people["cs4-subject"]),
        "children": [
            child(
                people["cs4-child"],
                applicant_is="PARENT",
                subject_is="PARTNER_OF_PARENT",
                contact=["LIVES_WITH_CHILD"],
            )
        ],
        "responsible_adults": [name(people["cs4-mother"])],
        "applicant_to_subject": "PARTNER_OF_FORMER_PARTNER",
        "account": {
            "text": "My daughter lives with her mother, whose new partner moved in. I know nothing of him."
        },
        "social_care_consent": "GIVEN",
        "told": told(),
    }


def callers_enquiry(people: People) -> Json:
    """A caller who says that a child is with the person now; little else is known."""
    caller = people["cs1-applicant"]
    return {
        "channel": "TELEPHONE",
        "wording": "telephone-form@1",
        "applicant": applicant(caller, lives_with_child=True),
        "applicant_contact": contact(caller),
        "subject": {"name": name(people["cs1-subject"])},
        "children": [
            child(
                people["cs1-child-1"],
                applicant_is="PARENT",
                subject_is="FRIEND_OF_FAMILY",
                contact=["UNSUPERVISED_THROUGH_FAMILY"],
            )
        ],
        "account": {
            "text": "He has taken my son home with him this afternoon and does not answer the telephone."
        },
    }


def risk() -> Json:
    return {
        "ground": "CHILD_WITH_SUBJECT_NOW",
        "details": {"risk": "The child is alone with the person now and the caller cannot reach them."},
        "done": ["POLICE_SENT"],
    }


def appointment(person: Person) -> Json:
    """Where the applicant is asked to come."""
    safe = contact(person)["safe"]
    return {
        "name": name(person),
        "safe": safe,
        "address": address(person),
        "place": "Exampleton library, room 2",
    }

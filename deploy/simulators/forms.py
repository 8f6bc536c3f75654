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


def mothers_enquiry_from_kent(people: People) -> Json:
    """Case study 5: about a man who lives in the area of another force."""
    mother = people["cs5-applicant"]
    return {
        "channel": "TELEPHONE",
        "wording": "telephone-form@1",
        "applicant": applicant(mother, lives_with_child=True, lives_with_subject=False),
        "applicant_contact": contact(mother),
        "subject": subject(people["cs5-subject"]),
        "children": [
            child(
                people["cs5-child"],
                applicant_is="PARENT",
                subject_is="PARTNER_OF_PARENT",
                contact=["UNSUPERVISED_THROUGH_FAMILY"],
            )
        ],
        "applicant_to_subject": "PARTNER",
        "account": {
            "text": "I have met a man who lives in Warwick. He has offered to take my son for weekends, and "
            "says little of his past."
        },
        "social_care_consent": "GIVEN",
        "told": told(),
    }


def parents_enquiry(people: People) -> Json:
    """Case study 1: a parent of two asks about a friend who visits, and whom they visit."""
    parent = people["cs1-applicant"]
    seen = {
        "applicant_is": "PARENT",
        "subject_is": "FRIEND_OF_FAMILY",
        "contact": ["UNSUPERVISED_THROUGH_FAMILY"],
    }
    return {
        "channel": "TELEPHONE",
        "wording": "telephone-form@1",
        "applicant": applicant(parent, lives_with_child=True, lives_with_subject=False),
        "applicant_contact": contact(parent),
        "subject": subject(people["cs1-subject"]),
        "children": [child(people[one], **seen) for one in ("cs1-child-1", "cs1-child-2")],
        "applicant_to_subject": "FRIEND",
        "account": {
            "text": "A friend of ours visits us and takes the children out. He has done nothing wrong that I "
            "know of, but I know little of his past."
        },
        "social_care_consent": "GIVEN",
        "told": told(),
    }


def mothers_enquiry(people: People) -> Json:
    """Case study 2: a mother fears that a former friend of the family grooms her daughter."""
    mother = people["cs2-applicant"]
    return {
        "channel": "STATION",
        "wording": "station-form@1",
        "privacy_offered": True,
        "applicant": applicant(mother, lives_with_child=True, lives_with_subject=False),
        "applicant_contact": contact(mother),
        "subject": subject(people["cs2-subject"]),
        "children": [
            child(
                people["cs2-child"],
                applicant_is="PARENT",
                subject_is="FRIEND_OF_FAMILY",
                contact=["ONLINE_OR_TELEPHONE"],
            )
        ],
        "applicant_to_subject": "FRIEND",
        "account": {"text": "He was a friend of ours. Now he writes to my daughter and gives her presents."},
        "social_care_consent": "GIVEN",
        "told": told(),
    }


LATER_MESSAGES = "He has written again, late at night, and left a telephone for her at the school gate."
"""What the mother of case study 2 reports after the meeting."""


def daughters_enquiry(people: People) -> Json:
    """Case study 3: a daughter asks about her mother's boyfriend, because her mother minds her child."""
    daughter = people["cs3-applicant"]
    return {
        "channel": "ONLINE",
        "wording": "online-form@1",
        "applicant": applicant(daughter, lives_with_child=True, lives_with_subject=False),
        "applicant_contact": contact(daughter),
        "subject": subject(people["cs3-subject"]),
        "children": [
            child(
                people["cs3-child"],
                applicant_is="PARENT",
                subject_is="OTHER",
                contact=["UNSUPERVISED_SHARED_AREAS"],
            )
        ],
        "responsible_adults": [name(people["cs3-mother"])],
        "applicant_to_subject": "OTHER",
        "account": {
            "text": "My mother minds my son. Her new boyfriend is there, and she will not talk of him."
        },
        "social_care_consent": "GIVEN",
        "told": told(),
    }


def callers_enquiry(people: People) -> Json:
    """A caller who says that a child is with the person now; little else is known."""
    caller = people["risk-caller"]
    return {
        "channel": "TELEPHONE",
        "wording": "telephone-form@1",
        "applicant": applicant(caller, lives_with_child=True),
        "applicant_contact": contact(caller),
        "subject": {"name": name(people["risk-subject"])},
        "children": [
            child(
                people["risk-child"],
                applicant_is="PARENT",
                subject_is="FRIEND_OF_FAMILY",
                contact=["UNSUPERVISED_THROUGH_FAMILY"],
            )
        ],
        "account": {
            "text": "He has taken my daughter home with him this afternoon and does not answer the telephone."
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

"""The invented people of a run as clients give them, and as the police of its simulators hold them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from bench.load.plan import Course, Planned, Who
from deploy.simulators.people import Person

TOWN: Final = "Exampleton"


def person(who: Who, part: str) -> Person:
    """`part` tells people of one case apart."""
    return Person.model_validate(_fields(who, part))


def on_record(one: Planned) -> str:
    """The police record of whoever a case is about, if there is one."""
    return f"REC-{one.number + 1_000_000}"


def write(planned: Iterable[Planned], path: Path) -> None:
    """Who is on record: the subjects about whom somebody will be told, registered and convicted."""
    held = "".join(_on_record(one) for one in planned if one.course is Course.DISCLOSED)
    path.write_text(held or "people = []\n")


def _fields(who: Who, part: str) -> dict[str, Any]:
    lives = {"lines": [f"{who.house} Imaginary Row"], "town": TOWN, "postcode": "ZZ99 9ZZ"}
    return {
        "id": f"{part}-{who.forename}".lower(),
        "story": "Invented for a run under load.",
        "surname": who.surname,
        "forenames": who.forename,
        "date_of_birth": who.born.isoformat(),
        "gender": "Male" if part == "subject" else "Female",
        "telephone": f"07700 900{100 + who.house}",
        "addresses": [lives],
    }


def _on_record(one: Planned) -> str:
    """TOML; its strings are those of JSON."""
    since = max(one.subject.born + timedelta(days=20 * 366), one.arrives.date() - timedelta(days=3000))
    number = one.number + 1_000_000
    fields = _fields(one.subject, "subject")
    lives = fields.pop("addresses")[0]
    born = fields.pop("date_of_birth")
    lines = [f"{name} = {json.dumps(value)}" for name, value in fields.items()]
    parts = ", ".join(f"{name} = {json.dumps(value)}" for name, value in lives.items())
    managed = (
        f'{{ reference = "MAN-{number}", status = "CURRENT", force = "{one.force}", registered = true,'
        f' level = 1, lead = "Police", since = {since} }}'
    )
    convicted = (
        f'{{ code = "SOA2003/9", description = "Sexual activity with a child", date = {since},'
        ' disposal = "IMPRISONMENT 4 YEARS", victim_under_18 = true }'
    )
    return "\n".join(
        [
            "[[people]]",
            *lines,
            f"date_of_birth = {born}",
            f"addresses = [{{ {parts} }}]",
            "[[people.police]]",
            f'record_id = "{on_record(one)}"',
            f"convictions = [{convicted}]",
            f"managed = [{managed}]",
            "",
            "",
        ]
    )

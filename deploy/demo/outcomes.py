"""What it all came to: outcomes, letters, statistics, and a case explained as of a past moment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from deploy.demo.play import LONDON, Json, Play
from deploy.demo.stage import expect
from deploy.demo.study import Study

FINAL_ENTRY: Final = "the final entry was made"
EXPLAINING: Final = "explaining the case to a review"
_SIGN: Final = re.compile(r"[a-z0-9]")
COUNTED: Final = {
    "cases": "cases",
    "applications": "applications",
    "disclosures": "cases with a disclosure",
    "recipients": "recipients",
    "children_covered_by_disclosure": "children covered by a disclosure",
    "protective_actions": "protective actions",
    "children_covered_by_protective_action": "children covered by them",
}


def explained(study: Study, as_of: datetime | None = None) -> Json:
    when = {"as_of": as_of.isoformat()} if as_of else {}
    path = f"/cases/{study.case_id}/explanation"
    return study.supervisor.sees("decisions", path, EXPLAINING, **when)


def outcomes(play: Play, studies: Sequence[Study]) -> None:
    """One line a case, from the case as its supervisor sees it and from its final entry."""
    rows = []
    for study in studies:
        shown = study.seen()
        expect(shown["case"]["ended_at"] is not None, f"case study {study.number} has ended")
        came = _final_entry(study)
        expect(came == study.outcome, f"case study {study.number} ends as it should: {came}")
        rows.append(_row(study, shown["personal"], came))
    columns = ("case study", "reference", "outcome", "told", "children covered", "protective actions")
    play.stage.table("What each case came to", columns, rows)


def _row(study: Study, personal: Json, came: str) -> tuple[str, ...]:
    telling = personal.get("telling") or {}
    told = [one["recipient"] for one in telling.get("told", ())]
    of = {
        one["recipient"]: one["children"] for one in (personal.get("disclosure") or {}).get("recipients", ())
    }
    covered = sorted({child for who in told for child in of[who]})
    expect(
        len(told) == study.told and len(covered) == study.covered, f"case study {study.number}: who is told"
    )
    return (
        f"{study.number}: {study.about}",
        study.reference,
        came,
        ", ".join(told) or "nobody",
        ", ".join(child.replace("-", " ") for child in covered) or "–",
        str(telling.get("protective_actions", 0)),
    )


def _final_entry(study: Study) -> str:
    entries = [one for one in explained(study)["personal"]["course"] if one["words"] == FINAL_ENTRY]
    details = {one["what"]: one["is"] for one in entries[-1]["details"]}
    return str(details["outcome"])


async def letters_alike(play: Play, one: Study, other: Study) -> None:
    """Nobody was told, in a case of concern and in another: their letters cannot be told apart (C-10)."""
    (first,), (second,) = await one.letters(), await other.letters()
    expect(_neutral(play, one, first) == _neutral(play, other, second), "the two letters tell nothing apart")
    play.stage.said(
        "the letters", f"of {one.reference} and {other.reference} compared",
        "the same to the byte, but for name, address and reference; the same hour, the same way",
    )  # fmt: skip


def _neutral(play: Play, study: Study, letter: Json) -> dict[str, str]:
    """All that is in the mailbox of it, but for what is the applicant's own; of a number, its form."""
    who = play.people[study.applicant]
    lives = who.addresses[0]
    own = {
        f"{who.forenames} {who.surname}": "NAME",
        study.reference: "REFERENCE",
        study.case_id: "CASE",
        "\n".join((*lives.lines, lives.town, lives.postcode)): "ADDRESS",
    }
    kept = {}
    for name, text in letter.items():
        if name == "number":
            continue
        kept[name] = _SIGN.sub("x", str(text)) if name == "reference" else str(text)
        for theirs, neutral in own.items():
            kept[name] = kept[name].replace(theirs, neutral)
    return kept


def statistics(play: Play, study: Study, studies: Sequence[Study]) -> None:
    total = study.supervisor.sees("decisions", "/statistics", "the month's figures")["total"]
    rows = [(words, f"{total[name]}") for name, words in COUNTED.items()]
    rows += [(f"outcome: {words}", f"{many}") for words, many in total["outcomes"].items()]
    rows += [
        (f"registered sex offender: {words}", f"{many}")
        for words, many in total["registered_sex_offenders"].items()
    ]
    rows += [
        (f"{one['limit_of']} ({one['paragraph']})", f"met {one['met']}, missed {one['missed']}")
        for one in total["limits"]
    ]
    play.stage.table("Statistics (from the journal)", ("what", "how many"), rows)
    expect(total["recipients"] == sum(one.told for one in studies), "each recipient is counted")
    expect(
        total["children_covered_by_disclosure"] == sum(one.covered for one in studies),
        "and each child covered",
    )


def as_of_then(play: Play, study: Study) -> None:
    """A case as it was known at a moment of the past: what came later does not show (G 102)."""
    day, hour, words = study.looked_back_to
    at = play.at(day, hour)
    now, then = explained(study)["personal"], explained(study, at)["personal"]
    course = then["course"]
    expect(0 < len(course) < len(now["course"]), f"{words}, something was known, and not all")
    expect(course == now["course"][: len(course)], "what is told of then is told today as well")
    late = [one for one in course if datetime.fromisoformat(one["recorded_at"]) > at]
    expect(not late, "nothing that was recorded later shows")
    play.stage.remark(
        f"{study.reference} as it stood on {at.astimezone(LONDON):%a %d %b at %H:%M}, {words}: "
        f"{then['stood']['stage']}; {then['stood']['decided'] or 'nothing decided'}."
    )
    rows = [(one["source"], one["about"], one["answer"], one["kinds"] or "–") for one in then["standing"]]
    play.stage.table("What sources had said", ("source", "about", "answer", "what"), rows)
    steps = [
        (one["step"], f"{one['by']}, {one['rank']}", f"{len(one['conditions'])} conditions, none in the way")
        for one in then["steps"]
    ]
    steps += [
        (one["step"], one["by"], f"refused: {'; '.join(each['words'] for each in one['conditions'])}")
        for one in then["refused"]
    ]
    play.stage.table("Steps taken and refused by then", ("step", "by", "how the conditions stood"), steps)
    play.stage.remark(
        f"{len(course)} entries then, {len(now['course'])} today; none of the later ones shows."
    )

"""A case explained, as a page that somebody who was not there can follow: in order, and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from cli.case_page import label, words
from cli.instants import local
from cli.output import QUIET, WATCH, WRONG, Out

Told = Mapping[str, Any]
HEADING: Final = "bold"
PASSED: Final = "passed with a written reason"
NOTHING: Final = {
    "refused": "No attempt had been refused.",
    "not_answered": "Nothing that had been asked was left without an answer.",
}


def explained(out: Out, told: Told) -> None:
    """Print what `GET /cases/{case_id}/explanation` of the decisions service has answered."""
    case, parts = dict(told["case"]), told["personal"]
    at = local(datetime.fromisoformat(told["as_of"]))
    out.line(f"{case.get('reference') or told['case_id']}, as it stood on {at}", HEADING)
    out.line(f"From the first {told['version']} entries of its journal; what came later is not told here.")
    out.line(f"The chain of these entries ends in {told['hash']}.", QUIET)
    clocks = case.pop("clocks", [])
    out.table("the case", [{"what": label(name), "is": words(one)} for name, one in case.items() if one])
    if told["masked"]:
        out.line("The rest is masked: you have no need to know on record.", WATCH)
    _stood(out, parts)
    _course(out, _listed(parts, "course"))
    _sources(out, parts)
    _steps(out, _listed(parts, "steps"))
    _refused(out, parts)
    _table(out, "each wording, by its hash", _listed(parts, "wordings"))
    _table(out, "what had left, and to whom", _listed(parts, "left"))
    _table(out, "limits", [_clock(one) for one in clocks])


def _listed(parts: Told, name: str) -> Sequence[Told]:
    """A section, or nothing where it is masked."""
    section = parts.get(name)
    return section if isinstance(section, list) else ()


def _stood(out: Out, parts: Told) -> None:
    stood = parts.get("stood")
    if isinstance(stood, Mapping):
        rows = [{"what": label(name), "is": words(one)} for name, one in stood.items() if one]
        out.table("how it stood", rows)


def _course(out: Out, entries: Sequence[Told]) -> None:
    if entries:
        out.line()
        out.line("What was learnt, in the order in which it was recorded", HEADING)
    for one in entries:
        out.line(f"{one['number']}. {words(one['recorded_at'])}: {_sentence(one)}{_who(one)}")
        if one["learnt_later"]:
            out.line(f"   It occurred earlier, {words(one['occurred_at'])}, and was learnt only now.", WATCH)
        _particulars(out, one)


def _sentence(one: Told) -> str:
    return f"{one['words']} ({one['paragraph']})" if one["paragraph"] else str(one["words"])


def _who(one: Told) -> str:
    return f" - {one['by']}, {one['rank']}" if one["rank"] else f" - {one['by']}"


def _particulars(out: Out, one: Told) -> None:
    for detail in one["details"]:
        out.line(f"   {detail['what']}: {detail['is']}", QUIET)
    for reason in one["reasons"]:
        out.line(f"   written reason: {reason}")
    if kept := one.get("kept_sealed"):
        out.line(f"   kept under seal: {', '.join(kept)}", QUIET)
    for lost in one["unreadable"]:
        out.line(f"   not readable: {lost}", WRONG)


def _sources(out: Out, parts: Told) -> None:
    _table(out, "what each source had said, and in which scope", _listed(parts, "sources"))
    _table(out, "which answer counted", _listed(parts, "standing"))
    _table(out, "asked, and not answered", _listed(parts, "not_answered"))
    _nothing(out, parts, "not_answered")


def _steps(out: Out, steps: Sequence[Told]) -> None:
    for one in steps:
        out.line()
        rules = f", by the rules {one['rules']}" if one["rules"] else ""
        out.line(f"Step taken: {one['step']}, {words(one['at'])}{_who(one)}{rules}", HEADING)
        for decided in one["decided"]:
            out.line(f"   {_sentence(decided)}")
            _particulars(out, decided)
        if one["note"]:
            out.line(f"   {one['note']}", QUIET)
        passed = [cond for cond in one["conditions"] if cond["stood"] == PASSED]
        clear = [cond for cond in one["conditions"] if cond["stood"] != PASSED]
        _conditions(out, "None of these stood in the way:", clear, QUIET)
        _conditions(out, "Passed with a written reason:", passed, WATCH)
        for reason in one["passed_because"]:
            out.line(f"   That reason: {reason}")
        for mail in one["unread"]:
            out.line(f"   Unread then: {mail['what']}, {mail['kept']}, since {words(mail['since'])}.", WATCH)
        for basis in one["rested_on"]:
            out.line(f"   It rested on: {basis}", QUIET)


def _refused(out: Out, parts: Told) -> None:
    for one in _listed(parts, "refused"):
        out.line()
        out.line(
            f"Refused: {one['step']}, {words(one['at'])} - {one['by']}, by the rules {one['rules']}", HEADING
        )
        for cond in one["conditions"]:
            out.line(f"   {cond['words']} ({cond['paragraph']})")
    _nothing(out, parts, "refused")


def _conditions(out: Out, title: str, conditions: Sequence[Told], shade: str) -> None:
    if conditions:
        out.line(f"   {title}")
    for one in conditions:
        out.line(f"     - {_sentence(one)}", shade)


def _nothing(out: Out, parts: Told, name: str) -> None:
    if parts.get(name) == []:
        out.line(NOTHING[name])


def _table(out: Out, title: str, rows: Sequence[Told]) -> None:
    """Columns that say nothing in any row are left out."""
    names = [name for name in rows[0] if any(one[name] not in (None, [], "") for one in rows)] if rows else []
    if names:
        out.line()
    out.table(title, [{label(name): words(one[name]) for name in names} for one in rows])


def _clock(one: Told) -> dict[str, Any]:
    def mark(name: str) -> str | None:
        due = one.get(name)
        return words(due["at"]) + (" (provisional)" if due["provisional"] else "") if due else None

    return {
        "limit of": f"{one['words']} ({one['paragraph']})",
        "started": one["started_at"],
        "target": mark("target"),
        "limit": mark("limit"),
        "ended": one["ended_at"],
        "stood": one["stands"],
        "reason": "given" if one["reason_given"] else None,
    }

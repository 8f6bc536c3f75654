"""One case as a page of words: no codes but paragraph numbers, times of the United Kingdom."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from cli.instants import local
from cli.output import WATCH, WRONG, Out
from contracts.words import UnknownCode, say

_CODE: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\Z")
_TYPE: Final = re.compile(r"[a-z_]+(?:\.[a-z0-9_]+)+\.v[0-9]+\Z")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_FOR_MACHINES: Final = frozenset({"alert"})
_FIRST: Final = ("reference", "force_reference", "stage", "route", "contacted_at", "supervisor")


def page(out: Out, told: Mapping[str, Any]) -> None:
    """Print what `GET /cases/{case_id}` of the decisions service has answered."""
    case: dict[str, Any] = dict(told["case"])
    clocks, record = case.pop("clocks", []), case.pop("record", [])
    ordered = {name: case.pop(name) for name in _FIRST if name in case} | case
    out.line(f"{ordered.get('reference') or told['case_id']}, as of {local(_at(told['now']))}", "bold")
    if told.get("held"):
        out.line("held: something of this case could not be read", WRONG)
    for mail in told.get("unread", []):
        what, since = words(mail.get("type") or "a message"), words(mail.get("since"))
        out.line(f"unread ({mail.get('where')}): {what}, since {since}", WATCH)
    _pairs(out, "the case", ordered)
    out.table("clocks", [_clock(one) for one in clocks], wrong=("passed",))
    for name, section in told.get("personal", {}).items():
        _section(out, label(name), section)
    out.table("record", [_plain(one) for one in record])


def words(value: Any) -> str:
    """A value in words: what a code stands for, an event as what happened, an instant as people write it."""
    if isinstance(value, list | tuple):
        return "; ".join(words(one) for one in value) or "-"
    if isinstance(value, Mapping):
        return (
            ", ".join(f"{label(name)} {words(one)}" for name, one in value.items() if one is not None) or "-"
        )
    if not isinstance(value, str):
        return "yes" if value is True else "no" if value is False else "-" if value is None else str(value)
    return _written(value)


def _written(value: str) -> str:
    if _TYPE.match(value):
        return " ".join(value.split(".")[1:-1]).replace("_", " ")
    if _INSTANT.match(value):
        return local(_at(value))
    if _CODE.match(value) and ("_" in value or len(value) > 3):
        return _said(value)
    return value


def label(name: str) -> str:
    return name.replace("_", " ").removesuffix(" at")


def _said(code: str) -> str:
    try:
        return say(code).text
    except UnknownCode:
        return code.replace("_", " ").lower()


def _at(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _clock(one: Mapping[str, Any]) -> dict[str, str]:
    def mark(name: str) -> str:
        due = one.get(name)
        if not due:
            return "-"
        return local(_at(due["at"])) + (" (provisional)" if due.get("provisional") else "")

    paragraph = f" ({one['paragraph']})" if one.get("paragraph") else ""
    stands = words(one.get("stands"))
    return {
        "clock": f"{one.get('words', words(one.get('clock')))}{paragraph}",
        "target": mark("target"),
        "limit": mark("limit"),
        "ended": words(one.get("ended_at")),
        "stands": stands,
        "reason": "given" if one.get("reason_given") else "-",
    }


def _section(out: Out, title: str, section: Any) -> None:
    """A section about people, or the sentence that it is masked."""
    if isinstance(section, Mapping):
        _pairs(out, title, section)
    elif isinstance(section, Sequence) and not isinstance(section, str):
        out.table(title, [_plain(one) if isinstance(one, Mapping) else {"": words(one)} for one in section])
    else:
        out.line(f"{title}: {words(section)}")


def _pairs(out: Out, title: str, values: Mapping[str, Any]) -> None:
    """What there is one of as lines of a table; what there are several of as a table each."""
    told = {name: value for name, value in values.items() if value not in (None, [], {}, "")}
    listed = {name: value for name, value in told.items() if _is_listed(value)}
    out.table(title, [{"what": label(name), "is": words(told[name])} for name in told if name not in listed])
    for name, many in listed.items():
        out.table(f"{title}: {label(name)}", [_plain(one) for one in many])


def _is_listed(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


def _plain(one: Mapping[str, Any]) -> dict[str, str]:
    return {label(name): words(value) for name, value in one.items() if name not in _FOR_MACHINES}

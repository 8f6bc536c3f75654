"""Who may hold the key of which label: one table, default deny (A9, DESIGN section 6).

The writer of a box always has its own key. A reader gets one if its role is named here *and* it reads the
topic. Roles are the service part of a principal (`46.intake` is `intake`); agencies are named as they are.
"""

from __future__ import annotations

from typing import NamedTuple

from contracts.parties import agencies


class Audience(NamedTuple):
    roles: frozenset[str]
    why: str


def _to(*roles: str, why: str) -> Audience:
    return Audience(frozenset(roles), why)


AUDIENCES: dict[str, Audience] = {
    "applicant": _to(
        "intake", "checks", "decisions",
        why="identity and account are for officers on the case; every named adult is looked up (C-23)",
    ),
    "applicant_contact": _to(
        "intake", "checks", "decisions", "notifications",
        why="letters, advice and appointments need a name, an address and a safe contact, nothing else",
    ),
    "subject": _to(
        "intake", "checks", "decisions",
        why="searched by checks, compared with the applicant by decisions; no letter may name them",
    ),
    "children": _to(
        "intake", "checks", "decisions",
        why="each child and each responsible adult is checked and weighed; no letter may name them",
    ),
    "account": _to(
        "intake", "decisions",
        why="what the applicant says is assessed, and is never repeated to anybody (G 97)",
    ),
    "risk": _to(
        "intake", "checks", "decisions",
        why="whoever learns of an immediate risk writes it for those who act; an alert carries none of it",
    ),
    "findings": _to(
        "checks", "decisions",
        why="police and agency records are for those who assess and decide; intake meets the applicant",
    ),
    "shared": _to(
        "decisions", *agencies(),
        why="the least that a partner needs to protect a child; each reads its own topic alone",
    ),
    "reasons": _to("decisions", why="judgements are explained from the case record alone"),
    "record": _to("decisions", why="the final entry has all parties side by side (G 100)"),
}  # fmt: skip


def audience(label: str) -> frozenset[str]:
    """Roles that may hold the key of this label; KeyError for a label that is not declared here."""
    return AUDIENCES[label].roles

"""Who may hold the key of which label: one table, default deny (A9, DESIGN section 6).

The writer of a box always has its own key. A reader gets one if its role is named here *and* it reads the
topic. Roles are the service part of a principal (`46.intake` is `intake`); agencies are named as they are. A
service of another force has the one role `other-force`, whatever it is called there.
"""

from __future__ import annotations

from typing import NamedTuple

from contracts.parties import agencies
from contracts.who_may_see import Data, May, Onlooker, may

OTHER_FORCE = "other-force"
"""The role of every reader that is a service of another force than the writer: it has none of their names."""


class Audience(NamedTuple):
    roles: frozenset[str]
    why: str


def _to(*roles: str, why: str) -> Audience:
    return Audience(frozenset(roles), why)


def to_a_responding_force(*rows: Data, why: str) -> Audience:
    """What a box holds is of these rows of A9; where the table says no to one of them, nobody has a key."""
    allowed = all(may(Onlooker.RESPONDING_FORCE, row) is not May.NO for row in rows)
    return _to(*((OTHER_FORCE,) if allowed else ()), why=why)


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
    "information": _to(
        "intake", "checks", "decisions",
        why="what police learnt is triaged, assessed and decided on; nobody applied, so nobody is answered",
    ),
    "risk": _to(
        "intake", "checks", "decisions",
        why="whoever learns of an immediate risk writes it for those who act; an alert carries none of it",
    ),
    "findings": _to(
        "checks", "decisions",
        why="police and agency records are for those who assess and decide; intake meets the applicant",
    ),
    "parties_to_check": _to(
        "checks", "decisions", why="our checks look for whom another force asks about; nobody applied here"
    ),
    "shared": _to(
        "decisions", *agencies(),
        why="the least that a partner needs to protect a child; each reads its own topic alone",
    ),
    "reasons": _to("decisions", why="judgements are explained from the case record alone"),
    "record": _to("decisions", why="the final entry has all parties side by side (G 100)"),
    "tasked_parties": to_a_responding_force(
        Data.SUBJECT, Data.CHILDREN,
        why="a responding force acts for those who live in its area (G 66)",
    ),
    "reported_findings": _to(OTHER_FORCE, why="findings go back to the force that assesses the risk (G 66)"),
    "position_reasons": to_a_responding_force(
        Data.OUTCOME, Data.SUBJECT,
        why="forces make every effort to agree, by their reasons (G 67)",
    ),
    "named_applicant": to_a_responding_force(
        Data.APPLICANT,
        why="only where an action of the other force needs it, by a recorded decision (A9)",
    ),
}  # fmt: skip


def audience(label: str) -> frozenset[str]:
    """Roles that may hold the key of this label; KeyError for a label that is not declared here."""
    return AUDIENCES[label].roles

"""Roles of the people who sign in."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is there for. Rank says what they may authorise, role what they need to know."""

    CALL_TAKER = "CALL_TAKER"
    RESEARCHER = "RESEARCHER"
    INTERVIEWER = "INTERVIEWER"
    SUPERVISOR = "SUPERVISOR"
    AUTHORISER = "AUTHORISER"
    DUTY_OFFICER = "DUTY_OFFICER"
    CLERK = "CLERK"
    ADMINISTRATOR = "ADMINISTRATOR"
    SYSTEM = "SYSTEM"

"""Dated policy profiles: the limits and staff rules that a force works under, as data."""

from contracts.policies.profile import (
    ClimbStep,
    ClockRule,
    ClockRules,
    Closing,
    Practice,
    Profile,
    Slot,
    Span,
    StaffRule,
    Unit,
)
from contracts.policies.selection import NoProfile, profile, profile_for, profiles

__all__ = [
    "ClimbStep",
    "ClockRule",
    "ClockRules",
    "Closing",
    "NoProfile",
    "Practice",
    "Profile",
    "Slot",
    "Span",
    "StaffRule",
    "Unit",
    "profile",
    "profile_for",
    "profiles",
]

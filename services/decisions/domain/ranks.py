"""Who may do an act: rank and competence at the time of the act, against the profile's staff rules (A8)."""

from __future__ import annotations

from contracts import ranks
from contracts.codes import Rank
from contracts.policies.profile import StaffRule
from messaging.decider import Actor


def rank_of(actor: Actor) -> Rank:
    """The rank that the token claimed at the time of the act; one that we do not know counts for nothing."""
    try:
        return ranks.rank_of(actor.rank)
    except ValueError:
        return Rank.STAFF


def is_person(actor: Actor) -> bool:
    """Whether a member of staff acts, not a service or a clock (R-002)."""
    return bool(actor.rank) and not actor.id.startswith("system:")


def has_rank(actor: Actor, rule: StaffRule) -> bool:
    """Whether the actor holds the least rank of the rule, or its police staff equivalent."""
    return is_person(actor) and ranks.at_least(actor.rank, rule.least_rank)


def lacking(actor: Actor, rule: StaffRule) -> tuple[str, ...]:
    """Competences that the rule asks for and the actor does not hold today."""
    return tuple(name for name in rule.competences if name not in actor.competences)

"""From how a service stands to what is wrong with it, each with what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from cli.checkup import Facts
from cli.instants import lasting
from cli.meanings import WAITING, quarantined
from contracts.calendar import london_date
from contracts.policies import NoProfile, profile_for
from messaging.alive import STALE_AFTER

SILENT: Final = 60.0
"""Seconds of machine time without progress that nobody need explain."""
UNPUBLISHED_LIMIT: Final = 120.0
NOT_YET_LIMIT: Final = 300.0
FEED_LIMIT: Final = STALE_AFTER.total_seconds()
_BEHIND: Final = {
    "unread": "{topic} has not been read to its end here for {since}",
    "silent": "the writer of {topic} has not said that it lives for {since}",
    "unread_there": "the writer of {topic} has itself not read its topics for {since}",
    "unpublished_there": "the writer of {topic} has had something unpublished for {since}",
}
SKEW_LIMIT: Final = 5.0
APART_LIMIT: Final = 1.0


class Level(StrEnum):
    """`wrong` needs somebody now; `watch` may right itself."""

    WRONG = "wrong"
    WATCH = "watch"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One finding, where it was found, and what to do."""

    level: Level
    service: str
    code: str
    words: str
    do: str


def complaints(facts: Facts, *, deployed: bool) -> Iterator[Complaint]:
    """All that is wrong with one service. `deployed`: no clock may move here."""
    for about in (_running, _reading, _feeds, _publishing, _kept, _tasks, _guarded):
        yield from about(facts)
    if deployed and facts.clocks.rate is not None:
        yield Complaint(
            Level.WRONG, facts.place.name, "MOVABLE_CLOCK",
            "this database has a clock that can be moved, and it is no local stack",
            "drop the schema `clock`: every deadline depends on it",
        )  # fmt: skip
    if abs(facts.skew) > SKEW_LIMIT:
        yield Complaint(
            Level.WRONG, facts.place.name, "CLOCK_WRONG",
            f"its database's clock is {facts.skew:+.1f} s from this machine's",
            "synchronise both with a time server (NTP)",
        )  # fmt: skip


def reviews_due(force: str, business: datetime) -> Iterator[Complaint]:
    """The policy by which this force opens cases now should have been reviewed by its own word (K 6.1)."""
    try:
        held = profile_for(force, business)
    except NoProfile:
        return
    if held.review_is_due(london_date(business)):
        yield Complaint(
            Level.WATCH, "policy", "POLICY_REVIEW_DUE",
            f"{held.reference} was to be reviewed by {held.review_due:%d %B %Y}",
            "ask its owner for the new edition, or for a new day of review",
        )  # fmt: skip


def _running(facts: Facts) -> Iterator[Complaint]:
    name = facts.place.name
    if facts.rights["connections"] == 0:
        yield Complaint(
            Level.WRONG, name, "NOT_RUNNING", "no process of this service is connected to its database",
            "start it: python -m services.… ; see its log",
        )  # fmt: skip
    elif facts.relays == 0:
        yield Complaint(
            Level.WRONG, name, "NO_RELAY", "nobody publishes: no process holds the relay's lease",
            "start a process with the role relay, or see its log",
        )  # fmt: skip


def _reading(facts: Facts) -> Iterator[Complaint]:
    name, lag = facts.place.name, facts.lag
    if facts.paused:
        words = f"paused by {facts.paused['by']}: {facts.paused['reason']}"
        yield Complaint(Level.WRONG, name, "PAUSED", words, f"csods consume resume {name}")
    elif lag:
        quiet = facts.quiet_for
        if quiet is None or quiet > SILENT:
            since = "ever" if quiet is None else f"for {lasting(quiet)}"
            words = f"{lag} messages wait on its topics, and it has taken none {since}"
            yield Complaint(
                Level.WRONG, name, "NOT_READING", words, "see its log; is its role consume running?"
            )
        else:
            yield Complaint(Level.WATCH, name, "BEHIND", f"{lag} messages behind, and reading", "look again")
    for row in facts.partitions:
        if row["position"] is None or row["end"] is None:
            continue
        place = f"{row['topic']}/{row['partition']}"
        if row["position"] > row["end"]:
            words = f"{place} ends at {row['end']}, and {row['position']} had been read: the topic was lost"
            yield Complaint(
                Level.WRONG, name, "TOPIC_SHRANK", words, "follow the procedure for a lost broker"
            )
        elif row["position"] < row["begin"]:
            words = f"{place} begins at {row['begin']}, and only {row['position']} had been read"
            yield Complaint(Level.WRONG, name, "EXPIRED_UNREAD", words, "csods relay republish at the writer")
    for row in facts.missing:
        words = f"numbers of {row['many']} cases have never come on {row['topic']}"
        yield Complaint(Level.WRONG, name, "NUMBERS_MISSING", words, "csods relay republish at the writer")


def _feeds(facts: Facts) -> Iterator[Complaint]:
    """A service that has been silent for longer than it may: who judges waits for it."""
    for row in facts.feeds:
        for column, words in _BEHIND.items():
            seconds = row[column]
            if seconds is not None and seconds > FEED_LIMIT:
                said = words.format(topic=row["topic"], since=lasting(seconds))
                todo = "see whether its writer runs, publishes and reads; judgements wait meanwhile"
                yield Complaint(Level.WRONG, facts.place.name, "FEED_STALE", said, todo)


def _publishing(facts: Facts) -> Iterator[Complaint]:
    name, out = facts.place.name, facts.unpublished
    if out["failed"]:
        words = f"{out['failed']} events could not be sent, and hold what comes behind them"
        yield Complaint(Level.WRONG, name, "SEND_FAILED", words, "csods where CASE says which and why")
    if out["many"]:
        level = Level.WRONG if out["seconds"] > UNPUBLISHED_LIMIT or out["urgent"] else Level.WATCH
        urgent = f", {out['urgent']} of them urgent" if out["urgent"] else ""
        words = f"{out['many']} events not published{urgent}, the oldest for {lasting(out['seconds'])}"
        yield Complaint(level, name, "UNPUBLISHED", words, "is Kafka reachable, and the relay running?")


def _kept(facts: Facts) -> Iterator[Complaint]:
    name = facts.place.name
    for row in facts.quarantine:
        kind = row["type"] or "a message that cannot be read"
        held = f", holding {row['cases_held']} cases" if row["cases_held"] else ""
        words = f"{row['many']} in quarantine{held}: {kind} on {row['topic']} ({row['reason']})"
        todo = f"{quarantined(row['reason'])}; csods quarantine list -s {name}"
        yield Complaint(Level.WRONG, name, "QUARANTINE", words, todo)
    for row in facts.waiting:
        late = row["reason"] == "NOT_YET" and row["seconds"] > NOT_YET_LIMIT
        words = f"{row['many']} wait on {row['topic']}, the oldest for {lasting(row['seconds'])}"
        level = Level.WRONG if late else Level.WATCH
        yield Complaint(level, name, "WAITING", words, WAITING[row["reason"]])


def _tasks(facts: Facts) -> Iterator[Complaint]:
    name, overdue = facts.place.name, facts.overdue
    for row in facts.stuck:
        words = f"{row['many']} tasks ({row['kind']}) are stuck: {row['trouble']}"
        todo = f"csods tasks list --stuck -s {name}; find out whether it was done, then csods tasks retry"
        yield Complaint(Level.WRONG, name, "TASK_STUCK", words, todo)
    if overdue["many"] and overdue["seconds"] > SILENT:
        late = lasting(overdue["seconds"])
        words = f"{overdue['many']} tasks are due and nobody takes them, the first for {late}"
        yield Complaint(Level.WRONG, name, "SWEEPER_SILENT", words, "is its role sweep running? see its log")
    yield from _alarms(facts)


def _alarms(facts: Facts) -> Iterator[Complaint]:
    """Alarms of one code and role are one finding, however many ring."""
    name = facts.place.name
    by_kind: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in facts.alarms:
        by_kind[row["code"], row["role"]].append(row)
    for (code, role), rows in by_kind.items():
        first, more = rows[0], len(rows) - 1
        case = f" for case {first['case_id']}" if first["case_id"] else ""
        others = f"; {more} more of the kind" if more else ""
        words = f"alarm {name}/{first['id']} ({code}) rings {role}{case}: {first['words']}{others}"
        todo = f"csods alarms acknowledge {name}/{first['id']} --by …; csods alarms list -s {name}"
        yield Complaint(Level.WRONG, name, "ALARM", words, todo)


def _guarded(facts: Facts) -> Iterator[Complaint]:
    name, rights = facts.place.name, facts.rights
    if rights["guards"] < 2:
        words = "the triggers that keep the journal append-only are off or gone"
        yield Complaint(
            Level.WRONG, name, "JOURNAL_UNGUARDED", words, "csods verify, then switch them on again"
        )
    if rights["runtime_rewrites"]:
        words = "the service's role may change or delete journal entries, or does not exist"
        yield Complaint(Level.WRONG, name, "RUNTIME_MAY_REWRITE", words, "revoke it: see the migrations")
    if rights["operator_writes"]:
        words = f"the operators' login ({rights['operator']}) may write"
        yield Complaint(Level.WRONG, name, "OPERATOR_MAY_WRITE", words, "give the read-only login instead")
    if facts.schema is not None and set(facts.schema) != set(facts.expected):
        words = (
            f"its tables are of {', '.join(facts.schema)}; this program expects {', '.join(facts.expected)}"
        )
        yield Complaint(
            Level.WRONG, name, "SCHEMA_DIFFERS", words, "deploy one and the same version everywhere"
        )


def between(all_: Sequence[Facts]) -> Iterator[Complaint]:
    """What only shows by comparing services: business clocks that do not agree."""
    moved = {
        facts.place.name: (facts.clocks.business - facts.clocks.machine).total_seconds()
        for facts in all_
        if facts.clocks.rate in {None, 1.0}
    }
    if moved and max(moved.values()) - min(moved.values()) > APART_LIMIT:
        apart = lasting(max(moved.values()) - min(moved.values()))
        words = f"business time differs between services by {apart}"
        yield Complaint(Level.WRONG, "all", "CLOCKS_DIFFER", words, "csods clock show; restart the stack")

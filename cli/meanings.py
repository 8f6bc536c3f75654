"""What the codes of the runtime mean and what to do, for people who run it. Officers never see these."""

from __future__ import annotations

from typing import Final

FINDINGS: Final[dict[str, tuple[str, str]]] = {
    "LOST": (
        "an offset was counted as read, and its message is nowhere",
        "ask its writer: csods relay republish",
    ),
    "NOT_IN_INBOX": (
        "the journal holds a message that the inbox does not know",
        "it would be taken twice: restore the inbox row from a backup before anything is republished",
    ),
    "TWICE": ("a message was taken twice", "look at the case: csods where; correct it by a new event"),
    "INTERVAL_GAP": (
        "offsets that nobody has accounted for lie between others that were",
        "rows of `intervals` are gone: restore them from a backup",
    ),
    "COUNTS_DIFFER": (
        "an interval's counts by outcome do not add up to its offsets",
        "somebody has changed `intervals`: compare with a backup",
    ),
    "MISSING_NUMBERS": (
        "numbers of a case have never come",
        "ask the topic's writer: csods relay republish --case",
    ),
    "UNREAD": ("a message has not been taken", "is the service running? csods consume status"),
    "UNPUBLISHED": ("an event has not left", "is Kafka reachable? csods doctor"),
    "NEVER_PUBLISHED": (
        "an event counts as published and is not on its topic",
        "csods relay republish --case",
    ),
    "PUBLISHED_OTHERWISE": (
        "a record's content is not what the journal says",
        "the journal or the topic was changed: csods verify, then compare with a backup",
    ),
    "NOT_JOURNALLED": (
        "a record on our topic is in no journal",
        "the journal was cut or the database restored: csods verify",
    ),
    "SEQUENCE_NOT_DENSE": (
        "the numbers of a case have a hole in the journal",
        "journal rows are gone: csods verify, then compare with a backup",
    ),
    "OUT_OF_ORDER": (
        "a number of a case came on the topic before the one ahead of it",
        "readers alarm a gap: republish",
    ),
    "TOPIC_MISSING": ("a topic of the register does not exist", "create the topics from the register"),
    "VERSION_MISSING": ("a version is missing in a case's journal", "compare with a backup"),
    "CHAIN_BROKEN": (
        "an entry's hash does not follow from the one before and its content",
        "the journal was changed here: compare with a backup",
    ),
    "ID_DIFFERS": ("an entry's id does not follow from its hash", "the journal was changed here"),
    "COLUMNS_DIFFER": (
        "an entry's columns say another thing than its content",
        "the journal was changed here",
    ),
    "CORE_UNREADABLE": ("an entry's content is no document", "the journal was changed here"),
    "HEAD_DIFFERS": (
        "the head of a case is not where its journal ends",
        "the journal's end was cut, or the head changed: compare with a backup",
    ),
    "HEAD_MISSING": ("a case has a journal and no head", "compare with a backup"),
    "TAIL_CUT": (
        "readers remember an event that its writer's journal no longer has",
        "the writer's journal was cut or restored: stop that service and follow the restore procedure",
    ),
    "HISTORY_FORKED": (
        "readers remember another event under this number",
        "the writer's history was rewritten: stop that service and compare with a backup",
    ),
    "BEHIND_ROOT": (
        "a case has not come as far as a daily root says",
        "its journal's end was cut, or the database restored: stop that service, compare with a backup",
    ),
    "CASE_GONE": (
        "a daily root knows a case that is in no journal any more",
        "stop that service and compare with a backup of the root's day",
    ),
    "OTHER_THAN_ROOT": (
        "a case had another history on the day of the root",
        "the journal was rewritten since: stop that service and compare with a backup of the root's day",
    ),
    "DAY_MISSING": (
        "no root closes this day",
        "was the service down? is CSODS_ROOTS set? what it lost on that day would not show",
    ),
    "ROOT_MISSING": ("a daily root is nowhere any more", "ask a backup of the roots' directory"),
    "ROOTS_BROKEN": (
        "a daily root does not follow from the one before it",
        "a root was replaced or left out: compare with a backup of the roots' directory",
    ),
    "ROOTS_FORKED": (
        "two daily roots have one number",
        "the database was restored, or a root made anew: compare what each of them says",
    ),
    "ROOT_FORGED": (
        "a daily root is signed by no key of its service, or was changed",
        "compare with the other places; is the file of public keys the right one?",
    ),
    "ROOT_UNREADABLE": (
        "what stands there is no daily root",
        "compare with the other places; a last line half written is written again by its service",
    ),
    "ROOT_NOT_FILED": (
        "a daily root is not in the file",
        "the file was cut, or another directory given: compare with a backup of it",
    ),
    "ROOT_NOT_PUBLISHED": ("a daily root is not on its topic", "the topic was made anew: keep the file safe"),
    "ROOT_FORGOTTEN": (
        "the database does not know a daily root that has left it",
        "it was cut or restored: stop that service and follow the restore procedure",
    ),
    "HEADS_DIFFER": (
        "the heads kept with a daily root are not those that were signed",
        "they were changed there: compare with the other places",
    ),
    "HEADS_LOST": (
        "no place has the heads of a daily root any more",
        "cases cannot be named from it: ask a backup of the roots' directory",
    ),
    "ROOT_DIFFERS": (
        "the last daily root does not follow from the heads that were signed",
        "a defect of the program: keep all places as they are, and tell who maintains it",
    ),
}

QUARANTINED: Final[dict[str, str]] = {
    "EMPTY": "it has no content: discard it",
    "TOO_DEEP": "its JSON is nested deeper than any message of ours: ask its sender, then discard it",
    "UNREADABLE": "it could not be taken apart, which should not happen: tell whoever maintains the program",
    "TOO_LARGE": "it is larger than may be: ask its sender, then discard it",
    "NOT_OPENED": "records packed together could not be opened: none of them was read; have all sent again,"
    " then discard it",
    "NOT_JSON": "it is no JSON: ask its sender, then discard it",
    "NOT_AN_OBJECT": "it is no JSON object: ask its sender, then discard it",
    "BAD_ENVELOPE": "attributes of its envelope are wrong: ask its sender, then discard it",
    "BAD_CASE_ID": "it names no case as cases are named: ask its sender, then discard it",
    "WRONG_KEY": "its key is not its case: ask its sender, then discard it",
    "WRONG_SOURCE": "it claims another writer: treat it as an attempt at deceit",
    "BAD_DATA": "its data break the contract: ask its sender, or deploy the contract and retry",
    "UNKNOWN_TYPE": "this program does not know its type: deploy the one that does, then retry",
    "UNKNOWN_VERSION": "this program does not know its version: deploy the one that does, then retry",
    "WRONG_TOPIC": "its type does not belong on this topic: ask its sender",
    "FUTURE_TIME": "it comes from the future: look at its sender's clock, then retry",
    "NOT_ROUTED": "no route for its type: our bug; deploy the repair, then retry",
    "FAILED": "our program failed on it: our bug; deploy the repair, then retry",
    "KEYS_BROKEN": "it is for us, and its keys do not open: give it its keyring, republish, then retry",
    "REFUSED": "our rules refused a message of our own: our bug; deploy the repair, then retry",
    "CASE_UNKNOWN": "its case is not known here: a person finds out which it is",
    "ID_REUSED": "the same id came before with other content: treat it as an attempt at deceit",
    "FORGOTTEN": "our own event, published before the database was restored: compare with `csods verify`, "
    "record anew what is missing, then discard",
    "HISTORY_FORKED": "its writer once told us another thing under this number: csods verify",
}

WAITING: Final[dict[str, str]] = {
    "BEHIND": "behind a quarantined message of its case: retry or discard that one",
    "NOT_YET": "its case has not been opened here yet: it goes on by itself when it is",
}


def finding(code: str) -> tuple[str, str]:
    """What it means and what to do."""
    return FINDINGS.get(code, ("", "csods where"))


def quarantined(reason: str) -> str:
    return QUARANTINED.get(reason, "see csods quarantine show")

"""What is accepted and yet shown to the supervisor, who acknowledges it with reasons: one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Flag(StrEnum):
    CLOCK_AHEAD = "CLOCK_AHEAD"
    CONTACT_TIME_NOT_CREDIBLE = "CONTACT_TIME_NOT_CREDIBLE"
    ENTERED_LATE = "ENTERED_LATE"
    PRIVACY_NOT_OFFERED = "PRIVACY_NOT_OFFERED"
    SAME_PERSON = "SAME_PERSON"
    APPLICANT_AGE_UNKNOWN = "APPLICANT_AGE_UNKNOWN"
    ANONYMOUS_BUT_VERIFIED = "ANONYMOUS_BUT_VERIFIED"
    PROOF_NOT_ENOUGH_ALONE = "PROOF_NOT_ENOUGH_ALONE"
    PROOF_EXPIRED = "PROOF_EXPIRED"
    ADULT_LIVES_WITH_SUBJECT = "ADULT_LIVES_WITH_SUBJECT"
    NEUTRAL_PLACE_NOT_OFFERED = "NEUTRAL_PLACE_NOT_OFFERED"
    HOME_WHERE_SUBJECT_LIVES = "HOME_WHERE_SUBJECT_LIVES"
    REMOTE_BEFORE_CHECKS = "REMOTE_BEFORE_CHECKS"
    REMOTE_DESPITE_CONCERN = "REMOTE_DESPITE_CONCERN"
    MEETING_AFTER_LIMIT = "MEETING_AFTER_LIMIT"
    NOT_ARRANGED = "NOT_ARRANGED"
    NOT_PROGRESSED = "NOT_PROGRESSED"
    NOT_TRAINED = "NOT_TRAINED"
    NO_RESPONSIBLE_ADULT = "NO_RESPONSIBLE_ADULT"
    NO_RECORD_REFERENCE = "NO_RECORD_REFERENCE"
    WARNING_NOT_GIVEN = "WARNING_NOT_GIVEN"
    PRIOR_KNOWLEDGE_NOT_ASKED = "PRIOR_KNOWLEDGE_NOT_ASKED"
    LIVED_EXPERIENCE_NOT_EXPLORED = "LIVED_EXPERIENCE_NOT_EXPLORED"
    ADVICE_NOT_GIVEN = "ADVICE_NOT_GIVEN"
    GENUINENESS_IN_DOUBT = "GENUINENESS_IN_DOUBT"
    DELAY_NOT_TOLD = "DELAY_NOT_TOLD"
    SCRIPT_NOT_HELD = "SCRIPT_NOT_HELD"
    NO_CHILD_NAMED = "NO_CHILD_NAMED"
    PART_NOT_READABLE = "PART_NOT_READABLE"
    PARTNER_NOT_NAMED = "PARTNER_NOT_NAMED"
    REFERRAL_NOT_AGREED = "REFERRAL_NOT_AGREED"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a flag says to people, where the rule is written, and which rows of the ledger it answers."""

    words: str
    paragraph: str
    requirements: tuple[str, ...]


MEANINGS: dict[Flag, Meaning] = {
    Flag.CLOCK_AHEAD: Meaning(
        "The time of contact was ahead of our clock; the time of receipt stands.", "G 20", ("R-026",)
    ),
    Flag.CONTACT_TIME_NOT_CREDIBLE: Meaning(
        "The time of contact cannot be right; because of the immediate risk the time of receipt was taken.",
        "G 20",
        ("R-026", "R-035"),
    ),
    Flag.ENTERED_LATE: Meaning(
        "It was entered more than 24 hours after the contact; all limits run from the contact.",
        "G 20",
        ("R-026",),
    ),
    Flag.PRIVACY_NOT_OFFERED: Meaning(
        "Nobody has recorded that the visitor could speak in private.", "G 26", ("R-031",)
    ),
    Flag.SAME_PERSON: Meaning(
        "The applicant, or a child, has the same name and date of birth as the subject.", "G 21", ("R-030",)
    ),
    Flag.APPLICANT_AGE_UNKNOWN: Meaning(
        "The applicant's date of birth is not known: they count as under 18 until it is.", "G 58", ("R-138",)
    ),
    Flag.ANONYMOUS_BUT_VERIFIED: Meaning(
        "The identity of somebody recorded as anonymous was verified: record who they are.",
        "G 42",
        ("R-095",),
    ),
    Flag.PROOF_NOT_ENOUGH_ALONE: Meaning(
        "A bill or a statement alone shows no photograph: ask for another proof.", "G 40(e)", ("R-096",)
    ),
    Flag.PROOF_EXPIRED: Meaning("The document has expired: ask for another proof.", "G 40(e)", ("R-096",)),
    Flag.ADULT_LIVES_WITH_SUBJECT: Meaning(
        "The responsible adult lives with the subject.", "G 58", ("R-134",)
    ),
    Flag.NEUTRAL_PLACE_NOT_OFFERED: Meaning(
        "The applicant was not offered a neutral place.", "G 39", ("R-089",)
    ),
    Flag.HOME_WHERE_SUBJECT_LIVES: Meaning(
        "The meeting is at the applicant's home, and the subject may live there.", "G 39", ("R-090",)
    ),
    Flag.REMOTE_BEFORE_CHECKS: Meaning(
        "It was by telephone or video although the checks were not complete, or something is held.",
        "G 38",
        ("R-081", "R-087"),
    ),
    Flag.REMOTE_DESPITE_CONCERN: Meaning(
        "The applicant tells of behaviour that goes on: meet face to face.", "G 38", ("R-088",)
    ),
    Flag.MEETING_AFTER_LIMIT: Meaning(
        "The meeting is later than ten working days after the contact.", "G 36", ("R-082",)
    ),
    Flag.NOT_ARRANGED: Meaning("The meeting had not been arranged here.", "G 36", ("R-081",)),
    Flag.NOT_PROGRESSED: Meaning(
        "The meeting was held before the decision to progress the application.", "G 33(a)", ("R-074",)
    ),
    Flag.NOT_TRAINED: Meaning(
        "Whoever held the meeting has no current training in child safeguarding and sex-offender risk.",
        "G 37",
        ("R-086",),
    ),
    Flag.NO_RESPONSIBLE_ADULT: Meaning(
        "An applicant under 18 was seen without a responsible adult.", "G 58", ("R-133",)
    ),
    Flag.NO_RECORD_REFERENCE: Meaning(
        "The meeting was held before the case had a reference on the record system.", "G 35", ("R-077",)
    ),
    Flag.WARNING_NOT_GIVEN: Meaning(
        "Something that the applicant must be warned or told of was left out.",
        "G 40, 46",
        ("R-091", "R-092", "R-093", "R-094", "R-105"),
    ),
    Flag.PRIOR_KNOWLEDGE_NOT_ASKED: Meaning(
        "The applicant was not asked what they know of the subject already.", "G 44", ("R-102",)
    ),
    Flag.LIVED_EXPERIENCE_NOT_EXPLORED: Meaning(
        "The child's lived experience was not explored.", "G 36(d)", ("R-085",)
    ),
    Flag.ADVICE_NOT_GIVEN: Meaning("No safety advice was given.", "G 36(c), 48", ("R-084", "R-109")),
    Flag.GENUINENESS_IN_DOUBT: Meaning(
        "Whoever met the applicant does not find the request genuine, or doubts it: say what you make of it. "
        "What was told of the subject is checked all the same.",
        "G 36(a)",
        ("R-055",),
    ),
    Flag.DELAY_NOT_TOLD: Meaning(
        "The meeting comes later than the ten days that the applicant was told of: tell them.",
        "G 28(f)",
        ("R-051",),
    ),
    Flag.SCRIPT_NOT_HELD: Meaning(
        "What was read out is in no text that we hold: nobody can say later what the applicant was told.",
        "G 28, 40, 46",
        ("R-045", "R-091", "R-105"),
    ),
    Flag.NO_CHILD_NAMED: Meaning(
        "The information names no child: somebody decides whether it concerns the scheme, and which child.",
        "G 53 to 56",
        ("R-126", "R-129"),
    ),
    Flag.PART_NOT_READABLE: Meaning(
        "Part of what a police system sent cannot be opened here: ring its desk, and enter it by hand.",
        "G 53",
        ("R-125",),
    ),
    Flag.PARTNER_NOT_NAMED: Meaning(
        "A partner agency reported it, and nobody has recorded which.", "G 53", ("R-125",)
    ),
    Flag.REFERRAL_NOT_AGREED: Meaning(
        "A partner agency passed on what the applicant told it, and nobody has recorded that they agreed.",
        "G 23",
        ("R-040",),
    ),
}

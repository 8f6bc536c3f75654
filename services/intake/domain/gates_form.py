"""What the face-to-face form (Annex A, second part) asks for before it is complete (G 36 to 46)."""

from __future__ import annotations

from typing import Any

from contracts.codes import MeetingItem
from messaging.gates import Gate
from services.intake.domain import commands as c
from services.intake.domain.state import Case

PART1_DONE: Gate[Case, Any] = Gate(
    "INITIAL_FORM_NOT_COMPLETE",
    "G 27, 50",
    ("R-032", "R-112"),
    holds=lambda case, _command, _moment: case.part1_at is not None,
    words="Complete the initial contact form (Annex A, first part) first.",
)
PART2_OPEN: Gate[Case, c.CompleteAnnexAPart2] = Gate(
    "FORM_COMPLETE",
    "G 50",
    ("R-112",),
    holds=lambda case, _command, _moment: case.meeting_form is None,
    words="The face-to-face form is complete already: correct what is wrong in it as a correction.",
)
HELD: Gate[Case, c.CompleteAnnexAPart2] = Gate(
    "MEETING_NOT_HELD",
    "G 50",
    ("R-112",),
    holds=lambda case, _command, _moment: bool(case.held),
    words="Record the meeting with the applicant first.",
)
IDENTITY_ASKED: Gate[Case, c.CompleteAnnexAPart2] = Gate(
    "IDENTITY_NOT_ASKED",
    "G 40(e)",
    ("R-095", "R-097"),
    holds=lambda case, _command, _moment: bool(case.identity),
    words="Ask the applicant for proof of identity and record the answer; "
    "having none does not stop the application.",
)


def _warned(item: MeetingItem, code: str, requirement: str, words: str) -> Gate[Case, c.CompleteAnnexAPart2]:
    return Gate(
        code,
        "G 46" if item is MeetingItem.UNDERTAKING_AND_PROCEEDINGS else f"G 40({item.value[-1]})",
        (requirement,),
        holds=lambda case, _command, _moment: item in case.warned,
        words=words,
    )


WARNINGS: tuple[Gate[Case, c.CompleteAnnexAPart2], ...] = (
    _warned(
        MeetingItem.FALSE_INFORMATION,
        "NOT_WARNED_OF_FALSE_INFORMATION",
        "R-091",
        "Warn the applicant that wilfully or maliciously false information may lead to prosecution.",
    ),
    _warned(
        MeetingItem.EVIDENCE_OF_AN_OFFENCE,
        "NOT_WARNED_OF_EVIDENCE",
        "R-092",
        "Warn the applicant that confidentiality may end if they disclose evidence of an offence.",
    ),
    _warned(
        MeetingItem.ONLY_FOR_THE_PURPOSE,
        "NOT_WARNED_OF_PURPOSE",
        "R-093",
        "Warn the applicant that what police disclose may only be used for the purpose it is shared for.",
    ),
    _warned(
        MeetingItem.CONFIDENTIAL_PENDING_THE_OUTCOME,
        "NOT_ASSURED_OF_CONFIDENCE",
        "R-094",
        "Assure the applicant of confidence, which is guaranteed only pending the outcome.",
    ),
    _warned(
        MeetingItem.UNDERTAKING_AND_PROCEEDINGS,
        "NOT_TOLD_OF_UNDERTAKING",
        "R-105",
        "Tell the applicant of the undertaking that a person told must sign, "
        "and of proceedings if it is broken.",
    ),
)
KNOWLEDGE_ASKED: Gate[Case, c.CompleteAnnexAPart2] = Gate(
    "PRIOR_KNOWLEDGE_NOT_ASKED",
    "G 44",
    ("R-102",),
    holds=lambda case, _command, _moment: any(one.prior_knowledge_asked for one in case.held),
    words="Ask the applicant what they already know of the subject's history.",
)
EXPERIENCE_EXPLORED: Gate[Case, c.CompleteAnnexAPart2] = Gate(
    "LIVED_EXPERIENCE_NOT_EXPLORED",
    "G 36(d)",
    ("R-083", "R-085"),
    holds=lambda case, _command, _moment: any(one.lived_experience_explored for one in case.held),
    words="Explore the child's lived experience and contact with people not named in the application.",
)
ADVICE_GIVEN: Gate[Case, c.CompleteAnnexAPart2] = Gate(
    "ADVICE_NOT_GIVEN",
    "G 36(c)",
    ("R-084",),
    holds=lambda case, _command, _moment: any(one.advice for one in case.held),
    words="Give the applicant safety information and advice for the child.",
)

"""Closed lists of the published language. What people read in their place is in the words of the guidance."""

from __future__ import annotations

from enum import StrEnum


class Route(StrEnum):
    """G 8; and as what we have a case of another force."""

    RIGHT_TO_ASK = "RIGHT_TO_ASK"
    RIGHT_TO_KNOW = "RIGHT_TO_KNOW"
    RESPONDING = "RESPONDING"
    """Another force coordinates, and a party lives here (G 66)."""


class Channel(StrEnum):
    """G 20, 27: how contact was made."""

    ONLINE = "ONLINE"
    TELEPHONE = "TELEPHONE"
    STATION = "STATION"
    IN_PERSON = "IN_PERSON"


class InformationSource(StrEnum):
    """From where indirect information came to police (G 53): one of their systems, an officer, a partner."""

    CUSTODY = "CUSTODY"
    INTELLIGENCE = "INTELLIGENCE"
    CRIME = "CRIME"
    MANAGED_OFFENDERS = "MANAGED_OFFENDERS"
    OFFICER = "OFFICER"
    PARTNER = "PARTNER"


class IndirectKind(StrEnum):
    """G 53 a to c; the list is open."""

    OFFENDER_NEAR_CARER = "OFFENDER_NEAR_CARER"
    FOUND_IN_INVESTIGATION = "FOUND_IN_INVESTIGATION"
    IMPENDING_CONTACT = "IMPENDING_CONTACT"
    OTHER = "OTHER"


class Occurrence(StrEnum):
    """What a police system, an officer or a partner tells of."""

    ARREST_MADE = "ARREST_MADE"
    DETENTION_ENDED = "DETENTION_ENDED"
    INTELLIGENCE_SUBMITTED = "INTELLIGENCE_SUBMITTED"
    CRIME_REPORTED = "CRIME_REPORTED"
    OFFENDER_CHANGED = "OFFENDER_CHANGED"
    RISK_REPORTED = "RISK_REPORTED"
    REPORTED_BY_A_PERSON = "REPORTED_BY_A_PERSON"


class Arrested(StrEnum):
    """For what, as far as it bears on children."""

    SEXUAL_OFFENCE_CHILD = "SEXUAL_OFFENCE_CHILD"
    SEXUAL_OFFENCE_ADULT = "SEXUAL_OFFENCE_ADULT"
    INDECENT_IMAGES = "INDECENT_IMAGES"
    BREACH_OF_ORDER_OR_LICENCE = "BREACH_OF_ORDER_OR_LICENCE"
    VIOLENCE = "VIOLENCE"
    OTHER_OFFENCE = "OTHER_OFFENCE"


class DetentionEnd(StrEnum):
    CHARGED = "CHARGED"
    BAILED = "BAILED"
    UNDER_INVESTIGATION = "UNDER_INVESTIGATION"
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION"


class OffenderChange(StrEnum):
    ADDRESS = "ADDRESS"
    HOUSEHOLD_WITH_CHILD = "HOUSEHOLD_WITH_CHILD"
    RELEASED = "RELEASED"
    LEVEL = "LEVEL"
    WHEREABOUTS_NOT_KNOWN = "WHEREABOUTS_NOT_KNOWN"
    REGISTRATION = "REGISTRATION"


class Priority(StrEnum):
    """Of information received, for a full risk assessment (G 56). None of them stops a clock (C-20)."""

    FULL_ASSESSMENT_NOW = "FULL_ASSESSMENT_NOW"
    FULL_ASSESSMENT_IN_TURN = "FULL_ASSESSMENT_IN_TURN"
    NO_FULL_ASSESSMENT = "NO_FULL_ASSESSMENT"


class PartyRole(StrEnum):
    """Whom something is about (A0)."""

    APPLICANT = "APPLICANT"
    SUBJECT = "SUBJECT"
    CHILD = "CHILD"
    RECIPIENT = "RECIPIENT"
    RESPONSIBLE_ADULT = "RESPONSIBLE_ADULT"


class ApplicantToChild(StrEnum):
    PARENT = "PARENT"
    STEP_PARENT = "STEP_PARENT"
    CARER = "CARER"
    GUARDIAN = "GUARDIAN"
    GRANDPARENT = "GRANDPARENT"
    RELATIVE = "RELATIVE"
    NEIGHBOUR = "NEIGHBOUR"
    FRIEND_OF_FAMILY = "FRIEND_OF_FAMILY"
    PROFESSIONAL = "PROFESSIONAL"
    OTHER = "OTHER"
    NOT_STATED = "NOT_STATED"


class ApplicantToSubject(StrEnum):
    SPOUSE = "SPOUSE"
    PARTNER = "PARTNER"
    FORMER_PARTNER = "FORMER_PARTNER"
    PARTNER_OF_FORMER_PARTNER = "PARTNER_OF_FORMER_PARTNER"
    RELATIVE = "RELATIVE"
    FRIEND = "FRIEND"
    NEIGHBOUR = "NEIGHBOUR"
    COLLEAGUE = "COLLEAGUE"
    NONE = "NONE"
    OTHER = "OTHER"
    NOT_STATED = "NOT_STATED"


class SubjectToChild(StrEnum):
    PARENT = "PARENT"
    PARTNER_OF_PARENT = "PARTNER_OF_PARENT"
    RELATIVE = "RELATIVE"
    CARER = "CARER"
    FRIEND_OF_FAMILY = "FRIEND_OF_FAMILY"
    NEIGHBOUR = "NEIGHBOUR"
    WORKS_WITH_CHILD = "WORKS_WITH_CHILD"
    OTHER = "OTHER"
    NOT_KNOWN = "NOT_KNOWN"


class ContactKind(StrEnum):
    """What form of contact the subject has with the child (G 14; field facts B2)."""

    LIVES_WITH_CHILD = "LIVES_WITH_CHILD"
    WORKS_IN_HOUSEHOLD = "WORKS_IN_HOUSEHOLD"
    ONLINE_OR_TELEPHONE = "ONLINE_OR_TELEPHONE"
    UNSUPERVISED_SHARED_AREAS = "UNSUPERVISED_SHARED_AREAS"
    UNSUPERVISED_THROUGH_FAMILY = "UNSUPERVISED_THROUGH_FAMILY"
    SUPERVISED = "SUPERVISED"
    OTHER = "OTHER"
    LIKELY_IN_FUTURE = "LIKELY_IN_FUTURE"
    NONE_KNOWN = "NONE_KNOWN"


class Missing(StrEnum):
    """Minimum data without which an enquiry cannot be searched yet (C-04)."""

    SUBJECT_NAME = "SUBJECT_NAME"
    SUBJECT_AGE_OR_ADDRESS = "SUBJECT_AGE_OR_ADDRESS"
    CHILD_NAME = "CHILD_NAME"
    CONTACT_WITH_CHILD = "CONTACT_WITH_CHILD"
    REASON_FOR_ASKING = "REASON_FOR_ASKING"


class LinkReason(StrEnum):
    """Why two cases are linked; streams are never merged."""

    SENT_AGAIN = "SENT_AGAIN"
    SAME_PEOPLE = "SAME_PEOPLE"
    SAME_PERSON = "SAME_PERSON"
    """Somebody of the one is somebody of the other, as checks found (G 53, 100)."""
    REOPENED = "REOPENED"
    OTHER_SCHEME = "OTHER_SCHEME"


class ClockStart(StrEnum):
    """Why the clocks of a case count from another instant than they did."""

    CONTACT_CORRECTED = "CONTACT_CORRECTED"
    SENT_BEFORE = "SENT_BEFORE"
    """The same people had asked the same earlier: of two linked enquiries the earliest contact counts."""
    NOT_SENT_BEFORE = "NOT_SENT_BEFORE"
    """What was put right of the other enquiry showed that it counts no more."""


class InitialItem(StrEnum):
    """The eight things the applicant is told at initial contact (G 28 a to h)."""

    NOT_SUBJECT_ACCESS_FOI_OR_DBS = "G28a"
    ONLY_THE_PERSON_BEST_PLACED = "G28b"
    NEED_DEPENDS_ON_RISK_AND_CONTACT = "G28c"
    CHECKS_WITHIN_24_HOURS = "G28d"
    TRAINED_STAFF_AND_MEETING_WITHIN_10_DAYS = "G28e"
    TOLD_OF_A_DELAY = "G28f"
    IMMEDIATE_RISK_ACTED_ON_AND_SAFETY_PLAN = "G28g"
    WHERE_TO_READ_MORE = "G28h"


class MeetingItem(StrEnum):
    """What the applicant is warned and told of before enquiries go on (G 40 a to d, G 46)."""

    FALSE_INFORMATION = "G40a"
    EVIDENCE_OF_AN_OFFENCE = "G40b"
    ONLY_FOR_THE_PURPOSE = "G40c"
    CONFIDENTIAL_PENDING_THE_OUTCOME = "G40d"
    UNDERTAKING_AND_PROCEEDINGS = "G46"


class MeetingKind(StrEnum):
    """G 36, 38."""

    FACE_TO_FACE = "FACE_TO_FACE"
    TELEPHONE = "TELEPHONE"
    VIDEO = "VIDEO"


class MeetingReason(StrEnum):
    """Why this kind of meeting."""

    NORMAL = "NORMAL"
    CHECKS_COMPLETE_NOTHING_HELD = "CHECKS_COMPLETE_NOTHING_HELD"
    APPLICANT_ASKED = "APPLICANT_ASKED"
    SAFETY_OF_APPLICANT = "SAFETY_OF_APPLICANT"
    DISTANCE_OR_HEALTH = "DISTANCE_OR_HEALTH"
    OTHER = "OTHER"


class MeetingPlace(StrEnum):
    """G 39."""

    HOME_OF_APPLICANT = "HOME_OF_APPLICANT"
    NEUTRAL = "NEUTRAL"
    STATION = "STATION"
    REMOTE = "REMOTE"


class KnowledgeSource(StrEnum):
    """Where the applicant has it from that the subject may be a risk (G 44)."""

    SUBJECT = "SUBJECT"
    MEDIA = "MEDIA"
    FAMILY_OR_FRIENDS = "FAMILY_OR_FRIENDS"
    AGENCY = "AGENCY"
    OTHER = "OTHER"
    NOTHING_KNOWN = "NOTHING_KNOWN"


class IdentityProof(StrEnum):
    """G 40 (e), 41; C-24."""

    PASSPORT = "PASSPORT"
    DRIVING_LICENCE = "DRIVING_LICENCE"
    OTHER_TRUSTED_PHOTO = "OTHER_TRUSTED_PHOTO"
    UTILITY_BILL = "UTILITY_BILL"
    BANK_STATEMENT = "BANK_STATEMENT"
    AGENCY_CONFIRMATION = "AGENCY_CONFIRMATION"


class IdentityCheck(StrEnum):
    IN_PERSON = "IN_PERSON"
    ONLINE = "ONLINE"
    BY_AGENCY = "BY_AGENCY"


class NotVerified(StrEnum):
    ANONYMOUS = "ANONYMOUS"
    NO_DOCUMENT = "NO_DOCUMENT"
    EXPIRED = "EXPIRED"
    DOES_NOT_MATCH = "DOES_NOT_MATCH"
    DECLINED = "DECLINED"


class Consent(StrEnum):
    """Whether the applicant agrees that social care is asked (G 52 a)."""

    GIVEN = "GIVEN"
    REFUSED = "REFUSED"
    NOT_ASKED = "NOT_ASKED"


class Recommendation(StrEnum):
    """Next steps recommended at the end of Annex A (G 50)."""

    RISK_ASSESSMENT = "RISK_ASSESSMENT"
    MORE_INFORMATION = "MORE_INFORMATION"
    SAFEGUARDING_REFERRAL = "SAFEGUARDING_REFERRAL"
    NOT_PROGRESSED = "NOT_PROGRESSED"


class Genuineness(StrEnum):
    """G 36 a; never judged by a machine."""

    GENUINE = "GENUINE"
    IN_DOUBT = "IN_DOUBT"
    MALICIOUS_SUSPECTED = "MALICIOUS_SUSPECTED"


class CorrectionReason(StrEnum):
    MISTYPED = "MISTYPED"
    CORRECTED_BY_APPLICANT = "CORRECTED_BY_APPLICANT"
    LEARNT_LATER = "LEARNT_LATER"


class RedirectedTo(StrEnum):
    """Where an enquiry belongs that does not belong here."""

    PRIOR_DISCLOSURE = "PRIOR_DISCLOSURE"
    OPEN_CHILD_PROTECTION = "OPEN_CHILD_PROTECTION"
    DISCLOSURE_AND_BARRING = "DISCLOSURE_AND_BARRING"
    SUBJECT_ACCESS = "SUBJECT_ACCESS"
    FREEDOM_OF_INFORMATION = "FREEDOM_OF_INFORMATION"
    SCOTLAND = "SCOTLAND"
    NORTHERN_IRELAND = "NORTHERN_IRELAND"
    PARTNER_AGENCY = "PARTNER_AGENCY"


class RiskGround(StrEnum):
    """Why the risk to a child is thought immediate or imminent (G 28 d, g; 30)."""

    SAID_BY_APPLICANT = "SAID_BY_APPLICANT"
    CHILD_WITH_SUBJECT_NOW = "CHILD_WITH_SUBJECT_NOW"
    FOUND_BY_CHECKS = "FOUND_BY_CHECKS"
    BREACH_OF_ORDER = "BREACH_OF_ORDER"
    SAID_BY_AGENCY = "SAID_BY_AGENCY"
    OFFICER_JUDGEMENT = "OFFICER_JUDGEMENT"


class SafeguardingAction(StrEnum):
    """What was already done when the risk was reported."""

    POLICE_SENT = "POLICE_SENT"
    CHILD_MADE_SAFE = "CHILD_MADE_SAFE"
    SOCIAL_CARE_TOLD = "SOCIAL_CARE_TOLD"
    SUPERVISOR_RUNG = "SUPERVISOR_RUNG"
    NONE_YET = "NONE_YET"


class Source(StrEnum):
    """What is asked; the name holds whatever system answers for it today (B6)."""

    POLICE_NATIONAL = "POLICE_NATIONAL"
    """PNC, then LEDS."""
    POLICE_INTELLIGENCE = "POLICE_INTELLIGENCE"
    """PND."""
    POLICE_LOCAL = "POLICE_LOCAL"
    """The force's own record system."""
    OFFENDER_MANAGEMENT = "OFFENDER_MANAGEMENT"
    """ViSOR, then MAPPS."""
    PROBATION = "PROBATION"
    SOCIAL_CARE = "SOCIAL_CARE"
    YOUTH_JUSTICE = "YOUTH_JUSTICE"
    HEALTH = "HEALTH"
    SCHOOL = "SCHOOL"
    PRISON = "PRISON"


class Answer(StrEnum):
    """Exactly one of five (DESIGN section 8); only NO_TRACE means that nothing was found in its scope."""

    HIT = "HIT"
    NO_TRACE = "NO_TRACE"
    AMBIGUOUS = "AMBIGUOUS"
    UNAVAILABLE = "UNAVAILABLE"
    WITHHELD = "WITHHELD"


class Searched(StrEnum):
    """What a search covers; written beside every answer, because nothing held there is not nothing held."""

    NATIONAL_CONVICTIONS = "NATIONAL_CONVICTIONS"
    NATIONAL_INTELLIGENCE = "NATIONAL_INTELLIGENCE"
    FORCE_CRIME_AND_INTELLIGENCE = "FORCE_CRIME_AND_INTELLIGENCE"
    MANAGED_OFFENDERS = "MANAGED_OFFENDERS"
    UNDER_PROBATION_SUPERVISION_TODAY = "UNDER_PROBATION_SUPERVISION_TODAY"
    KNOWN_TO_CHILDREN_SOCIAL_CARE = "KNOWN_TO_CHILDREN_SOCIAL_CARE"
    OPEN_CHILD_PROTECTION_PLANS = "OPEN_CHILD_PROTECTION_PLANS"
    KNOWN_TO_YOUTH_JUSTICE = "KNOWN_TO_YOUTH_JUSTICE"
    HEALTH_SAFEGUARDING_FLAGS = "HEALTH_SAFEGUARDING_FLAGS"
    SCHOOL_SAFEGUARDING_RECORDS = "SCHOOL_SAFEGUARDING_RECORDS"
    IN_PRISON_TODAY = "IN_PRISON_TODAY"


class NoAnswer(StrEnum):
    """Why a source could not look, or would not or may not say."""

    TIMED_OUT = "TIMED_OUT"
    DOWN = "DOWN"
    OVERLOADED = "OVERLOADED"
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"
    """It answered in a way that cannot be read."""
    NOT_ASKED_IN_TIME = "NOT_ASKED_IN_TIME"
    NO_SURNAME = "NO_SURNAME"
    """Nobody can be looked for by a first name alone: it was not asked."""
    RECORD_RESTRICTED = "RECORD_RESTRICTED"
    """There is a record: ring its owner."""
    FILTERED = "FILTERED"
    NO_LEGAL_BASIS = "NO_LEGAL_BASIS"
    DECLINED = "DECLINED"


COULD_NOT_LOOK = frozenset(
    {
        NoAnswer.TIMED_OUT,
        NoAnswer.DOWN,
        NoAnswer.OVERLOADED,
        NoAnswer.NOT_UNDERSTOOD,
        NoAnswer.NOT_ASKED_IN_TIME,
        NoAnswer.NO_SURNAME,
    }
)
"""Reasons of UNAVAILABLE; the others are of WITHHELD."""


class Known(StrEnum):
    """Whether a fact of the subject is known (C-26); what nobody could look up is UNKNOWN, never NO."""

    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class FactReason(StrEnum):
    """Why a fact of the subject is known, or not, and what to find out."""

    ON_RECORD = "ON_RECORD"
    ON_RECORD_IN_THE_PAST = "ON_RECORD_IN_THE_PAST"
    NOT_ON_RECORD = "NOT_ON_RECORD"
    SOURCE_NOT_ASKED = "SOURCE_NOT_ASKED"
    SOURCE_NOT_ANSWERED = "SOURCE_NOT_ANSWERED"
    SOURCE_COULD_NOT_LOOK = "SOURCE_COULD_NOT_LOOK"
    SOURCE_WITHHOLDS = "SOURCE_WITHHOLDS"
    MATCH_NOT_SETTLED = "MATCH_NOT_SETTLED"
    RECORD_CLOSED_TO_US = "RECORD_CLOSED_TO_US"
    VICTIM_AGE_UNKNOWN = "VICTIM_AGE_UNKNOWN"
    OFFENCE_NOT_IN_TABLE = "OFFENCE_NOT_IN_TABLE"
    PARAGRAPH_TO_READ = "PARAGRAPH_TO_READ"
    OFFENCE_NOT_STATED = "OFFENCE_NOT_STATED"
    INTENT_NOT_STATED = "INTENT_NOT_STATED"
    MANAGEMENT_NOT_STATED = "MANAGEMENT_NOT_STATED"
    SOURCES_DISAGREE = "SOURCES_DISAGREE"


class OrderKind(StrEnum):
    """What sets a condition. Orders made under old names go on under their successors."""

    SHPO = "SHPO"
    SRO = "SRO"
    SOPO = "SOPO"
    RSHO = "RSHO"
    LICENCE = "LICENCE"
    OTHER_ORDER = "OTHER_ORDER"


class ConditionKind(StrEnum):
    """What a condition forbids, as far as contact with a child goes (R-023)."""

    NO_CONTACT_WITH_CHILDREN = "NO_CONTACT_WITH_CHILDREN"
    NO_UNSUPERVISED_CONTACT = "NO_UNSUPERVISED_CONTACT"
    NO_CONTACT_WITH_NAMED = "NO_CONTACT_WITH_NAMED"
    NOT_TO_LIVE_WITH_CHILDREN = "NOT_TO_LIVE_WITH_CHILDREN"
    NOT_TO_WORK_WITH_CHILDREN = "NOT_TO_WORK_WITH_CHILDREN"
    NO_ONLINE_CONTACT = "NO_ONLINE_CONTACT"
    NOT_TO_GO_TO_PLACES = "NOT_TO_GO_TO_PLACES"
    NOT_ABOUT_CONTACT = "NOT_ABOUT_CONTACT"


class MarkerKind(StrEnum):
    """What a warning on a record warns of."""

    SEX_OFFENDER = "SEX_OFFENDER"
    DANGER_TO_CHILDREN = "DANGER_TO_CHILDREN"
    VIOLENT = "VIOLENT"
    WEAPONS = "WEAPONS"
    OWN_SAFETY = "OWN_SAFETY"
    """Of harm to the person or to property alone: self-harm, illness, escape, drugs."""
    NOT_CLASSIFIED = "NOT_CLASSIFIED"
    """Under a code that is not known here: somebody reads it."""


class Stage(StrEnum):
    INITIAL = "INITIAL"
    FULL = "FULL"


class Why(StrEnum):
    """Why checks are made, or made again."""

    APPLICATION_MADE = "APPLICATION_MADE"
    INFORMATION_RECEIVED = "INFORMATION_RECEIVED"
    FACT_CORRECTED = "FACT_CORRECTED"
    NEW_DETAILS = "NEW_DETAILS"
    APPLICATION_PROGRESSED = "APPLICATION_PROGRESSED"
    RESULTS_TOO_OLD = "RESULTS_TOO_OLD"
    ANOTHER_FORCE_ASKS = "ANOTHER_FORCE_ASKS"
    AGENCY_CAN_INFORM = "AGENCY_CAN_INFORM"
    """Any other agency that can provide information (G 52 c)."""


class Basis(StrEnum):
    """On what footing an agency is asked (G 52 a; R-119)."""

    APPLICANT_CONSENTED = "APPLICANT_CONSENTED"
    CIRCUMSTANCES_DICTATE = "CIRCUMSTANCES_DICTATE"
    CONSENT_NOT_NEEDED = "CONSENT_NOT_NEEDED"


class Purpose(StrEnum):
    """R-122: a stated purpose for each request."""

    INITIAL_CHECKS = "INITIAL_CHECKS"
    RISK_ASSESSMENT = "RISK_ASSESSMENT"
    IMMEDIATE_RISK = "IMMEDIATE_RISK"


class IdentityOutcome(StrEnum):
    """What a person made of the candidates."""

    IS_THE_SUBJECT = "IS_THE_SUBJECT"
    NONE_IS_THE_SUBJECT = "NONE_IS_THE_SUBJECT"


class NotMet(StrEnum):
    """Why there was no follow-up contact (C-19, C-34)."""

    ANONYMOUS = "ANONYMOUS"
    UNREACHABLE = "UNREACHABLE"
    UNSAFE_TO_CONTACT = "UNSAFE_TO_CONTACT"
    DECLINED = "DECLINED"


class InitialOutcome(StrEnum):
    """G 30, 32."""

    NO_IMMEDIATE_CONCERN = "NO_IMMEDIATE_CONCERN"
    IMMEDIATE_CONCERN = "IMMEDIATE_CONCERN"


class CredibleRisk(StrEnum):
    """G 72."""

    NONE_IDENTIFIED = "NONE_IDENTIFIED"
    POSSIBLE = "POSSIBLE"
    CREDIBLE = "CREDIBLE"


class RecordSystem(StrEnum):
    """Where the formal report is kept (G 35, K 2.4)."""

    ATHENA = "ATHENA"
    NICHE = "NICHE"
    CONNECT = "CONNECT"
    OTHER = "OTHER"


class Rank(StrEnum):
    """At the time of the act."""

    STAFF = "STAFF"
    CONSTABLE = "CONSTABLE"
    SERGEANT = "SERGEANT"
    INSPECTOR = "INSPECTOR"
    CHIEF_INSPECTOR = "CHIEF_INSPECTOR"
    SUPERINTENDENT = "SUPERINTENDENT"
    STAFF_SERGEANT_EQUIVALENT = "STAFF_SERGEANT_EQUIVALENT"
    STAFF_INSPECTOR_EQUIVALENT = "STAFF_INSPECTOR_EQUIVALENT"


class DutyRole(StrEnum):
    """Who is rung, and who when nobody answers."""

    SUPERVISOR = "SUPERVISOR"
    DUTY_SERGEANT = "DUTY_SERGEANT"
    DUTY_INSPECTOR = "DUTY_INSPECTOR"
    CONTROL_ROOM = "CONTROL_ROOM"
    SYSTEM_ADMINISTRATOR = "SYSTEM_ADMINISTRATOR"


class AlertKind(StrEnum):
    """All that an officer alert says beside the case reference."""

    IMMEDIATE_RISK = "IMMEDIATE_RISK"
    TARGET_PASSED = "TARGET_PASSED"
    LIMIT_PASSED = "LIMIT_PASSED"
    SUPERVISION_WANTED = "SUPERVISION_WANTED"
    NEW_INFORMATION = "NEW_INFORMATION"
    SILENT_CASE = "SILENT_CASE"
    LETTER_NOT_SENT = "LETTER_NOT_SENT"
    REVIEW_WANTED = "REVIEW_WANTED"
    """Something happened on the case that its supervisor must look at; it says nothing of what."""
    ANOTHER_FORCE_ASKS = "ANOTHER_FORCE_ASKS"
    ANOTHER_FORCE_SILENT = "ANOTHER_FORCE_SILENT"
    """Rung as LIMIT_PASSED: that another force takes part is for those on the case."""
    FORCES_DISAGREE = "FORCES_DISAGREE"
    """Rung as NEW_INFORMATION."""


class ClosingText(StrEnum):
    """The two closing texts (C-10): outside the scheme, and no information to disclose to you."""

    NOT_IN_SCOPE = "NOT_IN_SCOPE"
    NO_INFORMATION_FOR_YOU = "NO_INFORMATION_FOR_YOU"


class Delivery(StrEnum):
    POST = "POST"
    HAND = "HAND"


class Category(StrEnum):
    """G 72; there is no third."""

    CONCERN = "CONCERN"
    NO_CONCERN = "NO_CONCERN"


class ConcernGround(StrEnum):
    """G 73."""

    SCHEDULE_34A_CONVICTIONS = "G73a"
    OTHER_RELEVANT_CONVICTIONS = "G73b"
    RELEVANT_INTELLIGENCE = "G73c"
    CONCERNING_BEHAVIOUR = "G73d"


class NoConcernStatement(StrEnum):
    """G 75; (c) has two branches, of which one is enough."""

    NO_RELEVANT_CONVICTIONS = "G75a"
    NO_OTHER_INTELLIGENCE = "G75b"
    NO_CONCERNING_BEHAVIOUR = "G75c-behaviour"
    NO_CONNECTION_THAT_JUSTIFIES = "G75c-connection"


class ExtensionReason(StrEnum):
    """G 104; C-03."""

    MULTI_AGENCY_FORUM = "MULTI_AGENCY_FORUM"
    SOURCE_NOT_AVAILABLE = "SOURCE_NOT_AVAILABLE"
    APPLICANT_NOT_AVAILABLE = "APPLICANT_NOT_AVAILABLE"
    CRIMINAL_INVESTIGATION = "CRIMINAL_INVESTIGATION"
    OTHER_EXTENUATING = "OTHER_EXTENUATING"


class Outcome(StrEnum):
    """A6; protective action is counted beside it (R-265)."""

    NO_DISCLOSURE = "NO_DISCLOSURE"
    DISCLOSURE = "DISCLOSURE"
    PARTIAL_DISCLOSURE = "PARTIAL_DISCLOSURE"
    NOT_PROGRESSED = "NOT_PROGRESSED"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    REDIRECTED = "REDIRECTED"
    WITHDRAWN_BY_APPLICANT = "WITHDRAWN_BY_APPLICANT"
    ANSWERED_ANOTHER_FORCE = "ANSWERED_ANOTHER_FORCE"
    """Of a responding force's case: reported, or returned."""
    TRANSFERRED = "TRANSFERRED"
    """Into the multi-agency safeguarding hub (G 12)."""


class Advice(StrEnum):
    """What safety advice was given (G 36 c, 48, 76, 99 b)."""

    KEEPING_CHILDREN_SAFE = "KEEPING_CHILDREN_SAFE"
    """Annex F, leaflet or link."""
    SAFEGUARDING_IS_CONTINUAL = "SAFEGUARDING_IS_CONTINUAL"
    WHAT_TO_DO_ON_FUTURE_CONCERNS = "WHAT_TO_DO_ON_FUTURE_CONCERNS"
    SUPPORT_AND_SIGNPOSTING = "SUPPORT_AND_SIGNPOSTING"


class Transport(StrEnum):
    """By what a message left."""

    POST = "POST"
    HAND = "HAND"
    EMAIL = "EMAIL"
    TEXT = "TEXT"
    TELEPHONE = "TELEPHONE"
    PAGER = "PAGER"


class MessageKind(StrEnum):
    """All that may leave in words; none can carry the content of a disclosure (G 95)."""

    SAFETY_ADVICE = "SAFETY_ADVICE"
    APPOINTMENT = "APPOINTMENT"
    DELAY = "DELAY"
    CLOSING_LETTER = "CLOSING_LETTER"
    OFFICER_ALERT = "OFFICER_ALERT"


class NotSent(StrEnum):
    """Why sending failed, or why it was stopped before."""

    TRANSPORT_DOWN = "TRANSPORT_DOWN"
    RESULT_NOT_KNOWN = "RESULT_NOT_KNOWN"
    RETURNED = "RETURNED"
    NO_KEY = "NO_KEY"
    NO_SAFE_CONTACT = "NO_SAFE_CONTACT"
    OUTSIDE_SAFE_HOURS = "OUTSIDE_SAFE_HOURS"
    ADDRESS_NOT_SAFE = "ADDRESS_NOT_SAFE"
    NOT_ON_THE_ALLOW_LIST = "NOT_ON_THE_ALLOW_LIST"


class ReferralKind(StrEnum):
    """What a partner is asked to take on (G 12, 55, 68, 69)."""

    CHILD_PROTECTION = "CHILD_PROTECTION"
    MASH_TRANSFER = "MASH_TRANSFER"
    """The case itself, into the multi-agency safeguarding hub: it needs more than disclosure (G 12)."""
    LEAD_AGENCY = "LEAD_AGENCY"
    """Whoever manages the subject under MAPPA is engaged (G 69)."""


class SharedPart(StrEnum):
    """What of the case a partner is given. Never who applied, nor any wording of a disclosure (A5, A9)."""

    CHILDREN = "CHILDREN"
    SUBJECT = "SUBJECT"
    CONCERN = "CONCERN"


class LegalBasis(StrEnum):
    """By what law information is shared (G 103; R-247)."""

    CHILDREN_ACT_1989_S47 = "CHILDREN_ACT_1989_S47"
    CHILDREN_ACT_2004_S11 = "CHILDREN_ACT_2004_S11"
    CRIMINAL_JUSTICE_ACT_2003_S325 = "CRIMINAL_JUSTICE_ACT_2003_S325"
    COMMON_LAW_POLICING = "COMMON_LAW_POLICING"


class HandlingCode(StrEnum):
    """3x5x2: P may be shared on lawfully; C only under the conditions that come with it."""

    P = "P"
    C = "C"


class NotTakenOn(StrEnum):
    """Why a partner does not take a referral on."""

    THRESHOLD_NOT_MET = "THRESHOLD_NOT_MET"
    NOT_OUR_AREA = "NOT_OUR_AREA"
    ALREADY_WITH_US = "ALREADY_WITH_US"
    TOO_LITTLE_TO_ACT_ON = "TOO_LITTLE_TO_ACT_ON"
    NO_LEGAL_BASIS = "NO_LEGAL_BASIS"
    NO_CAPACITY = "NO_CAPACITY"


class ReferralOutcome(StrEnum):
    """What a partner did."""

    STATUTORY_ENQUIRY = "STATUTORY_ENQUIRY"
    STRATEGY_DISCUSSION = "STRATEGY_DISCUSSION"
    HELP_GIVEN = "HELP_GIVEN"
    SUPERVISION_CHANGED = "SUPERVISION_CHANGED"
    MEETING_HELD = "MEETING_HELD"
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION"


class ReferralWithdrawn(StrEnum):
    """Why we ask no longer."""

    NO_LONGER_NEEDED = "NO_LONGER_NEEDED"
    OFFERED_IN_ERROR = "OFFERED_IN_ERROR"
    OFFERED_ELSEWHERE = "OFFERED_ELSEWHERE"


class CameTo(StrEnum):
    """What a message from outside came to. HELD is followed by one of the others."""

    APPLIED = "APPLIED"
    HELD = "HELD"
    REFUSED = "REFUSED"


class Kept(StrEnum):
    """Why mail of a case is unread, by where the runtime keeps it."""

    QUARANTINED = "QUARANTINED"
    WAITING = "WAITING"
    MISSING = "MISSING"

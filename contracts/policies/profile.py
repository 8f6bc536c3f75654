"""What a dated policy profile says: limits, who may do what, closing times. Nothing is decided here."""

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from contracts.codes import ApplicantToChild, DutyRole, IdentityProof, Rank, RecordSystem


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Unit(StrEnum):
    """How a span is counted. Minutes and hours elapse (C-22); days end with the London day (C-41)."""

    MINUTES = "minutes"
    HOURS = "hours"
    CALENDAR_DAYS = "calendar days"
    WORKING_DAYS = "working days"


class Span(_Said):
    """A length of time, in one unit."""

    amount: int = Field(ge=0)
    unit: Unit


def _none(value: Any) -> Any:
    return None if value == "none" else value


Allowed = Annotated[Span | Literal["agreed"] | None, BeforeValidator(_none)]
OptionalDate = Annotated[date | None, BeforeValidator(_none)]


class ClockRule(_Said):
    """Target and limit of one clock.

    `None`: the source sets none (C-47). `"agreed"`: the two forces agree it case by case (G 66).
    """

    target: Allowed
    limit: Allowed
    source: str


class ClockRules(_Said):
    """The clocks K1 to K7 of the ledger (A3), each with what the profile's source allows."""

    initial_checks: ClockRule
    know_triage: ClockRule
    meeting: ClockRule
    categorisation: ClockRule
    whole_case: ClockRule
    forum_referral: ClockRule
    responding_force: ClockRule
    acknowledgement: ClockRule


class ClimbStep(_Said):
    """Whom an unacknowledged alarm rings next: `after_minutes` of machine time since it was raised."""

    after_minutes: int = Field(ge=0)
    duty_role: DutyRole


class Area(_Said):
    """A dated area of a scheme that covered only part of a force (P-4). `until` is the first day after it."""

    force: str = Field(pattern=r"^[0-9]{2}$")
    name: str
    since: date
    until: OptionalDate


class Eligibility(_Said):
    """Who may apply (`None`: anyone, G 14) and where child and subject must live (`None`: anywhere, C-07)."""

    applicants: Annotated[
        tuple[ApplicantToChild, ...] | None, BeforeValidator(lambda said: None if said == "anyone" else said)
    ]
    areas: Annotated[tuple[Area, ...] | None, BeforeValidator(_none)]
    source: str


class StaffRule(_Said):
    """Who may do an act: least rank (compared by `contracts.ranks`), and competences in date (A8)."""

    least_rank: Rank
    competences: tuple[str, ...]
    source: str


class Staff(_Said):
    """Gates of rank and competence (A8). Rank is that held at the time of the act."""

    initial_contact: StaffRule
    research: StaffRule
    supervise: StaffRule
    meeting: StaffRule
    categorise: StaffRule
    extend: StaffRule
    override: StaffRule
    authorise_disclosure: StaffRule
    finalise: StaffRule


class Authority(_Said):
    """Whether an Inspector and an independent one are required or only advised for a disclosure (C-09)."""

    inspector: Literal["required", "advisory"]
    independence: Literal["required", "advisory"]
    source: str

    @property
    def inspector_required(self) -> bool:
        return self.inspector == "required"

    @property
    def independence_required(self) -> bool:
        return self.independence == "required"


class Identity(_Said):
    """Kinds of proof of identity accepted, and which are enough alone (G 40e, 41; C-24)."""

    accepted: tuple[IdentityProof, ...]
    enough_alone: tuple[IdentityProof, ...]
    source: str

    @model_validator(mode="after")
    def _enough_is_accepted(self) -> Self:
        if strange := set(self.enough_alone) - set(self.accepted):
            raise ValueError(f"enough alone, but not accepted: {sorted(strange)}")
        return self


class Slot(_Said):
    """A weekly time on the London wall clock; `weekday` 0 is Monday."""

    weekday: int = Field(ge=0, le=6)
    at: time


class Closing(_Said):
    """When closing texts leave: the last slot by `by_day` calendar days after contact; if late, the next.

    Contact date and profile alone decide, so that the time of a letter tells nothing of the outcome (C-10).
    """

    by_day: int = Field(ge=14)
    slots: tuple[Slot, ...] = Field(min_length=1)
    source: str


class Periods(_Said):
    """Other spans that a force sets for itself."""

    silent_after_days: int = Field(ge=1)
    results_stale_after_days: int = Field(ge=1)
    annex_a_part2: Span
    wording_released: Span
    """How long an authorised wording may be spoken after its release."""
    urgent_ratified: Span
    """By when an urgent disclosure is ratified or not (G 49)."""
    record_system: Annotated[RecordSystem | None, BeforeValidator(_none)]
    source: str


class Practice(_Said):
    """How a force works its cases now. A profile of imported history has none."""

    climb: tuple[ClimbStep, ...] = Field(min_length=1)
    staff: Staff
    authority: Authority
    identity: Identity
    closing: Closing
    periods: Periods

    @model_validator(mode="after")
    def _climb_goes_up(self) -> Self:
        minutes = [step.after_minutes for step in self.climb]
        if minutes[0] != 0 or minutes != sorted(set(minutes)):
            raise ValueError("the climb starts at 0 minutes and each step comes later than the one before")
        return self


class Profile(_Said):
    """One edition of one policy, in force from `in_force_from` until the day before `in_force_until`.

    `forces` is `None` for every force in England and Wales. `new_cases` False: only imported history (C-05).
    """

    id: str = Field(pattern=r"^[A-Z]+-[0-9]{4}$")
    edition: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}(\.[0-9]+)?$")
    title: str
    publisher: str
    sources: tuple[str, ...] = Field(min_length=1)
    forces: Annotated[tuple[str, ...] | None, BeforeValidator(lambda said: None if said == "all" else said)]
    in_force_from: date
    in_force_until: OptionalDate
    new_cases: bool
    review_due: OptionalDate
    eligibility: Eligibility
    clocks: ClockRules
    practice: Annotated[Practice | None, BeforeValidator(_none)]

    @property
    def reference(self) -> str:
        """`id@edition`: what a case keeps, to find this very edition again."""
        return f"{self.id}@{self.edition}"

    @property
    def rules(self) -> Practice:
        """The practice of a profile that new cases may have; `ValueError` for one of imported history."""
        if self.practice is None:
            raise ValueError(f"{self.reference} is kept for imported history: no case is worked under it")
        return self.practice

    def applies_to(self, force: str, day: date) -> bool:
        """Whether it was in force there on that London day."""
        begun = self.in_force_from <= day and (self.in_force_until is None or day < self.in_force_until)
        return begun and (self.forces is None or force in self.forces)

    def review_is_due(self, day: date) -> bool:
        """Whether the policy's own review date has come (R-255)."""
        return self.review_due is not None and day >= self.review_due

    @model_validator(mode="after")
    def _new_cases_need_practice_and_limits(self) -> Self:
        if self.new_cases and self.practice is None:
            raise ValueError(f"{self.id}: a profile for new cases says how they are worked")
        rules = self.clocks
        needed = (
            rules.initial_checks,
            rules.meeting,
            rules.categorisation,
            rules.whole_case,
            rules.acknowledgement,
        )
        if self.new_cases and any(not isinstance(rule.limit, Span) for rule in needed):
            raise ValueError(
                f"{self.id}: a profile for new cases needs a limit on every clock that a case starts"
            )
        return self

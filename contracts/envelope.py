"""The envelope of every message: CloudEvents 1.0 in structured JSON mode, with our extension attributes.

This model is the published description, for schemas, documents and strict tests; the runtime composes and
reads envelopes by itself. `subject` is the case (a person asked about is never called so on the wire).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from contracts.codes import Route
from contracts.fields import CaseId, Instant, MessageId, StaffId

Source = Annotated[str, StringConstraints(pattern=r"^csods/[a-z0-9][a-z0-9/-]*$")]
TypeName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\.v[1-9][0-9]*$")]
Edition = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]*@[A-Za-z0-9.-]+$")]
TraceParent = Annotated[str, StringConstraints(pattern=r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")]
Named = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,127}$")]


class PartyEnvelope(BaseModel):
    """The least that a message from an outside party has; other attributes of its own are ignored."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, use_attribute_docstrings=True
    )

    specversion: Literal["1.0"]
    id: MessageId
    source: Source
    type: TypeName
    subject: CaseId
    """The case, and the Kafka key."""
    time: Instant
    """When it occurred."""
    recordedtime: Instant
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: Annotated[str, StringConstraints(pattern=r"^urn:csods:schema:")] | None = None
    data: dict[str, Any]


class AddressedEnvelope(PartyEnvelope):
    """What one of our services sends to one party outside: nothing of how the case began."""

    model_config = ConfigDict(extra="forbid")

    dataschema: Annotated[str, StringConstraints(pattern=r"^urn:csods:schema:")]
    caseid: CaseId
    """As `subject`."""
    sequence: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*$")]
    """Dense for each case and topic, from 1."""
    chainhash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 over the previous hash of the case and this core."""
    critical: bool
    urgent: bool
    classification: Literal["OFFICIAL", "OFFICIAL-SENSITIVE"]
    actor: StaffId | Named
    """Who acted, by identifier; `system:<service>` when nobody did."""
    actorrank: Named | None = None
    actorrole: Named | None = None
    actororganisation: Named | None = None
    correlationid: Named
    causationid: Named | None = None
    traceparent: TraceParent | None = None

    @model_validator(mode="after")
    def _one_case(self) -> Self:
        if self.caseid != self.subject:
            raise ValueError("caseid and subject name one case")
        return self


class Envelope(AddressedEnvelope):
    """A message of one of our services, with every attribute that it must have."""

    openedat: Instant
    """The case's opening facts, the same on each of its events: the instant of contact (or receipt)…"""
    route: Route
    """…by what route it came…"""
    policy: Edition
    """…and the policy profile with its edition."""

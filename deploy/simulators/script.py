"""A simulator's script: the faults that stand from the start, and how long it takes to answer."""

from __future__ import annotations

import json
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.codes import NotTakenOn
from deploy.simulators.faults import FaultOrder


class Delay(BaseModel):
    """How long an agency takes, in business time, when the enquiry holds the words of `match`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: str = Field(min_length=1)
    answer_after: Annotated[timedelta, Field(ge=timedelta(0))]


class ScriptedEvent(BaseModel):
    """What a police system says, business time after it starts; `data` as in `contracts/examples`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    after: Annotated[timedelta, Field(ge=timedelta(0))]
    system: str = Field(min_length=1)
    case: str = Field(min_length=1)
    type: str = Field(min_length=1)
    data: dict[str, Any]


class Declined(BaseModel):
    """A partner does not take on what holds the words of `match`: its case, referral or kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: str = Field(min_length=1)
    reason: NotTakenOn


class Script(BaseModel):
    """What TOML or JSON may say.

    delay_seconds: machine seconds before each HTTP answer. answer_after: business time from an enquiry to an
    agency's answer on its topic (ISO 8601, `PT6H`); `delays` says otherwise for some. events: what police
    systems say by themselves. faults: as in
    POST /sim/faults, the first that fits a request strikes it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    delay_seconds: float = Field(default=0.0, ge=0, le=60)
    answer_after: Annotated[timedelta, Field(ge=timedelta(0))] = timedelta(hours=6)
    delays: tuple[Delay, ...] = ()
    faults: tuple[FaultOrder, ...] = ()
    events: tuple[ScriptedEvent, ...] = ()
    declined: tuple[Declined, ...] = ()

    def delay_of(self, enquiry: str) -> timedelta:
        """Business time until the answer to an enquiry with this text."""
        folded = enquiry.casefold()
        fitting = (one.answer_after for one in self.delays if one.match.casefold() in folded)
        return next(fitting, self.answer_after)

    def against(self, referral: str) -> NotTakenOn | None:
        """Why a referral of this text is not taken on; None: it is."""
        folded = referral.casefold()
        return next((one.reason for one in self.declined if one.match.casefold() in folded), None)


class BadScript(Exception):
    """The script cannot be used; the message says where."""


def read_script(path: Path | None) -> Script:
    """The script in that file, or one in which nothing goes wrong. Raises BadScript."""
    if path is None:
        return Script()
    try:
        text = path.read_text("utf-8")
        said = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        return Script.model_validate(said)
    except (OSError, UnicodeDecodeError) as unreadable:
        raise BadScript(f"the script cannot be read: {unreadable}") from unreadable
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as broken:
        raise BadScript(f"the script is neither TOML nor JSON: {broken}") from broken
    except ValidationError as invalid:
        places = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in invalid.errors(include_input=False)
        )
        raise BadScript(f"the script says what no script can: {places}") from invalid

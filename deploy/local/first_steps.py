"""What a newcomer types first against a force that runs: lines to copy into one shell, in the project's
directory."""

from __future__ import annotations

import json
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.local.force import Force
from deploy.local.places import PROJECT
from deploy.local.stack import DEFAULT_NAME
from deploy.simulators import forms
from deploy.simulators.people import read_people

TAKER: Final = "st-1001"
SUPERVISOR: Final = "ds-2203"
JSON: Final = '-H "Content-Type: application/json"'
LATER: Final = "--fail --retry 9 --retry-delay 1 --retry-all-errors"


@dataclass(frozen=True, slots=True)
class Step:
    """What it shows, and the line to type."""

    what: str
    run: str


def requests(force: Force) -> tuple[Step, ...]:
    """An enquiry, its form completed, the work that waits, the case. Writes the enquiry to a file first."""
    intake, decisions = force.services["intake"].url, force.services["decisions"].url
    token = f"{program('python')} -m deploy.local token{_of_stack(force)}"
    case_of = f"""{program("python")} -c 'import json, sys; print(json.load(sys.stdin)["case_id"])'"""
    form = '{"form": "annex-a@1"}'
    return (
        Step("where to ask", f"INTAKE={intake} DECISIONS={decisions}"),
        Step("be a call taker", f'TAKER="Authorization: Bearer $({token} {TAKER})"'),
        Step("be a supervisor", f'SUPERVISOR="Authorization: Bearer $({token} {SUPERVISOR})"'),
        Step(
            "take an enquiry; the same again under the same key is the same",
            f'ANSWER=$(curl -s $INTAKE/enquiries -H "$TAKER" -H "Idempotency-Key: my-first-enquiry" {JSON} '
            f'-d @{_enquiry(force)}); echo "$ANSWER"; CASE=$(echo "$ANSWER" | {case_of})',
        ),
        Step(
            "complete its form, so that the case goes on",
            f"curl -s $INTAKE/cases/$CASE/initial-form -H \"$TAKER\" {JSON} -d '{form}'; echo",
        ),
        Step(
            "the case as a supervisor sees it, once it has come there",
            f'curl -s {LATER} $DECISIONS/cases/$CASE -H "$SUPERVISOR" -H "X-Reason: trying it out"; echo',
        ),
        Step("what waits, soonest first", 'curl -s $DECISIONS/work -H "$SUPERVISOR"; echo'),
        Step(
            "what stands between the case and its end, each with its paragraph",
            'curl -s $DECISIONS/cases/$CASE/check/finalise -H "$SUPERVISOR"; echo',
        ),
    )


def operating(force: Force) -> tuple[Step, ...]:
    """What an operator types; `$CASE` is that of the requests."""
    csods, stack = program("csods"), _of_stack(force)
    return (
        Step("is anything wrong?", f"{csods} doctor{stack}"),
        Step("where is everything of this case?", f"{csods} where{stack} $CASE"),
        Step(
            "one case in words",
            f"{csods} case show{stack} $CASE --officer {SUPERVISOR} --because 'trying it out'",
        ),
        Step("let twelve hours pass, by way of all that falls due", f"{csods} clock advance{stack} 12h"),
        Step("is every message accounted for?", f"{csods} audit{stack}"),
    )


def program(name: str) -> str:
    """A program of this environment, as one types it in the project's directory."""
    path = Path(sys.executable).parent / name
    return shlex.quote(str(path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path))


def _enquiry(force: Force) -> str:
    file = force.home / "enquiry.json"
    file.write_text(json.dumps(forms.fathers_enquiry(read_people()), indent=1))
    return shlex.quote(str(file.relative_to(PROJECT)))


def _of_stack(force: Force) -> str:
    """Nothing for the stack that everybody means."""
    name = force.stack.name
    return "" if name == DEFAULT_NAME else f" --stack {name}"

"""One route a command: an officer's order is recorded by the runtime, or all reasons why not come back."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from access.gate import Access, Gateway, template
from access.officers import SignedIn, must_have
from access.problems import condition, invalid, key_missing, not_found, refused
from access.reads import Read
from access.runtime import Alarm, Once
from contracts.words import say, unsaid
from messaging.decider import Actor
from messaging.outcomes import Refusal

B = TypeVar("B", bound=BaseModel)
CASE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9-]{7,63}$"
CaseId = Annotated[str, Path(pattern=CASE_PATTERN, description="The case")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="The same for the same request sent again: it then has no second effect",
    ),
]
_KEY = re.compile(r'"?([A-Za-z0-9._:-]{8,128})"?')


class Done(BaseModel):
    """What was recorded. `version` is that of the case now; `replayed`: this very request came before.

    `words`: what there is to know about it, where recording alone has not done all.
    """

    case_id: str
    version: int
    events: list[str]
    replayed: bool
    words: str | None = None


class Condition(BaseModel):
    """What stands in the way. `override`: it may be passed by the rank that may, with a written reason."""

    code: str
    words: str
    paragraph: str
    override: bool


class Between(BaseModel):
    """What stands between a case and a step, by the same gates as block it."""

    case_id: str
    step: str
    version: int
    clear: bool
    conditions: list[Condition]


class AlarmShown(BaseModel):
    """`since` is machine time; `rung` says how often it has rung, `called` whom it rings for, in words."""

    id: int
    case_id: str
    code: str
    words: str
    role: str
    called: str
    since: datetime
    rung: int


def command(
    router: APIRouter,
    path: str,
    body: type[B],
    to_command: Callable[[B, Actor], object],
    *,
    summary: str,
    creates: bool = False,
    roles: frozenset[str] | None = None,
    says: Callable[[Actor], str | None] = lambda by: None,
) -> None:
    """Adds `POST path`, which makes a command of a body and the officer and has the runtime execute it.

    `path` holds `{case_id}` unless the command `creates` the case; then an Idempotency-Key is needed (428).
    `says` adds words for the officer to what was recorded.
    `roles` turns away everybody else (403); rank and competence are for the domain's gates (409).
    """
    if creates == ("{case_id}" in path):
        raise ValueError(f"{path}: a command names its case, or creates it")

    async def act(
        request: Request, given: Any, officer: SignedIn, access: Gateway, response: Response,
        case_id: str | None = None, key: str | None = None,
    ) -> Done:  # fmt: skip
        must_have(officer, roles)
        once = await _once(request, access, officer.actor.id, key)
        if case_id is None:
            if once is None:
                raise key_missing()
            case_id = access.runtime.new_case_id(once)
        request.state.case = case_id
        by = officer.acting(roles)
        outcome = await access.runtime.execute(case_id, to_command(given, by), by, once)
        if isinstance(outcome, Refusal):
            request.state.codes = [one.code for one in outcome.unmet]
            raise refused(outcome.unmet)
        if creates:
            response.headers["Location"] = f"/cases/{outcome.case_id}"
        return Done(
            case_id=outcome.case_id,
            version=outcome.version,
            events=list(outcome.event_types),
            replayed=outcome.replayed,
            words=says(by),
        )

    async def create(
        request: Request, given: Any, officer: SignedIn, access: Gateway, response: Response,
        key: IdempotencyKey = None,
    ) -> Done:  # fmt: skip
        return await act(request, given, officer, access, response, None, key)

    async def change(
        request: Request, case_id: CaseId, given: Any, officer: SignedIn, access: Gateway, response: Response,
        key: IdempotencyKey = None,
    ) -> Done:  # fmt: skip
        return await act(request, given, officer, access, response, case_id, key)

    endpoint = create if creates else change
    endpoint.__annotations__["given"] = body
    router.add_api_route(
        path,
        endpoint,
        methods=["POST"],
        status_code=201 if creates else 200,
        response_model=Done,
        response_model_exclude_none=True,
        summary=summary,
        name=f"{body.__name__} {path}",
        operation_id=re.sub(r"\W+", "_", f"post{path}").strip("_"),
    )


async def _once(request: Request, access: Access, client: str, key: str | None) -> Once | None:
    """The digest is keyed by the service: whoever has the database alone can try no guess of a body."""
    if key is None:
        return None
    written = _KEY.fullmatch(key)
    if written is None:
        words = "is 8 to 128 letters, digits and . _ : -"
        raise invalid([{"path": "header.Idempotency-Key", "words": words}])
    try:
        content = orjson.dumps(orjson.loads(await request.body()), option=orjson.OPT_SORT_KEYS)
    except orjson.JSONDecodeError:
        raise invalid([{"path": "body", "words": "is not JSON"}]) from None
    digest = hmac.digest(access.secret, written[1].encode() + b"\0" + content, hashlib.sha256)
    return Once(client, _called(request), written[1], digest)


def _alarm(one: Alarm) -> AlarmShown:
    called = "" if unsaid([one.role]) else say(one.role).text
    return AlarmShown(
        id=one.id,
        case_id=one.case_id,
        code=one.code,
        words=one.words,
        role=one.role,
        called=called,
        since=one.since,
        rung=one.rung,
    )


def _called(request: Request) -> str:
    """The route and the case: the same key on another case is another request."""
    case = request.path_params.get("case_id")
    return f"{template(request)} {case}" if case else template(request)


def check(
    router: APIRouter,
    steps: Mapping[str, Callable[[Actor, int], object]],
    *,
    roles: frozenset[str] | None = None,
) -> None:
    """Adds `GET /cases/{case_id}/check/{step}`: what stands between, for the officer who asks.

    The conditions say what is held about people: `roles` are those who may take the steps (403).
    A factory makes the step's command of the officer and the version that was seen (the present one unless
    `seen` is given).
    """
    known = ", ".join(steps)

    async def between(
        request: Request, case_id: CaseId, step: str, officer: SignedIn, access: Gateway,
        seen: Annotated[int | None, Query(ge=0, description="The version that you looked at")] = None,
    ) -> Between:  # fmt: skip
        request.state.case = case_id
        must_have(officer, roles)
        if step not in steps:
            raise not_found(f"The steps are: {known}.")
        why = f"what stands between this case and {step}"
        await access.reads.record(Read(officer, template(request), case_id, why, masked=False, what=(step,)))
        snapshot = await access.runtime.read(case_id)
        if snapshot is None:
            raise not_found("There is no such case here.")
        by = officer.acting(roles)
        order = steps[step](by, snapshot.version if seen is None else seen)
        unmet = await access.runtime.weigh(case_id, order, by)
        return Between(
            case_id=case_id,
            step=step,
            version=snapshot.version,
            clear=not unmet,
            conditions=[Condition(**condition(one)) for one in unmet],
        )

    router.add_api_route(
        "/cases/{case_id}/check/{step}",
        between,
        methods=["GET"],
        response_model=Between,
        summary="What stands between this case and a step",
        description=f"Steps: {known}.",
    )


def alarms(router: APIRouter, roles: frozenset[str] | None = None) -> None:
    """Adds `GET /alarms` and `POST /alarms/{alarm_id}/acknowledge`: a named person takes the alarm on."""

    async def ringing(request: Request, officer: SignedIn, access: Gateway) -> list[AlarmShown]:
        must_have(officer, roles)
        found = await access.runtime.alarms()
        ids = list(dict.fromkeys(one.case_id for one in found))
        why = "what needs somebody now"
        await access.reads.record(Read(officer, template(request), None, why, masked=True, what=ids))
        return [_alarm(one) for one in found]

    async def acknowledge(
        request: Request, alarm_id: Annotated[int, Path(ge=1)], officer: SignedIn, access: Gateway
    ) -> Response:
        must_have(officer, roles)
        if not await access.runtime.acknowledge_alarm(alarm_id, officer.acting(roles)):
            raise not_found("This alarm does not ring, or no longer.")
        if any(one.id == alarm_id for one in await access.runtime.alarms()):
            words = "Recorded. It rings on until somebody whose rank can end it has taken it."
            return JSONResponse({"words": words}, status_code=202)
        return Response(status_code=204)

    router.add_api_route(
        "/alarms",
        ringing,
        methods=["GET"],
        response_model=list[AlarmShown],
        summary="What needs somebody now",
    )
    router.add_api_route(
        "/alarms/{alarm_id}/acknowledge",
        acknowledge,
        methods=["POST"],
        status_code=204,
        response_class=Response,
        responses={202: {"description": "Recorded, and it rings on: it is for a higher rank"}},
        summary="I take this on",
    )

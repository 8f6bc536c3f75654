"""`python -m deploy.simulators.socialcare`: POST /v1/enquiries, with X-Api-Key and Idempotency-Key.

202 and a reference at once; the answer comes later, in business time, on the agency's Kafka topic. The same
key again is the same enquiry; with another body it is refused (422). GET /v1/enquiries/{key} looks one up.
Besides the options it needs CSODS_SIM_KAFKA_BOOTSTRAP, CSODS_SIM_KAFKA_PASSWORD (of the principal, by SCRAM;
unset: no login) and CSODS_SIM_KEYRING; CSODS_SIM_PRINCIPAL and CSODS_SIM_FORCE say who answers whom.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from contracts import keyring
from contracts.parties import Agency
from deploy.simulators.broker import Broker
from deploy.simulators.business import BusinessClock
from deploy.simulators.keys import ApiKeys, read_keys
from deploy.simulators.referral_desk import Book, ReferralDesk
from deploy.simulators.script import Script
from deploy.simulators.serving import NotSetUp, Setting, Simulator, run
from deploy.simulators.socialcare.answers import Answering
from deploy.simulators.socialcare.enquiry import Enquiry
from deploy.simulators.socialcare.publisher import Desk
from deploy.simulators.socialcare.store import KeyReused, Store

NAME = "social care"
LONGEST_KEY = 200
Endpoint = Callable[[Request], Awaitable[Response]]


class Settings(Broker, frozen=True):
    """Social care needs Kafka: it answers there."""

    kafka_bootstrap: str
    keyring: Path
    principal: str = "socialcare-kent"


class Api:
    """What a force calls."""

    def __init__(
        self, store: Store, desk: Desk, agency: Agency, clock: BusinessClock, script: Script, keys: ApiKeys
    ) -> None:
        self._store = store
        self._desk = desk
        self._agency = agency
        self._clock = clock
        self._script = script
        self._keys = keys

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/enquiries", self._with_key(self._ask), methods=["POST"]),
            Route("/v1/enquiries/{key:path}", self._with_key(self._look_up), methods=["GET"]),
        ]

    async def _ask(self, request: Request) -> Response:
        key = request.headers.get("idempotency-key", "")
        if not 0 < len(key) <= LONGEST_KEY:
            return _problem(400, "send an Idempotency-Key of 1 to 200 characters")
        try:
            enquiry = Enquiry.model_validate_json(await request.body())
        except ValidationError as invalid:
            return _unprocessable(invalid)
        if enquiry.scope not in self._agency.searches:
            return _problem(422, f"{enquiry.scope} is not searched here")
        body = enquiry.model_dump_json().encode()
        due_at = await self._clock.now() + self._script.delay_of(body.decode())
        try:
            asked, new = self._store.accept(key, enquiry.case_id, body, due_at)
        except KeyReused:
            return _problem(422, "this Idempotency-Key came before with another body")
        if new:
            self._desk.asked()
        return JSONResponse({"reference": asked.reference}, 202)

    async def _look_up(self, request: Request) -> Response:
        asked = self._store.asked(request.path_params["key"])
        if asked is None:
            return _problem(404, "no enquiry came under this key")
        return JSONResponse({"reference": asked.reference, "answered": asked.answered})

    def _with_key(self, endpoint: Endpoint) -> Endpoint:
        async def guarded(request: Request) -> Response:
            if self._keys.role(request.headers.get("x-api-key")) is None:
                return _problem(401, "send a valid X-Api-Key")
            return await endpoint(request)

        return guarded


def _problem(status: int, detail: str) -> Response:
    return JSONResponse({"status": status, "detail": detail}, status)


def _unprocessable(invalid: ValidationError) -> Response:
    places = [
        {"where": [str(step) for step in one["loc"]], "why": one["type"]}
        for one in invalid.errors(include_input=False)
    ]
    return JSONResponse({"status": 422, "detail": "this is no enquiry", "errors": places}, 422)


def build(setting: Setting) -> Simulator:
    """Raises NotSetUp for settings or keys that are missing."""
    try:
        settings = Settings()
        keys = keyring.load(settings.keyring)
    except ValidationError as invalid:
        missing = ", ".join(
            f"CSODS_SIM_{one['loc'][0]}".upper() for one in invalid.errors(include_input=False)
        )
        raise NotSetUp(f"set {missing}") from None
    except keyring.KeyringUnreadable as unreadable:
        raise NotSetUp(str(unreadable)) from unreadable
    store = Store(setting.state)
    answering = Answering(settings.principal, settings.force, keys, setting.people, store)
    desk = Desk(store, answering, setting.clock, settings.login())
    api = Api(
        store, desk, answering.agency, setting.clock, setting.script, read_keys(setting.key_file, "force")
    )

    book = Book(setting.state)
    referrals = ReferralDesk(
        settings.principal, settings.force, book, setting.clock, setting.script, settings.login()
    )

    @asynccontextmanager
    async def both() -> AsyncIterator[None]:
        async with desk.open(), referrals.open():
            yield

    async def busy() -> list[str]:
        return [*await desk.busy(), *await referrals.busy()]

    async def next_due() -> datetime | None:
        return min(filter(None, (store.next_due(), book.next_due())), default=None)

    return Simulator(
        NAME,
        api.routes(),
        background=both(),
        busy=busy,
        next_due=next_due,
    )


if __name__ == "__main__":
    run(build, NAME)

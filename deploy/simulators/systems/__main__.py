"""`python -m deploy.simulators.systems`: POST /v1/events, with X-Api-Key and Idempotency-Key.

202 at once; the system says it on its Kafka topic as soon as its business time has come. The same key again
is the same event; with another body it is refused (422). A script may hold `[[events]]`, each with `after`.
Besides the options it needs CSODS_SIM_KAFKA_BOOTSTRAP, CSODS_SIM_KEYS (a directory of keyrings) and
CSODS_SIM_PASSWORDS (JSON: principal to password; empty: no login); CSODS_SIM_FORCE says whose systems.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from contracts import keyring
from contracts.parties import systems_of
from deploy.simulators.business import BusinessClock
from deploy.simulators.keys import ApiKeys, read_keys
from deploy.simulators.serving import NotSetUp, Setting, Simulator, run
from deploy.simulators.systems.publisher import Desk, Said, Speaker
from deploy.simulators.systems.store import KeyReused, Store

NAME = "police systems"
LONGEST_KEY = 200


class Settings(BaseSettings, env_prefix="CSODS_SIM_", frozen=True):
    """How they reach Kafka and as whom."""

    kafka_bootstrap: str
    keys: Path
    passwords: dict[str, SecretStr] = {}
    force: str = "46"

    def login(self, principal: str) -> dict[str, Any]:
        plain = {"bootstrap_servers": self.kafka_bootstrap, "client_id": f"{principal}-simulator"}
        if principal not in self.passwords:
            return plain
        return plain | {
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": principal,
            "sasl_plain_password": self.passwords[principal].get_secret_value(),
        }


def _places(invalid: ValidationError) -> list[str]:
    return [".".join(map(str, one["loc"])) for one in invalid.errors(include_input=False)]


class Api:
    """What whoever plays the systems calls."""

    def __init__(
        self, store: Store, desk: Desk, speakers: Mapping[str, Speaker], clock: BusinessClock, keys: ApiKeys
    ) -> None:
        self._store, self._desk, self._speakers = store, desk, speakers
        self._clock, self._keys = clock, keys

    async def tell(self, request: Request) -> Response:
        if self._keys.role(request.headers.get("x-api-key")) is None:
            return _refused(401, "send a valid X-Api-Key")
        key = request.headers.get("idempotency-key", "")
        if not 8 <= len(key) <= LONGEST_KEY:
            return _refused(428, "send an Idempotency-Key")
        now = await self._clock.now()
        try:
            said = Said.model_validate_json(await request.body())
            self._speakers[said.system].read(said, now)
            new = self._store.accept(key, said.system, said.case, said.model_dump_json().encode(), now)
        except ValidationError as invalid:
            return _refused(422, f"no event: {', '.join(_places(invalid))}")
        except KeyError:
            return _refused(422, "no such system, or it says no such thing")
        except KeyReused:
            return _refused(422, "the key came before, with another body")
        self._desk.told()
        return JSONResponse({"new": new}, 202)


def _refused(status: int, detail: str) -> Response:
    return JSONResponse({"status": status, "detail": detail}, status)


def build(setting: Setting) -> Simulator:
    try:
        settings = Settings()
        speakers = {
            one.id: Speaker(one, keyring.load(keyring.path_of(settings.keys, one.id)))
            for one in systems_of(settings.force)
        }
    except ValidationError as invalid:
        raise NotSetUp(f"set {', '.join(f'CSODS_SIM_{one}'.upper() for one in _places(invalid))}") from None
    except keyring.KeyringUnreadable as unreadable:
        raise NotSetUp(str(unreadable)) from unreadable
    store = Store(setting.state)
    desk = Desk(store, speakers, {name: settings.login(name) for name in speakers}, setting.clock)
    api = Api(store, desk, speakers, setting.clock, read_keys(setting.key_file, "operator"))

    async def scripted() -> None:
        now = await setting.clock.now()
        for number, one in enumerate(setting.script.events):
            said = Said(system=one.system, case=one.case, type=one.type, data=one.data)
            body = said.model_dump_json().encode()
            store.accept(f"script-{number:06}", said.system, said.case, body, now + one.after)

    async def next_due() -> datetime | None:
        return store.next_due()

    return Simulator(
        NAME,
        [Route("/v1/events", api.tell, methods=["POST"])],
        background=desk.open(scripted),
        busy=desk.busy,
        next_due=next_due,
    )


if __name__ == "__main__":
    run(build, NAME)

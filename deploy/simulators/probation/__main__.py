"""`python -m deploy.simulators.probation`: the HMPPS External API, as far as disclosure checks use it.

Header x-api-key. Errors are the published ErrorResponse; a missing key is refused by the gateway before it,
and a path that the role may not call by the framework, each with a body of its own.
Source: ministryofjustice/hmpps-integration-api at c2755df, `controllers/v1/person/*.kt` and its handler of
exceptions in `config/`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from deploy.simulators.broker import Broker
from deploy.simulators.keys import ApiKeys, read_keys
from deploy.simulators.people import People, Supervision
from deploy.simulators.probation import roles
from deploy.simulators.probation.records import CRN, NOMS, Known, by_id, known, page_of
from deploy.simulators.probation.roles import ROLES, Role
from deploy.simulators.referral_desk import Book, ReferralDesk
from deploy.simulators.serving import Setting, Simulator, run

NAME = "probation"
LARGEST_PAGE = 100
_ONE_PAGE = (
    "Only the first page will be returned. The page size is restricted to 100 records. "
    "If this is insufficient, then please narrow your search criteria."
)
Answer = Callable[[Request, Role, Known], Any]


class Settings(Broker, frozen=True):
    """Checks come over HTTP; with a broker, referrals come and go over its topics."""

    principal: str = "probation-kent"


class Refused(Exception):
    """An answer that is an error, in the published shape."""

    def __init__(self, status: int, user: str | None, developer: str | None = None, more: str | None = None):
        super().__init__(user)
        self.status, self.user, self.developer, self.more = status, user, developer, more

    def response(self) -> Response:
        body = {
            "status": self.status,
            "errorCode": None,
            "userMessage": self.user,
            "developerMessage": self.developer,
            "moreInfo": self.more,
        }
        return JSONResponse(body, self.status)


def problem(status: int) -> Response:
    """As the API answers when it is ordered to fail."""
    if status == 404:
        return filtered().response()
    words = HTTPStatus(status).phrase
    return Refused(status, words, f"Unexpected error: {words}" if status >= 500 else words).response()


def filtered() -> Refused:
    """What a consumer's filter hides is answered as if it did not exist."""
    return Refused(404, "The requested resource could not be found", None, "null")


def bad(why: str) -> Refused:
    return Refused(400, why, f"Validation failure: {why}")


def not_found(hmpps_id: str) -> Refused:
    why = f"Could not find person with id: {hmpps_id}"
    return Refused(404, why, f"404 Not found error: {why}")


class Probation:
    """The endpoints, over the people of the file."""

    def __init__(self, people: People, keys: ApiKeys) -> None:
        self._known = known(people)
        self._keys = keys

    def routes(self) -> list[BaseRoute]:
        answers: dict[str, Answer] = {
            roles.PERSON: _person,
            roles.ADDRESSES: lambda _request, _role, one: {"data": one.addresses()},
            roles.ALERTS: _alerts,
            roles.MAPPA: lambda _request, _role, one: {"data": one.mappa()},
            roles.LICENCES: lambda request, _role, one: {
                "data": one.licences(request.path_params["hmppsId"])
            },
            roles.OFFICER: _officer,
            roles.LIMITATIONS: lambda _request, _role, one: {"data": one.limitations(), "errors": []},
        }
        of_one: list[BaseRoute] = [
            Route(path, self._endpoint(path, self._about_one(path, answer)))
            for path, answer in answers.items()
        ]
        return [Route(roles.SEARCH, self._endpoint(roles.SEARCH, self._search)), *of_one]

    def _endpoint(
        self, path: str, answer: Callable[[Request, Role], Any]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            role = ROLES.get(self._keys.role(request.headers.get("x-api-key")) or "")
            if role is None:
                return JSONResponse({"message": "Forbidden"}, 403)
            if path not in role.paths:
                return _forbidden_path(request)
            try:
                return JSONResponse(answer(request, role), headers={"cache-control": "no-store"})
            except Refused as refused:
                return refused.response()
            except LimitedAccess:
                return _forbidden_path(request)

        return endpoint

    def _search(self, request: Request, role: Role) -> Any:
        query = request.query_params
        first, last = query.get("first_name"), query.get("last_name")
        pnc, born = query.get("pnc_number"), query.get("date_of_birth")
        if all(one is None for one in (first, last, pnc, born)):
            raise bad("No query parameters specified.")
        on = _iso_date(born)
        page, per_page = _number(request, "page", 1), _number(request, "perPage", 10)
        if page > 1 or per_page > LARGEST_PAGE:
            raise bad(_ONE_PAGE)
        aliases = query.get("search_within_aliases", "false") == "true"
        found = [
            _redacted(one.as_person(), role, roles.SEARCH, one)
            for one in self._known
            if one.named(first, last, on, pnc, aliases)
        ]
        return page_of(found, page, per_page)

    def _about_one(self, path: str, answer: Answer) -> Callable[[Request, Role], Any]:
        def about(request: Request, role: Role) -> Any:
            hmpps_id = request.path_params["hmppsId"]
            if not (CRN.fullmatch(hmpps_id) or NOMS.fullmatch(hmpps_id)):
                raise bad(f"Invalid HMPPS ID: {hmpps_id}")
            one = by_id(self._known, hmpps_id)
            if one is None:
                raise not_found(hmpps_id)
            if one.limited_access and path in role.rejected:
                raise LimitedAccess
            return _redacted(answer(request, role, one), role, path, one)

        return about


class LimitedAccess(Exception):
    """Rejected because of a restriction or an exclusion; the framework answers without a message."""


def _person(_request: Request, role: Role, one: Known) -> Any:
    if role.supervision is Supervision.PROBATION and one.record.supervision is not Supervision.PROBATION:
        why = "Not under active supervision. Access denied."
        raise Refused(403, why, f"Forbidden to complete action by upstream service: {why}")
    return {"data": one.combined()}


def _alerts(request: Request, role: Role, one: Known) -> Any:
    _prison_number(request, role, one)
    active_only = request.query_params.get("status") == "active"
    page, per_page = _number(request, "page", 1), _number(request, "perPage", 10)
    return page_of(one.alerts(role.alert_codes, active_only), page, per_page)


def _officer(request: Request, role: Role, one: Known) -> Any:
    _prison_number(request, role, one)
    return {"data": one.officer()}


def _prison_number(request: Request, role: Role, one: Known) -> None:
    """The published service looks alerts and officers up by prison number, and filters on the way."""
    if one.record.noms is None:
        raise not_found(request.path_params["hmppsId"])
    if role.supervision not in (None, one.record.supervision):
        raise filtered()


def _redacted(answer: Any, role: Role, path: str, one: Known) -> Any:
    for redactions in role.redactions(path, one.limited_access):
        answer = roles.redacted(answer, redactions)
    return answer


def _forbidden_path(request: Request) -> Response:
    body = {
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "status": 403,
        "error": "Forbidden",
        "path": request.url.path,
    }
    return JSONResponse(body, 403)


def _iso_date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise bad("Invalid date format. Please use yyyy-MM-dd.") from None


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise Refused(400, f"Invalid input type for '{name}'", f"Type mismatch: {name}")
    return int(text)


def build(setting: Setting) -> Simulator:
    """Keys carry a role of `roles.ROLES`; without one, that of public protection, which may search."""
    keys = read_keys(setting.key_file, roles.PUBLIC_PROTECTION.name)
    api = Probation(setting.people, keys).routes()
    settings = Settings()
    if not settings.kafka_bootstrap:
        return Simulator(NAME, api, problem)
    book = Book(setting.state)
    desk = ReferralDesk(
        settings.principal, settings.force, book, setting.clock, setting.script, settings.login()
    )
    return Simulator(NAME, api, problem, background=desk.open(), busy=desk.busy, next_due=desk.next_due)


if __name__ == "__main__":
    run(build, NAME)

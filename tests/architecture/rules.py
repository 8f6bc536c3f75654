"""The shape of the project as functions of imports and files; each gives what breaks it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.architecture.imports import PACKAGES, ROOT, SERVICES, files, imports, under

ROOMS: Final = ("README.md", "__main__.py", "api.py", "app.py", "handlers.py", "settings.py", "tasks.py")
ROOM_FOLDERS: Final = ("adapters", "domain", "http", "store", "store/migrations")
FURNITURE: Final = (
    *(f"http/{name}.py" for name in ("bodies", "orders", "steps", "view")),
    *(f"store/{name}.py" for name in ("projector", "queries", "tables")),
)
"""What stands in these rooms of every service; what else a room holds is its own affair."""
DOMAIN_MAY: Final = (
    "__future__", "abc", "base64", "bisect", "collections", "dataclasses", "datetime", "decimal", "enum",
    "fractions", "functools", "hashlib", "hmac", "itertools", "math", "operator", "re", "string", "textwrap",
    "types", "typing",
    "unicodedata", "zoneinfo", "pydantic", "contracts", "jellyfish", "rapidfuzz",
    "messaging.outcomes", "messaging.gates", "messaging.decider",
)  # fmt: skip
IMPURE: Final = frozenset(
    {"now", "utcnow", "today", "random", "uuid4", "uuid1", "token_hex", "open", "urandom", "sleep"}
)
READING: Final = frozenset({"open", "input", "print"})
SCHEME_WORDS: Final = ("csods", "disclosure", "applicant", "offender", "safeguard")


def differing_rooms(root: Path = ROOT) -> Iterator[str]:
    """Every service has exactly these files and folders at its top, and the same furniture within."""
    for service in SERVICES:
        place = root / "services" / service
        yield from (
            f"{service} lacks {room}" for room in (*ROOMS, *FURNITURE) if not (place / room).is_file()
        )
        yield from (f"{service} lacks {room}/" for room in ROOM_FOLDERS if not (place / room).is_dir())
        known = {*ROOMS, *ROOM_FOLDERS, "__init__.py", "__pycache__"}
        yield from (
            f"{service} has a room of its own: {one.name}"
            for one in sorted(place.iterdir())
            if one.name not in known
        )


def services_importing_services(root: Path = ROOT) -> Iterator[str]:
    for service in SERVICES:
        others = tuple(f"services.{other}" for other in SERVICES if other != service)
        for one in imports(files(f"services/{service}", root=root), root):
            if under(one.module, *others):
                yield str(one)


def foundations_importing_upwards(root: Path = ROOT) -> Iterator[str]:
    """messaging knows nothing of ours; contracts knows no service and not the runtime; access no service."""
    forbidden = {
        "messaging": tuple(package for package in PACKAGES if package != "messaging"),
        "contracts": tuple(package for package in PACKAGES if package != "contracts"),
        "access": ("services", "deploy", "cli", "assembly"),
        "assembly": ("services", "deploy", "cli"),
        "services": ("deploy", "cli"),
    }
    for package, never in forbidden.items():
        for one in imports(files(package, root=root), root):
            if under(one.module, *never):
                yield str(one)


def impure_domains(root: Path = ROOT) -> Iterator[str]:
    """Domain code imports no I/O library and calls nothing that reads a clock, dice or files."""
    for service in SERVICES:
        place = f"services/{service}/domain"
        own = f"services.{service}.domain"
        for one in imports(files(place, root=root), root):
            if not under(one.module, own, *DOMAIN_MAY):
                yield str(one)
        for path in files(place, root=root):
            yield from _impure_calls(path, root)


def _impure_calls(path: Path, root: Path) -> Iterator[str]:
    source = path.read_text("utf-8")
    if not any(f"{called}(" in source for called in (*IMPURE, *READING)):
        return
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            if (
                called.value.id in {"datetime", "date", "time", "random", "uuid", "os", "secrets"}
                and called.attr in IMPURE
            ):
                yield f"{path.relative_to(root)}:{node.lineno} calls {called.value.id}.{called.attr}"
        elif isinstance(called, ast.Name) and called.id in READING:
            yield f"{path.relative_to(root)}:{node.lineno} calls {called.id}"


def faststream_elsewhere(root: Path = ROOT) -> Iterator[str]:
    """FastStream appears in one file of the product."""
    for one in imports(files(*PACKAGES, root=root), root):
        if under(one.module, "faststream") and one.file != "messaging/consume.py":
            yield str(one)


def scheme_words_in_messaging(root: Path = ROOT) -> Iterator[str]:
    """The runtime knows nothing of the scheme; `csods` is allowed as the name of the command and of roles."""
    for path in files("messaging", root=root):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            said = line.lower().replace("`csods ", "").replace("csods_operator", "").replace("csods.{", "")
            said = said.replace("urn:csods", "")
            if any(word in said for word in SCHEME_WORDS):
                yield f"{path.relative_to(root)}:{number}"


def names_that_say_nothing(root: Path = ROOT) -> Iterator[str]:
    """No utils, helpers or managers."""
    for path in files(*PACKAGES, "tests", root=root):
        if path.stem in {"utils", "util", "helpers", "helper", "manager", "misc", "common", "base"}:
            yield str(path.relative_to(root))


def alert_keys_made_elsewhere(root: Path = ROOT) -> Iterator[str]:
    """A key of an alert is opaque because one function makes it: nobody else calls a string one, or casts."""
    yield from _called_elsewhere("AlertKey", "services/decisions/domain/neutral_keys.py", root)


HASHES = {
    "services/decisions/domain/neutral_keys.py": "keys of alerts, with the salt of their case",
    "services/decisions/domain/referrals.py": "what a journal of before calls an alert",
    "services/decisions/domain/wording.py": "the hash by which a wording is authorised and released",
    "services/notifications/domain/compose.py": "the reference of what leaves",
    "services/checks/domain/related.py": "what was sent to be linked, to send it once",
}
"""Where a rule hashes, and what: a hash of what can be guessed tells it, so keys go one way."""


def hashes_made_elsewhere(root: Path = ROOT) -> Iterator[str]:
    """No domain makes a key of its own by hashing what it is about."""
    domains = [f"services/{service}/domain" for service in SERVICES]
    for one in imports(files(*domains, root=root), root):
        if one.module.split(".")[0] in {"hashlib", "hmac"} and one.file not in HASHES:
            yield str(one)


def cases_begun_without_salt(root: Path = ROOT) -> Iterator[str]:
    """A deployment serves cases whose alerts have keys of its own making: never the bare rules."""
    path = root / "services/decisions/app.py"
    tree = ast.parse(path.read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _last(node.func) == "replace"]
    salted = [
        call.args[0]
        for call in calls
        for given in call.keywords
        if given.arg == "initial"
        and isinstance(given.value, ast.Call)
        and _last(given.value.func) == "salted"
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "DECIDER" and node not in salted:
            yield f"services/decisions/app.py:{node.lineno} uses DECIDER as it is"


def alerts_raised_elsewhere(root: Path = ROOT) -> Iterator[str]:
    """Only `raise_alert` journals an alert: it takes such a key, and the event itself takes any."""
    yield from _called_elsewhere("SupervisorAlerted", "services/decisions/domain/alerts.py", root)


def _called_elsewhere(name: str, home: str, root: Path) -> Iterator[str]:
    for path in files("services", root=root):
        file, source = path.relative_to(root).as_posix(), path.read_text("utf-8")
        for node in ast.walk(ast.parse(source)) if name in source else ():
            if isinstance(node, ast.Call) and file != home and name in _makes(node):
                yield f"{file}:{node.lineno} makes {name}"


def _makes(call: ast.Call) -> set[str]:
    """What is called; of a cast, to what."""
    named = _last(call.func)
    return {named, _last(call.args[0])} if named == "cast" and call.args else {named}


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")

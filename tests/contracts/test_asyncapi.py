"""The AsyncAPI document is one by the official schema and parser, and its examples are what may be sent."""

import copy
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from contracts import asyncapi, generated
from contracts.audiences import AUDIENCES
from contracts.topics import for_force
from contracts.unread import ALIVE

HERE = Path(__file__).parent / "asyncapi"
KENT = for_force("46")
DOCUMENT = asyncapi.document(KENT)
OFFICIAL = Draft7Validator(orjson.loads((HERE / f"schema-{asyncapi.VERSION}.json").read_bytes()))
MESSAGES = sorted(set(DOCUMENT["components"]["messages"]) - {ALIVE})


@pytest.fixture
def twin() -> Any:
    """The document, to be spoiled."""
    return copy.deepcopy(DOCUMENT)


def test_the_document_is_one_by_the_official_schema() -> None:
    assert [error.message for error in OFFICIAL.iter_errors(DOCUMENT)] == []


def test_a_spoiled_document_is_none(twin: Any) -> None:
    twin["operations"]["intake-writes-intake"]["action"] = "shout"
    assert not OFFICIAL.is_valid(twin)


def test_it_has_every_topic_of_the_register_with_its_writer_and_readers() -> None:
    channels = DOCUMENT["channels"]
    assert len(channels) == len(KENT.topics)
    assert channels["intake"]["address"] == "csods.{force}.intake"
    assert channels["intake"]["x-csods"]["writer"] == "intake"
    assert channels["notices"]["x-csods"]["readers"] == ["notifications"]
    assert channels["intake"]["x-csods"]["may-open"]["subject"] == ["checks", "decisions"]
    for channel in channels.values():
        assert ("{force}" in channel["address"]) == bool(channel["parameters"])


def test_it_says_of_every_label_who_may_open_it() -> None:
    assert DOCUMENT["x-labels"].keys() == AUDIENCES.keys()
    assert DOCUMENT["x-labels"]["record"]["may-open"] == ["decisions"]


def test_every_reference_leads_somewhere() -> None:
    references = list(_references(DOCUMENT))
    assert len(references) > 100
    for reference in references:
        node = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_has_an_example_that_fits_its_payload(name: str) -> None:
    (example,) = DOCUMENT["components"]["messages"][name]["examples"]
    assert list(_payload(name).iter_errors(example["payload"])) == []


def test_an_example_of_another_type_does_not_fit() -> None:
    (other,) = DOCUMENT["components"]["messages"]["decisions.case.closed.v1"]["examples"]
    assert list(_payload("decisions.closing.due.v1").iter_errors(other["payload"]))


def test_an_outside_party_may_write_less_than_our_own_services() -> None:
    name = f"agency_check.answered.v1{asyncapi.FROM_OUTSIDE}"
    (example,) = DOCUMENT["components"]["messages"][name]["examples"]
    ours = ("caseid", "sequence", "chainhash", "openedat", "route", "policy", "correlationid")
    least = {key: value for key, value in example["payload"].items() if key not in ours}
    assert list(_payload(name).iter_errors(least)) == []
    assert list(_payload("intake.enquiry.received.v1").iter_errors(least))


@pytest.fixture(scope="session")
def parser(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The official parser, installed as pinned."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("install Node.js 18 or later, with npm: the official AsyncAPI parser runs on it")
    where = tmp_path_factory.mktemp("parser")
    for name in ("package.json", "package-lock.json", "parse.mjs"):
        shutil.copy(HERE / name, where)
    quietly = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
    _run("npm", "ci", *quietly, cwd=where)
    return where / "parse.mjs"


@pytest.mark.thorough
def test_the_official_parser_finds_nothing(parser: Path) -> None:
    assert _parsed(parser, generated.HERE / "asyncapi.json") == {"parsed": True, "found": []}


@pytest.mark.thorough
def test_the_official_parser_finds_what_was_spoiled(parser: Path, twin: Any, tmp_path: Path) -> None:
    twin["operations"]["intake-writes-intake"]["action"] = "shout"
    path = tmp_path / "spoiled.json"
    path.write_bytes(orjson.dumps(twin))
    said = _parsed(parser, path)
    assert not said["parsed"]
    assert [one["severity"] for one in said["found"]] == ["error"]


def _parsed(parser: Path, document: Path) -> dict[str, Any]:
    said: dict[str, Any] = orjson.loads(_run("node", str(parser), str(document), cwd=parser.parent))
    return said


def _run(*argv: str, cwd: Path) -> str:
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stdout


def _payload(name: str) -> Draft202012Validator:
    components = DOCUMENT["components"]
    return Draft202012Validator({**components["messages"][name]["payload"], "components": components})


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for one in node:
            yield from _references(one)

"""What is generated is committed, up to date, and not renewed over a break."""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema

from contracts import asyncapi, example, generated, golden, schemas, tables
from contracts.__main__ import main
from contracts.topics import for_force

KENT = for_force("46")
PACKAGE = Path(generated.__file__).parent


def test_everything_generated_is_up_to_date() -> None:
    assert generated.out_of_date() == ()
    assert main(["generate", "--check"]) == 0


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The committed files in a place where a test may change them."""
    here = tmp_path / "contracts"
    for name in ("schemas", "examples", "golden"):
        shutil.copytree(PACKAGE / name, here / name)
    shutil.copy(PACKAGE / "asyncapi.json", here)
    monkeypatch.setattr(generated, "HERE", here)
    monkeypatch.setattr(schemas, "FOLDER", here / "schemas")
    monkeypatch.setattr(example, "FOLDER", here / "examples")
    monkeypatch.setattr(golden, "FOLDER", here / "golden")
    return here


TYPE = "decisions.closing.due.v1"


def test_a_stale_schema_is_found_and_renewed(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = copied / "schemas" / f"{TYPE}.json"
    path.write_bytes(path.read_bytes().replace(b"Printed on the letter", b"Somewhere"))
    assert main(["generate", "--check"]) == 1
    assert f"contracts/schemas/{TYPE}.json is out of date" in capsys.readouterr().err
    assert main(["generate"]) == 0
    assert main(["generate", "--check"]) == 0


def test_a_schema_is_not_renewed_over_a_break(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = copied / "schemas" / f"{TYPE}.json"
    schema = orjson.loads(path.read_bytes())
    schema["properties"]["colour"] = {"type": "string"}
    path.write_bytes(orjson.dumps(schema))
    before = path.read_bytes()
    assert main(["generate"]) == 1
    assert "colour: removed; make a new version with an upcast" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_type_once_published_is_not_forgotten(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = copied / "schemas" / f"{TYPE}.json"
    shutil.copy(schema, schema.with_name("decisions.closing.ended.v1.json"))
    assert main(["generate", "--check"]) == 1
    assert "decisions.closing.ended.v1: it was published" in capsys.readouterr().err


def test_a_golden_record_is_made_once_and_never_rewritten(copied: Path) -> None:
    kept, missing = (copied / "golden" / f"{one}.json" for one in (TYPE, "decisions.case.closed.v1"))
    kept.write_text("as it was", "utf-8")
    missing.unlink()
    assert main(["generate"]) == 0
    assert kept.read_text("utf-8") == "as it was"
    assert missing.read_bytes() == (PACKAGE / "golden" / missing.name).read_bytes()


def test_a_missing_example_is_asked_for(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copied / "examples" / f"{TYPE}.json").unlink()
    assert main(["generate", "--check"]) == 1
    assert f"contracts/examples/{TYPE}.json is missing: write it" in capsys.readouterr().err


def test_keyrings_are_made_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "--force", "46", "--into", str(tmp_path)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(KENT.principals())


def test_the_asyncapi_document_is_one() -> None:
    document = asyncapi.document(KENT)
    ApplicationSchema.model_validate(document)
    assert document["asyncapi"] == "3.0.0"
    assert set(document["channels"]) == {
        "intake",
        "checks",
        "decisions",
        "notices",
        "closings",
        "notifications",
        "checks-from-socialcare-kent",
        "socialcare-kent-from-checks",
        "decisions-from-socialcare-kent",
        "socialcare-kent-from-decisions",
        "decisions-from-probation-kent",
        "probation-kent-from-decisions",
    }
    assert document["channels"]["intake"]["address"] == "csods.{force}.intake"


def test_every_reference_in_the_asyncapi_document_leads_somewhere() -> None:
    document = asyncapi.document(KENT)
    references = list(refs(document))
    assert len(references) > 100
    for reference in references:
        node = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def refs(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from refs(value)
    elif isinstance(node, list):
        for one in node:
            yield from refs(one)


def test_the_table_of_a_readme_says_who_reads_what_and_may_open() -> None:
    table = tables.messages(KENT, "46.notifications")
    assert "| `decisions.closing.due.v1` | closings |  | applicant_contact |" in table
    assert "| `intake.meeting.scheduled.v1` | intake |  | applicant_contact |" in table
    assert "| `notifications.message.sent.v1` | notifications |  | intake, decisions |" in table


def test_a_table_goes_between_its_markers_and_touches_nothing_else() -> None:
    before = f"# Intake\n{tables.BEGIN}\nold\n{tables.END}\nAfter \\1\n"
    after = tables.with_tables(before, "new \\1")
    assert after == f"# Intake\n{tables.BEGIN}\nnew \\1\n{tables.END}\nAfter \\1\n"
    with pytest.raises(ValueError, match="it has no"):
        tables.with_tables("# Intake\n", "new")


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_contracts_import_neither_a_service_nor_the_runtime(tmp_path: Path) -> None:
    ours = {"services", "messaging", "access", "deploy", "cli"}
    for path in PACKAGE.rglob("*.py"):
        assert not imported(path) & ours, path
    twin = tmp_path / "twin.py"
    twin.write_text("from messaging.outcomes import Decided\n", "utf-8")
    assert imported(twin) & ours

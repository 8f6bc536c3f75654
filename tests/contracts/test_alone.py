"""The contracts install alone: little comes with them, all their data does, and a stranger's program runs."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from contracts import generated
from tests.contracts import samples

pytestmark = pytest.mark.stack  # it makes an environment, and asks the package index
ROOT = generated.HERE.parent
UV = str(Path(sys.executable).with_name("uv"))
NOT_DATA = {".py", ".pyc"}
LEFT_OUT = {"pyproject.toml"}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("wheel")
    run(
        UV,
        "build",
        "-q",
        "--wheel",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "-o",
        str(into),
        "contracts",
    )
    (built,) = into.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def alone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and what it asks for, at the versions of our lock."""
    made = tmp_path_factory.mktemp("alone")
    run(UV, "venv", "-q", "--python", sys.executable, str(made))
    python = made / "bin" / "python"
    run(
        UV,
        "pip",
        "install",
        "-q",
        "--system-certs",
        "--python",
        str(python),
        "-c",
        "requirements.lock",
        str(wheel),
    )
    return python


def test_what_comes_with_them_is_light(alone: Path) -> None:
    listed = run(UV, "pip", "list", "-q", "--format", "freeze", "--python", str(alone))
    found = {line.partition("==")[0] for line in listed.splitlines()}
    assert found >= {"csods-contracts", "pydantic", "cryptography", "joserfc", "orjson"}
    assert len(found) <= 15
    assert not found & {"aiokafka", "alembic", "asyncpg", "fastapi", "faststream", "sqlalchemy", "uvicorn"}


def test_a_stranger_reads_and_writes_a_message_by_the_readme(alone: Path, tmp_path: Path) -> None:
    run(str(alone), "-I", "-m", "contracts", "keys", "--force", "46", "--into", "keys", cwd=tmp_path)
    (tmp_path / "stranger.py").write_text(samples.script(), "utf-8")
    run(str(alone), "-I", "stranger.py", cwd=tmp_path)


def test_every_module_is_imported_without_the_rest_of_the_project(alone: Path, tmp_path: Path) -> None:
    program = (
        "import importlib, pkgutil, contracts\n"
        "for one in pkgutil.walk_packages(contracts.__path__, 'contracts.'):\n"
        "    if not one.name.endswith('__main__'): importlib.import_module(one.name)\n"
        "print(contracts.__path__[0])"
    )
    where = run(str(alone), "-I", "-c", program, cwd=tmp_path)
    assert str(alone.parents[1]) in where


def test_all_data_comes_along(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        path.relative_to(ROOT).as_posix()
        for path in generated.HERE.rglob("*")
        if path.is_file() and path.suffix not in NOT_DATA and path.name not in LEFT_OUT
    }
    assert len(ours) > 200
    assert ours <= packed
    assert not {name for name in packed if not name.startswith(("contracts/", "csods_contracts-"))}


def test_what_they_ask_for_is_what_the_project_asks_for() -> None:
    assert set(project("contracts")["dependencies"]) < set(project(".")["dependencies"])


def project(folder: str) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / folder / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def run(*argv: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stdout

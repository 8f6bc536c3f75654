"""Fast tests side by side: each file in one process, and what fails in any of them fails the whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.side_by_side import NOTHING_COLLECTED, PART, elsewhere, run

ROOT = Path(__file__).parents[1]
PARTS = 3


def read_in(part: int, monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    monkeypatch.setenv(PART, f"{part}/{PARTS}")
    return {one for one in (ROOT / "tests").rglob("*.py") if not elsewhere(one, ROOT)}


def test_every_file_is_read_in_one_process_and_none_is_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [read_in(part, monkeypatch) for part in range(PARTS)]
    files = list((ROOT / "tests").rglob("*.py"))
    assert set().union(*parts) == {*files}
    assert sum(len(part) for part in parts) == len(files)
    assert min(len(part) for part in parts) > len(files) / PARTS * 0.7


def test_a_run_that_is_not_divided_reads_every_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PART, raising=False)
    assert not elsewhere(Path(__file__), ROOT)


@pytest.fixture
def four(tmp_path: Path) -> Path:
    """A project of its own with a test that fails, in files that fall to both of two processes."""
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    (tmp_path / "conftest.py").write_text(
        "from tests.side_by_side import elsewhere\n"
        "def pytest_ignore_collect(collection_path, config):\n"
        "    return elsewhere(collection_path, config.rootpath) or None\n"
    )
    for name in "abcd":
        (tmp_path / f"test_{name}.py").write_text(f"def test_it() -> None:\n    assert {name != 'c'}\n")
    return tmp_path


@pytest.mark.stack
def test_what_fails_in_any_of_them_fails_the_whole_and_is_said(
    four: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    argv = [f"--rootdir={four}", str(four)]
    assert run([*argv], 2) == 1
    said = capfdbinary.readouterr().out
    assert b"1 failed" in said
    assert b"3 passed" in said
    (four / "test_c.py").unlink()
    assert run([*argv], 2) == 0
    assert run([*argv, "-k", "nothing"], 2) == NOTHING_COLLECTED


@pytest.mark.stack
def test_it_is_started_by_its_name(four: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-m", "tests.side_by_side", "--quiet", f"--rootdir={four}", str(four)],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1

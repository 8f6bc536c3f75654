"""A small run goes all the way: every case ends, everything adds up, and it says so."""

from __future__ import annotations

import subprocess
import sys

import orjson
import pytest

pytestmark = [pytest.mark.stack, pytest.mark.thorough]
RUN = ["--cases", "3", "--years", "0.01", "--seed", "23", "--grain", "48", "--json"]


def test_a_run_ends_every_case_and_finds_what_it_knows() -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bench.load", *RUN], capture_output=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    said = orjson.loads(done.stdout)
    assert said["cases"]["in trouble"] == {}
    assert sum(said["cases"]["ended"].values()) == 3
    assert said["run"]["killed"].keys() >= {"kafka", "postgres"}
    assert said["audit"]["findings"] == said["verify"]["findings"] == {}
    assert said["verify"]["counts"]["roots"] > 0
    home, asked = said["forces"]
    assert home["statistics"]["cases"] == 3
    assert asked["statistics"]["cases"] == said["cases"]["crossed"]
    assert home["differences"] == asked["differences"] == []
    assert said["processor"]["46-decisions"] >= 0


@pytest.mark.parametrize("forces", ["23", "46,20", "46,99"])
def test_a_force_whose_officers_nobody_plays_is_not_played(forces: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bench.load", "--forces", forces], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert b"nobody else is to be played" in done.stderr

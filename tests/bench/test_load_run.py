"""A small run goes all the way: every case ends, everything adds up, and it says so."""

from __future__ import annotations

import subprocess
import sys

import orjson
import pytest

pytestmark = [pytest.mark.stack, pytest.mark.thorough]
RUN = ["--cases", "2", "--years", "0.01", "--seed", "23", "--grain", "12", "--json"]


def test_a_run_ends_every_case_and_finds_what_it_knows() -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bench.load", *RUN], capture_output=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    said = orjson.loads(done.stdout)
    (force,) = said["forces"]
    assert force["ended"] == {"redirected": 1, "withdrawn": 1}
    assert force["statistics"]["cases"] == 2
    assert force["statistics"]["applications"] == 1, "who names nobody has not applied"
    assert force["differences"] == []
    assert force["audit"]["findings"] == force["verify"]["findings"] == {}
    assert force["verify"]["counts"]["roots"] > 0


def test_a_force_that_no_agency_answers_is_not_played() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", "--forces", "23"], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert b"no agency answers force 23" in done.stderr

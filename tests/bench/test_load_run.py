"""A small run goes all the way: every case ends, everything adds up, and it says so."""

from __future__ import annotations

import re
import signal
import subprocess
import sys

import orjson
import pytest

from deploy.local.leftovers import erase
from deploy.local.stack import Stack

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


def test_a_run_that_is_interrupted_adds_up_what_was_begun() -> None:
    many = ["--cases", "500", "--years", "5", "--seed", "23", "--grain", "168", "--json"]
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "bench.load", *many], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        said_on_the_way = iter(run.stderr)
        assert any("go on," in line for line in said_on_the_way), "it is under way"
        run.send_signal(signal.SIGINT)
        assert any("nobody asks any more" in line for line in said_on_the_way)
        for _ in said_on_the_way:
            pass
        said = orjson.loads(run.stdout.read())
    assert run.returncode == 0
    assert 0 < sum(said["cases"]["ended"].values()) < 500
    assert said["audit"]["findings"] == said["verify"]["findings"] == {}
    assert said["forces"][0]["differences"] == []


def test_a_run_that_is_kept_is_there_for_whoever_looks_into_it() -> None:
    kept = [*RUN, "--cases", "1", "--keep"]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bench.load", *kept], capture_output=True, timeout=900, check=False, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = re.search(r"csods --stack (\S+);", done.stderr)
    assert said is not None
    stack = Stack.attach(said[1], hold=False)
    try:
        running = {name for name, now in stack.processes().items() if now["exit"] is None}
        assert running >= {"kafka", "postgres", "46-decisions", "23-decisions"}
    finally:
        stack.stop(orderly=False)
        erase(said[1])


@pytest.mark.parametrize("forces", ["23", "46,20", "46,99"])
def test_a_force_whose_officers_nobody_plays_is_not_played(forces: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bench.load", "--forces", forces], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert b"nobody else is to be played" in done.stderr

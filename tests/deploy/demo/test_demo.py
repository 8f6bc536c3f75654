"""`make demo`: what a newcomer sees first, and that it says so when the story does not come true."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from dataclasses import dataclass

import pytest

from deploy.local import places
from tests.deploy.local.commanding import WITHOUT_SETTINGS, under_way
from tests.deploy.local.watching import until_gone

pytestmark = pytest.mark.stack


@dataclass(frozen=True)
class Played:
    """How it ended and what it printed."""

    name: str
    code: int
    said: str


def play(name: str, module: str = "deploy.demo") -> Played:
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", module, "--name", name],
        cwd=places.PROJECT,
        env=WITHOUT_SETTINGS,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Played(name, done.returncode, done.stdout)


@pytest.fixture(scope="module")
def played(testrun_uid: str, worker_id: str) -> Played:
    return play(f"demo-{testrun_uid[:12]}-{worker_id}")


def test_the_story_comes_true_and_leaves_nothing_behind(played: Played) -> None:
    assert played.code == 0, played.said
    assert "All came true" in played.said
    until_gone(places.state(played.name))
    assert not places.state(played.name).exists()


def test_it_tells_what_happens_as_it_happens(played: Played) -> None:
    told = (
        "probation cannot be reached",
        "the same answer as before",
        "The clocks",
        "What each source answered",
        "could not look, since",
        "refused, because",
        "immediate risk to a child",
        "takes the alert on (G 30)",
        "There is no information to disclose to you",
        "Outcome of CS-",
        "Who was alerted",
        "The auditor counted",
        "The prover checked",
    )
    found = [played.said.find(words) for words in told]
    missing = [words for words, at in zip(told, found, strict=True) if at < 0]
    assert not missing
    assert found == sorted(found)
    assert played.said.count("refused, because") >= 2


def test_in_a_pipe_it_is_plain_words_and_nothing_else(played: Played) -> None:
    assert "\x1b" not in played.said
    for noise in ("in the clear", "Traceback", "WARNING", "DUTY_", "OFFICER_ALERT"):
        assert noise not in played.said
    assert not re.search(r"\bNone\b", played.said)


def test_a_story_that_does_not_come_true_ends_with_an_exit_code(unique: str) -> None:
    twin = play(unique, "tests.deploy.demo.twin")
    assert twin.code == 1
    assert "Not as expected: every source has looked, and nothing is held" in twin.said
    assert "came true" not in twin.said
    until_gone(places.state(unique))


def test_ctrl_c_in_the_middle_leaves_nothing_running(unique: str) -> None:
    with under_way("deploy.demo", "--name", unique, until="sends the father's enquiry") as process:
        process.send_signal(signal.SIGINT)
        said = process.communicate()[0]
    assert process.returncode == 130
    assert "nothing is left running" in said
    assert "Traceback" not in said
    until_gone(places.state(unique))

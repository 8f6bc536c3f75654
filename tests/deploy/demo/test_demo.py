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


def play(name: str, module: str = "deploy.demo", *options: str) -> Played:
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", module, "--name", name, *options],
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


def in_order(said: str, told: tuple[str, ...]) -> None:
    found = [said.find(words) for words in told]
    assert not [words for words, at in zip(told, found, strict=True) if at < 0]
    assert found == sorted(found)


def test_an_arrest_is_played_beside_them_with_a_referral_and_nobody_is_written_to(played: Played) -> None:
    in_order(
        played.said,
        (
            "study 6, a man is arrested",
            "would go on with an application: refused, because",
            "study 6, the girl does not wait for the scheme: social care is asked at once",
            "is given: the children, the concern, the person asked about; by Children Act 1989, section 47",
            "Children's social care, Kent says on its topic: taken on",
            "Children's social care, Kent says on its topic: in progress",
            "Children's social care, Kent says on its topic: done: a statutory enquiry about the child",
            "study 6, he is released",
            "Since you looked: police received information",
            "study 6, no concern; the case ends, and the force's record has it",
        ),
    )


def test_it_tells_what_happens_as_it_happens(played: Played) -> None:
    in_order(
        played.said,
        (
            "probation cannot be reached",
            "the same answer as before",
            "The clocks",
            "What each source answered",
            "could not look, since",
            "immediate risk to a child",
            "case study 1, an order forbids the contact that she describes: it rings at once",
            "takes the alert on (G 30)",
            "case study 1, the parent is told at home, in person",
            "would find no concern, since no conviction is held: refused, because",
            "the MAPPA meeting advises a part",
            "There is no information to disclose to you",
            "What each case came to",
            "Statistics (from the journal)",
            "the evening before the authority",
            "none of the later ones shows",
            "Who was alerted",
            "The auditor counted",
            "The prover checked",
        ),
    )


REFUSED = {
    "would complete the initial checks": "has not answered yet",
    "would seek authority": "agree with the investigators what is said to whom, and when",
    "would have it told before authority": "No authority stands for this wording and recipient",
    "would authorise it as well": "a second person reads and authorises it",
    "would authorise it": "authorised by an Inspector",
    "would print a letter about what was told": "There is no such letter",
    "would find no concern, since no conviction is held": "You state that there is no relevant intelligence",
    "would decide without the tests": "apply the three-stage test",
    "would categorise on what was known before": "Since you looked, this has come in",
    "would categorise on convictions of Schedule 34A": "No source holds a conviction or caution",
    "would apply the tests at once": "A MAPPA meeting was decided on and has not advised yet",
    "would go on with an application": "Nobody applied in this case",
    "would refer her without saying by which law": "Say by which law this is shared",
    "would refer a child to probation": "This partner may not be given all of this",
    "would finalise at once": "A safeguarding issue is still open",
    "would tell all that is held": "The MAPPA meeting advised otherwise",
    "would decide without Warwickshire": "Warwickshire decides on disclosure",
    "would finalise with one of two told": "Still to be told, withdrawn or decided: parent",
}
"""What somebody would do that must not be, and a reason that is given (A6)."""


@pytest.mark.parametrize("would", REFUSED)
def test_what_must_not_happen_is_refused_with_its_reason(played: Played, would: str) -> None:
    refusal = re.escape(f"{would}: refused, because") + r"\n(?: +·.*\n)+"
    found = re.findall(refusal, played.said)
    assert [one for one in found if REFUSED[would] in one]


OUTCOMES = (
    "1: disclosure, and a breach · CS-… · disclosure · parent · child 1, child 2 · 3",
    "2: no disclosure, protective action · CS-… · no disclosure · nobody · – · 4",
    "3: partial disclosure through MAPPA · CS-… · disclosure, limited to what is necessary · "
    "grandmother, parent · child 1 · 1",
    "4: no disclosure · CS-… · no disclosure · nobody · – · 0",
    "5: between two forces · CS-… · no disclosure · nobody · – · 1",
)


def test_it_ends_with_an_outcome_for_each_and_with_nothing_found_amiss(played: Played) -> None:
    """A6, the last column; C-10: letters that tell nothing apart."""
    lines = [re.sub(r"CS-[\w-]+", "CS-…", line).strip() for line in played.said.splitlines()]
    assert not set(OUTCOMES) - set(lines)
    assert "the same to the byte, but for name, address and reference" in played.said
    assert lines.count("findings · 0") == 2


def test_in_a_pipe_it_is_plain_words_and_nothing_else(played: Played) -> None:
    assert "\x1b" not in played.said
    for noise in ("in the clear", "Traceback", "WARNING", "DUTY_", "OFFICER_ALERT"):
        assert noise not in played.said
    assert not re.search(r"\bNone\b", played.said)


def test_a_story_that_does_not_come_true_ends_with_an_exit_code(unique: str) -> None:
    twin = play(unique, "tests.deploy.demo.twin", "--case", "4")
    assert twin.code == 1
    assert "case study 4" in twin.said
    assert "case study 1" not in twin.said
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

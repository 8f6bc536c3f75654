"""Whoever copies a sample from the contracts' README gets what it promises; its links lead somewhere."""

import re
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from contracts import generated
from contracts.__main__ import main
from contracts.topics import for_force
from deploy.local.aio import AsyncStack
from deploy.local.spec import Principal, StackSpec, TopicSpec
from deploy.local.stack import Stack
from tests.contracts import samples
from tests.stack_fixture import stack

__all__ = ["stack"]


@pytest.fixture
def keyrings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory to work in, with the keyrings that the README has made first."""
    monkeypatch.chdir(tmp_path)
    assert main(["keys", "--force", "46", "--into", "keys"]) == 0
    return tmp_path


def run(code: str) -> dict[str, Any]:
    named: dict[str, Any] = {"__name__": "copied"}
    exec(compile(code, samples.README, "exec"), named)  # noqa: S102 - it is ours, and what is tested
    return named


def test_every_sample_runs_as_it_stands(keyrings: Path) -> None:
    assert len(samples.sections()) >= 5
    named = run(samples.script())
    assert named["record"].topic == "csods.46.checks.from.socialcare-kent"


def test_a_sample_that_promises_too_much_is_found(keyrings: Path) -> None:
    with pytest.raises(AssertionError):
        run(samples.script().replace('== "SCK-TEST-0091"', '== "SCK-TEST-0092"'))


async def test_the_samples_for_kafka_send_and_receive(stack: Stack, keyrings: Path) -> None:
    """The very topic, principals and rights of the register, on a real broker."""
    topic = for_force("46").topic("csods.46.checks.from.socialcare-kent")
    spec = StackSpec(
        topics=(TopicSpec(topic.name, topic.partitions),),
        principals=(
            Principal(topic.writer, writes=(topic.name,)),
            *(Principal(one, reads=(topic.name,), groups=(f"csods.{one}",)) for one in topic.readers),
        ),
    )
    await AsyncStack(stack).extend(spec)
    named = run(samples.script() + "\n\n" + samples.sections()[samples.KAFKA])
    await named["send"](named["record"], stack.login(topic.writer))
    heard = named["received"](named["checks"], topic.name, stack.login("46.checks"))
    async with aclosing(heard):
        async for message in heard:
            if message.id == named["message"].id:
                assert message.said.findings.clear() == named["answer"].findings.clear()
                break


def test_every_link_of_the_readmes_leads_somewhere() -> None:
    for name in ("README.md", "MAINTAINING.md"):
        text = (generated.HERE / name).read_text("utf-8")
        links = re.findall(r"\]\(([^)#]+)\)", text)
        assert links
        assert [link for link in links if not (generated.HERE / link).exists()] == []

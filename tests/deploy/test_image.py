"""The image of the services is built from what is committed, runs each of them, and holds nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from contracts.parties import SERVICES
from deploy.local.containers import Containers
from deploy.local.control import StackError
from deploy.local.places import PROJECT

pytestmark = [pytest.mark.thorough, pytest.mark.stack]
DOCKERFILE = "deploy/containers/Dockerfile"
TAG = "csods-test:built"


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    """A client of the engine that has built the image."""
    try:
        client = Containers.answering()
    except StackError as away:
        pytest.skip(str(away))
    client.images.build(path=str(PROJECT), dockerfile=DOCKERFILE, tag=TAG, rm=True)
    yield client
    client.images.remove(TAG, force=True)


@pytest.mark.parametrize("service", SERVICES)
def test_it_runs_each_service(engine: Any, service: str) -> None:
    said = engine.containers.run(TAG, [f"services.{service}", "--help"], remove=True).decode()
    assert f"python -m services.{service}" in said


def test_nobody_in_it_is_root_and_no_test_or_key_came_along(engine: Any) -> None:
    program = (
        "import os, importlib.util as u; print(os.getuid(), u.find_spec('tests'), u.find_spec('pytest'))"
    )
    said = engine.containers.run(TAG, ["-c", program], entrypoint=["/csods/bin/python"], remove=True).decode()
    assert said.split() == ["10001", "None", "None"]

"""Decisions of Kent as they really run, on a stack of their own: its partners' topics are nobody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from contracts.keyring import path_of
from deploy.local.contents import contents
from deploy.local.stack import Stack
from tests.partners.reference_partner import Partner
from tests.services.decisions.force import Force

PARTNER = "socialcare-kent"


@pytest.fixture(scope="module")
def stack(testrun_uid: str, worker_id: str) -> Iterator[Stack]:
    name = f"partners-{testrun_uid[:12]}-{worker_id}"
    with Stack.start(contents(("46",)), name, disposable=True) as begun:
        yield begun


@pytest.fixture(scope="module")
async def force(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Force]:
    begun = await Force.begin(stack, "46", tmp_path_factory.mktemp("force"))
    yield begun
    await begun.end()


@pytest.fixture(scope="module")
async def partner(stack: Stack, force: Force) -> AsyncIterator[Partner]:
    async with Partner(PARTNER, "46", stack.login(PARTNER), path_of(force.home, PARTNER)) as begun:
        yield begun

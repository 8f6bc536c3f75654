from __future__ import annotations

import pytest

from tests.access.service import Desk, desk, fresh


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Making the routes takes longer than most tests."""
    return desk(tmp_path_factory.mktemp("access") / "issuer")


@pytest.fixture
def at(built: Desk) -> Desk:
    return fresh(built)

from __future__ import annotations

from pathlib import Path

import pytest

from tests.access.service import Desk, desk


@pytest.fixture
def at(tmp_path: Path) -> Desk:
    return desk(tmp_path / "issuer")

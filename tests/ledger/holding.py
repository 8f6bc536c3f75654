"""Proofs that are written down are tried anew wherever their test is run. A plugin for pytest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from tests.ledger.proving import Watched, again, notices, wanted

HOLDING: Final = "holding"
"""This plugin's name: whoever finds proofs anew does without it."""
PROOFS: Final = Path(__file__).parents[2] / "docs" / "domain" / "proofs.json"
Marked = dict[str, list[dict[str, str]]]


class Holding:
    """A test that proves a gate fails if it would not miss that gate; a marked one, if what it names does not
    run in it. `known` is what `Proofs.document` gives; without `anew` it is believed.
    """

    def __init__(self, known: Mapping[str, Any], *, anew: bool = True) -> None:
        self._known = known
        self._anew = anew
        self._claims: dict[str, list[tuple[str, str]]] = {}
        for name, found in known["gates"].items():
            for what, test in found.items():
                self._claims.setdefault(test, []).append((name, what))
        self._collected: list[pytest.Item] = []
        self._files: set[Path] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Before any of them is left out."""
        here = config.invocation_params.dir
        self.collected(items, {here / one.partition("::")[0] for one in config.args if "::" in one})

    def collected(self, items: Sequence[pytest.Item], in_part: Collection[Path] = ()) -> None:
        """`in_part`: files of which single tests were asked for by name."""
        self._collected = list(items)
        self._files = {one.path for one in items} - {*in_part}

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Iterator[None]:
        if not self._anew:
            return (yield)
        code = wanted(pyfuncitem)
        with Watched(code) as ran:
            result = yield
        if code is not None and not ran:
            pytest.fail(f"it is marked for a row, and {code.co_qualname} does not run in it")
        for name, what in self._claims.get(pyfuncitem.nodeid, ()):
            if not notices(partial(again, pyfuncitem), name.partition("/")[2], what):
                pytest.fail(f"it does not show that {name} {what}: make prove")
        return result

    def changed(self) -> list[str]:
        """Claims about tests that are not there any more, and marks that are not written down, or not so;
        of files that were collected whole."""
        files, root = self._files, PROOFS.parents[2]
        there = {one.nodeid for one in self._collected}
        lost = [
            test for test in self._claims if root / test.partition("::")[0] in files and test not in there
        ]
        whole = [one for one in self._collected if one.path in files]
        now, written = _flat(marked(whole)), _flat(self._known["marked"])
        told = {one for one in written if root / one[1].partition("::")[0] in files}
        return sorted(lost) + sorted(" ".join(one) for one in now ^ told)


def marked(items: Sequence[pytest.Item]) -> Marked:
    """What these tests are marked for, as it is written down."""
    found: Marked = {}
    for item in items:
        mark = item.get_closest_marker("proves")
        if mark is None or item.get_closest_marker("stack"):
            continue
        proof = {"test": item.nodeid.partition("[")[0], "by": mark.kwargs["by"]}
        for rule in mark.args:
            if proof not in (held := found.setdefault(rule, [])):
                held.append(proof)
    return found


def written_down(*, anew: bool) -> Holding:
    return Holding(orjson.loads(PROOFS.read_bytes()), anew=anew)


def _flat(found: Mapping[str, Sequence[Mapping[str, str]]]) -> set[tuple[str, str, str]]:
    return {(rule, one["test"], one["by"]) for rule, proofs in found.items() for one in proofs}

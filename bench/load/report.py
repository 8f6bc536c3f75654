"""What a run found, in one document and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from bench.load.cases import Case
from bench.load.known import differences, known
from bench.load.run import Told
from deploy.demo.clients import Desk
from deploy.demo.ending import roots_outside, stores_of
from deploy.demo.stage import Stage
from deploy.local.force import Force
from messaging.audit import Report, audit
from messaging.kafka_log import KafkaLog
from messaging.verify import verify

SUPERVISOR: Final = "ds-2203"
MOST: Final = 20
"""Findings of one kind that are named; the others are counted."""


async def found(force: Force, cases: Sequence[Case], stage: Stage) -> dict[str, Any]:
    """Of one force: the auditor, the prover, the statistics, what is stuck, which cases did not end."""
    stores = stores_of(force)
    try:
        audited = await audit(stores, KafkaLog(force.stack.administrator_login()), settled=True)
        proved = await verify(stores, roots_outside([force]))
    finally:
        for store in stores:
            await store.engine.dispose()
    desk = Desk(force, stage, SUPERVISOR)
    statistics = desk.sees("decisions", "/statistics", "the figures of the run")
    troubles = Counter(case.came.trouble for case in cases if case.came.trouble)
    return {
        "force": force.code,
        "audit": _report(audited),
        "verify": _report(proved),
        "known": known(cases),
        "statistics": statistics["total"],
        "differences": differences(cases, statistics),
        "ended": dict(sorted(Counter(case.came.ended or "not ended" for case in cases).items())),
        "troubles": dict(troubles.most_common(MOST)),
        "in trouble": {case.came.case_id: case.came.trouble for case in cases if case.came.trouble},
    }


def told_document(told: Told) -> dict[str, Any]:
    return {
        "steps": told.steps,
        "instants": told.instants,
        "killed": dict(told.killed),
        "faults": dict(told.faults),
        "met": told.met.counts(),
        "not quiet": told.not_quiet,
    }


def clean(document: Mapping[str, Any]) -> bool:
    """Nothing lost, every chain whole, every figure as it is known, every case ended, always at rest."""
    return not document["run"]["not quiet"] and all(
        not (one["audit"]["findings"] or one["verify"]["findings"] or one["differences"] or one["in trouble"])
        for one in document["forces"]
    )


def show(document: Mapping[str, Any], console: Console) -> None:
    run = document["run"]
    console.print(
        f"\n{run['steps']} steps at {run['instants']} instants; killed: {run['killed'] or 'nothing'}"
    )
    _table(console, "Agencies failed", run["faults"])
    _table(console, "What officers met with", run["met"])
    for words in run["not quiet"]:
        console.print(f"did not come to rest: {words}", style="red", markup=False)
    for one in document["forces"]:
        console.print(f"\nForce {one['force']}", style="bold")
        _table(console, "Cases came to", one["ended"])
        _table(console, "Cases in trouble", one["troubles"])
        for name in ("audit", "verify"):
            counts = ", ".join(f"{what} {many}" for what, many in one[name]["counts"].items())
            console.print(f"{name}: {counts}", markup=False)
            _table(console, f"{name} found", one[name]["findings"])
        for words in one["differences"]:
            console.print(f"statistics: {words}", style="red", markup=False)
        if not one["differences"]:
            console.print("statistics: as the generator knows them")


def _report(report: Report) -> dict[str, Any]:
    codes = Counter(one.code for one in report.findings)
    return {
        "counts": dict(sorted(report.counts.items())),
        "findings": dict(codes),
        "where": [f"{one.code} {one.where}" for one in report.findings[:MOST]],
    }


def _table(console: Console, title: str, rows: Mapping[str, Any]) -> None:
    if rows:
        table = Table("what", "how many", title=title)
        for what, many in rows.items():
            table.add_row(str(what), str(many))
        console.print(table)

"""What a run found, in one document and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bench.load.duty import SERGEANTS
from bench.load.faults import Faults
from bench.load.known import Played, differences
from bench.load.run import Told
from cli.output import WRONG, Out
from deploy.demo.clients import Desk
from deploy.demo.ending import roots_outside, stores_of
from deploy.demo.stage import Stage
from deploy.local.force import Force
from messaging.audit import Report, audit
from messaging.kafka_log import KafkaLog
from messaging.verify import verify

MOST: Final = 20
"""Findings of one kind that are named; the others are counted."""


async def added_up(forces: Sequence[Force]) -> dict[str, Any]:
    """The auditor (settled) and the prover, with the daily roots, over all services of all forces at once."""
    stores = [store for force in forces for store in stores_of(force)]
    try:
        audited = await audit(stores, KafkaLog(forces[0].stack.administrator_login()), settled=True)
        proved = await verify(stores, roots_outside(forces))
    finally:
        for store in stores:
            await store.engine.dispose()
    return {"audit": _report(audited), "verify": _report(proved)}


def found(force: Force, told: Mapping[str, Any], stuck: int, stage: Stage) -> dict[str, Any]:
    """Of one force: what it counts, against what is known."""
    desk = Desk(force, stage, SERGEANTS[force.code])
    statistics = desk.sees("decisions", "/statistics", "the figures of the run")
    return {
        "force": force.code,
        "known": told,
        "statistics": statistics["total"],
        "differences": differences(told, stuck, statistics),
    }


def came_to(cases: Sequence[Played]) -> dict[str, Any]:
    """What became of the cases, and which did not end."""
    troubles = Counter(case.came.trouble for case in cases if case.came.trouble)
    return {
        "ended": dict(sorted(Counter(case.came.ended or "not ended" for case in cases).items())),
        "crossed": sum(case.came.asked is not None for case in cases),
        "troubles": dict(troubles.most_common(MOST)),
        "in trouble": {case.came.case_id: case.came.trouble for case in cases if case.came.trouble},
    }


def told_document(told: Told, faults: Faults) -> dict[str, Any]:
    return {
        "steps": told.steps,
        "instants": told.instants,
        "moves": told.moves,
        "killed": dict(faults.killed),
        "faults": dict(faults.failed),
        "met": told.met.counts(),
        "not quiet": told.not_quiet,
    }


def clean(document: Mapping[str, Any]) -> bool:
    """Nothing lost, every chain whole, every figure as it is known, every case ended, always at rest."""
    return not (
        document["run"]["not quiet"]
        or document["audit"]["findings"]
        or document["verify"]["findings"]
        or document["cases"]["in trouble"]
        or any(one["differences"] for one in document["forces"])
    )


def show(document: Mapping[str, Any], out: Out) -> None:
    run, cases = document["run"], document["cases"]
    out.line(
        f"{run['steps']} steps at {run['instants']} instants, {run['moves']} moves of the clock;"
        f" killed: {run['killed'] or 'nothing'}"
    )
    _table(out, "Agencies failed", run["faults"])
    _table(out, "What officers met with", run["met"])
    for words in run["not quiet"]:
        out.line(f"did not come to rest: {words}", WRONG)
    _table(out, "Cases came to", cases["ended"])
    _table(out, "Cases in trouble", cases["troubles"])
    for name in ("audit", "verify"):
        counts = ", ".join(f"{what} {many}" for what, many in document[name]["counts"].items())
        out.line(f"{name}: {counts}")
        _table(out, f"{name} found", document[name]["findings"])
    _table(out, "Seconds of processor", document["processor"])
    for one in document["forces"]:
        for words in one["differences"]:
            out.line(f"force {one['force']}, statistics: {words}", WRONG)
        if not one["differences"]:
            out.line(f"force {one['force']}, statistics: as the generator knows them")


def _report(report: Report) -> dict[str, Any]:
    codes = Counter(one.code for one in report.findings)
    return {
        "counts": dict(sorted(report.counts.items())),
        "findings": dict(codes),
        "where": [f"{one.code} {one.where}" for one in report.findings[:MOST]],
    }


def _table(out: Out, title: str, counts: Mapping[str, Any]) -> None:
    out.table(title, [{"what": what, "how many": many} for what, many in counts.items()])

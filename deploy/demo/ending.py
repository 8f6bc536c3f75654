"""The end of the demonstration: how often anybody was rung, and what auditor and prover find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assembly.stores import store
from cli.reach import opened
from contracts.parties import SERVICES, principal
from contracts.references import case_reference
from contracts.signing import load_signers, signers_path
from deploy.demo.play import Play
from deploy.demo.stage import Stage, expect
from deploy.local.force import Force
from deploy.local.force_environment import roots_of
from messaging.audit import Report, Store, audit
from messaging.kafka_log import KafkaLog
from messaging.verify import verify
from messaging.verify_roots import Outside

COUNTED = {
    "heard": "facts of others that journals keep",
    "offsets": "places on topics, accounted for by every reader",
    "rooted": "heads of cases in a daily root, each still in its journal",
    "roots": "daily roots, signed, each following the one before",
    "published": "events published",
    "records": "messages on the topics",
    "taken": "messages taken, once by each reader",
    "anchors": "sequences of a case on a topic, the same at writer and reader",
    "cases": "journals of a case",
    "events": "entries, each chained to the one before",
}
MOST_ALERTS = 10
MORE_TO_TELL = {"case study 5": 18}
"""More on one case would mean that something rang on though somebody had answered."""


async def alerts_of(play: Play, cases: Mapping[str, str]) -> None:
    """For each case, alerts sent by message and rings of a duty role by the services' own way."""
    rings = await play.mailbox("rings")
    rows = []
    for title, case_id in cases.items():
        reference = case_reference(case_id)
        alerts = len(await play.alerts_about(reference))
        rung = sum(case_id in one["words"] or reference in one["words"] for one in rings)
        rows.append((title, reference, str(alerts), str(rung)))
        expect(
            alerts + rung <= MORE_TO_TELL.get(title, MOST_ALERTS),
            f"{title}: who has answered is not rung again",
        )
    play.stage.table("Who was alerted", ("case", "reference", "alerts to officers", "rings"), rows)


async def adds_up(forces: Sequence[Force], stage: Stage) -> None:
    """Across all forces. Raises NotAsExpected when a message is missing, done twice, or a chain is broken."""
    stores = [store for force in forces for store in stores_of(force)]
    try:
        audited = await audit(stores, KafkaLog(forces[0].stack.administrator_login()), settled=True)
        proved = await verify(stores, roots_outside(forces))
    finally:
        for store in stores:
            await store.engine.dispose()
    for title, report in (("The auditor counted", audited), ("The prover checked", proved)):
        _show(stage, title, report)
        expect(report.clean, f"{title}, and finds nothing: {report.findings[:3]}")


def _show(stage: Stage, title: str, report: Report) -> None:
    rows = [(COUNTED.get(what, what), f"{many:,}") for what, many in sorted(report.counts.items())]
    stage.table(title, ("what", "how many"), [*rows, ("findings", str(len(report.findings)))])


def stores_of(force: Force) -> list[Store]:
    """The databases of a force, as an operator reads them."""
    return [
        store(force.code, name, opened(force.stack.dsn(force.database(name), "operator")))
        for name in SERVICES
    ]


def roots_outside(forces: Sequence[Force]) -> Outside:
    """Where the services of these forces bring their daily roots."""
    signers = load_signers(*(signers_path(force.home / "keys", force.code) for force in forces))
    directories = {principal(force.code, name): roots_of(force.home) for force in forces for name in SERVICES}
    return Outside(signers.opened, directories, KafkaLog(forces[0].stack.administrator_login()))

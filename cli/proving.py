"""`csods verify` and `csods audit`: what does not add up, with what it means and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.command import Ask, command
from cli.exits import FINDINGS, FINE, CannotReach, Misused
from cli.meanings import finding
from cli.output import WELL, WRONG
from cli.reach import Reach, Reached
from contracts.signing import SignersUnreadable, load_signers
from messaging.audit import Report, Store, audit
from messaging.faults import is_transient
from messaging.kafka_log import KafkaLog
from messaging.verify import verify
from messaging.verify_roots import Outside


def add(app: typer.Typer) -> None:
    """Adds both to the program."""

    @command(app, "verify", example="csods verify --json")
    async def verify_(
        ask: Ask,
        roots: Annotated[
            Path | None,
            typer.Option("--roots", help="the directory of the daily roots", envvar="CSODS_ROOTS"),
        ] = None,
        signers: Annotated[
            Path | None,
            typer.Option("--signers", help="the public keys to prove them", envvar="CSODS_SIGNERS"),
        ] = None,
    ) -> int:
        """Prove the hash chain of every case, and ask readers whether they remember the same history.

        Finds any edit, deletion, swap, cut tail or missing case; with the daily roots, also of what never
        left its service. Exit code 1 when it does.
        """
        async with ask.reach() as found:
            there = found.all_there()
            outside = await _outside(ask, found, roots, signers)
            report = await verify([_store(one) for one in there], outside)
        return told(ask, report, f"{report.counts['events']} events of {report.counts['cases']} cases")

    @command(app, "audit", example="csods audit --settled")
    async def audit_(
        ask: Ask,
        settled: Annotated[
            bool, typer.Option("--settled", help="nothing may be unread or unpublished any more")
        ] = False,
    ) -> int:
        """Add up offsets, inboxes, waiting mail, quarantines, journals and topics of all services.

        Nothing lost, nothing taken twice, no gap: exit code 1 when something is. Services may be at work.
        """
        async with ask.reach() as found:
            stores = [_store(one) for one in found.all_there()]
            try:
                report = await audit(stores, found.log, settled=settled)
            except Exception as error:
                if is_transient(error):
                    raise CannotReach("Kafka's brokers do not answer, or do not let us read") from None
                raise
        return told(ask, report, f"{report.counts['records']} records, {report.counts['offsets']} offsets")


def _store(one: Reached) -> Store:
    place = one.place
    return Store(
        one.name, place.source, one.looking, place.reads, place.writes, place.mapped, place.roots_topic
    )


async def _outside(ask: Ask, found: Reach, roots: Path | None, signers: Path | None) -> Outside | None:
    """The daily roots as far as we can reach them. Raises Misused when the keys cannot be read."""
    places = [one.place for one in found.there if one.place.roots_topic]
    keys = {signers} if signers else {place.signers for place in places if place.signers}
    if not places:
        return None
    if not keys:
        ask.out.line("the daily roots are not proved: say with --signers under which keys", WRONG)
        return None
    try:
        opened = load_signers(*sorted(keys)).opened
    except SignersUnreadable as error:
        raise Misused(str(error)) from None
    directories = {place.name: where for place in places if (where := roots or place.roots)}
    log: KafkaLog | None = found.log
    try:
        await found.log.extents([place.roots_topic for place in places])
    except Exception as error:
        if not is_transient(error):
            raise
        ask.out.line("the roots on their topics are not looked at: Kafka's brokers do not answer", WRONG)
        log = None
    return Outside(opened, directories, log)


def told(ask: Ask, report: Report, extent: str) -> int:
    """Say what was found; the exit code."""
    rows = [
        {"code": one.code, "where": one.where, "means": finding(one.code)[0], "do": finding(one.code)[1]}
        for one in report.findings
    ]
    if ask.out.as_json:
        ask.out.document({"clean": report.clean, "findings": rows, "counts": report.counts})
    ask.out.table("found", rows, ("code", "where", "means", "do"), wrong=("code",))
    counted = ", ".join(f"{name} {many}" for name, many in sorted(report.counts.items()))
    ask.out.line(f"counted: {counted}")
    if report.clean:
        ask.out.line(f"all adds up: {extent}", WELL)
    else:
        ask.out.line(f"{len(rows)} found in {extent}", WRONG)
    return FINE if report.clean else FINDINGS

"""The protections of the runtime: what each line keeps from happening, and the tests that hold it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Removal:
    """One protection: where it stands, what stands there without it, and the tests that hold it."""

    name: str
    file: str
    there: str
    instead: str
    tests: tuple[str, ...]


TAKING: Final = "tests/messaging/test_taking.py"
TASKS: Final = "tests/messaging/test_tasks.py"
HOLDER: Final = "tests/messaging/test_holder.py"
COMMANDS: Final = "tests/messaging/test_commands.py"
BAD: Final = "tests/faults/test_bad_records.py"
RELAY: Final = "tests/messaging/test_relay.py"
CONSUMER: Final = "tests/messaging/test_consumer_settings.py"
CALLS: Final = "tests/messaging/test_calls.py"
PACKED: Final = "tests/messaging/test_packed.py"
HEARING: Final = "tests/messaging/test_hearing.py"
CANCELLED: Final = "tests/messaging/test_cancelled.py"
LINE: Final = "tests/messaging/test_line_held_up.py"
WATCH: Final = "tests/messaging/test_watch.py"
ZOMBIES: Final = "tests/faults/test_zombies.py"
IN_HAND: Final = "tests/faults/test_in_hand.py"
ANEW: Final = "tests/faults/test_made_anew.py"
KEPT: Final = "tests/messaging/test_kept_alone.py"

REMOVALS: Final = (
    Removal(
        "inbox key",
        "messaging/take.py",
        "        if seen := self.batch.seen.get((read.source, read.id)):\n",
        "        if seen := None:\n",
        (f"{TAKING}::test_a_message_that_comes_again_is_taken_once",),
    ),
    Removal(
        "inbox key in the database",
        "messaging/migrations/runtime_0001.py",
        "  PRIMARY KEY (source, message_id)\n",
        "  UNIQUE (source, message_id, taken_at)\n",
        (f"{TAKING}::test_the_database_itself_takes_no_message_twice",),
    ),
    Removal(
        "lock on the head",
        "messaging/queries.py",
        "WHERE case_id = ANY(CAST(:ids AS text[])) ORDER BY case_id FOR UPDATE\n",
        "WHERE case_id = ANY(CAST(:ids AS text[])) ORDER BY case_id\n",
        (f"{COMMANDS}::test_commands_on_one_case_are_decided_one_after_the_other",),
    ),
    Removal(
        "intervals that must follow",
        "messaging/queries.py",
        "WHERE last.to_offset IS NULL OR last.to_offset = new.f\n",
        "",
        (f"{TAKING}::test_offsets_that_do_not_follow_are_refused_and_nothing_of_them_is_kept",),
    ),
    Removal(
        "lease token",
        "messaging/queries.py",
        "WHERE id = :id AND lease = CAST(:lease AS uuid) AND state = 'open'\n"
        '""")\n"""Matches nothing once another worker',
        "WHERE id = :id AND (lease = CAST(:lease AS uuid) OR true)\n"
        '""")\n"""Matches nothing once another worker',
        (f"{TASKS}::test_a_worker_that_comes_back_after_its_lease_writes_nothing",),
    ),
    Removal(
        "a name is held by one",
        "messaging/queries.py",
        "pg_try_advisory_lock(7308, hashtext(:name))",
        "hashtext(:name) IS NOT NULL",
        (f"{HOLDER}::test_a_name_whose_holder_lives_gives_nothing_back_until_that_has_ended",),
    ),
    Removal(
        "leases given back under their own name",
        "messaging/queries.py",
        "AND lease IS NOT NULL AND leased_by = :name\n",
        "AND lease IS NOT NULL AND :name <> ''\n",
        (f"{HOLDER}::test_another_name_and_none_wait_for_the_lease",),
    ),
    Removal(
        "pointer by its own id",
        "messaging/queries.py",
        'DELETE FROM outbox WHERE id = ANY(CAST(:ids AS bigint[]))")\n"""By explicit',
        "DELETE FROM outbox WHERE id <= (SELECT max(one) FROM unnest(CAST(:ids AS bigint[])) AS given(one))"
        '")\n"""By explicit',
        (f"{RELAY}::test_a_pointer_that_was_committed_late_is_published_too",),
    ),
    Removal(
        "our own decoder",
        "messaging/consume.py",
        "            decoder=_decode,\n",
        "",
        (f"{BAD}::test_a_strange_header_neither_loses_nor_stops_a_message[lying content type]",),
    ),
    Removal(
        "time-out on the offset commit",
        "messaging/offsets.py",
        "                async with asyncio.timeout(COMMIT_LIMIT.total_seconds()):\n"
        "                    await consumer.commit",
        "                if True:\n                    await consumer.commit",
        (f"{CONSUMER}::test_a_commit_that_hears_nothing_holds_nobody_up",),
    ),
    Removal(
        "a topic made anew is another",
        "messaging/lives.py",
        "return id_ is not None and (not lives or lives[-1].topic_id != id_)\n",
        "return id_ is not None and not lives\n",
        (f"{ANEW}::test_while_a_reader_is_stopped_it_is_found_however_long_the_new_one_is[4]",),
    ),
    Removal(
        "another topic is found by whoever reads it",
        "messaging/consume.py",
        "        if another or for_good:\n",
        "        if for_good:\n",
        ("tests/messaging/test_outdated.py::test_another_topic_under_the_name_is_found_at_once",),
    ),
    Removal(
        "partitions that nobody of the group reads",
        "messaging/consume.py",
        "        if another or for_good:\n",
        "        if another:\n",
        (f"{ANEW}::test_partitions_that_are_added_are_read_by_whoever_was_begun_before",),
    ),
    Removal(
        "a seam between two topics of one name",
        "messaging/lives.py",
        "                await connection.execute(SEAM, seams)\n",
        "                pass\n",
        ("tests/messaging/test_lives.py::test_whoever_still_accounts_for_the_old_topic_is_fenced",),
    ),
    Removal(
        "polled before it was sent elsewhere",
        "messaging/consume.py",
        "        if self._polled != self._offsets.gone:\n",
        "        if False:\n",
        (
            "tests/messaging/test_read_once_more.py"
            "::test_what_was_polled_before_its_reader_was_sent_elsewhere_is_polled_anew",
        ),
    ),
    Removal(
        "journal by triggers",
        "messaging/migrations/runtime_0001.py",
        "    run(op, APPEND_ONLY)\n",
        "",
        ("tests/messaging/test_journal.py::test_nobody_changes_the_journal",),
    ),
    Removal(
        "from the beginning where there is no interval",
        "messaging/seek.py",
        "                self.subscriber.consumer.seek(part, place.position - place.ahead)\n",
        "                if place.position:\n"
        "                    self.subscriber.consumer.seek(part, place.position - place.ahead)\n",
        (
            "tests/faults/test_restored_database.py"
            "::test_a_database_restored_to_its_first_day_reads_everything_again",
        ),
    ),
    Removal(
        "fork within one batch",
        "messaging/take.py",
        "told = self.batch.anchors.setdefault(",
        "told = self.batch.anchors.get(",
        (f"{TAKING}::test_a_fork_is_found_in_one_batch_and_across_batches",),
    ),
    Removal(
        "a topic in trouble left alone",
        "messaging/relay.py",
        "if failed := next((one for one in lost if not isinstance(one, TOPIC_TROUBLE)), None):",
        "if failed := next(lost, None):",
        (f"{RELAY}::test_a_topic_in_trouble_keeps_no_other_from_being_published",),
    ),
    Removal(
        "places of their own for alarms and clocks",
        "messaging/places.py",
        "return {place.value: AT_ONCE - len(taken) for place, taken in self._taken.items()}",
        "return {place.value: AT_ONCE - len(self.taken) for place in Place}",
        (
            f"{TASKS}::test_hanging_effects_keep_no_alarm_from_ringing",
            f"{TASKS}::test_hanging_effects_keep_no_clock_from_running_out",
        ),
    ),
    Removal(
        "one broken case alone",
        "messaging/apply.py",
        "fold = self.cases.readable if singly else self.cases.states",
        "fold = self.cases.states",
        (f"{TAKING}::test_a_case_that_cannot_be_folded_waits_for_a_person_alone",),
    ),
    Removal(
        "a transaction from the driver's first statement on",
        "messaging/driver.py",
        "            await _begin(adapted)\n",
        "            pass\n",
        (f"{COMMANDS}::test_commands_on_one_case_are_decided_one_after_the_other",),
    ),
    Removal(
        "one relay a database",
        "messaging/queries.py",
        "SELECT pg_try_advisory_lock(7307)",
        "SELECT pg_try_advisory_lock_shared(7307)",
        (f"{CALLS}::test_who_stands_by_is_not_driven_to_ask_for_the_lease_by_every_commit",),
    ),
    Removal(
        "who is frozen in its transaction keeps no case",
        "messaging/watch.py",
        "looks = (self._end_frozen, ",
        "looks = (",
        (f"{ZOMBIES}::test_whoever_freezes_in_its_transaction_keeps_no_case_and_nothing_unpublished",),
    ),
    Removal(
        "a frozen relay is one no more",
        "messaging/relay.py",
        'queries.RELAY_TERM, {"term": f"{self._lease.total_seconds()}s"}',
        'queries.RELAY_TERM, {"term": "0"}',
        (f"{ZOMBIES}::test_two_relays_publish_each_case_in_its_order",),
    ),
    Removal(
        "what is being sent is not read again",
        "messaging/relay.py",
        "flying=[row.id for row in flying]",
        "flying=[]",
        (f"{RELAY}::test_a_case_goes_out_in_its_order_however_many_batches_it_takes",),
    ),
    Removal(
        "what was not acknowledged keeps its pointer",
        "messaging/relay.py",
        "sent = [row.id for row, result in zip(rows, results, strict=True) if result is None]",
        "sent = [row.id for row in rows]",
        (f"{RELAY}::test_a_topic_in_trouble_keeps_no_other_from_being_published",),
    ),
    Removal(
        "an attempt whose end nobody knows",
        "messaging/sweep.py",
        "if claimed.unknown and effect.safety is Safety.ONCE_THEN_HUMAN:",
        "if claimed.unknown and effect.safety is None:",
        (f"{IN_HAND}::test_an_effect_in_hand_at_the_kill_ends_as_its_safety_says_once_its_sweeper_is_back",),
    ),
    Removal(
        "a lease on what is claimed",
        "messaging/queries.py",
        "clock_timestamp() + make_interval(secs => :seconds)\nWHERE id IN (SELECT id FROM alarms",
        "clock_timestamp() - make_interval(secs => :seconds)\nWHERE id IN (SELECT id FROM alarms",
        (f"{TASKS}::test_two_sweepers_do_each_effect_once",),
    ),
    Removal(
        "who could not hear a call looks by itself",
        "messaging/calls.py",
        "                heard()\n",
        "",
        (f"{CALLS}::test_who_is_cut_off_from_the_database_listens_again_and_does_what_it_may_have_missed",),
    ),
    Removal(
        "who is cut off listens again",
        "messaging/calls.py",
        "        driver.add_termination_listener(lambda _: ended.set())\n",
        "",
        (f"{CALLS}::test_who_is_cut_off_from_the_database_listens_again_and_does_what_it_may_have_missed",),
    ),
    Removal(
        "nobody's transaction is joined",
        "messaging/pool.py",
        "        if given.is_closed() or given.is_in_transaction():\n",
        "        if given.is_closed():\n",
        (f"{CANCELLED}::test_who_takes_a_connection_is_within_nobody_elses_transaction",),
    ),
    Removal(
        "what nobody would commit is not written",
        "messaging/driver.py",
        "    elif adapted._transaction is None:  # noqa: SLF001 - only there it says what it knows of\n",
        "    elif adapted._transaction is NotImplemented:\n",
        (f"{CANCELLED}::test_what_nobody_would_commit_is_not_written",),
    ),
    Removal(
        "a COPY ends with its connection",
        "messaging/driver.py",
        "            driver.add_termination_listener(ended)\n",
        "",
        (f"{LINE}::test_who_writes_when_its_connection_ends_hears_of_it",),
    ),
    Removal(
        "who hears nothing any more is given up",
        "messaging/hearing.py",
        "            await self._until_deaf(self._consumer)\n",
        "            await asyncio.Event().wait()\n",
        (f"{HEARING}::test_one_that_makes_no_progress_is_given_up_for_another",),
    ),
    Removal(
        "no more is opened than there is room for",
        "messaging/packed.py",
        "            room = bytearray(MOST)\n",
        "            room = bytearray(4 * MOST)\n",
        (f"{PACKED}::test_however_much_a_batch_opens_to_it_takes_no_more_memory_than_there_is_room_for",),
    ),
    Removal(
        "what is lost with another partition's failure is no gap",
        "messaging/consume.py",
        "            self._looked_again.clear()  # what was there",
        "            pass  # what was there",
        (f"{CONSUMER}::test_what_is_lost_with_the_failure_of_another_partition_is_read_again_however_often",),
    ),
    Removal(
        "what is too much at once comes again in parts",
        "messaging/consume.py",
        "self._max_records // self.progress.parts",
        "self._max_records",
        (
            f"{CONSUMER}::test_what_could_not_be_taken_at_once_comes_again_in_smaller_parts_and_then_grows",
            "tests/faults/test_too_much.py",
        ),
    ),
    Removal(
        "all looks are made, whichever fails",
        "messaging/watch.py",
        "                await look()\n        except Exception as error:\n",
        "                await look()\n        except ZeroDivisionError as error:\n",
        (f"{WATCH}::test_brokers_that_say_what_nobody_expects_keep_nobody_from_being_rung",),
    ),
    Removal(
        "what cannot be made keeps nothing else unpublished",
        "messaging/relay.py",
        "        return [await self._made_alone(connection, row) for row in rows]\n",
        "            raise\n        return []\n",
        (f"{RELAY}::test_a_record_that_cannot_be_made_keeps_no_other_from_being_published",),
    ),
    Removal(
        "a case on which a program fails is kept unsaid",
        "messaging/apply.py",
        "for attempt in (self._alone_apply, self.keep, self._keep_unsaid):",
        "for attempt in (self._alone_apply, self.keep, self.keep):",
        (f"{KEPT}::test_a_case_on_which_a_program_fails_keeps_no_other_from_being_taken",),
    ),
    Removal(
        "what is retried has its number noted",
        "messaging/take.py",
        "if self._forked(taken, read) and not self.judged:",
        "if not self.judged and self._forked(taken, read):",
        (f"{KEPT}::test_a_number_that_was_kept_and_then_taken_is_not_missing",),
    ),
    Removal(
        "what was left out is read though its batch fails",
        "messaging/consume.py",
        "            self._looked_again.clear()  # the batch is rewound",
        "            pass  # the batch is rewound",
        ("tests/messaging/test_read_once_more.py",),
    ),
    Removal(
        "what was acknowledged in time is not sent again",
        "messaging/relay.py",
        "results = [_ended(one, late) for one in futures]",
        "results = [late for _ in futures]",
        ("tests/messaging/test_slow_broker.py",),
    ),
    Removal(
        "the client gives a delivery up after the relay",
        "messaging/runtime.py",
        "request_timeout_ms=3 * int(SEND_LIMIT.total_seconds() * 1000),",
        "request_timeout_ms=8_000,",
        ("tests/messaging/test_overtaking.py::test_the_client_gives_a_delivery_up_long_after_the_relay_has",),
    ),
    Removal(
        "an attempt that begins late renews its lease",
        "messaging/sweep.py",
        "            await self._renew(claimed)\n",
        "            pass\n",
        (f"{TASKS}::test_what_begins_late_begins_under_a_lease_that_lasts_as_long_as_it_may",),
    ),
    Removal(
        "what two people gave up is not applied",
        "messaging/redrive.py",
        "                raise _GivenUp\n",
        "                pass\n",
        (f"{KEPT}::test_what_two_people_give_up_while_it_is_tried_again_is_not_applied",),
    ),
    Removal(
        "lost commits end the process",
        "messaging/cases.py",
        "        if behind or (makes and len(heads) < len(wanted)):\n",
        "        if makes and len(heads) < len(wanted):\n",
        ("tests/messaging/test_restart.py::test_a_process_under_which_commits_were_lost_has_to_begin_anew",),
    ),
    Removal(
        "a restored database is compared from when it last read",
        "messaging/forgotten.py",
        "known = max((row.last_at for row in read), default=None)",
        "known = datetime.now().astimezone()",
        (
            "tests/faults/test_restored_database.py::"
            "test_what_was_forgotten_is_found_however_much_is_decided_before_it_is_looked_for",
        ),
    ),
)

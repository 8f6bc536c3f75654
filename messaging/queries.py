"""Every statement of the hot path, named and described; built once.

Arrays and rows go in whole: one round trip a table.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

ENSURE_HEADS: Final = text("""
INSERT INTO cases (case_id, hash)
SELECT * FROM unnest(CAST(:ids AS text[]), CAST(:hashes AS bytea[])) ORDER BY 1
ON CONFLICT DO NOTHING RETURNING case_id, hash
""")
"""Heads of cases never seen here, with that their locks; sorted, as every lock is taken in one order."""

LOCK_HEADS: Final = text("""
SELECT case_id, version, hash, opened, held, sequences, last_at FROM cases
WHERE case_id = ANY(CAST(:ids AS text[])) ORDER BY case_id FOR UPDATE
""")
"""The head of a case is its lock."""

READ_HEADS: Final = text("""
SELECT case_id, version, hash, opened, held, sequences, last_at FROM cases
WHERE case_id = ANY(CAST(:ids AS text[]))
""")

TAIL: Final = text("""
SELECT j.case_id, j.version, j.id, j.type, j.source, j.heard, j.core, j.keys AS keys_, j.occurred_at,
  j.recorded_at
FROM unnest(CAST(:ids AS text[]), CAST(:versions AS bigint[])) AS have(case_id, version)
JOIN journal j ON j.case_id = have.case_id AND j.version > have.version
ORDER BY j.case_id, j.version
""")
"""What a case's journal holds beyond the version we have in memory."""

UNTIL: Final = text("""
SELECT version, id, type, source, heard, core, hash, keys AS keys_, occurred_at, recorded_at FROM journal
WHERE case_id = :case ORDER BY version
""")

REFUSED_UNTIL: Final = text("""
SELECT command, actor, version, unmet, edition, at FROM refusals
WHERE case_id = :case AND at <= :until ORDER BY id
""")

ERASED: Final = text("SELECT key_id FROM data_keys WHERE case_id = :case AND erased_at IS NOT NULL")

SEEN: Final = text("""
SELECT i.source, i.message_id, i.digest, i.version, i.outcome, i.codes
FROM unnest(CAST(:sources AS text[]), CAST(:ids AS text[])) AS asked(source, message_id)
JOIN inbox i ON i.source = asked.source AND i.message_id = asked.message_id
""")

ANCHORS: Final = text("""
SELECT case_id, topic, sequence, chainhash FROM inbox
WHERE sequence IS NOT NULL AND (case_id, topic, sequence) IN
  (SELECT * FROM unnest(CAST(:cases AS text[]), CAST(:topics AS text[]), CAST(:sequences AS bigint[])))
""")
"""What a writer once told us under these numbers."""

STREAMS: Final = text("""
SELECT case_id, topic, highest, missing FROM streams WHERE case_id = ANY(CAST(:ids AS text[]))
""")

BLOCKED: Final = text("""
SELECT w.case_id, w.topic FROM waiting w JOIN cases c USING (case_id)
WHERE w.case_id = ANY(CAST(:ids AS text[])) AND (w.reason = 'BEHIND' OR c.opened)
UNION
SELECT case_id, topic FROM quarantine WHERE state = 'open' AND holds AND case_id = ANY(CAST(:ids AS text[]))
""")
"""(case, topic) behind which further messages must wait.

Until a case opens, what came too early keeps nobody waiting: the next message may be the one that opens it.
"""

EARLY: Final = text("""
SELECT DISTINCT case_id, topic FROM waiting
WHERE reason = 'NOT_YET' AND case_id = ANY(CAST(:ids AS text[]))
""")
"""(case, topic) with mail that came before its case was open here."""

UNREAD: Final = text("""
SELECT case_id, 'quarantine' AS kept, topic, type, reason, since FROM quarantine
WHERE state = 'open' AND case_id = ANY(CAST(:ids AS text[]))
UNION ALL
SELECT case_id, 'waiting', topic, type, reason, since FROM waiting WHERE case_id = ANY(CAST(:ids AS text[]))
UNION ALL
SELECT case_id, 'missing', topic, '', 'GAP', clock_timestamp() FROM streams
WHERE case_id = ANY(CAST(:ids AS text[])) AND missing <> '{}'
""")

WRITE_STREAMS: Final = text("""
INSERT INTO streams (case_id, topic, highest, missing)
SELECT c, t, h, string_to_array(m, ' ')::bigint[]
FROM unnest(CAST(:case_id AS text[]), CAST(:topic AS text[]), CAST(:highest AS bigint[]),
            CAST(:missing AS text[])) AS new(c, t, h, m)
ON CONFLICT (case_id, topic) DO UPDATE SET highest = excluded.highest, missing = excluded.missing
""")

WRITE_HEADS: Final = text("""
UPDATE cases SET version = new.v, hash = new.h, opened = new.o, held = new.d, sequences = new.s::jsonb,
  last_at = new.l
FROM unnest(CAST(:case_id AS text[]), CAST(:version AS bigint[]), CAST(:hash AS bytea[]),
  CAST(:opened AS boolean[]), CAST(:held AS boolean[]), CAST(:sequences AS text[]),
  CAST(:last_at AS timestamptz[])) AS new(c, v, h, o, d, s, l)
WHERE cases.case_id = new.c
""")

WRITE_TASKS: Final = text("""
INSERT INTO tasks (case_id, kind, key, due_at, time, refs)
SELECT c, k, y, d, t, coalesce(r::jsonb, '{}')
FROM unnest(CAST(:case_id AS text[]), CAST(:kind AS text[]), CAST(:key AS text[]),
  CAST(:due_at AS timestamptz[]), CAST(:time AS text[]), CAST(:refs AS text[])) AS new(c, k, y, d, t, r)
ON CONFLICT (case_id, kind, key) DO NOTHING
""")

WRITE_QUARANTINE: Final = text("""
INSERT INTO quarantine (ref, topic, partition, "offset", case_id, type, reason, detail, holds, key, value,
  headers)
SELECT r, t, p, o, c, y, e, d, h, k, v, s::jsonb
FROM unnest(CAST(:ref AS text[]), CAST(:topic AS text[]), CAST(:partition AS integer[]),
  CAST(:offset AS bigint[]), CAST(:case_id AS text[]), CAST(:type AS text[]), CAST(:reason AS text[]),
  CAST(:detail AS text[]), CAST(:holds AS boolean[]), CAST(:key AS bytea[]), CAST(:value AS bytea[]),
  CAST(:headers AS text[])) AS new(r, t, p, o, c, y, e, d, h, k, v, s)
ON CONFLICT (ref) DO UPDATE SET reason = excluded.reason, detail = excluded.detail
""")
"""What fails again when it is retried keeps its place, and says why this time."""

WRITE_WAITING: Final = text("""
INSERT INTO waiting (topic, partition, "offset", case_id, type, reason, key, value, headers)
SELECT t, p, o, c, y, e, k, v, s::jsonb
FROM unnest(CAST(:topic AS text[]), CAST(:partition AS integer[]), CAST(:offset AS bigint[]),
  CAST(:case_id AS text[]), CAST(:type AS text[]), CAST(:reason AS text[]), CAST(:key AS bytea[]),
  CAST(:value AS bytea[]), CAST(:headers AS text[])) AS new(t, p, o, c, y, e, k, v, s)
ON CONFLICT DO NOTHING
""")

WRITE_REFUSALS: Final = text("""
INSERT INTO refusals (case_id, command, actor, version, unmet, edition, at)
SELECT c, m, a, v, u::jsonb, e, t
FROM unnest(CAST(:case_id AS text[]), CAST(:command AS text[]), CAST(:actor AS text[]),
  CAST(:version AS bigint[]), CAST(:unmet AS text[]), CAST(:edition AS text[]), CAST(:at AS timestamptz[]))
  AS new(c, m, a, v, u, e, t)
""")

WRITE_KEYS: Final = text("""
INSERT INTO data_keys (key_id, source, case_id, label, wrapped)
SELECT * FROM unnest(CAST(:key_id AS text[]), CAST(:source AS text[]), CAST(:case_id AS text[]),
  CAST(:label AS text[]), CAST(:wrapped AS bytea[]))
ON CONFLICT (key_id) DO NOTHING
""")
"""A key that was erased keeps its row, so a redelivery cannot bring it back."""

READ_KEYS: Final = text("""
SELECT key_id, source, case_id, label, wrapped FROM data_keys
WHERE wrapped IS NOT NULL AND key_id = ANY(CAST(:ids AS text[]))
""")

OWN_KEYS: Final = text("""
SELECT DISTINCT ON (case_id, label) key_id, source, case_id, label, wrapped FROM data_keys
WHERE wrapped IS NOT NULL AND source = :source AND case_id = ANY(CAST(:ids AS text[]))
ORDER BY case_id, label, saved_at DESC
""")

FOLLOW: Final = text("""
INSERT INTO intervals (topic, partition, from_offset, to_offset, counts)
SELECT new.t, new.p, new.f, new.u, new.c::jsonb
FROM unnest(CAST(:topic AS text[]), CAST(:partition AS integer[]), CAST(:from_offset AS bigint[]),
  CAST(:to_offset AS bigint[]), CAST(:counts AS text[])) AS new(t, p, f, u, c)
LEFT JOIN LATERAL (SELECT to_offset FROM intervals i WHERE i.topic = new.t AND i.partition = new.p
                   ORDER BY to_offset DESC LIMIT 1) AS last ON true
WHERE last.to_offset IS NULL OR last.to_offset = new.f
""")
"""An interval must follow the last one; a zombie's does not, and writes fewer rows than it gave."""

POSITIONS: Final = text("""
WITH RECURSIVE parts AS (
  (SELECT topic, partition FROM intervals ORDER BY topic, partition LIMIT 1)
  UNION ALL
  SELECT next.* FROM parts CROSS JOIN LATERAL (
    SELECT i.topic, i.partition FROM intervals i
    WHERE (i.topic, i.partition) > (parts.topic, parts.partition)
    ORDER BY i.topic, i.partition LIMIT 1) AS next
)
SELECT parts.topic, parts.partition, last.to_offset AS position, last.at AS last_at
FROM parts CROSS JOIN LATERAL (
  SELECT i.to_offset, i.at FROM intervals i
  WHERE i.topic = parts.topic AND i.partition = parts.partition
  ORDER BY i.to_offset DESC LIMIT 1) AS last
ORDER BY 1, 2
""")
"""From partition to partition by the index: of each there are more intervals every day, and a start that
counted through them all would some year take longer than a statement may."""

KEPT: Final = text("""
SELECT 'waiting' AS kept, NULL::bigint AS id, topic, partition, "offset", key, value, headers,
  ahead_at(topic, partition, "offset") AS ahead
FROM waiting WHERE case_id = :case_id
UNION ALL
SELECT 'quarantine', id, topic, partition, "offset", key, value, headers,
  ahead_at(topic, partition, "offset") AS ahead
FROM quarantine WHERE case_id = :case_id AND state = 'open' AND holds
ORDER BY topic, partition, "offset"
""")
"""What is kept of one case and holds it, in the order in which it came."""

DROP_WAITING: Final = text("""
DELETE FROM waiting WHERE topic = :topic AND partition = :partition AND "offset" = :offset
""")

CLOSE_QUARANTINE: Final = text("""
UPDATE quarantine SET state = :state, ended_at = clock_timestamp() WHERE id = :id AND state = 'open'
""")

TELL_DISCARDED: Final = text("""
UPDATE quarantine SET told = true WHERE id = :id AND state = 'discarded' AND NOT told
RETURNING topic, partition, "offset", key, value, headers, reason,
  ahead_at(topic, partition, "offset") AS ahead
""")
"""Its sender is told once that it was given up."""

DISCARDED: Final = text("SELECT topic FROM quarantine WHERE id = :id AND state = 'discarded' AND NOT told")

FINISH_TASK: Final = text("""
UPDATE tasks SET state = 'done', ended_at = clock_timestamp(), lease = NULL, leased_until = NULL
WHERE id = :id AND lease = CAST(:lease AS uuid) AND state = 'open'
""")
"""Matches nothing once another worker has taken the lease."""

SET_HELD: Final = text("UPDATE cases SET held = :held WHERE case_id = :case_id")

LOOSE: Final = text("""
SELECT 'quarantine' AS kept, id, topic, partition, "offset", key, value, headers,
  ahead_at(topic, partition, "offset") AS ahead
FROM quarantine WHERE id = :id AND state = 'open' AND NOT holds FOR UPDATE
""")
"""A quarantined entry that holds no case."""

OUTBOX: Final = text("""
WITH gone AS (DELETE FROM outbox WHERE id = ANY(CAST(:gone AS bigint[])))
SELECT o.id, o.case_id, o.version, o.topic, j.id, j.core, j.hash, j.sequence, j.keys
FROM outbox o JOIN journal j ON j.case_id = o.case_id AND j.version = o.version
WHERE o.topic <> ALL(CAST(:avoid AS text[]))
  AND NOT EXISTS (SELECT FROM unnest(CAST(:gone AS bigint[]) || CAST(:flying AS bigint[])) AS known(id)
                  WHERE known.id = o.id)
  AND NOT EXISTS (SELECT FROM outbox f WHERE f.case_id = o.case_id AND f.topic = o.topic
                  AND f.failed IS NOT NULL AND f.version <= o.version)
ORDER BY o.id LIMIT :limit
""")
"""In journal order, oldest first; behind a failed send its case waits.

What has been acknowledged (`gone`) is removed by the way, and what is on its way (`flying`) left out.
"""

PUBLISHED: Final = text("DELETE FROM outbox WHERE id = ANY(CAST(:ids AS bigint[]))")
"""By explicit ids, never up to the last: ids are given out before they are committed."""

JOURNALLED_OR_KEPT: Final = text("""
SELECT id AS known FROM journal WHERE id = ANY(CAST(:ids AS text[]))
UNION ALL
SELECT ref FROM quarantine WHERE ref = ANY(CAST(:refs AS text[]))
""")

NUMBERS_TAKEN: Final = text("""
UPDATE cases SET held = true, sequences = sequences || jsonb_build_object(CAST(:topic AS text),
  greatest(coalesce((sequences ->> CAST(:topic AS text))::bigint, 0), CAST(:highest AS bigint)))
WHERE case_id = :case_id
""")

HOLD_REUSED: Final = text("""
UPDATE outbox SET failed = 'NUMBER_TAKEN' FROM journal j
WHERE j.case_id = outbox.case_id AND j.version = outbox.version AND outbox.case_id = :case_id
  AND outbox.topic = :topic AND j.sequence <= :highest AND outbox.failed IS NULL
""")
"""Decided while the brokers were away, before anybody could know that these numbers had been used."""

SEND_FAILED: Final = text("UPDATE outbox SET failed = :why WHERE id = :id")

SEND_ANEW: Final = text("UPDATE outbox SET failed = NULL WHERE failed = :why")

REPUBLISH: Final = text("""
SELECT 0, j.case_id, j.version, j.topic, j.id, j.core, j.hash, j.sequence, j.keys
FROM journal j
WHERE j.topic IS NOT NULL AND j.recorded_at >= :since
  AND (CAST(:case_id AS text) IS NULL OR j.case_id = :case_id)
  AND (j.case_id, j.version) > (:after_case, :after_version)
  AND NOT EXISTS (SELECT FROM outbox o WHERE o.case_id = j.case_id AND o.version = j.version)
ORDER BY j.case_id, j.version LIMIT :limit
""")

RELAY_LEASE: Final = text("SELECT pg_try_advisory_lock(7307)")
"""One relay a database: the lock lives as long as the relay's own connection."""

RELAY_TERM: Final = text("SELECT set_config('idle_session_timeout', :term, false)")
"""A frozen process keeps its connection, and with it the lock, until the server ends the session."""

CLAIM: Final = text("""
WITH alarms AS (
  SELECT id FROM tasks
  WHERE kind = 'alarm' AND state = 'open' AND (leased_until IS NULL OR leased_until < clock_timestamp())
    AND ((time = 'business' AND due_at <= :now) OR (time = 'machine' AND due_at <= clock_timestamp()))
  ORDER BY refs ->> 'role' = 'system-duty', due_at, id LIMIT :alarms FOR UPDATE SKIP LOCKED
), clocks AS (
  SELECT id FROM tasks
  WHERE kind <> 'alarm' AND kind <> ALL(CAST(:outside AS text[]))
    AND state = 'open' AND (leased_until IS NULL OR leased_until < clock_timestamp())
    AND ((time = 'business' AND due_at <= :now) OR (time = 'machine' AND due_at <= clock_timestamp()))
  ORDER BY due_at, id LIMIT :clocks FOR UPDATE SKIP LOCKED
), effects AS (
  SELECT id FROM tasks
  WHERE kind = ANY(CAST(:outside AS text[]))
    AND state = 'open' AND (leased_until IS NULL OR leased_until < clock_timestamp())
    AND ((time = 'business' AND due_at <= :now) OR (time = 'machine' AND due_at <= clock_timestamp()))
  ORDER BY due_at, id LIMIT :effects FOR UPDATE SKIP LOCKED
)
UPDATE tasks SET lease = CAST(:lease AS uuid), leased_by = :name,
  attempts = attempts + CASE kind WHEN 'alarm' THEN 0 ELSE 1 END,
  leased_until = clock_timestamp() + make_interval(secs => :seconds)
WHERE id IN (SELECT id FROM alarms UNION ALL SELECT id FROM clocks UNION ALL SELECT id FROM effects)
RETURNING id, case_id, kind, key, refs, due_at, attempts + CASE kind WHEN 'alarm' THEN 1 ELSE 0 END,
  trouble, made_at
""")
"""The attempt is written before it is made, but that of an alarm, which climbs once somebody has been rung;
leases run on the database's clock.

Who acts on a case is rung before who mends the system."""

NEXT_DUE: Final = text("""
SELECT extract(epoch FROM (SELECT min(due_at) FROM tasks
    WHERE state = 'open' AND time = 'business' AND due_at > :now) - :now)::float8 AS business,
  extract(epoch FROM (SELECT min(due_at) FROM tasks
    WHERE state = 'open' AND time = 'machine' AND due_at > now()) - clock_timestamp()
  )::float8 AS machine
""")
"""Seconds until something is due by either time; NULL: nothing is.

In the transaction of CLAIM, `now()` is before it: what falls due between the two is left out by neither."""

HOLD_NAME: Final = text("SELECT pg_try_advisory_lock(7308, hashtext(:name))")
"""Until the connection ends. Two names that hash alike keep each other from holding: that costs time only."""

GIVE_BACK: Final = text("""
UPDATE tasks SET lease = NULL, leased_until = least(leased_until,
  clock_timestamp() + make_interval(secs => CASE kind WHEN 'alarm' THEN 0 ELSE 5 * (attempts - 1) END))
WHERE state = 'open' AND lease IS NOT NULL AND leased_by = :name
""")
"""What a process had in hand when it died. What was in hand at several deaths may be what kills: it comes
later each time, at the latest when its lease would have ended."""

KEEP_LEASE: Final = text("""
UPDATE tasks SET leased_until = clock_timestamp() + make_interval(secs => :seconds)
WHERE id = :id AND lease = CAST(:lease AS uuid) AND state = 'open'
""")

RELEASE_TASK: Final = text("""
UPDATE tasks SET lease = NULL, trouble = :trouble,
  leased_until = clock_timestamp() + make_interval(secs => :seconds)
WHERE id = :id AND lease = CAST(:lease AS uuid) AND state = 'open'
""")
"""Given back: not to be tried again before so many seconds have passed."""

STICK_TASK: Final = text("""
UPDATE tasks SET state = 'stuck', lease = NULL, leased_until = NULL, trouble = :trouble,
  ended_at = clock_timestamp()
WHERE id = :id AND lease = CAST(:lease AS uuid) AND state = 'open'
""")

UNSTICK_TASK: Final = text("""
UPDATE tasks SET state = 'open', attempts = 0, ended_at = NULL, leased_until = NULL, trouble = ''
WHERE id = :id AND state = 'stuck' RETURNING case_id, kind, key
""")

RING_AGAIN: Final = text("""
UPDATE tasks SET lease = NULL, leased_until = NULL, trouble = :trouble, time = 'machine', attempts = :rung,
  due_at = clock_timestamp() + make_interval(secs => :seconds)
WHERE id = :id AND lease = CAST(:lease AS uuid) AND state = 'open'
""")

ALARMS: Final = text("""
SELECT id, case_id, key, refs, made_at, due_at, attempts, acknowledged_by FROM tasks
WHERE kind = 'alarm' AND state <> 'done' ORDER BY made_at
""")

ACKNOWLEDGE: Final = text("""
UPDATE tasks SET state = 'done', acknowledged_by = :by, ended_at = clock_timestamp(), lease = NULL
WHERE id = :id AND kind = 'alarm' AND state <> 'done' RETURNING case_id, key
""")

_RING: Final = """
INSERT INTO tasks (case_id, kind, key, due_at, time, refs)
SELECT DISTINCT ON (c, k) c, 'alarm', k, clock_timestamp(), 'machine', r::jsonb
FROM unnest(CAST(:case_id AS text[]), CAST(:key AS text[]), CAST(:refs AS text[])) AS new(c, k, r)
ON CONFLICT (case_id, kind, key) DO UPDATE SET state = 'open', due_at = clock_timestamp(), attempts = 0,
  acknowledged_by = NULL, ended_at = NULL, made_at = clock_timestamp(), refs = excluded.refs
WHERE tasks.state <> 'open'
"""
RING: Final = text(_RING)
"""An alarm that was acknowledged and comes up again rings again."""
RING_AFTER_REST: Final = text(
    _RING
    + "AND (tasks.ended_at IS NULL OR tasks.ended_at < clock_timestamp() - make_interval(secs => :rest))"
)
"""The same, unless it was acknowledged less than `rest` seconds ago."""

_LATE: Final = """
FROM outbox o LEFT JOIN (
  SELECT DISTINCT ON (case_id, topic) case_id, topic, version, failed FROM outbox
  WHERE failed IS NOT NULL ORDER BY case_id, topic, version
) f ON f.case_id = o.case_id AND f.topic = o.topic AND f.version <= o.version
WHERE o.since < clock_timestamp() - make_interval(secs => :seconds)
"""
"""With why it, or what it waits behind, cannot be sent; NULL for what could be."""
LATE_URGENT: Final = text(f"SELECT o.case_id, o.topic, f.failed AS why {_LATE} AND o.urgent")
LATE_OUTBOX: Final = text(f"SELECT f.failed AS why {_LATE} GROUP BY f.failed")

LATE_WAITING: Final = text("""
SELECT DISTINCT case_id, topic FROM waiting
WHERE reason = 'NOT_YET' AND since < clock_timestamp() - make_interval(secs => :seconds)
""")

OPEN_CASES: Final = text("""
SELECT case_id FROM cases WHERE opened AND case_id > :after ORDER BY case_id LIMIT :limit
""")

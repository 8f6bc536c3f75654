"""Everything the clock authority asks of a service's database or writes there, in one place.

The tables of the runtime are those of `messaging/migrations`; `clock.authority` is made in `databases.py`.
"""

from __future__ import annotations

from typing import Final

MOVING: Final = 7305
"""Advisory lock: shared by every transaction that reads the movable clock, exclusive while it moves."""

HOLD: Final = f"SELECT pg_advisory_lock({MOVING})"
RELEASE: Final = f"SELECT pg_advisory_unlock({MOVING})"
NOT_FOR_EVER: Final = "SELECT set_config('lock_timeout', $1, false)"

READ: Final = """
SELECT business_at + rate * (clock_timestamp() - set_at) AS now, rate FROM clock.authority
"""
MACHINE_NOW: Final = "SELECT clock_timestamp()"
SET: Final = "UPDATE clock.authority SET business_at = $1, set_at = $2, rate = $3"

MIGRATED: Final = "SELECT to_regclass('public.tasks') IS NOT NULL"
"""Before its first migration a database has nothing to do."""

STATE: Final = """
SELECT
  (SELECT count(*) FROM outbox o WHERE NOT EXISTS (
    SELECT FROM outbox f
    WHERE f.case_id = o.case_id AND f.topic = o.topic AND f.failed IS NOT NULL AND f.id <= o.id)
  ) AS unpublished,
  EXISTS (SELECT FROM tasks WHERE state = 'open' AND time = 'machine' AND due_at <= clock_timestamp())
  OR EXISTS (SELECT FROM tasks WHERE state = 'open' AND time = 'business' AND due_at <= business.now)
  AS overdue,
  (SELECT min(due_at) FROM tasks
   WHERE state = 'open' AND time = 'business' AND due_at > business.now AND kind <> 'runtime.root'
  ) AS next_due,
  (SELECT last_value FROM outbox_id_seq) AS events,
  (SELECT last_value FROM tasks_id_seq) AS tasks
FROM (SELECT business_at + rate * (clock_timestamp() - set_at) AS now FROM clock.authority) AS business
"""
"""Unpublished: without those behind a send that failed, which wait for a person. Next due: without the root
of a day, which is waited for and never gone to: it would stop time at every midnight, for no case. Events
and tasks grow with whatever a service does that others will see.
"""

DUE: Final = """
SELECT kind, count(*) AS many FROM tasks
WHERE state = 'open' AND due_at <= CASE time
  WHEN 'machine' THEN clock_timestamp()
  ELSE (SELECT business_at + rate * (clock_timestamp() - set_at) FROM clock.authority) END
GROUP BY kind ORDER BY kind
"""

POSITIONS: Final = """
SELECT topic, partition, max(to_offset) AS position FROM intervals GROUP BY topic, partition
"""

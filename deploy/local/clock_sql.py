"""Everything the clock authority asks of a service's database or writes there, in one place.

The tables of the runtime are those of `messaging/migrations`; `clock.authority` is made in `databases.py`.
"""

from __future__ import annotations

from typing import Final

from messaging.clock import MOVED, MOVING

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

TELL: Final = f"SELECT pg_notify('{MOVED}', '')"
"""Whoever waits for something to fall due looks at once."""

STATE: Final = """
SELECT (SELECT last_value FROM outbox_id_seq) AS events, (SELECT last_value FROM tasks_id_seq) AS tasks,
  (SELECT count(*) FROM outbox o WHERE NOT EXISTS (
    SELECT FROM outbox f
    WHERE f.case_id = o.case_id AND f.topic = o.topic AND f.failed IS NOT NULL AND f.id <= o.id)
  ) AS unpublished,
  ARRAY(SELECT kind || ' is due (' || count(*) || ')' FROM tasks
    WHERE state = 'open' AND due_at <= CASE time
      WHEN 'machine' THEN clock_timestamp() ELSE business.now END
    GROUP BY kind ORDER BY kind) AS due,
  (SELECT min(due_at) FROM tasks
    WHERE state = 'open' AND time = 'business' AND due_at > business.now AND kind <> 'runtime.root'
  ) AS next_due
FROM (SELECT business_at + rate * (clock_timestamp() - set_at) AS now FROM clock.authority) AS business
"""
"""`events` and `tasks` grow with whatever a service does that others will see. What stands behind a send that
failed waits for a person, and is not unpublished. The root of a day is waited for and never gone to: it would
stop time at every midnight, for no case."""

POSITIONS: Final = """
WITH RECURSIVE parts AS (
  (SELECT topic, partition FROM intervals ORDER BY topic, partition LIMIT 1)
  UNION ALL
  SELECT after.topic, after.partition FROM parts CROSS JOIN LATERAL (
    SELECT i.topic, i.partition FROM intervals i
    WHERE (i.topic, i.partition) > (parts.topic, parts.partition) ORDER BY i.topic, i.partition LIMIT 1) after
)
SELECT parts.topic, parts.partition, last.to_offset - coalesce(life.ahead, 0) AS position
FROM parts CROSS JOIN LATERAL (
  SELECT i.to_offset FROM intervals i WHERE i.topic = parts.topic AND i.partition = parts.partition
  ORDER BY i.to_offset DESC LIMIT 1) last
LEFT JOIN LATERAL (
  SELECT l.ahead FROM lives l WHERE l.topic = parts.topic AND l.partition = parts.partition
  ORDER BY l.number DESC LIMIT 1) life ON true
"""
"""By index, from one partition to the next: there are as many intervals as there were batches."""

"""Which topic the offsets of a partition are of: one may be made anew under its old name."""

from __future__ import annotations

from alembic import op

from messaging.migrate import grant, run

revision = "runtime_0002"
down_revision = "runtime_0001"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE lives (
  topic text NOT NULL,
  partition integer NOT NULL,
  number integer NOT NULL,
  topic_id uuid NOT NULL,
  begins_at bigint NOT NULL,
  ahead bigint NOT NULL,
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (topic, partition, number)
);

CREATE FUNCTION ahead_at(of_topic text, of_partition integer, at bigint) RETURNS bigint
LANGUAGE sql STABLE RETURN coalesce(
  (SELECT ahead FROM lives WHERE topic = of_topic AND partition = of_partition AND begins_at <= at
   ORDER BY number DESC LIMIT 1), 0);
"""


def upgrade() -> None:
    run(op, TABLES)
    grant(op, "lives", "SELECT, INSERT")

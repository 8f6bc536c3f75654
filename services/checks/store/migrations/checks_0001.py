"""The work list of checks and its blind index."""

from __future__ import annotations

from alembic import op

from messaging.migrate import grant

revision = "checks_0001"
down_revision = None
branch_labels = ("checks",)
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE checks_work (
          case_id text PRIMARY KEY,
          version bigint NOT NULL,
          reference text,
          opened_at timestamptz NOT NULL,
          stage text NOT NULL,
          due timestamptz,
          steps text[] NOT NULL,
          waiting text[] NOT NULL,
          urgent boolean NOT NULL,
          in_hand text,
          idle boolean NOT NULL
        ) WITH (fillfactor = 70)
        """
    )
    op.execute("CREATE INDEX checks_work_soonest ON checks_work (urgent DESC, due, opened_at) WHERE NOT idle")
    op.execute("CREATE INDEX checks_work_reference ON checks_work (reference) WHERE reference IS NOT NULL")
    op.execute(
        """
        CREATE TABLE checks_blind_index (
          case_id text NOT NULL,
          value bytea NOT NULL CHECK (length(value) = 32),
          information boolean NOT NULL,
          PRIMARY KEY (case_id, value)
        )
        """
    )
    op.execute("CREATE INDEX checks_blind_index_value ON checks_blind_index (value)")
    grant(op, "checks_work", "SELECT, INSERT, UPDATE, DELETE")
    grant(op, "checks_blind_index", "SELECT, INSERT, UPDATE, DELETE")

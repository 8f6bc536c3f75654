"""The work list of intake and its blind index."""

from __future__ import annotations

from alembic import op

from messaging.migrate import grant

revision = "intake_0001"
down_revision = None
branch_labels = ("intake",)
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE intake_work (
          case_id text PRIMARY KEY,
          version bigint NOT NULL,
          reference text,
          contact_at timestamptz NOT NULL,
          channel text NOT NULL,
          due timestamptz,
          steps text[] NOT NULL,
          missing text[] NOT NULL,
          allocated_to text[] NOT NULL,
          risk_unanswered boolean NOT NULL,
          idle boolean NOT NULL
        ) WITH (fillfactor = 70)
        """
    )
    op.execute("CREATE INDEX intake_work_soonest ON intake_work (due, contact_at) WHERE NOT idle")
    op.execute("CREATE INDEX intake_work_reference ON intake_work (reference) WHERE reference IS NOT NULL")
    op.execute(
        """
        CREATE TABLE intake_blind_index (
          case_id text NOT NULL,
          role text NOT NULL,
          name bytea NOT NULL CHECK (length(name) = 32),
          born bytea CHECK (length(born) = 32),
          PRIMARY KEY (case_id, role, name)
        )
        """
    )
    op.execute("CREATE INDEX intake_blind_index_name ON intake_blind_index (role, name)")
    grant(op, "intake_work", "SELECT, INSERT, UPDATE, DELETE")
    grant(op, "intake_blind_index", "SELECT, INSERT, UPDATE, DELETE")

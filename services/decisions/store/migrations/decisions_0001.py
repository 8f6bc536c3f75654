"""The work list of decisions, and what is counted of each case."""

from __future__ import annotations

from alembic import op

from messaging.migrate import grant

revision = "decisions_0001"
down_revision = None
branch_labels = ("decisions",)
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE decisions_work (
          case_id text PRIMARY KEY,
          version bigint NOT NULL,
          reference text,
          force_reference text,
          route text,
          contact_at timestamptz,
          stage text NOT NULL,
          step text NOT NULL,
          due timestamptz,
          late text[] NOT NULL,
          unexplained text[] NOT NULL,
          supervisor text,
          cover text,
          at_risk boolean NOT NULL,
          idle boolean NOT NULL,
          held_elsewhere boolean NOT NULL DEFAULT false,
          applied boolean NOT NULL,
          outcome text,
          registered text NOT NULL,
          told integer NOT NULL,
          told_children integer NOT NULL,
          protective integer NOT NULL,
          protected_children integer NOT NULL,
          met text[] NOT NULL,
          missed text[] NOT NULL,
          running text[] NOT NULL
        ) WITH (fillfactor = 70)
        """
    )
    op.execute("CREATE INDEX decisions_work_soonest ON decisions_work (at_risk DESC, due) WHERE NOT idle")
    op.execute("CREATE INDEX decisions_work_reference ON decisions_work (reference)")
    op.execute(
        "CREATE INDEX decisions_work_force_reference ON decisions_work (force_reference)"
        " WHERE force_reference IS NOT NULL"
    )
    op.execute("CREATE INDEX decisions_work_contact ON decisions_work (contact_at)")
    grant(op, "decisions_work", "SELECT, INSERT, UPDATE, DELETE")

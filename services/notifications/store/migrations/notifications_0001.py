"""The list of messages that notifications keeps."""

from __future__ import annotations

from alembic import op

from messaging.migrate import grant

revision = "notifications_0001"
down_revision = None
branch_labels = ("notifications",)
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE notifications_messages (
          case_id text NOT NULL,
          message text NOT NULL,
          version bigint NOT NULL,
          kind text NOT NULL,
          standing text NOT NULL,
          transport text,
          why text,
          reference text,
          asked_at timestamptz NOT NULL,
          due timestamptz,
          owner text,
          waits boolean NOT NULL,
          PRIMARY KEY (case_id, message)
        ) WITH (fillfactor = 70)
        """
    )
    op.execute("CREATE INDEX notifications_messages_waiting ON notifications_messages (due) WHERE waits")
    op.execute(
        "CREATE INDEX notifications_messages_reference ON notifications_messages (reference)"
        " WHERE reference IS NOT NULL"
    )
    grant(op, "notifications_messages", "SELECT, INSERT, UPDATE")

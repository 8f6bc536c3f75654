"""The access log: written once, never changed; kept by the retention of the record, not of the case."""

from __future__ import annotations

from alembic import op

from messaging.migrate import grant, run

revision = "access_0001"
down_revision = None
branch_labels = ("access",)
depends_on = None

TABLES = """
CREATE TABLE reads (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  officer text NOT NULL,
  rank text NOT NULL,
  role text NOT NULL,
  organisation text NOT NULL,
  route text NOT NULL,
  case_id text,
  why text NOT NULL,
  masked boolean NOT NULL,
  what text[] NOT NULL
);
CREATE INDEX reads_case ON reads (case_id, at);
CREATE INDEX reads_officer ON reads (officer, at);
"""

APPEND_ONLY = """
CREATE FUNCTION reads_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the access log is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER reads_rows BEFORE UPDATE OR DELETE ON reads
  FOR EACH ROW EXECUTE FUNCTION reads_is_append_only();
CREATE TRIGGER reads_whole BEFORE TRUNCATE ON reads
  FOR EACH STATEMENT EXECUTE FUNCTION reads_is_append_only();
"""


def upgrade() -> None:
    run(op, TABLES)
    run(op, APPEND_ONLY)
    grant(op, "reads", "INSERT")

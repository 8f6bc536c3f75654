"""The tables of the runtime: every one of them is walked through in messaging/README.md."""

from __future__ import annotations

from alembic import op

from messaging.migrate import grant, run

revision = "runtime_0001"
down_revision = None
branch_labels = ("runtime",)
depends_on = None

TABLES = """
CREATE TABLE cases (
  case_id text PRIMARY KEY,
  version bigint NOT NULL DEFAULT 0,
  hash bytea NOT NULL,
  opened boolean NOT NULL DEFAULT false,
  held boolean NOT NULL DEFAULT false,
  sequences jsonb NOT NULL DEFAULT '{}',
  last_at timestamptz
) WITH (fillfactor = 70);

CREATE TABLE inbox (
  source text NOT NULL,
  message_id text NOT NULL,
  case_id text NOT NULL,
  topic text NOT NULL,
  sequence bigint,
  chainhash text NOT NULL DEFAULT '',
  digest bytea NOT NULL,
  outcome text NOT NULL,
  version bigint,
  codes text[] NOT NULL DEFAULT '{}',
  taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (source, message_id)
);
CREATE INDEX inbox_anchor ON inbox (case_id, topic, sequence) WHERE sequence IS NOT NULL;

CREATE TABLE streams (
  case_id text NOT NULL,
  topic text NOT NULL,
  highest bigint NOT NULL,
  missing bigint[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (case_id, topic)
) WITH (fillfactor = 70);

CREATE INDEX streams_missing ON streams (case_id) WHERE missing <> '{}';

CREATE TABLE journal (
  case_id text NOT NULL,
  version bigint NOT NULL,
  id text NOT NULL,
  type text NOT NULL,
  source text NOT NULL,
  heard boolean NOT NULL,
  core bytea NOT NULL,
  hash bytea NOT NULL,
  topic text,
  sequence bigint,
  keys text[] NOT NULL DEFAULT '{}',
  urgent boolean NOT NULL DEFAULT false,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, version)
);
CREATE INDEX journal_id ON journal (id);
CREATE INDEX journal_published ON journal (topic, recorded_at) WHERE topic IS NOT NULL;

CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id text NOT NULL,
  version bigint NOT NULL,
  topic text NOT NULL,
  urgent boolean NOT NULL,
  failed text,
  since timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_case ON outbox (case_id, topic);
CREATE INDEX outbox_failed ON outbox (case_id, topic, version) WHERE failed IS NOT NULL;

CREATE TABLE tasks (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id text NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  due_at timestamptz NOT NULL,
  time text NOT NULL CHECK (time IN ('business', 'machine')),
  refs jsonb NOT NULL DEFAULT '{}',
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'stuck')),
  lease uuid,
  leased_until timestamptz,
  leased_by text NOT NULL DEFAULT '',
  attempts integer NOT NULL DEFAULT 0,
  trouble text NOT NULL DEFAULT '',
  acknowledged_by text,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz,
  UNIQUE (case_id, kind, key)
) WITH (fillfactor = 80);
CREATE INDEX tasks_due ON tasks (time, due_at) WHERE state = 'open';
CREATE INDEX tasks_alarms ON tasks (kind) WHERE kind = 'alarm' AND state <> 'done';

CREATE TABLE waiting (
  topic text NOT NULL,
  partition integer NOT NULL,
  "offset" bigint NOT NULL,
  case_id text NOT NULL,
  type text NOT NULL,
  reason text NOT NULL CHECK (reason IN ('BEHIND', 'NOT_YET')),
  key bytea,
  value bytea,
  headers jsonb NOT NULL DEFAULT '[]',
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (topic, partition, "offset")
);
CREATE INDEX waiting_case ON waiting (case_id, topic);

CREATE TABLE quarantine (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ref text NOT NULL UNIQUE,
  topic text NOT NULL,
  partition integer NOT NULL,
  "offset" bigint NOT NULL,
  case_id text,
  type text NOT NULL DEFAULT '',
  reason text NOT NULL,
  detail text NOT NULL DEFAULT '',
  holds boolean NOT NULL,
  key bytea,
  value bytea,
  headers jsonb NOT NULL DEFAULT '[]',
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'applied', 'refused', 'discarded')),
  discard_asked_by text,
  discard_approved_by text,
  discard_reason text,
  told boolean NOT NULL DEFAULT false,
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz,
  CHECK (discard_asked_by <> discard_approved_by),
  CHECK (state <> 'discarded'
         OR (discard_asked_by IS NOT NULL AND discard_approved_by IS NOT NULL AND discard_reason <> ''))
);
CREATE INDEX quarantine_case ON quarantine (case_id, topic) WHERE state = 'open';
CREATE INDEX quarantine_kind ON quarantine (topic, type, reason) WHERE state = 'open';

CREATE TABLE intervals (
  topic text NOT NULL,
  partition integer NOT NULL,
  from_offset bigint NOT NULL,
  to_offset bigint NOT NULL,
  counts jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (topic, partition, from_offset),
  UNIQUE (topic, partition, to_offset),
  CHECK (to_offset > from_offset)
);

CREATE TABLE announced (
  case_id text NOT NULL,
  topic text NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (case_id, topic)
);

CREATE TABLE feeds (
  topic text NOT NULL,
  partition integer NOT NULL,
  known_since timestamptz NOT NULL DEFAULT clock_timestamp(),
  read_until timestamptz,
  spoke_at timestamptz,
  its_read_until timestamptz,
  its_kept_since timestamptz,
  its_unpublished_since timestamptz,
  PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);

CREATE TABLE refusals (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id text NOT NULL,
  command text NOT NULL,
  actor text NOT NULL,
  version bigint NOT NULL,
  unmet jsonb NOT NULL,
  edition text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX refusals_case ON refusals (case_id);

CREATE TABLE data_keys (
  key_id text PRIMARY KEY,
  source text NOT NULL,
  case_id text NOT NULL,
  label text NOT NULL,
  wrapped bytea,
  saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  erased_at timestamptz,
  CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
);
CREATE INDEX data_keys_case ON data_keys (case_id, source);

CREATE TABLE roots (
  number bigint PRIMARY KEY,
  last_day date NOT NULL UNIQUE,
  signed text NOT NULL,
  filed_at timestamptz,
  published_at timestamptz
);
CREATE INDEX roots_unfiled ON roots (number) WHERE filed_at IS NULL;
CREATE INDEX roots_unpublished ON roots (number) WHERE published_at IS NULL;

CREATE TABLE rooted (
  case_id text NOT NULL,
  version bigint NOT NULL,
  hash bytea NOT NULL,
  number bigint NOT NULL,
  PRIMARY KEY (case_id, version)
);
CREATE INDEX rooted_number ON rooted (number);
"""

APPEND_ONLY = """
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_rows BEFORE UPDATE OR DELETE ON journal
  FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_whole BEFORE TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
"""

PRIVILEGES = {
    "cases": "SELECT, INSERT, UPDATE",
    "inbox": "SELECT, INSERT",
    "streams": "SELECT, INSERT, UPDATE",
    "journal": "SELECT, INSERT",
    "outbox": "SELECT, INSERT, UPDATE, DELETE",
    "tasks": "SELECT, INSERT, UPDATE",
    "waiting": "SELECT, INSERT, DELETE",
    "quarantine": "SELECT, INSERT, UPDATE",
    "intervals": "SELECT, INSERT",
    "announced": "SELECT, INSERT, DELETE",
    "feeds": "SELECT, INSERT, UPDATE",
    "refusals": "SELECT, INSERT",
    "data_keys": "SELECT, INSERT, UPDATE",
    "roots": "SELECT, INSERT, UPDATE (filed_at, published_at)",
    "rooted": "SELECT, INSERT",
}


def upgrade() -> None:
    run(op, TABLES)
    run(op, APPEND_ONLY)
    for table, privileges in PRIVILEGES.items():
        grant(op, table, privileges)

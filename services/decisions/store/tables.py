"""What only decisions keeps: its work list and what is counted, made again from the journal when wanted.

No personal data: codes, instants, staff identifiers and opaque references.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

metadata = MetaData()
INSTANT = TIMESTAMP(timezone=True)

work = Table(
    "decisions_work",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("reference", Text),
    Column("force_reference", Text),
    Column("route", Text),
    Column("contact_at", INSTANT),
    Column("stage", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("due", INSTANT),
    Column("late", ARRAY(Text), nullable=False),
    Column("unexplained", ARRAY(Text), nullable=False),
    Column("supervisor", Text),
    Column("cover", Text),
    Column("at_risk", Boolean, nullable=False),
    Column("idle", Boolean, nullable=False),
    Column("held_elsewhere", Boolean, nullable=False),
    Column("applied", Boolean, nullable=False),
    Column("outcome", Text),
    Column("registered", Text, nullable=False),
    Column("told", Integer, nullable=False),
    Column("told_children", Integer, nullable=False),
    Column("protective", Integer, nullable=False),
    Column("protected_children", Integer, nullable=False),
    Column("met", ARRAY(Text), nullable=False),
    Column("missed", ARRAY(Text), nullable=False),
    Column("running", ARRAY(Text), nullable=False),
)

cases = Table(
    "cases",
    MetaData(),
    Column("case_id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("held", Boolean, nullable=False),
)
"""The runtime's head of each case: read here, never written."""

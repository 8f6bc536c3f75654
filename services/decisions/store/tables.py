"""What only decisions keeps: its work list, made again from the journal whenever it is wanted.

No personal data: codes, instants, staff identifiers and opaque references.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, MetaData, Table, Text
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
)

cases = Table(
    "cases",
    MetaData(),
    Column("case_id", Text, primary_key=True),
    Column("held", Boolean, nullable=False),
)
"""The runtime's head of each case: read here, never written."""

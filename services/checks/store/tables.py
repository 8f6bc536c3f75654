"""What only checks keeps: a work list, made again from the journal. Codes, instants, staff
identifiers and opaque references only.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

metadata = MetaData()
INSTANT = TIMESTAMP(timezone=True)

work = Table(
    "checks_work",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("reference", Text),
    Column("opened_at", INSTANT, nullable=False),
    Column("stage", Text, nullable=False),
    Column("due", INSTANT),
    Column("steps", ARRAY(Text), nullable=False),
    Column("waiting", ARRAY(Text), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("in_hand", Text),
    Column("idle", Boolean, nullable=False),
)

cases = Table(
    "cases",
    MetaData(),
    Column("case_id", Text, primary_key=True),
    Column("held", Boolean, nullable=False),
)
"""The runtime's head of each case: read here, never written."""

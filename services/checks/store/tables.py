"""What only checks keeps: a work list and a blind index, made again from the journal. Codes, instants, staff
identifiers, opaque references and keyed digests only.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, MetaData, Table, Text
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

blind_index = Table(
    "checks_blind_index",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("value", LargeBinary, primary_key=True),
    Column("information", Boolean, nullable=False),
)

cases = Table(
    "cases",
    MetaData(),
    Column("case_id", Text, primary_key=True),
    Column("held", Boolean, nullable=False),
)
"""The runtime's head of each case: read here, never written."""

"""What only intake keeps: a work list and a blind index, both made again from the journal.

No personal data in clear: codes, instants, staff identifiers, opaque references and keyed digests.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

metadata = MetaData()
INSTANT = TIMESTAMP(timezone=True)

work = Table(
    "intake_work",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("reference", Text),
    Column("contact_at", INSTANT, nullable=False),
    Column("channel", Text, nullable=False),
    Column("due", INSTANT),
    Column("steps", ARRAY(Text), nullable=False),
    Column("missing", ARRAY(Text), nullable=False),
    Column("allocated_to", ARRAY(Text), nullable=False),
    Column("risk_unanswered", Boolean, nullable=False),
    Column("idle", Boolean, nullable=False),
)

blind_index = Table(
    "intake_blind_index",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("name", LargeBinary, primary_key=True),
    Column("born", LargeBinary),
)

cases = Table(
    "cases",
    MetaData(),
    Column("case_id", Text, primary_key=True),
    Column("held", Boolean, nullable=False),
)
"""The runtime's head of each case: read here, never written."""

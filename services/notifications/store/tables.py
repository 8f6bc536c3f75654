"""What only notifications keeps: a list of messages, rebuilt from the journal at will. Nothing personal."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

INSTANT = TIMESTAMP(timezone=True)

messages = Table(
    "notifications_messages",
    MetaData(),
    Column("case_id", Text, primary_key=True),
    Column("message", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("transport", Text),
    Column("why", Text),
    Column("reference", Text),
    Column("asked_at", INSTANT, nullable=False),
    Column("due", INSTANT),
    Column("owner", Text),
    Column("waits", Boolean, nullable=False),
)
"""`waits`: somebody must do something about it, by `due`; `owner` had it in hand last."""

cases = Table(
    "cases",
    MetaData(),
    Column("case_id", Text, primary_key=True),
    Column("held", Boolean, nullable=False),
)
"""The runtime's head of each case: read here, never written."""

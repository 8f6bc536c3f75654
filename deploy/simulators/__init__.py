"""Agencies and a mailbox for local work, each its own process behind the wire. Invented people only."""

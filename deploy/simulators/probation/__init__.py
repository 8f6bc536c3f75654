"""Probation and prison records in the published shape of the HMPPS External API (field facts B6)."""

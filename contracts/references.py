"""What people call a case: it follows from the case's opaque id, and from nobody's name or date (R-237)."""

from __future__ import annotations

import base64
import hashlib


def case_reference(case_id: str) -> str:
    """`CS-ABCD-EFGH-IJKL`: the same in every service, and short enough to be read out."""
    text = base64.b32encode(hashlib.sha256(f"reference:{case_id}".encode()).digest()).decode()
    return f"CS-{text[:4]}-{text[4:8]}-{text[8:12]}"

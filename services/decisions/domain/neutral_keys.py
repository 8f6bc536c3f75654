"""The keys of alerts that may not say what they are about: a key is read wherever its alert is (A9). Pure."""

from __future__ import annotations

import hashlib

from contracts.fields import Key


def neutral_key(*parts: str) -> Key:
    return f"review-{hashlib.sha256(' '.join(parts).encode()).hexdigest()[:16]}"

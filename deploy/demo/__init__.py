"""The demonstration: real cases, played as real clients would, over weeks of business time in seconds."""

"""What the public reads or is told, word for word, in versions that stay as they were once used."""

from contracts.texts.text import Kind, Text, UnknownText, is_held, latest, text, texts

__all__ = ["Kind", "Text", "UnknownText", "is_held", "latest", "text", "texts"]

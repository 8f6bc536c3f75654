"""The samples of code in a README, as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

from contracts import generated

README = generated.HERE / "README.md"
_FENCED = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
KAFKA = "Over Kafka"


def sections(path: Path = README) -> dict[str, str]:
    """Heading -> its Python samples, joined; headings without one are left out."""
    parts = re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = {part.partition("\n")[0]: "\n\n".join(_FENCED.findall(part)) for part in parts}
    return {heading: code for heading, code in found.items() if code}


def script() -> str:
    """All that need no broker, in their order, as one program."""
    return "\n\n".join(code for heading, code in sections().items() if heading != KAFKA)

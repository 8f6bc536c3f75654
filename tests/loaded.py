"""What a page would make its reader fetch, or run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_RUNS = frozenset({"script", "iframe", "object", "embed", "base"})
_LOADS = frozenset({"src", "srcset", "data", "action", "poster", "background", "formaction", "xlink:href"})
_STYLE = re.compile(r"url\(|@import")
_ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def loaded(html: str) -> list[str]:
    """Every outside address, script or handler in a page, whatever would use it; empty for a page that
    stands alone. Links into the page itself and to its neighbours are none."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag in _RUNS:
            self.found.append(tag)
        for name, value in attrs:
            text = value or ""
            outside = name == "href" and _ELSEWHERE.match(text)
            if name in _LOADS or outside or (name == "href" and tag == "link"):
                self.found.append(text)
            if name.startswith("on") or name == "http-equiv" or (name == "style" and _STYLE.search(text)):
                self.found.append(f"{name}={text}")

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style and _STYLE.search(data):
            self.found.append(data)

"""The page of messages stands alone, leads everywhere, and shows what is in the document."""

import copy
import re
from html import escape
from typing import Any

import pytest

from contracts import asyncapi, generated
from contracts.page import page
from contracts.topics import for_force
from contracts.unread import ALIVE
from tests.loaded import loaded

DOCUMENT = asyncapi.document(for_force("46"))
PAGE = page(DOCUMENT)


def test_the_committed_page_loads_nothing_from_anywhere() -> None:
    assert loaded((generated.HERE / "asyncapi.html").read_text("utf-8")) == []


@pytest.mark.parametrize(
    "outside",
    [
        '<script src="https://elsewhere.invalid/x.js"></script>',
        "<script>alert(1)</script>",
        '<link rel="stylesheet" href="style.css">',
        "<style>@import 'https://elsewhere.invalid/x.css'</style>",
        "<style>p{background:url(//elsewhere.invalid/x.png)}</style>",
        '<p style="background:url(x.png)">',
        '<img src="x.png">',
        '<a href="https://elsewhere.invalid/">',
        '<p onclick="x()">',
        '<meta http-equiv="refresh" content="0;url=https://elsewhere.invalid/">',
    ],
)
def test_what_a_page_would_load_is_found(outside: str) -> None:
    assert loaded(f"<!doctype html><html><body>{outside}</body></html>")


def test_every_topic_writer_reader_message_label_and_part_is_on_it() -> None:
    for channel in DOCUMENT["channels"].values():
        assert f"<code>{channel['address']}</code>" in PAGE
    components = DOCUMENT["components"]
    for name in components["messages"]:
        assert f'id="message-{name}"' in PAGE
    for name in components["schemas"].keys() - components["messages"].keys():
        assert f'id="part-{name}"' in PAGE or name + asyncapi.FROM_OUTSIDE in components["messages"]
    for label in DOCUMENT["x-labels"]:
        assert f'id="label-{label}"' in PAGE


def test_every_link_leads_somewhere() -> None:
    links = set(re.findall(r'href="#([^"]+)"', PAGE))
    assert len(links) > 100
    assert links <= set(re.findall(r'id="([^"]+)"', PAGE))
    assert set(re.findall(r'href="([^"#]+)"', PAGE)) == {"asyncapi.json"}


def test_a_message_shows_who_writes_and_reads_it_its_boxes_and_how_it_is_sent() -> None:
    part = section("decisions.closing.due.v1")
    assert "On <code>csods.{force}.closings</code>, written by decisions, read by notifications." in part
    assert '<a href="#label-applicant_contact">applicant_contact</a>' in part
    assert "&quot;type&quot;: &quot;decisions.closing.due.v1&quot;" in part
    assert "service.alive.v1" in section(ALIVE)


def test_a_line_of_a_field_says_what_it_is_and_whether_it_is_needed() -> None:
    part = section("decisions.closing.due.v1")
    assert "<td><code>reference</code></td><td>text, <code>^[A-Z0-9]" in part
    assert re.search(r"<code>reference</code></td><td>[^|]*?</td><td>yes</td>", part)


def test_what_is_written_in_a_document_is_never_markup() -> None:
    twin: Any = copy.deepcopy(DOCUMENT)
    twin["components"]["messages"]["decisions.closing.due.v1"]["summary"] = "<script>alert(1)</script>"
    twin["channels"]["intake"]["address"] = '"><img src=x>'
    assert loaded(page(twin)) == []


def section(name: str) -> str:
    return PAGE.partition(f'id="message-{name}"')[2].partition("<h3")[0]


OF_THE_GUIDANCE = {
    "applicant", "application", "convicted of child sex offence", "disclosure", "initial contact", "MAPPA",
    "registered sex offender", "subject", "concerns", "no concerns",
}  # fmt: skip
"""The terms that G defines at its end."""


@pytest.mark.proves("R-257", by="contracts.page:_words")
def test_what_the_words_of_the_scheme_mean_stands_beside_the_messages() -> None:
    said = DOCUMENT["x-glossary"]
    assert said.keys() >= OF_THE_GUIDANCE
    shown = page(DOCUMENT)
    assert all(one["source"].startswith("G ") for one in said.values())
    for term, one in said.items():
        assert f"<dfn>{term}</dfn></td><td>{escape(one['means'])}</td>" in shown

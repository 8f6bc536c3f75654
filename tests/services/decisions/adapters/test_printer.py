"""The page for a delivery: one page, exactly what was authorised, and never left with anybody."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.texts import latest
from services.decisions.adapters import printer
from services.decisions.domain.pack import UNDERTAKING, WARNINGS, Page
from tests.examples import many

PAGE = Page(
    reference="TQ-4417",
    officer="pc-1107",
    copy_number=1,
    until="4 June 2026, 12:00",
    recipient="Aurelia Madeup",
    wording="He was convicted of an invented offence against a child.\nDo not leave Pip alone with him.",
    use="Use it only to keep Pip safe.",
    support=("An invented helpline, 01632 960 000",),
    warnings=tuple(latest(WARNINGS).items.values()),
    undertaking=tuple(latest(UNDERTAKING).items.values()),
    versions=(latest(WARNINGS).wording, latest(UNDERTAKING).wording),
)


def test_it_says_the_authorised_words_every_warning_and_the_undertaking() -> None:
    shown = printer.as_html(PAGE)
    assert "against a child.<br>Do not leave Pip alone" in shown
    for item in (*PAGE.warnings, *PAGE.undertaking, *PAGE.support, PAGE.use, PAGE.recipient):
        assert item in shown


def test_it_says_at_head_and_foot_that_it_is_never_left() -> None:
    assert printer.as_html(PAGE).count("DO NOT LEAVE THIS PAGE") == 2


def test_the_same_page_is_the_same_bytes_and_holds_no_name_outside_its_content() -> None:
    pdf = printer.as_pdf(PAGE)
    assert pdf.startswith(b"%PDF-")
    assert pdf == printer.as_pdf(PAGE)
    assert b"Aurelia" not in pdf
    assert re.findall(rb"/Count (\d+)", pdf) == [b"1"]


def test_what_does_not_fit_on_one_page_is_refused_in_both_forms() -> None:
    long = replace(PAGE, wording="More than anybody can hear at once. " * 400)
    for draw in (printer.as_pdf, printer.as_html):
        with pytest.raises(printer.TooLong):
            draw(long)


def test_longer_words_are_set_smaller_before_they_are_refused() -> None:
    longer = replace(PAGE, wording="A sentence of some length that was authorised. " * 75)
    assert re.findall(rb"/Count (\d+)", printer.as_pdf(longer)) == [b"1"]


@settings(max_examples=many(30), deadline=None)
@given(
    st.sampled_from(["#", "*", "_", "$", "<", ">", "&", '"', "\\", "@", "`", "[", "]", "//", "/*"]), st.data()
)
def test_nothing_said_is_taken_for_markup(sign: str, data: st.DataObject) -> None:
    words = (
        f"before {sign}{data.draw(st.sampled_from(['x', 'let y = 1', 'script', '{0}', '%s']))}{sign} after"
    )
    page = replace(PAGE, wording=words, recipient=f"{sign} Madeup")
    assert printer.as_pdf(page).startswith(b"%PDF-")
    shown = printer.as_html(page)
    assert "<script" not in shown
    assert printer._escaped(words) in shown

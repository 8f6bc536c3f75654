"""The mailbox as a page that a person opens: alerts as alerts, letters as letters. No scripts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from contracts.words import say, unsaid
from deploy.simulators.mailbox.messages import Arrived, Channel, Message, Ring

LONDON = ZoneInfo("Europe/London")
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
}

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; color: #1c1c1c; background: #eceae4; margin: 0 auto;
  max-width: 52rem; padding: 1.5rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem }
article { background: #fff; margin: 0 0 1.25rem; padding: 1rem 1.25rem; border: 1px solid #c9c5ba }
article.alert { border-left: .5rem solid #a4161a } article.ring { border-left: .5rem solid #7a4e00 }
article.letter { font-family: Georgia, serif; padding: 2.5rem 3rem; box-shadow: 0 2px 6px #0002 }
article.text { border-radius: 1rem; max-width: 26rem }
.to, .body { white-space: pre-line } .to { margin-bottom: 1.5rem } .title { font-weight: bold }
footer { color: #555; font: .85rem system-ui, sans-serif; margin-top: 1rem }
"""

_SECTIONS = (
    ("Rung for a duty role", "ring"),
    ("Alerts", Channel.ALERT),
    ("Letters", Channel.LETTER),
    ("E-mails", Channel.EMAIL),
    ("Texts", Channel.TEXT),
)


def page(arrived: Iterable[Arrived]) -> str:
    """The newest first in each section."""
    newest_first = sorted(arrived, key=lambda one: one.number, reverse=True)
    sections = [
        _section(title, [one for one in newest_first if _place(one) == place]) for title, place in _SECTIONS
    ]
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Mailbox</title>'
        f"<style>{_STYLE}</style></head><body><h1>Mailbox of the local stack</h1>"
        f'<p>{len(newest_first)} arrived. Nothing here has left this machine. <a href="/">Look again</a></p>'
        f"{''.join(sections)}</body></html>\n"
    )


def _place(one: Arrived) -> str:
    return one.content.channel if isinstance(one.content, Message) else "ring"


def _section(title: str, arrived: list[Arrived]) -> str:
    if not arrived:
        return ""
    return f"<section><h2>{title} ({len(arrived)})</h2>{''.join(_article(one) for one in arrived)}</section>"


def _called(role: str) -> str:
    return role if unsaid([role]) else say(role).text


def _article(one: Arrived) -> str:
    foot = f"<footer>{_when(one.at)} · reference {escape(one.reference)}"
    match one.content:
        case Ring(role=role, code=code, words=words):
            return (
                f'<article class="ring"><div class="title">{escape(_called(role))}</div>'
                f'<div class="body">{escape(words)}</div>{foot} · {escape(code)}</footer></article>'
            )
        case Message(channel=channel, kind=kind, to=to, title=title, body=body):
            return (
                f'<article class="{channel.lower()}"><div class="to">{escape(to)}</div>'
                f'<div class="title">{escape(title)}</div><div class="body">{escape(body)}</div>'
                f"{foot} · {escape(kind)}</footer></article>"
            )


def _when(at: datetime) -> str:
    return at.astimezone(LONDON).strftime("%A %d %B %Y, %H:%M")

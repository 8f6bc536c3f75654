"""The API as a page: made from OpenAPI on the server, with no script and nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code{background:#eee;padding:0 .3em}dt{margin-top:1rem;font-weight:bold}dd{margin:0 0 0 1rem}"
)


def page(openapi: Mapping[str, Any]) -> str:
    """HTML of every route: what it is for, what it takes, and what each answer means."""
    title = escape(openapi["info"]["title"])
    routes = "".join(
        _route(path, method, about)
        for path, methods in sorted(openapi["paths"].items())
        for method, about in methods.items()
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><h1>{title}</h1>"
        '<p>The same for machines: <a href="/openapi.json">openapi.json</a>. '
        'What is said over Kafka: <a href="/messages">messages</a>.</p>'
        f"<dl>{routes}</dl></body></html>"
    )


def _route(path: str, method: str, about: Mapping[str, Any]) -> str:
    takes = ", ".join(
        f"<code>{escape(one['name'])}</code>{'' if one.get('required') else ' (optional)'}"
        for one in about.get("parameters", ())
    )
    schema = about.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    body = escape(schema.get("$ref", "").rpartition("/")[2])
    lines = [
        escape(about.get("summary", "")),
        escape(about.get("description", "")),
        f"Takes: {takes}" if takes else "",
        f"Body: <code>{body}</code>" if body else "",
    ]
    said = "".join(f"<dd>{line}</dd>" for line in lines if line)
    return f"<dt><code>{method.upper()} {escape(path)}</code></dt>{said}"

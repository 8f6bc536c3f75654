"""The published language as one page to read: what its words mean, topics, labels, messages and their parts,
with examples.

Made from the AsyncAPI document alone. No script, and nothing is fetched from anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final

import orjson

from contracts.asyncapi import FROM_OUTSIDE

Node = Mapping[str, Any]

STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.2em .5em;text-align:left;"
    "vertical-align:top}code,pre{background:#eee}code{padding:0 .2em}pre{padding:.5em;white-space:pre-wrap}"
    "h3{margin:2.5rem 0 .5rem;border-top:1px solid #999;padding-top:.5rem}strong{color:#a00}"
)


def page(document: Node) -> str:
    """HTML of an AsyncAPI document as `contracts.asyncapi` makes it."""
    title = escape(document["info"]["title"])
    components = document["components"]
    messages, schemas = components["messages"], components["schemas"]
    parts = [name for name in schemas if name not in messages and name + FROM_OUTSIDE not in messages]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>'
        f"{title}: messages</title><style>{STYLE}</style></head><body><h1>{title}: messages</h1>"
        f"<p>{escape(document['info']['description'])} "
        'The same for machines: <a href="asyncapi.json">asyncapi.json</a>.</p>'
        '<p><a href="#words">Words</a> · '
        '<a href="#topics">Topics</a> · <a href="#labels">Labels</a> · <a href="#messages">Messages</a> · '
        '<a href="#parts">Parts</a></p>'
        f'<h2 id="words">What the words mean</h2>{_words(document["x-glossary"])}'
        f'<h2 id="topics">Topics</h2>{_topics(document["channels"])}'
        f'<h2 id="labels">Labels: who may open which box</h2>{_labels(document["x-labels"])}'
        f'<h2 id="messages">Messages</h2>'
        + "".join(_message(name, document) for name in sorted(messages))
        + '<h2 id="parts">Parts</h2>'
        + "".join(_part(name, schemas[name]) for name in sorted(parts))
        + "</body></html>\n"
    )


def _words(glossary: Node) -> str:
    rows = (
        (f"<dfn>{escape(term)}</dfn>", escape(one["means"]), escape(one["source"]))
        for term, one in glossary.items()
    )
    return _table(("term", "what it means", "source"), rows)


def _topics(channels: Node) -> str:
    rows = (
        (
            _code(channel["address"]),
            escape(channel["x-csods"]["writer"]),
            escape(", ".join(channel["x-csods"]["readers"])),
            "<br>".join(
                _link("message", _last(one["$ref"]), name)
                for name, one in sorted(channel["messages"].items())
            ),
        )
        for channel in channels.values()
    )
    return _table(("topic", "written by, alone", "read by", "messages"), rows)


def _labels(labels: Node) -> str:
    rows = (
        (
            f'<span id="label-{escape(name)}">{_code(name)}</span>',
            escape(", ".join(one["may-open"])),
            escape(one["why"]),
        )
        for name, one in labels.items()
    )
    return _table(("label", "key", "why"), rows)


def _message(name: str, document: Node) -> str:
    components = document["components"]
    message = components["messages"][name]
    flags = " · ".join(f"<strong>{escape(one['name'])}</strong>" for one in message.get("tags", ()))
    outside = " (written by an outside party)" if name.endswith(FROM_OUTSIDE) else ""
    on = (
        f"{_code(channel['address'])}, written by {escape(channel['x-csods']['writer'])},"
        f" read by {escape(', '.join(channel['x-csods']['readers']))}"
        for channel in document["channels"].values()
        if any(_last(one["$ref"]) == name for one in channel["messages"].values())
    )
    return (
        f'<h3 id="message-{escape(name)}">{_code(message["name"])}{outside}</h3>'
        f"<p>{escape(message['summary'])} {escape(message.get('description', ''))}</p>"
        + (f"<p>{flags}</p>" if flags else "")
        + f"<p>On {'; on '.join(on)}.</p>{_envelope(message)}"
        + _fields(components["schemas"][message["name"]])
        + "".join(_example(one) for one in message.get("examples", ()))
    )


def _envelope(message: Node) -> str:
    around = [part["$ref"] for part in message["payload"].get("allOf", ()) if "$ref" in part]
    return "".join(f"<p>In {_part_link(_last(one))}; its <code>data</code>:</p>" for one in around)


def _example(example: Node) -> str:
    shown = {"headers": example["headers"], "value": example["payload"]}
    text = orjson.dumps(shown, option=orjson.OPT_INDENT_2).decode()
    return f"<details><summary>As it is sent</summary><pre>{escape(text)}</pre></details>"


def _part(name: str, schema: Node) -> str:
    label = schema.get("x-csods", {}).get("label")
    inside = f"<p>In boxes of label {_link('label', label, label)}.</p>" if label else ""
    body = _fields(schema) if "properties" in schema else f"<p>{_kind(schema)}</p>"
    heading = f'<h3 id="part-{escape(name)}">{_code(name)}</h3>'
    return f"{heading}<p>{escape(schema.get('description', ''))}</p>{inside}{body}"


def _fields(schema: Node) -> str:
    needed = schema.get("required", ())
    rows = (
        (
            _code(name),
            _kind(field),
            "yes" if name in needed else "",
            _label(field),
            escape(field.get("description", "")),
        )
        for name, field in schema.get("properties", {}).items()
    )
    return _table(("field", "what it is", "needed", "label", "about it"), rows)


def _label(field: Node) -> str:
    found = (one["x-sealed"]["label"] for one in (field, *field.get("anyOf", ())) if "x-sealed" in one)
    return "".join(_link("label", label, label) for label in found)


def _kind(schema: Node) -> str:
    match schema:
        case {"$ref": reference}:
            return _part_link(_last(reference))
        case {"x-sealed": {"contents": contents}}:
            return f"a box with {_part_link(contents.rpartition(':')[2])}"
        case {"anyOf": choices}:
            return " or ".join(_kind(one) for one in choices if one.get("type") != "null")
        case {"type": "array", "items": items}:
            return f"list of {_kind(items)}"
    return _plain(schema)


def _plain(schema: Node) -> str:
    match schema:
        case {"const": value}:
            return _code(str(value))
        case {"enum": values}:
            return ", ".join(_code(str(value)) for value in values)
        case {"format": said} | {"pattern": said}:
            return f"text, {_code(said)}"
    return escape(str(schema.get("type", "anything")))


def _part_link(name: str) -> str:
    return _link("part", name, name)


def _link(kind: str, to: str, shown: str) -> str:
    return f'<a href="#{kind}-{escape(to)}">{escape(shown)}</a>'


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Cells are HTML already."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""

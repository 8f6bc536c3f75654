"""Structured logging that cannot leak: what is not on the list is dropped, whoever logs it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import orjson
import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "service", "program",
        "request", "method", "route", "status", "ms", "officer", "role", "organisation", "case", "codes",
        "message", "type", "topic", "partition", "offset", "outcome", "attempt", "reason", "task", "kind",
        "count", "error", "where", "alarm", "version", "channel", "trouble", "seconds", "part",
        "records", "applied", "duplicate", "ignored", "waiting", "quarantined", "refused", "decided",
    }
)  # fmt: skip
"""Field names that may reach a log. `error` is the name of a class, `where` a place in the program."""


def only_allowed(_logger: Any, _method: str, fields: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Drops every other field and everything that is not a plain value; `dropped` counts them."""
    kept = {name: value for name, value in fields.items() if name in ALLOWED and _plain(value)}
    if len(kept) < len(fields):
        kept["dropped"] = len(fields) - len(kept)
    return kept


def _plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(isinstance(one, str | int) for one in value)
    return value is None or isinstance(value, str | int | float | bool)


def where(trouble: BaseException) -> str:
    """Where an error arose, `file:line function`, without its text, which may quote anything."""
    trace = trouble.__traceback__
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return f"{'/'.join(code.co_filename.split('/')[-2:])}:{trace.tb_lineno} {code.co_name}"


class _NameOnly(logging.Formatter):
    """Lines of other people's loggers: their logger's name and level; their text may quote data."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        line = {
            "event": "library",
            "level": record.levelname.lower(),
            "where": f"{record.name}:{record.lineno}",
        }
        return orjson.dumps(line | ({"error": error} if error else {})).decode()


def set_up(service: str, to: TextIO | None = None, level: int = logging.INFO) -> None:
    """One JSON line an event, on standard output; called once by each program."""
    out = to or sys.stdout
    handler = logging.StreamHandler(out)
    handler.setFormatter(_NameOnly())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            lambda _logger, _method, fields: {**fields, "service": service},
            only_allowed,
            structlog.processors.JSONRenderer(serializer=lambda fields, **_: orjson.dumps(fields).decode()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )

"""The form of the log: LOG_FORMAT=line for people, json for programs. Django and gunicorn write one stream, stderr.

No line holds an address, a user or a query. Extra fields are taken by name, because Django passes the request itself as
one. A filter takes addresses and queries out of gunicorn's lines. django-axes, which writes user names and addresses,
logs errors alone; its table in the admin has the attempts.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from archive.monitoring.requests import current_request_id

FORMATS = ("line", "json")
#: The extra fields of a request's line; others are not written.
FIELDS = ("method", "path", "view", "status", "duration_ms")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
#: gunicorn's line for a request that it cannot read: an address, the kind of the fault, and what was sent.
_UNREADABLE = re.compile(r"Invalid request from ip=\S*: ([A-Za-z ]*[A-Za-z]|).*", re.DOTALL)
#: A token of an editor, wherever somebody wrote it: into a path, a name, a message.
_TOKEN = re.compile(r"jct_[A-Za-z0-9_-]{8,}")
_QUERY = re.compile(r"\?.+", re.DOTALL)


def escape_controls(text: str) -> str:
    """Return ``text`` as one line; a path may hold line ends."""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def without_tokens(line: str) -> str:
    """Return a line of the log with the secret part of every token cut out."""
    return _TOKEN.sub("jct_…", line)


class LineFormatter(logging.Formatter):
    """A line ``time LEVEL logger [request id]: message``, with a traceback below."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} [{request_id}]: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = current_request_id() or "-"
        return without_tokens(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = escape_controls(record.message)
        return super().formatMessage(record)


class JsonLines(JsonFormatter):
    """A JSON object a line: time (UTC), level, logger, message, request_id, FIELDS, and error with its traceback."""

    def __init__(self) -> None:
        super().__init__("{message}", style="{", json_ensure_ascii=False)

    def format(self, record: logging.LogRecord) -> str:
        return without_tokens(super().format(record))

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        names = ("time", "level", "logger", "message", "request_id", *FIELDS, "error", "stack")
        return {name: log_data[name] for name in names if name in log_data}

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        log_data["message"] = escape_controls(record.getMessage())
        if request_id := current_request_id():
            log_data["request_id"] = request_id
        for theirs, ours in (("exc_info", "error"), ("stack_info", "stack")):
            if trace := log_data.pop(theirs, None):
                log_data[ours] = _CONTROLS.sub(lambda found: found[0] if found[0] == "\n" else "?", str(trace))


def without_trace_of_refusals(record: logging.LogRecord) -> bool:
    """Keep the line of a refused request (403, 400), without the traceback: the program did what it should."""
    if record.exc_info and record.exc_info[0] and record.levelno < logging.ERROR:
        record.exc_info = None
    return True


def without_persons(record: logging.LogRecord) -> bool:
    """Filter gunicorn's own lines: drop the client's address, and what it sent from the first question mark on."""
    message = _QUERY.sub("?…", _UNREADABLE.sub(r"Invalid request: \1", record.getMessage()))
    record.msg, record.args = message, ()
    return True


def logging_settings(form: str, level: str) -> dict[str, Any]:
    """Return the settings for logging.config.dictConfig. ``form`` is one of FORMATS."""
    formatter = JsonLines if form == "json" else LineFormatter
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": formatter}},
        "filters": {
            "without_persons": {"()": lambda: without_persons},
            "without_trace_of_refusals": {"()": lambda: without_trace_of_refusals},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "chosen"},
            "gunicorn": {"class": "logging.StreamHandler", "formatter": "chosen", "filters": ["without_persons"]},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Without Django's own handlers, which mail administrators or write in another form.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"filters": ["without_trace_of_refusals"]},
            # jieba logs the loading of its dictionary at DEBUG, by a handler of its own.
            "jieba": {"level": "WARNING"},
            "axes": {"level": "ERROR"},
            # The client of a cluster logs each request and, as curl, each body: the texts and what readers search for.
            "opensearch": {"level": "ERROR"},
            "opensearchpy.trace": {"level": "ERROR", "propagate": False},
            "jiceng.access": {"level": "INFO"},
            "gunicorn.error": {"handlers": ["gunicorn"], "level": level, "propagate": False},
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }

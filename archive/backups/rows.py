"""Rows of the database as JSON, the same on every database, and back without a loss.

A value is null, a number, a string, or the content of a JSON column; dates and times are ISO 8601 with microseconds,
bytes are base64. A field's own ``to_python`` reads all of them.
"""

from __future__ import annotations

import base64
import datetime
import decimal
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps as installed_apps
from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.duration import duration_string

#: Left out: sessions and heartbeats have no use on another machine, a restored archive begins a series of its own,
#: readings are derived (docs/decisions/0023-readings-derived.md), and a letter that waited may have been sent since: its
#: watch notes it as told.
LEFT_OUT = frozenset(
    {
        "django_session", "archive_machine", "archive_changeseries",
        "archive_figurerow", "archive_sectionrow", "archive_readreport", "archive_readingstate",
        "archive_formula", "archive_formulause",
        "archive_letter", "archive_askedtoday",
    }
)  # fmt: skip
_READ_AT_ONCE = 200


def tables_of(registry: Apps = installed_apps) -> list[type[models.Model]]:
    """Return every model with a table of its own, those between two models included, by the table's name."""
    found = {
        model._meta.db_table: model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT
    }
    return [found[name] for name in sorted(found)]


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the fields that have a column, in the model's order."""
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def read_rows(model: type[models.Model], alias: str) -> Iterator[tuple[Any, ...]]:
    """Yield all rows in the order of their keys, a few hundred in memory at a time."""
    names = [field.attname for field in columns_of(model)]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
    return rows.iterator(chunk_size=_READ_AT_ONCE)


def to_line(row: Sequence[Any]) -> bytes:
    """Return one row as one line. Lone surrogates, which a JSON column may hold, stay."""
    text = json.dumps(row, default=_plain, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def from_line(line: bytes) -> list[Any]:
    """Return the row of a line. Raises ValueError if the line is no row."""
    row = json.loads(line.decode("utf-8", "surrogatepass"))
    if not isinstance(row, list):
        raise ValueError("a row is a list of values")
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return duration_string(value)
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} has no form in a backup")


class RowWriter:
    """Writes rows into one table unchanged: no default, no clock (``auto_now``) and no signal touches them."""

    def __init__(self, model: type[models.Model], columns: Sequence[str], connection: BaseDatabaseWrapper) -> None:
        """Take ``columns`` by their names in the database. Raises KeyError for one that the model does not have."""
        fields = {field.column: field for field in columns_of(model)}
        self._prepare = [_preparer(fields[name], connection) for name in columns]
        self._connection = connection
        quote = connection.ops.quote_name
        names = ", ".join(quote(name) for name in columns)
        marks = ", ".join(["%s"] * len(columns))
        self._sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608  names of our models

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Insert the rows. Raises ValueError or ValidationError for a value that its field does not accept."""
        prepared = [
            [prepare(value) for prepare, value in zip(self._prepare, row, strict=True)]
            for row in rows
        ]  # fmt: skip
        with self._connection.cursor() as cursor:
            cursor.executemany(self._sql, prepared)


def _preparer(field: models.Field[Any, Any], connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    """Return the function from a value of a backup to the value of the database's driver."""
    if isinstance(field, models.JSONField):
        # None in a column without NULL was JSON's own null.
        def prepare_json(value: Any) -> Any:
            if value is None and field.null:
                return None
            return connection.ops.adapt_json_value(value, field.encoder)

        return prepare_json

    def prepare(value: Any) -> Any:
        return field.get_db_prep_save(field.to_python(value), connection)

    return prepare


def last_number(model: type[models.Model], connection: BaseDatabaseWrapper) -> int | None:
    """Return the highest number that a table ever gave to a row, deleted ones included; None if it gives none.

    Without it the next report after a restore could get the number of a deleted one, and be mistaken for it.
    """
    key = model._meta.pk
    if not isinstance(key, models.AutoField | models.BigAutoField | models.SmallAutoField):
        return None
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            return int(row[0]) if row else 0
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [connection.ops.quote_name(table), key.column])
        (sequence,) = cursor.fetchone()
        cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608  the database's own name
        number, given = cursor.fetchone()
        return int(number) if given else 0


def continue_numbers(model: type[models.Model], number: int, connection: BaseDatabaseWrapper) -> None:
    """Let the table give numbers above ``number``, and above every row that it has."""
    key = model._meta.pk
    assert key is not None  # noqa: S101  every model has one
    table = model._meta.db_table
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX({quote(str(key.column))}) FROM {quote(table)}")  # noqa: S608  names of our models
        number = max(number, cursor.fetchone()[0] or 0)
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                [quote(table), key.column, max(number, 1), number > 0],
            )

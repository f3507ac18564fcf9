"""Queries that every page asks anew, written in SQL once; those by number once for each count of numbers.

Django writes the same statement again each time and makes objects of the rows: three quarters of what a list took from
the database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Rows = Callable[[Collection[int]], QuerySet[Any, tuple[Any, ...]]]


def read_rows(rows: Rows, numbers: Collection[int]) -> list[tuple[Any, ...]]:
    """The rows of ``rows(numbers)``, a function of a module that ends in ``values_list``. One query, none for no numbers.

    Values come as the connection reads them, which is enough for texts, numbers, dates and yes or no.
    """
    if not numbers:
        return []
    statement, written = _statement(rows, len(numbers))
    given = dict(zip(_standing_for(len(numbers)), numbers, strict=True))
    return _read(statement, [given.get(value, value) for value in written])


def read_all_rows(rows: Callable[[], QuerySet[Any, tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """Likewise of a query without numbers."""
    return _read(*_whole_statement(rows))


def _read(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@lru_cache(maxsize=64)
def _whole_statement(rows: Callable[[], QuerySet[Any, tuple[Any, ...]]]) -> tuple[str, tuple[Any, ...]]:
    return rows().query.sql_with_params()


@lru_cache(maxsize=256)
def _statement(rows: Rows, count: int) -> tuple[str, tuple[Any, ...]]:
    return rows(_standing_for(count)).query.sql_with_params()


def _standing_for(count: int) -> range:
    """Numbers that no row has."""
    return range(-count, 0)

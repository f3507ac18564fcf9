"""The rows of one report in the database: what they are read from, how they are written, deleted and read back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import DecimalField, Model

from archive.models import ChangeNote, FigureRow, FormulaUse, ReadReport, Region, Report, SectionRow
from archive.readings.formulas import keys_of, mark_stale
from archive.readings.reading import FIGURE_COLUMNS, FORMULA_COLUMNS, SECTION_COLUMNS, Readings, ReadingSource, Row

_SOURCE = ("text", "date", "region_id", "date_precision", "central")

_KEY = FORMULA_COLUMNS.index("key")


def source_of(number: int) -> tuple[ReadingSource | None, str | None]:
    """Return what a report is read from, None unless it is published, and the digest that it was read from, None if none."""
    row = Report.objects.published().filter(pk=number).values_list(*_SOURCE, "read__source_digest").first()
    if row is None:
        return None, None
    return _source(number, *row[:-1]), row[-1]


def sources_of(numbers: Collection[int]) -> dict[int, ReadingSource]:
    """Return {number: what it is read from} of those of the reports that are published. One query."""
    rows = Report.objects.published().filter(pk__in=numbers).order_by().values_list("pk", *_SOURCE)
    return {number: _source(number, *row) for number, *row in rows}


def has_rows(number: int) -> bool:
    """Return whether a report has been read; one query."""
    return ReadReport.objects.filter(pk=number).exists()


def known_regions() -> frozenset[str]:
    """Return the codes that a row's scope may have: the gazetteer of a newer program may know others."""
    return frozenset(Region.objects.values_list("pk", flat=True))


def write_readings(source: ReadingSource, readings: Readings | None, *, rules: str, regions: Collection[str]) -> bool:
    """Replace a report's rows in the caller's transaction, and return whether they are those of its present state.

    If it is about to change, nothing is written: a note says so, and its change will be read. ``readings`` None: the rules
    failed.
    """
    # PostgreSQL keeps the row as it is until the transaction ends; SQLite has one writer.
    now = (
        Report.objects.published().filter(pk=source.number).order_by().select_for_update().values_list(*_SOURCE).first()
    )
    is_noted = ChangeNote.objects.filter(report_id=source.number).exists()
    if is_noted or now is None or _source(source.number, *now) != source:
        return False
    before = keys_of(source.number)
    _delete_rows(source.number)
    kept = readings.within(regions) if readings else Readings()
    _insert(FigureRow, FIGURE_COLUMNS, source.number, kept.figures)
    _insert(SectionRow, SECTION_COLUMNS, source.number, kept.sections)
    _insert(FormulaUse, FORMULA_COLUMNS, source.number, kept.formulas)
    mark_stale(before | {row[_KEY] for row in kept.formulas})
    ReadReport.objects.update_or_create(
        pk=source.number,
        defaults={
            "source_digest": source.digest(rules),
            "rows_digest": kept.digest(),
            "is_refused": readings is None,
            **kept.counts(),
        },
    )
    return True


def delete_readings(number: int) -> None:
    """Delete all that was read of a report, in the caller's transaction."""
    mark_stale(keys_of(number))
    _delete_rows(number)
    ReadReport.objects.filter(pk=number).delete()


def readings_of(numbers: Collection[int]) -> dict[int, Readings]:
    """Return {number: its rows as the database holds them}, with empty ones for a report without rows. Three queries."""
    figures = _rows_of(FigureRow, FIGURE_COLUMNS, numbers)
    sections = _rows_of(SectionRow, SECTION_COLUMNS, numbers)
    formulas = _rows_of(FormulaUse, FORMULA_COLUMNS, numbers)
    return {
        each: Readings(tuple(figures.get(each, ())), tuple(sections.get(each, ())), tuple(formulas.get(each, ())))
        for each in numbers
    }


def _source(number: int, text: str, date: Any, region: str | None, precision: str, is_central: bool) -> ReadingSource:
    dated = f"{date.isoformat()} {precision}" if date else ""
    return ReadingSource(number, text, date.year if date else None, region, dated, is_central)


def _delete_rows(number: int) -> None:
    FigureRow.objects.filter(report_id=number).delete()
    SectionRow.objects.filter(report_id=number).delete()
    FormulaUse.objects.filter(report_id=number).delete()


def _insert(model: type[Model], names: Sequence[str], number: int, rows: Iterable[Row]) -> None:
    """Insert the rows by one statement's form; objects would cost more than the reading."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    decimals = {at: field for at, field in enumerate(fields) if isinstance(field, DecimalField)}
    columns = ", ".join(("report_id", *(connection.ops.quote_name(field.column or "") for field in fields)))
    marks = ", ".join(["%s"] * (len(names) + 1))
    statement = f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608  names of our models
    values = [
        (number, *(_adapted(decimals[at], value) if at in decimals else value for at, value in enumerate(row)))
        for row in rows
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def _adapted(field: DecimalField[Any, Any], value: Any) -> Any:
    return connection.ops.adapt_decimalfield_value(value, field.max_digits, field.decimal_places)


def _rows_of(model: type[Model], names: Sequence[str], numbers: Collection[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    rows = model._base_manager.filter(report_id__in=numbers).order_by("report_id", "start")
    for number, *values in rows.values_list("report_id", *names):
        found.setdefault(number, []).append(tuple(values))
    return found

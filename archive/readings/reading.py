"""A report's figures and sections as the values of their rows. No database: this runs in processes apart too."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any

from archive.readings.known import known_pattern
from archive.text.figures import Figure, Span, read_figures
from archive.text.formulas import FormulaUse, find_formulas
from archive.text.places import Gazetteer
from archive.text.sections import Section, split_sections
from search.fold import fold

#: Columns of a figure's row behind its report, in the order of the values.
FIGURE_COLUMNS = (
    "start", "end", "sentence_start", "sentence_end", "value", "high", "unit", "unit_written", "bound", "kind", "role",
    "noun", "noun_folded", "noun_start", "noun_end", "more_noun_start", "more_noun_end", "action", "action_start",
    "action_end", "base_start", "base_end", "year", "year_until", "year_how", "scope_region_id", "scope_how",
    "scope_start", "scope_end", "status", "section", "redacted", "rule", "sure",
)  # fmt: skip
FORMULA_COLUMNS = ("start", "end", "key", "type", "kind", "is_sure", "gloss_start", "gloss_end")
SECTION_COLUMNS = ("kind", "start", "end", "heading_start", "heading_end", "why")
_SCOPE, _KIND = FIGURE_COLUMNS.index("scope_region_id"), FIGURE_COLUMNS.index("kind")
#: Characters of a noun or a verb that a row holds, and of a unit; the spans are whole.
_LONGEST, _LONGEST_UNIT = 100, 20
#: SQLite gives back so many digits, and a column has so many places.
_KEPT = Context(prec=15)
_PLACES, _LARGEST = Decimal("0.000001"), Decimal(10) ** 27

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ReadingSource:
    """All of a published report that its readings depend on, beside the rules."""

    number: int
    text: str
    year: int | None
    region: str | None
    #: The date at its precision, and whether it is a central document: no rule reads them, counts of formulas do.
    dated: str = ""
    is_central: bool = False

    def digest(self, rules: str) -> str:
        """Return the SHA-256 (hex) of all of it and of the version of the rules."""
        parts = f"{rules}\n{self.year}\n{self.region}\n{self.dated}\n{self.is_central}\n{self.text}"
        return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Readings:
    """The rows of one report, without its number: values of FIGURE_COLUMNS, of SECTION_COLUMNS and of FORMULA_COLUMNS."""

    figures: tuple[Row, ...] = ()
    sections: tuple[Row, ...] = ()
    formulas: tuple[Row, ...] = ()

    def digest(self) -> str:
        """Return the SHA-256 (hex) of the rows, whatever form the database gives a decimal in."""
        rows = json.dumps(
            [self.figures, self.sections, self.formulas], default=_plain, ensure_ascii=False, separators=(",", ":")
        )
        return hashlib.sha256(rows.encode("utf-8", "surrogatepass")).hexdigest()

    def counts(self) -> dict[str, int]:
        """Return how many rows a list of figures shows and tells apart, by the fields of ``ReadReport``."""
        shown = [dict(zip(FIGURE_COLUMNS, row, strict=True)) for row in self.figures if row[_KIND] != "threshold"]
        return {
            "figures": len(shown),
            "redacted": sum(bool(row["redacted"]) for row in shown),
            "undated": sum(row["year"] is None for row in shown),
            "paragraph": sum(row["year_how"] == "paragraph" for row in shown),
            "planned": sum(row["status"] == "planned" for row in shown),
            "unplaced": sum(row["scope_region_id"] is None for row in shown),
        }

    def within(self, codes: Collection[str]) -> Readings:
        """Return the rows with no scope outside ``codes``, the regions that the database has."""
        rows = (
            row if row[_SCOPE] is None or row[_SCOPE] in codes else (*row[:_SCOPE], None, *row[_SCOPE + 1 :])
            for row in self.figures
        )
        return Readings(tuple(rows), self.sections, self.formulas)


def read_source(source: ReadingSource, gazetteer: Gazetteer) -> Readings:
    """Return what the rules read in a report."""
    sections = split_sections(source.text)
    figures = read_figures(source.text, sections=sections, dated=source.year, region=source.region, gazetteer=gazetteer)
    return Readings(
        tuple(_figure_row(figure, source.text) for figure in figures),
        tuple(_section_row(each) for each in sections),
        tuple(map(_formula_row, find_formulas(source.text, known=known_pattern()))),
    )


def _figure_row(figure: Figure, text: str) -> Row:
    noun, more, *_ = (*figure.noun, None, None)
    words = figure.noun_in(text)[:_LONGEST]
    return (
        figure.start,
        figure.end,
        figure.sentence.start,
        figure.sentence.end,
        _kept(figure.value),
        _kept(figure.high),
        figure.unit[:_LONGEST_UNIT],
        figure.unit_written[:_LONGEST_UNIT],
        figure.bound,
        figure.kind,
        figure.role,
        words,
        fold(words),
        *_ends(noun),
        *_ends(more),
        figure.action_in(text)[:_LONGEST],
        *_ends(figure.action),
        *_ends(figure.base),
        _year(figure.year),
        _year(figure.year_until),
        figure.year_how,
        figure.scope.code,
        figure.scope.how,
        *_ends(figure.scope.words),
        figure.status,
        figure.section,
        figure.redacted,
        figure.rule,
        figure.sure,
    )


def _section_row(section: Section) -> Row:
    return (section.kind, section.start, section.end, *(section.heading or (None, None)), section.why)


def _formula_row(use: FormulaUse) -> Row:
    return (use.start, use.end, use.key, use.type, use.kind, use.is_sure, *(use.gloss or (None, None)))


def _ends(span: Span | None) -> tuple[int | None, int | None]:
    return (span.start, span.end) if span else (None, None)


def _year(year: int | None) -> int | None:
    return year if year is not None and 0 < year < 10_000 else None


def _kept(value: Decimal | None) -> Decimal | None:
    """Return a value as both databases give it back; None for one that no report means."""
    if value is None or abs(value) >= _LARGEST:
        return None
    value = _KEPT.plus(value)
    exponent = value.as_tuple().exponent
    return value.quantize(_PLACES) if isinstance(exponent, int) and exponent < -6 else value


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"

"""A line of reports.jsonl that a stranger may have written: every value is what the intake could have stored, or it is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from archive.intake.cards.typed import OLDEST_YEAR
from archive.models import Original, Report
from archive.models.card import EVIDENCED
from archive.text.dates import PartialDate
from archive.text.edits import Edit, EditError, apply_edits
from search.invisible import without_invisible
from search.sentences import Sentence, say

#: Values of a line that follow from others; they are not read.
_DERIVED = frozenset({"url", "cited_title", "authors", "doubts", "recognised"})
_READ = frozenset({
    "id", "title", "working_title", "region", "date", "source", "author", "kind", "script", "redacted", "truncated",
    "damaged", "sample", "central", "content_years", "published", "original", "text", "extracted_text", "edits", "gaps", "evidence",
    "recognised_pages",
})  # fmt: skip
#: Values that dumps of older programs lack.
_LATER = frozenset({"central"})
_ORIGINAL = frozenset({"filename", "media_type", "encoding", "size", "sha256", "recogniser", "address", "captured"})
_EDIT, _CANDIDATE = frozenset({"start", "before", "after", "kind", "rule"}), {"value", "rule", "quote", "confidence"}
_EDIT_KINDS = ("repair", "clean", "editor")
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,90}", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST = 2**63 - 1
#: A clock of another machine may be ahead.
_AHEAD = timedelta(days=1)


class LineRefused(ValueError):
    """A line is none that this program wrote. The message is a sentence part that says which value, and what is wrong."""


@dataclass(frozen=True, slots=True)
class RecognisedPageRow:
    """The page of a scan, as ``ScannedPage`` stores it."""

    number: int
    width: int
    height: int
    turned: int
    lines: list[Any]


@dataclass(frozen=True, slots=True)
class DumpedReport:
    """A checked line. ``report`` and ``original`` are not saved; ``report`` has no original, source or batch yet."""

    report: Report
    original: Original
    source: str
    pages: tuple[RecognisedPageRow, ...]


def read_line(line: bytes, regions: Collection[str]) -> DumpedReport:
    """Check a line and return its report; ``regions``: the codes of the table. Raises LineRefused."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineRefused(say("读不懂")) from error
    _keys(row, _READ | _DERIVED, say("一行"))
    try:
        return _read(row, regions)
    except (TypeError, KeyError, AttributeError, OverflowError) as error:
        raise LineRefused(say("值的类型不对")) from error


def _read(row: dict[str, Any], regions: Collection[str]) -> DumpedReport:
    evidence = _evidence(row["evidence"])
    extracted, text = _text(row["extracted_text"], "extracted_text"), _text(row["text"], "text")
    edits = [_edit(edit) for edit in _list(row["edits"], "edits")]
    if not text.strip():
        raise LineRefused(say("正文是空的"))
    try:
        if apply_edits(extracted, [Edit.from_dict(edit) for edit in edits]) != text:
            raise LineRefused(say("改动得不出正文"))
    except EditError as error:
        raise LineRefused(say("改动得不出正文")) from error
    report = Report(
        pk=_number(row["id"], "id", least=1),
        status=Report.Status.PUBLISHED,
        title=_words(row["title"], "title", 300, least=1),
        is_working_title=_truth(row["working_title"], "working_title"),
        region_id=_region(row["region"], regions),
        author=_words(row["author"] or "", "author", 100),
        kind=_choice(row["kind"] or "", "kind", ("", *Report.Kind.values)),
        script=_choice(row["script"], "script", Report.Script.values),
        evidence=evidence,
        content_years=[
            _number(year, "content_years", least=1, most=9999) for year in _list(row["content_years"], "content_years")
        ],
        text=text,
        extracted_text=extracted,
        edits=edits,
        gaps=[_gap(gap) for gap in _list(row["gaps"], "gaps")],
        is_redacted=_truth(row["redacted"], "redacted"),
        is_truncated=_truth(row["truncated"], "truncated"),
        is_damaged=_truth(row["damaged"], "damaged"),
        is_sample=_truth(row["sample"], "sample"),
        central=_truth(row.get("central", False), "central"),
        published_at=_moment(row["published"], "published"),
    )
    report.partial_date = _date(row["date"])
    pages = tuple(_page(page, len(extracted)) for page in _list(row["recognised_pages"], "recognised_pages"))
    if len({page.number for page in pages}) < len(pages):
        raise LineRefused(say("“{0}”不对", "recognised_pages"))
    source = _words(row["source"] or "", "source", 100)
    return DumpedReport(report, _original(row["original"]), source, pages)


def _original(row: Any) -> Original:
    _keys(row, _ORIGINAL, Sentence("original"))
    address = _words(row["address"], "address", 500)
    if address and not address.startswith(("http://", "https://")):
        raise LineRefused(say("“{0}”不对", "address"))
    return Original(
        sha256=_matching(row["sha256"], "sha256", _DIGEST),
        filename=_words(row["filename"], "filename", 255),
        media_type=_matching(row["media_type"], "media_type", _MEDIA_TYPE)[:100],
        encoding=_words(row["encoding"], "encoding", 40),
        size=_number(row["size"], "size"),
        recogniser=_words(row["recogniser"], "recogniser", 100),
        address=address,
        captured_at=_moment(row["captured"], "captured"),
    )


def _evidence(rows: Any) -> dict[str, Any]:
    if not isinstance(rows, dict) or not rows.keys() <= set(EVIDENCED):
        raise LineRefused(say("“{0}”不对", "evidence"))
    for row in rows.values():
        if not isinstance(row, dict) or not {"value", "rule"} <= row.keys() <= {*_CANDIDATE, "rivals", "signs"}:
            raise LineRefused(say("“{0}”不对", "evidence"))
        _candidate({**row, "value": row["value"] or ""}, "evidence")
        for rival in _list(row.get("rivals", []), "evidence"):
            _candidate(rival, "evidence")
        for sign in _list(row.get("signs", []), "evidence"):
            _words(sign, "evidence", 100, least=1)
    return rows


def _candidate(row: Any, name: str) -> None:
    if not isinstance(row, dict) or not {"value", "rule"} <= row.keys() <= {*_CANDIDATE, "rivals", "signs"}:
        raise LineRefused(say("“{0}”不对", name))
    _text(row["value"], name)
    _text(row.get("quote", ""), name)
    _words(row["rule"], name, 100, least=1)
    confidence = row.get("confidence", 0.0)
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise LineRefused(say("“{0}”不对", name))


def _edit(row: Any) -> dict[str, Any]:
    _keys(row, _EDIT, Sentence("edits"))
    _number(row["start"], "edits")
    for name in ("before", "after"):
        _text(row[name], "edits")
    _choice(row["kind"], "edits", _EDIT_KINDS)
    _words(row["rule"], "edits", 100, least=1)
    return dict(row)


def _gap(row: Any) -> dict[str, Any]:
    if not isinstance(row, dict) or not {"start", "end"} <= row.keys() <= {"start", "end", "candidates", "quote"}:
        raise LineRefused(say("“{0}”不对", "gaps"))
    for name in ("start", "end"):
        if isinstance(row[name], bool) or not isinstance(row[name], int) or abs(row[name]) > _MOST:
            raise LineRefused(say("“{0}”不对", "gaps"))
    _text(row.get("quote", ""), "gaps")
    for candidate in _list(row.get("candidates", []), "gaps"):
        _candidate(candidate, "gaps")
    return row


def _page(row: Any, length: int) -> RecognisedPageRow:
    _keys(row, frozenset({"number", "width", "height", "turned", "lines"}), Sentence("recognised_pages"))
    most = 2**31 - 1
    numbers = {name: _number(row[name], "recognised_pages", most=most) for name in ("number", "width", "height")}
    lines = _list(row["lines"], "recognised_pages")
    for line in lines:
        if not isinstance(line, list) or len(line) != 8 or not isinstance(line[7], list):
            raise LineRefused(say("“{0}”不对", "recognised_pages"))
        spans = [line[:2], *line[7]]
        if not all(_is_span(span, length) for span in spans) or not all(map(_is_real, line[2:7])):
            raise LineRefused(say("“{0}”不对", "recognised_pages"))
    return RecognisedPageRow(**numbers, turned=_number(row["turned"], "recognised_pages", most=360), lines=lines)


def _is_span(span: Any, length: int) -> bool:
    if not isinstance(span, list) or len(span) != 2 or not all(type(offset) is int for offset in span):
        return False
    return 0 <= span[0] <= span[1] <= length


def _is_real(number: Any) -> bool:
    return type(number) in (int, float) and abs(number) <= 2**31


def _keys(row: Any, names: frozenset[str], where: Sentence) -> None:
    if not isinstance(row, dict):
        raise LineRefused(say("值的类型不对"))
    if strange := sorted(row.keys() - names):
        raise LineRefused(say("{0}里有不认识的“{1}”", where, strange[0][:40]))
    if lacking := sorted(names - _DERIVED - _LATER - row.keys()):
        raise LineRefused(say("{0}里缺少“{1}”", where, lacking[0]))


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise LineRefused(say("“{0}”不对", name))
    return value


def _text(value: Any, name: str) -> str:
    """Return a text that the database takes: without a half of a surrogate pair, and on PostgreSQL without NUL."""
    if not isinstance(value, str) or _SURROGATE.search(value):
        raise LineRefused(say("“{0}”里有不是文字的字符", name))
    if "\0" in value and connection.vendor == "postgresql":
        raise LineRefused(say("“{0}”里有 PostgreSQL 收不下的字符 NUL", name))
    return value


def _words(value: Any, name: str, most: int, *, least: int = 0) -> str:
    """Return a value of the card without invisible characters, as the intake stores it."""
    words = without_invisible(_text(value, name))
    if not least <= len(words) <= most or (least and not words.strip()):
        raise LineRefused(say("“{0}”是空的，或超过 {1} 字", name, most))
    return words


def _number(value: Any, name: str, *, least: int = 0, most: int = _MOST) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise LineRefused(say("“{0}”不对", name))
    return value


def _truth(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise LineRefused(say("“{0}”不对", name))
    return value


def _choice(value: Any, name: str, allowed: Collection[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise LineRefused(say("“{0}”不对", name))
    return value


def _matching(value: Any, name: str, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise LineRefused(say("“{0}”不对", name))
    return value


def _region(row: Any, regions: Collection[str]) -> str | None:
    if row is None:
        return None
    code = row.get("code") if isinstance(row, Mapping) else None
    if not isinstance(code, str) or code not in regions:
        raise LineRefused(say("地区表里没有代码 {0}", str(code)[:20]))
    return code


def _date(value: Any) -> PartialDate | None:
    if value is None:
        return None
    try:
        date = PartialDate.from_iso(value)
    except (ValueError, TypeError) as error:
        raise LineRefused(say("“{0}”不对", "date")) from error
    if date.year < OLDEST_YEAR or date.first_day() > timezone.localdate() + _AHEAD:
        raise LineRefused(say("“{0}”不对", "date"))
    return date


def _moment(value: Any, name: str) -> datetime | None:
    if value is None:
        return None
    try:
        found = parse_datetime(value) if isinstance(value, str) and len(value) <= 40 else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found > timezone.now() + _AHEAD:
        raise LineRefused(say("“{0}”不对", name))
    return found

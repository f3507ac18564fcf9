"""A document as the cluster keeps it: a row of fields, and the lines of a bulk request."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from search.analysis import words
from search.documents import COMPLETE, PRECISION, PRECISIONS, Document
from search.engines.opensearch.writing.mapping import CHARACTERS, NAMES, PAIRS, TEXT_FIELDS
from search.engines.rules.filters import date_number, first_day, last_day
from search.engines.rules.formula import WORTH
from search.fold import fold

#: Lucene writes every lone surrogate as the same sign, so each has a code point of a private plane here.
_SURROGATES = {code: 0x10F000 + code - 0xD800 for code in range(0xD800, 0xE000)}

_TYPED = {form: code for code, form in _SURROGATES.items()}

#: Bytes and rows of one bulk request.
_BULK_BYTES = 2_500_000
_BULK_ROWS = 500


def storable(text: str) -> str:
    """Return ``text`` as the cluster gets it: of the same length, with a sign of its own for each lone surrogate."""
    return text.translate(_SURROGATES) if any("\ud800" <= char <= "\udfff" for char in text) else text


def as_typed(stored: str) -> str:
    """Return the text that ``storable`` made into ``stored``."""
    return stored.translate(_TYPED) if any(char >= "\U0010f000" for char in stored) else stored


@dataclass(frozen=True, slots=True)
class Row:
    """A document as the cluster keeps it, and its words for suggestions.

    ``fields``: of the mapping. ``words``: those of the title, and of the body.
    """

    id: int
    fields: dict[str, Any]
    words: tuple[frozenset[str], frozenset[str]]


def make_row(document: Document) -> Row:
    """Return the row of a document. Counting its words by jieba is most of the work of indexing."""
    counted = {name: Counter(word for word, _ in words(fold(getattr(document, name)))) for name in TEXT_FIELDS}
    fields: dict[str, Any] = {
        "id": document.id,
        "digest": document.digest(),
        "region": document.region,
        "province": document.region[:2],
        "source": storable(document.source),
        "kind": document.kind,
        "script": document.script,
        "quality": list(document.quality) or [COMPLETE],
        "sections": sorted({kind for kind, _start, _end in document.sections}),
        "year": document.date[:4],
        PRECISION: PRECISIONS[document.date.count("-")] if document.date else "",
        "grouped": document.group or -document.id,
        "worth": WORTH.get(document.kind, 1.0),
        "characters": len(document.title) + len(document.body),
    }
    fields |= {f"{name}_length": counted[name].total() for name in TEXT_FIELDS}
    if document.group:
        fields["group"] = document.group
    if document.date:
        fields |= {
            "date": date_number(document.date),
            "first": date_number(first_day(document.date)),
            "last": date_number(last_day(document.date)),
        }
    for name in (*TEXT_FIELDS, *NAMES):
        text = getattr(document, name)
        fields[name + PAIRS], fields[name + CHARACTERS] = storable(fold(text)), storable(text)
    title, body = (frozenset(counted[name]) for name in TEXT_FIELDS)
    return Row(document.id, fields, (title, body))


def bulk_parts(rows: Iterable[Row], deletes: Iterable[int], version: int) -> Iterator[list[str]]:
    """Yield the lines of bulk requests, each of a bounded size. An older ``version`` than the one written is refused."""
    lines: list[str] = []
    size = 0
    for action in chain(_writes(rows, version), _deletes(deletes, version)):
        if lines and (size > _BULK_BYTES or len(lines) > 2 * _BULK_ROWS):
            yield lines
            lines, size = [], 0
        lines += action
        size += sum(map(len, action))
    if lines:
        yield lines


def actions_in(lines: Sequence[str]) -> list[list[str]]:
    """Return the lines of each action of a bulk request."""
    actions: list[list[str]] = []
    for line in lines:
        if line.startswith(('{"index": ', '{"delete": ')):
            actions.append([])
        actions[-1].append(line)
    return actions


def id_of(action: Sequence[str]) -> int:
    """Return the number of the document of an action."""
    (values,) = json.loads(action[0]).values()
    return int(values["_id"])


def _writes(rows: Iterable[Row], version: int) -> Iterator[list[str]]:
    for row in rows:
        yield [_action("index", row.id, version), json.dumps(row.fields, ensure_ascii=False)]


def _deletes(numbers: Iterable[int], version: int) -> Iterator[list[str]]:
    for number in numbers:
        yield [_action("delete", number, version)]


def _action(name: str, number: int, version: int) -> str:
    return json.dumps({name: {"_id": str(number), "version": version, "version_type": "external_gte"}})

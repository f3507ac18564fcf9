"""How does a whole list become a file: a table, lines of JSON or references? One module writes one format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from django.utils.translation import gettext_noop

from archive.exporting.exports import lines, references, table
from archive.exporting.exports.listing import (
    Listing,
    TooManyReports,
    all_ids,
    listing_of_reports,
    listing_of_saved,
    listing_of_search,
    numbered_batches,
)
from archive.models import Report

__all__ = [
    "FORMATS",
    "Format",
    "Listing",
    "TooManyReports",
    "all_ids",
    "chunks",
    "listing_of_reports",
    "listing_of_saved",
    "listing_of_search",
]


@dataclass(frozen=True, slots=True)
class Format:
    """One format of an exported list.

    ``begin`` returns the words before the first report, ``block`` some reports in a row, each with its number in the
    list (from 1).
    """

    ending: str
    label: str
    media_type: str
    begin: Callable[[Listing], str]
    block: Callable[[Listing, Sequence[tuple[int, Report]]], str]


FORMATS = {
    each.ending: each
    for each in (
        Format("csv", gettext_noop("CSV 表格"), "text/csv; charset=utf-8", table.begin, table.block),
        Format("jsonl", gettext_noop("逐行 JSON"), "application/x-ndjson; charset=utf-8", lines.begin, lines.block),
        Format(
            "ris",
            gettext_noop("文献管理"),
            "application/x-research-info-systems; charset=utf-8",
            references.begin_ris,
            references.ris_block,
        ),
        Format(
            "bib",
            "BibTeX",
            "application/x-bibtex; charset=utf-8",
            references.begin_bibtex,
            references.bibtex_block,
        ),
        Format(
            "txt", gettext_noop("参考文献"), "text/plain; charset=utf-8", references.begin_plain, references.plain_block
        ),
    )
}


def chunks(listing: Listing, form: Format) -> Iterator[bytes]:
    """Return the file in chunks, one SQL query each, so that memory does not grow with the list.

    The first is read before this returns: a database that does not answer is an answer of its own, and no broken file.
    """
    made = _chunks(listing, form)
    first = list(islice(made, 2))
    return chain(first, made)


def _chunks(listing: Listing, form: Format) -> Iterator[bytes]:
    yield form.begin(listing).encode("utf-8", "replace")
    for batch in numbered_batches(listing):
        yield form.block(listing, batch).encode("utf-8", "replace")

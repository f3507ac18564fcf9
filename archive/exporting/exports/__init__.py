"""How does a whole list become a file: a table, lines of JSON or references? One module writes one format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from django.utils import translation
from django.utils.translation import gettext_noop

from archive.exporting.exports import document, lines, references, table, workbook
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
    "begun",
    "chunks",
    "listing_of_reports",
    "listing_of_saved",
    "listing_of_search",
]


@dataclass(frozen=True, slots=True)
class Format:
    """One format of an exported list; ``label`` says which program it is for.

    ``write`` yields the file in pieces, in the language that is active. ``of_hits``: it lists the hits of a query, which
    other lists do not have. ``of_saved``: it is for a saved list, whose length is bounded.
    """

    ending: str
    label: str
    media_type: str
    write: Callable[[Listing], Iterator[bytes]]
    of_hits: bool = False
    of_saved: bool = False

    @property
    def suffix(self) -> str:
        """Return the ending of the file's name."""
        return self.ending.rpartition(".")[2]


def _encoded(write: Callable[[Listing], Iterator[str]]) -> Callable[[Listing], Iterator[bytes]]:
    return lambda listing: (piece.encode("utf-8", "replace") for piece in write(listing))


def _in_blocks(
    begin: Callable[[Listing], str], block: Callable[[Listing, Sequence[tuple[int, Report]]], str]
) -> Callable[[Listing], Iterator[bytes]]:
    """Return a writer: ``begin`` the words before the first report, then a ``block`` of some, each with its number from 1."""

    def write(listing: Listing) -> Iterator[str]:
        yield begin(listing)
        for batch in numbered_batches(listing, with_text=listing.with_text):
            yield block(listing, batch)

    return _encoded(write)


_XML = "application/vnd.openxmlformats-officedocument"
#: In the order of the menu.
FORMATS = {
    each.ending: each
    for each in (
        Format("xlsx", gettext_noop("Excel 表格"), f"{_XML}.spreadsheetml.sheet", workbook.write_workbook),
        Format(
            "docx",
            gettext_noop("Word 文档，附引文"),
            f"{_XML}.wordprocessingml.document",
            document.write_document,
            of_saved=True,
        ),
        Format(
            "txt",
            gettext_noop("参考文献，可贴进 Word"),
            "text/plain; charset=utf-8",
            _in_blocks(references.begin_plain, references.plain_block),
        ),
        Format(
            "ris",
            gettext_noop("文献管理：Zotero、NoteExpress"),
            "application/x-research-info-systems; charset=utf-8",
            _in_blocks(references.begin_ris, references.ris_block),
        ),
        Format(
            "bib",
            gettext_noop("BibTeX，供 LaTeX"),
            "application/x-bibtex; charset=utf-8",
            _in_blocks(references.begin_bibtex, references.bibtex_block),
        ),
        Format("csv", gettext_noop("CSV 表格，供其他软件"), "text/csv; charset=utf-8", _encoded(table.write_reports)),
        Format(
            "hits.csv",
            gettext_noop("命中逐处一行，Excel 可开"),
            "text/csv; charset=utf-8",
            _encoded(table.write_hits),
            of_hits=True,
        ),
        Format(
            "jsonl",
            gettext_noop("逐行 JSON，供程序读"),
            "application/x-ndjson; charset=utf-8",
            _in_blocks(lines.begin, lines.block),
        ),
    )
}


def chunks(listing: Listing, form: Format) -> Iterator[bytes]:
    """Return the file in chunks, one SQL query each, so that memory does not grow with the list.

    The first is read before this returns: a database that does not answer is an answer of its own, and no broken file.
    """
    return begun(form.write(listing), listing.language)


def begun(pieces: Iterator[bytes], language: str) -> Iterator[bytes]:
    """Return the pieces, the first two made now: an error there is an answer of its own."""
    made = _in_language(pieces, language)
    first = list(islice(made, 2))
    return chain(first, made)


def _in_language(pieces: Iterator[bytes], language: str) -> Iterator[bytes]:
    """Yield the pieces, each made in ``language``: the middleware that chose it has ended when the server asks."""
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece

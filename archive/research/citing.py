"""A page of research as it is cited: question, date, counts and version of the holdings; and as a note in its files.

GB/T 7714—2015, database online: 基层文库. 题名[DB/OL]. 所数，馆藏版本，(日期)[引用日期]. 地址.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from archive.exporting.citation.bibtex import online_entry
from archive.exporting.citation.description import ARCHIVE
from archive.exporting.citation.forms import Reference
from archive.exporting.citation.ris import written_entry
from archive.languages import say
from search.engine import get_engine
from search.sentences import one_line

_VERSION = 10


@dataclass(frozen=True, slots=True)
class CitedPage:
    """``title``: 趋势：软弱涣散、一肩挑. ``counts``: a sentence of numbers. ``address``: the absolute one of this very page."""

    title: str
    counts: str
    version: str
    address: str
    accessed: date
    #: When it was made, where it is not made anew at each look.
    made: date | None = None


def holdings_version() -> str:
    """Return the version of the holdings in short: a name that every change of what is published makes another.

    Raises IndexMissing.
    """
    return hashlib.sha256(get_engine().newest_commit().encode()).hexdigest()[:_VERSION]


def page_references(cited: CitedPage) -> tuple[Reference, ...]:
    """Return the reference as GB/T 7714, BibTeX and RIS, in the language of the page: question and counts are the page's words."""
    title, counts = one_line(cited.title), one_line(cited.counts)
    day = cited.accessed.isoformat()
    kind = "DS" if cited.made else "DB"  # a data set that stays as it is, or a database
    made = cited.made.isoformat() if cited.made else day
    version = say("馆藏版本 {0}", cited.version)
    gb = f"{ARCHIVE}. {title}[{kind}/OL]. {say('，').join((counts, version, f'({made})[{day}]'))}. {cited.address}."
    key = "jiceng" + hashlib.sha256(f"{cited.address} {cited.version}".encode()).hexdigest()[:8]
    bibtex = online_entry(
        key,
        {"author": f"{{{ARCHIVE}}}", "date": made, "urldate": day, "langid": "chinese", "language": "zh-Hans"},
        words={"title": title, "note": say("；").join((counts, version))},
        address=cited.address,
    )
    ris = written_entry(
        {
            "type_of_reference": "DATA",
            "id": key,
            "authors": [ARCHIVE],
            "title": title,
            "year": str((cited.made or cited.accessed).year),
            "language": "zh-Hans",
            "database_provider": ARCHIVE,
            "notes": [say("；").join((counts, version))],
            "urls": [one_line(cited.address)],
            "access_date": cited.accessed.strftime("%Y/%m/%d/"),
        }
    )
    return (
        Reference("gb", "GB/T 7714", gb),
        Reference("bib", "BibTeX", bibtex),
        Reference("ris", "RIS", ris.strip()),
    )


def notes_of(cited: CitedPage, conditions: str) -> tuple[tuple[str, str], ...]:
    """Return what a file says of the page that it came from, as (label, words)."""
    return (
        (say("文库"), ARCHIVE),
        (say("所问"), cited.title),
        (say("检索条件"), conditions),
        (say("所数"), cited.counts),
        (say("馆藏版本"), cited.version),
        (say("导出日期"), cited.accessed.isoformat()),
        (say("检索地址"), cited.address),
    )

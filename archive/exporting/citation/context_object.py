"""A report of a list as a context object (ANSI/NISO Z39.88), which reference managers find in a page by its class: COinS.

Zotero's reader of them works so: each ``span`` of the class Z3988 is one item, and several are offered as a list;
``info:ofi/fmt:kev:mtx:dc`` is a web page; of it ``rft.title`` is the title, each ``rft.creator`` one author, ``rft.date``
the date, ``rft.source`` the title of the site, ``rft.identifier`` with an address the address. A sign of plus becomes a
blank, encoded or not.
"""

from __future__ import annotations

from urllib.parse import quote

from archive.exporting.citation.description import author_names, cited_title, language_tag
from archive.models import Report
from archive.searching.results import ListedReport
from search.sentences import one_line

_FORMAT = (("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"))


def context_object(report: Report | ListedReport, *, origin: str) -> str:
    """Return the pairs, joined and percent-encoded; values that are unknown or may be wrong are left out.

    ``origin``: ``https://host``, before the path of the report. It reads ``report.source``: select it with a list.
    """
    doubtful = report.doubts_of_card
    dated = None if "date" in doubtful else report.partial_date
    source = one_line(report.source.name) if report.source and "source" not in doubtful else ""
    pairs = [
        *_FORMAT,
        ("rft.title", cited_title(report)),
        *(("rft.creator", name) for name in author_names(report.author) if "author" not in doubtful),
        ("rft.date", dated.iso if dated else ""),
        ("rft.source", source),
        ("rft.language", language_tag(report.script)),
        ("rft.identifier", origin + report.get_absolute_url()),
    ]
    return "&".join(f"{name}={quote(value.replace('+', '＋'), safe='')}" for name, value in pairs if value)

"""All forms of a report's reference, for its page and as files, and the head of its printed form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext_noop

from archive.exporting.citation.bibtex import bibtex_entry
from archive.exporting.citation.english import apa, chicago
from archive.exporting.citation.gb7714 import gb7714
from archive.exporting.citation.plain import plain
from archive.exporting.citation.ris import ris_entry
from archive.languages import date_words, say
from archive.models import Report
from archive.text.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Reference:
    """One form of the reference: its short name, its name on the page, and the words to be copied."""

    name: str
    label: str
    words: str


def references(report: Report, *, address: str, accessed: date) -> tuple[Reference, ...]:
    """Return all forms, the national standard first; for readers of English pages APA and Chicago behind it."""
    english = (
        Reference("apa", "APA", apa(report, address=address, accessed=accessed)),
        Reference("chicago", "Chicago", chicago(report, address=address, accessed=accessed)),
    )
    return (
        Reference("gb", "GB/T 7714", gb7714(report, address=address, accessed=accessed)),
        *(english if get_language() == "en" else ()),
        Reference("bib", "BibTeX", bibtex_entry(report, address=address, accessed=accessed)),
        Reference("ris", "RIS", ris_entry(report, address=address, accessed=accessed).strip()),
        Reference("plain", gettext_noop("文字"), plain(report, address=address, accessed=accessed)),
    )


def citation_text(report: Report, suffix: str, *, address: str, accessed: date) -> str:
    """Return the file ``cite.bib``, ``cite.ris`` or ``cite.txt``. Raises KeyError for another ``suffix``."""
    forms = {reference.name: reference.words for reference in references(report, address=address, accessed=accessed)}
    return {"bib": forms["bib"], "ris": forms["ris"] + "\r\n", "txt": f"{forms['gb']}\n{forms['plain']}\n"}[suffix]


def print_sheet(address: str, today: date, *, is_sample: bool = False) -> str:
    """Return the style sheet of the running head: only a style sheet can write into the margins of a page.

    On every sheet of a sample it says what the text is.
    """
    printed = say("{0}印出", date_words(PartialDate(today.year, today.month, today.day)))
    rules = [
        f"@top-right {{ content: {_css_string(address)} }}",
        f"@bottom-left {{ content: {_css_string(printed)} }}",
    ]
    if is_sample:
        marked = say("基层文库：示例，非史料")
        rules.append(f"@top-left {{ content: {_css_string(marked)} }}")
    return f"@page {{ {' '.join(rules)} }}\n"


def _css_string(words: str) -> str:
    """Return a string of CSS; letters, digits and marks of an address stand, all else is an escape: none can end it."""
    safe = (c if c.isalnum() or c in "./:-_[]，：" else f"\\{ord(c):x} " for c in words)
    return f'"{"".join(safe)}"'

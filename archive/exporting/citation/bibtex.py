"""BibTeX: an ``@online`` entry with the fields of biblatex, and year and month for older styles.

BibTeX counts braces even behind a backslash, so a brace of the text becomes a command; so do the characters that have
a meaning in TeX. Author and title stand in double braces: an organ has no family name, and no style may lower the
case of a title.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from archive.exporting.citation.description import describe_report
from archive.models import Report
from search.sentences import one_line

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "#$%&_"},
    }
)
_BARE = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})  # url is read verbatim


def bibtex_entry(report: Report, *, address: str, accessed: date) -> str:
    """Return one entry with a line end behind it; its key is ``jiceng`` and the report's number."""
    cited = describe_report(report)
    dated = cited.date
    warned = cited.warning("author", "title", "source", "date", "region")
    fields = {
        "author": " and ".join(f"{{{name.translate(_TEX)}}}" for name in cited.names),
        "title": f"{{{cited.title.translate(_TEX)}}}",
        # Zotero takes an organization for a publisher, and a booktitle for the title of the site; styles read the former.
        "organization": cited.source.translate(_TEX),
        "booktitle": cited.source.translate(_TEX),
        "date": dated.iso if dated else "",
        "year": str(dated.year) if dated else "",
        "month": str(dated.month) if dated and dated.month else "",
        "location": cited.place.translate(_TEX),
        "url": one_line(address).translate(_BARE),
        "urldate": accessed.isoformat(),
        "note": "；".join(note for note in ("" if dated else "日期未注明", warned) if note),
        "langid": "chinese",
        "language": cited.language,
    }
    return _entry(f"jiceng{report.pk}", fields)


def online_entry(key: str, fields: Mapping[str, str], *, words: Mapping[str, str], address: str) -> str:
    """Return an entry of something else than a report: ``fields`` stand as they are, ``words`` are escaped."""
    escaped = {name: f"{{{value.translate(_TEX)}}}" for name, value in words.items()}
    return _entry(key, {**fields, **escaped, "url": one_line(address).translate(_BARE)})


def _entry(key: str, fields: Mapping[str, str]) -> str:
    lines = "".join(f"  {name:<12} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@online{{{key},\n{lines}}}\n"

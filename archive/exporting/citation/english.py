"""APA (7th edition) and Chicago (17th edition, bibliography) for readers who write in English.

Names, titles and outlets stay in Chinese, as both allow for readers of the language; a romanised form would be invented. A
document without an author begins with its title. APA writes (n.d.) for an unknown date; both then give the day of reading.
"""

from __future__ import annotations

from datetime import date

from archive.exporting.citation.description import CitedReport, describe_report
from archive.models import Report
from archive.text.dates import PartialDate

#: The name under which the archive is cited in English.
ARCHIVE_IN_ENGLISH = "Jiceng Archive (基层文库)"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FIELDS = {"title": "title", "author": "author", "source": "source", "date": "date"}
_SAMPLE = "made-up sample, not a source"


def apa(report: Report, *, address: str, accessed: date) -> str:
    """Return ``Author. (2021, August 16). Title. Outlet. Jiceng Archive. https://…``."""
    cited = describe_report(report)
    names = ", ".join(cited.names[:-1]) + (", & " if len(cited.names) > 1 else "") + "".join(cited.names[-1:])
    when = f"({_apa_date(cited.date)})"
    begin = [f"{names}.", f"{when}.", f"{_title(cited)}."] if names else [f"{_title(cited)}.", f"{when}."]
    source = [f"{cited.source}."] if cited.source else []
    reached = f"Retrieved {day_words(accessed)}, from {address}" if cited.date is None else address
    return " ".join([*begin, *source, f"{ARCHIVE_IN_ENGLISH}.", reached]) + _warning(cited)


def chicago(report: Report, *, address: str, accessed: date) -> str:
    """Return ``Author. “Title.” Outlet, August 16, 2021. Jiceng Archive. https://….``."""
    cited = describe_report(report)
    names = cited.names if len(cited.names) < 3 else [*cited.names[:-2], ", and ".join(cited.names[-2:])]
    head = (" and " if len(names) == 2 == len(cited.names) else ", ").join(names)
    where = ", ".join(part for part in (cited.source, _words(cited.date) if cited.date else "") if part)
    begin = [f"{head}."] if head else []
    read = [f"Accessed {day_words(accessed)}."] if cited.date is None else []
    return " ".join(
        [
            *begin,
            f"“{_title(cited)}.”",
            *([f"{where}."] if where else []),
            f"{ARCHIVE_IN_ENGLISH}.",
            *read,
            f"{address}.",
        ]
    ) + _warning(cited)


def _title(cited: CitedReport) -> str:
    return f"{cited.title} [{_SAMPLE}]" if cited.is_sample else cited.title


def _apa_date(dated: PartialDate | None) -> str:
    if dated is None:
        return "n.d."
    month = f", {_MONTHS[dated.month - 1]}" if dated.month else ""
    return f"{dated.year}{month}{f' {dated.day}' if dated.day else ''}"


def _words(dated: PartialDate) -> str:
    if not dated.month:
        return str(dated.year)
    return f"{_MONTHS[dated.month - 1]} {f'{dated.day}, ' if dated.day else ''}{dated.year}"


def day_words(day: date) -> str:
    """Return August 16, 2021."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _warning(cited: CitedReport) -> str:
    doubtful = [_FIELDS[name] for name in cited.doubtful if name in _FIELDS]
    said = [f"{' and '.join(doubtful)} may be wrong, check the original"] if doubtful else []
    if cited.is_recognised:
        said.append("text recognised from pictures, check the original before quoting")
    return f" [{'; '.join(said)}]" if said else ""

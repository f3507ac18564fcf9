"""How the archive itself is cited."""

from __future__ import annotations

from datetime import date

from archive.exporting.citation.description import ARCHIVE
from archive.exporting.citation.english import ARCHIVE_IN_ENGLISH, day_words


def cite_archive(*, address: str, accessed: date, operator: str) -> tuple[tuple[str, str], ...]:
    """Return (name, words) of each form; ``operator`` runs the archive, "" if the settings do not say who."""
    who = f"{operator}. " if operator else ""
    day = day_words(accessed)
    return (
        ("GB/T 7714", f"{who}{ARCHIVE}[DB/OL]. [{accessed.isoformat()}]. {address}."),
        (
            "APA",
            f"{who or f'{ARCHIVE_IN_ENGLISH}. '}(n.d.). {f'{ARCHIVE_IN_ENGLISH}. ' if who else ''}Retrieved {day}, from {address}",
        ),
        ("Chicago", f"{who}{ARCHIVE_IN_ENGLISH}. Accessed {day}. {address}."),
    )

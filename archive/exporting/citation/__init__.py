"""How is a report cited? ``description`` says what is known; each other module writes one format.

The functions of formats have one signature, ``(report, *, address, accessed) -> str``: ``address`` is the absolute address
to be cited, ``accessed`` the day of reading. Unknown values are left out, never invented; no value can break the format it
stands in. They read ``report.region.path``, ``report.source`` and ``report.original``: select them with the reports of a
list.
"""

from archive.exporting.citation.bibtex import bibtex_entry
from archive.exporting.citation.english import apa, chicago
from archive.exporting.citation.gb7714 import gb7714
from archive.exporting.citation.plain import plain
from archive.exporting.citation.ris import ris_entry

__all__ = ["apa", "bibtex_entry", "chicago", "gb7714", "plain", "ris_entry"]

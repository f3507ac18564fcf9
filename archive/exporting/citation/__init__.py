"""How is a report cited? Each module writes one format.

All functions have one signature, ``(report, *, address, accessed) -> str``: ``address`` is the absolute address to be
cited, ``accessed`` the day of reading. Unknown values are left out, never invented; no value can break the format it
stands in. The functions read ``report.region.path`` and ``report.source``: select them with the reports of a list.
"""

from archive.exporting.citation.bibtex import bibtex_entry
from archive.exporting.citation.gb7714 import gb7714
from archive.exporting.citation.plain import plain
from archive.exporting.citation.ris import ris_entry

__all__ = ["bibtex_entry", "gb7714", "plain", "ris_entry"]

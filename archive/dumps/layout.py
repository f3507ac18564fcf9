"""The files of a dump and their names; nothing else is written, read or sent."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from archive.storage.dump_folders import REPORTS, SUMS

#: Of the lines of reports.jsonl and of the set as a whole; a later one may not be understood.
FORMAT = 1
PACKAGE = "datapackage.json"
README = "README.md"
CSV = "reports.csv"
PARQUET = "reports.parquet"
REGIONS = "regions.csv"
SOURCES = "sources.csv"
ORIGINALS = "originals"
#: The files that every dump has, in the order in which a page lists them.
ALWAYS = (README, PACKAGE, REPORTS, CSV, REGIONS, SOURCES, SUMS)
NAMES = (*ALWAYS[:4], PARQUET, *ALWAYS[4:])

#: Bytes of a line of reports.jsonl: a report of 20 MB with its edits is shorter.
LONGEST_LINE = 128 * 1024 * 1024
#: Bytes of an original; those of a web archive came in page by page.
LONGEST_ORIGINAL = 256 * 1024 * 1024
#: Bytes of datapackage.json.
LONGEST_PACKAGE = 4 * 1024 * 1024
#: Reports in memory at a time, with their texts.
AT_ONCE = 50

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class DumpError(Exception):
    """The dump cannot be written, read or imported; the sentence (search/sentences.py) names the reason and the remedy."""


def original_name(sha256: str) -> str:
    """Return where an original lies in a dump: ``originals/ab/abcd…``."""
    return f"{ORIGINALS}/{sha256[:2]}/{sha256}"


def digest_of_original(name: str) -> str:
    """Return the SHA-256 of the original that a name of a dump means, "" for any other name."""
    sha256 = PurePosixPath(name).name
    return sha256 if _DIGEST.fullmatch(sha256) and name == original_name(sha256) else ""


def is_name_of_dump(name: str) -> bool:
    """Return whether a file of a dump may have this name."""
    return name in NAMES or bool(digest_of_original(name))

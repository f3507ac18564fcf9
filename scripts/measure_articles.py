"""Measure how much of the article the reader of web pages keeps, on a folder of pages with their expected articles.

    python -m scripts.measure_articles FOLDER [--list]

FOLDER holds a folder for each page with ``source.html`` and ``expected.html``, as ``test/test-pages`` of Mozilla's
readability does (https://github.com/mozilla/readability), which is not ours to keep. Of each expected paragraph of more
than 20 characters the text holds all or nothing; the share kept counts characters.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from archive.text.formats import FormatError, extract_text
from archive.text.formats.web.page import shown_lines

LEAST = 20
GOOD = 0.9
_BLANKS = re.compile(r"\s+")
_NUMBER = re.compile(r"^\d{1,3}\.(?=\D)")


def bare(line: str) -> str:
    """Return a line without blanks and without the number of an item."""
    return _NUMBER.sub("", _BLANKS.sub("", line))


def share_kept(folder: Path) -> tuple[float, float]:
    """Return (share of the expected characters kept, length of the text against the expected length)."""
    try:
        text = extract_text((folder / "source.html").read_bytes(), folder.name).text
    except FormatError:
        text = ""
    got = _BLANKS.sub("", text)
    lines = [bare(line) for line in shown_lines((folder / "expected.html").read_text(encoding="utf-8"))]
    lines = [line for line in lines if len(line) > LEAST]
    length = max(1, sum(map(len, lines)))
    return sum(len(line) for line in lines if line in got) / length, len(got) / length


def main() -> None:
    """Print the mean share, the pages below GOOD, and with ``--list`` each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", action="store_true", help="print each page")
    asked = parser.parse_args()
    shares = {page.parent.name: share_kept(page.parent) for page in sorted(asked.folder.glob("*/expected.html"))}
    if asked.list:
        for name, (kept, length) in sorted(shares.items(), key=lambda each: each[1]):
            print(f"{kept:.3f} {length:6.2f} {name}")
    kept = [share for share, _ in shares.values()]
    low = sum(share < GOOD for share in kept)
    print(f"{len(kept)} pages, mean share of the article kept {sum(kept) / max(1, len(kept)):.3f}, {low} below {GOOD}")


if __name__ == "__main__":
    main()

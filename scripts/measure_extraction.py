"""Count how much of the letters of files the intake reads, and in which order, against programs that read them apart.

    .venv/bin/python -m scripts.measure_extraction FOLDER [--fewest 300] [--worst 20] [--by-rows] [--list FILE]

FOLDER holds PDF and office files, in folders too. PDF is read against pdftotext (Debian: poppler-utils), office files
against LibreOffice (libreoffice-writer-nogui), with tracked changes accepted. Recall in order is the length of the
longest common subsequence of the letters of both texts, divided by the letters of the other program: 1.0 if each letter
is there, and after the same letters. pdftotext reads most tables column by column; with --by-rows its other order too is
compared (-layout, line by line across the page), and the better one counts. Files with fewer letters than --fewest are left out of the mean. Locked, broken
and scanned files are counted apart, and so are those whose letters have no codes.
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from archive.intake.parsing import end_parsers, parse_file
from archive.text.formats import FormatError
from scripts import libreoffice

MOST_LETTERS = 200_000  # of each text that are compared: the work grows with the product
OFFICE = (".doc", ".docm", ".docx", ".dot", ".dotm", ".dotx", ".fodt", ".odt", ".ott", ".rtf")
NEEDED = "pdftotext is missing. Install poppler-utils (Debian, Ubuntu), poppler (Fedora, Homebrew)."
_SECONDS = 120
_GOOD = 0.99  # a recall for which no other order is tried
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Measured:
    """How well a file was read: ``recall`` in order from 0 to 1, or None with the sentence that refused the file.

    ``anywhere`` is the recall in any order: what it lacks to 1 is lost, what recall lacks to it stands elsewhere.
    """

    path: Path
    letters: int
    recall: float | None
    anywhere: float = 0.0
    refused: str = ""


def letters_of(text: str) -> str:
    """Return the letters and figures of a text, with one form for each: ligatures, widths and case folded."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text)).casefold()[:MOST_LETTERS]


def in_order(wanted: str, found: str) -> int:
    """Return how many characters of ``wanted`` stand in ``found`` in the same order: the longest common subsequence.

    By one big number with a bit for each character of ``wanted`` (Hyyrö 2004), so that 100,000 characters take seconds.
    """
    places: dict[str, int] = {}
    for at, character in enumerate(wanted):
        places[character] = places.get(character, 0) | 1 << at
    everything = (1 << len(wanted)) - 1
    row = everything
    for character in found:
        if here := places.get(character):
            shared = row & here
            row = ((row + shared) | (row - shared)) & everything
    return len(wanted) - row.bit_count()


def pdftotext(path: Path, *options: str) -> str:
    """Return what pdftotext reads; "" for a file that it does not open."""
    command = ["pdftotext", "-enc", "UTF-8", *options, str(path), "-"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace")


@contextmanager
def pdf_reader() -> Iterator[Callable[[Path], str]]:
    """Yield a function from a PDF to its text."""
    yield pdftotext


def read_here(path: Path) -> tuple[str, str]:
    """Return (letters that the intake reads, "") or ("", the sentence that refuses the file)."""
    try:
        return letters_of(parse_file(path.read_bytes(), path.name).text), ""
    except FormatError as error:
        return "", str(error)


def compare(path: Path, found: str, refused: str, other: str, *, by_rows: bool = False) -> Measured:
    """Compare the letters that were found, or the refusal, with the text of the other program."""
    wanted = letters_of(other)
    if refused:
        return Measured(path, len(wanted), None, refused=refused)
    if not wanted:
        return Measured(path, 0, None)
    shared = (Counter(wanted) & Counter(found)).total()
    recall = in_order(wanted, found) / len(wanted)
    if by_rows and recall < _GOOD and (rows := letters_of(pdftotext(path, "-layout"))):
        recall = max(recall, in_order(rows, found) / len(rows))
    return Measured(path, len(wanted), recall, shared / len(wanted))


def report(files: Sequence[Measured], *, fewest: int, worst: int) -> Iterable[str]:
    """Yield the lines that say how well the files were read."""
    counted = [file for file in files if file.letters >= fewest]
    read = [file for file in counted if file.recall is not None]
    yield f"{len(files)} files, {len(counted)} with {fewest} letters or more, {len(read)} of them read"
    values = [file.recall for file in read if file.recall is not None]
    if values:
        yield f"recall in order: mean {mean(values):.3f}, median {median(values):.3f}, least {min(values):.3f}"
        yield f"recall in any order: mean {mean(file.anywhere for file in read):.3f}"
        for bound in (0.99, 0.95, 0.9, 0.8, 0.5):
            yield f"  from {bound}: {sum(value >= bound for value in values)}"
    for file in sorted(read, key=lambda file: file.recall or 0.0)[:worst]:
        yield f"{file.recall:.3f} ({file.anywhere:.3f} in any order) {file.letters:7d} {file.path}"
    for file in counted:
        if file.recall is None:
            yield f"refused {file.letters:7d} {file.path}: {file.refused}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--fewest", type=int, default=300, help="letters of a file that counts (default %(default)s)")
    parser.add_argument("--by-rows", action="store_true", help="compare PDF with pdftotext -layout too")
    parser.add_argument("--worst", type=int, default=20, help="files to list (default %(default)s)")
    parser.add_argument("--list", type=Path, metavar="FILE", help="write the recall of every file there")
    options = parser.parse_args()
    kinds = (
        ("PDF", (".pdf",), "pdftotext", NEEDED, pdf_reader),
        ("office", OFFICE, libreoffice.PROGRAM, libreoffice.NEEDED, libreoffice.libreoffice),
    )
    paths = sorted(path for path in options.folder.rglob("*") if path.is_file())
    rows: list[str] = []
    for name, suffixes, program, needed, reader in kinds:
        own = [path for path in paths if path.suffix.lower() in suffixes]
        if not own:
            continue
        if not shutil.which(program):
            sys.exit(needed)
        # All at once: until then only parsers are processes that ended.
        read = [read_here(path) for path in own]
        end_parsers()
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        with reader() as other:
            by_rows = options.by_rows and name == "PDF"
            files = [compare(path, *here, other(path), by_rows=by_rows) for path, here in zip(own, read, strict=True)]
        print(f"{name}: no parser took more than {most} MB")
        for line in report(files, fewest=options.fewest, worst=options.worst):
            print(line)
        rows.extend(
            f"{'' if file.recall is None else f'{file.recall:.4f}'}\t{file.letters}\t{file.path}" for file in files
        )
    if options.list:
        options.list.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

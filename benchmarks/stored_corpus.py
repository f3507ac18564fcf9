"""The corpus on the disk with its words cut: every engine gets the same, and a stopped run continues.

DATA_DIR/bench/corpus-<digest>/00007.json   a thousand documents: [[fields...], {field: {word: frequency}}, [words, places, steps, title] of
                                            the word stream], and the seconds of cutting them in as many processes as cores
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from array import array
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.corpus import make_corpus
from search.analysis import analysis_version
from search.documents import Document
from search.engines.whoosh.disk.prints import packed
from search.engines.whoosh.disk.schema import Tokenised
from search.engines.whoosh.writing.tokenising import tokenise_all
from search.fold import FOLD_VERSION
from search.reuse.prints import read_text
from search.word_stream import WordStream

_HERE = Path(__file__).resolve().parent
_SOURCES = (
    _HERE / "corpus.py",
    _HERE / "sentences.txt",
    _HERE.parent / "fixtures" / "regions.csv",
    _HERE.parent / "search" / "word_stream.py",
)
_PART = 1000  # documents of a file
_HEAD_CHARS = 60
_FIELDS = ("id", "title", "body", "region", "date", "source", "author", "kind", "script")


def corpus_digest() -> str:
    """Return ten hex digits of all that the corpus depends on; a smaller corpus is the beginning of a larger one."""
    content = b"".join(path.read_bytes() for path in _SOURCES)
    return hashlib.sha256(content + f"{analysis_version()} {FOLD_VERSION}".encode()).hexdigest()[:10]


def store_corpus(base: Path, size: int, progress: Callable[[int], None]) -> float:
    """Generate and cut the missing documents; return the seconds by the clock of cutting ``size`` documents."""
    folder = _folder(base)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = -(-size // _PART)
    first = next((number for number in range(wanted) if not _part_file(folder, number).exists()), wanted)
    if first < wanted:
        progress(first * _PART)
        cut = tokenise_all(islice(make_corpus(wanted * _PART), first * _PART, None))
        begun = time.perf_counter()
        for number in range(first, wanted):
            documents = [_stored(each) for each in islice(cut, _PART)]
            seconds = time.perf_counter() - begun
            beside = folder / f"{number}.new"
            beside.write_text(json.dumps({"seconds": seconds, "documents": documents}, ensure_ascii=False), "utf-8")
            os.replace(beside, _part_file(folder, number))
            progress(min(size, (number + 1) * _PART))
            begun = time.perf_counter()
    return sum(_seconds(_part_file(folder, number)) for number in range(wanted))


def _stored(each: Tokenised) -> list:
    stream = each.stream
    words = [list(stream.words), stream.places.tolist(), list(stream.steps), stream.title]
    return [[getattr(each.document, name) for name in _FIELDS], each.words, words]


def _seconds(part: Path) -> float:
    """Return the seconds from the first bytes: the rest of the file is megabytes."""
    with part.open(encoding="utf-8") as file:
        return float(file.read(_HEAD_CHARS).split(":", 1)[1].split(",", 1)[0])


def read_corpus(base: Path, size: int) -> Iterator[Tokenised]:
    """Yield the documents with their words."""
    return islice(_read(_folder(base), -(-size // _PART)), size)


def _read(folder: Path, parts: int) -> Iterator[Tokenised]:
    for number in range(parts):
        for values, words, stream in json.loads(_part_file(folder, number).read_text("utf-8"))["documents"]:
            document = Document(**dict(zip(_FIELDS, values, strict=True)))
            read = WordStream(tuple(stream[0]), array("I", stream[1]), bytes(stream[2]), stream[3])
            yield Tokenised(document, words, read, packed(read_text(document.body).prints))


def _folder(base: Path) -> Path:
    return base / f"corpus-{corpus_digest()}"


def _part_file(folder: Path, number: int) -> Path:
    return folder / f"{number:05d}.json"

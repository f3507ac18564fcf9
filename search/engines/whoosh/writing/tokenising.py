"""Many texts cut into words, in as many processes as there are cores.

Words take half of the time of a rebuild, nine tenths where jieba works without rjieba. The processes are forks, so that they share its dictionary; they
use neither files nor the database.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from itertools import islice

from search.analysis import words
from search.documents import Document
from search.engines.rules.filters import date_number
from search.engines.whoosh.disk.columns import quality_number, section_rows
from search.engines.whoosh.disk.schema import Tokenised, tokenise
from search.engines.whoosh.disk.storage import forget_locks
from search.engines.whoosh.disk.texts import encode_text
from search.word_stream import WordStream

#: What a process returns of a document: the words of each field, all words in their order, and the prints.
Cut = tuple[dict[str, dict[str, int]], WordStream, bytes]

_WITHOUT_FORK = 500  # documents that are not worth a process
_BATCH = 50
_AHEAD = 4  # batches that a process may be ahead of the writer: bounds memory


class LeftOut:
    """The ids of documents that the index cannot take. ``refuse`` is told of each, with the error; without it that is raised."""

    def __init__(self, refuse: Callable[[int, Exception], None] | None = None) -> None:
        self.ids: set[int] = set()
        self._refuse = refuse

    def add(self, document: Document, error: Exception) -> None:
        if self._refuse is None:
            raise error
        self.ids.add(document.id)
        self._refuse(document.id, error)


def tokenise_each(documents: Iterable[Document], left_out: LeftOut) -> Iterator[Tokenised]:
    """Yield every document that the index can take, tokenised, in order. Raises what ``documents`` raises."""
    for document in documents:
        try:
            tokenised = _tokenise_whole(document)
        except (MemoryError, OSError):
            raise
        except Exception as error:  # a fault of one text must not keep the others out
            left_out.add(document, error)
        else:
            yield tokenised


def _tokenise_whole(document: Document) -> Tokenised:
    """Raise here whatever the writer would raise, which cannot take back half a document."""
    encode_text(document.title, document.body)
    date_number(document.date)
    quality_number(document.quality)
    section_rows(document.sections, len(document.body))
    return tokenise(document)


def tokenise_all(documents: Iterable[Document], left_out: LeftOut | None = None) -> Iterator[Tokenised]:
    """Yield what ``tokenise_each`` yields, by several processes if there are many documents."""
    left_out = left_out or LeftOut()
    remaining = iter(documents)
    yield from tokenise_each(islice(remaining, _WITHOUT_FORK), left_out)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    batches = iter(lambda: list(islice(remaining, _BATCH)), [])
    first = next(batches, None)
    if first is None:
        return
    if cores < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from tokenise_each(first, left_out)
        yield from tokenise_each(remaining, left_out)
        return
    words("")  # load the dictionary before the fork
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(cores, context, initializer=_begin_process, initargs=(os.getpid(),)) as processes:
        pending: deque[tuple[list[Document], Future[list[Cut | None]]]] = deque()

        def submit(batch: list[Document] | None) -> None:
            if batch:
                pending.append((batch, processes.submit(_words_of, batch)))

        submit(first)
        for batch in islice(batches, cores * _AHEAD):
            submit(batch)
        while pending:
            batch, future = pending.popleft()
            for document, made in zip(batch, future.result(), strict=True):
                if made is None:
                    yield from tokenise_each([document], left_out)  # here, where the error is told
                else:
                    yield Tokenised(document, *made)
            submit(next(batches, None))


def _begin_process(parent: int) -> None:
    """Close the parent's locks, and end when the parent is killed."""
    forget_locks()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _words_of(batch: list[Document]) -> list[Cut | None]:
    """Return what was cut of each document, None for one that the index cannot take."""
    words_of: list[Cut | None] = [None] * len(batch)
    for place, document in enumerate(batch):
        with suppress(Exception):
            tokenised = _tokenise_whole(document)
            words_of[place] = tokenised.words, tokenised.stream, tokenised.prints
    return words_of

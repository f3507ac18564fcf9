"""Changes to an index, one writer at a time, durable when they return.

Texts are tokenised before the lock is taken, so that it is held for the writing alone; the state is looked at again
under the lock. A rebuild holds it throughout: a change meant for an index that is being rebuilt waits in
the caller's outbox, for it gets IndexBusy, while the live index answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh.index import TOC

from search.documents import Document
from search.engines.whoosh.schema import make_schema, tokenise
from search.engines.whoosh.snapshot import Snapshot, SnapshotReader
from search.engines.whoosh.storage import (
    INDEX_NAME,
    DurableStorage,
    latest_generation,
    live_folder,
    make_live,
    next_folder,
    sync,
    write_lock,
)
from search.engines.whoosh.tokenising import tokenise_all
from search.engines.whoosh.writing import Writer

_CHUNK = 20_000  # documents of a commit during a rebuild
_CHUNK_CHARS = 48_000_000  # and characters: 25 bytes of memory each while they are sorted
_REPORT_EVERY = 50


def apply_changes(
    index_dir: Path,
    open_snapshot: Callable[[Path], Snapshot],
    upserts: Iterable[Document],
    deletes: Iterable[int],
) -> None:
    """Replace and remove documents in one commit; nothing is written if nothing would change.

    Of several upserts with one id the last counts. Raises IndexBusy, IndexMissing, and
    ValueError if an id stands in both arguments.
    """
    changed = {document.id: document for document in upserts}
    removed = set(deletes)
    if both := changed.keys() & removed:
        raise ValueError(f"documents to replace and to remove at once: {sorted(both)}")
    prepared = {number: tokenise(document) for number, document in changed.items()}
    with write_lock(index_dir):
        folder = live_folder(index_dir)
        snapshot = open_snapshot(folder)
        held = snapshot.find((*prepared, *removed))
        new = {id_: each for id_, each in prepared.items() if id_ not in held or held[id_][1] != each.document.digest()}
        outdated = [held[id_][0] for id_ in (*new, *removed) if id_ in held]
        if not new and not outdated:
            return
        storage = DurableStorage(folder)
        storage.sweep()
        with _writing(storage) as writer:
            for number in outdated:
                writer.delete_document(number)
            for each in new.values():
                writer.add(each)
            writer.finish(merge=True)


def rebuild_index(index_dir: Path, documents: Iterable[Document], progress: Callable[[int], None]) -> int:
    """Write a new index beside the live one, then swap; the number of documents.

    The live one answers meanwhile. Raises IndexBusy; whatever ``documents`` raises leaves the live index as it was.
    What a stopped rebuild had committed is kept, and the next one takes over what is still true of it.
    """
    with write_lock(index_dir):
        folder = next_folder(index_dir)
        storage = DurableStorage(folder).create()
        try:
            latest_generation(folder)
        except FileNotFoundError:
            TOC.create(storage, make_schema(), INDEX_NAME)
        storage.sweep()
        done = _write_all(storage, documents, progress)
        sync(index_dir)
        make_live(folder)
    return done


def _write_all(storage: DurableStorage, documents: Iterable[Document], progress: Callable[[int], None]) -> int:
    begun = SnapshotReader().open(Path(storage.folder))
    # A rebuild killed twice may have left two states of one document.
    left: dict[tuple[int, str], int] = {}
    outdated = []
    for id_, digest, number in begun.rows():
        if left.setdefault((id_, digest), number) != number:
            outdated.append(number)
    seen: set[int] = set()

    def lacking() -> Iterator[Document]:
        for document in documents:
            if document.id in seen:
                raise ValueError(f"two documents with the id {document.id}")
            seen.add(document.id)
            if len(seen) % _REPORT_EVERY == 0:
                progress(len(seen))
            if left.pop((document.id, document.digest()), None) is None:
                yield document

    remaining = tokenise_all(lacking())
    following = next(remaining, None)
    while following is not None:
        with _writing(storage) as writer:
            chars = 0
            while following is not None and writer.docnum < _CHUNK and chars < _CHUNK_CHARS:
                writer.add(following)
                chars += len(following.document.body)
                following = next(remaining, None)
            writer.finish(merge=False)
    outdated += left.values()
    if outdated:
        with _writing(storage) as writer:
            for number in outdated:
                writer.delete_document(number)
            writer.finish(merge=False)
    progress(len(seen))
    return len(seen)


@contextmanager
def _writing(storage: DurableStorage) -> Iterator[Writer]:
    """A writer that is cancelled if the caller does not reach its commit."""
    writer = Writer(storage)
    try:
        yield writer
    except BaseException:
        # What cancel cannot remove is swept by the next writer.
        with suppress(Exception):
            writer.cancel()
        raise

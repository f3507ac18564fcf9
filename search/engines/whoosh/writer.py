"""Changes to an index, one writer at a time, durable when they return.

Texts are tokenised before the lock is taken, so that it is held for the writing alone. A change
meant for an index that is being rebuilt waits in the caller's outbox: it gets IndexBusy.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from search.documents import Document
from search.engines.whoosh.schema import Codec, make_schema, to_fields
from search.engines.whoosh.segments import Snapshot
from search.engines.whoosh.storage import (
    INDEX_NAME,
    DurableStorage,
    live_folder,
    make_live,
    next_folder,
    sync,
    write_lock,
)

_CHUNK = 20_000  # documents of a commit during a rebuild; bounds memory
_MEMORY_MB = 128  # postings sorted in memory, more go through files
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
    prepared = {number: to_fields(document) for number, document in changed.items()}
    with write_lock(index_dir):
        folder = live_folder(index_dir)
        snapshot = open_snapshot(folder)
        held = snapshot.numbers()
        digests = snapshot.columns["digest"]
        new = {
            id_: fields
            for id_, fields in prepared.items()
            if id_ not in held or digests[held[id_]].encode() != fields["digest"]
        }
        outdated = [held[id_] for id_ in (*new, *removed) if id_ in held]
        if not new and not outdated:
            return
        storage = DurableStorage(folder)
        storage.sweep()
        with _writing(storage) as writer:
            for number in outdated:
                writer.delete_document(number)
            for fields in new.values():
                writer.add_document(**fields)
            writer.commit()


def rebuild_index(index_dir: Path, documents: Iterable[Document], progress: Callable[[int], None]) -> int:
    """Write a new index beside the live one, then swap; the number of documents.

    The live one answers meanwhile. Raises IndexBusy; whatever ``documents`` raises leaves
    the live index as it was.
    """
    with write_lock(index_dir):
        folder = next_folder(index_dir)
        try:
            done = _write_all(DurableStorage(folder).create(), documents, progress)
            sync(index_dir)
            make_live(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return done


def _write_all(storage: DurableStorage, documents: Iterable[Document], progress: Callable[[int], None]) -> int:
    TOC.create(storage, make_schema(), INDEX_NAME)
    remaining = iter(documents)
    seen: set[int] = set()
    more = True
    while more:
        with _writing(storage) as writer:
            more = False
            for document in remaining:
                if document.id in seen:
                    raise ValueError(f"two documents with the id {document.id}")
                seen.add(document.id)
                writer.add_document(**to_fields(document))
                if len(seen) % _REPORT_EVERY == 0:
                    progress(len(seen))
                if len(seen) % _CHUNK == 0:
                    more = True
                    break
            writer.commit(merge=False)
    progress(len(seen))
    return len(seen)


@contextmanager
def _writing(storage: DurableStorage):
    """A Whoosh writer that is cancelled if the caller does not reach its commit."""
    index = FileIndex(storage, schema=make_schema(), indexname=INDEX_NAME)
    # The lock is ours: Whoosh's would be one a folder, and a rebuild has two.
    writer = SegmentWriter(index, _lk=False, codec=Codec(), limitmb=_MEMORY_MB)
    try:
        yield writer
    except BaseException:
        # What cancel cannot remove is swept by the next writer.
        with suppress(Exception):
            writer.cancel()
        raise

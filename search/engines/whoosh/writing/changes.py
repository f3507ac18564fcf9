"""Changes to an index, one writer at a time, durable when they return.

Texts are tokenised before the lock is taken, so that the lock covers the writing alone; under the lock the newest
commit is read again. A rebuild works in a folder of its own and takes that lock to swap folders: the live index takes
changes meanwhile, and the rebuild repeats them in the new one before it goes live.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from whoosh.index import TOC

from search.documents import Document, IndexDamaged, IndexMissing
from search.engines.whoosh.disk.commits import INDEX_NAME, latest_commit
from search.engines.whoosh.disk.schema import Tokenised, make_schema, tokenise
from search.engines.whoosh.disk.storage import (
    DurableStorage,
    live_folder,
    make_live,
    new_folder,
    rebuild_lock,
    stopped_rebuilds,
    sync,
    write_lock,
)
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.reading.snapshot_cache import check_files, open_newest
from search.engines.whoosh.writing.segment_writer import Writer
from search.engines.whoosh.writing.tokenising import LeftOut, tokenise_all, tokenise_each
from search.sentences import say

_COMMIT_DOCUMENTS = 20_000  # of one commit during a rebuild
_COMMIT_CHARS = 48_000_000  # and characters: 25 bytes of memory each while they are sorted
_REPORT_EVERY = 50
_TRIES = 20
_ROUNDS = 5  # of catching up before the last one, under the lock
_Current = Callable[[set[int]], Iterable[Document]]
_PATIENCE = 120.0  # seconds that a rebuild waits for the writer's lock: more than any commit takes


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
    try:
        prepared = _tokenise(_differing_from(open_snapshot(live_folder(index_dir)), changed))
    except IndexDamaged:  # or a writer removed files meanwhile
        prepared = _tokenise(changed.values())
    with write_lock(index_dir):
        folder = live_folder(index_dir)
        _change(DurableStorage(folder), open_snapshot(folder), changed, prepared, removed)


def _differing_from(snapshot: Snapshot, documents: Mapping[int, Document]) -> list[Document]:
    """Return the documents that the snapshot lacks or has with another digest."""
    present = snapshot.find(documents)
    return [each for id_, each in documents.items() if id_ not in present or present[id_][1] != each.digest()]


def _tokenise(documents: Iterable[Document], left_out: LeftOut | None = None) -> dict[int, Tokenised]:
    return {each.document.id: each for each in tokenise_each(documents, left_out or LeftOut())}


def _change(
    storage: DurableStorage,
    snapshot: Snapshot,
    changed: Mapping[int, Document],
    prepared: Mapping[int, Tokenised],
    removed: set[int],
) -> None:
    """Write one commit on ``snapshot``, the newest one; nothing if nothing would change.

    A document that is not ``prepared`` was unchanged before the lock was taken; if another writer changed it since, it is
    tokenised now.
    """
    new = _differing_from(snapshot, changed)
    present = snapshot.find((*(each.id for each in new), *removed))
    outdated = [number for number, _ in present.values()]
    if not new and not outdated:
        return
    storage.sweep()
    with _writing(storage) as writer:
        for number in outdated:
            writer.delete_document(number)
        for each in new:
            writer.add(prepared.get(each.id) or tokenise(each))
        writer.finish(merge=True)


def rebuild_index(
    index_dir: Path,
    documents: Iterable[Document],
    progress: Callable[[int], None],
    current: _Current | None = None,
    refuse: Callable[[int, Exception], None] | None = None,
) -> int:
    """Write a new index beside the live one, then swap them; return the number of documents.

    The live index answers meanwhile, and takes changes if ``current`` is given. ``current`` reads again those of the
    given ids that should be in the index; it is called with all that changed in the live index since the start.
    Without it the writer's lock is held throughout. ``documents`` is read after the start was recorded.
    A document that the index cannot take is left out if ``refuse`` is there to be told, and else stops the rebuild.
    A stopped rebuild leaves its commits, and the next one takes over their documents that are still up to date.
    Nothing is needed of a live index that is damaged: changes wait meanwhile, since it takes none either.
    Raises IndexBusy; IndexDamaged if the live index was damaged meanwhile: the next rebuild goes on. An error of
    ``documents`` leaves the live index as it was.
    """
    with rebuild_lock(index_dir), nullcontext() if current else write_lock(index_dir):
        storage = _open_rebuild(index_dir)
        folder = Path(storage.folder)
        storage.sweep()
        start = _read_live(index_dir)
        left_out = LeftOut(refuse)
        count = _write_all(storage, documents, progress, left_out)
        sync(index_dir)
        if current is None:
            make_live(folder)
            return count
        _catch_up_and_swap(index_dir, storage, start, current, left_out)
        return open_newest(folder).count


def _open_rebuild(index_dir: Path) -> DurableStorage:
    """Return the folder of a stopped rebuild whose files are as they were written, or else a new one with an empty commit."""
    for folder in stopped_rebuilds(index_dir):
        check = check_files(folder)
        if not (check.damaged or check.unchecked):
            return DurableStorage(folder)
    storage = DurableStorage(new_folder(index_dir)).create()
    TOC.create(storage, make_schema(), INDEX_NAME)
    return storage


@dataclass(frozen=True, slots=True)
class _LiveIndex:
    """The live index at one moment.

    ``commit``: folder and commit, None where there is none. ``digests``: of its documents, by id; None if it is damaged.
    """

    commit: tuple[Path, int] | None
    digests: Mapping[int, str] | None


def _live_commit(index_dir: Path) -> tuple[Path, int] | None:
    try:
        folder = live_folder(index_dir)
        return folder, latest_commit(folder)
    except (IndexMissing, OSError):
        return None


def _is_refused(index_dir: Path) -> bool:
    try:
        live_folder(index_dir)
    except IndexDamaged:
        return True
    except IndexMissing:
        return False
    return True  # its folder is gone


def _read_live(index_dir: Path) -> _LiveIndex:
    commit = None
    for _ in range(_TRIES):
        commit = _live_commit(index_dir)
        if commit is None:
            return _LiveIndex(None, None if _is_refused(index_dir) else {})
        try:
            snapshot = open_newest(commit[0])
            return _LiveIndex((commit[0], snapshot.commit), snapshot.digests())
        except IndexDamaged:
            if _live_commit(index_dir) == commit:  # no writer removed files meanwhile
                break
    return _LiveIndex(commit, None)


def _catch_up_and_swap(
    index_dir: Path, storage: DurableStorage, known: _LiveIndex, current: _Current, left_out: LeftOut
) -> None:
    """Repeat in the new index what changed in the live one since ``known``, until both agree, and swap.

    The writer's lock is held for the comparison and the swap; it is held for the last changes too if new ones came
    faster than the rebuild could repeat them.
    """
    folder = Path(storage.folder)
    for attempt in range(_ROUNDS + 1):
        with write_lock(index_dir, _PATIENCE):
            if attempt == _ROUNDS:
                known = _catch_up(index_dir, storage, known, current, left_out)
            if _live_commit(index_dir) == known.commit:
                make_live(folder)
                return
        known = _catch_up(index_dir, storage, known, current, left_out)
    raise AssertionError("the live index changed under the writer's lock")


def _catch_up(
    index_dir: Path, storage: DurableStorage, known: _LiveIndex, current: _Current, left_out: LeftOut
) -> _LiveIndex:
    now = _read_live(index_dir)
    if now.digests is None:
        if known.digests is None or known.commit == now.commit:
            return now
        # Changes that the live index took after ``known`` are lost with it, and their rows are gone.
        raise IndexDamaged(say("现有的索引在重建期间损坏了。请再运行一次 manage.py index rebuild。"))
    built = open_newest(Path(storage.folder))
    changed = _differing(known.digests or {}, now.digests)
    if now.commit:
        # A report published and withdrawn again since the start leaves no trace in the live index, but the rebuild may
        # have read it in between.
        changed |= _differing(built.digests(), now.digests)
    if changed:
        read = {document.id: document for document in current(changed)}
        prepared = _tokenise(_differing_from(built, read), left_out)
        documents = {id_: document for id_, document in read.items() if id_ not in left_out.ids}
        _change(storage, built, documents, prepared, changed - documents.keys())
    return now


def _differing(one: Mapping[int, str], other: Mapping[int, str]) -> set[int]:
    """Return the ids whose digests differ, including those in one of the two only."""
    return {id_ for id_ in one.keys() | other.keys() if one.get(id_) != other.get(id_)}


def _write_all(
    storage: DurableStorage, documents: Iterable[Document], progress: Callable[[int], None], left_out: LeftOut
) -> int:
    """Write all documents in several commits, on top of those of a stopped rebuild; return their number."""
    stopped = open_newest(Path(storage.folder))
    # A rebuild that was killed twice may have left two versions of one document.
    reusable: dict[tuple[int, str], int] = {}
    outdated = []
    for id_, digest, number in stopped.rows():
        if reusable.setdefault((id_, digest), number) != number:
            outdated.append(number)
    seen: set[int] = set()

    def new_documents() -> Iterator[Document]:
        for document in documents:
            if document.id in seen:
                raise ValueError(f"two documents with the id {document.id}")
            seen.add(document.id)
            if len(seen) % _REPORT_EVERY == 0:
                progress(len(seen))
            if reusable.pop((document.id, document.digest()), None) is None:
                yield document

    remaining = tokenise_all(new_documents(), left_out)
    following = next(remaining, None)
    while following is not None:
        with _writing(storage) as writer:
            chars = 0
            while following is not None and writer.docnum < _COMMIT_DOCUMENTS and chars < _COMMIT_CHARS:
                writer.add(following)
                chars += len(following.document.body)
                following = next(remaining, None)
            writer.finish(merge=False)
    outdated += reusable.values()
    if outdated:
        with _writing(storage) as writer:
            for number in outdated:
                writer.delete_document(number)
            writer.finish(merge=False)
    progress(len(seen))
    return len(seen - left_out.ids)


@contextmanager
def _writing(storage: DurableStorage) -> Iterator[Writer]:
    """Open a writer and cancel it if the caller does not reach its commit."""
    writer = Writer(storage)
    try:
        yield writer
    except BaseException:
        # The next writer sweeps what cancel cannot remove.
        with suppress(Exception):
            writer.cancel()
        raise

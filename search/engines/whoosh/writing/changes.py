"""Changes to an index, one writer at a time, durable when they return.

Texts are tokenised before the lock is taken, so that it is held for the writing alone; the state is looked at again
under the lock. A rebuild works in a folder of its own and takes that lock to swap: the live index takes changes
meanwhile, and those are made in the new one too before it goes live.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from whoosh.index import TOC

from search.documents import Document, IndexMissing
from search.engines.whoosh.disk.schema import Tokenised, make_schema, tokenise
from search.engines.whoosh.disk.storage import (
    INDEX_NAME,
    DurableStorage,
    latest_generation,
    live_folder,
    make_live,
    next_folder,
    rebuild_lock,
    sync,
    write_lock,
)
from search.engines.whoosh.reading.snapshot import Snapshot, open_newest
from search.engines.whoosh.writing.segment_writer import Writer
from search.engines.whoosh.writing.tokenising import tokenise_all

_CHUNK = 20_000  # documents of a commit during a rebuild
_CHUNK_CHARS = 48_000_000  # and characters: 25 bytes of memory each while they are sorted
_REPORT_EVERY = 50
_TRIES = 20
_CATCHES = 5  # rounds of catching up before the last one, under the lock
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
        prepared = _tokenised(_unlike(open_snapshot(live_folder(index_dir)), changed))
    except OSError:  # a writer removed files meanwhile
        prepared = _tokenised(changed.values())
    with write_lock(index_dir):
        folder = live_folder(index_dir)
        _change(DurableStorage(folder), open_snapshot(folder), changed, prepared, removed)


def _unlike(snapshot: Snapshot, documents: Mapping[int, Document]) -> list[Document]:
    """Those that the snapshot does not hold as they are."""
    held = snapshot.find(documents)
    return [each for id_, each in documents.items() if id_ not in held or held[id_][1] != each.digest()]


def _tokenised(documents: Iterable[Document]) -> dict[int, Tokenised]:
    return {document.id: tokenise(document) for document in documents}


def _change(
    storage: DurableStorage,
    snapshot: Snapshot,
    changed: Mapping[int, Document],
    prepared: Mapping[int, Tokenised],
    removed: set[int],
) -> None:
    """One commit upon ``snapshot``, which is the newest; none if nothing would change.

    What is not ``prepared`` was held when it was looked at without the lock; if it no longer is, it is tokenised now.
    """
    new = _unlike(snapshot, changed)
    held = snapshot.find((*(each.id for each in new), *removed))
    outdated = [number for number, _ in held.values()]
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
    current: Callable[[set[int]], Iterable[Document]] | None = None,
) -> int:
    """Write a new index beside the live one, then swap; the number of documents.

    The live one answers meanwhile, and takes changes if ``current`` is given: it reads anew those of the named
    documents that are to be held, and is asked for all that changed in the live index since the start. Without it
    the writer's lock is held throughout. ``documents`` is read from only after the start was noted.
    Raises IndexBusy; whatever ``documents`` raises leaves the live index as it was.
    What a stopped rebuild had committed is kept, and the next one takes over what is still true of it.
    """
    with rebuild_lock(index_dir), nullcontext() if current else write_lock(index_dir):
        folder = next_folder(index_dir)
        storage = DurableStorage(folder).create()
        try:
            latest_generation(folder)
        except FileNotFoundError:
            TOC.create(storage, make_schema(), INDEX_NAME)
        storage.sweep()
        begun = _live_state(index_dir)
        done = _write_all(storage, documents, progress)
        sync(index_dir)
        if current is None:
            make_live(folder)
            return done
        _catch_up_and_swap(index_dir, storage, begun, current)
        return open_newest(folder).count


@dataclass(frozen=True, slots=True)
class _State:
    """A commit of the live index, None where there is none to answer; ``digests``: of its documents, by id."""

    commit: tuple[Path, int] | None
    digests: Mapping[int, str]


def _live_commit(index_dir: Path) -> tuple[Path, int] | None:
    try:
        folder = live_folder(index_dir)
        return folder, latest_generation(folder)
    except (IndexMissing, FileNotFoundError):
        return None


def _live_state(index_dir: Path) -> _State:
    for _ in range(_TRIES):
        commit = _live_commit(index_dir)
        if commit is None:
            break
        try:
            snapshot = open_newest(commit[0])
        except OSError:  # a writer removed files meanwhile
            continue
        return _State((commit[0], snapshot.generation), snapshot.digests())
    return _State(None, {})


def _catch_up_and_swap(
    index_dir: Path, storage: DurableStorage, known: _State, current: Callable[[set[int]], Iterable[Document]]
) -> None:
    """Make in the new index what was changed in the live one since ``known``, until both agree, and swap.

    The writer's lock is held for the comparing and the swap; only if changes came faster than they were caught up with
    also for the last few.
    """
    folder = Path(storage.folder)
    for attempt in range(_CATCHES + 1):
        with write_lock(index_dir, _PATIENCE):
            if attempt == _CATCHES:
                known = _catch_up(index_dir, storage, known, current)
            if _live_commit(index_dir) == known.commit:
                make_live(folder)
                return
        known = _catch_up(index_dir, storage, known, current)
    raise AssertionError("the live index changed under the writer's lock")


def _catch_up(
    index_dir: Path, storage: DurableStorage, known: _State, current: Callable[[set[int]], Iterable[Document]]
) -> _State:
    now = _live_state(index_dir)
    built = open_newest(Path(storage.folder))
    changed = _differing(known.digests, now.digests)
    if now.commit:
        # A report published and withdrawn again since the start is to the live index as if nothing had been, but it was
        # perhaps read in between.
        changed |= _differing(built.digests(), now.digests)
    if changed:
        documents = {document.id: document for document in current(changed)}
        _change(storage, built, documents, _tokenised(_unlike(built, documents)), changed - documents.keys())
    return now


def _differing(one: Mapping[int, str], other: Mapping[int, str]) -> set[int]:
    """Ids whose digests are not the same in both, those that one of them lacks included."""
    return {id_ for id_ in one.keys() | other.keys() if one.get(id_) != other.get(id_)}


def _write_all(storage: DurableStorage, documents: Iterable[Document], progress: Callable[[int], None]) -> int:
    begun = open_newest(Path(storage.folder))
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

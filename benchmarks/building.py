"""Building each engine once: what an earlier run built is taken over, what it left half done is made anew."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.made import corpus_digest, read_corpus
from benchmarks.peers.choice import peer_class
from benchmarks.peers.peer import Peer
from search.engines.whoosh.disk.schema import Tokenised

_BUILT = "built.json"
_REPORT_EVERY = 100
_TRIED = 500


@dataclass(frozen=True, slots=True)
class Built:
    """An engine ready to answer. ``seconds``: of the processor, for its index alone: tokens were given to it."""

    peer: Peer
    seconds: float
    bytes: int


def index_folder(base: Path, size: int, name: str) -> Path:
    """Where an engine's index of ``size`` documents is kept."""
    return base / f"{size}-{corpus_digest()}" / name


def built_peer(base: Path, size: int, name: str, progress: Callable[[int], None]) -> Built:
    """The engine of this name over ``size`` documents, built now if it is not there. Raises Unavailable."""
    folder = index_folder(base, size, name)
    note = folder.parent / f"{name}-{_BUILT}"
    peer = peer_class(name)(folder)
    known = json.loads(note.read_text("utf-8")) if note.exists() else {}
    if known.get("version") != peer.version:
        note.unlink(missing_ok=True)
        if folder.exists() and name != "ours":  # ours goes on where it was stopped
            shutil.rmtree(folder)
        peer = _fresh(name, folder, peer)
        known = {"version": peer.version, "seconds": _build(peer, _counted(read_corpus(base, size), progress))}
        known["bytes"] = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        note.write_text(json.dumps(known), "utf-8")
    peer.open()
    return Built(peer, known["seconds"], known["bytes"])


def _fresh(name: str, folder: Path, peer: Peer) -> Peer:
    """The peer on an empty folder; haystack's Django is made once a process, and its folder with the first write."""
    if name == "haystack":
        peer.setup()  # type: ignore[attr-defined]
        return peer
    return peer_class(name)(folder)


def _build(peer: Peer, documents: Iterable[Tokenised]) -> float:
    """Seconds of the processor that the peer took, without reading the corpus."""
    reading = 0.0

    def read() -> Iterator[Tokenised]:
        nonlocal reading
        remaining = iter(documents)
        while True:
            begun = time.thread_time()
            each = next(remaining, None)
            reading += time.thread_time() - begun
            if each is None:
                return
            yield each

    begun = time.process_time()
    peer.build(read())
    return time.process_time() - begun - reading


def _counted(documents: Iterable[Tokenised], progress: Callable[[int], None]) -> Iterator[Tokenised]:
    for number, each in enumerate(documents):
        if number % _REPORT_EVERY == 0:
            progress(number)
        yield each


def tokens_seconds(base: Path, size: int) -> float:
    """Seconds that tantivy's build spends in Python on making strings of given tokens; not tantivy's own work."""
    from benchmarks.peers.tantivy_peer import document_of  # tantivy is there for the bench alone

    tried = min(size, _TRIED)
    begun, reading = time.thread_time(), 0.0
    remaining = read_corpus(base, tried)
    for _ in range(tried):
        started = time.thread_time()
        each = next(remaining)
        reading += time.thread_time() - started
        document_of(each)
    return (time.thread_time() - begun - reading) * size / tried

"""The index of each engine, built once: a later run uses it again, and replaces one that was left unfinished."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.choice import peer_class
from benchmarks.peers.peer import Peer
from benchmarks.stored_corpus import corpus_digest, read_corpus
from search.engines.whoosh.disk.schema import Tokenised

_BUILT = "built.json"
_REPORT_EVERY = 100
_SAMPLE = 500


@dataclass(frozen=True, slots=True)
class BuiltPeer:
    """An engine with its index. ``seconds``: processor time of the index alone, from given tokens."""

    peer: Peer
    seconds: float
    bytes: int


def index_folder(base: Path, size: int, name: str) -> Path:
    """Return the folder of an engine's index of ``size`` documents."""
    return base / f"{size}-{corpus_digest()}" / name


def build_peer(base: Path, size: int, name: str, progress: Callable[[int], None]) -> BuiltPeer:
    """Return the engine of this name with ``size`` documents, built now if it is not there. Raises Unavailable."""
    folder = index_folder(base, size, name)
    record = folder.parent / f"{name}-{_BUILT}"
    peer = peer_class(name)(folder)
    known = json.loads(record.read_text("utf-8")) if record.exists() else {}
    if known.get("version") != peer.version:
        record.unlink(missing_ok=True)
        if folder.exists() and name != "ours":  # ours continues a stopped build
            shutil.rmtree(folder)
        peer = _fresh(name, folder, peer)
        known = {"version": peer.version, "seconds": _build(peer, _counted(read_corpus(base, size), progress))}
        known["bytes"] = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        record.write_text(json.dumps(known), "utf-8")
    peer.open()
    return BuiltPeer(peer, known["seconds"], known["bytes"])


def _fresh(name: str, folder: Path, peer: Peer) -> Peer:
    """Return the peer on an empty folder; haystack keeps its Django, one in a process, and makes its folder by setup."""
    if name == "haystack":
        peer.setup()  # type: ignore[attr-defined]
        return peer
    return peer_class(name)(folder)


def _build(peer: Peer, documents: Iterable[Tokenised]) -> float:
    """Build the index; return the processor time in seconds, without reading the corpus."""
    reading = 0.0

    def read() -> Iterator[Tokenised]:
        nonlocal reading
        remaining = iter(documents)
        while True:
            started = time.thread_time()
            each = next(remaining, None)
            reading += time.thread_time() - started
            if each is None:
                return
            yield each

    started = time.process_time()
    peer.build(read())
    return time.process_time() - started - reading


def _counted(documents: Iterable[Tokenised], progress: Callable[[int], None]) -> Iterator[Tokenised]:
    for number, each in enumerate(documents):
        if number % _REPORT_EVERY == 0:
            progress(number)
        yield each


def token_string_seconds(base: Path, size: int) -> float:
    """Estimate the seconds that tantivy's build spends in Python on strings of given tokens, which is not its own work."""
    from benchmarks.peers.tantivy_peer import document_of  # tantivy is installed for the benchmark alone

    sample = min(size, _SAMPLE)
    begun, reading = time.thread_time(), 0.0
    remaining = read_corpus(base, sample)
    for _ in range(sample):
        started = time.thread_time()
        each = next(remaining)
        reading += time.thread_time() - started
        document_of(each)
    return (time.thread_time() - begun - reading) * size / sample

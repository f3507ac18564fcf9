"""The engines by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from benchmarks.peers.peer import Peer, Unavailable

#: name: (package that must be installed, module, class)
PEERS = {
    "ours": ("whoosh", "ours", "Ours"),
    "tantivy": ("tantivy", "tantivy_peer", "Tantivy"),
    "fts5": ("sqlite3", "fts5", "Fts5"),
    "whoosh": ("whoosh", "stock_whoosh", "StockWhoosh"),
    "haystack": ("haystack", "haystack_peer", "Haystack"),
    "postgres": ("psycopg", "postgres", "Postgres"),
}


def peer_class(name: str) -> Callable[[Path], Peer]:
    """Return the engine of this name. Raises Unavailable if a package that it needs is not installed."""
    if name not in PEERS:
        raise Unavailable(f"no such engine; there are {' '.join(PEERS)}")
    needed, module, kind = PEERS[name]
    if find_spec(needed) is None:
        raise Unavailable(f"{needed} is not installed")
    return getattr(import_module(f"benchmarks.peers.{module}"), kind)

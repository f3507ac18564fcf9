"""An engine of no machine's own, as a cluster is one: documents as files in a folder that all processes of a drill share.

It keeps what the border of search promises to writers, and answers no query.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from search.documents import Document, IndexMissing

#: Seconds that a change takes on its way at most: what was read before may be old when it arrives.
_FAR = 0.1


class SharedEngine:
    """``live/`` holds a file a document, ``changed`` the ids of each change; a rebuild reads those again before its swap."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def apply(self, *, upserts: Iterable[Document] = (), deletes: Iterable[int] = ()) -> None:
        upserts, deletes = list(upserts), list(deletes)
        with self._noted(), self._writing():
            with (self._folder / "changed").open("a") as changed:
                changed.writelines(f"{number}\n" for number in (*(each.id for each in upserts), *deletes))
            _write(self._live(), upserts)
            for number in deletes:
                (self._live() / str(number)).unlink(missing_ok=True)

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        progress: Callable[[int], None] = lambda done: None,
        current: Callable[[set[int]], Iterable[Document]] | None = None,
        refuse: Callable[[int, Exception], None] | None = None,
    ) -> int:
        with self._writing():
            begun = len(self._changes())
        new = self._folder / f"new-{secrets.token_hex(6)}"
        new.mkdir()
        _write(new, documents)
        with self._writing():
            again = set(self._changes()[begun:])
            held = list(current(again)) if current and again else []
            _write(new, held)
            for number in again - {each.id for each in held}:
                (new / str(number)).unlink(missing_ok=True)
            link = self._folder / f"link-{os.getpid()}"
            link.symlink_to(new.name)
            os.replace(link, self._folder / "live")
        return len(list(new.iterdir()))

    def digests(self, first: int = 0, last: int | None = None) -> Mapping[int, str]:
        return {
            int(path.name): json.loads(path.read_text())
            for path in self._live().iterdir()
            if path.name.isdecimal() and first <= int(path.name) and (last is None or int(path.name) <= last)
        }

    def _live(self) -> Path:
        live = self._folder / "live"
        if not live.exists():
            raise IndexMissing("no index")
        return live.resolve()

    def _changes(self) -> list[int]:
        path = self._folder / "changed"
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Note in ``together`` if another process brings a change at this moment: it may have read an older state."""
        own = self._folder / f"applying-{os.getpid()}"
        own.touch()
        time.sleep(random.uniform(0, _FAR))
        for other in self._folder.glob("applying-*"):
            if other != own and _lives(other.name.partition("-")[2]):
                with (self._folder / "together").open("a") as together:
                    together.write(f"{own.name} {other.name}\n")
        yield
        own.unlink()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with (self._folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _lives(process: str) -> bool:
    """Return whether the process runs; one that was killed has no program any more, though nobody may have waited for it."""
    try:
        os.readlink(f"/proc/{process}/exe")
    except OSError:
        return False
    return True


def _write(folder: Path, documents: Iterable[Document]) -> None:
    """Write each document whole or not at all: a writer may be killed."""
    for document in documents:
        new = folder / f"{document.id}.{os.getpid()}"
        new.write_text(json.dumps(document.digest()))
        os.replace(new, folder / str(document.id))


def open_engine(settings: object, texts: object) -> SharedEngine:
    return SharedEngine(Path(os.environ["SHARED_INDEX"]))

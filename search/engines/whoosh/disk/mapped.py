"""How is a file of the index read? Mapped into memory; its pickles may hold segments and plain values alone."""

from __future__ import annotations

import mmap
import os
import pickle
from pathlib import Path
from typing import Any

from whoosh.filedb.structfile import StructFile

#: What a pickle of the index may name, {(module, name): present module}. Whoosh pickles a segment with its module, so an
#: older index names a module that has moved since.
_PICKLED = {
    (module, name): "search.engines.whoosh.disk.codec"
    for module in ("search.engines.whoosh.codec", "search.engines.whoosh.disk.codec")
    for name in ("Segment", "Codec")
}


class SegmentUnpickler(pickle.Unpickler):
    """Reads segments and plain values alone: a pickle that names anything else is refused."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class of a segment. UnpicklingError for any other."""
        try:
            return super().find_class(_PICKLED[module, name], name)
        except KeyError:
            raise pickle.UnpicklingError(f"a pickle of the index names {module}.{name}") from None


class MappedFile(StructFile):
    """A file mapped into memory. ``view`` is the whole file; threads may call ``get`` at once, since it seeks nothing."""

    def __init__(self, path: Path, *, ends_with_pickle: bool = False) -> None:
        self._ends_with_pickle = ends_with_pickle
        with path.open("rb") as file:
            # An empty file cannot be mapped.
            empty = os.fstat(file.fileno()).st_size == 0
            mapped = mmap.mmap(-1, 1) if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        super().__init__(mapped, name=path.name)
        self.is_real = False
        self.view = memoryview(mapped)[: 0 if empty else None]

    def get(self, position: int, length: int) -> bytes:
        """Return so many bytes from a position."""
        return bytes(self.view[position : position + length])

    def read_pickle(self) -> Any:
        """Return the pickled object at the file's position. UnpicklingError if it is no segment and no plain value.

        ValueError if more follows in a file that ``ends_with_pickle``.
        """
        value = SegmentUnpickler(self.file).load()
        if self._ends_with_pickle and self.file.tell() != len(self.view):
            raise ValueError(f"{self._name} does not end with its pickle")
        return value

    def close(self) -> None:
        """Mark the file closed. Arrays may still point into it: it is unmapped with the last of them."""
        self.is_closed = True

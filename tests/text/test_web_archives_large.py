"""A web archive of any size is read in constant memory. SLOW_TESTS=1 reads a gigabyte, packed and plain."""

from __future__ import annotations

import gzip
import io
import os
import tracemalloc

import pytest

from archive.text.formats.packages.web_archives import WebArchivePlace, read_web_archive
from tests.text.made_archives import Archive, page, plain_record

A = "http://example.org/a.html"


class Repeated(io.RawIOBase):
    """A file of ``times`` copies of ``piece``, which lie nowhere."""

    def __init__(self, piece: bytes, times: int) -> None:
        self._piece, self._size, self._at = piece, len(piece) * times, 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (self._size if whence == 2 else 0)
        return self._at

    def read(self, size: int = -1) -> bytes:
        size = max(0, min(size, self._size - self._at))
        start = self._at % len(self._piece)
        content = (self._piece * (size // len(self._piece) + 2))[start : start + size]
        self._at += size
        return content


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_of_any_size_takes_no_more_memory_than_one_of_its_pages(pack):
    size = 1_000_000_000 if os.environ.get("SLOW_TESTS") == "1" else 20_000_000
    film = Archive(gz=False).response("http://example.org/v.mp4", os.urandom(2_000_000), kind="video/mp4").bytes
    file = Repeated(pack(plain_record(A, page("换届"))) + pack(film), size // 2_000_000)
    place = WebArchivePlace()
    tracemalloc.start()
    try:
        for _ in read_web_archive(file, place, set()):  # type: ignore[arg-type]
            pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (place.counts.pages, place.counts.repeated) == (1, size // 2_000_000 - 1)
    assert place.counts.other_types == size // 2_000_000
    assert peak < 12_000_000

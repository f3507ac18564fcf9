"""The unpacked bytes of a file, gzip or not, in order and within a bound; a place in it can be found again.

A gzip of many members (a web archive has one a record) is read member by member. Nothing is read ahead of the place that
``place`` tells, so that a reader which stops can go on there.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO

from archive.text.formats.extracted import FormatError

GZIP = b"\x1f\x8b\x08"
#: Unpacked bytes for one packed byte, and what is free at any ratio: pages pack five to twenty times, bombs a thousand.
MOST_RATIO = 100
FREE_BYTES = 100 * 1024 * 1024
_RAW, _UNPACKED = 64 * 1024, 1024 * 1024
_BOMB = "压缩包压缩得反常，展开后大得不合常理，已停止读取。请核对来源；若确是自己的档案，请分成几个较小的再上传。"


class DamagedPackage(ValueError):
    """The packed bytes of this member are broken."""


class PackageStream:
    """Reads the bytes of ``file`` from ``place``: (offset of a gzip member or a byte, unpacked bytes behind it).

    Reading stops at the end of a member until ``next_member``. Raise FormatError where more is unpacked than a file of
    ``size`` bytes may give, DamagedPackage where a member is broken.
    """

    def __init__(self, file: BinaryIO, *, size: int, place: tuple[int, int] = (0, 0)) -> None:
        file.seek(0)
        self.is_gzip = file.read(len(GZIP)) == GZIP
        self._raw = self._buffer = b""  # packed bytes that were read; unpacked ones
        self._raw_at = self._at = self._member = self._given = 0
        self._is_over = False
        self._file, self._size, self._left = file, size, MOST_RATIO * size + FREE_BYTES
        self._start(place[0])
        self.skip(place[1])

    @property
    def place(self) -> tuple[int, int]:
        """Return where the next byte stands."""
        if self.is_gzip:
            return self._member, self._given
        return self._member + self._given, 0

    def may_hold(self, size: int) -> bool:
        """Return whether so many bytes may follow; False only where a plain file is shorter."""
        return self.is_gzip or self._member + self._given + size <= self._size

    def read(self, size: int) -> bytes:
        """Return ``size`` bytes, or what is left of the member."""
        parts = []
        while size > 0 and (self._at < len(self._buffer) or self._fill()):
            part = self._buffer[self._at : self._at + size]
            self._at += len(part)
            self._given += len(part)
            size -= len(part)
            parts.append(part)
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Pass over ``size`` bytes, or what is left of the member; return their number."""
        left = size
        while left > 0 and (self._at < len(self._buffer) or self._fill()):
            step = min(left, len(self._buffer) - self._at)
            self._at += step
            self._given += step
            left -= step
        return size - left

    def read_line(self, most: int) -> bytes:
        """Return the bytes up to the next line end, at most ``most``; b"" at the end of the member."""
        parts: list[bytes] = []
        size = 0
        while size < most and (self._at < len(self._buffer) or self._fill()):
            end = self._buffer.find(b"\n", self._at, self._at + most - size)
            part = self._buffer[self._at : end + 1 if end >= 0 else self._at + most - size]
            self._at += len(part)
            self._given += len(part)
            size += len(part)
            parts.append(part)
            if end >= 0:
                break
        return b"".join(parts)

    def peek(self, size: int) -> bytes:
        """Return the next bytes without reading past them."""
        content = self.read(size)
        self.unread(content)
        return content

    def unread(self, content: bytes) -> None:
        """Put bytes of this member back in front of the next byte."""
        if self._buffer[max(0, self._at - len(content)) : self._at] == content:
            self._at -= len(content)  # no copy: a large buffer may hold many small records
        else:
            self._buffer, self._at = content + self._buffer[self._at :], 0
        self._given -= len(content)

    def next_member(self) -> bool:
        """Go on behind the end of this gzip member; return whether there is another. A plain file is one member."""
        if not self.is_gzip:
            return False
        while True:
            self._raw = self._raw.lstrip(b"\x00")  # some programs fill up with zeros
            if len(self._raw) >= len(GZIP):
                break
            more = self._file.read(_RAW)
            self._raw_at += len(more)
            self._raw += more
            if not more:
                return False
        begin = self._raw_at - len(self._raw)
        if not self._raw.startswith(GZIP):
            return self.next_sound_member(begin)
        self._start(begin, self._raw)
        return True

    def next_sound_member(self, begin: int | None = None) -> bool:
        """Look for the next bytes that may begin a gzip member, behind the beginning of this one; return whether there are any."""
        at = self._member + 1 if begin is None else begin
        self._file.seek(at)
        kept = b""
        while more := self._file.read(_RAW):
            window = kept + more
            found = window.find(GZIP)
            if found >= 0:
                self._start(at - len(kept) + found)
                return True
            at += len(more)
            kept = window[-len(GZIP) + 1 :]
        return False

    def _start(self, offset: int, raw: bytes | None = None) -> None:
        """Begin to read at ``offset`` of the file, where ``raw`` are its next bytes if the file stands behind them."""
        if raw is None:
            self._file.seek(offset)
        self._raw = raw or b""
        self._raw_at = offset + len(self._raw)
        self._member, self._given, self._buffer, self._at = offset, 0, b"", 0
        self._unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if self.is_gzip else None
        self._is_over = False

    def _fill(self) -> bool:
        """Unpack some more of the member into the empty buffer; return whether there was any."""
        while not self._is_over:
            if not self._raw:
                self._raw = self._file.read(_RAW)
                self._raw_at += len(self._raw)
                if not self._raw:
                    self._is_over = True
                    if self._unpack is not None:
                        raise DamagedPackage("cut off")
                    return False
            self._buffer, self._at = self._unpacked(), 0
            self._left -= len(self._buffer)
            if self._left < 0:
                raise FormatError(_BOMB)
            if self._buffer:
                return True
        return False

    def _unpacked(self) -> bytes:
        if self._unpack is None:
            content, self._raw = self._raw, b""
            return content
        try:
            content = self._unpack.decompress(self._raw, _UNPACKED)
        except zlib.error as error:
            self._is_over = True
            raise DamagedPackage(str(error)) from error
        self._is_over = self._unpack.eof
        self._raw = self._unpack.unused_data if self._unpack.eof else self._unpack.unconsumed_tail
        return content

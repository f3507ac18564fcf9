"""The files of a tar, plain or packed by gzip, one by one in bounds. Links, devices and folders are no files.

``tarfile`` reads the header blocks; their order is read here, because ``tarfile`` takes extended headers of any size.
"""

from __future__ import annotations

import re
import tarfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from archive.text.formats.extracted import FormatError
from archive.text.formats.packages.stream import GZIP, DamagedPackage, PackageStream

BLOCK = 512
#: Bytes of a header with a long name.
MOST_EXTENDED = 64 * 1024
_BROKEN = "TAR 压缩包已损坏，打不开。请重新打包，或改压成 zip 再上传。"
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_PAX_PATH = re.compile(rb"(?:^|\n)\d{1,6} path=([^\n]*)\n")


def is_tar(head: bytes) -> bool:
    """Return whether the first bytes are those of a tar, or of one packed by gzip."""
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, BLOCK)
        except zlib.error:
            return False
    return _header(head[:BLOCK]) is not None


def walk_tar(file: BinaryIO, size: int, most: int) -> Iterator[tuple[str, bytes]]:
    """Yield (name as written, at most ``most`` + 1 bytes) of every file. Raise FormatError if it is broken or a bomb."""
    try:
        stream = PackageStream(file, size=size)
        longer: bytes | None = None
        while header := _read(stream, BLOCK):
            if not header.strip(b"\x00"):
                return
            member = _header(header)
            if member is None or member.size < 0:
                raise FormatError(_BROKEN)
            padded = -(-member.size // BLOCK) * BLOCK
            if member.type in (tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE):
                if member.size > MOST_EXTENDED:
                    raise FormatError(_BROKEN)
                content = _read(stream, padded)[: member.size]
                found = _PAX_PATH.search(content) if member.type == tarfile.XHDTYPE else None
                longer = found[1] if found else content.rstrip(b"\x00") if member.type != tarfile.XHDTYPE else longer
                continue
            name = longer if longer is not None else member.name.encode("utf-8", "surrogateescape")
            longer = None
            if member.type in _FILES and not name.endswith(b"/"):
                content = _read(stream, min(member.size, most + 1))
                if len(content) < min(member.size, most + 1):
                    raise FormatError(_BROKEN)
                yield _decoded(name), content
                padded -= len(content)
            _skip(stream, padded)
    except DamagedPackage as error:
        raise FormatError(_BROKEN) from error


def _header(block: bytes) -> tarfile.TarInfo | None:
    if len(block) < BLOCK or not block.strip(b"\x00"):
        return None
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError, OverflowError):
        return None


def _read(stream: PackageStream, size: int) -> bytes:
    """Return the bytes, across the members of the gzip."""
    content = stream.read(size)
    while len(content) < size and stream.next_member():
        content += stream.read(size - len(content))
    return content


def _skip(stream: PackageStream, size: int) -> None:
    while (size := size - stream.skip(size)) > 0 and stream.next_member():
        pass


def _decoded(name: bytes) -> str:
    """Return the name; programs of Chinese Windows write it in GBK."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")

"""How large is the directory of a zip? Python reads it whole, so a hostile one is refused before."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from archive.text.formats.extracted import FormatError

#: Bytes of the directory: 100,000 members with names of ordinary length.
MOST_DIRECTORY = 16 * 1024 * 1024
_END, _END_64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LONGEST_END = 22 + 65_535
_HUGE = "ZIP 压缩包的目录大得反常，已拒绝打开。请分成几个较小的 zip 再上传。"


def refuse_huge_directory(file: BinaryIO) -> None:
    """Raise FormatError for a directory over MOST_DIRECTORY. A zip without an end is left to ``zipfile``."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _LONGEST_END))
    tail = file.read(_LONGEST_END)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        return
    length = struct.unpack_from("<I", tail, at + 12)[0]
    if at >= 20 and tail[at - 20 : at - 16] == _LOCATOR:
        file.seek(min(size, struct.unpack_from("<Q", tail, at - 12)[0]))
        end = file.read(56)
        if end.startswith(_END_64) and len(end) == 56:
            length = max(length if length != 0xFFFFFFFF else 0, struct.unpack_from("<Q", end, 40)[0])
    if length > MOST_DIRECTORY:
        raise FormatError(_HUGE)

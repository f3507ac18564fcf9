"""A web archive: a WARC file, or a WACZ, which is a zip of WARC files. Its pages one by one, from any place on.

The file may have gigabytes: nothing but one page is in memory. What has been read is told by a WebArchivePlace, which
holds plain numbers and can be kept beside the pages.
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from archive.text.formats.extracted import FormatError
from archive.text.formats.packages.directory import refuse_huge_directory
from archive.text.formats.packages.kinds import ZIP_START, warc_members
from archive.text.formats.packages.records import CapturedPage, RecordCounts, read_records
from archive.text.formats.packages.stream import MOST_RATIO, PackageStream
from search.sentences import Sentence, say, together

#: Pages that one archive gives, and their bytes; more is told in the note.
MOST_PAGES = 50_000
MOST_PAGE_BYTES = 4 * 1024 * 1024 * 1024
#: WARC files in one WACZ; a crawl of months has some dozens.
MOST_MEMBERS = 1000
_BROKEN = "网络档案已损坏，打不开。请核对文件是否下载完整，再上传。"
_LOCKED = "WACZ 网络档案设了密码，无法读取。请去掉密码后再上传。"
_METHOD = "WACZ 网络档案用了少见的压缩方式，打不开。请用 ArchiveWeb.page 重新导出再上传。"
_NO_WARC = "WACZ 网络档案里没有 archive/*.warc.gz，读不到网页。请用 ArchiveWeb.page 重新导出再上传。"
_MANY_MEMBERS = f"WACZ 网络档案里的 WARC 文件超过 {MOST_MEMBERS} 个，已拒绝打开。请分成几个再上传。"
_TOO_MANY = "一个档案只取这么多，其余没有读。请把档案分成几个再上传。"
_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, OverflowError, ValueError, struct.error)


@dataclass(slots=True)
class WebArchivePlace:
    """How far a web archive is read: the WARC file within it, the place in that, and what was counted so far."""

    member: int = 0
    offset: int = 0
    skip: int = 0
    size: int = 0
    counts: RecordCounts = field(default_factory=RecordCounts)
    is_cut: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, fit for JSON."""
        return {
            "member": self.member,
            "offset": self.offset,
            "skip": self.skip,
            "size": self.size,
            "counts": self.counts.to_dict(),
        }

    @classmethod
    def from_dict(cls, place: dict[str, Any]) -> WebArchivePlace:
        """Read the values of ``to_dict``; the beginning of the archive for {}."""
        counts = RecordCounts.from_dict(place.get("counts", {}))
        member, offset, skip, size = (int(place.get(name, 0)) for name in ("member", "offset", "skip", "size"))
        return cls(member, offset, skip, size, counts)

    @property
    def sentence(self) -> str:
        """Return what was read and what was not."""
        return together([self.counts.sentence, Sentence(_TOO_MANY) if self.is_cut else ""])


def read_web_archive(file: BinaryIO, place: WebArchivePlace, known: set[bytes]) -> Iterator[CapturedPage | None]:
    """Yield the pages of a web archive from ``place`` on, and now and then None, so that the reader may stop.

    When a page is yielded, ``place`` stands behind it. A page whose digest is in ``known`` is counted as repeated; the
    others are added. Raise FormatError if the file is broken or a bomb.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if not file.read(len(ZIP_START)).startswith(ZIP_START):
        yield from _read_warc(file, size, place, known)
        return
    try:
        refuse_huge_directory(file)
        with zipfile.ZipFile(file) as archive:
            members = warc_members(archive)
            if not members:
                raise FormatError(_NO_WARC)
            if len(members) > MOST_MEMBERS:
                raise FormatError(_MANY_MEMBERS)
            for number in range(place.member, len(members)):
                if number != place.member:
                    place.member, place.offset, place.skip = number, 0, 0
                yield from _read_member(archive, members[number], size, place, known)
                if place.is_cut:
                    return
    except NotImplementedError as error:
        raise FormatError(_METHOD) from error
    except RuntimeError as error:
        raise FormatError(_LOCKED) from error
    except _ZIP_FAULTS as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(_BROKEN) from error
    if not place.counts.pages and place.counts.damaged:
        raise FormatError(_BROKEN)


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, size: int, place: WebArchivePlace, known: set[bytes]
) -> Iterator[CapturedPage | None]:
    """Yield the pages of one WARC file of a WACZ; a fault of the zip in it is counted, and costs its rest alone."""
    try:
        with archive.open(member) as file:
            yield from _read_warc(file, min(member.file_size, MOST_RATIO * size), place, known)  # type: ignore[arg-type]
    except _ZIP_FAULTS as error:
        if isinstance(error, FormatError):
            raise
        place.counts.damaged += 1


def digest_of(content: bytes) -> bytes:
    """Return what tells a page from all others."""
    return hashlib.sha256(content).digest()[:16]


def only_page(data: bytes) -> bytes:
    """Return the page of a web archive that holds one. Raise FormatError with the way to bring in several, or none."""
    pages: list[CapturedPage] = []
    place = WebArchivePlace()
    for page in read_web_archive(io.BytesIO(data), place, set()):
        pages += [page] if page else []
        if len(pages) > 1:
            raise FormatError("这是网络档案，里面有许多网页。请从“上传”页整个上传，一页成为一篇草稿。")
    if not pages:
        raise FormatError(say("这是网络档案，里面没有可读的网页：{0}", place.sentence))
    return pages[0].content


def _read_warc(file: BinaryIO, size: int, place: WebArchivePlace, known: set[bytes]) -> Iterator[CapturedPage | None]:
    stream = PackageStream(file, size=size, place=(place.offset, place.skip))
    for page in read_records(stream, place.counts):
        place.offset, place.skip = stream.place
        if page is None:
            yield None
            continue
        digest = digest_of(page.content)
        if digest in known:
            place.counts.repeated += 1
            continue
        if place.counts.pages >= MOST_PAGES or place.size + len(page.content) > MOST_PAGE_BYTES:
            place.is_cut = True
            return
        known.add(digest)
        place.counts.pages += 1
        place.size += len(page.content)
        yield page

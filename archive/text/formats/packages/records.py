"""The records of a WARC file (ISO 28500), one after another: the pages among them, and how many are none and why.

warcio reads headers and chunks; the frame is read here, because warcio bounds neither a line nor what it unpacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import reduce

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from archive.text.formats.extracted import MAX_BYTES
from archive.text.formats.packages.kinds import begins_like_page
from archive.text.formats.packages.responses import (
    MOST_ANSWER,
    MOST_HEADERS,
    PAGE_TYPES,
    TooLarge,
    UnknownPacking,
    media_type_of,
    page_of,
    read_answer,
    read_headers,
)
from archive.text.formats.packages.stream import DamagedPackage, PackageStream
from search.sentences import say

#: Records after which a reader is asked whether it should stop, where no page is among them.
RECORDS_A_LOOK = 1000
#: Damaged places after which the rest of a file is not read.
MOST_DAMAGED = 1000
_BLANK_LINES = 16
_WARC = b"WARC/"
_HEADERS = StatusAndHeadersParser(["WARC/1.1", "WARC/1.0"], verify=False)
_LENGTH = re.compile(r"\d{1,15}")
_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z?")


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """A page as a crawler or a browser fetched it: its address, when (None: the archive does not say), and its bytes."""

    address: str
    captured: datetime | None
    content: bytes


@dataclass(slots=True)
class RecordCounts:
    """What was read of a web archive. Every answer of a server is counted once."""

    pages: int = 0
    repeated: int = 0
    revisits: int = 0
    other_types: int = 0
    other_status: int = 0
    too_large: int = 0
    packed: int = 0
    damaged: int = 0

    def to_dict(self) -> dict[str, int]:
        """Return plain numbers."""
        return asdict(self)

    @classmethod
    def from_dict(cls, counts: dict[str, int]) -> RecordCounts:
        """Read the numbers of ``to_dict``."""
        return cls(**{each.name: int(counts.get(each.name, 0)) for each in fields(cls)})

    @property
    def sentence(self) -> str:
        """Return the Chinese sentence that tells what was read and what was not."""
        left = (
            (self.repeated, say("与前面逐字节相同的网页")),
            (self.revisits, say("重访记录（内容未变，档案里没有再存）")),
            (self.other_status, say("状态不是 200 的应答（转址、出错）")),
            (self.other_types, say("图片、脚本等不是网页的应答")),
            (self.too_large, say("超过 {0} MB 的网页", MAX_BYTES // 1024 // 1024)),
            (self.packed, say("压缩方式本系统解不开的网页")),
            (self.damaged, say("处损坏（长度不对、压缩数据坏了或没有写完）")),
        )
        parts = [say("{0} {1}", label, count) for count, label in left if count]
        if not parts:
            return say("取出网页 {0} 篇。", self.pages)
        return say(
            "取出网页 {0} 篇；未取：{1}。", self.pages, reduce(lambda some, one: say("{0}，{1}", some, one), parts)
        )


def read_records(stream: PackageStream, counts: RecordCounts) -> Iterator[CapturedPage | None]:
    """Yield the pages of the stream from its place on, and None after RECORDS_A_LOOK records without one.

    After each yield ``stream.place`` is where the next record begins. ``counts`` is kept up to date, except for pages
    and repeated pages, which the caller counts. Raise FormatError for a bomb.
    """
    since = 0
    while True:
        try:
            page = _next_page(stream, counts)
            if page is None and not stream.peek(1) and not stream.next_member():
                return
        except DamagedPackage:
            counts.damaged += 1
            if counts.damaged > MOST_DAMAGED or not stream.next_sound_member():
                return
            continue
        since = 0 if page else since + 1
        if page or since % RECORDS_A_LOOK == 0:
            yield page


def _next_page(stream: PackageStream, counts: RecordCounts) -> CapturedPage | None:
    """Read one record; return its page, or None if it has none."""
    _skip_to_record(stream, counts)
    head = _read_head(stream)
    if not head:
        return None
    headers = read_headers(head, _HEADERS)
    length = str(headers.get_header("Content-Length") or "").strip() if headers else ""
    is_whole = head.endswith((b"\n\n", b"\n\r\n"))
    if headers is None or not is_whole or not _LENGTH.fullmatch(length) or not stream.may_hold(int(length)):
        counts.damaged += 1
        return None
    left = int(length)
    start = stream.read(min(left, MOST_HEADERS))
    left -= len(start)
    wanted = _wanted_length(headers, start, left, counts)
    block = start + stream.read(wanted) if wanted else start
    left -= len(block) - len(start)
    left -= stream.skip(left)
    if left or not _is_at_end(stream):
        counts.damaged += 1  # the length is wrong, or the file was cut off: a page of it may lack its end
        return None
    return _page(headers, block, counts) if wanted is not None else None


def _skip_to_record(stream: PackageStream, counts: RecordCounts) -> None:
    """Go to the next line that begins a record, or to the end of the member."""
    is_sound = True
    while line := stream.read_line(MOST_HEADERS):
        if line.startswith(_WARC):
            stream.unread(line)
            break
        is_sound = is_sound and not line.strip()
    counts.damaged += not is_sound


def _read_head(stream: PackageStream) -> bytes:
    """Return the header lines with the blank line behind them, which endless headers have not within MOST_HEADERS."""
    lines, size = [], 0
    while size < MOST_HEADERS and (line := stream.read_line(MOST_HEADERS)):
        lines.append(line)
        size += len(line)
        if not line.strip():
            break
    return b"".join(lines)


def _is_at_end(stream: PackageStream) -> bool:
    """Return whether the next record, or the end, is what follows; blank lines are read."""
    for _ in range(_BLANK_LINES):
        line = stream.read_line(MOST_HEADERS)
        if line.strip():
            stream.unread(line)
            return line.startswith(_WARC)
        if not line:
            break
    return True


def _wanted_length(headers: StatusAndHeaders, start: bytes, left: int, counts: RecordCounts) -> int | None:
    """Return how many more bytes of the record are to be read, or None if it holds no page; count why."""
    kind, address = str(headers.get_header("WARC-Type") or "").lower(), _address(headers)
    if kind == "revisit":
        counts.revisits += 1
    if kind not in ("response", "resource") or not address.startswith(("http://", "https://")):
        return None
    if kind == "resource":
        is_page = media_type_of(headers) in PAGE_TYPES
    else:
        answer = read_answer(start)
        if answer is None or answer.status != 200:
            counts.other_status += 1
            return None
        is_page = answer.may_be_page
    if not is_page:
        counts.other_types += 1
        return None
    if len(start) + left > MOST_ANSWER:
        counts.too_large += 1
        return None
    return left


def _page(headers: StatusAndHeaders, block: bytes, counts: RecordCounts) -> CapturedPage | None:
    answer = read_answer(block[:MOST_HEADERS])
    is_resource = str(headers.get_header("WARC-Type")).lower() == "resource"
    try:
        content = block if is_resource or answer is None else page_of(answer, block[answer.body_at :])
    except UnknownPacking:
        counts.packed += 1
        return None
    except TooLarge:
        counts.too_large += 1
        return None
    is_named = is_resource or (answer is not None and answer.media_type)
    if not content.strip() or not (is_named or begins_like_page(content)):
        counts.other_types += 1
        return None
    return CapturedPage(_address(headers), _captured(headers), content)


def _address(headers: StatusAndHeaders) -> str:
    """Return the address of a record, without the angle brackets that wget writes around it."""
    address = str(headers.get_header("WARC-Target-URI") or "").strip()
    address = address[1:-1] if address.startswith("<") and address.endswith(">") else address
    return "".join(letter for letter in address if letter.isprintable()).replace(" ", "%20")


def _captured(headers: StatusAndHeaders) -> datetime | None:
    found = _DATE.fullmatch(str(headers.get_header("WARC-Date") or "").strip())
    try:
        return datetime.fromisoformat(found[1]).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None

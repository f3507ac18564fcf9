"""A zip of reports: its members, with readable names that lead nowhere outside."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from archive.text.formats.decoding import readability
from archive.text.formats.extracted import MAX_BYTES, FormatError
from archive.text.formats.media_types import ZIP, zip_type
from search.invisible import without_invisible

MAX_ARCHIVE_MEMBERS = 5_000
MAX_ARCHIVE_UNPACKED = 500 * 1024 * 1024
MAX_ARCHIVE_RATIO = 200
_FREE = 10 * 1024 * 1024  # unpacked bytes allowed at any ratio: a small zip of plain text packs well

_SPLIT = "请分成几个较小的 zip 再上传。"
_BROKEN = "ZIP 压缩包已损坏，打不开。请重新压缩后再上传。"
_LOCKED = "ZIP 压缩包设了密码，无法读取。请去掉密码重新压缩后再上传。"
_NESTED = "ZIP 压缩包里还套着多层压缩包。请解开里层的压缩包，重新压缩后再上传。"
_METHOD = "ZIP 压缩包用了少见的压缩方式，打不开。请用普通的 zip 方式重新压缩后再上传。"
_BOMB = f"ZIP 压缩包展开后超过 {MAX_ARCHIVE_UNPACKED // 1024 // 1024} MB，或压缩得反常，已拒绝打开。{_SPLIT}"

_UTF8_FLAG, _LOCKED_FLAG = 0x800, 0x1
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field with the name in UTF-8
_DRIVE = re.compile(r"^[A-Za-z]:")
_NO_NAME = re.compile("[\t-\r\x85\u2028\u2029\ud800-\udfff]")  # line ends, lone surrogates
_LEFT_BEHIND = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)


def is_archive(data: bytes) -> bool:
    """Return whether the bytes are a zip of files, and not a document in a zip. Broken zips are no archive."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        return zip_type(data) == ZIP
    except FormatError:
        return False


def open_archive(data: bytes) -> list[tuple[str, bytes]]:
    """Return (name, bytes) of every file in a zip, in its order; a zip in the zip is opened too, but none deeper.

    Names are safe to show and relative: no drive, no leading slash, no ``..``, no control characters; equal names get
    numbers. System files (__MACOSX, Thumbs.db, hidden files) are left out. Raises FormatError with its own sentence:
    broken, locked, no members, more than MAX_ARCHIVE_MEMBERS members, more than MAX_ARCHIVE_UNPACKED bytes unpacked
    (counted while unpacking), nested deeper.
    """
    members: list[tuple[str, bytes]] = []
    taken: set[str] = set()
    left = [MAX_ARCHIVE_UNPACKED]
    for name, content in _walk(data, left=left, depth=0):
        if len(members) >= MAX_ARCHIVE_MEMBERS:
            raise FormatError(f"ZIP 压缩包里的文件超过 {MAX_ARCHIVE_MEMBERS} 个。{_SPLIT}")
        members.append((_apart(name, taken), content))
    if not members:
        raise FormatError("ZIP 压缩包里没有文件。请检查后重新压缩再上传。")
    return members


def _walk(data: bytes, *, left: list[int], depth: int) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > MAX_ARCHIVE_MEMBERS:
                raise FormatError(f"ZIP 压缩包里的文件超过 {MAX_ARCHIVE_MEMBERS} 个。{_SPLIT}")
            if any(member.flag_bits & _LOCKED_FLAG for member in members):
                raise FormatError(_LOCKED)
            promised = sum(member.file_size for member in members)
            if promised > left[0] or promised > max(_FREE, MAX_ARCHIVE_RATIO * len(data)):
                raise FormatError(_BOMB)
            names = _names(members)
            for member, name in zip(members, names, strict=True):
                if _LEFT_BEHIND.search(name):
                    continue
                content = _read(archive, member, left)
                if not is_archive(content):
                    yield name, content
                elif depth:
                    raise FormatError(_NESTED)
                else:
                    stem = name.rsplit(".", 1)[0]
                    for inner, inner_content in _walk(content, left=left, depth=1):
                        yield f"{stem}/{inner}", inner_content
    except NotImplementedError as error:
        raise FormatError(_METHOD) from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        KeyError,
        OverflowError,
    ) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(_BROKEN) from error


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: list[int]) -> bytes:
    """Return the member's bytes; one over MAX_BYTES is cut one byte above it, so that the intake refuses it by name."""
    with archive.open(member) as file:
        content = file.read(min(left[0], MAX_BYTES) + 1)
    left[0] -= len(content)
    if left[0] < 0:
        raise FormatError(_BOMB)
    return content


def _names(members: list[zipfile.ZipInfo]) -> list[str]:
    """Return the members' original names. Without the UTF-8 flag they are bytes of one code page for the whole zip.

    Python reads such bytes as cp437, which loses none. UTF-8 without its flag is common too (macOS, Linux).
    """
    raw = [
        member.orig_filename.encode("cp437") for member in members
        if not member.flag_bits & _UTF8_FLAG and not member.orig_filename.isascii() and _unicode_path(member) is None
    ]  # fmt: skip
    encoding = _encoding_of(b"\n".join(raw)) if raw else "cp437"
    names = []
    for member in members:
        name = _unicode_path(member)
        if name is None:
            name = member.orig_filename
            if not member.flag_bits & _UTF8_FLAG and not name.isascii():
                name = name.encode("cp437").decode(encoding, "replace")
        names.append(safe_name(name))
    return names


def _encoding_of(names: bytes) -> str:
    try:
        names.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    readings = []
    for encoding in ("gb18030", "big5hkscs"):
        try:
            readings.append((readability(names.decode(encoding)), encoding))
        except UnicodeDecodeError:
            continue
    # GBK first where both read alike: most zips here come from mainland machines.
    return max(readings, key=lambda reading: reading[0])[1] if readings else "cp437"


def _unicode_path(member: zipfile.ZipInfo) -> str | None:
    extra, at = member.extra, 0
    while at + 4 <= len(extra):
        kind, size = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == _UNICODE_PATH and size > 5:
            try:
                return extra[at + 9 : at + 4 + size].decode("utf-8")
            except UnicodeDecodeError:
                return None
        at += 4 + size
    return None


def safe_name(name: str) -> str:
    """Return a relative name fit to be shown: no drive, root, ``..``, control or invisible characters; never ""."""
    name = _NO_NAME.sub("", without_invisible(name.replace("\\", "/")))
    parts = []
    for part in name.split("/"):
        part = _DRIVE.sub("", part).strip()
        if part and part.strip("."):
            parts.append(part[:200])
    return "/".join(parts[-8:]) or "未命名"


def _apart(name: str, taken: set[str]) -> str:
    shown, number = name, 1
    while shown in taken:
        number += 1
        stem, dot, ending = name.rpartition(".")
        shown = f"{stem}（{number}）{dot}{ending}" if stem else f"{name}（{number}）"
    taken.add(shown)
    return shown

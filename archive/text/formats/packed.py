"""A package of reports, zip or tar: its members, with readable names that lead nowhere outside."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from archive.text.formats.decoding import readability
from archive.text.formats.extracted import MAX_BYTES, FormatError
from archive.text.formats.media_types import ZIP, zip_type
from archive.text.formats.packages.choosing import HEAD_BYTES, ChosenFiles, choose_files, is_left_behind
from archive.text.formats.packages.directory import refuse_huge_directory
from archive.text.formats.packages.kinds import is_web_archive
from archive.text.formats.packages.tar import BLOCK, is_tar, walk_tar
from search.invisible import without_invisible
from search.sentences import say

MAX_ARCHIVE_MEMBERS = 5_000
MAX_ARCHIVE_UNPACKED = 500 * 1024 * 1024
MAX_ARCHIVE_RATIO = 200
_FREE = 10 * 1024 * 1024  # unpacked bytes allowed at any ratio: a small zip of plain text packs well

_SPLIT = "请分成几个较小的 zip 再上传。"
_BROKEN = "ZIP 压缩包已损坏，打不开。请重新压缩后再上传。"
_MANY_MEMBERS = f"ZIP 压缩包里的文件超过 {MAX_ARCHIVE_MEMBERS} 个。{_SPLIT}"
_LOCKED = "ZIP 压缩包设了密码，无法读取。请去掉密码重新压缩后再上传。"
_NESTED = "ZIP 压缩包里还套着多层压缩包。请解开里层的压缩包，重新压缩后再上传。"
_METHOD = "ZIP 压缩包用了少见的压缩方式，打不开。请用普通的 zip 方式重新压缩后再上传。"
_BOMB = f"ZIP 压缩包展开后超过 {MAX_ARCHIVE_UNPACKED // 1024 // 1024} MB，或压缩得反常，已拒绝打开。{_SPLIT}"

_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
_UTF8_FLAG, _LOCKED_FLAG = 0x800, 0x1
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field with the name in UTF-8
_DRIVE = re.compile(r"^[A-Za-z]:")
_NO_NAME = re.compile("[\t-\r\x85\u2028\u2029\ud800-\udfff]")  # line ends, lone surrogates


def is_archive(data: bytes) -> bool:
    """Return whether the bytes are a package of files: see ``is_package``."""
    return is_package(io.BytesIO(data))


def is_package(file: BinaryIO) -> bool:
    """Return whether a file is a zip or tar of files, and no document and no web archive. Broken zips are no package."""
    file.seek(0)
    head = file.read(8 * BLOCK)
    if not head.startswith(_ZIPS):
        return is_tar(head)
    try:
        refuse_huge_directory(file)
        return _is_plain_zip(file) and not is_web_archive(file)
    except FormatError:
        return False


def open_archive(data: bytes) -> list[tuple[str, bytes]]:
    """Return (name, bytes) of every report and list of cards in a package: see ``open_package``."""
    file = io.BytesIO(data)
    return list(read_members(file, choose_members(file)))


def choose_members(file: BinaryIO) -> ChosenFiles:
    """Look through a zip or tar and choose the reports and lists of cards among its files.

    A package in the package is looked through too, but none deeper. System files (__MACOSX, Thumbs.db, hidden files) are
    left out. Raise FormatError with its own sentence: broken, locked, no report among the members, more than
    MAX_ARCHIVE_MEMBERS members, more than MAX_ARCHIVE_UNPACKED bytes unpacked (counted while unpacking), nested deeper.
    """
    names: list[str] = []
    heads: list[bytes] = []
    for name, content in _walk(file):
        if len(names) >= MAX_ARCHIVE_MEMBERS:
            raise FormatError(_MANY_MEMBERS)
        names.append(name)
        heads.append(content[:HEAD_BYTES])
    if not names:
        raise FormatError("ZIP 压缩包里没有文件。请检查后重新压缩再上传。")
    found = choose_files(names, heads.__getitem__)
    if not found.chosen:
        raise FormatError(
            say("压缩包里没有报告。{0}报告请用 txt、html、docx、pdf 等格式，重新压缩再上传。", found.note)
        )
    return found


def read_members(file: BinaryIO, members: ChosenFiles) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of the chosen members, in their order.

    Names are safe to show and relative: no drive, no leading slash, no ``..``, no control characters; equal names get
    numbers. Raise FormatError as ``choose_members``.
    """
    wanted, taken = set(members.chosen), set[str]()
    for at, (name, content) in enumerate(_walk(file)):
        shown = _apart(name, taken)
        if at in wanted:
            yield shown, content


def _is_plain_zip(file: BinaryIO) -> bool:
    if file.seek(0, os.SEEK_END) <= MAX_BYTES:
        file.seek(0)
        return zip_type(file.read()) == ZIP
    try:  # a document of this size is refused for it
        with zipfile.ZipFile(file) as archive:
            return not {"mimetype", "[Content_Types].xml", "OFD.xml"} & {*archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def _walk(file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    yield from _walk_package(file, left=[MAX_ARCHIVE_UNPACKED], depth=0)


def _walk_package(file: BinaryIO, *, left: list[int], depth: int) -> Iterator[tuple[str, bytes]]:
    file.seek(0)
    members = _walk_zip(file, left) if file.read(4) in _ZIPS else _walk_tar(file, left)
    for name, content in members:
        if not is_archive(content):
            yield name, content
        elif depth:
            raise FormatError(_NESTED)
        else:
            stem = name.rsplit(".", 1)[0].removesuffix(".tar")
            for inner, inner_content in _walk_package(io.BytesIO(content), left=left, depth=1):
                yield f"{stem}/{inner}", inner_content


def _walk_tar(file: BinaryIO, left: list[int]) -> Iterator[tuple[str, bytes]]:
    for raw_name, content in walk_tar(file, file.seek(0, os.SEEK_END), MAX_BYTES):
        name = safe_name(raw_name)
        left[0] -= len(content)
        if left[0] < 0:
            raise FormatError(_BOMB)
        if not is_left_behind(name):
            yield name, content


def _walk_zip(file: BinaryIO, left: list[int]) -> Iterator[tuple[str, bytes]]:
    size = file.seek(0, os.SEEK_END)
    try:
        refuse_huge_directory(file)
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > MAX_ARCHIVE_MEMBERS:
                raise FormatError(_MANY_MEMBERS)
            if any(member.flag_bits & _LOCKED_FLAG for member in members):
                raise FormatError(_LOCKED)
            promised = sum(member.file_size for member in members)
            if promised > left[0] or promised > max(_FREE, MAX_ARCHIVE_RATIO * size):
                raise FormatError(_BOMB)
            names = _names(members)
            for member, name in zip(members, names, strict=True):
                if not is_left_behind(name):
                    yield name, _read(archive, member, left)
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
        IndexError,  # a member without a name
        OverflowError,
        struct.error,
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

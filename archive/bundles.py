"""A zip of files (not a docx or odt, which are zips too): its members, one by one."""

from __future__ import annotations

import io
import zipfile

from archive.text.formats import FormatError

MAX_MEMBERS = 5_000

_OF_A_DOCUMENT = frozenset({"[Content_Types].xml", "mimetype", "word/document.xml", "content.xml", "OFD.xml"})
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})


class BundleError(ValueError):
    """The zip cannot be opened; the (Chinese) sentence names the remedy."""


def is_bundle(data: bytes) -> bool:
    """Whether these bytes are a zip of files; a broken zip is none, and fails as a file."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    return not _OF_A_DOCUMENT.intersection(names) and not any(name.startswith(("xl/", "ppt/")) for name in names)


def open_bundle(data: bytes) -> list[tuple[str, bytes]]:
    """(name, bytes) of each member, without what systems leave behind. Raises BundleError."""
    from archive.text.formats import open_archive

    try:
        members = open_archive(data)
    except FormatError as error:
        raise BundleError(str(error)) from error
    members = [(name, member) for name, member in members if not _is_left_by_a_system(name)]
    if len(members) > MAX_MEMBERS:
        raise BundleError(f"压缩包里有 {len(members)} 个文件，超过 {MAX_MEMBERS} 个。请分成几个包再上传。")
    if not members:
        raise BundleError("压缩包里没有文件。请检查后重新压缩再上传。")
    return members


def _is_left_by_a_system(name: str) -> bool:
    steps = name.lower().split("/")
    return "__macosx" in steps or steps[-1].startswith(".") or steps[-1] in _LEFT_BY_SYSTEMS

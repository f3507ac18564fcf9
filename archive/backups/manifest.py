"""The manifest of a backup: its last members, ``manifest.json`` and the SHA-256 of that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from search.sentences import say

FORMAT = 1
MANIFEST = "manifest.json"
#: In the form that ``sha256sum -c`` reads.
SEAL = "manifest.json.sha256"
#: Bytes; a million originals take a sixth of it.
LONGEST_MANIFEST = 1024 * 1024 * 1024


class BackupError(Exception):
    """The backup cannot be made, read or restored; the sentence (search/sentences.py) names the reason and the remedy."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in the order of the rows' values, the number of rows, and the highest number ever given."""

    name: str
    columns: tuple[str, ...]
    rows: int
    last_number: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Size in bytes and SHA-256 of one member of the file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents and the origin of a backup.

    ``migrations``: the last applied ones of each app, to which the tables belong. ``missing``: SHA-256 of originals
    that were not on disk, or had changed, when the backup was made. ``left_out``: of originals that the archive never had,
    since it came from a dump without them. ``uploads_elsewhere``: waiting uploads on another
    machine that used the database.
    """

    version: str
    made_at: str
    database: str
    migrations: Mapping[str, tuple[str, ...]]
    tables: tuple[Table, ...]
    members: Mapping[str, Member]
    counts: Mapping[str, int]
    missing: tuple[str, ...] = ()
    lost_uploads: tuple[str, ...] = ()
    uploads_elsewhere: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        """Return the content of ``MANIFEST``, made piece by piece: a copy of a million members would take a gigabyte."""
        row = {each.name: getattr(self, each.name) for each in fields(self)}
        content = bytearray()
        for piece in json.JSONEncoder(ensure_ascii=False, indent=1, default=asdict).iterencode(row):
            content += piece.encode()
        return bytes(content)

    @staticmethod
    def seal(content: bytes) -> bytes:
        """Return the content of ``SEAL`` for the manifest ``content``."""
        return f"{hashlib.sha256(content).hexdigest()}  {MANIFEST}\n".encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Manifest:
        """Read a manifest. Raises BackupError if the bytes are none, or one of a later format."""
        try:
            row: dict[str, Any] = json.loads(content, object_hook=_member_or_row)
            if row["format"] != FORMAT:
                raise BackupError(
                    say("备份的格式是第 {0} 版，这个程序只认第 {1} 版。请先升级程序，再来恢复。", row["format"], FORMAT)
                )
            return cls(
                version=str(row["version"]),
                made_at=datetime.fromisoformat(row["made_at"]).astimezone(UTC).isoformat(timespec="seconds"),
                database=str(row["database"]),
                migrations={str(app): tuple(names) for app, names in row["migrations"].items()},
                tables=tuple(
                    Table(each["name"], tuple(each["columns"]), each["rows"], each["last_number"])
                    for each in row["tables"]
                ),
                members=_members(row["members"]),
                counts=dict(row["counts"]),
                missing=tuple(row["missing"]),
                lost_uploads=tuple(row["lost_uploads"]),
                uploads_elsewhere=tuple(row.get("uploads_elsewhere", ())),
                left_out=tuple(row.get("left_out", ())),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BackupError(say("备份里的清单读不懂，这个文件不完整或被改动过。请换一份备份。")) from error


def _member_or_row(row: dict[str, Any]) -> Any:
    """Return a member at once where the row is one, so that a million rows do not stand beside a million members."""
    return Member(row["size"], row["sha256"]) if row.keys() == {"size", "sha256"} else row


def _members(row: dict[str, Any]) -> dict[str, Member]:
    if not all(isinstance(each, Member) for each in row.values()):
        raise ValueError("a member has a size and a SHA-256")
    return row

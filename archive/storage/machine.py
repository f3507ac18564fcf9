"""Which machine is this, among those that may share a database? One DATA_DIR is one machine.

Its token lies in ``DATA_DIR/machine-id``, with a copy in ``locks/``. An archive on SQLite lies on one machine, and needs none.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
import zlib
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

from archive.storage.advisory import is_shared
from archive.storage.processes import lock_path

_TOKEN = re.compile(r"[0-9a-f]{32}")


def machine_token() -> str:
    """Return the token of this machine, 32 hex digits, made at the first call; "" where the database is SQLite.

    It lies in two files: a machine that took a new one would count as another, be refused until its old self was silent,
    and not find its own uploads. The second has a check, so it wins if both can be read; what is lost or damaged of
    the two is written anew. A file whose rights were taken is left for the operator.
    """
    if not is_shared():
        return ""
    first, second = Path(settings.DATA_DIR) / "machine-id", lock_path("machine-id")
    token = _read_token(second, checked=True) or _read_token(first)
    while not token:
        _write(first, secrets.token_hex(16), replacing=first.exists())
        token = _read_token(first)
    for path, line in ((first, token), (second, _checked(token))):
        with suppress(OSError):  # the token is known, and `fsck` names a folder that cannot be written
            if not path.exists() or (os.access(path, os.R_OK) and path.read_bytes() != f"{line}\n".encode("ascii")):
                _write(path, line, replacing=True)
    return token


def _read_token(path: Path, *, checked: bool = False) -> str:
    """Return the token that a sound file holds; "" if there is none, or it is damaged."""
    with suppress(OSError, ValueError):
        line = path.read_text("ascii").strip()
        token = line.partition(" ")[0]
        if _TOKEN.fullmatch(token) and line == (_checked(token) if checked else token):
            return token
    return ""


def _checked(token: str) -> str:
    return f"{token} {zlib.crc32(token.encode('ascii')):08x}"


def _write(path: Path, line: str, *, replacing: bool) -> None:
    """Write a line whole or not at all; without ``replacing``, the first of two processes that write together wins."""
    path.parent.mkdir(exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        new.write_text(f"{line}\n", "ascii")
        if replacing:
            os.replace(new, path)
        else:
            with suppress(FileExistsError):
                os.link(new, path)
    finally:
        new.unlink(missing_ok=True)


def machine_name() -> str:
    """Return the host and the DATA_DIR, for people."""
    return f"{socket.gethostname()}:{settings.DATA_DIR}"


def index_place() -> str:
    """Return what is the same on two machines if they share their index, and only then, as far as a setting can tell.

    The addresses of one cluster may differ between machines; its index has one name.
    """
    if settings.ENGINE == "whoosh":
        return f"whoosh {machine_token()}"
    return f"{settings.ENGINE} {settings.OPENSEARCH_INDEX}"


def originals_place() -> str:
    """Return what is the same on two machines if they share their originals, and only then."""
    if settings.ORIGINALS == "disk":
        return f"disk {machine_token()}"
    named = settings.ORIGINALS_S3
    return f"s3 {named['endpoint']} {named['bucket']}/{named['prefix']}"


def key_mark() -> str:
    """Return a mark of SECRET_KEY, which tells whether two machines have the same and nothing else of it."""
    return salted_hmac("jiceng.machine", "mark").hexdigest()[:16]


def refusal() -> str:
    """Return why this machine may not serve, as its last heartbeat found; "" if it may."""
    try:
        return _refusal_file().read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""


def note_refusal(sentence: str) -> None:
    """Note why this machine may not serve, for all its processes; "" takes the note away."""
    path = _refusal_file()
    if not sentence:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.write_text(sentence + "\n", "utf-8")
    os.replace(new, path)


def _refusal_file() -> Path:
    return lock_path("refused")

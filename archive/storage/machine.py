"""Which machine is this, among those that may share a database? One DATA_DIR is one machine.

Its token lies in ``DATA_DIR/machine-id``. An archive on SQLite lies on one machine, and needs none.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

from archive.storage.advisory import is_shared
from archive.storage.processes import lock_path

_TOKEN = re.compile(r"[0-9a-f]{32}")


def machine_token() -> str:
    """Return the token of this machine, 32 hex digits, made at the first call; "" where the database is SQLite."""
    if not is_shared():
        return ""
    path = Path(settings.DATA_DIR) / "machine-id"
    with suppress(OSError, ValueError):
        token = path.read_text("ascii").strip()
        if _TOKEN.fullmatch(token):
            return token
    # By a link, so that of two processes that make it together both read the same.
    new = path.with_name(f"machine-id.{os.getpid()}-{secrets.token_hex(4)}")
    new.write_text(secrets.token_hex(16) + "\n", "ascii")
    try:
        if path.exists():  # damaged
            os.replace(new, path)
        else:
            with suppress(FileExistsError):
                os.link(new, path)
    finally:
        new.unlink(missing_ok=True)
    return path.read_text("ascii").strip()


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

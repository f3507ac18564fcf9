"""Style sheets, scripts and pictures, collected into STATIC_ROOT once for each state of their sources."""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

logger = logging.getLogger(__name__)

#: File in STATIC_ROOT, written after all others: the state of the sources, then SHA-256 and name of each collected file.
STAMP = ".gathered"

_DIGEST = re.compile("[0-9a-f]{64}")
_DAMAGED = "这个文件在服务器上读不到，也许坏了。请管理员运行 manage.py prepare，再重新启动。\n"


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, which answers 503 in words where a collected file can no longer be read."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        try:
            return WhiteNoiseMiddleware.serve(static_file, request)
        except OSError:
            logger.exception("a static file cannot be read: run manage.py prepare")
            return HttpResponse(_DAMAGED, content_type="text/plain; charset=utf-8", status=503)


class CollectedFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which gives an address for every name: where the manifest is gone or damaged, the plain one.

    Nothing answers there, so a page stands whole without its style. An exception instead would take the page, and the
    error page after it.
    """

    def load_manifest(self) -> tuple[dict[str, str], str]:
        """Return hashed name by name, and the manifest's own hash; nothing if the manifest cannot be read."""
        try:
            names, own = super().load_manifest()
        except (OSError, ValueError, AttributeError):  # the last: JSON, but no object
            names, own = None, ""
        if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
            logger.error("the manifest of the static files cannot be read: run manage.py prepare, and start again")
            return {}, ""
        return names, own

    def url(self, name: str, force: bool = False) -> str:
        try:
            return super().url(name, force)
        except ValueError:
            logger.error("no collected file for %s: run manage.py prepare, and start again", name)
            return StaticFilesStorage.url(self, name)


def collect_static_files() -> bool:
    """Run collectstatic unless STATIC_ROOT holds the sources as they are, undamaged. Return whether it ran.

    To hash and compress them takes seconds, which a restart should not cost.
    """
    root = Path(settings.STATIC_ROOT)
    stamp = root / STAMP
    state = _state()
    lines, damaged = _stamped(), damaged_static_files()
    if len(lines) > 1 and lines[0] == state and not damaged:
        return False
    if damaged:
        shutil.rmtree(root)  # collectstatic leaves a file alone that looks new
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    root.mkdir(parents=True, exist_ok=True)
    names = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    stamp.write_text("\n".join([state, *(f"{_digest(root / name)}  {name}" for name in names), ""]), "utf-8")
    return True


def damaged_static_files() -> list[str]:
    """Return the names of collected files that are gone, not readable, or not as they were collected.

    None is known before the first start, nor of an earlier version's files until the next one.
    """
    lines = _stamped()
    listed = [line.split("  ", 1) for line in lines[1:]]
    if not all(_DIGEST.fullmatch(digest) for digest in (*lines[:1], *(pair[0] for pair in listed))):
        return [STAMP]
    return [pair[-1] for pair in listed if _digest(Path(settings.STATIC_ROOT) / pair[-1]) != pair[0]]


def _stamped() -> list[str]:
    """Return the lines of the stamp: none before the first start, an empty one if it is gone or cannot be read."""
    root = Path(settings.STATIC_ROOT)
    try:
        words = (root / STAMP).read_text("utf-8")
    except FileNotFoundError:
        return [""] if root.is_dir() and any(root.iterdir()) else []
    except (OSError, ValueError):
        return [""]
    return [""] if "\0" in words else words.splitlines() or [""]


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _state() -> str:
    """Return the SHA-256 (hex) of the names, sizes and times of all sources, and of the storage class."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            digest.update(f"\0{name}\0{file.st_size}\0{file.st_mtime_ns}".encode())
    return digest.hexdigest()

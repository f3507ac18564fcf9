"""Originals as objects of an S3-compatible store, through django-storages: ``PREFIX/ab/cd/abcd…``, as on a disk.

The only module that imports django-storages and boto (requirements-s3.txt).
"""

from __future__ import annotations

import base64
import hashlib
import logging
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import PurePosixPath
from typing import IO, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from archive.storage.originals.border import OriginalChanged, OriginalGone, State, StoreUnavailable
from search.sentences import Sentence, say

logger = logging.getLogger(__name__)

_PIECE = 256 * 1024
#: Bytes of an original that stay in memory while it is read; a larger one goes to a file without a name.
_IN_MEMORY = 1024 * 1024
_CONNECT_SECONDS, _READ_SECONDS, _TRIES = 3, 20, 2
_GONE = frozenset({"404", "NoSuchKey"})
_REFUSED = frozenset(
    {"401", "403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "AuthFailure"}
)  # fmt: skip
_HERE_ALREADY = frozenset({"412", "PreconditionFailed", "409", "ConditionalRequestConflict"})
_CHANGED_ON_THE_WAY = frozenset({"BadDigest", "XAmzContentSHA256Mismatch", "InvalidDigest"})

GONE = say("存储里没有这件原件，报告正文仍可阅读。管理员请从备份取回：manage.py check_originals --from 备份文件。")
CHANGED = say("存储里的原件与收到时不同，没有取出。管理员请从备份取回：manage.py check_originals --from 备份文件。")
AWAY = say(
    "原件的存储（ORIGINALS_ENDPOINT）现在连不上或没有回答，馆藏没有受影响。请稍后再试；管理员请查看存储服务和网络。"
)
REFUSED = say(
    "原件的存储拒绝了访问。请管理员核对 ORIGINALS_ACCESS_KEY、ORIGINALS_SECRET_KEY_FILE 和这个账号在存储桶里的权限。"
)
NO_BUCKET = say("原件的存储里没有 ORIGINALS_BUCKET 所写的存储桶。请管理员核对名称，或先建好存储桶。")


def _untold(fault: str) -> Sentence:
    return say(
        "原件的存储回答了一个差错（{0}），这一步没有做成，馆藏没有受影响。请稍后再试；管理员请查看存储服务的日志。",
        fault,
    )


class S3Store:
    """The store of a bucket that several machines may share."""

    def __init__(
        self,
        *,
        bucket: str,
        prefix: str,
        endpoint: str = "",
        region: str = "",
        access_key: str = "",
        secret_key: str = "",
        ca_file: str = "",
        temporary: str | None = None,
    ) -> None:
        """Make the store; nothing is asked yet. Without ``access_key`` boto looks for one in its own places.

        ``temporary``: the folder of the files without a name in which a large original is read.
        """
        self._bucket, self._prefix, self._temporary = bucket, prefix.strip("/"), temporary
        self._storage = S3Storage(
            bucket_name=bucket,
            endpoint_url=endpoint or None,
            region_name=region or None,
            access_key=access_key or None,
            secret_key=secret_key or None,
            verify=ca_file or None,
            # A store of one's own has one host, and no host for each bucket.
            client_config=Config(
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=_READ_SECONDS,
                retries={"total_max_attempts": _TRIES, "mode": "standard"},
                signature_version="s3v4",
                s3={"addressing_style": "path"} if endpoint else {},
                # Other makers know no checksums in trailers; ours travels in a header.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def place(self, sha256: str) -> PurePosixPath:
        """Return the key of an original."""
        return PurePosixPath(self._prefix, sha256[:2], sha256[2:4], sha256)

    def put(self, sha256: str, data: bytes, *, durable: bool = True) -> None:
        """Send the bytes by one request with their SHA-256, which the store compares: whole or not at all."""
        if self.exists(sha256):
            return
        asked = {"Body": data, "ChecksumSHA256": base64.b64encode(bytes.fromhex(sha256)).decode("ascii")}
        try:
            with self._asking(sha256):
                self._client.put_object(**self._named(sha256), **asked, IfNoneMatch="*")
        except _HereAlready:
            pass  # another process wrote the same bytes a moment ago
        except _CannotSay:  # a store without conditions: at worst the same bytes are written twice
            with self._asking(sha256):
                self._client.put_object(**self._named(sha256), **asked)

    def open(self, sha256: str, size: int) -> IO[bytes]:
        """Return the bytes, compared with their SHA-256, in memory or in a file without a name."""
        file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=self._temporary)  # noqa: SIM115  the caller closes it
        try:
            digest = hashlib.sha256()
            for piece in self._pieces(sha256, size):
                digest.update(piece)
                file.write(piece)
            if digest.hexdigest() != sha256:
                raise OriginalChanged(CHANGED)
            file.seek(0)
        except BaseException:
            file.close()
            raise
        return file

    def exists(self, sha256: str) -> bool:
        """Ask for the head of the object."""
        try:
            with self._asking(sha256):
                self._client.head_object(**self._named(sha256))
        except OriginalGone:
            return False
        return True

    def state(self, sha256: str) -> State:
        """Read the object piece by piece."""
        digest = hashlib.sha256()
        try:
            for piece in self._pieces(sha256, None):
                digest.update(piece)
        except OriginalGone:
            return "missing"
        return "sound" if digest.hexdigest() == sha256 else "changed"

    def remove(self, sha256: str) -> None:
        """Delete the object with all its versions: where a bucket keeps them, a plain deletion only hides the bytes."""
        name = self._named(sha256)["Key"]
        with self._asking(sha256):
            for page in self._pages("list_object_versions", name):
                for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                    if each["Key"] == name:
                        self._client.delete_object(**self._named(sha256), VersionId=each["VersionId"])
            self._client.delete_object(**self._named(sha256))
        if self.exists(sha256):
            raise StoreUnavailable(_untold(say("删除以后原件还在")))

    def walk(self, prefix: str = "") -> Iterator[PurePosixPath]:
        """Yield the keys, a thousand a request."""
        parts = [part for part in (prefix[:2], prefix[2:4]) if part]
        start = "/".join(each for each in (self._prefix, *parts) if each)
        if not parts or len(parts[-1]) == 2:  # a whole folder, not others that begin alike
            start = f"{start}/" if start else ""
        with self._asking(""):
            for page in self._pages("list_objects_v2", start):
                for each in page.get("Contents", ()):
                    path = PurePosixPath(each["Key"])
                    if path.name.startswith(prefix):
                        yield path

    def unfinished(self) -> Iterator[PurePosixPath]:
        """Yield nothing: an object appears whole."""
        yield from ()

    def drop_unfinished(self) -> int:
        """Return 0: there is nothing to drop."""
        return 0

    @property
    def _client(self) -> Any:
        return self._storage.connection.meta.client  # one for each thread

    def _named(self, sha256: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": str(self.place(sha256))}

    def _pages(self, operation: str, start: str) -> Iterator[dict[str, Any]]:
        yield from self._client.get_paginator(operation).paginate(Bucket=self._bucket, Prefix=start)

    def _pieces(self, sha256: str, size: int | None) -> Iterator[bytes]:
        """Yield the bytes of an object of ``size`` bytes; of another size nothing is read."""
        with self._asking(sha256):
            answer = self._client.get_object(**self._named(sha256))
            with closing(answer["Body"]) as body:
                if size is not None and answer["ContentLength"] != size:
                    raise OriginalChanged(CHANGED)
                yield from body.iter_chunks(_PIECE)

    @contextmanager
    def _asking(self, sha256: str) -> Iterator[None]:
        """Turn faults of the store into ours; what it said goes to the log."""
        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _HERE_ALREADY:
                raise _HereAlready from error
            if code == "NotImplemented":
                raise _CannotSay from error
            if code in _GONE:
                raise OriginalGone(GONE) from error
            logger.error("the store of originals answered %s for %s", code, sha256 or "a list")
            if code in _REFUSED:
                raise StoreUnavailable(REFUSED) from error
            raise StoreUnavailable(NO_BUCKET if code == "NoSuchBucket" else _untold(code)) from error
        except BotoCoreError as error:
            logger.error("the store of originals does not answer: %s", error)
            raise StoreUnavailable(AWAY) from error


class _HereAlready(Exception):
    """Another process put the object a moment ago."""


class _CannotSay(Exception):
    """The store does not know a condition of the request."""

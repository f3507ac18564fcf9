"""Reading a dump with distrust: only files with known names, each as its checksum says, and no link is followed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from archive.backups.progress import Progress, no_progress
from archive.dumps.layout import (
    FORMAT,
    LONGEST_LINE,
    LONGEST_ORIGINAL,
    LONGEST_PACKAGE,
    PACKAGE,
    DumpError,
    digest_of_original,
    is_name_of_dump,
    original_name,
)
from archive.dumps.records import DumpedReport, LineRefused, read_line
from archive.models import Region
from archive.storage.dump_folders import REPORTS, SUMS
from archive.storage.faults import cause_of
from search.sentences import Sentence, say

_SUM = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9./]{1,100})\n", re.ASCII)
_LONGEST_SUM = 200
#: More files than any archive has originals.
_MOST_FILES = 20_000_000
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class CheckedDump:
    """A dump whose checksums are right. ``mark`` names its content; ``last``: the highest number of its reports."""

    folder: Path
    mark: str
    reports: int = 0
    last: int = 0


def check_dump(folder: Path, *, progress: Progress = no_progress) -> CheckedDump:
    """Compare every file with its checksum, and refuse a foreign or newer dump. Raises DumpError."""
    if not folder.is_dir():
        raise DumpError(say("没有文件夹 {0}。请写数据集的文件夹，里面有 {1}。", folder, SUMS))
    mark, found = hashlib.sha256(), set()
    for count, (name, sha256) in enumerate(_sums(folder), 1):
        if name in found:
            raise broken(say("“{0}”写了两次", name))
        if not digest_of_original(name):
            found.add(name)
        if _digest(folder, name) != sha256:
            raise broken(say("“{0}”与校验值不符", name))
        mark.update(f"{sha256} {name}\n".encode())
        progress(say("核对数据集"), count, count)
    if lacking := {REPORTS, PACKAGE} - found:
        raise broken(say("缺少“{0}”", min(lacking)))
    _check_package(folder)
    return CheckedDump(folder, mark.hexdigest())


def check_lines(dump: CheckedDump, *, progress: Progress = no_progress) -> CheckedDump:
    """Check every line of reports.jsonl before any is stored; return the dump with what it holds. Raises DumpError."""
    count = last = 0
    originals: set[bytes] = set()
    total = (dump.folder / REPORTS).stat().st_size
    for end, dumped in lines_of(dump):
        count += 1
        if dumped.report.pk <= last:
            raise _refused(count, say("编号没有递增"))
        last = dumped.report.pk
        digest = bytes.fromhex(dumped.original.sha256)
        if digest in originals:
            raise _refused(count, say("原件与前面的一篇相同"))
        originals.add(digest)
        place = dump.folder / original_name(dumped.original.sha256)
        if place.is_file() and place.stat().st_size != dumped.original.size:
            raise _refused(count, say("原件的大小与写的不符"))
        progress(say("核对各篇"), end // _PIECE, max(1, total // _PIECE))
    for sha256, _ in originals_of(dump):
        if bytes.fromhex(sha256) not in originals:
            raise broken(say("“{0}”不属于任何一篇", sha256))
    return CheckedDump(dump.folder, dump.mark, count, last)


def lines_of(dump: CheckedDump) -> Iterator[tuple[int, DumpedReport]]:
    """Yield each report with the bytes read so far. Raises DumpError for a line that is none of this program."""
    regions = frozenset(Region.objects.values_list("code", flat=True))
    count = at = 0
    with _opened(dump.folder, REPORTS) as file:
        while line := file.readline(LONGEST_LINE + 1):
            count += 1
            at += len(line)
            if len(line) > LONGEST_LINE:
                raise _refused(count, say("这一行过长"))
            try:
                dumped = read_line(line, regions)
            except LineRefused as error:
                raise _refused(count, error.args[0]) from error
            yield at, dumped


def originals_of(dump: CheckedDump) -> Iterator[tuple[str, Path]]:
    """Yield SHA-256 and place of every original that a dump lists. Raises DumpError."""
    for name, _ in _sums(dump.folder):
        if sha256 := digest_of_original(name):
            yield sha256, dump.folder / name


def broken(how: Sentence) -> DumpError:
    """Return the error of a dump that is not as it was written."""
    return DumpError(say("数据集不完整或被改动过（{0}）。没有导入任何内容，请重新下载一份。", how))


def _refused(number: int, why: Sentence) -> DumpError:
    return DumpError(
        say("{0} 第 {1} 行：{2}。没有导入任何内容，请重新下载，或请给出数据集的文库核对。", REPORTS, number, why)
    )


def _sums(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield name and SHA-256 of each line of SHA256SUMS. Raises DumpError."""
    with _opened(folder, SUMS) as file:
        for count in range(_MOST_FILES):
            line = file.readline(_LONGEST_SUM)
            if not line:
                return
            found = _SUM.fullmatch(line.decode("ascii", "replace"))
            if not found or found[2] == SUMS or not is_name_of_dump(found[2]):
                raise DumpError(
                    say(
                        "{0} 第 {1} 行不是本程序写的（{2}）。没有导入任何内容，请核对文件夹。",
                        SUMS,
                        count + 1,
                        repr(line[:80]),
                    )
                )
            yield found[2], found[1]
    raise broken(say("文件太多"))


def _digest(folder: Path, name: str) -> str:
    digest = hashlib.sha256()
    with _opened(folder, name) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _opened(folder: Path, name: str) -> IO[bytes]:
    """Open a file of the dump for reading; a link, a pipe or another folder behind its name is refused. Raises DumpError."""
    place = folder / name
    try:
        for parent in list(place.parents)[: name.count("/")]:
            if parent.is_symlink():
                raise broken(say("“{0}”是链接", parent.name))
        file = os.fdopen(os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            raise broken(say("“{0}”不是文件", name))
        return file
    except OSError as error:
        raise broken(say("“{0}”：{1}", name, cause_of(error))) from error


def _check_package(folder: Path) -> None:
    """Raise DumpError for what another program or a later one wrote."""
    with _opened(folder, PACKAGE) as file:
        content = file.read(LONGEST_PACKAGE + 1)
    try:
        ours = json.loads(content if len(content) <= LONGEST_PACKAGE else b"")["jiceng"]
        number, program = ours["format"], str(ours["program"])[:40]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DumpError(say("{0} 不是基层文库的数据集。没有导入任何内容，请核对文件夹。", folder)) from error
    if type(number) is not int or number != FORMAT:
        raise DumpError(
            say(
                "这份数据集是第 {0} 版的格式，由 {1} 版的程序写成，这个程序只认第 {2} 版。请先升级程序，再来导入。",
                str(number)[:20],
                program,
                FORMAT,
            )
        )


def opened_original(dump: CheckedDump, sha256: str, place: Path) -> bytes:
    """Return the bytes of an original, of which no more is read than the archive takes. Raises DumpError."""
    with _opened(dump.folder, str(place.relative_to(dump.folder))) as file:
        content = file.read(LONGEST_ORIGINAL + 1)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise broken(say("“{0}”与自己的名字不符", place.name))
    return content

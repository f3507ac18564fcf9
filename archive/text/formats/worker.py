"""The parser process: ``python -m archive.text.formats.worker``, started by ``archive.intake.parsing``.

It knows no Django and no database. Frames go over two pipes: a request is what is asked for (one byte), two lengths (4
bytes each, big-endian), the name and the bytes of a file; the answer is a length and JSON, never a pickle, so that a broken parser can send the
archive nothing but words.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import resource
import struct
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from archive.text.formats import extract_text
from archive.text.formats.extracted import FormatError, NeedsRecognition
from search.sentences import to_parts

MEMORY = 1024 * 1024 * 1024  # bytes of address space above what the loaded parsers take
PROCESSOR_SECONDS = 20
TOO_MUCH_MEMORY = "文件太复杂，打开它要用的内存超过了限度。请删去图片和附件，或只把文字另存为 txt 再上传。"
BROKEN = "文件已损坏，打不开。请用原来的程序打开后另存为 docx 或 txt 再上传。"
REQUEST, ANSWER = struct.Struct(">II"), struct.Struct(">I")
#: What is asked for: the text of a file, the rows of a workbook, or the files attached to a mail.
TEXT, ROWS, ATTACHED = b"T", b"R", b"A"
READY = ANSWER.pack(0)
_PARSERS = (
    "office.doc.reader", "office.odt", "office.ofd", "office.rtf", "office.word.reader", "pdf.reader", "recognised.scans",
    "tables.workbook", "web.letter", "web.mail", "web.page",
)  # fmt: skip
_LAST = 3  # exit code after a file that may have left the memory in shreds


def main() -> None:
    """Answer requests until the pipe closes, which is when the archive's process ends."""
    requests, answers = own_pipes()
    for parser in _PARSERS:
        importlib.import_module(f"archive.text.formats.{parser}")
    set_limits(MEMORY)
    answers.write(READY)
    answers.flush()
    while asked := read_frame(requests, 1):
        name_size, size = REQUEST.unpack(read_frame(requests, REQUEST.size))
        filename = read_frame(requests, name_size).decode("utf-8", "replace")
        allow_time(PROCESSOR_SECONDS)
        answer, go_on = _answer(read_frame(requests, size), filename, asked)
        answers.write(ANSWER.pack(len(answer)) + answer)
        answers.flush()
        if not go_on:
            sys.exit(_LAST)


def own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the pipes of requests and answers. What a library prints must not get between the frames."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return requests, answers


def _answer(data: bytes, filename: str, asked: bytes) -> tuple[bytes, bool]:
    """Return the frame's JSON, and whether this process is fit for another file."""
    go_on = True
    answer: dict[str, Any]
    try:
        answer = _ANSWERS[asked](data, filename)
    except NeedsRecognition as error:
        answer = {"picture": to_parts(error.what), "media_type": error.media_type}
    except FormatError as error:
        answer = {"refused": to_parts(error.sentence)}
        go_on = not isinstance(error.__cause__, MemoryError)
        if not go_on:
            answer = {"refused": TOO_MUCH_MEMORY}
    except MemoryError:
        answer, go_on = {"refused": TOO_MUCH_MEMORY}, False
    except Exception:  # a fault of the parser, triggered by the file
        answer = {"refused": BROKEN}
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"), go_on


def _text(data: bytes, filename: str) -> dict[str, Any]:
    extracted = extract_text(data, filename)
    return {"extracted": {**asdict(extracted), "warnings": [to_parts(each) for each in extracted.warnings]}}


def _sheets(data: bytes, filename: str) -> dict[str, Any]:
    from archive.text.formats.tables.workbook import read_workbook

    return {"sheets": read_workbook(data)}


def _attached(data: bytes, filename: str) -> dict[str, Any]:
    from archive.text.formats.web.letter import attached_files, has_words

    files = [(name, base64.b64encode(content).decode("ascii")) for name, content in attached_files(data)]
    return {"has_words": has_words(data), "attached": files}


_ANSWERS = {TEXT: _text, ROWS: _sheets, ATTACHED: _attached}


def read_frame(pipe: BinaryIO, size: int) -> bytes:
    """Return exactly ``size`` bytes, or b"" if the pipe closed."""
    content = pipe.read(size)
    return content if len(content) == size else b""


def set_limits(memory: int) -> None:
    """Forbid writing files and core dumps; limit open files and, where the system reports it, ``memory`` (bytes more)."""
    for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, 64)):
        resource.setrlimit(limit, (most, most))
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            in_use = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (in_use + memory, in_use + memory))
    except (OSError, ValueError):  # no such folder on this system; time is bounded still
        pass


def allow_time(seconds: int) -> None:
    """Allow processor time for one more request: the limit counts from the process's start."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()

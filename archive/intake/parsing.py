"""Parse files in parser processes, with limits of memory, time and answer.

A file from outside may hang a parser, fill the memory or crash the interpreter. So plain text, whose decoding is linear,
is read in this process, and every other file in one of a few parser processes (``archive.text.formats.worker``). They
start by exec, not by fork: they inherit no lock, no thread and no database connection. They get no setting and no
secret. They end when this process ends, because their pipe closes.
"""

from __future__ import annotations

import atexit
import base64
import json
import os
import threading
import time
from dataclasses import dataclass, field

from archive.storage.limited import LimitedProcess, ProcessGone, start_limited
from archive.text.formats import ExtractedText, FormatError, PageHints, extract_text, needs_parser, refuse_by_size
from archive.text.formats.extracted import MAX_BYTES, MAX_TEXT, NeedsRecognition, sound_cuts
from archive.text.formats.worker import ATTACHED, BROKEN, REQUEST, ROWS, TEXT, TOO_MUCH_MEMORY
from search.sentences import of_parts

WALL_SECONDS = 20.0
START_SECONDS = 30.0  # until a parser process has loaded its libraries
RESTS = (2.0, 8.0, 30.0)  # seconds between tries to start one: a busy machine is no fault of the file
MOST_PROCESSES = 2
FILES_A_PROCESS = 500  # then it is replaced, so that a parser's leak stays small
#: Bytes of an answer: four a character of text at most, and room for escapes; or attached files in base64.
MOST_ANSWER = max(8 * MAX_TEXT, 2 * MAX_BYTES)

#: Characters of a sentence that a parser process answers.
MOST_WORDS = 500

TIMED_OUT = (
    f"文件太复杂，{WALL_SECONDS:.0f} 秒内没有读完，已停止。请用 Word 或 WPS 打开后只把文字另存为 docx 或 txt 再上传。"
)
_TOO_BUSY = "服务器现在腾不出余力来打开这个文件。文件没有问题，请稍后再传一次。"
_WORKER = "archive.text.formats.worker"
_KILLED, _CRASHED, _PROCESSOR_TIME_UP = -9, -11, -24  # exit codes of processes that a signal ended


@dataclass(slots=True)
class _ParserPool:
    """The parser processes of this process. A forked child gets an empty pool of its own."""

    idle: list[LimitedProcess] = field(default_factory=list)
    everyone: list[LimitedProcess] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    free: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(MOST_PROCESSES))

    def take(self) -> LimitedProcess:
        with self.lock:
            while self.idle:
                parser = self.idle.pop()
                if parser.process.poll() is None:
                    return parser
                parser.close_pipes()
                self.everyone.remove(parser)
        parser = start_limited(_WORKER)
        with self.lock:
            self.everyone.append(parser)
        try:
            parser.wait_until_ready(START_SECONDS)
        except BaseException:
            self.dismiss(parser)
            raise
        return parser

    def give_back(self, parser: LimitedProcess) -> None:
        if parser.files >= FILES_A_PROCESS:
            self.dismiss(parser)
            return
        with self.lock:
            self.idle.append(parser)

    def dismiss(self, parser: LimitedProcess) -> int:
        """End a process that no other thread has; return its exit code."""
        with self.lock:
            if parser in self.everyone:
                self.everyone.remove(parser)
        return parser.end()

    def end(self) -> None:
        with self.lock:
            parsers, self.idle = self.idle, []
        for parser in parsers:
            self.dismiss(parser)


_pool = _ParserPool()


def parse_file(data: bytes, filename: str) -> ExtractedText:
    """Return what ``extract_text`` returns, or raise its FormatError, whatever the file does to its parser.

    Plain text and Markdown are read in this process, in milliseconds; any other file in a parser process, which has
    WALL_SECONDS, 1 GB and MOST_ANSWER bytes. Four more refusals name their remedy: too slow, too much memory, a crash,
    and no parser process, which is raised only after RESTS. Safe from many threads, before and after a fork.
    """
    refuse_by_size(data, filename)
    if not needs_parser(data):
        return extract_text(data, filename)
    return _read_answer(_ask(TEXT, data, filename))


def parse_workbook(data: bytes, filename: str) -> list[tuple[str, list[list[str]]]]:
    """Return what ``read_workbook`` returns, or raise its FormatError, under the same limits as ``parse_file``."""
    refuse_by_size(data, filename)
    try:
        frame = json.loads(_ask(ROWS, data, filename))
        if refused := frame.get("refused"):
            raise FormatError(of_parts(refused, MOST_WORDS))
        return [(str(name), [[str(cell) for cell in row] for row in rows]) for name, rows in frame["sheets"]]
    except FormatError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError(BROKEN) from error


def parse_letter(data: bytes, filename: str) -> tuple[bool, list[tuple[str, bytes]]]:
    """Return whether a mail has words, and what ``attached_files`` returns, under the same limits as ``parse_file``."""
    refuse_by_size(data, filename)
    try:
        frame = json.loads(_ask(ATTACHED, data, filename))
        if refused := frame.get("refused"):
            raise FormatError(of_parts(refused, MOST_WORDS))
        files = [(str(name)[:500], base64.b64decode(content, validate=True)) for name, content in frame["attached"]]
        return bool(frame["has_words"]), files
    except FormatError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError(BROKEN) from error


def _ask(asked: bytes, data: bytes, filename: str) -> bytes:
    name = filename.encode("utf-8", "replace")[:4096]
    request = asked + REQUEST.pack(len(name), len(data)) + name + data
    pool = _pool
    with pool.free:
        return _answer_with_patience(pool, request)


def end_parsers() -> None:
    """End the parser processes of this process. The next file starts new ones."""
    _pool.end()


def _answer_with_patience(pool: _ParserPool, request: bytes) -> bytes:
    for rest in RESTS:
        try:
            return _answer(pool, request)
        except OSError:  # the system gives no process or no pipe, or the parser process does not start
            time.sleep(rest)
    try:
        return _answer(pool, request)
    except OSError as error:
        raise FormatError(_TOO_BUSY) from error


def _answer(pool: _ParserPool, request: bytes) -> bytes:
    """Return a parser process's answer. One that died while idle is replaced, once."""
    for is_last in (False, True):
        parser = pool.take()
        is_fresh = parser.files == 0
        try:
            answer = parser.answer(request, WALL_SECONDS, MOST_ANSWER)
        except TimeoutError:
            pool.dismiss(parser)
            raise FormatError(TIMED_OUT) from None
        except ProcessGone:
            code = pool.dismiss(parser)
            if is_fresh or is_last or code in (_PROCESSOR_TIME_UP, _CRASHED):
                raise FormatError(_why_gone(code)) from None
            continue
        except BaseException:  # an interrupt: the process would give this answer to the next request
            pool.dismiss(parser)
            raise
        pool.give_back(parser)
        return answer
    raise FormatError(BROKEN)


def _why_gone(code: int) -> str:
    if code == _PROCESSOR_TIME_UP:
        return TIMED_OUT
    return TOO_MUCH_MEMORY if code == _KILLED else BROKEN


def _read_answer(answer: bytes) -> ExtractedText:
    """Read the JSON of a parser process, which is not trusted: types and lengths are checked."""
    try:
        frame = json.loads(answer)
        if picture := frame.get("picture"):
            raise NeedsRecognition(of_parts(picture, MOST_WORDS), str(frame["media_type"])[:100])
        if refused := frame.get("refused"):
            raise FormatError(of_parts(refused, MOST_WORDS))
        found = frame["extracted"]
        text = str(found["text"])[:MAX_TEXT]
        return ExtractedText(
            text=text,
            media_type=str(found["media_type"])[:100],
            encoding=str(found["encoding"])[:40],
            hints=PageHints(**{str(name): str(words) for name, words in found["hints"].items()}),
            warnings=tuple(of_parts(warning, MOST_WORDS) for warning in found["warnings"][:20]),
            cuts=sound_cuts(found["cuts"], len(text)),
        )
    except FormatError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError(BROKEN) from error


def _leave_to_parent() -> None:
    """Close the pipes of the parser processes in a forked child: they belong to the parent."""
    global _pool
    for parser in _pool.everyone:
        parser.close_pipes()
        parser.process.returncode = 0  # the parent waits for it
    _pool = _ParserPool()


os.register_at_fork(after_in_child=_leave_to_parent)
atexit.register(end_parsers)

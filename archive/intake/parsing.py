"""Parse files in parser processes, with limits of memory, time and answer.

A file from outside may hang a parser, fill the memory or crash the interpreter. So plain text, whose decoding is linear,
is read in this process, and every other file in one of a few parser processes (``archive.text.formats.worker``). They
start by exec, not by fork: they inherit no lock, no thread and no database connection. They get no setting and no
secret. They end when this process ends, because their pipe closes.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from archive.text.formats import ExtractedText, FormatError, PageHints, extract_text, needs_parser, refuse_by_size
from archive.text.formats.extracted import MAX_TEXT, sound_cuts
from archive.text.formats.worker import ANSWER, BROKEN, READY, REQUEST, TOO_MUCH_MEMORY

WALL_SECONDS = 20.0
START_SECONDS = 30.0  # until a parser process has loaded its libraries
RESTS = (2.0, 8.0, 30.0)  # seconds between tries to start one: a busy machine is no fault of the file
MOST_PROCESSES = 2
FILES_A_PROCESS = 500  # then it is replaced, so that a parser's leak stays small
MOST_ANSWER = 8 * MAX_TEXT  # bytes: four a character at most, and room for escapes

TIMED_OUT = (
    f"文件太复杂，{WALL_SECONDS:.0f} 秒内没有读完，已停止。请用 Word 或 WPS 打开后只把文字另存为 docx 或 txt 再上传。"
)
_TOO_BUSY = "服务器现在腾不出余力来打开这个文件。文件没有问题，请稍后再传一次。"
_ROOT = Path(__file__).resolve().parent.parent.parent
_KILLED, _CRASHED, _PROCESSOR_TIME_UP = -9, -11, -24  # exit codes of processes that a signal ended


class _ParserGone(Exception):
    """The parser process ended, or was ended, before it answered."""


@dataclass(slots=True, eq=False)
class _ParserProcess:
    process: subprocess.Popen[bytes]
    files: int = 0

    def wait_until_ready(self) -> None:
        """Wait for the first frame. Raise OSError if the process does not start."""
        try:
            if self._receive(len(READY), time.monotonic() + START_SECONDS) == READY:
                return
        except (TimeoutError, _ParserGone):
            pass
        raise OSError("a parser process did not start")

    def answer(self, request: bytes, seconds: float) -> bytes:
        """Return the JSON for a request. Raise TimeoutError or _ParserGone; the process is then of no more use."""
        deadline = time.monotonic() + seconds
        self._send(request, deadline)
        size = ANSWER.unpack(self._receive(ANSWER.size, deadline))[0]
        if size > MOST_ANSWER:
            raise _ParserGone
        self.files += 1
        return self._receive(size, deadline)

    def _send(self, request: bytes, deadline: float) -> None:
        left = memoryview(request)
        while left:
            self._wait(self._stdin, selectors.EVENT_WRITE, deadline)
            try:
                left = left[os.write(self._stdin, left[:1_048_576]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise _ParserGone from error

    def _receive(self, size: int, deadline: float) -> bytes:
        content = bytearray()
        while len(content) < size:
            self._wait(self._stdout, selectors.EVENT_READ, deadline)
            try:
                chunk = os.read(self._stdout, min(size - len(content), 1_048_576))
            except BlockingIOError:
                continue
            except OSError as error:
                raise _ParserGone from error
            if not chunk:
                raise _ParserGone
            content += chunk
        return bytes(content)

    def _wait(self, pipe: int, event: int, deadline: float) -> None:
        # Not select(): a server may have more than 1,024 files open.
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, event)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError

    @property
    def _stdin(self) -> int:
        assert self.process.stdin is not None  # noqa: S101  started with pipes
        return self.process.stdin.fileno()

    @property
    def _stdout(self) -> int:
        assert self.process.stdout is not None  # noqa: S101
        return self.process.stdout.fileno()

    def end(self) -> int:
        """Kill the process, wait for it so that it leaves no zombie, close the pipes, and return the exit code."""
        # A process that has written its last answer ends by itself, so that its exit code tells why.
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.05)
        self.process.kill()
        code = self.process.wait()
        self.close_pipes()
        return code

    def close_pipes(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


@dataclass(slots=True)
class _ParserPool:
    """The parser processes of this process. A forked child gets an empty pool of its own."""

    idle: list[_ParserProcess] = field(default_factory=list)
    everyone: list[_ParserProcess] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    free: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(MOST_PROCESSES))

    def take(self) -> _ParserProcess:
        with self.lock:
            while self.idle:
                parser = self.idle.pop()
                if parser.process.poll() is None:
                    return parser
                parser.close_pipes()
                self.everyone.remove(parser)
        parser = _start()
        with self.lock:
            self.everyone.append(parser)
        try:
            parser.wait_until_ready()
        except BaseException:
            self.dismiss(parser)
            raise
        return parser

    def give_back(self, parser: _ParserProcess) -> None:
        if parser.files >= FILES_A_PROCESS:
            self.dismiss(parser)
            return
        with self.lock:
            self.idle.append(parser)

    def dismiss(self, parser: _ParserProcess) -> int:
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
    name = filename.encode("utf-8", "replace")[:4096]
    request = REQUEST.pack(len(name), len(data)) + name + data
    pool = _pool
    with pool.free:
        return _read_answer(_answer_with_patience(pool, request))


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
            answer = parser.answer(request, WALL_SECONDS)
        except TimeoutError:
            pool.dismiss(parser)
            raise FormatError(TIMED_OUT) from None
        except _ParserGone:
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
        if refused := frame.get("refused"):
            raise FormatError(str(refused)[:500])
        found = frame["extracted"]
        text = str(found["text"])[:MAX_TEXT]
        return ExtractedText(
            text=text,
            media_type=str(found["media_type"])[:100],
            encoding=str(found["encoding"])[:40],
            hints=PageHints(**{str(name): str(words) for name, words in found["hints"].items()}),
            warnings=tuple(str(warning)[:500] for warning in found["warnings"][:20]),
            cuts=sound_cuts(found["cuts"], len(text)),
        )
    except FormatError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError(BROKEN) from error


def _start() -> _ParserProcess:
    """Start a parser process in a session of its own, with only the variables that say where Python and its packages are."""
    passed_on = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT", "HOME")
    environment = {name: os.environ[name] for name in passed_on if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", "archive.text.formats.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=environment,
        start_new_session=True,
        bufsize=0,
    )
    parser = _ParserProcess(process)
    os.set_blocking(parser._stdin, False)
    os.set_blocking(parser._stdout, False)
    return parser


def _leave_to_parent() -> None:
    """Close the pipes of the parser processes in a forked child: they belong to the parent."""
    global _pool
    for parser in _pool.everyone:
        parser.close_pipes()
        parser.process.returncode = 0  # the parent waits for it
    _pool = _ParserPool()


os.register_at_fork(after_in_child=_leave_to_parent)
atexit.register(end_parsers)

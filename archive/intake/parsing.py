"""Reading files apart: parsers run in processes of their own, with limits of memory, time and answer.

A file from outside may hang a parser, fill the memory or crash the interpreter. So plain text, whose reading is
linear, is read here, and everything else in one of a few worker processes (``archive.text.formats.worker``). Workers
are started by exec and not by fork: they inherit no lock, no thread and no database connection, whatever the web
server does; they get no setting and no secret; and they end when this process ends, because their pipe closes.
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
from archive.text.formats.extracted import MAX_TEXT
from archive.text.formats.worker import ANSWER, BROKEN, READY, REQUEST, TOO_MUCH_MEMORY

WALL_SECONDS = 20.0
START_SECONDS = 30.0  # until a worker has loaded its libraries
RESTS = (2.0, 8.0, 30.0)  # seconds between tries to get a worker: a machine short of breath is no fault of the file
MOST_WORKERS = 2
FILES_A_WORKER = 500  # then it is replaced, so that no parser's leak grows
MOST_ANSWER = 8 * MAX_TEXT  # bytes: four a character at most, and room for escapes

TIMED_OUT = (
    f"文件太复杂，{WALL_SECONDS:.0f} 秒内没有读完，已停止。请用 Word 或 WPS 打开后只把文字另存为 docx 或 txt 再上传。"
)
_TOO_BUSY = "服务器现在腾不出余力来打开这个文件。文件没有问题，请稍后再传一次。"
_ROOT = Path(__file__).resolve().parent.parent.parent
_KILLED, _CRASHED, _PROCESSOR_TIME_UP = -9, -11, -24  # exit codes of processes that a signal ended


class _WorkerGone(Exception):
    """The worker ended, or was ended, before it answered."""


@dataclass(slots=True, eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    files: int = 0

    def wait_until_ready(self) -> None:
        """Raises OSError where the worker does not come up."""
        try:
            if self._receive(len(READY), time.monotonic() + START_SECONDS) == READY:
                return
        except (TimeoutError, _WorkerGone):
            pass
        raise OSError("a worker did not start")

    def ask(self, request: bytes, seconds: float) -> bytes:
        """The answer's JSON. Raises TimeoutError, or _WorkerGone; either way the worker is of no use afterwards."""
        deadline = time.monotonic() + seconds
        self._send(request, deadline)
        size = ANSWER.unpack(self._receive(ANSWER.size, deadline))[0]
        if size > MOST_ANSWER:
            raise _WorkerGone
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
                raise _WorkerGone from error

    def _receive(self, size: int, deadline: float) -> bytes:
        content = bytearray()
        while len(content) < size:
            self._wait(self._stdout, selectors.EVENT_READ, deadline)
            try:
                piece = os.read(self._stdout, min(size - len(content), 1_048_576))
            except BlockingIOError:
                continue
            except OSError as error:
                raise _WorkerGone from error
            if not piece:
                raise _WorkerGone
            content += piece
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
        """Kill the process, wait for it so that it leaves no zombie, close the pipes; its exit code."""
        # One that has written its last answer is let go by itself, so that its code tells why.
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
class _Pool:
    """The workers of this process. A child that is forked gets an empty pool of its own."""

    idle: list[_Worker] = field(default_factory=list)
    everyone: list[_Worker] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    free: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(MOST_WORKERS))

    def take(self) -> _Worker:
        with self.lock:
            while self.idle:
                worker = self.idle.pop()
                if worker.process.poll() is None:
                    return worker
                worker.close_pipes()
                self.everyone.remove(worker)
        worker = _start()
        with self.lock:
            self.everyone.append(worker)
        try:
            worker.wait_until_ready()
        except BaseException:
            self.dismiss(worker)
            raise
        return worker

    def give_back(self, worker: _Worker) -> None:
        if worker.files >= FILES_A_WORKER:
            self.dismiss(worker)
            return
        with self.lock:
            self.idle.append(worker)

    def dismiss(self, worker: _Worker) -> int:
        """End a worker that nobody else has; its exit code."""
        with self.lock:
            if worker in self.everyone:
                self.everyone.remove(worker)
        return worker.end()

    def end(self) -> None:
        with self.lock:
            workers, self.idle = self.idle, []
        for worker in workers:
            self.dismiss(worker)


_pool = _Pool()


def extract_apart(data: bytes, filename: str) -> ExtractedText:
    """``extract_text`` with the same answers and the same FormatError, whatever the file does to its parser.

    Plain text and Markdown are read in this process, milliseconds; the rest in a worker, which has WALL_SECONDS,
    1 GB and MOST_ANSWER bytes. Four more refusals, each with its remedy: too slow, too much memory, a crash, and no
    worker to be had, which is said only after RESTS. Safe from many threads, before and after a fork.
    """
    refuse_by_size(data, filename)
    if not needs_parser(data):
        return extract_text(data, filename)
    name = filename.encode("utf-8", "replace")[:4096]
    request = REQUEST.pack(len(name), len(data)) + name + data
    pool = _pool
    with pool.free:
        return _told(_ask_with_patience(pool, request))


def end_workers() -> None:
    """End the workers of this process. The next file starts new ones."""
    _pool.end()


def _ask_with_patience(pool: _Pool, request: bytes) -> bytes:
    for rest in RESTS:
        try:
            return _ask(pool, request)
        except OSError:  # no process or no pipe to be had, or a worker that does not come up
            time.sleep(rest)
    try:
        return _ask(pool, request)
    except OSError as error:
        raise FormatError(_TOO_BUSY) from error


def _ask(pool: _Pool, request: bytes) -> bytes:
    """A worker's answer. One that was used before may have died idle; then a fresh one is asked, once."""
    for is_last in (False, True):
        worker = pool.take()
        is_fresh = worker.files == 0
        try:
            answer = worker.ask(request, WALL_SECONDS)
        except TimeoutError:
            pool.dismiss(worker)
            raise FormatError(TIMED_OUT) from None
        except _WorkerGone:
            code = pool.dismiss(worker)
            if is_fresh or is_last or code in (_PROCESSOR_TIME_UP, _CRASHED):
                raise FormatError(_why_gone(code)) from None
            continue
        except BaseException:  # an interrupt, a worker thread's end: the worker would answer the wrong question next
            pool.dismiss(worker)
            raise
        pool.give_back(worker)
        return answer
    raise FormatError(BROKEN)


def _why_gone(code: int) -> str:
    if code == _PROCESSOR_TIME_UP:
        return TIMED_OUT
    return TOO_MUCH_MEMORY if code == _KILLED else BROKEN


def _told(answer: bytes) -> ExtractedText:
    """What the worker said, believed only as far as its shape goes."""
    try:
        told = json.loads(answer)
        if refused := told.get("refused"):
            raise FormatError(str(refused)[:500])
        said = told["extracted"]
        return ExtractedText(
            text=str(said["text"])[:MAX_TEXT],
            media_type=str(said["media_type"])[:100],
            encoding=str(said["encoding"])[:40],
            hints=PageHints(**{str(name): str(words) for name, words in said["hints"].items()}),
            warnings=tuple(str(warning)[:500] for warning in said["warnings"][:20]),
        )
    except FormatError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError(BROKEN) from error


def _start() -> _Worker:
    """A worker in a session of its own, with no variable of ours but where Python and its packages are."""
    kept = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT", "HOME")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
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
    worker = _Worker(process)
    os.set_blocking(worker._stdin, False)
    os.set_blocking(worker._stdout, False)
    return worker


def _forget_workers() -> None:
    """In a forked child: the workers belong to the parent, their pipes must not be kept open here."""
    global _pool
    for worker in _pool.everyone:
        worker.close_pipes()
        worker.process.returncode = 0  # not ours to wait for
    _pool = _Pool()


os.register_at_fork(after_in_child=_forget_workers)
atexit.register(end_workers)

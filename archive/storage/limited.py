"""A process apart that answers requests within limits of time: parsers of files from outside run there.

Frames go over two pipes: what a request holds is between both ends; an answer is a length (4 bytes, big-endian) and its
bytes. A first frame of length 0 says that the process is ready. It starts by exec, so it inherits no lock and no
database connection; it gets no setting and no secret, and ends when this process ends, because its pipe closes.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

LENGTH = struct.Struct(">I")
ROOT = Path(__file__).resolve().parent.parent.parent
_PASSED_ON = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT", "HOME")


class ProcessGone(Exception):
    """The process ended, or was ended, before it answered."""


@dataclass(slots=True, eq=False)
class LimitedProcess:
    """A running process; ``files`` counts its answers."""

    process: subprocess.Popen[bytes]
    files: int = 0

    def wait_until_ready(self, seconds: float) -> None:
        """Wait for the first frame. Raise OSError if the process does not start."""
        try:
            if self._receive(LENGTH.size, time.monotonic() + seconds) == LENGTH.pack(0):
                return
        except (TimeoutError, ProcessGone):
            pass
        raise OSError("a process apart did not start")

    def answer(self, request: bytes, seconds: float, most: int) -> bytes:
        """Return the answer of at most ``most`` bytes. Raise TimeoutError or ProcessGone; the process is then useless."""
        deadline = time.monotonic() + seconds
        self._send(request, deadline)
        size = LENGTH.unpack(self._receive(LENGTH.size, deadline))[0]
        if size > most:
            raise ProcessGone
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
                raise ProcessGone from error

    def _receive(self, size: int, deadline: float) -> bytes:
        content = bytearray()
        while len(content) < size:
            self._wait(self._stdout, selectors.EVENT_READ, deadline)
            try:
                chunk = os.read(self._stdout, min(size - len(content), 1_048_576))
            except BlockingIOError:
                continue
            except OSError as error:
                raise ProcessGone from error
            if not chunk:
                raise ProcessGone
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


def start_limited(module: str) -> LimitedProcess:
    """Start ``python -m module`` in a session of its own, with the variables that say where Python and its packages are.

    Raise OSError if the system gives no process.
    """
    process = subprocess.Popen(  # noqa: S603  the module is ours
        [sys.executable, "-X", "utf8", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        start_new_session=True,
        bufsize=0,
    )
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            os.set_blocking(pipe.fileno(), False)
    return LimitedProcess(process)

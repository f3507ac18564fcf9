"""Which processes belong to an archive or to a server, read from /proc, and a process without the rights of root."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Numbers of linux/capability.h.
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


def processes_of(folder: Path, session: int | None = None) -> dict[int, int]:
    """Return {process: its parent} of all whose DATA_DIR is ``folder`` or whose session is ``session``, and of all that they started.

    A fork of a warm process shows the environment of that one, so its session tells it. Parsers get no variable of the
    archive; their parent tells them.
    """
    parents, ours = {}, set()
    for process, parent, its_session in _living():
        try:
            variables = (Path("/proc") / str(process) / "environ").read_bytes()
        except OSError:  # it has ended, or is about to: its session and its parent tell it still
            variables = b""
        parents[process] = parent
        if f"DATA_DIR={folder}\0".encode() in variables or its_session == session:
            ours.add(process)
    while more := {process for process, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return {process: parents[process] for process in ours}


def living(processes: set[int]) -> set[int]:
    """Return those of the processes that have not ended whole: a killed one has no environment, and maybe no parent, but its files."""
    return processes & {process for process, _, _ in _living()}


def children_of(process: int) -> set[int]:
    """Return the processes whose parent is ``process``."""
    return {child for child, parent, _ in _living() if parent == process}


def dead_children_of(process: int) -> set[int]:
    """Return the children of ``process`` that have ended, and for which it has not waited."""
    return {child for child, parent, _ in _living(dead=True) if parent == process}


def _living(*, dead: bool = False) -> Iterator[tuple[int, int, int]]:
    """Yield process, parent and session of the living; with ``dead``, of the dead that nobody waited for.

    A killed process whose first thread has ended holds its files, and so its port, until its last one has (proc(5): num_threads).
    """
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(") ")[2].split()
            except OSError:  # it has ended
                continue
            state, parent, session, threads = fields[0], *map(int, (fields[1], fields[3], fields[17]))
            if (state == "Z" and threads <= 1) is dead:
                yield int(entry.name), parent, session


@contextmanager
def ordinary_rights() -> Iterator[None]:
    """Let the kernel ask root for the modes of files too, in this thread, as it asks any other account.

    Root reads and writes what its own files' modes forbid by two capabilities (capabilities(7): CAP_DAC_OVERRIDE and
    CAP_DAC_READ_SEARCH). They are laid down for the block. Nothing happens for others, and on systems other than Linux.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() or not hasattr(libc, "capset"):
        yield
        return
    head = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; then the same of the capabilities above 31
    if libc.capget(head, sets):
        raise OSError(ctypes.get_errno(), "capget")
    effective = sets[0]
    sets[0] = effective & ~(1 << _CAP_DAC_OVERRIDE | 1 << _CAP_DAC_READ_SEARCH)
    if libc.capset(head, sets):
        raise OSError(ctypes.get_errno(), "capset")
    try:
        yield
    finally:
        sets[0] = effective
        if libc.capset(head, sets):
            raise OSError(ctypes.get_errno(), "capset")

"""Which processes belong to an archive, read from /proc."""

from __future__ import annotations

from pathlib import Path


def processes_of(folder: Path, session: int | None = None) -> dict[int, int]:
    """Return {process: its parent} of all whose DATA_DIR is ``folder`` or whose session is ``session``, and of all that they started.

    What was forked from a warm process shows the environment of that one, and is known by its session.

    Parsers get no variable of the archive; they are known by their parent. The dead that nobody waited for do not count.
    """
    parents: dict[int, int] = {}
    ours: set[int] = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            state, parent, _, its_session = (entry / "stat").read_text().rpartition(") ")[2].split()[:4]
            variables = (entry / "environ").read_bytes()
        except OSError:  # it has ended, or is none of ours to read
            continue
        if state != "Z":
            parents[int(entry.name)] = int(parent)
            if f"DATA_DIR={folder}\0".encode() in variables or int(its_session) == session:
                ours.add(int(entry.name))
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return {pid: parents[pid] for pid in ours}

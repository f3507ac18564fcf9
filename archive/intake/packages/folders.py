"""The files of named folders: reports, lists of cards, and what is neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archive.intake.packages.rows import shown_path
from archive.text.formats.packages.choosing import HEAD_BYTES, LIST_ENDINGS, choose_files, is_left_behind
from search.sentences import say


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Files to import, in order; the lists of cards beside them; a sentence for each folder that holds other files."""

    paths: tuple[Path, ...]
    lists: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """Return the sentences, a line for each."""
        return "\n".join(self.notes)


def find_report_files(paths: Sequence[Path]) -> FoundFiles:
    """Return the named files and those of the named folders, in the order of names, each once.

    A path that does not exist is returned too, so that it fails by name.
    """
    found: dict[Path, None] = {}
    lists: dict[Path, None] = {}
    notes = []
    for path in paths:
        if not path.is_dir():
            (lists if path.suffix.lower() in LIST_ENDINGS else found)[path] = None
            continue
        names = [str(file.relative_to(path)) for file in sorted(path.rglob("*")) if file.is_file()]
        names = [name for name in names if not is_left_behind(name)]
        files = choose_files([str(shown_path(Path(name))) for name in names], partial(_head_of, path, names))
        notes += [say("{0}：{1}", shown_path(path).name, files.note)] if files.note else []
        for at in files.chosen:
            file = path / names[at]
            (lists if file.suffix.lower() in LIST_ENDINGS else found)[file] = None
    return FoundFiles(tuple(found), tuple(lists), tuple(notes))


def _head_of(folder: Path, names: Sequence[str], at: int) -> bytes:
    try:
        with (folder / names[at]).open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return b""

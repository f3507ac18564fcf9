"""The members of a package on this machine, one by one: for a command, which keeps no bytes of its own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.intake.cards.given import page_card
from archive.intake.cards.lists import ListRow, match_rows, no_file_sentence, read_card_list
from archive.intake.packages.letters import is_letter, open_letter
from archive.models import ImportBatch
from archive.text.formats import FormatError
from archive.text.formats.extracted import MAX_BYTES
from archive.text.formats.packages.kinds import is_web_archive
from archive.text.formats.packed import choose_members, is_package, read_members
from search.sentences import say, together


@dataclass(frozen=True, slots=True)
class Member:
    """A file or page of a package: its path as shown, its bytes, what is given for it; or the sentence of its failure."""

    path: str
    content: bytes = b""
    given: dict[str, str] | None = None
    fault: str = ""


def members_of(path: Path, file: BinaryIO, batch: ImportBatch, given: dict[str, ListRow]) -> Iterator[Member] | None:
    """Return the members of a zip, tar, web archive or mail, or None for any other file.

    Rows of ``given`` that name a member are taken out. What is passed over is told in the batch's note.
    """
    if is_web_archive(file):
        return _pages(str(path), file, batch)
    if is_package(file):
        return _files(path, file, batch, given)
    return _attached(path, file, batch, given) if is_letter(file) else None


def _files(path: Path, file: BinaryIO, batch: ImportBatch, given: dict[str, ListRow]) -> Iterator[Member]:
    """Yield the files of a zip or tar, which is gone through several times, so that few bytes are in memory."""
    try:
        members = choose_members(file)
        lists: dict[str, tuple[ListRow, ...]] = {}
        names = []
        for name, content in read_members(file, members):
            rows = read_card_list(content, f"{path.name}/{name}")
            names += [name] if rows is None else []
            lists |= {name: rows} if rows is not None else {}
        inside: dict[str, ListRow] = {}
        for name, rows in lists.items():
            found, lost = match_rows(rows, names, folder=str(Path(name).parent))
            inside = {**found, **inside}
            for sentence in [*(row.fault for row in rows if row.fault), *map(no_file_sentence, lost)]:
                yield Member(f"{path}/{name}", fault=sentence)
        # A list beside the package may name its members, with or without the name of the package.
        beside, _ = match_rows(given.values(), [f"{path.name}/{name}" for name in names])
        for name, content in read_members(file, members):
            if name in lists:
                continue
            outer = beside.get(f"{path.name}/{name}")
            for key in [key for key, row in given.items() if row is outer]:
                del given[key]
            inner = io.BytesIO(content)
            if is_web_archive(inner):
                yield from _pages(f"{path}/{name}", inner, batch)
                continue
            row = inside.get(name) or outer
            opened = open_letter(inner, name) if is_letter(inner) else None
            if opened is None or opened.has_words:
                yield Member(f"{path}/{name}", content, row.to_dict() if row else None)
            for each, attached in opened.files if opened else ():
                yield Member(f"{path}/{name}/{each}", attached)
        batch.add_note(say("{0}：{1}", path.name, members.note) if members.note else "")
    except FormatError as error:
        yield Member(str(path), fault=error.sentence)


def _attached(path: Path, file: BinaryIO, batch: ImportBatch, given: dict[str, ListRow]) -> Iterator[Member]:
    """Yield a mail, and the files attached to it; a package among them is opened, a mail is not."""
    opened = open_letter(file, path.name)
    card = given.pop(str(path), None)
    if opened is None or opened.has_words:
        file.seek(0)
        yield Member(str(path), file.read(MAX_BYTES + 1), card.to_dict() if card else None)
    for name, content in opened.files if opened else ():
        inner = io.BytesIO(content)
        if is_package(inner):
            yield from _files(path / name, inner, batch, given)
        else:
            yield Member(f"{path}/{name}", content)
    told = together([opened.sentence, opened.note]) if opened else ""
    batch.add_note(say("{0}：{1}", path.name, told) if told else "")


def _pages(path: str, file: BinaryIO, batch: ImportBatch) -> Iterator[Member]:
    """Yield the pages of a web archive. The import knows by its bytes what is here already, without reading it."""
    from archive.text.formats.packages.web_archives import WebArchivePlace, read_web_archive

    place, name = WebArchivePlace(), path.rpartition("/")[2]
    try:
        for page in read_web_archive(file, place, set()):
            if page is not None:
                yield Member(f"{path}/{page.address}", page.content, page_card(page, name))
    except FormatError as error:
        yield Member(path, fault=say("{0}已{1}", error.sentence, place.sentence))
    batch.add_note(say("{0}：{1}", name, place.sentence))

"""The entries of a bibliography in RIS or BibTeX, as far as a list of cards knows their fields. One pass, no parser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MAX_ENTRIES = 20_000
_RIS_START = re.compile(r"\s*TY  - \S")
_RIS_LINE = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*))?$")
#: Tag -> column, of several the first that is filled.
_RIS = (
    ("title", ("TI", "T1", "CT")), ("date", ("DA", "PY", "Y1")), ("source", ("T2", "JO", "JF", "JA", "PB")), ("url", ("UR",)),
)  # fmt: skip
_RIS_AUTHORS = ("AU", "A1")
_RIS_FILES = ("L1", "L2", "L4")
_BIB_START = re.compile(r"(?:\s*%[^\n]*\n)*\s*@[A-Za-z]{3,20}\s?\{")
_BIB_ENTRY = re.compile(r"@(?P<kind>[A-Za-z]{3,20})\s*\{\s*(?P<key>[^,\s{}]{0,200})\s*,")
_BIB_FIELD = re.compile(r"[\s,]*([A-Za-z_-]{2,40})\s*=\s*")
_BIB = (
    ("title", ("title",)), ("date", ("date", "year")), ("source", ("journal", "journaltitle", "newspaper", "howpublished", "publisher")),
    ("url", ("url",)),
)  # fmt: skip
_NO_ENTRY = frozenset(("comment", "string", "preamble"))
_LONGEST_VALUE = 20_000
_DAY = re.compile(r"^(\d{4})(?:[/.-](\d{1,2}))?(?:[/.-](\d{1,2}))?")
_LATEX = re.compile(r"\\([&%$#_{}:;\\])|[{}]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry with a file: its values by column (``path`` among them), and the line on which it begins."""

    values: Mapping[str, str]
    line: int


def read_bibliography(text: str) -> list[Entry] | None:
    """Return an entry for each file that a bibliography names; None for a text that is no bibliography."""
    if _RIS_START.match(text):
        return list(_of_ris(text))
    if _BIB_START.match(text):
        return list(_of_bibtex(text))
    return None


def _of_ris(text: str) -> Iterator[Entry]:
    fields: dict[str, list[str]] = {}
    begins, count = 1, 0
    for number, line in enumerate(text.split("\n"), 1):
        match = _RIS_LINE.match(line.rstrip())
        if not match:
            continue
        tag, value = match[1], (match[2] or "").strip()
        if tag == "TY":
            fields, begins = {}, number
        elif tag != "ER":
            fields.setdefault(tag, []).append(value)
        else:
            count += 1
            if count > MAX_ENTRIES:
                return
            values = _chosen({name: held[0] for name, held in fields.items()}, _RIS)
            values["author"] = "、".join(name for tag in _RIS_AUTHORS for name in fields.get(tag, ()))
            for path in (path for tag in _RIS_FILES for path in fields.get(tag, ())):
                yield Entry({**values, "path": _plain_path(path)}, begins)


def _of_bibtex(text: str) -> Iterator[Entry]:
    at, line, counted = 0, 1, 0
    for _ in range(MAX_ENTRIES):
        match = _BIB_ENTRY.search(text, at)
        if match is None:
            return
        line += text.count("\n", counted, match.start())
        counted = match.start()
        fields, at = _bib_fields(text, match.end())
        if match["kind"].lower() in _NO_ENTRY:
            continue
        values = _chosen({name: _LATEX.sub(r"\1", value) for name, value in fields.items()}, _BIB)
        values["author"] = "、".join(
            _LATEX.sub(r"\1", name).strip() for name in re.split(r"\s+and\s+", fields.get("author", ""))
        )
        for path in _bib_paths(fields.get("file", "")):
            yield Entry({**values, "path": path}, line)


def _bib_fields(text: str, at: int) -> tuple[dict[str, str], int]:
    """Return the fields of an entry, each as written, and the place behind the last."""
    fields: dict[str, str] = {}
    while match := _BIB_FIELD.match(text, at):
        value, at = _bib_value(text, match.end())
        fields.setdefault(match[1].lower(), " ".join(value.split()))
    return fields, at


def _bib_value(text: str, at: int) -> tuple[str, int]:
    """Return a value in braces, in quotes or bare, and the place behind it."""
    start, end = at, min(len(text), at + _LONGEST_VALUE)
    if text[at : at + 1] not in ("{", '"'):
        while at < end and text[at] not in ",}\n":
            at += 1
        return text[start:at], at
    is_quoted, depth = text[at] == '"', 0
    while at < end:
        letter = text[at]
        at += 1
        if letter == "\\":
            at += 1
        elif letter == "{":
            depth += 1
        elif letter == "}":
            depth -= 1
            if not depth and not is_quoted:
                break
        elif letter == '"' and is_quoted and not depth and at > start + 1:
            break
    return text[start + 1 : at - 1], at


def _bib_paths(value: str) -> Iterator[str]:
    """Yield the paths of a field ``file``: plain, or ``description:path:type`` (Zotero, JabRef), several behind ``;``."""
    for named in re.split(r"(?<!\\);", value):
        parts = re.split(r"(?<!\\):", named)
        path = parts[-2] if len(parts) >= 3 else named
        if path.strip():
            yield _plain_path(_LATEX.sub(r"\1", path))


def _plain_path(path: str) -> str:
    return re.sub(r"^(?:file|internal-pdf):/{0,3}", "", path.strip().replace("\\", "/"))


def _chosen(fields: Mapping[str, str], columns: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    values = {column: next((fields[name] for name in names if fields.get(name)), "") for column, names in columns}
    if day := _DAY.match(values["date"]):
        values["date"] = "-".join(part.zfill(2) for part in day.groups() if part)
    if not values["url"].startswith(("http://", "https://")):
        values["url"] = ""
    return values

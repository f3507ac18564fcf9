"""Files that are written once and know their size and SHA-256 at the end; Parquet where pyarrow is installed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from archive.dumps.columns import REPORT_COLUMNS, cells
from archive.dumps.layout import DumpError
from archive.exporting.exports.table import to_csv
from search.sentences import say

#: Rows of one group of Parquet, and characters of their texts from which it is written earlier.
_ROWS, _CHARACTERS = 1000, 8_000_000
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of a dump: its name, its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


class FileWriter:
    """A new file, readable by its owner and group; ``end`` makes it durable and tells what it is."""

    def __init__(self, folder: Path, name: str) -> None:
        self._name = name
        self._digest = hashlib.sha256()
        self._size = 0
        path = folder / name
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        self._file = os.fdopen(descriptor, "wb")

    def write(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)
        self._size += len(content)

    def end(self) -> WrittenFile:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return WrittenFile(self._name, self._size, self._digest.hexdigest())

    def close(self) -> None:
        """Close the file as it is; nothing happens behind ``end``."""
        self._file.close()


class TableWriter:
    """A table as CSV (RFC 4180): UTF-8, a heading, no cell a formula."""

    def __init__(self, folder: Path, name: str, columns: Sequence[str]) -> None:
        self._file = FileWriter(folder, name)
        self.write([columns])

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        self._file.write(to_csv(rows).encode("utf-8", "replace"))

    def write_reports(self, records: Iterable[dict[str, Any]]) -> None:
        self.write(cells(record) for record in records)

    def end(self) -> WrittenFile:
        return self._file.end()

    def close(self) -> None:
        self._file.close()


class ParquetWriter:
    """The columns of reports.csv as Parquet. Raises DumpError where pyarrow is not installed."""

    def __init__(self, folder: Path, name: str) -> None:
        refuse_without_pyarrow()
        import pyarrow
        from pyarrow import parquet

        types = {"integer": pyarrow.int64(), "boolean": pyarrow.bool_(), "string": pyarrow.string()}
        self._path, self._name = folder / name, name
        self._path.unlink(missing_ok=True)
        self._schema = pyarrow.schema([(column.name, types[column.type]) for column in REPORT_COLUMNS])
        self._table = pyarrow.Table
        self._file = parquet.ParquetWriter(self._path, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._characters = 0

    def write_reports(self, records: Iterable[dict[str, Any]]) -> None:
        for record in records:
            row = {column.name: _whole(column.value(record)) for column in REPORT_COLUMNS}
            self._rows.append(row)
            self._characters += len(row["text"])
            if len(self._rows) >= _ROWS or self._characters >= _CHARACTERS:
                self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._file.write_table(self._table.from_pylist(self._rows, schema=self._schema))
        self._rows, self._characters = [], 0

    def end(self) -> WrittenFile:
        self._flush()
        self._file.close()
        self._path.chmod(0o640)
        with self._path.open("rb") as file:
            os.fsync(file.fileno())
        return summed(self._path, self._name)

    def close(self) -> None:
        self._file.close()


def refuse_without_pyarrow() -> None:
    """Raise DumpError, which names the remedy, where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise DumpError(
            say(
                "写 Parquet 要先装 pyarrow：{0}。不写 --parquet 就用不着它。",
                ".venv/bin/pip install --require-hashes -r requirements-parquet.txt",
            )
        )


def summed(path: Path, name: str) -> WrittenFile:
    """Read a file piece by piece and return its size and SHA-256. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return WrittenFile(name, size, digest.hexdigest())


def _whole(value: Any) -> Any:
    """Return a text without halves of surrogate pairs, which Parquet and UTF-8 do not take."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value

"""Measure how fast reports come in: python -m benchmarks.intake [--reports 200] [--json]

A report has 2,500 characters, mixed at random from sentences of the sample reports. It goes the whole way: bytes, text,
repair, cleaning, card, original on disk (fsynced), rows (committed with synchronous=FULL). One process works on one
core; dictionary and place names are loaded before the clock starts. The times of steps are processor times. Then texts
up to 1 MB show whether the time is linear in the length. The bar: 40 reports a second, 5 s for 1 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.models import ImportBatch

LENGTH = 2_500
LEAST_REPORTS_A_SECOND = 40
MEGABYTE = 1_000_000
MOST_SECONDS_A_MEGABYTE = 5.0
#: The functions of each step, as archive.intake.drafts calls them; the clock replaces them there.
STEPS = {
    "bytes to text": ("parse_file",),
    "repair": ("repair_text",),
    "cleaning": ("clean_text", "drop_title"),
    "card": ("describe",),
    "near duplicates": ("note_signature", "find_near"),
    "original on disk": ("keep_original",),
}
_SENTENCE = re.compile(r"[^。\n]{8,200}。")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.intake", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=200, help="reports (%(default)s)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jiceng-bench-") as folder, archive_in(folder):
        rows = measure(arguments.reports)
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print(f"{row['operation']:<42}{row['value']:>10.2f} {row['unit']:<12}{row['least']}")


@contextmanager
def archive_in(folder: str) -> Iterator[None]:
    """Set up an empty archive with its region table in ``folder``."""
    os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from archive.places.table import load_regions

    call_command("migrate", verbosity=0)
    load_regions(settings.REGIONS_FILE)
    yield
    connections.close_all()


def measure(count: int) -> list[dict[str, object]]:
    """Return the rows of the table: operation, value, unit and the target."""
    from archive.intake import drafts
    from archive.models import ImportBatch

    sentences = sample_sentences()
    batch = ImportBatch.objects.create(label="bench")
    texts = [report(sentences, number, LENGTH) for number in range(count + 20)]
    for number, text in enumerate(texts[:20]):  # dictionary, place names, prepared statements
        store_file(text, f"{number}.txt", batch)
    clocks = {step: _clocked(drafts, *names) for step, names in STEPS.items()}

    def store_all() -> None:
        for number, text in enumerate(texts[20:], 20):
            store_file(text, f"{number}.txt", batch)

    whole, whole_cpu = spent_on(store_all)
    steps = {step: spent[0] for step, spent in clocks.items()}
    steps["rows and commits"] = max(0.0, whole_cpu - sum(steps.values()))
    least = f"at least {LEAST_REPORTS_A_SECOND}"
    rows = [
        _row("reports of 2,500 characters, one core", count / whole_cpu, "a second", least),
        _row("  by the clock, with waiting for the disk", count / whole, "a second"),
    ]
    rows += [_row(f"  of which {name}", 1000 * spent / count, "ms a report") for name, spent in steps.items()]
    lengths = (MEGABYTE // 4, MEGABYTE // 2, MEGABYTE)
    spent = [_one_long_text(sentences, length, batch) for length in lengths]
    rows += [
        _row(
            f"one text of {length // 1000} kB",
            took,
            "s",
            f"at most {MOST_SECONDS_A_MEGABYTE}" if length == MEGABYTE else "",
        )
        for length, took in zip(lengths, spent, strict=True)
    ]
    rows.append(_row("  twice the length takes, times", spent[2] / spent[1], "", "2 is linear"))
    return rows


def sample_sentences() -> list[str]:
    """Sentences of the sample reports that are plain UTF-8 text."""
    from django.conf import settings

    found: list[str] = []
    for path in sorted(Path(settings.SAMPLES_DIR).glob("*.txt")):
        try:
            found += _SENTENCE.findall(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
    return found


def report(sentences: list[str], number: int, length: int) -> bytes:
    """Return a report of some ``length`` characters with a title, a source line and paragraphs; the same for the same number."""
    chance = random.Random(number)
    paragraphs = [f"第{number}镇抓党建促振兴工作情况汇报", "", f"来源：某县党建网　2021-09-{1 + number % 28:02d}", ""]
    written = 0
    while written < length:
        paragraph = "".join(chance.choices(sentences, k=5))
        paragraphs.append(paragraph)
        written += len(paragraph)
    return "\n".join(paragraphs).encode()


def spent_on(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor: on a shared machine only these tell what one core can do."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def store_file(data: bytes, filename: str, batch: ImportBatch) -> None:
    """Accept and store one file, as ``import_file`` does. Raise TypeError for a duplicate."""
    from archive.intake.drafts import AcceptedFile, accept_file, store_draft

    accepted = accept_file(data, filename=filename)
    if not isinstance(accepted, AcceptedFile):
        raise TypeError(f"{filename} is a duplicate")
    store_draft(accepted, batch=batch)


def _clocked(room: ModuleType, *names: str) -> list[float]:
    """Count the processor's time in some functions of a module from now on; the first of the list is the sum."""
    spent = [0.0]

    def clocked(work: Callable) -> Callable:
        def call(*args, **rest):
            start = time.process_time()
            try:
                return work(*args, **rest)
            finally:
                spent[0] += time.process_time() - start

        return call

    for name in names:
        setattr(room, name, clocked(getattr(room, name)))
    return spent


def _one_long_text(sentences: list[str], size: int, batch) -> float:
    data = report(sentences, size, size // 3)[:size].decode(errors="ignore").encode()
    return spent_on(lambda: store_file(data, f"{size}.txt", batch))[1]


def _row(operation: str, value: float, unit: str, least: str = "") -> dict[str, object]:
    return {"operation": operation, "value": value, "unit": unit, "least": least}


if __name__ == "__main__":
    main()

"""How much memory does an import of very many small files take? For the test beside this file, and by hand:

    python -m tests.commands.importing_many FOLDER --files 40000

A real archive under FOLDER, one real process. Prints one JSON object: the reports, the peak of the process in MB, and
its size after each tenth of the files, with and without the pages of files that it has mapped (the index). The texts are short, so that the files count and not their words.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import resource
import time
from pathlib import Path

from tests.commands.killing import MIXED

_MEGABYTE = 1024 * 1024


def write_small_reports(folder: Path, count: int) -> None:
    """``count`` reports of some 150 characters, no two alike, a thousand in a folder."""
    for number in range(count):
        path = folder / f"{number // 1000:03d}" / f"{number:05d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        body = "".join(f"{''.join(random.Random(number * 3 + at).choices(MIXED, k=40))}。\n" for at in range(3))
        path.write_text(f"通渭县第{number}村整顿情况汇报\n\n{body}", encoding="utf-8")


def resident() -> tuple[int, int]:
    """The memory of this process just now, in MB: all, and what is no page of a file such as the index."""
    with open("/proc/self/statm", encoding="ascii") as file:
        _, pages, of_files = map(int, file.read().split()[:3])
    return tuple(each * resource.getpagesize() // _MEGABYTE for each in (pages, pages - of_files))


def run(folder: Path, files: int) -> dict[str, object]:
    from django.core.management import call_command
    from django.db.models.signals import post_save

    from archive.models import Report

    call_command("prepare", stdout=io.StringIO())
    write_small_reports(folder / "in", files)
    sizes: list[tuple[int, int]] = []
    seen = 0

    def note(created: bool, **_) -> None:
        nonlocal seen
        seen += created
        if created and seen % max(1, files // 10) == 0:
            sizes.append(resident())

    post_save.connect(note, sender=Report, weak=False)
    started = time.monotonic()
    printed = io.StringIO()
    call_command("import_reports", str(folder / "in"), "--publish", stdout=printed)
    return {
        "files": files,
        "reports": Report.objects.count(),
        "rows_printed": printed.getvalue().count("已入库 "),
        "mb_at_each_tenth": sizes,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "seconds": round(time.monotonic() - started),
    }


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--files", type=int, default=4000)
    arguments = asked.parse_args()
    os.environ |= {
        "DATA_DIR": str(arguments.folder / "var"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOAD_SAMPLES": "0",
    }
    import django

    django.setup()
    print(json.dumps(run(arguments.folder, arguments.files)))


if __name__ == "__main__":
    main()

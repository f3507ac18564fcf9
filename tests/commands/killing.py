"""An import that is killed again and again, for the test beside this file and for longer runs by hand:

    python -m tests.commands.killing FOLDER --files 1000 --kills 10 --way import_reports

A real archive under FOLDER, real processes, real SIGKILL; children are forked from a parent that has dictionary
and place names loaded, so that the kills meet the work and not the start. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests.warm import fork

WORDS = (
    "{place}第{number}镇整顿软弱涣散村党组织情况汇报\n\n来源：陇中晨讯　2021-09-{day:02d}\n\n"
    "甘肃省定西市通渭县第{number}镇今年逐村排查，列出{number}个问题，一村一策，限期整顿。\n{body}"
)
WAYS = ("import_reports", "run_batch", "import_reports of a web archive", "run_batch of a web archive")
# Mixed at random, so that no two reports are nearly the same: near duplicates have tests of their own.
MIXED = (
    "党员村口账本水渠老人夜校山路支部会议清单群众干部粮仓学堂街巷楼栋网格热线茶园果林走访公示结对验收培训修缮值守调解"
)


def write_reports(folder: Path, count: int) -> None:
    """``count`` reports of some 1,000 characters, no two alike."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        chance = random.Random(number)
        body = "".join(f"{''.join(chance.choices(MIXED, k=40))}。\n" for _ in range(20))
        words = WORDS.format(place="通渭县", number=number, day=1 + number % 28, body=body)
        (folder / f"{number:05d}.txt").write_text(words, encoding="utf-8")


def write_web_archive(folder: Path, count: int) -> None:
    """The same reports as pages of one WARC file, with pictures between them."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    write_reports(folder / "texts", count)
    with (folder / "站.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for path in sorted((folder / "texts").iterdir()):
            lines = "".join(f"<p>{line}</p>" for line in path.read_text(encoding="utf-8").splitlines())
            page = f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{lines}</body></html>'.encode()
            for name, kind, body in (("html", "text/html", page), ("png", "image/png", b"\x89PNG" + bytes(500))):
                headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
                address = f"http://example.org/{path.stem}.{name}"
                writer.write_record(
                    writer.create_warc_record(address, "response", payload=io.BytesIO(body), http_headers=headers)
                )
            path.unlink()
    (folder / "texts").rmdir()


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--files", type=int, default=60)
    asked.add_argument("--kills", type=int, default=3)
    asked.add_argument("--way", choices=WAYS, default="import_reports")
    asked.add_argument("--seed", type=int, default=1)
    arguments = asked.parse_args()
    os.environ |= {
        "DATA_DIR": str(arguments.folder / "var"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOAD_SAMPLES": "0",
    }
    import django

    django.setup()
    print(json.dumps(run(arguments.folder, arguments.files, arguments.kills, arguments.way, arguments.seed)))


def run(folder: Path, files: int, kills: int, way: str, seed: int) -> dict[str, object]:
    from django.conf import settings
    from django.core.management import call_command

    from archive.intake.batches import load_dictionaries
    from archive.intake.uploads import Upload, store_batch
    from archive.models import ImportBatch, Original, Report
    from archive.publishing.checking import check_index
    from archive.publishing.outbox import apply_index_changes
    from archive.storage.originals import orphan_files

    call_command("prepare", stdout=io.StringIO())
    (write_web_archive if way.endswith("web archive") else write_reports)(folder / "in", files)
    if way.startswith("import_reports"):
        command = ("import_reports", str(folder / "in"), "--publish")
    else:
        paths = sorted((folder / "in").iterdir())
        batch = store_batch(Upload(path.name, path.stat().st_size, [path.read_bytes()]) for path in paths)
        ImportBatch.objects.filter(pk=batch.pk).update(publish=True)
        command = ("run_batch", str(batch.pk))
    load_dictionaries()
    chance = random.Random(seed)
    landed, ends = [], []
    started = time.monotonic()
    for _ in range(kills):
        # Somewhere in the next files, at any moment of one of them; the first time perhaps before any.
        child = fork(_work, command, _Death(chance.randint(0, files // (kills + 1)), chance.uniform(0, 0.05)))
        ends.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        landed.append(Report.objects.count())
    _, status = os.waitpid(fork(_work, command), 0)
    apply_index_changes()
    known = set(Original.objects.values_list("sha256", flat=True))
    return {
        "files": files,
        "reports_at_each_kill": landed,
        "killed": ends.count(-signal.SIGKILL),
        "exit": os.waitstatus_to_exitcode(status),
        "reports": Report.objects.count(),
        "published": Report.objects.published().count(),
        "names": Original.objects.values("filename").distinct().count(),
        "orphans": len(list(orphan_files(known))),
        "left_in_incoming": sum(path.is_file() for path in (Path(settings.DATA_DIR) / "incoming").rglob("*")),
        "index_agrees": check_index().agrees,
        "seconds": round(time.monotonic() - started, 1),
    }


@dataclass(frozen=True, slots=True)
class _Death:
    """After so many reports and seconds more. The child dies by itself: whoever watched it might come too late."""

    reports: int
    seconds: float

    def await_it(self) -> None:
        from django.db.models.signals import post_save

        from archive.models import Report

        dying = threading.Timer(self.seconds, os.kill, (os.getpid(), signal.SIGKILL))
        left = self.reports

        def counted(created: bool, **_) -> None:
            nonlocal left
            left -= created
            if created and not left:
                dying.start()

        if left:
            post_save.connect(counted, sender=Report, weak=False)
        else:
            dying.start()


def _work(command: tuple[str, ...], death: _Death | None = None) -> None:
    """Run the command, to its end or to the ``death`` of this process."""
    from django.core.management import call_command

    if death:
        death.await_it()
    call_command(*command, stdout=io.StringIO())


if __name__ == "__main__":
    main()

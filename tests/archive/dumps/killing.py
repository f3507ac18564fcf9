"""Functions that processes of the drill of dumps run, each in an archive of its own."""

from __future__ import annotations

import random
import resource
from pathlib import Path

PLACES = ("620000", "621100")
MIXED = (
    "党员村口账本水渠老人夜校山路支部会议清单群众干部粮仓学堂街巷楼栋网格热线茶园果林走访公示结对验收培训修缮值守调解"
)


def fill(count: int, length: int = 400) -> None:
    """Make this DATA_DIR an archive of ``count`` published reports of some ``length`` characters, no two alike."""
    from django.conf import settings
    from django.core.management import call_command

    from archive.models import Original, Report, Source
    from archive.places.table import load_regions
    from archive.storage.originals import keep_original
    from archive.text.edits import Edit
    from archive.text.evidence import Evidence
    from archive.text.near import text_fingerprint

    call_command("migrate", interactive=False, verbosity=0)
    load_regions(settings.REGIONS_FILE)
    sources = [Source.objects.create(name=f"陇中晨讯{number}") for number in range(20)]
    for first in range(0, count, 200):
        reports = []
        for number in range(first, min(first + 200, count)):
            chance = random.Random(number)
            text = "".join(f"{''.join(chance.choices(MIXED, k=40))}。\n" for _ in range(length // 42 + 1))
            extracted = f"首页 > 党建\n{text}"
            data = extracted.encode("gb18030")
            original = Original.objects.create(
                sha256=keep_original(data, durable=False), filename=f"{number:05d}.txt", media_type="text/plain",
                encoding="gb18030", size=len(data),
            )  # fmt: skip
            title = f"第{number}镇整顿软弱涣散村党组织"
            report = Report(
                original=original, status="published", title=title, text=text, extracted_text=extracted, kind="report",
                region_id=PLACES[number % 2], source=sources[number % 20], text_fingerprint=text_fingerprint(text),
                evidence={"title": Evidence(title, "first-line", title, 0.95).to_dict()},
            )  # fmt: skip
            report.edit_list = [Edit(0, "首页 > 党建\n", "", "clean", "breadcrumbs")]
            reports.append(report)
        Report.objects.bulk_create(reports)


def dump(folder: Path, *options: str) -> float:
    """Write a dump; return the most memory that this process had, in MB."""
    from django.core.management import call_command

    call_command("dump", str(folder), *options)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def load(folder: Path) -> float:
    """Import a dump; return the most memory that this process had, in MB."""
    from django.core.management import call_command

    call_command("import_dump", str(folder))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def seconds() -> float:
    """Return the processor time of this process and its children."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def measured(step: str, folder: Path, *options: str) -> tuple[float, float]:
    """Run ``dump`` or ``load``; return its seconds of processor and the most memory in MB."""
    before = seconds()
    memory = {"dump": dump, "load": load}[step](folder, *options)
    return seconds() - before, memory


def check() -> bool:
    """Return whether originals, reports, edits and index of this archive fit together."""
    from archive.backups.fsck import find_faults

    return not list(find_faults())

"""What may happen to an archive that somebody follows, at random, and whether the follower's copy is the archive."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from tests import PROJECT

#: What happens, and how often.
DEEDS = {
    "publish": 6, "correct": 8, "retitle": 4, "withdraw": 5, "erase": 3, "draft": 4, "save": 3, "sample": 1, "no_samples": 1,
    "rename_source": 2, "join": 1, "split": 1, "rename_region": 2, "many": 2, "number": 3,
}  # fmt: skip
REGIONS = ("621102", "621100", "620000", "510500")


def load_example() -> ModuleType:
    """Return docs/examples/follow.py as a module."""
    spec = importlib.util.spec_from_file_location("follow_example", PROJECT / "docs/examples/follow.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Deeds:
    """Do one thing after the other to the archive of this process; ``make`` makes a report of given fields."""

    def __init__(self, make: Callable, seed: int) -> None:
        self._make = make
        self.chance = random.Random(seed)
        self.done: dict[str, int] = {}

    def step(self) -> str:
        """Do something that can be done now, and return its name."""
        while True:
            (name,) = self.chance.choices(list(DEEDS), list(DEEDS.values()))
            if getattr(self, f"_{name}")():
                self.done[name] = self.done.get(name, 0) + 1
                return name

    def _one(self, **fields):
        from archive.models import Report

        numbers = list(Report.objects.filter(**fields).order_by("pk").values_list("pk", flat=True))
        return Report.objects.get(pk=self.chance.choice(numbers)) if numbers else None

    def _draft(self) -> bool:
        number = self.chance.randrange(10**6)
        self._make(
            title=f"草稿{number}", text=f"第{number}号正文。", status="draft", source=f"来源{number % 4}",
            region=self.chance.choice(REGIONS), kind="news",
        )  # fmt: skip
        return True

    def _sample(self) -> bool:
        number = self.chance.randrange(10**6)
        self._make(title=f"示例{number}", text=f"示例{number}的正文。", is_sample=True)
        return True

    def _no_samples(self) -> bool:
        from archive.publishing.erasing import remove_samples

        return remove_samples() > 0

    def _publish(self) -> bool:
        from archive.publishing.publish import publish_report

        report = self._one(status__in=("draft", "withdrawn"))
        if report:
            publish_report(report)
        return report is not None

    def _withdraw(self) -> bool:
        from archive.publishing.publish import withdraw_report

        report = self._one(status="published")
        if report:
            withdraw_report(report)
        return report is not None

    def _erase(self) -> bool:
        from archive.publishing.erasing import erase_report

        report = self._one()
        if report:
            erase_report(report.pk, reason="依法删除")
        return report is not None

    def _correct(self) -> bool:
        report = self._one()
        if report:
            report.text += f"补{self.chance.randrange(10**6)}。"
            report.save()
        return report is not None

    def _retitle(self) -> bool:
        report = self._one()
        if report:
            report.title = f"改题{self.chance.randrange(10**6)}"
            report.save(update_fields=["title", "updated_at"])
        return report is not None

    def _save(self) -> bool:
        report = self._one()
        if report:
            report.save()
        return report is not None

    def _many(self) -> bool:
        from archive.models import Report

        kind = self.chance.choice(("report", "news", "other"))
        return Report.objects.filter(pk__gt=self.chance.randrange(40)).update(kind=kind) > 0

    def _rename_source(self) -> bool:
        from archive.models import Source

        sources = list(Source.objects.filter(joined_to=None).order_by("pk"))
        source = self.chance.choice(sources) if sources else None
        if source:
            source.name = f"报{self.chance.randrange(10**6)}"
            source.save()
        return source is not None

    def _join(self) -> bool:
        from archive.desk.joining import join_sources
        from archive.models import Source

        numbers = list(Source.objects.filter(joined_to=None).order_by("pk").values_list("pk", flat=True))
        if len(numbers) < 2:
            return False
        one, into = self.chance.sample(numbers, 2)
        join_sources([one], into=into)
        return True

    def _split(self) -> bool:
        from archive.desk.joining import split_source
        from archive.models import Source

        old = Source.objects.exclude(joined_to=None).order_by("pk").first()
        if old:
            split_source(old.pk)
        return old is not None

    def _rename_region(self) -> bool:
        from archive.models import Region

        regions = list(Region.objects.filter(code__in=REGIONS).order_by("pk"))
        region = self.chance.choice(regions) if regions else None
        if region:
            region.name = f"地{self.chance.randrange(10**4)}"
            region.save()
        return region is not None

    def _number(self) -> bool:
        from archive.publishing.changes import number_changes

        number_changes()
        return True


def differences(folder: Path, ask: Callable[[str], tuple[int, dict]]) -> list[str]:
    """Return where the copy in ``folder`` is not the archive of this process, whose API ``ask`` asks."""
    from archive.models import Report

    public = set(Report.objects.published().values_list("pk", flat=True))
    kept = {int(path.stem): json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    found = [f"{number}: only one has it" for number in public ^ kept.keys()]
    for number in public & kept.keys():
        status, report = ask(f"/api/v1/reports/{number}")
        if status != 200 or report != kept[number]:
            wrong = sorted(name for name in report.keys() | kept[number] if report.get(name) != kept[number].get(name))
            found.append(f"{number}: {wrong}")
    return found

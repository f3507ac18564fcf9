"""Are the readings those of the present texts? Digests are compared, some hundred reports at a time; nothing is read anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from archive.models import ChangeNote, FigureRow, FormulaUse, PublicChange, ReadReport, Report, SectionRow
from archive.readings.following import follow_changes, place_of_reading, read_again
from archive.readings.formulas import differing, mark_stale
from archive.readings.reading import Readings
from archive.readings.rows import readings_of, sources_of
from archive.readings.version import rules_version

#: Reports whose texts and rows lie in memory at a time.
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class ReadingsCheck:
    """Numbers of reports that were not read, whose rows are of another state or were altered since, that should have none.

    ``waiting``: public changes that are to be read yet; their reports are none of the others. ``refused``: reports that the
    rules cannot read, which is no disagreement. ``formulas``: keys whose counts are not those of their uses.
    """

    missing: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    altered: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()
    waiting: int = 0
    refused: tuple[int, ...] = ()
    formulas: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The kinds of disagreement that there are, with their reports."""
        kinds = {"missing": self.missing, "stale": self.stale, "altered": self.altered, "extra": self.extra}
        return tuple((kind, numbers) for kind, numbers in kinds.items() if numbers)

    @property
    def agrees(self) -> bool:
        return not self.faults and not self.waiting and not self.formulas


def check_readings(*, progress: Callable[[int], None] = lambda done: None) -> ReadingsCheck:
    """Compare every published report with what was noted of it and with its rows; ``progress`` gets the reports done."""
    waiting = set(PublicChange.objects.filter(number__gt=place_of_reading()).values_list("report_id", flat=True))
    waiting |= set(ChangeNote.objects.values_list("report_id", flat=True))  # where the database takes no writes
    found: dict[str, list[int]] = {"missing": [], "stale": [], "altered": [], "extra": [], "refused": []}
    rules, done, last = rules_version(), 0, -1
    published = Report.objects.published().order_by("pk")
    while numbers := list(published.filter(pk__gt=last).values_list("pk", flat=True)[:_AT_ONCE]):
        last = numbers[-1]
        settled = [number for number in numbers if number not in waiting]
        sources, rows = sources_of(settled), readings_of(settled)
        noted = ReadReport.objects.in_bulk(settled)
        for number in sorted(sources):
            note = noted.get(number)
            if note is None:
                found["missing"].append(number)
            elif note.source_digest != sources[number].digest(rules):
                found["stale"].append(number)
            elif note.rows_digest != rows[number].digest() or not _counts_agree(note, rows[number]):
                found["altered"].append(number)
            elif note.is_refused:
                found["refused"].append(number)
        done += len(numbers)
        progress(done)
    is_published = Exists(Report.objects.published().filter(pk=OuterRef("report_id")))
    held: set[int] = set()
    for model in (ReadReport, FigureRow, SectionRow, FormulaUse):
        held |= set(model._base_manager.exclude(is_published).order_by().values_list("report_id", flat=True).distinct())
    found["extra"] = sorted(held - waiting)
    return ReadingsCheck(
        **{kind: tuple(numbers) for kind, numbers in found.items()}, waiting=len(waiting), formulas=differing()
    )


def _counts_agree(note: ReadReport, rows: Readings) -> bool:
    return all(getattr(note, name) == count for name, count in rows.counts().items())


def mend_readings(check: ReadingsCheck) -> None:
    """Read what waits, and what the check found to disagree. Raise as ``follow_changes``."""
    follow_changes()
    mark_stale(check.formulas)
    read_again([number for _, numbers in check.faults for number in numbers])

"""The samples of 甘肃 and 贵州 as a first start publishes them, for the worked example of the guide."""

from __future__ import annotations

import pytest

#: All samples about a place of the two provinces: what a filter of both finds is that of a first start.
NAMES = ("24-jinping-wuzhuwubu.txt", "28-tongwei-zhengdun.txt", "32-tianshui-zhibu-biaozhunhua.txt", "42-zunyi-houbei-liliang.docx")  # fmt: skip


def publish_samples(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """Publish them, and read their figures; the caller has the table of regions and an index."""
    from archive.intake.files import import_samples
    from archive.publishing.outbox import rebuild_index
    from archive.readings.following import follow_changes

    monkeypatch.setattr("archive.intake.parsing.needs_parser", lambda data: False)  # its process takes a second
    paths = [next(settings.SAMPLES_DIR.rglob(name)) for name in NAMES]
    assert {imported.status for imported in import_samples(paths)} == {"created"}
    rebuild_index()
    follow_changes()

"""An archive worth dumping: reports with every kind of value, and what must stay in the house."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.dumps.writing import write_dump
from archive.models import Region, Report, ScannedPage
from archive.places.table import load_regions
from archive.text.edits import Edit, Gap, apply_edits
from archive.text.evidence import Candidate, Evidence
from tests.archives import tables_made_once

MADE = datetime(2026, 11, 30, 3, 15, tzinfo=UTC)
NAME = "jiceng-20261130-111500"
EXTRACTED = "首页 > 党建\n定西市谋深抓实基层党建\n\ufeff整顿软弱涣散村党组织１２个，□员 500 名。\n责任编辑：张三\n"
EDITS = [
    Edit(EXTRACTED.index(before), before, after, kind, rule)
    for before, after, kind, rule in (
        ("首页 > 党建\n", "", "clean", "breadcrumbs"),
        ("定西市谋深抓实基层党建\n", "", "clean", "title-line"),
        ("\ufeff", "", "repair", "invisible"),
        ("责任编辑：张三\n", "", "clean", "editor-line"),
    )
]


@pytest.fixture(scope="session")
def tables() -> dict[tuple, sqlite3.Connection]:
    """Databases that migrations have made, each by its plan."""
    return {}


@pytest.fixture(autouse=True)
def same_tables(tables) -> Iterator[None]:
    """Of many imports the first makes its tables by migrations."""
    with tables_made_once(tables):
        yield


@pytest.fixture(autouse=True)
def few_regions(db, settings, tmp_path) -> None:
    """A table of regions of two rows, here and on every other machine of the test."""
    settings.REGIONS_FILE = tmp_path / "regions.csv"
    settings.REGIONS_FILE.write_text(
        "code,name,short,level,parent\n620000,甘肃省,甘肃,province,\n621100,定西市,定西,city,620000\n", "utf-8"
    )
    Region.objects.all().delete()
    load_regions(settings.REGIONS_FILE)


@pytest.fixture
def filled(make_report) -> list[Report]:
    """Two published reports, the first with every kind of value; and beside them a draft, a withdrawn and a discarded one."""
    text = apply_edits(EXTRACTED, EDITS)
    whole = make_report(
        title="定西市谋深抓实基层党建",
        text=text,
        extracted_text=EXTRACTED,
        region="621100",
        date="2021-08",
        source="陇中晨讯",
        author="顾苇杭、戚小满",
        kind="news",
        is_redacted=True,
        content_years=[2019, 2021],
        central=True,
        filename="定西 <党建>.txt",
        published_at=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
        evidence={
            "title": Evidence("定西市谋深抓实基层党建", "first-line", "定西市谋深抓实基层党建", 0.97).to_dict(),
            "date": Evidence("2021-08", "published", "2021年8月", 0.6, (Candidate("2020", "content", "2020年", 0.2),), ("agreed",)).to_dict(),
            "author": Evidence(None, "not-found").to_dict(),
        },
    )  # fmt: skip
    whole.edit_list = EDITS
    at = text.index("□")
    whole.gap_list = [Gap(at, at + 1, (Candidate("党", "bigram", "□员", 0.8),), "?员")]
    whole.save()
    whole.original.address, whole.original.recogniser = "https://dingxi.example/a?b=1", "rapidocr 1.4"
    whole.original.captured_at = datetime(2022, 5, 6, 7, 8, 9, tzinfo=UTC)
    whole.original.save()
    line = [0, 4, 10, 20, 300, 60, 0.93, [[1, 2]]]
    ScannedPage.objects.create(original=whole.original, number=1, width=1000, height=1400, turned=90, lines=[line])
    make_report(status=Report.Status.DRAFT, title="草稿不可外传", text="草稿里的话。", source="内部来源")
    make_report(status=Report.Status.WITHDRAWN, title="已撤回不可外传", text="撤回的话。")
    make_report(status=Report.Status.DISCARDED, title="弃置不可外传", text="弃置的话。")
    plain = make_report(
        title="=1+1，拟题",
        text='＝SUM(A1)\n「臺灣」與𠮷野家，引号"和逗号,都在。',
        script="mixed",
        is_working_title=True,
    )
    return [whole, plain]


@pytest.fixture
def dump(filled, tmp_path) -> Path:
    """A dump of ``filled``, without originals."""
    return write_dump(tmp_path / "dumps", now=MADE).folder


def files_of(dump: Path) -> dict[str, bytes]:
    """Every file of a dump by its name."""
    return {str(path.relative_to(dump)): path.read_bytes() for path in sorted(dump.rglob("*")) if path.is_file()}

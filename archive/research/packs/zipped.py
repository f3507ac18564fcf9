"""A pack as one zip: what is stored, and quotations drawn from the reports of today; the same bytes while these are the same."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import override

from archive.exporting.citation.description import ARCHIVE
from archive.exporting.exports.conditions import region_path
from archive.exporting.exports.table import to_csv
from archive.models import ErasedReport, FigureRow, Pack, Report
from archive.models.readings import written
from archive.research.packs.contents import card_of, digest_of_text, figure_values, said_of
from archive.research.packs.keeping import stored_contents
from archive.research.packs.question import PackRefused, question_of

#: The time of every file in the zip, the earliest that a zip can say: the bytes say nothing of the download.
_TIME = (1980, 1, 1, 0, 0, 0)
_IN_MEMORY = 2 * 1024 * 1024
_AT_ONCE = 100
#: Characters on each side of a hit.
_AROUND = 40
#: Reports of which the README says one by one why they are left out.
_NAMED = 500

_HITS = (
    *("编号", "题名", "地区", "地区代码", "日期", "来源", "位置", "起", "止", "前文", "命中词", "后文", "状态", "地址"),
)
_FIGURES = (
    *(
        "编号",
        "题名",
        "地区",
        "地区代码",
        "日期",
        "起",
        "止",
        "原句",
        "原文写法",
        "数",
        "上限",
        "单位",
        "对象",
        "做法词",
    ),
    *("年份", "做到或打算", "状态", "地址"),
)
_CHANGED, _READ_OTHERWISE = "正文已改，原处的字不再是当时所引", "读法已改"
_README = """基层文库研究包
==============

编号  {digest}
地址  {address}
所问  {question}
原址  {origin}{asked}
所得  {reports} 篇，{hits} 处，{figures} 个数字
制成  {made}
馆藏版本  {version}
索引格式  {index}
读法版本  {readings}

怎样引用（GB/T 7714—2015）
--------------------------
{archive}. 研究包：{question}[DS/OL]. {reports} 篇，馆藏版本 {version}，({made})[下载之日]. {address}.

引用其中一篇报告，请用该篇页面上的引文；引用本包，请写明编号，至少前十二位：{short}。

包里有什么
----------
pack.json      清单：所问、版本、篇数，每篇的编号和条目的摘要值。不含制成日期。它的 SHA-256 就是本包的编号：sha256sum pack.json
entries.jsonl  条目，每行一篇：正文的 SHA-256、著录（题名、来源、作者只存摘要值）、命中处与数字的起止。每行（不含行尾换行）的 SHA-256 在 pack.json 里
hits.csv       命中处，每行一处，带前后文
figures.csv    与命中同句的数字；所问为数字时，即所问的数字。为空的，当时还没有读
README.txt     本文件

起止以字（Unicode 码位）计，从 0 起，不含止。正文、引文都在下载时现取：pack.json 和条目里没有报告的原话。
正文改过的，原处的字不再引；数字的读法改过的，只存原文写法。

没有放进来的
------------
{left_out}

重跑
----
{address}again/ 用同样的所问再查一遍今日的馆藏，逐条说出差别；馆藏没有变，则编号相同。
"""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A report of the pack that is public today, its entry, whether its text is the one that was counted, and the first cells of its rows."""

    report: Report
    entry: Mapping[str, Any]
    is_unchanged: bool
    cells: Sequence[Any]


def _shown(report: Report, entry: Mapping[str, Any]) -> _Shown:
    place = region_path(report.region) if report.region else None
    date = report.partial_date.iso if report.partial_date else None
    cells = (report.pk, report.title, place, report.region_id, date)
    return _Shown(report, entry, digest_of_text(report.text) == entry["text"], cells)


def write_zip(pack: Pack, *, origin: str) -> IO[bytes]:
    """Return the zip of a pack, open at its beginning, in the archive's own language. ``origin``: of absolute addresses."""
    contents = stored_contents(pack)
    manifest = pack.contents
    with override("zh-hans"):
        public = set(_public(list(contents.entries)))
        shown = [number for number in contents.entries if number in public]
        hits, figures = _tables(shown, contents.entries, origin)
        entries = "".join(contents.entries[number] + "\n" for number in shown)
        readme = _readme(pack, manifest, _left_out([number for number, _ in manifest["reports"]], public), origin)
    file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  the caller closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as zipped:
        for name, words in (
            ("README.txt", readme),
            ("pack.json", pack.manifest),
            ("entries.jsonl", entries),
            ("hits.csv", hits),
            ("figures.csv", figures),
        ):
            info = zipfile.ZipInfo(name, _TIME)
            info.create_system, info.external_attr, info.compress_type = 3, 0o644 << 16, zipfile.ZIP_DEFLATED
            zipped.writestr(info, words.encode("utf-8", "replace" if name.endswith(".csv") else "surrogatepass"))
    file.seek(0)
    return file


def _public(numbers: Sequence[int]) -> Iterator[int]:
    for first in range(0, len(numbers), _AT_ONCE):
        yield from (
            Report.objects.published().filter(pk__in=numbers[first : first + _AT_ONCE]).values_list("pk", flat=True)
        )


def _tables(numbers: Sequence[int], entries: Mapping[int, str], origin: str) -> tuple[str, str]:
    """Return hits.csv and figures.csv of the public reports. Two queries for each _AT_ONCE reports."""
    hits, figures = io.StringIO(), io.StringIO()
    hits.write("\ufeff" + to_csv([_HITS]))
    figures.write("\ufeff" + to_csv([_FIGURES]))
    for first in range(0, len(numbers), _AT_ONCE):
        some = numbers[first : first + _AT_ONCE]
        reports = Report.objects.published().for_list().in_bulk(some)
        rows = {
            (row["report_id"], row["start"], row["end"]): row
            for row in FigureRow.objects.shown()
            .filter(report__in=some)
            .values("report_id", "start", "end", "sentence_start", "sentence_end", *figure_values())
        }
        for number in some:
            if number in reports:
                shown = _shown(reports[number], json.loads(entries[number]))
                hits.write(to_csv(_hit_rows(shown, origin)))
                figures.write(to_csv(_figure_rows(shown, rows, origin)))
    return hits.getvalue(), figures.getvalue()


def _hit_rows(shown: _Shown, origin: str) -> Iterator[list[Any]]:
    report, is_unchanged = shown.report, shown.is_unchanged
    is_title_same = card_of(report)["title"] == shown.entry["card"]["title"]
    for start, end, field in shown.entry["hits"]:
        text = report.title if field == "title" else report.text
        is_there = is_unchanged if field == "body" else is_title_same
        around = (
            (text[max(0, start - _AROUND) : start], text[start:end], text[end : end + _AROUND])
            if is_there
            else ("", "", "")
        )
        words = [" ".join(each.split()) if place != 1 else each for place, each in enumerate(around)]
        source = report.source.name if report.source else None
        where = "题名" if field == "title" else "正文"
        yield [
            *shown.cells,
            source,
            where,
            start,
            end,
            *words,
            "" if is_there else _CHANGED,
            origin + report.get_absolute_url(),
        ]


def _figure_rows(
    shown: _Shown, rows: Mapping[tuple[int, int, int], Mapping[str, Any]], origin: str
) -> Iterator[list[Any]]:
    report, is_unchanged = shown.report, shown.is_unchanged
    address = origin + report.get_absolute_url()
    for start, end, said in shown.entry["figures"] or ():
        row = rows.get((report.pk, start, end))
        if not is_unchanged:
            yield [*shown.cells, start, end, *[None] * 9, _CHANGED, address]
        elif row is None or said_of(row) != said:
            yield [*shown.cells, start, end, None, report.text[start:end], *[None] * 7, _READ_OTHERWISE, address]
        else:
            yield [
                *shown.cells,
                start,
                end,
                report.text[row["sentence_start"] : row["sentence_end"]],
                report.text[start:end],
                "隐去" if row["redacted"] else written(row["value"]),
                written(row["high"]),
                row["unit"] or None,
                row["noun"] or None,
                row["action"] or None,
                row["year"],
                FigureRow.Status(row["status"]).label,
                None,
                address,
            ]


def _left_out(numbers: Sequence[int], public: set[int]) -> str:
    gone = [number for number in numbers if number not in public]
    if not gone:
        return "没有。"
    erased = set(ErasedReport.objects.filter(report_id__in=gone[:_NAMED]).values_list("report_id", flat=True))
    lines = [
        f"第 {number} 号报告：{'已删除' if number in erased else '已不公开'}，只留编号和摘要值"
        for number in gone[:_NAMED]
    ]
    if len(gone) > _NAMED:
        lines.append(f"另有 {len(gone) - _NAMED:,} 篇，见 pack.json 有而 entries.jsonl 没有的编号")
    return "\n".join(lines)


def _readme(pack: Pack, manifest: Mapping[str, Any], left_out: str, origin: str) -> str:
    counts, versions = manifest["counts"], manifest["versions"]
    try:
        question = question_of(manifest["question"])
        words, asked = question.words, question.address
    except PackRefused:
        words, asked = manifest["question"]["of"], ""
    return _README.format(
        archive=ARCHIVE,
        digest=pack.digest,
        short=pack.digest[:12],
        address=origin + pack.get_absolute_url(),
        origin=origin,
        asked=asked,
        question=words,
        reports=pack.reports,
        hits=counts.get("hits", 0),
        figures=counts.get("figures", 0),
        made=timezone.localdate(pack.made_at).isoformat(),
        version=pack.version,
        index=versions["index"],
        readings=versions["readings"] or "—",
        left_out=left_out,
    )

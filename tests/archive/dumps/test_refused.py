"""What a dump must be before anything of it is stored: whole, of this program, and every value one that the intake stores."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.dumps import checking
from archive.dumps.checking import check_dump, check_lines
from archive.dumps.layout import DumpError, original_name
from archive.dumps.loading import import_dump
from archive.dumps.records import LineRefused, read_line
from archive.dumps.writing import write_dump
from archive.models import ErasedReport, Original, Report
from tests.archive.backups.files import another_machine

CODES = frozenset({"620000", "621100"})


def rewrite(dump: Path, name: str, content: bytes) -> None:
    """Put other bytes into a file of the dump, with their right checksum."""
    (dump / name).write_bytes(content)
    lines = (dump / "SHA256SUMS").read_text("ascii").splitlines()
    digest = hashlib.sha256(content).hexdigest()
    lines = [f"{digest}  {name}" if line.endswith(f"  {name}") else line for line in lines]
    (dump / "SHA256SUMS").write_text("\n".join(lines) + "\n", "ascii")


def add_sum(dump: Path, name: str) -> None:
    with (dump / "SHA256SUMS").open("a") as file:
        file.write(f"{'0' * 64}  {name}\n")


def refuse(dump: Path, match: str) -> None:
    """See that the checks, which come before the import writes anything, say why and name a remedy."""
    with pytest.raises(DumpError, match=match) as caught:
        check_lines(check_dump(dump))
    assert any(word in str(caught.value) for word in ("请重新下载", "请核对", "请先升级", "请换一份"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), name=st.sampled_from(["reports.jsonl", "SHA256SUMS", "datapackage.json", "README.md", "reports.csv"]))  # fmt: skip
def test_a_changed_bit_is_found(dump, where, bit, name):
    whole = (dump / name).read_bytes()
    data = bytearray(whole)
    data[int(where * len(data))] ^= 1 << bit
    (dump / name).write_bytes(data)
    try:
        with pytest.raises(DumpError, match=r"请重新下载|请核对"):
            check_dump(dump)
    finally:
        (dump / name).write_bytes(whole)


def test_a_dump_that_was_cut_off_is_refused(dump):
    path = dump / "reports.jsonl"
    path.write_bytes(path.read_bytes()[:-100])
    refuse(dump, "“reports.jsonl”与校验值不符.*请重新下载一份")


def test_a_lost_file_is_refused(dump):
    (dump / "sources.csv").unlink()
    refuse(dump, "“sources.csv”：没有这个文件")


@pytest.mark.parametrize(
    "name", ["../up", "/etc/passwd", "originals/../../up", "originals/ab/" + "c" * 64, "originals/" + "a" * 64, "a.html", "SHA256SUMS"]
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(dump, name):
    add_sum(dump, name)
    with pytest.raises(DumpError, match="不是本程序写的"):
        check_dump(dump)


@pytest.mark.parametrize("name", ["reports.jsonl", "SHA256SUMS"])
def test_a_link_is_not_followed(dump, tmp_path, name):
    (dump / name).rename(tmp_path / "elsewhere")
    (dump / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DumpError, match="请重新下载一份"):
        check_dump(dump)


def test_a_folder_of_originals_that_is_a_link_is_not_followed(filled, tmp_path):
    dump = write_dump(tmp_path / "dumps", originals=True).folder
    (dump / "originals").rename(tmp_path / "elsewhere")
    (dump / "originals").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DumpError, match="是链接"):
        check_dump(dump)


def test_a_pipe_holds_nobody_up(dump):
    (dump / "regions.csv").unlink()
    os.mkfifo(dump / "regions.csv")
    with pytest.raises(DumpError, match="不是文件"):
        check_dump(dump)


@pytest.mark.parametrize(
    ("package", "match"),
    [
        (b"{}", "不是基层文库的数据集"),
        (b"[" * 100_000, "不是基层文库的数据集"),
        (b'{"jiceng": {"format": 2, "program": "9.1", "originals": false}}', "由 9.1 版的程序写成.*请先升级程序"),
        (b'{"jiceng": {"format": true, "program": "9.1", "originals": false}}', "请先升级程序"),
        (b" " * (5 * 1024 * 1024), "不是基层文库的数据集"),
    ],
)
def test_a_foreign_or_newer_dump_is_refused(dump, package, match):
    rewrite(dump, "datapackage.json", package)
    refuse(dump, match)


def test_a_folder_that_is_no_dump_is_refused(tmp_path, db):
    with pytest.raises(DumpError, match="没有文件夹"):
        check_dump(tmp_path / "none")
    with pytest.raises(DumpError, match="“SHA256SUMS”：没有这个文件"):
        check_dump(tmp_path)


def changed(dump: Path, change) -> bytes:
    """The first line of the dump, changed by ``change(dict)``."""
    row = json.loads((dump / "reports.jsonl").read_bytes().splitlines()[0])
    change(row)
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def put(name: str, value, *inside: str | int):
    def change(row: dict) -> None:
        place = row
        for each in (name, *inside)[:-1]:
            place = place[each]
        place[(name, *inside)[-1]] = value

    return change


REFUSED = {
    "a number that is none": put("id", "1"),
    "a number of 0": put("id", 0),
    "a number beyond the database": put("id", 2**63),
    "a truth value for a number": put("id", True),
    "a title that is empty": put("title", " \n"),
    "a title of invisible characters": put("title", "\u200b\u200b"),
    "a title that is too long": put("title", "长" * 301),
    "a region that nobody knows": put("region", {"code": "999999", "name": "乌有市", "path": []}),
    "a region that is a list": put("region", ["621100"]),
    "a date of the future": put("date", "2999-01-01"),
    "a date before the archive's": put("date", "1850"),
    "a date that no calendar has": put("date", "2021-02-30"),
    "a source that is too long": put("source", "源" * 101),
    "an author that is too long": put("author", "某" * 101),
    "another kind": put("kind", "script"),
    "another script": put("script", "latn"),
    "a flag that is a word": put("sample", "false"),
    "a year that is a word": put("content_years", ["2019"]),
    "no text": put("text", ""),
    "a text that the edits do not give": put("text", "另一段话。"),
    "an edit that does not fit": put("edits", [{"start": 5, "before": "没有", "after": "", "kind": "clean", "rule": "x"}]),
    "an edit of another kind": put("edits", "stranger", 0, "kind"),
    "an edit with more in it": put("edits", 1, 0, "more"),
    "a gap without an end": put("gaps", [{"start": 1}]),
    "evidence of another field": put("evidence", {"value": "x", "rule": "y"}, "password"),
    "a confidence above 1": put("evidence", 1e9, "title", "confidence"),
    "a confidence that is none": put("evidence", "0.9", "title", "confidence"),
    "rivals that are words": put("evidence", ["2020"], "date", "rivals"),
    "a moment without a zone": put("published", "2021-08-16T00:00:00"),
    "a moment of the future": put("published", "2999-01-01T00:00:00Z"),
    "a digest that is a path": put("original", "../../../../etc/passwd", "sha256"),
    "a size below 0": put("original", -1, "size"),
    "a media type with a line end": put("original", "text/html\r\nX: y", "media_type"),
    "an address that runs": put("original", "javascript:alert(1)", "address"),
    "a name that is too long": put("original", "a" * 256, "filename"),
    "half of a surrogate pair": put("title", "\ud800"),
    "a value more": put("status", "draft"),
    "a batch": put("batch", 7),
    "a page that is no page": put("recognised_pages", [{"number": 1}]),
    "a line of a page outside of the text": put("recognised_pages", [[0, 10**6, 1, 2, 3, 4, 0.5, []]], 0, "lines"),
    "a nested bomb": lambda row: row.update(evidence={"title": {"value": "x", "rule": json.loads("[" * 900 + "]" * 900)}}),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_value_that_the_intake_would_not_store_is_refused(dump, what):
    line = changed(dump, lambda row: None)
    assert read_line(line, CODES).report.title == "定西市谋深抓实基层党建"
    with pytest.raises(LineRefused):
        read_line(changed(dump, REFUSED[what]), CODES)


@pytest.mark.parametrize(
    "line", [b"", b"1", b"null", b"[]", b'"x"', b"[" * 200_000, b"\xff\xfe", b"{}", b'{"id":' + b"9" * 5000 + b"}"]
)
def test_a_line_that_is_no_report_is_refused(line):
    with pytest.raises(LineRefused):
        read_line(line, CODES)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8), st.data())  # fmt: skip
def test_any_json_in_any_place_is_read_or_refused_with_words(value, data):
    row = json.loads(LINE)
    path = []
    place = row
    while isinstance(place, dict | list) and place and (not path or data.draw(st.booleans())):
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else list(range(len(place)))))
        path.append((place, key))
        place = place[key]
    holder, key = path[-1]
    holder[key] = value
    refused = ""
    try:
        read_line(json.dumps(row).encode(), CODES)
    except LineRefused as error:
        refused = error.args[0]
    assert not refused or any("\u4e00" <= character <= "\u9fff" for character in refused)


LINE = json.dumps(
    {
        "id": 1, "title": "题名", "working_title": False, "region": {"code": "621100", "name": "定西市", "path": []}, "date": "2021-08",
        "source": "陇中晨讯", "author": None, "kind": "news", "script": "hans", "redacted": False, "truncated": False,
        "damaged": False, "sample": False, "content_years": [2019], "published": "2026-01-02T03:04:05Z", "text": "正文",
        "original": {
            "filename": "a.txt", "media_type": "text/plain", "encoding": "utf-8", "size": 1, "sha256": "a" * 64, "recogniser": "",
            "address": "", "captured": None,
        },
        "extracted_text": "正文x", "edits": [{"start": 2, "before": "x", "after": "", "kind": "clean", "rule": "r"}],
        "gaps": [{"start": 0, "end": 1, "candidates": [], "quote": ""}],
        "evidence": {"title": {"value": "题名", "rule": "r", "quote": "", "confidence": 0.5, "rivals": []}},
        "recognised_pages": [
            {"number": 1, "width": 1, "height": 1, "turned": 0, "lines": [[0, 1, 1, 1, 1, 1, 0.5, [[0, 1]]]]}
        ],
    }
)  # fmt: skip


def test_one_wrong_line_stores_nothing_of_the_others(dump, tmp_path, settings):
    lines = (dump / "reports.jsonl").read_bytes().splitlines(keepends=True)
    rewrite(dump, "reports.jsonl", lines[0] + lines[1].replace(b'"script":"mixed"', b'"script":"latn"'))
    with another_machine(tmp_path / "new", settings):
        with pytest.raises(DumpError, match=r"reports.jsonl 第 2 行：“script”不对.*没有导入任何内容"):
            import_dump(dump)
        assert not Report.objects.exists()
        assert not Original.objects.exists()
        assert not [path for path in (tmp_path / "new" / "originals").rglob("*") if path.is_file()]


def test_numbers_that_do_not_rise_are_refused(dump):
    lines = (dump / "reports.jsonl").read_bytes().splitlines(keepends=True)
    rewrite(dump, "reports.jsonl", lines[1] + lines[0])
    refuse(dump, "编号没有递增")


def test_two_reports_of_one_original_are_refused(dump):
    line = (dump / "reports.jsonl").read_bytes().splitlines(keepends=True)[0]
    number = json.loads(line)["id"]
    rewrite(dump, "reports.jsonl", line + line.replace(b'{"id":%d,' % number, b'{"id":%d,' % (number + 1)))
    refuse(dump, "原件与前面的一篇相同")


def test_a_line_without_end_is_refused_before_it_fills_the_memory(dump, monkeypatch):
    monkeypatch.setattr(checking, "LONGEST_LINE", 100)
    with pytest.raises(DumpError, match="第 1 行：这一行过长"):
        check_lines(check_dump(dump))


def test_an_original_that_no_report_names_is_refused(filled, tmp_path):
    dump = write_dump(tmp_path / "dumps", originals=True).folder
    content = b"stranger"
    name = original_name(hashlib.sha256(content).hexdigest())
    (dump / name).parent.mkdir(exist_ok=True)
    add_sum(dump, name)
    rewrite(dump, name, content)
    with pytest.raises(DumpError, match="不属于任何一篇"):
        check_lines(check_dump(dump))


def test_an_original_of_another_size_than_its_line_says_is_refused(filled, tmp_path):
    dump = write_dump(tmp_path / "dumps", originals=True).folder
    rewrite(dump, "reports.jsonl", (dump / "reports.jsonl").read_bytes().replace(b'"size":', b'"size":1'))
    with pytest.raises(DumpError, match="原件的大小与写的不符"):
        check_lines(check_dump(dump))


def test_an_erased_report_does_not_come_back_by_an_import(dump, filled, tmp_path, settings):
    with another_machine(tmp_path / "new", settings):
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        ErasedReport.objects.create(report_id=filled[1].pk, reason="依法")
        with pytest.raises(DumpError, match="已依法删除。请换一份"):
            import_dump(dump)
        assert not Report.objects.exists()

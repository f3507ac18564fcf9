"""What a dump holds, what it never holds, and that nothing half-written looks like one."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re

import jsonschema_rs
import pytest
from django.contrib.auth.models import User

from archive.dumps.layout import DumpError, original_name
from archive.dumps.writing import write_dump
from archive.exporting.exports.table import unescape_formula
from archive.models import ImportBatch, Original, Report
from archive.publishing.changes import newest_number, series_mark
from archive.publishing.erasing import erase_report
from archive.publishing.publish import withdraw_report
from archive.storage.dump_folders import made_at
from archive.storage.originals import remove_original
from tests import PROJECT
from tests.archive.dumps.conftest import EDITS, EXTRACTED, MADE, NAME, files_of

SCHEMA = json.loads((PROJECT / "tests" / "data" / "data-package.json").read_text("utf-8"))


def lines(dump) -> list[dict]:
    return [json.loads(line) for line in (dump / "reports.jsonl").read_text("utf-8").splitlines()]


def rows(dump, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((dump / name).read_text("utf-8"), newline="")))


def test_a_line_holds_the_report_whole(dump, filled):
    report = filled[0]
    line = lines(dump)[0]
    assert line["id"] == report.pk
    assert line["region"] == {"code": "621100", "name": "定西市", "path": ["甘肃省", "定西市"]}
    assert (line["date"], line["source"], line["author"], line["kind"]) == (
        "2021-08",
        "陇中晨讯",
        "顾苇杭、戚小满",
        "news",
    )
    assert [author["name"] for author in line["authors"]] == ["顾苇杭", "戚小满"]
    assert line["extracted_text"] == EXTRACTED
    assert [edit["before"] for edit in line["edits"]] == [edit.before for edit in EDITS]
    assert line["gaps"][0]["candidates"][0]["value"] == "党"
    assert line["evidence"]["date"]["rivals"][0]["value"] == "2020"
    assert line["doubts"] == ["date"]
    assert line["published"] == "2026-01-02T03:04:05.678901Z"
    assert line["original"]["sha256"] == report.original.sha256
    assert line["recognised_pages"][0]["lines"][0][7] == [[1, 2]]


def test_the_files_are_named_dated_and_summed(dump):
    assert dump.name == NAME
    assert made_at(dump) == MADE
    files = files_of(dump)
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums.keys() == files.keys() - {"SHA256SUMS"}
    assert sums.keys() == {
        "README.md",
        "datapackage.json",
        "reports.jsonl",
        "reports.csv",
        "regions.csv",
        "sources.csv",
    }
    assert all(hashlib.sha256(files[name]).hexdigest() == digest for name, digest in sums.items())


def test_nothing_but_published_reports_is_in_any_file(filled, make_report, tmp_path):
    user = User.objects.create_user("bianzhe-zhouyan", email="zhouyan@jiceng.example")
    batch = ImportBatch.objects.create(label="内部批次", started_by=user, started_from="203.0.113.9")
    Report.objects.filter(pk=filled[0].pk).update(
        batch=batch, doubts=[{"kind": "returned", "words": "退回的话", "weight": 0}]
    )
    Original.objects.filter(report=filled[0]).update(received_by=user, received_from="203.0.113.9")
    erased = make_report(title="已删除不可外传", text="删除的话。")
    erase_report(erased.pk, reason="当事人要求")
    dump = write_dump(tmp_path / "dumps", originals=True).folder
    everything = "\n".join(content.decode() for content in files_of(dump).values()) + "\n".join(files_of(dump))
    for word in (
        "不可外传",
        "草稿里的话",
        "撤回的话",
        "弃置的话",
        "删除的话",
        "内部",
        "zhouyan",
        "203.0.113.9",
        "退回的话",
        "当事人要求",
    ):
        assert word not in everything, word
    assert [line["id"] for line in lines(dump)] == [report.pk for report in filled]


def test_samples_are_in_a_dump_and_say_so(make_report, tmp_path):
    sample, other = make_report(is_sample=True), make_report()
    found = {line["id"]: line["sample"] for line in lines(write_dump(tmp_path / "one").folder)}
    assert found == {sample.pk: True, other.pk: False}


def test_the_table_holds_card_and_text_and_no_formula(dump, filled):
    found = rows(dump, "reports.csv")
    assert [row["id"] for row in found] == [str(report.pk) for report in filled]
    assert (found[0]["region"], found[0]["region_code"], found[0]["redacted"]) == ("甘肃省定西市", "621100", "true")
    assert found[0]["content_years"] == "2019;2021"
    assert found[1]["title"] == "'=1+1，拟题"
    assert [unescape_formula(row["text"]) for row in found] == [report.text for report in filled]
    assert not [cell for name in ("reports.csv", "regions.csv", "sources.csv") for row in rows(dump, name) for cell in row.values() if re.match(r"[=+\-@\t\r\n＝＋－＠]", cell)]  # fmt: skip


def test_regions_and_sources_have_tables_of_their_own(dump):
    assert rows(dump, "sources.csv") == [{"name": "陇中晨讯", "reports": "1"}]
    assert rows(dump, "regions.csv")[1] == {
        "code": "621100",
        "name": "定西市",
        "short": "定西",
        "level": "city",
        "parent": "620000",
    }


def test_a_name_of_a_source_that_is_a_formula_is_quoted(make_report, tmp_path):
    make_report(source="=HYPERLINK(1)")
    assert rows(write_dump(tmp_path / "dumps").folder, "sources.csv")[0]["name"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("site", ["", "https://jiceng.example"])
def test_the_package_fits_the_schema_of_frictionless_and_names_every_file(filled, tmp_path, settings, site):
    settings.SITE_URL, settings.ARCHIVE_RIGHTS, settings.ARCHIVE_OPERATOR = (
        site,
        "文字各归其主。",
        site and "某大学图书馆",
    )
    dump = write_dump(tmp_path / "dumps", now=MADE).folder
    package = json.loads((dump / "datapackage.json").read_text("utf-8"))
    jsonschema_rs.validator_for(SCHEMA).validate(package)
    assert package["created"] == "2026-11-30T11:15:00+08:00"
    assert package["licenses"][0]["title"] == "文字各归其主。"
    ours = {"format": 1, "program": settings.VERSION, "reports": 2, "originals": False}
    assert package["jiceng"] == {**ours, "cursor": f"{series_mark()}-{newest_number()}"}
    assert package["version"] == str(newest_number())
    files = files_of(dump)
    for resource in package["resources"]:
        content = files[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert {resource["path"] for resource in package["resources"]} == files.keys() - {"SHA256SUMS", "datapackage.json"}


def test_the_schemas_of_the_package_name_the_columns_of_the_files(dump):
    package = json.loads((dump / "datapackage.json").read_text("utf-8"))
    fields = {each["path"]: [field["name"] for field in each["schema"]["fields"]] for each in package["resources"] if "schema" in each}  # fmt: skip
    for name in ("reports.csv", "regions.csv", "sources.csv"):
        assert fields[name] == list(rows(dump, name)[0])
    assert set(fields["reports.jsonl"]) == set(lines(dump)[0])


def test_the_readme_says_in_both_languages_what_is_in_it_and_how_to_cite(filled, tmp_path, settings):
    settings.SITE_URL, settings.ARCHIVE_OPERATOR = "https://jiceng.example", "某大学图书馆"
    readme = files_of(write_dump(tmp_path / "dumps", originals=True).folder)["README.md"].decode()
    for words in (
        "2 篇已发布的报告", "2 published reports", "某大学图书馆. 基层文库数据集[DS/OL]", "https://jiceng.example/about/archive/",
        "草稿、已撤回和已删除的报告", "Drafts, withdrawn and erased", "`originals/`", "本库不主张权利",
    ):  # fmt: skip
        assert words in readme
    assert "reports.parquet" not in readme
    assert not re.search(r"[{}]", readme)


def test_parquet_holds_the_same_values_without_apostrophes(filled, tmp_path):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install -r requirements-parquet.txt")
    dump = write_dump(tmp_path / "dumps", parquet=True, now=MADE).folder
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(dump / "reports.parquet").to_pylist()
    assert [row["id"] for row in table] == [report.pk for report in filled]
    assert table[1]["title"] == "=1+1，拟题"
    assert table[1]["text"] == filled[1].text
    assert table[0]["redacted"] is True
    assert files_of(write_dump(tmp_path / "again", parquet=True, now=MADE).folder) == files_of(dump)


def test_without_pyarrow_parquet_is_refused_with_its_remedy_and_nothing_is_written(filled, tmp_path, monkeypatch):
    from archive.dumps import files

    monkeypatch.setattr(files, "find_spec", lambda name: None)
    with pytest.raises(DumpError, match=r"pip install .*requirements-parquet\.txt"):
        write_dump(tmp_path / "dumps", parquet=True)
    assert not (tmp_path / "dumps").exists()


def test_originals_lie_under_their_digest_and_lost_ones_are_told(filled, tmp_path):
    remove_original(filled[1].original.sha256)
    written = write_dump(tmp_path / "dumps", originals=True)
    files = files_of(written.folder)
    assert written.missing == (filled[1].original.sha256,)
    assert {name for name in files if name.startswith("originals/")} == {original_name(filled[0].original.sha256)}
    assert filled[1].original.sha256.encode() not in files["SHA256SUMS"]


def test_a_follower_goes_on_from_the_cursor_of_a_dump(filled, make_report, tmp_path, client):
    dump = write_dump(tmp_path / "dumps").folder
    cursor = json.loads((dump / "datapackage.json").read_text("utf-8"))["jiceng"]["cursor"]
    assert client.get("/api/v1/changes", {"since": cursor}).json()["changes"] == []
    added = make_report()
    withdraw_report(filled[0])
    told = client.get("/api/v1/changes", {"since": cursor}).json()["changes"]
    assert [(change["id"], change["status"]) for change in told] == [
        (added.pk, "published"),
        (filled[0].pk, "withdrawn"),
    ]

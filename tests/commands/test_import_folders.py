"""manage.py import_reports on folders as people have them: mirrored sites, packages, tables that are no reports."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.management import CommandError

from archive.models import ImportBatch
from tests.commands.test_import_reports import TEXT, run, write
from tests.text.test_choosing import tar_file

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    return path


def test_a_mirrored_site_in_a_folder_comes_in_without_its_parts_and_what_is_left_is_named(
    regions, engine, folder, capsys
):
    page = "<!DOCTYPE html><html><body><h1>{0}</h1><p>通渭县整顿软弱涣散村党组织，{0}。</p><p>全县办结一件销号一件。</p></body></html>"
    files = {
        "t20120304_1.shtml": page.format("一村一策"),
        "show.aspx": page.format("一支部一案"),
        "总结": page.format("逐村走访"),
        "总结.html": page.format("逐户走访"),
        "总结_files/saved_resource.html": page.format("广告"),
        "总结_files/ad.js": "var a;",
        "style.css": "body {}",
        "logo.png": "PNG",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    rows, code = run(folder)
    assert sorted(Path(row["path"]).name for row in rows) == ["show.aspx", "t20120304_1.shtml", "总结", "总结.html"]
    assert {row["status"] for row in rows} == {"created"}
    assert code == 0
    said = "".join(capsys.readouterr().err.split())
    assert "网页自带的文件2个" in said
    assert "logo.png、style.css" in said
    assert "logo.png" in ImportBatch.objects.get().note


def test_a_tar_comes_in_like_a_zip(regions, engine, folder):
    (folder / "all.tar.gz").write_bytes(tar_file({"子/a.txt": TEXT.format("一村一策"), "子/style.css": "body{}"}))
    (row,), code = run(folder)
    assert (row["path"], row["status"], code) == (str(folder / "all.tar.gz" / "子" / "a.txt"), "created", 0)
    assert "style.css" in ImportBatch.objects.get().note


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("cards.csv", "path,title\na.txt,某县总结\n", "“cards.csv”是著录表，它自己不是报告"),
        ("表.csv", "村名,人数\n东沟村,41\n", "“表.csv”不是报告，也不是著录表"),
        ("表.jsonl", '{"村名": "东沟村"}\n', "“表.jsonl”不是报告，也不是著录表"),
        ("没有.csv", None, "读不到著录表"),
    ],
)
def test_a_table_named_alone_gets_the_sentence_about_itself(regions, engine, folder, name, text, said):
    if text is not None:
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=said):
        run(folder / name)
    assert not ImportBatch.objects.exists()


def test_another_table_beside_reports_is_named_in_the_note(regions, engine, folder):
    write(folder, a=TEXT.format("一村一策"))
    (folder / "表.csv").write_text("村名,人数\n东沟村,41\n", encoding="utf-8")
    rows, code = run(folder)
    assert ([row["status"] for row in rows], code) == (["created"], 0)
    assert "表.csv" in ImportBatch.objects.get().note


def test_names_in_gbk_as_an_old_program_unpacked_them_are_shown_and_stored_as_chinese(regions, engine, folder):
    def put(name: str, text: str) -> None:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name.encode("gbk"))).write_text(text, encoding="utf-8")

    put("党建总结.txt", TEXT.format("一村一策"))
    put("网页.css", "body{}")
    put("著录.csv", "path,source\n党建总结.txt,定西日报\n")
    (row,), code = run(folder)
    assert (Path(row["path"]).name, row["source"], row["status"], code) == ("党建总结.txt", "定西日报", "created", 0)
    assert "网页.css" in ImportBatch.objects.get().note

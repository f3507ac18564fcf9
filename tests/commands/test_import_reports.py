"""manage.py import_reports: the whole way in, on real files and on the five seeds."""

from __future__ import annotations

import gc
import io
import json
import re
import weakref
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive.management.commands import import_reports
from archive.models import ImportBatch, Report
from search.documents import Query

TEXT = "通渭县：软弱涣散村党组织整顿重在“真”\n\n来源：陇中晨讯　2021-09-27\n\n定西市通渭县{}。\n全县整顿软弱涣散村党组织十四个。\n"

#: The librarian's card of ../shared/seeds/README.md; None where it says `-`.
CARD = {
    "000": {"title": None, "region": "520602", "date": None, "script": "hant", "kind": "experience", "source": None},
    "001": {
        "title": "定西市:谋深抓实基层党建 汇聚乡村振兴奋进之力",
        "region": "621100",
        "date": None,
        "script": "hans",
        "kind": "experience",
        "source": "观山文库",
    },
    "002": {
        "title": "农村基层党建工作综述",
        "region": None,
        "date": None,
        "script": "hans",
        "kind": "template",
        "source": "汇文网",
    },
    "003": {
        "title": "四川泸州构建选育用管全链条 育好“领头羊” 村社大变样",
        "region": "510500",
        "date": "2021-08-16",
        "script": "hans",
        "kind": "news",
        "source": "中国组织人事报",
    },
    "004": {
        "title": "先進性機制交流",
        "region": None,
        "date": "2022-12-06",
        "script": "hant",
        "kind": "experience",
        "source": None,
    },
}
SITE_LINES = [
    "版权声明",
    "版權聲明",
    "网站访问人数",
    "微信扫码",
    "温馨提示",
    "网站客服",
    "加入收藏",
    "領取福利",
    "领取福利",
]


def run(*arguments: object) -> tuple[list[dict], int]:
    """The JSON objects that the command printed, and its exit code."""
    out = io.StringIO()
    code = 0
    try:
        call_command("import_reports", *map(str, arguments), "--jsonl", stdout=out)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], code


def write(folder: Path, **texts: str | bytes) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.fixture
def folder(tmp_path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    return path


@pytest.mark.django_db(transaction=True)
def test_a_folder_comes_in_and_a_bad_file_does_not_stop_it(regions, engine, folder):
    write(folder, a=TEXT.format("一村一策"), b=b"", c=TEXT.format("一支部一案"))
    rows, code = run(folder, "--publish")
    assert [(Path(row["path"]).stem, row["status"]) for row in rows] == [
        ("a", "created"),
        ("b", "failed"),
        ("c", "created"),
    ]
    assert code == 1
    assert "空" in rows[1]["error"]
    assert engine.search(Query("软弱涣散")).total == 2


@pytest.mark.django_db(transaction=True)
def test_running_it_again_changes_nothing(regions, engine, folder):
    write(folder, a=TEXT.format("一村一策"))
    first, _ = run(folder)
    before = list(Report.objects.values())
    again, code = run(folder, "--publish")
    assert (first[0]["status"], again[0]["status"], code) == ("created", "duplicate", 0)
    assert again[0]["id"] == first[0]["id"]
    assert list(Report.objects.values()) == before


@pytest.mark.django_db(transaction=True)
def test_without_publish_the_reports_stay_drafts(regions, engine, folder):
    write(folder, a=TEXT.format("一村一策"))
    run(folder)
    assert Report.objects.get().status == Report.Status.DRAFT
    assert engine.search(Query("软弱涣散")).total == 0


@pytest.mark.django_db(transaction=True)
def test_a_row_tells_the_whole_card(regions, engine, folder):
    write(folder, a=TEXT.format("一村一策"))
    (row,), _ = run(folder)
    assert row["region"] == "621121"
    assert row["region_path"] == ["甘肃省", "定西市", "通渭县"]
    assert (row["date"], row["source"], row["script"]) == ("2021-09-27", "陇中晨讯", "hans")
    assert row["removed_lines"] >= 1
    assert row["error"] is None


@pytest.mark.django_db(transaction=True)
def test_the_table_names_each_file_and_counts_them(regions, engine, folder, capsys):
    write(folder, a=TEXT.format("一村一策"), b=b"")
    with pytest.raises(SystemExit):
        call_command("import_reports", str(folder))
    printed = capsys.readouterr().out
    assert "a.txt" in printed
    assert "已入库 1，重复 0，失败 1" in printed


@pytest.mark.django_db(transaction=True)
def test_a_missing_file_fails_by_name_and_an_empty_folder_says_what_is_read(regions, engine, folder):
    rows, code = run(folder / "nowhere.txt")
    assert (rows[0]["status"], code) == ("failed", 1)
    assert "读不到文件" in rows[0]["error"]
    with pytest.raises(CommandError, match=r"\.docx"):
        run(folder)
    assert ImportBatch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_each_line_tells_what_is_doubtful_and_what_else_an_unknown_field_may_be(regions, engine, folder, monkeypatch):
    weights = {"region": {"bias": 0.0}, "source": {"bias": -5.0}, "date": {"bias": 5.0}}
    monkeypatch.setattr("archive.text.confidence._WEIGHTS", weights)
    text = (
        "通渭县整顿软弱涣散村党组织\n2021-08-16 来源：陇中晨讯\n"
        + "通渭县把整顿软弱涣散村党组织抓在手上，全县一盘棋。\n" * 3
    )
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (row,), _ = run(folder)
    assert (row["region"], row["source"], row["date"]) == ("621121", None, "2021-08-16")
    assert "region" in row["doubts"]
    assert not {"source", "date"} & {*row["doubts"]}
    assert row["candidates"]["source"] == ["陇中晨讯"]


@pytest.fixture
def seed_rows(regions, engine, seeds):
    rows, code = run(seeds, "--publish")
    assert code == 0
    return {Path(row["path"]).name[:3]: row for row in rows}


@pytest.mark.django_db(transaction=True)
def test_the_five_seeds_give_the_librarians_card(seed_rows):
    assert seed_rows.keys() == CARD.keys()
    for number, card in CARD.items():
        assert {name: seed_rows[number][name] for name in card} == card, number
    assert seed_rows["000"]["author"] in {"龔利軍", "龚利军"}
    assert all(seed_rows[number]["author"] is None for number in ("001", "002", "003", "004"))


@pytest.mark.django_db(transaction=True)
def test_the_seeds_lose_their_brackets_and_site_lines_and_no_sentence(seed_rows, seeds):
    for number, row in seed_rows.items():
        report = Report.objects.get(pk=row["id"])
        assert not re.search(r"[(（][a-zɡāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ ]+[)）]", report.text), number
        assert not [line for line in SITE_LINES if line in report.text], number
    shifted = Report.objects.get(pk=seed_rows["004"]["id"]).text
    assert "理財等事項進行監督" in shifted


@pytest.mark.django_db(transaction=True)
def test_the_seeds_are_found_as_the_issue_says(seed_rows, engine):
    def found(words: str) -> set[str]:
        ids = {hit.id for hit in engine.search(Query(words, size=100)).hits}
        return {number for number, row in seed_rows.items() if row["id"] in ids}

    assert found("软弱涣散") == found("軟弱渙散") == {"000", "001", "002"}
    assert {"000", "004"} <= found("建设")
    assert "000" in found("乡村振兴")
    assert found("农村基层党组织先进性") == {"004"}
    assert found("279个软弱涣散党组织") == {"001"}


@pytest.mark.django_db(transaction=True)
def test_the_members_of_a_zip_come_in_one_by_one(regions, engine, folder):
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("子/a.txt", TEXT.format("一村一策"))
        archive.writestr("b.txt", b"")
    rows, code = run(folder)
    assert [(row["path"], row["status"]) for row in rows] == [
        (str(folder / "all.zip" / "子" / "a.txt"), "created"),
        (str(folder / "all.zip" / "b.txt"), "failed"),
    ]
    assert code == 1


@pytest.mark.django_db(transaction=True)
def test_a_list_beside_the_files_gives_their_values_and_is_no_report_itself(regions, engine, folder):
    write(folder, a=TEXT.format("一村一策"), b=TEXT.format("一支部一案"))
    (folder / "cards.csv").write_text("path,source,kind\na.txt,定西日报,经验做法\n", encoding="utf-8")
    rows, code = run(folder)
    assert [(Path(row["path"]).name, row["source"]) for row in rows] == [("a.txt", "定西日报"), ("b.txt", "陇中晨讯")]
    assert (rows[0]["kind"], code) == ("experience", 0)
    evidence = Report.objects.get(pk=rows[0]["id"]).evidence["source"]
    assert (evidence["rule"], evidence["quote"], evidence["rivals"][0]["value"]) == ("given", "定西日报", "陇中晨讯")


@pytest.mark.django_db(transaction=True)
def test_a_list_beside_a_zip_may_name_its_members(regions, engine, folder):
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("a.txt", TEXT.format("一村一策"))
    (folder / "cards.jsonl").write_text('{"path": "all.zip/a.txt", "date": "2020"}\n', encoding="utf-8")
    rows, code = run(folder)
    assert [(row["date"], row["status"]) for row in rows] == [("2020", "created")]
    assert code == 0


@pytest.mark.django_db(transaction=True)
def test_a_row_without_its_file_and_a_value_without_meaning_fail_by_name(regions, engine, folder):
    write(folder, a=TEXT.format("一村一策"))
    (folder / "cards.csv").write_text("path,date\na.txt,2021-13-01\nnowhere.txt,2021\n", encoding="utf-8")
    rows, code = run(folder)
    assert [row["status"] for row in rows] == ["failed", "failed"]
    assert "cards.csv 第 2 行，“日期”（date）一栏" in rows[0]["error"]
    assert "nowhere.txt" in rows[1]["error"]
    assert code == 1


@pytest.mark.django_db(transaction=True)
def test_a_near_duplicate_is_created_and_names_its_twin(regions, engine, folder):
    body = "".join(
        f"第{number}村召开党员大会，把第{number}类问题写在纸上，办结一件销号一件。\n" for number in range(40)
    )
    write(folder, a=TEXT.format("一村一策") + body, b=TEXT.format("一支部一案") + body)
    first, second = run(folder)[0]
    assert (second["status"], second["near"]) == ("created", [first["id"]])
    assert first["near"] == []


@pytest.mark.django_db(transaction=True)
def test_reports_are_found_while_the_rest_still_comes_in_and_are_not_kept_in_memory(
    regions, engine, folder, monkeypatch
):
    """A kill or a look in the middle finds all but the last few files; memory does not grow with their number."""
    write(folder, **{f"f{number}": TEXT.format(f"第{number}办法") for number in range(9)})
    monkeypatch.setattr(import_reports, "FILES_A_COMMIT", 3)
    real, found, alive, made = import_reports.import_files, [], [], []

    def watched(*arguments, **options):
        for file in real(*arguments, **options):
            made.append(weakref.ref(file.report))
            yield file
            del file
            found.append(engine.search(Query("软弱涣散")).total)
            gc.collect()
            alive.append(sum(report() is not None for report in made))

    monkeypatch.setattr(import_reports, "import_files", watched)
    call_command("import_reports", str(folder), "--publish", stdout=io.StringIO())
    assert found == [0, 0, 3, 3, 3, 6, 6, 6, 9]
    assert max(alive) <= 2
    assert engine.search(Query("软弱涣散")).total == 9

"""Lists of cards beside the files: what is one, whom its rows mean, and values that stand for nothing."""

from __future__ import annotations

import pytest

from archive.intake.cards.given import CardRefused, check_card
from archive.intake.cards.lists import ListRow, match_rows, no_file_sentence, read_card_list

HEADING = "path,title,region,date,source,url"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_with_chinese_headings_is_read_in_the_encodings_of_spreadsheets(encoding):
    rows = read_card_list("路径,题名,地区\n甲.txt,某县整顿工作情况的汇报,定西\n".encode(encoding), "t.csv")
    assert [(row.path, dict(row.words)) for row in rows] == [
        ("甲.txt", {"title": "某县整顿工作情况的汇报", "region": "定西"})
    ]


@pytest.mark.parametrize(
    "text",
    [
        "某县整顿软弱涣散村党组织情况汇报\n全县共有十一个，逐村整顿。\n",
        "Path, patience and party building, 2021\n正文。",
        '{"name": "package", "version": 1}\n',
        "<html><body>path,title</body></html>",
        "title,region\n甲,定西\n",
        "",
    ],
)
def test_what_has_no_path_and_no_value_in_its_heading_is_no_list(text):
    assert read_card_list(text.encode(), "a.csv") is None


def test_a_row_that_cannot_be_read_says_where_and_the_others_stay():
    rows = read_card_list(b'{"path": "a.txt", "title": "A"}\nnonsense\n{"title": "B"}\n', "l.jsonl")
    assert [bool(row.fault) for row in rows] == [False, True, True]
    assert "第 2 行" in rows[1].fault


def test_a_quoted_cell_may_hold_commas_and_line_ends():
    (row,) = read_card_list(f'{HEADING}\na.txt,"一,二\n三",,,,\n'.encode(), "t.csv")
    assert row.words == {"title": "一,二\n三"}


def test_rows_mean_the_same_path_or_else_the_only_file_of_that_name():
    rows = read_card_list(b"path,title\nsub/a.txt,A\nb.txt,B\nc.txt,C\n./d.txt,D\n", "t.csv")
    paths = ["in/sub/a.txt", "in/deep/b.txt", "in/one/c.txt", "in/two/c.txt", "in/d.txt"]
    given, lost = match_rows(rows, paths, folder="in")
    assert {path: row.path for path, row in given.items()} == {
        "in/sub/a.txt": "sub/a.txt", "in/deep/b.txt": "b.txt", "in/d.txt": "./d.txt"
    }  # fmt: skip
    assert [row.path for row in lost] == ["c.txt"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("621121", "621121"),
        ("62", "620000"),
        ("甘肃省定西市", "621100"),
        ("甘肃 定西 通渭", "621121"),
        ("通渭县", "621121"),
        ("甘肅省定西市", "621100"),
        ("甘肃定西县", "621102"),
    ],
)
def test_a_region_is_given_by_code_name_or_path(regions, words, code):
    assert check_card({"region": words}).region.code == code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "words", "say"),
    [
        ("region", "999999", "没有代码"),
        ("region", "朝阳区", "请写全上级"),
        ("region", "四川省定西市", "地区表里没有"),
        ("date", "2021-02-30", "历书上没有"),
        ("date", "去年", "看不懂日期"),
        ("date", "2999-01-01", "到今天之间"),
        ("kind", "小说", "类别"),
        ("url", "example.org/1", "网址"),
        ("title", "长" * 301, "300"),
    ],
)
def test_a_value_that_stands_for_nothing_is_refused_by_place_and_column(regions, column, words, say):
    with pytest.raises(CardRefused, match=say) as error:
        check_card({column: words, "place": "t.csv 第 2 行"})
    assert "t.csv 第 2 行" in str(error.value)
    assert f"（{column}）" in str(error.value)


@pytest.mark.django_db
def test_an_empty_cell_gives_nothing():
    assert check_card({"title": " ", "date": "-", "place": "t.csv 第 2 行"}).values() == {}


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["2021年8月16日", "2021/8/16", "2021.08.16", "2021-08-16 00:00:00"])
def test_a_date_is_read_as_people_and_spreadsheets_write_it(words):
    assert check_card({"date": words}).date.iso == "2021-08-16"


def test_a_path_without_end_is_named_by_its_beginning_and_the_remedy_stays_to_be_read():
    said = no_file_sentence(ListRow("党" * 5000, {}, "cards.csv 第 2 行"))
    assert len(said) < 200
    assert said.endswith("连同文件一起再传。")


@pytest.mark.parametrize(
    "text", ['{"path": "甲\\u0000.txt", "title": "\\ud800某县"}\n', "path,title\n甲\0.txt,某\x08县\n"]
)
def test_what_no_database_takes_is_left_out_of_a_row(text):
    (row,) = read_card_list(text.encode(), "cards")
    assert (row.path, dict(row.words)) == ("甲.txt", {"title": "某县"})

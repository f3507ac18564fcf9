"""Which rows answer a question: conditions, spellings, folding, orders; and how the database is asked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import FigureRow, NearPair, ReadReport
from archive.readings.checking import check_readings
from archive.research.figures.found import Finder
from archive.research.figures.numbers import kept_numbers, numbers_of
from archive.research.figures.question import FiguresForm, Question
from tests.research.making import read_into_table

TONGWEI, LONGXI, DINGXI, GUIYANG = "621121", "621122", "621100", "520100"


@pytest.fixture
def reports(make_report, regions) -> dict:
    """Three counties' and cities' reports, one of them in traditional characters, and their figures."""
    texts = {
        "tongwei": (
            "2020年整顿软弱涣散村党组织14个。\n2019年工作。选派第一书记37名，帮办实事**件。",
            TONGWEI,
            "2020-12",
        ),
        "longxi": ("2020年，整頓軟弱渙散村黨組織22個，計劃明年培訓黨員３００名。", LONGXI, "2021-01"),
        "guiyang": ("排查整顿软弱涣散村（社区）党组织5—8个。党员中女性占20%。", GUIYANG, ""),
    }
    with make_report.together():
        made = {name: make_report(text=text, region=code, date=date) for name, (text, code, date) in texts.items()}
    for report in made.values():
        read_into_table(report)
    return made


def found(**asked) -> list[str]:
    return [row.written for row in Finder(Question(**asked)).page().rows]


def test_a_noun_is_found_whatever_its_script_and_width(reports):
    for noun in ("软弱涣散", "軟弱渙散", "软弱涣散 党组织", "軟弱　黨組織"):
        assert found(noun=noun) == ["5—8个", "14个", "22個"], noun
    assert found(noun="软弱 第一书记") == []
    assert found(noun="_") == found(noun="%") == []


def test_each_condition_leaves_its_own_rows(reports):
    assert found(action="整頓", noun="软弱") == ["5—8个", "14个", "22個"]
    assert found(regions=("62",), noun="软弱") == ["14个", "22個"]
    assert found(regions=("6211",), unit="名") == ["37名", "３００名"]
    assert found(regions=("621121", "52"), noun="软弱") == ["5—8个", "14个"]
    assert found(first=2020, last=2020, regions=("62",)) == ["14个", "22個"]
    assert found(years=("2019",), unit="名") == ["37名"]
    assert found(status="planned") == ["３００名"]
    assert found(redacted=True) == ["**件"]
    assert sorted(found(years=("none",))) == ["20%", "5—8个"]
    assert found(report=reports["tongwei"].pk) == ["14个", "37名", "**件"]


def test_the_numbers_of_a_list_are_those_of_its_rows(reports):
    numbers = Finder(Question()).page().numbers
    assert (numbers.rows, numbers.reports, numbers.redacted, numbers.undated, numbers.planned) == (7, 3, 1, 2, 1)
    assert numbers.paragraph == FigureRow.objects.filter(year_how="paragraph").count() > 0


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("region", "5—8个", "22個"),
        ("newest", "３００名", "20%"),
        ("oldest", "37名", "20%"),
        ("largest", "３００名", "**件"),
    ],
)
def test_every_order_holds_the_same_rows_and_pages_cut_them_without_loss(reports, order, first, last):
    whole = found(order=order)
    assert sorted(whole) == sorted(found())
    assert (whole[0], whole[-1]) == (first, last)
    assert [row for page in (1, 2, 3) for row in found(order=order, page=page, size=3)] == whole


def test_of_near_duplicates_the_smallest_number_that_has_such_rows_counts(reports, make_report):
    again = make_report(text=reports["longxi"].text + "又记。", region=LONGXI)
    read_into_table(again)
    NearPair.objects.create(first=reports["longxi"], second=again, similarity=0.99)
    assert (found(noun="软弱"), found(noun="软弱", fold=False)) == (
        ["5—8个", "14个", "22個"],
        ["5—8个", "14个", "22個", "22個"],
    )
    FigureRow.objects.filter(report=reports["longxi"], unit="个").delete()
    assert found(noun="软弱") == ["5—8个", "14个", "22個"]  # now that of the other one


def test_samples_stand_aside_and_a_withdrawn_report_leaves_no_number(reports, make_report):
    sample = make_report(text="2020年整顿软弱涣散村党组织9个。", is_sample=True)
    read_into_table(sample)
    assert ("9个" in found(), "9个" in found(samples=True)) == (False, True)
    assert found(report=sample.pk) == ["9个"]
    reports["tongwei"].status = "withdrawn"
    reports["tongwei"].save()
    assert found(noun="软弱", fold=False) == ["5—8个", "22個"]
    assert found(report=reports["tongwei"].pk) == []


def test_a_condition_never_becomes_a_row(make_report, regions):
    report = make_report(text="对集体经济收入20万元以上的村，每村不少于3名干部。")
    assert {row.kind for row in read_into_table(report)} == {"threshold"}
    assert found() == []


def test_queries_do_not_grow_with_rows(reports, django_assert_num_queries):
    for size in (1, 100):
        with django_assert_num_queries(6):  # nouns, near duplicates, samples, numbers, places of the page, its words
            Finder(Question(noun="软弱", size=size)).page()


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"noun": "软弱"}, "figures_of_noun"),
        ({"noun": "软弱", "unit": "个", "first": 2019}, "figures_of_noun"),
        ({"regions": ("62",), "first": 2019}, "figures_by_region"),
        ({"regions": ("62",), "noun": "软弱"}, "figures_by_region"),
        ({"report": 1}, "one_figure_a_place"),
    ],
)
def test_the_database_reads_the_tables_index(reports, asked, index):
    rows = Finder(Question(**asked))._rows.order_by()
    if connection.vendor == "sqlite":
        plan = rows.explain()
        used = index.replace("one_figure_a_place", "sqlite_autoindex_archive_figurerow_1")
        assert f"SEARCH archive_figurerow USING INDEX {used}" in plan
        if index == "figures_of_noun":
            assert "USING COVERING INDEX figures_of_noun (noun_folded=?)" in rows.values("pk").explain()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # a handful of rows is read without any index
        plan = rows.explain()
        # Of two indexes that serve, which one is cheaper over a handful of rows says nothing.
        assert index in plan or ("unit" in asked and "figures_by_region" in plan)


def test_the_words_of_a_page_are_read_by_the_keys_of_its_rows_and_never_by_all_reports(reports):
    finder = Finder(Question(noun="软弱"))
    places = finder.places(0, 3)
    with CaptureQueriesContext(connection) as asked:
        finder.read(places)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[-1]['sql']}")
            plan = " ".join(row[3] for row in cursor.fetchall())
        assert "SEARCH archive_figurerow USING INTEGER PRIMARY KEY" in plan
        assert "SEARCH archive_report USING INTEGER PRIMARY KEY" in plan


def test_many_nouns_are_looked_for_by_the_query_itself_and_find_the_same(reports, monkeypatch):
    named = found(noun="软弱", fold=False)
    monkeypatch.setattr("archive.research.figures.found.MOST_NOUNS", 0)
    assert found(noun="软弱", fold=False) == named != []
    if connection.vendor == "sqlite":
        assert (
            "SCAN U0 USING COVERING INDEX figures_of_noun" in Finder(Question(noun="软弱"))._rows.order_by().explain()
        )


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"region": "99"}, "没有“99”"),
        ({"year": "前年"}, "年份（year）须写作 2021"),
        ({"from": "很久"}, "年份（from）须写作 2021"),
        ({"unit": "光年"}, "单位（unit）没有“光年”"),
        ({"status": "x"}, "做到或打算（status）只能是 done、planned"),
        ({"page": "201", "size": "50"}, "只到第 10,000 行为止"),
        ({"noun": "字" * 41}, "至多 40 字"),
        ({"q": "a\0"}, "空字符"),
    ],
)
def test_a_wrong_value_is_refused_by_a_sentence_that_says_what_is_allowed(db, parameters, sentence):
    form = FiguresForm(parameters)
    assert not form.is_valid()
    assert sentence in form.error_sentence


def test_an_address_says_everything(regions):
    asked = Question(
        "软弱涣散",
        "整顿",
        ("62", "none"),
        ("2020", "none"),
        2018,
        2022,
        "个",
        "done",
        "problems",
        None,
        True,
        order="largest",
        fold=False,
        samples=True,
    )
    form = FiguresForm(asked.parameters())
    assert form.is_valid(), form.errors
    assert form.to_question(fold=True) == asked
    typed = FiguresForm({"noun": " 整改 ", "from": "2022年", "to": "2018", "unit": "百分点"})
    assert typed.is_valid()
    question = typed.to_question(fold=True)
    assert (question.noun, question.first, question.last, question.unit) == ("整改", 2018, 2022, "个百分点")
    assert typed.remarks


def test_the_counts_kept_with_each_report_are_those_of_its_rows(make_report, regions):
    texts = (
        "2020年整顿软弱涣散村党组织14个。\n2020年工作开局良好。又整顿社区党组织**个。",
        "计划选派干部170名。工作人员须不少于3名。",
        "各支部照常开会。",
    )
    made = [make_report(text=text, region="621121" if at else None) for at, text in enumerate(texts)]
    for report in made:
        read_into_table(report)
    for without in ((), (made[0].pk,), (made[1].pk, 999)):
        assert kept_numbers(without=without) == numbers_of(FigureRow.objects.shown().exclude(report__in=without))
    assert Finder(Question()).numbers().rows == 3
    ReadReport.objects.filter(report=made[0]).update(redacted=9)
    assert check_readings().altered == (made[0].pk,)
    ReadReport.objects.filter(report=made[0]).update(figures=None)
    assert kept_numbers(without=()) is None
    assert Finder(Question()).numbers() == numbers_of(FigureRow.objects.shown())

"""The desk finds its reports: by words in any spelling, by what a report has to do with, and drafts too."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.admin.finding.words import find_reports, words_of
from archive.models import ImportBatch, ImportFile, Measure, Report, Source
from archive.models.folded import LONGEST

LIST = "admin:archive_report_changelist"


def _found(client, address: str = LIST, **parameters: str) -> list[int]:
    """The numbers of the rows of a list, in their order."""
    response = client.get(reverse(address), parameters)
    assert response.status_code == 200
    return [row.pk for row in response.context["cl"].result_list]


@pytest.fixture
def reports(make_report) -> dict[str, Report]:
    return {
        "title": make_report(title="社區黨組織換屆情況", text="繁体的题名。", status="draft"),
        "text": make_report(title="无题", text="本村完成了换届，第二天\n公示。", status="draft"),
        "file": make_report(title="文件", text="文件的正文。", filename="Ａ-UTF8 年终.txt"),
        "place": make_report(title="渭源的", text="县里的正文。", region="621123", status="withdrawn"),
        "source": make_report(title="来源的", text="报上的正文。", source="甘肅日報"),
        "author": make_report(title="作者的", text="作者的正文。", author="王建國"),
    }


@pytest.mark.parametrize("typed", ["换届", "換屆", "換届", "换屆"])
def test_a_word_is_found_in_every_spelling_in_titles_and_texts_of_drafts(desk, reports, typed):
    assert _found(desk, q=typed) == [reports["title"].pk, reports["text"].pk]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("a-utf8", "file"),
        ("Ａ－ＵＴＦ８", "file"),
        ("定西", "place"),
        ("甘肃定西市", "place"),
        ("6211", "place"),
        ("甘肃日报", "source"),
        ("王建国", "author"),
        ("渭源 县里", "place"),
    ],
)
def test_file_name_place_source_author_and_text_are_searched(desk, reports, typed, name):
    assert _found(desk, q=typed) == [reports[name].pk]


def test_every_word_must_be_there_and_words_in_quotes_are_one(desk, make_report):
    together = make_report(title="甲", text="三会一课 主题党日", status="draft")
    apart = make_report(title="乙", text="主题党日，三会一课", status="draft")
    assert _found(desk, q="三会一课 主题党日") == [apart.pk, together.pk]
    assert _found(desk, q="“三会一课 主题党日”") == [together.pk]
    assert _found(desk, q="三会一课 换届") == []


def test_a_number_is_the_report_of_that_number_before_those_that_hold_it(desk, make_report):
    wanted = make_report(title="甲")
    title = make_report(title=f"第 {wanted.pk} 次会议", text="乙")
    text = make_report(title="丙", text=f"共 {wanted.pk} 人")
    assert _found(desk, q=str(wanted.pk)) == [wanted.pk, title.pk, text.pk]
    wide = str(wanted.pk).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert _found(desk, q=wide)[0] == wanted.pk


def test_a_column_that_the_editor_orders_by_goes_before_the_rank(desk, make_report):
    text = make_report(title="甲", text="换届", status="draft")
    title = make_report(title="换届", text="乙", status="draft")
    assert _found(desk, q="换届") == [title.pk, text.pk]
    column = 1  # the column of titles
    assert _found(desk, q="换届", o=str(column)) in ([title.pk, text.pk], [text.pk, title.pk])
    assert _found(desk, q="换届", o=str(column)) == _found(desk, q="换届", o=f"-{column}")[::-1]


@pytest.mark.parametrize("sign", list("*?[]^-%_\\().+|{}$'"))
def test_a_sign_of_patterns_is_a_sign_like_any_other(db, make_report, sign):
    holds = make_report(title="甲", text=f"甲{sign}乙")
    make_report(title="乙", text="甲丙乙")
    found = find_reports(Report.objects.all(), f"甲{sign}乙", by_rank=True)
    assert list(found) == [holds]


def test_invisible_characters_and_blanks_around_a_word_are_not_looked_for():
    assert words_of("　换\u200b届 \t“三会 一课”") == ["换届", "三会 一课"]


def test_a_search_of_any_length_is_answered(desk, make_report):
    long = make_report(title="甲", text="“" * (LONGEST + 50))
    assert _found(desk, q='"' + "党" * 5000 + '"') == []
    assert list(Report.objects.filter(text__folded="“" * 5000)) == [long]
    assert _found(desk, q="党建 " * 500) == []


def test_the_texts_of_a_search_stay_in_the_database(desk, make_report, django_assert_max_num_queries):
    for number in range(12):
        make_report(title=f"换届{number}", text="正文", status="draft")
    with django_assert_max_num_queries(20) as counted:
        _found(desk, q="换届")
    assert not any('"archive_report"."text",' in query["sql"] for query in counted.captured_queries)


def test_sources_batches_and_measures_are_found_in_every_spelling(admin_client, make_report):
    source = Source.objects.create(name="甘肅日報")
    batch = ImportBatch.objects.create(label="換屆材料")
    ImportFile.objects.create(batch=batch, path="年終總結.txt", status="failed")
    measure = Measure.objects.create(name="黨建引領", group="組織", variants="引領作用")
    assert _found(admin_client, "admin:archive_source_changelist", q="甘肃日报") == [source.pk]
    assert _found(admin_client, "admin:archive_importbatch_changelist", q="换届") == [batch.pk]
    assert _found(admin_client, "admin:archive_importbatch_changelist", q="年终") == [batch.pk]
    assert measure.pk in _found(admin_client, "admin:archive_measure_changelist", q="引领作用")


@pytest.mark.parametrize("form", ["{0}", "#{0}", "第{0}号", "No.{0}", "http://testserver/reports/{0}/?q=x"])
def test_a_report_is_found_by_any_form_of_its_number(desk, make_report, form):
    wanted, _ = make_report(title="要找的"), make_report(title="别的")
    page = desk.get(reverse(LIST), {"q": form.format(wanted.pk)}).content.decode()
    assert "要找的" in page
    assert "别的" not in page

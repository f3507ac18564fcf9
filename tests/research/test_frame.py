"""The frame of a page of research: its row, the question that keeps all filters, 所数, files and citation, and refusals."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.shortcuts import render
from django.test import override_settings
from django.urls import include, path

from archive.research.files import ResearchTable
from archive.research.form import SubsetForm
from archive.views.research.frame import refusing, research_file, research_frame, subset_of
from tests.pages.conftest import Page

pytestmark = pytest.mark.django_db


def _frame(request):
    return research_frame(
        request,
        "trends",
        subset_of(SubsetForm(request.GET)),
        title="整顿",
        own={"t": ["整顿"]},
        glosses={"csv": "逐年"},
    )


@refusing("trends")
def shown(request):
    return render(request, "research/base.html", {"research": _frame(request)})


@refusing("trends")
def exported(request, ending):
    return research_file(_frame(request), ending, [ResearchTable("逐年", (("year", "年份"),), ((2019,),))])


urlpatterns = [
    path("trends/", shown, name="trends"),
    path("trends/export.<str:ending>", exported, name="trends-export"),
    path("", include("config.urls")),
]


@pytest.fixture
def ask(client, make_report):
    make_report(text="整顿支部", region="621102", date="2019")
    make_report(text="整顿支部，示例", region="621102", date="2019", is_sample=True)
    with override_settings(ROOT_URLCONF="tests.research.test_frame"):
        yield lambda parameters="": Page(client.get(f"/trends/?{parameters}"))


def test_the_form_keeps_every_filter_and_a_chip_takes_one_back(ask):
    page = ask("region=62&source=none&from=2018&near=all&samples=1&not=kind:news")
    kept = {(field.get("name"), field.get("value")) for field in page.all("//form[@class='research-question']//input")}
    assert {
        ("region", "62"),
        ("source", "none"),
        ("from", "2018"),
        ("near", "all"),
        ("samples", "1"),
        ("not", "kind:news"),
    } <= kept
    (back,) = [chip.get("href") for chip in page.all("//a[@class='chip']") if "甘肃省" in chip.text_content()]
    left = parse_qs(urlsplit(back).query)
    assert "region" not in left
    assert left["t"] == ["整顿"]
    assert left["not"] == ["kind:news"]


def test_what_is_counted_stands_first_with_its_lists_and_switches(ask):
    page = ask()
    assert "已发布 1 篇" in page.text
    assert "不计示例 1 篇" in page.text
    assert page.links("计入") == ["/trends/?t=%E6%95%B4%E9%A1%BF&samples=1"]
    assert page.links("改为逐篇计") == ["/trends/?t=%E6%95%B4%E9%A1%BF&near=all"]
    assert page.links("已发布 1 篇") == ["/search/?samples=0&near=all"]


def test_the_page_is_cited_and_handed_on_with_its_question(ask, client):
    page = ask("region=62")
    (cited,) = page.texts("//p[@class='citation of-gb']")
    assert cited.startswith("基层文库. 趋势：整顿[DB/OL]. 已发布 1 篇")
    assert cited.endswith("http://testserver/trends/?t=%E6%95%B4%E9%A1%BF&region=62.")
    assert page.all("//link[@rel='canonical']/@href") == ["http://testserver/trends/?t=%E6%95%B4%E9%A1%BF&region=62"]
    (file,) = page.all("//ul[@class='research-files']//a[@download]/@href")
    sent = client.get(file)
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert "地区=甘肃省" in b"".join(sent).decode()


def test_a_wrong_filter_is_a_sentence_on_the_page_and_its_question_stays(ask):
    page = ask("t=整顿&region=99")
    assert page.status == 400
    assert "没有“99”" in page.texts("//p[@role='alert']")[0]
    assert page.all("//input[@name='t']/@value") == ["整顿"]


def test_the_head_leads_to_the_first_page_of_research_and_the_row_names_the_others(ask):
    assert ask().links("研究")[0] == "/trends/"
    assert ask().all("//nav[@class='research-row']/a[@aria-current]/text()") == ["趋势"]
    assert ask().texts("//nav[@class='research-row']/a") == [
        "趋势",
        "语境",
        "邻词",
        "数字",
        "计划与结果",
        "并列",
        "相同文字",
        "提法",
        "语料库",
        "研究包",
    ]

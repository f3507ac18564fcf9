"""The pages of research with 段落 in their question: each number is what the search and the report pages say in it."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from tests.pages.conftest import Page

pytestmark = pytest.mark.django_db

MEASURES = "一、主要做法\n第一书记带头整顿软弱涣散党组织，第一书记逐村走访。\n"
PROBLEMS = "二、存在问题\n有的第一书记轮换过频，第一书记的经费不足。\n"


@pytest.fixture
def ask(client, make_report):
    make_report(title="第一书记在村里", text=MEASURES + PROBLEMS, date="2021", region="621100")
    make_report(title="第一书记讲党课", text=MEASURES, date="2020", region="520602")
    make_report(title="换届", text=PROBLEMS, date="2019", region="621102")
    return lambda address: Page(client.get(address))


def test_the_concordance_has_a_line_for_each_mark_within_the_sections_and_leads_to_it(ask):
    page = ask("/concordance/?q=第一书记&in=问题")
    links = page.all("//a[@class='kwic-line']/@href")
    assert len(links) == 4
    assert all("in=问题" in unquote(link) for link in links)
    marks = 0
    for address in sorted({link.partition("#")[0] for link in links}):
        report = ask(address)
        assert report.texts("//h1//mark") == []
        marks += len(report.texts("//div[@class='text']//mark"))
    assert marks == len(links)
    for link in links:
        assert ask(link).texts(f"//mark[@id='{link.partition('#')[2]}']") == ["第一书记"]


def test_places_side_by_side_in_a_section_count_what_their_lists_hold(ask):
    page = ask("/compare-words/?q=第一书记&in=问题&c=62&c=52")
    assert page.status == 200
    lists = [each for each in page.all("//a/@href") if each.startswith("/search/") and "in=" in each and "q=" in each]
    totals = {ask(each).texts("//h2[@id='total']")[0] for each in lists}
    assert "2 篇" in totals
    assert not totals & {"3 篇"}


def test_trends_in_a_section_count_its_reports_and_each_number_leads_to_so_many(ask):
    page = ask("/trends/?t=第一书记&in=问题")
    assert page.status == 200
    lists = {each for each in page.all("//a/@href") if each.startswith("/search/") and "q=" in each and "in=" in each}
    assert lists
    by_year = {
        year: next((each for each in sorted(lists) if f"year={year}" in each), "") for year in ("2019", "2020", "2021")
    }
    assert not by_year["2020"]
    for year in ("2019", "2021"):
        assert ask(by_year[year]).texts("//h2[@id='total']") == ["1 篇"]


@pytest.mark.parametrize(
    "path",
    [
        "/trends/?t=第一书记",
        "/concordance/?q=第一书记",
        "/neighbours/?q=第一书记",
        "/compare-words/?q=第一书记&c=62&c=52",
    ],
)
def test_a_section_is_chosen_in_the_question_of_each_page(ask, path):
    assert ask(path).all("//select[@name='in']/option[@selected]") == []
    page = ask(f"{path}&in=問題")
    assert page.all("//select[@name='in']/option[@selected]/@value") == ["问题"]
    assert page.all("//input[@name='in']") == []

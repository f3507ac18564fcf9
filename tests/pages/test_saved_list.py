"""The saved list (夹签): reports named in an address, without an account."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.exporting.saved import LONGEST_NAME, MOST, read_saved, saved_address
from archive.models import Report
from tests.pages.conftest import Page


@pytest.fixture
def three(make_report):
    return [make_report(title=f"第{name}篇", text="整顿之后", region="621100") for name in "甲乙丙"]


def titles(page) -> list[str]:
    return page.texts("//li[@class='entry']//h3")


def test_the_list_stands_in_the_order_of_its_address(three, read):
    ids = [three[2].pk, three[0].pk]
    page = read("/saved/", ids=",".join(map(str, ids)))
    assert page.status == 200
    assert titles(page) == ["第丙篇", "第甲篇"]
    assert page.texts("//h2[@id='total']") == ["2 篇"]


def test_each_entry_can_be_taken_out_by_its_link(three, read):
    ids = ",".join(str(report.pk) for report in three)
    links = read("/saved/", ids=ids).all("//li[@class='entry']//a[@class='save']/@href")
    assert links[1] == f"/saved/?ids={three[0].pk},{three[2].pk}"
    assert titles(read(links[1])) == ["第甲篇", "第丙篇"]


def test_an_empty_list_says_how_to_fill_it(db, read):
    page = read("/saved/")
    assert page.status == 200
    assert "夹签还是空的" in page.text


def test_each_report_is_cited(three, read):
    page = read("/saved/", ids=str(three[0].pk))
    (citation,) = page.texts("//li[@class='citation']")
    assert citation.startswith("第甲篇[EB/OL].")
    assert f"http://testserver/reports/{three[0].pk}/" in citation


def test_a_withdrawn_report_is_named_as_such_and_its_title_is_not(three, read):
    Report.objects.filter(pk=three[0].pk).update(status=Report.Status.WITHDRAWN)
    page = read("/saved/", ids=f"{three[0].pk},{three[1].pk}")
    assert f"第 {three[0].pk} 号报告曾经发布，已由编者撤回" in page.text
    assert "第甲篇" not in page.source
    assert page.links("去掉这几号") == [f"/saved/?ids={three[1].pk}"]


def test_a_draft_is_as_unknown_as_a_number_that_nobody_has(three, make_report, read):
    draft = make_report(title="草稿", status=Report.Status.DRAFT)
    page = read("/saved/", ids=f"{draft.pk},99999")
    assert f"没有第 {draft.pk} 号报告。" in page.text
    assert "没有第 99999 号报告。" in page.text
    assert "草稿" not in page.source


@pytest.mark.parametrize("ids", ["甲", "3,x", "-1", "0", "1.5", "9" * 30, "<script>", "٣"])
def test_what_is_no_number_is_refused_in_a_sentence(three, read, ids):
    page = read("/saved/", ids=ids)
    assert page.status == 400
    assert "夹签里只能写报告编号" in page.text
    assert "<script>" not in page.source.split("<main")[1]


def test_the_rest_of_a_list_with_a_wrong_number_is_shown(three, read):
    assert titles(read("/saved/", ids=f"{three[0].pk},x")) == ["第甲篇"]


def test_a_list_that_is_too_long_says_so(three, read):
    page = read("/saved/", ids=",".join(map(str, range(1, MOST + 2))))
    assert page.status == 400
    assert f"至多 {MOST} 篇，这里有 {MOST + 1} 篇" in page.text


@pytest.mark.parametrize("added", ["{}", "http://testserver/reports/{}/?q=整顿", "/reports/{}/#p3", " {} "])
def test_a_report_is_added_by_its_number_or_its_address(three, client, added):
    response = client.get("/saved/", {"ids": str(three[0].pk), "add": added.format(three[1].pk)})
    assert response.status_code == 302
    assert response["Location"] == f"/saved/?ids={three[0].pk},{three[1].pk}"


def test_without_script_an_entrys_link_leads_to_a_list_of_it(three, read, client):
    (link, *_) = read("/search/", q="整顿").all("//a[@data-save]/@href")
    assert len(titles(Page(client.get(link, follow=True)))) == 1


def test_without_script_a_second_link_adds_to_the_list(three, read, client):
    for link in read("/search/", q="整顿").all("//a[@data-save]/@href")[:2]:
        page = Page(client.get(link, follow=True))
    assert len(titles(page)) == 2
    assert len(titles(Page(client.get("/saved/", follow=True)))) == 2


def test_without_script_what_was_taken_out_does_not_come_back(three, read, client):
    for report in three:
        page = Page(client.get("/saved/", {"add": report.pk}, follow=True))
    for left in (["第乙篇", "第丙篇"], ["第丙篇"], []):
        page = read(page.all("//a[@data-saved-drop]/@href")[0])
        assert titles(page) == titles(Page(client.get("/saved/", follow=True))) == left


def test_a_report_moves_up_by_its_link_and_stays_there(three, read, client):
    for report in three:
        page = Page(client.get("/saved/", {"add": report.pk}, follow=True))
    links = page.all("//a[@data-saved-move]/@href")
    assert len(links) == 2
    assert titles(read(links[1])) == titles(Page(client.get("/saved/", follow=True))) == ["第甲篇", "第丙篇", "第乙篇"]


def test_a_list_of_an_address_does_not_replace_the_kept_one(three, client):
    client.get("/saved/", {"add": three[0].pk})
    client.get("/saved/", {"ids": f"{three[1].pk},{three[2].pk}"})
    assert titles(Page(client.get("/saved/", follow=True))) == ["第甲篇"]


@pytest.mark.parametrize("kept", ["", "\xe9", "1-x", "0", "9" * 5000, "-".join(map(str, range(1, 400)))])
def test_a_cookie_that_is_no_list_is_passed_over(three, client, kept):
    client.cookies["saved"] = kept
    response = client.get("/saved/", {"add": three[0].pk})
    assert response.status_code == 302
    assert response["Location"] == f"/saved/?ids={three[0].pk}"


def test_all_reports_of_a_page_of_results_are_saved_by_one_link(three, read, client):
    page = read("/search/", q="整顿")
    assert page.texts("//a[@data-save-all]") == ["夹上全部"]
    (link,) = page.all("//a[@data-save-all]/@href")
    assert sorted(titles(Page(client.get(link, follow=True)))) == sorted(["第甲篇", "第乙篇", "第丙篇"])
    assert read("/search/", q="整顿", size="2").texts("//a[@data-save-all]") == ["夹上全部（本页）"]
    assert not read("/search/", q="没有这样的词").all("//a[@data-save-all]")


def test_a_name_goes_with_the_list_into_its_page_files_and_links(three, read, client):
    ids = f"{three[0].pk},{three[1].pk}"
    page = read("/saved/", ids=ids, name="两县\n对比\u200b")
    assert page.texts("//h1") == ["两县 对比"]
    assert all(
        link.endswith("&name=%E4%B8%A4%E5%8E%BF%20%E5%AF%B9%E6%AF%94") for link in page.all("//a[@class='save']/@href")
    )
    (link,) = [each for each in page.all("//*[@id='take']//a/@href") if ".docx" in each]
    assert "两县-对比" in unquote(client.get(link)["Content-Disposition"])


def test_a_name_is_text_and_bounded(three, read):
    page = read("/saved/", ids=three[0].pk, name="<b>" + "长" * 500)
    assert page.texts("//h1") == [("<b>" + "长" * 500)[:LONGEST_NAME]]


def test_the_bar_of_lists_waits_for_the_script(three, read):
    page = read("/saved/", ids=three[0].pk)
    assert page.all("//*[@data-lists][@hidden]")
    assert page.all("//label[@data-note][@hidden]//textarea")


def test_every_link_and_field_of_the_list_has_a_name_of_its_own(three, read):
    page = read("/saved/", ids=f"{three[0].pk},{three[1].pk}")
    assert page.texts("//a[@data-saved-drop]") == ["取下：第甲篇", "取下：第乙篇"]
    assert page.all("//input[@name='add']/@aria-label") == ["报告的编号或地址"]
    assert page.all("//header//a[@data-saved-link][@aria-current='page']")
    assert page.all("//header//*[@role='status'][@data-saved-status]")


def test_a_saved_list_is_not_for_search_engines(three, read):
    assert read("/saved/", ids=str(three[0].pk)).all("//meta[@name='robots']/@content") == ["noindex"]


@pytest.mark.parametrize("count", [2, 12])
def test_queries_do_not_grow_with_the_list(make_report, read, count, django_assert_num_queries):
    ids = [make_report(region=("621102", "510500")[number % 2], source=f"报{number}").pk for number in range(count)]
    with django_assert_num_queries(1):
        read("/saved/", ids=",".join(map(str, ids)))


@given(st.lists(st.integers(1, 2**63 - 1), max_size=20, unique=True))
def test_an_address_holds_the_list_that_it_was_made_of(ids):
    saved = read_saved({"ids": saved_address(ids).partition("ids=")[2]})
    assert saved.ids == tuple(ids)
    assert saved.refused == ""


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_text_gives_a_bounded_list_or_a_sentence(ids, added):
    saved = read_saved({"ids": ids, "add": added})
    assert len(saved.ids) <= MOST
    assert saved.refused or all(word.isdigit() for word in saved.address.partition("ids=")[2].split(",") if word)

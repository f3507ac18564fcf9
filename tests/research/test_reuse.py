"""相同文字: passages side by side and between provinces, set phrases with their reason, older and newer only by dates."""

from __future__ import annotations

import csv
import io
import json

import pytest

from archive.models import Report
from archive.publishing.outbox import apply_index_changes
from archive.publishing.publish import withdraw_report
from archive.research.reuse.among import find_pairs
from archive.research.reuse.asked import AskedReuse, rule_of
from archive.research.reuse.order import order_of
from archive.research.subset import Subset
from archive.text.dates.partial import PartialDate
from search.documents import Query
from search.reuse.found import LEAST
from tests.pages.conftest import Page

pytestmark = pytest.mark.django_db

PHRASE = "深入贯彻落实党中央关于基层工作的决策部署"
THREE = "工作组进村先不开大会，先听三遍话：听党员说，听群众说，听走了又回来的人说，哪一遍对不上就从{}查起，查到台账和会议记录对得上为止。"
OWN = (
    "石沟湾村的记录是一个人一夜补出来的",
    "茶坪村三本账有两本是新抄的",
    "龙泉河两岸的果园今年都挂了牌",
    "岭上的水渠修了三回才通",
)


@pytest.fixture
def reports(make_report):
    """Two reports share a passage with one changed word; a set phrase stands in reports of four provinces."""
    first = make_report(
        title="先听三遍话", text=f"{PHRASE}。\n{THREE.format('哪一处')}{OWN[0]}。", region="621102", date="2018-05"
    )
    second = make_report(
        title="整顿小结",
        text=f"{PHRASE}。\n镇里也这样办。{THREE.format('那一户')}{OWN[1]}。",
        region="520602",
        date="2020",
    )
    make_report(title="果园", text=f"{PHRASE}。{OWN[2]}。", region="610000", date="2019")
    make_report(title="水渠", text=f"{PHRASE}。{OWN[3]}。", region="510000", date="")
    return first, second


@pytest.fixture
def ask(client):
    return lambda address: Page(client.get(address))


def test_two_reports_stand_side_by_side_with_the_words_they_share_and_no_others(reports, ask):
    first, second = reports
    page = ask(f"/reports/{first.pk}/reuse/?with={second.pk}")
    assert page.status == 200
    same = "".join(page.texts("(//div[@class='reuse-row']/p)[1]//span[@class='reuse-same']"))
    assert "工作组进村先不开大会" in same
    assert "查到台账和会议记录对得上为止" in same
    assert page.texts("(//div[@class='reuse-row']/p)[2]//span[@class='reuse-changed']") == ["那一户"]
    assert "石沟湾村" not in same
    assert "相同文字 1 段" in page.texts("//p[@class='compare-sum']")[0]


def test_the_page_never_says_who_copied(reports, ask):
    first, second = reports
    for address in (f"/reports/{first.pk}/reuse/?with={second.pk}", f"/reports/{first.pk}/reuse/", "/reuse/"):
        text = ask(address).text
        assert "相同文字" in text
        assert not any(word in text for word in ("抄袭", "剽窃", "照抄", "抄自"))


def test_a_set_phrase_is_grey_with_its_reason_and_counts_nothing(reports, ask):
    first, second = reports
    page = ask(f"/reports/{first.pk}/reuse/?with={second.pk}&least=16")
    (reason,) = page.texts("//ul[@class='reuse-reasons']/li")
    assert PHRASE in reason
    assert "各处至少见于 4 省" in reason
    listed = ask(page.all("//ul[@class='reuse-reasons']/li/a/@href")[0])
    assert "4" in listed.texts("//*[@id='found']")[0]
    alone = ask(f"/reports/{first.pk}/reuse/?with={Report.objects.get(title='果园').pk}")
    assert "没有 24 字以上的相同文字（套语已去）" in alone.text


def test_a_central_document_is_the_reason_of_its_words_by_its_mark(reports, make_report, ask):
    first, second = reports
    central = make_report(title="中央一号文件", text=f"文件说：{THREE.format('哪一处')}", region="", date="2017")
    Report.objects.filter(pk=central.pk).update(central=True)
    page = ask(f"/reports/{first.pk}/reuse/?with={second.pk}")
    assert "中央一号文件" in "".join(page.texts("//ul[@class='reuse-reasons']/li"))
    assert not page.all("//div[@class='reuse-row']")
    assert "本馆还没有标出中央文件" not in page.text


@pytest.mark.parametrize(
    ("date", "other", "order"),
    [
        ("2018", "2020", "older"),
        ("2020-05", "2020-04-30", "newer"),
        ("2020", "2020-05", "unknown"),
        ("2020-05-01", "2020-05-01", "unknown"),
        ("", "2020", "unknown"),
    ],
)
def test_which_is_older_is_said_only_where_both_are_dated_and_the_dates_tell(date, other, order):
    one, two = (PartialDate.from_iso(each) if each else None for each in (date, other))
    turned = {"older": "newer", "newer": "older", "unknown": "unknown"}
    assert order_of(one, two) == order
    assert order_of(two, one) == turned[order]


def test_an_undated_report_is_neither_older_nor_newer_on_the_page(reports, ask):
    first, second = reports
    assert "左篇较早" in ask(f"/reports/{first.pk}/reuse/?with={second.pk}").text
    assert "右篇较早" in ask(f"/reports/{second.pk}/reuse/?with={first.pk}").text
    Report.objects.filter(pk=second.pk).update(date=None, date_precision="")
    page = ask(f"/reports/{first.pk}/reuse/?with={second.pk}").text
    assert "先后未明" in page
    assert "较早" not in page


def test_each_number_of_the_matrix_is_as_long_as_the_list_it_opens(reports, ask):
    page = ask("/reuse/")
    links = page.all("//table[@class='reuse-matrix']//a")
    assert [page.texts("//table[@class='reuse-matrix']//a")[0]] == ["1 对"]
    for link in links:
        listed = ask(link.get("href"))
        assert listed.texts("//h2[@id='pairs']")[0].strip().startswith("1 对")
        assert len(listed.all("//ol[@class='reuse-pairs']/li")) == 1
    pair = ask(page.all("//ol[@class='reuse-pairs']/li//p[@class='reuse-numbers']/a/@href")[0])
    assert len(pair.all("//div[@class='reuse-row']")) == 1


def test_between_names_the_sides_whatever_their_order(reports):
    def pairs(region, beside):
        query = Query(region=region, fold=True, samples="0")
        return find_pairs(Subset(query), AskedReuse(rule_of(LEAST), beside))

    assert len(pairs(("62",), "52")) == len(pairs(("52",), "62")) == len(pairs((), "52")) == 1
    assert not pairs(("62",), "62")
    assert not pairs(("62",), "none")


def test_a_withdrawn_report_leaves_no_number_behind(reports, ask):
    first, second = reports
    withdraw_report(second)
    apply_index_changes()
    assert "没有 24 字以上的相同文字" in ask(f"/reports/{first.pk}/reuse/").text
    assert ask(f"/reports/{first.pk}/reuse/?with={second.pk}").status == 404
    assert ask(f"/reports/{second.pk}/reuse/").status == 410
    assert "没有 24 字以上的相同文字" in ask("/reuse/").text


def test_files_say_what_the_pages_say(reports, client):
    first, second = reports
    rows = list(csv.reader(io.StringIO(client.get("/reuse/export.csv").getvalue().decode("utf-8-sig"))))
    assert rows[1][:2] == [str(first.pk), "先听三遍话"]
    assert rows[1][8] == "较早"
    lines = [
        json.loads(line)
        for line in client.get(f"/reports/{first.pk}/reuse/export.jsonl").getvalue().decode().splitlines()
    ]
    text = Report.objects.get(pk=first.pk).text
    assert [text[row["start"] : row["end"]] for row in lines[1:]] == [row["words"] for row in lines[1:]]
    assert {row["other"] for row in lines[1:]} == {second.pk}


def test_the_interface_answers_the_same(reports, client):
    first, second = reports
    pairs = client.get("/api/v1/reuse").json()
    assert pairs["total"] == 1
    assert pairs["matrix"] == [{"one": "52", "other": "62", "pairs": 1}]
    row = pairs["rows"][0]
    assert (row["one"]["id"], row["other"]["id"], row["order"]) == (first.pk, second.pk, "older")
    answer = client.get(f"/api/v1/reports/{second.pk}/reuse").json()
    assert [(each["other"]["id"], each["order"], each["fresh"]) for each in answer["rows"]] == [
        (first.pk, "newer", row["fresh"])
    ]
    run = answer["rows"][0]["passages"][0]["runs"][0]
    assert second.text[run["start"] : run["end"]] == first.text[run["other_start"] : run["other_end"]]
    assert client.get("/api/v1/reuse?least=5").status_code == 400
    assert client.get(f"/api/v1/reports/{first.pk}/reuse?with=999999").status_code == 404


@pytest.mark.parametrize("parameters", ["least=20", "with=x", "page=0", "with=123", "region=zz"])
def test_a_wrong_value_is_refused_with_a_sentence(reports, ask, parameters):
    page = ask(f"/reuse/?{parameters}")
    assert page.status == 400
    assert page.texts("//p[@role='alert']")

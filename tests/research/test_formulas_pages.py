"""Formulas as their reader meets them: the list, one with its first use and takers, files and the API."""

import csv
import io

import pytest

from archive.models import Report
from archive.publishing.outbox import rebuild_index
from archive.readings.following import follow_changes
from tests.pages.conftest import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(make_report, regions, engine) -> dict[str, Report]:
    made = {
        "gansu": make_report(title="定西先用", region="621100", date="2016-03-02", text="推行“双进双促”活动，即进村组、进农户，促增收、促和谐。"),
        "shaanxi": make_report(title="渭南学用", region="610500", date="2018-04", text="学双进双促，不加引号。"),
        "again": make_report(title="定西再用", region="621100", date="2019", text="“雙進雙促”见效。又有“双联双帮”工程。"),
        "before": make_report(title="甘肃旧文", region="621100", date="2015", text="没有这个话。"),
        "sample": make_report(title="示例", region="520000", date="2010", text="“双进双促”活动。", is_sample=True),
    }  # fmt: skip
    rebuild_index()
    follow_changes(processes=1)
    return made


def squeezed(words) -> str:
    """Return words, or those of an element, without blanks."""
    return "".join((words if isinstance(words, str) else words.text_content()).split())


def read(client, address: str, **parameters) -> Page:
    return Page(client.get(address, parameters))


def test_the_list_has_each_formula_once_with_its_first_report_and_leads_to_its_page(client, archive):
    page = read(client, "/formulas/")
    rows = page.all("//ol[@class='formula-list']/li[h2]")
    assert [squeezed(row.find("h2").text_content()) for row in rows] == ["双进双促活动", "双联双帮工程"]
    assert "2016" in rows[0].text_content()
    assert "定西先用" in rows[0].text_content()
    assert page.all("//ol[@class='formula-list']//h2/a/@href")[0] == "/formulas/%E5%8F%8C%E8%BF%9B%E5%8F%8C%E4%BF%83/"
    assert "双联双帮" not in read(client, "/formulas/", q="雙進").text
    assert "没有合乎这些条件的提法" in read(client, "/formulas/", standing="central").text
    assert client.get("/formulas/", {"standing": "x"}).status_code == 400
    assert client.get("/formulas/", {"page": "0"}).status_code == 400


def test_an_archive_of_samples_alone_says_why_it_lists_no_formula(client, make_report, engine):
    make_report(text="“双进双促”活动。", is_sample=True)
    rebuild_index()
    follow_changes(processes=1)
    assert "馆里只有示例报告" in read(client, "/formulas/").text
    make_report(text="没有这个话。")
    assert "没有合乎这些条件的提法" in read(client, "/formulas/").text


def test_a_formula_says_who_was_first_here_who_took_it_over_and_what_it_is_said_to_mean(client, archive):
    page = read(client, "/formulas/双进双促/")
    text = squeezed(page.text)
    assert "本馆所见最早：2016年3月2日" in text
    assert "该省报告1篇、全国报告1篇" in text
    assert "2省用过，共3篇" in text
    assert "加引号的2篇" in text
    takers = [squeezed(row.text_content()) for row in page.all("//ol[@class='takers']/li")]
    assert ["甘肃" in takers[0], "陕西" in takers[1], len(takers)] == [True, True, 2]
    assert "进村组、进农户，促增收、促和谐" in page.text
    assert "双联双帮" in squeezed(page.all("//ul[@class='kin']")[0].text_content())
    assert len(page.all("//ol[contains(@class, 'kwic')]/li")) == 3
    assert client.get("/formulas/不存在/").status_code == 404


def test_a_mark_of_a_central_document_makes_it_central(client, archive):
    Report.objects.filter(pk=archive["again"].pk).update(central=True)
    follow_changes(processes=1)
    rebuild_index()
    page = read(client, "/formulas/双进双促/")
    assert squeezed(page.all("//li[@class='is-current']")[0].text_content()).startswith("央2019年起")
    assert "双进双促" in read(client, "/formulas/", standing="central").text


def test_a_withdrawn_report_leaves_no_number_behind(client, archive):
    from archive.publishing.publish import withdraw_report

    withdraw_report(archive["gansu"])
    text = squeezed(read(client, "/formulas/双进双促/").text)
    assert "定西先用" not in text
    assert "促和谐" not in text
    assert "定西先用" not in read(client, "/formulas/").text


def test_files_and_the_api_have_the_rows_of_the_page(client, archive):
    answer = client.get("/api/v1/formulas", {"size": "1"}).json()
    assert (answer["total"], answer["size"], len(answer["rows"])) == (2, 1, 1)
    assert answer["rows"][0] | {"url": ""} == {
        "key": "双进双促", "name": "双进双促", "type": "numbered", "kind": "活动", "standing": "local", "reports": 2,
        "provinces": 1, "first_date": "2016-03-02", "first_region": "621100", "first_report": archive["gansu"].pk,
        "sure": True, "url": "",
    }  # fmt: skip
    assert client.get("/api/v1/formulas", {"sort": "x"}).status_code == 400
    response = client.get("/formulas/export.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [row["提法"] for row in rows] == ["双进双促", "双联双帮"]
    assert response["X-Total"] == "2"

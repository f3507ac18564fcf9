"""趋势: numbers by year and province, each as long as the list behind it, in the page, its files, its chart and the API."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import urlsplit

import pytest
from lxml import etree

from archive.models import NearPair, Source
from archive.publishing.outbox import rebuild_index
from tests.pages.conftest import Page

WORD, OTHER = "软弱涣散", "一肩挑"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def archive(make_report):
    """Gansu and Guizhou from 2016 on: 2017 has no report, 2018 a few, 2019 and 2020 a dozen; near duplicates across 2019 and 2020."""
    Source.objects.create(name="定西日报")
    twins = []
    with make_report.together():
        make_report(text=f"整顿{WORD}党组织。", region="621102", date="2016")
        for number in range(3):
            make_report(text=f"第{number}篇，村里的事。", region="520602", date="2018-03")
        for year in ("2019", "2020"):
            for number in range(12):
                words = f"整顿{WORD}，再说{WORD}。" if number < 6 else "别的工作。"
                made = make_report(
                    text=f"{year}年第{number}件。{words}", region="621102" if number % 2 else "520602", date=year,
                    source="定西日报" if year == "2019" and number < 8 else "", kind="news" if year == "2020" else "report",
                )  # fmt: skip
                if number == 0:
                    twins.append(made)
        make_report(text=f"没有日期，说{OTHER}。", region="620000")
        make_report(text=f"没有地区，说{WORD}和{OTHER}。", date="2020-05-06")
        make_report(text=f"示例说{WORD}。", region="620000", date="2020", is_sample=True)
    NearPair.objects.create(first=twins[0], second=twins[1], similarity=1.0)
    rebuild_index()


@pytest.fixture
def read(client):
    return lambda **asked: Page(client.get("/trends/", asked))


def length_of(client, address: str) -> int:
    """Return the number of entries of the list at an address of the results page."""
    query = urlsplit(address).query
    near = "" if "near=" in query else "&near=fold"
    found = client.get(f"/api/v1/search?{query}{near}").json()
    return found.get("folded_total", found["total"])


def numbers(page) -> list[tuple[int, str]]:
    """Return (number, address) of every number that is a link."""
    return [(int(link.text.replace(",", "")), link.get("href")) for link in page.all("//table//a")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"near": "all", "samples": "1"},
        {"by": "province", "q": "整顿 OR 党组织"},
        {"region": ["62", "none"], "from": "2019", "undated": "1"},
    ],
)
def test_every_number_of_the_table_leads_to_a_list_as_long_as_it_says(archive, read, client, asked):
    page = read(t=[WORD, f"{OTHER} OR 别的"], **asked)
    found = numbers(page)
    assert len(found) > 5
    for number, address in found:
        assert length_of(client, address) == number > 0, address


@pytest.mark.django_db
def test_a_year_with_few_reports_has_no_share_and_one_without_reports_says_so(archive, read):
    page = read(t=WORD)
    rows = {row[0]: row[1:] for row in ([*map(str.strip, cells)] for cells in rows_of(page))}
    assert rows["2016"] == ["1", "1", "太少", "20.7–100.0"]
    assert rows["2017"] == ["0", "本馆无报告"]
    assert rows["2018"] == ["3", "0", "太少", "0.0–56.1"]
    assert rows["2019"] == ["12", "6", "50%", "25.4–74.6"]
    assert rows["2020"] == ["13", "7", "54%", "29.1–76.8"]
    assert rows["未注明"] == ["1", "0", "太少", "0.0–79.3"]
    # The near duplicates stand in two years and count once in each; the subset counts them once.
    assert rows["全部"] == ["29", "13", "45%", "28.4–62.5"]


def rows_of(page):
    return [
        [cell.text_content() for cell in row.xpath("th|td[not(@class='term-said')]")] for row in page.all("//tbody/tr")
    ]


@pytest.mark.django_db
def test_the_line_breaks_where_reports_lack_and_none_is_drawn_as_none(archive, read):
    page = read(t=[WORD, OTHER])
    wide = page.all("//svg[contains(@class, 'for-wide') and @role='group']")
    assert [panel.get("aria-label") for panel in wide] == [WORD, OTHER]
    assert len(wide[0].xpath(".//*[@class='no-reports']")) == 1
    assert len(wide[0].xpath(".//*[@class='block few']")) == 2
    (line,) = wide[0].xpath(".//polyline/@points")
    assert len(line.split()) == 2
    names = wide[1].xpath(".//a/@aria-label")
    assert "2019：12 篇里 0 篇，0，95% 区间 0.0–24.2" in names
    assert "2020：13 篇里 1 篇，7.7%，95% 区间 1.4–33.3" in names


@pytest.mark.django_db
def test_a_source_that_makes_half_of_a_year_and_a_shift_of_kinds_are_said_with_their_lists(
    archive, read, client, monkeypatch
):
    # Twelve reports and thirteen are too few for a shift, which would come by chance.
    assert "变为" not in read(t=WORD).text
    monkeypatch.setattr("archive.research.trends.remarks.ENOUGH", 12)
    page = read(t=WORD)
    (said,) = page.texts("//*[contains(@class, 'holdings-said')]")
    assert "2019：定西日报 占 12 篇的 67%" in said
    assert "2020：新闻由 2019 年的 0% 变为 92%" in said
    links = page.all("//*[contains(@class, 'holdings-said')]//a")
    assert [length_of(client, link.get("href")) for link in links[:2]] == [8, 12]


@pytest.mark.django_db
def test_hits_in_ten_thousand_characters_are_one_click_away_and_have_no_interval(archive, read):
    (link,) = read(t=WORD).all("//a[.='每万字次数']/@href")
    page = read(t=WORD, of="chars")
    assert link.endswith(urlsplit(page.response.wsgi_request.get_full_path()).query)
    row = next(row for row in rows_of(page) if row[0].strip() == "2019")
    # Six of twelve reports, two hits in each.
    assert row[1:3] == ["12", "12"]
    assert "95% 区间" not in page.text


@pytest.mark.django_db
def test_the_provinces_of_a_term_stand_as_small_charts_that_lead_to_their_own_pages(archive, read):
    page = read(t=[WORD, OTHER], tile="1")
    tiles = {" ".join(tile.text_content().split()): tile for tile in page.all("//ul[@class='tile-grid']/li")}
    assert len(tiles) == len({*page.all("//ul[@class='tile-grid']/li/@class")}) > 1
    gansu = next(tile for words, tile in tiles.items() if words.startswith("甘肃"))
    assert gansu.text_content().split() == ["甘肃", "7/14"]
    assert "region=62" in gansu.xpath("a/@href")[0]
    assert "无地区 1 篇（其中含此词 1 篇）不入此图" in page.text


@pytest.mark.django_db
def test_files_and_the_api_have_the_numbers_of_the_page(archive, client):
    asked = {"t": [WORD, OTHER], "from": "2019"}
    table = [*csv.reader(io.StringIO(client.get("/trends/export.csv", asked).getvalue().decode("utf-8-sig")))]
    rows = {(row[0], row[3]): row for row in table[1:]}
    assert rows["2019", WORD][1:9] == ["12", rows["2019", WORD][2], WORD, "6", "50.0", "25.38", "74.62", "12"]
    page, *lines = map(json.loads, client.get("/trends/export.jsonl", asked).getvalue().splitlines())
    assert WORD in page["page"]["所问"]
    crossed = [line for line in lines if line["table"] == "逐省逐年" and line["term"] == WORD]
    assert {(line["year"], line["province"], line["with_term"]) for line in crossed} == {
        (2019, "520000", 3), (2019, "620000", 3), (2020, "520000", 3), (2020, "620000", 3), (2020, "", 1),
    }  # fmt: skip
    answer = client.get("/api/v1/trends", asked).json()
    assert [(cell["year"], cell["reports"], cell["terms"][0]["with_term"]) for cell in answer["cells"]] == [
        ("2019", 12, 6),
        ("2020", 13, 7),
    ]
    assert answer["cells"][0]["terms"][0]["low"] == pytest.approx(0.2538, abs=1e-4)
    assert sum(cell["reports"] for cell in answer["crossed"]) == 25
    assert client.get("/api/v1/trends", {"t": list("甲乙丙丁戊己")}).status_code == 400


@pytest.mark.django_db
def test_the_chart_is_an_image_file_of_its_own_that_names_its_page(archive, client):
    answer = client.get("/trends/export.svg", {"t": [WORD, "<b>&"]})
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "attachment" in answer["Content-Disposition"]
    drawn = etree.fromstring(answer.content)
    words = "".join(drawn.itertext())
    assert f"趋势：{WORD}、<b>&" in words
    assert "馆藏版本" in words
    assert len(drawn.findall(f".//{SVG}polyline")) == 2
    assert not [name for name in drawn.xpath("//@*") if name.attrname in ("style", "onload")]


@pytest.mark.django_db
def test_little_data_and_no_term_are_said(archive, read):
    assert "写一个词或检索式" in read().text
    assert "各年都不足 10 篇，不画图" in read(t=WORD, to="2018").text
    assert "此条件下没有报告" in read(t=WORD, to="1999").text
    refused = read(t=list("甲乙丙丁戊己"))
    assert (refused.status, "一次最多数5个词，现在是6个" in refused.text) == (400, True)
    assert read(t="甲" * 500).status == 400


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_page_is_read_in_three_languages(archive, client, language):
    page = Page(client.get("/trends/", {"t": WORD, "lang": language}, follow=True))
    assert page.status == 200
    assert len(page.all("//table/tbody/tr")) == 7

"""A researcher's way: how often do reports of 甘肃 and 贵州 speak of 软弱涣散, by year, and with which numbers?

It follows the links and forms of the pages alone, as one without script does, and counts what is pressed.
"""

from __future__ import annotations

import io
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from lxml import html
from openpyxl import load_workbook

from tests.pages.conftest import Page, squeezed
from tests.research.samples import publish_samples

pytestmark = pytest.mark.django_db


class Visitor:
    """Reads a page, and presses its links and buttons by their words; ``pressed`` is what was pressed, in order."""

    def __init__(self, client, address: str) -> None:
        self._client, self.address, self.pressed = client, address, []
        self.page = Page(client.get(address))

    def _open(self, address: str, words: str) -> None:
        self.pressed.append(words)
        self.address = urljoin(self.address, address)
        response = self._client.get(self.address, follow=True)
        assert response.status_code == 200, self.address
        if response.redirect_chain:
            self.address = response.redirect_chain[-1][0]
        self.page = Page(response)

    def follow(self, words: str, within: str = "//body") -> None:
        """Press the first link whose words begin so, in the part of the page that an XPath names."""
        links = [link for link in self.page.all(f"{within}//a[@href]") if squeezed(link).startswith(words)]
        assert links, (words, self.address)
        self._open(links[0].get("href"), words)

    def send(self, button: str, **typed: str) -> None:
        """Type into the form that has this button, and press it."""
        form = next(
            form
            for form in self.page.document.forms
            if any(squeezed(each) == button for each in form.iter("button")) and typed.keys() <= {*form.fields}
        )
        fields = [(name, value) for name, value in form.form_values() if value or name not in typed]
        self._open(f"{form.action}?{urlencode([*fields, *typed.items()])}", button)

    def take(self, words: str) -> bytes:
        """Press a link that sends a file, and return it."""
        (address,) = self.page.links(words)
        self.pressed.append(words)
        response = self._client.get(address)
        assert response.headers["Content-Disposition"].startswith("attachment")
        return b"".join(response)


def test_from_home_to_a_workbook_and_a_citation_within_ten_clicks(engine, regions, client, monkeypatch, settings):
    publish_samples(monkeypatch, settings)
    reader = Visitor(client, "/")
    reader.send("检索", q="软弱涣散")
    reader.follow("甘肃省", "//section[@aria-labelledby='facet-region']")

    # How often, by year: each year with the reports and those with the term.
    reader.follow("趋势", "//p[@class='research-ways']")
    reader.send("照此看", region="52")  # which no facet offers: none of its reports has the words
    rows = {
        squeezed(row[0]): [squeezed(cell) for cell in row[1:3]]
        for row in reader.page.all("//table[contains(@class, 'trend-table')]/tbody/tr")
    }
    assert rows["2019"] == ["1", "1"]
    assert rows["2020"][1] == "本馆无报告"
    assert rows["2021"] == ["1", "1"]
    assert reader.page.links("日期未注明 2 篇")  # those of 贵州

    # With which numbers: the same words and places, a row with its sentence for each.
    reader.follow("数字", "//nav[@class='research-row']")
    assert "对排摸出来的14个软弱涣散村党组织逐村施策" in reader.page.text
    assert "共排出软弱涣散村党组织163个" in reader.page.text
    book = load_workbook(io.BytesIO(reader.take("Excel")))
    notes = {row[0].value: row[1].value for row in book.worksheets[-1]}
    assert "甘肃省" in notes["所问"]
    assert notes["馆藏版本"]
    assert len(reader.pressed) <= 10

    # The citation names an address that says everything: whoever opens it sees the same rows.
    (cited,) = reader.page.texts("//p[@class='citation of-gb']")
    address = cited.rstrip(".").rpartition(" ")[2]
    again = Page(client.get(urlsplit(address).path + "?" + urlsplit(address).query))
    rows = "//ol[@class='figure-rows']/li"
    assert again.texts(rows) == reader.page.texts(rows)
    assert len(again.texts(rows)) == 2
    assert html.fromstring(again.source).find(".//link[@rel='canonical']").get("href") == address

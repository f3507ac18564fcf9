"""A list of reports as Zotero offers it: several items to choose from, each with author, date, outlet and address."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from archive.text.evidence import Evidence


def read_items(page) -> list[dict[str, object]]:
    """Read the page as Zotero's translator for COinS does, which comes before the one for embedded metadata.

    Facts of it: each ``span.Z3988`` with a title is one item, and more than one are offered as a list; pairs are parted at
    ``&``, and a value ends at a second ``=``; a plus, encoded or not, becomes a blank; the format of Dublin Core makes a
    web page; an identifier longer than eight characters that begins with http:// or https:// is the address.
    """
    items = []
    for title in page.all("//span[@class='Z3988']/@title"):
        pairs = [part.split("=") for part in title.split("&")]
        read = [(pair[0], unquote(pair[1].replace("%2B", " ").replace("+", " "), errors="strict")) for pair in pairs]
        if ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc") not in read:
            continue
        values = dict(read)
        address = values.get("rft.identifier", "")
        items.append(
            {
                "kind": "webpage",
                "title": values.get("rft.title", ""),
                "authors": [value for name, value in read if name == "rft.creator"],
                "date": values.get("rft.date", ""),
                "outlet": values.get("rft.source", ""),
                "language": values.get("rft.language", ""),
                "address": address if address.startswith(("http://", "https://")) else "",
            }
        )
    return items


@pytest.fixture
def two(make_report):
    fields = {"text": "整顿软弱涣散党组织。", "region": "621102"}
    one = make_report(
        **fields, title="甲县&乙县：100%=满分", date="2021-08", source="陇中党建通讯", author="石晓棠、区委组织部"
    )
    return one, make_report(**fields, title="整頓", script="hant", is_sample=True, is_working_title=True)


@pytest.mark.parametrize("address", ["/search/?q=整顿", "/regions/620000/", "/saved/?ids={0},{1}"])
def test_a_list_is_offered_report_by_report_with_author_date_outlet_and_address(two, read, address):
    one, other = two
    items = read_items(read(address.format(one.pk, other.pk)))
    items.sort(key=lambda item: str(item["address"]))
    expected = [
        {
            "kind": "webpage",
            "title": "甲县&乙县：100%=满分",
            "authors": ["石晓棠", "区委组织部"],
            "date": "2021-08",
            "outlet": "陇中党建通讯",
            "language": "zh-Hans",
            "address": f"http://testserver/reports/{one.pk}/",
        },
        {
            "kind": "webpage",
            "title": "[整頓][示例，非史料]",
            "authors": [],
            "date": "",
            "outlet": "",
            "language": "zh-Hant",
            "address": f"http://testserver/reports/{other.pk}/",
        },
    ]
    # A region's page holds no sample beside another report; the index of this test was filled by hand.
    assert items == (expected[:1] if address.startswith("/regions/") else expected)


def test_reports_without_a_region_are_offered_too(make_report, read):
    make_report(title="无地")
    assert [item["title"] for item in read_items(read("/regions/none/"))] == ["无地"]


def test_what_may_be_wrong_stays_out(make_report, read):
    doubtful = {
        name: Evidence(value, "head", "", 0.6).to_dict()
        for name, value in (("author", "石晓棠"), ("date", "2021"), ("source", "通讯"))
    }
    make_report(text="整顿", author="石晓棠", date="2021", source="通讯", evidence=doubtful)
    (item,) = read_items(read("/search/?q=整顿"))
    assert (item["authors"], item["date"], item["outlet"]) == ([], "", "")


def test_a_plus_in_a_title_is_not_lost(make_report, read):
    make_report(title="党建+治理", text="整顿")
    (item,) = read_items(read("/search/?q=整顿"))
    assert item["title"] == "党建＋治理"


def test_a_report_of_its_own_and_an_empty_list_hold_no_list(two, read):
    assert read_items(read(two[0].get_absolute_url())) == []
    assert read_items(read("/search/?q=没有这个词")) == []

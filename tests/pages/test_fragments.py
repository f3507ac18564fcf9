"""The fragment cache: a results page is the same as one that is rendered for the first time."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from archive.models import NearPair, Report, Source
from archive.publishing.outbox import rebuild_index
from archive.rendering import environment
from search.cache import ByteBoundedCache

BODY = "整顿软弱涣散村党组织，逐村列出清单，限期销号。"

CHANGES = {
    "题名": {"title": "改过的题名"},
    "正文": {"text": "又查：软弱涣散的两个，软弱涣散的三个。"},
    "正文，命中不变": {"text": BODY.replace("清单", "名单")},
    "日期": {"date": "2018-03-01", "date_precision": "month"},
    "类别": {"kind": "news"},
    "地区": {"region_id": "510500"},
    "字形": {"script": "hant"},
    "有隐去": {"is_redacted": True},
    "不完整": {"is_truncated": True},
    "有缺损": {"is_damaged": True},
    "示例": {"is_sample": True},
    "存疑": {"doubtful": "date"},
    "撤回": {"status": "withdrawn"},
}


@pytest.fixture(autouse=True)
def _empty_cache(monkeypatch):
    monkeypatch.setattr(environment, "_fragments", ByteBoundedCache(environment.FRAGMENT_BYTES))


@pytest.fixture
def two(make_report):
    """Two near duplicates and another report; all answer 软弱涣散."""
    first = make_report(title="甲县的报告", text=BODY, region="621100", date="2021", source="日报", kind="report")
    second = make_report(title="转来的报告", text=BODY + "转。", date="2020", source="晚报")
    make_report(title="另一篇", text="软弱涣散一个。", date="2019", region="510500")
    NearPair.objects.create(first=first, second=second, similarity=0.97)
    rebuild_index()
    return first, second


def rendered_anew(read, monkeypatch, address: str) -> str:
    monkeypatch.setattr(environment, "_fragments", ByteBoundedCache(0))
    return read(address).source


@pytest.mark.parametrize("place", [0, 1], ids=["本篇", "近似的"])
@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_shown_changed_at_once(two, read, monkeypatch, change, place):
    address = "/search/?q=软弱涣散&sort=newest"
    before = read(address).source
    Report.objects.filter(pk=two[place].pk).update(**CHANGES[change])
    for is_indexed in (False, True):
        if is_indexed:
            rebuild_index()
        after = read(address).source
        with monkeypatch.context() as patched:
            assert after == rendered_anew(read, patched, address)
    assert before != after or (change, place) == ("正文", 1) or change == "正文，命中不变"


def test_a_source_that_is_renamed_is_renamed_in_lists(two, read):
    assert "日报" in read("/search/", q="软弱涣散").text
    Source.objects.filter(name="日报").update(name="新日报")
    assert "新日报" in read("/search/", q="软弱涣散").text


def test_a_report_that_comes_before_others_changes_their_numbers(two, read, make_report):
    page = read("/search/", q="软弱涣散", sort="newest")
    assert page.texts("//span[@class='entry-number']") == ["1", "2"]
    make_report(title="新来的", text="软弱涣散新一个。", date="2024")
    rebuild_index()
    page = read("/search/", q="软弱涣散", sort="newest")
    assert page.texts("//li[@class='entry']//h3") == ["新来的", "甲县的报告", "另一篇"]
    assert page.texts("//span[@class='entry-number']") == ["1", "2", "3"]


def test_each_language_and_each_query_has_its_own_fragments(two, read, client):
    chinese = read("/search/", q="软弱涣散").source
    client.cookies["lang"] = "en"
    english = read("/search/", q="软弱涣散").source
    del client.cookies["lang"]
    assert "文中 1 处" in chinese
    assert "文中 1 处" not in english
    assert read("/search/", q="软弱涣散").source == chinese
    assert read("/search/", q="软弱").texts("//mark")[0] == "软弱"


def test_a_cached_fragment_is_not_rendered_again(two, read, monkeypatch):
    rendered = []
    monkeypatch.setattr(
        "archive.views.search.render_macro", lambda file, macro, **values: rendered.append(macro) or Markup("甲")
    )
    read("/search/", q="软弱涣散")
    assert sorted(rendered) == ["aside", "entry", "entry"]
    read("/search/", q="软弱涣散")
    assert len(rendered) == 3


def test_the_cache_keeps_its_bound(monkeypatch):
    monkeypatch.setattr(environment, "_fragments", ByteBoundedCache(1000))
    for number in range(100):
        environment.cached_fragment(number, lambda number=number: f"第{number}块", lambda fragment: 100)
    assert environment._fragments.used_bytes <= 1000

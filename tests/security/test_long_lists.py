"""Texts of a million characters cost little where they stand beside another or in a list, and what is left out is told."""

from __future__ import annotations

import random

import pytest
from django.urls import reverse

from archive.admin.review import near_duplicates
from archive.models import NearPair, Report
from archive.reading import comparing
from archive.searching import results
from tests.security.test_long_reports import CHARACTERS, MILLION, MOST_ON_THE_DESK, MOST_SECONDS, seconds_of, share_of
from tests.slowness import is_within

_HAN = "".join(map(chr, random.Random(12).choices(range(0x4E00, 0x4E00 + 3000), k=CHARACTERS)))
_PIECE = 10_000


def changed(text: str, every: int) -> str:
    """Return ``text`` with another character at each place of so many that ends no line."""
    return "".join("党" if not at % every and each != "\n" else each for at, each in enumerate(text))


def in_lines(text: str, length: int, end: str = "\n") -> str:
    return end.join(text[at : at + length] for at in range(0, len(text), length))


def between_anchors(text: str) -> str:
    """Return ``text`` in pieces, as long as the comparison compares by the character, each behind a clause like no other."""
    return "".join(f"第{at}处锚定在此，{text[at : at + _PIECE - 20]}。" for at in range(0, len(text), _PIECE))


#: Name -> two texts.
PAIRS = {
    "unlike": lambda: (_HAN, _HAN[::-1]),
    "clauses": lambda: (in_lines(_HAN, 8, "，"), changed(in_lines(_HAN, 8, "，"), 50)),
    "anchors": lambda: (between_anchors(_HAN), between_anchors(_HAN[::-1])),
    "short lines": lambda: (in_lines(_HAN, 2), changed(in_lines(_HAN, 2), 3000)),
    "masks": lambda: ("**县党□" * (CHARACTERS // 5), "**县党□支" * (CHARACTERS // 6)),
    "one character": lambda: ("党" * CHARACTERS, "党" * (CHARACTERS - 1) + "建"),
}
asked = pytest.mark.parametrize("pair", PAIRS if CHARACTERS == MILLION else ("clauses", "anchors"), indirect=True)


@pytest.fixture
def pair(make_report, request):
    texts = PAIRS[request.param]()
    both = [make_report(title=f"很长的报告之{number}", text=f"党建整顿第{number}篇。" * 20) for number in (1, 2)]
    for report, text in zip(both, texts, strict=True):
        Report.objects.filter(pk=report.pk).update(text=text, extracted_text=text)
    NearPair.objects.create(first=both[0], second=both[1], similarity=0.9)
    return both


@asked
def test_two_texts_of_a_million_characters_are_compared_within_a_second_of_processor(pair, client):
    address = f"/reports/{pair[0].pk}/compare/{pair[1].pk}/"
    client.get("/about/")  # templates
    most = share_of(MOST_SECONDS)
    assert is_within(seconds_of(client, address, most), most)


@asked
def test_the_review_page_beside_a_twin_of_a_million_characters_takes_two_seconds_of_processor(pair, admin_client):
    address = f"{reverse('admin:archive_report_change', args=[pair[0].pk])}?twin={pair[1].pk}"
    most = share_of(MOST_ON_THE_DESK)
    assert is_within(seconds_of(admin_client, address, most), most)


@pytest.mark.parametrize("query", ["党", "党* 整?", " ".join("软弱涣散村级党支部")])
def test_a_list_of_texts_of_a_million_characters_takes_a_second_of_processor(make_report, client, query):
    with make_report.together():
        for number in range(20):
            make_report(title=f"很长的报告之{number}", text="党建整顿软弱涣散村级支部。")
    Report.objects.update(text="党建整顿软弱涣散村级支部。\n" * (CHARACTERS // 14))
    client.get("/search/?q=a")
    most = share_of(MOST_SECONDS)
    assert is_within(seconds_of(client, f"/search/?q={query}&mode=exact", most), most)


def test_a_comparison_says_where_it_stopped(make_report, client, admin_client, monkeypatch):
    monkeypatch.setattr(comparing, "MOST_COMPARED", 40)
    monkeypatch.setattr(near_duplicates, "MOST_COMPARED", 40)
    one = make_report(title="甲村", text="支部整顿软弱涣散。\n" * 20)
    two = make_report(title="乙村", text="支部整顿软弱涣散。\n" * 19 + "另有一句。")
    NearPair.objects.create(first=one, second=two, similarity=0.9)
    compared = client.get(f"/reports/{one.pk}/compare/{two.pk}/").content.decode()
    assert "两篇很长，只对到各篇前" in compared
    assert "字句全同" not in compared  # behind the cut they differ
    beside = admin_client.get(reverse("admin:archive_report_change", args=[one.pk])).content.decode()
    assert "两篇很长，只对到各篇前 40 字" in beside
    monkeypatch.setattr(comparing, "MOST_COMPARED", 1_000)
    whole = client.get(f"/reports/{one.pk}/compare/{two.pk}/").content.decode()
    assert "只对到" not in whole
    assert "异处 1" in whole
    monkeypatch.setattr(comparing, "MOST_ROWS", 3)
    few = client.get(f"/reports/{one.pk}/compare/{two.pk}/").content.decode()
    assert "只对到" in few
    assert few.count("<tr") == 1 + 3


def test_an_entry_says_that_it_counted_the_first_hits_alone_and_shows_a_rare_one_behind_them(
    make_report, client, monkeypatch
):
    make_report(title="甲村", text="党。" * 60 + "最后一句写到软弱涣散。")
    assert "文中 61 处" in client.get("/search/?q=党 软弱").content.decode()
    monkeypatch.setattr(results, "MOST_MARKED", 20)
    page = client.get("/search/?q=党 软弱涣散").content.decode()
    assert "文中至少 11 处" in page  # ten of each term at most
    assert "软弱涣散</mark>" in page
    assert "文中至少" not in client.get("/search/?q=软弱涣散").content.decode()
    wildcard = client.get("/search/?q=党*。").content.decode()
    assert "文中至少" in wildcard

"""A stranger learns nothing of reports that are not published: no source, no number of originals, no nearness."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.models import NearPair, Report


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
@pytest.mark.parametrize(
    "address",
    [
        "/search/",
        "/api/v1/search",
        "/search/export.csv",
        "/search/feed.atom",
        "/search/advanced/",
        "/concordance/",
        "/api/v1/concordance",
        "/api/v1/compare",
        "/concordance/export.csv",
        "/neighbours/",
        "/neighbours/export.csv",
        "/api/v1/neighbours",
        "/api/v1/keywords",
        "/reuse/",
        "/reuse/export.csv",
    ],
)
@pytest.mark.parametrize("parameter", ["source={}", "not=source:{}", "source=陇中晨讯&source={}"])
def test_the_source_of_an_unpublished_report_is_like_none(make_report, engine, status, address, parameter):
    make_report(title="公开", source="陇中晨讯")
    make_report(title="不公开", source="秘鹭晚报", status=status)

    def answer(name: str) -> tuple[int, bytes]:
        got = Client().get(f"{address}?{parameter.format(name)}")
        return got.status_code, b"".join(got) if got.streaming else got.content

    secret, invented = answer("秘鹭晚报"), answer("空鹭晚报")
    assert secret[0] == invented[0]
    assert secret[1].decode().count("秘鹭晚报") == invented[1].decode().count("空鹭晚报")
    assert answer("陇中晨讯")[0] == 200


def test_a_source_is_known_as_soon_as_a_report_of_it_is_published(make_report, client, engine):
    report = make_report(title="不公开", source="秘鹭晚报", status="draft")
    assert client.get("/search/?source=秘鹭晚报").status_code == 400
    Report.objects.filter(pk=report.pk).update(status="published")
    assert client.get("/search/?source=秘鹭晚报").status_code == 200


def test_the_home_page_counts_originals_of_published_reports(make_report, client, engine):
    make_report(title="公开")
    before = client.get("/").content
    make_report(title="草稿", status="draft")
    make_report(title="撤回", status="withdrawn")
    from archive.holdings.counts import count_holdings
    from archive.holdings.numbers import held_numbers

    assert count_holdings(held_numbers()).originals == 1
    assert client.get("/").content == before


def test_the_comparison_with_a_withdrawn_report_tells_nothing_of_nearness(make_report, client, engine):
    one, near, other = make_report(title="一"), make_report(title="二"), make_report(title="三")
    NearPair.objects.create(first=one, second=near, similarity=0.9)
    for status, answer in (("withdrawn", 410), ("draft", 404)):
        Report.objects.filter(pk__in=(near.pk, other.pk)).update(status=status)
        answers = [client.get(f"/reports/{one.pk}/compare/{each.pk}/") for each in (near, other)]
        answers += [client.get(f"/reports/{each.pk}/compare/{one.pk}/") for each in (near, other)]
        assert [each.status_code for each in answers] == [answer] * 4
    assert client.get(f"/reports/{one.pk}/compare/99999/").status_code == 404

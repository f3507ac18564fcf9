"""Sets by region, year, kind and source: what a harvester of one set is given, and that each is listed."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from django.conf import settings as django_settings

from archive.harvest import verbs
from archive.harvest.sets import _levels, place
from archive.models import Report, Source
from archive.publishing.publish import withdraw_report

LIST = "verb=ListIdentifiers&metadataPrefix=oai_dc"


@pytest.fixture
def reports(make_report) -> dict[str, Report]:
    with make_report.together():
        return {
            "区": make_report(region="621102", date="2021-08-16", source="陇中党建通讯", kind="news"),
            "市": make_report(region="621100", date="2021", kind="report"),
            "省": make_report(region="620000", date="2020-01", source="陇上报"),
            "直辖": make_report(region="429004", kind=""),
            "没有": make_report(),
        }


def told(ask, reports, spec: str) -> set[str]:
    names = {f"oai:testserver:reports/{report.pk}": name for name, report in reports.items()}
    return {names[each] for each in ask(f"{LIST}&set={spec}").texts("//o:header/o:identifier")}


def test_a_set_of_a_region_holds_all_below_it(ask, reports):
    assert told(ask, reports, "region:62") == {"区", "市", "省"}
    assert told(ask, reports, "region:62:11") == {"区", "市"}
    assert told(ask, reports, "region:62:11:02") == {"区"}
    assert told(ask, reports, "region:42") == told(ask, reports, "region:42:9004") == {"直辖"}
    assert told(ask, reports, "region:none") == {"没有"}


def test_the_other_sets_are_values_of_the_card(ask, reports):
    source = reports["区"].source_id
    assert told(ask, reports, "year:2021") == {"区", "市"}
    assert told(ask, reports, "year:none") == {"直辖", "没有"}
    assert told(ask, reports, "kind:news") == {"区"}
    assert told(ask, reports, "kind:none") == {"直辖"}
    assert told(ask, reports, f"source:{source}") == {"区"}
    assert told(ask, reports, "source:none") == {"市", "直辖", "没有"}


@pytest.mark.parametrize("root", ["region", "year", "kind", "source"])
def test_a_root_holds_every_report(ask, reports, root):
    assert told(ask, reports, root) == set(reports)


@pytest.mark.parametrize(
    "spec",
    ["region:6211", "region:62:1102", "region:6:2", "region:62:00", "region:11:01:01", "year:21", "kind:other:other", "source:0", "source:01", "none"],
)  # fmt: skip
def test_a_set_has_one_name(ask, reports, spec):
    assert ask(f"{LIST}&set={spec}").error == "noRecordsMatch"


def test_every_set_of_a_header_is_listed_and_holds_its_report(ask, reports):
    listed = dict(
        zip(
            (answer := ask(verb="ListSets")).texts("//o:setSpec"),
            answer.texts("//o:setName"),
            strict=True,
        )
    )
    assert listed["region:62:11:02"] == "甘肃省定西市安定区"
    assert listed["region:42:9004"] == "湖北省仙桃市"
    assert listed["region:none"] == "地区未注明"
    assert listed["year:2021"] == "2021年"
    assert listed["kind:news"] == "新闻"
    assert "陇中党建通讯" in listed.values()
    for header in ask(LIST).all("//o:header")[::3]:
        number = header.findtext("{*}identifier")
        for spec in [each.text for each in header.findall("{*}setSpec")]:
            assert spec in listed
            assert number in ask(f"{LIST}&set={spec}").texts("//o:identifier")
            above = spec.rpartition(":")[0]
            assert number in ask(f"{LIST}&set={above}").texts("//o:identifier")


def test_the_source_of_a_draft_is_in_no_list(ask, make_report):
    make_report(source="草稿的来源", status=Report.Status.DRAFT)
    assert "草稿的来源" not in ask(verb="ListSets").source


def test_a_harvester_of_any_set_is_told_who_went_away_and_not_where_from(ask, reports):
    withdraw_report(reports["区"])
    for spec in ("region:62", "region:42", "year:2021", "kind:report", f"source:{reports['区'].source_id}"):
        (header,) = ask(f"{LIST}&set={spec}").all("//o:header[@status='deleted']")
        assert header.findtext("{*}identifier") == f"oai:testserver:reports/{reports['区'].pk}"
        assert header.findall("{*}setSpec") == []


def test_a_set_of_a_source_follows_it_into_another(ask, reports):
    old, new = reports["区"].source_id, reports["省"].source
    Report.objects.filter(source_id=old).update(source=new)
    Source.objects.filter(pk=old).update(joined_to=new)
    assert told(ask, reports, f"source:{old}") == told(ask, reports, f"source:{new.pk}") == {"区", "省"}


def test_every_region_has_a_name_of_its_own_below_that_of_its_province():
    with django_settings.REGIONS_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    names = Counter(_levels(row["code"]) for row in rows)
    assert len(names) == len(rows) > 3000
    assert all(row["code"].startswith(_levels(row["code"]).replace(":", "")) for row in rows)
    assert all(above in names for name in names if (above := name.rpartition(":")[0]))


def test_a_long_list_of_sets_comes_in_pages_that_survive_a_new_set(sickle, make_report, reports, monkeypatch):
    monkeypatch.setattr(verbs, "SETS_AT_ONCE", 3)
    expected = [each.setSpec for each in sickle.ListSets()]
    assert len(expected) == len(set(expected)) > 15
    assert expected == sorted(expected, key=place)
    met, sets = [], sickle.ListSets()
    for each in sets:
        met.append(each.setSpec)
        if len(met) == 4:
            make_report(region="110101", date="1999")
            withdraw_report(reports["直辖"])
    assert len(met) == len(set(met))
    assert set(met) >= set(expected) - {"region:42", "region:42:9004", "kind:none"}

"""The region table of an installation."""

from __future__ import annotations

import pytest
from django.conf import settings

from archive.models import FormerRegion, Region, Report, code_prefix, codes_down_to, full_code
from archive.places.lookup import find_named
from archive.places.shown import regions_by_code
from archive.places.table import load_regions, regions_are_loaded
from search.query import InRegion, parse_query

pytestmark = pytest.mark.django_db


def test_the_shipped_file_fills_the_table_and_again_changes_nothing():
    assert not regions_are_loaded(settings.REGIONS_FILE)
    count = load_regions(settings.REGIONS_FILE)
    assert load_regions(settings.REGIONS_FILE) == count == Region.objects.count()
    assert regions_are_loaded(settings.REGIONS_FILE)
    assert Region.objects.provinces().count() == 34


def test_former_units_are_loaded_with_their_years_and_successors():
    load_regions(settings.REGIONS_FILE)
    jiaonan = FormerRegion.objects.get(name="胶南市", code="370284")
    assert (jiaonan.first_year, jiaonan.last_year, jiaonan.successor_id) == (1995, 2012, "370211")
    assert Region.objects.get(code="520602").former.filter(name="铜仁市").exists()


def test_loading_again_leaves_the_rows_of_former_units_as_they_are():
    load_regions(settings.REGIONS_FILE)
    first = FormerRegion.objects.first()
    load_regions(settings.REGIONS_FILE)
    assert FormerRegion.objects.first() == first


def test_a_table_without_its_former_units_is_not_loaded():
    load_regions(settings.REGIONS_FILE)
    FormerRegion.objects.all()[0].delete()
    assert not regions_are_loaded(settings.REGIONS_FILE)


def test_a_county_knows_its_city_and_province(regions):
    assert [unit.name for unit in Region.objects.get(code="520602").path] == ["贵州省", "铜仁市", "碧江区"]


def test_a_county_under_a_province_has_no_city_between(regions):
    assert [unit.name for unit in Region.objects.get(code="429004").path] == ["湖北省", "仙桃市"]
    assert [unit.name for unit in Region.objects.get(code="110101").path] == ["北京市", "东城区"]


def test_a_prefix_stands_for_the_unit(regions):
    assert Region.objects.get_by_code("62").name == "甘肃省"
    assert Region.objects.get_by_code("6211").name == "定西市"
    assert Region.objects.get_by_code("621100").name == "定西市"


@pytest.mark.parametrize(
    ("code", "prefix"), [("620000", "62"), ("621100", "6211"), ("621102", "621102"), ("62", "62"), ("429004", "429004")]
)
def test_the_prefix_of_a_code_is_what_all_units_below_share(code, prefix):
    assert code_prefix(code) == prefix


def prefixes(name):
    return [unit.prefix for unit in find_named(name)]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("定西市", ["6211"]),
        ("定西", ["6211"]),
        ("甘肃", ["62"]),
        ("甘肅省", ["62"]),
        ("甘肃省定西市", ["6211"]),
        ("甘肃定西", ["6211"]),
        ("62", ["62"]),
        ("620000", ["62"]),
        ("621102", ["621102"]),
        ("定西县", ["621102"]),
        ("甘肃张掖市", ["6207"]),
        ("张掖市", ["6207", "620702"]),
        ("622421", ["621102"]),
        ("江苏省南京鼓楼区", ["320106"]),
        ("南京市鼓楼", ["320106"]),
        ("福州鼓楼区", ["350102"]),
        ("乾县", ["610424"]),
        ("无此地", []),
        ("甘肃南京鼓楼区", []),
        ("99", []),
        ("621", []),
        ("区", []),
        ("", []),
        ("县" * 300, []),
    ],
)
def test_a_unit_is_found_by_name_short_name_path_former_name_and_code(regions, name, wanted):
    assert prefixes(name) == wanted


def test_all_units_of_one_name_are_found(regions):
    assert {"320106", "320302", "350102", "410204"} <= set(prefixes("鼓楼区"))


def test_a_former_unit_is_labelled_with_what_it_is_now(regions):
    assert find_named("定西县")[0].label == "甘肃省定西市安定区（旧定西县）"


def test_a_name_is_looked_up_in_two_queries_however_many_units_have_it(regions, django_assert_num_queries):
    with django_assert_num_queries(2):
        find_named("鼓楼区")


def test_a_query_names_regions_as_the_archive_does(regions):
    parsed = parse_query("地区:鼓楼区")
    assert isinstance(parsed.root, InRegion)
    assert "江苏省南京市鼓楼区" in parsed.explain[0]
    assert parse_query("地区:定西").root == InRegion("定西", ("6211",))


def test_listed_regions_are_read_at_once_with_those_they_lie_in(regions, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = regions_by_code(["621102", "110000", "429004", "999999"])
    assert {code: [each.name for each in region.path] for code, region in found.items()} == {
        "621102": ["甘肃省", "定西市", "安定区"],
        "110000": ["北京市"],
        "429004": ["湖北省", "仙桃市"],
    }
    with django_assert_num_queries(0):
        assert regions_by_code([]) == {}


def test_a_listed_region_shows_what_its_row_shows(regions):
    for row in Region.objects.select_related("parent__parent").filter(code__in=["621102", "429004", "620000"]):
        region = regions_by_code([row.code])[row.code]
        for name in ("code", "name", "short", "level", "prefix"):
            assert getattr(region, name) == getattr(row, name)
        assert region.get_absolute_url() == row.get_absolute_url()
        assert [each.code for each in region.path] == [each.code for each in row.path]


def test_all_regions_together_are_those_read_one_by_one(regions):
    codes = list(Region.objects.values_list("code", flat=True))
    together = regions_by_code(codes)
    assert len(together) == len(codes)
    assert all(together[code] == regions_by_code([code])[code] for code in codes[::97])


@pytest.mark.parametrize(
    ("typed", "code"),
    [("62", "620000"), ("6200", "620000"), ("6211", "621100"), ("621102", "621102"), ("6", ""), ("621", ""), ("六二", ""),
     ("６２", ""), ("", ""), ("6211020", ""), ("none", "")],
)  # fmt: skip
def test_a_typed_code_or_prefix_means_one_full_code(typed, code):
    assert full_code(typed) == code


def test_codes_tell_what_every_region_of_the_table_lies_in():
    load_regions(settings.REGIONS_FILE)
    for region in Region.objects.select_related("parent__parent"):
        assert codes_down_to(region.code) == tuple(each.code for each in region.path)


def test_reports_within_a_region_are_those_whose_codes_begin_alike(regions, make_report):
    for code in ("620000", "621100", "621102", "630000", "429004", ""):
        make_report(region=code)
    for region in Region.objects.filter(code__in=["620000", "621100", "621102", "420000", "429004"]):
        found = {report.region_id for report in Report.objects.within(region)}
        assert found == {
            report.region_id for report in Report.objects.all() if (report.region_id or "").startswith(region.prefix)
        }

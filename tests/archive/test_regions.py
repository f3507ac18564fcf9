"""The region table of an installation."""

from __future__ import annotations

import pytest
from django.conf import settings

from archive.models import FormerRegion, Region, code_prefix
from archive.regions import load_regions, regions_are_loaded

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

"""Names of regions in letters: those of GB/T 2260, one for each region, and found by typing them."""

import csv
import re

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.html import escape

from archive.places.letters import letters_of, spellings_of
from archive.places.shown import ListedRegion, region_name


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with settings.REGIONS_FILE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_region_of_the_table_has_letters(rows):
    with settings.REGIONS_FILE.with_name("region-letters.csv").open(encoding="utf-8") as file:
        letters = {row["code"]: row["letters"] for row in csv.DictReader(file)}
    assert letters.keys() == {row["code"] for row in rows}
    assert [word for word in letters.values() if not re.fullmatch(r"[A-Z][A-Za-zü'-]*( [A-Z][a-z]+)*", word)] == []


@pytest.mark.parametrize(
    ("code", "letters"),
    [
        ("150100", "Hohhot"), ("650100", "Urumqi"), ("230100", "Harbin"), ("540100", "Lhasa"), ("150600", "Ordos"), ("540200", "Xigaze"),
        ("230200", "Qiqihar"), ("150700", "Hulunbuir"), ("652801", "Korla"), ("653100", "Kashi"), ("632801", "Golmud"), ("513232", "Zoige"),
        ("140400", "Changzhi"), ("140428", "Zhangzi"), ("110105", "Chaoyang"), ("211300", "Chaoyang"), ("522701", "Duyun"), ("510682", "Shifang"),
        ("371722", "Shanxian"), ("410621", "Xunxian"), ("141024", "Hongtong"), ("341621", "Guoyang"), ("511822", "Yingjing"), ("421303", "Zengdu"),
        ("410783", "Changyuan"), ("420581", "Yidu"), ("540300", "Changdu"), ("411100", "Luohe"), ("222404", "Hunchun"), ("320116", "Luhe"),
        ("341500", "Lu'an"), ("350105", "Mawei"), ("340303", "Bengshan"), ("441821", "Fogang"), ("310112", "Minhang"), ("410923", "Nanle"),
        ("620722", "Minle"), ("511527", "Junlian"), ("620802", "Kongtong"), ("220106", "Lüyuan"), ("141100", "Lüliang"), ("220723", "Qian'an"),
        ("220722", "Changling"), ("520423", "Zhenning"), ("360730", "Ningdu"), ("130981", "Botou"), ("140924", "Fanshi"), ("610000", "Shaanxi"),
    ],
)  # fmt: skip
def test_a_region_has_the_letters_of_the_standard(rows, code, letters):
    row = next(row for row in rows if row["code"] == code)
    assert letters_of(code, row["name"], row["short"]) == letters
    region = ListedRegion(code, row["name"], row["short"], row["level"])
    with translation.override("en"):
        assert region_name(region).startswith(escape(letters))


@pytest.mark.parametrize(
    ("code", "name", "typed"),
    [
        ("220723", "乾安县", "qiananxian"), ("220723", "乾安", "qianan"), ("410621", "浚县", "xunxian"), ("150100", "呼和浩特市", "hohhotshi"),
        ("150100", "呼和浩特", "huhehaote"), ("141100", "吕梁", "lvliang"), ("141100", "吕梁", "luliang"), ("140400", "长治", "changzhi"),
    ],
)  # fmt: skip
def test_a_region_is_typed_by_its_letters_and_by_its_pinyin(code, name, typed):
    assert typed in spellings_of(code, name)


def test_a_region_renamed_since_has_the_pinyin_of_its_new_name():
    assert letters_of("520100", "朝阳区", "朝阳") == "Chaoyang"
    assert spellings_of("520100", "新岭市")[0] == "xinlingshi"

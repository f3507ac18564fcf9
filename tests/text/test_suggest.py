import pytest

from archive.text.places import suggest
from tests.text.gazetteer import GAZETTEER


def codes(words: str, limit: int = 10) -> list[str]:
    return [each.code for each in suggest(words, gazetteer=GAZETTEER, limit=limit)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("定西", "621100"),
        ("定西市", "621100"),
        ("碧江區", "520602"),
        ("甘肃 定西", "621100"),
        ("甘肃定西", "621100"),
        ("吉林长春朝阳区", "220104"),
        ("6211", "621100"),
        ("胶南市", "370211"),
        ("乌盖苏木", "150825"),
    ],
)
def test_the_first_suggestion_is_what_was_meant(words, code):
    assert codes(words)[0] == code


def test_a_homonym_is_offered_with_all_units_of_the_name():
    assert {"110105", "220104"} <= set(codes("朝阳区"))


def test_units_above_narrow_the_choice():
    assert codes("北京 朝阳区") == ["110105"]


def test_a_suggestion_tells_its_path_and_the_former_name_that_led_to_it():
    found = suggest("胶南市", gazetteer=GAZETTEER)[0]
    assert (found.name, found.path, found.via) == ("黄岛区", ("山东省", "青岛市", "黄岛区"), "胶南市")


def test_a_former_name_that_another_unit_bears_today_offers_both():
    assert codes("铜仁市")[:2] == ["520600", "520602"]


def test_the_name_of_today_is_found_by_no_detour():
    assert suggest("定西市", gazetteer=GAZETTEER)[0].via == ""


def test_no_unit_is_offered_twice_and_the_limit_holds():
    found = codes("城", limit=7)
    assert len(found) == len(set(found)) == 7


@pytest.mark.parametrize("words", ["", "   ", "没有这个地方"])
def test_what_names_nothing_offers_nothing(words):
    assert codes(words) == []

import pytest

from archive.text.characters import describe_script

HANS = "坚持党建引领乡村振兴，建强农村基层党组织，整顿软弱涣散村党组织，壮大村级集体经济。"
HANT = "堅持黨建引領鄉村振興，建強農村基層黨組織，整頓軟弱渙散村黨組織，壯大村級集體經濟。"


@pytest.mark.parametrize(("text", "script"), [(HANS, "hans"), (HANT, "hant"), (HANS + HANT, "mixed")])
def test_the_script_is_told_by_the_characters_that_differ(text, script):
    assert describe_script(text).value == script


def test_a_simplified_footer_does_not_make_a_traditional_text_mixed():
    assert describe_script(HANT * 10 + HANS).value == "hant"


def test_one_line_of_the_other_script_does_not_make_a_text_mixed():
    advert = "关注我们的手机报，订阅农业频道，领取优惠，还有专业团队为您服务，欢迎来电咨询"
    assert describe_script(f"{advert}\n{HANT}\n{HANT}").value == "hant"
    assert describe_script(f"{HANS}\n{HANS}\n{HANT}").value == "hans"


@pytest.mark.parametrize(
    "text", [f"{HANS}\n{HANT}", f"{HANS}\n{HANT}\n{HANS}\n{HANT}", "\n".join([HANS[:20] + HANT[20:]] * 4)]
)
def test_a_text_with_more_than_one_line_of_each_script_is_mixed(text):
    assert describe_script(text).value == "mixed"


def test_characters_of_both_scripts_say_nothing():
    evidence = describe_script("干部工作")
    assert (evidence.value, evidence.rule, evidence.quote) == (None, "not-found", "4 字中 0 字")


def test_the_quote_counts_the_telling_characters():
    assert describe_script("黨建工作").quote == "4 字中 1 字"


def test_few_characters_are_little_evidence():
    assert describe_script("黨建工作").confidence < describe_script(HANT).confidence == 1.0

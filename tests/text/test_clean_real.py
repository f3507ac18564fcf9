"""The five real reports and the samples lose their boilerplate and no paragraph."""

from pathlib import Path

import pytest

from archive.text.clean import clean_text
from archive.text.formats import extract_text
from archive.text.repair import repair_text

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "../shared/seeds"
SAMPLES = ROOT / "fixtures/samples"


seeds_are_here = pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real reports are not here")
JUNK = (
    "版权声明",
    "網站訪問人數",
    "网站访问人数",
    "微信扫码",
    "微信掃碼",
    "温馨提示",
    "溫馨提示",
    "网站客服",
    "網站客服",
    "加入收藏",
)


def seed(number: str) -> str:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return repair_text(extract_text(path.read_bytes(), path.name).text).text


@seeds_are_here
@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_no_boilerplate_of_a_real_report_is_left(number):
    text = clean_text(seed(number)).text
    assert not [words for words in (*JUNK, "版權聲明") if words in text]


@seeds_are_here
@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_no_paragraph_of_a_real_report_is_lost(number):
    report_text = seed(number)
    notices = ("1. ", "2. ", "3. ", "4. ", "版權聲明", "導語")
    paragraphs = [line for line in report_text.split("\n") if len(line) > 60 and not line.startswith(notices)]
    cleaned = clean_text(report_text).text
    assert len(paragraphs) >= 4
    assert all(line.removesuffix("(龔利軍)") in cleaned for line in paragraphs)


@seeds_are_here
@pytest.mark.parametrize(
    ("number", "first", "last"),
    [
        ("000", "近年來,碧江區", "分工管理混亂的問題。"),
        ("001", "定西市:谋深抓实", "抓在手上。"),
        ("002", "农村基层党建工作综述", "新路子。"),
        ("003", "四川泸州构建", "绩效奖金。"),
        ("004", "先進性機制交流", "全市之首。"),
    ],
)
def test_a_real_report_begins_and_ends_with_its_own_words(number, first, last):
    text = clean_text(seed(number)).text
    assert (text[: len(first)], text[-len(last) :]) == (first, last)


@seeds_are_here
def test_the_author_of_a_real_report_is_handed_on():
    assert ("byline", "(龔利軍)") in {(removal.rule, removal.text) for removal in clean_text(seed("000")).removed}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample reports are not here")
def test_no_paragraph_of_a_sample_report_is_lost():
    lost = []
    for path in sorted(SAMPLES.glob("*.txt")):
        text = repair_text(extract_text(path.read_bytes(), path.name).text).text
        cleaned = clean_text(text)
        wholesale = {"document-site", "copyright", "related", "paper-mill", "keywords"}
        taken = " ".join(removal.text for removal in cleaned.removed if removal.rule in wholesale)
        lost += [line for line in text.split("\n") if len(line) > 60 and line not in cleaned.text and line not in taken]
    assert lost == []

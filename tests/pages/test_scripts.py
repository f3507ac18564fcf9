"""Reading in the other script: the same length, the same marks, the report's own words one click away."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.languages.scripts import to_script
from archive.layout.lines import lay_out
from search.fold import fold
from search.hits import find_marks
from search.query import parse_query

TEXT = "一、后进村整顿\n干部发现里面软弱涣散，**区整顿。\n二、以后\n再整顿软弱涣散□□。"
scripts = pytest.mark.parametrize("script", ["hans", "hant"])


def written(reading) -> str:
    return "\n".join(
        "".join(piece.text for run in line.runs for piece in run.parts if piece.change != "del")
        for line in reading.lines
    )


def test_phrases_are_converted_and_not_only_characters():
    assert to_script("干部发现后进村，理发店在里面", "hant") == "幹部發現後進村，理髮店在裡面"
    assert to_script("乾坤未定，乾燥", "hans") == "乾坤未定，干燥"


@scripts
@given(st.text(alphabet=st.sampled_from("后干发里面系统台乾着著，。\n*□ab 𠮷軟弱渙散软弱涣散"), max_size=80))
def test_a_converted_text_is_as_long_as_its_original_and_folds_alike(script, text):
    shown = to_script(text, script)
    assert len(shown) == len(text)
    assert [c for c in shown if c in "*□\n"] == [c for c in text if c in "*□\n"]


@scripts
def test_the_hits_of_200_random_terms_are_those_of_the_text_in_either_script(samples_text, script):
    chance = random.Random(5)
    tried = 0
    while tried < 200:
        text = chance.choice(samples_text)
        start = chance.randrange(len(text) - 6)
        term = text[start : start + chance.randint(1, 6)].strip()
        if not term or '"' in fold(term) or "\n" in term:  # a quotation mark would end the phrase
            continue
        tried += 1
        for asked in (term, to_script(term, script)):
            marks = find_marks(text, parse_query(f'"{asked}"'), "folded")
            reading = lay_out(text, marks, shown=to_script(text, script))
            numbered = [run.number for line in reading.lines for run in line.runs if run.number]
            assert reading.hits == len(marks) == fold(text).count(fold(asked)), asked
            assert numbered == list(range(1, len(marks) + 1)), asked


@pytest.fixture(scope="module")
def samples_text() -> list[str]:
    from django.conf import settings

    paths = sorted(settings.SAMPLES_DIR.glob("*.txt"))
    texts = [path.read_bytes().decode("utf-8", errors="ignore") for path in paths]
    return [text for text in texts if len(text) > 300]


def test_a_report_is_read_in_traditional_with_its_marks_where_they_were(make_report, read):
    address = make_report(title="整顿后进村", text=TEXT, is_redacted=True).get_absolute_url()
    plain, other = read(address, q="软弱涣散"), read(address, q="软弱涣散", script="hant")
    assert other.texts("//h1") == ["整頓後進村"]
    assert other.texts("//div[@class='text']//mark") == ["軟弱渙散", "軟弱渙散"]
    assert other.all("//div[@class='text']//@id") == plain.all("//div[@class='text']//@id")
    assert other.texts("//div[@class='text']//span[@class='redaction']") == ["**"]
    assert other.texts("//nav[@class='outline']//li") == ["一、後進村整頓1 处", "二、以後1 处"]


def test_the_language_of_the_words_is_that_of_the_script_they_are_read_in(make_report, read):
    address = make_report(text=TEXT).get_absolute_url()
    assert read(address).all("//div[@class='text']/@lang | //h1/@lang") == ["zh-Hans"] * 2
    assert read(address, script="hant").all("//div[@class='text']/@lang | //h1/@lang") == ["zh-Hant"] * 2


def test_the_original_is_one_click_away_and_said(make_report, read):
    address = make_report(text=TEXT).get_absolute_url()
    page = read(address, q="整顿", script="hant")
    assert "现读作繁体" in page.text
    (back,) = page.links("回到原字形")
    assert "后进村" in read(back).text
    assert "q=" in back
    assert page.links("简体") == [back]


def test_the_reports_own_script_is_its_plain_address(make_report, read):
    report = make_report(text="軟弱渙散", script="hant")
    page = read(report.get_absolute_url())
    assert page.texts("//nav[@class='scripts']/a[@aria-current]") == ["繁體"]
    assert page.links("繁體") == [report.get_absolute_url()]
    assert "现读作" not in read(report.get_absolute_url(), script="hant").text


def test_removed_words_stay_as_the_original_had_them(make_report, read):
    edits = [{"start": 1, "before": "后", "after": "发", "kind": "editor", "rule": "editor"}]
    page = read(
        make_report(text="头发", extracted_text="头后", edits=edits).get_absolute_url(), script="hant", edits="1"
    )
    assert page.texts("//p[@id='p1']/del") == ["后"]
    assert page.texts("//p[@id='p1']/ins") == ["髮"]


def test_what_is_masked_and_lost_is_counted_in_a_note(make_report, read):
    page = read(make_report(text=TEXT).get_absolute_url())
    assert "文中 1 处由原文隐去（显示为 **）。1 处有字缺损，以 □ 代。" in page.text


def test_the_hit_bar_counts_200_random_terms_as_they_stand_in_the_text_read_in_either_script(
    samples_text, make_report, read
):
    chance = random.Random(21)
    for text in chance.sample(samples_text, 5):
        report = make_report(text=text)
        terms = chance.sample(sorted(set(re.findall(r"\w{2,4}", text))), 40)
        for some in (terms[start : start + 20] for start in (0, 20)):  # a page counts the terms of one question
            for script in ("hans", "hant"):
                question = " OR ".join(f'"{to_script(term, script)}"' for term in some)
                page = read(report.get_absolute_url(), q=question, script=script)
                shown = [
                    ("".join(link.xpath("span/text()")), int(link.xpath("string(text())").replace(",", "")))
                    for link in page.all("//p[@class='hit-terms']/a[span]")
                ]
                assert {fold(term): count for term, count in shown} == {
                    fold(term): fold(text).count(fold(term)) for term in some
                }
                found, hits = (
                    page.all(f"string({path})")
                    for path in ("//p[@class='hit-terms']/a[1]", "//p[@class='hit-count']/text()")
                )
                assert found.removeprefix("全部 ") == hits

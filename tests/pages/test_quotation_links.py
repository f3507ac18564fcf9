"""Links to a quoted passage never lie: what has moved, changed or stands twice is said, a lookalike is not marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.layout.passage import TextQuote, locate_passage

SENTENCE = "支部把难办的事摆到桌面上来办"
TEXT = f"""各村先开会。
以往是往后拖。
北街村的做法是，{SENTENCE}，一件一件地销号。
中间还有一段。
南街村也一样：{SENTENCE}。年底回头看。
再往下还有一段。"""
CORRECTED = TEXT.replace("难办", "最难", 1)
FIRST = {"quote": SENTENCE, "prefix": "街村的做法是，", "suffix": "，一件一件地销", "p": "3"}
SECOND = {"quote": SENTENCE, "prefix": "南街村也一样：", "suffix": "。年底回头看。", "p": "5"}
SHORTER = TEXT.split("\n", 2)[2]


def starts(text: str) -> list[int]:
    return [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]


def locate(text: str, **quote):
    return locate_passage(text, TextQuote(**quote), starts(text))


@pytest.fixture
def opened(make_report, read):
    """Open a report of a text at the address of a quotation; return the page and the remarks on it."""

    def opened(text: str, **address):
        page = read(make_report(text=text).get_absolute_url(), **address)
        assert page.status == 200
        return page, "".join(page.texts("//article//p[@class='note'][@role='status']"))

    return opened


def marked(page) -> list[tuple[str, str]]:
    """The marked passage with the number of its paragraph."""
    return [(mark.xpath("ancestor::p/@id")[0], mark.text_content()) for mark in page.all("//span[@id='passage']")]


def test_surroundings_choose_between_the_same_words(opened):
    for address, paragraph in ((FIRST, "p3"), (SECOND, "p5")):
        page, said = opened(TEXT, **address)
        assert (marked(page), said) == ([(paragraph, SENTENCE)], "")


def test_a_lookalike_is_not_marked_where_the_passage_was_corrected(opened):
    page, said = opened(CORRECTED, **FIRST)
    assert marked(page) == []
    assert "在现在的正文中找不到" in said
    assert page.links("第 5 段")[0] == "#p5"


def test_an_old_link_does_not_mark_a_lookalike_either(opened):
    page, said = opened(CORRECTED, quote=SENTENCE, p="3")
    assert marked(page) == []
    assert "在现在的正文中找不到" in said
    assert "第 5 段" in said


def test_links_are_not_swapped_when_paragraphs_above_are_deleted(opened):
    for address, was, now in ((FIRST, 3, 1), (SECOND, 5, 3)):
        page, said = opened(SHORTER, **address)
        assert marked(page) == [(f"p{now}", SENTENCE)]
        assert f"原在第 {was} 段，现在第 {now} 段" in said


def test_an_old_link_to_words_that_stand_twice_marks_the_nearest_and_says_that_there_are_others(opened):
    page, said = opened(TEXT, quote=SENTENCE, p="5")
    assert marked(page) == [("p5", SENTENCE)]
    assert "有 2 处：第 3 段、第 5 段" in said
    assert "标出的是第 5 段的一处" in said


def test_an_old_link_to_a_paragraph_behind_the_end_marks_the_last_place(opened):
    page, said = opened(SHORTER, quote=SENTENCE, p="5")
    assert marked(page) == [("p3", SENTENCE)]
    assert "有 2 处：第 1 段、第 3 段" in said


def test_an_old_link_goes_on_working_where_its_words_stand_once(opened):
    page, said = opened(TEXT, quote="往后拖", p="2")
    assert (marked(page), said) == ([("p2", "往后拖")], "")
    page, said = opened(f"新加一段。\n{TEXT}", quote="往后拖", p="2")
    assert marked(page) == [("p3", "往后拖")]
    assert "原在第 2 段，现在第 3 段" in said
    assert "没有记下前后文" in said


def test_a_link_without_a_paragraph_goes_on_working(opened):
    page, said = opened(TEXT, quote="往后拖")
    assert (marked(page), said) == ([("p2", "往后拖")], "")


def test_words_that_now_stand_twice_with_the_same_surroundings_are_not_guessed(opened):
    doubled = f"{TEXT}\n北街村的做法是，{SENTENCE}，一件一件地销号。"
    page, said = opened(f"新加一段。\n{doubled}", **FIRST)
    assert marked(page) == []
    assert "有 2 处：第 4 段、第 8 段" in said
    assert "没有标出" in said


def test_a_corrected_passage_says_what_stands_there_now(opened):
    page, said = opened(TEXT.replace("难办", "最难"), **FIRST)
    assert marked(page) == []
    assert "已经更正" in said
    assert "第 3 段" in said
    assert "支部把最难的事摆到桌面上来办" in said


def test_a_passage_whose_surroundings_were_corrected_is_named_and_not_marked(opened):
    page, said = opened(TEXT.replace("，一件一件", "，一样一样"), **FIRST)
    assert marked(page) == []
    assert "前后文可能已经更正" in said
    assert {"#p3", "#p5"} <= set(page.links("第 3 段") + page.links("第 5 段"))


def test_the_w3cs_own_name_of_the_words_is_understood(opened):
    address = {"exact" if name == "quote" else name: value for name, value in SECOND.items()}
    page, said = opened(TEXT, **address)
    assert (marked(page), said) == ([("p5", SENTENCE)], "")


def test_a_link_made_in_the_other_script_finds_its_place(opened):
    page, _ = opened(
        TEXT, quote="支部把難辦的事擺到桌面上來辦", prefix="南街村也一樣：", suffix="。年底回頭看。", p="5"
    )
    assert marked(page) == [("p5", SENTENCE)]


def test_the_surroundings_of_a_long_passage_tell_its_ends(opened):
    page, _ = opened(TEXT, quote="支部把难…桌面上来办", prefix="南街村也一样：", suffix="。年底", p="5")
    assert marked(page) == [("p5", SENTENCE)]


def test_too_long_surroundings_are_refused_with_a_sentence(make_report, read):
    page = read(make_report(text=TEXT).get_absolute_url(), quote="往后拖", prefix="长" * 41)
    assert page.status == 400
    assert "前文（prefix）至多 40 字" in page.text


def test_remarks_are_in_the_language_of_the_page(opened, client):
    client.cookies["lang"] = "en"
    assert "was in paragraph 3 and is now in paragraph 1" in opened(SHORTER, **FIRST)[1]
    assert "cannot be found in the present text" in opened(CORRECTED, **FIRST)[1]


def test_a_report_of_many_parts_links_to_the_part_of_a_paragraph(make_report, read):
    text = "\n".join(
        f"第{number}段的话，{SENTENCE}。" if number in (5, 2500) else f"第{number}段。" for number in range(1, 3001)
    )
    page = read(make_report(text=text).get_absolute_url(), quote=SENTENCE, p="5")
    (address,) = page.links("第 2500 段")
    assert address.endswith("?p=2500#p2500")
    assert read(address.partition("#")[0]).all("//p[@id='p2500']")


@given(st.text(alphabet="甲乙丙\n", min_size=3, max_size=40), st.data())
def test_what_is_marked_always_has_the_words_and_the_surroundings_of_the_link(text, data):
    at = data.draw(st.integers(1, len(text) - 1))
    end = data.draw(st.integers(at, len(text)))
    quote = {"exact": text[at:end], "prefix": text[max(0, at - 4) : at], "suffix": text[end : end + 4]}
    changed = data.draw(st.text(alphabet="甲乙丙\n", max_size=40))
    span = locate(changed, **quote, paragraph=1).span
    if span:
        flat, before = changed.replace("\n", ""), len(changed[: span[0]].replace("\n", ""))
        words = {name: value.replace("\n", "") for name, value in quote.items()}
        assert flat[before:].startswith(words["exact"] + words["suffix"])
        assert flat[:before].endswith(words["prefix"])


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 30))
def test_a_link_leads_to_its_own_place_in_the_text_that_it_was_made_of(start, length):
    words = TEXT[start : start + length]
    if not words.strip():
        return
    prefix, suffix = TEXT[max(0, start - 12) : start], TEXT[start + length : start + length + 12]
    paragraph = TEXT[:start].count("\n") + 1
    located = locate(TEXT, exact=words, prefix=prefix, suffix=suffix, paragraph=paragraph)
    assert located.span
    assert TEXT[slice(*located.span)].split() == words.split()

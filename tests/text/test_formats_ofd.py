"""An OFD is read in reading order, by the same rules as a PDF."""

import pytest

from archive.text.formats import extract_text
from archive.text.formats.media_types import OFD
from tests.text.made_files import CLOSING, PROSE, TITLE, ofd_file, ofd_text, zip_file
from tests.text.reading import read, refusal

LINES = (
    "今年以来，镇党委抓好班子建设，逐村走访，群众反映良好，各村党",
    "支部每月开展主题党日活动，党员到会率明显提高，村务公开更加规",
    "范，群众满意。",
)


def lines(*words: str, x: float = 20, y: float = 20) -> str:
    return "".join(ofd_text(x, y + 7 * at, each) for at, each in enumerate(words))


def test_an_ofd_gives_its_lines_from_top_to_bottom_however_they_are_written():
    drawn = [ofd_text(20, 20 + 7 * at, words) for at, words in enumerate((TITLE, PROSE[:20], CLOSING))]
    extracted = extract_text(ofd_file("".join(reversed(drawn))), "a.ofd")
    assert (extracted.text, extracted.media_type) == (f"{TITLE}\n{PROSE[:20]}\n{CLOSING}", OFD)


def test_full_lines_of_a_paragraph_are_joined():
    assert "".join(LINES) in read(ofd_file(lines(*LINES)))


def test_cells_of_a_row_are_parted():
    rows = [("村名", "党员数", "书记"), ("东沟村", "41", "王明远"), ("西沟村", "38", "李新华")]
    drawn = "".join(
        ofd_text(20 + 40 * column, 20 + 8 * row, words)
        for row, cells in enumerate(rows)
        for column, words in enumerate(cells)
    )
    assert "东沟村\t41\t王明远" in read(ofd_file(drawn))


def test_characters_placed_one_by_one_and_in_blocks_are_one_line():
    single = "".join(ofd_text(20 + 4.2 * at, 20, letter) for at, letter in enumerate(LINES[0]))
    block = f"<ofd:PageBlock ID='5'><ofd:PageBlock ID='6'>{ofd_text(20, 27, LINES[1])}</ofd:PageBlock></ofd:PageBlock>"
    assert LINES[0] + LINES[1] in read(ofd_file(single + block))


@pytest.mark.parametrize("delta", ["4.2 " * 29, "g 29 4.2", "g 10 4.2 4.2 g 18 4.2", "", "g 999999999 4.2", "g 3"])
def test_steps_are_read_in_every_form(delta):
    words = LINES[0][:30]
    assert read(ofd_file(ofd_text(20, 20, words, delta=delta))).replace("\t", "").replace(" ", "") == words


def test_words_of_a_template_and_of_every_page_are_running_heads():
    pages = [lines(*(f"第{at}组{words}" for words in LINES), y=40) for at in range(4)]
    extracted = extract_text(ofd_file(*pages, template=ofd_text(20, 10, "柳河镇党建工作简报")), "a")
    assert extracted.text.count("柳河镇党建工作简报") == len(extracted.cuts) > 0


def test_slanted_words_are_a_watermark_and_hidden_ones_are_none():
    slanted = ofd_text(60, 60, "内部资料", more='CTM="0.7 -0.7 0.7 0.7 0 0"', size=12)
    hidden = ofd_text(20, 90, "看不见的字", more='Visible="false"')
    extracted = extract_text(ofd_file(lines(*LINES) + slanted + hidden), "a")
    assert "看不见" not in extracted.text
    cut = "".join(extracted.text[start:end] for start, end, _ in extracted.cuts)
    assert "内部资料" in cut


def test_the_title_counts_only_if_the_text_says_it():
    info = f"<ofd:Title>{TITLE}</ofd:Title><ofd:CreationDate>2021-08-16</ofd:CreationDate>"
    hints = extract_text(ofd_file(info=info), "a").hints
    assert (hints.title, hints.weak_date) == (TITLE, "2021-08-16")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: zip_file({"OFD.xml": "<x/>", "Encryptions.xml": "x"}), "密码"),
        (lambda: zip_file({"OFD.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), "已损坏"),
        (lambda: zip_file({"OFD.xml": b"<x/>" + b" " * 120_000_000}), "展开后过大"),
        (lambda: ofd_file(lines("\ue123\ue124\ue125汇报")), "没有带编码"),
        (lambda: ofd_file("<ofd:ImageObject ID='3'/>"), "扫描件"),
        (lambda: zip_file({"OFD.xml": "<a><DocBody><DocRoot>../../etc/passwd</DocRoot></DocBody></a>"}), "已损坏"),
    ],
)
def test_an_ofd_without_readable_words_names_the_remedy(make, words):
    assert words in refusal(make())


def test_wide_and_narrow_letters_of_a_word_are_not_parted():
    assert read(ofd_file(ofd_text(20, 20, "WmilW", delta="3.9 3.3 1 1 3.9"))) == "WmilW"


def test_letters_without_codes_are_told():
    extracted = extract_text(ofd_file(lines(*LINES, "第\ue123组")), "a")
    assert "1 个字" in extracted.warnings[0]

"""The text of recognised pages: the order of lines by where they stand, paragraphs, page numbers, doubtful characters."""

from __future__ import annotations

import pytest

from archive.text.edits import apply_edits
from archive.text.formats.extracted import ExtractedText, FormatError, cut_edits
from archive.text.formats.recognised.found import FoundLine, FoundPage
from archive.text.formats.recognised.text import compose
from tests.scanning import line

LEFT = [
    "今年以来，镇党委抓好班子建设，",
    "逐村走访，摸清底数，制定整改方",
    "案，一村一策，按月督查，销号管",
    "理。群众反映良好。",
]
RIGHT = [
    "一年来共整顿软弱涣散村党组织四",
    "个，调整村党支部书记三名，选派",
    "第一书记五名，培养后备干部十八",
    "名。集体经济空白村全部消除。",
]


def composed(*pages: list[FoundLine]) -> ExtractedText:
    found = [FoundPage(number, 1400, 2000, lines=tuple(lines)) for number, lines in enumerate(pages, 1)]
    return compose(found, media_type="application/pdf", recogniser="test 1")


def column(lines: list[str], left: int, top: int, *, slope: float = 0.0) -> list[FoundLine]:
    return [line(words, left, top + 60 * at, slope=slope) for at, words in enumerate(lines)]


def test_columns_are_read_one_behind_the_other_below_a_title_that_spans_both():
    title = line("柳河镇党建工作简报", 500, 100, size=60)
    found = [title, *column(LEFT, 60, 260), *column(RIGHT, 740, 270)]
    text = composed(found).text
    assert text.startswith("柳河镇党建工作简报\n今年以来")
    assert text.index("群众反映良好") < text.index("一年来共整顿")
    assert "制定整改方案，一村一策，按月督查，销号管理" in text
    assert "四个，调整村党支部书记三名，选派第一书记五名" in text


def test_the_order_in_which_lines_were_found_does_not_matter():
    found = [*column(LEFT, 60, 260), *column(RIGHT, 740, 270)]
    assert composed(found[::-1]).text == composed(found).text


@pytest.mark.parametrize("slope", [-0.03, 0.03])
def test_a_page_scanned_askew_reads_as_a_straight_one(slope):
    def askew(left: int) -> int:
        return 260 + round(slope * left)

    straight = composed([*column(LEFT, 60, 260), *column(RIGHT, 740, 260)]).text
    tilted = [*column(LEFT, 60, askew(60), slope=slope), *column(RIGHT, 740, askew(740), slope=slope)]
    assert composed(tilted).text == straight


def test_a_row_of_a_table_is_a_line_with_its_cells_apart():
    rows = [
        ("村名", "党员", "书记"),
        ("东沟村", "41名", "连任"),
        ("西沟村", "38名", "新任"),
        ("柳河村", "52名", "连任"),
    ]
    found = [
        line(cell, left, 200 + 70 * at)
        for at, row in enumerate(rows)
        for cell, left in zip(row, (100, 500, 900), strict=True)
    ]
    assert composed(found).text.split("\n")[1:3] == ["东沟村\t41名\t连任", "西沟村\t38名\t新任"]


def test_a_paragraph_goes_on_behind_the_page_number():
    first = [*column(LEFT[:3], 60, 260), line("— 3 —", 700, 1900)]
    second = [line(LEFT[3], 60, 260), *column(RIGHT, 60, 320)]
    extracted = composed(first, second)
    assert "— 3 —" in extracted.text
    text = apply_edits(extracted.text, cut_edits(extracted))
    assert "销号管理。" in text
    assert "3" not in text
    assert [rule for _, _, rule in extracted.cuts] == ["page-number"]


def test_a_figure_that_stands_in_the_text_is_no_page_number():
    extracted = composed(
        [*column(["本村党员合计如下，其中预备党员不", "计在内，流动党员另册登记造表为"], 60, 260), line("38", 60, 380)]
    )
    assert extracted.text.endswith("38")
    assert extracted.cuts == ()


def test_a_paragraph_that_is_set_in_begins_a_new_line():
    lines = [line(LEFT[0], 140, 200), *column(LEFT[1:], 60, 260), line("一年来共整顿软弱涣散村党组", 140, 500)]
    paragraphs = composed(lines).text.split("\n")
    assert [paragraph[:4] for paragraph in paragraphs] == ["今年以来", "一年来共"]


def test_every_line_keeps_its_place_and_its_doubtful_characters():
    sure = [0.99] * 4 + [0.4, 0.5] + [0.99] * 2
    extracted = composed([line("整顿软弱涣散村党", 100, 200, sure=sure), line("组织", 100, 300)])
    page = extracted.recognised[0]
    for each, words in zip(page.lines, ("整顿软弱涣散村党", "组织"), strict=True):
        assert extracted.text[each.start : each.end].startswith(words[:2])
    assert [extracted.text[start:end] for start, end in page.lines[0].doubtful] == ["涣散"]
    assert page.lines[0].box == (100, 200, 420, 240)
    assert page.lines[1].doubtful == ()


def test_marks_among_han_are_wide_and_those_of_figures_stay():
    extracted = composed([line("(一)抓班子,强队伍:共走访1,286户(次)!见Tab.2,3", 100, 200)])
    assert extracted.text == "（一）抓班子，强队伍：共走访1,286户（次）！见Tab.2,3"


def test_pages_without_words_are_named_and_a_scan_without_any_is_refused():
    assert composed([line("整顿软弱涣散村党组织", 100, 200)], []).warnings == (
        "第 2 页没有认出文字，可能是空白页或图片。请与原件核对。",
    )
    with pytest.raises(FormatError, match=r"没有认出文字.*重新扫描"):
        composed([], [])


def test_a_page_that_failed_is_named_with_its_reason():
    pages = [
        FoundPage(1, 10, 10, lines=(line("整顿软弱涣散村党组织", 0, 0),)),
        FoundPage(2, 1, 1, fault="没有识别成（太复杂）"),
    ]
    extracted = compose(pages, media_type="image/tiff", recogniser="test 1")
    assert extracted.warnings == ("第 2 页没有识别成（太复杂），没有收入。请与原件核对。",)


def test_what_no_text_holds_is_not_in_it_and_offsets_fit():
    extracted = composed([line(" 整\x00顿\n到位 ", 100, 200)])
    assert extracted.text == "整 顿 到位"
    assert extracted.recognised[0].lines[0].end == len(extracted.text)


def test_columns_keep_their_first_row_below_a_title_that_ends_where_they_do():
    title = line("柳河镇党建工作简报", 400, 100, size=52)
    found = [title, *column([LEFT[0][:12], *LEFT[1:]], 60, 260), *column([RIGHT[0][:13], *RIGHT[1:]], 740, 260)]
    text = composed(found).text
    assert "\t" not in text
    assert text.index("群众反映良好") < text.index("一年来共整顿")


def test_a_running_head_goes_and_a_first_line_of_its_own_stays():
    pages = [
        [
            line(f"柳河镇党建工作简报第{number}期", 60, 60),
            *column([f"{village}村整顿到位。" * 2, "群众满意。"], 60, 300),
        ]
        for number, village in enumerate(("东沟", "西沟", "南坪", "北坡"), 1)
    ]
    extracted = composed(*pages)
    text = apply_edits(extracted.text, cut_edits(extracted))
    assert "简报" not in text
    assert text.startswith("东沟村")
    assert {rule for _, _, rule in extracted.cuts} == {"running-head"}


def test_first_lines_that_end_a_sentence_are_no_running_heads():
    pages = [
        [line("本村党员合计四十一名。", 60, 60), *column([f"{village}村整顿到位。" * 2, "群众满意。"], 60, 300)]
        for village in ("东沟", "西沟", "南坪")
    ]
    assert composed(*pages).cuts == ()


def test_a_line_with_a_blank_in_it_runs_on_like_any_other():
    found = [
        line("柳河镇讯", 60, 200),
        line("今年以来镇党委逐村", 320, 200),
        *column(["走访，摸清底数，制定整改方案，", "一村一策。"], 60, 260),
    ]
    assert composed(found).text == "柳河镇讯\t今年以来镇党委逐村走访，摸清底数，制定整改方案，一村一策。"

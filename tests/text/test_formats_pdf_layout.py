"""pdf by geometry: columns, tables, lines that go on, and letters that stand oddly on the page."""

import re

import pytest

from tests.text.drawn_pdf import HEIGHT, PROSE, WIDTH, drawn, extracted, shown, wrapped, write, write_lines

LEFT, RIGHT = 60.0, 320.0


def two_columns(canvas, lines, *, by_rows):
    half = (len(lines) + 1) // 2
    columns = ((LEFT, lines[:half]), (RIGHT, lines[half:]))
    if not by_rows:
        for x, column in columns:
            write_lines(canvas, x, 760, column)
        return
    for at in range(half):
        for x, column in columns:
            if at < len(column):
                write(canvas, x, 760 - 20 * at, column[at])


@pytest.mark.parametrize("by_rows", [False, True], ids=["column by column", "line by line across the page"])
@pytest.mark.parametrize("length", [18, 14, 10])
def test_two_columns_are_read_one_after_the_other_with_no_letter_lost(by_rows, length):
    lines = wrapped(PROSE, length)
    assert shown(drawn(lambda canvas: two_columns(canvas, lines, by_rows=by_rows))).replace("\n", "") == PROSE


@pytest.mark.parametrize("length", [18, 14, 10])
def test_a_phrase_across_the_end_of_a_narrow_line_stands_in_one_line_of_the_text(length):
    text = shown(drawn(lambda canvas: two_columns(canvas, wrapped(PROSE, length), by_rows=True)))
    assert all(
        phrase in text for phrase in ("群众反映良好", "主题党日活动", "第一书记五名", "乡村振兴提供坚强组织保证")
    )


def test_columns_whose_lines_stand_at_other_heights_are_columns():
    lines = wrapped(PROSE, 18)

    def page(canvas):
        write_lines(canvas, LEFT, 760, lines[:6])
        write_lines(canvas, RIGHT, 753, lines[6:])

    assert shown(drawn(page)).replace("\n", "") == PROSE


def test_a_title_above_two_columns_and_a_line_below_them_stay_apart_from_both():
    lines = wrapped(PROSE, 18)

    def page(canvas):
        write(canvas, 190, 800, "柳河镇党委换届工作总结", 20)
        two_columns(canvas, lines, by_rows=True)
        write(
            canvas,
            LEFT,
            560,
            "（本刊由镇党委办公室编印，欢迎各村党支部来稿，来稿请注明联系方式和姓名，稿酬从优，每季度一结）",
        )

    text = shown(drawn(page)).split("\n")
    assert text[0] == "柳河镇党委换届工作总结"
    assert "".join(text[1:-1]) == PROSE
    assert text[-1].startswith("（本刊由")


@pytest.mark.parametrize("gap", [24, 60])
def test_a_table_below_two_columns_is_no_part_of_them(gap):
    lines = wrapped(PROSE, 14)

    def page(canvas):
        two_columns(canvas, lines, by_rows=True)
        for at, row in enumerate((("东沟村", "41", "王明远"), ("西沟村", "38", "李新华"), ("南坪村", "52", "赵国梁"))):
            for column, cell in enumerate(row):
                write(canvas, 60 + 130 * column, 760 - 20 * (len(lines) // 2) - gap - 20 * at, cell)

    text = shown(drawn(page)).split("\n")
    assert text[-3:] == ["东沟村\t41\t王明远", "西沟村\t38\t李新华", "南坪村\t52\t赵国梁"]
    assert "".join(text[:-3]) == PROSE


TABLE = [["村名", "党员人数", "书记", "备注"], ["东沟村", "41", "王明远", "连任"], ["西沟村", "38", "李新华", ""],
         ["南坪村", "", "赵国梁", "新任"]]  # fmt: skip
ROWS = ["\t".join(row).rstrip("\t") for row in TABLE]


def table(canvas, *, ruled=False, step=130.0):
    for at, row in enumerate(TABLE):
        for column, cell in enumerate(row):
            write(canvas, 60 + step * column, 700 - 24 * at, cell)
    if ruled:
        for at in range(len(TABLE) + 1):
            canvas.line(56, 718 - 24 * at, 56 + 4 * step, 718 - 24 * at)
        for column in range(5):
            canvas.line(56 + step * column, 718, 56 + step * column, 718 - 24 * len(TABLE))


@pytest.mark.parametrize("ruled", [False, True], ids=["by gaps", "with ruled lines"])
def test_the_cells_of_a_table_are_parted_by_tabs_and_an_empty_one_keeps_its_place(ruled):
    text = shown(drawn(lambda canvas: table(canvas, ruled=ruled)))
    assert text.split("\n") == ROWS


def test_cells_that_nearly_touch_are_parted_where_a_ruled_line_stands():
    text = shown(drawn(lambda canvas: table(canvas, ruled=True, step=54)))
    assert text.split("\n") == ROWS


def test_a_table_between_paragraphs_joins_neither():
    def page(canvas):
        write_lines(canvas, 60, 800, wrapped(PROSE[:70], 39))
        table(canvas)
        write_lines(canvas, 60, 560, wrapped(PROSE[62:], 39))

    text = shown(drawn(page)).split("\n")
    assert [line for line in text if "\t" in line] == ROWS
    assert text[0] == PROSE[:70]
    assert "".join(text[5:]) == PROSE[62:]


@pytest.mark.parametrize("is_middle", [False, True], ids=["at the top of its row", "in the middle of its row"])
def test_a_cell_of_several_lines_is_one_cell(is_middle):
    note = ["新任，群众推荐，曾任村", "会计多年，熟悉村情，办", "事公道"]

    def page(canvas):
        for at, (name, number) in enumerate((("东沟村", "41"), ("西沟村", "38"), ("南坪村", "52"))):
            top = 700 - 66 * at
            canvas.line(56, top + 14, 456, top + 14)
            lines = note if at == 1 else ["连任"]
            write_lines(canvas, 260, top, lines, leading=18)
            level = top - (18 if is_middle and at == 1 else 0)
            write(canvas, 60, level, name)
            write(canvas, 160, level, number)
        canvas.line(56, 516, 456, 516)
        for x in (56, 150, 250, 456):
            canvas.line(x, 516, x, 714)

    text = shown(drawn(page))
    assert text.split("\n") == ["东沟村\t41\t连任", "西沟村\t38\t" + "".join(note), "南坪村\t52\t连任"]


def box(canvas, left, top, right, bottom):
    """The four sides of a cell, each drawn by itself, as browsers do."""
    for x0, y0, x1, y1 in (
        (left, top, right, top),
        (left, bottom, right, bottom),
        (left, bottom, left, top),
        (right, bottom, right, top),
    ):
        canvas.line(x0, y0, x1, y1)


def test_two_tables_under_each_other_stay_two():
    def page(canvas):
        for at, row in enumerate(TABLE):
            for column, cell in enumerate(row):
                left, top = 56 + 60 * column, 718 - 24 * at
                box(canvas, left, top, left + 60, top - 24)
                write(canvas, left + 4, top - 18, cell)
        for at, row in enumerate((("序号", "姓名", "职务"), ("1", "张三", "书记"), ("2", "李四", "委员"))):
            for column, cell in enumerate(row):
                write(canvas, 60 + 40 * column, 600 - 20 * at, cell)

    assert shown(drawn(page)).split("\n") == [*ROWS, "序号\t姓名\t职务", "1\t张三\t书记", "2\t李四\t委员"]


def test_long_prose_in_a_cell_of_a_form_is_one_text():
    def page(canvas):
        for at, (label, words) in enumerate((("姓名", "王明远"), ("主要事迹", PROSE), ("支部意见", "同意"))):
            lines = wrapped(words, 28)
            top = (780, 756, 560)[at]
            bottom = (756, 560, 536)[at]
            box(canvas, 56, top, 156, bottom)
            box(canvas, 156, top, 520, bottom)
            write(canvas, 60, (top + bottom) / 2 - 4, label)
            write_lines(canvas, 162, top - 18, lines)

    assert shown(drawn(page)).split("\n") == ["姓名\t王明远", "主要事迹\t" + PROSE, "支部意见\t同意"]


def test_letters_set_wide_apart_are_one_word():
    def page(canvas):
        for at, character in enumerate("工作总结"):
            write(canvas, 180 + 40 * at, 760, character, 20)
        for at, character in enumerate("镇党委抓好班子建设"):
            write(canvas, 60 + 17 * at, 700, character)

    assert shown(drawn(page)) == "工作总结\n镇党委抓好班子建设"


@pytest.mark.parametrize("shift", [(0.4, 0.0), (0.0, 0.0), (1.2, -1.2)], ids=["bold", "at one place", "a shadow"])
@pytest.mark.parametrize("by_character", [False, True])
def test_what_is_printed_twice_is_there_once(shift, by_character):
    title = "柳河镇党党委换届总结"  # two characters that belong there

    def page(canvas):
        pieces = [(120 + 16 * at, each) for at, each in enumerate(title)] if by_character else [(120, title)]
        for x, words in pieces:
            write(canvas, x, 780, words, 16)
            write(canvas, x + shift[0], 780 + shift[1], words, 16)

    assert shown(drawn(page)) == title


def test_vertical_lines_are_read_downwards_from_the_right():
    def page(canvas):
        for column, line in enumerate(wrapped(PROSE, 30)):
            for at, character in enumerate(line):
                write(canvas, 520 - 24 * column, 780 - 15 * at, character)

    assert shown(drawn(page)).replace("\n", "") == PROSE


def test_tiers_of_a_vertical_page_are_read_from_the_upper_one_down():
    lines = wrapped(PROSE, 14)

    def page(canvas):
        for top, tier in ((780, lines[:7]), (500, lines[7:])):
            for column, line in enumerate(tier):
                for at, character in enumerate(line):
                    write(canvas, 520 - 24 * column, top - 15 * at, character)

    assert shown(drawn(page)) == PROSE


def test_a_page_number_and_figures_on_their_side_do_not_upset_vertical_lines():
    words = PROSE[:100] + "二〇一九年"

    def page(canvas):
        for column, line in enumerate(wrapped(words, 30)):
            for at, character in enumerate(line):
                write(canvas, 520 - 24 * column, 780 - 15 * at, character)
        canvas.saveState()
        canvas.translate(520 - 24 * 3 + 2, 780 - 15 * 15 + 10)
        canvas.rotate(-90)
        write(canvas, 0, 0, "2019")
        canvas.restoreState()
        write(canvas, 280, 40, "— 12 —")

    text = shown(drawn(page)).split("\n")
    assert "".join(text[:-1]).replace(" ", "") == words + "2019"
    assert text[-1] == "— 12 —"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(turn):
    def page(canvas):
        canvas.setPageRotation(turn)
        across = turn != 180  # reportlab gives such a page its long side across
        canvas.translate((HEIGHT if across else WIDTH) / 2, (WIDTH if across else HEIGHT) / 2)
        canvas.rotate(turn)
        write_lines(canvas, -240, 200, wrapped(PROSE, 39))

    assert shown(drawn(page)).replace("\n", "") == PROSE


def test_a_word_divided_at_the_end_of_a_line_is_whole_and_a_compound_keeps_its_hyphen():
    def page(canvas):
        lines = [
            "The well-known township party committee reorgan-",
            "ized three village branches, and the well-",
            "known secretary strengthened supervision there.",
        ]
        write_lines(canvas, 60, 760, lines)

    text = shown(drawn(page))
    assert "reorganized" in text
    assert text.count("well-known") == 2


def test_each_line_of_a_list_stays_a_line():
    names = ["东沟村党支部", "西沟村党支部委员会", "南坪村党总支", "北岭村", "石桥村党支部", "青山铺村党支部委员会"]
    assert shown(drawn(lambda canvas: write_lines(canvas, 60, 760, names))).split("\n") == names


def test_paragraphs_that_begin_with_an_indent_are_apart_and_a_full_last_line_does_not_join_them():
    first, second = PROSE[:74], PROSE[74:145]

    def page(canvas):
        y = 780.0
        for words in (first, second):
            write(canvas, 84, y, words[:36])
            write_lines(canvas, 60, y - 20, wrapped(words[36:], 38))
            y -= 20 + 20 * len(wrapped(words[36:], 38))

    assert shown(drawn(page)).split("\n") == [first, second]


def test_gbk_bytes_in_a_western_font_are_read_as_chinese_with_a_warning():
    def page(canvas):
        canvas.setFont("Helvetica", 12)
        for at, line in enumerate(wrapped(PROSE, 20)):
            canvas.drawString(60, 760 - 20 * at, line.encode("gbk").decode("latin-1"))

    found = extracted(drawn(page))
    assert re.sub(r"\s", "", found.text) == PROSE
    assert "GB18030" in found.warnings[0]

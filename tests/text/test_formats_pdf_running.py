"""pdf: running heads and feet, page numbers and watermarks go as cuts; no line of the report does."""

from datetime import date

import pytest

from archive.intake.drafts import prepare_text
from archive.text.edits import undo_edits
from tests.text.drawn_pdf import HEIGHT, PROSE, WIDTH, cut_words, drawn, extracted, shown, wrapped, write, write_lines

LONG = PROSE * 5


def book(*, head=None, foot=None, pages=6, words=LONG, size=9.0):
    """Pages of one running text; ``head`` and ``foot`` give the lines of a page by its number from 1."""
    lines = wrapped(words, 37)
    count = max(1, -(-len(lines) // pages))

    def page(number):
        def draw(canvas):
            for at, line in enumerate(head(number) if head else ()):
                write(canvas, 230, 805 - 14 * at, line, size)
            write_lines(canvas, 60, 740, lines[(number - 1) * count : number * count])
            for at, line in enumerate(reversed(foot(number) if foot else ())):
                write(canvas, 230, 40 + 14 * at, line, size)

        return draw

    return drawn(*(page(number) for number in range(1, pages + 1)))


def test_heads_that_differ_on_odd_and_even_pages_leave_the_sentences_whole():
    data = book(head=lambda number: ["清河县党建年鉴" if number % 2 else "镇村两级换届专辑"])
    assert shown(data).replace("\n", "") == LONG
    assert {words for _, words in cut_words(data)} == {"清河县党建年鉴", "镇村两级换届专辑"}


def test_a_foot_of_three_lines_goes_from_the_first_page_on():
    data = book(foot=lambda number: ["柳河镇党委办公室编印", "内部资料，注意保存", f"第 {number} 页"])
    assert shown(data).replace("\n", "") == LONG
    assert [rule for rule, _ in cut_words(data)].count("running-foot") == 12
    assert [rule for rule, _ in cut_words(data)].count("page-number") == 6


@pytest.mark.parametrize(
    "number",
    [
        lambda page: f"{page}",
        lambda page: f"- {page + 16} -",
        lambda page: f"第{'一二三四五六'[page - 1]}页",
        lambda page: f"第 {page} 页 共 6 页",
        lambda page: f"{page}/6",
        lambda page: ("i", "ii", "iii", "iv", "v", "vi")[page - 1],
        lambda page: f"·{page + 300}·",
    ],
)
def test_page_numbers_in_many_forms_are_no_words_of_the_report(number):
    data = book(foot=lambda page: [number(page)])
    assert shown(data).replace("\n", "") == LONG


def test_a_head_with_the_page_number_beside_it_goes():
    data = book(head=lambda number: [f"清河县党建年鉴        {number + 40}"])
    assert shown(data).replace("\n", "") == LONG


def test_heads_that_name_the_chapter_go_where_page_numbers_stand_beside_them():
    def head(number):
        chapter = "一二三四五六"[(number - 1) // 2]
        return [f"{number}        清河县党建年鉴" if number % 2 == 0 else f"第{chapter}章  组织建设        {number}"]

    data = book(head=head, pages=12, words=PROSE * 9)
    assert shown(data).replace("\n", "") == PROSE * 9
    assert len(cut_words(data)) == 12


def test_a_file_of_two_pages_has_its_head_outside_its_sentences():
    data = book(head=lambda number: ["柳河镇党建工作简报"], pages=2, words=PROSE * 2)
    assert shown(data).replace("\n", "") == PROSE * 2


def test_what_was_taken_away_stands_in_the_edits_of_the_draft():
    data = book(head=lambda number: ["柳河镇党建工作简报"], foot=lambda number: [f"- {number} -"])
    prepared = prepare_text(extracted(data), filename="年鉴.pdf", today=date(2026, 1, 1))
    taken = [edit.before.strip() for edit in prepared.edits if edit.rule in ("running-head", "page-number")]
    assert taken.count("柳河镇党建工作简报") == 6
    assert "- 3 -" in taken
    assert undo_edits(prepared.text, prepared.edits) == prepared.extracted


def sheets(*, first=None, last=None, pages=4):
    """A sheet for each village, whose first or last line differs only in a figure."""

    def page(number):
        def draw(canvas):
            lines = [f"{'东西南北'[number - 1]}沟村基本情况", f"{'东西南北'[number - 1]}沟村党支部书记由群众推选产生。"]
            write_lines(
                canvas, 60, 780, [*([first(number)] if first else []), *lines, *([last(number)] if last else [])]
            )

        return draw

    return drawn(*(page(number) for number in range(1, pages + 1)))


@pytest.mark.parametrize(
    "line",
    [
        lambda page: f"本村党员合计{40 + page}名，其中预备党员{page}名。",
        lambda page: "以上情况属实。",
        lambda page: f"党员{(41, 38, 52, 29)[page - 1]}名",
        lambda page: str((41, 38, 52, 29)[page - 1]),
    ],
    ids=["a sentence with figures", "the same sentence", "figures that do not run", "a bare figure that does not run"],
)
def test_the_last_line_of_each_sheet_stays(line):
    text = shown(sheets(last=line))
    assert [text.count(line(page)) >= 1 for page in range(1, 5)] == [True] * 4
    assert cut_words(sheets(last=line)) == []


@pytest.mark.parametrize(
    "line", [lambda page: f"第{page}季度", lambda page: f"{2014 + page}年度工作", lambda page: f"要点{page}"]
)
def test_headings_that_count_on_from_page_to_page_stay(line):
    text = shown(sheets(first=line))
    assert all(line(page) in text for page in range(1, 5))


@pytest.mark.parametrize("line", ["文件一：第{}页", "清河县党建年鉴", "{}"])
def test_the_only_line_of_each_page_stays(line):
    pages = [lambda canvas, number=number: write(canvas, 230, 40, line.format(number)) for number in range(1, 5)]
    assert shown(drawn(*pages)).split("\n") == [line.format(number) for number in range(1, 5)]


def test_a_slanted_watermark_goes_and_the_slanted_labels_of_a_drawing_stay():
    def page(canvas):
        write_lines(canvas, 60, 780, wrapped(PROSE, 38))
        canvas.saveState()
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(45)
        write(canvas, -100, 0, "内部资料", 40)
        canvas.restoreState()

    assert shown(drawn(page)).replace("\n", "") == PROSE
    assert cut_words(drawn(page)) == [("watermark", "内部资料")]

    def chart(canvas):
        write_lines(canvas, 60, 780, wrapped(PROSE, 38))
        for at, label in enumerate(("东沟村", "西沟村", "南坪村", "北岭村")):
            canvas.saveState()
            canvas.translate(100 + 80 * at, 300)
            canvas.rotate(45)
            write(canvas, 0, 0, label)
            canvas.restoreState()

    assert all(label in shown(drawn(chart)).split("\n") for label in ("东沟村", "西沟村", "南坪村", "北岭村"))


def test_large_words_printed_across_the_lines_are_a_watermark_and_a_large_title_is_none():
    def page(canvas):
        write(canvas, 150, 800, "换届工作总结", 30)
        write_lines(canvas, 60, 760, wrapped(PROSE, 38))
        write(canvas, 180, 702, "仅供内部使用", 44)

    assert shown(drawn(page)).split("\n") == ["换届工作总结", PROSE]


def test_values_of_a_form_stand_beside_their_labels():
    def page(canvas):
        write(canvas, 60, 700, "支部名称")
        canvas.acroForm.textfield(name="a", x=140, y=694, width=200, height=20, value="Liuhe branch 2019")

    assert shown(drawn(page)) == "支部名称\tLiuhe branch 2019"


def test_words_typed_upon_an_empty_page_are_read():
    note = "镇党委抓好班子建设，逐村走访，群众反映良好。"

    def page(canvas):
        canvas.freeTextAnnotation(note, "0 g /Helv 12 Tf", Rect=(60, 700, 460, 730))

    assert shown(drawn(page)) == note

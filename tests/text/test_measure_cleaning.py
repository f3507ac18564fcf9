"""Counting what cleaning leaves and costs, and the counts on our own pages."""

from pathlib import Path

import pytest

from scripts.judging import read_labels, text_of
from scripts.measure_cleaning import LINES, LineFate, LineLabels, count_faults, fates_of, table

PAGES = Path(__file__).resolve().parents[1] / "data" / "pages"
SENTENCE = "镇党委把茶农和收茶人编成支部。春茶的价钱当面谈定。"
CREDITED = f"{SENTENCE}(王小明)"


def fates(*rows):
    return [LineFate(number, text, left) for number, (text, left) in enumerate(rows, 1)]


def labels(lines, **rest):
    return LineLabels.from_row({"lines": lines, **rest})


def test_ranges_of_numbers_are_read():
    found = labels(9, junk="1-3,7", either="4")
    assert (found.junk, found.either, found.partly) == ({1, 2, 3, 7}, {4}, set())


@pytest.mark.parametrize(("left", "number"), [("打印", 1), ("打", 1), ("", 0)])
def test_a_junk_line_is_left_if_a_letter_of_it_is(left, number):
    assert len(count_faults(fates(("打印", left)), labels(1, junk="1")).junk) == number


def test_a_line_of_bars_is_left_if_it_is_whole():
    assert len(count_faults(fates(("|", "|"), ("|", "")), labels(2, junk="1-2")).junk) == 1


def test_a_line_of_the_report_that_goes_counts_its_sentences():
    assert count_faults(fates((SENTENCE, "")), labels(1)).sentences == 2


def test_a_heading_that_goes_is_a_wrong_edit_and_a_title_is_none():
    found = count_faults(fates(("三级联动", ""), ("茶山上的党旗", "")), labels(2, either="2"))
    assert (len(found.wrong), found.sentences) == (1, 0)


def test_a_credit_may_go_where_the_labels_say_so_and_no_more():
    assert not count_faults(fates((CREDITED, SENTENCE)), labels(1, partly="1")).wrong
    assert count_faults(fates((CREDITED, SENTENCE)), labels(1)).wrong
    assert count_faults(fates((f"{SENTENCE * 4}(王小明)", "")), labels(1, partly="1")).sentences == 8


def test_labels_of_another_text_are_refused():
    with pytest.raises(ValueError, match="1 lines, labelled 2"):
        count_faults(fates(("打印", "")), labels(2))


def test_lines_that_the_reader_of_pages_leaves_out_are_gone():
    menu = "".join(f'<li><a href="/{at}">新闻第{at}条</a></li>' for at in range(4))
    page = f"<html><title>茶山上的党旗</title><ul>{menu}</ul><h1>茶山上的党旗</h1><p>{SENTENCE}</p></html>"
    found = fates_of(page.encode(), "a.html")
    assert [fate.left for fate in found] == ["", "", "", "", "茶山上的党旗", SENTENCE]


def test_the_table_gives_rates_per_forty_texts():
    counts = [count_faults(fates(("打印", "打印")), labels(1, junk="1")), count_faults(fates(("打印", "")), labels(1))]
    assert "| junk lines left | 1 | 20.0 | 1 of 2 (9-91 %) |" in table(counts)


def test_every_row_of_labels_names_lines_that_there_are():
    for row in read_labels(LINES):
        found = LineLabels.from_row(row)
        assert all(1 <= number <= found.lines for number in found.junk | found.either | found.partly), row["id"]
        assert not found.junk & found.either, row["id"]


def test_our_own_pages_are_clean():
    rows = {str(row["id"]): LineLabels.from_row(row) for row in read_labels(LINES)}
    counts = []
    for card in read_labels(PAGES / "labels.jsonl"):
        if card["id"] in rows:
            name, raw = text_of(PAGES, card)
            counts.append(count_faults(fates_of(raw, name), rows[card["id"]]))
    assert len(counts) >= 40
    assert 40 * sum(len(count.junk) for count in counts) / len(counts) <= 4
    assert sum(count.sentences for count in counts) == 0
    assert sum(len(count.wrong) for count in counts) == 0

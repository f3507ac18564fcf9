"""How well a file is read: letters in the order of another program, and what is said of files that are refused."""

from pathlib import Path

import pytest

from scripts.measure_extraction import compare, in_order, letters_of, report


@pytest.mark.parametrize(
    ("wanted", "found", "shared"),
    [
        ("党建引领", "党建引领", 4),
        ("党建引领", "引领党建", 2),
        ("党建引领", "党的建设", 2),
        ("党建", "", 0),
        ("", "党建", 0),
    ],
)
def test_letters_count_where_they_stand_after_the_same_letters(wanted, found, shared):
    assert in_order(wanted, found) == shared


def test_blanks_signs_and_forms_of_a_letter_make_no_difference():
    assert letters_of("全镇 ＧＤＰ，增长\t１２％。\n") == "全镇gdp增长12"


def test_a_file_is_measured_by_both_orders():
    file = compare(Path("a.docx"), letters_of("引领党建"), "", "党建引领")
    assert (file.letters, file.recall, file.anywhere) == (4, 0.5, 1.0)


def test_refused_and_short_files_are_no_part_of_the_mean():
    files = [
        compare(Path("good.doc"), "党建引领", "", "党建引领"),
        compare(Path("locked.doc"), "", "文件设了打开密码。", "党建引领"),
        compare(Path("short.doc"), "", "", "党"),
        compare(Path("silent.doc"), "党", "", ""),
    ]
    lines = list(report(files, fewest=2, worst=5))
    assert lines[0] == "4 files, 2 with 2 letters or more, 1 of them read"
    assert "mean 1.000" in lines[1]
    assert lines[-1].endswith("locked.doc: 文件设了打开密码。")

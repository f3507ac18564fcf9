"""Cells of an exported table: none is read as a formula, and all come back as they were."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.exporting.exports.table import escape_formula, to_csv, unescape_formula


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "'=1", "  =1"])
def test_a_cell_that_would_reckon_is_defused(cell):
    assert escape_formula(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "整顿", "1=1", "'整顿'", "'", "**区"])
def test_any_other_cell_stays(cell):
    assert escape_formula(cell) == cell


def test_a_formula_in_an_uploaded_title_is_defused_in_the_table(make_report, client):
    make_report(title='=HYPERLINK("http://x","整顿")', text="整顿")
    table = b"".join(client.get("/search/export.csv", {"q": "整顿"})).decode().removeprefix("\ufeff")
    assert next(csv.DictReader(io.StringIO(table, newline="")))["题名"].startswith("'=HYPERLINK")


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.text("=+-@\t\r\n' ,\"甲", max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_is_written_is_read_again(table):
    read_again = list(csv.reader(io.StringIO(to_csv(table), newline="")))
    assert [[unescape_formula(cell) for cell in row] for row in read_again] == table


@given(CELLS)
def test_no_cell_ever_begins_with_what_makes_a_formula(cell):
    assert escape_formula(cell)[:1] not in set("=+-@\t\r")

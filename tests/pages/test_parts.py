"""A long report is read in parts, which together are the whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.layout import parts
from archive.layout.lines import lay_out
from archive.layout.parts import PART_LINES, divide
from archive.reading import hits
from archive.rendering.filters import words
from archive.text.edits import Edit, apply_edits
from search.hits import find_marks
from search.query import parse_query

lines = st.lists(
    st.sampled_from(["一、整顿", "（一）选人", "支部整顿。", "", "  ", "　党□员**县", "长" * 30 + "整顿", "党 建"]),
    max_size=25,
)


def laid_in_parts(text, marks=(), edits=()):
    """Return the layout of each part of ``text`` if parts were short, [] for a text of one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "PART_LINES", 3)
        patch.setattr(parts, "PART_CHARACTERS", 20)
        parted = divide(text)
        numbers = range(1, parted.count + 1) if parted else ()
        return [lay_out(text, marks, edits, part=parted.part(number)) for number in numbers]


@given(lines)
def test_the_parts_hold_each_line_once_under_the_number_that_it_has_in_the_whole(texts):
    text = "\n".join(texts)
    marks = find_marks(text, parse_query("整顿"))
    if not (laid := laid_in_parts(text, marks)):
        return
    in_parts: dict[tuple[int, int], str] = {}
    for line in (line for part in laid for line in part.lines):
        key = (line.level, line.number)
        in_parts[key] = in_parts.get(key, "") + str(words(line.runs))
    whole = {(line.level, line.number): str(words(line.runs)) for line in lay_out(text, marks).lines}
    assert in_parts.keys() == whole.keys()
    bare = [{key: re.sub(r"<[^>]*>|\s", "", line) for key, line in each.items()} for each in (in_parts, whole)]
    assert bare[0] == bare[1]


@given(lines, st.data())
def test_what_edits_removed_stands_in_one_part(texts, data):
    extracted = "\n".join(texts)
    at = data.draw(st.integers(0, len(extracted)))
    edit = Edit(at, extracted[at : at + 5], "", "clean", "share")
    text = apply_edits(extracted, [edit])
    if not (laid := laid_in_parts(text, edits=[edit])):
        return
    removed = [line.text for part in laid for line in part.lines if line.kind == "removed"]
    removed += [
        piece.text for part in laid for line in part.lines for run in line.runs for piece in run.parts if piece.change
    ]
    assert "".join("".join(removed).split()) == "".join(edit.before.split())


def test_a_report_of_ordinary_length_has_one_part():
    assert divide("支部整顿。\n" * (PART_LINES - 1)) is None


@pytest.fixture
def long_report(make_report):
    rows = [f"第{number}段支部开会。" for number in range(3 * PART_LINES)]
    rows[10] = rows[-5] = "软弱涣散的要整顿。"
    return make_report(title="很长的报告", text="\n".join(rows))


def test_a_long_report_says_in_how_many_parts_it_is_and_leads_to_each(long_report, client):
    address = long_report.get_absolute_url()
    page = client.get(address).content.decode()
    assert "分 3 部分" in page
    assert 'id="p2000"' in page
    assert 'id="p2001"' not in page
    assert f'href="{address}?part=3"' in page
    last = client.get(f"{address}?part=3").content.decode()
    assert 'id="p4001"' in last
    assert 'id="p6000"' in last
    assert client.get(f"{address}?part=999").content.decode().count('id="p6000"') == 1


def test_a_passage_a_paragraph_and_a_hit_lead_to_their_part(long_report, client):
    address = long_report.get_absolute_url()
    assert 'id="passage"' in client.get(f"{address}?quote=软弱涣散的要&p=5996").content.decode()
    assert 'id="p4500"' in client.get(f"{address}?p=4500").content.decode()
    page = client.get(f"{address}?q=整顿").content.decode()
    assert f'href="{address}?q=%E6%95%B4%E9%A1%BF&amp;part=3#h2"' in page
    assert 'id="h2"' in client.get(f"{address}?q=整顿&part=3").content.decode()
    assert "全部 2</a>" in page


def test_a_page_says_where_it_stopped_to_look_for_hits(long_report, client, monkeypatch):
    monkeypatch.setattr(hits, "MOST_PLACES", 1_000)
    address = long_report.get_absolute_url()
    assert "检索词在这一篇里太密" in client.get(f"{address}?q=支部").content.decode()
    assert "检索词在这一篇里太密" not in client.get(f"{address}?q=整顿").content.decode()

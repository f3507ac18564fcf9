"""A report that came in as a PDF is found by its phrases, wherever the lines of the page ended."""

import pytest

from tests.text.drawn_pdf import PROSE, drawn, shown, wrapped, write, write_lines

pytestmark = pytest.mark.django_db


def narrow(canvas):
    lines = wrapped(PROSE, 11)
    write_lines(canvas, 60, 780, lines[:9])
    write_lines(canvas, 320, 780, lines[9:])
    for at, cell in enumerate(("东沟村", "41", "王明远")):
        write(canvas, 60 + 120 * at, 500, cell)
        write(canvas, 60 + 120 * at, 480, ("西沟村", "38", "李新华")[at])


def test_a_search_finds_a_phrase_that_crosses_a_line_end_in_a_narrow_column(make_report, client):
    text = shown(drawn(narrow))
    make_report(title="柳河镇党委换届总结", text=text)
    broken = [PROSE[at - 3 : at + 3] for at in range(11, len(PROSE) - 11, 11)]
    assert [phrase for phrase in broken if phrase not in text] == []
    for phrase in (broken[0], broken[8]):  # within a column, and from one to the next
        assert client.get("/api/v1/search", {"q": f'"{phrase}"'}).json()["total"] == 1
    assert client.get("/api/v1/search", {"q": '"东沟村41"'}).json()["total"] == 0

"""A text, a file's name and a card with a character that no reader sees are as without it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.intake.cards.lists import match_rows, read_card_list
from archive.intake.drafts import prepare_text
from archive.layout.lines import shown_changes
from archive.text.edits import apply_edits, undo_edits
from archive.text.formats import extract_text
from archive.text.formats.packed import safe_name
from archive.text.repair import RULE_LABELS, repair_text
from search.hits import find_marks
from search.invisible import RANGES
from search.query import parse_query

SIGNS = [chr(code) for first, last in RANGES for code in range(first, last + 1)]
STORED = [sign for sign in SIGNS if sign > "\x7f"]  # ASCII controls are dropped when a file is read
REPORT = (
    "清河县整顿软弱涣散党组织的做法\n2021年3月4日 来源：清河日报\n"
    "近年来，清河县把整顿软弱涣散党组织摆在突出位置，逐村会诊。\n各村支部随后交流了做法，群众都说好。"
)
sign = st.sampled_from(SIGNS)


def with_sign(text: str, at: int, what: str) -> str:
    at %= len(text) + 1
    return text[:at] + what + text[at:]


def test_every_such_character_is_taken_out_by_an_edit_that_can_be_undone():
    assert RULE_LABELS["invisible"] == "不可见字符"
    for number, each in enumerate(SIGNS):
        shown = with_sign("软弱涣散党组织", number, each * (1 + number % 3))
        repaired = repair_text(shown)
        assert repaired.text == "软弱涣散党组织", hex(ord(each))
        assert [edit.rule for edit in repaired.edits] == ["invisible"]
        assert apply_edits(shown, repaired.edits) == repaired.text
        assert undo_edits(repaired.text, repaired.edits) == shown


def test_several_in_a_row_and_in_several_places_are_an_edit_a_place():
    repaired = repair_text("\u200b软\u200e\u200b弱\u202a涣散\u202c。")
    assert (repaired.text, len(repaired.edits), repaired.notes) == ("软弱涣散。", 4, ("不可见字符：4 处",))


def test_the_signs_of_an_emoji_stay_in_a_text():
    text = "党员👨‍👩‍👧都说好❤️。"
    assert repair_text(text) == repair_text(text).__class__(text)


@given(sign, st.integers(0, 200))
def test_other_repairs_see_the_text_without_them(each, at):
    damaged = "黨(dǎng)建、農(nóng)村、產(chǎn)業,,近年來各項重點工作取得成效。"
    repaired = repair_text(with_sign(damaged, at, each))
    assert repaired.text == "黨建、農村、產業,近年來各項重點工作取得成效。"


def test_mojibake_whose_bytes_show_as_soft_hyphens_and_controls_comes_back():
    text = "治理的中心，各村党支部。"
    shown = text.encode().decode("latin-1")
    assert "\xad" in shown
    assert repair_text(shown).text == text


@pytest.mark.django_db
@pytest.mark.usefixtures("regions")
@settings(max_examples=30, deadline=None)
@given(sign, st.integers(0, 200))
def test_title_card_and_marks_are_as_without(each, at):
    def prepared(text: str, name: str):
        return prepare_text(extract_text(text.encode(), name), filename=name, today=date(2024, 1, 1))

    plain = prepared(REPORT, "清河县.txt")
    signed = prepared(with_sign(REPORT, at, each), with_sign("清河县", at, each) + ".txt")
    assert signed.text == plain.text
    assert signed.description == plain.description
    query = parse_query(with_sign("软弱涣散", at, each))
    assert find_marks(signed.text, query) == find_marks(plain.text, parse_query("软弱涣散")) != []


@pytest.mark.parametrize("each", STORED[::97])
def test_a_hint_of_a_page_is_read_without_them(each):
    page = f"<html><head><title>整顿{each}做法</title></head><body><p>清河县抓党建，{'各村支部会诊。' * 9}</p></body></html>"
    assert extract_text(page.encode(), "a.html").hints.title == "整顿做法"


def test_names_of_files_lose_every_such_character():
    for each in SIGNS:
        assert safe_name(f"{each}整顿/做{each}法{each}.txt") == "整顿/做法.txt"


def test_a_list_of_cards_names_a_file_whether_or_not_either_holds_one():
    rows = read_card_list("path,title\n做\u200b法.txt,整\u200e顿\n".encode(), "著录.csv")
    assert rows[0].words["title"] == "整顿"
    given, lost = match_rows(rows, ["\u2060做法.txt"])
    assert (list(given), lost) == (["\u2060做法.txt"], [])


def test_a_reader_s_view_of_the_edits_shows_no_such_character():
    repaired = repair_text("软\u202e弱。黨(d\u202eǎng)建、農(nóng)村、產(chǎn)業")
    assert repaired.text == "软弱。黨建、農村、產業"
    _, removed = shown_changes(repaired.edits)
    assert [each.text for each in removed] == ["(dǎng)", "(nóng)", "(chǎn)"]

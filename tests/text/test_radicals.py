"""What looks like a character is that character: radicals that PDF writers note become words that can be found."""

import unicodedata

from archive.text.characters import plain_characters
from archive.text.edits import undo_edits
from archive.text.formats import extract_text
from archive.text.repair import repair_text
from tests.text.made_files import pdf_file


def test_radicals_become_the_characters_that_they_look_like():
    assert plain_characters("⼀⽀党⽀部⾛进⽂化⻔⼾，为⼈⺠服务") == "一支党支部走进文化门户，为人民服务"


def test_a_text_without_radicals_is_the_same_text():
    text = "党支部一心为民，門戶開放。"
    assert plain_characters(text) is text


def test_every_radical_of_the_first_block_has_its_character_and_the_length_stays():
    block = "".join(map(chr, range(0x2F00, 0x2FD6)))
    assert len(plain_characters(block)) == len(block)
    assert all(unicodedata.name(character).startswith("CJK UNIFIED") for character in plain_characters(block))


def test_a_pdf_is_read_with_the_characters_that_its_fonts_mean():
    assert extract_text(pdf_file(["⼀⽀党⽀部⾛进⽂化馆"]), "a.pdf").text == "一支党支部走进文化馆"


def test_radicals_in_a_pasted_text_are_repaired_and_each_run_can_be_put_back():
    repaired = repair_text("党⽀部为⼈⺠服务。")
    assert repaired.text == "党支部为人民服务。"
    assert [(edit.rule, edit.before, edit.after) for edit in repaired.edits] == [
        ("radical", "⽀", "支"),
        ("radical", "⼈⺠", "人民"),
    ]
    assert undo_edits(repaired.text, repaired.edits) == "党⽀部为⼈⺠服务。"

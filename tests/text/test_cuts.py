"""Words that a reader leaves out of a file stand in the extracted text, and go by edits that the page can show."""

from datetime import date
from types import SimpleNamespace

import pytest

from archive.intake.drafts import prepare_text
from archive.languages.labels import EDIT_RULES
from archive.text import formats
from archive.text.edits import apply_edits, undo_edits
from archive.text.formats import ExtractedText, cut_edits, extract_text
from archive.text.formats.extracted import CUT_RULES, sound_cuts
from archive.text.formats.pdf import reader
from tests.text.made_files import pdf_file

TEXT = "今年以来，镇党委抓好班子建设，\n清河县党建年鉴\n逐村走访，群众反映良好。\n第二段写整顿的事情。"
HEAD = (TEXT.index("\n清河"), TEXT.index("逐村"), "running-head")


def extracted(*cuts) -> ExtractedText:
    return ExtractedText(TEXT, "application/pdf", "", cuts=cuts)


def test_a_cut_goes_from_the_text_by_an_edit_of_its_rule():
    prepared = prepare_text(extracted(HEAD), filename="a.pdf", today=date(2026, 1, 1))
    assert "抓好班子建设，逐村走访" in prepared.text
    assert [edit.before for edit in prepared.edits if edit.rule == "running-head"] == ["\n清河县党建年鉴\n"]
    assert undo_edits(prepared.text, prepared.edits) == prepared.extracted == TEXT


def test_every_rule_of_a_cut_has_a_chinese_name():
    assert set(EDIT_RULES) >= CUT_RULES


def test_cuts_follow_their_words_when_a_text_is_tidied(monkeypatch):
    raw = "\n \n\x02前言\r\n清河县\x00党建年鉴\r\n一、抓班子\n\n"
    start = raw.index("清河")
    cuts = ((start, raw.index("一、"), "running-head"),)
    monkeypatch.setattr(reader, "read_pdf", lambda data: (raw, formats.PageHints(), (), cuts))
    found = extract_text(pdf_file(), "a.pdf")
    assert [edit.before for edit in cut_edits(found)] == ["清河县党建年鉴\n"]
    assert apply_edits(found.text, cut_edits(found)) == "前言\n一、抓班子"


@pytest.mark.parametrize(
    "row", [(3, 3, "watermark"), (-1, 2, "watermark"), (2, 99, "watermark"), (0, 4, "copyright"), ("0", 4, "watermark")]
)
def test_cuts_that_a_parser_process_made_up_are_no_cuts(row):
    with pytest.raises(ValueError, match="cut"):
        sound_cuts([row], 20)


def test_cuts_that_overlap_are_no_cuts():
    with pytest.raises(ValueError, match="cut"):
        sound_cuts([(0, 4, "watermark"), (3, 6, "watermark")], 20)


def test_cuts_are_known_again_when_the_original_is_gone(monkeypatch):
    from archive.intake import rereading

    prepared = prepare_text(extracted(HEAD), filename="a.pdf", today=date(2026, 1, 1))
    original = SimpleNamespace(sha256="0" * 64, size=10, media_type="", encoding="", recogniser="")
    report = SimpleNamespace(original=original, extracted_text=TEXT, edit_list=list(prepared.edits))
    again, is_whole = rereading._extracted(report)
    assert (again.cuts, is_whole) == ((HEAD,), False)

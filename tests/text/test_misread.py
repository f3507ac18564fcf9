"""A text that looks like another alphabet's bytes is read again, or refused; a text in any language is left alone."""

import pytest

from archive.text.formats import FormatError, extract_text
from archive.text.misread import misreading_of, read_again
from tests.text.made_files import docx_file

HANS = "镇党委抓好班子建设，全世界无产者联合起来。今年以来逐村走访群众。"
HANT = "鎮黨委抓好班子建設，全世界無產者聯合起來。今年以來逐村走訪群眾。"
MISREAD = {
    "GBK as Latin-1": (HANS, HANS.encode("gbk").decode("latin-1")),
    "GBK as Latin-1, a blank between characters": (
        HANS,
        " ".join(each.encode("gbk").decode("latin-1") for each in HANS),
    ),
    "GBK codes as Unicode": (HANS, HANS.encode("gbk").decode("utf-16-be")),
    "Big5 as Latin-1": (HANT, HANT.encode("big5").decode("latin-1")),
    "Big5 codes as Unicode": (HANT, HANT.encode("big5").decode("utf-16-be")),
}
LANGUAGES = {
    "Chinese": HANS,
    "traditional": HANT,
    "a table of contents": "目录\n关于红军作战的原则" + "·" * 200 + "1\n" + "对国防问题的意见" + "·" * 200 + "3",
    "French": "Été à la française, où l'élève préférée a été reçue à l'Élysée près de Besançon",
    "Russian": "Партийная организация деревни провела собрание и приняла решение",
    "Korean": "올해 들어 읍 당위원회는 마을마다 방문하여 주민들의 의견을 들었다",
    "Japanese": "今年に入ってから、町の党委員会は各村を訪れ、住民の声を聞いた",
    "Uyghur": "يېزا پارتكومى كەنتلەرنى زىيارەت قىلىپ، ئاممىنىڭ پىكرىنى ئاڭلىدى",
    "Tibetan": "གྲོང་རྡལ་ཏང་ཨུས་གྲོང་ཚོ་རེ་རེར་འཚམས་འདྲི་བྱས་པ་རེད།",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ ᠪᠢᠴᠢᠭ ᠦᠨ ᠲᠠᠶᠢᠯᠪᠤᠷᠢ",
    "Vietnamese": "Đảng ủy thị trấn đã đến thăm từng thôn và lắng nghe ý kiến của người dân",
}


@pytest.mark.parametrize(("meant", "shown"), MISREAD.values(), ids=MISREAD)
def test_chinese_in_the_codes_of_another_alphabet_is_read_again(meant, shown):
    misreading = misreading_of(shown)
    assert misreading is not None
    assert read_again(shown, misreading) == meant


@pytest.mark.parametrize("text", LANGUAGES.values(), ids=LANGUAGES)
def test_a_text_in_a_language_is_what_it_seems(text):
    assert misreading_of(text) is None


@pytest.mark.parametrize("text", ["å…šå»ºå·¥ä½œæ€»ç»“", "鍏氬缓宸ヤ綔鎬荤粨"])
def test_utf_8_in_another_encoding_is_left_to_the_repair(text):
    assert misreading_of(text) is None


def test_letters_of_a_dozen_scripts_are_no_text():
    jumble = "ࣂ୍ၛটđᆓ֔ۋ၂ཞ؟ࡼ" * 3
    assert misreading_of(jumble).encoding == ""
    with pytest.raises(FormatError, match="乱码"):
        extract_text(docx_file(lambda document: document.add_paragraph(jumble)), "a.docx")


def test_a_word_file_of_misread_letters_comes_in_as_chinese_with_a_warning():
    shown = HANS.encode("gbk").decode("latin-1")
    found = extract_text(docx_file(lambda document: document.add_paragraph(shown)), "a.docx")
    assert found.text == HANS
    assert "GB18030" in found.warnings[0]

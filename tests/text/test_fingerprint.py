from hypothesis import given
from hypothesis import strategies as st

from archive.text.near import text_fingerprint
from search.fold import fold

TEXT = "全县对97个软弱涣散党组织“回头看”。\n一村一策,逐个整顿。"


def test_blanks_line_breaks_and_punctuation_do_not_count():
    assert text_fingerprint(TEXT) == text_fingerprint("全县对97个软弱涣散党组织 回头看 一村一策，逐个　整顿")


def test_the_traditional_copy_has_the_same_fingerprint():
    assert text_fingerprint(TEXT) == text_fingerprint("全縣對97個軟弱渙散黨組織「回頭看」。一村一策，逐個整頓。")


def test_a_different_figure_is_a_different_text():
    assert text_fingerprint(TEXT) != text_fingerprint(TEXT.replace("97", "98"))


def test_the_fingerprint_is_sixty_four_hex_digits():
    assert len(text_fingerprint("")) == 64
    assert int(text_fingerprint(TEXT), 16) > 0


@given(st.text(max_size=50))
def test_folding_does_not_change_the_fingerprint(text):
    assert text_fingerprint(fold(text)) == text_fingerprint(text)

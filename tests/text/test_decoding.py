"""Bytes that are not wholly valid, or seven-bit Chinese: the reading that reads best, with a warning."""

import random

import pytest

from archive.text.formats import FormatError, decoding, extract_text
from archive.text.formats.decoding import decode_bytes

HANS = "全县组织部门对软弱涣散的村党组织逐个会诊，一村一策制定整顿方案。镇里的干部每周到村里开会。\n"
HANT = "全縣組織部門對軟弱渙散的村黨組織逐個會診，一村一策制定整頓方案。鎮裡的幹部每週到村裡開會。\n"
HEAD = "<html><head><meta charset={}><title>9</title></head><body>"


def iso_2022_cn(text: str) -> bytes:
    shifted = bytes(byte & 0x7F for byte in text.encode("gb2312"))
    return b"\x1b$)A\x0e" + shifted + b"\x0f\n"


@pytest.mark.parametrize(
    ("text", "encoding"), [(HANS, "gb18030"), (HANT, "big5hkscs"), (HANS, "utf-8"), (HANT, "gb18030")]
)
def test_titles_that_are_cut_inside_a_character_do_not_refuse_a_page(text, encoding):
    links = b"".join(
        b'<li><a href="%d.htm">%s...</a></li>' % (n, text[n : n + 9].encode(encoding)[:-1]) for n in range(12)
    )
    page = HEAD.format(encoding[:4]).encode(encoding) + f"<p>{text * 3}</p>".encode(encoding) + links
    read, _, warnings = decode_bytes(page)
    assert text.strip() in read
    assert "处字节无法辨认" in warnings[0]


@pytest.mark.parametrize(("text", "encoding"), [(HANS, "gb18030"), (HANT, "big5hkscs"), (HANS, "utf-8")])
def test_one_broken_byte_in_seven_hundred_costs_single_characters(text, encoding):
    data = bytearray((text * 60).encode(encoding))
    data[350::700] = b"\xff" * len(data[350::700])
    read, _, warnings = decode_bytes(bytes(data))
    assert read.count(text) > 40
    assert warnings


@pytest.mark.parametrize(
    ("outer", "inner"),
    [("utf-8", "gb18030"), ("gb18030", "utf-8"), ("utf-8", "big5hkscs"), ("big5hkscs", "utf-8")],
)
def test_a_page_that_includes_another_encoding_is_read_piece_by_piece(outer, inner):
    text, included = (
        (HANT, "版權所有 鎮政府辦公室") if "big5hkscs" in (outer, inner) else (HANS, "版权所有 镇政府办公室")
    )
    page = f"<p>{text}</p>".encode(outer) + f"<div>{included}</div>".encode(inner) + f"<p>{text}</p>".encode(outer)
    read, encoding, warnings = decode_bytes(page)
    assert read.count(text) == 2
    assert included in read
    assert encoding.startswith("utf-8+")
    assert "两种编码" in warnings[0]


@pytest.mark.parametrize(("outer", "inner"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_another_encoding_is_found_behind_the_first_pages_of_a_long_text(outer, inner):
    included = "版权所有，镇政府办公室编印。\n"
    read, encoding, _ = decode_bytes((HANS * 2_000).encode(outer) + included.encode(inner) + HANS.encode(outer))
    assert encoding == "utf-8+gb18030"
    assert read == HANS * 2_000 + included + HANS


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (("通知 " + HANS).encode("hz"), "hz"),
        (b"a~~b\n" + HANS.encode("hz").replace(b"~}", b""), "hz"),
        (iso_2022_cn(HANS.strip()), "iso-2022-cn"),
        (HANS.replace("涣", "离").encode("iso2022_jp_2"), "iso-2022-jp"),
        ("組織の会議を開いた。責任者が説明した。".encode("iso2022_jp"), "iso-2022-jp"),
        ("마을 당지부의 연간 보고서입니다.".encode("iso2022_kr"), "iso-2022-kr"),
    ],
)
def test_seven_bit_chinese_is_read(data, name):
    read, encoding, _ = decode_bytes(data)
    assert encoding == name
    assert "~{" not in read
    assert "\x1b" not in read
    assert "组织部门对" in read or "責任者が説明した。" in read or "연간 보고서" in read


def test_a_seven_bit_text_with_a_tilde_and_a_brace_stays_as_it_is():
    assert decode_bytes(b"cp ~{ab~} x; echo ~~")[0] == "cp ~{ab~} x; echo ~~"


def test_the_one_byte_characters_of_code_page_936_are_read():
    page = "报销".encode("gbk") + b" \x80 5\n" + b"\xa0\xa0\xa0\xa0" + HANS.encode("gbk")
    assert decode_bytes(page)[0] == "报销 € 5\n\xa0\xa0\xa0\xa0" + HANS


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1", "gb2312", "utf-8"])
def test_a_page_in_references_is_judged_by_what_they_stand_for(charset):
    page = HEAD.format(charset).encode("ascii", "xmlcharrefreplace") + HANS.encode("ascii", "xmlcharrefreplace")
    extracted = extract_text(page + b"<p>caf\xe9 \xa9 \xb7</p></body></html>", "a.html")
    assert HANS.strip() in extracted.text


def test_a_page_of_another_language_is_read_as_it_declares():
    page = '<html><head><meta charset="windows-1251"></head><body><p>Собрание партийной ячейки.</p></body></html>'
    assert extract_text(page.encode("windows-1251"), "a.html").text == "Собрание партийной ячейки."


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["Branch report 2019\r\n41 members\r\n", HANS + "2019 年 41 人\r\n", "党员 41"])
def test_wide_encodings_without_a_mark_are_read(text, encoding):
    assert decode_bytes(text.encode(encoding))[:2] == (text, encoding)


JAPANESE = "組織の会議を開いた。責任者が説明した。みんなで話し合うことになった。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "euc_jp"),
        (HEAD.format("euc-jp") + JAPANESE, "euc_jp"),
        (HEAD.format("Shift_JIS") + JAPANESE, "cp932"),
        (HEAD.format("euc-kr") + "마을 당지부의 연간 보고서입니다. 회의를 열었다.", "cp949"),
    ],
)
def test_japanese_and_korean_are_told_from_chinese(text, encoding):
    assert decode_bytes(text.encode(encoding))[0] == text


def test_a_western_text_is_read_with_a_remark():
    text = "Le rapport annuel de la cellule du bourg, qui compte un grand nombre de membres — une année d’été à la montagne “42”."
    read, encoding, warnings = decode_bytes(text.encode("cp1252"))
    assert (read, encoding) == (text, "cp1252")
    assert "windows-1252" in warnings[0]
    with pytest.raises(FormatError):
        decode_bytes(("The list of names: " * 9 + "尉迟璟雯").encode("gb18030"))


def test_chinese_that_declares_another_language_is_chinese():
    for charset in ("shift_jis", "euc-jp", "euc-kr", "iso-8859-1", "windows-1251"):
        assert HANS in decode_bytes((HEAD.format(charset) + HANS).encode("gb18030"))[0]


@pytest.mark.parametrize("seed", range(5))
def test_noise_is_still_refused(seed):
    with pytest.raises(FormatError, match="无法辨认"):
        decode_bytes(random.Random(seed).randbytes(3000))


def test_megabytes_of_noise_are_judged_by_a_sample(monkeypatch):
    read: list[int] = []

    def counted(data, name):
        read.append(len(data))
        return read_by(data, name)

    read_by = decoding._read_by
    monkeypatch.setattr(decoding, "_read_by", counted)
    with pytest.raises(FormatError):
        decode_bytes(random.Random(7).randbytes(3_000_000))
    assert max(read) < 100_000

"""pdf: paragraphs across pages, running heads, scans and locks."""

import io
import zlib

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from archive.text.formats import extract_text
from tests.text.made_files import (
    PROSE,
    pdf_file,
)
from tests.text.reading import read, refusal

FULL = "近年来清河县把整顿软弱涣散党组织作为重点任务来抓逐村建立台账一村一策制定整"


def test_full_lines_of_a_pdf_are_joined_to_a_paragraph_across_pages():
    data = pdf_file([FULL, FULL, "- 1 -"], [FULL, "顿方案。", "一、抓班子", "2"])
    assert read(data) == FULL * 3 + "顿方案。\n一、抓班子"


def test_running_heads_of_a_pdf_are_left_out_after_the_first_page():
    pages = [
        ["清河县党建年鉴", f"第{each}段写整顿的事情。", f"第 {at} 页 共 4 页"] for at, each in enumerate("一二三四", 1)
    ]
    text = read(pdf_file(*pages))
    assert (text.count("年鉴"), text.count("页")) == (1, 0)
    assert text.count("段写整顿") == 4


def test_a_year_on_the_first_line_of_a_pdf_is_no_page_number():
    assert read(pdf_file(["2021", PROSE])).startswith("2021\n")


def test_a_pdf_that_unpacks_to_too_much_is_refused():
    packed = zlib.compress(b"0" * 80_000_000, 9)
    whole = pdf_file([PROSE])
    at = whole.index(b"7 0 obj")
    bomb = b"7 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream\n"
    assert "展开后过大" in refusal(whole[:at] + bomb + whole[whole.index(b"endobj", at) :])


def test_a_scanned_pdf_says_so():
    assert "扫描件" in refusal(pdf_file([]))


def test_a_pdf_with_a_scanned_page_warns():
    assert "第 2 页没有文字" in extract_text(pdf_file([PROSE], []), "a.pdf").warnings[0]


def locked(password: str) -> bytes:
    buffer = io.BytesIO()
    lock = StandardEncryption(password, "owner", canPrint=0, canCopy=0, strength=128)
    canvas = Canvas(buffer, encrypt=lock)
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(40, 700, PROSE)
    canvas.save()
    return buffer.getvalue()


def test_a_pdf_with_a_password_says_so():
    assert "加密" in refusal(locked("geheim"))


def test_a_pdf_that_only_forbids_changes_is_read():
    assert PROSE in read(locked(""))


def test_half_a_pdf_gives_a_text_or_its_own_sentence():
    whole = pdf_file()
    assert "PDF" in refusal(whole[: len(whole) // 3])

"""The recogniser itself: with the program that recognises (make ocr), on pages of our own; and without it, its frame."""

from __future__ import annotations

import io
import os

import pytest
from PIL import Image

from archive.intake.recognising import recognise_file, render_page
from archive.text.formats.extracted import NeedsRecognition
from archive.text.formats.recognised.installed import recogniser
from scripts.measure_recognition import FIRST, SECOND, find_font, print_page, read_page, scan_badly

NEED = NeedsRecognition("这份 PDF 里没有文字，看来是扫描件。", "application/pdf")
FONT = find_font()
drill = pytest.mark.skipif(not os.environ.get("SLOW_TESTS"), reason="takes minutes: SLOW_TESTS=1 runs it")
needs_program = pytest.mark.skipif(not recogniser(), reason="text recognition is not installed: make ocr")
needs_font = pytest.mark.skipif(FONT is None, reason="no font with Chinese characters: apt-get install fonts-noto-cjk")


def pdf_of(*pages: Image.Image) -> bytes:
    file = io.BytesIO()
    pages[0].save(file, "PDF", resolution=150, save_all=True, append_images=pages[1:])
    return file.getvalue()


def test_the_process_renders_a_page():
    image = render_page(pdf_of(Image.new("L", (620, 877), 200)), 1)
    assert Image.open(io.BytesIO(image)).size == (1414, 2000)


@drill
@needs_program
@needs_font
@pytest.mark.parametrize("printed", [FIRST, SECOND], ids=["first", "second"])
@pytest.mark.parametrize(
    "scan",
    [lambda page: page, scan_badly, lambda page: page.rotate(90, expand=True), lambda page: page.rotate(180)],
    ids=["clean", "askew and noisy", "on its side", "upside down"],
)
def test_at_most_one_character_in_a_hundred_is_wrong(scan, printed):
    reading = read_page(scan(print_page(printed, FONT)), printed)
    assert 100 * len(reading.errors) <= reading.characters, reading.errors
    assert reading.extracted.text.split("\n")[0] == printed[0]


@drill
@needs_program
@needs_font
def test_a_scanned_pdf_is_read_by_the_process_with_its_limits():
    done = []
    pages = print_page(FIRST, FONT), Image.new("L", (1240, 1754), 250), scan_badly(print_page(SECOND, FONT))
    extracted = recognise_file(pdf_of(*pages), NEED, watch=lambda number, total: done.append((number, total)))
    assert done == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert extracted.text.startswith(FIRST[0])
    assert extracted.warnings == ("第 2 页没有认出文字，可能是空白页或图片。请与原件核对。",)
    for page in extracted.recognised:
        for line in page.lines:
            left, top, right, bottom = line.box
            assert 0 <= left < right <= page.width
            assert 0 <= top < bottom <= page.height

"""Pages as images: which file is a scan, how it opens, and within which bounds."""

from __future__ import annotations

import io
import os
import random
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from archive.text.formats import extract_text
from archive.text.formats.extracted import FormatError, NeedsRecognition
from archive.text.formats.recognised import images
from archive.text.formats.recognised.images import Images, png_of, strips_of
from archive.text.formats.recognised.scans import is_scan
from tests.text.test_formats_fuzz import MUTATIONS

PICTURES = int(os.environ.get("FUZZ_FILES", "100")) // 2
PROSE = "The party committee of the town visited every village and wrote down what it found there."


def picture(width: int = 300, height: int = 400, *, mode: str = "RGB") -> Image.Image:
    made = Image.new(mode, (width, height), "white" if mode != "1" else 1)
    ImageDraw.Draw(made).rectangle((10, 20, width // 2, 40), fill="black" if mode != "1" else 0)
    return made


def saved(made: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    made.save(file, kind, **options)
    return file.getvalue()


def pdf(*, words: str = "", pages: int = 1, covered: bool = True) -> bytes:
    """A PDF of pages with a picture on each, and words in its text layer."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    for _ in range(pages):
        if covered:
            canvas.drawInlineImage(picture(60, 84), 0, 0, 595, 842)
        if words:
            canvas.drawString(50, 50, words)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_pages_of_pictures_with_a_scanners_stamp_are_a_scan():
    assert is_scan(pdf())
    assert is_scan(pdf(words="Scanned by CamScanner 3"))
    with pytest.raises(NeedsRecognition, match="图像"):
        extract_text(pdf(words="Scanned by CamScanner 3", pages=3), "a.pdf")


def test_a_pdf_without_text_needs_recognition():
    with pytest.raises(NeedsRecognition, match="扫描件") as raised:
        extract_text(pdf(), "a.pdf")
    assert raised.value.media_type == "application/pdf"


def test_pages_of_pictures_with_a_text_layer_are_no_scan():
    assert not is_scan(pdf(words=PROSE))
    assert "visited every village" in extract_text(pdf(words=PROSE), "a.pdf").text


def test_a_page_of_few_words_without_a_picture_is_no_scan():
    assert not is_scan(pdf(words="Summary 2021", covered=False))


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("TIFF", "image/tiff"),
        ("BMP", "image/bmp"),
        ("WEBP", "image/webp"),
    ],
)
def test_a_picture_needs_recognition_whatever_its_name(kind, media_type):
    with pytest.raises(NeedsRecognition, match=r"图片.*请先做文字识别") as raised:
        extract_text(saved(picture(), kind), "报告.docx")
    assert raised.value.media_type == media_type


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixels_becomes_dark_on_white(mode):
    made = (
        picture().convert(mode)
        if mode != "I;16"
        else Image.fromarray(np.asarray(picture().convert("L"), np.uint16) << 8)
    )
    data = saved(made, "TIFF" if mode in ("CMYK", "I;16") else "PNG")
    pixels = Images.of(data).page(1)
    assert pixels.shape == (400, 300, 3)
    assert pixels[30, 50].max() < 30
    assert pixels[200, 200].min() > 220


def test_what_is_transparent_is_white():
    made = Image.new("RGBA", (300, 400), (0, 0, 0, 0))
    assert Images.of(saved(made, "PNG")).page(1).min() == 255


def test_a_tif_has_several_pages_and_each_is_opened_alone():
    data = saved(picture(300, 400), "TIFF", save_all=True, append_images=[picture(500, 400)])
    pages = Images.of(data)
    assert pages.count == 2
    assert [pages.page(number).shape[1] for number in (1, 2)] == [300, 500]


def test_a_photograph_is_held_as_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned to the right by 90 degrees
    assert Images.of(saved(picture(300, 400), "JPEG", exif=exif)).page(1).shape == (300, 400, 3)


def test_a_large_page_is_read_at_a_bounded_size():
    assert max(Images.of(saved(picture(5000, 3000, mode="L"), "PNG")).page(1).shape) == images.LONG_SIDE
    assert max(Images.of(pdf()).page(1).shape) == images.LONG_SIDE


def test_a_page_is_turned_to_the_left():
    pixels = Images.of(saved(picture(300, 400), "PNG")).page(1, turned=90)
    assert pixels.shape == (300, 400, 3)
    assert pixels[-50, 30].max() < 30


def test_a_long_screenshot_is_cut_between_its_lines():
    made = Image.new("L", (500, 5000), "white")
    draw = ImageDraw.Draw(made)
    for top in range(0, 5000, 60):
        for left in range(20, 480, 20):
            draw.rectangle((left, top, left + 10, top + 40), fill="black")
    pixels = Images.of(saved(made, "PNG")).page(1)
    strips = strips_of(pixels)
    assert len(strips) > 2
    assert (strips[0][0], strips[-1][1]) == (0, 5000)
    for (_, bottom), (top, _) in pairwise(strips):
        assert bottom == top
        assert pixels[bottom].min() == 255


def test_pictures_that_are_broken_tiny_or_huge_are_refused_with_a_sentence(monkeypatch):
    whole = saved(picture(), "PNG")
    with pytest.raises(FormatError, match="图片已损坏"):
        Images.of(whole[:60]).page(1)
    with pytest.raises(FormatError, match="图片太小"):
        Images.of(saved(picture(40, 40), "PNG"))
    monkeypatch.setattr(images, "MAX_PIXELS", 50_000)
    with pytest.raises(FormatError, match="图片太大"):
        Images.of(whole).page(1)


def test_a_scan_of_too_many_pages_is_refused(monkeypatch):
    monkeypatch.setattr(images, "MAX_PAGES", 2)
    with pytest.raises(FormatError, match="有 3 页，超过 2 页。请拆"):
        Images.of(pdf(pages=3))


@pytest.mark.parametrize("colour", ["white", "navy"])
def test_the_image_for_the_editor_is_a_png_of_the_same_pixels(colour):
    made = picture()
    ImageDraw.Draw(made).rectangle((100, 100, 200, 200), fill=colour)
    pixels = np.asarray(made)
    shown = Image.open(io.BytesIO(png_of(pixels)))
    assert shown.mode == ("L" if colour == "white" else "RGB")
    assert np.array_equal(np.asarray(shown.convert("RGB")), pixels)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_a_broken_picture_is_an_image_or_refused_with_a_sentence(kind, monkeypatch):
    monkeypatch.setattr(images, "MAX_PIXELS", 1_000_000)
    whole = saved(picture(), kind)
    sentences = set()
    for seed in range(PICTURES):
        chance = random.Random(seed)
        data = bytearray(whole)
        for _ in range(chance.choice((1, 2, 4))):
            chance.choice(MUTATIONS)(data, chance, [whole])
        try:
            pages = Images.of(bytes(data))
            assert pages.page(pages.count).dtype == np.uint8
        except FormatError as error:
            sentences.add(str(error))
    assert all(sentence.endswith("。") for sentence in sentences)

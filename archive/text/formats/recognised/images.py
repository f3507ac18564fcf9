"""The pages of a PDF or of a picture as images within bounds: what is recognised, and what an editor sees beside it."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from archive.text.formats.extracted import FormatError
from search.sentences import say

if TYPE_CHECKING:
    from PIL import Image

Pixels = NDArray[np.uint8]  # height, width, 3 (red, green, blue)

MAX_PAGES = 300
#: Pixels of the longer side of a page: 170 dots an inch on A4. More costs time, and finds no more.
LONG_SIDE = 2000
#: A page longer than this many times its width (a long screenshot) is read in strips, each up to LONG_SIDE high.
LONG_PAGE = 2.6
STRIP_WIDTH = 1000
MAX_STRIPS = 20
#: Pixels of the shorter side of a picture; a smaller one is an ornament.
MIN_SIDE = 100
#: Pixels of a picture that is opened at all: A3 in 600 dots an inch, with room.
MAX_PIXELS = 120_000_000
#: Formats of pictures that are opened, by Pillow's names.
_FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "WEBP")
_BROKEN = "图片已损坏，打不开。请重新扫描或拍照，存成 JPG、PNG 或 PDF 再上传。"
_TOO_LARGE = say("图片太大，超过 {0} 万像素。请缩小后再上传。", MAX_PIXELS // 10_000)
_TOO_LONG = say("图片太长，超过 {0} 屏。请截成几张再上传。", MAX_STRIPS)
_BROKEN_PDF = "PDF 文件已损坏，打不开。请重新下载，或用阅读器打开后“打印为 PDF”再上传。"


@dataclass(frozen=True, slots=True)
class Images:
    """The pages of one file. Its bytes are read anew for each page, so that only one image is in memory."""

    data: bytes
    count: int

    @classmethod
    def of(cls, data: bytes) -> Images:
        """Raise FormatError for a file that does not open, and for one of more than MAX_PAGES pages."""
        if _is_pdf(data):
            try:
                with pypdfium2.PdfDocument(data) as document:
                    count = len(document)
            except pypdfium2.PdfiumError as error:
                raise FormatError(_BROKEN_PDF) from error
        else:
            with _opened(data) as picture:
                if min(picture.size) < MIN_SIDE:
                    raise FormatError(
                        say("图片太小（{0}×{1}），认不出文字。请用更大的图片。", picture.width, picture.height)
                    )
                # Other kinds with several images are moving pictures, or a photograph with its small copy.
                count = _frames(picture) if picture.format == "TIFF" else 1
        if count > MAX_PAGES:
            raise FormatError(say("扫描件有 {0} 页，超过 {1} 页。请拆成单篇报告再上传。", count, MAX_PAGES))
        return cls(data, count)

    def page(self, number: int, *, turned: int = 0) -> Pixels:
        """Return the image of a page (from 1), turned by 0, 90, 180 or 270 degrees to the left.

        Raises FormatError for one that does not open or is too large.
        """
        pixels = _pdf_page(self.data, number) if _is_pdf(self.data) else _picture(self.data, number)
        return np.ascontiguousarray(np.rot90(pixels, turned // 90)) if turned else pixels


def strips_of(pixels: Pixels) -> list[tuple[int, int]]:
    """Return the (top, bottom) of the strips in which a page is read: one, or for a long page several.

    A strip ends where the page is most even, so that no line is cut.
    """
    height, width = pixels.shape[:2]
    if height <= LONG_PAGE * width:
        return [(0, height)]
    most = LONG_SIDE * width // STRIP_WIDTH
    roughness = np.abs(np.diff(pixels.mean(axis=2), axis=1)).sum(axis=1)
    strips, top = [], 0
    while height - top > most:
        least = top + most * 3 // 4
        bottom = least + int(np.argmin(roughness[least : top + most]))
        strips.append((top, bottom))
        top = bottom
    return [*strips, (top, height)]


def png_of(pixels: Pixels) -> bytes:
    """Return the image as PNG (ISO/IEC 15948), in shades of grey if it has no colour."""
    height, width = pixels.shape[:2]
    is_grey = bool((np.ptp(pixels, axis=2) <= 8).all())
    rows = pixels.mean(axis=2).astype(np.uint8) if is_grey else pixels.reshape(height, width * 3)
    raw = np.zeros((height, rows.shape[1] + 1), np.uint8)  # each row begins with its filter: none
    raw[:, 1:] = rows
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if is_grey else 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(raw.tobytes(), 6)), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _pdf_page(data: bytes, number: int) -> Pixels:
    try:
        with pypdfium2.PdfDocument(data) as document:
            page = document[number - 1]
            width, height = page.get_size()
            if min(width, height) <= 0:
                raise FormatError(_BROKEN_PDF)
            bitmap = page.render(scale=_scale(width, height), rev_byteorder=True, may_draw_forms=False)
            return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
    except pypdfium2.PdfiumError as error:
        raise FormatError(_BROKEN_PDF) from error


def _scale(width: float, height: float) -> float:
    """Return the scale to the size in which a page is read."""
    if height > LONG_PAGE * width:
        scale = STRIP_WIDTH / width
        if height * scale > MAX_STRIPS * LONG_SIDE:
            raise FormatError(_TOO_LONG)
        return scale
    return LONG_SIDE / max(width, height)


def _opened(data: bytes) -> Image.Image:
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    except MemoryError:
        raise
    except Image.DecompressionBombError as error:
        raise FormatError(_TOO_LARGE) from error
    except Exception as error:  # any error of the decoder means that the picture is broken
        raise FormatError(_BROKEN) from error
    if picture.width * picture.height > MAX_PIXELS:
        raise FormatError(_TOO_LARGE)
    return picture


def _frames(picture: Image.Image) -> int:
    try:
        return int(getattr(picture, "n_frames", 1))
    except MemoryError:
        raise
    except Exception as error:
        raise FormatError(_BROKEN) from error


def _picture(data: bytes, number: int) -> Pixels:
    from PIL import ImageOps

    with _opened(data) as picture:
        try:
            picture.seek(number - 1)
            if picture.width * picture.height > MAX_PIXELS:
                raise FormatError(_TOO_LARGE)
            scale = min(1.0, _scale(picture.width, picture.height))
            if scale < 1 and picture.format == "JPEG":
                picture.draft("RGB", (round(picture.width * scale), round(picture.height * scale)))
            picture = ImageOps.exif_transpose(picture) or picture  # a photograph says how it was held
            picture = _on_white(picture)
            scale = min(1.0, _scale(picture.width, picture.height))
            if scale < 1:
                size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
                picture = picture.resize(size, reducing_gap=2.0)
            return np.asarray(picture, np.uint8)
        except (MemoryError, FormatError):
            raise
        except Exception as error:  # any error of the decoder means that the picture is broken
            raise FormatError(_BROKEN) from error


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the picture in red, green and blue, on white where it is transparent."""
    from PIL import Image

    if picture.mode.startswith("I;16"):  # 16 bits of grey
        pixels = (np.asarray(picture, np.uint16) >> 8).astype(np.uint8)
        return Image.fromarray(pixels).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        white.alpha_composite(picture)
        picture = white
    return picture.convert("RGB")

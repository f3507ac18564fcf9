"""The text of a PDF: its lines joined to paragraphs again, page numbers and running heads left out."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

from archive.text.characters import plain_characters
from archive.text.formats.extracted import MAX_TEXT, TOO_LARGE_UNPACKED, FormatError, NeedsRecognition, PageHints
from archive.text.formats.media_types import PDF
from archive.text.formats.properties import confirmed_hints

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks about odd files do not help an editor

MAX_PAGES = 2_000
_BROKEN = "PDF 文件已损坏，打不开。请重新下载，或用阅读器打开后“打印为 PDF”再上传。"
_LOCKED = "PDF 设了打开密码或加密，无法读取。请用阅读器打开后“打印为 PDF”存成不加密的文件再上传。"
_SCANNED = "这份 PDF 里没有文字，看来是扫描件。"
_NO_LETTERS = "这份 PDF 的字体没有带编码，文字取出来是乱码。"

# A bare number of four figures is a year.
_PAGE_NUMBER = re.compile(
    r"^[\s\-—–－・·•]{0,4}(?:第\s?)?\d{1,3}(?:\s?[页頁])?(?:\s?[/,，共]{1,2}\s?\d{1,3}(?:\s?[页頁])?)?[\s\-—–－・·•]{0,4}$"
)
_FIGURES = re.compile(r"\d+")
_ENDS_PARAGRAPH = re.compile(r"[。！？!?：:；;][”’」』\"')）】]?$")
_OPENS_PARAGRAPH = re.compile(
    r"^(?:[ \u3000]{2}|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)|第[一二三四五六七八九十]{1,3}[章节条]|[①-⑳●■◆•])"
)
_GARBAGE = re.compile(r"[\x00-\x08\x0e-\x1f\x80-\x9f\ufffd\ue000-\uf8ff]")
_WIDE = re.compile(r"[^\x00-\x7f]")
# A change of font looks like a blank to the parser: 2021 年.
_HAN = "\u3400-\u9fff，。、；：！？“”（）《》"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}0-9])|(?<=[0-9%]) (?=[{_HAN}])")


def read_pdf(data: bytes) -> tuple[str, PageHints, tuple[str, ...], tuple[tuple[int, int, str], ...]]:
    """Return text (a paragraph a line, as far as full lines show), confirmed hints, and warnings.

    Raises FormatError, each with its own sentence: locked, scanned, letters without codes, too many pages, broken.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FormatError(_LOCKED)
        count = len(reader.pages)
    except (FileNotDecryptedError, DependencyError) as error:
        raise FormatError(_LOCKED) from error
    except FormatError:
        raise
    except MemoryError:
        raise
    except Exception as error:  # any error of the parser means that the file is broken
        raise FormatError(_BROKEN) from error
    if count > MAX_PAGES:
        raise FormatError(f"PDF 有 {count} 页，超过 {MAX_PAGES} 页。请拆成单篇报告再上传。")
    pages, unread = _pages(reader, count)
    if not any(line.strip() for page in pages for line in page):
        raise FormatError(_BROKEN) if len(unread) == count else NeedsRecognition(_SCANNED, PDF)
    text = "\n".join(_paragraphs(_without_running_heads(pages)))
    if len(_GARBAGE.findall(text)) > 0.2 * len(text):
        raise NeedsRecognition(_NO_LETTERS, PDF)
    return text, _hints(reader, text), _warnings(pages, unread), ()


def _pages(reader: PdfReader, count: int) -> tuple[list[list[str]], list[int]]:
    """Return the lines of each page, and the numbers of the pages that could not be read."""
    pages: list[list[str]] = []
    unread: list[int] = []
    total = 0
    for at in range(count):
        try:
            text = plain_characters(reader.pages[at].extract_text())
        except MemoryError:
            raise
        except LimitReachedError as error:  # a stream that unpacks to more than pypdf's 75 MB
            raise FormatError(TOO_LARGE_UNPACKED) from error
        except Exception:  # one bad page costs that page
            text = ""
            unread.append(at + 1)
        total += len(text)
        pages.append([_BETWEEN_HAN.sub("", line).rstrip() for line in text.split("\n")])
        if total > MAX_TEXT:
            break
    return pages, unread


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Return pages without their numbers, and without a first or last line that most pages share but for its figures."""
    pages = [[line for line in page if line.strip()] for page in pages]
    for edge in (0, -1):
        pages = [page[1:] if edge == 0 and page and _PAGE_NUMBER.match(page[0]) else page for page in pages]
        pages = [page[:-1] if edge == -1 and page and _PAGE_NUMBER.match(page[-1]) else page for page in pages]
        shared = Counter(_FIGURES.sub("#", page[edge].strip()) for page in pages if page)
        repeated = {line for line, times in shared.items() if times >= 3 and 2 * times > len(pages)}
        kept = []
        for at, page in enumerate(pages):
            # The first page keeps its line: a running head repeats the title.
            is_repeated = bool(page) and at > 0 and _FIGURES.sub("#", page[edge].strip()) in repeated
            kept.append((page[1:] if edge == 0 else page[:-1]) if is_repeated else page)
        pages = kept
    return pages


def _paragraphs(pages: list[list[str]]) -> list[str]:
    """Join a line to the next if it is as long as lines get and ends no sentence; pages do not end a paragraph."""
    lines = [line for page in pages for line in page]
    widths = sorted(_width(line.strip()) for line in lines)
    full = widths[int(0.9 * (len(widths) - 1))] if widths else 0
    paragraphs: list[str] = []
    runs_on = False
    for line in lines:
        words = line.strip(" \u3000")
        if runs_on and not _OPENS_PARAGRAPH.match(line):
            before = paragraphs[-1]
            between = " " if before[-1:].isascii() and words[:1].isascii() and before[-1:].isalpha() else ""
            paragraphs[-1] = before + between + words
        else:
            paragraphs.append(words)
        # Two characters of room: punctuation must not stand at the start of a line.
        runs_on = full >= 30 and _width(line.strip()) >= full - 6 and not _ENDS_PARAGRAPH.search(words)
    return paragraphs


def _width(line: str) -> int:
    return len(line) + len(_WIDE.findall(line))


def _hints(reader: PdfReader, text: str) -> PageHints:
    try:
        said: Mapping[str, Any] = reader.metadata or {}
        title, author, created = (str(said.get(name) or "") for name in ("/Title", "/Author", "/CreationDate"))
    except (PyPdfError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return PageHints()
    return confirmed_hints(text, title=title, author=author, created=created)


def _warnings(pages: list[list[str]], unread: list[int]) -> tuple[str, ...]:
    empty = [at for at, page in enumerate(pages, 1) if not any(line.strip() for line in page) and at not in unread]
    sentences = []
    if empty:
        shown = "、".join(map(str, empty[:10])) + ("等" if len(empty) > 10 else "")
        sentences.append(f"PDF 第 {shown} 页没有文字，可能是扫描页或空白页。请与原件核对。")
    if unread:
        sentences.append(f"PDF 有 {len(unread)} 页已损坏，没有读出来。请与原件核对。")
    return tuple(sentences)

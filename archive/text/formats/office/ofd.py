"""The text of an OFD (GB/T 33190-2016): a zip of XML that says where each character of a page stands.

Characters and ruled lines become what those of a PDF are, so that rows, columns, tables and running heads are made of
them by the same rules.
"""

from __future__ import annotations

import io
import math
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from archive.text.formats.extracted import LOCKED, MAX_TEXT, FormatError, PageHints
from archive.text.formats.office.package import parse_xml, read_member
from archive.text.formats.pdf.glyphs import Frame, Glyph, Rule
from archive.text.formats.pdf.reader import MAX_PAGES, text_of_frames
from archive.text.formats.pdf.rows import is_wide
from archive.text.formats.properties import confirmed_hints
from search.sentences import say

_BROKEN = "OFD 文件已损坏，打不开。请用 OFD 阅读器或 WPS 打开后转成 PDF 或 docx 再上传。"
_NO_WORDS = "这份 OFD 里没有文字，看来是扫描件。请用 OFD 阅读器转成 PDF 再上传，或先做文字识别，再上传 txt 或 docx。"
_NO_CODES = "这份 OFD 的字体没有带编码，文字取出来是乱码。请用 OFD 阅读器转成 PDF，做文字识别后再上传。"
_UNCODED = re.compile(r"[\ue000-\uf8ff\ufffd]")
_MOST_UNCODED = 0.2
_POINTS = 72 / 25.4  # an OFD counts in millimetres
_STRAIGHT = 4.0  # degrees
_MAX_DOCUMENTS = 20
_MAX_RULES = 4_000
_MAX_DEPTH = 20  # of blocks in blocks
_NUMBER = re.compile(r"[-+]?\d{0,9}(?:\.\d{0,30})?(?:[eE]-?\d{1,2})?")
_SEGMENT = re.compile(r"([SMLC])((?:\s+-?[\d.eE-]+){0,2})")
_THIN = 0.6  # millimetres: an object of this height is a ruled line
_ESCAPED_PATH = re.compile(r"[\\/]+")
_OWN_WIDTH = 1.2  # of the size: a wider step holds a blank
_NARROW = 0.55  # of the size: how wide a Latin letter is about


@dataclass(slots=True)
class _Page:
    """What a page holds, by the quarter turn of its writing; -1 is vertical writing, -2 what lies aslant."""

    glyphs: dict[int, list[Glyph]] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    count: int = 0

    def frames(self) -> list[Frame]:
        found = sorted(self.glyphs.items(), key=lambda each: (each[0] == -2, -len(each[1])))
        return [Frame(glyphs, self.rules if turn == 0 else [], turn == -2) for turn, glyphs in found]


def read_ofd(data: bytes) -> tuple[str, PageHints, tuple[str, ...], tuple[tuple[int, int, str], ...]]:
    """Return text, confirmed hints, warnings and cuts.

    Raises FormatError: locked, without text, letters without codes, too many pages, broken.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = {name.lower(): name for name in package.namelist()}
            if "encryptions.xml" in names:
                raise FormatError(LOCKED)
            documents = [body for body in parse_xml(read_member(package, names["ofd.xml"])) if _tag(body) == "DocBody"]
            pages = [page.frames() for page in _pages(package, names, documents[:_MAX_DOCUMENTS])]
            info = {
                _tag(each): "".join(each.itertext()) for body in documents[:1] for each in body.iterfind("{*}DocInfo/*")
            }
    except (FormatError, MemoryError):
        raise
    except Exception as error:  # any error of the parser means that the file is broken
        raise FormatError(_BROKEN) from error
    if not any(pages):
        raise FormatError(_NO_WORDS)
    text, cuts = text_of_frames(pages)
    uncoded = len(_UNCODED.findall(text))
    if uncoded > _MOST_UNCODED * len(text):
        raise FormatError(_NO_CODES)
    hints = confirmed_hints(
        text, title=info.get("Title", ""), author=info.get("Author", ""), created=info.get("CreationDate", "")
    )
    return text, hints, (say("有 {0} 个字的字体没有带编码，认不出来。请对照原件。", uncoded),) if uncoded else (), cuts


def _pages(package: zipfile.ZipFile, names: dict[str, str], documents: list[etree._Element]) -> Iterator[_Page]:
    pages = letters = 0
    for body in documents:
        root_at = "".join(body.findtext("{*}DocRoot", "")).strip()
        root = _part(package, names, "", root_at)
        templates = {
            each.get("ID"): _path("", root_at, each.get("BaseLoc", "")) for each in root.iterfind(".//{*}TemplatePage")
        }
        for each in root.iterfind("{*}Pages/{*}Page"):
            pages += 1
            if pages > MAX_PAGES:
                raise FormatError(say("OFD 超过 {0} 页。请拆成单篇报告再上传。", MAX_PAGES))
            page = _Page()
            content = _part(package, names, root_at, each.get("BaseLoc", ""))
            for used in content.iterfind("{*}Template"):
                if place := templates.get(used.get("TemplateID")):
                    _read_page(_part(package, names, "", place), page)
            _read_page(content, page)
            yield page
            letters += page.count
            if letters > MAX_TEXT:
                return


def _part(package: zipfile.ZipFile, names: dict[str, str], beside: str, name: str) -> etree._Element:
    return parse_xml(read_member(package, names[_path("", beside, name).lower()]))


def _path(folder: str, beside: str, name: str) -> str:
    """Return the path of a part that is named in the part ``beside``: from the root, or from that part's folder."""
    name = _ESCAPED_PATH.sub("/", name.strip())
    base = "" if name.startswith("/") else posixpath.dirname(beside)
    return posixpath.normpath(posixpath.join(folder, base.lstrip("/"), name.lstrip("/"))).lstrip("/")


def _read_page(content: etree._Element, page: _Page) -> None:
    for layer in content.iterfind("{*}Content/{*}Layer"):
        _read_block(layer, page, 0)


def _read_block(block: etree._Element, page: _Page, depth: int) -> None:
    for each in block:
        if each.get("Visible") == "false" or each.get("Alpha") == "0":
            continue
        match _tag(each):
            case "TextObject":
                _read_text(each, page)
            case "PathObject" if len(page.rules) < _MAX_RULES:
                page.rules += _rules(each)
            case "PageBlock" if depth < _MAX_DEPTH:
                _read_block(each, page, depth + 1)


def _read_text(element: etree._Element, page: _Page) -> None:
    box = _numbers(element.get("Boundary", ""), 4, 0.0)
    a, b, c, d, e, f = (
        _numbers(element.get("CTM", ""), 6, 0.0) if element.get("CTM") else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    )
    size = (_numbers(element.get("Size", ""), 1, 0.0)[0] or 4.0) * (math.hypot(c, d) or 1.0) * _POINTS
    angle = math.degrees(math.atan2(b, a))
    turn = round(angle / 90) % 4 if abs(angle - 90 * round(angle / 90)) <= _STRAIGHT else -2
    x = y = 0.0
    for code in element.iterfind("{*}TextCode"):
        x = _numbers(code.get("X", ""), 1, x)[0]
        y = _numbers(code.get("Y", ""), 1, y)[0]
        words = (code.text or "").strip("\r\n\t")
        steps_x, steps_y = _steps(code.get("DeltaX"), len(words)), _steps(code.get("DeltaY"), len(words))
        is_vertical = turn == 0 and not any(steps_x) and any(steps_y) and len(words) > 1
        at_x, at_y = x, y
        for letter, step_x, step_y in zip(words, steps_x, steps_y, strict=True):
            if not letter.isspace():
                shown_x = (a * at_x + c * at_y + e + box[0]) * _POINTS
                shown_y = (b * at_x + d * at_y + f + box[1]) * _POINTS
                key = -1 if is_vertical else turn
                advance = math.hypot(a * step_x, b * step_x) * _POINTS
                page.glyphs.setdefault(key, []).append(_glyph(letter, key, shown_x, shown_y, size, advance, page.count))
                page.count += 1
            at_x, at_y = at_x + step_x, at_y + step_y
            if not step_x and not step_y:
                at_x += size / _POINTS * (1 if is_wide(letter) else _NARROW)


def _glyph(letter: str, turn: int, x: float, y: float, size: float, advance: float, at: int) -> Glyph:
    """Return a character in the frame of its direction: x along the writing, y from line to line."""
    width = size * (1 if is_wide(letter) else _NARROW)
    # A step of about one letter is the letter's own width: W is twice as wide as i.
    if turn != -1 and 0 < advance < _OWN_WIDTH * size:
        width = advance
    along, across = {0: (x, y), 1: (y, -x), 2: (-x, -y), 3: (-y, x), -1: (y, -x), -2: (x, y)}[turn]
    return Glyph(letter, along, along + width, across, size, at)


def _rules(element: etree._Element) -> Iterator[Rule]:
    """Yield the level and upright lines of a path."""
    left, top, width, height = _numbers(element.get("Boundary", ""), 4, 0.0)
    if min(width, height) <= _THIN < max(width, height):
        yield _rule(left, top, left + width, top + height)
        return
    if element.get("CTM") or element.get("Stroke") == "false":
        return
    points = [(left, top)]
    for kind, numbers in _SEGMENT.findall(element.findtext("{*}AbbreviatedData", "")[:100_000])[:1_000]:
        if kind == "C":
            points.append(points[0])
        elif numbers.strip():
            x, y = _numbers(numbers, 2, 0.0)
            points.append((left + x, top + y))
        if kind in "SM":
            points = points[-1:]
        elif len(points) > 1:
            (x0, y0), (x1, y1) = points[-2:]
            if min(abs(x1 - x0), abs(y1 - y0)) <= _THIN:
                yield _rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _rule(x0: float, y0: float, x1: float, y1: float) -> Rule:
    return Rule(x0 * _POINTS, y0 * _POINTS, x1 * _POINTS, y1 * _POINTS)


def _steps(written: str | None, count: int) -> list[float]:
    """Return how far each character goes on: plain numbers, or ``g 3 4.5`` for three steps of 4.5."""
    steps: list[float] = []
    words = (written or "").split()
    at = 0
    while at < len(words) and len(steps) < count:
        if words[at] == "g" and at + 2 < len(words):
            steps += [_numbers(words[at + 2], 1, 0.0)[0]] * min(int(words[at + 1]), count)
            at += 3
        else:
            steps.append(_numbers(words[at], 1, 0.0)[0])
            at += 1
    return (steps + [0.0] * count)[:count]


def _numbers(written: str, count: int, otherwise: float) -> list[float]:
    found = [
        float(word)
        for word in written.split()[:count]
        if word and _NUMBER.fullmatch(word) and any(map(str.isdigit, word))
    ]
    return (found + [otherwise] * count)[:count]


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""

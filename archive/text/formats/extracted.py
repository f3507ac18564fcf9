"""The result of reading a file: the text in which all edits count their offsets, and the page's own values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.text.edits import Edit
from search.sentences import Sentence, say

MAX_BYTES = 20 * 1024 * 1024  # an upload; a report with pictures in a docx stays far below
MAX_TEXT = 2_000_000  # characters of text; the longest known yearbook chapter has a tenth of that
MAX_HINT = 500  # characters of a hint; a title is shorter, a page's keywords are not

SAVE_AS = "请用 Word 或 WPS 打开后另存为 docx 或 txt 再上传。"
BROKEN = f"文件已损坏，打不开。{SAVE_AS}"
LOCKED = "文件设了打开密码，无法读取。请在 Word 或 WPS 里去掉密码后再上传。"
#: Rules of the words that a reader leaves out of a file; ``archive.text.clean`` has their Chinese names.
CUT_RULES = frozenset({"running-head", "running-foot", "page-number", "watermark"})
#: The warning of a page no part of which is surely the article.
ARTICLE_UNSURE = "没有把握网页的哪一部分是正文，已保留整页的文字。请对照原件，删去不属于正文的部分。"
MISREAD = f"文字取出来是乱码，无法还原。请打开原件看看显示是否正常；正常的话，{SAVE_AS}"
TOO_LARGE_UNPACKED = "压缩内容展开后过大，已拒绝打开。请删去文件里的图片和附件，或只把文字另存为 txt 再上传。"


class FormatError(ValueError):
    """The file gives no text. The message is a Chinese Sentence that names the remedy, fit to be shown."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence if isinstance(sentence, Sentence) else Sentence(sentence))

    @property
    def sentence(self) -> Sentence:
        """The message with its parts."""
        return self.args[0]


class NeedsRecognition(FormatError):
    """The file holds pictures of text, and no text. The message is a sentence as of any FormatError.

    ``what`` is its first half alone: what the file is.
    """

    def __init__(self, what: str, media_type: str) -> None:
        self.what = what if isinstance(what, Sentence) else Sentence(what)
        self.media_type = media_type
        super().__init__(say("{0}请先做文字识别，再上传识别后的 txt、docx 或双层 PDF。", self.what))


def read_again_warning(code: str) -> Sentence:
    """Return the warning of a text whose codes were taken for those of another alphabet."""
    return say("文字原来显示为乱码，已按 {0} 重新读出。请与原件核对。", code)


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line that was recognised in a picture: ``text[start:end]`` of the extracted text.

    ``box`` is (left, top, right, bottom) in pixels of the page image; ``confidence`` 0 to 1, the mean of its characters.
    ``doubtful`` are the (start, end) in the extracted text of characters that may be wrong, sorted.
    """

    start: int
    end: int
    box: tuple[int, int, int, int]
    confidence: float
    doubtful: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """The lines of one page in reading order.

    ``width`` and ``height`` are those of its image, in pixels, after it was turned by ``turned`` degrees to the left.
    """

    number: int
    width: int
    height: int
    turned: int = 0
    lines: tuple[RecognisedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PageHints:
    """What the file states about itself outside its text; "" for an absent value. Hints are weighed, never trusted.

    ``date`` is one that the markup gives as the page's own. ``weak_date`` is never more than a rival; its
    ``weak_date_rule`` is ``htmldate`` (guessed from the whole page) or ``file-created`` (when a Word or PDF file was
    made, often years before its text). Title and author of a Word or PDF file count only if the text repeats them,
    because files are made from older files.
    """

    title: str = ""
    site_name: str = ""
    date: str = ""
    author: str = ""
    source: str = ""
    url: str = ""
    weak_date: str = ""
    weak_date_rule: str = ""


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """The text of a file, before any repair.

    ``text`` holds ``\\n`` as its only line end, no ASCII controls but ``\\n`` and ``\\t``, no lone surrogates and no
    noncharacters. Other invisible characters (``search.invisible``) stay, for ``repair_text`` to take them out by edits,
    and so do characters U+E000-U+F8FF, because a broken converter may have left them. It neither
    starts nor ends with blank lines, and its last line has no blanks at its end. ``media_type`` and ``encoding`` are
    what the bytes showed (``encoding`` is "" for all but text and pages). ``warnings`` are Chinese sentences for the
    editor. ``cuts`` are (start, end, rule) of words in ``text`` that are no part of the report, such as running heads:
    sorted, apart from each other, each rule one of CUT_RULES. The intake takes them out by edits (``cut_edits``).
    ``recogniser`` names the program that recognised the text in pictures, with its version; "" for a text that was
    written as one. ``recognised`` holds its lines with their places.
    """

    text: str
    media_type: str
    encoding: str
    hints: PageHints = field(default_factory=PageHints)
    warnings: tuple[str, ...] = ()
    cuts: tuple[tuple[int, int, str], ...] = ()
    recogniser: str = ""
    recognised: tuple[RecognisedPage, ...] = ()


def cut_edits(extracted: ExtractedText) -> list[Edit]:
    """Return the edits (kind ``clean``) that take the cuts out of the extracted text."""
    return [Edit(start, extracted.text[start:end], "", "clean", rule) for start, end, rule in extracted.cuts]


def sound_cuts(rows: Iterable[Iterable[object]], size: int) -> tuple[tuple[int, int, str], ...]:
    """Return rows of (start, end, rule) as the cuts of a text of ``size`` characters.

    Raises ValueError for one that is out of order, empty, outside the text, or of a rule that is none of CUT_RULES.
    """
    cuts: list[tuple[int, int, str]] = []
    reach = 0
    for start, end, rule in rows:
        if not isinstance(start, int) or not isinstance(end, int) or not reach <= start < end <= size:
            raise ValueError(f"no cut: {start!r} to {end!r}")
        if rule not in CUT_RULES:
            raise ValueError(f"no rule of a cut: {rule!r}")
        cuts.append((start, end, str(rule)))
        reach = end
    return tuple(cuts)

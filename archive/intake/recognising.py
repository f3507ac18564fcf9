"""Recognise the text of scans and pictures, page by page, in a process apart with limits of memory and time.

    recognise_file   bytes -> recogniser (a process, ``archive.text.formats.recogniser``) -> pages -> ExtractedText

Each page that was read is kept on disk until its file is in, so that a stop or a kill costs no more than a page.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from archive.intake.parsing import MOST_WORDS
from archive.storage.limited import LimitedProcess, ProcessGone, start_limited
from archive.storage.originals import sha256_of
from archive.storage.page_files import load_page, save_page
from archive.text.formats.extracted import ExtractedText, FormatError, NeedsRecognition
from archive.text.formats.recognised.found import FoundPage
from archive.text.formats.recognised.installed import recogniser, why_missing
from archive.text.formats.recognised.text import compose
from archive.text.formats.worker import REQUEST
from search.sentences import Sentence, of_parts, say

#: Seconds for one strip of a page: 5 to 13 on two cores, and another batch may be at work.
STRIP_SECONDS = 180.0
#: Seconds to open a file, and to render a page.
OPEN_SECONDS = 60.0
START_SECONDS = 60.0
#: Bytes of an answer: a page as PNG in base64.
MOST_ANSWER = 32 * 1024 * 1024
#: Pages in a row that fail before the file is given up.
FAULTS_IN_A_ROW = 3
#: Letters below which a picture is no report, but the ornament of a page.
FEWEST_LETTERS = 20
_LETTER = re.compile(r"\w")
_MODULE = "archive.text.formats.recogniser"
_PNG = b"\x89PNG\r\n\x1a\n"
_INTERRUPTED = say("太复杂，识别中断")
_TOO_BUSY = "服务器现在腾不出余力来识别这个文件。文件没有问题，请稍后重试。"
#: Pages rendered at a time in this process, for editors, and one more that waits: readers need the other threads.
_rendering = threading.BoundedSemaphore(1)
_admitted = threading.BoundedSemaphore(2)

Watch = Callable[[int, int], None]


class RecognitionStopped(Exception):
    """Somebody asked to stop. The pages that were read are kept."""


class _Unread(FormatError):
    """A page was not read; ``cause`` is the sentence without its remedy, which is that of every page."""

    def __init__(self, cause: Sentence) -> None:
        super().__init__(say("{0}。请重新扫描后再上传。", cause))
        self.cause = cause


class RenderingBusy(Exception):
    """Other pages are being rendered. The message is a Chinese sentence; a browser may ask again soon."""


def unwatched(done: int, pages: int) -> None:
    """Do nothing: the watch of nobody. A watch gets the pages done and all pages; it may raise RecognitionStopped."""


def recognise_file(data: bytes, need: NeedsRecognition, *, watch: Watch = unwatched) -> ExtractedText:
    """Return the text in the pictures of a file, with the place of each line.

    ``watch`` is called before the first page and behind each. Raise FormatError with a sentence: not installed, broken,
    too many pages, nothing recognised; and what ``watch`` raises.
    """
    if missing := why_missing():
        raise FormatError(say("{0}{1}", need.what, missing))
    name, sha256 = recogniser(), sha256_of(data)
    pages: list[FoundPage] = []
    faults = 0
    with _opened(data) as scan:
        watch(0, scan.pages)
        for number in range(1, scan.pages + 1):
            page = _kept(sha256, number, name)
            if page is None:
                page = scan.read(number)
                if not page.fault:
                    save_page(sha256, number, page.to_dict(), recogniser=name)
            faults = faults + 1 if page.fault else 0
            if faults == FAULTS_IN_A_ROW:
                raise FormatError(_given_up(page.fault))
            pages.append(page)
            watch(number, scan.pages)
    extracted = compose(pages, media_type=need.media_type, recogniser=name)
    letters = len(_LETTER.findall(extracted.text))
    if letters < FEWEST_LETTERS:
        raise FormatError(
            say("图像里只认出 {0} 个字，不像一篇报告，没有收入。若字太小或太淡，请重新扫描后再上传。", letters)
        )
    return extracted


def render_page(data: bytes, number: int, *, turned: int = 0) -> bytes:
    """Return the image of a page as PNG, as it was recognised.

    Raise FormatError with a sentence, and RenderingBusy where two threads of this process render already.
    """
    if not _admitted.acquire(blocking=False):
        raise RenderingBusy("正在生成别的页面图像，请稍后再看。")
    try:
        with _rendering, _opened(data) as scan:
            if not 1 <= number <= scan.pages:
                raise FormatError(say("没有第 {0} 页。", number))
            return scan.render(number, turned)
    finally:
        _admitted.release()


def _given_up(fault: str) -> Sentence:
    return say(
        "接连 {0} 页没有识别成：{1}。请重新扫描（300 点，黑白或灰度），或先自己做文字识别，再上传 txt 或 docx。",
        FAULTS_IN_A_ROW,
        fault,
    )


def _kept(sha256: str, number: int, name: str) -> FoundPage | None:
    row = load_page(sha256, number, recogniser=name)
    try:
        return FoundPage.of_dict(number, row) if row else None
    except (ValueError, KeyError, TypeError):
        return None


@dataclass(slots=True)
class _Scan:
    """A file that the recogniser has open. A recogniser that dies is replaced before the next page."""

    data: bytes
    process: LimitedProcess | None = None
    pages: int = 0

    def open(self) -> None:
        """Start a recogniser and give it the file. Raise FormatError."""
        try:
            self.process = start_limited(_MODULE)
            self.process.wait_until_ready(START_SECONDS)
        except OSError as error:
            self.close()
            raise FormatError(_TOO_BUSY) from error
        self.pages = int(self._ask({"task": "open"}, OPEN_SECONDS, self.data)["pages"])

    def read(self, number: int) -> FoundPage:
        """Return what stands on a page; one that the recogniser does not survive has a fault."""
        lines: list[Any] = []
        strip, strips = 0, 1
        row: dict[str, Any] = {}
        try:
            while strip < strips:
                row = self._ask({"task": "read", "page": number, "strip": strip}, STRIP_SECONDS)
                strips = int(row["strips"])
                lines += row["lines"]
                strip += 1
            return FoundPage.of_dict(number, {**row, "lines": lines})
        except FormatError as error:
            return FoundPage(
                number,
                1,
                1,
                fault=say("没有识别成（{0}）", error.cause if isinstance(error, _Unread) else error.sentence),
            )
        except (ValueError, KeyError, TypeError):
            return FoundPage(number, 1, 1, fault=say("没有识别成"))

    def render(self, number: int, turned: int) -> bytes:
        """Return a page as PNG. Raise FormatError."""
        row = self._ask({"task": "render", "page": number, "turned": turned}, OPEN_SECONDS)
        try:
            image = base64.b64decode(row["png"], validate=True)
        except (KeyError, TypeError, ValueError):
            image = b""
        if not image.startswith(_PNG):  # it came from a process that read a stranger's file
            raise _Unread(_INTERRUPTED)
        return image

    def close(self) -> None:
        if self.process is not None:
            self.process.end()
            self.process = None

    def _ask(self, task: dict[str, Any], seconds: float, data: bytes = b"") -> dict[str, Any]:
        """Return the answer. Raise FormatError with the recogniser's sentence, or with one that says why there is none."""
        if self.process is None:
            self.open()
        assert self.process is not None  # noqa: S101  just opened
        words = json.dumps(task).encode()
        try:
            answer = self.process.answer(REQUEST.pack(len(words), len(data)) + words + data, seconds, MOST_ANSWER)
        except TimeoutError as error:
            self.close()
            raise _Unread(say("{0} 秒内没有做完", f"{seconds:.0f}")) from error
        except ProcessGone as error:
            self.close()
            raise _Unread(_INTERRUPTED) from error
        except BaseException:  # an interrupt: the process would give this answer to the next request
            self.close()
            raise
        try:
            row = json.loads(answer)
            refused = of_parts(row.get("refused", ""), MOST_WORDS)
        except (ValueError, TypeError, AttributeError) as error:
            raise _Unread(_INTERRUPTED) from error
        if refused:
            raise FormatError(refused)
        return dict(row)


@contextmanager
def _opened(data: bytes) -> Iterator[_Scan]:
    """Give the file, opened by a recogniser that ends with the block. Raise FormatError."""
    scan = _Scan(data)
    try:
        scan.open()
        yield scan
    finally:
        scan.close()
